//! From text to words: fold, split, stem, and tie each word to bytes of the original.
//!
//! Takes a `&str`, gives a [`Document`]: tokens in text order with spans into the original, their folded words, stems and
//! the boundary before each. One pass over the text, and one stem for each distinct word.

mod block;
mod chars;
mod detect;
mod document;
mod finding;
mod fold;
mod gap;
mod intern;
mod language;
mod lookalike;
mod number;
mod rarity;
mod scan;
mod simple;
mod span;
mod stretch;
mod vector;

pub use document::{Document, Gap, Stem, TextOptions, Token, Word};
pub use finding::{Finding, FindingKind};
pub use language::Language;
pub(crate) use scan::word_hashes;
pub use span::Span;

#[cfg(test)]
mod tests;
