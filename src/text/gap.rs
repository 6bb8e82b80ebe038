//! What lies between two words: nothing much, a line's end, a sentence's end, an empty line.

use super::document::Gap;
use super::line_ends::LineEnds;
use crate::language::{Abbreviation, abbreviation};

/// Classifies the text `between` a word and the next one. `word` is the folded word before, `rest`
/// the text from the next word on.
pub(super) fn gap(between: &str, word: &str, rest: &str) -> Gap {
    let mut lines = 0;
    let mut line_ends = LineEnds::default();
    let mut stop = None;
    let mut ends = false;
    for c in between.chars() {
        lines += line_ends.next(c);
        match c {
            '.' | '\u{FF0E}' => stop = Some(c),
            '!' | '?' | '…' | '‼' | '⁇' | '⁈' | '⁉' | '؟' | '۔' | '।' | '॥' | '։' | '።' | '၊'
            | '။' => stop = Some(c),
            '。' | '！' | '？' | '｡' => ends = true,
            _ => ends |= stop.is_some() && c.is_whitespace(),
        }
    }
    if lines >= 2 {
        return Gap::Paragraph;
    }
    if lines == 1 && opens_item(between, rest) {
        return Gap::Sentence;
    }
    let next = rest.chars().next().unwrap_or(' ');
    let sentence = match stop {
        _ if ends && stop.is_none() => true,
        Some('.') if ends => {
            !next.is_lowercase() && (lines == 1 || !is_abbreviation(word, next, between))
        }
        Some(_) if ends => !next.is_lowercase(),
        // The space after a sentence is missing.
        Some(_) => between.len() <= 2 && next.is_uppercase() && word.ends_with(char::is_alphabetic),
        None => false,
    };
    match (sentence, lines) {
        (true, _) => Gap::Sentence,
        (false, 1) => Gap::Line,
        _ => Gap::None,
    }
}

/// Returns `true` if the line that starts in `between` is an item of a list: it opens with a bullet
/// and a space, or with a number and a bracket. A dash or a number may be a part of a wrapped
/// sentence where a small letter follows.
fn opens_item(between: &str, rest: &str) -> bool {
    let line_end = |c| matches!(c, '\n' | '\r' | '\u{85}' | '\u{2028}');
    let line = between.rsplit(line_end).next().unwrap_or("").trim_start();
    let mut mark = line.chars();
    let (bullet, space) = (mark.next(), mark.next());
    if space.is_some_and(char::is_whitespace) {
        return match bullet {
            Some('•' | '·' | '▪' | '◦' | '‣' | '●' | '○' | '■' | '→' | '✓' | '❖') => {
                true
            }
            Some('-' | '–' | '—' | '*' | '+') => !rest.starts_with(char::is_lowercase),
            _ => false,
        };
    }
    let digits = rest.bytes().take_while(u8::is_ascii_digit).count();
    let behind = rest[digits..].strip_prefix(')').unwrap_or("");
    let item = behind.trim_start();
    (1..=2).contains(&digits) && item.len() < behind.len() && !item.starts_with(char::is_lowercase)
}

/// Returns `true` if the full stop after `word` belongs to it: a title, a month, an initial,
/// letters with stops between them.
fn is_abbreviation(word: &str, next: char, between: &str) -> bool {
    // Only a stop right after the word can be its own.
    if !between.starts_with('.') || between.contains(['"', '”', '»', ')']) {
        return false;
    }
    let letters = word.chars().count();
    if letters == 1 && word.starts_with(char::is_alphabetic) {
        return true;
    }
    match abbreviation(word) {
        Some(Abbreviation::Always) => return true,
        Some(Abbreviation::BeforeNumber) => return next.is_numeric(),
        None => {}
    }
    // "U.S. Senate", "a.m. Monday": nobody can tell without reading on, and a sentence too few
    // costs less.
    word.contains('.') && letters <= 5 && !word.starts_with(|c: char| c.is_numeric())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn gaps() {
        for (text, expected) in [
            ("it rained| |Then it stopped", Gap::None),
            ("it rained|. |Then it stopped", Gap::Sentence),
            ("it rained|.” |Then it stopped", Gap::Sentence),
            ("it rained|?’ |he asked", Gap::None),
            ("it rained|\n|Then", Gap::Line),
            ("it rained|.\n|Then", Gap::Sentence),
            ("it rained|\n \n|then", Gap::Paragraph),
            ("it rained|\r\n|Then", Gap::Line),
            ("it rained|\r|Then", Gap::Line),
            ("it rained|\r\n \r\n|then", Gap::Paragraph),
            ("it rained|\r\r|then", Gap::Paragraph),
            ("it rained|\u{2028}|Then", Gap::Line),
            ("it rained|\u{2029}|then", Gap::Paragraph),
            ("it rained|.|Then", Gap::Sentence),
            ("first|,|Then", Gap::None),
            ("mr|. |Smith", Gap::None),
            ("u.s|. |Senate", Gap::None),
            ("j|. |Smith", Gap::None),
            ("it was a no|. |Then", Gap::Sentence),
            ("no|. |5", Gap::None),
            ("下雨了|。|他", Gap::Sentence),
            ("rain|… |Then", Gap::Sentence),
            ("3|. |Then", Gap::Sentence),
            ("the 3|. |märz", Gap::None),
            ("it rained|\n- |then", Gap::Line),
            ("it rained|\n- |Then", Gap::Sentence),
            ("it rained|\n• “|then", Gap::Sentence),
            ("it rained|\r\n • |Then", Gap::Sentence),
            ("it rained|\n|2) Then", Gap::Sentence),
            ("it rained|\n|2) then", Gap::Line),
            ("it rained| -\u{85}|Then", Gap::Line),
            ("am|\n|3. März", Gap::Line),
            ("it rained|\n|2 feet", Gap::Line),
            ("it rained| -\n|Then", Gap::Line),
        ] {
            let parts: Vec<_> = text.split('|').collect();
            let word = parts[0].rsplit(' ').next().unwrap();
            assert_eq!(gap(parts[1], word, parts[2]), expected, "{text}");
        }
    }
}
