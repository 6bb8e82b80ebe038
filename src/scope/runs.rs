//! Runs of a fixed number of words, by hash.

use crate::text::Document;

/// Returns the hash of each distinct word of `document` at the index of each token.
pub(super) fn word_hashes(document: &Document) -> Vec<u64> {
    let words = document.words();
    let hash = |token: &crate::text::Token| words.get(token.word()).map_or(0, |word| word.hash());
    document.tokens().iter().map(hash).collect()
}

/// Returns the hash of each run of `N` words, by the index of its first token.
pub(super) fn runs<const N: usize>(words: &[u64]) -> impl Iterator<Item = u64> + '_ {
    words.windows(N).map(hash)
}

/// Returns the index of the first token of each run of `N` words that all count, and its hash.
pub(super) fn runs_of<const N: usize>(
    words: &[u64],
    counts: impl Fn(usize) -> bool,
) -> impl Iterator<Item = (usize, u64)> {
    let mut in_a_row = 0;
    (0..words.len()).filter_map(move |at| {
        in_a_row = if counts(at) { in_a_row + 1 } else { 0 };
        let start = (in_a_row >= N).then(|| at + 1 - N)?;
        Some((start, hash(&words[start..=at])))
    })
}

fn hash(run: &[u64]) -> u64 {
    let join =
        |hash: u64, word: &u64| (hash.rotate_left(23) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let hash = run.iter().fold(0, join);
    hash ^ hash >> 32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Invariant 8: runs of words that count are those of all runs.
        #[test]
        fn runs_that_count_are_those_of_all(words in prop::collection::vec((0_u64..9, any::<bool>()), 0..40)) {
            let (words, counts): (Vec<u64>, Vec<bool>) = words.into_iter().unzip();
            let all = runs::<3>(&words).enumerate();
            let plain: Vec<_> = all.filter(|(at, _)| counts[*at..*at + 3].iter().all(|counts| *counts)).collect();
            prop_assert_eq!(runs_of::<3>(&words, |at| counts[at]).collect::<Vec<_>>(), plain);
        }
    }
}
