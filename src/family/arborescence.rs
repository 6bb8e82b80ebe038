//! Trees in which every text but one has a parent: the heaviest, and how probable each edge is over
//! all of them.
//!
//! The heaviest spanning arborescence by contracting cycles follows Chu and Liu (1965) and Edmonds
//! (1967). The probability of an edge, where a tree weighs the product of its edges, follows from
//! the matrix-tree theorem (Tutte 1948; Koo, Globerson, Carreras and Collins, "Structured
//! prediction models via the matrix-tree theorem", 2007), here by one elimination for each node and
//! root: the fourth power of the nodes for each root.

use crate::math::Pinned;

/// A square matrix of scores from parent (row) to child (column); an edge that is not allowed has
/// negative infinity.
pub(super) type Scores = Vec<Vec<f64>>;

/// Returns the parent of each node in the spanning arborescence of `root` with the highest sum of
/// scores over these edges of parent, child and score; `None` for the root, and for every node
/// where none spans all nodes. Of equal ones, the one with earlier edges.
pub(super) fn heaviest(
    count: usize,
    edges: &[(usize, usize, f64)],
    root: usize,
) -> Vec<Option<usize>> {
    let usable: Vec<WeightedEdge> = (edges.iter().enumerate())
        .map(|(original, &(parent, child, score))| WeightedEdge {
            parent,
            child,
            score,
            original,
        })
        .filter(|edge| edge.parent != edge.child && edge.child != root)
        .filter(|edge| edge.score > f64::NEG_INFINITY)
        .collect();
    let mut parents = vec![None; count];
    for original in contract(count, &usable, root).unwrap_or_default() {
        let (parent, child, _) = edges[original];
        parents[child] = Some(parent);
    }
    parents
}

/// Returns all edges of a matrix of scores.
pub(super) fn edges_of(scores: &Scores) -> Vec<(usize, usize, f64)> {
    let row = |(parent, row): (usize, &Vec<f64>)| {
        let edge = move |(child, &score): (usize, &f64)| (parent, child, score);
        row.iter().enumerate().map(edge).collect::<Vec<_>>()
    };
    scores.iter().enumerate().flat_map(row).collect()
}

#[derive(Debug, Clone, Copy)]
struct WeightedEdge {
    parent: usize,
    child: usize,
    score: f64,
    /// The edge of the first graph that it replaces.
    original: usize,
}

/// Returns the edges of the heaviest arborescence, as numbers of the first graph. One level of
/// contraction a turn.
fn contract(count: usize, edges: &[WeightedEdge], root: usize) -> Option<Vec<usize>> {
    // The best edge into each node.
    let mut best: Vec<Option<WeightedEdge>> = vec![None; count];
    for edge in edges {
        let held = &mut best[edge.child];
        if held.is_none_or(|held| edge.score > held.score) {
            *held = Some(*edge);
        }
    }
    if (0..count).any(|node| node != root && best[node].is_none()) {
        return None;
    }
    let parent = |node: usize| best[node].map(|edge| edge.parent);
    // Nodes on a cycle of best edges, each cycle one group; any other node is a group of its own.
    let (mut group, mut seen) = (vec![usize::MAX; count], vec![usize::MAX; count]);
    let (mut groups, mut cyclic) = (0, Vec::new());
    for start in 0..count {
        let mut node = start;
        while node != root && seen[node] == usize::MAX {
            seen[node] = start;
            node = parent(node)?;
        }
        if node != root && seen[node] == start && group[node] == usize::MAX {
            let first = node;
            loop {
                group[node] = groups;
                node = parent(node)?;
                if node == first {
                    break;
                }
            }
            cyclic.push(groups);
            groups += 1;
        }
    }
    if groups == 0 {
        return Some(best.iter().flatten().map(|edge| edge.original).collect());
    }
    for group in group.iter_mut().filter(|group| **group == usize::MAX) {
        *group = groups;
        groups += 1;
    }
    let is_cyclic = |group: usize| cyclic.binary_search(&group).is_ok();
    let between: Vec<WeightedEdge> = edges
        .iter()
        .filter(|edge| group[edge.parent] != group[edge.child])
        .map(|edge| {
            // An edge into a cycle takes the place of the cycle's edge into the same node.
            let replaced = match best[edge.child] {
                Some(best) if is_cyclic(group[edge.child]) => best.score,
                _ => 0.0,
            };
            WeightedEdge {
                parent: group[edge.parent],
                child: group[edge.child],
                score: edge.score - replaced,
                original: edge.original,
            }
        })
        .collect();
    let mut chosen = contract(groups, &between, group[root])?;
    chosen.sort_unstable();
    // Each cycle keeps its edges but the one into the node that is entered from outside.
    let entered: Vec<usize> = edges
        .iter()
        .filter(|edge| chosen.binary_search(&edge.original).is_ok())
        .map(|edge| edge.child)
        .collect();
    let mut is_entered = vec![false; count];
    entered.iter().for_each(|&node| is_entered[node] = true);
    for node in (0..count).filter(|&node| is_cyclic(group[node]) && !is_entered[node]) {
        chosen.extend(best[node].map(|edge| edge.original));
    }
    Some(chosen)
}

/// Returns the probability of each edge where an arborescence of `root` is as probable as the
/// exponential of its sum of scores. All zero where no arborescence spans all nodes.
pub(super) fn marginals(scores: &Scores, root: usize) -> Scores {
    marginals_and_total(scores, root).0
}

/// Returns the same, with the logarithm of the sum over all arborescences.
pub(super) fn marginals_and_total(scores: &Scores, root: usize) -> (Scores, f64) {
    let count = scores.len();
    let mut probabilities = vec![vec![0.0; count]; count];
    let (weights, best) = weights(scores, root);
    let (_, determinant) = eliminate(weights.clone(), &[root]);
    if determinant == f64::NEG_INFINITY {
        return (probabilities, determinant);
    }
    for child in (0..count).filter(|&node| node != root) {
        let reaches = reaches_root(&weights, root, child);
        let share = |parent: usize| weights[parent][child] * reaches[parent];
        let all: f64 = (0..count).map(share).sum();
        for parent in (0..count).filter(|_| all > 0.0) {
            probabilities[parent][child] = share(parent) / all;
        }
    }
    (probabilities, best + determinant)
}

/// Returns the exponential of each score less the best into the same node, so that none overflows;
/// and the sum of these best scores. What is not allowed, and what leads into the root, has weight 0.
fn weights(scores: &Scores, root: usize) -> (Scores, f64) {
    let count = scores.len();
    let (mut weights, mut sum) = (vec![vec![0.0; count]; count], 0.0);
    for child in (0..count).filter(|&node| node != root) {
        let parents = || (0..count).filter(|&parent| parent != child);
        let best = parents()
            .map(|parent| scores[parent][child])
            .fold(f64::NEG_INFINITY, f64::max);
        for parent in parents().filter(|&parent| scores[parent][child] > f64::NEG_INFINITY) {
            weights[parent][child] = (scores[parent][child] - best).max(-MAX_BELOW).pinned_exp();
        }
        sum += best;
    }
    (weights, sum)
}

/// How far below the best score into a node another is told from: beyond, it is as good as
/// impossible, but must not vanish, for it may be the only way from the root. In a family each text
/// has an edge from the root; where only a chain of seven such edges leads there, it does vanish.
const MAX_BELOW: f64 = 100.0;

/// Takes all nodes but `kept` out of the graph, from the first to the last: who comes from such a
/// node comes from its parents instead, in proportion to their weights. Returns the matrix, in whose
/// columns each node taken out keeps the parents that it had then; and the logarithm of the product
/// of their sums, negative infinity where one has no parent left.
///
/// That is Gaussian elimination of the matrix-tree theorem's Laplacian, but nothing is subtracted
/// (Grassmann, Taksar and Heyman 1985). With subtraction two near copies, of which each is by far the
/// likeliest parent of the other, leave nothing but rounding.
fn eliminate(mut weights: Scores, kept: &[usize]) -> (Scores, f64) {
    let mut left: Vec<usize> = (0..weights.len()).collect();
    let mut logarithm = 0.0;
    for node in (0..weights.len()).filter(|node| !kept.contains(node)) {
        left.retain(|&other| other != node);
        let sum: f64 = left.iter().map(|&parent| weights[parent][node]).sum();
        logarithm += sum.pinned_ln();
        if sum == 0.0 {
            continue;
        }
        for &child in &left {
            let through = weights[node][child] / sum;
            for &parent in left.iter().filter(|&&parent| parent != child) {
                weights[parent][child] += weights[parent][node] * through;
            }
        }
    }
    (weights, logarithm)
}

/// Returns for each node how probable it is that a walk from it, each step to a parent in proportion
/// to the weights, meets the root before it meets `child`: the share of the trees without `child` in
/// which the node does not descend from it.
fn reaches_root(weights: &Scores, root: usize, child: usize) -> Vec<f64> {
    let (weights, _) = eliminate(weights.clone(), &[root, child]);
    let mut reaches = vec![0.0; weights.len()];
    reaches[root] = 1.0;
    let mut known = vec![root, child];
    for node in (0..weights.len()).rev() {
        if node == root || node == child {
            continue;
        }
        let sum = |of: &dyn Fn(usize) -> f64| known.iter().map(|&parent| of(parent)).sum::<f64>();
        let all = sum(&|parent| weights[parent][node]);
        if all > 0.0 {
            reaches[node] = sum(&|parent| weights[parent][node] * reaches[parent]) / all;
        }
        known.push(node);
    }
    reaches
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Returns all parent lists that are arborescences of `root`, by trying every one.
    fn all(count: usize, root: usize, scores: &Scores) -> Vec<(Vec<Option<usize>>, f64)> {
        let mut found = Vec::new();
        for code in 0..count.pow(count as u32) {
            let parents: Vec<Option<usize>> = (0..count)
                .map(|node| (node != root).then(|| code / count.pow(node as u32) % count))
                .collect();
            let is_tree = (0..count).all(|start| {
                let mut node = start;
                for _ in 0..count {
                    match parents[node] {
                        Some(parent) => node = parent,
                        None => return true,
                    }
                }
                node == root
            });
            let canonical = (code / count.pow(root as u32)).is_multiple_of(count);
            let sum: f64 = (parents.iter().enumerate())
                .filter_map(|(child, parent)| Some(scores[(*parent)?][child]))
                .sum();
            if is_tree && canonical && sum > f64::NEG_INFINITY {
                found.push((parents, sum));
            }
        }
        found
    }

    fn graphs() -> impl Strategy<Value = (Scores, usize)> {
        (2_usize..6).prop_flat_map(|count| {
            let edge = prop_oneof![
                4 => (-40_i32..40).prop_map(|score| f64::from(score) / 8.0),
                1 => Just(f64::NEG_INFINITY),
            ];
            let row = prop::collection::vec(edge, count);
            (prop::collection::vec(row, count), 0..count)
        })
    }

    proptest! {
        /// Invariant 8: contracting cycles finds what trying every tree finds.
        #[test]
        fn the_heaviest_tree_is_the_best_of_all((scores, root) in graphs()) {
            let best = all(scores.len(), root, &scores).into_iter().map(|(_, sum)| sum).fold(f64::NEG_INFINITY, f64::max);
            let found = heaviest(scores.len(), &edges_of(&scores), root);
            if best == f64::NEG_INFINITY {
                prop_assert!(found.iter().all(Option::is_none));
            } else {
                prop_assert!(found.iter().enumerate().all(|(node, parent)| parent.is_none() == (node == root)));
                let sum: f64 = found.iter().enumerate().filter_map(|(child, parent)| Some(scores[(*parent)?][child])).sum();
                prop_assert!((sum - best).abs() < 1e-9, "{sum} for {best}");
            }
        }

        /// Invariant 8: elimination gives the shares that adding up every tree gives.
        #[test]
        fn marginals_are_sums_over_all_trees((scores, root) in graphs()) {
            let trees = all(scores.len(), root, &scores);
            let total: f64 = trees.iter().map(|(_, sum)| sum.exp()).sum();
            let (found, found_total) = marginals_and_total(&scores, root);
            prop_assert!(trees.is_empty() || (found_total - total.ln()).abs() < 1e-6, "{found_total} for {}", total.ln());
            for (parent, row) in found.iter().enumerate() {
                for (child, &found) in row.iter().enumerate() {
                    let with: f64 = trees.iter().filter(|(parents, _)| parents[child] == Some(parent)).map(|(_, sum)| sum.exp()).sum();
                    let share = if trees.is_empty() { 0.0 } else { with / total };
                    prop_assert!((found - share).abs() < 1e-6, "{parent} -> {child}: {found} for {share}");
                }
            }
        }
    }

    #[test]
    fn scores_far_apart_neither_overflow_nor_vanish() {
        let scores = vec![
            vec![0.0, 900.0, -900.0],
            vec![0.0, 0.0, -900.0],
            vec![0.0; 3],
        ];
        let found = marginals(&scores, 0);
        assert!((found[0][1] - 1.0).abs() < 1e-9 && (found[0][2] - 0.5).abs() < 1e-9);
    }

    /// Protects two near copies: each is by far the likeliest parent of the other, and which of them
    /// comes from the root is still told.
    #[test]
    fn two_nodes_that_point_at_each_other_keep_their_way_from_the_root() {
        let scores = vec![
            vec![0.0, 1.0, 0.0],
            vec![0.0, 0.0, 60.0],
            vec![0.0, 60.0, 0.0],
        ];
        let (found, total) = marginals_and_total(&scores, 0);
        let first = 1.0 / (1.0 + (-1.0_f64).exp());
        assert!((found[0][1] - first).abs() < 1e-9 && (found[1][2] - first).abs() < 1e-9);
        assert!((found[2][1] - (1.0 - first)).abs() < 1e-9);
        assert!((total - (61.0 + (-1.0_f64).exp().ln_1p())).abs() < 1e-9);
    }
}
