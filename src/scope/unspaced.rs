//! Scripts that put no spaces between words. A token of such a script is a letter or a syllable, not
//! a word.

use std::ops::Range;

use crate::text::Document;

/// Returns `true` for a letter of a script that puts no spaces between words: Thai, Lao, Burmese,
/// Khmer, Kana and Han.
pub(super) fn is_unspaced(c: char) -> bool {
    matches!(
        c,
        '\u{E00}'..='\u{EFF}'
            | '\u{1000}'..='\u{109F}'
            | '\u{1780}'..='\u{17FF}'
            | '\u{3040}'..='\u{30FF}'
            | '\u{3400}'..='\u{9FFF}'
            | '\u{F900}'..='\u{FAFF}'
            | '\u{20000}'..='\u{3FFFF}'
    )
}

/// Returns the number of words of a stretch of tokens, of which two make a word where they are of
/// such a script.
pub(super) fn words(document: &Document, tokens: &Range<usize>) -> usize {
    let tokens = document.tokens().get(tokens.clone()).unwrap_or_default();
    let first = |token: &crate::text::Token| {
        let word = token.span().slice(document.text());
        word.and_then(|word| word.chars().next())
    };
    let unspaced = tokens
        .iter()
        .filter(|token| first(token).is_some_and(is_unspaced))
        .count();
    tokens.len() - unspaced + unspaced / 2
}
