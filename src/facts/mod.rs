//! The facts of a text, and which of them another text has: names, numbers with their units, days
//! and months.
//!
//! Names are read from capitals where these mark names; elsewhere from what a script offers instead
//! (see [`name`]). A fact is the same only if it is the same name or value: a surname matches a
//! full name and "466,000" for "466,219", but two names that share a word, or differ in a letter,
//! are two names.
//!
//! Costs near-linear time: a name is compared with a bounded number of occurrences of its last
//! word.

mod calendar;
pub(crate) mod capitals;
mod han;
mod name;
mod number;
mod other;
mod place;
mod quantity;

use std::collections::HashSet;
use std::ops::Range;

use capitals::has_capitals;
pub(crate) use other::{Numbers, OtherText, measure_at};
pub(crate) use place::{PlaceFact, PlaceReader, is_one_name};
use quantity::Quantity;

use crate::language::{CalendarName, Language, calendar_name, digit, digits_of_word, magnitude};
use crate::scope::Mask;
use crate::text::{Document, Span, Token};

/// What a fact says.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum FactKind {
    /// A name: its tokens are the fact.
    Name,
    /// A number.
    Number(Quantity),
    /// A month or a weekday.
    Calendar(CalendarName),
}

/// A fact of a text, where it occurs.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Fact {
    /// The tokens that it is read from.
    pub(crate) tokens: Range<usize>,
    pub(crate) kind: FactKind,
    /// The byte at which it ends, which may lie within its last token: 85억 원이다.
    pub(crate) end: usize,
}

/// What the facts of a text are read for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ReadFor {
    /// The measures of the score, whose weights rest on what is read. In scripts with capitals they
    /// read facts by themselves.
    Measures,
    /// A person, who is told which facts differ.
    Report,
}

/// A number, where it occurs.
#[derive(Debug, Clone)]
struct NumberAt {
    quantity: Quantity,
    tokens: Range<usize>,
    /// The byte at which it ends.
    end: usize,
    /// Whether it is written in digits.
    in_digits: bool,
}

/// Reads the number that starts with a token, in digits or words.
fn number_at_token(document: &Document, at: usize) -> Option<NumberAt> {
    let language = document.language();
    let tokens = document.tokens();
    let token = tokens.get(at)?;
    let word = document.word_text(token.word());
    let is_number = document.words()[token.word()].is_number();
    let behind_letters = (!is_number)
        .then(|| digits_behind_letters(document, token))
        .flatten();
    let in_digits = is_number || behind_letters.is_some();
    if !may_begin_a_number(language, word, in_digits) {
        return None;
    }
    let start = behind_letters.unwrap_or(token.span().start);
    let (quantity, end) = number::read(document.text(), start, language)?;
    let rest = tokens[at + 1..].iter();
    let count = rest.take_while(|next| next.span().start < end).count();
    let written = document
        .text()
        .get(..end)
        .map_or(end, |text| text.trim_end().len());
    let last = tokens[at + count].span().end;
    // A copula or particle is written on to what is counted in Korean alone.
    let end = match language {
        Language::Korean => written.min(last),
        _ => last,
    };
    Some(NumberAt {
        quantity,
        tokens: at..at + count + 1,
        end,
        in_digits,
    })
}

/// Returns `true` for a word that a scan made of letters: "0ld", "1eft".
fn is_misread_word(document: &Document, number: &NumberAt) -> bool {
    let token = &document.tokens()[number.tokens.start];
    let word = token.span().slice(document.text()).unwrap_or_default();
    let letters = word.trim_start_matches(['0', '1']);
    let is_ending = matches!(
        letters,
        "st" | "th" | "s" | "er" | "re" | "ère" | "ers" | "º" | "ª"
    );
    letters.len() < word.len()
        && (letters.chars().count() >= 2 || !letters.is_empty() && word.starts_with('0'))
        && letters.chars().all(char::is_alphabetic)
        && has_capitals(document.language())
        && !is_ending
        && number.quantity.unit.is_none()
        && magnitude(document.language(), letters).is_none()
        && number.quantity.value <= 11.0
}

/// Returns the time that starts with a token, told as in "twenty past four", with the number of its
/// tokens. Half of the day it may be is unknown.
fn told_time(document: &Document, at: usize) -> Option<(Quantity, usize)> {
    if document.language() != Language::English {
        return None;
    }
    let word = |at: usize| {
        let token = document.tokens().get(at);
        token.map_or("", |token| document.word_text(token.word()))
    };
    let value = |word: &str| digits_of_word(Language::English, word).or_else(|| word.parse().ok());
    let sign = |word: &str| match word {
        "past" | "after" => Some(1.0),
        "to" | "before" => Some(-1.0),
        _ => None,
    };
    let minutes = value(word(at)).filter(|minutes| minutes % 5.0 == 0.0 && *minutes < 30.0)?;
    let (minutes, next) = match sign(word(at + 1)) {
        Some(sign) => (sign * minutes, at + 2),
        None => {
            let more = value(word(at + 1)).filter(|more| minutes == 20.0 && *more == 5.0)?;
            (sign(word(at + 2))? * (minutes + more), at + 3)
        }
    };
    let hour = value(word(next)).filter(|hour| (1.0..=12.0).contains(hour))?;
    // "Ten to twelve people".
    let rest = document.tokens().get(next)?.span().end;
    let rest = document.text().get(rest..)?.trim_start();
    let is_time =
        minutes > 0.0 || !rest.starts_with(char::is_alphabetic) || rest.starts_with("in the");
    let time = Quantity::time((hour * 60.0 + minutes).rem_euclid(720.0));
    is_time.then_some((time, next + 1 - at))
}

/// Reads the facts of a document, in text order and each as often as it occurs. Tokens that are
/// masked name nothing.
pub(crate) fn read(document: &Document, mask: &Mask, purpose: ReadFor) -> Vec<Fact> {
    let language = document.language();
    let tokens = document.tokens();
    let for_report = purpose == ReadFor::Report;
    let end_of = |range: &Range<usize>| {
        tokens
            .get(range.end - 1)
            .map_or(0, |token| token.span().end)
    };
    let names = name::names(document).into_iter();
    let mut facts: Vec<Fact> = names
        .map(|tokens| Fact {
            end: end_of(&tokens),
            tokens,
            kind: FactKind::Name,
        })
        .collect();
    let named: HashSet<usize> = facts.iter().flat_map(|fact| fact.tokens.clone()).collect();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let word = document.word_text(token.word());
        let start = at;
        at += 1;
        let calendar = || match for_report {
            true => calendar::calendar_at(document, start),
            false => calendar_name(language, word).map(|name| (name, 1)),
        };
        if for_report && let Some((time, count)) = told_time(document, start) {
            at = start + count;
            facts.push(Fact {
                end: end_of(&(start..at)),
                tokens: start..at,
                kind: FactKind::Number(time),
            });
        } else if for_report
            && matches!(language, Language::Chinese | Language::Japanese)
            && let Some((name, count)) = calendar()
        {
            at = start + count;
            facts.push(Fact {
                end: end_of(&(start..at)),
                tokens: start..at,
                kind: FactKind::Calendar(name),
            });
        } else if let Some(number) = number_at_token(document, start)
            && (number.in_digits || !number.quantity.is_small())
        {
            at = number.tokens.end;
            if !is_misread_word(document, &number) {
                facts.push(Fact {
                    tokens: number.tokens,
                    kind: FactKind::Number(number.quantity),
                    end: number.end,
                });
            }
        } else if let Some((name, count)) = calendar() {
            at = start + count;
            facts.push(Fact {
                end: end_of(&(start..at)),
                tokens: start..at,
                kind: FactKind::Calendar(name),
            });
        }
    }
    facts.retain(|fact| {
        let is_masked = |at: usize| mask.has(at);
        let inside_a_name =
            fact.kind != FactKind::Name && fact.tokens.clone().all(|at| named.contains(&at));
        !fact.tokens.clone().any(is_masked) && !inside_a_name
    });
    facts.sort_by_key(|fact| (fact.tokens.start, fact.tokens.end));
    if for_report && has_capitals(language) {
        share_magnitudes(document, &mut facts);
    }
    facts
}

/// Gives the first number of each range the magnitude and unit of the second.
fn share_magnitudes(document: &Document, facts: &mut [Fact]) {
    for fact in facts {
        if let FactKind::Number(_) = fact.kind
            && let Some(quantity) = quantity_in_range(document, fact.tokens.start, fact.tokens.end)
        {
            fact.kind = FactKind::Number(quantity);
        }
    }
}

/// Returns the number from token `at` up to `end` with the magnitude and unit of the number that it
/// forms a range with: "1.25 and 1.32 billion euros", "3 to 4 million". `None` where it has its own
/// or there is no range.
fn quantity_in_range(document: &Document, at: usize, end: usize) -> Option<Quantity> {
    const BETWEEN: [&str; 14] = [
        "and", "to", "or", "und", "bis", "oder", "et", "à", "ou", "y", "a", "e", "o", "и",
    ];
    let tokens = document.tokens();
    let word = |at: usize| Some(document.word_text(tokens.get(at)?.word()));
    let next = match BETWEEN.contains(&word(end)?) {
        true => end + 1,
        false => end,
    };
    let is_number = |at: usize| {
        (tokens.get(at)).is_some_and(|token| document.words()[token.word()].is_number())
    };
    if !is_number(at) || !is_number(next) {
        return None;
    }
    let small = number_at_token(document, at)?.quantity;
    if small.unit.is_some() || small.value >= 1000.0 {
        return None;
    }
    let start = tokens[next].span().start;
    let digits = number::digits_at(document.text(), start, document.language())?;
    let large = number_at_token(document, next)?.quantity;
    let times = large.value / digits;
    (digits > 0.0 && times >= 1000.0).then_some(Quantity {
        value: small.value * times,
        unit: large.unit,
        ..small
    })
}

/// Returns `true` if a text begins with a number in Chinese numerals.
pub(crate) fn begins_with_han_number(text: &str) -> bool {
    han::read(text.chars(), None).is_some()
}

/// Returns the facts of a document that another text lacks, in text order and each once.
pub(crate) fn missing_from(other: &Document, document: &Document, mask: &Mask) -> Vec<Fact> {
    let facts = read(document, mask, ReadFor::Report);
    if facts.is_empty() {
        return facts;
    }
    let other = OtherText::new(other, ReadFor::Report).with_numbers_in_words();
    let mut seen = HashSet::new();
    facts
        .into_iter()
        .filter(|fact| {
            let words = document
                .tokens()
                .get(fact.tokens.clone())
                .unwrap_or_default();
            let words: Vec<usize> = words.iter().map(|token| token.word()).collect();
            seen.insert(words) && !other.has(document, fact)
        })
        .collect()
}

/// Returns where two numbers that are written alike are, each with its sign and unit, if they do not
/// say the same: -40 and 40, 3 kg and 3 tonnes. Each number starts with a token of its document.
pub(crate) fn differing_numbers(
    (source, of_source): (&Document, usize),
    (suspicious, of_suspicious): (&Document, usize),
) -> Option<(Span, Span)> {
    let read = |document: &Document, at: usize| {
        let start = document.tokens().get(at)?.span().start;
        let text = document.text();
        let (quantity, end) = number::read(text, start, document.language())?;
        let written = text.get(start..end)?.trim_end().len();
        let span = Span::new(number::beginning(text, start), start + written);
        Some((quantity, span))
    };
    let (was, is) = (read(source, of_source)?, read(suspicious, of_suspicious)?);
    let in_range = |document: &Document, at: usize, read: &Quantity| {
        quantity_in_range(document, at, at + 1).unwrap_or(*read)
    };
    let is_same = was.0.is_same(&is.0)
        || was.0.is_same_time(&is.0)
        || in_range(source, of_source, &was.0).is_same(&in_range(suspicious, of_suspicious, &is.0));
    (!is_same).then_some((was.1, is.1))
}

/// Returns the position at which the digits start in a word that begins with a preposition, as
/// Arabic and Hebrew write it: "ב1150".
fn digits_behind_letters(document: &Document, token: &Token) -> Option<usize> {
    const MAX_LETTERS: usize = 3;
    let text = token.span().slice(document.text())?;
    let is_letter = |c: char| matches!(c, '\u{5D0}'..='\u{5EA}' | '\u{620}'..='\u{64A}');
    let letters = text.chars().take_while(|&c| is_letter(c)).count();
    let (at, first) = text.char_indices().nth(letters)?;
    let is_digit = first.is_ascii_digit() || digit(first).is_some();
    ((1..=MAX_LETTERS).contains(&letters) && is_digit).then(|| token.span().start + at)
}

/// Returns `true` if a number may start with this word.
fn may_begin_a_number(language: Language, word: &str, is_number: bool) -> bool {
    is_number
        || digits_of_word(language, word).is_some()
        || matches!(language, Language::Chinese | Language::Japanese) && han::is_numeral(word)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::TextOptions;

    /// Returns the texts of the facts of `suspicious` that `source` lacks.
    fn added(source: &str, suspicious: &str) -> Vec<String> {
        let read = |text: &str| Document::new(text, &TextOptions::default());
        let (source, suspicious) = (read(source), read(suspicious));
        let suspicious = suspicious.with_language(source.language(), None);
        let facts = missing_from(&source, &suspicious, &Mask::default());
        let text = |fact: &Fact| {
            let tokens = &suspicious.tokens()[fact.tokens.clone()];
            let (first, last) = (tokens[0].span(), tokens[tokens.len() - 1].span());
            suspicious.text()[first.start..last.end].to_owned()
        };
        facts.iter().map(text).collect()
    }

    const SOURCE: &str = "The council of Alder County voted 14 to 9 on Thursday to close the pool, said Deborah Finch, who chairs it. \
        In March the engineers of North Korea and Slovakia came, and Nathan Marsh of the Federal Reserve paid $2.3 million. \
        It was -40 degrees at dawn, and the drill stopped at 3 metres. The Green Lane was closed, and 466,219 people waited.";

    #[test]
    fn a_changed_fact_is_named_even_if_its_words_occur() {
        for (from, to, named) in [
            ("Alder County", "Marsh County", "Marsh County"),
            ("Deborah Finch", "Deborah Lynch", "Deborah Lynch"),
            ("Deborah Finch", "Nathan Finch", "Nathan Finch"),
            ("North Korea", "South Korea", "South Korea"),
            ("Slovakia", "Slovenia", "Slovenia"),
            ("Thursday", "Tuesday", "Tuesday"),
            ("March", "April", "April"),
            ("-40", "40", "40 degrees"),
            ("3 metres", "3 kilometres", "3 kilometres"),
            ("2.3 million", "2.3 billion", "2.3 billion"),
            ("Green Lane", "Green Mile", "Green Mile"),
            ("14 to", "15 to", "15"),
        ] {
            let changed = SOURCE.replace(from, to);
            assert_ne!(changed, SOURCE);
            assert_eq!(added(SOURCE, &changed), [named], "{from}");
        }
    }

    #[test]
    fn the_same_fact_in_another_form_is_not_new() {
        for (from, to) in [
            ("Deborah Finch", "Finch"),
            ("Deborah Finch", "Mrs Finch"),
            ("Deborah Finch", "D. Finch"),
            ("Deborah Finch", "Deborah Anne Finch"),
            ("the Federal Reserve", "the Fed"),
            ("466,219", "466,000"),
            ("$2.3 million", "2,300,000 dollars"),
            ("3 metres", "3 m"),
            ("14 to 9", "fourteen to nine"),
            ("engineers of North Korea", "North Korean engineers"),
        ] {
            let changed = SOURCE.replace(from, to);
            assert_ne!(changed, SOURCE);
            assert_eq!(added(SOURCE, &changed), [] as [&str; 0], "{to}");
        }
    }

    #[test]
    fn a_small_number_in_words_is_known() {
        let source = "The brigade had the fire under control by three in the morning, and forty-one workers stayed at home.";
        let suspicious = "The fire was under control by 3 a.m., and 41 workers stayed at home.";
        assert_eq!(added(source, suspicious), [] as [&str; 0]);
        assert_eq!(
            added(source, &suspicious.replace("3 a.m.", "5 a.m.")),
            ["5 a.m"]
        );
    }

    #[test]
    fn one_time_one_amount_and_misread_words_are_not_new() {
        let source = "The night train left Halm at 4.20 a.m. with 1,500 parcels, and its owner expects to earn between 1.25 and 1.32 billion euros.";
        for suspicious in [
            "The train left Halm at twenty past four.",
            "The train left Halm at 4.20 with 1{,}500 parcels.",
            "The 0ld train left Halm, and 0nce it was 1eft there.",
            "The owner expects to earn 1.25 billion euros.",
        ] {
            assert_eq!(added(source, suspicious), [] as [&str; 0], "{suspicious}");
        }
        assert_eq!(added(source, "It left Halm at 4.50 a.m."), ["4.50 a.m"]);
        assert_eq!(
            added(source, "It may earn 1.45 billion euros."),
            ["1.45 billion euros"]
        );
    }

    #[test]
    fn first_names_with_surnames_are_read_among_german_nouns() {
        let source = "Die Brücke bleibt elf Wochen gesperrt, sagte die Hafenmeisterin Ingrid Vasko am Dienstag. Der Ingenieur Piet Harrow \
            fand einen Riss von 2,3 Metern, und die Reparatur kostet die Stadt 6,8 Millionen Kronen.";
        let changed = source
            .replace("Vasko", "Marlow")
            .replace("Dienstag", "Freitag")
            .replace("Millionen", "Milliarden");
        assert_eq!(
            added(source, &changed),
            [
                "Hafenmeisterin Ingrid Marlow",
                "Freitag",
                "6,8 Milliarden Kronen"
            ]
        );
        assert_eq!(
            added(source, &source.replace("2,3 Metern", "2.3 m")),
            [] as [&str; 0]
        );
    }

    #[test]
    fn facts_are_read_in_scripts_without_capitals() {
        for (source, suspicious, named) in [
            (
                "港口城市周一宣布大桥将关闭十一周，维修费用达九千万元。市长李建国表示，市民的安全最重要。每天约有两万六千辆汽车经过。",
                "港口城市周一宣布大桥将关闭五周，维修费用达四千万元。市长王志强表示，市民的安全最重要。每天约有两万六千辆汽车经过。",
                vec!["五周", "四千万元", "王志强"],
            ),
            (
                "市長の高木健一氏は、橋を三週間閉鎖し、費用は9億円だと語った。フェリー会社ノルトライナーが代わりに運航する。",
                "市長の森田良子氏は、橋を五週間閉鎖し、費用は9億円だと語った。フェリー会社ノルトライナーが代わりに運航する。",
                vec!["森田良子", "五週間"],
            ),
            (
                "시는 다리를 11주 동안 폐쇄한다고 밝혔다. 김민수 시장은 수리비가 90억 원이라고 말했다.",
                "시는 다리를 12주 동안 폐쇄한다고 밝혔다. 박영호 시장은 수리비가 90억 원이라고 말했다.",
                vec!["12주", "박영호"],
            ),
            (
                "أعلنت البلدية إغلاق الجسر في الأسبوع القادم، وستكلف الأعمال 900 ألف دينار، ويعبره يوميا نحو 26 ألف سيارة.",
                "أعلنت البلدية إغلاق الجسر في الأسبوع القادم، وستكلف الأعمال بـ٩٠٠ ألف دينار، ويعبره يوميا نحو ٢٧ ألف سيارة.",
                vec!["٢٧ ألف"],
            ),
        ] {
            assert_eq!(added(source, suspicious), named, "{source}");
        }
    }
}
