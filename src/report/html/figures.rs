//! Numbers and texts as a page shows them.

use std::fmt::{self, Write};

/// A text whose controls are shown, never obeyed: control characters as their pictures, overrides
/// of the reading direction as the replacement character. Everything else stays; escaping is the
/// template's job.
#[derive(Debug, Clone, Copy)]
pub(super) struct Shown<'t>(pub(super) &'t str);

impl fmt::Display for Shown<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut rest = self.0;
        while let Some((at, c, picture)) = rest
            .char_indices()
            .find_map(|(at, c)| Some((at, c, picture(c)?)))
        {
            out.write_str(&rest[..at])?;
            out.write_char(picture)?;
            rest = &rest[at + c.len_utf8()..];
        }
        out.write_str(rest)
    }
}

fn picture(c: char) -> Option<char> {
    match c {
        '\n' | '\t' => None,
        '\0'..='\u{1f}' => char::from_u32(0x2400 + u32::from(c)),
        '\u{7f}' => Some('\u{2421}'),
        '\u{80}'..='\u{9f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {
            Some(char::REPLACEMENT_CHARACTER)
        }
        _ => None,
    }
}

/// Returns the beginning of a text, in one line.
pub(super) fn beginning(text: &str, chars: usize) -> String {
    let mut line = String::new();
    let mut words = text.split_whitespace();
    for word in words.by_ref() {
        if line.chars().count() + word.chars().count() > chars {
            line.extend(word.chars().take(if line.is_empty() { chars } else { 0 }));
            return line + "…";
        }
        if !line.is_empty() {
            line.push(' ');
        }
        line.push_str(word);
    }
    line
}

/// Returns a probability in percent, never rounded to certainty.
pub(super) fn probability(probability: f64) -> String {
    match 100.0 * probability {
        percent if percent <= 0.0 => "0".to_owned(),
        percent if percent < 0.1 => "under 0.1".to_owned(),
        percent if percent > 99.9 => "over 99.9".to_owned(),
        percent => format!("{percent:.1}"),
    }
}

/// Returns a share in percent.
pub(super) fn percent(share: f64) -> String {
    format!("{:.0}", 100.0 * share)
}

/// Returns a measure, or a dash where it is not defined.
pub(super) fn measure(value: Option<f64>) -> String {
    value.map_or("–".to_owned(), |value| format!("{value:.3}"))
}

/// Returns a number of log-odds with its sign.
pub(super) fn signed(value: f64) -> String {
    let text = format!("{:.1}", value.abs());
    match text.as_str() {
        "0.0" => text,
        _ if value < 0.0 => format!("−{text}"),
        _ => format!("+{text}"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn controls_are_shown() {
        assert_eq!(
            Shown("a\u{1b}[1m\0\u{202e}b\tc\nd\u{85}\u{200f}").to_string(),
            "a␛[1m␀\u{fffd}b\tc\nd\u{fffd}\u{200f}"
        );
    }

    #[test]
    fn nothing_is_certain() {
        let shown = [0.0, 0.0004, 0.5, 0.9989, 0.99999, 1.0].map(probability);
        assert_eq!(
            shown,
            ["0", "under 0.1", "50.0", "99.9", "over 99.9", "over 99.9"]
        );
    }

    #[test]
    fn beginnings_end_between_words() {
        assert_eq!(beginning(" one\n two three", 7), "one two…");
        assert_eq!(beginning("one", 7), "one");
        assert_eq!(beginning("undivided", 4), "undi…");
    }

    #[test]
    fn signs_are_shown() {
        assert_eq!([1.25, -0.04, -3.0].map(signed), ["+1.2", "0.0", "−3.0"]);
    }
}
