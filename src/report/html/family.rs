//! The page of families: each as a picture, and a table of all texts.

use std::collections::BTreeMap;
use std::fmt;

use askama::Template;

use super::Frame;
use super::assets::{FAMILY_STYLE, TABLE};
use super::family_tree::{Tree, TreeText};
use super::figures::{Shown, percent};
use crate::Comparison;
use crate::family::{Descent, Families, FamilyOrigin};
use crate::report::words::counted;
use crate::text::Span;

/// Names and numbers that a row shows of those that were added or dropped.
const FACTS: usize = 8;

/// [`Families`] as a page; write it anywhere with `{}`.
///
/// Each family is a picture: a tree from left to right, along a time axis where every text of the
/// family has a date. Each edge leads to the page of its comparison, if it was given one. A table
/// has for each text its family, its parent with the probability, and the names and numbers that it
/// added and dropped. The page is one file that loads nothing.
///
/// ```
/// use retold::Detector;
/// use retold::family::FamilyOptions;
/// use retold::report::FamilyReport;
///
/// let detector = Detector::default();
/// let documents = detector.documents(&["The barge struck the pier before dawn.", "Plum jam needs no pectin."]);
/// let families = detector.families(&documents, &FamilyOptions::default());
/// let page = FamilyReport::new(&families).text("agency.txt").text("blog.txt").to_string();
/// assert!(page.starts_with("<!doctype html>") && page.contains("agency.txt"));
/// ```
#[derive(Debug, Clone)]
pub struct FamilyReport<'a> {
    families: &'a Families,
    texts: Vec<TreeText>,
    edges: BTreeMap<usize, EdgeView>,
}

/// What is known of a text and its parent.
#[derive(Debug, Clone, Default)]
struct EdgeView {
    link: Option<String>,
    added: Vec<String>,
    dropped: Vec<String>,
}

impl<'a> FamilyReport<'a> {
    /// Creates a page of `families`; add the texts in their order.
    pub fn new(families: &'a Families) -> Self {
        Self {
            families,
            texts: Vec::new(),
            edges: BTreeMap::new(),
        }
    }

    /// Adds the next text by what it is called.
    #[must_use]
    pub fn text(mut self, name: &str) -> Self {
        self.texts.push(TreeText {
            name: name.to_owned(),
            ..TreeText::default()
        });
        self
    }

    /// Sets when the last text was published: a number that grows with time, as in
    /// [`FamilyOptions::with_dates`](crate::family::FamilyOptions::with_dates), and how it is
    /// shown.
    #[must_use]
    pub fn date(mut self, date: i64, shown: &str) -> Self {
        if let Some(text) = self.texts.last_mut() {
            text.date = Some((date, shown.to_owned()));
        }
        self
    }

    /// Sets what the last text belongs to, such as the outlet.
    #[must_use]
    pub fn outlet(mut self, outlet: &str) -> Self {
        if let Some(text) = self.texts.last_mut() {
            text.outlet = outlet.to_owned();
        }
        self
    }

    /// Adds the comparison of a text with the one that it was likely made from: `comparison` was
    /// made with [`DetectorBuilder::sentences`](crate::DetectorBuilder::sentences) from the
    /// parent's text and the text, in this order. `link` leads to its page.
    #[must_use]
    pub fn edge(
        mut self,
        text: usize,
        comparison: &Comparison,
        (parent, child): (&str, &str),
        link: Option<&str>,
    ) -> Self {
        let slices = |spans: &mut dyn Iterator<Item = Span>, text: &str| {
            let mut found: Vec<String> = Vec::new();
            for slice in spans.filter_map(|span| span.slice(text)) {
                if !found.iter().any(|held| held == slice) {
                    found.push(slice.to_owned());
                }
            }
            found
        };
        let sentences = &comparison.sentences;
        let edge = EdgeView {
            link: link.map(str::to_owned),
            added: slices(
                &mut sentences.iter().flat_map(|of| of.added.iter().copied()),
                child,
            ),
            dropped: slices(
                &mut sentences.iter().flat_map(|of| of.dropped.iter().copied()),
                parent,
            ),
        };
        self.edges.insert(text, edge);
        self
    }

    fn name(&self, text: usize) -> &str {
        self.texts.get(text).map_or("?", |text| &text.name)
    }

    fn page(&self) -> FamilyTemplate<'_> {
        let origins = self.families.origins;
        let total = self
            .families
            .families
            .iter()
            .map(|family| family.members.len())
            .sum::<usize>();
        let heading = format!(
            "{} with {}",
            counted(total, "text"),
            counted(origins.count, "independent origin")
        );
        let interval = if origins.low == origins.high {
            "The number of origins is not in doubt.".to_owned()
        } else {
            format!(
                "Counting doubtful pairs one way or the other, there are from {} to {} origins.",
                origins.low, origins.high
            )
        };
        let several = self
            .families
            .families
            .iter()
            .filter(|family| family.members.len() > 1);
        let link = |text: usize| self.edges.get(&text).and_then(|edge| edge.link.as_deref());
        let trees: Vec<Tree<'_>> = (several.enumerate())
            .map(|(at, family)| Tree::new(at + 1, family, &self.texts, &link))
            .collect();
        let numbers = (self.families.families.iter()).scan(0, |count, family| {
            *count += usize::from(family.members.len() > 1);
            Some((*count, family))
        });
        let rows = numbers.flat_map(|(number, family)| {
            family
                .members
                .iter()
                .map(move |member| (number, family, member))
        });
        let mut rows: Vec<MemberRow<'_>> = rows
            .map(|(number, family, member)| {
                let edge = self.edges.get(&member.text);
                let (from, probability) = match (member.descent, family.origin) {
                    (
                        Descent::From {
                            parent,
                            probability,
                        },
                        _,
                    ) => (self.name(parent).to_owned(), Some(probability)),
                    (Descent::Sibling { probability }, _) => {
                        ("a text that is not here".to_owned(), Some(probability))
                    }
                    (Descent::Original, FamilyOrigin::Text { probability, .. }) => (
                        "nothing here: the likely original".to_owned(),
                        Some(probability),
                    ),
                    (Descent::Alone, _) => ("nothing here".to_owned(), None),
                    _ => ("undecided".to_owned(), None),
                };
                let text = self.texts.get(member.text);
                let first = |facts: &'_ [String]| facts.iter().take(FACTS).cloned().collect();
                let (added, dropped) =
                    edge.map_or((&[][..], &[][..]), |edge| (&edge.added, &edge.dropped));
                MemberRow {
                    text: member.text,
                    name: self.name(member.text),
                    family: if family.members.len() > 1 {
                        number.to_string()
                    } else {
                        "–".to_owned()
                    },
                    from,
                    link: edge.and_then(|edge| edge.link.as_deref()),
                    probability: probability.unwrap_or(-1.0),
                    percent: probability.map_or("–".to_owned(), percent),
                    date: text
                        .and_then(|text| Some(text.date.as_ref()?.1.as_str()))
                        .unwrap_or_default(),
                    outlet: text.map_or("", |text| &text.outlet),
                    added: first(added),
                    more_added: added.len().saturating_sub(FACTS),
                    dropped: first(dropped),
                    more_dropped: dropped.len().saturating_sub(FACTS),
                }
            })
            .collect();
        rows.sort_by_key(|row| row.text);
        let alone = self
            .families
            .families
            .iter()
            .filter(|family| family.members.len() == 1);
        FamilyTemplate {
            frame: Frame::new(heading.clone(), &[TABLE]).with_style(FAMILY_STYLE),
            heading,
            interval,
            trees,
            alone: alone
                .flat_map(|family| &family.members)
                .map(|member| self.name(member.text))
                .collect(),
            wordless: self
                .families
                .wordless
                .iter()
                .map(|&text| self.name(text))
                .collect(),
            has_dates: self.texts.iter().any(|text| text.date.is_some()),
            has_outlets: self.texts.iter().any(|text| !text.outlet.is_empty()),
            rows,
        }
    }
}

impl fmt::Display for FamilyReport<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.page().render_into(out).map_err(|_| fmt::Error)
    }
}

#[derive(Template)]
#[template(path = "family.html")]
struct FamilyTemplate<'a> {
    frame: Frame,
    heading: String,
    interval: String,
    trees: Vec<Tree<'a>>,
    alone: Vec<&'a str>,
    wordless: Vec<&'a str>,
    has_dates: bool,
    has_outlets: bool,
    rows: Vec<MemberRow<'a>>,
}

struct MemberRow<'a> {
    text: usize,
    name: &'a str,
    family: String,
    from: String,
    link: Option<&'a str>,
    probability: f64,
    percent: String,
    date: &'a str,
    outlet: &'a str,
    added: Vec<String>,
    more_added: usize,
    dropped: Vec<String>,
    more_dropped: usize,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Detector;
    use crate::family::FamilyOptions;

    const ORIGINAL: &str = include_str!("../../../fixtures/cable_car/en/original.txt");
    const SUMMARY: &str = include_str!("../../../fixtures/cable_car/en/summary.txt");
    const REPORT: &str = include_str!("../../../fixtures/cable_car/en/independent_report_2.txt");

    #[test]
    fn a_page_has_a_picture_a_link_for_each_edge_and_a_row_for_each_text() {
        let detector = Detector::builder().sentences(true).build();
        let texts = [ORIGINAL, SUMMARY, REPORT];
        let families = detector.families(&detector.documents(&texts), &FamilyOptions::default());
        let comparison = detector.compare(ORIGINAL, SUMMARY);
        let page = FamilyReport::new(&families)
            .text("<original>")
            .date(1, "1 May")
            .text("summary")
            .date(2, "2 May")
            .outlet("The Sun & Star")
            .text("report")
            .edge(1, &comparison, (ORIGINAL, SUMMARY), Some("001.html"))
            .to_string();
        assert_eq!(page.matches("<svg").count(), 1);
        assert_eq!(
            page.matches("href=\"001.html\"").count(),
            2,
            "in the picture and in the table"
        );
        assert_eq!(page.matches("<tr><th scope=\"row\"").count(), 3);
        assert!(page.contains("3 texts with 2 independent origins"));
        assert!(!page.contains("<original>") && page.contains("&#60;original&#62;"));
        assert!(
            page.contains("class=\"time\""),
            "both texts of the family have a date"
        );
        assert!(page.contains("Texts that stand alone"));
    }
}
