//! Joining: neighbours in the suspicious text whose sources are near each other are one passage.

use super::model::{AlignmentModel, ln};
use super::region::Region;

/// Joins neighbours with small gaps on both sides: one passage, cut in two by what was written into
/// it. `found` is in suspicious order.
pub(super) fn neighbours(model: &AlignmentModel, found: &mut Vec<Region>) {
    join(found, |a, b| {
        is_near(a, b, (model.join_source, model.join_suspicious))
    });
}

/// Joins the pieces of a passage that was rewritten paragraph by paragraph: gaps may be wider, as
/// far as the weaker piece is evidence enough for what lies between them.
pub(super) fn pieces(model: &AlignmentModel, found: &mut Vec<Region>) {
    join(found, |a, b| {
        is_near(a, b, (model.piece_source, model.piece_suspicious)) && pays_for_gap(model, a, b)
    });
}

fn join(found: &mut Vec<Region>, belong: impl Fn(&Region, &Region) -> bool) {
    let mut joined: Vec<Region> = Vec::with_capacity(found.len());
    for region in found.drain(..) {
        match joined.last_mut() {
            Some(last) if !last.summary && !region.summary && belong(last, &region) => {
                last.source = last.source.start.min(region.source.start)
                    ..last.source.end.max(region.source.end);
                last.suspicious.end = region.suspicious.end;
                last.score += region.score;
                last.matched += region.matched;
                last.paired &= region.paired;
                // Both may hold the same words of the source.
                last.kept = false;
            }
            _ => joined.push(region),
        }
    }
    *found = joined;
}

/// Returns the tokens between two regions, in the source and in the suspicious text.
fn gaps(a: &Region, b: &Region) -> (usize, usize) {
    let source =
        (a.source.start.max(b.source.start)).saturating_sub(a.source.end.min(b.source.end));
    (source, b.suspicious.start.saturating_sub(a.suspicious.end))
}

fn is_near(a: &Region, b: &Region, (source, suspicious): (usize, usize)) -> bool {
    let gaps = gaps(a, b);
    gaps.0 <= source && gaps.1 <= suspicious
}

/// Returns whether the weaker of two regions is evidence enough for the gap between them, if both
/// were reworded as far as the stronger was. Next to a verbatim copy, a gap and a scattered match
/// cost much; next to a paraphrase, little.
fn pays_for_gap(model: &AlignmentModel, a: &Region, b: &Region) -> bool {
    let (weaker, stronger) = if a.score < b.score { (a, b) } else { (b, a) };
    let kept = stronger.matched as f32 / stronger.suspicious.len().max(1) as f32;
    let rate = kept.clamp(model.rate, model.surest);
    let gap = gaps(a, b).1 as f32;
    let unmatched = weaker.suspicious.len().saturating_sub(weaker.matched) as f32;
    // The weaker region was scored with the rate `model.rate`.
    let cost = -gap * ln(1.0 - rate) + unmatched * ln((1.0 - model.rate) / (1.0 - rate));
    weaker.score >= cost
}

#[cfg(test)]
mod tests {
    use super::*;

    fn region(source: usize, suspicious: usize, tokens: usize, kept: f32) -> Region {
        let matched = (kept * tokens as f32) as usize;
        Region {
            matched,
            ..Region::new(
                source..source + tokens,
                suspicious..suspicious + tokens,
                matched as f32,
            )
        }
    }

    /// Protects sharp ends: a scattered match near a verbatim copy is not part of it, near a
    /// paraphrase it is.
    #[test]
    fn a_copy_does_not_take_in_what_is_only_near() {
        let model = AlignmentModel::default();
        for (kept, expected) in [(1.0, 2), (0.5, 1)] {
            let mut found = vec![region(0, 0, 200, kept), region(300, 220, 60, 0.5)];
            pieces(&model, &mut found);
            assert_eq!(found.len(), expected, "{kept}");
        }
    }

    #[test]
    fn joined_regions_cover_both() {
        let mut found = vec![
            region(100, 0, 50, 0.5),
            region(20, 55, 70, 0.5),
            region(900, 130, 50, 0.5),
        ];
        neighbours(&AlignmentModel::default(), &mut found);
        let ranges: Vec<_> = found
            .iter()
            .map(|region| (region.source.clone(), region.suspicious.clone()))
            .collect();
        assert_eq!(ranges, [(20..150, 0..125), (900..950, 130..180)]);
        assert_eq!(found[0].matched, 60);
    }
}
