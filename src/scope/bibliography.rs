//! Lists of references: from a heading such as "References" to the next heading or the end of the
//! text, and numbered lists of works without a heading at the end of a text.

use std::collections::HashSet;
use std::ops::Range;
use std::sync::LazyLock;

use super::lines::Line;
use crate::text::{Document, TextOptions};

/// Words that a heading has at most, its number included.
const MAX_HEADING: usize = 7;

/// The same for the heading of the list: languages without spaces have a word for each character.
const MAX_REFERENCE_HEADING: usize = 14;

/// Entries that make a list where no heading says so.
const MIN_ENTRIES: usize = 3;

/// The headings of all languages, each as its folded words.
static HEADINGS: LazyLock<HashSet<Vec<String>>> = LazyLock::new(|| {
    let rows = include_str!("bibliography.tsv").lines();
    let headings = rows
        .filter(|row| !row.starts_with('#'))
        .filter_map(|row| row.split_once('\t'))
        .flat_map(|(_, headings)| headings.split(", "));
    headings
        .map(|heading| words(&Document::new(heading, &TextOptions::default()), None))
        .collect()
});

/// Returns the tokens of the lists of references of `document`, with their headings.
pub(super) fn bibliographies(document: &Document, lines: &[Line]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < lines.len() {
        if !is_reference_heading(document, &lines[at]) {
            at += 1;
            continue;
        }
        let start = at;
        at += 1;
        while at < lines.len()
            && (!is_heading(document, lines, at) || is_entry(document, &lines[at]))
        {
            at += 1;
        }
        if at > start + 1 {
            found.push(lines[start].tokens.start..lines[at - 1].tokens.end);
        }
    }
    if found.is_empty() {
        found.extend(numbered_list(document, lines));
    }
    found
}

/// Returns the folded words of a document, or of some of its tokens.
fn words(document: &Document, tokens: Option<Range<usize>>) -> Vec<String> {
    let tokens = tokens.map_or(document.tokens(), |range| &document.tokens()[range]);
    let words = tokens
        .iter()
        .map(|token| document.word_text(token.word()).to_owned());
    words.collect()
}

/// Returns `true` for a line that heads a list of references, with or without a number before it.
fn is_reference_heading(document: &Document, line: &Line) -> bool {
    if line.tokens.len() > MAX_REFERENCE_HEADING {
        return false;
    }
    let mut words = words(document, Some(line.tokens.clone()));
    while words.len() > 1
        && words[0]
            .chars()
            .all(|c| c.is_numeric() || c == '.' || "ivx".contains(c))
    {
        words.remove(0);
    }
    HEADINGS.contains(&words)
}

/// Returns `true` for a short line after an empty one that ends without a stop and is not a
/// reference: the heading of what comes after.
fn is_heading(document: &Document, lines: &[Line], at: usize) -> bool {
    let line = &lines[at];
    let text = document.text();
    let between = text
        .get(lines[at - 1].bytes.end..line.bytes.start)
        .unwrap_or_default();
    let after_gap = super::lines::split(between).len() > 2;
    let written = text.get(line.bytes.clone()).unwrap_or_default().trim_end();
    let first = &document.tokens()[line.tokens.start];
    let numbered = document.words()[first.word()].is_number();
    let followed_by_prose = lines
        .get(at + 1)
        .is_some_and(|next| !is_entry(document, next));
    after_gap
        && line.tokens.len() <= MAX_HEADING
        && !written.ends_with(['.', ',', ';'])
        && (first.is_capitalised() || numbered || !first_letter_has_case(written))
        && followed_by_prose
}

fn first_letter_has_case(text: &str) -> bool {
    text.chars()
        .find(|c| c.is_alphabetic())
        .is_some_and(|c| c.is_lowercase() || c.is_uppercase())
}

/// Returns `true` for a line that looks like a reference: it has a number in brackets or with a
/// stop at its start, the year of a work, an address, or pages.
fn is_entry(document: &Document, line: &Line) -> bool {
    let text = document
        .text()
        .get(line.bytes.clone())
        .unwrap_or_default()
        .trim_start();
    if number_of(text).is_some() || text.contains("://") || text.contains("doi") {
        return true;
    }
    let mut words = document.tokens()[line.tokens.clone()]
        .iter()
        .map(|token| document.word_text(token.word()));
    words.any(is_year)
}

fn is_year(word: &str) -> bool {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_lowercase());
    word.len() <= digits.len() + 1
        && digits.len() == 4
        && digits
            .parse()
            .is_ok_and(|year: u32| (1500..2100).contains(&year))
}

/// Returns the number that an entry of a numbered list starts with.
fn number_of(text: &str) -> Option<u32> {
    let open = text.starts_with(['[', '(']);
    let rest = text.strip_prefix(['[', '(']).unwrap_or(text);
    let digits = &rest[..rest.find(|c: char| !c.is_ascii_digit())?];
    let after = &rest[digits.len()..];
    let closed = if open {
        after.starts_with([']', ')'])
    } else {
        after.starts_with(". ") || after.starts_with(") ")
    };
    (closed && digits.len() <= 4).then(|| digits.parse().ok())?
}

/// Returns the tokens of a list of works at the end of a text whose entries are numbered one by one
/// and most of which have a year.
fn numbered_list(document: &Document, lines: &[Line]) -> Option<Range<usize>> {
    let text = |line: &Line| {
        document
            .text()
            .get(line.bytes.clone())
            .unwrap_or_default()
            .trim_start()
    };
    // An entry may be wrapped over several lines: the numbers must follow each other.
    let numbers: Vec<(usize, u32)> = lines
        .iter()
        .enumerate()
        .filter_map(|(at, line)| Some((at, number_of(text(line))?)))
        .collect();
    let mut first = numbers.len();
    while first > 0
        && numbers
            .get(first)
            .is_none_or(|(_, next)| numbers[first - 1].1 + 1 == *next)
    {
        first -= 1;
    }
    let list = &numbers[first..];
    let (&(start, number), &(last, _)) = (list.first()?, list.last()?);
    let wrapped = lines.len() - last <= 4 && last - start < 4 * list.len();
    let dated = lines[start..].iter().filter(|line| {
        let mut words = document.tokens()[line.tokens.clone()].iter();
        words.any(|token| is_year(document.word_text(token.word())))
    });
    let is_list =
        number == 1 && list.len() >= MIN_ENTRIES && wrapped && dated.count() * 2 >= list.len();
    is_list.then(|| lines[start].tokens.start..document.tokens().len())
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::*;
    use crate::language::Profile;

    fn found(text: &str) -> Vec<&str> {
        let document = Document::new(text, &TextOptions::default());
        let span = |range: Range<usize>| {
            let (first, last) = (
                &document.tokens()[range.start],
                &document.tokens()[range.end - 1],
            );
            first.span().start..last.span().end
        };
        let ranges = bibliographies(&document, &lines(&document))
            .into_iter()
            .map(span);
        ranges.map(|span| &text[span]).collect()
    }

    #[test]
    fn every_language_has_headings() {
        for profile in Profile::all() {
            let mut rows = include_str!("bibliography.tsv").lines();
            let prefix = format!("{}\t", profile.code);
            assert!(
                rows.any(|row| row.starts_with(&prefix)),
                "{}: no row in bibliography.tsv",
                profile.name
            );
        }
    }

    #[test]
    fn a_list_ends_at_the_next_heading() {
        let text = "The pool will close, said the council (Finch, 2019).\n\n7. References\n\nFinch, D. (2019). On roofs. Journal of Pools 3, 12–19.\n\
            Praed, O. 2021. Signatures and courts. Hallmere Press.\n\nAppendix\n\nThe council voted in the evening.";
        assert_eq!(
            found(text),
            [
                "7. References\n\nFinch, D. (2019). On roofs. Journal of Pools 3, 12–19.\nPraed, O. 2021. Signatures and courts. Hallmere Press"
            ]
        );
        let german = "Das Bad wird geschlossen.\n\nLiteraturverzeichnis:\nFinch, D.: Über Dächer. Berlin 2019.";
        assert_eq!(
            found(german),
            ["Literaturverzeichnis:\nFinch, D.: Über Dächer. Berlin 2019"]
        );
        let chinese = "游泳池将关闭。\n\n参考文献\n[1] 王志强. 屋顶. 2019.";
        assert_eq!(found(chinese), ["参考文献\n[1] 王志强. 屋顶. 2019"]);
    }

    #[test]
    fn a_numbered_list_of_works_needs_no_heading() {
        let list = "[1] Finch, D. On roofs. 2019.\n[2] Praed, O. Signatures and courts,\nHallmere 2021.\n[3] Amadi, R. Pools. 2020.";
        assert_eq!(
            found(&format!("The pool will close [1].\n\n{list}")),
            [list.trim_matches(['[', '.'])]
        );
        let recipe = "1. Wash the plums.\n2. Stone them.\n3. Boil them for an hour.";
        assert!(found(&format!("Plum jam needs no pectin.\n\n{recipe}")).is_empty());
        assert!(
            found("The references were checked.\n\nSources say that the pool will close.")
                .is_empty()
        );
    }
}
