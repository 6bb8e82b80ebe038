//! Edges: moves the ends of passages to the edges of paragraphs where the pair shows that whole
//! paragraphs were taken.

use std::ops::Range;

use super::model::AlignmentModel;
use super::region::Region;
use super::side::{SideWords, Sides};

/// Tokens from an edge within which an end is at the edge.
const REACH: usize = 2;

/// Fewest ends that show anything.
const MIN_ENDS: usize = 12;

/// Moves the ends of the regions of `found`, which are in suspicious order, if enough of them are
/// at the edge of a paragraph.
pub(super) fn move_to_paragraphs(model: &AlignmentModel, sides: &Sides, found: &mut [Region]) {
    let (mut ends, mut at_edges) = (0, 0);
    for region in found.iter() {
        let both = [
            (&sides.source, &region.source),
            (&sides.suspicious, &region.suspicious),
        ];
        for (side, range) in both {
            ends += 2;
            at_edges += usize::from(is_at_edge(side, range.start));
            at_edges += usize::from(is_at_edge(side, range.end));
        }
    }
    if ends < MIN_ENDS || (at_edges as f32) < model.edges_share * ends as f32 {
        return;
    }
    let mut before = 0;
    for at in 0..found.len() {
        let after = found
            .get(at + 1)
            .map_or(sides.suspicious.len(), |next| next.suspicious.start);
        let region = &mut found[at];
        if !region.summary {
            let source = whole(&sides.source, &region.source, &(0..sides.source.len()));
            let suspicious = whole(&sides.suspicious, &region.suspicious, &(before..after));
            region.kept &= source == region.source && suspicious == region.suspicious;
            (region.source, region.suspicious) = (source, suspicious);
        }
        before = region.suspicious.end;
    }
}

fn is_at_edge(side: &SideWords, at: usize) -> bool {
    let paragraph = side.paragraph_of(at.min(side.len().saturating_sub(1)));
    at.abs_diff(paragraph.start) <= REACH || at.abs_diff(paragraph.end) <= REACH
}

/// Returns a range with each end moved to the edge of its paragraph where at most half of the
/// paragraph is missing. It stays inside `room`.
fn whole(side: &SideWords, range: &Range<usize>, room: &Range<usize>) -> Range<usize> {
    if range.is_empty() {
        return range.clone();
    }
    let first = side.paragraph_of(range.start);
    let last = side.paragraph_of(range.end - 1);
    let is_little = |missing: usize, paragraph: &Range<usize>| 2 * missing <= paragraph.len();
    let mut whole = range.clone();
    if is_little(range.start - first.start, &first) {
        whole.start = first.start.max(room.start);
    }
    if is_little(last.end - range.end, &last) {
        whole.end = last.end.min(room.end);
    }
    whole
}
