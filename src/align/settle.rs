//! Settling: a region's tokens are assigned one to one, what that leaves is scored, and both ends of both sides are cut to it.

use std::ops::Range;

use super::assign::{Assignment, neighbours, widened};
use super::model::{Model, bigram_factors, ln};
use super::region::{Region, best_segment};
use super::side::{NONE, Sides};

/// Settles regions; keeps its memory.
#[derive(Debug, Default)]
pub(super) struct Settler {
    pub(super) assignment: Assignment,
    scores: Vec<f32>,
}

impl Settler {
    /// The region as its one-to-one assignment bears it out, with its score and the pairs assigned; `None` where nothing is
    /// left. A summary keeps its side of the source: its evidence is thin there, and every cut would lose some.
    pub(super) fn settle(&mut self, model: &Model, sides: &Sides, region: &Region, source_rate: f32) -> Option<Region> {
        self.settle_with(model, sides, region, source_rate, model.room)
    }

    /// The same without room to grow.
    pub(super) fn settle_within(&mut self, model: &Model, sides: &Sides, region: &Region) -> Option<Region> {
        self.settle_with(model, sides, region, model.rate, 0)
    }

    fn settle_with(&mut self, model: &Model, sides: &Sides, region: &Region, source_rate: f32, room: usize) -> Option<Region> {
        let mut region = region.clone();
        for round in 0..model.rounds {
            let room = if round == 0 { room } else { 0 };
            let (source, suspicious) = widened(&region, sides, room);
            self.assignment.assign(sides, &source, &suspicious);
            // What was kept of the core says how much an unmatched token at the ends tells against them.
            let share = |tokens: usize, rate: f32| {
                let kept = region.matched as f32 / tokens.max(1) as f32;
                if region.summary { rate } else { kept.clamp(rate, model.surest.max(rate)) }
            };
            let rate = share(region.suspicious.len(), model.rate);
            let source_rate = share(region.source.len(), source_rate);
            let (kept, score) = self.cut_suspicious(model, sides, &region, &suspicious, rate)?;
            let left =
                if region.summary { region.source.clone() } else { self.cut_source(model, sides, &source, &kept, source_rate)? };
            let partners = &self.assignment.to_source[kept.start - suspicious.start..kept.end - suspicious.start];
            let matched = partners.iter().filter(|&&place| place != NONE && left.contains(&(place as usize))).count();
            let rests = left == region.source && kept == region.suspicious;
            region = Region { source: left, suspicious: kept, score, matched, summary: region.summary };
            if rests {
                break;
            }
        }
        (region.score >= model.region).then_some(region)
    }

    fn cut_suspicious(
        &mut self,
        model: &Model,
        sides: &Sides,
        region: &Region,
        suspicious: &Range<usize>,
        rate: f32,
    ) -> Option<(Range<usize>, f32)> {
        let side = &sides.suspicious;
        let partners = &self.assignment.to_source;
        let stem = |at: usize| side.odds[side.stems[suspicious.start + at] as usize];
        fill_scores(&mut self.scores, model, partners, rate, region.source.len(), |_| true, stem);
        cut(&self.scores, suspicious, &side.edges, model)
    }

    fn cut_source(
        &mut self,
        model: &Model,
        sides: &Sides,
        source: &Range<usize>,
        suspicious: &Range<usize>,
        rate: f32,
    ) -> Option<Range<usize>> {
        let side = &sides.source;
        let partners = &self.assignment.to_suspicious;
        let stem = |at: usize| side.odds[side.stems[source.start + at] as usize];
        let counts = |partner: u32| suspicious.contains(&(partner as usize));
        fill_scores(&mut self.scores, model, partners, rate, suspicious.len(), counts, stem);
        Some(cut(&self.scores, source, &side.edges, model)?.0)
    }

    /// The share of a region's evidence that lies in the best stretch of the source of `length` tokens. Near 1 for a passage
    /// that was copied from one place, however reworded; a summary draws on all of its source.
    pub(super) fn concentration(&mut self, model: &Model, sides: &Sides, region: &Region, length: usize) -> f32 {
        self.assignment.assign(sides, &region.source, &region.suspicious);
        let odds = |at: usize| sides.suspicious.odds[sides.source.stems[region.source.start + at] as usize];
        fill_scores(&mut self.scores, model, &self.assignment.to_suspicious, model.rate, region.source.len(), |_| true, odds);
        let (mut sum, mut within, mut best) = (0.0_f32, 0.0_f32, 0.0_f32);
        for at in 0..self.scores.len() {
            let score = self.scores[at].max(0.0);
            sum += score;
            within += score - if at >= length { self.scores[at - length].max(0.0) } else { 0.0 };
            best = best.max(within);
        }
        if sum > 0.0 { best / sum } else { 1.0 }
    }
}

/// What each token proves, given its partner: the other side holds the stem once for it.
fn fill_scores(
    scores: &mut Vec<f32>,
    model: &Model,
    partners: &[u32],
    rate: f32,
    length: usize,
    counts: impl Fn(u32) -> bool,
    odds: impl Fn(usize) -> f32,
) {
    let (miss, scale, factors) = (ln(1.0 - rate), rate / length.max(1) as f32, bigram_factors(model));
    scores.clear();
    scores.extend((0..partners.len()).map(|at| {
        if partners[at] == NONE || !counts(partners[at]) {
            return miss;
        }
        let order = if near(partners, at) { model.near } else { -model.far };
        (ln(scale * odds(at) * factors[neighbours(partners, at)] + 1.0 - rate) + order).min(model.most)
    }));
}

fn cut(scores: &[f32], range: &Range<usize>, edges: &[f32], model: &Model) -> Option<(Range<usize>, f32)> {
    let (found, score) = best_segment(range.clone(), edges, model.settled_edge, |at| scores[at - range.start]);
    (!found.is_empty()).then_some((found, score))
}

/// Words on each side of a word that count as beside it, and how far from its partner theirs may be.
const BESIDE: usize = 3;
const NEAR: i64 = 6;

/// Whether a word close by goes to a place close by.
fn near(partners: &[u32], at: usize) -> bool {
    let here = i64::from(partners[at]);
    let from = at.saturating_sub(BESIDE);
    let to = (at + BESIDE + 1).min(partners.len());
    (from..to).any(|other| other != at && partners[other] != NONE && (i64::from(partners[other]) - here).abs() <= NEAR)
}
