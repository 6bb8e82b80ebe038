//! The page of one text with many sources.

use std::fmt;

use askama::Template;

use super::Frame;
use super::assets::{SOURCES, SOURCES_STYLE, TEXTS};
use super::figures::Shown;
use super::sources_view::SourcesView;
use super::switches::{Switch, Switches};
use crate::Detector;
use crate::sources::{Found, FoundSource};

/// A source as a page shows it: what it is called, and its text.
#[derive(Debug, Clone, Copy)]
#[non_exhaustive]
pub struct SourceText<'a> {
    /// What to call it.
    pub title: &'a str,
    /// The text that was compared.
    pub text: &'a str,
    /// When it was published, as it is shown.
    pub published: Option<&'a str>,
    /// What it belongs to, such as the outlet.
    pub group: Option<&'a str>,
}

impl<'a> SourceText<'a> {
    /// Creates a source without a date or a group.
    pub fn new(title: &'a str, text: &'a str) -> Self {
        Self {
            title,
            text,
            published: None,
            group: None,
        }
    }

    /// Sets when it was published, as it is to be shown.
    #[must_use]
    pub fn published(mut self, date: &'a str) -> Self {
        self.published = Some(date);
        self
    }

    /// Sets what it belongs to, such as the outlet.
    #[must_use]
    pub fn group(mut self, group: &'a str) -> Self {
        self.group = Some(group);
        self
    }
}

/// A [`Found`] as a page; write it anywhere with `{}`.
///
/// The suspicious text is shown once, each passage in the colour and with the number of the source
/// that explains it best, next to a card for each source with its verdict, probability, shares and
/// the facts that differ, a map by source, and the source's own text with the edits. A reader can
/// leave a source out; its words then go to the next source that has them, and every figure is
/// counted again. [`SourcesReport::switches`] lets a reader switch what is set aside. The page is
/// one file that loads nothing, like that of [`HtmlReport`](super::HtmlReport).
///
/// Costs a pass over all texts and the edits.
///
/// ```
/// use retold::Detector;
/// use retold::report::{SourceText, SourcesReport};
///
/// let source = "The old ferry sank in the harbour on Monday night after a fire broke out below deck. Nobody was hurt.";
/// let suspicious = "The ferry sank in the harbour late on Monday night after a fire had broken out below deck.";
/// let detector = Detector::default();
/// let found = detector.sources(&detector.document(suspicious), &detector.documents(&[source]));
/// let page = SourcesReport::new(&found, suspicious, &[SourceText::new("agency.txt", source)]).to_string();
/// assert!(page.starts_with("<!doctype html>") && page.contains("agency.txt"));
/// ```
#[derive(Debug, Clone)]
pub struct SourcesReport<'a> {
    found: &'a Found,
    suspicious: &'a str,
    sources: &'a [SourceText<'a>],
    title: &'a str,
    switches: Switches<Found>,
}

impl<'a> SourcesReport<'a> {
    /// Creates a page of `found`, which was made from the text `suspicious`. `sources` are the
    /// texts of the sources by [`FoundSource::index`]; a source without a text there is left out.
    pub fn new(found: &'a Found, suspicious: &'a str, sources: &'a [SourceText<'a>]) -> Self {
        Self {
            found,
            suspicious,
            sources,
            title: "the suspicious text",
            switches: Switches::default(),
        }
    }

    /// Sets what to call the suspicious text.
    #[must_use]
    pub fn title(mut self, title: &'a str) -> Self {
        self.title = title;
        self
    }

    /// Adds switches for what is set aside, as [`HtmlReport::switches`](super::HtmlReport::switches)
    /// does for two texts: `detector`, which made the comparisons, compares the text with all its
    /// sources again under every combination. A source keeps its number and its colour.
    ///
    /// At most three kinds get a switch, fewer where the texts are long, which bounds the work to
    /// eight comparisons with each source.
    #[must_use]
    pub fn switches(mut self, detector: &Detector) -> Self {
        let shown = self.shown();
        let texts: Vec<&str> = shown.iter().map(|(_, about)| about.text).collect();
        self.switches = Switches::of_sources(detector, self.found, self.suspicious, &texts);
        self
    }

    /// Returns the sources that have a text, best first.
    fn shown(&self) -> Vec<(&'a FoundSource, &'a SourceText<'a>)> {
        let sources = self.found.sources.iter();
        sources
            .filter_map(|source| Some((source, self.sources.get(source.index)?)))
            .collect()
    }

    fn page(&self) -> Result<SourcesTemplate, askama::Error> {
        let title = Shown(self.title).to_string();
        let shown = self.shown();
        let texts: Vec<&SourceText<'a>> = shown.iter().map(|(_, about)| *about).collect();
        let view = |found: &Found, order: &[usize]| {
            SourcesView::new(found, order, &title, self.suspicious, &texts).render()
        };
        let order: Vec<usize> = shown.iter().map(|(source, _)| source.index).collect();
        // The answers under other switches were asked for these sources, in this order.
        let same_order: Vec<usize> = (0..order.len()).collect();
        let others = self.switches.others.iter();
        Ok(SourcesTemplate {
            frame: Frame::new(format!("Sources of {title}"), &[TEXTS, SOURCES])
                .with_style(SOURCES_STYLE),
            view: view(self.found, &order)?,
            switches: self.switches.switches.clone(),
            fixed: self.switches.fixed.clone(),
            state: self.switches.state,
            views: others
                .map(|(state, found)| Ok((*state, view(found, &same_order)?)))
                .collect::<Result<_, askama::Error>>()?,
            title,
        })
    }
}

impl fmt::Display for SourcesReport<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let page = self.page().map_err(|_| fmt::Error)?;
        page.render_into(out).map_err(|_| fmt::Error)
    }
}

#[derive(Template)]
#[template(path = "sources.html")]
struct SourcesTemplate {
    frame: Frame,
    title: String,
    /// What was found, as markup.
    view: String,
    switches: Vec<Switch>,
    /// What is set aside and has no switch, in words.
    fixed: String,
    /// The switches that are on, one bit for each.
    state: usize,
    /// What was found under the other combinations of switches, as markup.
    views: Vec<(usize, String)>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Detector;
    use crate::align::AlignOptions;

    const SOURCES: [&str; 2] = [
        "The old ferry sank in the harbour on Monday night after a fire broke out below deck. Nobody was hurt.",
        "Plum jam needs no <pectin>, said the cook of the ferry, and she boiled 40 pounds of fruit in one copper kettle.",
    ];
    const SUSPICIOUS: &str = "The ferry sank in the harbour late on Monday night after a fire had broken out below deck. \
        Plum jam needs no <pectin>, said the cook, and she boiled 40 pounds of fruit in one copper kettle.";

    fn found() -> Found {
        let options = AlignOptions::default().edits(true);
        let detector = Detector::builder().align(options).build();
        detector.sources(
            &detector.document(SUSPICIOUS),
            &detector.documents(&SOURCES),
        )
    }

    #[test]
    fn every_source_has_a_card_a_row_of_the_map_and_a_text() {
        let found = found();
        let texts = SOURCES.map(|text| {
            SourceText::new("a <title>", text)
                .published("4 May")
                .group("wire")
        });
        let page = SourcesReport::new(&found, SUSPICIOUS, &texts)
            .title("b.txt")
            .to_string();
        for (part, count) in [
            ("class=\"card ", 2),
            ("<g class=\"row ", 2),
            ("class=\"source-text", 2),
            ("4 May", 2),
            ("a &#60;title&#62;", 4),
        ] {
            assert!(page.matches(part).count() >= count, "{part}");
        }
        assert!(!page.contains("<pectin>") && !page.contains("<title>,"));
        assert!(page.contains(&format!("data-words=\"{}\"", found.words)));
    }

    #[test]
    fn a_source_without_a_text_is_left_out() {
        let page = SourcesReport::new(&found(), SUSPICIOUS, &[]).to_string();
        assert!(page.contains("No source was found"));
    }

    /// What an editor looks for on a card: the rule, the interval, the facts that differ.
    #[test]
    fn a_card_says_what_its_comparison_has() {
        let suspicious = SUSPICIOUS.replace("40 pounds", "90 pounds");
        let detector = Detector::default();
        let found = detector.sources(
            &detector.document(&suspicious),
            &detector.documents(&SOURCES),
        );
        let texts = SOURCES.map(|text| SourceText::new("a", text));
        let page = SourcesReport::new(&found, &suspicious, &texts).to_string();
        for part in [
            "95 % interval ",
            "most of the text is about another matter: the rest was rewritten",
            "1 number differs: 40 → 90",
            "<b>1 fact differs</b>",
        ] {
            assert!(page.contains(part), "{part}");
        }
    }

    #[test]
    fn a_page_has_a_view_for_each_combination_of_switches() {
        let found = found();
        let texts = SOURCES.map(|text| SourceText::new("a", text));
        let report = SourcesReport::new(&found, SUSPICIOUS, &texts);
        let boxes = |page: &str| page.matches("data-bit=").count();
        let plain = report.to_string();
        assert_eq!((boxes(&plain), plain.matches("<template").count()), (0, 0));
        let suspicious = format!("{SUSPICIOUS} “It was a long night for us all”, said the cook.");
        let detector = Detector::default();
        let found = detector.sources(
            &detector.document(&suspicious),
            &detector.documents(&SOURCES),
        );
        let page = SourcesReport::new(&found, &suspicious, &texts)
            .switches(&detector)
            .to_string();
        let templates = page.matches("<template data-state=").count();
        assert!(boxes(&page) > 0);
        assert_eq!(templates, (1 << boxes(&page)) - 1);
    }
}
