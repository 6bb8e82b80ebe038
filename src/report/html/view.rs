//! What a page says of one comparison: the finding, the texts, the passages and the sentences.

use askama::Template;

use super::figures::{Shown, beginning, percent, probability, signed};
use super::layout::{Column, Layer, column};
use super::passage::PassageView;
use super::sentences::SentenceView;
use crate::align::{Obfuscation, Passage};
use crate::report::aside::asides;
use crate::report::changes::{changes, differing};
use crate::report::marks::{Mark, Side};
use crate::report::words::{counted, evasion, interval, set_aside, trick};
use crate::score::{Interval, Reason, Score};
use crate::text::Finding;
use crate::{Comparison, Span, Verdict};

/// How many colours passages take in turn.
pub(super) const COLOURS: usize = 8;

/// Sentences up to which their table is open from the start.
const OPEN_SENTENCES: usize = 80;

/// One comparison of two texts.
#[derive(Template)]
#[template(path = "view.html")]
pub(super) struct View<'a> {
    verdict: String,
    /// The cut point behind the verdict.
    rule: String,
    /// Whether anything was taken over, by the verdict.
    reuse: bool,
    /// What the passages are called.
    noun: &'static str,
    /// What became of the facts.
    changes: Vec<String>,
    probability: Share,
    interval: Option<IntervalView>,
    figures: Vec<Figure>,
    /// Which of the two questions the probability answers.
    question: &'static str,
    languages_differ: bool,
    capped: bool,
    /// How far the passages keep the source's order.
    order: String,
    reasons: Vec<ReasonView>,
    /// How many measures moved the score too little to be shown.
    minor: Option<String>,
    sides: [SideView<'a>; 2],
    passages: Vec<Linked<'a>>,
    filters: Vec<Filter>,
    edited: bool,
    has_aside: bool,
    aside: Vec<AsideView>,
    sentences: Vec<SentenceView<'a>>,
    sentence_count: String,
    /// How many sentences have facts that differ.
    differing: usize,
}

impl<'a> View<'a> {
    pub(super) fn new(
        comparison: &Comparison,
        source: &'a str,
        suspicious: &'a str,
        titles: &[String; 2],
    ) -> Self {
        let mut passages: Vec<&Passage> = comparison.passages.iter().collect();
        passages.sort_by_key(|passage| passage.suspicious);
        let sides = sides(comparison, source, suspicious, &passages, titles);
        let lengths = (source.len(), suspicious.len());
        let verdict = comparison.verdict();
        let views = passages.iter().enumerate().map(|(at, passage)| Linked {
            number: at + 1,
            colour: at % COLOURS,
            kinds: format!(
                "{}{}",
                kind(passage.obfuscation),
                if differing(passage).is_some() {
                    " facts"
                } else {
                    ""
                }
            ),
            path: path(passage, lengths),
            ranges: [&sides[0], &sides[1]].map(|side| side.column.range(at)),
            passage: PassageView::new(verdict, passage, source, suspicious),
        });
        let score = &comparison.score;
        let reuse = score.verdict != Verdict::Independent;
        let (strong, weak): (Vec<&Reason>, Vec<&Reason>) = score
            .reasons
            .iter()
            .partition(|reason| reason.log_odds.abs() >= MOVES);
        let most = strong
            .iter()
            .map(|reason| reason.log_odds.abs())
            .fold(MOVES, f64::max);
        let aside = asides(comparison, source, suspicious);
        let sentences: Vec<SentenceView<'a>> = comparison
            .sentences
            .iter()
            .map(|found| SentenceView::new(found, source, suspicious))
            .collect();
        Self {
            verdict: verdict.to_string(),
            rule: rule(score),
            reuse,
            noun: if reuse { "passages" } else { "shared text" },
            changes: changes(comparison, source, suspicious),
            probability: Share::of_probability(score.probability),
            interval: IntervalView::new(score.interval),
            figures: figures(comparison),
            question: question(score),
            languages_differ: comparison.source_language != comparison.suspicious_language,
            capped: comparison.capped,
            order: order(&passages),
            reasons: strong
                .iter()
                .map(|reason| ReasonView::new(reason, most, source, suspicious))
                .collect(),
            minor: (!weak.is_empty()).then(|| {
                format!(
                    "{} hardly moved it.",
                    counted(weak.len(), "further measure")
                )
            }),
            edited: passages.iter().any(|passage| !passage.edits.is_empty()),
            filters: filters(&passages),
            passages: views.collect(),
            has_aside: !aside.is_empty(),
            aside: aside
                .into_iter()
                .map(|aside| AsideView {
                    name: set_aside(aside.reason),
                    counts: aside.counts,
                    beginning: Shown(&beginning(aside.first, 80)).to_string(),
                })
                .collect(),
            sentence_count: counted(comparison.sentences.len(), "sentence"),
            differing: sentences.iter().filter(|found| found.differs).count(),
            sentences,
            sides,
        }
    }
}

fn sides<'a>(
    comparison: &Comparison,
    source: &'a str,
    suspicious: &'a str,
    passages: &[&Passage],
    titles: &[String; 2],
) -> [SideView<'a>; 2] {
    let side = |names, side, text, title: &String, findings| SideView {
        names,
        title: title.clone(),
        evasion: evasions(findings),
        column: lay_out(comparison, side, text, passages),
    };
    let Comparison {
        source_findings,
        suspicious_findings,
        ..
    } = comparison;
    [
        side(SOURCE, Side::Source, source, &titles[0], source_findings),
        side(
            SUSPICIOUS,
            Side::Suspicious,
            suspicious,
            &titles[1],
            suspicious_findings,
        ),
    ]
}

/// Returns the rule behind a verdict; nothing for texts without words.
pub(super) fn rule(score: &Score) -> String {
    if score.reasons.is_empty() {
        String::new()
    } else {
        score.rule()
    }
}

/// Returns the figures below the probability.
fn figures(comparison: &Comparison) -> Vec<Figure> {
    let score = &comparison.score;
    let in_passages = match score.verdict {
        Verdict::Independent => "Shared text: of the suspicious text",
        _ => "In passages: of the suspicious text",
    };
    [
        ("Rewritten as a whole", Share::of_probability(score.whole)),
        ("A part taken over", Share::of_probability(score.part)),
        (
            "Reused: of the suspicious text",
            Share::of(comparison.reused),
        ),
        ("Covered: of the source", Share::of(comparison.covered)),
        (in_passages, Share::of(comparison.in_passages)),
    ]
    .into_iter()
    .map(|(name, share)| Figure { name, share })
    .collect()
}

/// Says which of the two questions the probability answers.
fn question(score: &Score) -> &'static str {
    match score.verdict {
        Verdict::Independent if score.part >= 0.5 => {
            "A part may have been taken over, but two reports that share an agency sentence look the same: that alone is no \
             rewrite."
        }
        Verdict::Independent => "",
        _ if score.is_about_the_whole() => {
            "The probability joins two questions. Here it answers the first: the text was rewritten as a whole."
        }
        _ => {
            "The probability joins two questions. Here it answers the second: a part was taken over."
        }
    }
}

/// Returns the name of a kind of passages in the page's script.
fn kind(obfuscation: Obfuscation) -> &'static str {
    match obfuscation {
        Obfuscation::None => "none",
        Obfuscation::Light => "light",
        Obfuscation::Heavy => "heavy",
        Obfuscation::Summary => "summary",
    }
}

/// Returns the kinds of passages that there are, to choose from.
fn filters(passages: &[&Passage]) -> Vec<Filter> {
    let mut filters = Vec::new();
    for (of, name) in [
        (Obfuscation::None, "Word for word"),
        (Obfuscation::Light, "Lightly reworded"),
        (Obfuscation::Heavy, "Heavily reworded"),
        (Obfuscation::Summary, "Summarised"),
    ] {
        let all = passages.iter();
        filters.push(Filter {
            kind: kind(of),
            name,
            count: all.filter(|passage| passage.obfuscation == of).count(),
        });
    }
    let all = passages.iter();
    filters.push(Filter {
        kind: "facts",
        name: "Facts differ",
        count: all.filter(|passage| differing(passage).is_some()).count(),
    });
    filters.retain(|filter| filter.count > 0);
    // Nothing to choose from where each kind is all.
    if filters.iter().all(|filter| filter.count == passages.len()) {
        filters.clear();
    }
    filters
}

/// What one of the two texts is called, in words and in links.
struct Names {
    id: &'static str,
    letter: char,
    partner: char,
    label: &'static str,
    name: &'static str,
    other: &'static str,
}

const SOURCE: Names = Names {
    id: "source",
    letter: 's',
    partner: 'u',
    label: "Source",
    name: "source",
    other: "suspicious text",
};

const SUSPICIOUS: Names = Names {
    id: "suspicious",
    letter: 'u',
    partner: 's',
    label: "Suspicious",
    name: "suspicious text",
    other: "source",
};

/// One of the two texts.
struct SideView<'a> {
    names: Names,
    title: String,
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

    pub(super) fn of_probability(share: f64) -> Self {
        Self {
            text: probability(share),
            ..Self::of(share)
        }
    }
}

/// A figure below the probability.
struct Figure {
    name: &'static str,
    share: Share,
}

/// The interval of the probability, in words and as a part of its bar.
pub(super) struct IntervalView {
    pub(super) text: String,
    pub(super) left: f64,
    pub(super) width: f64,
}

impl IntervalView {
    /// Returns `None` if no interval was computed.
    pub(super) fn new(of: Interval) -> Option<Self> {
        Some(Self {
            text: interval(of)?,
            left: 100.0 * of.low.clamp(0.0, 1.0),
            width: 100.0 * (of.high - of.low).clamp(0.0, 1.0),
        })
    }
}

/// A kind of passages that can be shown alone.
struct Filter {
    kind: &'static str,
    name: &'static str,
    count: usize,
}

/// What one rule set aside.
struct AsideView {
    name: &'static str,
    counts: String,
    beginning: String,
}

/// A passage with what links it to both texts and the map.
struct Linked<'a> {
    number: usize,
    colour: usize,
    /// The filters that it passes.
    kinds: String,
    /// On the map.
    path: String,
    /// The first and the last coloured piece in each text.
    ranges: [String; 2],
    passage: PassageView<'a>,
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

/// Lays out one text of a comparison, with what was set aside of it and what was found in it.
pub(super) fn lay_out<'t>(
    comparison: &Comparison,
    side: Side,
    text: &'t str,
    passages: &[&Passage],
) -> Column<'t> {
    let mut layers: Vec<(Span, Layer)> = (0..)
        .zip(passages)
        .map(|(at, passage)| (side.of_passage(passage), Layer::Passage(at)))
        .collect();
    layers.extend(comparison.set_aside.iter().filter_map(|aside| {
        let text = aside.reason.name();
        Some((side.of_set_aside(aside)?, Layer::Note { text, aside: true }))
    }));
    let findings = match side {
        Side::Source => &comparison.source_findings,
        Side::Suspicious => &comparison.suspicious_findings,
    };
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

/// Words that are shown of what a reason was read from, at most, and bytes that one of them may
/// have.
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

/// Returns the distinct words at some places; none if one of them is long, for it can be read in
/// the texts.
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
}
