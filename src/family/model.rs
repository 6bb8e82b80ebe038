//! The weights of families, and what they make of a pair.

use std::fmt::Write as _;
use std::sync::LazyLock;

use super::reading::PairReading;
use crate::math::Pinned;

/// The fitted table; its first lines say what it was fitted on.
const TABLE: &str = include_str!("weights.tsv");

/// The weights of all decisions about families. Fitted by `tools/src/bin/family_fit.rs`; signs are
/// fixed by what the measures mean.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct FamilyModel {
    /// Bias and weights of the one-origin score where names can be read.
    pub one_origin: (f64, [f64; 5]),
    /// The same where they cannot.
    pub one_origin_without_names: (f64, [f64; 5]),
    /// Weights of the direction of a pair.
    pub direction: [f64; 3],
    /// Weights of the original of a family, summed over the other texts.
    pub original: [f64; 5],
    /// Weights of a parent.
    pub parent: [f64; 5],
    /// Bias and weights of the log-odds that the source is missing.
    pub missing: (f64, [f64; 5]),
    /// Score of a parent that is not among the texts, in a family whose source is missing.
    pub unseen_parent: f64,
    /// One-origin log-odds from which one edge joins two groups.
    pub strong_edge: f64,
    /// Mean one-origin log-odds from which two edges join two groups.
    pub supported_edge: f64,
    /// How far the one-origin log-odds may exceed those of a rewrite in the likelier direction.
    pub above_rewrite: f64,
    /// How far the log-odds of both rules move to either side for the interval of the number of
    /// origins.
    pub interval: f64,
    /// Probability from which the source is said to be missing.
    pub missing_from: f64,
}

/// Names of the measures in the table, in the order of the arrays.
const ONE_ORIGIN: [&str; 5] = [
    "facts_new_min",
    "facts_new_max",
    "near_min",
    "near_max",
    "order_max",
];
const DIRECTION: [&str; 3] = ["facts_shared", "wording", "quoted"];
const MISSING: [&str; 5] = ["facts_shared", "quoted", "order", "near", "contrast"];
const FOLLOWS: [&str; 5] = ["facts_shared", "wording", "quoted", "order", "near"];

impl FamilyModel {
    /// Returns the fitted model that comes with the crate.
    pub fn shipped() -> &'static Self {
        static SHIPPED: LazyLock<FamilyModel> =
            LazyLock::new(|| FamilyModel::parse(TABLE).unwrap_or_default());
        &SHIPPED
    }

    /// Reads a table of three columns: the decision, the measure and the weight. Lines that start
    /// with `#` say where it comes from. `None` where a row is missing or not a finite number.
    pub fn parse(table: &str) -> Option<Self> {
        let rows: Vec<[&str; 3]> = table
            .lines()
            .filter(|line| !line.starts_with('#') && !line.is_empty())
            .map(|line| {
                let mut columns = line.split('\t');
                let row = [columns.next()?, columns.next()?, columns.next()?];
                columns.next().is_none().then_some(row)
            })
            .collect::<Option<_>>()?;
        let get = |decision: &str, measure: &str| -> Option<f64> {
            let row = rows
                .iter()
                .find(|row| row[0] == decision && row[1] == measure)?;
            row[2]
                .parse()
                .ok()
                .filter(|weight: &f64| weight.is_finite())
        };
        Some(Self {
            one_origin: (
                get("one_origin", "bias")?,
                read(&get, "one_origin", ONE_ORIGIN)?,
            ),
            one_origin_without_names: (
                get("one_origin_without_names", "bias")?,
                read(&get, "one_origin_without_names", ONE_ORIGIN)?,
            ),
            direction: read(&get, "direction", DIRECTION)?,
            original: read(&get, "original", FOLLOWS)?,
            parent: read(&get, "parent", FOLLOWS)?,
            missing: (get("missing", "bias")?, read(&get, "missing", MISSING)?),
            unseen_parent: get("unseen_parent", "bias")?,
            strong_edge: get("groups", "strong_edge")?,
            supported_edge: get("groups", "supported_edge")?,
            above_rewrite: get("groups", "above_rewrite")?,
            interval: get("groups", "interval")?,
            missing_from: get("missing", "said_from")?,
        })
    }

    /// Writes the table that [`FamilyModel::parse`] reads.
    pub fn table(&self) -> String {
        let mut table = String::new();
        let mut row = |decision: &str, measure: &str, weight: f64| {
            // Writing to a string cannot fail.
            let _ = writeln!(
                table,
                "{decision}\t{measure}\t{}",
                (weight * 1e4).round() / 1e4
            );
        };
        for (decision, (bias, weights)) in [
            ("one_origin", self.one_origin),
            ("one_origin_without_names", self.one_origin_without_names),
        ] {
            row(decision, "bias", bias);
            (ONE_ORIGIN.iter().zip(weights)).for_each(|(name, weight)| row(decision, name, weight));
        }
        (DIRECTION.iter().zip(self.direction))
            .for_each(|(name, weight)| row("direction", name, weight));
        for (decision, weights) in [("original", self.original), ("parent", self.parent)] {
            (FOLLOWS.iter().zip(weights)).for_each(|(name, weight)| row(decision, name, weight));
        }
        row("missing", "bias", self.missing.0);
        (MISSING.iter().zip(self.missing.1))
            .for_each(|(name, weight)| row("missing", name, weight));
        row("missing", "said_from", self.missing_from);
        row("unseen_parent", "bias", self.unseen_parent);
        row("groups", "strong_edge", self.strong_edge);
        row("groups", "supported_edge", self.supported_edge);
        row("groups", "above_rewrite", self.above_rewrite);
        row("groups", "interval", self.interval);
        table
    }

    /// Returns the log-odds that two texts go back to one origin; the same for a pair and its
    /// reverse. They are bounded by the log-odds that one text is a rewrite of the other: texts
    /// with few names have no new facts either, whatever they tell.
    pub fn one_origin_log_odds(&self, pair: &PairReading) -> f64 {
        let (bias, weights) = if pair.names_readable {
            &self.one_origin
        } else {
            &self.one_origin_without_names
        };
        let log_odds = bias + dot(weights, &pair.one_origin());
        log_odds.min(self.above_rewrite + pair.rewrite_log_odds())
    }

    /// Returns the log-odds that the second text comes from the first and not the other way, given
    /// that one comes from the other.
    pub fn direction_log_odds(&self, pair: &PairReading) -> f64 {
        dot(&self.direction, &pair.direction())
    }
}

fn read<const N: usize>(
    get: &impl Fn(&str, &str) -> Option<f64>,
    decision: &str,
    names: [&str; N],
) -> Option<[f64; N]> {
    let mut weights = [0.0; N];
    for (weight, name) in weights.iter_mut().zip(names) {
        *weight = get(decision, name)?;
    }
    Some(weights)
}

/// Returns the weighted sum.
pub(super) fn dot<const N: usize>(weights: &[f64; N], values: &[f64; N]) -> f64 {
    weights.iter().zip(values).map(|(w, v)| w * v).sum()
}

/// Returns the probability with these log-odds.
pub(super) fn probability(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).pinned_exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_shipped_table_is_read_whole_and_has_the_signs_of_its_measures() {
        let Some(model) = FamilyModel::parse(TABLE) else {
            panic!("the shipped table cannot be read");
        };
        assert_eq!(FamilyModel::parse(&model.table()), Some(model.clone()));
        for (_, weights) in [model.one_origin, model.one_origin_without_names] {
            assert!(weights[..2].iter().all(|&weight| weight <= 0.0));
            assert!(weights[2..].iter().all(|&weight| weight >= 0.0));
        }
        let positive = [model.original, model.parent].concat();
        assert!(
            positive
                .iter()
                .chain(&model.direction)
                .all(|&weight| weight >= 0.0)
        );
        assert!(model.missing.1.iter().all(|&weight| weight <= 0.0));
        assert!(model.supported_edge < model.strong_edge);
        assert!(model.above_rewrite >= 0.0);
    }

    /// Protects texts with few names: that neither has a name that the other lacks does not make
    /// them one story.
    #[test]
    fn one_origin_is_bounded_by_the_probability_of_a_rewrite() {
        let read =
            |text: &str| crate::text::Document::new(text, &crate::text::TextOptions::default());
        let first = read("The weather will stay dry and warm until the weekend, forecasters say.");
        let second =
            read("Shares fell on worries about rates, and traders expect more of the same.");
        let pair = PairReading::new(&first, &second);
        let model = FamilyModel::shipped();
        let unbounded = FamilyModel {
            above_rewrite: 100.0,
            ..model.clone()
        };
        let bound = model.above_rewrite + pair.rewrite_log_odds();
        assert_eq!(
            model.one_origin_log_odds(&pair),
            bound.min(unbounded.one_origin_log_odds(&pair))
        );
        let sure = FamilyModel {
            one_origin: (50.0, [0.0; 5]),
            one_origin_without_names: (50.0, [0.0; 5]),
            ..model.clone()
        };
        assert_eq!(sure.one_origin_log_odds(&pair), bound);
        assert!(bound < 0.0, "{bound}");
    }

    #[test]
    fn a_table_that_lacks_a_row_is_refused() {
        let table = FamilyModel::shipped().table();
        for dropped in 0..table.lines().count() {
            let rest: Vec<&str> = (table.lines().enumerate())
                .filter(|(number, _)| *number != dropped)
                .map(|(_, line)| line)
                .collect();
            assert_eq!(
                FamilyModel::parse(&rest.join("\n")),
                None,
                "without row {dropped}"
            );
        }
        assert_eq!(
            FamilyModel::parse(&table.replacen("\tbias\t", "\tbias\tNaN", 1)),
            None
        );
    }
}
