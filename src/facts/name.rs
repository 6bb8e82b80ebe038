//! Names: runs of capitalised words where capitals mark names, and elsewhere what a script offers
//! instead.
//!
//! Without capitals a name is a Latin word in a text of another script, a long run of Katakana,
//! what is in the title marks 《》, and a person before or after a title: Chinese surnames after an
//! office, Japanese characters before an honorific, Korean surnames next to either. Arabic, Hebrew,
//! the Indic scripts and Thai offer nothing of the kind.

use std::ops::Range;

use super::capitals::{
    capitals_mark_nouns, follows_closely, has_capitals, has_readable_capitals, is_title_case,
    opens_sentence, seen_in_lower_case,
};
use crate::language::{Language, calendar_form, is_function_word, magnitude, unit};
use crate::text::Document;

/// Common Chinese surnames.
const CHINESE_SURNAMES: &str = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史顾侯邵孟龙万段雷钱汤尹黎易常武乔贺赖龚文張劉陳楊趙黃吳孫馬羅鄭謝韓馮蕭鄧許蘇盧蔣葉閻鍾譚鄒陸龍錢湯喬賀賴龔";

/// Last characters of Chinese offices, after which a person is named.
const CHINESE_OFFICES: &str = "长長席统統理授记記者任家员員师師官人";

/// Characters that follow the name of a person in Chinese.
const AFTER_CHINESE_NAME: &str = "表说說称稱指认認告在与與和的是将將于於对對也曾宣强介透回解";

/// Honorifics and offices that follow a name in Japanese.
const JAPANESE_HONORIFICS: [&str; 10] = [
    "氏",
    "さん",
    "様",
    "君",
    "容疑者",
    "被告",
    "選手",
    "監督",
    "教授",
    "議員",
];

/// Common Korean surnames.
const KOREAN_SURNAMES: &str =
    "김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민진";

/// Korean offices next to which a person is named.
const KOREAN_OFFICES: [&str; 22] = [
    "시장",
    "대통령",
    "의원",
    "대표",
    "장관",
    "총리",
    "교수",
    "씨",
    "회장",
    "사장",
    "감독",
    "기자",
    "검사",
    "판사",
    "지사",
    "위원장",
    "원장",
    "청장",
    "군수",
    "구청장",
    "이사장",
    "부장",
];

/// More Korean offices, which no measure of the score knows.
const MORE_KOREAN_OFFICES: [&str; 14] = [
    "변호사",
    "작가",
    "배우",
    "선수",
    "박사",
    "소방관",
    "경위",
    "경감",
    "대변인",
    "주무관",
    "연구원",
    "의사",
    "가수",
    "코치",
];

/// Korean particles at the end of a word.
const KOREAN_PARTICLES: &str = "은는이가을를의도와과께";

/// Titles before a name, in lower case, that are no part of it.
const TITLES: [&str; 30] = [
    "mr",
    "mrs",
    "ms",
    "miss",
    "dr",
    "prof",
    "professor",
    "sir",
    "lord",
    "lady",
    "president",
    "mayor",
    "minister",
    "senator",
    "captain",
    "judge",
    "chancellor",
    "king",
    "queen",
    "prince",
    "princess",
    "pope",
    "herr",
    "frau",
    "monsieur",
    "madame",
    "señor",
    "señora",
    "signor",
    "signora",
];

/// Returns `true` if a word is a title before a name.
pub(super) fn is_title(word: &str) -> bool {
    TITLES.contains(&word)
}

/// Returns the names of a document, in text order.
pub(super) fn names(document: &Document) -> Vec<Range<usize>> {
    if has_readable_capitals(document) {
        let mut names = by_capitals(document);
        // Two nouns seldom follow each other; a first name and a surname do.
        if capitals_mark_nouns(document) {
            names.retain(|name| name.len() > 1);
        }
        names
    } else if has_capitals(document.language()) {
        Vec::new()
    } else {
        without_capitals(document)
    }
}

fn by_capitals(document: &Document) -> Vec<Range<usize>> {
    let tokens = document.tokens();
    let lower = seen_in_lower_case(document);
    let is_capital = |at: usize| is_name_word(document, at);
    let mut names = Vec::new();
    for sentence in document.sentences() {
        if is_title_case(document, &sentence) {
            continue;
        }
        let mut at = sentence.start;
        while at < sentence.end {
            let mut start = at;
            at += 1;
            if !is_capital(start) {
                continue;
            }
            while at < sentence.end && is_capital(at) && follows_closely(document, at) {
                at += 1;
            }
            while start + 1 < at && is_title(document.word_text(tokens[start].word())) {
                start += 1;
            }
            // The first word of a sentence is capitalised anyway, and a single word that also
            // occurs in lower case is an ordinary one.
            let alone = at == start + 1;
            let ordinary =
                lower[tokens[start].word()] || opens_sentence(document, start, &sentence);
            if !(alone && (ordinary || is_everyday(document, start))) {
                names.push(start..at);
            }
        }
    }
    names
}

/// A single capitalised word with a larger share of general text is an everyday word.
const COMMON_NAME: f32 = 0.0005;

/// Returns `true` for a word that a single capital doesn't make a name.
pub(super) fn is_everyday(document: &Document, at: usize) -> bool {
    let stem = document.tokens().get(at).map(|token| token.stem());
    stem.is_some_and(|stem| document.stems()[stem].share() >= COMMON_NAME)
}

/// Returns `true` if the capitalised word at a token may be part of a name.
pub(super) fn is_name_word(document: &Document, at: usize) -> bool {
    let Some(token) = document.tokens().get(at) else {
        return false;
    };
    let word = document.word_text(token.word());
    let language = document.language();
    token.is_capitalised()
        && !document.words()[token.word()].is_number()
        && !is_pronoun(word)
        && !is_function_word(language, word)
        && calendar_form(language, word).is_none()
        && !(capitals_mark_nouns(document)
            && (magnitude(language, word).is_some() || unit(word).is_some()))
}

/// Returns `true` for "I" and its short forms.
fn is_pronoun(word: &str) -> bool {
    word == "i" || word.starts_with("i'")
}

fn without_capitals(document: &Document) -> Vec<Range<usize>> {
    let tokens = document.tokens();
    let mut names = Vec::new();
    let mut at = 0;
    while at < tokens.len() {
        let length = shown_name(document, at);
        if let Some(length) = length {
            names.push(at..at + length);
            at += length;
        } else {
            at += 1;
        }
    }
    names
}

/// Returns the length of the name that the script shows at a token.
fn shown_name(document: &Document, at: usize) -> Option<usize> {
    let token = document.tokens().get(at);
    let word = token.map_or("", |token| document.word_text(token.word()));
    latin(word)
        .or_else(|| katakana(word))
        .or_else(|| in_title_marks(document, at))
        .or_else(|| match document.language() {
            Language::Chinese => chinese_person(document, at),
            Language::Japanese => japanese_person(document, at),
            Language::Korean => korean_person(document, at),
            _ => None,
        })
}

/// Returns the same, and the name of a Korean person next to any office that ends in 장 or is listed
/// in [`MORE_KOREAN_OFFICES`].
pub(super) fn name_without_capitals(document: &Document, at: usize) -> Option<usize> {
    let korean = || {
        let word = |at: usize| {
            let token = document.tokens().get(at);
            token.map_or("", |token| document.word_text(token.word()))
        };
        let next = word(at + 1).trim_end_matches(|c| KOREAN_PARTICLES.contains(c));
        let name = word(at);
        let is_office = next.chars().count() >= 2 && next.ends_with('장')
            || MORE_KOREAN_OFFICES.contains(&next);
        let is_person = (2..=4).contains(&name.chars().count())
            && name.starts_with(|c| KOREAN_SURNAMES.contains(c));
        (is_office && is_person).then_some(1)
    };
    shown_name(document, at).or_else(|| (document.language() == Language::Korean).then(korean)?)
}

fn latin(word: &str) -> Option<usize> {
    (word.len() >= 2 && word.bytes().all(|byte| byte.is_ascii_alphabetic())).then_some(1)
}

/// Returns the length of a run of Katakana that may be a name. Short runs are loan words as often
/// as names.
fn katakana(word: &str) -> Option<usize> {
    let is_katakana = |c: char| matches!(c, '\u{30A1}'..='\u{30FC}');
    (word.chars().all(is_katakana) && word.chars().count() >= 5).then_some(1)
}

/// Returns the tokens between the title marks that open before this token.
fn in_title_marks(document: &Document, at: usize) -> Option<usize> {
    const MAX_TOKENS: usize = 16;
    let tokens = document.tokens();
    let text = document.text();
    let start = tokens.get(at)?.span().start;
    if !text.get(..start)?.ends_with('《') {
        return None;
    }
    (1..=MAX_TOKENS).find(|length| {
        let end = tokens.get(at + length - 1).map(|token| token.span().end);
        end.and_then(|end| text.get(end..))
            .is_some_and(|rest| rest.starts_with('》'))
    })
}

fn is_han(word: &str) -> bool {
    let mut characters = word.chars();
    characters
        .next()
        .is_some_and(|c| matches!(c, '\u{4E00}'..='\u{9FFF}'))
        && characters.next().is_none()
}

/// Returns `true` if nothing lies between a token and the one before.
fn adjoins(document: &Document, at: usize) -> bool {
    let tokens = document.tokens();
    match (
        at.checked_sub(1).and_then(|at| tokens.get(at)),
        tokens.get(at),
    ) {
        (Some(last), Some(token)) => last.span().end == token.span().start,
        _ => false,
    }
}

/// Returns a surname and one or two characters after an office, as in 市长李建国表示.
fn chinese_person(document: &Document, at: usize) -> Option<usize> {
    let word = |at: usize| {
        document
            .tokens()
            .get(at)
            .map_or("", |token| document.word_text(token.word()))
    };
    let before = at.checked_sub(1)?;
    if !CHINESE_SURNAMES.contains(word(at))
        || word(at).is_empty()
        || !CHINESE_OFFICES.contains(word(before))
        || !adjoins(document, at)
    {
        return None;
    }
    let ends = |length: usize| {
        (1..length).all(|step| is_han(word(at + step)) && adjoins(document, at + step))
            && (!adjoins(document, at + length) || AFTER_CHINESE_NAME.contains(word(at + length)))
    };
    [3, 2].into_iter().find(|&length| ends(length))
}

/// Returns two to five characters before an honorific, as in 高木健一氏.
fn japanese_person(document: &Document, at: usize) -> Option<usize> {
    let word = |at: usize| {
        document
            .tokens()
            .get(at)
            .map_or("", |token| document.word_text(token.word()))
    };
    let starts = is_han(word(at)) && !(at > 0 && adjoins(document, at) && is_han(word(at - 1)));
    if !starts {
        return None;
    }
    (2..=5).find(|&length| {
        let name = (1..length).all(|step| is_han(word(at + step)) && adjoins(document, at + step));
        let end = document
            .tokens()
            .get(at + length)
            .map(|token| token.span().start);
        let rest = end.and_then(|end| document.text().get(end..)).unwrap_or("");
        name && adjoins(document, at + length)
            && JAPANESE_HONORIFICS
                .iter()
                .any(|honorific| rest.starts_with(honorific))
    })
}

/// Returns a surname and one to three syllables next to an office, as in 김민수 시장.
fn korean_person(document: &Document, at: usize) -> Option<usize> {
    let word = |at: usize| {
        document
            .tokens()
            .get(at)
            .map_or("", |token| document.word_text(token.word()))
    };
    let is_office = |word: &str| KOREAN_OFFICES.iter().any(|office| word.starts_with(office));
    let name = word(at);
    let bare = name.trim_end_matches(|c| KOREAN_PARTICLES.contains(c));
    let is_person = |name: &str| {
        (2..=4).contains(&name.chars().count())
            && name.starts_with(|c| KOREAN_SURNAMES.contains(c))
            && !is_office(name)
    };
    let before = at.checked_sub(1).map_or("", word);
    let beside = is_office(word(at + 1)) && is_person(name)
        || KOREAN_OFFICES.contains(&before) && is_person(bare);
    beside.then_some(1)
}
