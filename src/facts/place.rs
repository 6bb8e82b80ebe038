//! The facts at one position of a text, to compare them with those at the same position of another.
//!
//! Where the words around a position are the same in both texts, more can be read as a fact than
//! elsewhere: small numbers in words, ordinals, names that nothing but their position shows.

use std::cell::{Cell, OnceCell};
use std::ops::Range;

use super::calendar::calendar_at;
use super::capitals::{
    capitals_mark_nouns, follows_closely, has_capitals, has_readable_capitals, is_title_case,
    opens_sentence, seen_in_lower_case,
};
use super::name::{is_everyday, is_name_word, is_title, name_without_capitals};
use super::quantity::Quantity;
use super::{may_begin_a_number, number_at_token, quantity_in_range};
use crate::language::{
    CalendarName, Language, NumberForm, calendar_form, magnitude, nation, number_form, unit,
};
use crate::text::{Document, Span};
use unicode_normalization::char::decompose_canonical;

/// Tokens before a position at which a fact may start that reaches it.
const REACH: usize = 6;

/// Tokens after the first one of a number that its unit may take.
const NUMBER_REACH: usize = 3;

/// Prepositions before a place, in German.
const GERMAN_PREPOSITIONS: [&str; 4] = ["in", "aus", "bei", "nach"];

/// What a fact at a position says.
#[derive(Debug, Clone, Copy, PartialEq)]
enum PlaceKind {
    Number(Quantity),
    Ordinal(f64),
    Calendar(CalendarName),
    Name {
        /// Whether it is a name wherever it occurs; a single word at the start of a sentence may be
        /// another word.
        certain: bool,
    },
}

/// A fact at a position of a text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct PlaceFact {
    pub(crate) tokens: Range<usize>,
    pub(crate) span: Span,
    kind: PlaceKind,
}

/// A text whose facts are read at single positions.
#[derive(Debug)]
pub(crate) struct PlaceReader<'a> {
    document: &'a Document,
    capitals: OnceCell<CapitalUse>,
    /// Of each word whether a fact may have it whatever its capitals, once that was asked.
    fact_words: Vec<Cell<Option<bool>>>,
}

/// How the words of a text are capitalised.
#[derive(Debug)]
struct CapitalUse {
    readable: bool,
    nouns: bool,
    /// Of each word: whether it occurs in lower case, with a capital inside a sentence, and in a
    /// row of capitalised words.
    lower: Vec<bool>,
    inside: Vec<bool>,
    in_row: Vec<bool>,
    /// The sentences, each with whether it is written like a title.
    sentences: Vec<(Range<usize>, bool)>,
}

impl CapitalUse {
    fn new(document: &Document) -> Self {
        let words = document.words().len();
        let mut capitals = Self {
            readable: has_readable_capitals(document),
            nouns: capitals_mark_nouns(document),
            lower: seen_in_lower_case(document),
            inside: vec![false; words],
            in_row: vec![false; words],
            sentences: Vec::new(),
        };
        if !capitals.readable {
            return capitals;
        }
        let tokens = document.tokens();
        for sentence in document.sentences() {
            let is_title = is_title_case(document, &sentence);
            for at in sentence.clone().filter(|_| !is_title) {
                let word = tokens[at].word();
                if !tokens[at].is_capitalised() || capitals.inside[word] && capitals.in_row[word] {
                    continue;
                }
                let opens = opens_sentence(document, at, &sentence);
                capitals.inside[word] |= !opens;
                if at > sentence.start
                    && !opens
                    && is_name_word(document, at)
                    && is_name_word(document, at - 1)
                    && follows_closely(document, at)
                {
                    capitals.in_row[word] = true;
                }
            }
            capitals.sentences.push((sentence, is_title));
        }
        capitals
    }

    fn sentence(&self, at: usize) -> Option<&(Range<usize>, bool)> {
        let next = self.sentences.partition_point(|of| of.0.start <= at);
        self.sentences.get(next.checked_sub(1)?)
    }
}

impl<'a> PlaceReader<'a> {
    pub(crate) fn new(document: &'a Document) -> Self {
        Self {
            document,
            capitals: OnceCell::new(),
            fact_words: vec![Cell::new(None); document.words().len()],
        }
    }

    /// Returns `false` if no fact has a token of `gap`: a look at each of its words, which spares
    /// most gaps the reading of facts. In a script without capitals any word may be a name.
    pub(crate) fn may_have_fact(&self, gap: &Range<usize>) -> bool {
        let tokens = self.document.tokens();
        let with_number_before = gap.start.saturating_sub(NUMBER_REACH)..gap.end;
        !has_capitals(self.document.language())
            || with_number_before.clone().any(|at| {
                tokens.get(at).is_some_and(|token| {
                    gap.contains(&at) && token.is_capitalised() || self.is_fact_word(token.word())
                })
            })
    }

    /// Returns `true` for words of numbers with their units, and of dates.
    fn is_fact_word(&self, word: usize) -> bool {
        let known = &self.fact_words[word];
        known.get().unwrap_or_else(|| {
            let language = self.document.language();
            let text = self.document.word_text(word);
            let is_fact =
                may_begin_a_number(language, text, self.document.words()[word].is_number())
                    || calendar_form(language, text).is_some()
                    || number_form(language, text).is_some()
                    || magnitude(language, text).is_some()
                    || unit(text).is_some();
            known.set(Some(is_fact));
            is_fact
        })
    }

    /// Returns the facts that have a token of `gap` or adjoin it, in text order.
    pub(crate) fn around(&self, gap: &Range<usize>) -> Vec<PlaceFact> {
        let mut found = Vec::new();
        let mut at = gap.start.saturating_sub(REACH);
        let end = (gap.end + 1).min(self.document.tokens().len());
        while at < end {
            let Some(fact) = self.read(at, gap) else {
                at += 1;
                continue;
            };
            at = fact.tokens.end.max(at + 1);
            if fact.tokens.end >= gap.start {
                found.push(fact);
            }
        }
        found
    }

    fn read(&self, at: usize, gap: &Range<usize>) -> Option<PlaceFact> {
        let document = self.document;
        let token = document.tokens().get(at)?;
        let start = token.span().start;
        let fact = |kind, tokens: Range<usize>| {
            let end = document
                .tokens()
                .get(tokens.end.checked_sub(1)?)?
                .span()
                .end;
            let span = Span::new(start, end);
            Some(PlaceFact { tokens, span, kind })
        };
        if let Some((name, count)) = calendar_at(document, at) {
            return fact(PlaceKind::Calendar(name), at..at + count);
        }
        if let Some(number) = number_at_token(document, at) {
            return Some(PlaceFact {
                span: Span::new(start, number.end),
                kind: PlaceKind::Number(
                    quantity_in_range(document, at, number.tokens.end).unwrap_or(number.quantity),
                ),
                tokens: number.tokens,
            });
        }
        let word = document.word_text(token.word());
        match number_form(document.language(), word) {
            Some(NumberForm::Number(value)) => {
                return fact(PlaceKind::Number(Quantity::bare(value)), at..at + 1);
            }
            Some(NumberForm::Ordinal(value)) => return fact(PlaceKind::Ordinal(value), at..at + 1),
            None => {}
        }
        if has_capitals(document.language()) {
            let (tokens, certain) = self.name_by_capitals(at)?;
            let last = document.tokens().get(tokens.end.checked_sub(1)?)?;
            let first = document.tokens().get(tokens.start)?;
            return Some(PlaceFact {
                span: Span::new(first.span().start, last.span().end),
                tokens,
                kind: PlaceKind::Name { certain },
            });
        }
        let length = name_without_capitals(document, at)
            .or_else(|| name_by_position(document, at).filter(|_| at >= gap.start))?;
        fact(PlaceKind::Name { certain: true }, at..at + length)
    }

    /// Returns the run of capitalised words from a token on that is a name, and whether it is one
    /// for certain.
    fn name_by_capitals(&self, at: usize) -> Option<(Range<usize>, bool)> {
        let document = self.document;
        if !is_name_word(document, at) {
            return None;
        }
        let capitals = self.capitals.get_or_init(|| CapitalUse::new(document));
        let (sentence, is_title_case) = capitals.sentence(at)?;
        if !capitals.readable || *is_title_case {
            return None;
        }
        let (mut start, mut end) = (at, at + 1);
        while end < sentence.end && is_name_word(document, end) && follows_closely(document, end) {
            end += 1;
        }
        let tokens = document.tokens();
        let word = |at: usize| tokens[at].word();
        while start + 1 < end && is_title(document.word_text(word(start))) {
            start += 1;
        }
        if end > start + 1 {
            return Some((start..end, true));
        }
        let word = word(start);
        let opens = opens_sentence(document, start, sentence);
        if capitals.lower[word] || is_everyday(document, start) {
            return None;
        }
        if capitals.nouns {
            let before = start.checked_sub(1).filter(|_| start > sentence.start);
            let before = before.map_or("", |at| document.word_text(tokens[at].word()));
            let named = capitals.in_row[word] || GERMAN_PREPOSITIONS.contains(&before);
            return named.then_some((start..end, true));
        }
        Some((start..end, !opens || capitals.inside[word]))
    }

    /// Leaves out the words at the end of two numbers that both have: the days of "nine days" and
    /// "three days".
    pub(crate) fn differing(
        &self,
        fact: &PlaceFact,
        other: &Self,
        its: &PlaceFact,
    ) -> (PlaceFact, PlaceFact) {
        let (mut fact, mut its) = (fact.clone(), its.clone());
        let numbers = [fact.kind, its.kind];
        let are_numbers = numbers
            .iter()
            .all(|kind| matches!(kind, PlaceKind::Number(_)));
        let (mine, theirs) = (self.words(&fact.tokens), other.words(&its.tokens));
        let same = mine.iter().rev().zip(theirs.iter().rev());
        let same = same.take_while(|(mine, theirs)| mine == theirs).count();
        // A sign is no word that could be left out.
        let has_words = !matches!(
            self.document.language(),
            Language::Chinese | Language::Japanese | Language::Thai
        );
        if are_numbers && has_words && same > 0 && same < mine.len().min(theirs.len()) {
            for (fact, reader) in [(&mut fact, self), (&mut its, other)] {
                fact.tokens.end -= same;
                let last = &reader.document.tokens()[fact.tokens.end - 1];
                fact.span = Span::new(fact.span.start, last.span().end);
            }
        }
        (fact, its)
    }

    /// Returns whether a fact is the same as one of another text; `None` where the two are of
    /// different kinds and can't be compared.
    pub(crate) fn is_same(&self, fact: &PlaceFact, other: &Self, its: &PlaceFact) -> Option<bool> {
        use PlaceKind::{Calendar, Name, Number, Ordinal};
        match (fact.kind, its.kind) {
            (Number(mine), Number(theirs)) => {
                Some(mine.is_same(&theirs) || mine.is_same_time(&theirs))
            }
            (Ordinal(mine), Ordinal(theirs)) => Some(mine == theirs),
            (Ordinal(ordinal), Number(number)) | (Number(number), Ordinal(ordinal)) => {
                (number.value == ordinal).then_some(true)
            }
            (Calendar(mine), Calendar(theirs)) => {
                let is_month = |name| matches!(name, CalendarName::Month(_));
                (is_month(mine) == is_month(theirs)).then_some(mine == theirs)
            }
            (Name { certain: mine }, Name { certain: theirs }) => {
                (mine || theirs).then(|| self.is_same_name(&fact.tokens, other, &its.tokens))
            }
            _ => None,
        }
    }

    /// Returns `true` if two names are one: one has the words of the other, or its initials.
    fn is_same_name(&self, tokens: &Range<usize>, other: &Self, its: &Range<usize>) -> bool {
        let (mine, theirs) = (self.words(tokens), other.words(its));
        let language = self.document.language();
        let country = |words: &[&str]| nation(&words.join(" "));
        if language == Language::English
            && let (Some(mine), Some(theirs)) = (country(&mine), country(&theirs))
        {
            return mine == theirs;
        }
        let (mine_stems, their_stems) = (self.stems(tokens), other.stems(its));
        let within = |few: &[u64], many: &[u64]| few.iter().all(|stem| many.contains(stem));
        if within(&mine_stems, &their_stems) || within(&their_stems, &mine_stems) {
            return true;
        }
        let acronym = |short: &[&str], long: &[&str]| {
            let initials: String = long.iter().filter_map(|word| word.chars().next()).collect();
            short.len() == 1 && long.len() > 1 && short[0].replace('.', "") == initials
        };
        if acronym(&mine, &theirs) || acronym(&theirs, &mine) {
            return true;
        }
        let letters =
            |words: &[&str]| -> Vec<String> { words.iter().map(|word| letters(word)).collect() };
        let (mine, theirs) = (letters(&mine), letters(&theirs));
        if mine.concat() == theirs.concat() {
            return true;
        }
        mine.len() == theirs.len()
            && mine
                .iter()
                .zip(&theirs)
                .all(|(mine, theirs)| is_one_name(language, mine, theirs))
    }

    fn words(&self, tokens: &Range<usize>) -> Vec<&'a str> {
        let tokens = self.document.tokens().get(tokens.clone());
        let tokens = tokens.unwrap_or_default().iter();
        tokens
            .map(|token| self.document.word_text(token.word()))
            .collect()
    }

    fn stems(&self, tokens: &Range<usize>) -> Vec<u64> {
        let tokens = self.document.tokens().get(tokens.clone());
        let tokens = tokens.unwrap_or_default().iter();
        tokens
            .map(|token| self.document.stems()[token.stem()].hash())
            .collect()
    }
}

/// Returns `true` if two words that are spelled alike may be one name: but for marks, doubled letters
/// and what the language adds to names.
pub(crate) fn is_one_name(language: Language, one: &str, other: &str) -> bool {
    let (one, other) = (letters(one), letters(other));
    one == other
        || abbreviates(&one, &other)
        || abbreviates(&other, &one)
        || is_inflected(language, &one, &other)
}

/// Returns the letters of a word as two spellings of a name have them alike: without marks, and a
/// double letter once.
fn letters(word: &str) -> String {
    let mut letters = String::with_capacity(word.len());
    let mut last = None;
    for c in word.chars().filter(|c| c.is_alphanumeric()) {
        let mut plain = c;
        if !matches!(c, 'й' | 'ї' | '\u{AC00}'..='\u{D7A3}') {
            let mut parts = None;
            decompose_canonical(c, |part| _ = parts.get_or_insert(part));
            plain = parts.unwrap_or(c);
        }
        if last != Some(plain) {
            letters.push(plain);
        }
        last = Some(plain);
    }
    letters
}

/// Returns `true` if a word is short for another: an initial, "insp" for "inspector".
fn abbreviates(short: &str, long: &str) -> bool {
    const MAX_LETTERS: usize = 5;
    const MIN_LEFT_OUT: usize = 3;
    let (letters, all) = (short.chars().count(), long.chars().count());
    let mut rest = long.chars();
    let mut has_letters = || {
        short
            .chars()
            .all(|letter| rest.any(|other| other == letter))
    };
    short.chars().next() == long.chars().next()
        && (letters == 1 || letters <= MAX_LETTERS && letters + MIN_LEFT_OUT <= all)
        && has_letters()
}

/// Endings of adjectives, which surnames of Slavic languages have.
const ADJECTIVAL: [&str; 22] = [
    "ий", "ый", "ой", "ого", "его", "ому", "ему", "им", "ым", "ом", "ем", "ая", "ую", "ей", "ою",
    "і", "ої", "у", "y", "ého", "ému", "ým",
];

/// Returns `true` if two words may be forms of one name: they differ in the letters at their ends,
/// few in a language that inflects names and an "s" in the others.
fn is_inflected(language: Language, one: &str, other: &str) -> bool {
    use Language::*;
    const MAX_ENDING: usize = 3;
    const MIN_STEM: usize = 4;
    let (short, long) = match one.chars().count() <= other.chars().count() {
        true => (one, other),
        false => (other, one),
    };
    let same: usize = short
        .chars()
        .zip(long.chars())
        .take_while(|(a, b)| a == b)
        .map(|(a, _)| a.len_utf8())
        .sum();
    let (rest, ending) = (&short[same..], &long[same..]);
    let (rest_letters, letters) = (rest.chars().count(), ending.chars().count());
    let is_stem = short[..same].chars().count() >= MIN_STEM && letters <= MAX_ENDING;
    let opens = |ending: &str| {
        let first = ending.chars().next();
        first.is_none_or(|c| "аеёиоуыэюяіїєйьaeiouyąęóéíáůě".contains(c))
    };
    match language {
        French | Spanish | Italian | Portuguese | Chinese | Japanese => false,
        English | German | Dutch | Swedish | Danish | Norwegian => rest.is_empty() && ending == "s",
        Russian | Ukrainian | Serbian | Polish | Czech => {
            let is_case = rest_letters <= 1 && opens(rest) && opens(ending);
            is_stem && (is_case || ADJECTIVAL.contains(&rest) && ADJECTIVAL.contains(&ending))
        }
        Greek => is_stem && rest_letters <= 1,
        _ => is_stem && rest.is_empty(),
    }
}

/// Arabic titles, after which a person is named by first name and surname.
const ARABIC_TITLES: [&str; 26] = [
    "الوزير",
    "وزير",
    "الرئيس",
    "المدير",
    "السيد",
    "السيدة",
    "الدكتور",
    "الدكتورة",
    "العمدة",
    "المتحدث",
    "الناطق",
    "القاضي",
    "النائب",
    "المحافظ",
    "المهندس",
    "المهندسة",
    "الأستاذ",
    "الشيخ",
    "الملك",
    "الأمير",
    "الجنرال",
    "العقيد",
    "المدرب",
    "اللاعب",
    "المزارع",
    "الوزيرة",
];

/// Signs at the end of the name of a place, in Chinese and Japanese.
const PLACE_SUFFIXES: &str = "町市県區区村郡縣县省镇鎮乡鄉州島岛湖";

/// Returns the length of a name that only its position shows: an Arabic name after a title, a place
/// with its suffix in Chinese or Japanese, or a Chinese surname that means a person (张某).
fn name_by_position(document: &Document, at: usize) -> Option<usize> {
    const MAX_PLACE: usize = 4;
    let tokens = document.tokens();
    let word = |at: usize| {
        let token = tokens.get(at);
        token.map_or("", |token| document.word_text(token.word()))
    };
    let is_han = |word: &str| word.chars().all(|c| matches!(c, '\u{4E00}'..='\u{9FFF}'));
    match document.language() {
        Language::Arabic => {
            let before = |steps: usize| at.checked_sub(steps).map_or("", word);
            let after_title = (1..=2).any(|steps| ARABIC_TITLES.contains(&before(steps)));
            (after_title && word(at).chars().count() >= 3).then_some(1)
        }
        Language::Chinese | Language::Japanese => {
            let adjoins = |at: usize| {
                let (last, next) = (tokens.get(at.wrapping_sub(1)), tokens.get(at));
                matches!((last, next), (Some(last), Some(next)) if last.span().end == next.span().start)
            };
            if word(at + 1) == "某" && is_han(word(at)) && adjoins(at + 1) {
                return Some(if word(at + 2) == "某" { 3 } else { 2 });
            }
            if !is_han(word(at)) || word(at).is_empty() {
                return None;
            }
            (1..MAX_PLACE)
                .take_while(|step| {
                    is_han(word(at + step)) && adjoins(at + step) && !word(at + step).is_empty()
                })
                .find(|step| PLACE_SUFFIXES.contains(word(at + step)))
                .map(|step| step + 1)
        }
        _ => None,
    }
}
