//! Folding: the form of a word that is matched, so that case, width and typography don't hide it.

use unicode_normalization::UnicodeNormalization;

/// Appends the folded form of `word` to `out`: NFKC, lower case, plain apostrophes, nothing invisible.
pub(super) fn fold_into(word: &str, out: &mut String) {
    if word.is_ascii() {
        out.extend(word.chars().map(|c| c.to_ascii_lowercase()));
        return;
    }
    for c in word.nfkc().flat_map(char::to_lowercase) {
        match c {
            '\u{2018}' | '\u{2019}' | '\u{02BC}' => out.push('\''),
            '\u{00AD}' | '\u{200B}'..='\u{200F}' | '\u{2060}' | '\u{FEFF}' => {}
            _ => out.push(c),
        }
    }
}
