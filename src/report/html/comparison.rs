//! The page of one comparison.

use std::fmt;

use askama::Template;

use super::Frame;
use super::assets::COMPARISON;
use super::figures::{Shown, beginning, percent, probability, signed};
use super::layout::{Column, Layer, column};
use super::sentences::SentenceView;
use crate::align::Passage;
use crate::report::marks::{Mark, Row, rows};
use crate::report::words::{counted, evasion, rewording, trick};
use crate::score::Reason;
use crate::text::Finding;
use crate::{Comparison, Span};

impl Comparison {
    /// Returns this comparison as a page that can be sent to anyone: one HTML file that asks nothing of any server. `source` and
    /// `suspicious` are the texts that were compared; ask for their edits beforehand
    /// ([`AlignOptions::edits`](crate::align::AlignOptions::edits)). [`HtmlReport`] sets titles.
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
/// Both texts stand side by side, their passages linked both ways, under a header with the probability, the verdict, the shares,
/// the reasons and a map of the passages. The page is one file: its content security policy lets nothing run or load but its
/// own script and style, and texts are shown as text, whatever they hold. Passages that don't fit the texts are left out.
///
/// Costs a pass over both texts and the edits: a few milliseconds for articles of 20,000 words.
#[derive(Debug, Clone)]
pub struct HtmlReport<'a> {
    comparison: &'a Comparison,
    source: &'a str,
    suspicious: &'a str,
    titles: [&'a str; 2],
    back: Option<&'a str>,
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
        }
    }

    /// Sets the names of the source and the suspicious text.
    #[must_use]
    pub fn titles(mut self, source: &'a str, suspicious: &'a str) -> Self {
        self.titles = [source, suspicious];
        self
    }

    /// Sets a relative link to the page of all comparisons, such as an [`Overview`](super::Overview).
    #[must_use]
    pub fn back(mut self, link: &'a str) -> Self {
        self.back = Some(link);
        self
    }

    fn page(&self) -> Page<'a> {
        let comparison = self.comparison;
        let mut passages: Vec<&Passage> = comparison.passages.iter().collect();
        passages.sort_by_key(|passage| passage.suspicious);
        let spans = |side: fn(&Passage) -> Span| {
            passages
                .iter()
                .map(|passage| side(passage))
                .collect::<Vec<_>>()
        };
        let aside = |side: fn(&crate::scope::SetAside) -> Option<Span>| {
            comparison
                .set_aside
                .iter()
                .filter_map(move |aside| Some((side(aside)?, aside.reason.name())))
                .collect::<Vec<_>>()
        };
        let [source_title, suspicious_title] = self.titles.map(|title| Shown(title).to_string());
        let sides = [
            Side {
                id: "source",
                letter: 's',
                partner: 'u',
                label: "Source",
                name: "source",
                other: "suspicious text",
                title: source_title.clone(),
                share_name: "Covered: of the source",
                share: Share::of(comparison.covered),
                evasion: evasions(&comparison.source_findings),
                column: lay_out(
                    self.source,
                    &spans(|p| p.source),
                    &aside(|a| a.source),
                    &comparison.source_findings,
                ),
            },
            Side {
                id: "suspicious",
                letter: 'u',
                partner: 's',
                label: "Suspicious",
                name: "suspicious text",
                other: "source",
                title: suspicious_title.clone(),
                share_name: "Reused: of the suspicious text",
                share: Share::of(comparison.reused),
                evasion: evasions(&comparison.suspicious_findings),
                column: lay_out(
                    self.suspicious,
                    &spans(|p| p.suspicious),
                    &aside(|a| a.suspicious),
                    &comparison.suspicious_findings,
                ),
            },
        ];
        let lengths = (self.source.len(), self.suspicious.len());
        let views = passages.iter().enumerate().map(|(at, passage)| {
            let ranges = [&sides[0], &sides[1]]
                .map(|side| range(side.column.ranges.get(at).copied().flatten()));
            PassageView {
                number: at + 1,
                colour: at % COLOURS,
                rewording: rewording(passage.obfuscation),
                identity: percent(passage.identity),
                beginning: Shown(&beginning(
                    passage
                        .suspicious
                        .slice(self.suspicious)
                        .unwrap_or_default(),
                    80,
                ))
                .to_string(),
                path: path(passage, lengths),
                ranges,
                rows: rows(passage, self.source, self.suspicious),
            }
        });
        let score = &comparison.score;
        let (strong, weak): (Vec<&Reason>, Vec<&Reason>) = score
            .reasons
            .iter()
            .partition(|reason| reason.log_odds.abs() >= MOVES);
        let most = strong
            .iter()
            .map(|reason| reason.log_odds.abs())
            .fold(MOVES, f64::max);
        Page {
            frame: Frame::new(
                format!(
                    "{suspicious_title} and {source_title}: {}",
                    comparison.verdict()
                ),
                COMPARISON,
            ),
            back: self.back,
            verdict: comparison.verdict().to_string(),
            probability: Share {
                text: probability(score.probability),
                ..Share::of(score.probability)
            },
            capped: comparison.capped,
            order: order(&passages),
            reasons: strong
                .iter()
                .map(|reason| ReasonView::new(reason, most, self.source, self.suspicious))
                .collect(),
            minor: (!weak.is_empty()).then(|| {
                format!(
                    "{} hardly moved it.",
                    counted(weak.len(), "further measure")
                )
            }),
            edited: passages.iter().any(|passage| !passage.edits.is_empty()),
            passages: views.collect(),
            sentence_count: counted(comparison.sentences.len(), "sentence"),
            sentences: comparison
                .sentences
                .iter()
                .map(|found| SentenceView::new(found, self.source, self.suspicious))
                .collect(),
            sides,
        }
    }
}

impl fmt::Display for HtmlReport<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.page().render_into(out).map_err(|_| fmt::Error)
    }
}

/// How many colours passages take in turn.
pub(super) const COLOURS: usize = 8;

#[derive(Template)]
#[template(path = "comparison.html")]
struct Page<'a> {
    frame: Frame,
    back: Option<&'a str>,
    verdict: String,
    probability: Share,
    capped: bool,
    /// How far the passages keep the source's order.
    order: String,
    reasons: Vec<ReasonView>,
    /// How many measures moved the score too little to be shown.
    minor: Option<String>,
    sides: [Side<'a>; 2],
    passages: Vec<PassageView<'a>>,
    edited: bool,
    sentences: Vec<SentenceView<'a>>,
    sentence_count: String,
}

/// One of the two texts.
struct Side<'a> {
    id: &'static str,
    letter: char,
    partner: char,
    label: &'static str,
    name: &'static str,
    other: &'static str,
    title: String,
    share_name: &'static str,
    share: Share,
    evasion: String,
    column: Column<'a>,
}

/// A share as a number and as the length of a bar, both in percent.
pub(super) struct Share {
    pub(super) text: String,
    pub(super) share: f64,
}

impl Share {
    pub(super) fn of(share: f64) -> Self {
        Self {
            text: percent(share),
            share: 100.0 * share.clamp(0.0, 1.0),
        }
    }
}

struct PassageView<'a> {
    number: usize,
    colour: usize,
    rewording: &'static str,
    identity: String,
    beginning: String,
    /// On the map.
    path: String,
    /// The first and the last coloured piece in each text.
    ranges: [String; 2],
    rows: Vec<Row<'a, 'a>>,
}

struct ReasonView {
    text: String,
    log_odds: String,
    /// Of the bar, from -50 to 50.
    left: f64,
    width: f64,
    /// The words that it was read from, where they are few.
    places: Vec<String>,
    more: usize,
}

pub(super) fn lay_out<'t>(
    text: &'t str,
    passages: &[Span],
    aside: &[(Span, &'static str)],
    findings: &[Finding],
) -> Column<'t> {
    let mut layers: Vec<(Span, Layer)> = (0..)
        .zip(passages)
        .map(|(at, &span)| (span, Layer::Passage(at)))
        .collect();
    layers.extend(
        aside
            .iter()
            .map(|&(span, text)| (span, Layer::Note { text, aside: true })),
    );
    for finding in findings {
        if let Some(text) = trick(finding.kind) {
            layers.extend(
                finding
                    .spans
                    .iter()
                    .map(|&span| (span, Layer::Note { text, aside: false })),
            );
        }
    }
    column(text, passages.len(), &layers)
}

fn evasions(findings: &[Finding]) -> String {
    findings
        .iter()
        .filter_map(evasion)
        .collect::<Vec<_>>()
        .join(", ")
}

fn range(range: Option<(usize, usize)>) -> String {
    range.map_or(String::new(), |(first, last)| format!("{first} {last}"))
}

/// Returns the line of a passage on the map, which is 1,000 wide and high.
fn path(passage: &Passage, (source, suspicious): (usize, usize)) -> String {
    let at = |position: usize, length: usize| 1000 * position.min(length) / length.max(1);
    let (x, y) = (passage.suspicious, passage.source);
    format!(
        "M{} {}L{} {}",
        at(x.start, suspicious),
        at(y.start, source),
        at(x.end, suspicious),
        at(y.end, source)
    )
}

/// Describes how far passages, in the order of the suspicious text, follow the source.
fn order(passages: &[&Passage]) -> String {
    let steps = passages.len().saturating_sub(1);
    let forward = passages
        .windows(2)
        .filter(|pair| pair[0].source < pair[1].source)
        .count();
    match (passages.len(), steps - forward) {
        (0, _) => "There is no passage.".to_owned(),
        (1, _) => "There is one passage.".to_owned(),
        (count, 0) => format!("All {count} passages occur in the source’s order."),
        (_, jumps) => format!(
            "Of {} from one passage to the next, {jumps} {} back in the source.",
            counted(steps, "step"),
            if jumps == 1 { "goes" } else { "go" }
        ),
    }
}

/// Words that are shown of what a reason was read from, at most, and bytes that one of them may have.
const PLACES: usize = 12;
const PLACE: usize = 48;

/// The least change of the log-odds that is shown: below it, it would be shown as zero.
const MOVES: f64 = 0.05;

impl ReasonView {
    /// Creates a row. `most` is the change of the log-odds that has the longest bar.
    fn new(reason: &Reason, most: f64, source: &str, suspicious: &str) -> Self {
        let width = 50.0 * reason.log_odds.abs() / most;
        let mut places = slices(&reason.suspicious, suspicious);
        if reason.suspicious.is_empty() {
            places = slices(&reason.source, source);
        }
        let more = places.len().saturating_sub(PLACES);
        places.truncate(PLACES);
        Self {
            text: reason.words(),
            log_odds: signed(reason.log_odds),
            left: if reason.log_odds < 0.0 { -width } else { 0.0 },
            width,
            places: places
                .into_iter()
                .map(|place| Shown(place).to_string())
                .collect(),
            more,
        }
    }
}

/// Returns the distinct words at some places; none if one of them is long, for it can be read in the texts.
fn slices<'t>(spans: &[Span], text: &'t str) -> Vec<&'t str> {
    if spans.iter().any(|span| span.len() > PLACE) {
        return Vec::new();
    }
    let mut seen = std::collections::BTreeSet::new();
    spans
        .iter()
        .filter_map(|span| span.slice(text))
        .filter(|slice| seen.insert(*slice))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Detector;
    use crate::align::AlignOptions;
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

    #[test]
    fn the_order_of_passages_is_said() {
        let passage = |source, suspicious| Passage {
            source: Span::new(source, source + 5),
            suspicious: Span::new(suspicious, suspicious + 5),
            strength: 1.0,
            identity: 1.0,
            obfuscation: crate::align::Obfuscation::None,
            edits: Vec::new(),
            facts: Vec::new(),
        };
        let passages = [passage(10, 0), passage(20, 10), passage(0, 20)];
        let said = |passages: &[&Passage]| order(passages);
        assert_eq!(said(&[]), "There is no passage.");
        assert_eq!(
            said(&[&passages[0], &passages[1]]),
            "All 2 passages occur in the source’s order."
        );
        assert_eq!(
            said(&[&passages[0], &passages[1], &passages[2]]),
            "Of 2 steps from one passage to the next, 1 goes back in the source."
        );
        assert_eq!(path(&passages[0], (20, 20)), "M0 500L250 750");
        assert_eq!(path(&passages[0], (0, 0)), "M0 0L0 0");
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
