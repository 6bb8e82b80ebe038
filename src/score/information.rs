//! How much a shared word tells: little where every text has it, much where few have.
//!
//! Counted in fixed-point nats, [`NAT`] to one, so that sums come out the same in any order and on
//! every machine.

use std::sync::LazyLock;

use crate::language::{CHANCE_TOKENS, Language, MOST_INFORMATION, NAT, is_function_word};
use crate::math::{Pinned, exp_each};
use crate::text::Document;

/// A word that tells less is no content word: it takes no part in order and coverage.
pub(crate) const CONTENT: u32 = NAT;

/// Returns the information of each distinct word of a document.
pub(crate) fn of_words(document: &Document) -> Vec<u32> {
    let language = document.language();
    let known = document.stems().iter().any(|stem| stem.share() > 0.0);
    let mut words = Vec::with_capacity(document.words().len());
    for (id, word) in document.words().iter().enumerate() {
        words.push(if word.is_number() {
            fixed(of_number(document.word_text(id)))
        } else if known {
            document
                .stems()
                .get(word.stem())
                .map_or(MOST_INFORMATION, |stem| stem.information())
        } else {
            fixed(of_unlisted(document.word_text(id), language))
        });
    }
    words
}

fn fixed(nats: f64) -> u32 {
    (nats * f64::from(NAT)) as u32
}

/// Returns the chance that an unrelated text of this number of words has a word that tells this
/// much.
pub(crate) fn chance(information: u32, words: f64) -> f64 {
    1.0 - ln_of_lacking(information, words).pinned_exp()
}

/// Returns the same of many words.
pub(crate) fn chances(information: impl Iterator<Item = u32>, words: f64) -> Vec<f64> {
    let mut chances: Vec<f64> = Vec::with_capacity(256);
    chances.extend(information.map(|information| ln_of_lacking(information, words)));
    exp_each(&mut chances);
    chances
        .iter_mut()
        .for_each(|lacking| *lacking = 1.0 - *lacking);
    chances
}

/// Returns the logarithm of the chance that an unrelated text of this number of words lacks a word
/// that tells this much.
fn ln_of_lacking(information: u32, words: f64) -> f64 {
    /// For each amount of information, the same for [`CHANCE_TOKENS`] words.
    static LACKING: LazyLock<Vec<f64>> = LazyLock::new(|| {
        let nats =
            (0..=MOST_INFORMATION).map(|information| f64::from(information) / f64::from(NAT));
        nats.map(|nats| (-(-nats).pinned_exp()).pinned_ln_1p())
            .collect()
    });
    let lacking = LACKING[information.min(MOST_INFORMATION) as usize];
    lacking * (words.max(CHANCE_TOKENS) / CHANCE_TOKENS)
}

/// Returns the information of a number, which grows with its digits: many articles have a 3, few a
/// 1,847.
fn of_number(text: &str) -> f64 {
    let digits = text.chars().filter(|c| c.is_numeric()).count();
    (2.0 + digits as f64).clamp(3.0, 5.5)
}

/// Returns the information of a word without a table: nothing for stop words, and more for longer
/// words, which are rarer in every language.
fn of_unlisted(text: &str, language: Language) -> f64 {
    if is_function_word(language, text) {
        return 0.3;
    }
    // One of some fifty signs that every text is full of.
    if text.len() == 3 && text.starts_with(|c| matches!(c, '\u{3041}'..='\u{309F}')) {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn longer_texts_have_more_by_chance() {
        assert_eq!(chance(0, 300.0), 1.0);
        assert!((chance(NAT, CHANCE_TOKENS) - (-1.0_f64).exp()).abs() < 1e-12);
        // Twice the words: it is lacking twice.
        assert!(
            (chance(NAT, 2.0 * CHANCE_TOKENS) - (1.0 - (1.0 - (-1.0_f64).exp()).powi(2))).abs()
                < 1e-12
        );
        assert_eq!(chance(2 * NAT, 10.0), chance(2 * NAT, CHANCE_TOKENS));
        assert!(chance(MOST_INFORMATION, 1e9) > 0.999 && chance(u32::MAX, 0.0) > 0.0);
    }
}
