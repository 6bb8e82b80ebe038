//! Where lines end, whichever system wrote the text.

/// Counts the ends of lines in a text that is read character by character: LF, CR, CR LF as one,
/// NEL, U+2028, and U+2029, which ends a paragraph and counts as two.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct LineEnds {
    after_return: bool,
}

impl LineEnds {
    /// Returns how many lines the next character ends.
    #[inline]
    pub(crate) fn next(&mut self, c: char) -> usize {
        let after_return = std::mem::replace(&mut self.after_return, c == '\r');
        match c {
            '\n' => usize::from(!after_return),
            '\r' | '\u{85}' | '\u{2028}' => 1,
            '\u{2029}' => 2,
            _ => 0,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::LineEnds;

    #[test]
    fn ends_of_lines_of_every_system_count_alike() {
        for (text, expected) in [
            ("\n", 1),
            ("\r\n", 1),
            ("\r", 1),
            ("\u{2028}", 1),
            ("\u{85}", 1),
            ("\n \n", 2),
            ("\r\n\t\r\n", 2),
            ("\r\r", 2),
            ("\n\r", 2),
            ("\u{2029}", 2),
            (" a ", 0),
        ] {
            let mut ends = LineEnds::default();
            assert_eq!(
                text.chars().map(|c| ends.next(c)).sum::<usize>(),
                expected,
                "{text:?}"
            );
        }
    }
}
