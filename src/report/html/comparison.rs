//! The page of one comparison.

use std::fmt;

use askama::Template;

use super::Frame;
use super::assets::{COMPARISON, TEXTS};
use super::figures::Shown;
use super::switches::{Switch, Switches};
use super::view::View;
use crate::{Comparison, Detector};

impl Comparison {
    /// Returns this comparison as a page that can be sent to anyone: one HTML file that asks
    /// nothing of any server. `source` and `suspicious` are the texts that were compared; ask for
    /// their edits beforehand ([`AlignOptions::edits`](crate::align::AlignOptions::edits)).
    /// [`HtmlReport`] sets titles.
    ///
    /// ```
    /// use retold::Detector;
    ///
    /// let source = "The old ferry sank in the harbour on Monday night after a fire broke out below deck. Nobody was hurt.";
    /// let suspicious = "The ferry sank in the harbour late on Monday night after a fire had broken out below <deck>.";
    /// let page = Detector::default().compare(source, suspicious).to_html(source, suspicious);
    /// assert!(page.starts_with("<!doctype html>") && !page.contains("<deck>"));
    /// ```
    pub fn to_html(&self, source: &str, suspicious: &str) -> String {
        HtmlReport::new(self, source, suspicious).to_string()
    }
}

/// A [`Comparison`] as a page; write it anywhere with `{}`.
///
/// Both texts stand side by side, their passages linked both ways, under a header with the verdict
/// and its rule, the facts that differ, the probability with its interval, the shares, the reasons
/// and a map of the passages. What was set aside is grey, with its reason; [`HtmlReport::switches`]
/// lets a reader switch it. The page is one file: its content security policy lets nothing run or
/// load but its own script and style, and texts are shown as text, whatever they hold. Passages
/// that don't fit the texts are left out.
///
/// Costs a pass over both texts and the edits: a few milliseconds for articles of 20,000 words.
#[derive(Debug, Clone)]
pub struct HtmlReport<'a> {
    comparison: &'a Comparison,
    source: &'a str,
    suspicious: &'a str,
    titles: [&'a str; 2],
    back: Option<&'a str>,
    switches: Switches<Comparison>,
}

impl<'a> HtmlReport<'a> {
    /// Creates a page of `comparison`, which was made from these two texts.
    pub fn new(comparison: &'a Comparison, source: &'a str, suspicious: &'a str) -> Self {
        Self {
            comparison,
            source,
            suspicious,
            titles: ["the source", "the suspicious text"],
            back: None,
            switches: Switches::default(),
        }
    }

    /// Sets the names of the source and the suspicious text.
    #[must_use]
    pub fn titles(mut self, source: &'a str, suspicious: &'a str) -> Self {
        self.titles = [source, suspicious];
        self
    }

    /// Sets a relative link to the page of all comparisons, such as an
    /// [`Overview`](super::Overview).
    #[must_use]
    pub fn back(mut self, link: &'a str) -> Self {
        self.back = Some(link);
        self
    }

    /// Adds switches for what is set aside: quotations, bibliographies, shared blocks and whatever
    /// else these texts have. `detector` is the one that made the comparison; it compares the texts
    /// again under every combination, so that all figures and passages of the page change with a
    /// switch.
    ///
    /// At most three kinds get a switch, fewer where the texts are long, which bounds the work to
    /// eight comparisons and the page to about a megabyte more. Quotations and bibliographies,
    /// which are not set aside by default, come first.
    ///
    /// ```
    /// use retold::Detector;
    /// use retold::report::HtmlReport;
    ///
    /// let source = "“Nobody was hurt in the harbour”, said the mayor. The ferry sank on Monday.";
    /// let suspicious = "The ferry sank on Monday. “Nobody was hurt in the harbour”, the mayor said.";
    /// let detector = Detector::default();
    /// let comparison = detector.compare(source, suspicious);
    /// let page = HtmlReport::new(&comparison, source, suspicious).switches(&detector).to_string();
    /// assert!(page.contains("type=\"checkbox\""));
    /// ```
    #[must_use]
    pub fn switches(mut self, detector: &Detector) -> Self {
        self.switches = Switches::of_pair(detector, self.comparison, self.source, self.suspicious);
        self
    }

    fn page(&self) -> Result<ComparisonTemplate<'a>, askama::Error> {
        let titles = self.titles.map(|title| Shown(title).to_string());
        let view = |comparison: &Comparison| {
            View::new(comparison, self.source, self.suspicious, &titles).render()
        };
        let verdict = self.comparison.verdict();
        let others = self.switches.others.iter();
        Ok(ComparisonTemplate {
            frame: Frame::new(
                format!("{} and {}: {verdict}", titles[1], titles[0]),
                &[TEXTS, COMPARISON],
            ),
            back: self.back,
            view: view(self.comparison)?,
            switches: self.switches.switches.clone(),
            fixed: self.switches.fixed.clone(),
            state: self.switches.state,
            views: others
                .map(|(state, comparison)| Ok((*state, view(comparison)?)))
                .collect::<Result<_, askama::Error>>()?,
            titles,
        })
    }
}

impl fmt::Display for HtmlReport<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let page = self.page().map_err(|_| fmt::Error)?;
        page.render_into(out).map_err(|_| fmt::Error)
    }
}

#[derive(Template)]
#[template(path = "comparison.html")]
struct ComparisonTemplate<'a> {
    frame: Frame,
    back: Option<&'a str>,
    titles: [String; 2],
    /// What the comparison says, as markup.
    view: String,
    switches: Vec<Switch>,
    /// What is set aside and has no switch, in words.
    fixed: String,
    /// The switches that are on, one bit for each.
    state: usize,
    /// What it says under the other combinations of switches, as markup.
    views: Vec<(usize, String)>,
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::AlignOptions;
    use crate::report::html::view::COLOURS;
    use crate::scope::{ScopeOptions, SetAsideReason};
    use proptest::prelude::*;

    const SOURCE: &str = "The old ferry sank in the harbour on Monday night after a fire broke out below deck. Nobody was hurt.\n\n\
        The harbour master, Ines Calder, had warned the captain at six. A storm of 90 kilometres an hour was expected before midnight.";
    const SUSPICIOUS: &str = "A storm of 90 kilometres an hour was expected before midnight.\n\nThe ferry sank in the harbour late on Monday \
        night after a fire had broken out below deck. Plum jam needs no pectin, said “the old cook of the ferry”.";

    fn detector() -> Detector {
        let options = AlignOptions {
            edits: true,
            ..AlignOptions::default()
        };
        let scope = ScopeOptions::default().with(SetAsideReason::Quotation);
        Detector::builder().align(options).scope(scope).build()
    }

    fn page(source: &str, suspicious: &str) -> String {
        detector()
            .compare(source, suspicious)
            .to_html(source, suspicious)
    }

    #[test]
    fn a_page_has_each_passage_in_both_texts_on_the_map_and_in_the_list() {
        let comparison = detector().compare(SOURCE, SUSPICIOUS);
        let page = HtmlReport::new(&comparison, SOURCE, SUSPICIOUS)
            .titles("a.txt", "b.txt")
            .back("index.html")
            .to_string();
        let passages = comparison.passages.len();
        assert!(passages > 0);
        for part in [
            "class=\"mark c",
            "<li id=\"p",
            "<details>",
            "<a class=\"n c0\" id=\"s",
            "<a class=\"n c0\" id=\"u",
        ] {
            let colours = if part.contains("c0") { COLOURS } else { 1 };
            assert_eq!(
                page.matches(part).count(),
                passages.div_ceil(colours),
                "{part}"
            );
        }
        for part in [
            "b.txt",
            "a.txt",
            "href=\"index.html\"",
            "A person judges",
            "class=\"aside\" title=\"set aside: a quotation\"",
            "<del>",
            "<ins>",
        ] {
            assert!(page.contains(part), "{part}");
        }
    }

    /// A page is data: the same comparison gives the same bytes.
    #[test]
    fn the_same_comparison_gives_the_same_page() {
        assert_eq!(page(SOURCE, SUSPICIOUS), page(SOURCE, SUSPICIOUS));
    }

    #[test]
    fn nothing_to_compare_is_a_page_too() {
        for (source, suspicious) in [("", ""), ("one two three", ""), ("", "…")] {
            let page = page(source, suspicious);
            assert!(page.contains("No passage was found.") && !page.contains("NaN"));
        }
    }

    #[test]
    fn texts_that_do_not_belong_to_the_comparison_are_harmless() {
        let comparison = detector().compare(SOURCE, SUSPICIOUS);
        for other in ["", "é", "ééééééééééééééééééééééééééééééééééééééééééééé"]
        {
            assert!(comparison.to_html(other, other).ends_with("</html>"));
        }
    }

    #[test]
    fn letters_that_only_look_right_are_pointed_out() {
        let page = page(
            SOURCE,
            &SUSPICIOUS.replacen("ferry", "f\u{435}rry", 1).replacen(
                "harbour",
                "har\u{200b}bour",
                1,
            ),
        );
        assert!(page.contains(
            "Hidden from the reader’s eye in the suspicious text:</strong> lookalike letters (1), invisible characters (1)"
        ));
        assert!(page.contains("title=\"lookalike letters\">"));
    }

    /// What an editor looks for first: the verdict's rule, the interval, both questions, the facts
    /// that differ.
    #[test]
    fn the_head_says_what_the_comparison_has() {
        let suspicious = SOURCE
            .replace("90 kilometres", "95 kilometres")
            .replace("Nobody was", "Nobody was not");
        let page = page(SOURCE, &suspicious);
        for part in [
            "95 % interval ",
            "of its runs of three words occur in the source",
            "Rewritten as a whole",
            "A part taken over",
            "In passages: of the suspicious text",
            "1 number differs: 90 → 95",
            "<ins class=\"fact\">95</ins>",
            "Here it answers the first",
        ] {
            assert!(page.contains(part), "{part}");
        }
    }

    /// Two independent reports share text; nobody reused or reworded it.
    #[test]
    fn passages_of_independent_texts_are_called_shared_text() {
        let shared = "“The crossing will stay shut until every bolt of the third pier has been inspected by divers”, the ministry said in a statement.";
        let source = format!(
            "{SOURCE} {shared} The mill closed in spring and its owner went to Norwick, where he bought a bakery and a boat."
        );
        let suspicious = format!(
            "{shared} Plum jam needs no pectin, and the cook of the inn in Port Sable had made plenty of it. Guests came from five villages \
            to taste it, and the choir of the school sang until the lamps went out."
        );
        let scope = ScopeOptions::default()
            .without(SetAsideReason::SharedQuotation)
            .without(SetAsideReason::SharedBlock);
        let mut comparison = Detector::builder()
            .scope(scope)
            .build()
            .compare(&source, &suspicious);
        assert!(!comparison.passages.is_empty());
        comparison.score.verdict = crate::Verdict::Independent;
        let page = comparison.to_html(&source, &suspicious);
        assert!(
            page.contains("shared text, word for word")
                && page.contains("Shared text: of the suspicious text")
        );
        let body = page.split("<body>").nth(1).unwrap();
        for word in [
            "lightly reworded",
            "heavily reworded",
            "The passages, one by one",
        ] {
            assert!(!body.contains(word), "{word}");
        }
    }

    #[test]
    fn a_page_has_a_view_for_each_combination_of_switches() {
        let comparison = detector().compare(SOURCE, SUSPICIOUS);
        let page = HtmlReport::new(&comparison, SOURCE, SUSPICIOUS)
            .switches(&detector())
            .to_string();
        let boxes = page.matches("type=\"checkbox\"").count();
        assert!(boxes > 0 && page.contains(" checked> Quotations"));
        assert_eq!(
            page.matches("<template data-state=").count(),
            (1 << boxes) - 1
        );
        assert!(!comparison.to_html(SOURCE, SUSPICIOUS).contains("<template"));
    }

    proptest! {
        /// Whatever a text holds, the page has the same elements as one that has no markup.
        #[test]
        fn text_is_never_markup(text in "[<>&\"'/a-d =!\\-\u{0}\u{1b}\u{202e}\n]{0,60}") {
            let suspicious = format!("{SUSPICIOUS}\n\n<script>{text}</script>");
            let tags = |page: &str, tag: &str| page.matches(tag).count();
            let (with, without) = (page(SOURCE, &suspicious), page(SOURCE, SUSPICIOUS));
            prop_assert_eq!(tags(&with, "<script"), tags(&without, "<script"));
            prop_assert_eq!(tags(&with, "</article>"), 2);
            let controls = with.contains(['\0', '\u{1b}', '\u{202e}']);
            prop_assert!(!controls, "controls are shown, not passed on");
        }
    }
}
