//! Passages found against true passages: plagdet and its parts.

use crate::text::Span;

/// A matched pair of spans: where a passage occurs in the source and where in the suspicious text.
///
/// A span that ends before it starts counts as empty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct SpanPair {
    /// Its place in the source.
    pub source: Span,
    /// Its place in the suspicious text.
    pub suspicious: Span,
}

/// Accumulates the comparison of found with true passages over many document pairs.
///
/// Follows Potthast, Stein, Barrón-Cedeño and Rosso (COLING 2010), macro-averaged over passages:
/// each passage counts the same, however long. A found passage *detects* a true one if both their
/// sources and both their suspicious sides overlap. Equal passages within one call count once.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AlignmentEvaluation {
    pairs: u64,
    false_alarm_pairs: u64,
    /// True passages, and their covered shares summed up.
    passages: u64,
    passage_shares: Shares,
    /// Found passages, and their confirmed shares summed up.
    detections: u64,
    detection_shares: Shares,
    /// True passages that something detects, and by how many found passages in all.
    detected: u64,
    detecting: u64,
}

/// What [`AlignmentEvaluation`] measures.
///
/// No field is ever NaN. Where there is nothing to measure the conventions of the PAN evaluation
/// hold: with neither true nor found passages recall, precision and plagdet are 1; with only one of
/// the two they are 0; granularity is 1 while no true passage is detected.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct AlignmentMeasures {
    /// Harmonic mean of precision and recall, divided by log₂(1 + granularity); 0 to 1.
    pub plagdet: f64,
    /// Mean share of a found passage that the true passages it detects confirm; 0 to 1.
    pub precision: f64,
    /// Mean share of a true passage that the passages detecting it cover; 0 to 1.
    pub recall: f64,
    /// Mean number of found passages for each detected true passage; 1 or more, 1 is best.
    pub granularity: f64,
    /// Document pairs added.
    pub pairs: u64,
    /// Document pairs without a true passage in which something was found.
    pub false_alarm_pairs: u64,
    /// True passages.
    pub passages: u64,
    /// Found passages.
    pub detections: u64,
}

impl AlignmentEvaluation {
    /// Creates an evaluation to which nothing was added.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one document pair: its true passages and those that were found in it.
    ///
    /// Costs the product of the two counts.
    pub fn add(&mut self, truth: &[SpanPair], found: &[SpanPair]) {
        let truth = distinct(truth);
        let found = distinct(found);
        self.pairs += 1;
        self.false_alarm_pairs += u64::from(truth.is_empty() && !found.is_empty());
        self.passages += truth.len() as u64;
        self.detections += found.len() as u64;
        for passage in &truth {
            let overlap = Overlap::of(passage, &found);
            self.passage_shares.add(overlap.covered, passage.length());
            self.detected += u64::from(overlap.partners > 0);
            self.detecting += overlap.partners;
        }
        for detection in &found {
            let overlap = Overlap::of(detection, &truth);
            self.detection_shares
                .add(overlap.covered, detection.length());
        }
    }

    /// Adds everything that was added to `other`. The order of merging changes nothing.
    pub fn merge(&mut self, other: &AlignmentEvaluation) {
        self.pairs += other.pairs;
        self.false_alarm_pairs += other.false_alarm_pairs;
        self.passages += other.passages;
        self.passage_shares.0 += other.passage_shares.0;
        self.detections += other.detections;
        self.detection_shares.0 += other.detection_shares.0;
        self.detected += other.detected;
        self.detecting += other.detecting;
    }

    /// Returns the measures over all that was added so far.
    pub fn measures(&self) -> AlignmentMeasures {
        let (recall, precision) = if self.passages == 0 && self.detections == 0 {
            (1.0, 1.0)
        } else {
            (
                self.passage_shares.mean(self.passages),
                self.detection_shares.mean(self.detections),
            )
        };
        let granularity = if self.detected == 0 {
            1.0
        } else {
            self.detecting as f64 / self.detected as f64
        };
        let plagdet = if recall + precision == 0.0 {
            0.0
        } else {
            2.0 * recall * precision / (recall + precision) / (1.0 + granularity).log2()
        };
        AlignmentMeasures {
            plagdet,
            precision,
            recall,
            granularity,
            pairs: self.pairs,
            false_alarm_pairs: self.false_alarm_pairs,
            passages: self.passages,
            detections: self.detections,
        }
    }
}

impl SpanPair {
    fn length(&self) -> u128 {
        self.source.len() as u128 + self.suspicious.len() as u128
    }

    fn overlaps(&self, other: &SpanPair) -> bool {
        let overlap = |a: Span, b: Span| a.start < b.end && b.start < a.end;
        overlap(self.source, other.source) && overlap(self.suspicious, other.suspicious)
    }
}

/// Returns the passages in order, each once.
fn distinct(passages: &[SpanPair]) -> Vec<SpanPair> {
    let upright = |span: Span| Span::new(span.start, span.end.max(span.start));
    let mut passages: Vec<SpanPair> = passages
        .iter()
        .map(|p| SpanPair {
            source: upright(p.source),
            suspicious: upright(p.suspicious),
        })
        .collect();
    passages.sort_unstable_by_key(|p| {
        (
            p.suspicious.start,
            p.suspicious.end,
            p.source.start,
            p.source.end,
        )
    });
    passages.dedup();
    passages
}

/// What the passages of the other kind say of one passage.
struct Overlap {
    /// How many of them overlap it on both sides.
    partners: u64,
    /// How much of it they cover, both sides together.
    covered: u128,
}

impl Overlap {
    fn of(passage: &SpanPair, others: &[SpanPair]) -> Self {
        let partners: Vec<&SpanPair> = others
            .iter()
            .filter(|other| passage.overlaps(other))
            .collect();
        let source = covered(passage.source, partners.iter().map(|p| p.source));
        let suspicious = covered(passage.suspicious, partners.iter().map(|p| p.suspicious));
        Self {
            partners: partners.len() as u64,
            covered: source as u128 + suspicious as u128,
        }
    }
}

/// Returns how much of `whole` lies in at least one of the `parts`.
fn covered(whole: Span, parts: impl Iterator<Item = Span>) -> usize {
    let mut parts: Vec<Span> = parts
        .map(|part| Span::new(part.start.max(whole.start), part.end.min(whole.end)))
        .collect();
    parts.sort_unstable_by_key(|part| part.start);
    let mut reached = whole.start;
    let mut total = 0;
    for part in parts {
        total += part.end.saturating_sub(part.start.max(reached));
        reached = reached.max(part.end);
    }
    total
}

/// A sum of shares between 0 and 1, in units of 2⁻⁶⁰.
///
/// Integers add up to the same sum in any order; a sum of floating-point numbers would depend on
/// how the pairs were split among threads. The rounding, below 2⁻⁶⁰ a share, is finer than that of
/// an `f64`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Shares(u128);

impl Shares {
    const ONE: u128 = 1 << 60;

    /// Adds `part / whole`; an empty whole adds nothing.
    fn add(&mut self, part: u128, whole: u128) {
        self.0 += (part * Self::ONE).checked_div(whole).unwrap_or(0);
    }

    /// Returns the sum over `count`; of nothing, 0.
    fn mean(self, count: u64) -> f64 {
        if count == 0 {
            0.0
        } else {
            self.0 as f64 / Self::ONE as f64 / count as f64
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use std::collections::BTreeSet;
    use std::ops::Range;

    fn pair(source: Range<usize>, suspicious: Range<usize>) -> SpanPair {
        SpanPair {
            source: source.into(),
            suspicious: suspicious.into(),
        }
    }

    fn measures(rows: &[(Vec<SpanPair>, Vec<SpanPair>)]) -> AlignmentMeasures {
        let mut alignment = AlignmentEvaluation::new();
        for (truth, found) in rows {
            alignment.add(truth, found);
        }
        alignment.measures()
    }

    #[test]
    fn nothing_true_and_nothing_found_is_perfect() {
        let m = measures(&[(vec![], vec![])]);
        assert_eq!(
            (m.plagdet, m.precision, m.recall, m.granularity, m.pairs),
            (1.0, 1.0, 1.0, 1.0, 1)
        );
        assert_eq!(AlignmentEvaluation::new().measures().plagdet, 1.0);
    }

    #[test]
    fn a_false_alarm_and_a_miss_are_worth_nothing() {
        let alarm = measures(&[(vec![], vec![pair(0..9, 0..9)])]);
        assert_eq!(
            (
                alarm.plagdet,
                alarm.precision,
                alarm.recall,
                alarm.granularity,
                alarm.false_alarm_pairs
            ),
            (0.0, 0.0, 0.0, 1.0, 1)
        );
        let miss = measures(&[(vec![pair(0..9, 0..9)], vec![])]);
        assert_eq!(
            (
                miss.plagdet,
                miss.precision,
                miss.recall,
                miss.granularity,
                miss.false_alarm_pairs
            ),
            (0.0, 0.0, 0.0, 1.0, 0)
        );
    }

    #[test]
    fn two_halves_have_granularity_two() {
        // All is covered and all is right, in two pieces: F1 is 1, divided by log2(3).
        let m = measures(&[(
            vec![pair(0..100, 200..300)],
            vec![pair(0..50, 200..250), pair(50..100, 250..300)],
        )]);
        assert_eq!((m.precision, m.recall, m.granularity), (1.0, 1.0, 2.0));
        assert_eq!(m.plagdet, 1.0 / 3f64.log2());
    }

    #[test]
    fn passages_count_the_same_however_long() {
        // The long passage is missed. The short one is found with as much text again next to it on
        // the suspicious side.
        let m = measures(&[(
            vec![pair(0..1000, 0..1000), pair(2000..2010, 2000..2010)],
            vec![pair(2000..2010, 2000..2020)],
        )]);
        assert_eq!((m.recall, m.granularity), (0.5, 1.0));
        assert_eq!(m.precision, 20.0 / 30.0);
    }

    #[test]
    fn one_side_alone_detects_nothing() {
        let m = measures(&[(vec![pair(0..100, 0..100)], vec![pair(500..600, 0..100)])]);
        assert_eq!((m.precision, m.recall, m.granularity), (0.0, 0.0, 1.0));
    }

    #[test]
    fn repeated_passages_count_once() {
        let found = pair(0..40, 0..40);
        let m = measures(&[(vec![pair(0..40, 0..40)], vec![found, found, found])]);
        assert_eq!((m.plagdet, m.granularity, m.detections), (1.0, 1.0, 1));
    }

    #[test]
    #[expect(clippy::reversed_empty_ranges)]
    fn reversed_and_extreme_ranges_are_harmless() {
        let m = measures(&[(
            vec![pair(9..3, 9..3), pair(0..usize::MAX, 0..usize::MAX)],
            vec![pair(0..usize::MAX, 0..usize::MAX)],
        )]);
        assert_eq!(m.precision, 1.0);
        assert!(m.plagdet > 0.0 && m.plagdet <= 1.0);
    }

    /// Computes the definition taken literally, with sets of characters.
    fn reference(rows: &[(Vec<SpanPair>, Vec<SpanPair>)]) -> (f64, f64, f64) {
        fn characters(p: &SpanPair) -> BTreeSet<(bool, usize)> {
            p.source
                .range()
                .map(|i| (false, i))
                .chain(p.suspicious.range().map(|i| (true, i)))
                .collect()
        }
        fn detects(a: &SpanPair, b: &SpanPair) -> bool {
            let common: Vec<(bool, usize)> = characters(a)
                .intersection(&characters(b))
                .copied()
                .collect();
            common.iter().any(|c| c.0) && common.iter().any(|c| !c.0)
        }
        fn share(a: &SpanPair, others: &[SpanPair]) -> f64 {
            let own = characters(a);
            let others: BTreeSet<_> = others
                .iter()
                .filter(|o| detects(o, a))
                .flat_map(characters)
                .collect();
            own.intersection(&others).count() as f64 / own.len() as f64
        }
        let (mut recalls, mut precisions, mut counts) = (vec![], vec![], vec![]);
        for (truth, found) in rows {
            let unique = |ps: &[SpanPair]| {
                let mut kept: Vec<SpanPair> = vec![];
                ps.iter().for_each(|p| {
                    if !kept.contains(p) {
                        kept.push(*p)
                    }
                });
                kept
            };
            let (truth, found) = (unique(truth), unique(found));
            recalls.extend(truth.iter().map(|t| share(t, &found)));
            precisions.extend(found.iter().map(|f| share(f, &truth)));
            counts.extend(
                truth
                    .iter()
                    .map(|t| found.iter().filter(|f| detects(f, t)).count())
                    .filter(|&n| n > 0),
            );
        }
        let mean = |v: &[f64]| v.iter().sum::<f64>() / v.len().max(1) as f64;
        let granularity = if counts.is_empty() {
            1.0
        } else {
            counts.iter().sum::<usize>() as f64 / counts.len() as f64
        };
        if recalls.is_empty() && precisions.is_empty() {
            (1.0, 1.0, 1.0)
        } else {
            (mean(&recalls), mean(&precisions), granularity)
        }
    }

    fn passages() -> impl Strategy<Value = Vec<SpanPair>> {
        let range = || (0..60usize, 1..25usize).prop_map(|(start, length)| start..start + length);
        prop::collection::vec(
            (range(), range()).prop_map(|(source, suspicious)| pair(source, suspicious)),
            0..6,
        )
    }

    proptest! {
        #[test]
        fn equals_the_definition(rows in prop::collection::vec((passages(), passages()), 0..5)) {
            let m = measures(&rows);
            let (recall, precision, granularity) = reference(&rows);
            prop_assert!((m.recall - recall).abs() < 1e-12, "recall {} {}", m.recall, recall);
            prop_assert!((m.precision - precision).abs() < 1e-12, "precision {} {}", m.precision, precision);
            prop_assert!((m.granularity - granularity).abs() < 1e-12);
            prop_assert!((0.0..=1.0).contains(&m.plagdet));
        }

        #[test]
        fn splits_and_order_change_nothing(rows in prop::collection::vec((passages(), passages()), 0..9), cut in 0..9usize) {
            let cut = cut.min(rows.len());
            let (mut left, mut right) = (AlignmentEvaluation::new(), AlignmentEvaluation::new());
            rows[..cut].iter().for_each(|(t, f)| left.add(t, f));
            rows[cut..].iter().rev().for_each(|(t, f)| right.add(t, f));
            right.merge(&left);
            prop_assert_eq!(right.measures(), measures(&rows));
        }
    }
}
