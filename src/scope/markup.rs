//! Tags and character references that were left in a text when it was taken from a page.

use std::ops::Range;

use super::bytes;
use super::noise::is_sign_of_code;
use crate::text::Document;

/// Bytes of the longest tag: a `<` further from its `>` is a sign of its own.
const MAX_TAG: usize = 400;

/// Bytes of the longest character reference, such as `&thetasym;`.
const MAX_REFERENCE: usize = 12;

/// The share of the bytes of a script that are signs of code: prose has fewer, and may name the tag.
const MIN_SIGNS: f64 = 0.03;

/// What hides all up to its end, and that end.
const HIDING: [(&str, &str); 3] = [
    ("<!--", "-->"),
    ("<script", "</script>"),
    ("<style", "</style>"),
];

/// The elements of HTML (WHATWG HTML, and the obsolete ones that pages still have). Other names
/// between angle brackets are types of a program, or text.
const ELEMENTS: &str = " a abbr acronym address amp-ad amp-img applet area article aside audio b base bdi bdo big blockquote \
    body br button canvas caption center cite code col colgroup data datalist dd del details dfn dialog dir div dl dt em embed \
    fieldset figcaption figure font footer form frame frameset h1 h2 h3 h4 h5 h6 head header hgroup hr html i iframe img input ins \
    kbd label legend li link main map mark menu meta meter nav noframes noscript object ol optgroup option output p param picture \
    pre progress q rp rt ruby s samp script search section select slot small source span strike strong style sub summary sup svg \
    table tbody td template textarea tfoot th thead time title tr track tt u ul var video wbr ";

/// Adds the tokens of tags, comments, scripts and style sheets, and of character references.
pub(super) fn markup(document: &Document, found: &mut Vec<Range<usize>>) {
    let (text, tokens) = (document.text(), document.tokens());
    // What does not end is not searched again.
    let mut ends = [true; HIDING.len()];
    let mut at = 0;
    let is_start = |byte: u8| (byte == b'<') | (byte == b'&');
    while let Some(start) = bytes::position(&text.as_bytes()[at..], is_start) {
        let start = at + start;
        let rest = &text[start..];
        // "<<so>>" is a quotation.
        let is_free = !text[..start].ends_with('<');
        let length = hidden(rest, &mut ends)
            .or_else(|| tag(rest).filter(|_| is_free))
            .or_else(|| reference(rest));
        at = start + length.unwrap_or(1);
        if length.is_some() {
            let first = tokens.partition_point(|token| token.span().start < start);
            let end = tokens.partition_point(|token| token.span().start < at);
            if first < end {
                found.push(first..end);
            }
        }
    }
}

/// Returns the length of the comment, the script or the style sheet that `rest` starts with. `ends`
/// says of each kind whether it may still end.
fn hidden(rest: &str, ends: &mut [bool; HIDING.len()]) -> Option<usize> {
    for ((start, end), may_end) in HIDING.iter().zip(ends) {
        let is_this = |own: &[u8]| own.eq_ignore_ascii_case(start.as_bytes());
        if !*may_end || !rest.as_bytes().get(..start.len()).is_some_and(is_this) {
            continue;
        }
        let is_comment = *start == "<!--";
        let inside = if is_comment { start.len() } else { tag(rest)? };
        if rest[..inside].ends_with("/>") {
            return None;
        }
        let content = &rest.as_bytes()[inside..];
        let Some(length) = find_ignoring_case(content, end.as_bytes()) else {
            *may_end = false;
            return None;
        };
        let signs = content[..length]
            .iter()
            .filter(|byte| is_sign_of_code(**byte));
        let is_code = signs.count() as f64 >= MIN_SIGNS * length as f64;
        // A text about programs names the tag again and again: one search is enough.
        *may_end = is_comment || is_code;
        return may_end.then_some(inside + length + end.len());
    }
    None
}

/// Returns the length of the tag that `rest` starts with.
fn tag(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix('<')?;
    let mut head = inner.bytes().take(MAX_TAG);
    let end = head.position(|byte| matches!(byte, b'<' | b'>'))?;
    let (inner, after) = inner.split_at_checked(end)?;
    if !after.starts_with('>') || after.starts_with(">>") {
        return None;
    }
    let inner = inner.strip_prefix('/').unwrap_or(inner);
    let inner = inner.strip_suffix('/').unwrap_or(inner);
    let (name, attributes) = inner.split_once(char::is_whitespace).unwrap_or((inner, ""));
    let is_attribute = attributes.contains('=') || attributes.split_whitespace().count() < 2;
    let is_known = name.eq_ignore_ascii_case("!doctype") || is_element(name);
    (is_known && is_attribute).then_some(end + 2)
}

/// Returns `true` for the name of an element of HTML.
fn is_element(name: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'-';
    !name.is_empty()
        && name.bytes().all(is_letter)
        && ELEMENTS.contains(&format!(" {} ", name.to_ascii_lowercase()))
}

/// Returns where `searched` first occurs, in ASCII letters of either case.
fn find_ignoring_case(text: &[u8], searched: &[u8]) -> Option<usize> {
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
                "The ferry<!-- <div>An old line, <b>cut</b>.</div> --> sank.",
                "The ferry sank",
            ),
            (
                "The ferry<script src=\"a.js\" /> sank.<script>f(1);</script> Nobody was hurt.",
                "The ferry sank Nobody was hurt",
            ),
            (
                "The tag <script> opens a program, and the tag </script> ends it.",
                "The tag opens a program and the tag ends it",
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
            "<<We stayed>> she said, <<all night>>",
            "a<b and c>d, Vec<u8>, Map<String, u8> and <not a tag>",
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

    #[test]
    fn unclosed_tags_are_no_markup() {
        let text = "<a ".repeat(10_000);
        assert_eq!(left(&text).split(' ').count(), 10_000);
        let text = "<script>".repeat(1_000);
        assert_eq!(left(&text), "");
        let text = "<!-- no end ".repeat(1_000);
        assert_eq!(left(&text).split(' ').count(), 2_000);
    }
}
