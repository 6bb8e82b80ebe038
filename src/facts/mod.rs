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

pub(crate) mod capitals;
mod han;
mod name;
mod number;
mod other;
mod quantity;

use std::collections::HashSet;
use std::ops::Range;

pub(crate) use other::{Numbers, OtherText, measure_at};
use quantity::Quantity;

use crate::language::{CalendarName, Language, calendar_name, digit, digits_of_word};
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
}

/// Reads the facts of a document, in text order and each as often as it occurs. Tokens that are
/// masked name nothing.
pub(crate) fn read(document: &Document, mask: &Mask) -> Vec<Fact> {
    let language = document.language();
    let mut facts = name::names(document);
    let named: HashSet<usize> = facts.iter().flat_map(|fact| fact.tokens.clone()).collect();
    let tokens = document.tokens();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        let word = document.word_text(token.word());
        let is_number = document
            .words()
            .get(token.word())
            .is_some_and(|word| word.is_number());
        let behind_letters = (!is_number)
            .then(|| digits_behind_letters(document, token))
            .flatten();
        let number = is_number || behind_letters.is_some();
        let number_start = behind_letters.unwrap_or(token.span().start);
        let start = at;
        at += 1;
        if may_begin_a_number(language, word, number)
            && let Some((quantity, end)) = number::read(document.text(), number_start, language)
            && (number || !quantity.is_small())
        {
            while tokens.get(at).is_some_and(|next| next.span().start < end) {
                at += 1;
            }
            facts.push(Fact {
                tokens: start..at,
                kind: FactKind::Number(quantity),
            });
        } else if let Some(name) = calendar_name(language, word)
            && (token.is_capitalised()
                || !capitals::has_capitals(language)
                || !document.text().is_ascii())
        {
            facts.push(Fact {
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
    facts
}

/// Returns `true` if a text begins with a number in Chinese numerals.
pub(crate) fn begins_with_han_number(text: &str) -> bool {
    han::read(text.chars(), None).is_some()
}

/// Returns the facts of a document that another text lacks, in text order and each once.
pub(crate) fn missing_from(other: &Document, document: &Document, mask: &Mask) -> Vec<Fact> {
    let facts = read(document, mask);
    if facts.is_empty() {
        return facts;
    }
    let other = OtherText::new(other).with_numbers_in_words();
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
    (!was.0.is_same(&is.0)).then_some((was.1, is.1))
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
