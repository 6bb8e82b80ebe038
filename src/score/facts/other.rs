//! Whether the source has a fact in another form: a number rounded or converted, a name by its
//! initials.

use std::cell::OnceCell;
use std::ops::Range;

use crate::facts::{self, Numbers};
use crate::score::number;
use crate::text::{Document, Token};

/// Numbers and acronyms of the source that are kept to compare with, at most, each.
const MOST_KEPT: usize = 256;

/// Words of the source whose initials are kept, at most.
const MOST_INITIALS: usize = 16_384;

/// What of the source helps to recognise a fact that is written in another way; each read when it
/// is first asked for, since most rewrites name nothing otherwise.
pub(super) struct OtherFacts<'a> {
    source: &'a Document,
    /// The numbers of three digits and more, each in its normal form.
    numbers: OnceCell<Vec<(String, f64)>>,
    /// The same numbers with their units.
    quantities: OnceCell<Numbers>,
    /// Words that may stand for the initials of others: two to five letters, capitals throughout.
    acronyms: OnceCell<Vec<String>>,
    /// The initials of its words as they follow each other; a space where a word has no capital.
    initials: OnceCell<String>,
    /// Facts that may still be looked up, so that a text of nothing but new names costs no more
    /// than another.
    budget: usize,
}

impl<'a> OtherFacts<'a> {
    pub(super) fn new(source: &'a Document) -> Self {
        let (numbers, quantities, acronyms, initials) = Default::default();
        Self {
            source,
            numbers,
            quantities,
            acronyms,
            initials,
            budget: MOST_KEPT,
        }
    }

    fn numbers(&self) -> &[(String, f64)] {
        self.numbers.get_or_init(|| {
            let words = self
                .source
                .words()
                .iter()
                .enumerate()
                .filter(|(_, word)| word.is_number());
            let texts = words
                .map(|(id, _)| self.source.word_text(id))
                .filter(|text| text.len() >= 3);
            let numbers = texts.filter_map(|text| {
                let normal = number::normal(text);
                normal.parse().ok().map(|value| (normal, value))
            });
            numbers.take(MOST_KEPT).collect()
        })
    }

    fn acronyms(&self) -> &[String] {
        self.acronyms.get_or_init(|| {
            let tokens = self
                .source
                .tokens()
                .iter()
                .take(MOST_INITIALS)
                .filter(|token| token.is_capitalised());
            let texts = tokens.filter_map(|token| token.span().slice(self.source.text()));
            let capitals = |text: &&str| {
                text.len() >= 2
                    && text
                        .bytes()
                        .all(|byte| byte == b'.' || byte.is_ascii_uppercase())
            };
            let plain = texts.filter(capitals).map(|text| text.replace('.', ""));
            plain
                .filter(|text| is_acronym(text))
                .take(MOST_KEPT)
                .collect()
        })
    }

    fn initials(&self) -> &str {
        self.initials.get_or_init(|| {
            let initial = |token: &Token| {
                let text = token
                    .span()
                    .slice(self.source.text())
                    .filter(|_| token.is_capitalised());
                text.and_then(|text| text.chars().next()).unwrap_or(' ')
            };
            self.source
                .tokens()
                .iter()
                .take(MOST_INITIALS)
                .map(initial)
                .collect()
        })
    }

    /// Returns `true` if the source has the fact in another form: a number rounded or converted, a
    /// name by its initials.
    pub(super) fn has_otherwise(
        &mut self,
        suspicious: &Document,
        tokens: Range<usize>,
        number: bool,
    ) -> bool {
        if self.budget == 0 {
            return false;
        }
        self.budget -= 1;
        if number {
            let word = suspicious
                .tokens()
                .get(tokens.start)
                .map_or("", |token| suspicious.word_text(token.word()));
            let quantities = || Numbers::in_digits(self.source, MOST_KEPT);
            let quantities = || self.quantities.get_or_init(quantities);
            self.has_rounded(word)
                || facts::measure_at(suspicious, tokens.start)
                    .is_some_and(|measure| quantities().has_converted(&measure))
        } else {
            self.has_initials(suspicious, tokens)
        }
    }

    fn has_rounded(&self, number: &str) -> bool {
        let number = number::normal(number);
        let Ok(value) = number.parse() else {
            return false;
        };
        number.len() >= 2
            && self
                .numbers()
                .iter()
                .any(|(text, other)| number::rounds((&number, value), (text, *other)))
    }

    /// Returns `true` if the source has the acronym of this name, or the name of this acronym.
    fn has_initials(&self, suspicious: &Document, tokens: Range<usize>) -> bool {
        let texts = suspicious
            .tokens()
            .get(tokens)
            .unwrap_or(&[])
            .iter()
            .map(|token| token.span().slice(suspicious.text()));
        let texts: Vec<&str> = texts.flatten().collect();
        match texts.as_slice() {
            [acronym] => {
                let plain = acronym.replace('.', "");
                let dotted = plain.len() < acronym.len() && self.acronyms().contains(&plain);
                is_acronym(&plain) && (dotted || self.initials().contains(&plain))
            }
            _ => {
                let initials: String = texts
                    .iter()
                    .filter_map(|text| text.chars().next())
                    .collect();
                is_acronym(&initials) && self.acronyms().contains(&initials)
            }
        }
    }
}

fn is_acronym(text: &str) -> bool {
    (2..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_uppercase())
}
