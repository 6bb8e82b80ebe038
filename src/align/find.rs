//! From seeds to passages: refine, settle, claim, widen to summaries, join, and keep what is beyond
//! chance.

use super::cover::{Claimed, Known};
use super::limits::Limits;
use super::model::AlignmentModel;
use super::paragraphs::Paragraphs;
use super::region::{Region, Regions, overlap};
use super::seed::Seeds;
use super::settle::Settler;
use super::side::Sides;
use super::{edges, independence, join, split, summary};
use crate::text::Document;

/// Seeds of this much evidence, in nats, are plain copies or close to it: what goes on from one
/// window to the next is one passage. Chaining weaker ones as well costs .0005 plagdet on reworded
/// passages.
const CERTAIN: f32 = 100.0;

/// Everything that finding needs to remember between pairs.
#[derive(Debug, Default)]
pub(super) struct Finder {
    seeds: Seeds,
    regions: Regions,
    pub(super) settler: Settler,
    paragraphs: Paragraphs,
    claimed: Claimed,
    /// Whether a stretch of the source was not looked for.
    unseen: bool,
    /// How far the last pair as a whole vouches for its weak passages, from 0 to 1.
    pub(super) trust: f32,
}

impl Finder {
    /// Returns `true` if the work on the last pair was bounded.
    pub(super) fn capped(&self) -> bool {
        self.unseen || self.regions.capped()
    }

    /// Returns the passages of a pair in suspicious order, no suspicious token in two of them.
    /// Tokens that `sides` blocks are matched with nothing; on return the blocks are as they were.
    pub(super) fn find(
        &mut self,
        model: &AlignmentModel,
        sides: &mut Sides,
        suspicious: &Document,
    ) -> Vec<Region> {
        self.trust = 1.0;
        self.unseen = false;
        self.regions.reset(sides);
        self.settler.reset(sides);
        if sides.stems == 0 {
            return Vec::new();
        }
        if let Some(whole) = identical(sides) {
            return vec![whole];
        }
        let mut found = self.settled(model, sides);
        // A word here and there is evidence only where it is known how rare the words are.
        if sides.commonness_known {
            summary::find(
                model,
                sides,
                &mut self.seeds,
                &mut self.regions,
                &mut self.settler,
                &mut found,
            );
        }
        join::neighbours(model, &mut found);
        let limits = Limits::new(model, sides, &found);
        self.trust = limits.trust;
        if !limits.in_pieces {
            found.retain(|region| limits.accept(region));
            return found;
        }
        split::at_paragraphs(model, sides, &mut self.settler, &mut found);
        join::pieces(model, &mut found);
        found.retain(|region| limits.accept(region));
        self.paragraphs
            .find(model, sides, &mut self.settler, &mut found);
        join::pieces(model, &mut found);
        edges::move_to_paragraphs(model, sides, &mut found);
        independence::discount(model, sides, suspicious, &mut found);
        found.retain(|region| limits.accept(region));
        found
    }

    /// Returns the settled regions in suspicious order; what they block is free again.
    fn settled(&mut self, model: &AlignmentModel, sides: &mut Sides) -> Vec<Region> {
        let mut seeds = Vec::new();
        self.seeds.find(
            model,
            sides,
            &mut self.regions.histogram,
            model.window,
            model.seed,
            &mut seeds,
        );
        self.unseen = self.seeds.unseen();
        let mut seeds = chained(seeds);
        seeds.sort_by(|a, b| b.score.total_cmp(&a.score));
        self.claimed.clear();
        let mut found: Vec<Region> = Vec::new();
        loop {
            let before = found.len();
            let (candidates, inside) = self.candidates(model, sides, seeds);
            self.claim(model, sides, candidates, &mut found);
            // A region may settle to less than it was, and leave seeds that lay inside it to
            // others.
            let is_free =
                |seed: &Region| 2 * self.claimed.count(&seed.suspicious) < seed.suspicious.len();
            seeds = inside.into_iter().filter(is_free).collect();
            if seeds.is_empty() || found.len() == before {
                break;
            }
        }
        found.sort_by_key(|region| region.suspicious.start);
        sides.suspicious.lift_blocks();
        found
    }

    /// Returns the refined regions, strongest first, and the seeds that were not refined because
    /// they lie inside one.
    fn candidates(
        &mut self,
        model: &AlignmentModel,
        sides: &Sides,
        seeds: Vec<Region>,
    ) -> (Vec<Region>, Vec<Region>) {
        let (mut known, mut inside) = (Known::default(), Vec::new());
        for seed in seeds {
            if known.covers(&seed) {
                inside.push(seed);
                continue;
            }
            // Windows side by side often lead to one region, and mostly after the first turn.
            let Some(turned) = self.regions.turn(model, sides, &seed, model.rate) else {
                continue;
            };
            if known.covers(&turned) {
                inside.push(seed);
            } else if let Some(region) = self.regions.turn(model, sides, &turned, model.rate)
                && !known.contains(&region)
            {
                known.push(region);
            }
        }
        let mut regions = known.regions;
        regions.sort_by(|a, b| b.score.total_cmp(&a.score));
        (regions, inside)
    }

    /// Settles regions, the strongest first; what one has claimed is blocked for the next.
    fn claim(
        &mut self,
        model: &AlignmentModel,
        sides: &mut Sides,
        candidates: Vec<Region>,
        found: &mut Vec<Region>,
    ) {
        for mut region in candidates {
            let claimed = self.claimed.count(&region.suspicious);
            if claimed as f32 > model.claimed * region.suspicious.len() as f32 {
                continue;
            }
            if claimed > 0 {
                let Some(rest) = self.regions.refine(model, sides, region, model.rate) else {
                    continue;
                };
                region = rest;
            }
            let Some(settled) = self.settler.settle(model, sides, &region, model.rate) else {
                continue;
            };
            // What is blocked counts against a region, but it may go across, and then is as many as
            // it leaves.
            for free in self.claimed.free(&settled.suspicious) {
                let part = if free == settled.suspicious {
                    Some(settled.clone())
                } else {
                    self.settler.settle_part(model, sides, &settled, free)
                };
                if let Some(mut part) = part {
                    self.settler.keep(&mut part);
                    sides.suspicious.block(part.suspicious.clone());
                    self.claimed.claim(part.suspicious.clone());
                    found.push(part);
                }
            }
        }
    }
}

/// Seeds of neighbouring windows that go on where the last one was, as one: each would be refined
/// to the same region. Takes and gives them in the order of the source.
fn chained(seeds: Vec<Region>) -> Vec<Region> {
    let mut chains: Vec<Region> = Vec::new();
    // Chains that end before the windows now read, and so can't go on.
    let mut done = 0;
    for seed in seeds {
        while chains
            .get(done)
            .is_some_and(|chain| chain.source.end <= seed.source.start)
        {
            done += 1;
        }
        let goes_on = |chain: &&mut Region| {
            let last = chain.source.end > seed.source.start && chain.source.end < seed.source.end;
            let onward = chain.suspicious.start <= seed.suspicious.start
                && chain.suspicious.end <= seed.suspicious.end;
            let shared = overlap(&chain.suspicious, &seed.suspicious);
            last && onward
                && seed.score.min(chain.score) >= CERTAIN
                && 3 * shared >= seed.suspicious.len()
        };
        match chains[done..].iter_mut().find(goes_on) {
            Some(chain) => {
                chain.source.end = seed.source.end;
                chain.suspicious.end = seed.suspicious.end;
                chain.score += seed.score;
            }
            None => chains.push(seed),
        }
    }
    chains
}

/// Returns the one passage of a text compared with itself, also where it repeats itself so much
/// that no word of it proves anything.
fn identical(sides: &Sides) -> Option<Region> {
    let (ours, theirs) = (&sides.source, &sides.suspicious);
    let lacking = sides.stems as u32;
    let same =
        ours.stems == theirs.stems && !theirs.stems.contains(&lacking) && !theirs.is_blocked();
    // A word that was found where it was expected is at least twice as likely copied as not.
    let least = std::f32::consts::LN_2 * theirs.len() as f32;
    same.then(|| Region {
        matched: theirs.len(),
        ..Region::new(0..ours.len(), 0..theirs.len(), least)
    })
}
