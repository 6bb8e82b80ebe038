//! What each character is to the word scanner, and its lower-case form: one table for everything
//! below U+0800, ranges above.
//!
//! The classes follow the word-break properties of Unicode Standard Annex 29. A character whose
//! folding needs more than a lower-case letter (compatibility forms, combining marks, invisible
//! characters, scripts with rules of their own) is [`Class::Odd`] and sends its stretch of text to
//! the slow path, which handles everything.

use std::sync::LazyLock;

use unicode_normalization::{IsNormalized, is_nfkc_quick};

use super::lookalike::{from_latin, strong};

/// What a character does to words.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Class {
    /// Ends every word and every stretch: spaces, quotes, brackets, dashes, most signs.
    Break,
    /// A letter of an alphabet.
    Letter,
    /// A digit.
    Digit,
    /// The underscore, which joins.
    Connector,
    /// A Katakana character: joins its like.
    Katakana,
    /// A character that is a word by itself: Han and Hiragana.
    Ideograph,
    /// An apostrophe: joins two letters or two digits.
    Quote,
    /// A full stop: joins two digits, or two single letters.
    Stop,
    /// A comma: joins two digits.
    Comma,
    /// Anything that the fast paths leave to the slow one.
    Odd,
}

/// The letters' alphabet, as bits of [`Entry::scripts`].
pub(super) mod script {
    /// Latin.
    pub(in crate::text) const LATIN: u8 = 1;
    /// Cyrillic.
    pub(in crate::text) const CYRILLIC: u8 = 2;
    /// Greek.
    pub(in crate::text) const GREEK: u8 = 4;
    /// Any other alphabet.
    pub(in crate::text) const OTHER: u8 = 8;
    /// Cyrillic or Greek, and unlike any Latin letter.
    pub(in crate::text) const DECISIVE: u8 = 16;
    /// Latin, and unlike any letter of that alphabet.
    pub(in crate::text) const NOT_CYRILLIC: u8 = 32;
    /// Latin, and unlike any letter of that alphabet.
    pub(in crate::text) const NOT_GREEK: u8 = 64;
    /// The bits that name an alphabet.
    pub(in crate::text) const ALPHABETS: u8 = LATIN | CYRILLIC | GREEK | OTHER;
}

/// What the table knows of a character.
#[derive(Debug, Clone, Copy)]
pub(super) struct Entry {
    pub(super) class: Class,
    /// Bits of [`script`]; 0 for what is not a letter.
    pub(super) scripts: u8,
    /// The lower-case form, a character below U+0800; for others than letters the character that is
    /// matched.
    pub(super) lower: u16,
}

const LIMIT: u32 = 0x800;

/// The entry of every character below U+0800, made once.
pub(super) struct Table([Entry; LIMIT as usize]);

impl Table {
    /// Returns the table.
    pub(super) fn get() -> &'static Self {
        static TABLE: LazyLock<Table> =
            LazyLock::new(|| Table(std::array::from_fn(|code| entry(code as u32))));
        &TABLE
    }

    /// Returns the entry of a character below U+0800.
    #[inline(always)]
    pub(super) fn low(&self, code: u32) -> Entry {
        self.0[code as usize % LIMIT as usize]
    }

    /// Returns the entry of `c`. Above the table only the class counts: a letter there is its own
    /// lower-case form.
    pub(super) fn entry(&self, c: char) -> Entry {
        match self.0.get(c as usize) {
            Some(&entry) => entry,
            None => Entry {
                class: class_above(c),
                scripts: script::OTHER,
                lower: 0,
            },
        }
    }
}

fn entry(code: u32) -> Entry {
    let Some(c) = char::from_u32(code) else {
        return Entry {
            class: Class::Odd,
            scripts: 0,
            lower: 0,
        };
    };
    let mut lower = lower(c);
    let class = match c {
        '\'' => Class::Quote,
        '.' => Class::Stop,
        ',' => Class::Comma,
        '_' => Class::Connector,
        '0'..='9' => Class::Digit,
        'a'..='z' | 'A'..='Z' => Class::Letter,
        '\0'..='\x7f' => Class::Break,
        _ if is_typographic_break(c) => Class::Break,
        // Latin, Greek, Cyrillic and Armenian letters: of the rest of the table, only the slow path
        // knows the rules.
        '\u{C0}'..='\u{24F}' | '\u{386}'..='\u{556}' | '\u{561}'..='\u{586}'
            if c.is_alphabetic()
                && is_nfkc_quick(std::iter::once(c)) == IsNormalized::Yes
                && (lower as u32) < LIMIT =>
        {
            Class::Letter
        }
        '\u{627}'..='\u{63A}' | '\u{641}'..='\u{64A}' => Class::Letter,
        _ => Class::Odd,
    };
    if class == Class::Odd {
        lower = c;
    }
    let scripts = if c.is_alphabetic() {
        find_scripts(c)
    } else {
        0
    };
    Entry {
        class,
        scripts,
        lower: lower as u32 as u16,
    }
}

/// Returns the bits of [`script`] of a letter; 0 for what is no letter.
pub(super) fn letter_scripts(c: char) -> u8 {
    match Table::get().0.get(c as usize) {
        Some(entry) => entry.scripts,
        None if is_caseless_letter(c) => script::OTHER,
        None if c.is_alphabetic() => find_scripts(c),
        None => 0,
    }
}

/// Returns the bits of [`script`] of a letter.
pub(super) fn scripts(c: char) -> u8 {
    Table::get()
        .0
        .get(c as usize)
        .map_or_else(|| find_scripts(c), |entry| entry.scripts)
}

fn find_scripts(c: char) -> u8 {
    match c {
        'a'..='z' | 'A'..='Z' | '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' => {
            let unlike = |alphabet, bit| {
                if from_latin(c, alphabet).is_none() {
                    bit
                } else {
                    0
                }
            };
            script::LATIN
                | unlike(script::CYRILLIC, script::NOT_CYRILLIC)
                | unlike(script::GREEK, script::NOT_GREEK)
        }
        '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}' if strong(c).is_some() => script::GREEK,
        '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}' => script::GREEK | script::DECISIVE,
        '\u{400}'..='\u{52F}' | '\u{1C80}'..='\u{1C8F}' | '\u{A640}'..='\u{A69F}'
            if strong(c).is_some() =>
        {
            script::CYRILLIC
        }
        '\u{400}'..='\u{52F}' | '\u{1C80}'..='\u{1C8F}' | '\u{A640}'..='\u{A69F}' => {
            script::CYRILLIC | script::DECISIVE
        }
        _ => script::OTHER,
    }
}

fn class_above(c: char) -> Class {
    match c {
        // Most scripts of Asia and Africa.
        '\u{800}'..='\u{167F}' => Class::Odd,
        '\u{4E00}'..='\u{9FFF}' | '\u{3400}'..='\u{4DBF}' | '\u{3041}'..='\u{3096}' => {
            Class::Ideograph
        }
        '\u{30A1}'..='\u{30FA}' | '\u{30FC}'..='\u{30FE}' => Class::Katakana,
        '\u{AC00}'..='\u{D7A3}' => Class::Letter,
        '\u{2018}' | '\u{2019}' | '\u{FF07}' => Class::Quote,
        '\u{FF0E}' => Class::Stop,
        '\u{FF0C}' => Class::Comma,
        _ if is_typographic_break(c) => Class::Break,
        _ => Class::Odd,
    }
}

/// Returns `true` if a character outside ASCII separates words and folds to nothing that could join
/// them: the punctuation, spaces and signs that printed news is full of.
pub(super) fn is_typographic_break(c: char) -> bool {
    matches!(c,
        '\u{80}'..='\u{A7}' | '©' | '«' | '¬' | '®' | '°' | '±' | '¶' | '»' | '¿' | '×' | '÷'
        | '\u{1680}' | '\u{2000}'..='\u{200A}' | '\u{2010}'..='\u{2017}' | '\u{201A}' | '\u{201C}'..='\u{2022}' | '\u{2025}' | '\u{2026}'
        | '\u{2028}' | '\u{2029}' | '\u{202F}'..='\u{203E}' | '\u{205F}' | '€' | '™' | '℠' | '→' | '−' | '■' | '●'
        | '\u{3000}'..='\u{3002}' | '\u{3008}'..='\u{3011}' | '\u{3014}'..='\u{301B}' | '\u{30FB}'
        | '\u{FF01}' | '\u{FF02}' | '\u{FF08}' | '\u{FF09}' | '\u{FF0D}' | '\u{FF1A}' | '\u{FF1B}' | '\u{FF1F}')
}

/// Returns `true` if a character is a Han, Kana or Hangul letter: neither in upper case nor a
/// number. Only those that can be told without a search through the tables of Unicode.
#[inline]
pub(super) fn is_caseless_letter(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}')
}

/// Returns the lower-case form of one character, the same at every position: the Greek final sigma
/// is a sigma.
pub(super) fn lower(c: char) -> char {
    if c.is_ascii() {
        return c.to_ascii_lowercase();
    }
    match c {
        'ς' => 'σ',
        // In full "i" and a dot above, which is noise to matching.
        'İ' => 'i',
        _ => {
            let mut lower = c.to_lowercase();
            let first = lower.next().unwrap_or(c);
            if lower.next().is_none() { first } else { c }
        }
    }
}

/// Returns `true` if a character shows nothing and is left out of words: soft hyphens, zero-width
/// characters, variation selectors, fillers, and the controls of text direction.
pub(super) fn is_invisible(c: char) -> bool {
    is_directional(c)
        || matches!(c,
            '\u{AD}' | '\u{34F}' | '\u{115F}' | '\u{1160}' | '\u{17B4}' | '\u{17B5}' | '\u{180B}'..='\u{180F}' | '\u{200B}'..='\u{200D}'
            | '\u{2060}'..='\u{2065}' | '\u{206A}'..='\u{206F}' | '\u{3164}' | '\u{FE00}'..='\u{FE0F}' | '\u{FEFF}' | '\u{FFA0}'
            | '\u{FFF0}'..='\u{FFF8}' | '\u{1BCA0}'..='\u{1BCA3}' | '\u{1D173}'..='\u{1D17A}' | '\u{E0000}'..='\u{E0FFF}')
}

/// Returns `true` if a character only steers the direction of text.
pub(super) fn is_directional(c: char) -> bool {
    matches!(c, '\u{61C}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}

/// Returns `true` if a character is a mark of no script in particular, to be put on any letter: not
/// a vowel sign or an accent of a script that is written with marks.
pub(super) fn is_generic_mark(c: char) -> bool {
    matches!(c, '\u{300}'..='\u{34E}' | '\u{350}'..='\u{36F}' | '\u{483}'..='\u{489}' | '\u{1AB0}'..='\u{1AFF}' | '\u{1DC0}'..='\u{1DFF}' | '\u{20D0}'..='\u{20FF}' | '\u{FE20}'..='\u{FE2F}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn caseless_letters_are_letters_and_nothing_else() {
        for c in ('\0'..=char::MAX).filter(|&c| is_caseless_letter(c)) {
            assert!(
                c.is_alphabetic() && !c.is_uppercase() && !c.is_lowercase() && !c.is_numeric(),
                "{c:?}"
            );
            assert_eq!(find_scripts(c), script::OTHER, "{c:?}");
        }
    }
}
