//! Set aside on request: quotations, phrases, boilerplate. What is set aside is blocked before anything is matched.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::text::{Document, Span, TextOptions};

/// A stretch that takes no part in any passage, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SetAside {
    /// Why it was set aside.
    pub reason: SetAsideReason,
    /// Bytes of the source; `None` for what was set aside in the suspicious text before the source was looked at.
    pub source: Option<Span>,
    /// Bytes of the suspicious text.
    pub suspicious: Span,
}

/// Why a stretch was set aside.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum SetAsideReason {
    /// It stands between quotation marks.
    Quotation,
    /// A phrase that the caller named.
    Phrase,
    /// It is also in a boilerplate document that the caller gave.
    Boilerplate,
    /// A passage that is shorter than a passage has to be.
    Short,
}

/// Words in a row that a text must share with a boilerplate document before they are set aside. Five in a row are seldom
/// shared by chance.
const BOILERPLATE_WORDS: usize = 5;

/// The tokens of `document` that stand between quotation marks, as the outermost marks have them.
pub(super) fn quotations(document: &Document) -> Vec<Range<usize>> {
    let spans = quoted(document.text());
    let tokens = document.tokens();
    let range = |span: &Span| {
        let start = tokens.partition_point(|token| token.span().start < span.start);
        start..start + tokens[start..].partition_point(|token| token.span().end <= span.end)
    };
    spans
        .iter()
        .map(range)
        .filter(|range| !range.is_empty())
        .collect()
}

/// What closes a quotation that `mark` opens.
fn closers(mark: char) -> Option<&'static [char]> {
    Some(match mark {
        '"' | '＂' => &['"', '＂'],
        '“' => &['”', '"'],
        '„' => &['“', '”', '"'],
        '«' => &['»'],
        '»' => &['«', '»'],
        '‹' => &['›'],
        '‚' => &['‘', '’'],
        '‘' => &['’'],
        '「' => &['」'],
        '『' => &['』'],
        _ => return None,
    })
}

/// The insides of the outermost quotations. A quotation ends with its paragraph at the latest: one that is left open there
/// goes on in the next paragraph with a mark of its own, or was no quotation if the mark is a plain one.
fn quoted(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    // Marks that are open, outermost first, each with where its inside starts.
    let mut open: Vec<(char, usize)> = Vec::new();
    let mut before = ' ';
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let next = chars.peek().map_or(' ', |&(_, next)| next);
        if opens(before, c, next) {
            open.push((c, at + c.len_utf8()));
        } else if !is_apostrophe(before, c, next)
            && let Some(level) = open
                .iter()
                .rposition(|&(mark, _)| closers(mark).is_some_and(|marks| marks.contains(&c)))
        {
            if level == 0 {
                found.push(Span::new(open[0].1, at));
            }
            open.truncate(level);
        }
        if c == '\n' && next == '\n' {
            found.extend(
                open.first()
                    .filter(|(mark, _)| *mark != '"')
                    .map(|&(_, start)| Span::new(start, at)),
            );
            open.clear();
        }
        before = c;
    }
    found
}

/// Several marks open in one language and close in another, so where a mark stands decides: it opens before a word.
fn opens(before: char, mark: char, next: char) -> bool {
    let free = before.is_whitespace()
        || matches!(before, '(' | '[' | '-' | '–' | '—' | '/')
        || closers(before).is_some();
    let word = next.is_alphanumeric()
        || matches!(next, '(' | '[' | '¿' | '¡' | '…')
        || closers(next).is_some();
    closers(mark).is_some() && free && (word || mark == '«' && next.is_whitespace())
}

/// A single mark between letters.
fn is_apostrophe(before: char, mark: char, next: char) -> bool {
    matches!(mark, '’' | '‘') && before.is_alphanumeric() && next.is_alphanumeric()
}

/// Where `phrases` stand in `document`, whatever the inflection of their words.
pub(super) fn phrases(document: &Document, phrases: &[String]) -> Vec<Range<usize>> {
    let options = TextOptions {
        language: Some(document.language()),
        ..TextOptions::default()
    };
    let stems = |document: &Document| -> Vec<u64> {
        document
            .tokens()
            .iter()
            .map(|token| document.stems()[token.stem()].hash())
            .collect()
    };
    let all = stems(document);
    let mut found = Vec::new();
    for phrase in phrases {
        let wanted = stems(&Document::new(phrase, &options));
        if !wanted.is_empty() {
            let places = all
                .windows(wanted.len())
                .enumerate()
                .filter(|(_, window)| *window == wanted);
            found.extend(places.map(|(at, window)| at..at + window.len()));
        }
    }
    merged(found)
}

/// What `document` shares with any of `boilerplate`.
pub(super) fn boilerplate(document: &Document, boilerplate: &[Document]) -> Vec<Range<usize>> {
    let grams = |document: &Document| -> Vec<[u64; BOILERPLATE_WORDS]> {
        let words: Vec<u64> = document
            .tokens()
            .iter()
            .map(|token| document.words()[token.word()].hash())
            .collect();
        words
            .windows(BOILERPLATE_WORDS)
            .filter_map(|window| window.try_into().ok())
            .collect()
    };
    let known: BTreeSet<_> = boilerplate.iter().flat_map(grams).collect();
    let shared = grams(document)
        .into_iter()
        .enumerate()
        .filter(|(_, gram)| known.contains(gram));
    merged(shared.map(|(at, _)| at..at + BOILERPLATE_WORDS).collect())
}

/// Ranges in order, those that touch as one.
fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

#[cfg(test)]
mod tests {
    use super::*;

    fn inside(text: &str) -> Vec<&str> {
        quoted(text)
            .into_iter()
            .filter_map(|span| span.slice(text))
            .collect()
    }

    /// Protects what counts as a quotation, by language and by nesting.
    #[test]
    fn quotations_of_several_languages() {
        for (text, expected) in [
            (
                "He said \"we will sail\" and \"soon\".",
                vec!["we will sail", "soon"],
            ),
            ("She said “we can’t sail” today.", vec!["we can’t sail"]),
            (
                "“He told me ‘never again’ twice,” she said.",
                vec!["He told me ‘never again’ twice,"],
            ),
            (
                "Er sagte: „Wir fahren nicht“, und ging.",
                vec!["Wir fahren nicht"],
            ),
            ("Sie rief »Halt« und »Stopp«.", vec!["Halt", "Stopp"]),
            ("Il a dit « nous partons » hier.", vec![" nous partons "]),
            (
                "„Er rief ‚Halt‘ und ging“, sagte sie.",
                vec!["Er rief ‚Halt‘ und ging"],
            ),
            (
                "«Elle a dit «oui» enfin», écrit-il.",
                vec!["Elle a dit «oui» enfin"],
            ),
            (
                "“A first paragraph\n\n“and a second.”",
                vec!["A first paragraph", "and a second."],
            ),
            ("A 6\" pipe and no quotation\n\nat all", vec![]),
            (
                "The council’s ‘plan’ failed; the members’ vote stood.",
                vec!["plan"],
            ),
            ("no marks", vec![]),
        ] {
            assert_eq!(inside(text), expected, "{text}");
        }
    }

    #[test]
    fn phrases_and_boilerplate_are_found_and_merged() {
        let read = |text: &str| Document::new(text, &TextOptions::default());
        let document = read(
            "All rights reserved. The ferry sailed. All rights reserved by the owner of this page since last year.",
        );
        assert_eq!(
            phrases(&document, &["all right reserved".to_owned(), "".to_owned()]),
            [0..3, 6..9]
        );
        let notice = read("rights reserved by the owner of this page");
        assert_eq!(boilerplate(&document, &[notice]), vec![7..15]);
        assert_eq!(merged(vec![4..6, 0..2, 1..3, 6..7]), [0..3, 4..7]);
    }
}
