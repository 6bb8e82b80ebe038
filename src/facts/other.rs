//! Whether another text has a fact.

use std::collections::{HashMap, HashSet};

use super::capitals::{capitals_mark_nouns, follows_closely, has_capitals, has_readable_capitals};
use super::name::is_title;
use super::number;
use super::quantity::Quantity;
use super::{Fact, FactKind, ReadFor, may_begin_a_number, read};
use crate::language::{CalendarName, Language, nation};
use crate::scope::Mask;
use crate::text::Document;

/// Occurrences of a word that a name is compared with, at most.
const MAX_OCCURRENCES: usize = 32;

/// Numbers near a number that it is compared with, at most.
const MAX_NUMBERS: usize = 64;

/// Words of the name of a country, at most.
const NATION_WORDS: usize = 4;

/// The numbers of a text, sorted by their values.
#[derive(Debug, Default)]
pub(crate) struct Numbers(Vec<Quantity>);

impl Numbers {
    fn new(numbers: impl Iterator<Item = Quantity>) -> Self {
        let mut numbers: Vec<Quantity> = numbers.collect();
        numbers.sort_by(|a, b| a.base().total_cmp(&b.base()));
        Self(numbers)
    }

    /// Returns the numbers that are written with digits in a document, of its first `limit`.
    pub(crate) fn in_digits(document: &Document, limit: usize) -> Self {
        let tokens = document.tokens().iter().enumerate();
        let numbers = tokens.filter(|(_, token)| document.words()[token.word()].is_number());
        Self::new(
            numbers
                .take(limit)
                .filter_map(|(at, _)| number_at(document, at)),
        )
    }

    /// Returns the numbers that are written in words in a document, also those that are too small
    /// to be facts.
    pub(crate) fn in_words(document: &Document) -> Self {
        Self::new(numbers_in_words(document))
    }

    /// Returns `true` if the number that starts with this token of `document` is one of these.
    pub(crate) fn has_at(&self, document: &Document, at: usize) -> bool {
        number_at(document, at).is_some_and(|quantity| self.has(&quantity))
    }

    /// Returns `true` if one of these says the same in another unit.
    pub(crate) fn has_converted(&self, measure: &Quantity) -> bool {
        self.0.iter().any(|other| measure.is_converted(other))
    }

    fn has(&self, quantity: &Quantity) -> bool {
        // Within what a conversion rounds; and the bare number, whose unit was left out.
        let near = |value: f64| {
            let from = value.abs() * 0.94;
            let start = self.0.partition_point(|other| other.base() < from);
            let near = self.0[start..].iter().take(MAX_NUMBERS);
            near.take_while(move |other| other.base() <= value.abs() * 1.06)
                .any(|other| quantity.is_same(other))
        };
        near(quantity.base()) || near(quantity.value) || self.has_far(quantity)
    }

    /// Returns `true` if a number may be the same time of day as one of these: 4.20 and 4.20 a.m.,
    /// "twenty past four".
    fn has_time(&self, quantity: &Quantity) -> bool {
        let twelve_hours = |other: &Quantity| {
            quantity.is_time() && other.is_time() && (quantity.value - other.value).abs() == 720.0
        };
        let same = |other: &Quantity| {
            quantity.is_same_time(other)
                || (quantity.is_told() || other.is_told()) && twelve_hours(other)
        };
        let may_be = quantity.is_time() || quantity.value < 25.0 && quantity.unit.is_none();
        may_be && self.0.iter().take(MAX_NUMBERS * 4).any(same)
    }

    /// Returns `true` if the hour of a time of day occurs as a bare number: "3 a.m.", "three in the
    /// morning".
    fn has_hour(&self, quantity: &Quantity) -> bool {
        let is_hour = |hour: f64| {
            let start = self.0.partition_point(|other| other.base() < hour);
            let mut same = self.0[start..]
                .iter()
                .take_while(|other| other.base() == hour);
            same.any(|other| other.unit.is_none())
        };
        quantity
            .hours()
            .is_some_and(|hours| hours.into_iter().any(is_hour))
    }

    /// Returns `true` if the same number occurs with a unit where this one has none, or with a unit
    /// that puts it elsewhere.
    fn has_far(&self, quantity: &Quantity) -> bool {
        (quantity.unit.is_none() || quantity.is_ambiguous())
            && self
                .0
                .iter()
                .take(MAX_NUMBERS * 4)
                .any(|other| quantity.is_same(other))
    }
}

/// Reads the numbers in words. None in a script without capitals, where the sign of a small number
/// is part of many words.
fn numbers_in_words(document: &Document) -> impl Iterator<Item = Quantity> {
    let language = document.language();
    let readable = has_capitals(language);
    let words = document.words().iter().enumerate();
    let spelled: Vec<bool> = words
        .map(|(id, word)| {
            readable
                && !word.is_number()
                && may_begin_a_number(language, document.word_text(id), false)
        })
        .collect();
    let tokens = document.tokens().iter().enumerate();
    tokens
        .filter(move |(_, token)| spelled[token.word()])
        .filter_map(|(at, _)| number_at(document, at))
}

/// Returns the number that starts with this token, if it has a unit.
pub(crate) fn measure_at(document: &Document, at: usize) -> Option<Quantity> {
    number_at(document, at).filter(|quantity| quantity.unit.is_some())
}

fn number_at(document: &Document, at: usize) -> Option<Quantity> {
    let start = document.tokens().get(at)?.span().start;
    let (quantity, _) = number::read(document.text(), start, document.language())?;
    Some(quantity)
}

/// A text, prepared to be asked for facts.
#[derive(Debug)]
pub(crate) struct OtherText<'a> {
    document: &'a Document,
    /// Where each stem occurs, by hash.
    positions: HashMap<u64, Vec<usize>>,
    nations: HashSet<usize>,
    calendar: HashSet<CalendarName>,
    numbers: Numbers,
    /// Whether 4.20 and 4.20 a.m. are one time.
    times: bool,
    /// All numbers in words, if they are to count.
    in_words: Option<Numbers>,
    /// Whether capitals tell names from other words.
    readable: bool,
    /// The initials of its words in text order; a space for a word without a capital.
    initials: String,
}

impl<'a> OtherText<'a> {
    pub(crate) fn new(document: &'a Document, purpose: ReadFor) -> Self {
        let mut positions: HashMap<u64, Vec<usize>> = HashMap::new();
        for (at, token) in document.tokens().iter().enumerate() {
            let occurrences = positions
                .entry(document.stems()[token.stem()].hash())
                .or_default();
            if occurrences.len() < MAX_OCCURRENCES {
                occurrences.push(at);
            }
        }
        let facts = read(document, &Mask::default(), purpose);
        let calendar = facts.iter().filter_map(|fact| match fact.kind {
            FactKind::Calendar(name) => Some(name),
            _ => None,
        });
        let number = |fact: &Fact| match fact.kind {
            FactKind::Number(quantity) => Some(quantity),
            _ => None,
        };
        // The bare number counts too where it was given the unit of another.
        let bare = facts
            .iter()
            .filter(|_| purpose == ReadFor::Report)
            .filter_map(|fact| {
                let written = number_at(document, fact.tokens.start)?;
                (number(fact)? != written).then_some(written)
            });
        let times = purpose == ReadFor::Report && has_capitals(document.language());
        let numbers = facts.iter().filter_map(number).chain(bare);
        let initial = |token: &crate::text::Token| {
            let text = token.span().slice(document.text());
            let first = text.and_then(|text| text.chars().next());
            first.filter(|_| token.is_capitalised()).unwrap_or(' ')
        };
        Self {
            calendar: calendar.collect(),
            numbers: Numbers::new(numbers),
            times,
            in_words: None,
            nations: nations(document),
            readable: has_readable_capitals(document),
            initials: document.tokens().iter().map(initial).collect(),
            positions,
            document,
        }
    }

    /// Reads the numbers in words too, also those that are too small to be facts.
    pub(crate) fn with_numbers_in_words(mut self) -> Self {
        self.in_words = Some(Numbers::in_words(self.document));
        self
    }

    /// Returns `true` if the text has a fact of `document`.
    pub(crate) fn has(&self, document: &Document, fact: &Fact) -> bool {
        match fact.kind {
            FactKind::Calendar(name) => self.calendar.contains(&name),
            FactKind::Number(quantity) => {
                let in_words = self.in_words.as_ref();
                self.numbers.has(&quantity)
                    || self.times && self.numbers.has_time(&quantity)
                    || in_words.is_some_and(|of| of.has(&quantity) || of.has_hour(&quantity))
            }
            FactKind::Name => self.has_name(document, fact),
        }
    }

    fn has_name(&self, document: &Document, fact: &Fact) -> bool {
        let tokens = document
            .tokens()
            .get(fact.tokens.clone())
            .unwrap_or_default();
        let words: Vec<&str> = tokens
            .iter()
            .map(|token| document.word_text(token.word()))
            .collect();
        if document.language() == Language::English
            && let Some(number) = nation(&words.join(" "))
        {
            return self.nations.contains(&number);
        }
        let stems: Vec<u64> = tokens
            .iter()
            .map(|token| document.stems()[token.stem()].hash())
            .collect();
        let Some(&last) = stems.last() else {
            return true;
        };
        self.occurrences(last)
            .any(|at| self.is_name_at(at, &stems, &words))
            || self.has_start(&stems)
            || self.has_initials(document, fact)
            || words.len() == 1 && self.has_inflected(document.language(), words[0])
    }

    /// Returns the positions at which a stem occurs as a name may.
    fn occurrences(&self, stem: u64) -> impl Iterator<Item = usize> + '_ {
        let positions = self.positions.get(&stem).map_or(&[][..], Vec::as_slice);
        positions.iter().copied().filter(|&at| self.may_name(at))
    }

    fn may_name(&self, at: usize) -> bool {
        !self.readable
            || self
                .document
                .tokens()
                .get(at)
                .is_some_and(|token| token.is_capitalised())
    }

    fn stem(&self, at: usize) -> Option<u64> {
        let token = self.document.tokens().get(at)?;
        Some(self.document.stems().get(token.stem())?.hash())
    }

    fn word(&self, at: usize) -> &str {
        let token = self.document.tokens().get(at);
        token.map_or("", |token| self.document.word_text(token.word()))
    }

    /// Returns `true` if the name that ends in the word at `at` is the name of these words: the
    /// same, or one of the two has fewer first names, or they have initials.
    fn is_name_at(&self, at: usize, stems: &[u64], words: &[&str]) -> bool {
        let mut at = at;
        let mut left = stems.len() - 1;
        while left > 0 {
            let Some(before) = at.checked_sub(1) else {
                return true;
            };
            let same = self.stem(before) == stems.get(left - 1).copied();
            if same {
                (at, left) = (before, left - 1);
                continue;
            }
            let before_is_name = self.readable
                && self.may_name(before)
                && follows_closely(self.document, at)
                && !is_title(self.word(before))
                && !self.opens_sentence(before);
            // A bare surname completes the name.
            if !before_is_name || capitals_mark_nouns(self.document) {
                return self.readable;
            }
            let (mine, theirs) = (
                self.word(before),
                words.get(left - 1).copied().unwrap_or(""),
            );
            let initials =
                |one: &str, other: &str| one.chars().count() == 1 && other.starts_with(one);
            if initials(mine, theirs) || initials(theirs, mine) {
                (at, left) = (before, left - 1);
            } else if before.checked_sub(1).and_then(|at| self.stem(at))
                == stems.get(left - 1).copied()
            {
                // A middle name of the other text.
                (at, left) = (before - 1, left - 1);
            } else if left >= 2 && self.stem(before) == stems.get(left - 2).copied() {
                // A middle name of this one.
                (at, left) = (before, left - 2);
            } else {
                return false;
            }
        }
        true
    }

    fn opens_sentence(&self, at: usize) -> bool {
        let tokens = self.document.tokens();
        tokens
            .get(at)
            .is_none_or(|token| token.gap() >= crate::text::Gap::Line)
    }

    /// Returns `true` if the text has the first two words or more of a longer name, one after the
    /// other.
    fn has_start(&self, stems: &[u64]) -> bool {
        stems.len() >= 3
            && self.occurrences(stems[0]).any(|at| {
                self.stem(at + 1) == Some(stems[1])
                    && self.stem(at + 2) != Some(stems[2])
                    && !self.may_name(at + 2)
            })
    }

    /// Returns `true` if the text has the words that an acronym or a short form abbreviates, or the
    /// acronym of these words.
    fn has_initials(&self, document: &Document, fact: &Fact) -> bool {
        let tokens = document
            .tokens()
            .get(fact.tokens.clone())
            .unwrap_or_default();
        let texts: Vec<&str> = tokens
            .iter()
            .filter_map(|token| token.span().slice(document.text()))
            .collect();
        let is_acronym = |text: &str| {
            (2..=5).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_uppercase())
        };
        match texts.as_slice() {
            [short] => {
                let plain = short.replace('.', "");
                is_acronym(&plain) && self.initials.contains(&plain) || self.has_short_form(short)
            }
            _ => {
                let initials: String = texts
                    .iter()
                    .filter_map(|text| text.chars().next())
                    .collect();
                let acronym = initials.to_lowercase();
                is_acronym(&initials)
                    && self
                        .document
                        .words()
                        .iter()
                        .enumerate()
                        .any(|(word, _)| self.document.word_text(word).replace('.', "") == acronym)
            }
        }
    }

    /// Returns `true` if a word is the start of the first word of a name of several words: "Fed"
    /// for "Federal Reserve".
    fn has_short_form(&self, short: &str) -> bool {
        let short = short.to_lowercase();
        let count = short.chars().count();
        let tokens = self.document.tokens();
        self.readable
            && (3..=5).contains(&count)
            && (0..tokens.len()).any(|at| {
                self.may_name(at)
                    && self.may_name(at + 1)
                    && follows_closely(self.document, at + 1)
                    && self.word(at).starts_with(&short)
                    && self.word(at).len() > short.len()
            })
    }

    /// Returns `true` if the text has another inflection of a single name, in a language that
    /// inflects names.
    fn has_inflected(&self, language: Language, word: &str) -> bool {
        const ENDING: usize = 3;
        if language == Language::English {
            return false;
        }
        let letters: Vec<char> = word.chars().collect();
        if letters.len() < 5 {
            return false;
        }
        let start = letters.len().saturating_sub(ENDING).max(4);
        let prefix: String = letters[..start].iter().collect();
        self.document.words().iter().enumerate().any(|(id, _)| {
            let other = self.document.word_text(id);
            other.starts_with(&prefix) && other.chars().count() <= start + ENDING
        })
    }
}

/// Returns the countries that a document names in English.
fn nations(document: &Document) -> HashSet<usize> {
    let mut found = HashSet::new();
    if document.language() != Language::English {
        return found;
    }
    let tokens = document.tokens();
    let mut at = 0;
    while at < tokens.len() {
        let longest = (1..=NATION_WORDS).rev().find_map(|length| {
            let words = tokens.get(at..at + length)?.iter();
            let words: Vec<&str> = words
                .map(|token| document.word_text(token.word()))
                .collect();
            Some((nation(&words.join(" "))?, length))
        });
        match longest {
            Some((number, length)) => {
                found.insert(number);
                at += length;
            }
            None => at += 1,
        }
    }
    found
}
