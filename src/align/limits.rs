//! What a passage needs to be beyond chance, given what else the pair shares and how many positions
//! were tried.

use super::model::{AlignmentModel, ln};
use super::region::Region;
use super::side::{SideWords, Sides};

/// Tokens of each text up to which the lower limit holds as it is: the length of a news article.
const ARTICLE: f32 = 400.0;

/// The limits of one pair.
#[derive(Debug)]
pub(super) struct Limits {
    /// How far the pair as a whole supports weak passages, from 0 to 1. One weak piece in two long
    /// texts is likely a phrase that both have from elsewhere; weak pieces that together cover a
    /// good part of both texts support each other.
    pub(super) trust: f32,
    /// Whether the passages cover enough of both texts to be read as pieces of paragraphs.
    pub(super) in_pieces: bool,
    passage: f32,
    summary: f32,
    paragraph: f32,
}

impl Limits {
    pub(super) fn new(model: &AlignmentModel, sides: &Sides, found: &[Region]) -> Self {
        let share = |tokens: usize, side: &SideWords| tokens as f32 / side.active().max(1) as f32;
        let source = found.iter().map(|region| region.source.len()).sum();
        let suspicious = found.iter().map(|region| region.suspicious.len()).sum();
        let covered = share(source, &sides.source).min(share(suspicious, &sides.suspicious));
        let (from, to) = model.covered;
        let trust = ((covered - from) / (to - from)).clamp(0.0, 1.0);
        let (low, high) = model.floor;
        let low_among = |source: usize, suspicious: usize| {
            let tried = source as f32 * suspicious as f32 / (ARTICLE * ARTICLE);
            (low + model.tries * ln(tried.max(1.0))).min(high)
        };
        let passage = high - trust * (high - low_among(sides.source.len(), sides.suspicious.len()));
        Self {
            trust,
            // Half of where trust begins: a wrong join costs less than a wrong passage.
            in_pieces: 2.0 * covered >= from,
            passage,
            summary: model.summary_floor.min(passage),
            paragraph: low_among(
                sides.source.paragraphs_in(&(0..sides.source.len())).len(),
                sides
                    .suspicious
                    .paragraphs_in(&(0..sides.suspicious.len()))
                    .len(),
            ),
        }
    }

    /// Returns whether a region is evidence enough to be a passage.
    pub(super) fn accept(&self, region: &Region) -> bool {
        let limit = match (region.summary, region.paired) {
            (true, _) => self.summary,
            // Only pairs of paragraphs were tried.
            (_, true) => self.paragraph,
            _ => self.passage,
        };
        region.score >= limit
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Protects long pairs from chance: the limit rises with the positions tried, and never above
    /// that of a single passage.
    #[test]
    fn the_limit_rises_with_the_positions_tried() {
        let model = AlignmentModel::default();
        let limit = |tokens: usize| {
            let mut sides = Sides::default();
            for side in [&mut sides.source, &mut sides.suspicious] {
                side.stems = vec![0; tokens];
            }
            let all = Region::new(0..tokens, 0..tokens, 0.0);
            Limits::new(&model, &sides, &[all]).passage
        };
        let limits = [100, 400, 1_000, 10_000, 100_000].map(limit);
        assert_eq!(limits[0], model.floor.0);
        assert_eq!(limits[1], model.floor.0);
        assert!(limits.is_sorted(), "{limits:?}");
        assert_eq!(limits[4], model.floor.1);
    }
}
