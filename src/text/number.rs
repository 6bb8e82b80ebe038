//! Numbers written with grouped thousands, and without: the same word.

/// Returns a number without the separators of its thousands and with a decimal point: `1,234.5`,
/// `1.234,5` and `1'234.5` are `1234.5`. `None` for what is no grouped number or could be read in
/// two ways: `1.234` is left as it is written, and `1,234` counts as grouped.
pub(super) fn plain_number(written: &str) -> Option<String> {
    let separator = written.chars().find(|c| !c.is_ascii_digit())?;
    let (whole, decimals) = match separator {
        ',' | '\'' => written
            .split_once('.')
            .map_or((written, None), |(whole, decimals)| (whole, Some(decimals))),
        '.' => written
            .split_once(',')
            .map_or((written, None), |(whole, decimals)| (whole, Some(decimals))),
        _ => return None,
    };
    let is_digits =
        |digits: &str| !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    let mut groups = whole.split(separator);
    let first = groups.next()?;
    let thousands = groups.clone().count();
    let least = if separator == '.' && decimals.is_none() {
        2
    } else {
        1
    };
    let grouped = matches!(first.len(), 1..=3)
        && is_digits(first)
        && thousands >= least
        && groups.all(|group| group.len() == 3 && is_digits(group))
        && decimals.is_none_or(is_digits);
    grouped.then(|| {
        let mut number: String = whole.chars().filter(char::is_ascii_digit).collect();
        if let Some(decimals) = decimals {
            number.push('.');
            number.push_str(decimals);
        }
        number
    })
}

#[cfg(test)]
mod tests {
    use super::plain_number;

    #[test]
    fn only_grouped_thousands_lose_their_separators() {
        for (written, plain) in [
            ("1,234", Some("1234")),
            ("12,345,678.90", Some("12345678.90")),
            ("1.234.567", Some("1234567")),
            ("1.234,5", Some("1234.5")),
            ("1'234", Some("1234")),
            ("1.234", None),
            ("3.14", None),
            ("12,34", None),
            ("1234,567", None),
            ("1,234th", None),
            ("1,,234", None),
            ("1.2.3", None),
            ("", None),
        ] {
            assert_eq!(plain_number(written).as_deref(), plain, "{written}");
        }
    }
}
