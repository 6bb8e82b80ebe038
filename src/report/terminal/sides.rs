//! The two sides of a passage or of a sentence, next to each other or one under the other.

use std::fmt;

use super::style::Paint;
use super::{BETWEEN, INDENT, NARROWEST_COLUMNS, TerminalReport};
use crate::align::Passage;
use crate::report::changes::differing;
use crate::report::columns::{ColumnLine, visible, wrap};
use crate::report::marks::{Row, Run, Side, rows};
use crate::report::sentences::{differs, is_matched, sides};
use crate::report::words::{counted, rewording};
use crate::score::SentenceMatch;

impl TerminalReport<'_> {
    pub(super) fn passage(
        &self,
        out: &mut fmt::Formatter<'_>,
        number: usize,
        passage: &Passage,
    ) -> fmt::Result {
        let mut about = format!(
            "{number}. {}, {:.0} % the same words",
            rewording(self.comparison.verdict(), passage.obfuscation),
            100.0 * passage.identity,
        );
        if let Some(differing) = differing(passage) {
            about = format!("{about}, {differing}");
        }
        out.write_str("\n")?;
        out.write_str(INDENT)?;
        self.style.paint(out, Paint::Aside, &about)?;
        out.write_str("\n")?;
        self.rows(out, &rows(passage, self.source, self.suspicious))
    }

    /// Writes a sentence next to the one of the source that shares most with it; one that is the
    /// same there, or has no counterpart, only by its beginning.
    pub(super) fn sentence(
        &self,
        out: &mut fmt::Formatter<'_>,
        number: usize,
        found: &SentenceMatch,
    ) -> fmt::Result {
        let matched = is_matched(found);
        let alone = !matched || found.strength >= 1.0 && !differs(found);
        let mut about = if matched {
            let strength = 100.0 * found.strength;
            format!("sentence {number}, {strength:.0} % in the source")
        } else {
            format!("sentence {number}, no counterpart in the source")
        };
        if alone {
            let text = found.suspicious.slice(self.suspicious).unwrap_or_default();
            about += ": ";
            about.extend(text.chars().map(visible));
        }
        let room = self.width.saturating_sub(INDENT.len() + 1);
        let mut shown: String = about.chars().take(room).collect();
        if shown.len() < about.len() {
            shown.push('…');
        }
        out.write_str("\n")?;
        out.write_str(INDENT)?;
        self.style.paint(out, Paint::Aside, &shown)?;
        out.write_str("\n")?;
        if alone {
            return Ok(());
        }
        self.rows(out, &[sides(found, self.source, self.suspicious)])
    }

    fn rows(&self, out: &mut fmt::Formatter<'_>, rows: &[Row<'_, '_>]) -> fmt::Result {
        let stacked = self.width < NARROWEST_COLUMNS;
        let column = if stacked {
            self.width - INDENT.len()
        } else {
            (self.width - INDENT.len() - BETWEEN.chars().count()) / 2
        };
        let lines = |side: Side, runs: &[Run<'_>]| {
            wrap(runs, column, |mark| self.style.brackets(side, mark))
        };
        let mut shown = 0;
        let mut hidden = 0;
        for row in rows {
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
        left: Option<&ColumnLine>,
        right: Option<&ColumnLine>,
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

    fn line(
        &self,
        out: &mut fmt::Formatter<'_>,
        side: Side,
        line: Option<&ColumnLine>,
    ) -> fmt::Result {
        for (mark, text) in line.iter().flat_map(|line| &line.pieces) {
            match Paint::of(side, *mark) {
                Some(paint) => self.style.paint(out, paint, text)?,
                None => out.write_str(text)?,
            }
        }
        Ok(())
    }
}
