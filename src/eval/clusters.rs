//! Clusters of documents against the true ones.

use std::collections::BTreeMap;

/// Accumulates documents, each with the cluster that it belongs to and the one that it was put
/// into.
///
/// Keeps a count for each combination of the two.
///
/// ```
/// use retold::eval::ClusterEvaluation;
///
/// let mut clusters = ClusterEvaluation::new();
/// for (truly, found) in [(1, 1), (1, 1), (1, 2), (2, 2)] {
///     clusters.add(truly, found);
/// }
/// let measures = clusters.measures();
/// assert_eq!((measures.precision, measures.recall), (Some(1.0 / 2.0), Some(1.0 / 3.0)));
/// ```
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ClusterEvaluation {
    counts: BTreeMap<(u64, u64), u64>,
}

/// What [`ClusterEvaluation`] measures.
///
/// A measure that the data do not define is `None`, never NaN.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[non_exhaustive]
pub struct ClusterMeasures {
    /// Of the pairs of documents that were put into one cluster, the share that belongs into one; 0
    /// to 1. `None` where no two documents were put together.
    pub precision: Option<f64>,
    /// Of the pairs of documents that belong into one cluster, the share that was put into one; 0
    /// to 1. `None` where no two documents belong together.
    pub recall: Option<f64>,
    /// The harmonic mean of both; 0 to 1. `None` where both are.
    pub f1: Option<f64>,
    /// The Rand index corrected for chance (L. Hubert and P. Arabie, Journal of Classification 2,
    /// 1985): 1 for the true clusters, 0 on average for random ones of the same sizes, at worst
    /// below. `None` without documents.
    pub adjusted_rand_index: Option<f64>,
    /// Documents added.
    pub documents: u64,
}

impl ClusterEvaluation {
    /// Creates an evaluation to which nothing was added.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a document. Clusters may have any numbers, and those of the one kind have nothing to do
    /// with those of the other.
    pub fn add(&mut self, true_cluster: u64, found_cluster: u64) {
        *self
            .counts
            .entry((true_cluster, found_cluster))
            .or_default() += 1;
    }

    /// Adds everything that was added to `other`. The order of merging changes no measure.
    pub fn merge(&mut self, other: &Self) {
        for (clusters, count) in &other.counts {
            *self.counts.entry(*clusters).or_default() += count;
        }
    }

    /// Returns the measures over all that was added so far.
    pub fn measures(&self) -> ClusterMeasures {
        let sizes = |cluster: fn(&(u64, u64)) -> u64| {
            let mut sizes: BTreeMap<u64, u64> = BTreeMap::new();
            for (clusters, count) in &self.counts {
                *sizes.entry(cluster(clusters)).or_default() += count;
            }
            sizes.into_values().map(pairs).sum::<u128>()
        };
        let both: u128 = self.counts.values().copied().map(pairs).sum();
        let (truly, found) = (sizes(|clusters| clusters.0), sizes(|clusters| clusters.1));
        let documents = self.counts.values().sum();
        ClusterMeasures {
            precision: share(both, found),
            recall: share(both, truly),
            f1: share(2 * both, truly + found),
            adjusted_rand_index: (documents > 0)
                .then(|| adjusted(both, truly, found, pairs(documents))),
            documents,
        }
    }
}

fn adjusted(both: u128, truly: u128, found: u128, all: u128) -> f64 {
    // Where both partitions put every document by itself, or all together, they are equal and
    // chance says nothing.
    if truly == found && (truly == 0 || truly == all) {
        return 1.0;
    }
    let (both, truly, found, all) = (both as f64, truly as f64, found as f64, all as f64);
    let by_chance = truly * found / all;
    (both - by_chance) / ((truly + found) / 2.0 - by_chance)
}

/// Returns the number of pairs among this number of documents.
fn pairs(documents: u64) -> u128 {
    u128::from(documents) * u128::from(documents.saturating_sub(1)) / 2
}

fn share(part: u128, whole: u128) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn evaluation(documents: &[(u64, u64)]) -> ClusterEvaluation {
        let mut evaluation = ClusterEvaluation::new();
        documents
            .iter()
            .for_each(|(truly, found)| evaluation.add(*truly, *found));
        evaluation
    }

    #[test]
    fn a_case_worked_by_hand() {
        // Truly {a b c} {d e}, found {a b} {c d e}: of 10 pairs 4 belong together, 4 were put
        // together, 2 of them rightly. By chance it would be 1.6.
        let m = evaluation(&[(1, 7), (1, 7), (1, 8), (2, 8), (2, 8)]).measures();
        assert_eq!(
            (m.precision, m.recall, m.f1),
            (Some(0.5), Some(0.5), Some(0.5))
        );
        assert!((m.adjusted_rand_index.unwrap() - 0.4 / 2.4).abs() < 1e-12);
        assert_eq!(m.documents, 5);
    }

    #[test]
    fn what_is_undefined_is_none() {
        let empty = ClusterEvaluation::new().measures();
        assert_eq!(
            (
                empty.precision,
                empty.recall,
                empty.f1,
                empty.adjusted_rand_index
            ),
            (None, None, None, None)
        );
        let apart = evaluation(&[(1, 1), (2, 2)]).measures();
        assert_eq!(
            (apart.precision, apart.f1, apart.adjusted_rand_index),
            (None, None, Some(1.0))
        );
        let joined = evaluation(&[(1, 1), (2, 1)]).measures();
        assert_eq!(
            (joined.precision, joined.recall, joined.adjusted_rand_index),
            (Some(0.0), None, Some(0.0))
        );
    }

    proptest! {
        #[test]
        fn equals_counting_pairs(documents in prop::collection::vec((0..6_u64, 0..6_u64), 0..60), cut in 0..60_usize) {
            let m = evaluation(&documents).measures();
            let (mut both, mut truly, mut found, mut all) = (0.0, 0.0, 0.0, 0.0);
            for (place, one) in documents.iter().enumerate() {
                for two in &documents[..place] {
                    let (a, b) = (one.0 == two.0, one.1 == two.1);
                    both += f64::from(u8::from(a && b));
                    truly += f64::from(u8::from(a));
                    found += f64::from(u8::from(b));
                    all += 1.0;
                }
            }
            let ratio = |part: f64, whole: f64| (whole > 0.0).then(|| part / whole);
            prop_assert_eq!((m.precision, m.recall), (ratio(both, found), ratio(both, truly)));
            prop_assert_eq!(m.f1, ratio(2.0 * both, truly + found));
            let by_chance = if all > 0.0 { truly * found / all } else { 0.0 };
            let most = (truly + found) / 2.0;
            if most > by_chance {
                prop_assert!((m.adjusted_rand_index.unwrap() - (both - by_chance) / (most - by_chance)).abs() < 1e-9);
            }
            let (one, two) = documents.split_at(cut.min(documents.len()));
            let mut merged = evaluation(two);
            merged.merge(&evaluation(one));
            prop_assert_eq!(merged.measures(), m);
        }
    }
}
