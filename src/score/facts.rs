//! What a text names: numbers, and names of people, places and bodies.
//!
//! A rewrite names what its source names and adds little; an independent report brings names and
//! numbers of its own. Names are read from capitals, so only where capitals tell something: not in
//! a text all in one case, not in German, which capitalises every noun, and not in headings. In a
//! script without capitals [`crate::facts`] reads what can be read.

use std::cell::OnceCell;
use std::collections::HashMap;
use std::ops::Range;

use super::information::CONTENT;
use super::number;
use crate::facts::capitals::{
    capitals_mark_names, follows_closely, has_capitals, is_title_case, opens_sentence,
};
use crate::facts::{self, FactKind, Numbers, OtherText};
use crate::pair::{Pair, Side, Terms};
use crate::scope::Mask;
use crate::text::{Document, Gap, NAT, Token};

/// What a name must tell at least: a capitalised everyday word names nothing.
const NAME: u32 = 2 * NAT;

/// Numbers and acronyms of the source that are kept to compare with, at most, each.
const MOST_KEPT: usize = 256;

/// Words of the source whose initials are kept, at most.
const MOST_INITIALS: usize = 16_384;

/// A name or number of a text, at its first occurrence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct TextFact {
    /// The first and the last of its tokens.
    pub(super) tokens: (u32, u32),
    pub(super) information: u32,
    pub(super) number: bool,
    /// Whether the other text has it too.
    pub(super) shared: bool,
}

/// One text of a pair as its facts are read.
struct FactReading<'p> {
    document: &'p Document,
    information: &'p [u32],
    mask: &'p Mask,
    /// Whether its capitals can be read for names.
    names_readable: bool,
    /// The tokens that may be of a fact: numbers, and what has a capital.
    marked: Vec<u32>,
    /// Whether each word is somewhere without a capital.
    lower: Vec<bool>,
}

impl<'p> FactReading<'p> {
    fn new(pair: &'p Pair, side: Side, mask: &'p Mask) -> Self {
        let document = pair.document(side);
        let (tokens, words) = (document.tokens(), document.words());
        let mut lower = vec![false; words.len()];
        let mut marked = vec![0; tokens.len()];
        // Each is written and only some are kept: no branch on what is marked.
        let mut kept = 0;
        for (at, token) in tokens.iter().enumerate() {
            lower[token.word()] |= !token.is_capitalised();
            marked[kept] = at as u32;
            kept += usize::from(token.is_capitalised() || words[token.word()].is_number());
        }
        marked.truncate(kept);
        Self {
            document,
            information: pair.information(side),
            mask,
            names_readable: capitals_mark_names(document),
            marked,
            lower,
        }
    }

    /// Calls `fact` with the tokens of each fact, in text order, and with `true` for a number.
    /// Returns of each word whether it names something.
    fn names(&self, mut fact: impl FnMut(Range<usize>, bool)) -> Vec<bool> {
        let document = self.document;
        let mut names = vec![false; document.words().len()];
        let mut marked = self.marked.iter().map(|&at| at as usize).peekable();
        for sentence in document.sentences() {
            let readable = self.names_readable && !is_title_case(document, &sentence);
            let is_name = |at: usize| readable && names_something(self, at);
            let mut at = sentence.start;
            while let Some(start) = marked.next_if(|&start| start < sentence.end) {
                // What belongs to the fact before is no other.
                if start < at || self.mask.has(start) {
                    continue;
                }
                at = start + 1;
                let word = document.tokens()[start].word();
                let number = document.words()[word].is_number();
                if !number {
                    if !is_name(start) {
                        continue;
                    }
                    while at < sentence.end && is_name(at) && follows_closely(document, at) {
                        at += 1;
                    }
                    // The first word of a sentence is capitalised anyway: a name only where more of
                    // it follows.
                    if at == start + 1 && opens_sentence(document, start, &sentence) {
                        continue;
                    }
                }
                for token in &document.tokens()[start..at] {
                    names[token.word()] = true;
                }
                fact(start..at, number);
            }
        }
        names
    }
}

/// A name or number of a text, at one of the places where it occurs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Occurrence {
    start: u32,
    end: u32,
    pub(super) number: bool,
    /// Whether the other text has it too; `None` where that is for its words to say.
    shared: Option<bool>,
}

impl Occurrence {
    /// Returns its tokens.
    pub(super) fn tokens(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Returns `true` if the other text has it too, or one of its words; it is a fact of `side`.
    pub(super) fn is_shared(&self, pair: &Pair, side: Side) -> bool {
        self.shared.unwrap_or_else(|| {
            let terms = pair.terms(side);
            let mut tokens = pair.document(side).tokens()[self.tokens()].iter();
            tokens.any(|token| terms.is_shared(token.word()))
        })
    }
}

/// All places of a text where facts occur, in text order.
#[derive(Debug)]
pub(super) struct Occurrences(Vec<Occurrence>);

impl Occurrences {
    /// Finds them in one text. Masked tokens name nothing.
    pub(super) fn new(pair: &Pair, side: Side, mask: &Mask) -> Self {
        if has_capitals(pair.document(side).language()) {
            let reading = FactReading::new(pair, side, mask);
            Self::of_words(&reading, &reading.names(|_, _| {}))
        } else {
            without_capitals(pair, side, mask).0
        }
    }

    /// Finds all places of the words that are known to name something, also where a sentence
    /// starts with one.
    fn of_words(reading: &FactReading, names: &[bool]) -> Self {
        let document = reading.document;
        let mut found: Vec<Occurrence> = Vec::with_capacity(document.tokens().len() / 16);
        for at in reading.marked.iter().map(|&at| at as usize) {
            let token = &document.tokens()[at];
            if !names[token.word()] || reading.mask.has(at) {
                continue;
            }
            let number = document.words()[token.word()].is_number();
            match found.last_mut() {
                Some(last)
                    if last.end as usize == at
                        && !number
                        && !last.number
                        && token.gap() == Gap::None
                        && follows_closely(document, at) =>
                {
                    last.end += 1;
                }
                _ => found.push(Occurrence {
                    start: at as u32,
                    end: at as u32 + 1,
                    number,
                    shared: None,
                }),
            }
        }
        Self(found)
    }

    /// Returns those inside a range of tokens.
    pub(super) fn within(&self, range: &Range<usize>) -> &[Occurrence] {
        let from = self
            .0
            .partition_point(|of| (of.start as usize) < range.start);
        let to = self.0.partition_point(|of| of.end as usize <= range.end);
        self.0.get(from..to).unwrap_or(&[])
    }
}

/// What one text of a pair names.
///
/// A name is a run of capitalised words. It is new where the other text has none of them: a first
/// name or a title put before a name that the other text has is no new fact.
#[derive(Debug)]
pub(super) struct Facts {
    /// Each fact once, where it first occurs, in text order.
    pub(super) each: Vec<TextFact>,
    pub(super) occurrences: Occurrences,
    /// Whether the capitals of the text could be read for names.
    pub(super) names_readable: bool,
}

impl Facts {
    /// Reads the facts of one text. Masked tokens name nothing.
    pub(super) fn new(pair: &Pair, side: Side, mask: &Mask) -> Self {
        let document = pair.document(side);
        if !has_capitals(document.language()) {
            let (occurrences, each) = without_capitals(pair, side, mask);
            return Self {
                each,
                occurrences,
                names_readable: false,
            };
        }
        let reading = FactReading::new(pair, side, mask);
        let terms = pair.terms(side);
        let mut other = OtherFacts::new(pair.document(side.other()));
        let mut seen = vec![false; document.words().len()];
        let mut each = Vec::with_capacity(document.tokens().len() / 16);
        let names = reading.names(|tokens, number| {
            each.extend(fact(&reading, terms, &mut other, tokens, number, &mut seen));
        });
        Self {
            each,
            occurrences: Occurrences::of_words(&reading, &names),
            names_readable: reading.names_readable,
        }
    }
}

/// Reads the facts of a text in a script without capitals: its numbers in digits and words, and the
/// names that the script shows. Returns all places, and each number once.
fn without_capitals(pair: &Pair, side: Side, mask: &Mask) -> (Occurrences, Vec<TextFact>) {
    let document = pair.document(side);
    let information = pair.information(side);
    let other = OtherText::new(pair.document(side.other()));
    let mut known: HashMap<Vec<usize>, bool> = HashMap::new();
    let (mut each, mut occurrences) = (Vec::new(), Vec::new());
    for fact in facts::read(document, mask) {
        let tokens = document
            .tokens()
            .get(fact.tokens.clone())
            .unwrap_or_default();
        let words: Vec<usize> = tokens.iter().map(Token::word).collect();
        let tells = words
            .iter()
            .map(|&word| information[word])
            .max()
            .unwrap_or(0);
        let number = !matches!(fact.kind, FactKind::Name);
        let (start, end) = (fact.tokens.start as u32, fact.tokens.end as u32);
        if tells < CONTENT || start == end {
            continue;
        }
        let shared = *known.entry(words).or_insert_with(|| {
            let shared = other.has(document, &fact);
            if matches!(fact.kind, FactKind::Number(_)) {
                each.push(TextFact {
                    tokens: (start, end - 1),
                    information: tells,
                    number,
                    shared,
                });
            }
            shared
        });
        occurrences.push(Occurrence {
            start,
            end,
            number,
            shared: Some(shared),
        });
    }
    (Occurrences(occurrences), each)
}

/// Returns the fact that these tokens are; nothing where all of them were seen before or they tell
/// too little.
fn fact(
    reading: &FactReading,
    terms: &Terms,
    other: &mut OtherFacts,
    tokens: Range<usize>,
    number: bool,
    seen: &mut [bool],
) -> Option<TextFact> {
    let least = if number { CONTENT } else { NAME };
    let (mut information, mut shared, mut known) = (0, false, false);
    for token in reading.document.tokens().get(tokens.clone())? {
        let word = token.word();
        let tells = reading.information[word];
        known |= seen[word];
        if tells >= least {
            shared |= terms.is_shared(word);
            information += if seen[word] { 0 } else { tells };
        }
        seen[word] = true;
    }
    if information == 0 || known {
        return None;
    }
    shared = shared || other.has_otherwise(reading.document, tokens.clone(), number);
    let tokens = (tokens.start as u32, tokens.end as u32 - 1);
    Some(TextFact {
        tokens,
        information,
        number,
        shared,
    })
}

/// What of the source helps to recognise a fact that is written in another way; each read when it
/// is first asked for, since most rewrites name nothing otherwise.
struct OtherFacts<'a> {
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
    fn new(source: &'a Document) -> Self {
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
    fn has_otherwise(&mut self, suspicious: &Document, tokens: Range<usize>, number: bool) -> bool {
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

/// Returns `true` if the token is capitalised, never occurs in lower case, and is not too common to
/// be a name.
fn names_something(reading: &FactReading, at: usize) -> bool {
    let Some(token) = reading.document.tokens().get(at) else {
        return false;
    };
    let word = token.word();
    if !token.is_capitalised() || reading.lower[word] || reading.information[word] < NAME {
        return false;
    }
    // The scale of a temperature.
    let before = reading.document.text().get(..token.span().start);
    if before.is_some_and(|before| before.ends_with('°')) {
        return false;
    }
    let text = reading.document.word_text(word);
    let pronoun = text
        .strip_prefix('i')
        .is_some_and(|rest| rest.starts_with('\''));
    !pronoun && !reading.document.words()[word].is_number()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scope::{Scope, ScopeOptions};
    use crate::text::{Language, TextOptions};

    /// Returns the texts of the facts, shared and new.
    fn found(source: &str, suspicious: &str, language: Language) -> (Vec<String>, Vec<String>) {
        let options = TextOptions {
            language: Some(language),
            ..TextOptions::default()
        };
        let (source, suspicious) = (
            Document::new(source, &options),
            Document::new(suspicious, &options),
        );
        let pair = Pair::new(&source, &suspicious);
        let scope = Scope::new(&source, &suspicious, &ScopeOptions::default());
        let facts = Facts::new(&pair, Side::Suspicious, scope.suspicious()).each;
        let (mut shared, mut new) = (Vec::new(), Vec::new());
        for fact in facts {
            let (first, last) = (
                suspicious.tokens()[fact.tokens.0 as usize],
                suspicious.tokens()[fact.tokens.1 as usize],
            );
            let text = suspicious.text()[first.span().start..last.span().end].to_owned();
            if fact.shared {
                shared.push(text)
            } else {
                new.push(text)
            }
        }
        (shared, new)
    }

    #[test]
    fn a_name_completed_is_no_new_fact_and_another_name_is() {
        let source = "The mayor, Brandt, said that 2,300 people had left Norwick by ferry.";
        let suspicious = "Some 2300 people left by ferry, according to Helene Brandt. The prefect, Okafor, named 17 ships.";
        let (shared, new) = found(source, suspicious, Language::English);
        assert_eq!(shared, ["2300", "Helene Brandt"]);
        assert_eq!(new, ["Okafor", "17"]);
    }

    #[test]
    fn initials_stand_for_a_name_and_round_numbers_for_exact_ones() {
        let source = "It was the Norwick Ferry Authority that counted 466,219 passengers, as the IPCC noted.";
        let suspicious = "According to the NFA there were 466,000 passengers, said the Independent Port Claims Commission.";
        assert_eq!(
            found(source, suspicious, Language::English).1,
            Vec::<String>::new()
        );
    }

    #[test]
    fn a_number_in_another_unit_is_no_new_fact() {
        let source = "The barge was 78 metres long and held 1,150 tonnes of gravel. The water was 4 metres deep and 2 °C cold.";
        let suspicious = "Its 256-foot hull held 2.5 million pounds of gravel. The water was 13 feet deep, at 36 °F; divers went in 45 times.";
        assert_eq!(found(source, suspicious, Language::English).1, ["45"]);
    }

    #[test]
    fn numbers_are_read_in_a_script_without_capitals() {
        let source =
            "市政府周一宣布，大桥将关闭十一周，维修费用达九千万元，每天有两万六千辆汽车经过。";
        let suspicious =
            "市政府周一宣布，大桥将关闭五周，维修费用达9000万元，每天有两万六千辆汽车经过。";
        let (shared, new) = found(source, suspicious, Language::Chinese);
        assert_eq!(
            (shared, new),
            (
                vec!["9000万元".to_owned(), "两万六千".to_owned()],
                vec!["五周".to_owned()]
            )
        );
    }

    #[test]
    fn headings_bylines_and_the_start_of_a_sentence_name_nothing() {
        let source = "The pier was closed.";
        let suspicious = "Pier Closes After Storm\nBy Maria Lind\n12 March 2019\n\nPasserby saw that the pier was shut in the storm. Curiously, it stayed so. Nobody could say why, or until when.";
        assert_eq!(
            found(source, suspicious, Language::English),
            (Vec::new(), Vec::new())
        );
    }
}
