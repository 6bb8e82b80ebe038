//! What a text names: numbers, and names of people, places and bodies.
//!
//! A rewrite names what its source names and adds little; an independent report brings names and
//! numbers of its own. Names are read from capitals, so only where capitals tell something: not in
//! a text all in one case, not in German, which capitalises every noun, and not in headings. In a
//! script without capitals [`crate::facts`] reads what can be read.
//!
//! Where there are capitals this reading is one of its own. [`crate::facts`] says to a person which
//! facts differ, so it asks of each whether it is the same name or value. A measure weighs many of
//! them and asks less: a name is known if one word of it is, which first names, titles and
//! inflections don't disturb, and a year, a score or a phone number counts by its digits.

mod capitalised;
mod occurrence;
mod other;

use std::collections::HashMap;
use std::ops::Range;

use self::capitalised::FactReading;
pub(in crate::score) use self::occurrence::{Occurrence, Occurrences};
use self::other::OtherFacts;
use super::information::CONTENT;
use crate::facts::capitals::has_capitals;
use crate::facts::{self, FactKind, OtherText, ReadFor};
use crate::pair::{Pair, Side, Terms};
use crate::scope::Mask;
use crate::text::{NAT, Token};

/// What a name must tell at least: a capitalised everyday word names nothing.
const NAME: u32 = 2 * NAT;

/// A name or number of a text, at its first occurrence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::score) struct TextFact {
    /// The first and the last of its tokens.
    pub(in crate::score) tokens: (u32, u32),
    pub(in crate::score) information: u32,
    pub(in crate::score) number: bool,
    /// Whether the other text has it too.
    pub(in crate::score) shared: bool,
}

/// What one text of a pair names.
///
/// A name is a run of capitalised words. It is new where the other text has none of them: a first
/// name or a title put before a name that the other text has is no new fact.
#[derive(Debug)]
pub(in crate::score) struct Facts {
    /// Each fact once, where it first occurs, in text order.
    pub(in crate::score) each: Vec<TextFact>,
    pub(in crate::score) occurrences: Occurrences,
    /// Whether the capitals of the text could be read for names.
    pub(in crate::score) names_readable: bool,
}

impl Facts {
    /// Reads the facts of one text. Masked tokens name nothing.
    pub(in crate::score) fn new(pair: &Pair, side: Side, mask: &Mask) -> Self {
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
    let other = OtherText::new(pair.document(side.other()), ReadFor::Measures);
    let mut known: HashMap<Vec<usize>, bool> = HashMap::new();
    let (mut each, mut occurrences) = (Vec::new(), Vec::new());
    for fact in facts::read(document, mask, ReadFor::Measures) {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scope::{Scope, ScopeOptions};
    use crate::text::{Document, Language, TextOptions};

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
