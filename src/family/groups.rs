//! Which texts go back to one origin, from the one-origin scores of pairs.
//!
//! One strong edge joins two groups. A weak edge alone never does: it needs a second one between
//! the same groups, so that both together are strong enough. Joining groups only ever adds edges
//! between the rest, so the outcome is the same in any order.

use std::collections::BTreeMap;

use super::model::FamilyModel;

/// From which log-odds edges join groups.
#[derive(Debug, Clone, Copy)]
pub(super) struct JoinRule {
    /// One edge.
    pub(super) strong: f64,
    /// The mean of two edges between the same two groups.
    pub(super) supported: f64,
}

impl JoinRule {
    /// Returns the rule of a model.
    pub(super) fn of(model: &FamilyModel) -> Self {
        Self {
            strong: model.strong_edge,
            supported: model.supported_edge,
        }
    }

    /// Returns the same rule with both thresholds moved.
    pub(super) fn moved(self, by: f64) -> Self {
        Self {
            strong: self.strong + by,
            supported: self.supported + by,
        }
    }

    fn joins(self, [first, second]: Two) -> bool {
        first >= self.strong || (first + second) / 2.0 >= self.supported
    }
}

/// The two highest log-odds between two groups; negative infinity where there is none.
type Two = [f64; 2];

/// Returns the groups of `count` texts, each in rising order, in the order of their first texts.
/// Edges are pairs of texts with their log-odds, each pair once. Costs near-linear time in the
/// edges: the neighbours of the smaller group move to the larger one.
pub(super) fn groups(count: usize, edges: &[(u32, u32, f64)], rule: JoinRule) -> Vec<Vec<usize>> {
    let mut neighbours: Vec<BTreeMap<u32, Two>> = vec![BTreeMap::new(); count];
    let mut names: Vec<u32> = (0..count as u32).collect();
    let mut members: Vec<Vec<usize>> = (0..count).map(|text| vec![text]).collect();
    let mut waiting = Vec::new();
    for &(a, b, log_odds) in edges {
        let two = [log_odds, f64::NEG_INFINITY];
        neighbours[a as usize].insert(b, two);
        neighbours[b as usize].insert(a, two);
        if rule.joins(two) {
            waiting.push((a, b));
        }
    }
    while let Some((a, b)) = waiting.pop() {
        let (a, b) = (names[a as usize], names[b as usize]);
        if a == b {
            continue;
        }
        let size = |name: u32| neighbours[name as usize].len() + members[name as usize].len();
        let (kept, gone) = if size(a) >= size(b) { (a, b) } else { (b, a) };
        for text in std::mem::take(&mut members[gone as usize]) {
            names[text] = kept;
            members[kept as usize].push(text);
        }
        for (other, two) in std::mem::take(&mut neighbours[gone as usize]) {
            neighbours[other as usize].remove(&gone);
            if other == kept {
                continue;
            }
            let none = [f64::NEG_INFINITY; 2];
            let held = neighbours[kept as usize].entry(other).or_insert(none);
            *held = two_highest(*held, two);
            let held = *held;
            neighbours[other as usize].insert(kept, held);
            if rule.joins(held) {
                waiting.push((kept, other));
            }
        }
    }
    members
        .iter_mut()
        .for_each(|members| members.sort_unstable());
    members.retain(|members| !members.is_empty());
    members.sort_unstable();
    members
}

fn two_highest(a: Two, b: Two) -> Two {
    let (high, low) = if a[0] >= b[0] { (a, b) } else { (b, a) };
    [high[0], high[1].max(low[0])]
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const RULE: JoinRule = JoinRule {
        strong: 1.0,
        supported: 0.0,
    };

    #[test]
    fn one_weak_edge_joins_nothing_and_two_do() {
        let found = |edges: &[(u32, u32, f64)]| groups(4, edges, RULE);
        assert_eq!(found(&[(0, 1, 0.5)]).len(), 4);
        assert_eq!(found(&[(0, 1, 1.5)]), [vec![0, 1], vec![2], vec![3]]);
        // Two pairs of texts, with one weak edge between them, and with two.
        let pairs = [(0, 1, 2.0), (2, 3, 2.0), (1, 2, 0.5)];
        assert_eq!(found(&pairs), [vec![0, 1], vec![2, 3]]);
        assert_eq!(
            found(&[&pairs[..], &[(0, 3, 0.1)]].concat()),
            [vec![0, 1, 2, 3]]
        );
        assert_eq!(
            found(&[&pairs[..], &[(0, 3, -0.9)]].concat()),
            [vec![0, 1], vec![2, 3]]
        );
    }

    /// Joins the first two groups that may be joined, as long as there are any.
    fn plain(count: usize, edges: &[(u32, u32, f64)]) -> Vec<Vec<usize>> {
        let mut groups: Vec<Vec<usize>> = (0..count).map(|text| vec![text]).collect();
        'again: loop {
            for a in 0..groups.len() {
                for b in 0..a {
                    let between = |text: u32, other: u32| {
                        groups[a].contains(&(text as usize))
                            && groups[b].contains(&(other as usize))
                    };
                    let mut found: Vec<f64> = (edges.iter())
                        .filter(|edge| between(edge.0, edge.1) || between(edge.1, edge.0))
                        .map(|edge| edge.2)
                        .collect();
                    found.sort_by(|a, b| b.total_cmp(a));
                    found.resize(2.max(found.len()), f64::NEG_INFINITY);
                    if RULE.joins([found[0], found[1]]) {
                        let gone = groups.remove(a);
                        groups[b].extend(gone);
                        continue 'again;
                    }
                }
            }
            groups.iter_mut().for_each(|group| group.sort_unstable());
            groups.sort_unstable();
            return groups;
        }
    }

    proptest! {
        /// Invariants 4 and 8: the groups are those of the plain rule, in any order of edges.
        #[test]
        fn groups_are_those_of_joining_one_pair_at_a_time(
            scores in prop::collection::vec(prop::option::of(-16_i32..16), 28), order in any::<u64>(),
        ) {
            let pairs = (0_u32..8).flat_map(|b| (0..b).map(move |a| (a, b)));
            let mut edges: Vec<(u32, u32, f64)> =
                pairs.zip(scores).filter_map(|((a, b), score)| Some((a, b, f64::from(score?) / 8.0))).collect();
            let expected = plain(8, &edges);
            prop_assert_eq!(&groups(8, &edges, RULE), &expected);
            edges.sort_by_key(|edge| (u64::from(edge.0 * 8 + edge.1 + 1)).wrapping_mul(order | 1));
            prop_assert_eq!(&groups(8, &edges, RULE), &expected);
        }
    }
}
