//! Summaries: thin evidence spread wide.
//!
//! A summary keeps a word here and a phrase there, so no stretch of the source as long as itself
//! explains it, and what strong pieces are found in it are only its quotations. Wider windows of
//! the source are tried, up to the whole; what they find counts as a summary only where its
//! evidence is spread over the source, and where it beats the pieces that it swallows.

use super::model::AlignmentModel;
use super::region::{Region, Regions, overlap};
use super::seed::Seeds;
use super::settle::Settler;
use super::side::Sides;

/// Each wider window is this many times the last. Four and eight find the same summaries and cost
/// more.
const WIDER: usize = 16;

/// A seed or region that shares this much of its length with one already tried is not tried again.
const TRIED: f32 = 0.7;

/// A window this wide gives at least this share of the evidence that the region has after refining.
const SEED_SHARE: f32 = 0.5;

/// A region more than one over this times as long as a summary of its source may be is not settled:
/// settling was never seen to cut a summary out of one.
const LEFT: f32 = 0.5;

/// How much of what settled pieces prove a wide piece must come to in comparison: their ends and
/// runs count for more.
const SLACK: f32 = 30.0;

/// Replaces pieces by the summaries that explain them better; `found` stays in suspicious order.
pub(super) fn find(
    model: &AlignmentModel,
    sides: &Sides,
    seeds: &mut Seeds,
    regions: &mut Regions,
    settler: &mut Settler,
    found: &mut Vec<Region>,
) {
    let tokens = sides.source.len();
    let claimed: usize = found.iter().map(|piece| piece.suspicious.len()).sum();
    // Too short a source to be summarised; or pieces explain the text already, and little is left
    // to be spread.
    if (tokens as f32) < model.summary_ratio * model.summary_tokens as f32
        || 4 * claimed > 3 * sides.suspicious.len()
    {
        return;
    }
    let mut candidates = Vec::new();
    let mut window = model.window.max(1).saturating_mul(WIDER);
    loop {
        seeds.find(
            model,
            sides,
            &mut regions.histogram,
            window.min(tokens),
            SEED_SHARE * model.summary_floor,
            &mut candidates,
        );
        if window >= tokens {
            break;
        }
        window = window.saturating_mul(WIDER);
    }
    candidates.sort_by(|a, b| b.score.total_cmp(&a.score));
    let mut tried: Vec<Region> = Vec::new();
    for seed in candidates {
        let mostly = |part: usize, whole: usize| part as f32 >= TRIED * whole as f32;
        let again = |old: &Region| {
            mostly(
                overlap(&old.suspicious, &seed.suspicious),
                seed.suspicious.len(),
            ) && mostly(overlap(&old.source, &seed.source), seed.source.len())
        };
        // Where one piece explains nearly all of it, nothing is left to be spread.
        if found.iter().any(|piece| {
            100 * overlap(&piece.suspicious, &seed.suspicious) >= 98 * seed.suspicious.len()
        }) {
            continue;
        }
        // Refining at most doubles what a seed proves.
        if tried.iter().any(again) || 2.0 * seed.score < rivals(model, found, &seed) {
            continue;
        }
        let Some(wide) = regions.refine(model, sides, seed, model.summary_rate) else {
            continue;
        };
        tried.push(wide.clone());
        if let Some(summary) = accept(model, sides, settler, wide, found) {
            found.retain(|piece| !swallows(&summary, piece));
            let at =
                found.partition_point(|piece| piece.suspicious.start < summary.suspicious.start);
            found.insert(at, summary);
        }
    }
}

fn accept(
    model: &AlignmentModel,
    sides: &Sides,
    settler: &mut Settler,
    wide: Region,
    found: &[Region],
) -> Option<Region> {
    let is_thin = |region: &Region| {
        region.suspicious.len() >= model.summary_tokens as usize
            && region.source.len() as f32 >= model.summary_ratio * region.suspicious.len() as f32
    };
    let shortest = (LEFT * wide.suspicious.len() as f32).max(model.summary_tokens as f32);
    if wide.score < model.summary_floor
        || (wide.source.len() as f32) < model.summary_ratio * shortest
        || wide.score + SLACK < rivals(model, found, &wide)
    {
        return None;
    }
    let mut summary = settler.settle(
        model,
        sides,
        &Region {
            summary: true,
            ..wide
        },
        model.summary_rate,
    )?;
    if summary.score < model.summary_floor || !is_thin(&summary) {
        return None;
    }
    let alone = found.iter().all(|piece| {
        swallows(&summary, piece) || overlap(&piece.suspicious, &summary.suspicious) == 0
    });
    let half_as_long_again = summary.suspicious.len() * 3 / 2;
    if !alone
        || settler.concentration(model, sides, &summary, half_as_long_again) > model.summary_share
    {
        return None;
    }
    // The fairest score gives the source side the length at which it explains the most.
    let kept = (summary.matched as f32 / summary.source.len() as f32)
        .min(model.rate)
        .max(0.01);
    if let Some(tight) = settler.settle(
        model,
        sides,
        &Region {
            summary: false,
            ..summary.clone()
        },
        kept,
    ) {
        summary.score = summary.score.max(tight.score);
    }
    let strongest = found
        .iter()
        .filter(|piece| !swallows(&summary, piece))
        .map(|piece| piece.score)
        .fold(0.0, f32::max);
    let beside = summary.score >= model.summary_beside * strongest;
    (beside && summary.score + SLACK >= rivals(model, found, &summary)).then_some(summary)
}

fn swallows(summary: &Region, piece: &Region) -> bool {
    2 * overlap(&piece.suspicious, &summary.suspicious) >= piece.suspicious.len()
}

/// Returns the score of the pieces inside a region, which speaks against it; each but the best
/// costs what a further passage costs.
fn rivals(model: &AlignmentModel, found: &[Region], region: &Region) -> f32 {
    let (mut sum, mut best) = (0.0_f32, 0.0_f32);
    for piece in found.iter().filter(|piece| swallows(region, piece)) {
        sum += (piece.score - model.piece).max(0.0);
        best = best.max(piece.score.min(model.piece));
    }
    sum + best
}
