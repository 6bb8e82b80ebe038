//! The search of a corpus against the sources that are known.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};
use rayon::prelude::*;
use retold_corpus::{
    Answer, Article, Corpus, CorpusOptions, CorpusReader, SearchMode, SearchOptions,
};
use serde::{Deserialize, Serialize};

use crate::command::corpus::explain;
use crate::exit::{DONE, Outcome, SOME_BAD};
use crate::input::lines::Lines;
use crate::output::{Table, figure};
use crate::progress;

#[derive(Args)]
pub(crate) struct Retrieval {
    /// The corpus: rows {"id","text"}.
    #[arg(value_name = "CORPUS-ROWS")]
    corpus: PathBuf,
    /// The suspicious texts: rows {"id","text","relevant":[ids]}.
    #[arg(value_name = "QUERY-ROWS")]
    queries: PathBuf,
    /// Keep the corpus in this folder, and use the one that is there; else it is made for this run
    /// only.
    #[arg(long, value_name = "CORPUS")]
    index: Option<PathBuf>,
    /// Which parts of a text are searched for.
    #[arg(long, value_enum, default_value_t = Mode::Both)]
    mode: Mode,
    /// Take every Nth query only.
    #[arg(long, value_name = "N", default_value_t = 1, value_parser = clap::value_parser!(u64).range(1..))]
    every: u64,
    /// Print one JSON object instead of a table.
    #[arg(long)]
    json: bool,
    /// How many threads search; all cores if it isn't given.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Mode {
    Whole,
    Chunks,
    Both,
}

impl From<Mode> for SearchMode {
    fn from(mode: Mode) -> Self {
        match mode {
            Mode::Whole => Self::Whole,
            Mode::Chunks => Self::Chunks,
            Mode::Both => Self::Both,
        }
    }
}

#[derive(Deserialize)]
struct CorpusRow {
    id: String,
    text: String,
}

#[derive(Deserialize)]
struct QueryRow {
    id: String,
    text: String,
    relevant: BTreeSet<String>,
}

#[derive(Serialize)]
struct Report {
    recall_at_1: f64,
    recall_at_10: f64,
    recall_at_50: f64,
    recall_at_100: f64,
    precision_at_1: f64,
    recall_at_1_percent_alarms: f64,
    /// The probability above which at most one query in a hundred has a source that is not
    /// relevant.
    threshold_at_1_percent_alarms: f64,
    queries: usize,
    articles: u64,
    milliseconds: BTreeMap<&'static str, Milliseconds>,
}

#[derive(Serialize)]
struct Milliseconds {
    median: f64,
    percentile_95: f64,
}

/// What one query gave.
struct Measured {
    /// The share of its sources among the first 1, 10, 50 and 100 candidates.
    recall: [f64; 4],
    first_is_relevant: bool,
    /// The probability of each of its sources; 0 for one that was not compared.
    relevant: Vec<f64>,
    /// The highest probability of any other article.
    alarm: f64,
    /// Microseconds of each stage.
    stages: [u64; 5],
}

const DEPTHS: [usize; 4] = [1, 10, 50, 100];
const STAGES: [&str; 5] = ["find", "fetch", "read", "compare", "total"];

/// Searches for the sources of every query, and says how well they are found.
pub(crate) fn evaluate(run: &Retrieval) -> Outcome {
    progress::set_threads(run.threads)?;
    let mut bad = 0;
    let temporary;
    let folder: &Path = match &run.index {
        Some(folder) => folder,
        None => {
            temporary = tempfile::tempdir()?;
            &temporary.path().join("corpus")
        }
    };
    let reader = index(folder, &run.corpus, &mut bad)?;
    let queries: Vec<QueryRow> = read(&run.queries, &mut bad)?;
    let queries: Vec<QueryRow> = queries.into_iter().step_by(run.every as usize).collect();
    let bar = progress::bar(queries.len() as u64);
    // One after another, each in all threads, as a single user would be served.
    let mut measured = Vec::new();
    for query in &queries {
        measured.push(measure(&reader, query, run.mode.into()).map_err(explain)?);
        bar.inc(1);
    }
    bar.finish_and_clear();
    let report = Report::new(&measured, reader.len());
    let mut out = io::stdout().lock();
    if run.json {
        serde_json::to_writer_pretty(&mut out, &report)?;
        writeln!(out)?;
    } else {
        report.print(&mut out)?;
    }
    out.flush()?;
    if bad > 0 {
        let were = if bad == 1 { "row was" } else { "rows were" };
        eprintln!("retold: {bad} bad {were} left out");
    }
    Ok(if bad > 0 { SOME_BAD } else { DONE })
}

/// Returns the corpus of these rows: the one in the folder if it was made of this file, else a new
/// one.
fn index(
    folder: &Path,
    rows: &Path,
    bad: &mut u64,
) -> Result<CorpusReader, Box<dyn std::error::Error>> {
    let length = std::fs::metadata(rows).map_or(0, |about| about.len());
    let mark = format!("rows of {length} bytes");
    let mut corpus = Corpus::open(folder, CorpusOptions::default()).map_err(explain)?;
    if corpus.mark() != mark {
        let bar = progress::bar(0);
        let mut lines = Lines::open(&[rows.display().to_string()], bar.clone())?;
        loop {
            let batch: Vec<CorpusRow> = rows_of(lines.by_ref().take(1000), bad);
            if batch.is_empty() {
                break;
            }
            let articles: Vec<(&str, Article<'_>)> = batch
                .iter()
                .map(|row| (row.id.as_str(), Article::new(&row.text)))
                .collect();
            corpus.put_many(&articles).map_err(explain)?;
        }
        corpus.commit(&mark).map_err(explain)?;
        bar.finish_and_clear();
    }
    Ok(corpus.reader().map_err(explain)?)
}

fn read<T: for<'a> Deserialize<'a>>(path: &Path, bad: &mut u64) -> Result<Vec<T>, String> {
    let mut lines = Lines::open(&[path.display().to_string()], progress::bar(0))?;
    Ok(rows_of(lines.by_ref(), bad))
}

/// Returns the rows of these lines; what is wrong with a line goes to standard error.
fn rows_of<T: for<'a> Deserialize<'a>>(
    lines: impl Iterator<Item = Result<crate::input::lines::Line, String>>,
    bad: &mut u64,
) -> Vec<T> {
    let row = |line: Result<crate::input::lines::Line, String>| {
        let line = line?;
        serde_json::from_slice(&line.bytes).map_err(|error| format!("{}: {error}", line.place))
    };
    lines
        .filter_map(|line| match row(line) {
            Ok(row) => Some(row),
            Err(problem) => {
                eprintln!("retold: {problem}");
                *bad += 1;
                None
            }
        })
        .collect()
}

fn measure(
    reader: &CorpusReader,
    query: &QueryRow,
    mode: SearchMode,
) -> retold_corpus::Result<Measured> {
    let mut options = SearchOptions::default();
    options.mode = mode;
    options.not_keys = vec![query.id.clone()];
    options.min_probability = 0.0;
    let answer: Answer = reader.sources(&query.text, &options)?;
    options.candidates = Some(DEPTHS[3]);
    let candidates = reader.candidates(&reader.document(&query.text), &options)?;
    let all = query.relevant.len().max(1) as f64;
    let recall = DEPTHS.map(|depth| {
        let found = candidates.iter().take(depth);
        found
            .filter(|found| query.relevant.contains(&found.article.key))
            .count() as f64
            / all
    });
    let probabilities: BTreeMap<&str, f64> = answer
        .sources()
        .map(|(source, article)| (article.key.as_str(), source.probability))
        .collect();
    let others = probabilities
        .iter()
        .filter(|(key, _)| !query.relevant.contains(**key));
    let stages = &answer.stages;
    Ok(Measured {
        recall,
        first_is_relevant: answer
            .sources()
            .next()
            .is_some_and(|(_, article)| query.relevant.contains(&article.key)),
        relevant: query
            .relevant
            .iter()
            .map(|key| probabilities.get(key.as_str()).copied().unwrap_or(0.0))
            .collect(),
        alarm: others
            .map(|(_, probability)| *probability)
            .fold(0.0, f64::max),
        stages: [
            stages.find,
            stages.fetch,
            stages.read,
            stages.compare,
            stages.total(),
        ],
    })
}

impl Report {
    fn new(measured: &[Measured], articles: u64) -> Self {
        let queries = measured.len().max(1) as f64;
        let mean = |value: &(dyn Fn(&Measured) -> f64 + Sync)| {
            measured.par_iter().map(value).sum::<f64>() / queries
        };
        let [one, ten, fifty, hundred] =
            [0, 1, 2, 3].map(|depth| mean(&|measured: &Measured| measured.recall[depth]));
        let mut alarms: Vec<f64> = measured.iter().map(|measured| measured.alarm).collect();
        alarms.sort_by(|a, b| b.total_cmp(a));
        let threshold = alarms.get(measured.len() / 100).copied().unwrap_or(0.0);
        let above = |measured: &Measured| {
            let found = measured
                .relevant
                .iter()
                .filter(|&&probability| probability > threshold);
            found.count() as f64 / measured.relevant.len().max(1) as f64
        };
        let stage = |at: usize| {
            let mut times: Vec<u64> = measured
                .iter()
                .map(|measured| measured.stages[at])
                .collect();
            times.sort_unstable();
            let quantile = |share: f64| {
                let at = (share * times.len() as f64) as usize;
                times
                    .get(at.min(times.len().saturating_sub(1)))
                    .map_or(0.0, |&time| time as f64 / 1000.0)
            };
            Milliseconds {
                median: quantile(0.5),
                percentile_95: quantile(0.95),
            }
        };
        Self {
            recall_at_1: one,
            recall_at_10: ten,
            recall_at_50: fifty,
            recall_at_100: hundred,
            precision_at_1: mean(&|measured| f64::from(u8::from(measured.first_is_relevant))),
            recall_at_1_percent_alarms: mean(&above),
            threshold_at_1_percent_alarms: threshold,
            queries: measured.len(),
            articles,
            milliseconds: STAGES
                .into_iter()
                .enumerate()
                .map(|(at, name)| (name, stage(at)))
                .collect(),
        }
    }

    fn print(&self, out: &mut impl Write) -> io::Result<()> {
        writeln!(
            out,
            "{} queries, {} articles\n",
            self.queries, self.articles
        )?;
        let mut table = Table::new(&["candidates", "recall"]);
        for (depth, recall) in DEPTHS.iter().zip([
            self.recall_at_1,
            self.recall_at_10,
            self.recall_at_50,
            self.recall_at_100,
        ]) {
            table.row(&format!("among {depth}"), vec![figure(recall)]);
        }
        table.print(out)?;
        writeln!(
            out,
            "\nafter comparison: precision at 1 {}, recall with false alarms in 1 % of the queries {} (above {})\n",
            figure(self.precision_at_1),
            figure(self.recall_at_1_percent_alarms),
            figure(self.threshold_at_1_percent_alarms)
        )?;
        let mut table = Table::new(&["milliseconds", "median", "95 %"]);
        for name in STAGES {
            if let Some(time) = self.milliseconds.get(name) {
                let cell = |value: f64| format!("{value:.1}");
                table.row(name, vec![cell(time.median), cell(time.percentile_95)]);
            }
        }
        table.print(out)
    }
}
