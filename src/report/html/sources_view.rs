//! What the page of one text with many sources says: the finding, the sources, the text next to
//! them, and the passages.

use std::collections::HashMap;

use askama::Template;

use super::figures::{Shown, percent};
use super::layout::{Column, Layer, column};
use super::passage::PassageView;
use super::sources::SourceText;
use super::view::{COLOURS, IntervalView, Share, lay_out, rule};
use crate::Span;
use crate::align::Passage;
use crate::report::changes::changes;
use crate::report::marks::{Mark, Side};
use crate::report::words::{counted, passages as passages_of};
use crate::sources::{Found, FoundSource};

/// A text with its sources.
#[derive(Template)]
#[template(path = "sources_view.html")]
pub(super) struct SourcesView<'a> {
    title: &'a str,
    heading: String,
    words: usize,
    reused: usize,
    capped: bool,
    text: SuspiciousText<'a>,
    map: Vec<MapRow>,
    cards: Vec<Card<'a>>,
}

impl<'a> SourcesView<'a> {
    /// Creates a view of the sources with these indexes ([`FoundSource::index`]), in this order.
    /// `texts` are theirs.
    pub(super) fn new(
        found: &Found,
        order: &[usize],
        title: &'a str,
        suspicious: &'a str,
        texts: &[&SourceText<'a>],
    ) -> Self {
        let positions: HashMap<usize, usize> = order
            .iter()
            .enumerate()
            .map(|(position, &index)| (index, position))
            .collect();
        let text = SuspiciousText::new(found, suspicious, &positions);
        let mut shown: Vec<(usize, &FoundSource)> = found
            .sources
            .iter()
            .filter_map(|source| Some((*positions.get(&source.index)?, source)))
            .collect();
        shown.sort_by_key(|(position, _)| *position);
        let cards: Vec<Card<'a>> = shown
            .iter()
            .zip(texts)
            .map(|(&(position, source), about)| {
                Card::new(position, source, about, suspicious, found.words)
            })
            .collect();
        let reused = whole_percent(
            found.attributions.iter().map(|of| of.words).sum(),
            found.words,
        );
        let matched = cards.iter().filter(|card| card.words > 0).count();
        Self {
            title,
            heading: match matched {
                0 => "No source was found".to_owned(),
                count => format!(
                    "{reused} % of the text matches {}",
                    counted(count, "source")
                ),
            },
            words: found.words,
            reused,
            capped: found.sources.iter().any(|source| source.comparison.capped),
            map: text.map(&cards),
            text,
            cards,
        }
    }
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
    /// The cut point behind the verdict.
    rule: String,
    /// Given the other sources.
    probability: Share,
    interval: Option<IntervalView>,
    /// When it is looked at alone: the probability, and the bounds of its interval.
    alone: [f64; 3],
    /// What became of the facts.
    changes: Vec<String>,
    /// Words that are attributed to it, and in percent.
    words: usize,
    share: usize,
    /// The share of the suspicious text that lies in its passages when it is looked at alone.
    share_alone: String,
    covered: String,
    count: String,
    column: Column<'a>,
    passages: Vec<SourcePassageView<'a>>,
}

/// A passage with its number.
struct SourcePassageView<'a> {
    /// That of the source, and its own.
    number: String,
    /// The first and the last coloured piece of the source's text.
    range: String,
    passage: PassageView<'a>,
}

impl<'a> Card<'a> {
    fn new(
        position: usize,
        source: &FoundSource,
        about: &SourceText<'a>,
        suspicious: &'a str,
        words: usize,
    ) -> Self {
        let comparison = &source.comparison;
        let score = &comparison.score;
        let all: Vec<&Passage> = comparison.passages.iter().collect();
        let column = lay_out(comparison, Side::Source, about.text, &all);
        let passages = all.iter().enumerate();
        let passages = passages.map(|(at, passage)| SourcePassageView {
            number: format!("{}.{}", position + 1, at + 1),
            range: column.range(at),
            passage: PassageView::new(comparison.verdict(), passage, about.text, suspicious),
        });
        let shown = |text: Option<&str>| text.map(|text| Shown(text).to_string());
        Self {
            number: position + 1,
            colour: position % COLOURS,
            title: Shown(about.title).to_string(),
            published: shown(about.published).unwrap_or_default(),
            group: shown(about.group).unwrap_or_default(),
            verdict: comparison.verdict().to_string(),
            rule: rule(score),
            probability: Share::of_probability(source.probability),
            interval: IntervalView::new(source.interval()),
            alone: [score.probability, score.interval.low, score.interval.high],
            changes: changes(comparison, about.text, suspicious),
            words: source.words,
            share: whole_percent(source.words, words),
            share_alone: percent(comparison.in_passages),
            covered: percent(comparison.covered),
            count: passages_of(comparison.verdict(), comparison.passages.len()),
            passages: passages.collect(),
            column,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The page's script counts with whole numbers as well, so that nothing jumps when it starts.
    #[test]
    fn percents_are_rounded_half_up() {
        let shown = [(0, 0), (1, 8), (1, 200), (3, 3), (2, 3)]
            .map(|(words, all)| whole_percent(words, all));
        assert_eq!(shown, [0, 13, 1, 100, 67]);
    }
}
