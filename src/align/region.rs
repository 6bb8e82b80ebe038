//! Regions: a stretch of each document, each chosen as the best-scoring one given the other.
//!
//! A region is scored without saying which token came from which: a token counts as found if the
//! other stretch holds its stem at all. That is fast, indifferent to order, and generous;
//! [`super::settle`] is the strict part.

use std::ops::Range;

use super::model::{AlignmentModel, Logarithms, bigram_factor};
use super::side::{SideWords, Sides, Which};
use crate::text::widest;

/// A stretch of the source and a stretch of the suspicious document, in tokens, with the evidence
/// that one was made from the other.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Region {
    pub(super) source: Range<usize>,
    pub(super) suspicious: Range<usize>,
    /// Nats.
    pub(super) score: f32,
    /// Pairs of assigned tokens; 0 before assignment.
    pub(super) matched: usize,
    /// Whether it is a summary: thin evidence spread over its source.
    pub(super) summary: bool,
    /// Whether the partners of its tokens are kept, see [`super::settle::Settler::keep`].
    pub(super) kept: bool,
    /// Whether it was found as a pair of paragraphs.
    pub(super) paired: bool,
}

impl Region {
    pub(super) fn new(source: Range<usize>, suspicious: Range<usize>, score: f32) -> Self {
        Self {
            source,
            suspicious,
            score,
            matched: 0,
            summary: false,
            kept: false,
            paired: false,
        }
    }
}

/// Returns how many positions two ranges share.
pub(super) fn overlap(a: &Range<usize>, b: &Range<usize>) -> usize {
    a.end.min(b.end).saturating_sub(a.start.max(b.start))
}

/// How often a stretch of one document holds each stem, and what each bigram that it holds makes of
/// a match.
#[derive(Debug, Default)]
pub(super) struct Histogram {
    stems: Vec<f32>,
    bigrams: Vec<f32>,
}

impl Histogram {
    pub(super) fn reset(&mut self, sides: &Sides) {
        self.stems.clear();
        self.stems.resize(sides.stems + 1, 0.0);
        self.bigrams.clear();
        self.bigrams.resize(sides.bigrams + 1, 1.0);
    }

    /// Counts a stretch; a bigram that it holds multiplies odds by `factor`.
    pub(super) fn fill(&mut self, side: &SideWords, range: &Range<usize>, factor: f32) {
        for &stem in &side.stems[range.clone()] {
            self.stems[stem as usize] += 1.0;
        }
        // The bigram that ends with the first token lies half outside.
        for &bigram in side.bigrams[range.clone()].iter().skip(1) {
            self.bigrams[bigram as usize] = factor;
        }
        // What the other document lacks has the last number.
        if let (Some(stem), Some(bigram)) = (self.stems.last_mut(), self.bigrams.last_mut()) {
            (*stem, *bigram) = (0.0, 1.0);
        }
    }

    pub(super) fn clear(&mut self, side: &SideWords, range: &Range<usize>) {
        for (&stem, &bigram) in side.stems[range.clone()]
            .iter()
            .zip(&side.bigrams[range.clone()])
        {
            self.stems[stem as usize] = 0.0;
            self.bigrams[bigram as usize] = 1.0;
        }
    }

    /// Takes a stem's count and leaves none, so that it is met once.
    pub(super) fn take_stem(&mut self, stem: u32) -> f32 {
        std::mem::take(&mut self.stems[stem as usize])
    }

    pub(super) fn stem(&self, stem: u32) -> f32 {
        self.stems[stem as usize]
    }

    pub(super) fn bigram(&self, bigram: u32) -> f32 {
        self.bigrams[bigram as usize]
    }

    /// Computes the score of each token given a stretch of the other document, in nats, at most
    /// `model.most`.
    fn score(
        &self,
        model: &AlignmentModel,
        side: &SideWords,
        range: Range<usize>,
        scale: f32,
        rest: f32,
        scores: &mut [f32],
    ) {
        let scores = &mut scores[range.clone()];
        let tokens = side.stems[range.clone()]
            .iter()
            .zip(&side.odds[range.clone()]);
        let bigrams = side.bigrams[range.start..=range.end].windows(2);
        // Two passes: the second has no look-ups and becomes vector instructions.
        for ((score, (&stem, &odds)), bigrams) in scores.iter_mut().zip(tokens).zip(bigrams) {
            let neighbours = self.bigrams[bigrams[0] as usize] * self.bigrams[bigrams[1] as usize];
            *score = scale * self.stems[stem as usize] * odds * neighbours + rest;
        }
        widest(Logarithms {
            of: scores,
            most: model.most,
        });
    }
}

/// Times that each token of a pair may be scored while regions are refined. Ordinary pairs stay far
/// below it; texts that repeat a small vocabulary would reach any number. The strongest seeds come
/// first, so the weakest are left out.
const WORK: usize = 32;

/// Tokens that are scored at once beyond the ends of a stretch.
const BLOCK: usize = 32;

/// Finds best-scoring stretches; keeps its memory.
#[derive(Debug, Default)]
pub(super) struct Regions {
    pub(super) histogram: Histogram,
    scores: Vec<f32>,
    /// Tokens that may still be scored for the pair at hand.
    budget: usize,
}

impl Regions {
    pub(super) fn reset(&mut self, sides: &Sides) {
        self.budget = WORK * (sides.source.len() + sides.suspicious.len()).max(1);
        self.histogram.reset(sides);
        self.scores.clear();
        self.scores
            .resize(sides.source.len().max(sides.suspicious.len()), 0.0);
    }

    /// Returns the best-scoring stretch of one side around `near`, given a stretch of the other,
    /// and its score with the bonus for its ends; `rate` is the share of its tokens that reuse is
    /// expected to explain.
    fn best(
        &mut self,
        model: &AlignmentModel,
        sides: &Sides,
        which: Which,
        given: &Range<usize>,
        near: &Range<usize>,
        rate: f32,
    ) -> (Range<usize>, f32) {
        let (side, other) = sides.searched(which);
        let (histogram, scores) = (&mut self.histogram, &mut self.scores);
        histogram.fill(other, given, bigram_factor(model));
        let (scale, rest) = (rate / given.len().max(1) as f32, 1.0 - rate);
        histogram.score(model, side, near.clone(), scale, rest, scores);
        // What runs beyond this is left to the next turn, which sees what this one found: a text on
        // one subject would otherwise be evidence without end.
        let reach = given.len() + model.reach;
        let (first, end) = (
            near.start.saturating_sub(reach),
            near.end.saturating_add(reach).min(side.len()),
        );
        let (mut low, mut sum, mut best) = (near.start, 0.0_f32, 0.0_f32);
        'down: while low > first {
            let block = low.saturating_sub(BLOCK).max(first)..low;
            histogram.score(model, side, block.clone(), scale, rest, scores);
            for at in block.rev() {
                if sum <= best - model.drop {
                    break 'down;
                }
                low = at;
                sum += scores[at];
                best = if sum > best { sum } else { best };
            }
        }
        let (mut high, mut sum, mut best) = (near.end, 0.0_f32, 0.0_f32);
        'up: while high < end {
            let block = high..(high + BLOCK).min(end);
            histogram.score(model, side, block.clone(), scale, rest, scores);
            for at in block {
                if sum <= best - model.drop {
                    break 'up;
                }
                sum += scores[at];
                best = if sum > best { sum } else { best };
                high = at + 1;
            }
        }
        self.budget = self.budget.saturating_sub(high - low + given.len());
        let found = best_segment(low..high, &scores[low..high], &side.edges, model.edge);
        histogram.clear(other, given);
        found
    }

    /// Returns `true` if the work was bounded, and the weakest seeds left out.
    pub(super) fn capped(&self) -> bool {
        self.budget == 0
    }

    /// Chooses each side in turns as the best given the other, until nothing moves; `None` where
    /// nothing is left. `source_rate` is the share of the source's tokens that the suspicious text
    /// is expected to have kept.
    pub(super) fn refine(
        &mut self,
        model: &AlignmentModel,
        sides: &Sides,
        seed: Region,
        source_rate: f32,
    ) -> Option<Region> {
        // It nearly always rests after two turns; a third and fourth cost a third of the whole
        // alignment and find no more.
        let first = self.turn(model, sides, &seed, source_rate)?;
        if first.source == seed.source && first.suspicious == seed.suspicious {
            Some(first)
        } else {
            self.turn(model, sides, &first, source_rate)
        }
    }

    /// Returns the best suspicious side given the source side, and the best source side given that.
    pub(super) fn turn(
        &mut self,
        model: &AlignmentModel,
        sides: &Sides,
        region: &Region,
        source_rate: f32,
    ) -> Option<Region> {
        if self.budget == 0 {
            return None;
        }
        let (suspicious, score) = self.best(
            model,
            sides,
            Which::Suspicious,
            &region.source,
            &region.suspicious,
            model.rate,
        );
        // Chance falls short at once; what is reused grows from turn to turn.
        if suspicious.is_empty() || score < model.region {
            return None;
        }
        let (source, _) = self.best(
            model,
            sides,
            Which::Source,
            &suspicious,
            &region.source,
            source_rate,
        );
        (!source.is_empty()).then(|| Region::new(source, suspicious, score))
    }
}

/// Returns the segment with the highest sum of `scores`, plus `bonus` times the strength of the
/// edge at each of its ends; `scores` are those of `range`, `edges` those of the whole side.
pub(super) fn best_segment(
    range: Range<usize>,
    scores: &[f32],
    edges: &[f32],
    bonus: f32,
) -> (Range<usize>, f32) {
    let (mut sum, mut start, mut opened) = (0.0_f32, 0, f32::INFINITY);
    let (mut best, mut found) = (f32::NEG_INFINITY, 0..0);
    let edges = &edges[range.start..=range.end];
    for (at, (&score, edges)) in scores.iter().zip(edges.windows(2)).enumerate() {
        let open = sum - bonus * edges[0];
        if open < opened {
            (opened, start) = (open, at);
        }
        sum += score;
        let total = sum - opened + bonus * edges[1];
        if total > best {
            (best, found) = (total, start..at + 1);
        }
    }
    if found.is_empty() {
        (range.start..range.start, 0.0)
    } else {
        (range.start + found.start..range.start + found.end, best)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Protects the linear scan: it must find what trying every segment finds.
    #[test]
    fn the_best_segment_is_the_best_of_all() {
        let mut state = 7_u64;
        let mut next = || {
            state = state
                .wrapping_mul(6_364_136_223_846_793_005)
                .wrapping_add(1);
            (state >> 33) as f32 / (1_u64 << 31) as f32
        };
        for _ in 0..200 {
            let scores: Vec<f32> = (0..12).map(|_| (next() - 0.6) * 8.0).collect();
            let edges: Vec<f32> = (0..13)
                .map(|_| if next() < 0.3 { 1.0 } else { 0.0 })
                .collect();
            let (found, best) = best_segment(0..12, &scores, &edges, 2.0);
            let all = (0..12).flat_map(|start| (start + 1..=12).map(move |end| start..end));
            let value = |range: Range<usize>| {
                scores[range.clone()].iter().sum::<f32>()
                    + 2.0 * (edges[range.start] + edges[range.end])
            };
            let most = all.map(value).fold(f32::NEG_INFINITY, f32::max);
            assert!((best - most).abs() < 1e-4 && (value(found) - most).abs() < 1e-4);
        }
    }
}
