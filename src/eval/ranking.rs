//! Scores against yes-or-no labels: how well they rank, and what they are worth as probabilities.

use crate::{Error, Result};

/// Accumulates scores with their labels over many pairs.
///
/// Keeps 16 bytes a pair; [`measures`](Self::measures) sorts a copy.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct RankingEvaluation {
    scores: Vec<(f64, bool)>,
}

/// What [`RankingEvaluation`] measures.
///
/// A measure that the data do not define is `None`, never NaN.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct RankingMeasures {
    /// Area under the ROC curve: the chance that a positive pair scores above a negative one, ties
    /// counting one half (the Mann–Whitney statistic; J. A. Hanley and B. J. McNeil, Radiology 143,
    /// 1982). 0 to 1, a coin has ½. `None` unless both labels occur.
    pub auc: Option<f64>,
    /// Precision at each positive, averaged, with tied scores taken together; 0 to 1, a coin has
    /// the share of positives. `None` without positives.
    pub average_precision: Option<f64>,
    /// The largest share of positives that a threshold finds while at most one percent of the
    /// negatives pass it; 0 to 1. `None` unless both labels occur.
    pub tpr_at_1_fpr: Option<f64>,
    /// Share of pairs that a threshold of ½ labels rightly (½ itself counts as positive); 0 to 1.
    /// `None` without pairs.
    pub accuracy: Option<f64>,
    /// Expected calibration error over ten bins of equal width (M. P. Naeini, G. F. Cooper and M.
    /// Hauskrecht, AAAI 2015): how far the scores of a bin are on average from its share of
    /// positives, averaged over pairs. 0 (best) to 1. `None` without pairs or if a score lies
    /// outside 0 to 1.
    pub calibration_error: Option<f64>,
    /// Pairs added.
    pub pairs: u64,
    /// Pairs among them that are labelled positive.
    pub positives: u64,
}

impl RankingEvaluation {
    /// Creates an evaluation to which nothing was added.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one pair: its score, the higher the likelier positive, and whether it is positive.
    ///
    /// # Errors
    ///
    /// [`Error::ScoreNotANumber`] if `score` is NaN; nothing is added then.
    pub fn add(&mut self, score: f64, positive: bool) -> Result<()> {
        if score.is_nan() {
            return Err(Error::ScoreNotANumber);
        }
        // Adding zero turns -0 into 0, so that the order of the sort agrees with that of numbers.
        self.scores.push((score + 0.0, positive));
        Ok(())
    }

    /// Adds everything that was added to `other`. The order of merging changes no measure.
    pub fn merge(&mut self, other: &RankingEvaluation) {
        self.scores.extend_from_slice(&other.scores);
    }

    /// Returns the measures over all that was added so far.
    ///
    /// Costs a sort of the scores.
    pub fn measures(&self) -> RankingMeasures {
        let scores = self.descending();
        let positives = count(&scores, |_, positive| positive);
        let curve = Curve::of(&scores);
        RankingMeasures {
            auc: curve.auc(),
            average_precision: curve.average_precision(),
            tpr_at_1_fpr: curve.tpr_at_1_fpr(),
            accuracy: ratio(
                count(&scores, |score, positive| (score >= 0.5) == positive),
                scores.len() as u64,
            ),
            calibration_error: calibration_error(&scores),
            pairs: scores.len() as u64,
            positives,
        }
    }

    /// Returns the ROC curve: for each threshold, from the highest down, the share of negatives and
    /// the share of positives that score at least as high; from (0, 0) to (1, 1). Empty unless both
    /// labels occur.
    ///
    /// Costs a sort of the scores.
    ///
    /// ```
    /// use retold::eval::RankingEvaluation;
    ///
    /// let mut ranking = RankingEvaluation::new();
    /// for (score, positive) in [(0.9, true), (0.6, false), (0.3, true)] {
    ///     ranking.add(score, positive)?;
    /// }
    /// assert_eq!(ranking.roc_curve(), [(0.0, 0.0), (0.0, 0.5), (1.0, 0.5), (1.0, 1.0)]);
    /// # Ok::<(), retold::Error>(())
    /// ```
    pub fn roc_curve(&self) -> Vec<(f64, f64)> {
        let curve = Curve::of(&self.descending());
        let total = curve.total();
        let rates = |point: &Point| {
            Some((
                ratio(point.negatives, total.negatives)?,
                ratio(point.positives, total.positives)?,
            ))
        };
        let points: Option<Vec<_>> = std::iter::once(&Point::default())
            .chain(&curve.points)
            .map(rates)
            .collect();
        points.unwrap_or_default()
    }

    /// Returns the bins behind [`RankingMeasures::calibration_error`]: those of the ten that hold a
    /// score, by rising score. Empty if a score lies outside 0 to 1.
    ///
    /// Costs a sort of the scores.
    pub fn calibration_bins(&self) -> Vec<CalibrationBin> {
        let bins = Bin::of(&self.descending())
            .into_iter()
            .flatten()
            .filter(|bin| bin.pairs > 0);
        let share = |bin: Bin| CalibrationBin {
            mean_score: bin.scores / bin.pairs as f64,
            positive_share: bin.positives as f64 / bin.pairs as f64,
            pairs: bin.pairs,
        };
        bins.map(share).collect()
    }

    fn descending(&self) -> Vec<(f64, bool)> {
        let mut scores = self.scores.clone();
        scores.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
        scores
    }
}

/// The pairs whose scores lie in one tenth of the range from 0 to 1.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct CalibrationBin {
    /// The mean of their scores, from 0 to 1.
    pub mean_score: f64,
    /// The share of them that is labelled positive, from 0 to 1.
    pub positive_share: f64,
    /// How many they are; never 0.
    pub pairs: u64,
}

/// The ROC curve: what has passed after each distinct score, from the highest down.
struct Curve {
    points: Vec<Point>,
}

/// How many positives and negatives score at least as high as some threshold.
#[derive(Clone, Copy, Default)]
struct Point {
    positives: u64,
    negatives: u64,
}

impl Curve {
    /// Takes the scores from the highest to the lowest.
    fn of(descending: &[(f64, bool)]) -> Self {
        let mut passed = Point::default();
        let points = descending
            .chunk_by(|a, b| a.0 == b.0)
            .map(|tied| {
                let positives = count(tied, |_, positive| positive);
                passed.positives += positives;
                passed.negatives += tied.len() as u64 - positives;
                passed
            })
            .collect();
        Self { points }
    }

    fn total(&self) -> Point {
        self.points.last().copied().unwrap_or_default()
    }

    /// Returns each point with the one before it.
    fn steps(&self) -> impl Iterator<Item = (Point, Point)> {
        std::iter::once(Point::default())
            .chain(self.points.iter().copied())
            .zip(self.points.iter().copied())
    }

    fn auc(&self) -> Option<f64> {
        // Twice the number of positive-over-negative comparisons won: trapezoids in whole numbers.
        let twice: u128 = self
            .steps()
            .map(|(before, after)| {
                u128::from(after.negatives - before.negatives)
                    * (u128::from(before.positives) + u128::from(after.positives))
            })
            .sum();
        let total = self.total();
        let comparisons = u128::from(total.positives) * u128::from(total.negatives);
        (comparisons > 0).then(|| twice as f64 / (2.0 * comparisons as f64))
    }

    fn average_precision(&self) -> Option<f64> {
        let sum: f64 = self
            .steps()
            .filter(|(before, after)| after.positives > before.positives)
            .map(|(before, after)| {
                let precision = after.positives as f64 / (after.positives + after.negatives) as f64;
                (after.positives - before.positives) as f64 * precision
            })
            .sum();
        let positives = self.total().positives;
        (positives > 0).then(|| sum / positives as f64)
    }

    fn tpr_at_1_fpr(&self) -> Option<f64> {
        let total = self.total();
        let allowed = total.negatives / 100;
        let found = self
            .points
            .iter()
            .take_while(|point| point.negatives <= allowed)
            .last()
            .map_or(0, |point| point.positives);
        ratio(found, total.positives).filter(|_| total.negatives > 0)
    }
}

/// The pairs of one bin: the sum of the scores and the number of positives are kept apart, since
/// mixed, the order of tied scores would show in the rounding.
#[derive(Clone, Copy, Default)]
struct Bin {
    scores: f64,
    positives: u64,
    pairs: u64,
}

impl Bin {
    /// Returns ten bins of equal width; `None` if a score lies outside 0 to 1. Takes the scores in
    /// a fixed order, since it sums them up.
    fn of(descending: &[(f64, bool)]) -> Option<[Self; 10]> {
        let mut bins = [Self::default(); 10];
        for &(score, positive) in descending {
            let at = (0.0..=1.0)
                .contains(&score)
                .then(|| ((score * 10.0) as usize).min(9))?;
            let bin = bins.get_mut(at)?;
            bin.scores += score;
            bin.positives += u64::from(positive);
            bin.pairs += 1;
        }
        Some(bins)
    }
}

fn calibration_error(descending: &[(f64, bool)]) -> Option<f64> {
    let gap: f64 = Bin::of(descending)?
        .iter()
        .map(|bin| (bin.scores - bin.positives as f64).abs())
        .sum();
    (!descending.is_empty()).then(|| gap / descending.len() as f64)
}

fn count(scores: &[(f64, bool)], counts: impl Fn(f64, bool) -> bool) -> u64 {
    scores
        .iter()
        .filter(|(score, positive)| counts(*score, *positive))
        .count() as u64
}

fn ratio(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn ranking(rows: &[(f64, bool)]) -> RankingEvaluation {
        let mut ranking = RankingEvaluation::new();
        for &(score, positive) in rows {
            ranking.add(score, positive).unwrap();
        }
        ranking
    }

    fn near(measure: Option<f64>, expected: f64) -> bool {
        measure.is_some_and(|measure| (measure - expected).abs() < 1e-12)
    }

    #[test]
    fn a_case_worked_by_hand() {
        // Positives at .9, .6, .2 and negatives at .6, .1. Of six comparisons four are won, .6 ties
        // .6, .2 loses to .6.
        let m = ranking(&[
            (0.6, false),
            (0.9, true),
            (0.2, true),
            (0.6, true),
            (0.1, false),
        ])
        .measures();
        assert!(near(m.auc, 4.5 / 6.0));
        // The positives come with precision 1/1, 2/3 (both at .6 are taken) and 3/4.
        assert!(near(
            m.average_precision,
            (1.0 + 2.0 / 3.0 + 3.0 / 4.0) / 3.0
        ));
        // No false positive is allowed among two negatives: only .9 is above .6.
        assert!(near(m.tpr_at_1_fpr, 1.0 / 3.0));
        assert!(near(m.accuracy, 3.0 / 5.0));
        // By bin: |.9 - 1|, |.6 + .6 - 1|, |.2 - 1|, |.1 - 0|.
        assert!(near(m.calibration_error, (0.1 + 0.2 + 0.8 + 0.1) / 5.0));
        assert_eq!((m.pairs, m.positives), (5, 3));
    }

    #[test]
    fn one_percent_of_two_hundred_is_two() {
        // 200 negatives at .1 to .4, two of them raised above the second positive and a third above
        // the third.
        let mut rows: Vec<(f64, bool)> = (0..197)
            .map(|i| (0.1 + 0.001 * f64::from(i), false))
            .collect();
        rows.extend([
            (0.95, true),
            (0.9, false),
            (0.85, false),
            (0.8, true),
            (0.75, false),
            (0.7, true),
            (0.65, true),
        ]);
        assert!(near(ranking(&rows).measures().tpr_at_1_fpr, 0.5));
    }

    #[test]
    fn what_is_undefined_is_none() {
        let empty = RankingEvaluation::new().measures();
        assert_eq!(
            (
                empty.auc,
                empty.average_precision,
                empty.tpr_at_1_fpr,
                empty.accuracy,
                empty.calibration_error
            ),
            (None, None, None, None, None)
        );
        let negatives = ranking(&[(0.5, false), (0.2, false)]).measures();
        assert_eq!(
            (
                negatives.auc,
                negatives.average_precision,
                negatives.tpr_at_1_fpr
            ),
            (None, None, None)
        );
        assert!(near(negatives.accuracy, 0.5));
        let positives = ranking(&[(0.5, true), (0.2, true)]).measures();
        assert_eq!(
            (
                positives.auc,
                positives.average_precision,
                positives.tpr_at_1_fpr
            ),
            (None, Some(1.0), None)
        );
        let outside = ranking(&[(1.5, true), (0.2, false)]).measures();
        assert_eq!((outside.auc, outside.calibration_error), (Some(1.0), None));
    }

    #[test]
    fn infinite_scores_rank_and_nan_is_refused() {
        let mut ranking = ranking(&[
            (f64::INFINITY, true),
            (f64::NEG_INFINITY, false),
            (-0.0, true),
            (0.0, false),
        ]);
        assert!(matches!(
            ranking.add(f64::NAN, true),
            Err(Error::ScoreNotANumber)
        ));
        let m = ranking.measures();
        assert_eq!((m.pairs, m.calibration_error), (4, None));
        // Minus zero ties zero: three and a half of four comparisons.
        assert!(near(m.auc, 3.5 / 4.0));
    }

    /// Compares every positive with every negative, at every threshold.
    fn reference(rows: &[(f64, bool)]) -> (Option<f64>, Option<f64>, Option<f64>) {
        let positives: Vec<f64> = rows.iter().filter(|r| r.1).map(|r| r.0).collect();
        let negatives: Vec<f64> = rows.iter().filter(|r| !r.1).map(|r| r.0).collect();
        let (p, n) = (positives.len() as f64, negatives.len() as f64);
        let at_least = |of: &[f64], t: f64| of.iter().filter(|&&s| s >= t).count() as f64;
        let wins: f64 = positives
            .iter()
            .flat_map(|a| {
                negatives.iter().map(move |b| {
                    if a > b {
                        1.0
                    } else if a == b {
                        0.5
                    } else {
                        0.0
                    }
                })
            })
            .sum();
        let precision: f64 = positives
            .iter()
            .map(|&t| at_least(&positives, t) / (at_least(&positives, t) + at_least(&negatives, t)))
            .sum();
        let found = rows
            .iter()
            .map(|r| r.0)
            .filter(|&t| at_least(&negatives, t) <= 0.01 * n)
            .map(|t| at_least(&positives, t))
            .fold(0.0, f64::max);
        let both = p > 0.0 && n > 0.0;
        (
            both.then(|| wins / (p * n)),
            (p > 0.0).then(|| precision / p),
            both.then(|| found / p),
        )
    }

    fn rows() -> impl Strategy<Value = Vec<(f64, bool)>> {
        // Few distinct scores, so that ties are common, and mostly negatives, so that one percent
        // is something.
        prop::collection::vec(
            (
                (0..40u8).prop_map(|s| f64::from(s) / 39.0),
                prop::bool::weighted(0.2),
            ),
            0..300,
        )
    }

    proptest! {
        #[test]
        fn equals_the_definitions(rows in rows()) {
            let m = ranking(&rows).measures();
            let (auc, precision, found) = reference(&rows);
            for (measure, expected) in [(m.auc, auc), (m.average_precision, precision), (m.tpr_at_1_fpr, found)] {
                prop_assert_eq!(measure.is_some(), expected.is_some());
                prop_assert!(expected.is_none_or(|e| near(measure, e)), "{:?} {:?}", measure, expected);
            }
        }

        #[test]
        fn splits_and_order_change_nothing(rows in rows(), cut in 0..300usize) {
            let cut = cut.min(rows.len());
            let mut turned = rows.clone();
            turned.reverse();
            turned.rotate_left(cut);
            let mut merged = ranking(&turned[..cut]);
            merged.merge(&ranking(&turned[cut..]));
            prop_assert_eq!(merged.measures(), ranking(&rows).measures());
        }
    }
}
