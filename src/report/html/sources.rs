//! The page of one text with many sources.

use std::collections::HashMap;
use std::fmt;

use askama::Template;

use super::Frame;
use super::assets::{SOURCES, SOURCES_STYLE};
use super::figures::{Shown, beginning, percent, probability};
use super::layout::{Column, Layer, Piece, column};
use super::view::{COLOURS, lay_out};
use crate::Span;
use crate::report::marks::{Mark, Row, rows};
use crate::report::words::{counted, rewording};
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
/// that explains it best, next to a card for each source with its shares, a map by source, and the
/// source's own text with the edits. A reader can leave a source out; its words then go to the next
/// source that has them, and every figure is counted again. The page is one file that loads
/// nothing, like that of [`HtmlReport`](super::HtmlReport).
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
        }
    }

    /// Sets what to call the suspicious text.
    #[must_use]
    pub fn title(mut self, title: &'a str) -> Self {
        self.title = title;
        self
    }

    fn page(&self) -> SourcesTemplate<'a> {
        let found = self.found;
        let shown: Vec<(&FoundSource, &SourceText<'a>)> = found
            .sources
            .iter()
            .filter_map(|source| Some((source, self.sources.get(source.index)?)))
            .collect();
        let positions: HashMap<usize, usize> = shown
            .iter()
            .enumerate()
            .map(|(position, (source, _))| (source.index, position))
            .collect();
        let text = SuspiciousText::new(found, self.suspicious, &positions);
        let cards: Vec<Card<'a>> = shown
            .iter()
            .enumerate()
            .map(|(position, (source, about))| {
                Card::new(position, source, about, self.suspicious, found)
            })
            .collect();
        let title = Shown(self.title).to_string();
        let heading = match cards.iter().filter(|card| card.words > 0).count() {
            0 => "No source was found".to_owned(),
            count => format!(
                "{} % of the text {} from {}",
                whole_percent(
                    found.attributions.iter().map(|a| a.words).sum(),
                    found.words
                ),
                "comes",
                counted(count, "source")
            ),
        };
        SourcesTemplate {
            frame: Frame::new(format!("Sources of {title}"), SOURCES).with_style(SOURCES_STYLE),
            title,
            heading,
            words: found.words,
            reused: whole_percent(
                found.attributions.iter().map(|a| a.words).sum(),
                found.words,
            ),
            capped: found.sources.iter().any(|source| source.comparison.capped),
            map: text.map(&cards),
            text,
            cards,
        }
    }
}

impl fmt::Display for SourcesReport<'_> {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.page().render_into(out).map_err(|_| fmt::Error)
    }
}

#[derive(Template)]
#[template(path = "sources.html")]
struct SourcesTemplate<'a> {
    frame: Frame,
    title: String,
    heading: String,
    words: usize,
    reused: usize,
    capped: bool,
    text: SuspiciousText<'a>,
    map: Vec<MapRow>,
    cards: Vec<Card<'a>>,
}

/// Returns a share in whole percent, rounded half up: the same arithmetic as the page's script.
fn whole_percent(words: usize, all: usize) -> usize {
    (200 * words + all) / (2 * all.max(1))
}

/// The suspicious text, cut into pieces that know their segment.
struct SuspiciousText<'a> {
    column: Column<'a>,
    segments: Vec<SegmentView>,
}

struct SegmentView {
    /// The words of the segment.
    words: usize,
    /// The source and the passage of each claim, best first, as `source.passage` separated by
    /// spaces, from 0.
    claims: String,
    owner: Option<(usize, usize)>,
    /// The segment before it belongs to the same passage.
    goes_on: bool,
    /// On the map, from 0 to 1000.
    left: usize,
    width: usize,
    claimants: Vec<usize>,
}

impl<'a> SuspiciousText<'a> {
    fn new(found: &Found, text: &'a str, positions: &HashMap<usize, usize>) -> Self {
        let mut layers: Vec<(Span, Layer)> = (0..)
            .zip(&found.segments)
            .map(|(at, segment)| (segment.span, Layer::Passage(at)))
            .collect();
        // What every comparison set aside of the suspicious text took no part in any.
        if let Some(first) = found.sources.first() {
            let everywhere = first.comparison.set_aside.iter().filter(|aside| {
                aside.source.is_none()
                    && found
                        .sources
                        .iter()
                        .all(|source| source.comparison.set_aside.contains(aside))
            });
            layers.extend(everywhere.filter_map(|aside| {
                let text = aside.reason.name();
                Some((aside.suspicious?, Layer::Note { text, aside: true }))
            }));
        }
        let mut previous = None;
        let mut end_of_last = 0;
        let segments = found.segments.iter().map(|segment| {
            let claims: Vec<(usize, usize)> = segment
                .claims
                .iter()
                .filter_map(|claim| Some((*positions.get(&claim.source)?, claim.passage)))
                .collect();
            let owner = claims.first().copied();
            let adjacent = text
                .get(end_of_last..segment.span.start)
                .is_some_and(|between| between.trim().is_empty());
            let goes_on = owner.is_some() && owner == previous && adjacent;
            (previous, end_of_last) = (owner, segment.span.end);
            let at = |byte: usize| 1000 * byte.min(text.len()) / text.len().max(1);
            let left = at(segment.span.start);
            SegmentView {
                words: segment.words,
                claims: claims
                    .iter()
                    .map(|(source, passage)| format!("{source}.{passage}"))
                    .collect::<Vec<_>>()
                    .join(" "),
                owner,
                goes_on,
                left,
                width: at(segment.span.end).saturating_sub(left).max(2),
                claimants: claims.iter().map(|&(source, _)| source).collect(),
            }
        });
        let segments = segments.collect();
        Self {
            column: column(text, found.segments.len(), &layers),
            segments,
        }
    }

    fn segment(&self, at: &usize) -> Option<&SegmentView> {
        self.segments.get(*at)
    }

    /// Returns the places of each source's passages on the suspicious text.
    fn map(&self, cards: &[Card<'_>]) -> Vec<MapRow> {
        let mut rows: Vec<MapRow> = cards
            .iter()
            .enumerate()
            .map(|(position, card)| MapRow {
                number: card.number,
                colour: card.colour,
                top: 10 + 26 * position,
                bars: Vec::new(),
            })
            .collect();
        for (at, segment) in self.segments.iter().enumerate() {
            for &source in &segment.claimants {
                if let Some(row) = rows.get_mut(source) {
                    row.bars.push(MapBar {
                        segment: at,
                        left: segment.left,
                        width: segment.width,
                        owned: segment.owner.is_some_and(|(owner, _)| owner == source),
                    });
                }
            }
        }
        rows
    }
}

struct MapRow {
    number: usize,
    colour: usize,
    top: usize,
    bars: Vec<MapBar>,
}

struct MapBar {
    segment: usize,
    left: usize,
    width: usize,
    owned: bool,
}

/// A source.
struct Card<'a> {
    number: usize,
    colour: usize,
    title: String,
    published: String,
    group: String,
    verdict: String,
    /// Given the other sources, and alone.
    probability: String,
    probability_alone: f64,
    /// Words that are attributed to it, and in percent.
    words: usize,
    share: usize,
    /// The share of the suspicious text that lies in its passages when it is looked at alone.
    alone: String,
    covered: String,
    count: String,
    column: Column<'a>,
    passages: Vec<SourcePassageView<'a>>,
}

struct SourcePassageView<'a> {
    rewording: &'static str,
    identity: String,
    beginning: String,
    /// The first and the last coloured piece of the source's text.
    range: String,
    rows: Vec<Row<'a, 'a>>,
}

impl<'a> Card<'a> {
    fn new(
        position: usize,
        source: &'a FoundSource,
        about: &SourceText<'a>,
        suspicious: &'a str,
        found: &Found,
    ) -> Self {
        let comparison = &source.comparison;
        let spans: Vec<Span> = comparison
            .passages
            .iter()
            .map(|passage| passage.source)
            .collect();
        let column = lay_out(about.text, &spans, &[], &comparison.source_findings);
        let passages = comparison.passages.iter().enumerate();
        let passages = passages.map(|(at, passage)| SourcePassageView {
            rewording: rewording(comparison.verdict(), passage.obfuscation),
            identity: percent(passage.identity),
            beginning: Shown(&beginning(
                passage.suspicious.slice(suspicious).unwrap_or_default(),
                80,
            ))
            .to_string(),
            range: match column.ranges.get(at).copied().flatten() {
                Some((first, last)) => format!("{first} {last}"),
                None => String::new(),
            },
            rows: rows(passage, about.text, suspicious),
        });
        Self {
            number: position + 1,
            colour: position % COLOURS,
            title: Shown(about.title).to_string(),
            published: about
                .published
                .map(|date| Shown(date).to_string())
                .unwrap_or_default(),
            group: about
                .group
                .map(|group| Shown(group).to_string())
                .unwrap_or_default(),
            verdict: comparison.verdict().to_string(),
            probability: probability(source.probability),
            probability_alone: comparison.score.probability,
            words: source.words,
            share: whole_percent(source.words, found.words),
            alone: percent(comparison.reused),
            covered: percent(comparison.covered),
            count: counted(comparison.passages.len(), "passage"),
            passages: passages.collect(),
            column,
        }
    }

    /// Returns the passage that a piece of the source's text belongs to.
    fn passage(&self, piece: &Piece<'_>) -> Option<usize> {
        piece.passage
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Detector;
    use crate::align::AlignOptions;

    const SOURCES: [&str; 2] = [
        "The old ferry sank in the harbour on Monday night after a fire broke out below deck. Nobody was hurt.",
        "Plum jam needs no <pectin>, said the cook of the ferry, and she boiled forty pounds of fruit in one copper kettle.",
    ];
    const SUSPICIOUS: &str = "The ferry sank in the harbour late on Monday night after a fire had broken out below deck. \
        Plum jam needs no <pectin>, said the cook, and she boiled forty pounds of fruit in one copper kettle.";

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

    /// The page's script counts with whole numbers as well, so that nothing jumps when it starts.
    #[test]
    fn percents_are_rounded_half_up() {
        let shown = [(0, 0), (1, 8), (1, 200), (3, 3), (2, 3)]
            .map(|(words, all)| whole_percent(words, all));
        assert_eq!(shown, [0, 13, 1, 100, 67]);
    }
}
