//! The paths for text that is not plain ASCII: one stretch at a time, by classes where the table knows every character of
//! it, folded and segmented in full where it doesn't.

use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::chars::{Class, Table, is_generic_mark, scripts};
use super::finding::FindingKind;
use super::fold::{Folded, marks_are_noise};
use super::lookalike::{Reading, is_suspect, push_word, reading};
use super::number::plain_number;
use super::scan::Sink;
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
        Self { text, table: Table::get(), units: Vec::new(), folded: Folded::default(), word: String::new(), bare: None }
    }

    /// Reads the stretch that starts at `at`, or passes over one separator; returns where to go on.
    pub(super) fn read<S: Sink>(&mut self, at: usize, sink: &mut S) -> usize {
        let (end, odd) = self.find_end(at);
        if odd {
            self.read_odd(at..end, sink);
        } else if self.units.is_empty() {
            return end + self.text[end..].chars().next().map_or(1, char::len_utf8);
        } else {
            self.read_units(end, sink);
        }
        end
    }

    /// Fills the units of the stretch at `start` and finds its end, and whether it has odd characters.
    fn find_end(&mut self, start: usize) -> (usize, bool) {
        self.units.clear();
        let mut odd = false;
        let mut at = start;
        while let Some(c) = self.text[at..].chars().next() {
            let entry = self.table.entry(c);
            let next = at + c.len_utf8();
            if entry.class == Class::Break {
                match self.line_hyphen(at, c) {
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
            odd |= entry.class == Class::Odd;
            let lower = if (c as u32) < 0x800 { char::from_u32(u32::from(entry.lower)).unwrap_or(c) } else { c };
            self.units.push(Unit { at, lower, class: entry.class, scripts: entry.scripts });
            at = next;
        }
        (at, odd)
    }

    /// Where the next line starts if the separator `c` at `at` only breaks a word there: a letter, a hyphen, the line's end,
    /// a lower-case letter.
    fn line_hyphen(&self, at: usize, c: char) -> Option<usize> {
        let last = self.units.last()?;
        let rest = match c {
            '-' | '\u{2010}' if matches!(last.class, Class::Letter | Class::Odd) => &self.text[at + c.len_utf8()..],
            '\n' | '\r' if last.lower == '\u{AD}' => &self.text[at..],
            _ => return None,
        };
        let next_line = rest.strip_prefix("\r\n").or_else(|| rest.strip_prefix('\n'))?;
        next_line.starts_with(char::is_lowercase).then(|| self.text.len() - next_line.len())
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
                        sink.finding(FindingKind::MissingSpace, first.at..first.at + 1);
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

    /// The unit after those that the one at `at` joins to the word before it, if it does.
    fn joined(&self, at: usize) -> Option<usize> {
        use Class::{Comma, Connector, Digit, Katakana, Letter, Quote, Stop};
        let class = |at: Option<usize>| at.and_then(|at| self.units.get(at)).map(|unit| unit.class);
        let solid = |at: Option<usize>| matches!(class(at), Some(Letter | Digit | Connector | Katakana | Class::Ideograph));
        let before = class(at.checked_sub(1))?;
        let this = class(Some(at))?;
        match (before, this, class(Some(at + 1))) {
            (Letter | Digit, Letter | Digit, _) | (Katakana, Katakana, _) => Some(at + 1),
            (Connector, Letter | Digit | Katakana | Connector, _) | (Letter | Digit | Katakana, Connector, _) => Some(at + 1),
            (Letter, Quote, Some(Letter)) | (Digit, Quote | Stop | Comma, Some(Digit)) => Some(at + 2),
            (Letter, Stop, Some(Letter)) if !solid(at.checked_sub(2)) && !solid(Some(at + 2)) => Some(at + 2),
            _ => None,
        }
    }

    /// Whether the full stop at `at` ends a sentence that the next one follows without a space.
    fn space_is_missing(&self, at: usize) -> bool {
        let letter = |at: Option<usize>| {
            let unit = self.units.get(at?).filter(|unit| unit.class == Class::Letter)?;
            self.text[unit.at..].chars().next()
        };
        letter(at.checked_sub(1)).is_some_and(|c| !c.is_uppercase()) && letter(Some(at + 1)).is_some_and(char::is_uppercase)
    }

    /// Folds and segments a stretch in full.
    fn read_odd<S: Sink>(&mut self, place: Range<usize>, sink: &mut S) {
        let text = self.text;
        let stretch = &text[place.clone()];
        let has_marks = stretch.chars().any(is_generic_mark);
        let bare = has_marks && *self.bare.get_or_insert_with(|| marks_are_noise(text));
        let mut folded = std::mem::take(&mut self.folded);
        folded.fold(stretch, place.start, bare, sink);
        for (start, segment) in folded.text.split_word_bound_indices() {
            let mut from = start;
            for (at, c) in segment.char_indices().filter(|(_, c)| matches!(c, '.' | ':' | ';')) {
                let at = start + at;
                match split(&folded.text, at, c) {
                    Split::No => continue,
                    Split::Yes => {}
                    Split::MissingSpace => sink.finding(FindingKind::MissingSpace, folded.original(at..at + 1)),
                }
                self.emit(&folded.text[from..at], folded.original(from..at), sink);
                from = at + c.len_utf8();
            }
            let end = start + segment.len();
            self.emit(&folded.text[from..end], folded.original(from..end), sink);
        }
        self.folded = folded;
    }

    /// Emits a word that is folded but for case and look-alikes, if it is a word.
    fn emit<S: Sink>(&mut self, word: &str, place: Range<usize>, sink: &mut S) {
        if !word.contains(char::is_alphanumeric) {
            return;
        }
        let bits = word.chars().filter(|c| c.is_alphabetic()).fold(0, |bits, c| bits | scripts(c));
        let reading =
            if is_suspect(bits) { reading(word, &self.text[..place.start], &self.text[place.end..]) } else { Reading::Plain };
        if reading != Reading::Plain {
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
        sink.folded(place, &self.word, hash_word(self.word.as_bytes()));
    }
}

/// What a mark inside a segment does.
enum Split {
    No,
    Yes,
    MissingSpace,
}

/// Whether the mark `c` at `at` splits the segment in which Annex 29 keeps it.
fn split(text: &str, at: usize, c: char) -> Split {
    if c != '.' {
        return Split::Yes;
    }
    let mut before = text[..at].chars().rev();
    let mut after = text[at + 1..].chars();
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
