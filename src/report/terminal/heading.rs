//! The lines above the passages: the figures, the verdict and its rule, the facts that differ, what
//! was folded away or set aside.

use std::fmt;

use super::style::Paint;
use super::{INDENT, TerminalReport};
use crate::report::aside::asides;
use crate::report::changes::changes;
use crate::report::columns::{visible, wrap};
use crate::report::marks::{Mark, Run};
use crate::report::words::{evasion, interval, passages};
use crate::{Comparison, Verdict};

impl TerminalReport<'_> {
    pub(super) fn heading(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.figures(out)?;
        self.questions(out)?;
        let (comparison, verdict) = (self.comparison, self.comparison.verdict());
        if comparison.score.probability > 0.0 {
            self.prose(
                out,
                None,
                &format!("{verdict}: {}", comparison.score.rule()),
            )?;
        }
        if let Some(languages) = languages(comparison) {
            self.prose(out, None, &languages)?;
        }
        if comparison.capped {
            let capped = "the search was cut short: the weakest passages may be missing";
            self.prose(out, None, capped)?;
        }
        for change in changes(comparison, self.source, self.suspicious) {
            self.prose(out, None, &change)?;
        }
        let hidden = comparison.suspicious_findings.iter().filter_map(evasion);
        let hidden: Vec<String> = hidden.collect();
        if !hidden.is_empty() {
            self.prose(out, None, &format!("folded away: {}", hidden.join(", ")))?;
        }
        self.set_aside(out)?;
        for reason in comparison.score.reasons.iter().take(self.reasons) {
            self.prose(out, None, &reason.to_string())?;
        }
        Ok(())
    }

    fn figures(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let comparison = self.comparison;
        write!(
            out,
            "{:5.1} %  {:<13}  reused {:3.0} %  covered {:3.0} %  {:>11}",
            100.0 * comparison.score.probability,
            comparison.verdict().to_string(),
            100.0 * comparison.reused,
            100.0 * comparison.covered,
            passages(comparison.verdict(), comparison.passages.len()),
        )?;
        if !self.title.is_empty() {
            out.write_str(INDENT)?;
            let title: String = self.title.chars().map(visible).collect();
            self.style.paint(out, Paint::Title, &title)?;
        }
        out.write_str("\n")
    }

    /// Gives the interval of the probability and the questions that it answers.
    fn questions(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (comparison, score) = (self.comparison, &self.comparison.score);
        let Some(interval) = interval(score.interval) else {
            return Ok(());
        };
        let decides = |whole: bool| {
            let reuse = score.verdict != Verdict::Independent;
            if reuse && score.is_about_the_whole() == whole {
                " (decides)"
            } else {
                ""
            }
        };
        let stretches = match score.verdict {
            Verdict::Independent => "shared text",
            _ => "passages",
        };
        let line = format!(
            "95 % interval {interval}; rewritten as a whole {:.1} %{}, a part taken over {:.1} %{}; {:.0} % of the words in {stretches}",
            100.0 * score.whole,
            decides(true),
            100.0 * score.part,
            decides(false),
            100.0 * comparison.in_passages,
        );
        self.prose(out, None, &line)
    }

    /// Names what took no part: each reason once, with how often it applies and how its first
    /// stretch begins.
    fn set_aside(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        for aside in asides(self.comparison, self.source, self.suspicious) {
            let mut line = format!("set aside, {}: {}: ", aside.counts, aside.reason);
            line.extend(aside.first.chars().map(visible));
            let room = self.width.saturating_sub(INDENT.len() + 1);
            let mut beginning: String = line.chars().take(room).collect();
            if beginning.len() < line.len() {
                beginning.push('…');
            }
            out.write_str(INDENT)?;
            self.style.paint(out, Paint::Aside, &beginning)?;
            out.write_str("\n")?;
        }
        Ok(())
    }

    /// Writes a sentence, broken into lines of which all but the first are indented further.
    pub(super) fn prose(
        &self,
        out: &mut fmt::Formatter<'_>,
        paint: Option<Paint>,
        text: &str,
    ) -> fmt::Result {
        let run = Run {
            mark: Mark::Same,
            text,
        };
        let room = self.width.saturating_sub(2 * INDENT.len());
        for (at, line) in wrap(&[run], room, |_| ("", "")).iter().enumerate() {
            out.write_str(INDENT)?;
            if at > 0 {
                out.write_str(INDENT)?;
            }
            for (_, text) in &line.pieces {
                match paint {
                    Some(paint) => self.style.paint(out, paint, text)?,
                    None => out.write_str(text)?,
                }
            }
            out.write_str("\n")?;
        }
        Ok(())
    }
}

/// Says that a pair is in two languages.
fn languages(comparison: &Comparison) -> Option<String> {
    let (source, suspicious) = (comparison.source_language, comparison.suspicious_language);
    (source != suspicious).then(|| {
        format!(
            "two languages, {source} and {suspicious}: only names and numbers could be compared"
        )
    })
}
