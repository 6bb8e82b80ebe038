//! Runs of a fixed number of words, by hash.

use std::ops::Range;

use crate::text::Document;

/// Returns the hash of each distinct word of `document` at the index of each token.
pub(super) fn word_hashes(document: &Document) -> Vec<u64> {
    hashes(document, 0..document.tokens().len()).collect()
}

/// Returns the hash of each run of `N` words, by the index of its first token.
pub(super) fn runs<const N: usize>(words: &[u64]) -> impl Iterator<Item = u64> + '_ {
    words.windows(N).map(|run| hash(run.iter().copied()))
}

/// Returns the index of the first token of each run of `N` words of `document` that all count and
/// are among `tokens`, and its hash. Where few words count, that is cheaper than to hash every run.
pub(super) fn runs_of<const N: usize>(
    document: &Document,
    tokens: Range<usize>,
    counts: impl Fn(usize) -> bool,
) -> impl Iterator<Item = (usize, u64)> {
    let mut in_a_row = 0;
    tokens.filter_map(move |at| {
        in_a_row = if counts(at) { in_a_row + 1 } else { 0 };
        let start = (in_a_row >= N).then(|| at + 1 - N)?;
        Some((start, hash(hashes(document, start..at + 1))))
    })
}

/// Returns the hashes of the words of a range of tokens.
pub(super) fn hashes(
    document: &Document,
    range: Range<usize>,
) -> impl DoubleEndedIterator<Item = u64> + '_ {
    let words = document.words();
    let tokens = document.tokens().get(range).unwrap_or_default().iter();
    tokens.map(|token| words.get(token.word()).map_or(0, |word| word.hash()))
}

fn hash(run: impl Iterator<Item = u64>) -> u64 {
    let join =
        |hash: u64, word: u64| (hash.rotate_left(23) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let hash = run.fold(0, join);
    hash ^ hash >> 32
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::TextOptions;

    proptest! {
        /// Invariant 8: runs of words that count are those of all runs.
        #[test]
        fn runs_that_count_are_those_of_all(words in prop::collection::vec((0_u8..9, any::<bool>()), 0..40)) {
            let (words, counts): (Vec<String>, Vec<bool>) = words.iter().map(|(word, counts)| (format!("w{word}"), *counts)).unzip();
            let document = Document::new(&words.join(" "), &TextOptions::default());
            let hashes = word_hashes(&document);
            let all = runs::<3>(&hashes).enumerate();
            let plain: Vec<_> = all.filter(|(at, _)| counts[*at..*at + 3].iter().all(|counts| *counts)).collect();
            prop_assert_eq!(runs_of::<3>(&document, 0..counts.len(), |at| counts[at]).collect::<Vec<_>>(), plain);
        }
    }
}
