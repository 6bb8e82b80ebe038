//! The stem of a word, in the language of its text.

use std::borrow::Cow;
use std::ops::Range;

use super::Language;
use super::english::EnglishStemmer;

/// What is longer, in bytes, is no word of a language and its own stem.
pub(super) const LONGEST: usize = 64;

/// The stem of a word.
pub(super) enum Stemmed<'a> {
    /// These bytes of it, often all.
    Part(Range<usize>),
    /// Other letters.
    Text(Cow<'a, str>),
}

/// Stems the words of one text.
pub(super) struct Stemmer {
    /// For the plain words of English, to save time.
    english: Option<EnglishStemmer>,
    general: Option<frostem::Stemmer>,
}

impl Stemmer {
    /// A stemmer for `language`.
    pub(super) fn new(language: Language) -> Self {
        Self {
            english: (language == Language::English).then(EnglishStemmer::default),
            general: language.stemmer().map(frostem::Stemmer::new),
        }
    }

    /// The stem of a folded word.
    pub(super) fn stem(&mut self, word: &str) -> Stemmed<'_> {
        if word.len() > LONGEST {
            return Stemmed::Part(0..word.len());
        }
        if let Some(stem) = self.english.as_mut().and_then(|english| english.stem(word)) {
            return stem;
        }
        match self.general.map(|stemmer| stemmer.stem(word)) {
            Some(Cow::Owned(stem)) if stem != word => Stemmed::Text(Cow::Owned(stem)),
            _ => Stemmed::Part(0..word.len()),
        }
    }
}
