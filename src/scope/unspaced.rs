//! Scripts that put no spaces between words. A token of such a script is a letter with its marks,
//! not a word; only a run of Katakana is one token.

use std::ops::Range;

use crate::language::is_unspaced;
use crate::text::{Document, Token};

/// Returns the number of words of a stretch of tokens. Two letters of such a script make a word; a
/// run of Katakana and a number are words as they are.
pub(super) fn words(document: &Document, tokens: &Range<usize>) -> usize {
    let tokens = document.tokens().get(tokens.clone()).unwrap_or_default();
    let is_letter = |token: &&Token| {
        let word = token.span().slice(document.text()).unwrap_or_default();
        let is_katakana = |c: char| matches!(c, '\u{30A0}'..='\u{30FF}');
        word.starts_with(is_unspaced)
            && !word.starts_with(is_katakana)
            && !word.starts_with(char::is_numeric)
    };
    let letters = tokens.iter().filter(is_letter).count();
    tokens.len() - letters + letters / 2
}
