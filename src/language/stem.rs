//! The stem of a word, in the language of its text.

use std::borrow::Cow;
use std::ops::Range;
use std::sync::LazyLock;
use std::sync::atomic::{AtomicU64, Ordering};

use super::data::{Affixes, affixes};
use super::{Language, PerLanguage, function_words};
use crate::hash::hash_word;
use crate::table::Lookup;

/// What is longer, in bytes, is no word of a language and its own stem.
const LONGEST: usize = 64;

/// The stem of a word.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Stemmed {
    /// These bytes of it, often all.
    Part(Range<usize>),
    /// Other letters.
    Text(Cow<'static, str>),
}

impl Stemmed {
    /// Returns the stem of the word `written`.
    pub(crate) fn of(stem: Cow<'static, str>, written: &str) -> Self {
        if written.starts_with(&*stem) {
            Self::Part(0..stem.len())
        } else {
            Self::Text(stem)
        }
    }
}

/// Stems the words of one text.
pub(crate) struct Stemmer(Method);

enum Method {
    /// By a Snowball algorithm.
    Snowball(frostem::Stemmer, &'static FunctionStems, Memo),
    /// By taking off affixes.
    Light(Affixes),
    /// Words are their own stems.
    None,
}

impl Stemmer {
    /// Creates a stemmer for `language`.
    pub(crate) fn new(language: Language) -> Self {
        let algorithm = language.profile().and_then(|profile| profile.stemmer);
        let Some(stemmer) = algorithm.map(frostem::Stemmer::new) else {
            return Self(affixes(language).map_or(Method::None, Method::Light));
        };
        Self(match FunctionStems::of(language, stemmer) {
            Some(known) => Method::Snowball(stemmer, known, Memo::of(language)),
            None => Method::None,
        })
    }

    /// Returns the stem of a folded word with this hash.
    pub(crate) fn stem(&self, word: &str, hash: u64) -> Stemmed {
        match self.0 {
            Method::Snowball(stemmer, known, memo) if word.len() <= LONGEST => known
                .get(hash)
                .or_else(|| memo.get(word, hash))
                .unwrap_or_else(|| {
                    let stem = general(stemmer, word);
                    memo.put(&stem, word, hash);
                    stem
                }),
            Method::Light(affixes) if word.len() <= LONGEST => Stemmed::Part(affixes.strip(word)),
            _ => Stemmed::Part(0..word.len()),
        }
    }
}

impl Affixes {
    /// Letters that a stem keeps.
    const MIN_LETTERS: usize = 2;

    /// Returns the part of a word without one affix at its start and, twice, one at its end.
    fn strip(self, word: &str) -> Range<usize> {
        let is_long = |part: &str| part.chars().count() >= Self::MIN_LETTERS;
        let mut part = word;
        let mut starts = self.starts.iter();
        if let Some(rest) =
            starts.find_map(|affix| part.strip_prefix(affix).filter(|rest| is_long(rest)))
        {
            part = rest;
        }
        let start = word.len() - part.len();
        for _ in 0..2 {
            let mut ends = self.ends.iter();
            match ends.find_map(|affix| part.strip_suffix(affix).filter(|rest| is_long(rest))) {
                Some(rest) => part = rest,
                None => break,
            }
        }
        start..start + part.len()
    }
}

fn general(stemmer: frostem::Stemmer, word: &str) -> Stemmed {
    match stemmer.stem(word) {
        Cow::Owned(stem) => Stemmed::of(stem.into(), word),
        Cow::Borrowed(stem) => Stemmed::Part(0..stem.len().min(word.len())),
    }
}

/// The stems of a language's function words, which every text has many of: stemmed once for all
/// texts.
struct FunctionStems {
    ids: Lookup,
    stems: Vec<Stemmed>,
}

impl FunctionStems {
    fn of(language: Language, stemmer: frostem::Stemmer) -> Option<&'static Self> {
        static STEMS: PerLanguage<FunctionStems> = PerLanguage::new();
        let words = || function_words(language).map(|word| (hash_word(word.as_bytes()), word));
        STEMS.get(language, || Self {
            ids: Lookup::new(
                &words()
                    .zip(0..)
                    .map(|((hash, _), id)| (hash, id))
                    .collect::<Vec<_>>(),
            ),
            stems: words().map(|(_, word)| general(stemmer, word)).collect(),
        })
    }

    fn get(&self, hash: u64) -> Option<Stemmed> {
        self.stems.get(self.ids.get(hash)? as usize).cloned()
    }
}

/// Stems of words that were met before, in any text: those of rare words cost more than all else in
/// reading a document.
///
/// A table of fixed size in which each word has one slot and the last one met keeps it. Its size
/// follows from what a language's articles share: most words that are missing from the rarity table
/// come again within some ten thousand others. That a slot is read or written by many threads at
/// once changes what is looked up and what is stemmed afresh, never a stem.
#[derive(Clone, Copy)]
struct Memo {
    /// Tells the words of one language from those of others.
    language: u64,
}

/// The upper bits of a word's hash; below them, where its lower bits would be, which the slot's
/// place says, the stem as [`Memo::code`] has it. 0 where no word was met.
static MET: LazyLock<Vec<AtomicU64>> =
    LazyLock::new(|| (0..=Memo::PLACE).map(|_| AtomicU64::new(0)).collect());

impl Memo {
    /// The bits of a hash that choose a slot: half a megabyte of them.
    const PLACE: u64 = (1 << 16) - 1;

    fn of(language: Language) -> Self {
        Self {
            language: (language as u64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15),
        }
    }

    fn get(self, word: &str, hash: u64) -> Option<Stemmed> {
        let hash = hash ^ self.language;
        let met = MET
            .get((hash & Self::PLACE) as usize)?
            .load(Ordering::Relaxed);
        if (met ^ hash) & !Self::PLACE != 0 || met & Self::PLACE == 0 {
            return None;
        }
        let start = word.get(..(met & 0x7F) as usize)?;
        Some(match ((met & Self::PLACE) >> 7) as u8 {
            0 => Stemmed::Part(0..start.len()),
            letter => Stemmed::Text(format!("{start}{}", char::from(letter)).into()),
        })
    }

    fn put(self, stem: &Stemmed, word: &str, hash: u64) {
        let hash = hash ^ self.language;
        if let (Some(code), Some(slot)) = (
            Self::code(stem, word),
            MET.get((hash & Self::PLACE) as usize),
        ) {
            slot.store(hash & !Self::PLACE | code, Ordering::Relaxed);
        }
    }

    /// Returns the length of the word's start that the stem has, and above it the ASCII letter that
    /// follows there, if any: nearly all stems are of this form, others are not remembered.
    fn code(stem: &Stemmed, word: &str) -> Option<u64> {
        let (length, letter) = match stem {
            Stemmed::Part(part) => (part.end, 0),
            Stemmed::Text(text) => {
                let (&letter, start) = text.as_bytes().split_last()?;
                (
                    start.len(),
                    Some(letter)
                        .filter(|letter| letter.is_ascii() && word.as_bytes().starts_with(start))?,
                )
            }
        };
        (length > 0 && length <= LONGEST).then_some(u64::from(letter) << 7 | length as u64)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Protects what is remembered: the second time, and with other threads writing other words
    /// meanwhile, a word has the stem that the general stemmer gives, in its own language.
    #[test]
    fn a_word_met_before_has_the_same_stem() {
        let endings = [
            "", "s", "ing", "ies", "y", "ational", "ement", "heiten", "ovými", "ами", "é",
            "ization", "fulness",
        ];
        let check = |turn: usize| {
            for language in [
                Language::English,
                Language::German,
                Language::Russian,
                Language::French,
            ] {
                let (stemmer, oracle) = (
                    Stemmer::new(language),
                    frostem::Stemmer::new(language.profile().unwrap().stemmer.unwrap()),
                );
                for start in ["harv", "brück", "паром", "relat", "ß"] {
                    for word in
                        endings.map(|ending| format!("{start}{}{ending}", ["", "o", "u"][turn % 3]))
                    {
                        for _ in 0..2 {
                            let stemmed = stemmer.stem(&word, hash_word(word.as_bytes()));
                            let stem = match &stemmed {
                                Stemmed::Part(part) => word.get(part.clone()),
                                Stemmed::Text(text) => Some(&**text),
                            };
                            assert_eq!(stem, Some(&*oracle.stem(&word)), "{language:?} {word}");
                        }
                    }
                }
            }
        };
        std::thread::scope(|scope| (0..4).for_each(|turn| drop(scope.spawn(move || check(turn)))));
    }

    #[test]
    fn light_stems_are_words_without_their_particles() {
        for (language, word, stem) in [
            (Language::Korean, "다리를", "다리"),
            (Language::Korean, "시장은", "시장"),
            (Language::Korean, "폐쇄한다고", "폐쇄"),
            (Language::Korean, "폐쇄했다", "폐쇄"),
            (Language::Korean, "다리", "다리"),
            (Language::Hebrew, "הגשר", "גשר"),
            (Language::Hebrew, "מכוניות", "כוני"),
        ] {
            let stemmed = Stemmer::new(language).stem(word, hash_word(word.as_bytes()));
            let Stemmed::Part(part) = stemmed else {
                panic!("{word}: {stemmed:?}");
            };
            assert_eq!(&word[part], stem, "{word}");
        }
    }

    #[test]
    fn function_words_have_the_stems_that_the_general_stemmer_gives() {
        for language in [
            Language::English,
            Language::German,
            Language::Russian,
            Language::Turkish,
        ] {
            let oracle = frostem::Stemmer::new(language.profile().unwrap().stemmer.unwrap());
            let stemmer = Stemmer::new(language);
            for word in
                function_words(language).chain(["überzeugten", "ferries", "паромов", "a", ""])
            {
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
