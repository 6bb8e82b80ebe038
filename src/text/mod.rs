//! From text to words: fold, split, stem, and tie each word to bytes of the original.
//!
//! Takes a `&str`, gives a [`Document`]: tokens in text order with spans into the original, their folded words, stems and
//! the boundary before each. One pass over the text, and one stem for each distinct word.

mod document;
mod fold;
mod language;
mod rarity;
mod span;

pub use document::{Document, Gap, Stem, TextOptions, Token, Word};
pub use language::Language;
pub use span::Span;
