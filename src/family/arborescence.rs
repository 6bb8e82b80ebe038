//! Trees in which every text but one has a parent: the heaviest, and how probable each edge is over
//! all of them.
//!
//! The heaviest spanning arborescence by contracting cycles follows Chu and Liu (1965) and Edmonds
//! (1967). The probability of an edge, where a tree weighs the product of its edges, follows from
//! the matrix-tree theorem (Tutte 1948; Koo, Globerson, Carreras and Collins, "Structured
//! prediction models via the matrix-tree theorem", 2007): one inversion, of cubic cost.

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
    // The best score into each node is taken out of its column, so that the exponentials neither
    // overflow nor vanish.
    let best = |child: usize| {
        let into = (0..count).filter(|&parent| parent != child);
        into.map(|parent| scores[parent][child])
            .fold(f64::NEG_INFINITY, f64::max)
    };
    let best: Vec<f64> = (0..count).map(best).collect();
    let weights: Scores = {
        let weight = |parent: usize, child: usize| {
            if parent == child || child == root || best[child] == f64::NEG_INFINITY {
                0.0
            } else {
                (scores[parent][child] - best[child]).pinned_exp()
            }
        };
        (0..count)
            .map(|parent| (0..count).map(|child| weight(parent, child)).collect())
            .collect()
    };
    let others: Vec<usize> = (0..count).filter(|&node| node != root).collect();
    let laplacian: Scores = (others.iter())
        .map(|&row| {
            let entry = |&column: &usize| {
                if row == column {
                    (0..count).map(|parent| weights[parent][column]).sum()
                } else {
                    -weights[row][column]
                }
            };
            others.iter().map(entry).collect()
        })
        .collect();
    let Some((inverse, determinant)) = inverse(laplacian) else {
        return (probabilities, f64::NEG_INFINITY);
    };
    for (at, &child) in others.iter().enumerate() {
        probabilities[root][child] = (weights[root][child] * inverse[at][at]).clamp(0.0, 1.0);
        for (of, &parent) in others.iter().enumerate().filter(|&(of, _)| of != at) {
            let share = weights[parent][child] * (inverse[at][at] - inverse[at][of]);
            probabilities[parent][child] = share.clamp(0.0, 1.0);
        }
    }
    let total = others.iter().map(|&child| best[child]).sum::<f64>() + determinant;
    (probabilities, total)
}

/// Returns the inverse by elimination with pivots, and the logarithm of the determinant's size;
/// `None` where there is none.
fn inverse(mut matrix: Scores) -> Option<(Scores, f64)> {
    let (count, mut determinant) = (matrix.len(), 0.0);
    for (row, values) in matrix.iter_mut().enumerate() {
        values.extend((0..count).map(|column| f64::from(u8::from(row == column))));
    }
    for column in 0..count {
        let pivot = (column..count)
            .max_by(|&a, &b| {
                let size = |row: usize| matrix[row][column].abs();
                size(a).total_cmp(&size(b)).then(b.cmp(&a))
            })
            .filter(|&row| matrix[row][column].abs() > 1e-12)?;
        matrix.swap(column, pivot);
        let scale = matrix[column][column];
        determinant += scale.abs().pinned_ln();
        matrix[column].iter_mut().for_each(|value| *value /= scale);
        let held = matrix[column].clone();
        for (row, values) in matrix.iter_mut().enumerate() {
            let factor = values[column];
            if row != column && factor != 0.0 {
                (values.iter_mut().zip(&held)).for_each(|(value, held)| *value -= factor * held);
            }
        }
    }
    let inverse = matrix.into_iter().map(|row| row[count..].to_vec());
    Some((inverse.collect(), determinant))
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

        /// Invariant 8: the inversion gives the shares that adding up every tree gives.
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
}
