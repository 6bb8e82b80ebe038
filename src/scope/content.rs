//! The content words of a document, as the rules weigh them.

pub(super) use crate::score::information::{CONTENT, chance, of_words};
use crate::text::Document;

/// Returns the hash of the stem of a token.
pub(super) fn stem(document: &Document, token: usize) -> u64 {
    let stem = document.tokens().get(token).map(|token| token.stem());
    let stem = stem.and_then(|stem| document.stems().get(stem));
    stem.map_or(0, |stem| stem.hash())
}
