//! A comparison laid out for a terminal: a line of figures, then the strongest passages side by
//! side.

mod heading;
mod sides;
mod style;
#[cfg(test)]
mod tests;

use std::io::IsTerminal;
use std::{env, fmt, io};

use super::sentences::{differs, is_matched};
use super::words;
use crate::Comparison;
use crate::align::Passage;
use crate::score::SentenceMatch;
pub use style::TerminalStyle;

/// Returns the terminal view of `comparison`, which was made from these two texts, for standard
/// output: with colours if that is a terminal and the environment doesn't refuse them (`NO_COLOR`,
/// `TERM=dumb`), plain otherwise, and as wide as `COLUMNS` says, or 80 cells.
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
/// The first line gives probability, verdict, reused and covered share and the number of passages.
/// The lines below it give the interval of the probability and the two questions that it answers,
/// the rule behind the verdict, the facts that differ, hidden characters that were folded away, and
/// what was set aside, for each reason. Then come the strongest passages, in the order of the
/// suspicious text, cut into rows where sentences end; a rewrite without a passage has its
/// strongest sentences instead. Control characters of the texts are shown, never obeyed.
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
    sentences: Option<usize>,
}

/// Sentences that are shown of a rewrite without a passage, unless another number is set.
const SENTENCES: usize = 3;
/// Below this many cells the two sides stand one under the other.
const NARROWEST_COLUMNS: usize = 50;
const INDENT: &str = "  ";
const BETWEEN: &str = " │ ";

impl<'a> TerminalReport<'a> {
    /// Creates a report on `comparison`, which was made from these two texts: 80 cells wide, plain,
    /// three passages, twelve lines of each, without reasons.
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
            sentences: None,
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

    /// Sets how many rows of the table of sentences are shown at most, those with changed facts
    /// first, then those that share most with the source. The comparison has the table if
    /// [`DetectorBuilder::sentences`](crate::DetectorBuilder::sentences) asks for it.
    #[must_use]
    pub fn sentences(mut self, limit: usize) -> Self {
        self.sentences = Some(limit);
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

    /// Returns the sentences to show, with their numbers.
    fn chosen_sentences(&self) -> Vec<(usize, &'a SentenceMatch)> {
        let without_passage = self.comparison.passages.is_empty();
        let limit = self
            .sentences
            .unwrap_or(if without_passage { SENTENCES } else { 0 });
        let all = (1..).zip(&self.comparison.sentences);
        // Unasked only what was taken over is shown.
        let is_shown = |found: &SentenceMatch| {
            is_matched(found) || self.sentences.is_some() && found.source.is_some()
        };
        let mut chosen: Vec<(usize, &SentenceMatch)> =
            all.filter(|(_, found)| is_shown(found)).collect();
        chosen.sort_by(|a, b| {
            differs(b.1)
                .cmp(&differs(a.1))
                .then(b.1.strength.total_cmp(&a.1.strength))
        });
        chosen.truncate(limit);
        chosen.sort_by_key(|(number, _)| *number);
        chosen
    }
}

impl fmt::Display for TerminalReport<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.heading(out)?;
        let chosen = self.chosen();
        for (number, passage) in &chosen {
            self.passage(out, *number, passage)?;
        }
        let left_out = self.comparison.passages.len() - chosen.len();
        if left_out > 0 {
            let left_out = words::passages(self.comparison.verdict(), left_out);
            writeln!(out, "\n{INDENT}… {left_out} more")?;
        }
        for (number, found) in self.chosen_sentences() {
            self.sentence(out, number, found)?;
        }
        Ok(())
    }
}
