//! The English stemmer of the Snowball project ("Porter 2", <https://snowballstem.org/algorithms/english/stemmer.html>), on a
//! buffer of bytes: a tenth of what general stemming costs.
//!
//! Takes what most English words are, lower-case ASCII. It gives what `frostem` gives, which stems all other languages and
//! words; tests compare the two. A suffix and the end of a word are compared as numbers: eight bytes, the last one lowest.

use std::borrow::Cow;

use super::stem::{LONGEST, Stemmed};

/// Bytes before the word, so that its last eight can always be read.
const MARGIN: usize = 8;

/// A suffix and what takes its place.
struct Rule {
    suffix: u64,
    mask: u64,
    length: usize,
    with: &'static [u8],
}

const fn rule(suffix: &str, with: &'static str) -> Rule {
    let length = suffix.len();
    Rule { suffix: packed(suffix), mask: u64::MAX >> (64 - 8 * length), length, with: with.as_bytes() }
}

/// At most eight letters as a number, the last one lowest.
const fn packed(letters: &str) -> u64 {
    let letters = letters.as_bytes();
    let mut number = 0;
    let mut at = 0;
    while at < letters.len() {
        number = number << 8 | letters[at] as u64;
        at += 1;
    }
    number
}

/// Suffixes of which the longest that fits counts: grouped by their last letter, and in a group the longer ones first.
struct Rules<const N: usize> {
    rules: [Rule; N],
    /// Where the rules of each letter start; after "z" their end.
    starts: [u8; 27],
}

impl<const N: usize> Rules<N> {
    const fn new(rules: [Rule; N]) -> Self {
        let mut starts = [0; 27];
        let mut at = 0;
        let mut last = 0;
        while last < starts.len() {
            while at < N && (rules[at].suffix as u8) < b'a' + last as u8 {
                at += 1;
            }
            starts[last] = at as u8;
            last += 1;
        }
        Self { rules, starts }
    }

    /// The rule for a word that ends in these letters.
    #[inline(always)]
    fn find(&self, tail: u64) -> Option<&Rule> {
        let last = usize::from((tail as u8).wrapping_sub(b'a'));
        let (start, end) = (*self.starts.get(last)?, *self.starts.get(last + 1)?);
        self.rules.get(usize::from(start)..usize::from(end))?.iter().find(|rule| tail & rule.mask == rule.suffix)
    }
}

/// Those that start with "ee" leave it; what becomes of the others depends on what is before them.
static STEP_1B: Rules<6> =
    Rules::new([rule("eed", "ee"), rule("ed", ""), rule("ing", ""), rule("eedly", "ee"), rule("ingly", ""), rule("edly", "")]);

static STEP_2: Rules<25> = Rules::new([
    rule("biliti", "ble"),
    rule("lessli", "less"),
    rule("aliti", "al"),
    rule("entli", "ent"),
    rule("fulli", "ful"),
    rule("iviti", "ive"),
    rule("ousli", "ous"),
    rule("abli", "able"),
    rule("alli", "al"),
    rule("anci", "ance"),
    rule("enci", "ence"),
    rule("bli", "ble"),
    rule("ogi", "og"),
    rule("li", ""),
    rule("ational", "ate"),
    rule("tional", "tion"),
    rule("alism", "al"),
    rule("ization", "ize"),
    rule("ation", "ate"),
    rule("ator", "ate"),
    rule("izer", "ize"),
    rule("fulness", "ful"),
    rule("iveness", "ive"),
    rule("ousness", "ous"),
    rule("ogist", "og"),
]);

static STEP_3: Rules<9> = Rules::new([
    rule("alize", "al"),
    rule("ative", ""),
    rule("icate", "ic"),
    rule("iciti", "ic"),
    rule("ational", "ate"),
    rule("tional", "tion"),
    rule("ical", "ic"),
    rule("ful", ""),
    rule("ness", ""),
]);

static STEP_4: Rules<18> = Rules::new([
    rule("ic", ""),
    rule("able", ""),
    rule("ance", ""),
    rule("ence", ""),
    rule("ible", ""),
    rule("ate", ""),
    rule("ive", ""),
    rule("ize", ""),
    rule("iti", ""),
    rule("al", ""),
    rule("ism", ""),
    rule("ion", ""),
    rule("er", ""),
    rule("ous", ""),
    rule("ement", ""),
    rule("ment", ""),
    rule("ant", ""),
    rule("ent", ""),
]);

/// A letter as a bit; none for what is no lower-case letter.
const fn letter(byte: u8) -> u32 {
    if byte.is_ascii_lowercase() { 1 << (byte - b'a') } else { 0 }
}

const fn letters(all: &str) -> u32 {
    let mut bits = 0;
    let mut at = 0;
    while at < all.len() {
        bits |= letter(all.as_bytes()[at]);
        at += 1;
    }
    bits
}

/// What each byte is to the stemmer: bits of the constants below.
static KINDS: [u8; 256] = {
    let mut kinds = [0; 256];
    let mut byte = 0;
    while byte < 256 {
        kinds[byte] = match byte as u8 {
            b'a' | b'e' | b'i' | b'o' | b'u' => VOWEL,
            b'y' => VOWEL | Y,
            b'A'..=b'Z' | 0x80.. => FOREIGN,
            _ => 0,
        };
        byte += 1;
    }
    kinds
};

const VOWEL: u8 = 1;
/// A vowel or a consonant.
const Y: u8 = 2;
/// What this stemmer leaves to the general one.
const FOREIGN: u8 = 4;

/// A word while it is stemmed, and then its stem.
pub(super) struct EnglishStemmer {
    bytes: [u8; MARGIN + LONGEST],
    length: usize,
    /// Which letters of the word are vowels, a bit each. A "y" is one, but not at the start or after another vowel.
    vowels: u64,
    /// Whether other letters took the place of the word's own.
    changed: bool,
}

impl Default for EnglishStemmer {
    fn default() -> Self {
        Self { bytes: [0; MARGIN + LONGEST], length: 0, vowels: 0, changed: false }
    }
}

impl EnglishStemmer {
    /// The stem of `word`, or `None` if it is too long or has other characters than ASCII without capital letters.
    pub(super) fn stem(&mut self, word: &str) -> Option<Stemmed<'_>> {
        let written = word.as_bytes();
        if let Some(stem) = exception(written) {
            return Some(Stemmed::Text(Cow::Borrowed(stem)));
        }
        // Words of one or two letters are their own stems.
        let start = if written.len() > 2 && written[0] == b'\'' { 1 } else { 0 };
        self.load(written.get(start..)?)?;
        if written.len() > 2 {
            self.strip();
        }
        if self.changed {
            std::str::from_utf8(self.word()).ok().map(|stem| Stemmed::Text(Cow::Borrowed(stem)))
        } else {
            Some(Stemmed::Part(start..start + self.length))
        }
    }

    /// Takes a word, if it can.
    #[inline(always)]
    fn load(&mut self, word: &[u8]) -> Option<()> {
        if word.len() > LONGEST {
            return None;
        }
        let (mut vowels, mut ys, mut all) = (0, 0, 0);
        for (at, &byte) in word.iter().enumerate() {
            let kind = KINDS[usize::from(byte)];
            all |= kind;
            vowels |= u64::from(kind & VOWEL) << (at % 64);
            ys |= u64::from(kind >> 1 & 1) << (at % 64);
        }
        if all & FOREIGN != 0 {
            return None;
        }
        while ys != 0 {
            let y = ys & ys.wrapping_neg();
            ys ^= y;
            if y == 1 || vowels & y >> 1 != 0 {
                vowels ^= y;
            }
        }
        self.bytes[MARGIN..MARGIN + word.len()].copy_from_slice(word);
        (self.length, self.vowels, self.changed) = (word.len(), vowels, false);
        Some(())
    }

    fn word(&self) -> &[u8] {
        &self.bytes[MARGIN..MARGIN + self.length]
    }

    /// Appends letters that took the place of others: never more, and no "y".
    fn push(&mut self, letters: &[u8]) {
        self.changed = true;
        for &byte in letters {
            if let Some(to) = self.bytes.get_mut(MARGIN + self.length) {
                *to = byte;
                self.vowels |= u64::from(KINDS[usize::from(byte)] & VOWEL) << (self.length % 64);
                self.length += 1;
            }
        }
    }

    /// Puts `with` in place of the last `count` letters.
    fn replace(&mut self, count: usize, with: &[u8]) {
        self.truncate(self.length - count);
        self.push(with);
    }

    fn truncate(&mut self, length: usize) {
        self.length = length;
        self.vowels &= low_bits(length);
    }

    /// The last eight bytes of the word's first `length`, zeros before its start.
    #[inline(always)]
    fn tail(&self, length: usize) -> u64 {
        self.bytes.get(length..).and_then(|bytes| bytes.first_chunk()).map_or(0, |bytes| u64::from_be_bytes(*bytes))
    }

    /// The letter `back` before the end of the word's first `length`, 0 before its start.
    #[inline(always)]
    fn letter_before(&self, length: usize, back: u32) -> u8 {
        (self.tail(length) >> (8 * (back - 1))) as u8
    }

    fn ends_with(&self, suffix: &'static str) -> bool {
        let rule = rule(suffix, "");
        self.tail(self.length) & rule.mask == rule.suffix
    }

    fn is_vowel(&self, at: usize) -> bool {
        self.vowels >> (at % 64) & 1 != 0
    }

    fn has_vowel_before(&self, end: usize) -> bool {
        self.vowels & low_bits(end) != 0
    }

    /// Whether the word's first `length` letters end in a short syllable.
    fn is_short(&self, length: usize) -> bool {
        // Whether the letter so many before the end is a vowel.
        let vowel = |back: usize| length.checked_sub(back).is_some_and(|at| self.is_vowel(at));
        let last = self.letter_before(length, 1);
        match length {
            0 | 1 => false,
            2 => vowel(2) && !vowel(1),
            // What ends in a consonant "y" is not closed either.
            _ => {
                !vowel(3) && vowel(2) && !vowel(1) && !matches!(last, b'w' | b'x' | b'y')
                    || self.tail(length) as u32 == packed("past") as u32
            }
        }
    }

    fn strip(&mut self) {
        let (first, second) = self.regions();
        self.step_1a();
        self.step_1b(first);
        self.step_1c();
        self.step_2(first);
        self.step_3(first, second);
        self.step_4(second);
        self.step_5(first, second);
    }

    /// Where the regions start that suffixes must lie in: after the first consonant that follows a vowel, and once more.
    fn regions(&self) -> (usize, usize) {
        let next = |start: usize| {
            let vowels = self.vowels & !low_bits(start);
            let consonants = !self.vowels & low_bits(self.length);
            let after = consonants & !low_bits(vowels.trailing_zeros() as usize);
            if after == 0 { self.length } else { after.trailing_zeros() as usize + 1 }
        };
        // Prefixes that would be cut too short.
        let first = match self.word() {
            [b'p', b'a', b's', b't', ..] => 4,
            [b'a', b'r', b's', b'e', b'n', ..]
            | [b'e', b'm', b'e', b'r', b'g', ..]
            | [b'g', b'e', b'n', b'e', b'r', ..]
            | [b'i', b'n', b't', b'e', b'r', ..]
            | [b'l', b'a', b't', b'e', b'r', ..]
            | [b'o', b'r', b'g', b'a', b'n', ..] => 5,
            [b'c', b'o', b'm', b'm', b'u', b'n', ..] => 6,
            [b'u', b'n', b'i', b'v', b'e', b'r', b's', ..] => 7,
            _ => next(0),
        };
        (first, next(first))
    }

    /// Possessives and plurals.
    fn step_1a(&mut self) {
        let last = self.letter_before(self.length, 1);
        if !matches!(last, b'd' | b's' | b'\'') {
            return;
        }
        if self.ends_with("'s'") {
            self.truncate(self.length - 3);
        } else if self.ends_with("'s") {
            self.truncate(self.length - 2);
        } else if last == b'\'' {
            self.truncate(self.length - 1);
        }
        if self.ends_with("sses") {
            self.truncate(self.length - 2);
        } else if self.ends_with("ied") || self.ends_with("ies") {
            self.truncate(if self.length > 4 { self.length - 2 } else { self.length - 1 });
        } else if self.ends_with("s")
            && !self.ends_with("us")
            && !self.ends_with("ss")
            && self.has_vowel_before(self.length.saturating_sub(2))
        {
            self.truncate(self.length - 1);
        }
    }

    /// Past forms and participles.
    fn step_1b(&mut self, first: usize) {
        let Some(suffix) = STEP_1B.find(self.tail(self.length)) else { return };
        let start = self.length - suffix.length;
        let root = &self.word()[..start];
        if !suffix.with.is_empty() {
            if start >= first && !matches!(root, b"succ" | b"proc" | b"exc") {
                self.replace(suffix.length, suffix.with);
            }
            return;
        }
        if suffix.suffix == ING {
            match root {
                [_, b'y'] if self.vowels & 3 == 2 => return self.replace(4, b"ie"),
                b"even" | b"cann" | b"inn" | b"earr" | b"herr" | b"out" => return,
                _ => {}
            }
        }
        if !self.has_vowel_before(start) {
            return;
        }
        self.truncate(start);
        let [last, double] = [1, 2].map(|back| self.letter_before(start, back));
        if self.ends_with("at") || self.ends_with("bl") || self.ends_with("iz") {
            self.push(b"e");
        } else if last == double && letter(last) & letters("bdfgmnprt") != 0 {
            if !(start == 3 && matches!(self.letter_before(start, 3), b'a' | b'e' | b'o')) {
                self.truncate(start - 1);
            }
        } else if start == first && self.is_short(start) {
            self.push(b"e");
        }
    }

    fn step_1c(&mut self) {
        if self.length > 2 && self.letter_before(self.length, 1) == b'y' && !self.is_vowel(self.length - 2) {
            self.replace(1, b"i");
        }
    }

    fn step_2(&mut self, first: usize) {
        let Some(rule) = STEP_2.find(self.tail(self.length)) else { return };
        let start = self.length - rule.length;
        let before = self.letter_before(start, 1);
        let fits = match rule.suffix {
            LI => letter(before) & letters("cdeghkmnrt") != 0,
            OGI => before == b'l',
            _ => true,
        };
        if start >= first && fits {
            self.replace(rule.length, rule.with);
        }
    }

    fn step_3(&mut self, first: usize, second: usize) {
        let Some(rule) = STEP_3.find(self.tail(self.length)) else { return };
        let region = if rule.suffix == ATIVE { second } else { first };
        if self.length - rule.length >= region {
            self.replace(rule.length, rule.with);
        }
    }

    fn step_4(&mut self, second: usize) {
        let Some(rule) = STEP_4.find(self.tail(self.length)) else { return };
        let start = self.length - rule.length;
        if start >= second && (rule.suffix != ION || matches!(self.letter_before(start, 1), b's' | b't')) {
            self.truncate(start);
        }
    }

    fn step_5(&mut self, first: usize, second: usize) {
        let Some(start) = self.length.checked_sub(1) else { return };
        let drop = match self.letter_before(self.length, 1) {
            b'e' => start >= second || start >= first && !self.is_short(start),
            b'l' => start >= second && self.letter_before(start, 1) == b'l',
            _ => false,
        };
        if drop {
            self.truncate(start);
        }
    }
}

/// Words that keep their form or have a stem of their own.
fn exception(word: &[u8]) -> Option<&'static str> {
    if !(3..=6).contains(&word.len()) {
        return None;
    }
    Some(match word {
        b"andes" => "andes",
        b"atlas" => "atlas",
        b"bias" => "bias",
        b"cosmos" => "cosmos",
        b"early" => "earli",
        b"gently" => "gentl",
        b"howe" => "howe",
        b"idly" => "idl",
        b"news" => "news",
        b"only" => "onli",
        b"singly" => "singl",
        b"skies" | b"sky" => "sky",
        b"skis" => "ski",
        b"ugly" => "ugli",
        _ => return None,
    })
}

/// The lowest `count` bits, at most 64.
fn low_bits(count: usize) -> u64 {
    if count >= 64 { u64::MAX } else { (1 << count) - 1 }
}

const ING: u64 = packed("ing");
const LI: u64 = packed("li");
const OGI: u64 = packed("ogi");
const ATIVE: u64 = packed("ative");
const ION: u64 = packed("ion");

#[cfg(test)]
mod tests {
    use frostem::{Algorithm, Stemmer};
    use proptest::prelude::*;

    use super::*;

    fn assert_same(word: &str) {
        let mut stemmer = EnglishStemmer::default();
        let stemmed = stemmer.stem(word);
        let stem = match &stemmed {
            Some(Stemmed::Part(range)) => word.get(range.clone()),
            Some(Stemmed::Text(text)) => Some(&**text),
            None => None,
        };
        assert_eq!(stem, Some(&*Stemmer::new(Algorithm::English).stem(word)), "{word}");
    }

    #[test]
    fn exceptions_and_their_neighbours_stem_as_the_general_stemmer_has_it() {
        for word in [
            "",
            "a",
            "y",
            "'",
            "'s",
            "''",
            "'s'",
            "s's",
            "skis",
            "skies",
            "idly",
            "gently",
            "ugly",
            "early",
            "only",
            "singly",
            "sky",
            "news",
            "howe",
            "atlas",
            "cosmos",
            "bias",
            "andes",
            "past",
            "pasted",
            "paste",
            "inning",
            "outing",
            "canning",
            "herring",
            "earring",
            "evening",
            "proceed",
            "exceed",
            "succeed",
            "dying",
            "lying",
            "saying",
            "ying",
            "adding",
            "egged",
            "offed",
            "bedded",
            "hoping",
            "hopping",
            "yyyy",
            "ayyed",
            "youthly",
            "u.s",
            "o'clock",
            "3rds",
            "_s_",
            "generally",
            "communism",
            "communes",
        ] {
            for suffix in ["", "s", "'s", "ed", "ing", "ly", "er"] {
                assert_same(&format!("{word}{suffix}"));
            }
        }
    }

    #[test]
    fn what_it_cannot_stem_is_left_to_the_general_stemmer() {
        for word in ["straße", "Word", &"a".repeat(LONGEST + 1)] {
            assert!(EnglishStemmer::default().stem(word).is_none(), "{word}");
        }
        assert_same(&"ational".repeat(9));
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(5_000))]

        #[test]
        fn every_word_stems_as_the_general_stemmer_has_it(word in prop_oneof![
            "'?[a-z]{0,3}([aeiouy]{1,2}[b-y]{1,2}){0,3}(s|es|ed|eed|ing|ly|eedly|ingly|y|e|l|ll|'s|'s'|er|al|ic){0,3}",
            "(arsen|commun|emerg|gener|inter|later|organ|past|univers|succ|proc|exc|[a-z]{1,5}){1,2}(ation|iz|ational|iveness|fulness|ousli|biliti|ogist|ogi|entli|li|enci|ator|ative|ical|icate|ness|ful|ement|ion|sion|tion|ism|ous|e){0,3}(ed|ing|s|ly|y)?",
            "[a-z0-9'._]{0,12}",
        ]) {
            assert_same(&word);
        }
    }
}
