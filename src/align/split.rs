//! Splitting: a passage that was reworded paragraph by paragraph is shown paragraph by paragraph.
//!
//! Regions are blind to order, so a whole article that was reworded comes out as one. A reader
//! wants to see which paragraph came from where. A passage is cut where a paragraph of the
//! suspicious text starts, unless the copy runs on across the edge, and only into pieces that each
//! are evidence enough alone.

use std::ops::Range;

use super::assign::Assignment;
use super::model::AlignmentModel;
use super::region::Region;
use super::settle::Settler;
use super::side::{NONE, Sides};

/// Tokens on each side of an edge in which a copy that runs on must have a word, and how far the
/// two words may have moved against each other.
const REACH: usize = 4;
const SHIFT: usize = 2;

/// Cuts the regions of `found`; they stay in suspicious order.
pub(super) fn at_paragraphs(
    model: &AlignmentModel,
    sides: &Sides,
    settler: &mut Settler,
    found: &mut Vec<Region>,
) {
    let whole = std::mem::take(found);
    for mut region in whole {
        let edges = if region.summary {
            &[]
        } else {
            sides.suspicious.paragraphs_in(&region.suspicious)
        };
        if edges.is_empty() {
            found.push(region);
            continue;
        }
        settler.assign(sides, &region);
        settler.keep(&mut region);
        let starts = edges.iter().map(|&edge| edge as usize);
        let cuts: Vec<usize> = starts
            .filter(|&edge| !runs_on(&settler.assignment, &region.suspicious, edge))
            .collect();
        let pieces = cut(model, sides, settler, &region, &cuts);
        if pieces.len() > 1 {
            found.extend(pieces)
        } else {
            found.push(region)
        }
    }
}

/// Returns `true` if the words around an edge stand the same way in the source.
fn runs_on(assignment: &Assignment, suspicious: &Range<usize>, edge: usize) -> bool {
    let at = edge - suspicious.start;
    let partner = |at: usize| {
        assignment
            .to_source
            .get(at)
            .filter(|&&place| place != NONE)
            .map(|&place| place as usize)
    };
    let before = (at.saturating_sub(REACH)..at).filter_map(|at| Some((at, partner(at)?)));
    let after = || (at..at + REACH).filter_map(|at| Some((at, partner(at)?)));
    before.into_iter().any(|(here, ours)| {
        after().any(|(there, theirs)| (ours + there - here).abs_diff(theirs) <= SHIFT)
    })
}

fn cut(
    model: &AlignmentModel,
    sides: &Sides,
    settler: &mut Settler,
    region: &Region,
    cuts: &[usize],
) -> Vec<Region> {
    let mut pieces: Vec<Region> = Vec::new();
    let mut start = region.suspicious.start;
    for &end in cuts.iter().chain([&region.suspicious.end]) {
        // A part that is no evidence alone goes with the next.
        let piece = settler.settle_part(model, sides, region, start..end);
        if let Some(piece) = piece.filter(|piece| piece.score >= model.floor.0) {
            pieces.push(Region {
                kept: true,
                ..piece
            });
            start = end;
        }
    }
    pieces
}
