//! What happens to a score when texts are added, and when source and suspicious text are swapped.
//!
//! ```text
//! cargo run --release -p retold-tools --bin robust -- ../shared/eval
//! ```
//!
//! Prints JSON. Three unrelated articles, of another collection, are appended to the source, and to
//! the suspicious text, of each pair of newsmix; the pairs are also swapped.

use std::error::Error;
use std::path::PathBuf;

use clap::Parser;
use rayon::prelude::*;
use retold::{Comparison, Detector};
use retold_tools::pairs::{Row, unrelated};
use retold_tools::read_rows;

#[derive(Parser)]
struct Arguments {
    /// The folder of evaluation data.
    folder: PathBuf,
}

/// What became of one pair.
struct Change {
    rewrite: bool,
    source: f64,
    swapped: f64,
    /// Characters of passages, and how many of them lie in a passage again when the suspicious text
    /// has grown.
    passages: (usize, usize),
    /// The share reused, and the same times the growth of the text when it has grown.
    reused: (f64, f64),
}

fn main() -> Result<(), Box<dyn Error>> {
    let rows: Vec<Row> = read_rows(&Arguments::parse().folder.join("newsmix/pairs.jsonl.gz"))?;
    let detector = Detector::default();
    let change = |number: usize| {
        let row = &rows[number];
        let others: Vec<&str> = (0..3)
            .map(|step| unrelated(&rows, number, step).source.as_str())
            .collect();
        let more = |text: &str| format!("{text}\n\n{}", others.join("\n\n"));
        let plain = detector.compare(&row.source, &row.suspicious);
        let source = detector.compare(&more(&row.source), &row.suspicious);
        let swapped = detector.compare(&row.suspicious, &row.source);
        let long = more(&row.suspicious);
        let suspicious = detector.compare(&row.source, &long);
        let words = |text: &str| detector.document(text).tokens().len() as f64;
        let difference =
            |other: &Comparison| (other.score.probability - plain.score.probability).abs();
        Change {
            rewrite: row.label == 1,
            source: difference(&source),
            swapped: difference(&swapped),
            passages: kept(&plain, &suspicious),
            reused: (
                plain.reused,
                suspicious.reused * words(&long) / words(&row.suspicious),
            ),
        }
    };
    let changes: Vec<Change> = (0..rows.len()).into_par_iter().map(change).collect();
    let mean = |of: &dyn Fn(&Change) -> f64, keep: &dyn Fn(&Change) -> bool| {
        let kept: Vec<f64> = changes
            .iter()
            .filter(|change| keep(change))
            .map(of)
            .collect();
        kept.iter().sum::<f64>() / kept.len() as f64
    };
    let (rewrite, other, all) = (
        |c: &Change| c.rewrite,
        |c: &Change| !c.rewrite,
        |_: &Change| true,
    );
    let passages = changes.iter().fold((0, 0), |sum, c| {
        (sum.0 + c.passages.0, sum.1 + c.passages.1)
    });
    let figures = serde_json::json!({
        "source_appended": mean(&|c| c.source, &all),
        "source_appended_rewrites": mean(&|c| c.source, &rewrite),
        "source_appended_others": mean(&|c| c.source, &other),
        "swapped": mean(&|c| c.swapped, &all),
        "swapped_rewrites": mean(&|c| c.swapped, &rewrite),
        "passages_kept": passages.1 as f64 / passages.0 as f64,
        "reused": mean(&|c| c.reused.0, &rewrite),
        "reused_appended_times_growth": mean(&|c| c.reused.1, &rewrite),
    });
    println!("{figures:#}");
    Ok(())
}

/// Bytes of the suspicious text in passages of the first comparison, and those that lie in passages
/// of the second too.
fn kept(plain: &Comparison, grown: &Comparison) -> (usize, usize) {
    let overlap =
        |a: retold::Span, b: retold::Span| a.end.min(b.end).saturating_sub(a.start.max(b.start));
    let all = plain
        .passages
        .iter()
        .map(|passage| passage.suspicious.end - passage.suspicious.start)
        .sum();
    let pairs = plain.passages.iter().flat_map(|old| {
        grown
            .passages
            .iter()
            .map(move |new| (old.suspicious, new.suspicious))
    });
    (all, pairs.map(|(old, new)| overlap(old, new)).sum())
}
