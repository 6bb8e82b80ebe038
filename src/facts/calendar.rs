//! Months and weekdays of a text, in the forms that its language has.

use super::capitals::has_capitals;
use crate::language::{CalendarName, Language, calendar_form, calendar_name};
use crate::text::Document;

/// English names that are everyday words in lower case.
const EVERYDAY: [&str; 11] = [
    "may", "march", "august", "mon", "sat", "sun", "mar", "jan", "dec", "fri", "wed",
];

/// Turkish names that are everyday words in lower case.
const TURKISH_EVERYDAY: [&str; 5] = ["ocak", "ekim", "aralık", "pazar", "mart"];

/// Returns the month or weekday that starts with a token, and the number of its tokens.
pub(super) fn calendar_at(document: &Document, at: usize) -> Option<(CalendarName, usize)> {
    let tokens = document.tokens();
    let token = tokens.get(at)?;
    let language = document.language();
    if matches!(language, Language::Chinese | Language::Japanese) {
        return without_spaces(document, at);
    }
    let word = document.word_text(token.word());
    let name = calendar_form(language, word)?;
    let word_at = |at: Option<usize>| {
        let token = at.and_then(|at| tokens.get(at));
        token.map_or("", |token| document.word_text(token.word()))
    };
    let before = || word_at(at.checked_sub(1));
    let is_name = token.is_capitalised()
        || !has_capitals(language)
        || match language {
            Language::English => !EVERYDAY.contains(&word),
            Language::German => calendar_name(language, word).is_none() && word.ends_with('s'),
            Language::Turkish => !TURKISH_EVERYDAY.contains(&word),
            // "Mai" is also "more".
            Language::Romanian => word != "mai" || before().parse::<u8>().is_ok(),
            _ => true,
        };
    // Alone these are ordinals: "na segunda", "segunda-feira".
    let is_short = language == Language::Portuguese
        && matches!(word, "segunda" | "terça" | "quarta" | "quinta" | "sexta");
    if !is_short {
        return is_name.then_some((name, 1));
    }
    if word_at(Some(at + 1)) == "feira" {
        return Some((name, 2));
    }
    matches!(before(), "na" | "nesta" | "desta").then_some((name, 1))
}

/// Returns the weekday at a token of a text without spaces: 火曜日, 星期三, 周一.
fn without_spaces(document: &Document, at: usize) -> Option<(CalendarName, usize)> {
    let text = document.text();
    let start = document.tokens().get(at)?.span().start;
    let rest = text.get(start..)?;
    let end_of = |count: usize| rest.char_indices().nth(count).map_or(rest.len(), |of| of.0);
    let language = document.language();
    let (name, mut end) = [3, 2].into_iter().find_map(|count| {
        let end = end_of(count);
        Some((calendar_form(language, &rest[..end])?, end))
    })?;
    // "一周三次" is three times a week.
    let before = text.get(..start)?.chars().next_back();
    let is_counted =
        before.is_some_and(|c| "一二两兩三四五六七八九十每几幾".contains(c) || c.is_numeric());
    if is_counted && rest.starts_with(['周', '週']) {
        return None;
    }
    if language == Language::Japanese && rest[end..].starts_with('日') {
        end += '日'.len_utf8();
    }
    let tokens = document.tokens()[at..].iter();
    let count = tokens
        .take_while(|token| token.span().start < start + end)
        .count();
    Some((name, count))
}
