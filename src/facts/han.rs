//! Chinese numerals, as Chinese and Japanese write them.
//!
//! Most signs for numbers are also part of everyday words: 十分 is "enough", 一番 "the most", 万一 "in
//! case", 七八 "seven or eight". Those are no facts, so a numeral is read only where its form or
//! what follows makes it one.

use crate::math::Pinned;

/// What precedes a percentage.
pub(super) const PERCENT: &str = "百分之";

/// Returns `true` if a word is a Chinese numeral.
pub(super) fn is_numeral(word: &str) -> bool {
    let mut characters = word.chars();
    characters.next().and_then(numeral).is_some() && characters.next().is_none()
}

/// Reads the numeral at the start of `characters`, which `before` precedes; returns its value and
/// how many characters it has.
pub(super) fn read(
    characters: impl Iterator<Item = char>,
    before: Option<char>,
) -> Option<(f64, usize)> {
    let mut characters = characters.peekable();
    let mut signs = Vec::new();
    while let Some(sign) = characters.peek().copied().and_then(numeral) {
        signs.push(sign);
        characters.next();
    }
    let next: String = characters.take(2).collect();
    let is_vague = before.is_some_and(|c| "数數几幾何".contains(c));
    if is_vague || !is_number(&signs, &next) {
        return None;
    }
    Some((value(&signs)?, signs.len()))
}

/// Returns `true` if the signs are a number where `next` follows.
fn is_number(signs: &[Numeral], next: &str) -> bool {
    use Numeral::{Digit, Power};
    let counted = next.starts_with(is_counter) && !next.starts_with("分之");
    match signs {
        // "一点" is "a little", "一时" "for a time", "百个" a hundred only after a number.
        [Digit(1)] => {
            counted && !next.starts_with(['点', '點', '时', '時', '番', '度', '回', '分'])
        }
        [Power(1)] if next.starts_with('分') => {
            ["分钟", "分鐘", "分間", "分後", "分前"].contains(&next)
        }
        [Power(2)] => false,
        [Power(power), ..] if *power >= 4 => false,
        [_] => counted,
        // 七八 is seven or eight.
        [Digit(a), Digit(b)] => *a == 0 || *b == 0 || next.starts_with('年'),
        [] => false,
        _ => true,
    }
}

/// A Chinese numeral.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Numeral {
    Digit(u8),
    Power(i32),
}

fn numeral(c: char) -> Option<Numeral> {
    Some(match c {
        '〇' | '零' => Numeral::Digit(0),
        '一' => Numeral::Digit(1),
        '二' | '两' | '兩' => Numeral::Digit(2),
        '三' => Numeral::Digit(3),
        '四' => Numeral::Digit(4),
        '五' => Numeral::Digit(5),
        '六' => Numeral::Digit(6),
        '七' => Numeral::Digit(7),
        '八' => Numeral::Digit(8),
        '九' => Numeral::Digit(9),
        '十' => Numeral::Power(1),
        '百' => Numeral::Power(2),
        '千' => Numeral::Power(3),
        '万' | '萬' => Numeral::Power(4),
        '亿' | '億' => Numeral::Power(8),
        '兆' => Numeral::Power(12),
        _ => return None,
    })
}

/// Returns the value of numerals; `None` where they do not form a number.
fn value(signs: &[Numeral]) -> Option<f64> {
    let (mut total, mut section, mut digit) = (0.0, 0.0, None);
    let mut spelled = String::new();
    let mut only_digits = true;
    for sign in signs {
        match *sign {
            Numeral::Digit(value) => {
                spelled.push(char::from(b'0' + value));
                digit = Some(f64::from(value));
            }
            Numeral::Power(power @ 1..=3) => {
                only_digits = false;
                section += digit.take().unwrap_or(1.0) * 10_f64.pinned_powi(power);
            }
            Numeral::Power(power) => {
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

/// Returns `true` for a sign that counts what follows, after a single numeral.
fn is_counter(c: char) -> bool {
    "个個名人位年月日号號元円度周週岁歳辆輛台条條次家所级級层層米公天时時分秒本件件隻只艘架座根点點匹枚円番回倍成".contains(c)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn number(text: &str) -> Option<(f64, usize)> {
        read(text.chars(), None)
    }

    #[test]
    fn numerals_are_numbers() {
        for (text, value, length) in [
            ("二十三人", 23.0, 3),
            ("两万六千辆", 26_000.0, 4),
            ("三百五十", 350.0, 4),
            ("十四公里", 14.0, 2),
            ("十分钟", 10.0, 1),
            ("二〇二四年", 2024.0, 4),
            ("九八年", 98.0, 2),
            ("三月", 3.0, 1),
            ("一百万", 1e6, 3),
            ("九千万元", 9e7, 3),
        ] {
            assert_eq!(number(text), Some((value, length)), "{text}");
        }
    }

    #[test]
    fn everyday_words_are_no_numbers() {
        for text in [
            "十分だよ",
            "十分重要",
            "一番",
            "一点",
            "一時的に",
            "一定",
            "一緒に",
            "万一",
            "万人空巷",
            "七八个",
            "百姓",
            "千葉県",
            "四川省",
            "三分之一",
            "一方",
            "十",
            "",
        ] {
            assert_eq!(number(text), None, "{text}");
        }
        assert_eq!(read("十人".chars(), Some('数')), None, "tens of people");
    }
}
