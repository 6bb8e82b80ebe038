//! Breaks marked text into lines of a given width, counted in terminal cells.

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use super::marks::{Mark, Run};

/// A line of marked pieces.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct ColumnLine {
    pub(super) pieces: Vec<(Mark, String)>,
    /// In cells.
    pub(super) width: usize,
}

impl ColumnLine {
    fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    fn push(&mut self, mark: Mark, text: &str) {
        if text.is_empty() {
            return;
        }
        self.width += text.width();
        match self.pieces.last_mut() {
            Some((last, piece)) if *last == mark => piece.push_str(text),
            _ => self.pieces.push((mark, text.to_owned())),
        }
    }

    fn append(&mut self, word: ColumnLine) {
        for (mark, text) in word.pieces {
            self.push(mark, &text);
        }
    }
}

/// Breaks `runs` into lines of at most `width` cells, between words where that is possible, and at
/// empty lines of the text.
///
/// `brackets` gives what to write before and after a run with a mark.
pub(super) fn wrap(
    runs: &[Run<'_>],
    width: usize,
    brackets: impl Fn(Mark) -> (&'static str, &'static str),
) -> Vec<ColumnLine> {
    let mut lines = Lines {
        width: width.max(2),
        done: Vec::new(),
        line: ColumnLine::default(),
        word: ColumnLine::default(),
    };
    for run in runs {
        // White space at the edges of a run stays outside of its brackets.
        let (open, close) = brackets(run.mark);
        let inner = run.text.trim();
        let start = run.text.len() - run.text.trim_start().len();
        lines.text(run.mark, &run.text[..start]);
        if !inner.is_empty() {
            lines.word.push(run.mark, open);
            lines.text(run.mark, inner);
            lines.word.push(run.mark, close);
            lines.text(run.mark, &run.text[start + inner.len()..]);
        }
    }
    lines.finish()
}

struct Lines {
    width: usize,
    done: Vec<ColumnLine>,
    line: ColumnLine,
    word: ColumnLine,
}

impl Lines {
    fn text(&mut self, mark: Mark, text: &str) {
        let mut newlines = 0;
        let mut buffer = String::new();
        for c in text.chars() {
            if c.is_whitespace() {
                self.word.push(mark, &std::mem::take(&mut buffer));
                self.end_word();
                newlines += usize::from(c == '\n');
                if newlines == 2 {
                    self.end_line();
                }
            } else {
                newlines = 0;
                buffer.push(visible(c));
            }
        }
        self.word.push(mark, &buffer);
    }

    fn end_word(&mut self) {
        let word = std::mem::take(&mut self.word);
        if word.is_empty() {
            return;
        }
        if !self.line.is_empty() && self.line.width + 1 + word.width > self.width {
            self.end_line();
        }
        if !self.line.is_empty() {
            // Between two words of one mark the space has it too.
            let mark = match (self.line.pieces.last(), word.pieces.first()) {
                (Some((before, _)), Some((after, _))) if before == after => *before,
                _ => Mark::Same,
            };
            self.line.push(mark, " ");
        }
        if word.width <= self.width {
            self.line.append(word);
        } else {
            self.split(&word);
        }
    }

    /// Breaks a word that is wider than a line.
    fn split(&mut self, word: &ColumnLine) {
        for (mark, text) in &word.pieces {
            for c in text.chars() {
                if self.line.width + c.width().unwrap_or(0) > self.width {
                    self.end_line();
                }
                self.line.push(*mark, c.encode_utf8(&mut [0; 4]));
            }
        }
    }

    fn end_line(&mut self) {
        if !self.line.is_empty() {
            self.done.push(std::mem::take(&mut self.line));
        }
    }

    fn finish(mut self) -> Vec<ColumnLine> {
        self.end_word();
        self.end_line();
        self.done
    }
}

/// Returns a character as it can be shown: nothing in a text may steer the terminal or turn its
/// reading direction.
pub(super) fn visible(c: char) -> char {
    match c {
        '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}' | '\u{61c}' => {
            char::REPLACEMENT_CHARACTER
        }
        // The ends of lines and paragraphs that are no controls.
        '\u{2028}' | '\u{2029}' => ' ',
        c if c.is_control() => char::REPLACEMENT_CHARACTER,
        c => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn brackets(mark: Mark) -> (&'static str, &'static str) {
        if mark == Mark::Differs {
            ("[-", "-]")
        } else {
            ("", "")
        }
    }

    fn texts(lines: &[ColumnLine]) -> Vec<String> {
        lines
            .iter()
            .map(|line| line.pieces.iter().map(|(_, text)| text.as_str()).collect())
            .collect()
    }

    #[test]
    fn breaks_between_words_and_at_empty_lines() {
        let runs = [Run {
            mark: Mark::Same,
            text: "the quick\nbrown fox\n\njumps",
        }];
        assert_eq!(
            texts(&wrap(&runs, 11, brackets)),
            ["the quick", "brown fox", "jumps"]
        );
    }

    #[test]
    fn brackets_hug_the_words_and_count() {
        let runs = [
            Run {
                mark: Mark::Same,
                text: "a ",
            },
            Run {
                mark: Mark::Differs,
                text: "b c",
            },
            Run {
                mark: Mark::Same,
                text: ", d",
            },
        ];
        assert_eq!(texts(&wrap(&runs, 80, brackets)), ["a [-b c-], d"]);
        assert_eq!(texts(&wrap(&runs, 6, brackets)), ["a [-b", "c-], d"]);
    }

    #[test]
    fn width_is_counted_in_cells() {
        let runs = [Run {
            mark: Mark::Same,
            text: "洪水警報 e\u{301}te\u{301}",
        }];
        let lines = wrap(&runs, 8, brackets);
        assert_eq!(texts(&lines), ["洪水警報", "e\u{301}te\u{301}"]);
        assert_eq!((lines[0].width, lines[1].width), (8, 3));
        assert_eq!(
            texts(&wrap(&runs, 5, brackets)),
            ["洪水", "警報", "e\u{301}te\u{301}"]
        );
    }

    #[test]
    fn nothing_in_a_text_steers_the_terminal() {
        let runs = [Run {
            mark: Mark::Same,
            text: "a\u{1b}[31mb\u{202e}c\0",
        }];
        assert_eq!(
            texts(&wrap(&runs, 80, brackets)),
            ["a\u{fffd}[31mb\u{fffd}c\u{fffd}"]
        );
    }

    proptest! {
        #[test]
        fn lines_fit_and_keep_every_word(parts in prop::collection::vec((any::<bool>(), "[a-z洪é \n\u{301}]{1,30}"), 0..8), width in 4..40usize) {
            let runs: Vec<Run<'_>> = parts
                .iter()
                .map(|(differs, text)| Run { mark: if *differs { Mark::Differs } else { Mark::Same }, text })
                .collect();
            let lines = wrap(&runs, width, |_| ("", ""));
            prop_assert!(lines.iter().all(|line| line.width <= width));
            let without_spaces = |text: &str| text.split_whitespace().collect::<String>();
            let all: String = parts.iter().map(|(_, text)| text.as_str()).collect();
            prop_assert_eq!(without_spaces(&texts(&lines).join(" ")), without_spaces(&all));
        }
    }
}
