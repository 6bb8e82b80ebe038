//! From seeds to passages: refine, settle, claim, widen to summaries, join, and keep what is beyond chance.

use super::model::Model;
use super::region::{Region, Regions, overlap};
use super::seed::Seeds;
use super::settle::Settler;
use super::side::{NONE, Sides};
use super::{split, summary};

/// Everything that finding needs to remember between pairs.
#[derive(Debug, Default)]
pub(super) struct Finder {
    seeds: Seeds,
    regions: Regions,
    pub(super) settler: Settler,
}

impl Finder {
    /// The passages of a pair, in suspicious order, no suspicious token in two of them. Tokens that `sides` blocks are matched
    /// with nothing; on return the blocks are as they were.
    pub(super) fn find(&mut self, model: &Model, sides: &mut Sides) -> Vec<Region> {
        if sides.stems == 0 {
            return Vec::new();
        }
        if let Some(whole) = identical(sides) {
            return vec![whole];
        }
        self.regions.reset(sides);
        let candidates = self.candidates(model, sides);
        let mut found = self.claim(model, sides, candidates);
        summary::find(model, sides, &mut self.seeds, &mut self.regions, &mut self.settler, &mut found);
        join(model, &mut found);
        let least = least_evidence(model, sides, &found);
        if least < model.floor.1 {
            split::at_paragraphs(model, sides, &mut self.settler, &mut found);
        }
        found.retain(|region| region.score >= if region.summary { model.summary_floor.min(least) } else { least });
        found
    }

    /// Refined regions, strongest first.
    fn candidates(&mut self, model: &Model, sides: &Sides) -> Vec<Region> {
        let mut seeds = Vec::new();
        self.seeds.find(model, sides, &mut self.regions.histogram, model.window, model.seed, &mut seeds);
        seeds.sort_by(|a, b| b.score.total_cmp(&a.score));
        let mut regions: Vec<Region> = Vec::new();
        for seed in seeds {
            // A seed inside a region would be refined to that region again.
            let inside = |region: &Region| {
                10 * overlap(&region.suspicious, &seed.suspicious) >= 9 * seed.suspicious.len()
                    && 10 * overlap(&region.source, &seed.source) >= 6 * seed.source.len()
            };
            if regions.iter().any(inside) {
                continue;
            }
            if let Some(region) = self.regions.refine(model, sides, seed, model.rate)
                && !regions.iter().any(|old| old.source == region.source && old.suspicious == region.suspicious)
            {
                regions.push(region);
            }
        }
        regions.sort_by(|a, b| b.score.total_cmp(&a.score));
        regions
    }

    /// Settles regions, the strongest first; what one has claimed is blocked for the next.
    fn claim(&mut self, model: &Model, sides: &mut Sides, candidates: Vec<Region>) -> Vec<Region> {
        let mut found: Vec<Region> = Vec::new();
        for mut region in candidates {
            let claimed: usize = found.iter().map(|old| overlap(&old.suspicious, &region.suspicious)).sum();
            if claimed as f32 > model.claimed * region.suspicious.len() as f32 {
                continue;
            }
            if claimed > 0 {
                let Some(rest) = self.regions.refine(model, sides, region, model.rate) else { continue };
                region = rest;
            }
            if let Some(settled) = self.settler.settle(model, sides, &region, model.rate) {
                sides.suspicious.blocked[settled.suspicious.clone()].fill(true);
                found.push(settled);
            }
        }
        found.sort_by_key(|region| region.suspicious.start);
        sides.suspicious.restore_blocks();
        found
    }
}

/// A text against itself is one passage, also where it repeats itself so much that no word of it proves anything.
fn identical(sides: &Sides) -> Option<Region> {
    let (ours, theirs) = (&sides.source, &sides.suspicious);
    let same = ours.stems == theirs.stems && !theirs.stems.contains(&NONE) && !theirs.blocked.contains(&true);
    // A word that was found where it was expected proves ln 2 at the least.
    let least = std::f32::consts::LN_2 * theirs.len() as f32;
    same.then(|| Region { matched: theirs.len(), ..Region::new(0..ours.len(), 0..theirs.len(), least) })
}

/// What a passage must prove to be shown. One weak piece in two long texts is likely a phrase that both have from elsewhere;
/// weak pieces that together cover a good part of both texts bear each other out.
fn least_evidence(model: &Model, sides: &Sides, found: &[Region]) -> f32 {
    let (mut source, mut suspicious) = (0, 0);
    for region in found {
        source += region.source.len();
        suspicious += region.suspicious.len();
    }
    let covered =
        (source as f32 / sides.source.len().max(1) as f32).min(suspicious as f32 / sides.suspicious.len().max(1) as f32);
    let (low, high) = model.floor;
    high - (high - low) * ((covered - model.covered.0) / (model.covered.1 - model.covered.0)).clamp(0.0, 1.0)
}

/// Joins neighbours with small gaps on both sides: one passage that was cut in two by what was written into it.
fn join(model: &Model, found: &mut Vec<Region>) {
    let mut joined: Vec<Region> = Vec::with_capacity(found.len());
    for region in found.drain(..) {
        match joined.last_mut() {
            Some(last) if is_near(model, last, &region) => {
                last.source = last.source.start.min(region.source.start)..last.source.end.max(region.source.end);
                last.suspicious.end = region.suspicious.end;
                last.score += region.score;
                last.matched += region.matched;
            }
            _ => joined.push(region),
        }
    }
    *found = joined;
}

fn is_near(model: &Model, a: &Region, b: &Region) -> bool {
    let source_gap = a.source.start.max(b.source.start).saturating_sub(a.source.end.min(b.source.end));
    let suspicious_gap = b.suspicious.start.saturating_sub(a.suspicious.end);
    !a.summary && !b.summary && suspicious_gap <= model.join_suspicious as usize && source_gap <= model.join_source as usize
}
