//! What makes two words the same, in graded levels.
//!
//! | level | two words | accepted by |
//! | --- | --- | --- |
//! | [`Level::Form`] | have the same folded letters | the copied wording, an edit of kind `same` |
//! | [`Level::Stem`] | have the same stem | seeds, regions and assignments of the aligner, an edit of kind `inflected` |
//! | [`Level::Meaning`] | stand for the same number or country | terms, so facts, order, nearness and the sentence table |
//! | [`Level::Spelling`] | are spelled alike, so one may be a form or a variant of the other | terms, at a discount; an edit of kind `similar` |
//!
//! Each level accepts what the levels above it accept. A new level, such as synonyms, is a variant
//! here, a rule in [`key`] or in [`terms`](super::terms), and the choice of the stages that accept
//! it.
//!
//! Stems of two languages are not comparable. Where the documents differ in language, terms fall
//! back on [`Level::Form`].

use crate::hash::hash_word;
use crate::score::{known, number};
use crate::text::Document;

/// How closely two words are the same, closest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Level {
    /// The same folded letters.
    Form,
    /// The same stem.
    Stem,
    /// The same number or country.
    Meaning,
    /// Similar letters.
    Spelling,
}

/// The likeness of two words that are the same up to [`Level::Meaning`], in 256ths: all of their
/// information is shared.
pub(crate) const EXACT: u32 = 256;

/// How words of a document are compared: each has a key, and words with equal keys are the same up
/// to [`Level::Meaning`].
pub(super) struct WordKeys<'a> {
    document: &'a Document,
    known: &'static known::Keys,
    by_stem: bool,
}

/// What a word is compared by.
pub(super) enum Key {
    /// A hash: of the number or country that the word means, or of the word itself.
    Hash(u64),
    /// The stem of the document with this number.
    Stem(usize),
}

impl<'a> WordKeys<'a> {
    /// Creates the keys of the words of `document`, by stem if the other document is in the same
    /// language.
    pub(super) fn new(document: &'a Document, by_stem: bool) -> Self {
        Self {
            document,
            known: known::keys(document.language()),
            by_stem,
        }
    }

    /// Returns the key of a distinct word.
    pub(super) fn of(&self, word: usize) -> Key {
        let Some(found) = self.document.words().get(word) else {
            return Key::Hash(0);
        };
        if found.is_number() {
            return Key::Hash(hash_word(
                number::normal(self.document.word_text(word)).as_bytes(),
            ));
        }
        match self.known.get(&found.hash()) {
            Some(&key) => Key::Hash(key),
            None if self.by_stem => Key::Stem(found.stem()),
            None => Key::Hash(found.hash()),
        }
    }

    /// Returns the letters that [`Level::Spelling`] compares: those of the stem, or of the word
    /// across languages.
    pub(super) fn letters(&self, word: usize) -> &'a str {
        match self.document.words().get(word) {
            Some(found) if self.by_stem => self.document.stem_text(found.stem()),
            _ => self.document.word_text(word),
        }
    }
}
