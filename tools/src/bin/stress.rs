//! Says how the shipped score holds on texts as they are found: with footers, page furniture,
//! doubled text, added sentences.
//!
//! ```text
//! cargo run --release -p retold-tools --bin stress -- ../shared/eval
//! ```
//!
//! Prints the rewrites found and the false alarms at .5 for each kind of stress, the same for
//! newsmix with its area under the curve, and how often probability and reused share contradict
//! each other. `--without RULE` shows what a rule is worth; `--given` names the footers and
//! quotations to the detector as a caller would.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::PathBuf;

use clap::Parser;
use rayon::prelude::*;
use retold::eval::RankingEvaluation;
use retold::scope::{ScopeOptions, SetAsideReason};
use retold::{Comparison, Detector};
use retold_tools::pairs::{self, Row};

#[derive(Parser)]
struct Arguments {
    /// The folder of evaluation data.
    folder: PathBuf,
    /// Takes one row in this number.
    #[arg(long, default_value_t = 1)]
    every: usize,
    /// Switches a rule off, by its name in JSON, such as `shared_block`.
    #[arg(long, value_name = "RULE")]
    without: Vec<String>,
    /// Names the footer that both texts of a row end or begin with as boilerplate, and sets
    /// quotations aside.
    #[arg(long)]
    given: bool,
    /// Prints each row with its probability and reused share.
    #[arg(long)]
    rows: bool,
    /// Only the kinds that contain this.
    #[arg(long, default_value = "")]
    kind: String,
    /// Leaves newsmix out.
    #[arg(long)]
    stress_only: bool,
}

/// What came out for one row.
struct Outcome {
    kind: String,
    label: bool,
    probability: f64,
    reused: f64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let mut options = ScopeOptions::default();
    for name in &arguments.without {
        let rule = SetAsideReason::from_code(name);
        options = options.without(rule.ok_or_else(|| format!("there is no rule {name:?}"))?);
    }
    let sets: &[&str] = if arguments.stress_only {
        &["stress"]
    } else {
        &["stress", "newsmix"]
    };
    let mut outcomes = Vec::new();
    for set in sets {
        let mut rows = pairs::rows(&arguments.folder, set)?;
        for row in rows.iter_mut().filter(|_| *set == "newsmix") {
            row.kind = "newsmix".to_owned();
        }
        rows.retain(|row| row.kind.contains(&arguments.kind) || *set == "newsmix");
        let chosen: Vec<&Row> = rows.iter().step_by(arguments.every.max(1)).collect();
        outcomes.par_extend(chosen.into_par_iter().map(|row| {
            let comparison = compare(row, &options, arguments.given);
            if arguments.rows {
                let (p, reused) = (comparison.score.probability, comparison.reused);
                println!(
                    "{}\t{}\t{p:.3}\t{reused:.2}\t{}",
                    row.kind, row.label, row.id
                );
            }
            Outcome {
                kind: row.kind.clone(),
                label: row.label == 1,
                probability: comparison.score.probability,
                reused: comparison.reused,
            }
        }));
    }
    let mut kinds: BTreeMap<&str, Vec<&Outcome>> = BTreeMap::new();
    for outcome in &outcomes {
        kinds.entry(&outcome.kind).or_default().push(outcome);
    }
    for (kind, outcomes) in &kinds {
        println!("{}", line(kind, outcomes));
    }
    let low = outcomes
        .iter()
        .filter(|o| o.probability < 0.5 && o.reused >= 0.5)
        .count();
    let high = outcomes
        .iter()
        .filter(|o| o.probability >= 0.5 && o.reused < 0.05)
        .count();
    println!(
        "contradictions in {} pairs: {low} below .5 with half or more reused, {high} from .5 with less than .05 reused",
        outcomes.len()
    );
    Ok(())
}

fn line(kind: &str, outcomes: &[&Outcome]) -> String {
    let share = |label: bool| {
        let of_label = || outcomes.iter().filter(|outcome| outcome.label == label);
        let high = of_label()
            .filter(|outcome| outcome.probability >= 0.5)
            .count();
        let all = of_label().count();
        if all == 0 {
            "   -".to_owned()
        } else {
            let share = high as f64 / all as f64;
            let error = (share * (1.0 - share) / all as f64).sqrt();
            format!("{share:.3} ± {error:.3} of {all}")
        }
    };
    let mut evaluation = RankingEvaluation::new();
    for outcome in outcomes {
        // A probability is a number, so nothing is refused.
        let _ = evaluation.add(outcome.probability, outcome.label);
    }
    let auc = evaluation.measures().auc;
    let auc = auc.map_or_else(|| "-".to_owned(), |auc| format!("{auc:.4}"));
    format!(
        "{kind:20} found {}, alarms {}, AUC {auc}",
        share(true),
        share(false)
    )
}

fn compare(row: &Row, options: &ScopeOptions, given: bool) -> Comparison {
    let mut options = options.clone();
    if given {
        let reader = Detector::default();
        let shared = shared_ends(&row.source, &row.suspicious);
        options = options
            .boilerplate(shared.into_iter().map(|text| reader.document(text)))
            .with(SetAsideReason::Quotation);
    }
    let detector = Detector::builder().scope(options).build();
    detector.compare(&row.source, &row.suspicious)
}

/// Returns what both texts begin with and what both end with, in whole paragraphs.
fn shared_ends<'t>(source: &str, suspicious: &'t str) -> Vec<&'t str> {
    let start = source
        .bytes()
        .zip(suspicious.bytes())
        .take_while(|(a, b)| a == b)
        .count();
    let end = source
        .bytes()
        .rev()
        .zip(suspicious.bytes().rev())
        .take_while(|(a, b)| a == b)
        .count();
    let first = suspicious
        .get(..start)
        .and_then(|text| Some(&text[..text.rfind("\n\n")?]));
    let last = suspicious
        .get(suspicious.len() - end..)
        .and_then(|text| Some(&text[text.find("\n\n")? + 2..]));
    first.into_iter().chain(last).collect()
}
