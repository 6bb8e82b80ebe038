//! Settling: a region's tokens are assigned one to one, what that leaves is scored, and both ends
//! of both sides are cut to it.

use std::ops::Range;

use super::assign::{Assignment, widened};
use super::model::{AlignmentModel, bigram_factor, ln};
use super::region::{Region, best_segment};
use super::side::{NONE, Sides};
use crate::text::{Work, widest};

/// Settles regions; keeps its memory.
#[derive(Debug, Default)]
pub(super) struct Settler {
    pub(super) assignment: Assignment,
    /// For each suspicious token the partner that it had in the region that was kept.
    partners: Vec<u32>,
    scorer: Scorer,
}

impl Settler {
    /// Forgets what was kept of the last pair.
    pub(super) fn reset(&mut self, sides: &Sides) {
        self.partners.clear();
        self.partners.resize(sides.suspicious.len(), NONE);
    }

    /// Keeps the partners of a region's tokens as they were assigned last, to it or to more of the
    /// text. Regions that are kept must share no suspicious token.
    pub(super) fn keep(&mut self, region: &mut Region) {
        let Range { start, end } = region.suspicious;
        let first = self.assignment.starts.1;
        self.partners[start..end]
            .copy_from_slice(&self.assignment.to_source[start - first..end - first]);
        region.kept = true;
    }

    /// Assigns the tokens of a region: what was kept stays as it was.
    pub(super) fn assign(&mut self, sides: &Sides, region: &Region) -> &mut Assignment {
        let (source, suspicious) = (&region.source, &region.suspicious);
        if region.kept {
            self.assignment.take_over(
                sides,
                &self.partners[suspicious.clone()],
                source,
                suspicious,
            );
        } else {
            self.assignment.assign(sides, source, suspicious);
        }
        &mut self.assignment
    }

    /// Returns the region as its one-to-one assignment bears it out, with its score and the pairs
    /// assigned; `None` where nothing is left, or in some round less than a region must come to. A
    /// summary keeps its side of the source: its evidence is thin there, and every cut would lose
    /// some.
    pub(super) fn settle(
        &mut self,
        model: &AlignmentModel,
        sides: &Sides,
        region: &Region,
        source_rate: f32,
    ) -> Option<Region> {
        let mut region = region.clone();
        for round in 0..model.rounds.max(1) {
            let (source, suspicious) =
                widened(&region, sides, if round == 0 { model.room } else { 0 });
            // The third time next to nothing is cut off, and what stays paired need not be found
            // again. A summary's words are few and far between.
            if round < 2 || region.summary {
                self.assignment.assign(sides, &source, &suspicious);
            } else {
                self.assignment.narrow(sides, &source, &suspicious);
            }
            let partners = Partners::of(&self.assignment, source, suspicious);
            let settled = self
                .scorer
                .cut(model, sides, &region, &partners, source_rate)?;
            let rests = settled.source == region.source && settled.suspicious == region.suspicious;
            region = settled;
            if region.score < model.region {
                return None;
            }
            if rests {
                break;
            }
        }
        Some(region)
    }

    /// Computes what a part of a region's suspicious side comes to alone, given the assignment of
    /// the whole region or more, which was made last.
    pub(super) fn settle_part(
        &mut self,
        model: &AlignmentModel,
        sides: &Sides,
        region: &Region,
        part: Range<usize>,
    ) -> Option<Region> {
        let mut cut = Region::new(region.source.clone(), part, 0.0);
        for _ in 0..2 {
            let partners =
                Partners::of(&self.assignment, cut.source.clone(), cut.suspicious.clone());
            cut = self.scorer.cut(model, sides, &cut, &partners, model.rate)?;
        }
        (cut.score >= model.region).then_some(cut)
    }

    /// Returns a region with the score and the pairs of its one-to-one assignment, nothing cut off.
    pub(super) fn weigh(
        &mut self,
        model: &AlignmentModel,
        sides: &Sides,
        region: &Region,
    ) -> Region {
        self.assignment
            .assign(sides, &region.source, &region.suspicious);
        let odds = &sides.suspicious.odds[region.suspicious.clone()];
        let score = self
            .scorer
            .score(
                model,
                &self.assignment.to_source,
                odds,
                &(0..NONE),
                model.rate,
                region.source.len(),
            )
            .iter()
            .sum();
        let matched = self
            .assignment
            .to_source
            .iter()
            .filter(|&&place| place != NONE)
            .count();
        Region {
            score,
            matched,
            ..region.clone()
        }
    }

    /// Returns the share of a region's evidence that lies in the best stretch of the source of
    /// `length` tokens. Near 1 for a passage that was copied from one place, however reworded; a
    /// summary draws on all of its source.
    pub(super) fn concentration(
        &mut self,
        model: &AlignmentModel,
        sides: &Sides,
        region: &Region,
        length: usize,
    ) -> f32 {
        self.assign(sides, region);
        // How rare a word is among those of the summary counts: it was its author who picked it.
        let stems = &sides.source.stems[region.source.clone()];
        let odds: Vec<f32> = stems
            .iter()
            .map(|&stem| sides.suspicious.stem_odds(stem))
            .collect();
        let scores = self.scorer.score(
            model,
            &self.assignment.to_suspicious,
            &odds,
            &(0..NONE),
            model.rate,
            region.source.len(),
        );
        let (mut sum, mut within, mut best) = (0.0_f32, 0.0_f32, 0.0_f32);
        for at in 0..scores.len() {
            let score = scores[at].max(0.0);
            sum += score;
            within += score
                - if at >= length {
                    scores[at - length].max(0.0)
                } else {
                    0.0
                };
            best = best.max(within);
        }
        if sum > 0.0 { best / sum } else { 1.0 }
    }
}

/// Assigned tokens of two stretches, or of a part of them.
struct Partners<'a> {
    to_source: &'a [u32],
    to_suspicious: &'a [u32],
    source: Range<usize>,
    suspicious: Range<usize>,
}

impl<'a> Partners<'a> {
    /// Returns the partners in a part of an assigned region.
    fn of(assignment: &'a Assignment, source: Range<usize>, suspicious: Range<usize>) -> Self {
        let (ours, theirs) = assignment.starts;
        Self {
            to_source: &assignment.to_source[suspicious.start - theirs..suspicious.end - theirs],
            to_suspicious: &assignment.to_suspicious[source.start - ours..source.end - ours],
            source,
            suspicious,
        }
    }
}

/// Scores assigned tokens and cuts regions to them.
#[derive(Debug, Default)]
struct Scorer {
    scores: Vec<f32>,
    /// The partners with room on both ends, so that no neighbour is missing.
    partners: Vec<u32>,
}

impl Scorer {
    /// Cuts both ends of both sides of an assigned region to where it scores most; a summary keeps
    /// its side of the source. What `region` kept says how much an unmatched token at the ends
    /// tells against them.
    fn cut(
        &mut self,
        model: &AlignmentModel,
        sides: &Sides,
        region: &Region,
        partners: &Partners,
        source_rate: f32,
    ) -> Option<Region> {
        let kept = |tokens: usize, least: f32| {
            let kept = region.matched as f32 / tokens.max(1) as f32;
            if region.summary {
                least
            } else {
                kept.min(model.surest).max(least)
            }
        };
        let (ours, theirs) = (&sides.source, &sides.suspicious);
        let rate = kept(region.suspicious.len(), model.rate);
        let odds = &theirs.odds[partners.suspicious.clone()];
        self.score(
            model,
            partners.to_source,
            odds,
            &(0..NONE),
            rate,
            region.source.len(),
        );
        let (left, score) = self.best(&partners.suspicious, &theirs.edges, model)?;
        let source = if region.summary {
            region.source.clone()
        } else {
            let rate = kept(region.source.len(), source_rate);
            let odds = &ours.odds[partners.source.clone()];
            self.score(
                model,
                partners.to_suspicious,
                odds,
                &(left.start as u32..left.end as u32),
                rate,
                left.len(),
            );
            self.best(&partners.source, &ours.edges, model)?.0
        };
        let first = partners.suspicious.start;
        let places = &partners.to_source[left.start - first..left.end - first];
        let matched = places
            .iter()
            .filter(|&&place| source.contains(&(place as usize)))
            .count();
        Some(Region {
            source,
            suspicious: left,
            score,
            matched,
            summary: region.summary,
            kept: false,
            paired: false,
        })
    }

    /// Computes the score of each token, given its partner: the other side holds the stem once for
    /// it among `length` tokens. A partner outside `within` is none.
    fn score(
        &mut self,
        model: &AlignmentModel,
        partners: &[u32],
        odds: &[f32],
        within: &Range<u32>,
        rate: f32,
        length: usize,
    ) -> &[f32] {
        self.partners.clear();
        for part in [&[NONE; BESIDE], partners, &[NONE; BESIDE]] {
            self.partners.extend_from_slice(part);
        }
        let tokens = odds.len();
        self.scores.clear();
        self.scores.resize(tokens, 0.0);
        let beside = std::array::from_fn(|shift| &self.partners[shift..][..tokens]);
        let scale = rate / length.max(1) as f32;
        widest(Proving {
            model,
            beside,
            odds,
            within,
            scale,
            rest: 1.0 - rate,
            scores: &mut self.scores,
        });
        &self.scores
    }

    fn best(
        &self,
        range: &Range<usize>,
        edges: &[f32],
        model: &AlignmentModel,
    ) -> Option<(Range<usize>, f32)> {
        let (found, score) = best_segment(range.clone(), &self.scores, edges, model.settled_edge);
        (!found.is_empty()).then_some((found, score))
    }
}

/// Assigned tokens, and what each is to prove.
struct Proving<'a> {
    model: &'a AlignmentModel,
    /// The partners of the tokens, and of those before and after them.
    beside: [&'a [u32]; 2 * BESIDE + 1],
    odds: &'a [f32],
    within: &'a Range<u32>,
    scale: f32,
    rest: f32,
    scores: &'a mut [f32],
}

impl Work for Proving<'_> {
    #[inline(always)]
    fn run(self) {
        let Self {
            model,
            beside,
            odds,
            within,
            scale,
            rest,
            scores,
        } = self;
        let factor = bigram_factor(model);
        // No look-ups, no branches, slices of one length: the loop becomes vector instructions.
        let tokens = scores.len();
        let odds = &odds[..tokens];
        let [third, second, first, here, next, after, last] =
            beside.map(|partners| &partners[..tokens]);
        for at in 0..tokens {
            let here = here[at];
            // In the other text a word next to this one is near it; [`NONE`] is near no place.
            let near =
                |other: u32| u32::from(other.wrapping_sub(here).wrapping_add(NEAR) <= 2 * NEAR);
            let left = near(third[at]) | near(second[at]) | near(first[at]);
            let right = near(next[at]) | near(after[at]) | near(last[at]);
            let runs = |from: u32, to: u32| {
                if from.wrapping_add(1) == to {
                    factor
                } else {
                    1.0
                }
            };
            let proved = scale * odds[at] * runs(first[at], here) * runs(here, next[at]);
            let order = if left | right != 0 {
                model.near
            } else {
                -model.far
            };
            let counts = here.wrapping_sub(within.start) < within.end - within.start;
            let (proved, order) = if counts { (proved, order) } else { (0.0, 0.0) };
            scores[at] = (ln(proved + rest) + order).min(model.most);
        }
    }
}

/// Words on each side of a word that count as its neighbours, and how far from its partner theirs
/// may be.
const BESIDE: usize = 3;
const NEAR: u32 = 6;
