//! Capitals: whether they mark names in a text, and which are there for other reasons.

use std::ops::Range;

use crate::language::{Capitals, Language};
use crate::text::{Document, Gap};

/// Returns `true` if the script of a language has capitals.
pub(crate) fn has_capitals(language: Language) -> bool {
    let profile = language.profile();
    profile.is_none_or(|profile| profile.capitals != Capitals::Absent)
}

/// Returns `true` if the language of a document writes every noun with a capital.
pub(crate) fn capitals_mark_nouns(document: &Document) -> bool {
    let profile = document.language().profile();
    profile.is_some_and(|profile| profile.capitals == Capitals::Nouns)
}

/// Returns `true` if some words of a document are capitalised and some are not.
pub(super) fn has_readable_capitals(document: &Document) -> bool {
    if !has_capitals(document.language()) {
        return false;
    }
    let (mut capitals, mut words) = (0_usize, 0_usize);
    for token in document.tokens() {
        let word = document.words().get(token.word());
        if word.is_some_and(|word| !word.is_number()) {
            words += 1;
            capitals += usize::from(token.is_capitalised());
        }
    }
    capitals > 0 && capitals * 100 >= words && capitals * 10 <= words * 6
}

/// Returns `true` if capitals mark names, and only names, in a document.
pub(crate) fn capitals_mark_names(document: &Document) -> bool {
    has_readable_capitals(document) && !capitals_mark_nouns(document)
}

/// Returns of each word whether it is somewhere without a capital.
pub(super) fn seen_in_lower_case(document: &Document) -> Vec<bool> {
    let mut lower = vec![false; document.words().len()];
    let tokens = document.tokens().iter();
    for token in tokens.filter(|token| !token.is_capitalised()) {
        lower[token.word()] = true;
    }
    lower
}

/// Returns `true` for a sentence that is written like a title: most of its words are capitalised.
pub(crate) fn is_title_case(document: &Document, sentence: &Range<usize>) -> bool {
    let tokens = document.tokens().get(sentence.clone()).unwrap_or_default();
    let capitals = tokens.iter().filter(|token| token.is_capitalised()).count();
    tokens.len() >= 4 && capitals * 10 >= tokens.len() * 6
}

/// Returns `true` for the first word of a sentence, a line or a quotation, which has a capital
/// whatever it is. A mark in brackets or a tag may precede it in the sentence.
pub(crate) fn opens_sentence(document: &Document, at: usize, sentence: &Range<usize>) -> bool {
    let tokens = document.tokens();
    let Some(token) = tokens.get(at) else {
        return true;
    };
    if at == sentence.start || token.gap() >= Gap::Line {
        return true;
    }
    let last = at.checked_sub(1).and_then(|last| tokens.get(last));
    let last = last.map_or(0, |last| last.span().end);
    let between = document.text().get(last..token.span().start).unwrap_or("");
    between.contains(['"', '“', '„', '«', '»', '‘', '\'', ':'])
        || between.contains([']', '>'])
            && (document.text().get(..token.span().start)).is_some_and(follows_marks)
}

/// Brackets and tags that may precede the first word of a sentence, and the bytes of the longest.
const MAX_MARKS: usize = 12;
const MAX_MARK: usize = 400;

/// Returns `true` if nothing but brackets and tags lies between the end of `before` and the start of
/// a line or the end of a sentence.
fn follows_marks(before: &str) -> bool {
    let mut rest = before;
    for _ in 0..MAX_MARKS {
        let words = rest.trim_end();
        if words.is_empty() || rest[words.len()..].contains('\n') {
            return true;
        }
        let opener = match words.as_bytes()[words.len() - 1] {
            b']' => b'[',
            b'>' => b'<',
            last => return matches!(last, b'.' | b'!' | b'?' | b'"') && rest.len() < before.len(),
        };
        let from = words.len().saturating_sub(MAX_MARK);
        let reach = &words.as_bytes()[from..];
        let Some(at) = reach.iter().rposition(|&byte| byte == opener) else {
            return false;
        };
        rest = &words[..from + at];
    }
    false
}

/// Returns `true` if nothing but a space, a hyphen or the stop of an initial precedes the token, so
/// that it may belong to the same name.
pub(crate) fn follows_closely(document: &Document, at: usize) -> bool {
    let tokens = document.tokens();
    let (Some(token), Some(last)) = (tokens.get(at), tokens.get(at.wrapping_sub(1))) else {
        return false;
    };
    let between = document.text().get(last.span().end..token.span().start);
    matches!(between, Some(" " | "-" | ". " | "\u{a0}"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::TextOptions;

    /// Protects transcripts and pages with tags: the first word behind a stamp names nothing.
    #[test]
    fn the_first_word_opens_a_sentence_whatever_mark_precedes_it() {
        for (text, word, opens) in [
            ("Nothing. Hedges burn.", "Hedges", true),
            ("Nothing.\n[00:20:31] Hedges burn.", "Hedges", true),
            ("<p>Hedges burn.</p>", "Hedges", true),
            (
                "<p>Nothing.</p>\n<p class=\"a\">Hedges burn.</p>",
                "Hedges",
                true,
            ),
            ("Nothing but Hedges burn.", "Hedges", false),
            ("Nothing but <b>Hedges</b> burn.", "Hedges", false),
            ("Nothing [sic] Hedges burn.", "Hedges", false),
            ("[sic] Nothing <b>Hedges</b> burn.", "Hedges", false),
            ("Nothing.</p> <p>Hedges burn.</p>", "Hedges", true),
            ("Nothing] Hedges burn.", "Hedges", false),
            ("Nothing.\n14 Hedges burn.", "Hedges", false),
        ] {
            let document = Document::new(text, &TextOptions::default());
            let tokens = document.tokens();
            let at = (tokens.iter()).position(|token| token.span().slice(text) == Some(word));
            let at = at.unwrap_or_default();
            let sentence = document.sentences().find(|sentence| sentence.contains(&at));
            let sentence = sentence.unwrap_or_default();
            assert_eq!(opens_sentence(&document, at, &sentence), opens, "{text}");
        }
    }

    #[test]
    fn capitals_are_not_read_where_they_tell_nothing() {
        let read = |text: &str, language| {
            let options = TextOptions {
                language: Some(language),
                ..TextOptions::default()
            };
            let document = Document::new(text, &options);
            (
                has_readable_capitals(&document),
                capitals_mark_names(&document),
            )
        };
        for (text, language, expected) in [
            (
                "The ferry left Norwick on Monday.",
                Language::English,
                (true, true),
            ),
            (
                "THE FERRY LEFT NORWICK ON MONDAY.",
                Language::English,
                (false, false),
            ),
            (
                "the ferry left norwick on monday.",
                Language::English,
                (false, false),
            ),
            (
                "Die Fähre verließ am Montag den Hafen.",
                Language::German,
                (true, false),
            ),
            ("渡船星期一离开港口。", Language::Other, (false, false)),
        ] {
            assert_eq!(read(text, language), expected, "{text}");
        }
    }
}
