//! Where sentences end, also in a text that does not say so.

use std::cmp::Reverse;
use std::ops::Range;

use super::{Document, Gap, Token};

/// A run of more tokens without a sentence's end is hardly a sentence but a text without stops: a
/// transcript, a list, Thai.
const MAX_TOKENS: usize = 160;

/// Tokens of the pieces that such a run is cut into, and how far a piece may be longer or shorter to
/// end where the text pauses.
const PIECE: usize = 40;
const SLACK: usize = 12;

/// Returns the tokens of each sentence of a document, in text order.
pub(super) fn sentences(document: &Document) -> Vec<Range<u32>> {
    let tokens = document.tokens();
    let mut sentences = Vec::with_capacity(tokens.len() / 16);
    let mut start = 0;
    for end in 1..=tokens.len() {
        let next = tokens.get(end);
        if next.is_none_or(|token| token.gap() >= Gap::Sentence) {
            let has_stops = end - start <= MAX_TOKENS;
            while !has_stops && end - start > PIECE + SLACK {
                let cut = cut(document, start, end);
                sentences.push(start as u32..cut as u32);
                start = cut;
            }
            sentences.push(start as u32..end as u32);
            start = end;
        }
    }
    sentences
}

/// Returns where the piece of a run that starts with token `start` ends: at the strongest pause about
/// [`PIECE`] tokens on, of equal ones the nearest to that. What is left of the run is no piece of a
/// few words.
fn cut(document: &Document, start: usize, end: usize) -> usize {
    let middle = start + PIECE;
    let last = (middle + SLACK).min(end - SLACK);
    let ends = middle - SLACK..=last;
    let best = ends.max_by_key(|&at| (pause(document, at), Reverse(middle.abs_diff(at))));
    best.unwrap_or(middle)
}

/// How much a text pauses before a token.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Pause {
    None,
    /// A space where words are not parted by spaces.
    Space,
    Comma,
    Line,
}

fn pause(document: &Document, at: usize) -> Pause {
    let tokens = document.tokens();
    let (Some(last), Some(token)) = (tokens.get(at.wrapping_sub(1)), tokens.get(at)) else {
        return Pause::None;
    };
    if token.gap() == Gap::Line {
        return Pause::Line;
    }
    let between = |one: &Token, two: &Token| {
        let between = document.text().get(one.span().end..two.span().start);
        between.unwrap_or_default()
    };
    let gap = between(last, token);
    if gap.contains([',', ';', ':', '،', '؛', '、', '，', '；']) {
        return Pause::Comma;
    }
    let adjoins = tokens
        .get(at + 1)
        .is_some_and(|next| between(token, next).is_empty());
    if !gap.is_empty() && adjoins {
        Pause::Space
    } else {
        Pause::None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::TextOptions;

    fn lengths(text: &str) -> Vec<usize> {
        let document = Document::new(text, &TextOptions::default());
        let sentences = sentences(&document);
        // Each token is in one sentence.
        let ends = sentences.iter().map(|of| of.end as usize);
        let starts = sentences.iter().skip(1).map(|of| of.start as usize);
        assert!(ends.eq(starts.chain([document.tokens().len()])), "{text}");
        sentences.iter().map(Range::len).collect()
    }

    /// Protects transcripts: a text without stops has pieces that can be compared.
    #[test]
    fn a_text_without_stops_is_cut_into_pieces() {
        let words = |count: usize| vec!["rain"; count].join(" ");
        assert_eq!(lengths(&words(160)), [160]);
        assert_eq!(lengths(&words(190)), [40, 40, 40, 40, 30]);
        assert_eq!(
            lengths(&format!("It rained. It {}", words(169))),
            [2, 40, 40, 40, 50]
        );
        // A piece ends where a line does, or else a clause.
        let [start, middle, end] = [33, 3, 140].map(words);
        let in_clauses = format!("{start}, {middle}, {end}");
        assert_eq!(lengths(&in_clauses), [36, 40, 40, 40, 20]);
        let in_lines = format!("{start}\n{middle}, {end}");
        assert_eq!(lengths(&in_lines), [33, 40, 40, 40, 23]);
        // The last piece is none of a word or two.
        let at_the_end = format!("{}\n{}", words(172), words(1));
        assert_eq!(lengths(&at_the_end), [40, 40, 40, 40, 13]);
    }
}
