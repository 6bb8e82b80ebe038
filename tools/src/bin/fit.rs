//! Fits the weights of the score and says how good they are.
//!
//! ```text
//! cargo run --release -p retold-tools --bin fit -- ../shared/eval --write src/score/weights.tsv
//! ```
//!
//! Every figure is cross-validated: a pair is scored by weights that no pair with the same source had a part in. The table
//! that is written is fitted on all.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::path::PathBuf;
use std::{fs, io};

use clap::Parser;
use rayon::prelude::*;
use retold::eval::{RankingEvaluation, RankingMeasures};
use retold::score::Measure;
use retold_tools::odds::{self, Channel, Weights};
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
    /// The measures of the channel for whole texts, each with the sign that its weight must have.
    #[arg(
        long,
        allow_hyphen_values = true,
        default_value = "+facts_shared,-facts_new,-numbers_new,+near,+order_excess,+order_given,+reused"
    )]
    whole: String,
    /// The measures of the channel for partial reuse.
    #[arg(long, allow_hyphen_values = true, default_value = "+passage,+region_excess,-outside")]
    part: String,
    /// What a pair of each set counts for in the fit.
    #[arg(
        long,
        default_value = "newsmix=1,newsmix/Lower=.4,newsmix/Upper=.3,newsmix/Headed=.3,newsmix/LongSource=.1,newsmix/Embedded=.05,newsmix/Short=.03,pan13_docs=.3"
    )]
    mix: String,
    #[arg(long, default_value_t = 1e-4)]
    ridge: f64,
    #[arg(long, default_value_t = 800)]
    steps: usize,
    /// Prints each kind of pair too.
    #[arg(long)]
    kinds: bool,
    /// Prints the figures of each set as JSON instead of the table.
    #[arg(long)]
    json: bool,
}

/// The channels: whole texts whose names can be read, whole texts whose names cannot, parts.
const CHANNELS: [&str; 3] = ["names", "no_names", "part"];

fn main() -> io::Result<()> {
    let arguments = Arguments::parse();
    let pairs = pairs::load(&arguments.folder)?;
    let whole = channel(&arguments.whole)?;
    let channels = [whole.clone(), whole, channel(&arguments.part)?];
    let mix = mix(&arguments.mix)?;
    let mut rows = Vec::with_capacity(pairs.len());
    for pair in &pairs {
        let weight = mix.get(&pair.set_and_variant()).copied().filter(|_| !pair.suspect).unwrap_or(0.0);
        let values = Measure::ALL.iter().map(|&measure| pair.evidence.get(measure)).collect();
        let silent = usize::from(pair.evidence.names_readable());
        rows.push(odds::Row { values, label: pair.label, weight, silent });
    }
    let fit = |held_out: Option<u64>| {
        let kept: Vec<_> =
            pairs.iter().zip(&rows).filter(|(pair, row)| Some(pair.fold) != held_out && row.weight > 0.0).collect();
        let kept: Vec<_> = kept.into_iter().map(|(_, row)| row).collect();
        odds::fit(&channels, &kept, arguments.ridge, arguments.steps)
    };
    let folds: Vec<Option<u64>> = (0..FOLDS).map(Some).chain([None]).collect();
    let mut models: Vec<Weights> = folds.into_par_iter().map(fit).collect();
    let all = models.pop().unwrap_or_default();
    let score = |(pair, row): (&Pair, &odds::Row)| {
        let (log_odds, _) = odds::log_odds(&channels, &models[pair.fold as usize], row);
        1.0 / (1.0 + (-log_odds).exp())
    };
    let scores: Vec<f64> = pairs.iter().zip(&rows).map(score).collect();
    let table = table(&pairs, &rows, &mix, &channels, &all);
    let figures = figures(&pairs, &scores, arguments.kinds);
    let report = report(&figures, &pairs, &scores);
    if arguments.json {
        println!("{:#}", json(&figures));
    } else {
        print!("{table}\n{report}");
    }
    if let Some(path) = arguments.write {
        let figures: String = report.lines().take_while(|line| !line.starts_with("  ")).fold(String::new(), |mut text, line| {
            let _ = writeln!(text, "# {line}");
            text
        });
        let (head, weights) = table.split_once("#\n").unwrap_or(("", &table));
        fs::write(path, format!("{head}#\n{figures}{weights}"))?;
    }
    if let Some(path) = arguments.predictions {
        let rows = pairs.iter().zip(&scores).map(|(pair, score)| {
            let measures: Vec<_> = Measure::ALL.iter().map(|&m| format!("{m}={:.3}", pair.evidence.get(m))).collect();
            let (set, label) = (pair.set_and_variant(), u8::from(pair.label));
            format!("{set}\t{}\t{}\t{label}\t{score:.4}\t{}\n", pair.id, pair.kind, measures.join("\t"))
        });
        fs::write(path, rows.collect::<String>())?;
    }
    Ok(())
}

fn wrong(what: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidInput, what.to_owned())
}

fn channel(list: &str) -> io::Result<Channel> {
    let columns = list.split(',').filter(|item| !item.is_empty()).map(|item| {
        let (sign, name) = item.split_at_checked(1).ok_or_else(|| wrong(item))?;
        let column = Measure::ALL.iter().position(|measure| measure.name() == name).ok_or_else(|| wrong(item))?;
        Ok((column, if sign == "-" { -1.0 } else { 1.0 }))
    });
    Ok(Channel { columns: columns.collect::<io::Result<_>>()? })
}

fn mix(list: &str) -> io::Result<BTreeMap<String, f64>> {
    let items = list.split(',').map(|item| {
        let (set, weight) = item.split_once('=').ok_or_else(|| wrong(item))?;
        Ok((set.to_owned(), weight.parse().map_err(|_| wrong(item))?))
    });
    items.collect()
}

fn table(pairs: &[Pair], rows: &[odds::Row], mix: &BTreeMap<String, f64>, channels: &[Channel], weights: &Weights) -> String {
    let mut text = String::from(
        "# The weights of the score, fitted by tools/src/bin/fit.rs: channel, measure, weight, mean of the measure.\n",
    );
    text.push_str("# Fitted on (set and dress, pairs, what a pair counts for):\n");
    for (set, weight) in mix {
        let rows = pairs.iter().filter(|pair| pair.set_and_variant() == *set).count();
        let _ = writeln!(text, "#   {set}, {rows}, {weight}");
    }
    text.push_str("# Cross-validated in 5 folds by source:\n#\n");
    for (number, (channel, weights)) in channels.iter().zip(weights).enumerate() {
        let _ = writeln!(text, "{}\tbias\t{:.3}\t0", CHANNELS[number], weights[0]);
        let rows = || rows.iter().filter(|row| row.silent != number);
        let total: f64 = rows().map(|row| row.weight).sum();
        for (&(column, _), weight) in channel.columns.iter().zip(&weights[1..]) {
            let mean = rows().map(|row| row.weight * row.values[column]).sum::<f64>() / total;
            let _ = writeln!(text, "{}\t{}\t{weight:.3}\t{mean:.4}", CHANNELS[number], Measure::ALL[column]);
        }
    }
    text
}

/// The measures of each set and, where `kinds` are wanted, of each kind of rewrite; those start with two spaces.
fn figures(pairs: &[Pair], scores: &[f64], kinds: bool) -> Vec<(String, RankingMeasures)> {
    let measure = |keep: &dyn Fn(&Pair) -> bool| {
        let mut evaluation = RankingEvaluation::new();
        for (pair, &score) in pairs.iter().zip(scores).filter(|(pair, _)| keep(pair)) {
            // A probability is a number, so nothing is refused.
            let _ = evaluation.add(score, pair.label);
        }
        evaluation.measures()
    };
    let sets: BTreeSet<String> = pairs.iter().filter(|pair| pair.set != "same_event").map(Pair::set_and_variant).collect();
    let mut figures: Vec<_> = sets.into_iter().map(|set| (set.clone(), measure(&|pair| pair.set_and_variant() == set))).collect();
    let rewrite = |pair: &Pair| pair.set == "newsmix" && pair.variant == Variant::Plain && pair.label;
    figures.push(("newsmix, same_event".to_owned(), measure(&|pair| rewrite(pair) || is_same_event(pair))));
    let plain = |pair: &Pair| kinds && pair.variant == Variant::Plain && !["mrpc", "same_event"].contains(&pair.set);
    let all: BTreeSet<(&str, &str)> =
        pairs.iter().filter(|pair| plain(pair) && pair.label).map(|pair| (pair.set, pair.kind.as_str())).collect();
    for (set, kind) in all {
        // The negatives of an attack stand under the same attack; elsewhere all negatives of the set are meant.
        let attack = kind.rsplit('+').next().unwrap_or(kind);
        let negative = |pair: &Pair| !pair.label && (set != "advchars" || pair.kind.starts_with(attack));
        let chosen = |pair: &Pair| plain(pair) && pair.set == set && (negative(pair) || pair.label && pair.kind == kind);
        figures.push((format!("  {set} {kind}"), measure(&chosen)));
    }
    figures
}

/// An independent report that isn't suspected of sharing wire copy.
fn is_same_event(pair: &Pair) -> bool {
    pair.set == "same_event" && !pair.suspect
}

fn report(figures: &[(String, RankingMeasures)], pairs: &[Pair], scores: &[f64]) -> String {
    let shown = |figure: Option<f64>| figure.map_or_else(|| "-".to_owned(), |figure| format!("{figure:.4}"));
    let mut text = String::new();
    let (sets, kinds) = figures.split_at(figures.partition_point(|(name, _)| !name.starts_with("  ")));
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
    let alarms: Vec<f64> = pairs.iter().zip(scores).filter(|(pair, _)| is_same_event(pair)).map(|(_, &score)| score).collect();
    let high = alarms.iter().filter(|&&score| score >= 0.5).count();
    let _ = writeln!(text, "same_event: {high} of {} above .5", alarms.len());
    lines(kinds, &mut text);
    text
}

fn json(figures: &[(String, RankingMeasures)]) -> serde_json::Value {
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
    figures.iter().map(row).collect::<serde_json::Map<_, _>>().into()
}
