//! What reports of one event share that the data suspects of being copied: is it found, and is it
//! called what it is?
//!
//! ```text
//! cargo run --release -p retold-tools --bin copies -- ../shared/eval
//! ```
//!
//! Prints JSON. For each suspected pair of `same_event`, the longest run of words that both texts
//! have: whether the passages cover it, and whether it is in quotation marks (the aligner sets it
//! aside as a quotation when asked to) or not (wire copy).

use std::error::Error;
use std::ops::Range;
use std::path::PathBuf;

use clap::Parser;
use rayon::prelude::*;
use retold::scope::{ScopeOptions, SetAsideReason};
use retold::{Detector, Document, Span};
use retold_tools::pairs::{self, Row};

#[derive(Parser)]
struct Arguments {
    /// The folder of evaluation data.
    folder: PathBuf,
}

/// What became of one pair.
struct Copy {
    words: usize,
    /// The part of the run that lies in passages.
    in_passages: f64,
    /// The part of the run that is in quotation marks.
    quoted: f64,
    probability: f64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut rows = pairs::rows(&Arguments::parse().folder, "same_event")?;
    rows.retain(|row| row.suspect_shared_copy);
    let options = ScopeOptions::default().with(SetAsideReason::Quotation);
    let (plain, quoting) = (
        Detector::default(),
        Detector::builder().scope(options).build(),
    );
    let copies: Vec<Copy> = rows
        .par_iter()
        .map(|row| copy(row, &plain, &quoting))
        .collect();
    let count = |keep: &dyn Fn(&Copy) -> bool| copies.iter().filter(|copy| keep(copy)).count();
    let found = |copy: &Copy| copy.in_passages >= 0.8;
    let quotation = |copy: &Copy| copy.quoted >= 0.8;
    let mut words: Vec<usize> = copies.iter().map(|copy| copy.words).collect();
    words.sort_unstable();
    let report = serde_json::json!({
        "pairs": copies.len(),
        "median_words_of_run": words.get(words.len() / 2),
        "found": count(&found),
        "found_from_20_words": count(&|copy| found(copy) && copy.words >= 20),
        "from_20_words": count(&|copy| copy.words >= 20),
        "quotations": count(&quotation),
        "wire_copy": count(&|copy| copy.quoted <= 0.2),
        "partly_quoted": count(&|copy| copy.quoted > 0.2 && copy.quoted < 0.8),
        "probability_from_half": count(&|copy| copy.probability >= 0.5),
    });
    println!("{report:#}");
    Ok(())
}

fn copy(row: &Row, plain: &Detector, quoting: &Detector) -> Copy {
    let (source, suspicious) = (plain.document(&row.source), plain.document(&row.suspicious));
    let run = longest_run(&source, &suspicious);
    let comparison = plain.compare_documents(&source, &suspicious);
    let passages: Vec<Span> = comparison
        .passages
        .iter()
        .map(|passage| passage.suspicious)
        .collect();
    let set_aside = quoting.compare_documents(&source, &suspicious).set_aside;
    let quotations: Vec<Span> = set_aside
        .iter()
        .filter(|found| found.reason == SetAsideReason::Quotation)
        .filter_map(|found| found.suspicious)
        .collect();
    Copy {
        words: run.len(),
        in_passages: inside(&suspicious, run.clone(), &passages),
        quoted: inside(&suspicious, run, &quotations),
        probability: comparison.score.probability,
    }
}

/// Returns the part of the tokens that begin in one of the spans.
fn inside(document: &Document, tokens: Range<usize>, spans: &[Span]) -> f64 {
    let all = tokens.len().max(1);
    let inside = document.tokens()[tokens].iter().filter(|token| {
        let start = token.span().start;
        spans
            .iter()
            .any(|span| (span.start..span.end).contains(&start))
    });
    inside.count() as f64 / all as f64
}

/// Returns the tokens of the longest run of words that both have, in the suspicious text.
fn longest_run(source: &Document, suspicious: &Document) -> Range<usize> {
    let words = |document: &Document| -> Vec<u64> {
        document
            .tokens()
            .iter()
            .map(|token| document.words()[token.word()].hash())
            .collect()
    };
    let source = words(source);
    let mut lengths = vec![0; source.len() + 1];
    let mut best = 0..0;
    for (at, word) in words(suspicious).into_iter().enumerate() {
        for place in (0..source.len()).rev() {
            lengths[place + 1] = if source[place] == word {
                lengths[place] + 1
            } else {
                0
            };
            if lengths[place + 1] > best.len() {
                best = at + 1 - lengths[place + 1]..at + 1;
            }
        }
    }
    best
}
