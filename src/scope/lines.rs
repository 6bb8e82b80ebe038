//! The lines of a text, however their ends are written.

use std::ops::Range;

use super::bytes::position;
use crate::text::{Document, LineEnds};

/// One line with at least one token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// Its bytes, without the end of the line.
    pub(super) bytes: Range<usize>,
    /// The tokens that start in it.
    pub(super) tokens: Range<usize>,
}

/// Returns the lines of `document` that hold a token, in text order.
pub(super) fn lines(document: &Document) -> Vec<Line> {
    let (text, tokens) = (document.text(), document.tokens());
    let mut lines = Vec::new();
    let mut next = 0;
    for bytes in split(text) {
        let first = next;
        while tokens
            .get(next)
            .is_some_and(|token| token.span().start < bytes.end)
        {
            next += 1;
        }
        if next > first {
            lines.push(Line {
                bytes,
                tokens: first..next,
            });
        }
    }
    lines
}

/// Returns the bytes of each line of `text`, empty ones too.
pub(super) fn split(text: &str) -> Vec<Range<usize>> {
    let mut lines = Vec::new();
    let mut start = 0;
    let mut ends = LineEnds::default();
    // Only these bytes start a character that ends a line.
    let may_end = |byte| (byte == b'\n') | (byte == b'\r') | (byte == 0xC2) | (byte == 0xE2);
    let mut next = 0;
    while let Some(found) = position(&text.as_bytes()[next..], may_end) {
        let at = next + found;
        next = at + 1;
        let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) else {
            continue;
        };
        if start < at {
            ends = LineEnds::default();
        }
        if ends.next(c) > 0 {
            lines.push(start..at);
            start = at + c.len_utf8();
        } else if c == '\n' {
            // The second half of a CR LF.
            start = at + 1;
        }
    }
    lines.push(start..text.len());
    lines
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::TextOptions;

    #[test]
    fn lines_end_as_any_system_writes_it() {
        let of = |text: &'static str| -> Vec<&str> {
            split(text).into_iter().map(|bytes| &text[bytes]).collect()
        };
        assert_eq!(
            of("a\nb\r\nc\rd\u{2028}e\u{2029}f\u{85}g"),
            ["a", "b", "c", "d", "e", "f", "g"]
        );
        assert_eq!(of("a\r\r\n\nb\r\n"), ["a", "", "", "b", ""]);
        assert_eq!(of("“é” â\nb"), ["“é” â", "b"]);
    }

    proptest! {
        /// Each token is in one line.
        #[test]
        fn lines_hold_each_token_once(text in "[a-c \n\r\u{2028}é]{0,40}") {
            let document = Document::new(&text, &TextOptions::default());
            let tokens: Vec<usize> = lines(&document).into_iter().flat_map(|line| line.tokens).collect();
            prop_assert_eq!(tokens, (0..document.tokens().len()).collect::<Vec<_>>());
        }
    }
}
