//! Fits the weights of families, and judges them on families of other sources.
//!
//! ```text
//! cargo run --release -p retold-tools --bin family_fit -- ../shared/eval/families/families.jsonl.gz > weights.tsv
//! mv weights.tsv src/family/      # not straight there: the table is compiled in
//! ```
//!
//! With `--direction PAIRS` it judges the direction score instead, on rows
//! {"source","suspicious","label","kind"} of label 1.
//!
//! Sets that share a text of a family are in one fold; pairs with a text of the judged fold are
//! left out of the fit. Signs are fixed by what the measures mean. Thresholds are chosen on
//! predictions for sets that the weights were not fitted on.

// Rows of a matrix are read by the number of the measure.
#![allow(clippy::needless_range_loop)]

use std::collections::BTreeMap;
use std::error::Error;
use std::path::PathBuf;

use clap::Parser;
use rayon::prelude::*;
use retold::eval::{FamilyEvaluation, FamilyMeasures};
use retold::family::{FamilyModel, PairReading, source_at_hand, tree_probabilities};
use retold_tools::descend::{Sign, minimise};
use retold_tools::families::{FOLDS, Set, texts_of};
use retold_tools::read_rows;

#[derive(Parser)]
struct Arguments {
    /// Rows {"set","id","origin","parent","kind"?,"text"}.
    file: PathBuf,
    /// Judge the shipped weights on all sets instead of fitting.
    #[arg(long)]
    judge: bool,
    /// FILE holds labelled pairs: judge the direction of those that are rewrites.
    #[arg(long, conflicts_with = "judge")]
    direction: bool,
}

#[derive(serde::Deserialize)]
struct LabelledPair {
    source: String,
    suspicious: String,
    label: u8,
    #[serde(default)]
    kind: String,
}

/// Probability below which a direction is not named.
const NAMED_FROM: f64 = 0.9;

/// Counts by kind of pair how many there are, how many directions are named, and how many of these
/// are right.
fn judge_direction(pairs: &[LabelledPair]) -> String {
    let detector = retold::Detector::default();
    let model = FamilyModel::shipped();
    let rewrites: Vec<&LabelledPair> = pairs.iter().filter(|pair| pair.label == 1).collect();
    let log_odds: Vec<f64> = (rewrites.par_iter())
        .map(|pair| {
            let [first, second] =
                [&pair.source, &pair.suspicious].map(|text| detector.document(text));
            model.direction_log_odds(&detector.pair_reading(&first, &second))
        })
        .collect();
    let mut kinds: BTreeMap<&str, [u64; 4]> = BTreeMap::new();
    let named_from = (NAMED_FROM / (1.0 - NAMED_FROM)).ln();
    for (pair, odds) in rewrites.iter().zip(log_odds) {
        let kind = pair.kind.split(':').next().unwrap_or_default();
        for name in [kind, "all"] {
            let counts = kinds.entry(name).or_default();
            counts[0] += 1;
            counts[1] += u64::from(odds > 0.0);
            counts[2] += u64::from(odds.abs() >= named_from);
            counts[3] += u64::from(odds >= named_from);
        }
    }
    let mut lines = String::from("kind\tpairs\tright\tnamed\tright where named\n");
    for (kind, [pairs, right, named, named_right]) in kinds {
        let share = |part: u64, whole: u64| part as f64 / whole.max(1) as f64;
        lines += &format!(
            "{kind}\t{pairs}\t{:.3}\t{:.3}\t{:.3}\n",
            share(right, pairs),
            share(named, pairs),
            share(named_right, named)
        );
    }
    lines
}

/// What a pair of reports of one event counts for: they are the hard ones, and few.
const EVENT_WEIGHT: f64 = 3.0;

/// Pull of the weights, in units of their measures' spread, towards 0.
const RIDGE: f64 = 1e-3;

/// Share of families with their source of which it may be said to be missing.
const FALSE_MISSING: f64 = 0.045;

/// Share of sets whose true number of origins is within the interval.
const INTERVAL: f64 = 0.9;

/// Other texts up to which each adds evidence for an original, as in `src/family/descent.rs`.
const MAX_WITNESSES: f64 = 5.0;

/// One family of one set: all of it, or a part.
struct Kin<'a> {
    set: &'a Set,
    members: Vec<usize>,
    parents: Vec<Option<usize>>,
    weight: f64,
}

impl<'a> Kin<'a> {
    fn new(set: &'a Set, members: Vec<usize>, weight: f64) -> Self {
        let parents = set.parents(&members);
        Self {
            set,
            members,
            parents,
            weight,
        }
    }

    fn reading(&self, first: usize, second: usize) -> PairReading {
        self.set.reading(self.members[first], self.members[second])
    }

    fn len(&self) -> usize {
        self.members.len()
    }

    fn tops(&self) -> Vec<usize> {
        (0..self.len())
            .filter(|&text| self.parents[text].is_none())
            .collect()
    }

    /// Returns the measures of each text as the original, summed over the others.
    fn originals(&self) -> Vec<[f64; 5]> {
        let scale = (MAX_WITNESSES / (self.len() - 1) as f64).min(1.0);
        let others = |text: usize| (0..self.len()).filter(move |&other| other != text);
        (0..self.len())
            .map(|text| {
                let mut sums = [0.0; 5];
                for other in others(text) {
                    for (sum, value) in sums.iter_mut().zip(self.reading(text, other).original()) {
                        *sum += scale * value;
                    }
                }
                sums
            })
            .collect()
    }

    /// Returns the measures for the likeliest original as a source that is at hand.
    fn at_hand(&self, model: &FamilyModel) -> [f64; 5] {
        let scores: Vec<f64> = self
            .originals()
            .iter()
            .map(|sums| dot(&model.original, sums))
            .collect();
        let first = (0..self.len())
            .max_by(|&a, &b| scores[a].total_cmp(&scores[b]))
            .unwrap_or_default();
        let others: Vec<usize> = (0..self.len()).filter(|&other| other != first).collect();
        let of_first: Vec<PairReading> = others
            .iter()
            .map(|&other| self.reading(first, other))
            .collect();
        let rest: Vec<PairReading> = (others.iter().enumerate())
            .flat_map(|(at, &a)| others[at + 1..].iter().map(move |&b| (a, b)))
            .map(|(a, b)| self.reading(a, b))
            .collect();
        source_at_hand(&of_first, &rest)
    }
}

fn dot(weights: &[f64], values: &[f64]) -> f64 {
    weights.iter().zip(values).map(|(w, v)| w * v).sum()
}

/// A yes-or-no question: its measures, its answer and what it counts for.
struct Question<const N: usize> {
    values: [f64; N],
    answer: bool,
    weight: f64,
}

/// Fits a logistic model with a bias, if `biased`.
fn logistic<const N: usize>(
    questions: &[Question<N>],
    signs: [Sign; N],
    biased: bool,
) -> (f64, [f64; N]) {
    let spread = spreads(questions.iter().map(|question| question.values));
    let total: f64 = questions.iter().map(|question| question.weight).sum();
    let all: Vec<Sign> = signs
        .into_iter()
        .chain(biased.then_some(Sign::Any))
        .collect();
    let found = minimise(&all, |at| {
        let (mut value, mut slope) = ridge(&at[..N], at.len());
        for question in questions {
            let scaled = |measure: usize| question.values[measure] / spread[measure];
            let bias = at.get(N).copied().unwrap_or_default();
            let odds = bias
                + (0..N)
                    .map(|measure| at[measure] * scaled(measure))
                    .sum::<f64>();
            let signed = if question.answer { odds } else { -odds };
            let weight = question.weight / total;
            value += weight * (signed.min(0.0).abs() + (-signed.abs()).exp().ln_1p());
            let error =
                weight * (1.0 / (1.0 + (-odds).exp()) - f64::from(u8::from(question.answer)));
            (0..N).for_each(|measure| slope[measure] += error * scaled(measure));
            if biased {
                slope[N] += error;
            }
        }
        (value, slope)
    });
    let weights = std::array::from_fn(|measure| found[measure] / spread[measure]);
    (found.get(N).copied().unwrap_or_default(), weights)
}

fn ridge(weights: &[f64], len: usize) -> (f64, Vec<f64>) {
    let mut slope: Vec<f64> = weights.iter().map(|weight| 2.0 * RIDGE * weight).collect();
    slope.resize(len, 0.0);
    (
        weights.iter().map(|weight| RIDGE * weight * weight).sum(),
        slope,
    )
}

fn spreads<const N: usize>(rows: impl Iterator<Item = [f64; N]> + Clone) -> [f64; N] {
    let count = rows.clone().count().max(1) as f64;
    std::array::from_fn(|measure| {
        let mean = rows.clone().map(|row| row[measure]).sum::<f64>() / count;
        let square = rows
            .clone()
            .map(|row| (row[measure] - mean).powi(2))
            .sum::<f64>()
            / count;
        square.sqrt().max(1e-6)
    })
}

fn one_origin(sets: &[&Set], left_out: &dyn Fn(&str) -> bool, names: bool) -> (f64, [f64; 5]) {
    let mut questions = Vec::new();
    for set in sets {
        for (a, b) in set.pairs() {
            let (first, second) = (&set.rows[a], &set.rows[b]);
            if left_out(&first.text) || left_out(&second.text) {
                continue;
            }
            let answer = first.origin == second.origin;
            let event = !answer && first.kind == "event" && second.kind == "event";
            let reading = if names {
                set.reading(a, b)
            } else {
                set.reading_without_names(a, b)
            };
            questions.push(Question {
                values: reading.one_origin(),
                answer,
                weight: if event { EVENT_WEIGHT } else { 1.0 },
            });
        }
    }
    let signs = [
        Sign::Negative,
        Sign::Negative,
        Sign::Positive,
        Sign::Positive,
        Sign::Positive,
    ];
    logistic(&questions, signs, true)
}

fn direction(families: &[Kin]) -> [f64; 3] {
    let mut questions = Vec::new();
    for kin in families {
        for text in 0..kin.len() {
            let mut above = kin.parents[text];
            while let Some(ancestor) = above {
                questions.push(Question {
                    values: kin.reading(ancestor, text).direction(),
                    answer: true,
                    weight: 1.0,
                });
                above = kin.parents[ancestor];
            }
        }
    }
    logistic(&questions, [Sign::Positive; 3], false).1
}

/// Returns the original among the texts of each family, as a choice.
fn original(families: &[Kin]) -> [f64; 5] {
    let choices: Vec<(Vec<[f64; 5]>, usize)> = families
        .iter()
        .map(|kin| (kin.originals(), kin.tops()[0]))
        .collect();
    let spread = spreads(choices.iter().flat_map(|(rows, _)| rows.iter().copied()));
    let found = minimise(&[Sign::Positive; 5], |at| {
        let (mut value, mut slope) = ridge(at, at.len());
        let weight = 1.0 / choices.len() as f64;
        for (rows, chosen) in &choices {
            let scaled = |row: &[f64; 5], measure: usize| row[measure] / spread[measure];
            let scores: Vec<f64> = (rows.iter())
                .map(|row| {
                    (0..5)
                        .map(|measure| at[measure] * scaled(row, measure))
                        .sum()
                })
                .collect();
            let highest = scores.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            let sum: f64 = scores.iter().map(|score| (score - highest).exp()).sum();
            value += weight * (highest + sum.ln() - scores[*chosen]);
            for measure in 0..5 {
                let expected: f64 = (rows.iter().zip(&scores))
                    .map(|(row, score)| (score - highest).exp() / sum * scaled(row, measure))
                    .sum();
                slope[measure] += weight * (expected - scaled(&rows[*chosen], measure));
            }
        }
        (value, slope)
    });
    std::array::from_fn(|measure| found[measure] / spread[measure])
}

/// Returns the tree of each family given its original, with all trees as the alternatives.
fn parent(families: &[Kin]) -> [f64; 5] {
    let values: Vec<Vec<Vec<[f64; 5]>>> = (families.iter())
        .map(|kin| {
            let of = |p: usize, c: usize| {
                if p == c {
                    [0.0; 5]
                } else {
                    kin.reading(p, c).parent()
                }
            };
            (0..kin.len())
                .map(|p| (0..kin.len()).map(|c| of(p, c)).collect())
                .collect()
        })
        .collect();
    let spread = spreads(values.iter().flatten().flatten().copied());
    let found = minimise(&[Sign::Positive; 5], |at| {
        let weights: [f64; 5] = std::array::from_fn(|measure| at[measure] / spread[measure]);
        let parts: Vec<(f64, [f64; 5])> = (families.par_iter().zip(&values))
            .map(|(kin, values)| {
                let root = kin.tops()[0];
                let scores: Vec<Vec<f64>> = values
                    .iter()
                    .map(|row| row.iter().map(|values| dot(&weights, values)).collect())
                    .collect();
                let (shares, total) = tree_probabilities(&scores, root);
                let (mut value, mut slope) = (total, [0.0; 5]);
                for (child, parent) in kin.parents.iter().enumerate() {
                    for other in 0..kin.len() {
                        let seen = f64::from(u8::from(*parent == Some(other)));
                        value -= seen * scores[other][child];
                        for measure in 0..5 {
                            slope[measure] += (shares[other][child] - seen)
                                * values[other][child][measure]
                                / spread[measure];
                        }
                    }
                }
                (value, slope)
            })
            .collect();
        let (mut value, mut slope) = ridge(at, at.len());
        for (part, slopes) in parts {
            value += part / families.len() as f64;
            (slope.iter_mut().zip(slopes))
                .for_each(|(slope, part)| *slope += part / families.len() as f64);
        }
        (value, slope)
    });
    std::array::from_fn(|measure| found[measure] / spread[measure])
}

/// Returns the score of a parent that is not here, from families without their originals.
fn unseen_parent(families: &[Kin], parent: &[f64; 5]) -> f64 {
    let loss = |unseen: f64| -> f64 {
        let of = |kin: &Kin| {
            let count = kin.len();
            let mut scores = vec![vec![f64::NEG_INFINITY; count + 1]; count + 1];
            for p in 0..count {
                for c in (0..count).filter(|&c| c != p) {
                    scores[p][c] = dot(parent, &kin.reading(p, c).parent());
                }
            }
            scores[count][..count].fill(unseen);
            let seen: f64 = (kin.parents.iter().enumerate())
                .map(|(child, parent)| scores[parent.unwrap_or(count)][child])
                .sum();
            kin.weight * (tree_probabilities(&scores, count).1 - seen)
        };
        families
            .par_iter()
            .map(of)
            .collect::<Vec<f64>>()
            .iter()
            .sum()
    };
    let steps = (0..160).map(|step| f64::from(step) * 0.125);
    steps
        .min_by(|&a, &b| loss(a).total_cmp(&loss(b)))
        .unwrap_or_default()
}

/// Families and parts of them, with their source and without: the whole family, the original with
/// each other text, the family without its original, and each two texts of which neither was made
/// from the other.
fn parts(set: &Set) -> Vec<Kin<'_>> {
    let mut parts = Vec::new();
    for members in set.families() {
        let parents = set.parents(&members);
        let Some(root) = (0..members.len()).find(|&text| parents[text].is_none()) else {
            continue;
        };
        let others: Vec<usize> = (0..members.len()).filter(|&text| text != root).collect();
        let name = |texts: &[usize]| texts.iter().map(|&text| members[text]).collect::<Vec<_>>();
        parts.push(Kin::new(set, members.clone(), 1.0));
        if others.len() > 1 {
            parts.push(Kin::new(set, name(&others), 1.0));
        }
        let share = 1.0 / others.len() as f64;
        parts.extend(
            others
                .iter()
                .map(|&other| Kin::new(set, name(&[root, other]), share)),
        );
        let apart: Vec<[usize; 2]> = (others.iter())
            .flat_map(|&a| others.iter().map(move |&b| [a, b]))
            .filter(|&[a, b]| a < b && parents[a] != Some(b) && parents[b] != Some(a))
            .collect();
        let share = 1.0 / apart.len().max(1) as f64;
        parts.extend(apart.iter().map(|pair| Kin::new(set, name(pair), share)));
    }
    parts
}

fn missing(parts: &[Kin], model: &FamilyModel) -> (f64, [f64; 5]) {
    let question = |kin: &Kin| Question {
        values: kin.at_hand(model),
        answer: kin.tops().len() > 1,
        weight: kin.weight,
    };
    let questions: Vec<Question<5>> = parts.iter().map(question).collect();
    logistic(&questions, [Sign::Negative; 5], true)
}

/// Returns the model fitted on some sets, without any pair of texts that `left_out` names.
fn fit(sets: &[&Set], left_out: &dyn Fn(&str) -> bool) -> FamilyModel {
    let whole: Vec<Kin> = (sets.iter())
        .flat_map(|set| {
            set.families()
                .into_iter()
                .map(move |members| Kin::new(set, members, 1.0))
        })
        .filter(|kin| kin.tops().len() == 1)
        .collect();
    let parts: Vec<Kin> = sets.iter().flat_map(|set| parts(set)).collect();
    let without: Vec<Kin> = (sets.iter())
        .flat_map(|set| {
            let kept = |members: Vec<usize>| {
                members
                    .into_iter()
                    .filter(|&text| !set.is_root(text))
                    .collect::<Vec<_>>()
            };
            let families = set.families().into_iter().map(kept);
            families.map(move |members| Kin::new(set, members, 1.0))
        })
        .filter(|kin| kin.tops().len() > 1)
        .collect();
    let mut model = FamilyModel {
        one_origin: one_origin(sets, left_out, true),
        one_origin_without_names: one_origin(sets, left_out, false),
        direction: direction(&whole),
        original: original(&whole),
        parent: parent(&whole),
        ..FamilyModel::default()
    };
    model.missing = missing(&parts, &model);
    model.unseen_parent = unseen_parent(&without, &model.parent);
    model
}

/// Judges each set with the model of its fold.
fn judge(
    sets: &[Set],
    models: &[FamilyModel],
    without_originals: bool,
    min_probability: f64,
) -> (FamilyMeasures, f64) {
    let each: Vec<(FamilyEvaluation, bool)> = (sets.par_iter())
        .map(|set| {
            let mut evaluation = FamilyEvaluation::new();
            let found = set.judge(
                &models[set.fold % models.len()],
                without_originals,
                min_probability,
                &mut evaluation,
            );
            let kept = |text: &usize| !(without_originals && set.is_root(*text));
            let mut origins: Vec<&str> = (0..set.rows.len())
                .filter(kept)
                .map(|text| set.rows[text].origin.as_str())
                .collect();
            origins.sort_unstable();
            origins.dedup();
            (
                evaluation,
                (found.origins.low..=found.origins.high).contains(&origins.len()),
            )
        })
        .collect();
    let mut all = FamilyEvaluation::new();
    each.iter()
        .for_each(|(evaluation, _)| all.merge(evaluation));
    let covered = each.iter().filter(|(_, covered)| *covered).count();
    (all.measures(), covered as f64 / each.len().max(1) as f64)
}

/// Sets the thresholds of all models to the same numbers, chosen on sets that the weights were not
/// fitted on.
fn choose_thresholds(sets: &[Set], models: &mut [FamilyModel]) {
    // Missing: the lowest probability that is seldom said of families with their source.
    let mut with_source = Vec::new();
    for set in sets {
        let model = &models[set.fold];
        let whole = parts(set)
            .into_iter()
            .filter(|kin| kin.weight == 1.0 && kin.tops().len() == 1 && kin.len() > 2);
        with_source.extend(whole.map(|kin| {
            let odds = model.missing.0 + dot(&model.missing.1, &kin.at_hand(model));
            1.0 / (1.0 + (-odds).exp())
        }));
    }
    with_source.sort_by(|a, b| b.total_cmp(a));
    let at = (FALSE_MISSING * with_source.len() as f64) as usize;
    let said_from = with_source
        .get(at)
        .map_or(0.5, |probability| (probability * 100.0).ceil() / 100.0);
    models
        .iter_mut()
        .for_each(|model| model.missing_from = said_from);
    // Groups: the best mean of the adjusted Rand index with the originals and without.
    let mut best = (f64::NEG_INFINITY, [0.0; 3]);
    for above in [0.0, 1.0, 2.0, 3.0, 100.0] {
        for strong in (-2..=8).map(|step| f64::from(step) * 0.25) {
            for gap in [0.5, 1.0] {
                set_rule(models, [strong, strong - gap, above]);
                let (with, without) = (groups(sets, models, false), groups(sets, models, true));
                let mean = (with.rand + without.rand) / 2.0;
                eprintln!(
                    "above {above:3} strong {strong:5.2} supported {:5.2}: {with} | {without}",
                    strong - gap
                );
                if mean > best.0 {
                    best = (mean, [strong, strong - gap, above]);
                }
            }
        }
    }
    set_rule(models, best.1);
    // The interval: the narrowest that has the true number of origins in most sets.
    for step in 1..=16 {
        let by = f64::from(step) * 0.25;
        models.iter_mut().for_each(|model| model.interval = by);
        let covers = |set: &&Set| {
            let count = |by: f64| {
                let mut moved = models[set.fold].clone();
                moved.strong_edge += by;
                moved.supported_edge += by;
                set.grouped(&moved, false)
            };
            let ((_, origins, low), (_, _, high)) = (count(-by), count(by));
            (low..=high).contains(&origins)
        };
        if sets.iter().filter(covers).count() as f64 >= INTERVAL * sets.len() as f64 {
            break;
        }
    }
}

fn set_rule(models: &mut [FamilyModel], [strong, supported, above]: [f64; 3]) {
    for model in models {
        (model.strong_edge, model.supported_edge, model.above_rewrite) = (strong, supported, above);
    }
}

/// Groups over all sets, with standard errors by set.
struct Grouping {
    rand: f64,
    rand_error: f64,
    right: f64,
    right_error: f64,
}

impl std::fmt::Display for Grouping {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            formatter,
            "adjusted Rand {:.3} ± {:.3}, origins right {:.3} ± {:.3}",
            self.rand, self.rand_error, self.right, self.right_error
        )
    }
}

/// Groups each set with the model of its fold.
fn groups(sets: &[Set], models: &[FamilyModel], without_originals: bool) -> Grouping {
    let found: Vec<(f64, usize, usize)> = (sets.par_iter())
        .map(|set| set.grouped(&models[set.fold % models.len()], without_originals))
        .collect();
    let count = found.len().max(1) as f64;
    let rand = found.iter().map(|set| set.0).sum::<f64>() / count;
    let spread = found.iter().map(|set| (set.0 - rand).powi(2)).sum::<f64>() / count;
    let right = found.iter().filter(|set| set.1 == set.2).count() as f64 / count;
    Grouping {
        rand,
        rand_error: (spread / count).sqrt(),
        right,
        right_error: (right * (1.0 - right) / count).sqrt(),
    }
}

fn figures(sets: &[Set], models: &[FamilyModel]) -> String {
    let mut lines = String::new();
    let figure =
        |value: Option<f64>| value.map_or_else(|| "-".to_owned(), |value| format!("{value:.3}"));
    for (name, without) in [
        ("with their originals", false),
        ("originals left out", true),
    ] {
        for min_probability in [0.0, 0.5, 0.7] {
            let (measures, covered) = judge(sets, models, without, min_probability);
            if min_probability == 0.0 {
                lines += &format!(
                    "#   {name}: {} (in the interval {covered:.3}), exact {}, source said to be missing {} rightly, {} falsely\n",
                    groups(sets, models, without),
                    figure(measures.exact),
                    figure(measures.siblings_without_source),
                    figure(measures.siblings_without_source_false),
                );
            }
            lines += &format!(
                "#     named from {min_probability}: originals {} (of {} decided {}), parents {} (of {} decided {})\n",
                figure(measures.root_accuracy),
                figure(measures.root_coverage),
                figure(measures.root_accuracy_where_decided),
                figure(measures.parent_accuracy),
                figure(measures.parent_coverage),
                figure(measures.parent_accuracy_where_decided),
            );
        }
    }
    lines
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    if arguments.direction {
        print!("{}", judge_direction(&read_rows(&arguments.file)?));
        return Ok(());
    }
    let sets = Set::load(&arguments.file)?;
    if arguments.judge {
        let models = vec![FamilyModel::shipped().clone()];
        print!("{}", figures(&sets, &models));
        return Ok(());
    }
    let mut models: Vec<FamilyModel> = (0..FOLDS)
        .map(|fold| {
            let others: Vec<&Set> = sets.iter().filter(|set| set.fold != fold).collect();
            let judged = texts_of(&sets, fold);
            fit(&others, &|text| judged.contains(text))
        })
        .collect();
    choose_thresholds(&sets, &mut models);
    let mut model = fit(&sets.iter().collect::<Vec<_>>(), &|_| false);
    model.strong_edge = models[0].strong_edge;
    model.supported_edge = models[0].supported_edge;
    model.above_rewrite = models[0].above_rewrite;
    model.interval = models[0].interval;
    model.missing_from = models[0].missing_from;
    println!(
        "# Fitted by tools/src/bin/family_fit.rs on {} sets of texts; a decision, a measure and its weight.",
        sets.len()
    );
    println!("# Cross-validated in {FOLDS} folds that share no family:");
    print!("{}", figures(&sets, &models));
    print!("{}", model.table());
    Ok(())
}
