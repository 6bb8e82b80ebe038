//! Text that nobody reads as words: encoded data, addresses, tables of numbers, minified code,
//! markup.

use std::ops::Range;

use super::bytes::{count, position};
use super::lines::Line;
use super::markup::markup;
use super::ranges::merged;
use crate::language::is_unspaced;
use crate::text::{Document, Span};

/// Characters without a space between them that may be encoded data: shorter ones are words, or do
/// no harm.
const MIN_ENCODED: usize = 24;

/// Share of neighbouring characters of encoded data that differ in kind (capital, small letter,
/// digit), but for small letters after capitals, which start words: about .44 in base64, .47 in
/// hexadecimal; at most .2 in words, even joined ones.
const MIN_CHANGES: f64 = 0.18;

/// The same where no digit is among them: joined words come close.
const MIN_LETTER_CHANGES: f64 = 0.28;

/// Characters of a line of minified code at least, and the share of them that are signs of code and
/// that are spaces.
const MIN_CODE: usize = 100;
const MIN_SIGNS: f64 = 0.08;
const MAX_SPACES: f64 = 0.14;

/// A row of a table has this many tokens at least, and this share of them are numbers.
const MIN_ROW: usize = 3;
const MIN_NUMBERS: f64 = 0.6;

/// Neighbouring rows that make a table.
const MIN_ROWS: usize = 3;

/// Numbers in a row without a word between them that are data wherever they are.
const MIN_RUN: usize = 12;

/// Returns the tokens of `document` that are no prose.
pub(super) fn noise(document: &Document, lines: &[Line]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    for line in lines {
        let text = document.text().get(line.bytes.clone()).unwrap_or_default();
        if is_minified(text) {
            found.push(line.tokens.clone());
        } else {
            // Most lines have none of the signs of addresses that are searched everywhere.
            let is_sign = |byte| (byte == b'@') | (byte == b'/') | (byte == b';');
            let has_signs = position(text.as_bytes(), is_sign).is_some();
            chunks(document, line, has_signs, &mut found);
        }
    }
    if lines.len() >= MIN_ROWS {
        tables(document, lines, &mut found);
    }
    number_runs(document, &mut found);
    markup(document, &mut found);
    merged(found)
}

/// Adds the addresses and the encoded data of a line. Without `has_signs` it has none of the signs
/// that are anywhere in an address.
fn chunks(document: &Document, line: &Line, has_signs: bool, found: &mut Vec<Range<usize>>) {
    let text = document.text();
    let tokens = &document.tokens()[line.tokens.clone()];
    let mut start = line.tokens.start;
    for chunk in tokens.chunk_by(|word, next| !ends_chunk(text, word.span(), next.span())) {
        let range = start..start + chunk.len();
        start = range.end;
        let bytes = chunk[0].span().start..chunk[chunk.len() - 1].span().end;
        // Most chunks are a word, of which no more need be read.
        let is_w = |at: usize| matches!(text.as_bytes().get(at), Some(b'w' | b'W'));
        let starts_like_www = is_w(bytes.start) && is_w(bytes.start + 1);
        if bytes.len() < MIN_ENCODED && !has_signs && !starts_like_www {
            continue;
        }
        let chunk = text.get(bytes).unwrap_or_default();
        if is_address(chunk) || is_encoded(chunk) {
            found.push(range);
        }
    }
}

/// Returns `true` where `next` is not written together with the word before it.
///
/// Addresses and codes are ASCII, and a text in a script without spaces goes on right behind them:
/// `请写信到desk@example.org，谢谢`. So a sign outside ASCII ends a chunk, and so does a letter of such
/// a script on either side.
fn ends_chunk(text: &str, word: Span, next: Span) -> bool {
    // Most words follow a space.
    if word.end < next.start && text.as_bytes().get(next.start - 1) == Some(&b' ') {
        return true;
    }
    let between = text.get(word.end..next.start).unwrap_or_default();
    let is_unspaced = |c: Option<char>| c.is_some_and(is_unspaced);
    between
        .bytes()
        .any(|byte| byte.is_ascii_whitespace() || !byte.is_ascii())
        || is_unspaced(word.slice(text).and_then(|word| word.chars().next_back()))
        || is_unspaced(next.slice(text).and_then(|next| next.chars().next()))
}

/// Returns `true` for a web address, a mail address or a data address.
fn is_address(chunk: &str) -> bool {
    // Few words have any of the signs that all addresses have, and only those are searched.
    let has_sign = |byte: u8| matches!(byte, b'@' | b'/' | b';' | b'.');
    if !chunk.bytes().any(has_sign) {
        return false;
    }
    let scheme = |(scheme, rest): (&str, &str)| {
        let name = scheme
            .rsplit(['(', '"', '<', '=', '\''])
            .next()
            .unwrap_or("");
        rest.len() >= 4 && name.len() >= 3 && name.bytes().all(|byte| byte.is_ascii_alphanumeric())
    };
    let mail = |(name, host): (&str, &str)| {
        !name.is_empty() && host.split_once('.').is_some_and(|(_, top)| top.len() >= 2)
    };
    chunk.split_once("://").is_some_and(scheme)
        || chunk
            .get(..4)
            .is_some_and(|www| www.eq_ignore_ascii_case("www."))
        || chunk.contains(";base64,")
        || chunk.split_once('@').is_some_and(mail)
}

/// Returns `true` for base64, hexadecimal and other strings that no language writes.
fn is_encoded(chunk: &str) -> bool {
    if chunk.len() < MIN_ENCODED || !chunk.is_ascii() {
        return false;
    }
    let kind = |byte: u8| match byte {
        b'A'..=b'Z' => 0,
        b'a'..=b'z' => 1,
        _ => 2,
    };
    let has_digits = chunk.bytes().any(|byte| byte.is_ascii_digit());
    // Signs join words as well as codes, so what is on either side of them is compared.
    let bytes = || chunk.bytes().filter(u8::is_ascii_alphanumeric);
    let changes = bytes()
        .zip(bytes().skip(1))
        .filter(|&(a, b)| kind(a) != kind(b) && (kind(a), kind(b)) != (0, 1))
        .count();
    let least = if has_digits {
        MIN_CHANGES
    } else if chunk.len() > 2 * MIN_ENCODED {
        MIN_LETTER_CHANGES
    } else {
        return false;
    };
    changes as f64 >= least * bytes().count() as f64
}

/// Returns `true` for a long line that is dense with the signs of code.
fn is_minified(line: &str) -> bool {
    if line.len() < MIN_CODE {
        return false;
    }
    let share = |count: usize| count as f64 / line.len() as f64;
    // Prose has more spaces than that, and is told by them alone.
    let is_space = |byte| (byte == b' ') | (byte == b'\t');
    share(count(line.as_bytes(), is_space)) <= MAX_SPACES
        && share(count(line.as_bytes(), is_sign_of_code)) >= MIN_SIGNS
}

pub(super) fn is_sign_of_code(byte: u8) -> bool {
    matches!(
        byte,
        b'{' | b'}'
            | b'['
            | b']'
            | b'('
            | b')'
            | b';'
            | b'='
            | b'<'
            | b'>'
            | b'|'
            | b'&'
            | b'+'
            | b'*'
            | b'/'
            | b'\\'
            | b'_'
            | b'$'
            | b'#'
            | b'@'
            | b'~'
            | b'^'
    )
}

/// Adds rows of numbers, where several follow each other.
fn tables(document: &Document, lines: &[Line], found: &mut Vec<Range<usize>>) {
    let mut rows: Vec<Range<usize>> = Vec::new();
    let text = document.text();
    for line in lines {
        let tokens = &document.tokens()[line.tokens.clone()];
        let numbers = tokens
            .iter()
            .filter(|token| match text.as_bytes().get(token.span().start) {
                Some(byte) if byte.is_ascii() => byte.is_ascii_digit(),
                _ => {
                    let text = token.span().slice(text).unwrap_or_default();
                    text.starts_with(|c: char| c.is_numeric())
                }
            });
        let is_row =
            tokens.len() >= MIN_ROW && numbers.count() as f64 >= MIN_NUMBERS * tokens.len() as f64;
        if is_row {
            rows.push(line.tokens.clone());
        } else {
            take_table(&mut rows, found);
        }
    }
    take_table(&mut rows, found);
}

fn take_table(rows: &mut Vec<Range<usize>>, found: &mut Vec<Range<usize>>) {
    if rows.len() >= MIN_ROWS {
        found.append(rows);
    }
    rows.clear();
}

/// Adds long runs of numbers.
fn number_runs(document: &Document, found: &mut Vec<Range<usize>>) {
    let words = document.words();
    let mut start = 0;
    for (at, token) in document.tokens().iter().enumerate() {
        if words.get(token.word()).is_some_and(|word| word.is_number()) {
            continue;
        }
        if at - start >= MIN_RUN {
            found.push(start..at);
        }
        start = at + 1;
    }
    let end = document.tokens().len();
    if end.saturating_sub(start) >= MIN_RUN {
        found.push(start..end);
    }
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::*;
    use crate::text::TextOptions;

    /// Returns the words that are noise.
    fn noisy(text: &str) -> Vec<String> {
        let document = Document::new(text, &TextOptions::default());
        let ranges = noise(&document, &lines(&document));
        let span = |range: Range<usize>| {
            let (first, last) = (
                &document.tokens()[range.start],
                &document.tokens()[range.end - 1],
            );
            text[first.span().start..last.span().end].to_owned()
        };
        ranges.into_iter().map(span).collect()
    }

    #[test]
    fn data_addresses_and_tables_are_noise() {
        for noise in [
            "aGVsbG8gd29ybGQsIHRoaXMgaXMgYmFzZTY0IGVuY29kZWQ",
            "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg",
            "3f786850e387550fdab836ed7e6dc881de23001b",
            "550e8400-e29b-41d4-a716-446655440000",
            "https://example.org/2024/06/storm-sinks-ferry?id=17&page=2",
            "www.example.org/about",
            "desk@example.org",
            "1,2\n3;4;5;6;7\n1 2 3 4\n5 6 7 8\n9 10 11 12",
        ] {
            let text =
                format!("The ferry sank on Monday.\n{noise}\nNobody was hurt, said its owner.");
            let found = noisy(&text);
            assert!(
                !found.is_empty() && noise.contains(&found[0]),
                "{noise}: {found:?}"
            );
            assert!(
                found.concat().len() * 5 >= noise.len() * 4 - 8,
                "{noise}: {found:?}"
            );
        }
        let code = "function a(b,c){return b+c}var d=document.getElementById(\"x\");if(d){d.onclick=function(){a(1,2);e[f]=g(h);};}else{i=j[k];}";
        assert_eq!(noisy(code).len(), 1);
    }

    #[test]
    fn an_address_in_a_script_without_spaces_takes_nothing_along() {
        for (text, address) in [
            (
                "大家好，请写信到desk@example.org，就可以加入我们的广告套餐。马上联系我们吧。",
                "desk@example.org",
            ),
            (
                "詳しくはhttps://example.org/news?id=17をご覧ください。",
                "https://example.org/news?id=17",
            ),
            (
                "ดูรายละเอียดที่www.example.org/aboutได้ทุกวัน",
                "www.example.org/about",
            ),
            (
                "자세한 내용은 desk@example.org로 보내 주세요.",
                "desk@example.org로",
            ),
        ] {
            assert_eq!(noisy(text), [address]);
        }
    }

    #[test]
    fn prose_is_no_noise() {
        for prose in [
            "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft",
            "Rechtsschutzversicherungsgesellschaften",
            "the state-of-the-art-never-to-be-repeated-once-in-a-lifetime offer",
            "Thecouncilvotedonthursdaynighttoclosethetownsonlyswimmingpool",
            "TheCouncilVotedOnThursdayNightToCloseTheTownsOnlySwimmingPool",
            "COUNCIL VOTES TO CLOSE ITS ONLY SWIMMING-POOL/LIBRARY/COMMUNITY-CENTRE",
            "The score was 6-4, 3-6, 7-6 (7-5) after 3 hours 20 minutes.",
            "On 4 June 2024, 14 of 23 members voted, 9 against, at 21:14.",
            "会议于星期四晚上决定关闭该镇唯一的游泳池，结束了长达六个月的争论。",
            "Il a dit (hier) : « nous partons » ; elle aussi [sic] ; tous les autres / personne.",
        ] {
            assert_eq!(noisy(prose), Vec::<String>::new(), "{prose}");
        }
    }
}
