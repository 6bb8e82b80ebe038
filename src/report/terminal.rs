//! A comparison laid out for a terminal: a line of figures, then the strongest passages side by side.

use std::io::IsTerminal;
use std::{env, fmt, io};

use super::columns::{Line, visible, wrap};
use super::marks::{Mark, Run, Side, rows};
use super::words::{counted, evasion, rewording};
use crate::Comparison;
use crate::align::Passage;
use crate::scope::SetAsideReason;

/// Sets how changes are marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum TerminalStyle {
    /// By brackets, for files, pipes and terminals without colours: `[-only in the source-]`, `{+only in the suspicious text+}`,
    /// `~other form~`, `>moved<`.
    #[default]
    Plain,
    /// By colours (ANSI escape sequences): red, green, yellow and cyan in the same order.
    Ansi,
}

impl TerminalStyle {
    /// Returns a line that explains the marks.
    pub fn legend(self) -> &'static str {
        match self {
            Self::Plain => "[-source only-] {+suspicious only+} ~other form~ >moved<",
            Self::Ansi => {
                "\x1b[31msource only\x1b[0m, \x1b[32msuspicious only\x1b[0m, \x1b[33mother form\x1b[0m, \x1b[36mmoved\x1b[0m"
            }
        }
    }
}

/// Returns the terminal view of `comparison`, which was made from these two texts, for standard output: with colours if that is a terminal and the
/// environment doesn't refuse them (`NO_COLOR`, `TERM=dumb`), plain otherwise, and as wide as `COLUMNS` says, or 80 cells.
///
/// [`TerminalReport`] chooses for itself.
///
/// ```
/// use retold::{Detector, report};
///
/// let source = "The old ferry sank in the harbour on Monday night after a fire broke out below deck. Nobody was hurt.";
/// let suspicious = "The ferry sank in the harbour late on Monday night after a fire had broken out below deck.";
/// let comparison = Detector::default().compare(source, suspicious);
/// print!("{}", report::text(&comparison, source, suspicious));
/// ```
pub fn text<'a>(
    comparison: &'a Comparison,
    source: &'a str,
    suspicious: &'a str,
) -> TerminalReport<'a> {
    let refused = env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
        || env::var_os("TERM").is_some_and(|term| term == "dumb");
    let style = if io::stdout().is_terminal() && !refused {
        TerminalStyle::Ansi
    } else {
        TerminalStyle::Plain
    };
    let columns = env::var("COLUMNS")
        .ok()
        .and_then(|columns| columns.parse().ok());
    TerminalReport::new(comparison, source, suspicious)
        .style(style)
        .width(columns.unwrap_or(80))
}

/// Lays a [`Comparison`] out for a terminal; write it anywhere with `{}`.
///
/// The first line gives probability, verdict, reused and covered share and the number of passages; a second what hidden characters
/// were folded away, if any, and one for each reason for which words took no part. Then come the strongest passages, in the order of the suspicious text, cut into rows where sentences
/// end. Control characters of the texts are shown, never obeyed.
///
/// ```
/// use retold::Detector;
/// use retold::report::TerminalReport;
///
/// let source = "The old ferry sank in the harbour on Monday night after a fire broke out below deck. Nobody was hurt.";
/// let suspicious = "The ferry sank in the harbour late on Monday night after a fire had broken out below deck.";
/// let comparison = Detector::default().compare(source, suspicious);
/// let report = TerminalReport::new(&comparison, source, suspicious).title("blog.txt").width(100);
/// assert!(report.to_string().lines().next().is_some_and(|line| line.ends_with("blog.txt")));
/// ```
#[derive(Debug, Clone)]
pub struct TerminalReport<'a> {
    comparison: &'a Comparison,
    source: &'a str,
    suspicious: &'a str,
    title: &'a str,
    style: TerminalStyle,
    width: usize,
    reasons: usize,
    passages: usize,
    lines: usize,
}

/// Below this many cells the two sides stand one under the other.
const NARROWEST_COLUMNS: usize = 50;
const INDENT: &str = "  ";
const BETWEEN: &str = " │ ";

impl<'a> TerminalReport<'a> {
    /// Creates a report on `comparison`, which was made from these two texts: 80 cells wide, plain, three passages, twelve lines of each,
    /// without reasons.
    pub fn new(comparison: &'a Comparison, source: &'a str, suspicious: &'a str) -> Self {
        Self {
            comparison,
            source,
            suspicious,
            title: "",
            style: TerminalStyle::default(),
            width: 80,
            reasons: 0,
            passages: 3,
            lines: 12,
        }
    }

    /// Sets the name of the suspicious text.
    #[must_use]
    pub fn title(mut self, title: &'a str) -> Self {
        self.title = title;
        self
    }

    /// Sets how changes are marked.
    #[must_use]
    pub fn style(mut self, style: TerminalStyle) -> Self {
        self.style = style;
        self
    }

    /// Sets how many cells a line may have; below 20 counts as 20.
    #[must_use]
    pub fn width(mut self, cells: usize) -> Self {
        self.width = cells.max(20);
        self
    }

    /// Sets how many of the score's reasons are shown at most, the strongest first.
    #[must_use]
    pub fn reasons(mut self, limit: usize) -> Self {
        self.reasons = limit;
        self
    }

    /// Sets how many passages are shown at most; the strongest are chosen first.
    #[must_use]
    pub fn passages(mut self, limit: usize) -> Self {
        self.passages = limit;
        self
    }

    /// Sets how many lines of a passage are shown at most.
    #[must_use]
    pub fn lines(mut self, limit: usize) -> Self {
        self.lines = limit;
        self
    }

    /// Returns the passages to show, with their numbers in the order of the suspicious text.
    fn chosen(&self) -> Vec<(usize, &'a Passage)> {
        let mut passages: Vec<&Passage> = self.comparison.passages.iter().collect();
        passages.sort_by_key(|passage| passage.suspicious);
        let mut numbered: Vec<(usize, &Passage)> = (1..).zip(passages).collect();
        numbered.sort_by(|a, b| b.1.strength.total_cmp(&a.1.strength));
        numbered.truncate(self.passages);
        numbered.sort_by_key(|(number, _)| *number);
        numbered
    }

    fn heading(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let comparison = self.comparison;
        write!(
            out,
            "{:5.1} %  {:<13}  reused {:3.0} %  covered {:3.0} %  {:>2} {}",
            100.0 * comparison.score.probability,
            comparison.verdict().to_string(),
            100.0 * comparison.reused,
            100.0 * comparison.covered,
            comparison.passages.len(),
            if comparison.passages.len() == 1 {
                "passage "
            } else {
                "passages"
            },
        )?;
        if !self.title.is_empty() {
            out.write_str(INDENT)?;
            self.painted(
                out,
                Paint::Title,
                &self.title.chars().map(visible).collect::<String>(),
            )?;
        }
        out.write_str("\n")
    }

    /// Names what took no part: each reason once, with how often it applies and how its first stretch begins.
    fn set_aside(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for reason in SetAsideReason::ALL {
            let of_reason = || {
                let all = self.comparison.set_aside.iter();
                all.filter(move |stretch| stretch.reason == reason)
            };
            let (source, suspicious) = (
                of_reason().filter_map(|stretch| stretch.source),
                of_reason().filter_map(|stretch| stretch.suspicious),
            );
            let mut counts = Vec::new();
            for (count, side) in [
                (source.clone().count(), "source"),
                (suspicious.clone().count(), "suspicious text"),
            ] {
                if count > 0 {
                    counts.push(format!("{count} in the {side}"));
                }
            }
            let first = suspicious
                .filter_map(|span| span.slice(self.suspicious))
                .chain(source.filter_map(|span| span.slice(self.source)))
                .next();
            if let Some(first) = first {
                let about = format!("set aside, {}: {reason}: ", counts.join(" and "));
                let shown: String = first.chars().map(visible).collect();
                let line = about + &shown;
                let room = self.width.saturating_sub(INDENT.len() + 1);
                let mut beginning: String = line.chars().take(room).collect();
                if beginning.len() < line.len() {
                    beginning.push('…');
                }
                out.write_str(INDENT)?;
                self.painted(out, Paint::Aside, &beginning)?;
                out.write_str("\n")?;
            }
        }
        Ok(())
    }

    /// Names what a reader of the suspicious text can't see.
    fn evasion(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let hidden: Vec<String> = self
            .comparison
            .suspicious_findings
            .iter()
            .filter_map(evasion)
            .collect();
        if hidden.is_empty() {
            Ok(())
        } else {
            writeln!(out, "{INDENT}folded away: {}", hidden.join(", "))
        }
    }

    fn passage(
        &self,
        out: &mut fmt::Formatter<'_>,
        number: usize,
        passage: &Passage,
    ) -> fmt::Result {
        let about = format!(
            "{number}. {}, identity {:.0} %, source {}–{}, suspicious {}–{}",
            rewording(passage.obfuscation),
            100.0 * passage.identity,
            passage.source.start,
            passage.source.end,
            passage.suspicious.start,
            passage.suspicious.end,
        );
        out.write_str("\n")?;
        out.write_str(INDENT)?;
        self.painted(out, Paint::Aside, &about)?;
        out.write_str("\n")?;

        let stacked = self.width < NARROWEST_COLUMNS;
        let column = if stacked {
            self.width - INDENT.len()
        } else {
            (self.width - INDENT.len() - BETWEEN.chars().count()) / 2
        };
        let lines =
            |side: Side, runs: &[Run<'_>]| wrap(runs, column, |mark| self.brackets(side, mark));
        let mut shown = 0;
        let mut hidden = 0;
        for row in rows(passage, self.source, self.suspicious) {
            let left = lines(Side::Source, &row.source);
            let right = lines(Side::Suspicious, &row.suspicious);
            let height = if stacked {
                left.len() + right.len()
            } else {
                left.len().max(right.len())
            };
            let fits = height.min(self.lines.saturating_sub(shown));
            if stacked {
                let sides = left
                    .iter()
                    .map(|l| (Side::Source, l))
                    .chain(right.iter().map(|l| (Side::Suspicious, l)));
                for (side, line) in sides.take(fits) {
                    out.write_str(if side == Side::Source { "< " } else { "> " })?;
                    self.line(out, side, Some(line))?;
                    out.write_str("\n")?;
                }
            } else {
                for at in 0..fits {
                    self.row(out, column, left.get(at), right.get(at))?;
                }
            }
            shown += fits;
            hidden += height - fits;
        }
        if hidden > 0 {
            writeln!(out, "{INDENT}… {} more", counted(hidden, "line"))?;
        }
        Ok(())
    }

    fn row(
        &self,
        out: &mut fmt::Formatter<'_>,
        column: usize,
        left: Option<&Line>,
        right: Option<&Line>,
    ) -> fmt::Result {
        out.write_str(INDENT)?;
        self.line(out, Side::Source, left)?;
        let used = left.map_or(0, |line| line.width);
        write!(out, "{:1$}", "", column.saturating_sub(used))?;
        out.write_str(if right.is_some() {
            BETWEEN
        } else {
            BETWEEN.trim_end()
        })?;
        self.line(out, Side::Suspicious, right)?;
        out.write_str("\n")
    }

    fn line(&self, out: &mut fmt::Formatter<'_>, side: Side, line: Option<&Line>) -> fmt::Result {
        for (mark, text) in line.iter().flat_map(|line| &line.pieces) {
            match Paint::of(side, *mark) {
                Some(paint) => self.painted(out, paint, text)?,
                None => out.write_str(text)?,
            }
        }
        Ok(())
    }

    fn brackets(&self, side: Side, mark: Mark) -> (&'static str, &'static str) {
        match (self.style, mark, side) {
            (TerminalStyle::Ansi, ..) | (_, Mark::Same, _) => ("", ""),
            (_, Mark::Differs, Side::Source) => ("[-", "-]"),
            (_, Mark::Differs, Side::Suspicious) => ("{+", "+}"),
            (_, Mark::Altered, _) => ("~", "~"),
            (_, Mark::Moved, _) => (">", "<"),
        }
    }

    fn painted(&self, out: &mut fmt::Formatter<'_>, paint: Paint, text: &str) -> fmt::Result {
        match self.style {
            TerminalStyle::Plain => out.write_str(text),
            TerminalStyle::Ansi => write!(out, "\x1b[{}m{text}\x1b[0m", paint.code()),
        }
    }
}

impl fmt::Display for TerminalReport<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.heading(out)?;
        self.evasion(out)?;
        self.set_aside(out)?;
        for reason in self.comparison.score.reasons.iter().take(self.reasons) {
            writeln!(out, "{INDENT}{reason}")?;
        }
        let chosen = self.chosen();
        for (number, passage) in &chosen {
            self.passage(out, *number, passage)?;
        }
        let left_out = self.comparison.passages.len() - chosen.len();
        if left_out > 0 {
            writeln!(out, "\n{INDENT}… {} more", counted(left_out, "passage"))?;
        }
        Ok(())
    }
}

/// What is painted, in the [`TerminalStyle::Ansi`] style.
#[derive(Debug, Clone, Copy)]
enum Paint {
    Title,
    Aside,
    Dropped,
    Added,
    Altered,
    Moved,
}

impl Paint {
    fn of(side: Side, mark: Mark) -> Option<Self> {
        match (mark, side) {
            (Mark::Same, _) => None,
            (Mark::Differs, Side::Source) => Some(Self::Dropped),
            (Mark::Differs, Side::Suspicious) => Some(Self::Added),
            (Mark::Altered, _) => Some(Self::Altered),
            (Mark::Moved, _) => Some(Self::Moved),
        }
    }

    /// Returns the parameter of the escape sequence "select graphic rendition".
    fn code(self) -> &'static str {
        match self {
            Self::Title => "1",
            Self::Aside => "2",
            Self::Dropped => "31",
            Self::Added => "32",
            Self::Altered => "33",
            Self::Moved => "36",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::{Edit, EditKind, Obfuscation};
    use crate::score::{Score, Verdict};
    use crate::text::{Finding, FindingKind, Language, Span};

    const SOURCE: &str = "The old ferry sank on Monday night. Nobody was hurt.";
    const SUSPICIOUS: &str = "On Monday night the ferry sinks. No one was hurt.";

    /// Returns the first sentence, with what was moved, dropped and inflected; the second, with what was replaced.
    fn passages() -> Vec<Passage> {
        let edit = |kind, source: Option<(&str, usize)>, suspicious: Option<(&str, usize)>| {
            let span = |text: &str, (word, from): (&str, usize)| {
                let start = from + text[from..].find(word).unwrap();
                Span::new(start, start + word.len())
            };
            Edit {
                kind,
                source: source.map(|word| span(SOURCE, word)),
                suspicious: suspicious.map(|word| span(SUSPICIOUS, word)),
            }
        };
        let first = vec![
            edit(
                EditKind::Moved,
                Some(("on Monday night", 0)),
                Some(("On Monday night", 0)),
            ),
            edit(EditKind::Same, Some(("The", 0)), Some(("the", 0))),
            edit(EditKind::Dropped, Some(("old", 0)), None),
            edit(EditKind::Same, Some(("ferry", 0)), Some(("ferry", 0))),
            edit(EditKind::Inflected, Some(("sank", 0)), Some(("sinks", 0))),
        ];
        let second = vec![
            edit(EditKind::Replaced, Some(("Nobody", 0)), Some(("No one", 0))),
            edit(EditKind::Same, Some(("was", 0)), Some(("was", 0))),
            edit(EditKind::Same, Some(("hurt", 0)), Some(("hurt", 0))),
        ];
        let passage = |source, suspicious, strength, edits| Passage {
            source,
            suspicious,
            strength,
            identity: 0.75,
            obfuscation: Obfuscation::Light,
            edits,
            facts: Vec::new(),
        };
        vec![
            passage(Span::new(0, 35), Span::new(0, 32), 9.0, first),
            passage(Span::new(36, 52), Span::new(33, 49), 5.0, second),
        ]
    }

    fn comparison() -> Comparison {
        let score = Score {
            probability: 0.937,
            whole: 0.9,
            part: 0.4,
            interval: Default::default(),
            wording: 0.5,
            verdict: Verdict::LightRewrite,
            reasons: Vec::new(),
        };
        let finding = |kind, count| Finding {
            kind,
            count,
            spans: Vec::new(),
        };
        Comparison {
            offsets: crate::comparison::OffsetUnit,
            schema_version: Default::default(),
            sentences: Vec::new(),
            score,
            reused: 0.8,
            covered: 0.75,
            in_passages: 0.8,
            passages: passages(),
            set_aside: Vec::new(),
            capped: false,
            source_findings: Vec::new(),
            source_language: Language::English,
            suspicious_language: Language::English,
            suspicious_findings: vec![
                finding(FindingKind::Lookalike, 1),
                finding(FindingKind::OddSpace, 7),
            ],
        }
    }

    fn body(report: &TerminalReport<'_>) -> String {
        report
            .to_string()
            .lines()
            .skip(2)
            .map(|line| format!("{line}\n"))
            .collect()
    }

    #[test]
    fn the_first_lines_have_the_figures_the_title_and_evasion() {
        let comparison = comparison();
        let report = TerminalReport::new(&comparison, SOURCE, SUSPICIOUS)
            .title("blog\u{1b}.txt")
            .to_string();
        let expected = format!(
            " 93.7 %  {:<13}  reused  80 %  covered  75 %   2 passages  blog\u{fffd}.txt",
            comparison.verdict()
        );
        let lines: Vec<&str> = report.lines().take(2).collect();
        assert_eq!(
            lines,
            [expected.as_str(), "  folded away: lookalike letters (1)"]
        );
    }

    #[test]
    fn plain_text_marks_edits_by_brackets() {
        let comparison = comparison();
        let expected = "
  1. lightly reworded, identity 75 %, source 0–35, suspicious 0–32
  The [-old-] ferry ~sank~ >on  │ >On Monday night< the ferry
  Monday night<.                │ ~sinks~.

  2. lightly reworded, identity 75 %, source 36–52, suspicious 33–49
  [-Nobody-] was hurt.          │ {+No one+} was hurt.
";
        assert_eq!(
            body(&TerminalReport::new(&comparison, SOURCE, SUSPICIOUS).width(63)),
            expected
        );
    }

    #[test]
    fn colours_mark_the_same_words() {
        let comparison = comparison();
        let report =
            TerminalReport::new(&comparison, SOURCE, SUSPICIOUS).style(TerminalStyle::Ansi);
        let body = body(&report);
        for painted in [
            "\x1b[31mold\x1b[0m",
            "\x1b[33msank\x1b[0m",
            "\x1b[36mon Monday night\x1b[0m",
            "\x1b[32mNo one\x1b[0m",
        ] {
            assert!(body.contains(painted), "{body}");
        }
        assert!(!body.contains("[-"));
    }

    #[test]
    fn narrow_output_stands_one_side_under_the_other() {
        let comparison = comparison();
        let expected = "
  2. lightly reworded, identity 75 %, source 36–52, suspicious 33–49
< [-Nobody-] was
< hurt.
> {+No one+} was
> hurt.
";
        let body = body(&TerminalReport::new(&comparison, SOURCE, SUSPICIOUS).width(20));
        assert!(body.ends_with(expected), "{body}");
    }

    #[test]
    fn what_is_left_out_is_counted() {
        let comparison = comparison();
        let expected = "
  1. lightly reworded, identity 75 %, source 0–35, suspicious 0–32
  The [-old-] ferry ~sank~ >on  │ >On Monday night< the ferry
  … 1 line more

  … 1 passage more
";
        assert_eq!(
            body(
                &TerminalReport::new(&comparison, SOURCE, SUSPICIOUS)
                    .width(63)
                    .passages(1)
                    .lines(1)
            ),
            expected
        );
    }

    #[test]
    fn texts_that_do_not_belong_to_the_comparison_are_harmless() {
        let comparison = comparison();
        assert!(
            TerminalReport::new(&comparison, "é", "")
                .to_string()
                .contains("2 passages")
        );
    }
}
