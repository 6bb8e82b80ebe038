//! Which words of the suspicious text follow each other in the source too.

use std::collections::HashMap;
use std::ops::Range;

use super::Mask;
use super::runs::{runs, word_hashes};
use crate::text::{Document, Interner};

/// Words in a row that both texts have: five are seldom shared by chance.
const WORDS: usize = 5;

/// The words of two documents that are in runs of [`WORDS`] words which both have, and the words
/// that both begin or end with, however few. What is masked is in no run.
#[derive(Debug, Clone, Default)]
pub(super) struct SharedWords {
    /// Whether each token of the suspicious text is in such a run.
    pub(super) suspicious: Vec<bool>,
    /// Whether each token of the source is in such a run.
    pub(super) source: Vec<bool>,
    source_words: Vec<u64>,
    suspicious_words: Vec<u64>,
}

impl SharedWords {
    /// Returns the shared runs of two documents; `None` where they have none.
    pub(super) fn new(
        (source, source_mask): (&Document, &Mask),
        (suspicious, suspicious_mask): (&Document, &Mask),
    ) -> Option<Self> {
        let (source_words, suspicious_words) = (word_hashes(source), word_hashes(suspicious));
        let known = table(&source_words, source_mask);
        let mut found = covered(&suspicious_words, suspicious_mask, &known)?;
        let known = table(&suspicious_words, suspicious_mask);
        let mut in_source = covered(&source_words, source_mask, &known)?;
        let same = |(ours, theirs): &(&u64, &u64)| ours == theirs;
        let at_start = source_words.iter().zip(&suspicious_words);
        let at_start = at_start.take_while(same).count();
        let at_end = source_words.iter().rev().zip(suspicious_words.iter().rev());
        let at_end = at_end.take_while(same).count();
        for words in [&mut found, &mut in_source] {
            let end = words.len() - at_end;
            words[..at_start].fill(true);
            words[end..].fill(true);
        }
        Some(Self {
            suspicious: found,
            source: in_source,
            source_words,
            suspicious_words,
        })
    }

    /// Returns the tokens of the source whose runs are among those of the chosen tokens of the
    /// suspicious text.
    pub(super) fn mirrored(&self, chosen: &[bool]) -> Vec<bool> {
        let mut known = Interner::default();
        for (at, run) in runs::<WORDS>(&self.suspicious_words).enumerate() {
            if chosen[at..at + WORDS].iter().all(|&chosen| chosen) {
                known.intern(run);
            }
        }
        covered(&self.source_words, &Mask::default(), &known)
            .unwrap_or_else(|| vec![false; self.source_words.len()])
    }
}

/// Where the source has the runs that both texts share.
pub(super) struct SourcePlaces<'a> {
    shared: &'a SharedWords,
    last: HashMap<u64, usize>,
}

impl<'a> SourcePlaces<'a> {
    pub(super) fn new(shared: &'a SharedWords) -> Self {
        let last = runs::<WORDS>(&shared.source_words)
            .enumerate()
            .filter(|&(at, _)| shared.source[at])
            .map(|(at, run)| (run, at))
            .collect();
        Self { shared, last }
    }

    /// Returns the place in the source, in tokens, of the middle of what it shares with these
    /// tokens of the suspicious text.
    pub(super) fn middle(&self, tokens: Range<usize>) -> Option<usize> {
        let mut places: Vec<usize> = runs::<WORDS>(&self.shared.suspicious_words[tokens])
            .filter_map(|run| self.last.get(&run).copied())
            .collect();
        let middle = places.len() / 2;
        (!places.is_empty()).then(|| *places.select_nth_unstable(middle).1)
    }
}

/// Returns the runs of unmasked words.
fn table(words: &[u64], mask: &Mask) -> Interner {
    let mut known = Interner::with_capacity(words.len());
    unmasked(words, mask).for_each(|(_, run)| {
        known.intern(run);
    });
    known
}

/// Returns which words are in a known run; `None` if no word is.
fn covered(words: &[u64], mask: &Mask, known: &Interner) -> Option<Vec<bool>> {
    let mut covered = Vec::new();
    let mut next = 0;
    for (at, run) in unmasked(words, mask) {
        if known.find(run).is_some() {
            covered.resize(words.len(), false);
            covered[next.max(at)..at + WORDS].fill(true);
            next = at + WORDS;
        }
    }
    (!covered.is_empty()).then_some(covered)
}

/// Returns each run without a masked word.
fn unmasked<'a>(words: &'a [u64], mask: &'a Mask) -> impl Iterator<Item = (usize, u64)> + 'a {
    // Where the last masked word before the end of the run is, plus one.
    let mut free_from = 0;
    let mut looked_at = 0;
    runs::<WORDS>(words).enumerate().filter(move |(at, _)| {
        if !mask.is_empty() {
            for token in looked_at..at + WORDS {
                if mask.has(token) {
                    free_from = token + 1;
                }
            }
            looked_at = at + WORDS;
        }
        *at >= free_from
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::TextOptions;

    fn read(words: &[u8]) -> Document {
        let words: Vec<String> = words.iter().map(|word| format!("w{word}")).collect();
        Document::new(&words.join(" "), &TextOptions::default())
    }

    proptest! {
        /// Invariant 8: shared words are those that a plain search of each run finds.
        #[test]
        fn shared_words_are_what_a_plain_search_finds(
            source in prop::collection::vec(0_u8..3, 0..30),
            suspicious in prop::collection::vec(0_u8..3, 0..30),
            masked in 0_usize..30,
        ) {
            let mut mask = Mask::default();
            mask.add(masked..masked + 2, suspicious.len());
            let mut plain = vec![false; suspicious.len()];
            for at in 0..suspicious.len().saturating_sub(WORDS - 1) {
                let run = &suspicious[at..at + WORDS];
                let free = (at..at + WORDS).all(|token| !mask.has(token));
                if free && source.windows(WORDS).any(|other| other == run) {
                    plain[at..at + WORDS].fill(true);
                }
            }
            let shared = SharedWords::new((&read(&source), &Mask::default()), (&read(&suspicious), &mask));
            let any = plain.contains(&true);
            for at in (0..suspicious.len()).take_while(|&at| source.get(at) == suspicious.get(at)) {
                plain[at] = true;
            }
            let (ours, theirs) = (source.iter().rev(), suspicious.iter().rev());
            for (at, _) in ours.zip(theirs).take_while(|(a, b)| a == b).enumerate() {
                plain[suspicious.len() - 1 - at] = true;
            }
            let expected = any.then_some(plain);
            prop_assert_eq!(shared.map(|shared| shared.suspicious), expected);
        }
    }
}
