//! The stem of a word, in the language of its text.

use std::borrow::Cow;

use super::Language;
use super::english::EnglishStemmer;

/// What is longer, in bytes, is no word of a language and its own stem.
pub(super) const LONGEST: usize = 64;

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

    /// The stem of a folded word; `None` where the word is its own.
    pub(super) fn stem(&mut self, word: &str) -> Option<Cow<'_, str>> {
        if word.len() > LONGEST {
            return None;
        }
        if let Some(stem) = self.english.as_mut().and_then(|english| english.stem(word)) {
            return (stem != word).then_some(Cow::Borrowed(stem));
        }
        match self.general?.stem(word) {
            Cow::Owned(stem) => (stem != word).then_some(Cow::Owned(stem)),
            Cow::Borrowed(_) => None,
        }
    }
}
