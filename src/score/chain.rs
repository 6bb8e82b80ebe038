//! Is what is shared in the source's order?
//!
//! A rewrite follows its source from fact to fact; an independent report of the same event shares
//! words, but in an order of its own. What order two texts would share by chance is read from the
//! same matches against the source **reversed**: free, deterministic, and a better baseline than
//! shuffling.

use crate::pair::Content;
use crate::text::{Work, widest};

/// Places of the source that one place of the suspicious text is matched with, at most.
const MOST_MATCHES: usize = 4;

/// A term with more places than this in the source is matched ever more sparsely.
const MATCH_BUDGET: usize = 64;

/// One place of each text with the same term, and what the match tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TermMatch {
    pub(super) suspicious: u32,
    pub(super) source: u32,
    pub(super) information: u32,
}

/// Returns all matches of content words, by place of the suspicious text, then by place of the
/// source, both ascending.
///
/// A term that occurs often in the source is matched with the places around its own rank only (the
/// third occurrence with the third), so that the number of matches stays linear.
pub(super) fn matches(content: &Content) -> Vec<TermMatch> {
    let mut rank = vec![0_usize; content.source_terms()];
    let mut matches = Vec::with_capacity(content.suspicious.len());
    for (at, place) in content.suspicious.iter().enumerate() {
        let postings = content.postings(place.term);
        if postings.is_empty() {
            continue;
        }
        let seen = rank[place.term as usize];
        rank[place.term as usize] += 1;
        let width = (MATCH_BUDGET / postings.len())
            .clamp(1, MOST_MATCHES)
            .min(postings.len());
        let start = seen.saturating_sub(width / 2).min(postings.len() - width);
        let information = content.shared_information(place);
        for &source in &postings[start..start + width] {
            matches.push(TermMatch {
                suspicious: at as u32,
                source,
                information,
            });
        }
    }
    matches
}

/// The best region: a chain of matches in order, less what the words between them cost.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct ChainRegion {
    /// Matched information less the cost of the gaps.
    pub(super) score: u64,
    /// First and last place of the suspicious text.
    pub(super) suspicious: (u32, u32),
    /// First and last place of the source, or of the reversed source.
    pub(super) source: (u32, u32),
}

/// What matches in order come to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(super) struct Order {
    /// Information of the heaviest common subsequence.
    pub(super) subsequence: u64,
    /// The best region.
    pub(super) region: ChainRegion,
}

/// Bits that hold the match that a chain started with, below its score, so that one comparison
/// ranks both. What is left is enough for texts of fifty million content words; the scores of
/// longer ones would wrap.
const START_BITS: u32 = 26;

/// The last match that those bits can say. Chains that start later, which takes a text of seventeen
/// million content words or more, are taken to start there.
const LAST_START: i64 = (1 << START_BITS) - 1;

/// Returns the heaviest common subsequence of two texts and their best region, where each place
/// that a chain passes over costs `gap` on either side; given their matches, with the source as it
/// is, and reversed.
pub(super) fn orders(matches: &[TermMatch], source_len: usize, gap: i64) -> [Order; 2] {
    let mut orders = [Order::default(); 2];
    widest(Chaining {
        matches,
        source_len,
        gap,
        orders: &mut orders,
    });
    orders
}

struct Chaining<'a> {
    matches: &'a [TermMatch],
    source_len: usize,
    gap: i64,
    orders: &'a mut [Order; 2],
}

impl Work for Chaining<'_> {
    #[inline(always)]
    fn run(self) {
        let Self {
            matches,
            source_len,
            gap,
            orders,
        } = self;
        let mut forwards = Chains {
            matches,
            gap,
            best: PrefixMax::new(source_len),
            order: Order::default(),
        };
        let mut backwards = Chains {
            matches,
            gap,
            best: PrefixMax::new(source_len),
            order: Order::default(),
        };
        let mut next = 0;
        for group in matches.chunk_by(|a, b| a.suspicious == b.suspicious) {
            let first = next;
            next += group.len();
            // From the back of the source, so that one place of the suspicious text is used once.
            // Both side by side: neither waits for the other.
            for step in 0..group.len() {
                forwards.add(next - 1 - step, |place| place);
                backwards.add(first + step, |place| source_len as u32 - 1 - place);
            }
        }
        *orders = [forwards.order, backwards.order];
    }
}

/// All chains of the matches so far.
struct Chains<'a> {
    matches: &'a [TermMatch],
    gap: i64,
    best: PrefixMax,
    order: Order,
}

impl Chains<'_> {
    /// Adds a match, which goes on the best chains before it.
    #[inline(always)]
    fn add(&mut self, at: usize, place_of: impl Fn(u32) -> u32) {
        let (found, gap) = (&self.matches[at], self.gap);
        let place = place_of(found.source);
        let [total, packed] = self.best.before(place as usize);
        let total = total + i64::from(found.information);
        self.order.subsequence = self.order.subsequence.max(total as u64);
        // A chain that ends at (i, j) is worth `score + gap · (i + j)` to all that follow it.
        let distance = gap * (i64::from(found.suspicious) + i64::from(place));
        let before = (packed >> START_BITS) - distance + 2 * gap;
        let start = if before > 0 {
            packed & LAST_START
        } else {
            (at as i64).min(LAST_START)
        };
        let score = before.max(0) + i64::from(found.information);
        self.best.raise(
            place as usize,
            [total, (score + distance) << START_BITS | start],
        );
        if score as u64 > self.order.region.score {
            let first = &self.matches[start as usize];
            self.order.region = ChainRegion {
                score: score as u64,
                suspicious: (first.suspicious, found.suspicious),
                source: (place_of(first.source), place),
            };
        }
    }
}

/// The greatest of two values each at any place before a given one; values only rise. A tree of
/// wide nodes whose slots hold what precedes them in their node, so that a look is one read a level
/// and no branch, and raising is a few vector instructions.
struct PrefixMax {
    /// The nodes of the lowest level first, whose slots are the places.
    nodes: Vec<TreeNode>,
    /// Each level's first node.
    levels: Vec<usize>,
}

/// Slots of a node: with sixteen as fast, and slower without vectors.
const SLOTS: usize = 8;

#[derive(Clone, Copy)]
struct TreeNode([[i64; SLOTS]; 2]);

impl PrefixMax {
    fn new(len: usize) -> Self {
        let (mut width, mut nodes, mut levels) = (len, 0, Vec::new());
        while width > 1 || levels.is_empty() {
            width = width.div_ceil(SLOTS);
            levels.push(nodes);
            nodes += width;
        }
        Self {
            nodes: vec![TreeNode([[0; SLOTS], [i64::MIN; SLOTS]]); nodes],
            levels,
        }
    }

    #[inline(always)]
    fn before(&self, mut place: usize) -> [i64; 2] {
        let mut best = [i64::MIN; 2];
        for &level in &self.levels {
            let (node, slot) = (&self.nodes[level + place / SLOTS].0, place % SLOTS);
            best = [best[0].max(node[0][slot]), best[1].max(node[1][slot])];
            place /= SLOTS;
        }
        best
    }

    #[inline(always)]
    fn raise(&mut self, mut place: usize, values: [i64; 2]) {
        for &level in &self.levels {
            let slot = place % SLOTS;
            for (held, value) in self.nodes[level + place / SLOTS].0.iter_mut().zip(values) {
                for (at, held) in held.iter_mut().enumerate() {
                    *held = (*held).max(if at > slot { value } else { i64::MIN });
                }
            }
            place /= SLOTS;
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Matches between two texts of letters, all of them, as [`matches`] gives them for rare terms.
    fn all_matches(source: &[u8], suspicious: &[u8]) -> Vec<TermMatch> {
        let mut matches = Vec::new();
        for (at, letter) in suspicious.iter().enumerate() {
            for (place, _) in source
                .iter()
                .enumerate()
                .filter(|(_, other)| *other == letter)
            {
                matches.push(TermMatch {
                    suspicious: at as u32,
                    source: place as u32,
                    information: 100 + 50 * u32::from(*letter),
                });
            }
        }
        matches
    }

    /// Computes the textbook table, in quadratic time.
    fn plain_subsequence(source: &[u8], suspicious: &[u8]) -> u64 {
        let mut table = vec![vec![0_u64; source.len() + 1]; suspicious.len() + 1];
        for (i, a) in suspicious.iter().enumerate() {
            for (j, b) in source.iter().enumerate() {
                let joined = if a == b {
                    table[i][j] + 100 + 50 * u64::from(*a)
                } else {
                    0
                };
                table[i + 1][j + 1] = joined.max(table[i][j + 1]).max(table[i + 1][j]);
            }
        }
        table[suspicious.len()][source.len()]
    }

    /// Extends each match by every match that may precede it, in quadratic time.
    fn plain_region(matches: &[TermMatch], gap: i64) -> u64 {
        let mut scores: Vec<i64> = Vec::new();
        for found in matches {
            let before = matches
                .iter()
                .zip(&scores)
                .filter(|(m, _)| m.suspicious < found.suspicious && m.source < found.source);
            let chained = before.map(|(m, score)| {
                score
                    - gap
                        * i64::from(
                            found.suspicious - m.suspicious - 1 + found.source - m.source - 1,
                        )
            });
            scores.push(i64::from(found.information) + chained.max().unwrap_or(0).max(0));
        }
        scores.into_iter().max().unwrap_or(0) as u64
    }

    fn letters() -> impl Strategy<Value = Vec<u8>> {
        prop::collection::vec(0_u8..6, 0..40)
    }

    proptest! {
        /// Invariant 8: the sparse subsequence is the one of the full table, forwards and against
        /// the reversed source.
        #[test]
        fn subsequence_equals_the_full_table(mut source in letters(), suspicious in letters()) {
            let matches = all_matches(&source, &suspicious);
            let subsequence = |reversed| orders(&matches, source.len(), 0)[usize::from(reversed)].subsequence;
            prop_assert_eq!(subsequence(false), plain_subsequence(&source, &suspicious));
            let reversed = subsequence(true);
            source.reverse();
            prop_assert_eq!(reversed, plain_subsequence(&source, &suspicious));
        }

        /// Invariant 8: the best chain is the one that trying all predecessors finds.
        #[test]
        fn region_equals_the_exhaustive_chain(source in letters(), suspicious in letters(), gap in 0_i64..200) {
            let matches = all_matches(&source, &suspicious);
            prop_assert_eq!(orders(&matches, source.len(), gap)[0].region.score, plain_region(&matches, gap));
        }
    }

    proptest! {
        /// Invariant 8: the tree, of one to four levels, says what looking at every place says.
        #[test]
        fn the_greatest_before_a_place_is_the_greatest_of_all_before(
            len in prop_oneof![1_usize..70, 500_usize..4_200], raised in prop::collection::vec((any::<u16>(), 0_i64..1_000, -1_000_i64..1_000), 0..40),
        ) {
            let (mut tree, mut plain) = (PrefixMax::new(len), vec![[0, i64::MIN]; len]);
            for (place, first, second) in raised {
                let place = place as usize % len;
                tree.raise(place, [first, second]);
                plain[place] = [plain[place][0].max(first), plain[place][1].max(second)];
                let mut best = [0, i64::MIN];
                for (place, held) in plain.iter().enumerate() {
                    prop_assert_eq!(tree.before(place), best);
                    best = [best[0].max(held[0]), best[1].max(held[1])];
                }
            }
        }
    }

    #[test]
    fn a_region_starts_and_ends_with_its_matches() {
        // Only the last three letters are shared.
        let matches = all_matches(&[9, 9, 9, 1, 2, 3], &[7, 7, 1, 2, 3]);
        let region = orders(&matches, 6, 50)[0].region;
        assert_eq!((region.suspicious, region.source), ((2, 4), (3, 5)));
        assert_eq!(orders(&[], 0, 50), [Order::default(); 2]);
    }
}
