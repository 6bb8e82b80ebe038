//! Letters that look like letters of another alphabet, and what a word that is written with them
//! was meant to be.
//!
//! A word in two alphabets is read in the one that the letters without a double belong to; a word
//! made only of doubles ("сор") takes the alphabet of the nearest letters around it that have none,
//! and stays as it is where those differ. The pairs of the Cyrillic and Greek tables are checked
//! against the confusables of Unicode Technical Standard 39 by a test; other alphabets go by that
//! data directly.

use std::sync::LazyLock;

use super::chars::{letter_scripts, lower, script, scripts};

/// Cyrillic letters and the Latin ones that they cannot be told from.
const CYRILLIC: [(char, char); 38] = [
    ('а', 'a'),
    ('с', 'c'),
    ('ԁ', 'd'),
    ('е', 'e'),
    ('һ', 'h'),
    ('і', 'i'),
    ('ј', 'j'),
    ('ӏ', 'l'),
    ('о', 'o'),
    ('р', 'p'),
    ('ԛ', 'q'),
    ('ѕ', 's'),
    ('ѵ', 'v'),
    ('ԝ', 'w'),
    ('х', 'x'),
    ('у', 'y'),
    ('ү', 'y'),
    ('А', 'A'),
    ('В', 'B'),
    ('С', 'C'),
    ('Е', 'E'),
    ('Ԍ', 'G'),
    ('Н', 'H'),
    ('І', 'I'),
    ('Ӏ', 'I'),
    ('Ј', 'J'),
    ('К', 'K'),
    ('М', 'M'),
    ('О', 'O'),
    ('Р', 'P'),
    ('Ԛ', 'Q'),
    ('Ѕ', 'S'),
    ('Т', 'T'),
    ('Ѵ', 'V'),
    ('Ԝ', 'W'),
    ('Х', 'X'),
    ('У', 'Y'),
    ('Ү', 'Y'),
];

/// Greek letters and the Latin ones that they cannot be told from.
const GREEK: [(char, char); 23] = [
    ('α', 'a'),
    ('ι', 'i'),
    ('ϳ', 'j'),
    ('ο', 'o'),
    ('ρ', 'p'),
    ('υ', 'u'),
    ('ν', 'v'),
    ('Α', 'A'),
    ('Β', 'B'),
    ('Ε', 'E'),
    ('Η', 'H'),
    ('Ι', 'I'),
    ('Κ', 'K'),
    ('Μ', 'M'),
    ('Ν', 'N'),
    ('Ο', 'O'),
    ('Ρ', 'P'),
    ('Τ', 'T'),
    ('Υ', 'Y'),
    ('Χ', 'X'),
    ('Ζ', 'Z'),
    ('ϒ', 'Y'),
    ('Ϳ', 'J'),
];

/// Letters that pass for Latin ones inside a Latin word only.
const WEAK: [(char, char); 10] = [
    ('κ', 'k'),
    ('к', 'k'),
    ('т', 't'),
    ('м', 'm'),
    ('н', 'h'),
    ('в', 'b'),
    ('г', 'r'),
    ('п', 'n'),
    ('и', 'u'),
    ('ь', 'b'),
];

/// Returns the Latin letter that a Cyrillic or Greek one cannot be told from.
pub(super) fn strong(c: char) -> Option<char> {
    CYRILLIC
        .iter()
        .chain(&GREEK)
        .find(|pair| pair.0 == c)
        .map(|pair| pair.1)
}

/// Returns the Latin letter that a letter of another alphabet passes for inside a Latin word.
fn to_latin(c: char) -> Option<char> {
    /// Greek and Cyrillic letters from here on are looked up by their codes.
    const FIRST: u32 = 0x370;
    static LATIN: LazyLock<[Option<char>; 0x1C0]> = LazyLock::new(|| {
        std::array::from_fn(|at| {
            let c = char::from_u32(FIRST + at as u32)?;
            let weak = || WEAK.iter().find(|pair| pair.0 == c).map(|pair| pair.1);
            strong(c).or_else(weak)
        })
    });
    if scripts(c) & script::OTHER == 0 {
        let at = (c as u32).checked_sub(FIRST)? as usize;
        return LATIN.get(at).copied().flatten();
    }
    let text = c.to_string();
    let mut skeleton = unicode_security::skeleton(&text);
    match (skeleton.next(), skeleton.next()) {
        (Some(letter), None) if letter.is_ascii_alphabetic() => Some(letter),
        _ => None,
    }
}

/// Returns the letter of `alphabet`, as it is written today, that a Latin one cannot be told from.
pub(super) fn from_latin(c: char, alphabet: u8) -> Option<char> {
    let table: &[(char, char)] = if alphabet == script::CYRILLIC {
        &CYRILLIC
    } else {
        &GREEK
    };
    table
        .iter()
        .find(|pair| pair.1 == c && matches!(pair.0, '\u{386}'..='\u{45F}'))
        .map(|pair| pair.0)
}

/// Returns `true` if a word with these bits of [`script`] could be written with look-alikes.
pub(super) fn is_suspect(scripts: u8) -> bool {
    let alphabets = scripts & script::ALPHABETS;
    alphabets & (alphabets.wrapping_sub(1)) != 0
        || matches!(scripts, script::CYRILLIC | script::GREEK)
}

/// How a word's letters are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum LetterReading {
    /// As they stand.
    Plain,
    /// Every letter as the Latin one that it passes for.
    Latin,
    /// Every Latin letter as the one of this alphabet (bits of [`script`]) that it passes for.
    Other(u8),
}

impl LetterReading {
    /// Returns the letter that `c` replaces.
    pub(super) fn letter(self, c: char) -> char {
        let double = match self {
            Self::Plain => None,
            _ => match (self, letter_scripts(c)) {
                (_, 0) => None,
                (Self::Latin, bits) if bits & script::LATIN == 0 => to_latin(c),
                (Self::Other(alphabet), bits) if bits & script::LATIN != 0 => {
                    from_latin(c, alphabet)
                }
                _ => None,
            },
        };
        double.unwrap_or(c)
    }
}

/// Returns the reading of a suspect word; `before` and `after` are the text around it.
pub(super) fn reading(word: &str, before: &str, after: &str) -> LetterReading {
    let mut latin = 0;
    let mut foreign = 0;
    let mut alphabets = 0;
    for c in word.chars() {
        match letter_scripts(c) & script::ALPHABETS {
            0 => {}
            script::LATIN => latin += 1,
            other => (foreign, alphabets) = (foreign + 1, alphabets | other),
        }
    }
    if !matches!(alphabets, script::CYRILLIC | script::GREEK) {
        // Letters of several alphabets, or of one without a table: either all of them pass for
        // Latin or none does.
        let passes = || {
            word.chars().all(|c| {
                !c.is_alphabetic() || scripts(c) & script::LATIN != 0 || to_latin(c).is_some()
            })
        };
        return if latin > 0 && latin >= foreign && passes() {
            LetterReading::Latin
        } else {
            LetterReading::Plain
        };
    }
    let decisive_latin = word
        .chars()
        .any(|c| leaning(c, alphabets) == Some(script::LATIN));
    let decisive_foreign = word
        .chars()
        .any(|c| leaning(c, alphabets) == Some(alphabets));
    let is_latin = |c: char| scripts(c) & script::LATIN != 0;
    let all_latin = || {
        word.chars()
            .all(|c| !c.is_alphabetic() || is_latin(c) || to_latin(c).is_some())
    };
    let all_foreign = || {
        word.chars()
            .all(|c| !c.is_alphabetic() || !is_latin(c) || from_latin(c, alphabets).is_some())
    };
    let to_foreign = if latin > 0 {
        LetterReading::Other(alphabets)
    } else {
        LetterReading::Plain
    };
    match (decisive_latin, decisive_foreign) {
        (true, false) => LetterReading::Latin,
        (false, true) => to_foreign,
        (true, true) if all_latin() && (latin >= foreign || !all_foreign()) => LetterReading::Latin,
        (true, true) if latin < foreign && all_foreign() => to_foreign,
        (true, true) => LetterReading::Plain,
        (false, false) => match surrounding(before, after, alphabets) {
            Some(script::LATIN) => LetterReading::Latin,
            Some(_) => to_foreign,
            None if latin > 0 => LetterReading::Latin,
            None => LetterReading::Plain,
        },
    }
}

/// Returns the alphabet, Latin or `alphabet`, that a letter belongs to without a double in the
/// other one.
fn leaning(c: char, alphabet: u8) -> Option<u8> {
    let bits = scripts(c);
    let unlike = if alphabet == script::CYRILLIC {
        script::NOT_CYRILLIC
    } else {
        script::NOT_GREEK
    };
    if bits & unlike != 0 {
        Some(script::LATIN)
    } else {
        (bits == alphabet | script::DECISIVE).then_some(alphabet)
    }
}

/// Returns the alphabet of the nearest letters before and after that leave no doubt, where they
/// agree.
fn surrounding(before: &str, after: &str, alphabet: u8) -> Option<u8> {
    /// How far a word looks for its alphabet, in characters: enough for a line of text, so that the
    /// cost stays bounded.
    const REACH: usize = 100;
    let before = before
        .chars()
        .rev()
        .take(REACH)
        .find_map(|c| leaning(c, alphabet));
    let after = after.chars().take(REACH).find_map(|c| leaning(c, alphabet));
    match (before, after) {
        (Some(before), Some(after)) => (before == after).then_some(before),
        (one, other) => one.or(other),
    }
}

/// Appends `word` in lower case, read as `reading`, with plain apostrophes.
pub(super) fn push_word(word: &str, reading: LetterReading, out: &mut String) {
    let keeps_latin = !matches!(reading, LetterReading::Other(_));
    out.extend(word.chars().map(|c| match c {
        _ if keeps_latin && c.is_ascii() => c.to_ascii_lowercase(),
        '\u{2018}' | '\u{2019}' | '\u{2BC}' | '\u{FF07}' => '\'',
        '\u{FF0E}' => '.',
        '\u{FF0C}' => ',',
        _ => lower(reading.letter(c)),
    }));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn doubles_are_confusables_of_the_unicode_data() {
        // Capital I looks like a small L there, and both halves of a pair may lead to one
        // prototype.
        let skeleton = |c: char| unicode_security::skeleton(&c.to_string()).collect::<String>();
        let differing: Vec<_> = CYRILLIC
            .iter()
            .chain(&GREEK)
            .filter(|(double, latin)| skeleton(*double) != skeleton(*latin))
            .collect();
        assert_eq!(differing, [] as [&(char, char); 0]);
    }

    #[test]
    fn a_word_is_read_in_the_alphabet_that_leaves_no_doubt() {
        for (before, word, after, folded) in [
            ("", "b\u{43e}rder", "", "border"),
            ("", "М\u{6f}сква", "", "москва"),
            ("", "Ελλ\u{61}δα", "", "ελλαδα"),
            ("the ", "\u{412}\u{412}\u{421}", " said", "bbc"),
            ("это ", "сор", " из избы", "сор"),
            ("the ", "сор", " shot", "cop"),
            ("the ", "сор", " избы", "сор"),
            ("", "сор", "", "сор"),
            ("", "США", "", "сша"),
            ("on the ", "Москва", " river", "москва"),
            ("", "50м\u{440}h", "", "50mph"),
            ("", "μm", "", "μm"),
            ("", "\u{261}reat", "", "great"),
            ("", "und\u{437}", "", "undз"),
        ] {
            let mut out = String::new();
            push_word(word, reading(word, before, after), &mut out);
            assert_eq!(out, folded, "{before}|{word}|{after}");
        }
    }
}
