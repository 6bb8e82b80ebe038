//! Reads numbers with their signs, magnitudes and units, in digits of any script, Chinese numerals
//! and number words.
//!
//! The decimal mark follows the language where a number could be read in two ways.

use super::capitals::has_capitals;
use super::han;
use super::quantity::{CLOCK, Quantity};
use crate::language::{
    Language, Phrases, digit, digits_of_word, is_unspaced, magnitude, magnitudes, unit, units,
};
use crate::math::Pinned;

/// Characters of a text that are looked at from the start of a number.
const REACH: usize = 64;

/// Digits up to which a number without separators is read at once: of these each is exact.
const MOST_PLAIN: usize = 15;

/// Reads the number that starts at byte `start` of `text`, and returns it with the byte where it
/// ends.
pub(crate) fn read(text: &str, start: usize, language: Language) -> Option<(Quantity, usize)> {
    let rest = text.get(start..)?;
    let before = text.get(..start)?;
    let currency = before
        .trim_end_matches(' ')
        .chars()
        .next_back()
        .filter(|&c| is_currency(c));
    let mut scanner = Scanner::new(rest, language, currency.is_some());
    scanner.before = before.chars().next_back();
    // "百分之二十" is twenty per cent.
    let percent = scanner.skip(han::PERCENT);
    let (value, digits) = scanner.number()?;
    let mut quantity = Quantity {
        value,
        unit: None,
        digits,
    };
    if let Some(minutes) = scanner.clock(value) {
        quantity.value = minutes;
        quantity.unit = Some((CLOCK, 1.0));
    } else {
        quantity.unit = scanner.unit();
    }
    if let Some(found) = currency.and_then(|symbol| unit(&symbol.to_string())) {
        quantity.unit = Some(found);
    }
    if percent {
        quantity.unit = unit("%");
    }
    if is_negative(before) {
        quantity.value = -quantity.value;
    }
    Some((quantity, start + scanner.end()))
}

/// Returns the value of the digits that start at byte `start`, without a magnitude.
pub(super) fn digits_at(text: &str, start: usize, language: Language) -> Option<f64> {
    let mut scanner = Scanner::new(text.get(start..)?, language, false);
    let digits = scanner.is_digit(0).then(|| scanner.plain_digits())?;
    Some(digits?.0)
}

/// Returns where the number whose digits start at byte `start` begins with its sign and its symbol
/// of a currency.
pub(crate) fn beginning(text: &str, start: usize) -> usize {
    let before = text.get(..start).unwrap_or_default();
    let unsigned = before.trim_end_matches(is_currency);
    let sign = unsigned.chars().next_back().filter(|&c| is_minus(c));
    let sign = sign.filter(|_| is_negative(before));
    unsigned.len() - sign.map_or(0, char::len_utf8)
}

fn is_minus(sign: char) -> bool {
    matches!(sign, '-' | '−' | '－')
}

fn is_currency(symbol: char) -> bool {
    matches!(symbol, '$' | '€' | '£' | '¥' | '₩' | '₹' | '₽')
}

/// Returns `true` if what precedes a number makes it negative.
fn is_negative(before: &str) -> bool {
    let before = before.trim_end_matches(is_currency);
    let mut characters = before.chars().rev();
    match characters.next() {
        Some(c) if is_minus(c) => characters.next().is_none_or(|c| {
            c.is_whitespace() || matches!(c, '(' | '「' | '：' | ':' | '，' | '"' | '“')
        }),
        Some(_) => {
            let words = before.trim_end();
            words.ends_with("零下") || words.ends_with(" minus") || words.ends_with("マイナス")
        }
        None => false,
    }
}

/// Reads a few characters of a text in lower case, with the bytes where each starts in the
/// original.
struct Scanner {
    characters: Vec<(char, usize)>,
    at: usize,
    end: usize,
    language: Language,
    /// The number is a sum of money.
    money: bool,
    /// The character before the number.
    before: Option<char>,
}

impl Scanner {
    fn new(text: &str, language: Language, money: bool) -> Self {
        let mut characters = Vec::with_capacity(REACH);
        let start = text.as_bytes().get(..REACH).unwrap_or(text.as_bytes());
        if start.is_ascii() {
            let plain = |(at, byte): (usize, &u8)| (char::from(byte.to_ascii_lowercase()), at);
            characters.extend(start.iter().enumerate().map(plain));
        } else {
            characters.extend(
                text.char_indices()
                    .take(REACH)
                    .map(|(at, c)| (plain(c), at)),
            );
        }
        let end = text
            .len()
            .min(characters.last().map_or(0, |last| last.1 + 4));
        Self {
            characters,
            at: 0,
            end,
            language,
            money,
            before: None,
        }
    }

    /// Drops `words` where the text starts with them.
    fn skip(&mut self, words: &str) -> bool {
        let length = words.chars().count();
        let starts = words
            .chars()
            .enumerate()
            .all(|(at, c)| self.get(at) == Some(c));
        if starts {
            self.characters.drain(..length);
        }
        starts
    }

    fn get(&self, at: usize) -> Option<char> {
        self.characters.get(at).map(|character| character.0)
    }

    fn is_digit(&self, at: usize) -> bool {
        self.get(at).is_some_and(|c| c.is_ascii_digit())
    }

    /// Returns the byte up to which was read.
    fn end(&self) -> usize {
        self.characters.get(self.at).map_or(self.end, |next| next.1)
    }

    /// Reads a number with its magnitude; returns it and how many of its digits were written.
    fn number(&mut self) -> Option<(f64, u32)> {
        if self.is_digit(0) {
            return self.digits();
        }
        self.han().or_else(|| self.words())
    }

    /// Reads digits with separators, and the magnitudes after them.
    fn digits(&mut self) -> Option<(f64, u32)> {
        let (mut value, digits) = self.plain_digits()?;
        while let Some(power) = self.magnitude() {
            value *= 10_f64.pinned_powi(power);
            // "2만6천": a smaller number is added.
            if self.is_digit(self.at)
                && let Some((rest, _)) = self.plain_digits()
            {
                let smaller = self
                    .magnitude()
                    .map_or(1.0, |power| 10_f64.pinned_powi(power));
                value += rest * smaller;
            }
        }
        Some((value, digits))
    }

    fn plain_digits(&mut self) -> Option<(f64, u32)> {
        let start = self.at;
        let mut at = start;
        while self.is_digit(at)
            || matches!(self.get(at), Some(',' | '.' | '\'' | ' ')) && self.joins(start, at)
            || self.get(at) == Some('{') && self.is_braced_comma(at)
        {
            at += if self.get(at) == Some('{') { 3 } else { 1 };
        }
        let written = &self.characters[start..at];
        self.at = at;
        // Most numbers are a few digits and nothing else.
        if (1..=MOST_PLAIN).contains(&written.len())
            && written.iter().all(|(c, _)| c.is_ascii_digit())
        {
            let digits = written.iter().map(|&(c, _)| c as u64 - '0' as u64);
            let value = digits.fold(0, |value, digit| 10 * value + digit);
            let zeros = written.iter().rev().take_while(|(c, _)| *c == '0').count();
            return Some((value as f64, (written.len() - zeros) as u32));
        }
        let written = written.iter().map(|(c, _)| c);
        let written: String = written.filter(|c| !matches!(c, '{' | '}')).collect();
        let plain = without_separators(&written, self.language.decimal_mark());
        let value: f64 = plain.parse().ok()?;
        let significant = plain.trim_end_matches('0').bytes();
        let digits = significant.filter(u8::is_ascii_digit).count() as u32;
        Some((value, digits))
    }

    /// Returns `true` for a comma in braces between digits, as LaTeX writes it: "1{,}500".
    fn is_braced_comma(&self, at: usize) -> bool {
        self.get(at + 1) == Some(',') && self.get(at + 2) == Some('}') && self.is_digit(at + 3)
    }

    /// Returns `true` if the separator at `at` belongs to the number from `start` on: a space joins
    /// groups of three digits only.
    fn joins(&self, start: usize, at: usize) -> bool {
        if !self.is_digit(at + 1) || at == start {
            return false;
        }
        if self.get(at) != Some(' ') {
            return true;
        }
        let before = (start..at)
            .rev()
            .take_while(|&at| self.is_digit(at))
            .count();
        (1..=3).contains(&before)
            && (1..=3).all(|step| self.is_digit(at + step))
            && !self.is_digit(at + 4)
    }

    /// Reads a magnitude, with the space or hyphen before it.
    fn magnitude(&mut self) -> Option<i32> {
        /// Metres, but millions of dollars.
        const MILLIONS: &str = "m";
        let start = self.start_of_phrase();
        let of_money = || {
            let next = self.end_of(MILLIONS, start).filter(|_| self.money)?;
            Some((6, next))
        };
        let (power, next) = magnitudes(self.language)
            .and_then(|magnitudes| self.longest(magnitudes, start))
            .or_else(of_money)?;
        self.at = next;
        Some(power)
    }

    /// Reads a unit, with the space or hyphen before it.
    fn unit(&mut self) -> Option<(u16, f64)> {
        let (unit, next) = self.longest(units(), self.start_of_phrase())?;
        self.at = next;
        Some(unit)
    }

    /// Returns where a phrase may start that belongs to the number before it.
    fn start_of_phrase(&self) -> usize {
        let mut start = self.at;
        while matches!(self.get(start), Some(' ' | '-' | '\u{2011}')) && start < self.at + 2 {
            start += 1;
        }
        start
    }

    /// Returns what the longest phrase means that is at `start`, and where it ends.
    fn longest<T: Copy>(&self, phrases: &Phrases<T>, start: usize) -> Option<(T, usize)> {
        let mut found = phrases.beginning_with(self.get(start)?);
        found.find_map(|(phrase, meaning)| Some((meaning, self.end_of(phrase, start)?)))
    }

    /// Returns where a phrase ends that is at `start`, with the spaces behind it; `None` where the
    /// text has another phrase, or a longer word.
    fn end_of(&self, phrase: &str, start: usize) -> Option<usize> {
        const MAX_LETTERS: usize = 24;
        let mut end = start;
        for c in phrase.chars() {
            if self.get(end) != Some(c) {
                return None;
            }
            end += 1;
        }
        let is_letter = |at: usize| self.get(at).is_some_and(is_alphabetic_letter);
        if end > start + MAX_LETTERS || is_letter(end - 1) && is_letter(end) {
            return None;
        }
        while end < start + MAX_LETTERS && self.get(end).is_some_and(char::is_whitespace) {
            end += 1;
        }
        Some(end)
    }

    /// Reads a time of day whose hour was read; returns minutes since midnight.
    fn clock(&mut self, hour: f64) -> Option<f64> {
        if !(0.0..=24.0).contains(&hour) || hour.fract() != 0.0 && self.get(self.at) != Some(' ') {
            return None;
        }
        let mut minutes = hour.trunc() * 60.0;
        if has_capitals(self.language) {
            // "4.20 a.m."
            let written = (hour.fract() * 100.0).round();
            if written >= 60.0 {
                return None;
            }
            minutes += written;
        }
        let mut found = false;
        let mut at = self.at;
        if matches!(self.get(at), Some(':' | '：'))
            && self.is_digit(at + 1)
            && self.is_digit(at + 2)
        {
            let pair: String = (at + 1..at + 3).filter_map(|at| self.get(at)).collect();
            minutes += pair.parse::<f64>().ok()?;
            at += 3;
            found = true;
        }
        let rest: String = (at..at + 6).filter_map(|at| self.get(at)).collect();
        let word = rest.trim_start();
        let skipped = rest.len() - word.len();
        for (suffix, afternoon) in [("a.m", false), ("am", false), ("p.m", true), ("pm", true)] {
            let ends = word
                .strip_prefix(suffix)
                .is_some_and(|rest| !rest.starts_with(char::is_alphabetic));
            if ends {
                at += skipped + suffix.len();
                minutes = minutes % 720.0 + if afternoon { 720.0 } else { 0.0 };
                found = true;
            }
        }
        for suffix in ["uhr", "時", "点", "시"] {
            if word.starts_with(suffix) && !word.starts_with("時間") && !word.starts_with("시간")
            {
                at += skipped + suffix.chars().count();
                found = true;
            }
        }
        found.then(|| {
            self.at = at;
            minutes
        })
    }

    /// Reads Chinese numerals.
    fn han(&mut self) -> Option<(f64, u32)> {
        let signs = self.characters.iter().map(|character| character.0);
        let (value, length) = han::read(signs, self.before)?;
        self.at = length;
        Some((value, length as u32))
    }

    /// Reads number words: "twenty-three", "two hundred and fifty thousand".
    fn words(&mut self) -> Option<(f64, u32)> {
        let (mut total, mut current, mut words) = (0.0, 0.0, 0);
        let mut at = 0;
        loop {
            let word: String = (at..self.characters.len())
                .map_while(|at| self.get(at).filter(|&c| c.is_alphabetic() || c == '\''))
                .collect();
            let length = word.chars().count();
            let joiner =
                words > 0 && matches!(&*word, "and" | "y" | "e" | "et" | "och" | "og" | "و");
            if joiner {
                at += length + 1;
                continue;
            }
            let behind_tens = current % 100.0 >= 20.0 && current % 10.0 == 0.0;
            let value = digits_of_word(self.language, &word)
                .or_else(|| (behind_tens && is_one(self.language, &word)).then_some(1.0));
            if let Some(value) = value {
                let tens = current % 100.0;
                let adds = current == 0.0
                    || tens == 0.0
                    || tens % 10.0 == 0.0 && tens >= 20.0 && value < 10.0;
                if !adds {
                    break;
                }
                current += value;
            } else if let Some(power) =
                magnitude(self.language, &word).filter(|_| words > 0 && length > 2)
            {
                if power == 2 {
                    current *= 100.0;
                } else {
                    total += current * 10_f64.pinned_powi(power);
                    current = 0.0;
                }
            } else {
                break;
            }
            words += 1;
            self.at = at + length;
            at = self.at;
            match self.get(at) {
                Some(' ' | '-' | '\u{2011}') => at += 1,
                _ => break,
            }
        }
        (words > 0).then_some((total + current, words))
    }
}

/// Returns `true` for the word for 1. The table of number words leaves it out, since it is mostly an
/// article; behind tens it is a number.
fn is_one(language: Language, word: &str) -> bool {
    match language {
        Language::English => word == "one",
        Language::French => matches!(word, "un" | "une"),
        Language::Spanish => matches!(word, "uno" | "un" | "una"),
        Language::Portuguese => matches!(word, "um" | "uma"),
        _ => false,
    }
}

/// Returns a character in lower case and in the form that is compared.
fn plain(c: char) -> char {
    match c {
        _ if c.is_ascii() => c.to_ascii_lowercase(),
        '\u{a0}' | '\u{202f}' | '\u{2009}' => ' ',
        '’' | '\u{66c}' => '\'',
        '\u{66b}' => '.',
        '％' | '٪' => '%',
        '，' => ',',
        _ => digit(c).unwrap_or_else(|| c.to_lowercase().next().unwrap_or(c)),
    }
}

fn is_alphabetic_letter(c: char) -> bool {
    let is_hangul = matches!(c, '\u{AC00}'..='\u{D7A3}');
    c.is_alphabetic() && !is_unspaced(c) && !is_hangul
}

/// Writes a number without the separators of its thousands and with a decimal point.
fn without_separators(written: &str, decimal: char) -> String {
    let written = written.trim_end_matches(['.', ',', '\'', ' ']);
    let (stops, commas) = (written.matches('.').count(), written.matches(',').count());
    let mark = match (stops, commas) {
        (0, 0) => None,
        (1, 0) | (0, 1) => {
            let separator = if stops == 1 { '.' } else { ',' };
            let (whole, fraction) = written.split_once(separator).unwrap_or((written, ""));
            let groups = fraction.len() == 3
                && (1..=3).contains(&whole.len())
                && !whole.starts_with('0')
                && separator != decimal;
            (!groups).then_some(separator)
        }
        (_, 0) | (0, _) => None,
        // The last one is the decimal mark.
        _ => written
            .rfind(['.', ','])
            .and_then(|at| written[at..].chars().next()),
    };
    written
        .chars()
        .filter_map(|c| match c {
            '0'..='9' => Some(c),
            _ if Some(c) == mark => Some('.'),
            _ => None,
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn quantity(text: &str, language: Language) -> Quantity {
        let start = text.find(|c: char| c.is_alphanumeric()).unwrap_or(0);
        read(text, start, language)
            .unwrap_or_else(|| panic!("{text}"))
            .0
    }

    #[test]
    fn what_is_the_same_number_is_the_same_quantity() {
        use Language::*;
        for (a, in_a, b, in_b) in [
            ("12.5", English, "12,5", German),
            ("12.5 million", English, "12,500,000", English),
            ("12,5 Millionen", German, "12.500.000", German),
            ("1.234", German, "1234", German),
            ("1,234", English, "1234", English),
            ("26 000", French, "26000", French),
            ("٩٠٠", Arabic, "900", Arabic),
            ("26 ألف", Arabic, "26,000", Arabic),
            ("九千万元", Chinese, "9000万元", Chinese),
            ("两万六千辆", Chinese, "26000辆", Chinese),
            ("十四公里", Chinese, "14公里", Chinese),
            ("百分之二十", Chinese, "20%", Chinese),
            ("1億2000万円", Japanese, "120,000,000円", Japanese),
            ("2만6천", Korean, "26,000", Korean),
            ("90억 원", Korean, "9,000,000,000원", Korean),
            ("9 crore", English, "90 million", English),
            ("3 लाख", Hindi, "300,000", Hindi),
            ("90 ล้าน", Thai, "90000000", Thai),
            ("90 tỷ đồng", Vietnamese, "90000000000", Vietnamese),
            ("twenty-three districts", English, "23 districts", English),
            (
                "two hundred and fifty thousand",
                English,
                "250,000",
                English,
            ),
            ("466,000", English, "466,219", English),
            ("5.4", English, "5.44", English),
            ("78 metres", English, "256 foot", English),
            ("3 kilometres", English, "3000 m", Norwegian),
            ("2 °C", English, "36 °F", English),
            ("20 degrees", English, "20 °C", English),
            (
                "1,150 tonnes",
                English,
                "2.5 million pounds of gravel",
                English,
            ),
            ("3 million pounds of it", English, "£3 million", English),
            ("6 p.m.", English, "18:00", English),
            ("18 Uhr", German, "18:00", German),
            ("5 per cent", English, "5%", English),
            ("1{,}500 graphs", English, "1,500 graphs", English),
            ("12{,}345{,}678", English, "12345678", English),
            ("4.20 a.m.", English, "4:20 am", English),
            ("19.40 Uhr", German, "19:40", German),
            ("$12.5 million", English, "12.5 million dollars", English),
        ] {
            let (x, y) = (quantity(a, in_a), quantity(b, in_b));
            assert!(x.is_same(&y) && y.is_same(&x), "{a} {x:?}, {b} {y:?}");
        }
    }

    #[test]
    fn other_numbers_units_and_signs_differ() {
        use Language::*;
        for (a, b, language) in [
            ("at -40 degrees", "at 40 degrees", English),
            ("3 metres", "3 kilometres", English),
            ("2 kg", "2 tonnes", English),
            ("5 million", "5 billion", English),
            ("2012", "2013", English),
            ("十一周", "五周", Chinese),
            ("九千万元", "四千万元", Chinese),
            ("17", "18", English),
            ("10:30", "10:45", English),
            ("5 euros", "5 dollars", English),
            ("5 euros", "5 cents", English),
            ("5 percent", "5 percentage points", English),
            ("4.20 a.m.", "4.30 a.m.", English),
            ("5 pounds", "5 dollars", English),
            ("2 °C", "40 °F", English),
        ] {
            let at = |text: &str| {
                text.find(|c: char| c.is_numeric() || "十五九四".contains(c))
                    .unwrap()
            };
            let read = |text: &str| read(text, at(text), language).unwrap().0;
            let (x, y) = (read(a), read(b));
            assert!(!x.is_same(&y) && !y.is_same(&x), "{a} {x:?}, {b} {y:?}");
        }
    }

    #[test]
    fn what_is_no_number_is_none() {
        for (text, language) in [
            ("bridge", Language::English),
            ("一定", Language::Chinese),
            ("十分", Language::Chinese),
            ("and", Language::English),
            ("", Language::English),
        ] {
            let found = read(text, 0, language);
            assert!(found.is_none(), "{text} {found:?}");
        }
    }
}
