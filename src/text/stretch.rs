//! The paths for text that is not plain ASCII: one stretch at a time, by classes where the table
//! knows every character of it, folded and segmented in full where it doesn't.

use std::collections::VecDeque;
use std::ops::Range;

use super::chars::{Class, Table, letter_scripts};
use super::finding::FindingKind;
use super::fold::{Folded, Inner, marks_are_noise};
use super::lookalike::{LetterReading, is_suspect, push_word, reading};
use super::number::plain_number;
use super::segment::{CharacterKind, Segments, UnbrokenPiece, kind};
use super::sink::Sink;
use crate::hash::hash_word;

/// A stretch is cut here, so that text without any separator costs bounded memory.
const MAX_STRETCH: usize = 1 << 20;

/// Reads stretches of one text, with memory that is reused from one to the next.
pub(super) struct Stretches<'a> {
    text: &'a str,
    table: &'static Table,
    units: Vec<Unit>,
    folded: Folded,
    word: String,
    /// Whether the stretch at hand has marks that belong to no script.
    has_marks: bool,
    bare: Option<bool>,
}

/// A character of a stretch.
#[derive(Debug, Clone, Copy)]
struct Unit {
    at: usize,
    lower: char,
    class: Class,
    scripts: u8,
}

impl<'a> Stretches<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            table: Table::get(),
            units: Vec::new(),
            folded: Folded::default(),
            word: String::new(),
            has_marks: false,
            bare: None,
        }
    }

    /// Reads what starts at `at`: simple words as far as they go, or else one stretch, or one
    /// separator. Returns where to go on.
    pub(super) fn read<S: Sink>(&mut self, at: usize, sink: &mut S) -> usize {
        let simple = super::simple::read(self.text, self.table, at, sink);
        if simple > at {
            return simple;
        }
        let (end, odd) = self.find_end(at);
        if odd {
            self.read_odd(at..end, sink);
        } else if end == at {
            return end + self.text[end..].chars().next().map_or(1, char::len_utf8);
        } else {
            self.read_units(end, sink);
        }
        end
    }

    /// Fills the units of the stretch at `start` and finds its end, and whether it has odd
    /// characters: of those no units are needed.
    fn find_end(&mut self, start: usize) -> (usize, bool) {
        self.units.clear();
        self.has_marks = false;
        let mut odd = false;
        let mut last = None;
        let mut at = start;
        while let Some(c) = self.text[at..].chars().next() {
            let entry = self.table.entry(c);
            let next = at + c.len_utf8();
            if entry.class == Class::Break {
                match last.and_then(|last| self.line_hyphen(at, c, last)) {
                    Some(next_line) => {
                        odd = true;
                        at = next_line;
                        continue;
                    }
                    None => return (at, odd),
                }
            }
            if at - start >= MAX_STRETCH {
                return (at, odd);
            }
            last = Some((c, entry.class));
            if entry.class == Class::Odd {
                odd = true;
                self.has_marks |= kind(c) == CharacterKind::Accent;
            }
            if !odd {
                let lower = if (c as u32) < 0x800 {
                    char::from_u32(u32::from(entry.lower)).unwrap_or(c)
                } else {
                    c
                };
                self.units.push(Unit {
                    at,
                    lower,
                    class: entry.class,
                    scripts: entry.scripts,
                });
            }
            at = next;
        }
        (at, odd)
    }

    /// Returns the start of the next line if the separator `c` at `at` only breaks a word there: a
    /// letter, a hyphen, the line's end, a lower-case letter. `last` is the character before it.
    fn line_hyphen(&self, at: usize, c: char, last: (char, Class)) -> Option<usize> {
        let rest = match c {
            '-' | '\u{2010}' if matches!(last.1, Class::Letter | Class::Odd) => {
                &self.text[at + c.len_utf8()..]
            }
            '\n' | '\r' if last.0 == '\u{AD}' => &self.text[at..],
            _ => return None,
        };
        let next_line = rest
            .strip_prefix("\r\n")
            .or_else(|| rest.strip_prefix('\n'))?;
        next_line
            .starts_with(char::is_lowercase)
            .then(|| self.text.len() - next_line.len())
    }

    /// Splits the units, which reach up to `end`, into words.
    fn read_units<S: Sink>(&mut self, end: usize, sink: &mut S) {
        let mut at = 0;
        while let Some(&first) = self.units.get(at) {
            let mut next = at + 1;
            match first.class {
                Class::Letter | Class::Digit | Class::Connector | Class::Katakana => {
                    while let Some(joined) = self.joined(next) {
                        next = joined;
                    }
                }
                Class::Ideograph => {}
                Class::Stop => {
                    if self.space_is_missing(at) {
                        let after = self.units.get(next).map_or(end, |unit| unit.at);
                        sink.finding(FindingKind::MissingSpace, first.at..after);
                    }
                    at = next;
                    continue;
                }
                Class::Break | Class::Quote | Class::Comma | Class::Odd => {
                    at = next;
                    continue;
                }
            }
            let place = first.at..self.units.get(next).map_or(end, |unit| unit.at);
            let units = &self.units[at..next];
            at = next;
            if units.iter().all(|unit| unit.class == Class::Connector) {
                continue;
            }
            let scripts = units.iter().fold(0, |scripts, unit| scripts | unit.scripts);
            let is_number = first.class == Class::Digit;
            if is_suspect(scripts) {
                let text = self.text;
                self.emit(&text[place.clone()], place, sink);
                continue;
            }
            self.word.clear();
            self.word.extend(units.iter().map(|unit| match unit.class {
                Class::Quote => '\'',
                Class::Stop => '.',
                Class::Comma => ',',
                _ => unit.lower,
            }));
            self.finish(is_number, place, sink);
        }
    }

    /// Returns the unit after those that the one at `at` joins to the word before it, if it does.
    fn joined(&self, at: usize) -> Option<usize> {
        use Class::{Comma, Connector, Digit, Katakana, Letter, Quote, Stop};
        let class = |at: Option<usize>| at.and_then(|at| self.units.get(at)).map(|unit| unit.class);
        let solid = |at: Option<usize>| matches!(class(at), Some(Letter | Digit | Connector));
        let before = class(at.checked_sub(1))?;
        let this = class(Some(at))?;
        match (before, this, class(Some(at + 1))) {
            (Letter | Digit, Letter | Digit, _) | (Katakana, Katakana, _) => Some(at + 1),
            (Connector, Letter | Digit | Katakana | Connector, _)
            | (Letter | Digit | Katakana, Connector, _) => Some(at + 1),
            (Letter, Quote, Some(Letter)) | (Digit, Quote | Stop | Comma, Some(Digit)) => {
                Some(at + 2)
            }
            (Letter, Stop, Some(Letter)) if !solid(at.checked_sub(2)) && !solid(Some(at + 2)) => {
                Some(at + 2)
            }
            _ => None,
        }
    }

    /// Returns `true` if the full stop at `at` ends a sentence that the next one follows without a
    /// space.
    fn space_is_missing(&self, at: usize) -> bool {
        let letter = |at: Option<usize>| {
            let unit = self
                .units
                .get(at?)
                .filter(|unit| unit.class == Class::Letter)?;
            self.text[unit.at..].chars().next()
        };
        letter(at.checked_sub(1)).is_some_and(|c| !c.is_uppercase())
            && letter(Some(at + 1)).is_some_and(char::is_uppercase)
    }

    /// Folds and segments a stretch in full.
    fn read_odd<S: Sink>(&mut self, place: Range<usize>, sink: &mut S) {
        let text = self.text;
        let stretch = &text[place.clone()];
        let bare = self.has_marks && *self.bare.get_or_insert_with(|| marks_are_noise(text));
        let mut folded = std::mem::take(&mut self.folded);
        folded.fold(stretch, place.start, bare, sink);
        let words = std::mem::take(&mut folded.text);
        let mut segments = Segments::new(&words);
        loop {
            while let Some(inner) = take_reached(&mut folded.inner, &segments) {
                for word in &*inner.words {
                    let (from, to) = (word.bytes.start, word.bytes.end);
                    let word_bytes =
                        &words.as_bytes()[inner.folded.start + from..inner.folded.start + to];
                    sink.folded(inner.place.clone(), word_bytes, word.hash);
                }
                segments.go_on_at(inner.folded.end);
            }
            let Some((start, segment)) = segments.next() else {
                break;
            };
            let segment = match segment {
                // Neither case nor a look-alike: the word is folded.
                UnbrokenPiece::Plain(word) => {
                    let place = folded.original(start..start + word.len());
                    sink.folded(place, word.as_bytes(), hash_word(word.as_bytes()));
                    continue;
                }
                UnbrokenPiece::Other(segment) => segment,
            };
            let mut from = start;
            for (at, c) in segment
                .char_indices()
                .filter(|(_, c)| matches!(c, '.' | ':' | ';'))
            {
                let split = split(segment, at, c);
                let at = start + at;
                match split {
                    Split::No => continue,
                    Split::Yes => {}
                    Split::MissingSpace => {
                        sink.finding(FindingKind::MissingSpace, folded.original(at..at + 1))
                    }
                }
                self.emit(&words[from..at], folded.original(from..at), sink);
                from = at + c.len_utf8();
            }
            let end = start + segment.len();
            self.emit(&words[from..end], folded.original(from..end), sink);
        }
        folded.text = words;
        self.folded = folded;
    }

    /// Emits a word that is folded but for case and look-alikes, if it is a word.
    fn emit<S: Sink>(&mut self, word: &str, place: Range<usize>, sink: &mut S) {
        if word.is_ascii() {
            if word.bytes().any(|byte| byte.is_ascii_alphanumeric()) {
                self.word.clear();
                self.word.push_str(word);
                self.word.make_ascii_lowercase();
                let is_number = word.starts_with(|c: char| c.is_ascii_digit());
                self.finish(is_number, place, sink);
            }
            return;
        }
        if !word.contains(char::is_alphanumeric) {
            return;
        }
        let bits = word.chars().fold(0, |bits, c| bits | letter_scripts(c));
        let reading = if is_suspect(bits) {
            reading(word, &self.text[..place.start], &self.text[place.end..])
        } else {
            LetterReading::Plain
        };
        if reading != LetterReading::Plain {
            sink.finding(FindingKind::Lookalike, place.clone());
        }
        self.word.clear();
        push_word(word, reading, &mut self.word);
        self.finish(word.starts_with(|c: char| c.is_ascii_digit()), place, sink);
    }

    fn finish<S: Sink>(&mut self, is_number: bool, place: Range<usize>, sink: &mut S) {
        if let Some(number) = is_number.then(|| plain_number(&self.word)).flatten() {
            self.word = number;
        }
        sink.folded(place, self.word.as_bytes(), hash_word(self.word.as_bytes()));
    }
}

/// Takes the first of the words that are known before they are cut, if they are next; drops what
/// was passed.
fn take_reached(inner: &mut VecDeque<Inner>, segments: &Segments) -> Option<Inner> {
    while let Some(first) = inner.front() {
        let at = segments.at()?;
        if first.folded.start > at {
            return None;
        }
        let inner = inner.pop_front()?;
        if inner.folded.start == at {
            return Some(inner);
        }
    }
    None
}

/// What a mark inside a segment does.
enum Split {
    No,
    Yes,
    MissingSpace,
}

/// Decides whether the mark `c` at `at` splits the segment in which Annex 29 keeps it.
fn split(segment: &str, at: usize, c: char) -> Split {
    if c != '.' {
        return Split::Yes;
    }
    let mut before = segment[..at].chars().rev();
    let mut after = segment[at + 1..].chars();
    let solid = |c: Option<char>| c.is_some_and(|c| c == '_' || c.is_alphanumeric());
    match (before.next(), after.next()) {
        (Some(last), Some(first)) if last.is_alphabetic() && first.is_alphabetic() => {
            if !solid(before.next()) && !solid(after.next()) {
                Split::No
            } else if !last.is_uppercase() && first.is_uppercase() {
                Split::MissingSpace
            } else {
                Split::Yes
            }
        }
        _ => Split::No,
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_segmentation::UnicodeSegmentation;

    use super::*;
    use crate::text::scan::scan;

    /// What a scan gives, with every word checked against what must hold of any.
    #[derive(Debug, Default, PartialEq)]
    struct CheckedWords<'a> {
        text: &'a str,
        words: Vec<(Range<usize>, String)>,
    }

    impl Sink for CheckedWords<'_> {
        fn ascii(&mut self, place: Range<usize>, hash: u64) {
            let word = self.text[place.clone()].to_ascii_lowercase();
            self.folded(place, word.as_bytes(), hash);
        }

        fn folded(&mut self, place: Range<usize>, word: &[u8], hash: u64) {
            assert_eq!(hash, hash_word(word), "{word:?}");
            let word = std::str::from_utf8(word).unwrap();
            assert!(
                self.text
                    .get(place.clone())
                    .is_some_and(|written| !written.is_empty()),
                "{place:?} of {:?}",
                self.text
            );
            // CheckedWords overlap only where one character folds to several of them, as "½" does.
            assert!(
                self.words
                    .last()
                    .is_none_or(|last| last.0.start <= place.start && last.0.end <= place.end),
                "{:?}",
                self.text
            );
            self.words.push((place, word.to_owned()));
        }

        fn finding(&mut self, _: FindingKind, place: Range<usize>) {
            assert!(self.text.get(place).is_some(), "{:?}", self.text);
        }
    }

    fn scanned(text: &str) -> Vec<(Range<usize>, String)> {
        let mut words = CheckedWords {
            text,
            words: Vec::new(),
        };
        scan(text, &mut words);
        words.words
    }

    /// Computes the plain reference: every stretch is folded and segmented in full.
    fn reference(text: &str) -> Vec<(Range<usize>, String)> {
        let mut words = CheckedWords {
            text,
            words: Vec::new(),
        };
        let mut stretches = Stretches::new(text);
        let mut at = 0;
        while at < text.len() {
            let (end, _) = stretches.find_end(at);
            if end == at {
                at = end + text[end..].chars().next().map_or(1, char::len_utf8);
            } else {
                stretches.read_odd(at..end, &mut words);
                at = end;
            }
        }
        words.words
    }

    /// Applies Annex 29 by the oracle, on text without anything to fold, and the differences of
    /// this crate.
    fn oracle(text: &str) -> Vec<String> {
        let mut words = Vec::new();
        for word in text.unicode_words() {
            let chars: Vec<_> = word.chars().collect();
            let solid = |at: Option<usize>| {
                at.and_then(|at| chars.get(at))
                    .is_some_and(|c| c.is_alphanumeric() || *c == '_')
            };
            let letter = |at: usize| chars.get(at).is_some_and(|c| c.is_alphabetic());
            let mut start = 0;
            let mut cut = |end: usize| {
                let word: String = chars[start..end]
                    .iter()
                    .flat_map(|c| c.to_lowercase())
                    .collect();
                start = end + 1;
                if word.contains(char::is_alphanumeric) {
                    words.push(plain_number(&word).unwrap_or(word));
                }
            };
            for (at, c) in chars.iter().enumerate() {
                let stop = *c == '.'
                    && at > 0
                    && letter(at - 1)
                    && letter(at + 1)
                    && (solid(at.checked_sub(2)) || solid(Some(at + 2)));
                if stop || matches!(c, ':' | ';') {
                    cut(at);
                }
            }
            cut(chars.len());
        }
        words
    }

    fn hostile() -> impl Strategy<Value = String> {
        let part = prop_oneof![
            4 => "[a-zA-Z]{1,12}",
            2 => "[ .,;:'_\n-]{1,2}",
            2 => "[0-9]{1,4}",
            1 => prop::sample::select(vec!["’", "‘", "“", "”", "–", "—", "…", "\u{a0}", "\u{ad}", "\u{200b}", "\u{feff}", "\u{202e}", "é", "ß", "İ", "ς", "Σ",
                "£", "€", "™", "ª", "²", "µ", "·", "\u{301}", "\u{338}", "\u{345}", "\u{20dd}", "-\n", "-\r\n", "\u{2010}\n", "ﬁ", "Ａ", "１", "．", "，", "＇", "：",
                "漢", "字", "の", "カ", "タ", "ー", "ｶ", "ﾞ", "한", "\u{1100}", "\u{1161}", "ไ", "ท", "\u{e35}", "ש", "״", "م", "\u{64b}", "क", "\u{94d}", "👨", "\u{200d}",
                "🇩", "𝐀", "\u{0}", "\u{1f}", "о", "р", "сор", "Москва", "α", "ο", "և", "\u{e000}", "\u{e0100}", "a.b", "U.S.", "x.Y", "1,234", "1.5"]).prop_map(str::to_owned),
            1 => any::<char>().prop_map(String::from),
        ];
        prop::collection::vec(part, 0..40).prop_map(|parts| parts.concat())
    }

    /// Runs the block scanner without vector instructions.
    fn portable(text: &str) -> Vec<(Range<usize>, String)> {
        let mut words = CheckedWords {
            text,
            words: Vec::new(),
        };
        crate::text::scan::scan_blocks(text, crate::simd::portable, &mut words);
        words.words
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2_000))]

        #[test]
        fn the_fast_paths_give_the_words_of_the_slow_one(text in hostile()) {
            let words = scanned(&text);
            prop_assert_eq!(&words, &reference(&text));
            prop_assert_eq!(&words, &portable(&text));
        }

        #[test]
        fn words_are_those_of_annex_29(text in prop_oneof![
            "([a-zA-ZäöüßéèàñçÄÖÜ]{1,9}|[0-9]{1,4}|[ .,;:'_(\"!?]|漢|の|カタ|한국){0,40}",
            "([а-яёА-ЯЁ]{1,9}|[0-9]{1,4}|[ .,;:'_(\"!?]|漢|の|カタ|한국){0,40}",
        ]) {
            prop_assert_eq!(scanned(&text).into_iter().map(|(_, word)| word).collect::<Vec<_>>(), oracle(&text));
        }
    }
}
