//! The language of a text by its function words: those of seventeen languages, counted over its distinct words.
//!
//! Costs a few nanoseconds for each distinct word, where letter statistics cost hundreds of microseconds a text; so those
//! are asked only where the function words leave doubt.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::lookup::Lookup;
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

/// The function words of a language.
pub(super) fn function_words(language: Language) -> impl Iterator<Item = &'static str> {
    let code = LANGUAGES
        .iter()
        .find(|(other, _)| *other == language)
        .map_or("", |(_, code)| code);
    stop_words::lookup(code).unwrap_or_default().iter().copied()
}

/// The languages that each function word belongs to, a bit each.
static FUNCTION_WORDS: LazyLock<Lookup> = LazyLock::new(|| {
    let mut languages: BTreeMap<u64, u32> = BTreeMap::new();
    for (at, (language, _)) in LANGUAGES.iter().enumerate() {
        for word in function_words(*language) {
            *languages.entry(hash_word(word.as_bytes())).or_default() |= 1 << at;
        }
    }
    Lookup::new(&languages.into_iter().collect::<Vec<_>>())
});

/// The language whose function words a text of these words is full of; `None` where that leaves doubt.
pub(super) fn by_function_words(words: &[Word]) -> Option<Language> {
    /// As many words say enough.
    const ENOUGH: usize = 2_000;
    /// Words that are looked at before an early verdict: most texts need no second one.
    const STEP: usize = 125;
    let mut scores = [0_u32; LANGUAGES.len()];
    let mut tokens = 0;
    let early = words.chunks(STEP).take(ENOUGH / STEP).find_map(|words| {
        tokens += add_scores(words, &mut scores);
        clear_best(tokens, &scores, 3)
    });
    early.or_else(|| clear_best(tokens, &scores, 2))
}

/// Adds what these words say to the score of each language; returns how many tokens they are.
fn add_scores(words: &[Word], scores: &mut [u32; LANGUAGES.len()]) -> u32 {
    let table = &*FUNCTION_WORDS;
    let mut tokens = 0;
    for word in words {
        // How often a word stands matters less than that it does: a name may stand as often as an article.
        let count = word.count().min(8);
        tokens += count;
        let Some(mut languages) = table.get(word.hash()) else {
            continue;
        };
        // A word of many languages speaks for none of them.
        let weight = 12 / languages.count_ones().min(12);
        // Bit by bit; after the last the number of the next is beyond all languages.
        while let Some(score) = scores.get_mut(languages.trailing_zeros() as usize) {
            *score += weight * count;
            languages &= languages - 1;
        }
    }
    tokens
}

/// The language with the best score, if it is so many times as good as it must be to leave no doubt: a twelfth of the tokens
/// speak for it alone, and for no other as many.
fn clear_best(tokens: u32, scores: &[u32; LANGUAGES.len()], times: u32) -> Option<Language> {
    /// Fewer tokens say nothing.
    const LEAST: u32 = 20;
    let (best, score) = scores
        .iter()
        .copied()
        .enumerate()
        .max_by_key(|(_, score)| *score)?;
    let second = scores
        .iter()
        .copied()
        .enumerate()
        .filter(|(at, _)| *at != best)
        .map(|(_, score)| score)
        .max()?;
    let clear = tokens >= LEAST && score >= tokens * times && score >= second * times;
    clear.then(|| LANGUAGES[best].0)
}
