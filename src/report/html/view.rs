//! What a page says of one comparison: the finding, the texts, the passages and the sentences.

use askama::Template;

use super::figures::{Shown, beginning, percent, probability, signed};
use super::layout::{Column, Layer, column};
use super::sentences::SentenceView;
use crate::align::{FactEditKind, Obfuscation, Passage};
use crate::report::aside::asides;
use crate::report::changes::changes;
use crate::report::marks::{Mark, Row, rows};
use crate::report::words::{counted, evasion, interval, rewording, set_aside, trick};
use crate::score::{Reason, Score};
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
    sides: [Side<'a>; 2],
    passages: Vec<PassageView<'a>>,
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
        let views = passages.iter().enumerate().map(|(at, passage)| {
            let ranges = [&sides[0], &sides[1]]
                .map(|side| range(side.column.ranges.get(at).copied().flatten()));
            let differing = differing_facts(passage);
            PassageView {
                number: at + 1,
                colour: at % COLOURS,
                rewording: rewording(comparison.verdict(), passage.obfuscation),
                identity: percent(passage.identity),
                facts: match differing {
                    0 => String::new(),
                    1 => "1 fact differs".to_owned(),
                    count => format!("{count} facts differ"),
                },
                kinds: format!(
                    "{}{}",
                    kind(passage.obfuscation),
                    if differing > 0 { " facts" } else { "" }
                ),
                beginning: Shown(&beginning(
                    passage.suspicious.slice(suspicious).unwrap_or_default(),
                    80,
                ))
                .to_string(),
                path: path(passage, lengths),
                ranges,
                rows: rows(passage, source, suspicious),
            }
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
            verdict: comparison.verdict().to_string(),
            rule: if score.reasons.is_empty() {
                String::new()
            } else {
                score.rule()
            },
            reuse,
            noun: if reuse { "passages" } else { "shared text" },
            changes: changes(comparison, source, suspicious),
            probability: Share::of_probability(score.probability),
            interval: interval(score.interval).map(|text| IntervalView {
                text,
                left: 100.0 * score.interval.low.clamp(0.0, 1.0),
                width: 100.0 * (score.interval.high - score.interval.low).clamp(0.0, 1.0),
            }),
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
) -> [Side<'a>; 2] {
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
    [
        Side {
            id: "source",
            letter: 's',
            partner: 'u',
            label: "Source",
            name: "source",
            other: "suspicious text",
            title: titles[0].clone(),
            evasion: evasions(&comparison.source_findings),
            column: lay_out(
                source,
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
            title: titles[1].clone(),
            evasion: evasions(&comparison.suspicious_findings),
            column: lay_out(
                suspicious,
                &spans(|p| p.suspicious),
                &aside(|a| a.suspicious),
                &comparison.suspicious_findings,
            ),
        },
    ]
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

/// Returns how many facts of a passage have another one in their place, or a negation put in or
/// taken out.
fn differing_facts(passage: &Passage) -> usize {
    let close = passage.obfuscation <= Obfuscation::Light;
    let differs = |kind| match kind {
        FactEditKind::Replaced => true,
        // In other words a negation may well say the same.
        FactEditKind::Negated => close,
        _ => false,
    };
    let facts = passage.facts.iter();
    facts.filter(|fact| differs(fact.kind)).count()
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
        count: all.filter(|passage| differing_facts(passage) > 0).count(),
    });
    filters.retain(|filter| filter.count > 0);
    // Nothing to choose from where each kind is all.
    if filters.iter().all(|filter| filter.count == passages.len()) {
        filters.clear();
    }
    filters
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

    fn of_probability(share: f64) -> Self {
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
struct IntervalView {
    text: String,
    left: f64,
    width: f64,
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

struct PassageView<'a> {
    number: usize,
    colour: usize,
    rewording: &'static str,
    identity: String,
    /// How many facts differ, in words; empty if none does.
    facts: String,
    /// The filters that it passes.
    kinds: String,
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
