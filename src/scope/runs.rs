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
    let join =
        |hash: u64, word: &u64| (hash.rotate_left(23) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    words.windows(N).map(move |run| {
        let hash = run.iter().fold(0, join);
        hash ^ hash >> 32
    })
}
