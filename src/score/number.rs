//! Numbers that are written differently: `2,300` and `2300`, `22nd` and `22`, `five` and `5`.

/// English number words and what they stand for; `one` is left out, for it mostly counts nothing.
const WORDS: [(&str, &str); 22] = [
    ("two", "2"),
    ("three", "3"),
    ("four", "4"),
    ("five", "5"),
    ("six", "6"),
    ("seven", "7"),
    ("eight", "8"),
    ("nine", "9"),
    ("ten", "10"),
    ("eleven", "11"),
    ("twelve", "12"),
    ("thirteen", "13"),
    ("fourteen", "14"),
    ("fifteen", "15"),
    ("sixteen", "16"),
    ("seventeen", "17"),
    ("eighteen", "18"),
    ("nineteen", "19"),
    ("twenty", "20"),
    ("thirty", "30"),
    ("forty", "40"),
    ("fifty", "50"),
];

/// The digits that an English number word stands for.
pub(super) fn of_word(word: &str) -> Option<&'static str> {
    WORDS.iter().find(|(name, _)| *name == word).map(|(_, digits)| *digits)
}

/// A number without separators between its thousands, without an ordinal ending or a unit behind.
pub(super) fn normal(number: &str) -> String {
    let end = number
        .rfind(|c: char| c.is_numeric())
        .map_or(number.len(), |at| at + number[at..].chars().next().map_or(0, char::len_utf8));
    let mut digits = String::with_capacity(end);
    let mut groups = number[..end].split(',');
    digits.push_str(groups.next().unwrap_or(""));
    for group in groups {
        if group.len() != 3 {
            digits.push(',');
        }
        digits.push_str(group);
    }
    digits
}

/// Whether one number, in its normal form, is the other rounded: `466000` and `466219`, `99541` and `99541.98`.
pub(super) fn rounds(a: &str, b: &str) -> bool {
    let (Ok(x), Ok(y)) = (a.parse::<f64>(), b.parse::<f64>()) else { return false };
    let coarse = |text: &str, other: &str| {
        let zeros = text.len() - text.trim_end_matches('0').len();
        zeros >= 2 && text.len() > zeros || other.contains('.') && other.len() > text.len()
    };
    (coarse(a, b) || coarse(b, a)) && (x - y).abs() * 100.0 < x.max(y)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_have_one_form() {
        for (given, expected) in [
            ("2,300", "2300"),
            ("1,234,567", "1234567"),
            ("22nd", "22"),
            ("6am", "6"),
            ("3.5", "3.5"),
            ("3,5", "3,5"),
            ("٣", "٣"),
        ] {
            assert_eq!(normal(given), expected);
        }
        assert_eq!(of_word("twelve"), Some("12"));
        assert_eq!(of_word("one"), None);
    }
}
