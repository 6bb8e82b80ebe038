//! Who was made from whom within one family.
//!
//! The original, each parent and a missing source are probabilities that agree with each other: a
//! parent's probability is the average over all texts that may be the original, weighed by theirs,
//! and over all trees with that root.

use super::arborescence::{Scores, edges_of, heaviest, marginals};
use super::model::{FamilyModel, dot, probability};
use super::reading::{PairReading, source_at_hand};
use crate::math::Pinned;

/// Texts of a family in which every tree counts. In larger ones each text chooses among its
/// candidates alone.
pub(super) const MAX_EXACT: usize = 32;

/// Other texts up to which each adds evidence for an original: more of them repeat it.
const MAX_WITNESSES: f64 = 5.0;

/// Texts with a lower probability are not tried as the original.
const MIN_ORIGINAL: f64 = 1e-6;

/// One family to be put in order. Texts are numbered from 0 within it.
pub(super) struct Kin<'a> {
    pub(super) count: usize,
    /// The readings that are known of pairs of texts, each once, in rising order.
    pub(super) pairs: &'a [(usize, usize, PairReading)],
    pub(super) dates: &'a [Option<i64>],
    pub(super) model: &'a FamilyModel,
}

/// What is said of a family.
#[derive(Debug, Clone)]
pub(super) struct Ordered {
    /// The probability of each text to be the original, given that it is among them.
    pub(super) original: Vec<f64>,
    /// The probability that the source of all is not among the texts.
    pub(super) missing: f64,
    /// For each text the probability of each parent, given what is said of the source.
    pub(super) parents: Vec<Vec<(usize, f64)>>,
    /// For each text the probability that it was made from the missing source; 0 where it is not
    /// said to be missing.
    pub(super) unseen: Vec<f64>,
    /// The parent of each text in the likeliest tree.
    pub(super) tree: Vec<Option<usize>>,
    /// Whether the source is said to be missing.
    pub(super) is_missing: bool,
}

impl Kin<'_> {
    pub(super) fn order(&self) -> Ordered {
        let original = self.original();
        let first = likeliest(&original);
        let missing = probability(self.missing(first));
        let is_missing = missing >= self.model.missing_from;
        let (parents, unseen, tree) = if self.count > MAX_EXACT {
            self.by_candidates(first, is_missing)
        } else if is_missing {
            self.by_trees_of_unseen()
        } else {
            self.by_trees(&original, first)
        };
        Ordered {
            original,
            missing,
            parents,
            unseen,
            tree,
            is_missing,
        }
    }

    /// Returns each known pair in both directions.
    fn directed(&self) -> impl Iterator<Item = (usize, usize, PairReading)> + '_ {
        let both =
            |&(a, b, pair): &(usize, usize, PairReading)| [(a, b, pair), (b, a, pair.reversed())];
        self.pairs.iter().flat_map(both)
    }

    /// Returns `false` where the parent is later than the child.
    fn may_come_from(&self, child: usize, parent: usize) -> bool {
        match (self.dates[child], self.dates[parent]) {
            (Some(child), Some(parent)) => parent <= child,
            _ => true,
        }
    }

    fn original(&self) -> Vec<f64> {
        let (mut scores, mut known) = (vec![0.0; self.count], vec![0.0; self.count]);
        for (a, _, pair) in self.directed() {
            scores[a] += dot(&self.model.original, &pair.original());
            known[a] += 1.0;
        }
        let earliest = self.dates.iter().flatten().min().copied();
        for (text, score) in scores.iter_mut().enumerate() {
            *score *= (MAX_WITNESSES / f64::max(known[text], 1.0)).min(1.0);
            if matches!((self.dates[text], earliest), (Some(own), Some(earliest)) if own > earliest)
            {
                *score = f64::NEG_INFINITY;
            }
        }
        softmax(&scores)
    }

    /// Returns the log-odds that the source is missing, where `first` is the likeliest original.
    fn missing(&self, first: usize) -> f64 {
        let from_first = |(a, b, pair): &(usize, usize, PairReading)| match first {
            first if first == *a => Some(*pair),
            first if first == *b => Some(pair.reversed()),
            _ => None,
        };
        let of_first: Vec<PairReading> = self.pairs.iter().filter_map(from_first).collect();
        let is_apart = |pair: &&(usize, usize, PairReading)| from_first(pair).is_none();
        let rest: Vec<PairReading> = self
            .pairs
            .iter()
            .filter(is_apart)
            .map(|pair| pair.2)
            .collect();
        self.model.missing.0 + dot(&self.model.missing.1, &source_at_hand(&of_first, &rest))
    }

    /// Scores of parents; the unseen source is one more node.
    fn scores(&self) -> Scores {
        let mut scores = vec![vec![f64::NEG_INFINITY; self.count + 1]; self.count + 1];
        for (parent, child, pair) in self.directed() {
            if self.may_come_from(child, parent) {
                scores[parent][child] = dot(&self.model.parent, &pair.parent());
            }
        }
        scores[self.count][..self.count].fill(self.model.unseen_parent);
        scores
    }

    fn by_trees(&self, original: &[f64], first: usize) -> Parents {
        let mut scores = self.scores();
        scores.truncate(self.count);
        scores.iter_mut().for_each(|row| row.truncate(self.count));
        let mut shares = vec![vec![0.0; self.count]; self.count];
        for (root, &weight) in original
            .iter()
            .enumerate()
            .filter(|&(_, &p)| p > MIN_ORIGINAL)
        {
            for (sums, row) in shares.iter_mut().zip(marginals(&scores, root)) {
                (sums.iter_mut().zip(row)).for_each(|(sum, share)| *sum += weight * share);
            }
        }
        let tree = heaviest(self.count, &allowed(&shares), first);
        (columns(&shares, self.count), vec![0.0; self.count], tree)
    }

    fn by_trees_of_unseen(&self) -> Parents {
        let unseen = self.count;
        let shares = marginals(&self.scores(), unseen);
        let tree = heaviest(self.count + 1, &allowed(&shares), unseen);
        let tree = tree[..self.count]
            .iter()
            .map(|parent| parent.filter(|&parent| parent != unseen));
        let from_unseen = shares[unseen][..self.count].to_vec();
        (columns(&shares, self.count), from_unseen, tree.collect())
    }

    /// Lets each text choose among the texts that it was read with; the tree is the heaviest by the
    /// logarithms of their shares.
    fn by_candidates(&self, first: usize, is_missing: bool) -> Parents {
        let mut options: Vec<Vec<(usize, f64)>> = vec![Vec::new(); self.count];
        for (parent, child, pair) in self.directed() {
            if self.may_come_from(child, parent) {
                options[child].push((parent, dot(&self.model.parent, &pair.parent())));
            }
        }
        let (mut unseen, mut edges) = (vec![0.0; self.count], Vec::new());
        for (child, options) in options.iter_mut().enumerate() {
            options.sort_unstable_by_key(|option| option.0);
            let mut scores: Vec<f64> = options.iter().map(|option| option.1).collect();
            scores.extend(is_missing.then_some(self.model.unseen_parent));
            let shares = softmax(&scores);
            (options.iter_mut().zip(&shares)).for_each(|(option, &share)| option.1 = share);
            edges.extend(
                options
                    .iter()
                    .map(|&(parent, share)| (parent, child, share.pinned_ln())),
            );
            if is_missing {
                unseen[child] = shares.last().copied().unwrap_or_default();
                edges.push((self.count, child, unseen[child].pinned_ln()));
            }
        }
        let root = if is_missing { self.count } else { first };
        let tree = heaviest(self.count + usize::from(is_missing), &edges, root);
        let tree = tree[..self.count]
            .iter()
            .map(|parent| parent.filter(|&parent| parent != self.count));
        (options, unseen, tree.collect())
    }
}

/// Shares of parents for each text, shares of the unseen source, and the tree.
type Parents = (Vec<Vec<(usize, f64)>>, Vec<f64>, Vec<Option<usize>>);

/// Returns the edges that some tree has.
fn allowed(shares: &Scores) -> Vec<(usize, usize, f64)> {
    let mut edges = edges_of(shares);
    edges.retain(|edge| edge.2 > 0.0);
    edges
}

fn columns(shares: &Scores, count: usize) -> Vec<Vec<(usize, f64)>> {
    let column = |child: usize| {
        let share = |parent: usize| (parent, shares[parent][child]);
        (0..count)
            .filter(|&parent| parent != child)
            .map(share)
            .collect()
    };
    (0..count).map(column).collect()
}

/// Returns the number of the greatest value; the first of equals.
pub(super) fn likeliest(values: &[f64]) -> usize {
    let rank = |a: &usize, b: &usize| values[*a].total_cmp(&values[*b]).then(b.cmp(a));
    (0..values.len()).max_by(rank).unwrap_or_default()
}

/// Shares in proportion to the exponentials; negative infinity has none.
fn softmax(scores: &[f64]) -> Vec<f64> {
    let highest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    let weights: Vec<f64> = (scores.iter())
        .map(|score| {
            if highest.is_finite() {
                (score - highest).pinned_exp()
            } else {
                1.0
            }
        })
        .collect();
    let sum: f64 = weights.iter().sum();
    weights.into_iter().map(|weight| weight / sum).collect()
}
