//! Numbers with their signs, magnitudes and units, in digits of any script, Chinese numerals and
//! number words.
//!
//! `12.5 million`, `12,5 Millionen`, `1250万` and `12,500,000` are one value; `3 km` and `3 m` are
//! not, and 78 metres are 256 feet. The decimal mark follows the language where a number could be
//! read in two ways.

use std::sync::LazyLock;

use crate::language::{Language, digit, digits_of_word, magnitude, unit};
use crate::math::Pinned;

/// Characters of a text that are looked at from the start of a number.
const REACH: usize = 64;

/// A number as it is meant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Quantity {
    /// The value, with its sign and magnitude.
    pub(crate) value: f64,
    /// The dimension of its unit and the size of the unit in the base unit; `None` for a bare
    /// number.
    pub(crate) unit: Option<(u16, f64)>,
    /// The digits that were written, not counting zeros at the end.
    digits: u32,
}

/// The dimension of a time of day, in minutes; no row of the table of units.
const CLOCK: u16 = u16::MAX;

/// The relative difference up to which a rounded number is the exact one.
const ROUNDING: f64 = 0.01;

/// The relative difference up to which a length in feet is one in metres: conversions are rounded.
const CONVERSION: f64 = 0.05;

/// The difference in degrees Celsius up to which a converted temperature is the same.
const DEGREES: f64 = 0.6;

/// The dimensions of units that can be converted into a unit of another dimension.
#[derive(Debug)]
struct Ambiguous {
    celsius: Option<u16>,
    fahrenheit: Option<u16>,
    /// Degrees of either scale.
    degrees: Option<u16>,
    mass: Option<u16>,
    /// Money or a weight.
    pound: Option<u16>,
}

impl Ambiguous {
    fn units() -> &'static Self {
        static UNITS: LazyLock<Ambiguous> = LazyLock::new(|| {
            let dimension = |name: &str| unit(name).map(|found| found.0);
            Ambiguous {
                celsius: dimension("°c"),
                fahrenheit: dimension("°f"),
                degrees: dimension("degrees"),
                mass: dimension("kg"),
                pound: dimension("£"),
            }
        });
        &UNITS
    }

    fn is_of_either_scale(&self, quantity: &Quantity) -> bool {
        quantity.unit.map(|unit| unit.0) == self.degrees
    }

    /// Returns a temperature in degrees Celsius.
    fn celsius(&self, quantity: &Quantity) -> Option<f64> {
        let dimension = Some(quantity.unit?.0);
        if dimension == self.fahrenheit {
            Some((quantity.value - 32.0) / 1.8)
        } else {
            (dimension == self.celsius || dimension == self.degrees).then_some(quantity.value)
        }
    }

    /// Returns a weight in kilograms.
    fn mass(&self, quantity: &Quantity) -> Option<f64> {
        const POUND: f64 = 0.453_592_37;
        let (dimension, size) = quantity.unit?;
        if Some(dimension) == self.pound {
            Some(quantity.value * POUND)
        } else {
            (Some(dimension) == self.mass).then_some(quantity.value * size)
        }
    }
}

impl Quantity {
    /// Returns `true` if both say the same: equal, one rounded to fewer digits, or one converted to
    /// another unit.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let signs_differ = self.value.is_sign_negative() != other.value.is_sign_negative();
        if signs_differ && self.value != 0.0 && self.unit == other.unit {
            return false;
        }
        match (self.unit, other.unit) {
            (Some((mine, _)), Some((theirs, _))) if mine != theirs => self.is_same_otherwise(other),
            (Some((_, mine)), Some((_, theirs))) if mine != theirs => {
                let (a, b) = (self.value * mine, other.value * theirs);
                (a - b).abs() <= CONVERSION * a.abs().max(b.abs())
            }
            _ => self.has_same_value(other),
        }
    }

    /// Returns `true` if both say the same in two units.
    pub(crate) fn is_converted(&self, other: &Self) -> bool {
        let units = self.unit.zip(other.unit);
        units.is_some_and(|(mine, theirs)| mine != theirs) && self.is_same(other)
    }

    /// Returns `true` if both say the same in units of two dimensions: degrees of two scales, or
    /// pounds that are money or a weight.
    fn is_same_otherwise(&self, other: &Self) -> bool {
        let units = Ambiguous::units();
        if let (Some(mine), Some(theirs)) = (units.celsius(self), units.celsius(other)) {
            return (mine - theirs).abs() <= DEGREES
                || units.is_of_either_scale(self) && self.value == other.value
                || units.is_of_either_scale(other) && self.value == other.value;
        }
        match (units.mass(self), units.mass(other)) {
            (Some(mine), Some(theirs)) => {
                (mine - theirs).abs() <= CONVERSION * mine.abs().max(theirs.abs())
            }
            _ => false,
        }
    }

    /// Returns `true` if a number that says the same may be far away in value.
    pub(crate) fn is_ambiguous(&self) -> bool {
        let units = Ambiguous::units();
        units.celsius(self).is_some() || units.mass(self).is_some()
    }

    fn has_same_value(&self, other: &Self) -> bool {
        let (a, b) = (self.value, other.value);
        let most = a.abs().max(b.abs());
        if (a - b).abs() <= 1e-9 * most {
            return true;
        }
        if self.is_year() && other.is_year() {
            return false;
        }
        // One is the other with fewer digits: 466,000 for 466,219, 5.4 for 5.44.
        let rounded = |coarse: &Self, fine: &Self| {
            coarse.digits < fine.digits
                && (coarse.value.abs() >= 100.0 || fine.value.fract() != 0.0)
        };
        (a - b).abs() < ROUNDING * most && (rounded(self, other) || rounded(other, self))
    }

    /// Returns the magnitude of the value in the base unit of its dimension.
    pub(crate) fn base(&self) -> f64 {
        self.value.abs() * self.unit.map_or(1.0, |unit| unit.1)
    }

    fn is_year(&self) -> bool {
        self.unit.is_none() && self.value.fract() == 0.0 && (1500.0..2100.0).contains(&self.value)
    }

    /// Returns `true` for a number without a unit of fewer than two digits, as every text has.
    pub(crate) fn is_small(&self) -> bool {
        self.unit.is_none() && self.value.abs() < 10.0 && self.value.fract() == 0.0
    }
}

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
    if is_negative(before) {
        quantity.value = -quantity.value;
    }
    Some((quantity, start + scanner.end()))
}

fn is_currency(symbol: char) -> bool {
    matches!(symbol, '$' | '€' | '£' | '¥' | '₩' | '₹' | '₽')
}

/// Returns `true` if what precedes a number makes it negative.
fn is_negative(before: &str) -> bool {
    let before = before.trim_end_matches(is_currency);
    let mut characters = before.chars().rev();
    match characters.next() {
        Some('-' | '−' | '－') => characters.next().is_none_or(|c| {
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
}

impl Scanner {
    fn new(text: &str, language: Language, money: bool) -> Self {
        let mut characters = Vec::with_capacity(REACH);
        for (at, c) in text.char_indices().take(REACH) {
            let plain = match c {
                '\u{a0}' | '\u{202f}' | '\u{2009}' => ' ',
                '’' | '\u{66c}' => '\'',
                '\u{66b}' => '.',
                '％' | '٪' => '%',
                '，' => ',',
                _ => digit(c).unwrap_or_else(|| c.to_lowercase().next().unwrap_or(c)),
            };
            characters.push((plain, at));
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
        }
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
        {
            at += 1;
        }
        let written: String = (start..at).filter_map(|at| self.get(at)).collect();
        self.at = at;
        let plain = plain(&written, self.language.decimal_mark());
        let value: f64 = plain.parse().ok()?;
        let significant = plain.trim_end_matches('0').bytes();
        let digits = significant.filter(u8::is_ascii_digit).count() as u32;
        Some((value, digits))
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
        let (power, next) = self.longest(|words| match words {
            // Metres, but millions of dollars.
            "m" => self.money.then_some(6),
            _ => magnitude(self.language, words),
        })?;
        self.at = next;
        Some(power)
    }

    /// Reads a unit, with the space or hyphen before it.
    fn unit(&mut self) -> Option<(u16, f64)> {
        let (unit, next) = self.longest(unit)?;
        self.at = next;
        Some(unit)
    }

    /// Looks up the longest run of characters from here on that `find` knows, and where it ends.
    fn longest<T>(&self, find: impl Fn(&str) -> Option<T>) -> Option<(T, usize)> {
        const MAX_LETTERS: usize = 24;
        let mut start = self.at;
        while matches!(self.get(start), Some(' ' | '-' | '\u{2011}')) && start < self.at + 2 {
            start += 1;
        }
        let mut words = String::new();
        let mut ends = Vec::new();
        for at in start..start + MAX_LETTERS {
            let Some(c) = self.get(at) else { break };
            words.push(c);
            let last_is_closed = !is_alphabetic_letter(c);
            let next_is_letter = self.get(at + 1).is_some_and(is_alphabetic_letter);
            if last_is_closed || !next_is_letter {
                ends.push((words.len(), at + 1));
            }
        }
        ends.into_iter()
            .rev()
            .find_map(|(length, next)| Some((find(words.get(..length)?.trim_end())?, next)))
    }

    /// Reads a time of day whose hour was read; returns minutes since midnight.
    fn clock(&mut self, hour: f64) -> Option<f64> {
        if !(0.0..=24.0).contains(&hour) || hour.fract() != 0.0 && self.get(self.at) != Some(' ') {
            return None;
        }
        let mut minutes = hour.trunc() * 60.0;
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

    /// Reads Chinese numerals: of two or more signs, or before a unit or a counter.
    fn han(&mut self) -> Option<(f64, u32)> {
        let length = (0..self.characters.len())
            .take_while(|&at| self.get(at).is_some_and(|c| han_value(c).is_some()))
            .count();
        if length == 0 || self.get(0).and_then(han_value) == Some(Han::Power(2)) && length == 1 {
            return None;
        }
        let next = self.get(length);
        if length == 1 && !next.is_some_and(is_counter) {
            return None;
        }
        let signs = (0..length).filter_map(|at| self.get(at).and_then(han_value));
        let value = han_number(signs)?;
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
            if let Some(value) = digits_of_word(self.language, &word) {
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

fn is_alphabetic_letter(c: char) -> bool {
    c.is_alphabetic()
        && !matches!(c, '\u{E01}'..='\u{E7F}' | '\u{3041}'..='\u{30FF}' | '\u{3400}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}')
}

/// Writes a number without the separators of its thousands and with a decimal point.
fn plain(written: &str, decimal: char) -> String {
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

/// Returns `true` if a word is a Chinese numeral.
pub(crate) fn is_numeral(word: &str) -> bool {
    let mut characters = word.chars();
    characters.next().and_then(han_value).is_some() && characters.next().is_none()
}

/// A Chinese numeral.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Han {
    Digit(u8),
    Power(i32),
}

fn han_value(c: char) -> Option<Han> {
    Some(match c {
        '〇' | '零' => Han::Digit(0),
        '一' => Han::Digit(1),
        '二' | '两' | '兩' => Han::Digit(2),
        '三' => Han::Digit(3),
        '四' => Han::Digit(4),
        '五' => Han::Digit(5),
        '六' => Han::Digit(6),
        '七' => Han::Digit(7),
        '八' => Han::Digit(8),
        '九' => Han::Digit(9),
        '十' => Han::Power(1),
        '百' => Han::Power(2),
        '千' => Han::Power(3),
        '万' | '萬' => Han::Power(4),
        '亿' | '億' => Han::Power(8),
        '兆' => Han::Power(12),
        _ => return None,
    })
}

/// Returns the value of Chinese numerals; `None` where they do not form a number.
fn han_number(signs: impl Iterator<Item = Han>) -> Option<f64> {
    let (mut total, mut section, mut digit) = (0.0, 0.0, None);
    let mut spelled = String::new();
    let mut only_digits = true;
    for sign in signs {
        match sign {
            Han::Digit(value) => {
                spelled.push(char::from(b'0' + value));
                digit = Some(f64::from(value));
            }
            Han::Power(power @ 1..=3) => {
                only_digits = false;
                section += digit.take().unwrap_or(1.0) * 10_f64.pinned_powi(power);
            }
            Han::Power(power) => {
                only_digits = false;
                let whole = section + digit.take().unwrap_or(0.0);
                total += whole.max(1.0) * 10_f64.pinned_powi(power);
                section = 0.0;
            }
        }
    }
    if only_digits {
        return spelled.parse().ok();
    }
    Some(total + section + digit.unwrap_or(0.0))
}

/// Signs that count what follows, after a single numeral.
fn is_counter(c: char) -> bool {
    "个個名人位年月日号號元円度周週岁歳辆輛台条條次家所级級层層米公天时時分秒本件件隻只艘架座根点點匹枚円番回倍成".contains(c)
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
            assert!(text == "十分" || found.is_none(), "{text} {found:?}");
        }
    }
}
