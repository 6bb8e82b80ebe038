//! Fills a document from the scanner.

use std::ops::Range;
use std::sync::OnceLock;

use super::{Derived, Document, Gap, Token, Word, push_text};
use crate::language::{Language, OptionalLetters};
use crate::table::Interner;
use crate::text::Span;
use crate::text::chars::is_caseless_letter;
use crate::text::finding::{Finding, FindingKind};
use crate::text::gap::gap;
use crate::text::scan::{RESERVED, scan};
use crate::text::sink::Sink;

/// Fills the words and tokens of a document from the scanner.
pub(super) struct DocumentReader<'a> {
    text: &'a str,
    document: Document,
    ids: Interner,
    /// Where the last word ends, and which it is.
    end: usize,
    word: u32,
}

impl<'a> DocumentReader<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        /// Bytes of text for each token and for each distinct word, seldom more: what is reserved.
        const BYTES: (usize, usize) = (5, 12);
        let document = Document {
            text: String::new(),
            language: Language::Unknown,
            language_is_certain: false,
            tokens: Vec::with_capacity(text.len().min(RESERVED) / BYTES.0),
            words: Vec::with_capacity(text.len().min(1 << 16) / BYTES.1),
            stems: Vec::new(),
            findings: Vec::new(),
            arena: String::with_capacity(text.len().min(1 << 18) / 2),
            words_end: 0,
            optional: OptionalLetters::default(),
            sentences: OnceLock::new(),
            derived: Derived::default(),
        };
        Self {
            text,
            document,
            ids: Interner::with_capacity(text.len().min(1 << 16) / BYTES.1),
            end: 0,
            word: 0,
        }
    }

    pub(super) fn read(mut self) -> Document {
        scan(self.text, &mut self);
        self.document
    }

    /// Adds a token; returns whether its word is new, and must be added too.
    #[inline(always)]
    fn push(&mut self, place: Range<usize>, hash: u64, capitalised: bool) -> bool {
        let gap = self.gap(place.start);
        let (word, new) = self.ids.intern(hash);
        if let Some(word) = self.document.words.get_mut(word as usize) {
            word.count += 1;
        }
        self.end = place.end;
        self.word = word;
        self.document.tokens.push(Token {
            start: place.start as u32,
            end: place.end as u32,
            word,
            stem: 0,
            gap,
            capitalised,
        });
        new
    }

    /// Adds the new word that starts in the arena at `start`.
    #[inline(always)]
    fn push_word(&mut self, start: usize, hash: u64) {
        let text = (start as u32, self.document.arena.len() as u32);
        let first = self
            .document
            .arena
            .get(start..)
            .and_then(|word| word.chars().next())
            .unwrap_or(' ');
        let number = if first.is_ascii() {
            first.is_ascii_digit()
        } else {
            !is_caseless_letter(first) && first.is_numeric()
        };
        self.document.words.push(Word {
            hash,
            text,
            written_hash: hash,
            written: text,
            stem: 0,
            count: 1,
            number,
        });
    }

    #[inline(always)]
    fn gap(&mut self, start: usize) -> Gap {
        if self.document.tokens.is_empty() {
            return Gap::Paragraph;
        }
        match self.text.as_bytes().get(self.end..start) {
            Some([] | [b' '] | [b',' | b':' | b';', b' '] | [b'-']) => Gap::None,
            _ => self.long_gap(start),
        }
    }

    fn long_gap(&mut self, start: usize) -> Gap {
        let between = self.text.get(self.end..start).unwrap_or_default();
        let word = self.document.word_text(self.word as usize);
        let is_letter = |c: char| c.is_alphabetic();
        if is_odd_space(between)
            && self.text[..self.end].ends_with(is_letter)
            && self.text[start..].starts_with(is_letter)
        {
            Finding::add(
                &mut self.document.findings,
                FindingKind::OddSpace,
                Span::new(self.end, start),
            );
            return Gap::None;
        }
        gap(between, word, &self.text[start..])
    }
}

/// Returns `true` if a gap is one space that is not the common one.
fn is_odd_space(between: &str) -> bool {
    let mut chars = between.chars();
    let odd = |c: char| {
        !c.is_ascii() && c.is_whitespace() && !matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}')
    };
    chars.next().is_some_and(odd) && chars.next().is_none()
}

impl Sink for DocumentReader<'_> {
    #[inline(always)]
    fn ascii(&mut self, place: Range<usize>, hash: u64) {
        let written = self.text.get(place.clone()).unwrap_or_default();
        if self.push(
            place,
            hash,
            written
                .as_bytes()
                .first()
                .is_some_and(u8::is_ascii_uppercase),
        ) {
            let start = self.document.arena.len();
            self.document.arena.push_str(written);
            self.document.arena[start..].make_ascii_lowercase();
            self.push_word(start, hash);
        }
    }

    fn folded(&mut self, place: Range<usize>, word: &[u8], hash: u64) {
        let first = self
            .text
            .get(place.start..)
            .and_then(|text| text.chars().next())
            .unwrap_or(' ');
        let capitalised = !is_caseless_letter(first) && first.is_uppercase();
        if self.push(place, hash, capitalised) {
            let (start, _) = push_text(
                &mut self.document.arena,
                std::str::from_utf8(word).unwrap_or_default(),
            );
            self.push_word(start as usize, hash);
        }
    }

    fn finding(&mut self, kind: FindingKind, place: Range<usize>) {
        Finding::add(&mut self.document.findings, kind, place.into());
    }
}
