//! Measures the detector on labelled pairs, and the index on labelled documents.
//!
//! ```text
//! retold evaluate pairs FILE...    rows {"id","source","suspicious","label","kind"?}: how well the score tells rewrites from other texts
//! retold evaluate pairs --html DIR FILE...    the same as pages: plots, and the worst mistakes
//! retold evaluate align FILE...    rows {"id","source","suspicious","passages","obfuscation"?}: how well the passages are found
//! retold evaluate duplicates FILE... --threshold T    rows {"id","text","cluster"}: how well near-duplicates are put together
//! retold evaluate retrieval CORPUS-ROWS QUERY-ROWS    rows {"id","text"} and {"id","text","relevant"}: how well sources are found
//! ```
//!
//! Rows are JSON, one a line, plain or gzip; offsets and lengths of passages count Unicode code
//! points. Files are streamed. A bad row is named by file and line, the rest is still done, and the
//! exit code is 1 then.

mod duplicates;
mod families;
mod html;
#[cfg(feature = "corpus")]
mod retrieval;
mod rows;
mod tasks;

use std::io::{self, Write};
use std::path::PathBuf;
use std::time::{Duration, Instant};

use clap::{Args, Subcommand};
use retold::Detector;

use crate::exit::{DONE, Outcome, SOME_BAD};
use crate::input::lines::Lines;
use crate::output::Predictions;
use crate::progress;
use duplicates::Duplicates;
use families::FamiliesRun;
use rows::{PairOfTexts, Row};
use tasks::{Align, Pairs, Task};

/// Measure the detector on labelled pairs, and the index on labelled documents: JSON lines, plain
/// or gzip.
#[derive(Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    task: Kind,
}

#[derive(Subcommand)]
enum Kind {
    /// Scores: rows {"id","source","suspicious","label","kind"?}, label 1 for a rewrite and 0 for
    /// any other text. A kind whose pairs all have one label is also ranked against all pairs of
    /// the other label (AUC against all).
    Pairs(PairsRun),
    /// Passages: rows {"id","source","suspicious","passages","obfuscation"?}, passages
    /// {"src_offset","src_length","susp_offset", "susp_length"} in code points.
    Align(Run),
    /// Near-duplicates: rows {"id","text","cluster"}. Texts are clustered by the exact resemblance
    /// of their shingles, with bands that are planned for the threshold, and compared with the true
    /// clusters pair by pair.
    Duplicates(Duplicates),
    /// Families: rows {"set","id","origin","parent","text"}; the texts of one set are judged
    /// together. Groups of one origin are judged over the set, originals and parents within the
    /// true families. A parent that is not among the rows, such as an original that was left out,
    /// is a missing source.
    Families(FamiliesRun),
    /// Search: corpus rows {"id","text"}, query rows {"id","text","relevant":[ids]}: how often the
    /// sources are among the candidates of the index, how well a comparison with them tells sources
    /// from other articles, and how long each stage takes.
    #[cfg(feature = "corpus")]
    Retrieval(retrieval::Retrieval),
}

#[derive(Args)]
struct PairsRun {
    #[command(flatten)]
    run: Run,
    /// Write pages to this folder as well: curves, histograms, and the worst mistakes with their
    /// passages.
    #[arg(long, value_name = "DIR")]
    html: Option<PathBuf>,
}

#[derive(Args)]
struct Run {
    /// Files of rows.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// Write what was found to this file, one JSON row for each row read; it appears when all is
    /// done.
    #[arg(long, value_name = "OUT.jsonl")]
    predictions: Option<PathBuf>,
    /// Print one JSON object instead of a table.
    #[arg(long)]
    json: bool,
    /// How many threads compare; all cores if it isn't given.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
}

pub(crate) fn run(options: &Options) -> Outcome {
    match &options.task {
        Kind::Pairs(PairsRun { run, html }) => Pairs::new(html.as_deref())
            .map_err(Into::into)
            .and_then(|task| evaluate(task, run)),
        Kind::Align(run) => evaluate(Align::default(), run),
        Kind::Duplicates(run) => duplicates::evaluate(run),
        Kind::Families(run) => families::evaluate(run),
        #[cfg(feature = "corpus")]
        Kind::Retrieval(run) => retrieval::evaluate(run),
    }
}

/// Rows are compared in batches of this many, or fewer if they are long: enough for every core, and
/// a bound on the memory.
const BATCH_ROWS: usize = 256;
const BATCH_BYTES: usize = 16 << 20;

fn evaluate<T: Task>(mut task: T, run: &Run) -> Outcome {
    let progress = progress::bar(0);
    let mut lines = Lines::open(&run.files, progress.clone())?;
    let mut predictions = run
        .predictions
        .as_ref()
        .map(|path| Predictions::create(path, &lines.paths()))
        .transpose()?;
    progress::set_threads(run.threads)?;
    let detector = Detector::default();

    let mut bad = 0u64;
    let mut busy = Duration::ZERO;
    loop {
        let batch: Vec<T::Row> = next_batch(&mut lines, |problem| {
            bad += 1;
            progress.suspend(|| eprintln!("retold: {problem}"));
        });
        if batch.is_empty() {
            break;
        }
        let pairs: Vec<(&str, &str)> = batch
            .iter()
            .map(|row| (&*row.texts().source, &*row.texts().suspicious))
            .collect();
        let start = Instant::now();
        let answers = T::answers(&detector, &pairs);
        busy += start.elapsed();
        for (row, answer) in batch.iter().zip(&answers) {
            task.add(row, answer, predictions.as_mut())?;
        }
    }
    progress.finish_and_clear();
    if let Some(predictions) = predictions {
        predictions.complete()?;
    }

    task.complete()?;
    let mut out = io::stdout().lock();
    task.print(&mut out, busy, run.json)?;
    out.flush()?;
    if bad > 0 {
        eprintln!(
            "retold: {bad} bad row{} left out",
            if bad == 1 { " was" } else { "s were" }
        );
    }
    Ok(if bad > 0 { SOME_BAD } else { DONE })
}

/// Returns the next rows, in order; none at the end. What is wrong goes to `report`.
fn next_batch<R: Row>(lines: &mut Lines, mut report: impl FnMut(String)) -> Vec<R> {
    let mut rows = Vec::new();
    let mut bytes = 0;
    while rows.len() < BATCH_ROWS && bytes < BATCH_BYTES {
        match lines.next() {
            None => break,
            Some(Err(problem)) => report(problem),
            Some(Ok(line)) => match R::parse(&line.bytes) {
                Ok(row) => {
                    bytes += line.bytes.len();
                    rows.push(row);
                }
                Err(problem) => report(format!("{}: {problem}", line.place)),
            },
        }
    }
    rows
}
