//! Lines that are no sentences: headlines, bylines, dates.

use std::ops::Range;

use crate::text::{Document, Gap};

/// A line of this many words at most that ends without a stop is a heading, a byline or a date, not a sentence.
const MAX_WORDS: usize = 14;

/// Returns the tokens of the lines that are no sentences; none where most of the text is such lines: a poem, a list, a narrow column.
pub(super) fn headings(document: &Document) -> Vec<Range<usize>> {
    let tokens = document.tokens();
    let mut found: Vec<Range<usize>> = Vec::new();
    let mut start = 0;
    for at in 1..=tokens.len() {
        let gap = tokens.get(at).map_or(Gap::Paragraph, |token| token.gap());
        if gap < Gap::Line {
            continue;
        }
        let (next, last) = (tokens.get(at), tokens.get(at - 1));
        let stopped = match (next, last) {
            (Some(next), Some(last)) => document
                .text()
                .get(last.span().end..next.span().start)
                .unwrap_or("")
                .contains(['.', '!', '?', '…', '。', '"', '”', ',', ';']),
            _ => true,
        };
        // A line that starts in lower case goes on with the one before; one that starts with a digit does not.
        let wrapped = gap == Gap::Line
            && next.is_some_and(|next| {
                let number = document.words()[next.word()].is_number();
                !next.is_capitalised() && !number
            });
        if !stopped && !wrapped && gap != Gap::Sentence && at - start <= MAX_WORDS {
            found.push(start..at);
        }
        start = at;
    }
    let marked: usize = found.iter().map(Range::len).sum();
    if marked * 5 > tokens.len() * 2 {
        return Vec::new();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::TextOptions;

    /// A line that begins with a digit goes on with no line before it.
    #[test]
    fn headlines_and_dates_are_headings() {
        let prose = "The ferry left the harbour at nine with all its passengers aboard. Nobody was hurt, said its owner.";
        let text = format!("Storm Sinks Ferry\nPublished 4 June 2024\n3 min read\n\n{prose}");
        let document = Document::new(&text, &TextOptions::default());
        assert_eq!(
            headings(&document),
            [0..3, 3..7, 7..10],
            "{:?}",
            document.tokens()
        );
        let document = Document::new(prose, &TextOptions::default());
        assert!(headings(&document).is_empty());
    }
}
