//! The slow path of folding: a stretch of any characters to its compatibility form, with a map back
//! to the original.
//!
//! Invisible characters go, combining noise goes, NFKC joins and unfolds the rest, piece by piece,
//! so that each folded character knows the bytes that it came from. Case and look-alikes are left
//! for the words.

use std::collections::VecDeque;
use std::iter::once;
use std::ops::Range;
use std::rc::Rc;

use unicode_normalization::char::canonical_combining_class;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

use super::chars::{is_directional, is_generic_mark, is_invisible};
use super::finding::FindingKind;
use super::segment::{CharacterKind, Kinds, kind};
use super::sink::Sink;
use crate::hash::hash_word;

/// As many marks on one letter as the Stream-Safe Text Format allows; what follows is noise.
const MAX_MARKS: usize = 30;

/// A stretch of text, folded, reused from one stretch to the next.
#[derive(Debug, Default)]
pub(super) struct Folded {
    /// NFKC, with case.
    pub(super) text: String,
    pieces: Vec<FoldedPiece>,
    piece: String,
    /// The piece that was asked for last: words come in text order.
    asked: usize,
    /// Whole words within single characters.
    pub(super) inner: VecDeque<Inner>,
    memory: Memory,
}

/// What single characters fold to, by the lower bits of their codes.
#[derive(Debug, Default)]
struct Memory(Vec<Option<KnownFold>>);

impl Memory {
    /// Slots of characters that are remembered, a power of two: more than the letters of any
    /// alphabet.
    const SLOTS: usize = 256;

    /// Returns what `c` folds to, if it is remembered.
    fn get(&self, c: char) -> Option<&KnownFold> {
        let slot = self.0.get(c as usize % Self::SLOTS)?.as_ref();
        slot.filter(|known| known.character == c)
    }

    /// Returns what `c` folds to, and remembers it.
    fn of(&mut self, c: char) -> &KnownFold {
        if self.0.is_empty() {
            self.0.resize(Self::SLOTS, None);
        }
        let slot = &mut self.0[c as usize % Self::SLOTS];
        if slot.as_ref().is_none_or(|known| known.character != c) {
            *slot = None;
        }
        slot.get_or_insert_with(|| KnownFold::of(c))
    }
}

/// Words that one character folds to and that its neighbours change nothing of: all but the first
/// and the last.
#[derive(Debug)]
pub(super) struct Inner {
    /// The folded bytes, from the space before the first word to the one after the last.
    pub(super) folded: Range<usize>,
    /// The bytes of the character.
    pub(super) place: Range<usize>,
    pub(super) words: Rc<[InnerWord]>,
}

/// A word within the form of a character.
#[derive(Debug, PartialEq)]
pub(super) struct InnerWord {
    /// The bytes after the first space of the form.
    pub(super) bytes: Range<usize>,
    pub(super) hash: u64,
}

/// Returns the words of a form that have a space on both sides, if it has such and is made of
/// letters without case, with the bytes from the first space to the last.
fn inner_words(form: &str) -> Option<(Range<usize>, Rc<[InnerWord]>)> {
    let (first, last) = (form.find(' ')?, form.rfind(' ')?);
    let is_plain = |c: char| c == ' ' || kind(c) == CharacterKind::Joining;
    if first == last || form.contains("  ") || !form.chars().all(is_plain) {
        return None;
    }
    let mut start = first + 1;
    let words = form[start..last].split(' ').map(|word| {
        let bytes = start - first..start + word.len() - first;
        start += word.len() + 1;
        let hash = hash_word(word.as_bytes());
        InnerWord { bytes, hash }
    });
    Some((first..last, words.collect()))
}

/// What one character folds to.
#[derive(Debug, Clone)]
struct KnownFold {
    character: char,
    starts_piece: bool,
    form: Form,
    /// Whether the form has marks to be judged.
    has_marks: bool,
    /// The bytes of the form and the words, as [`inner_words`] has them.
    inner: Option<(Range<usize>, Rc<[InnerWord]>)>,
}

/// The compatibility form of a character.
#[derive(Debug, Clone)]
enum Form {
    /// One character without marks to be judged, or the character itself.
    One(char),
    Many(String),
}

impl KnownFold {
    fn of(character: char) -> Self {
        let form: String = once(character).nfkc().collect();
        let mut letters = form.chars();
        let one = letters.next().filter(|_| letters.next().is_none());
        let has_marks = form.contains(is_generic_mark);
        Self {
            character,
            starts_piece: starts_piece(character),
            has_marks,
            inner: inner_words(&form),
            form: match one {
                Some(c) if c == character || !has_marks => Form::One(c),
                _ => Form::Many(form),
            },
        }
    }
}

/// Some folded bytes and the original ones that they came from.
#[derive(Debug, Clone, Copy)]
struct FoldedPiece {
    folded: usize,
    start: usize,
    end: usize,
    /// Whether they are the same bytes, and each character came from itself.
    is_own: bool,
}

impl Folded {
    /// Folds `stretch`, which is at `offset` in the text. With `bare` every mark typed as a
    /// character of its own goes, also those that form a known letter.
    pub(super) fn fold<S: Sink>(&mut self, stretch: &str, offset: usize, bare: bool, sink: &mut S) {
        self.text.clear();
        self.pieces.clear();
        self.piece.clear();
        self.inner.clear();
        self.asked = 0;
        let mut start = 0;
        let mut end = 0;
        let mut marks = 0;
        let mut previous = None;
        let mut at = 0;
        while let Some(c) = stretch.get(at..).and_then(|rest| rest.chars().next()) {
            let kind = kind(c);
            let own = if kind.is_plain() || c.is_ascii() {
                own_form(&stretch[at..])
            } else {
                0
            };
            if own > 0 {
                self.flush(offset, start..end, sink);
                self.pieces.push(FoldedPiece {
                    folded: self.text.len(),
                    start: offset + at,
                    end: offset + at + own,
                    is_own: true,
                });
                let run = &stretch[at..at + own];
                self.text.push_str(run);
                previous = run.chars().next_back();
                at += own;
                (start, end, marks) = (at, at, 0);
                continue;
            }
            let next = at + c.len_utf8();
            let place = offset + at..offset + next;
            if kind == CharacterKind::Other
                && self.is_alone(c)
                && self.is_settled_before(stretch[next..].chars().next())
            {
                if is_width_form(c) {
                    sink.finding(FindingKind::WidthForm, place.clone());
                }
                self.flush(offset, start..end, sink);
                self.pieces.push(FoldedPiece {
                    folded: self.text.len(),
                    start: place.start,
                    end: place.end,
                    is_own: false,
                });
                let folded = self.text.len();
                self.push_single(c);
                if let Some((bytes, words)) =
                    self.memory.get(c).and_then(|known| known.inner.as_ref())
                {
                    self.inner.push_back(Inner {
                        folded: folded + bytes.start..folded + bytes.end,
                        place,
                        words: Rc::clone(words),
                    });
                }
                previous = Some(c);
                at = next;
                (start, end, marks) = (at, at, 0);
                continue;
            }
            if kind == CharacterKind::Hidden {
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
            } else if is_break(c) {
                // Only a word broken at a line's end has these inside.
                if c == '\n' {
                    sink.finding(FindingKind::LineHyphen, place);
                }
            } else if kind == CharacterKind::Accent && (bare || marks >= MAX_MARKS) {
                sink.finding(FindingKind::CombiningMark, place);
                end = next;
            } else {
                if is_width_form(c) {
                    sink.finding(FindingKind::WidthForm, place.clone());
                }
                let starts_piece =
                    kind.is_plain() || c.is_ascii() || self.memory.of(c).starts_piece;
                if starts_piece {
                    self.flush(offset, start..end, sink);
                    (start, marks) = (at, 0);
                } else {
                    marks += 1;
                }
                self.piece.push(c);
                end = next;
                previous = Some(c);
            }
            at = next;
        }
        self.flush(offset, start..end, sink);
    }

    /// Returns `true` if nothing joins the character before `next`, as far as that is known; `None`
    /// is the end of the stretch.
    fn is_settled_before(&self, next: Option<char>) -> bool {
        next.is_none_or(|c| {
            if c.is_ascii() {
                !is_break(c)
            } else {
                kind(c).is_plain() || self.memory.get(c).is_some_and(|known| known.starts_piece)
            }
        })
    }

    /// Returns `true` if a character is known to start a piece and its form has no mark to be
    /// judged.
    fn is_alone(&self, c: char) -> bool {
        let known = self.memory.get(c);
        known.is_some_and(|known| known.starts_piece && !known.has_marks)
    }

    /// Appends what a character folds to by itself; returns `true` if that has a mark that belongs
    /// to no letter.
    fn push_single(&mut self, c: char) -> bool {
        if c.is_ascii() || kind(c).is_plain() {
            self.text.push(c);
            return false;
        }
        let known = self.memory.of(c);
        match &known.form {
            Form::One(c) => self.text.push(*c),
            Form::Many(form) if !known.has_marks => self.text.push_str(form),
            Form::Many(form) => return push_marked(form.chars(), &mut self.text),
        }
        false
    }

    fn flush<S: Sink>(&mut self, offset: usize, original: Range<usize>, sink: &mut S) {
        if self.piece.is_empty() {
            return;
        }
        let (start, end) = (offset + original.start, offset + original.end);
        self.pieces.push(FoldedPiece {
            folded: self.text.len(),
            start,
            end,
            is_own: false,
        });
        let mut noise = false;
        let mut characters = self.piece.chars();
        let (first, second) = (characters.next(), characters.next());
        let single = first.filter(|_| second.is_none());
        // One mark after a letter that never joins it.
        let is_formed = first.is_some_and(|c| kind(c).is_plain())
            && second.is_some_and(|c| kind(c) == CharacterKind::Mark)
            && characters.next().is_none();
        if let Some(c) = single.filter(|&c| c.is_ascii() || !is_generic_mark(c)) {
            noise = self.push_single(c);
        } else if is_formed
            || !self.piece.chars().any(is_generic_mark)
                && is_nfkc_quick(self.piece.chars()) == IsNormalized::Yes
        {
            self.text.push_str(&self.piece);
        } else {
            noise = push_marked(self.piece.nfkc(), &mut self.text);
        }
        if noise {
            sink.finding(FindingKind::CombiningMark, start..end);
        }
        self.piece.clear();
    }

    /// Returns the bytes of the original that `folded` came from.
    pub(super) fn original(&mut self, folded: Range<usize>) -> Range<usize> {
        let first = self.piece_at(folded.start);
        let last = self.piece_at(folded.end.saturating_sub(1));
        let start = first.map_or(0, |piece| {
            let inside = if piece.is_own {
                folded.start - piece.folded
            } else {
                0
            };
            piece.start + inside
        });
        let end = last.map_or(start, |piece| {
            if piece.is_own {
                piece.start + (folded.end - piece.folded)
            } else {
                piece.end
            }
        });
        start..end
    }

    /// Returns the piece that a folded byte is in: looked for from the one that was asked for last
    /// on.
    fn piece_at(&mut self, byte: usize) -> Option<FoldedPiece> {
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

/// Appends characters of a compatibility form without the marks that belong to no letter, whether
/// typed or part of the form; returns `true` if there were any.
fn push_marked(form: impl Iterator<Item = char>, out: &mut String) -> bool {
    let (mut bearer, mut noise) = (None, false);
    for c in form {
        if !is_generic_mark(c) {
            bearer = Some(c);
        } else if bearer.is_none_or(takes_no_mark) {
            noise = true;
            continue;
        }
        out.push(c);
    }
    noise
}

/// Returns how many bytes at the start of `stretch` are their own form, character by character:
/// letters and signs that nothing joins and that join nothing, each with one mark of its script at
/// most.
fn own_form(stretch: &str) -> usize {
    /// What came last.
    #[derive(PartialEq)]
    enum Last {
        Letter,
        Sign,
        Mark,
    }
    let (mut own, mut last) = (0, Last::Sign);
    let kinds = Kinds::get();
    for (at, c) in stretch.char_indices() {
        match kinds.of(c) {
            kind if kind.is_plain() => (own, last) = (at, Last::Letter),
            CharacterKind::Other if c.is_ascii() && !is_break(c) => (own, last) = (at, Last::Sign),
            CharacterKind::Mark if last == Last::Letter => last = Last::Mark,
            _ => return own,
        }
    }
    stretch.len()
}

/// Returns `true` if a mark that NFKC left over on this character is noise: on what is no letter,
/// and on the alphabets in which every accented letter has a code of its own, or where stress marks
/// are no part of a word.
fn takes_no_mark(bearer: char) -> bool {
    !bearer.is_alphabetic() || matches!(bearer, '\0'..='\u{52F}' | '\u{1E00}'..='\u{1FFF}')
}

/// Returns `true` for a character that only breaks a word at a line's end, where it is within a
/// stretch: it leaves open what precedes it.
fn is_break(c: char) -> bool {
    matches!(c, '-' | '\u{2010}' | '\r' | '\n')
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

/// Returns `true` if an invisible character next to this one has no business there: scripts that
/// need joiners are left in peace.
fn is_word_like(c: Option<char>) -> bool {
    c.is_some_and(|c| {
        matches!(c, '\0'..='\u{58F}' | '\u{1E00}'..='\u{1FFF}' | '\u{FF00}'..='\u{FF5E}')
            && c.is_alphanumeric()
    })
}

/// Returns `true` if the marks that `text` types as characters of their own are noise, also those
/// that form a known letter: more than one in twenty is on an ASCII letter that it forms nothing
/// with. Decomposed French has none of those.
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
