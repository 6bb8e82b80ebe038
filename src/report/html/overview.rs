//! The page of many comparisons: a heat map and a table that can be sorted.

use std::collections::BTreeMap;
use std::fmt;

use askama::Template;

use super::Frame;
use super::assets::TABLE;
use super::figures::{Shown, percent, probability};
use crate::Comparison;
use crate::report::words::counted;

/// Many comparisons on one page, one source against many texts or all against all; write it
/// anywhere with `{}`.
///
/// A heat map, sources in rows and suspicious texts in columns, and a table that can be sorted;
/// each comparison linked to its page. Costs the square of the number of texts where all are
/// compared with all.
///
/// ```
/// use retold::Detector;
/// use retold::report::Overview;
///
/// let source = "The old ferry sank in the harbour on Monday night after a fire broke out below deck.";
/// let suspicious = "After a fire had broken out below deck, the ferry sank in the harbour on Monday night.";
/// let comparison = Detector::default().compare(source, suspicious);
/// let mut overview = Overview::new();
/// overview.add("agency.txt", "blog.txt", &comparison, Some("agency--blog.html"));
/// assert!(overview.to_string().contains(r#"<a href="agency--blog.html""#));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Overview {
    entries: Vec<StoredEntry>,
}

#[derive(Debug, Clone)]
struct StoredEntry {
    names: [String; 2],
    link: Option<String>,
    verdict: String,
    probability: f64,
    reused: f64,
    covered: f64,
    passages: usize,
}

impl Overview {
    /// Creates an empty page.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a comparison of two texts, by the names that tell them apart from others, with a link
    /// to its page.
    pub fn add(
        &mut self,
        source: &str,
        suspicious: &str,
        comparison: &Comparison,
        link: Option<&str>,
    ) {
        self.entries.push(StoredEntry {
            names: [source.to_owned(), suspicious.to_owned()],
            link: link.map(str::to_owned),
            verdict: comparison.verdict().to_string(),
            probability: comparison.score.probability,
            reused: comparison.reused,
            covered: comparison.covered,
            passages: comparison.passages.len(),
        });
    }

    fn page(&self) -> OverviewTemplate<'_> {
        let mut entries: Vec<OverviewEntry<'_>> =
            self.entries.iter().map(OverviewEntry::new).collect();
        let (sources, suspicious) = (
            distinct(entries.iter().map(|e| e.source)),
            distinct(entries.iter().map(|e| e.suspicious)),
        );
        let cells: BTreeMap<_, _> = entries
            .iter()
            .map(|entry| ((entry.source, entry.suspicious), *entry))
            .collect();
        let row = |name| {
            suspicious
                .iter()
                .map(|&other| cells.get(&(name, other)).copied())
                .collect()
        };
        let grid = sources
            .iter()
            .map(|&name| GridRow {
                name,
                cells: row(name),
            })
            .collect();
        entries.sort_by(|a, b| {
            b.probability
                .total_cmp(&a.probability)
                .then(b.reused.total_cmp(&a.reused))
        });
        let heading = match sources.as_slice() {
            [source] => format!(
                "{} compared with {}",
                counted(suspicious.len(), "text"),
                Shown(source)
            ),
            _ => format!(
                "{} of {} with {}",
                counted(entries.len(), "comparison"),
                counted(sources.len(), "source"),
                counted(suspicious.len(), "text")
            ),
        };
        OverviewTemplate {
            frame: Frame::new(heading.clone(), &[TABLE]),
            heading,
            suspicious,
            grid,
            entries,
        }
    }
}

impl fmt::Display for Overview {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.page().render_into(out).map_err(|_| fmt::Error)
    }
}

/// Returns the distinct names, in the order in which they first came.
fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = std::collections::BTreeSet::new();
    names.filter(|name| seen.insert(*name)).collect()
}

#[derive(Template)]
#[template(path = "overview.html")]
struct OverviewTemplate<'a> {
    frame: Frame,
    heading: String,
    suspicious: Vec<&'a str>,
    grid: Vec<GridRow<'a>>,
    entries: Vec<OverviewEntry<'a>>,
}

struct GridRow<'a> {
    name: &'a str,
    cells: Vec<Option<OverviewEntry<'a>>>,
}

/// A comparison as a row of the table and a cell of the map.
#[derive(Clone, Copy)]
struct OverviewEntry<'a> {
    source: &'a str,
    suspicious: &'a str,
    link: Option<&'a str>,
    verdict: &'a str,
    probability: f64,
    reused: f64,
    covered: f64,
    passages: usize,
}

impl<'a> OverviewEntry<'a> {
    fn new(stored: &'a StoredEntry) -> Self {
        let [source, suspicious] = &stored.names;
        let &StoredEntry {
            probability,
            reused,
            covered,
            passages,
            ..
        } = stored;
        Self {
            source,
            suspicious,
            link: stored.link.as_deref(),
            verdict: &stored.verdict,
            probability,
            reused,
            covered,
            passages,
        }
    }

    fn percent(&self) -> String {
        percent(self.probability)
    }

    fn shown(&self) -> String {
        probability(self.probability)
    }

    fn shares(&self) -> [String; 2] {
        [self.reused, self.covered].map(percent)
    }

    /// Returns the shade of its cell, from 0 to 4.
    fn heat(&self) -> usize {
        ((5.0 * self.probability) as usize).min(4)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Detector;

    #[test]
    fn every_pair_has_a_cell_and_a_row() {
        let comparison = Detector::default().compare("one two three", "one two three");
        let mut overview = Overview::new();
        for (source, suspicious) in [("a", "b"), ("b", "a"), ("a", "<c>")] {
            overview.add(
                source,
                suspicious,
                &comparison,
                Some(&format!("{source}.html")),
            );
        }
        let page = overview.to_string();
        assert_eq!(
            page.matches("<a href=\"a.html\" aria-label").count(),
            2,
            "cells"
        );
        assert_eq!(page.matches("<a href=\"a.html\">").count(), 2, "rows");
        assert!(
            page.contains("3 comparisons of 2 sources with 3 texts")
                && page.contains("&#60;c&#62;")
                && !page.contains("<c>")
        );
    }
}
