//! The place, agency and date that a report begins with: "LONDON, 4 June (Northern Press) —".

use crate::text::Document;

/// Words that a dateline has at most, and those in lower case among them: months, and what joins
/// them to the day.
const MAX_WORDS: usize = 12;
const MAX_LOWER: usize = 3;

/// Letters from which a word that is all capitals is a place rather than initials.
const MIN_CAPITALS: usize = 3;

/// Returns the token after the dateline that starts at token `start`, if there is one: a few words
/// with capitals, up to a dash or, after brackets, a colon. Something in them must be what nothing
/// else before a dash has: a place all in capitals, an agency in brackets, a date after a comma.
pub(super) fn end_of_dateline(document: &Document, start: usize) -> Option<usize> {
    let (tokens, text) = (document.tokens(), document.text());
    let (mut open, mut bracket, mut comma, mut marked) = (false, false, false, false);
    let mut lower = 0;
    for at in start..tokens.len().min(start + MAX_WORDS) {
        let token = &tokens[at];
        if !open {
            let word = token.span().slice(text).unwrap_or("");
            let is_number = document.words()[token.word()].is_number();
            let in_capitals = word.chars().all(char::is_uppercase);
            lower += usize::from(!is_number && !token.is_capitalised());
            if lower > if comma { MAX_LOWER } else { 0 } {
                return None;
            }
            marked |= is_number && comma || in_capitals && word.chars().count() >= MIN_CAPITALS;
        }
        let gap = text.get(token.span().end..tokens.get(at + 1)?.span().start)?;
        let ends_in_space = gap.ends_with(' ');
        let mut before = None;
        for c in gap.chars() {
            let spaced = ends_in_space && (before.is_some() || gap.starts_with("--"));
            match c {
                '(' | '（' => (open, bracket) = (true, true),
                ')' | '）' => open = false,
                ',' => comma = true,
                '—' | '–' | '-' if !open && (bracket || marked) => {
                    if spaced || matches!(before, Some(')' | '）')) {
                        return Some(at + 1);
                    }
                }
                ':' | '：' if !open && bracket && ends_in_space => return Some(at + 1),
                ' ' | '.' | '/' | '[' | ']' | '-' => {}
                _ => return None,
            }
            before = Some(c);
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::TextOptions;

    fn dateline(text: &str) -> usize {
        let document = Document::new(text, &TextOptions::default());
        end_of_dateline(&document, 0).unwrap_or(0)
    }

    #[test]
    fn place_agency_and_date_are_a_dateline() {
        for (text, words) in [
            ("HALLMERE (Corvid) - The bank kept its rate.", 2),
            ("Norwick, Alderland (Rowing Network) -- The race is off.", 4),
            ("HALLMERE, Ad. — A court heard the case.", 2),
            (
                "PORTO GALLE (Corvid News Agency), March 11: The wall fell.",
                7,
            ),
            ("Berlin (dpa) – Der Zug kam nicht.", 2),
            ("PARIS, 14 mars (AFP) – Le train est parti.", 4),
            ("Valencia, 11 de abril de 2025 – El tren no vino.", 6),
        ] {
            assert_eq!(dateline(text), words, "{text}");
        }
    }

    /// A word before a dash, a time, or an age is none.
    #[test]
    fn other_words_before_a_dash_are_text() {
        for text in [
            "A 35-year-old man was held.",
            "Ada Brook – the mayor of Norwick – was late.",
            "At 17:05 the ferry left.",
            "Norwick: the town that slept.",
            "The closures from 20–24 May are off.",
            "Ada Brook said (again) that she was late – and left.",
            "NATO-led troops left.",
            "London",
        ] {
            assert_eq!(dateline(text), 0, "{text}");
        }
    }
}
