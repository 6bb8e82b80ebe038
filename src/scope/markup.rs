//! Tags and character references that were left in a text when it was taken from a page.

use std::ops::Range;

use crate::text::Document;

/// Bytes of the longest tag: a `<` further from its `>` is a sign of its own.
const MAX_TAG: usize = 400;

/// Bytes of the longest character reference, such as `&thetasym;`.
const MAX_REFERENCE: usize = 12;

/// Elements whose content is code, and how they end.
const CODE: [(&str, &str); 2] = [("script", "</script>"), ("style", "</style>")];

/// Adds the tokens of tags, of scripts and style sheets, and of character references.
pub(super) fn markup(document: &Document, found: &mut Vec<Range<usize>>) {
    let (text, tokens) = (document.text(), document.tokens());
    // An element that does not end is not searched again.
    let mut ends = [true; CODE.len()];
    let mut at = 0;
    let is_start = |byte: &u8| matches!(byte, b'<' | b'&');
    while let Some(start) = text.as_bytes()[at..].iter().position(is_start) {
        let start = at + start;
        let rest = &text[start..];
        let Some(length) = tag(rest).or_else(|| reference(rest)) else {
            at = start + 1;
            continue;
        };
        at = start + length;
        for ((name, end), ends) in CODE.iter().zip(&mut ends) {
            if *ends && is_named(rest, name) {
                let code = position(&text.as_bytes()[at..], end.as_bytes());
                *ends = code.is_some();
                at += code.map_or(0, |code| code + end.len());
            }
        }
        let first = tokens.partition_point(|token| token.span().start < start);
        let end = tokens.partition_point(|token| token.span().start < at);
        if first < end {
            found.push(first..end);
        }
    }
}

/// Returns the length of the tag that `rest` starts with.
fn tag(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix('<')?;
    let name = inner.strip_prefix('/').unwrap_or(inner);
    if !name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '!') {
        return None;
    }
    let mut head = inner.bytes().take(MAX_TAG);
    let end = head.position(|byte| matches!(byte, b'<' | b'>'))?;
    (inner.as_bytes()[end] == b'>').then_some(end + 2)
}

/// Returns `true` if a tag opens an element of this name.
fn is_named(tag: &str, name: &str) -> bool {
    let own = tag.get(1..=name.len());
    let next = tag.as_bytes().get(name.len() + 1);
    own.is_some_and(|own| own.eq_ignore_ascii_case(name))
        && next.is_some_and(|&byte| byte == b'>' || byte.is_ascii_whitespace())
}

/// Returns where `searched` first occurs, in ASCII letters of either case.
fn position(text: &[u8], searched: &[u8]) -> Option<usize> {
    let mut windows = text.windows(searched.len());
    windows.position(|part| part.eq_ignore_ascii_case(searched))
}

/// Returns the length of the character reference that `rest` starts with: a name, whose letters but
/// the first are small, or a number.
fn reference(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix('&')?;
    let end = inner
        .bytes()
        .take(MAX_REFERENCE)
        .position(|byte| byte == b';')?;
    let name = &inner.as_bytes()[..end];
    let is_reference = match name {
        [b'#', b'x' | b'X', digits @ ..] => {
            !digits.is_empty() && digits.iter().all(u8::is_ascii_hexdigit)
        }
        [b'#', digits @ ..] => !digits.is_empty() && digits.iter().all(u8::is_ascii_digit),
        [first, rest @ ..] => {
            let is_small = |byte: &u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
            first.is_ascii_alphabetic() && !rest.is_empty() && rest.iter().all(is_small)
        }
        [] => false,
    };
    is_reference.then_some(end + 2)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::TextOptions;

    fn left(text: &str) -> String {
        let document = Document::new(text, &TextOptions::default());
        let mut found = Vec::new();
        markup(&document, &mut found);
        let is_kept = |at: &usize| !found.iter().any(|range| range.contains(at));
        let kept = (0..document.tokens().len()).filter(is_kept);
        let words = kept.filter_map(|at| document.tokens()[at].span().slice(text));
        words.collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn tags_scripts_and_references_are_markup() {
        for (text, words) in [
            (
                "<p class=\"lead big\">The ferry <a href=\"/sank\">sank</a>.</p><br/>",
                "The ferry sank",
            ),
            (
                "The ferry<script async>let a = \"<b>\";</script> sank<!-- ad 17 -->.",
                "The ferry sank",
            ),
            (
                "&quot;Nobody&quot; was hurt&nbsp;&#8211; said the R&amp;D chief&#x2e;",
                "Nobody was hurt said the R D chief",
            ),
        ] {
            assert_eq!(left(text), words);
        }
    }

    #[test]
    fn signs_of_comparison_and_names_with_an_ampersand_stay() {
        for text in [
            "Between 3 < 4 and 5 > 4 <3 hearts",
            "AT&T; R&D; B&NES; and & amp; co",
            "a < b, c <d and no end",
            "",
            "<",
            "&",
            "&;",
            "&#;",
        ] {
            let document = Document::new(text, &TextOptions::default());
            let mut found = Vec::new();
            markup(&document, &mut found);
            assert!(found.is_empty(), "{text}");
        }
    }

    /// Protects the time: what never ends is passed over once.
    #[test]
    fn unclosed_tags_are_no_markup() {
        let text = "<a ".repeat(10_000);
        assert_eq!(left(&text).split(' ').count(), 10_000);
        let text = "<script>".repeat(1_000);
        assert_eq!(left(&text), "");
    }
}
