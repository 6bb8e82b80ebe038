//! The stem of a word, in the language of its text.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::OnceLock;

use super::Language;
use super::detect::function_words;
use super::lookup::Lookup;
use crate::hash::hash_word;

/// What is longer, in bytes, is no word of a language and its own stem.
const LONGEST: usize = 64;

/// The stem of a word.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Stemmed {
    /// These bytes of it, often all.
    Part(Range<usize>),
    /// Other letters.
    Text(Cow<'static, str>),
}

impl Stemmed {
    /// The stem of the word `written`.
    pub(super) fn of(stem: Cow<'static, str>, written: &str) -> Self {
        if written.starts_with(&*stem) { Self::Part(0..stem.len()) } else { Self::Text(stem) }
    }
}

/// Stems the words of one text.
pub(super) struct Stemmer(Option<(frostem::Stemmer, &'static FunctionStems)>);

impl Stemmer {
    /// A stemmer for `language`.
    pub(super) fn new(language: Language) -> Self {
        let stemmer = language.stemmer().map(frostem::Stemmer::new);
        Self(stemmer.and_then(|stemmer| Some((stemmer, FunctionStems::of(language, stemmer)?))))
    }

    /// The stem of a folded word with this hash.
    pub(super) fn stem(&self, word: &str, hash: u64) -> Stemmed {
        match self.0 {
            Some((stemmer, known)) if word.len() <= LONGEST => known.get(hash).unwrap_or_else(|| general(stemmer, word)),
            _ => Stemmed::Part(0..word.len()),
        }
    }
}

fn general(stemmer: frostem::Stemmer, word: &str) -> Stemmed {
    match stemmer.stem(word) {
        Cow::Owned(stem) => Stemmed::of(stem.into(), word),
        Cow::Borrowed(stem) => Stemmed::Part(0..stem.len().min(word.len())),
    }
}

/// The stems of a language's function words, which every text has many of: stemmed once for all texts.
struct FunctionStems {
    ids: Lookup,
    stems: Vec<Stemmed>,
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

    fn get(&self, hash: u64) -> Option<Stemmed> {
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
            let stemmer = Stemmer::new(language);
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
