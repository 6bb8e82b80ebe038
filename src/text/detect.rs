//! The language of a text by its function words: those of seventeen languages, counted over its distinct words.
//!
//! Costs a few nanoseconds for each distinct word, where letter statistics cost hundreds of microseconds a text; so those
//! are asked only where the function words leave doubt.

use std::sync::LazyLock;

use super::intern::Interner;
use super::{Language, Word};
use crate::hash::hash_word;

/// The languages with their codes, in which the lists of the `stop-words` crate are named.
const LANGUAGES: [(Language, &str); 17] = [
    (Language::Arabic, "ar"),
    (Language::Danish, "da"),
    (Language::Dutch, "nl"),
    (Language::English, "en"),
    (Language::Finnish, "fi"),
    (Language::French, "fr"),
    (Language::German, "de"),
    (Language::Greek, "el"),
    (Language::Hungarian, "hu"),
    (Language::Italian, "it"),
    (Language::Norwegian, "no"),
    (Language::Portuguese, "pt"),
    (Language::Romanian, "ro"),
    (Language::Russian, "ru"),
    (Language::Spanish, "es"),
    (Language::Swedish, "sv"),
    (Language::Turkish, "tr"),
];

/// The function words of all languages.
struct FunctionWords {
    ids: Interner,
    /// The languages that a word belongs to, a bit each.
    languages: Vec<u32>,
}

impl FunctionWords {
    fn get() -> &'static Self {
        static WORDS: LazyLock<FunctionWords> = LazyLock::new(FunctionWords::read);
        &WORDS
    }

    fn read() -> Self {
        let mut words = Self { ids: Interner::with_capacity(1 << 13), languages: Vec::new() };
        for (at, (_, code)) in LANGUAGES.iter().enumerate() {
            for word in stop_words::lookup(code).unwrap_or_default() {
                let (id, new) = words.ids.intern(hash_word(word.as_bytes()));
                if new {
                    words.languages.push(0);
                }
                words.languages[id as usize] |= 1 << at;
            }
        }
        words
    }
}

/// The language whose function words a text of these words is full of; `None` where that leaves doubt.
pub(super) fn by_function_words(words: &[Word]) -> Option<Language> {
    /// Words that are looked at before the next verdict: most texts need no second one.
    const STEP: usize = 128;
    /// As many steps say enough.
    const STEPS: usize = 16;
    let mut scores = [0_u32; LANGUAGES.len()];
    let mut tokens = 0;
    words.chunks(STEP).take(STEPS).find_map(|words| {
        tokens += add_scores(words, &mut scores);
        clear_best(tokens, &scores)
    })
}

/// Adds what these words say to the score of each language; returns how many tokens they are.
fn add_scores(words: &[Word], scores: &mut [u32; LANGUAGES.len()]) -> u32 {
    let table = FunctionWords::get();
    let mut tokens = 0;
    for word in words {
        // How often a word stands matters less than that it does: a name may stand as often as an article.
        let count = word.count().min(8);
        tokens += count;
        let Some(id) = table.ids.get(word.hash()) else { continue };
        let languages = table.languages[id as usize];
        // A word of many languages speaks for none of them.
        let weight = 12 / languages.count_ones().min(12);
        for (at, score) in scores.iter_mut().enumerate() {
            *score += (languages >> at & 1) * weight * count;
        }
    }
    tokens
}

/// The language with the best score, if no doubt is left.
fn clear_best(tokens: u32, scores: &[u32; LANGUAGES.len()]) -> Option<Language> {
    /// Fewer tokens say nothing.
    const LEAST: u32 = 20;
    let (best, score) = scores.iter().copied().enumerate().max_by_key(|(_, score)| *score)?;
    let second = scores.iter().copied().enumerate().filter(|(at, _)| *at != best).map(|(_, score)| score).max()?;
    // A sixth of the tokens speak for it alone, and for no other half as many.
    let clear = tokens >= LEAST && score >= tokens * 2 && score >= second * 2;
    clear.then(|| LANGUAGES[best].0)
}
