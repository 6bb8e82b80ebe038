//! Fits the weights of the score and says how good they are.
//!
//! ```text
//! cargo run --release -p retold-tools --bin fit -- ../shared/eval --write src/score/weights.tsv
//! ```
//!
//! Every figure is cross-validated: a pair is scored by weights that no pair with the same source
//! had a part in. The table that is written is fitted on all. `retold calibrate` does the same with
//! pairs of your own.

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error;
use std::fmt::Write as _;
use std::fs;
use std::path::PathBuf;

use clap::Parser;
use retold::eval::{RankingEvaluation, RankingMeasures};
use retold::score::{Example, Fitter, Measure, Probabilities};
use retold_tools::pairs::{self, FOLDS, Pair};
use retold_tools::variants::Variant;

#[derive(Parser)]
struct Arguments {
    /// The folder of evaluation data.
    folder: PathBuf,
    /// Writes the table of weights.
    #[arg(long)]
    write: Option<PathBuf>,
    /// Writes each pair with its cross-validated score and its measures.
    #[arg(long)]
    predictions: Option<PathBuf>,
    /// Leaves a measure out, to see what it is worth.
    #[arg(long, value_name = "MEASURE")]
    without: Vec<String>,
    /// Prints each kind of pair too.
    #[arg(long)]
    kinds: bool,
    /// Prints the figures of each set as JSON instead of the table.
    #[arg(long)]
    json: bool,
}

/// What a pair of each set and variant counts for where it is asked whether the text was rewritten
/// as a whole, and whether a part was taken over. Texts that hold a passage of the source ask only
/// the second question.
const MIX: [(&str, f64, f64); 10] = [
    ("newsmix", 1.0, 1.0),
    ("newsmix/Embedded", 0.0, 0.4),
    ("newsmix/Headed", 0.3, 0.0),
    ("newsmix/LongSource", 0.1, 0.1),
    ("newsmix/Lower", 0.4, 0.0),
    ("newsmix/Short", 0.03, 0.0),
    ("newsmix/Upper", 0.3, 0.0),
    ("pan13_docs", 0.0, 0.3),
    ("pan13_passages", 0.3, 0.3),
    ("stress", 0.1, 0.1),
];

/// Returns what a pair counts for. Templates have the whole form of their source and no other part
/// of it, so they ask only the first question; there are few copies of them with changed facts, so
/// those count more.
fn counts(pair: &Pair) -> (f64, f64) {
    let set = pair.set_and_variant();
    let row = MIX.iter().find(|(name, ..)| *name == set);
    let (whole, part) = row.map_or((0.0, 0.0), |(_, whole, part)| (*whole, *part));
    match (pair.set, pair.kind.as_str()) {
        _ if pair.suspect => (0.0, 0.0),
        ("stress", "plain") => (0.0, 0.0),
        ("stress", "template") => (whole, 0.0),
        ("stress", "falsified_tmpl_all" | "falsified_tmpl_half") => (4.0 * whole, 0.0),
        _ => (whole, part),
    }
}

/// The weight of a rewrite compared with another text: to miss one is the lesser error.
const REWRITE: f64 = 0.36;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let mut fitter = Fitter::default().rewrite_weight(REWRITE);
    for name in &arguments.without {
        let measure = Measure::ALL
            .into_iter()
            .find(|measure| measure.name() == name);
        fitter = fitter.without(measure.ok_or_else(|| format!("there is no measure {name:?}"))?);
    }
    let (pairs, examples): (Vec<Pair>, Vec<Example>) = pairs::load(&arguments.folder)?
        .into_iter()
        .map(example)
        .unzip();
    let (model, scores) = rayon::join(
        || fitter.fit(&examples),
        || fitter.cross_validate(&examples, FOLDS),
    );
    let (model, probabilities) = (model?, scores?);
    let scores: Vec<f64> = probabilities.iter().map(|of| of.both).collect();
    let figures = figures(&pairs, &scores, arguments.kinds);
    let report =
        report(&figures, &pairs, &scores) + &degrees(&pairs, &examples) + &stress(&pairs, &scores);
    let report = report + &questions(&pairs, &probabilities) + &errors(&pairs, &scores);
    let mut table = format!(
        "# Fitted by tools/src/bin/fit.rs. Set and variant, pairs, what a pair counts for where the whole is asked for, and a part; a rewrite counts {REWRITE} of that:\n"
    );
    for (set, whole, part) in MIX {
        let _ = writeln!(
            table,
            "#   {set}, {}, {whole}, {part}",
            pairs
                .iter()
                .filter(|pair| pair.set_and_variant() == set)
                .count()
        );
    }
    let _ = writeln!(table, "# Cross-validated in {FOLDS} folds by source:");
    for line in report.lines().take_while(|line| !line.starts_with("  ")) {
        let _ = writeln!(table, "#   {line}");
    }
    table += &model.to_table();
    if arguments.json {
        println!("{:#}", json(&figures, &pairs, &scores));
    } else {
        print!("{}\n{report}", model.to_table());
    }
    if let Some(path) = arguments.write {
        fs::write(path, table)?;
    }
    if let Some(path) = arguments.predictions {
        let rows = pairs
            .iter()
            .zip(&examples)
            .zip(&scores)
            .map(|((pair, example), score)| {
                let evidence = &example.evidence;
                let measures: Vec<_> = Measure::ALL
                    .iter()
                    .map(|&m| format!("{m}={:.5}", evidence.get(m)))
                    .collect();
                let (set, label) = (pair.set_and_variant(), u8::from(pair.label));
                format!(
                    "{set}\t{}\t{}\t{label}\t{score:.4}\tsource={}\tsuspect={}\tnames={}\tnats={:.0}\t{}\n",
                    pair.id,
                    pair.kind,
                    pair.source,
                    u8::from(pair.suspect),
                    u8::from(evidence.names_readable()),
                    evidence.information(),
                    measures.join("\t")
                )
            });
        fs::write(path, rows.collect::<String>())?;
    }
    Ok(())
}

/// Turns a pair into what it teaches: nothing where its set takes no part, or its label is in
/// doubt.
fn example((pair, evidence): (Pair, retold::score::Evidence)) -> (Pair, Example) {
    let mut example = Example::new(evidence, pair.label, pair.fold());
    (example.whole, example.part) = counts(&pair);
    let calibrates = pair.set_and_variant() == "newsmix" && !pair.suspect;
    example.calibration = f64::from(u8::from(calibrates));
    (pair, example)
}

/// Returns the measures of each set and, where `kinds` are wanted, of each kind of rewrite; those
/// start with two spaces.
fn figures(pairs: &[Pair], scores: &[f64], kinds: bool) -> Vec<(String, RankingMeasures)> {
    let measure = |keep: &dyn Fn(&Pair) -> bool| {
        let mut evaluation = RankingEvaluation::new();
        for (pair, &score) in pairs.iter().zip(scores).filter(|(pair, _)| keep(pair)) {
            // A probability is a number, so nothing is refused.
            let _ = evaluation.add(score, pair.label);
        }
        evaluation.measures()
    };
    let sets: BTreeSet<String> = pairs
        .iter()
        .filter(|pair| pair.set != "same_event")
        .map(Pair::set_and_variant)
        .collect();
    let mut figures: Vec<_> = sets
        .into_iter()
        .map(|set| (set.clone(), measure(&|pair| pair.set_and_variant() == set)))
        .collect();
    let rewrite =
        |pair: &Pair| pair.set == "newsmix" && pair.variant == Variant::Plain && pair.label;
    figures.push((
        "newsmix, same_event".to_owned(),
        measure(&|pair| rewrite(pair) || is_same_event(pair)),
    ));
    let plain = |pair: &Pair| {
        kinds
            && pair.variant == Variant::Plain
            && !["mrpc", "same_event", "stress"].contains(&pair.set)
    };
    let all: BTreeSet<(&str, &str)> = pairs
        .iter()
        .filter(|pair| plain(pair) && pair.label)
        .map(|pair| (pair.set, pair.kind.as_str()))
        .collect();
    for (set, kind) in all {
        // The negatives of an attack stand under the same attack; elsewhere all negatives of the
        // set are meant.
        let attack = kind.rsplit('+').next().unwrap_or(kind);
        let negative =
            |pair: &Pair| !pair.label && (set != "advchars" || pair.kind.starts_with(attack));
        let chosen = |pair: &Pair| {
            plain(pair) && pair.set == set && (negative(pair) || pair.label && pair.kind == kind)
        };
        figures.push((format!("  {set} {kind}"), measure(&chosen)));
    }
    figures
}

/// Returns `true` for an independent report that isn't suspected of sharing wire copy.
fn is_same_event(pair: &Pair) -> bool {
    pair.set == "same_event" && !pair.suspect
}

/// Returns how many independent reports score .5 or more, and how many there are.
fn alarms(pairs: &[Pair], scores: &[f64]) -> (usize, usize) {
    let reports = || {
        pairs
            .iter()
            .zip(scores)
            .filter(|(pair, _)| is_same_event(pair))
    };
    (
        reports().filter(|(_, score)| **score >= 0.5).count(),
        reports().count(),
    )
}

fn report(figures: &[(String, RankingMeasures)], pairs: &[Pair], scores: &[f64]) -> String {
    let shown = |figure: Option<f64>| {
        figure.map_or_else(|| "-".to_owned(), |figure| format!("{figure:.4}"))
    };
    let mut text = String::new();
    let (sets, kinds) =
        figures.split_at(figures.partition_point(|(name, _)| !name.starts_with("  ")));
    let lines = |rows: &[(String, RankingMeasures)], text: &mut String| {
        for (name, of) in rows {
            let _ = writeln!(
                text,
                "{name:48} {:5} pairs, AUC {}, AP {}, TPR at 1 % FPR {}, accuracy {}, calibration error {}",
                of.pairs,
                shown(of.auc),
                shown(of.average_precision),
                shown(of.tpr_at_1_fpr),
                shown(of.accuracy),
                shown(of.calibration_error)
            );
        }
    };
    lines(sets, &mut text);
    let (high, all) = alarms(pairs, scores);
    let _ = writeln!(text, "same_event: {high} of {all} above .5");
    lines(kinds, &mut text);
    text
}

/// Returns the figures of each question by itself, where it is asked.
fn questions(pairs: &[Pair], probabilities: &[Probabilities]) -> String {
    let figure = |set: &str, question: &str, of: &dyn Fn(&Probabilities) -> f64| {
        let mut evaluation = RankingEvaluation::new();
        let rows = pairs.iter().zip(probabilities);
        for (pair, probabilities) in rows.filter(|(pair, _)| pair.set_and_variant() == set) {
            let _ = evaluation.add(of(probabilities), pair.label);
        }
        let of = evaluation.measures();
        let (auc, found) = (of.auc.unwrap_or(0.0), of.tpr_at_1_fpr.unwrap_or(0.0));
        format!("  {set} by the {question}: AUC {auc:.4}, TPR at 1 % FPR {found:.4}\n")
    };
    figure("newsmix", "whole", &|of| of.whole)
        + &figure("newsmix", "part", &|of| of.part)
        + &figure("pan13_docs", "part", &|of| of.part)
        + &figure("pan13_passages", "part", &|of| of.part)
}

/// How many times sources are drawn anew for a standard error.
const DRAWS: u64 = 100;

/// Returns the standard errors of the figures of the sets that are judged, by drawing sources anew.
fn errors(pairs: &[Pair], scores: &[f64]) -> String {
    let mut text = String::new();
    for set in [
        "newsmix",
        "newsmix, same_event",
        "pan13_docs",
        "pan13_passages",
        "kau_arabic",
        "hart_humanized",
        "telephone",
        "stress",
    ] {
        let mut sources: BTreeMap<u64, Vec<(f64, bool)>> = BTreeMap::new();
        for (pair, &score) in pairs.iter().zip(scores) {
            let plain = pair.variant == Variant::Plain;
            let of_set = match set {
                "newsmix, same_event" => {
                    pair.set == "newsmix" && plain && pair.label || is_same_event(pair)
                }
                _ => pair.set == set && plain,
            };
            if of_set {
                let rows = sources.entry(pair.source).or_default();
                rows.push((score, pair.label));
            }
        }
        let sources: Vec<Vec<(f64, bool)>> = sources.into_values().collect();
        let mut draws = Vec::new();
        let mut state = 0x9E37_79B9_7F4A_7C15_u64;
        for _ in 0..DRAWS {
            let mut evaluation = RankingEvaluation::new();
            for _ in 0..sources.len() {
                state = state
                    .wrapping_mul(6_364_136_223_846_793_005)
                    .wrapping_add(1);
                let drawn = &sources[(state >> 33) as usize % sources.len()];
                for &(score, label) in drawn {
                    let _ = evaluation.add(score, label);
                }
            }
            let of = evaluation.measures();
            draws.push([
                of.auc.unwrap_or(0.0),
                of.tpr_at_1_fpr.unwrap_or(0.0),
                of.calibration_error.unwrap_or(0.0),
            ]);
        }
        let error = |at: usize| {
            let mean = draws.iter().map(|of| of[at]).sum::<f64>() / draws.len() as f64;
            let squares = draws.iter().map(|of| (of[at] - mean).powi(2)).sum::<f64>();
            (squares / draws.len() as f64).sqrt()
        };
        let _ = writeln!(
            text,
            "  standard errors of {set}: AUC {:.4}, TPR at 1 % FPR {:.3}, calibration error {:.4}",
            error(0),
            error(1),
            error(2)
        );
    }
    text
}

/// Counts, for each kind of stress, the rewrites and the other texts that score .5 or more, and all.
fn stress_counts<'a>(pairs: &'a [Pair], scores: &[f64]) -> BTreeMap<&'a str, [(usize, usize); 2]> {
    let mut kinds: BTreeMap<&str, [(usize, usize); 2]> = BTreeMap::new();
    let rows = pairs.iter().zip(scores);
    for (pair, score) in rows.filter(|(pair, _)| pair.set == "stress") {
        let (high, all) = &mut kinds.entry(&pair.kind).or_default()[usize::from(!pair.label)];
        *high += usize::from(*score >= 0.5);
        *all += 1;
    }
    kinds
}

/// Returns the share of the first number in the second; nothing where there is none.
fn share((high, all): (usize, usize)) -> Option<f64> {
    (all > 0).then(|| high as f64 / all as f64)
}

/// Returns these counts as a line for each kind.
fn stress(pairs: &[Pair], scores: &[f64]) -> String {
    let say = |name: &str, counts: (usize, usize)| {
        share(counts).map(|share| format!("{name} {share:.3} of {}", counts.1))
    };
    let line = |(kind, [rewrites, others]): (&str, [(usize, usize); 2])| {
        let shares = [say("found", rewrites), say("alarms", others)];
        let shares: Vec<String> = shares.into_iter().flatten().collect();
        format!("  stress {kind}: {}\n", shares.join(", "))
    };
    stress_counts(pairs, scores).into_iter().map(line).collect()
}

/// Returns the mean of what distinguishes the degree of rewriting, by degree.
fn degrees(pairs: &[Pair], examples: &[Example]) -> String {
    let mut wording: BTreeMap<&str, Vec<f64>> = BTreeMap::new();
    for (pair, example) in pairs
        .iter()
        .zip(examples)
        .filter(|(pair, _)| pair.set == "clough")
    {
        wording
            .entry(&pair.kind)
            .or_default()
            .push(example.evidence.get(Measure::Wording));
    }
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    wording
        .iter()
        .map(|(kind, values)| format!("  clough {kind}: mean wording {:.3}\n", mean(values)))
        .collect()
}

fn json(
    figures: &[(String, RankingMeasures)],
    pairs: &[Pair],
    scores: &[f64],
) -> serde_json::Value {
    let row = |(name, of): &(String, RankingMeasures)| {
        let figures = serde_json::json!({
            "pairs": of.pairs,
            "auc": of.auc,
            "average_precision": of.average_precision,
            "tpr_at_1_fpr": of.tpr_at_1_fpr,
            "accuracy": of.accuracy,
            "calibration_error": of.calibration_error,
        });
        (name.trim_start().to_owned(), figures)
    };
    let (high, all) = alarms(pairs, scores);
    let alarms = (
        "same_event_alarms".to_owned(),
        (high as f64 / all as f64).into(),
    );
    let stress = |(kind, [rewrites, others]): (&str, [(usize, usize); 2])| {
        let figures = serde_json::json!({ "found": share(rewrites), "alarms": share(others) });
        (format!("stress {kind}"), figures)
    };
    figures
        .iter()
        .map(row)
        .chain([alarms])
        .chain(stress_counts(pairs, scores).into_iter().map(stress))
        .collect::<serde_json::Map<_, _>>()
        .into()
}
