//! How much a shared word tells: little where every text has it, much where few have.
//!
//! Counted in fixed-point nats, [`UNIT`] to one, so that sums come out the same in any order and on every machine.

use std::collections::HashSet;
use std::sync::LazyLock;

use crate::text::{Document, Language};

/// One nat of information.
pub(super) const UNIT: u32 = 256;

/// A word that tells less is no content word: it takes no part in order and coverage.
pub(super) const CONTENT: u32 = UNIT;

/// What a word tells at most, in nats: beyond this, rarity is no longer known from the tables.
const MOST: f64 = 7.5;

/// The same in units.
pub(super) const MOST_UNITS: usize = UNIT as usize * 15 / 2;

/// The length of text, in tokens, in which a word is expected to be met by chance.
const CHANCE_TOKENS: f64 = 300.0;

/// Information of each distinct word of a document, in units of 1 / [`UNIT`] nat.
pub(super) fn of_words(document: &Document) -> Vec<u32> {
    let language = document.language();
    let known = document.stems().iter().any(|stem| stem.share() > 0.0);
    let mut words = Vec::with_capacity(document.words().len());
    for (id, word) in document.words().iter().enumerate() {
        let text = document.word_text(id);
        let nats = if word.is_number() {
            of_number(text)
        } else if known {
            document.stems().get(word.stem()).map_or(MOST, |stem| of_share(f64::from(stem.share())))
        } else {
            of_unlisted(text, language)
        };
        words.push((nats * f64::from(UNIT)) as u32);
    }
    words
}

/// From the share in general text: −ln of the chance that an unrelated article has it as well.
fn of_share(share: f64) -> f64 {
    if share <= 0.0 {
        return MOST;
    }
    (-(1.0 - (-CHANCE_TOKENS * share).exp()).ln()).clamp(0.0, MOST)
}

/// The chance that an unrelated text of so many words has a word that tells this much.
pub(super) fn chance(information: u32, words: f64) -> f64 {
    let usual = (-f64::from(information) / f64::from(UNIT)).exp();
    1.0 - (1.0 - usual).powf(words.max(CHANCE_TOKENS) / CHANCE_TOKENS)
}

/// A number tells the more the more digits it has: many articles have a 3, few a 1,847.
fn of_number(text: &str) -> f64 {
    let digits = text.chars().filter(|c| c.is_numeric()).count();
    (2.0 + digits as f64).clamp(3.0, 5.5)
}

/// Without a table: nothing for stop words, and more for longer words, which are rarer in every language.
fn of_unlisted(text: &str, language: Language) -> f64 {
    if stop_words(language).contains(text) {
        return 0.3;
    }
    let mut letters = text.chars();
    match letters.by_ref().take(9).count() {
        0..=1 if text.len() >= 3 => 2.0, // one character of Chinese, Japanese or Thai is half a word
        0..=2 if text.is_ascii() => 0.5,
        0..=3 => 3.0,
        4..=5 => 4.0,
        6..=8 => 5.0,
        _ => 6.0,
    }
}

fn stop_words(language: Language) -> &'static HashSet<&'static str> {
    static EMPTY: LazyLock<HashSet<&'static str>> = LazyLock::new(HashSet::new);
    macro_rules! lists {
        ($($name:ident),*) => {
            match language {
                $(Language::$name => {
                    static LIST: LazyLock<HashSet<&'static str>> =
                        LazyLock::new(|| stop_words::get(stop_words::Language::$name).iter().copied().collect());
                    &LIST
                })*
                _ => &EMPTY,
            }
        };
    }
    lists!(
        Arabic, Danish, Dutch, English, Finnish, French, German, Greek, Hungarian, Italian, Norwegian, Portuguese, Romanian,
        Russian, Spanish, Swedish, Turkish
    )
}
