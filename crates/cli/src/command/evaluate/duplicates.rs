//! Clusters of near-duplicates against the true ones.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::time::Instant;

use clap::Args;
use retold::eval::{ClusterEvaluation, ClusterMeasures};
use retold::index::{Clusters, IndexOptions, LshIndex, Plan};
use retold::shingle::ShingleSize;
use retold::sketch::MinHasher;
use serde::Serialize;

use crate::exit::{DONE, Outcome, SOME_BAD};
use crate::input::lines::Lines;
use crate::output::{Table, figure};
use crate::progress;

use super::next_batch;
use super::rows::DocumentRow;

#[derive(Args)]
pub(crate) struct Duplicates {
    /// Files of rows.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// From which resemblance of shingles on two texts are put together; above 0, at most 1.
    #[arg(long, value_name = "T")]
    threshold: f64,
    /// Words of a shingle.
    #[arg(long, default_value_t = 3, value_name = "WORDS")]
    shingle: usize,
    /// Slots of a signature; the bands are planned for it.
    #[arg(long, default_value_t = 128, value_name = "SLOTS")]
    signature: usize,
    /// The recall that the bands are planned for.
    #[arg(long, default_value_t = 0.99, value_name = "R")]
    recall: f64,
    /// Print one JSON object instead of a table.
    #[arg(long)]
    json: bool,
    /// How many threads work; all cores if it isn't given.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
}

#[derive(Serialize)]
struct Report {
    precision: Option<f64>,
    recall: Option<f64>,
    f1: Option<f64>,
    adjusted_rand_index: Option<f64>,
    documents: u64,
    clusters: usize,
    pairs: usize,
    candidates: u64,
    bands: usize,
    rows: usize,
    documents_per_second: f64,
}

/// Finds the clusters of all documents, and says how good they are.
pub(super) fn evaluate(run: &Duplicates) -> Outcome {
    let hasher = MinHasher::new(run.signature, ShingleSize::new(run.shingle)?)?;
    let plan = Plan::new(run.signature, run.threshold, run.recall)?;
    let options = IndexOptions::new(hasher, plan.banding())?;
    progress::set_threads(run.threads)?;
    let progress = progress::bar(0);
    let mut lines = Lines::open(&run.files, progress.clone())?;
    let start = Instant::now();
    let mut index = LshIndex::new(options);
    let mut truth = Numbers::default();
    let mut true_clusters = Vec::new();
    let mut bad = 0_u64;
    loop {
        let batch: Vec<DocumentRow> = next_batch(&mut lines, |problem| {
            bad += 1;
            progress.suspend(|| eprintln!("evaluate: {problem}"));
        });
        if batch.is_empty() {
            break;
        }
        let first = true_clusters.len() as u64;
        true_clusters.extend(batch.iter().map(|row| truth.number(&row.cluster)));
        let texts: Vec<&str> = batch.iter().map(|row| row.text.as_str()).collect();
        let records = options.records(&texts);
        index.insert_many((first..).zip(records).collect())?;
    }
    let found = index.all_pairs(run.threshold)?;
    let clusters = Clusters::new(
        index.ids()?,
        found.pairs.iter().map(|pair| (pair.first, pair.second)),
    )?;
    let seconds = start.elapsed().as_secs_f64();
    progress.finish_and_clear();

    let mut evaluation = ClusterEvaluation::new();
    for (id, truth) in (0..).zip(&true_clusters) {
        evaluation.add(*truth, clusters.cluster(id).unwrap_or(id));
    }
    let ClusterMeasures {
        precision,
        recall,
        f1,
        adjusted_rand_index,
        documents,
        ..
    } = evaluation.measures();
    let report = Report {
        precision,
        recall,
        f1,
        adjusted_rand_index,
        documents,
        clusters: clusters.len(),
        pairs: found.pairs.len(),
        candidates: found.candidates,
        bands: plan.banding().bands(),
        rows: plan.banding().rows(),
        documents_per_second: if seconds > 0.0 {
            documents as f64 / seconds
        } else {
            0.0
        },
    };
    let mut out = io::stdout().lock();
    if run.json {
        serde_json::to_writer_pretty(&mut out, &report)?;
        writeln!(out)?;
    } else {
        report.print(&mut out)?;
    }
    out.flush()?;
    if found.capped.buckets > 0 {
        eprintln!(
            "retold: {} buckets were over the cap: {} comparisons were left out",
            found.capped.buckets, found.capped.comparisons
        );
    }
    if bad > 0 {
        eprintln!(
            "retold: {bad} bad row{} left out",
            if bad == 1 { " was" } else { "s were" }
        );
    }
    Ok(if bad > 0 { SOME_BAD } else { DONE })
}

impl Report {
    fn print(&self, out: &mut impl Write) -> io::Result<()> {
        let mut table = Table::new(&[
            "",
            "documents",
            "clusters",
            "precision",
            "recall",
            "F1",
            "adjusted Rand index",
        ]);
        let measures = [
            self.precision,
            self.recall,
            self.f1,
            self.adjusted_rand_index,
        ]
        .map(figure);
        let counts = [self.documents.to_string(), self.clusters.to_string()];
        table.row("all", counts.into_iter().chain(measures).collect());
        table.print(out)?;
        writeln!(
            out,
            "\n{} bands of {} slots: {} pairs of {} candidates",
            self.bands, self.rows, self.pairs, self.candidates
        )?;
        writeln!(out, "{:.0} documents a second", self.documents_per_second)
    }
}

/// Numbers names in the order in which they come.
#[derive(Default)]
struct Numbers(BTreeMap<String, u64>);

impl Numbers {
    fn number(&mut self, name: &str) -> u64 {
        let next = self.0.len() as u64;
        *self.0.entry(name.to_owned()).or_insert(next)
    }
}
