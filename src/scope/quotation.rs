//! Words between quotation marks, of many languages.

use std::ops::Range;

use super::bytes::position;
use crate::text::{Document, LineEnds, Span};

/// Returns the tokens of `document` inside its outermost quotations.
pub(super) fn quotations(document: &Document) -> Vec<Range<usize>> {
    let tokens = document.tokens();
    let range = |span: Span| {
        let start = tokens.partition_point(|token| token.span().start < span.start);
        start..start + tokens[start..].partition_point(|token| token.span().end <= span.end)
    };
    let quoted = quoted(document.text()).into_iter().map(range);
    quoted.filter(|range| !range.is_empty()).collect()
}

/// The marks that open a quotation.
const OPENERS: [char; 10] = ['"', '＂', '“', '„', '«', '»', '‹', '‚', '‘', '「'];

/// Returns what closes a quotation that `mark` opens.
fn closers(mark: char) -> Option<&'static [char]> {
    Some(match mark {
        '"' | '＂' => &['"', '＂'],
        '“' => &['”', '"'],
        '„' => &['“', '”', '"'],
        '«' => &['»'],
        '»' => &['«', '»'],
        '‹' => &['›'],
        '‚' => &['‘', '’'],
        '‘' => &['’'],
        '「' => &['」'],
        '『' => &['』'],
        _ => return None,
    })
}

/// Returns `true` for a mark that may open or close a quotation.
pub(super) fn is_mark(c: char) -> bool {
    matches!(
        c,
        '"' | '＂'
            | '“'
            | '”'
            | '„'
            | '«'
            | '»'
            | '‹'
            | '›'
            | '‚'
            | '‘'
            | '’'
            | '「'
            | '」'
            | '『'
            | '』'
    )
}

/// Returns `true` for a mark that does not stand inside its own kind: where it opens twice, the first
/// quotation was left open.
fn opens_once(mark: char) -> bool {
    matches!(mark, '"' | '＂' | '“')
}

/// The marks that are open, outermost first.
#[derive(Default)]
struct Open {
    /// Each mark with the byte at which its inside starts.
    marks: Vec<(char, usize)>,
    /// For each kind of mark, where it is in `marks`, so that a closing mark looks at one entry of
    /// each kind.
    levels: [Vec<usize>; OPENERS.len() + 1],
}

impl Open {
    fn kind(mark: char) -> usize {
        let known = OPENERS.iter().position(|&opener| opener == mark);
        known.unwrap_or(OPENERS.len())
    }

    /// Opens a quotation; one that was left open is given up.
    fn push(&mut self, mark: char, inside: usize) {
        if opens_once(mark)
            && let Some(&level) = self.levels[Self::kind(mark)].last()
        {
            self.truncate(level);
        }
        self.levels[Self::kind(mark)].push(self.marks.len());
        self.marks.push((mark, inside));
    }

    /// Returns the level of the innermost mark that `closer` closes.
    fn closed_by(&self, closer: char) -> Option<usize> {
        let innermost = self
            .levels
            .iter()
            .filter_map(|levels| levels.last().copied());
        innermost
            .filter(|&level| {
                closers(self.marks[level].0).is_some_and(|marks| marks.contains(&closer))
            })
            .max()
    }

    fn truncate(&mut self, level: usize) {
        while self.marks.len() > level {
            if let Some((mark, _)) = self.marks.pop() {
                self.levels[Self::kind(mark)].pop();
            }
        }
    }
}

/// Returns the insides of the outermost quotations, in time linear in the text. A quotation ends
/// with its paragraph at the latest: one that is left open there goes on in the next paragraph or line
/// with a mark of its own, or was no quotation if the mark is a plain one. A mark that opens twice
/// within a line gives the first up.
fn quoted(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut open = Open::default();
    let mut before = ' ';
    let mut ends = LineEnds::default();
    // The ends of lines since the last character that is no blank, and where the first of them is.
    let (mut breaks, mut first_break) = (0, 0);
    let mut end = 0;
    while end < text.len() {
        let rest = &text.as_bytes()[end..];
        let plain = &rest[..position(rest, is_special).unwrap_or(rest.len())];
        if let Some(last) = plain.last() {
            before = char::from(*last);
            ends = LineEnds::default();
            if !plain.iter().all(|&byte| char::from(byte).is_whitespace()) {
                breaks = 0;
            }
            end += plain.len();
        }
        let at = end;
        let mut chars = text[at..].chars();
        let Some(c) = chars.next() else { break };
        let next = chars.next().unwrap_or(' ');
        end += c.len_utf8();
        if is_mark(c) && !is_short_year(c, &text[at..]) {
            if opens(before, c, next) {
                // Each line of a quotation may open anew.
                if breaks > 0 && c == '“' && open.marks.first().is_some_and(|open| open.0 == c) {
                    found.push(Span::new(open.marks[0].1, first_break));
                    open.truncate(0);
                }
                open.push(c, at + c.len_utf8());
            } else if !is_apostrophe(before, c, next)
                && let Some(level) = open.closed_by(c)
            {
                if level == 0 {
                    found.push(Span::new(open.marks[0].1, at));
                }
                open.truncate(level);
            }
        }
        let ended = ends.next(c);
        if ended > 0 {
            if breaks == 0 {
                first_break = at;
            }
            breaks += ended;
            if breaks >= 2 {
                let left_open = open.marks.first().filter(|(mark, _)| *mark != '"');
                found.extend(left_open.map(|&(_, start)| Span::new(start, first_break)));
                open.truncate(0);
            }
        } else if !c.is_whitespace() {
            breaks = 0;
        }
        before = c;
    }
    found
}

/// Returns `true` for a byte of a character that may be a mark or end a line.
fn is_special(byte: u8) -> bool {
    (byte == b'"') | (byte == b'\n') | (byte == b'\r') | !byte.is_ascii()
}

/// Returns `true` if `mark` opens a quotation between these characters: several marks open in one
/// language and close in another, so their position decides.
fn opens(before: char, mark: char, next: char) -> bool {
    let free = before.is_whitespace()
        || matches!(before, '(' | '[' | '-' | '–' | '—' | '/')
        || closers(before).is_some();
    let word = next.is_alphanumeric()
        || matches!(next, '(' | '[' | '¿' | '¡' | '…')
        || closers(next).is_some();
    closers(mark).is_some() && free && (word || mark == '«' && next.is_whitespace())
}

/// Returns `true` for a mark that is written for the century of a year or a decade at the start of
/// `text`: "‘93", "‘80s".
fn is_short_year(mark: char, text: &str) -> bool {
    let mut after = text.chars().skip(1);
    mark == '‘'
        && after.next().is_some_and(|c| c.is_ascii_digit())
        && after.next().is_some_and(|c| c.is_ascii_digit())
        && after
            .next()
            .is_none_or(|c| !c.is_alphanumeric() || c == 's')
}

/// Returns `true` for a single mark between letters.
fn is_apostrophe(before: char, mark: char, next: char) -> bool {
    matches!(mark, '’' | '‘') && before.is_alphanumeric() && next.is_alphanumeric()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn inside(text: &str) -> Vec<&str> {
        let spans = quoted(text).into_iter();
        spans.filter_map(|span| span.slice(text)).collect()
    }

    /// Protects what counts as a quotation, by language and by nesting.
    #[test]
    fn quotations_of_several_languages() {
        for (text, expected) in [
            (
                "He said \"we will sail\" and \"soon\".",
                vec!["we will sail", "soon"],
            ),
            ("She said “we can’t sail” today.", vec!["we can’t sail"]),
            (
                "“He told me ‘never again’ twice,” she said.",
                vec!["He told me ‘never again’ twice,"],
            ),
            (
                "Er sagte: „Wir fahren nicht“, und ging.",
                vec!["Wir fahren nicht"],
            ),
            ("Sie rief »Halt« und »Stopp«.", vec!["Halt", "Stopp"]),
            ("Il a dit « nous partons » hier.", vec![" nous partons "]),
            (
                "„Er rief ‚Halt‘ und ging“, sagte sie.",
                vec!["Er rief ‚Halt‘ und ging"],
            ),
            (
                "«Elle a dit «oui» enfin», écrit-il.",
                vec!["Elle a dit «oui» enfin"],
            ),
            (
                "“A first paragraph\n\n“and a second.”",
                vec!["A first paragraph", "and a second."],
            ),
            (
                "“A first paragraph\r\n \r\n“and a second.”",
                vec!["A first paragraph", "and a second."],
            ),
            ("A 6\" pipe and no quotation\n\nat all", vec![]),
            ("A \"pipe and no quotation\u{2029}at\" all", vec![]),
            (
                "The council’s ‘plan’ failed; the members’ vote counted.",
                vec!["plan"],
            ),
            (
                "\"We cannot sail. The harbour said: \"Wait for us,\" and later \"go\".",
                vec!["Wait for us,", "go"],
            ),
            ("“We left. “We stayed” is said.", vec!["We stayed"]),
            (
                "“We left.\n“We stayed,” she said.",
                vec!["We left.", "We stayed,"],
            ),
            ("In ‘93 and the ‘80s he said ‘no’.", vec!["no"]),
            ("no marks", vec![]),
        ] {
            assert_eq!(inside(text), expected, "{text}");
        }
    }

    /// Finds the same, looking through all open marks for each closing one: quadratic.
    fn plainly_quoted(text: &str) -> Vec<Span> {
        let (mut found, mut open): (Vec<Span>, Vec<(char, usize)>) = (Vec::new(), Vec::new());
        let mut before = ' ';
        let mut chars = text.char_indices().peekable();
        while let Some((at, c)) = chars.next() {
            let next = chars.peek().map_or(' ', |&(_, next)| next);
            let closes =
                |&(mark, _): &(char, usize)| closers(mark).is_some_and(|marks| marks.contains(&c));
            if opens(before, c, next) {
                let same = |&(mark, _): &(char, usize)| mark == c;
                let left_open = open.iter().rposition(same).filter(|_| opens_once(c));
                open.truncate(left_open.unwrap_or(open.len()));
                open.push((c, at + c.len_utf8()));
            } else if !is_apostrophe(before, c, next)
                && let Some(level) = open.iter().rposition(closes)
            {
                if level == 0 {
                    found.push(Span::new(open[0].1, at));
                }
                open.truncate(level);
            }
            if c == '\n' && next == '\n' {
                let left_open = open.first().filter(|(mark, _)| *mark != '"');
                found.extend(left_open.map(|&(_, start)| Span::new(start, at)));
                open.clear();
            }
            before = c;
        }
        found
    }

    proptest! {
        /// Invariant 8: the innermost mark is the one that a search through all of them finds.
        #[test]
        fn quotations_are_those_of_a_plain_search(text in "([ab \"“”„«»‹›‚‘’「」『』] ?|\n\n){0,40}") {
            prop_assert_eq!(quoted(&text), plainly_quoted(&text));
        }
    }
}
