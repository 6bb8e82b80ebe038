//! The slow path of folding: a stretch of any characters to its compatibility form, with a map back to the original.
//!
//! Invisible characters go, combining noise goes, NFKC joins and unfolds the rest, piece by piece, so that each folded
//! character knows the bytes that it came from. Case and look-alikes are left for the words.

use std::iter::once;

use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

use super::chars::{is_directional, is_generic_mark, is_invisible};
use super::finding::FindingKind;
use super::segment::{Kind, kind};
use super::sink::Sink;

/// As many marks on one letter as the Stream-Safe Text Format allows; what follows is noise.
const MAX_MARKS: usize = 30;

/// A stretch of text, folded, reused from one stretch to the next.
#[derive(Debug, Default)]
pub(super) struct Folded {
    /// NFKC, with case.
    pub(super) text: String,
    pieces: Vec<Piece>,
    piece: String,
    /// The piece that was asked for last: words come in text order.
    asked: usize,
    /// What single characters fold to, by the lower bits of their codes.
    known: Vec<Option<Known>>,
}

/// What one character folds to.
#[derive(Debug, Clone)]
struct Known {
    character: char,
    starts_piece: bool,
    /// Its compatibility form; `None` where that is the character itself.
    form: Option<String>,
    /// Whether the form has marks to be judged.
    has_marks: bool,
}

impl Known {
    /// Slots of characters that are remembered, a power of two: more than the letters of any alphabet.
    const SLOTS: usize = 256;

    fn of(character: char) -> Self {
        let form: String = once(character).nfkc().collect();
        let mut letters = form.chars();
        let is_itself = letters.next() == Some(character) && letters.next().is_none();
        Self {
            character,
            starts_piece: starts_piece(character),
            has_marks: form.contains(is_generic_mark),
            form: (!is_itself).then_some(form),
        }
    }
}

/// Some folded bytes and the original ones that they came from.
#[derive(Debug, Clone, Copy)]
struct Piece {
    folded: usize,
    start: usize,
    end: usize,
}

impl Folded {
    /// Folds `stretch`, which is at `offset` in the text. With `bare` every mark typed as a character of its own goes,
    /// also those that form a known letter.
    pub(super) fn fold<S: Sink>(&mut self, stretch: &str, offset: usize, bare: bool, sink: &mut S) {
        self.text.clear();
        self.pieces.clear();
        self.piece.clear();
        self.asked = 0;
        let mut start = 0;
        let mut end = 0;
        let mut marks = 0;
        let mut previous = None;
        let mut characters = stretch.char_indices().peekable();
        while let Some((at, c)) = characters.next() {
            let next = at + c.len_utf8();
            let is_alone = !c.is_ascii()
                && kind(c).is_plain()
                && characters
                    .peek()
                    .is_none_or(|&(_, next)| kind(next).is_plain());
            if is_alone {
                // A piece of its own, which is its own form.
                self.flush(offset, start..end, sink);
                self.pieces.push(Piece {
                    folded: self.text.len(),
                    start: offset + at,
                    end: offset + next,
                });
                self.text.push(c);
                (start, end, marks) = (next, next, 0);
                previous = Some(c);
                continue;
            }
            let place = offset + at..offset + next;
            if is_invisible(c) {
                if offset + at > 0
                    && (is_word_like(previous) || is_word_like(stretch[next..].chars().next()))
                {
                    let kind = if is_directional(c) {
                        FindingKind::Directional
                    } else {
                        FindingKind::Invisible
                    };
                    sink.finding(kind, place);
                }
            } else if matches!(c, '-' | '\u{2010}' | '\r' | '\n') {
                // Only a word broken at a line's end has these inside.
                if c == '\n' {
                    sink.finding(FindingKind::LineHyphen, place);
                }
            } else if is_generic_mark(c) && (bare || marks >= MAX_MARKS) {
                sink.finding(FindingKind::CombiningMark, place);
                end = next;
            } else {
                if is_width_form(c) {
                    sink.finding(FindingKind::WidthForm, place);
                }
                if kind(c).is_plain() || c.is_ascii() || self.known(c).starts_piece {
                    self.flush(offset, start..end, sink);
                    (start, marks) = (at, 0);
                } else {
                    marks += 1;
                }
                self.piece.push(c);
                end = next;
                previous = Some(c);
            }
        }
        self.flush(offset, start..end, sink);
    }

    fn known(&mut self, c: char) -> &Known {
        if self.known.is_empty() {
            self.known.resize(Known::SLOTS, None);
        }
        let slot = &mut self.known[c as usize % Known::SLOTS];
        if slot.as_ref().is_none_or(|known| known.character != c) {
            *slot = None;
        }
        slot.get_or_insert_with(|| Known::of(c))
    }

    /// Appends what a character folds to by itself; returns `true` if that has a mark that belongs to no letter.
    fn push_single(&mut self, c: char) -> bool {
        if c.is_ascii() || kind(c).is_plain() {
            self.text.push(c);
            return false;
        }
        let mut noise = false;
        let mut text = std::mem::take(&mut self.text);
        let known = self.known(c);
        match &known.form {
            None => text.push(c),
            Some(form) if !known.has_marks => text.push_str(form),
            // Marks in the form are judged as those that were typed.
            Some(form) => {
                let mut bearer = None;
                for c in form.chars() {
                    if !is_generic_mark(c) {
                        bearer = Some(c);
                    } else if bearer.is_none_or(takes_no_mark) {
                        noise = true;
                        continue;
                    }
                    text.push(c);
                }
            }
        }
        self.text = text;
        noise
    }

    fn flush<S: Sink>(&mut self, offset: usize, original: std::ops::Range<usize>, sink: &mut S) {
        if self.piece.is_empty() {
            return;
        }
        let (start, end) = (offset + original.start, offset + original.end);
        self.pieces.push(Piece {
            folded: self.text.len(),
            start,
            end,
        });
        let mut noise = false;
        let mut characters = self.piece.chars();
        let (first, second) = (characters.next(), characters.next());
        let single = first.filter(|_| second.is_none());
        // One mark after a letter that never joins it.
        let is_formed = first.is_some_and(|c| kind(c).is_plain())
            && second.is_some_and(|c| kind(c) == Kind::Mark)
            && characters.next().is_none();
        if let Some(c) = single.filter(|&c| c.is_ascii() || !is_generic_mark(c)) {
            noise = self.push_single(c);
        } else if is_formed
            || !self.piece.chars().any(is_generic_mark)
                && is_nfkc_quick(self.piece.chars()) == IsNormalized::Yes
        {
            self.text.push_str(&self.piece);
        } else {
            let mut bearer = None;
            for c in self.piece.nfkc() {
                if !is_generic_mark(c) {
                    bearer = Some(c);
                } else if bearer.is_none_or(takes_no_mark) {
                    noise = true;
                    continue;
                }
                self.text.push(c);
            }
        }
        if noise {
            sink.finding(FindingKind::CombiningMark, start..end);
        }
        self.piece.clear();
    }

    /// Returns the bytes of the original that `folded` came from.
    pub(super) fn original(&mut self, folded: std::ops::Range<usize>) -> std::ops::Range<usize> {
        let first = self.piece_at(folded.start);
        let last = self.piece_at(folded.end.saturating_sub(1));
        let start = first.map_or(0, |piece| piece.start);
        start..last.map_or(start, |piece| piece.end)
    }

    /// Returns the piece that a folded byte is in: looked for from the one that was asked for last on.
    fn piece_at(&mut self, byte: usize) -> Option<Piece> {
        let starts_after = |at: usize| self.pieces.get(at).is_none_or(|piece| piece.folded > byte);
        if starts_after(self.asked) {
            self.asked = self
                .pieces
                .partition_point(|piece| piece.folded <= byte)
                .checked_sub(1)?;
        }
        while self
            .pieces
            .get(self.asked + 1)
            .is_some_and(|next| next.folded <= byte)
        {
            self.asked += 1;
        }
        self.pieces.get(self.asked).copied()
    }
}

/// Returns `true` if a mark that NFKC left over on this character is noise: on what is no letter, and on the alphabets in which every
/// accented letter has a code of its own, or where stress marks are no part of a word.
fn takes_no_mark(bearer: char) -> bool {
    !bearer.is_alphabetic() || matches!(bearer, '\0'..='\u{52F}' | '\u{1E00}'..='\u{1FFF}')
}

/// Returns `true` if normalisation never joins `c` to what precedes it.
fn starts_piece(c: char) -> bool {
    if c.is_ascii() {
        return true;
    }
    let first = once(c).nfkd().next().unwrap_or(c);
    canonical_combining_class(first) == 0 && is_nfkc_quick(once(first)) != IsNormalized::Maybe
}

/// Returns `true` for a letter or digit in a form that is chosen for its looks.
fn is_width_form(c: char) -> bool {
    matches!(c, '\u{FF10}'..='\u{FF19}' | '\u{FF21}'..='\u{FF3A}' | '\u{FF41}'..='\u{FF5A}' | '\u{1D400}'..='\u{1D7FF}' | '\u{24B6}'..='\u{24E9}')
}

/// Returns `true` if an invisible character next to this one has no business there: scripts that need joiners are left in peace.
fn is_word_like(c: Option<char>) -> bool {
    c.is_some_and(|c| {
        matches!(c, '\0'..='\u{58F}' | '\u{1E00}'..='\u{1FFF}' | '\u{FF00}'..='\u{FF5E}')
            && c.is_alphanumeric()
    })
}

/// Returns `true` if the marks that `text` types as characters of their own are noise, also those that form a known letter: more
/// than one in twenty is on an ASCII letter that it forms nothing with. Decomposed French has none of those.
pub(super) fn marks_are_noise(text: &str) -> bool {
    let mut previous = ' ';
    let (mut marks, mut strange) = (0_usize, 0_usize);
    for c in text.chars().filter(|&c| !is_invisible(c)) {
        if is_generic_mark(c) {
            marks += 1;
            let forms = unicode_normalization::char::compose(previous, c).is_some();
            strange += usize::from(previous.is_ascii_alphanumeric() && !forms);
        } else {
            previous = c;
        }
    }
    strange * 20 > marks
}
