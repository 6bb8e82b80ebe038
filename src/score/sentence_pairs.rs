//! What each sentence of the suspicious text shares with each sentence of the source.
//!
//! Words that occur in many places of the source point nowhere and are passed over, so the table is
//! sparse: near-linear in both texts.

use crate::pair::{Content, Pair, Place};
use crate::text::Document;

/// Maximum number of places of a shared word in the source that are looked at: a word that occurs
/// everywhere points nowhere.
const MAX_PLACES: usize = 32;

/// A sentence of each text and the information that they share.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct SentencePair {
    pub(super) suspicious: u32,
    pub(super) source: u32,
    /// Information of the distinct terms of the suspicious sentence that occur in the source
    /// sentence.
    pub(super) shared: u32,
}

/// All pairs of sentences that share anything.
#[derive(Debug)]
pub(super) struct SentencePairs {
    /// By suspicious sentence, then by source sentence.
    pairs: Vec<SentencePair>,
    sentences: (usize, usize),
}

impl SentencePairs {
    /// Finds the sentences that share content words.
    pub(super) fn new(pair: &Pair, content: &Content) -> Self {
        let (source, sources) = numbers(pair.source, &content.source);
        let (suspicious, suspects) = numbers(pair.suspicious, &content.suspicious);
        let mut shared = vec![0_u32; sources];
        // The sentence that each term was last read in: a term counts once a sentence.
        let mut read_in = vec![u32::MAX; content.source_terms()];
        let mut touched: Vec<u32> = Vec::new();
        let mut pairs = Vec::with_capacity(content.suspicious.len());
        let mut places = content.suspicious.iter().zip(&suspicious).peekable();
        while let Some(&(_, &number)) = places.peek() {
            while let Some((place, _)) = places.next_if(|(_, other)| **other == number) {
                let postings = content.postings(place.term);
                if postings.is_empty() || postings.len() > MAX_PLACES {
                    continue;
                }
                let last_read = &mut read_in[place.term as usize];
                if std::mem::replace(last_read, number) == number {
                    continue;
                }
                let information = content.shared_information(place);
                let mut last = None;
                for &posting in postings {
                    let sentence = source[posting as usize];
                    if last.replace(sentence) == Some(sentence) {
                        continue;
                    }
                    let sum = &mut shared[sentence as usize];
                    if *sum == 0 {
                        touched.push(sentence);
                    }
                    *sum += information;
                }
            }
            touched.sort_unstable();
            pairs.extend(touched.drain(..).map(|source| SentencePair {
                suspicious: number,
                source,
                shared: std::mem::take(&mut shared[source as usize]),
            }));
        }
        Self {
            pairs,
            sentences: (sources, suspects),
        }
    }

    /// Returns the pair that shares most for each suspicious sentence; the first of equals, `None`
    /// where it shares nothing.
    pub(super) fn best(&self) -> Vec<Option<SentencePair>> {
        let mut best: Vec<Option<SentencePair>> = vec![None; self.sentences.1];
        for pair in &self.pairs {
            let best = &mut best[pair.suspicious as usize];
            if best.is_none_or(|best| best.shared < pair.shared) {
                *best = Some(*pair);
            }
        }
        best
    }

    /// Returns the information shared by sentences that are matched one to one, greedily, the most
    /// first.
    pub(super) fn matched(&self) -> u64 {
        let mut pairs: Vec<&SentencePair> = self.pairs.iter().collect();
        pairs.sort_unstable_by_key(|pair| {
            (std::cmp::Reverse(pair.shared), pair.suspicious, pair.source)
        });
        let mut used = (vec![false; self.sentences.0], vec![false; self.sentences.1]);
        let mut sum = 0;
        for pair in pairs {
            let (source, suspicious) = (
                &mut used.0[pair.source as usize],
                &mut used.1[pair.suspicious as usize],
            );
            if !*source && !*suspicious {
                (*source, *suspicious) = (true, true);
                sum += u64::from(pair.shared);
            }
        }
        sum
    }

    /// Returns the information shared along the best chain of sentences that never goes back in the
    /// source, and the same against the reversed source. A source sentence may serve several
    /// suspicious ones in a row.
    pub(super) fn in_order(&self) -> [u64; 2] {
        let len = self.sentences.0;
        [false, true].map(|reversed| {
            let mut best = BestSums::new(len);
            let mut most = 0;
            let mut sums: Vec<(usize, u64)> = Vec::new();
            for row in self.pairs.chunk_by(|a, b| a.suspicious == b.suspicious) {
                sums.clear();
                sums.extend(row.iter().map(|pair| {
                    let place = match reversed {
                        false => pair.source as usize,
                        true => len - 1 - pair.source as usize,
                    };
                    (place, best.up_to(place) + u64::from(pair.shared))
                }));
                for &(place, sum) in &sums {
                    most = most.max(sum);
                    best.raise(place, sum);
                }
            }
            most
        })
    }
}

/// The greatest sum at any place up to a given one; sums only rise. A binary indexed tree (Fenwick,
/// "A new data structure for cumulative frequency tables", 1994).
struct BestSums {
    /// At each place plus one, the greatest of as many places up to it as its lowest set bit says.
    tree: Vec<u64>,
}

impl BestSums {
    fn new(places: usize) -> Self {
        Self {
            tree: vec![0; places + 1],
        }
    }

    fn up_to(&self, place: usize) -> u64 {
        let (mut best, mut at) = (0, place + 1);
        while at > 0 {
            best = best.max(self.tree[at]);
            at &= at - 1;
        }
        best
    }

    fn raise(&mut self, place: usize, sum: u64) {
        let mut at = place + 1;
        while let Some(best) = self.tree.get_mut(at) {
            *best = sum.max(*best);
            at += at & at.wrapping_neg();
        }
    }
}

/// Returns the sentence that each place is in, and how many sentences there are.
fn numbers(document: &Document, places: &[Place]) -> (Vec<u32>, usize) {
    let ends: Vec<usize> = document.sentences().map(|sentence| sentence.end).collect();
    let mut number = 0;
    let numbers = places
        .iter()
        .map(|place| {
            while ends
                .get(number)
                .is_some_and(|&end| end <= place.token as usize)
            {
                number += 1;
            }
            number as u32
        })
        .collect();
    (numbers, ends.len().max(1))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn pairs() -> impl Strategy<Value = SentencePairs> {
        prop::collection::btree_map((0_u32..8, 0_u32..8), 1_u32..50, 0..24).prop_map(|shared| {
            let pair = |((suspicious, source), shared)| SentencePair {
                suspicious,
                source,
                shared,
            };
            SentencePairs {
                pairs: shared.into_iter().map(pair).collect(),
                sentences: (8, 8),
            }
        })
    }

    /// Returns the best chain by the full table, in quadratic time.
    fn plain_chain(pairs: &SentencePairs, reversed: bool) -> u64 {
        let mut best = [0_u64; 8];
        for suspicious in 0..8 {
            let before = best;
            for pair in pairs
                .pairs
                .iter()
                .filter(|pair| pair.suspicious == suspicious)
            {
                let place = if reversed {
                    7 - pair.source
                } else {
                    pair.source
                } as usize;
                let most = before[..=place].iter().max().copied().unwrap_or(0);
                best[place] = best[place].max(most + u64::from(pair.shared));
            }
        }
        best.into_iter().max().unwrap_or(0)
    }

    /// Computes the greedy matching by looking for the greatest free pair again and again.
    fn plain_matching(pairs: &SentencePairs) -> u64 {
        let mut left = pairs.pairs.clone();
        let mut sum = 0;
        while let Some(best) = left.iter().copied().max_by_key(|pair| {
            (
                pair.shared,
                std::cmp::Reverse((pair.suspicious, pair.source)),
            )
        }) {
            sum += u64::from(best.shared);
            left.retain(|pair| pair.source != best.source && pair.suspicious != best.suspicious);
        }
        sum
    }

    proptest! {
        /// Invariant 8: the tree finds the chain of the full table.
        #[test]
        fn chains_are_those_of_the_full_table(pairs in pairs()) {
            prop_assert_eq!(pairs.in_order(), [plain_chain(&pairs, false), plain_chain(&pairs, true)]);
        }

        /// Invariant 8: one sort finds the greedy matching.
        #[test]
        fn matching_takes_the_greatest_first(pairs in pairs()) {
            prop_assert_eq!(pairs.matched(), plain_matching(&pairs));
        }
    }
}
