//! The stem of a word, in the language of its text.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

use super::Language;
use super::detect::function_words;
use super::english::EnglishStemmer;
use super::lookup::Lookup;
use crate::hash::hash_word;

/// What is longer, in bytes, is no word of a language and its own stem.
pub(super) const LONGEST: usize = 64;

/// The stem of a word.
#[derive(Debug, Clone, PartialEq)]
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
    general: Option<(frostem::Stemmer, &'static FunctionStems)>,
}

impl Stemmer {
    /// A stemmer for `language`.
    pub(super) fn new(language: Language) -> Self {
        Self {
            english: (language == Language::English).then(EnglishStemmer::default),
            general: language
                .stemmer()
                .map(frostem::Stemmer::new)
                .and_then(|stemmer| Some((stemmer, FunctionStems::of(language, stemmer)?))),
        }
    }

    /// The stem of a folded word with this hash.
    pub(super) fn stem(&mut self, word: &str, hash: u64) -> Stemmed<'_> {
        if word.len() > LONGEST {
            return Stemmed::Part(0..word.len());
        }
        if let Some(stem) = self.english.as_mut().and_then(|english| english.stem(word)) {
            return stem;
        }
        match self.general {
            Some((stemmer, known)) => known.get(hash).unwrap_or_else(|| general(stemmer, word)),
            None => Stemmed::Part(0..word.len()),
        }
    }
}

fn general(stemmer: frostem::Stemmer, word: &str) -> Stemmed<'static> {
    match stemmer.stem(word) {
        Cow::Owned(stem) if stem != word => Stemmed::Text(Cow::Owned(stem)),
        _ => Stemmed::Part(0..word.len()),
    }
}

/// The stems of a language's function words: a third of the distinct words of a short text, stemmed once for all texts.
struct FunctionStems {
    ids: Lookup,
    stems: Vec<Stemmed<'static>>,
}

impl FunctionStems {
    fn of(language: Language, stemmer: frostem::Stemmer) -> Option<&'static Self> {
        static STEMS: [OnceLock<FunctionStems>; Language::Other as usize] = [const { OnceLock::new() }; Language::Other as usize];
        let words = || function_words(language).map(|word| (hash_word(word.as_bytes()), word));
        Some(STEMS.get(language as usize)?.get_or_init(|| Self {
            ids: Lookup::new(&words().zip(0..).map(|((hash, _), id)| (hash, id)).collect::<Vec<_>>()),
            stems: words().map(|(_, word)| general(stemmer, word)).collect(),
        }))
    }

    fn get(&self, hash: u64) -> Option<Stemmed<'static>> {
        self.stems.get(self.ids.get(hash)? as usize).cloned()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn function_words_have_the_stems_that_the_general_stemmer_gives() {
        for language in [Language::English, Language::German, Language::Russian, Language::Turkish] {
            let oracle = frostem::Stemmer::new(language.stemmer().unwrap());
            let mut stemmer = Stemmer::new(language);
            for word in function_words(language).chain(["überzeugten", "ferries", "паромов", "a", ""]) {
                let stemmed = stemmer.stem(word, hash_word(word.as_bytes()));
                let stem = match &stemmed {
                    Stemmed::Part(part) => word.get(part.clone()),
                    Stemmed::Text(text) => Some(&**text),
                };
                assert_eq!(stem, Some(&*oracle.stem(word)), "{language:?} {word}");
            }
            assert!(function_words(language).count() > 50, "{language:?}");
        }
    }
}
