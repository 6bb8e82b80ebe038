//! Numbers that are written differently: `2,300` and `2300`, `22nd` and `22`, `five` and `5`.

/// Returns a number without separators between its thousands, without an ordinal ending or a unit
/// behind. A comma or stop before three digits is such a separator; `3.125` is read as one too, the
/// same on both sides.
pub(crate) fn normal(number: &str) -> String {
    let end = number
        .char_indices()
        .rfind(|(_, c)| c.is_numeric())
        .map_or(number.len(), |(at, c)| at + c.len_utf8());
    let digits = number.get(..end).unwrap_or(number);
    let mut normal = String::with_capacity(digits.len());
    for (at, c) in digits.char_indices() {
        let rest = digits.get(at + 1..).unwrap_or("");
        let group = rest.split([',', '.']).next().unwrap_or("");
        if !(matches!(c, ',' | '.') && group.len() == 3) {
            normal.push(c);
        }
    }
    // An hour or a sum that is written out to the last digit is the short one.
    if let Some(whole) = normal
        .strip_suffix(".00")
        .or_else(|| normal.strip_suffix(",00"))
    {
        normal.truncate(whole.len());
    }
    let zeros = normal.bytes().take_while(|&byte| byte == b'0').count();
    if zeros > 0 && normal.as_bytes().get(zeros).is_some_and(u8::is_ascii_digit) {
        normal.drain(..zeros);
    }
    normal
}

/// Returns `true` if one number, in its normal form, is the other rounded: `466000` and `466219`,
/// `99541` and `99541.98`. Two years are two years.
pub(super) fn rounds((a, x): (&str, f64), (b, y): (&str, f64)) -> bool {
    if (x - y).abs() * 100.0 >= x.max(y) {
        return false;
    }
    let year = |text: &str, value: f64| text.len() == 4 && (1500.0..2100.0).contains(&value);
    let coarse = |text: &str, other: &str| {
        let zeros = text.len() - text.trim_end_matches('0').len();
        zeros >= 2 && text.len() > zeros || other.contains('.') && other.len() > text.len()
    };
    (coarse(a, b) || coarse(b, a)) && !(year(a, x) && year(b, y))
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
            ("41.000", "41000"),
            ("5.44", "5.44"),
            ("5.00", "5"),
            ("07", "7"),
            ("0.07", "0.07"),
            ("٣", "٣"),
        ] {
            assert_eq!(normal(given), expected);
        }
    }

    /// Returns the same for the numbers as they are written.
    fn rounds(a: &str, b: &str) -> bool {
        matches!((a.parse(), b.parse()), (Ok(x), Ok(y)) if super::rounds((a, x), (b, y)))
    }

    #[test]
    fn rounding_is_seen_but_other_numbers_are_other_numbers() {
        for (a, b) in [
            ("466000", "466219"),
            ("99541", "99541.98"),
            ("5.4", "5.44"),
            ("500", "500"),
        ] {
            assert!(rounds(a, b) && rounds(b, a), "{a} {b}");
        }
        for (a, b) in [
            ("2000", "2012"),
            ("17", "18"),
            ("466000", "490219"),
            ("12", "x"),
            ("0", "5"),
        ] {
            assert!(!rounds(a, b) && !rounds(b, a), "{a} {b}");
        }
    }
}
