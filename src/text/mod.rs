//! From text to words: fold, split, stem, and tie each word to bytes of the original.
//!
//! Takes a `&str`, gives a [`Document`]: tokens in text order with spans into the original, their
//! folded words, stems and the boundary before each. One pass over the text, no allocation for a
//! word, and one stem for each distinct word.
//!
//! # What a word is
//!
//! The words of [Unicode Standard Annex 29](https://www.unicode.org/reports/tr29/), with five
//! differences, so that a text gives the same words however it was typed:
//!
//! - A full stop between letters parts them ("admitted.It" is two words), but not single letters
//!   ("U.S.", "e.g.").
//! - Colons and semicolons always part.
//! - A word broken by a hyphen at the end of a line is joined if a lower-case letter follows.
//! - Grouped thousands are one number with the plain one: "1,234.5", "1.234,5" and "1234.5".
//!   "1.234" could be either, and stays as it is.
//! - Signs such as "™" part words, where compatibility folding would add letters to them.
//!
//! Chinese, Japanese and Thai need no dictionary: each Han and Hiragana character is a word, a run
//! of Katakana is one, and so is each Thai, Lao, Khmer or Burmese character with its marks.
//! Shingles of five are then five characters, about three words; spans stay apart, which
//! overlapping pairs of characters would not.
//!
//! # What is folded
//!
//! Case, compatibility forms (NFKC: full width, ligatures, mathematical letters), typographic
//! apostrophes, soft hyphens, zero-width characters and controls of direction; letters of another
//! alphabet that look the same; combining marks that no letter is written with. Accents stay, and
//! so do the marks of scripts that are written with marks; what a language's spelling leaves to the
//! writer is left out where words are compared, see [`Word::hash`]. Folding is for matching alone:
//! spans are those of the original. What a reader could not have seen is reported, see
//! [`Document::findings`].

mod chars;
mod corpus;
mod document;
mod finding;
mod fold;
mod gap;
mod line_ends;
mod lookalike;
mod number;
mod reading;
mod scan;
mod scheme;
mod segment;
mod simple;
mod sink;
mod span;
mod stretch;

pub use crate::language::Language;
pub(crate) use crate::language::NAT;
pub(crate) use crate::simd::{Work, least_after, widest};
pub(crate) use crate::table::Interner;
pub use corpus::Rarity;
pub(crate) use document::DERIVED;
pub use document::{Document, Gap, Stem, TextOptions, Token, Word};
pub use finding::{Finding, FindingKind};
pub(crate) use line_ends::LineEnds;
pub(crate) use reading::in_one_reading;
pub(crate) use scan::word_hashes;
pub use scheme::SCHEME;
pub use span::Span;

#[cfg(test)]
mod tests;
