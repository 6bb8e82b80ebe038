//! Line numbers, time stamps and time codes: what precedes the words of line after line.

use std::ops::Range;

use super::lines::Line;
use crate::text::Document;

/// Lines with a mark that make it a habit of the text.
const MIN_LINES: usize = 4;

/// The share of lines that must have one.
const MIN_SHARE: f64 = 0.3;

/// The share of numbers that must follow from the number before.
const MIN_COUNTED: f64 = 0.7;

/// Returns the tokens of numbers at the start of lines that count lines or tell times, where the
/// text makes a habit of it.
pub(super) fn line_marks(document: &Document, lines: &[Line]) -> Vec<Range<usize>> {
    let marks: Vec<(Range<usize>, LineMark)> = lines
        .iter()
        .filter_map(|line| mark(document, line))
        .collect();
    let of = |kind: fn(&LineMark) -> bool| marks.iter().filter(move |(_, mark)| kind(mark));
    let habit = |count: usize| count >= MIN_LINES && count as f64 >= MIN_SHARE * lines.len() as f64;
    let times = of(|mark| *mark == LineMark::Time).count();
    let number = |(_, mark): &(_, LineMark)| match mark {
        LineMark::Number(number) => Some(*number),
        LineMark::Time => None,
    };
    let numbers: Vec<LineNumber> = marks.iter().filter_map(number).collect();
    let counted = numbers.windows(2).filter(|pair| pair[0].precedes(pair[1]));
    let counts = counted.count() as f64 >= MIN_COUNTED * numbers.len().saturating_sub(1) as f64;
    // Subtitles have three lines to a number.
    let has_numbers = counts
        && (habit(numbers.len())
            || numbers.len() >= MIN_LINES && habit(times) && numbers.len() * 2 >= times);
    let has_times = habit(times) || has_numbers && times >= MIN_LINES;
    let kept = marks.into_iter().filter(|(_, mark)| match mark {
        LineMark::Time => has_times,
        LineMark::Number(_) => has_numbers,
    });
    kept.map(|(tokens, _)| tokens).collect()
}

/// A number that may count lines, or sections as "7.1" does.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct LineNumber {
    chapter: Option<u32>,
    number: u32,
}

impl LineNumber {
    /// Reads one or two numbers with a stop between them; in a chapter, of two digits at most each.
    fn read(text: &str) -> Option<Self> {
        let Some((chapter, number)) = text.split_once('.') else {
            let number = text.parse().ok().filter(|_| text.len() <= 6)?;
            return Some(Self {
                chapter: None,
                number,
            });
        };
        let part = |part: &str| part.parse().ok().filter(|_| part.len() <= 2);
        Some(Self {
            chapter: Some(part(chapter)?),
            number: part(number)?,
        })
    }

    /// Returns `true` if the other number follows: 3 and 4, 7.1 and 7.2, 7 and 7.1, 7.2 and 8 or 8.1.
    fn precedes(self, next: Self) -> bool {
        match (self.chapter, next.chapter) {
            (None, None) => next.number == self.number + 1,
            (None, Some(chapter)) => chapter == self.number && next.number == 1,
            (Some(chapter), None) => next.number == chapter + 1,
            (Some(chapter), Some(of_next)) if chapter == of_next => next.number == self.number + 1,
            (Some(chapter), Some(of_next)) => of_next == chapter + 1 && next.number == 1,
        }
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum LineMark {
    /// A number, which may count lines.
    Number(LineNumber),
    /// Hours and minutes, or minutes and seconds, or a span of them.
    Time,
}

/// Returns the tokens of the number or the time that a line starts with.
fn mark(document: &Document, line: &Line) -> Option<(Range<usize>, LineMark)> {
    let text = document.text().get(line.bytes.clone())?;
    let is_sign = |c: char| c.is_ascii_digit() || c.is_whitespace() || ":.,[]()->–|§".contains(c);
    let (prefix, rest) = text.split_at(text.find(|c| !is_sign(c)).unwrap_or(text.len()));
    // A letter right after a digit belongs to it, as in "4th".
    let prefix = if rest.is_empty() {
        prefix
    } else {
        prefix.trim_end_matches(|c: char| c.is_ascii_digit())
    };
    let (mark, length) = if is_time(prefix) {
        (LineMark::Time, prefix.len())
    } else {
        let start = prefix.find(|c: char| c.is_ascii_digit())?;
        let number = prefix.get(start..)?;
        let number = number
            .split(|c: char| !c.is_ascii_digit() && c != '.')
            .next()?;
        let number = number.trim_end_matches('.');
        let end = start + number.len();
        let behind = prefix.get(end..)?.trim_start_matches('.');
        let mut following = behind.chars();
        let joined = following.next().is_some_and(|c| ",:".contains(c));
        if joined && following.next().is_some_and(|c| c.is_ascii_digit()) {
            return None;
        }
        let number = LineNumber::read(number)?;
        // "1.1 percent" is no section.
        let text = rest.trim_start_matches(|c: char| !c.is_alphanumeric());
        if number.chapter.is_some() && text.starts_with(char::is_lowercase) {
            return None;
        }
        (LineMark::Number(number), end)
    };
    let tokens = document.tokens().get(line.tokens.clone())?;
    let inside = tokens
        .iter()
        .take_while(|token| token.span().end <= line.bytes.start + length)
        .count();
    (inside > 0).then(|| (line.tokens.start..line.tokens.start + inside, mark))
}

/// Returns `true` if the first word is hours and minutes, or minutes and seconds.
fn is_time(prefix: &str) -> bool {
    let first = prefix.split_whitespace().next().unwrap_or_default();
    let clock = first.trim_matches(|c: char| !c.is_ascii_digit());
    let mut parts = clock.split(':').map(str::len);
    let two_digits = |part: Option<usize>| part.is_some_and(|length| (1..=2).contains(&length));
    two_digits(parts.next()) && two_digits(parts.next())
}

#[cfg(test)]
mod tests {
    use super::super::lines::lines;
    use super::*;
    use crate::text::TextOptions;

    fn marks(text: &str) -> Vec<&str> {
        let document = Document::new(text, &TextOptions::default());
        let spans = line_marks(&document, &lines(&document))
            .into_iter()
            .map(|range| {
                let (first, last) = (
                    &document.tokens()[range.start],
                    &document.tokens()[range.end - 1],
                );
                first.span().start..last.span().end
            });
        spans.map(|span| &text[span]).collect()
    }

    #[test]
    fn line_numbers_and_times_are_marks() {
        assert_eq!(
            marks(
                " 1  The council voted on\n 2  Thursday to close the\n 3  pool, and 14 of\n 4  23 members left."
            ),
            ["1", "2", "3", "4"]
        );
        assert_eq!(
            marks(
                "20:15 We are live.\n20:31 Hedges.\n[20:52] Bins.\n21:04 Here we go.\nThat was it."
            ),
            ["20:15", "20:31", "20:52", "21:04"]
        );
        assert_eq!(
            marks(
                "7.1 The rent is due.\n7.2 No pets.\n7.3 No smoke.\n7.4 The courts of Holm decide."
            ),
            ["7.1", "7.2", "7.3", "7.4"]
        );
        assert_eq!(
            marks(
                "§ 1 The rent is due.\n§ 2 No pets.\n§ 3 No smoke.\n§ 4 The courts of Holm decide."
            ),
            ["1", "2", "3", "4"]
        );
        let cue =
            |at: u32| format!("{at}\n00:00:0{at},137 --> 00:00:0{at},291\nThe council of\n\n");
        let subtitles: String = (1..=5).map(cue).collect();
        assert_eq!(marks(&subtitles).len(), 10);
    }

    #[test]
    fn facts_at_the_start_of_lines_are_no_marks() {
        assert_eq!(
            marks(
                "1971 the pool opened.\n1985 it was renewed.\n1999 it leaked.\n2024 it closed.\nThen nothing."
            ),
            Vec::<&str>::new()
        );
        assert_eq!(
            marks("1.1 in January.\n1.2 in February.\n1.3 in March.\n1.4 in April."),
            Vec::<&str>::new()
        );
        assert_eq!(
            marks("2.1 January.\n3.2 February.\n4.3 March.\n5.4 April.\n6.5 May."),
            Vec::<&str>::new()
        );
        assert_eq!(
            marks("1.6.24 The rent.\n2.6.24 No pets.\n3.6.24 No smoke.\n4.6.24 The courts."),
            Vec::<&str>::new()
        );
        assert_eq!(
            marks(
                "14 voted for it.\nThe pool closes.\n9 voted against.\nNobody cheered.\n23 were there."
            ),
            Vec::<&str>::new()
        );
    }
}
