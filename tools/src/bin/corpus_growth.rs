//! Measures how a corpus grows: what an article costs to add and to keep, and what a search costs,
//! from ten thousand articles to all of a file, and draws it.
//!
//! ```text
//! cargo run --release -p retold-tools --bin articles -- 1000000 > articles.jsonl
//! cargo run --release -p retold-tools --bin corpus_growth -- articles.jsonl design/corpus-growth.svg
//! ```
//!
//! The articles are read from JSON lines {"id","text"} and added in one thread, with a commit every
//! 10,000. At 10,000 articles, three times as many, and so on, the program searches for the sources
//! of 200 of the articles with every fifth word left out, after a first pass that warms the files,
//! and then adds and commits 20 articles ten times over. It prints a row for each size. Adding is
//! counted in seconds of processor time too, of all threads together and with merging the files,
//! because neighbours on the machine change those little; and so are searches. Reads /proc, so it
//! needs Linux.

use std::error::Error;
use std::fs::{self, File};
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::thread::sleep;
use std::time::{Duration, Instant};

use clap::Parser;
use cpu_time::ProcessTime;
use plotters::prelude::*;
use retold_corpus::{Article, Corpus, CorpusOptions, CorpusReader, SearchOptions};
use serde::Deserialize;
use serde_json::value::RawValue;

#[derive(Parser)]
struct Arguments {
    /// Rows {"id","text"}.
    articles: PathBuf,
    /// The picture.
    picture: PathBuf,
    /// Keep the articles' texts out of the corpus; nothing is searched for then.
    #[arg(long)]
    no_texts: bool,
    /// The folder of the corpus; one for this run only if it isn't given.
    #[arg(long)]
    corpus: Option<PathBuf>,
}

#[derive(Deserialize)]
struct Row {
    id: Box<RawValue>,
    text: String,
}

/// What was measured at one size.
struct Measured {
    articles: u64,
    /// Articles added in a second of processor time, and on the clock.
    added: [f64; 2],
    bytes: f64,
    /// Milliseconds of a search: median and 95 % on the clock, and mean processor time.
    search: [f64; 3],
    /// The share of the searches whose first source is the article that the text was made from.
    first: f64,
    /// Milliseconds of adding and committing 20 articles: median and maximum.
    commit: [f64; 2],
    /// Megabytes of the process that are not pages of files: now, and the most that it had.
    memory: [f64; 2],
    segments: usize,
}

/// Articles between two commits.
const BATCH: usize = 10_000;

/// Articles that are read together: their texts are in memory at once.
const CHUNK: usize = 500;

const SEARCHES: usize = 200;

const HEAD: &str = "\
| articles | added a second: of processor, of the clock | bytes each | search, ms: median, 95 %, processor | source first | commit of 20, ms: median, most | own MB: now, most | segments |
| --- | --- | --- | --- | --- | --- | --- | --- |";

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let own = std::env::temp_dir().join(format!("retold-growth-{}", std::process::id()));
    let folder = arguments.corpus.clone().unwrap_or_else(|| own.clone());
    let outcome = measure_all(&arguments, &folder);
    if arguments.corpus.is_none() && own.exists() {
        fs::remove_dir_all(&own)?;
    }
    draw(&arguments.picture, &outcome?)
}

fn measure_all(arguments: &Arguments, folder: &Path) -> Result<Vec<Measured>, Box<dyn Error>> {
    let mut options = CorpusOptions::default();
    options.keep_texts = Some(!arguments.no_texts);
    let mut corpus = Corpus::open(folder, options)?;
    let mut lines = BufReader::new(File::open(&arguments.articles)?).lines();
    let mut sizes = [10_000, 30_000, 100_000, 300_000, 1_000_000]
        .into_iter()
        .peekable();
    let (mut start, mut cpu, mut added) = (Instant::now(), ProcessTime::now(), 0);
    let (mut count, mut uncommitted, mut peak) = (0, 0, 0.0_f64);
    let mut asked: Vec<Row> = Vec::new();
    let mut measured = Vec::new();
    println!("{HEAD}");
    while let Some(&size) = sizes.peek() {
        let rows: Vec<Row> = lines
            .by_ref()
            .take(CHUNK)
            .map(|line| Ok(serde_json::from_str(&line?)?))
            .collect::<Result<_, Box<dyn Error>>>()?;
        let Some(last) = rows.last() else { break };
        for row in &rows {
            corpus.put(row.id.get(), &Article::new(&row.text))?;
        }
        count += rows.len();
        uncommitted += rows.len();
        added += rows.len();
        if uncommitted >= BATCH {
            corpus.commit(last.id.get())?;
            uncommitted = 0;
        }
        peak = peak.max(own_megabytes()?);
        asked.extend(rows.into_iter().step_by(CHUNK / 2));
        if count < size {
            continue;
        }
        sizes.next();
        let seconds = start.elapsed().as_secs_f64();
        wait_for_merges();
        let rates = [cpu.elapsed().as_secs_f64(), seconds].map(|seconds| added as f64 / seconds);
        let one = measure(&mut corpus, &asked, rates, &mut peak)?;
        println!("{one}");
        measured.push(one);
        (start, cpu, added) = (Instant::now(), ProcessTime::now(), 0);
    }
    Ok(measured)
}

/// Waits until the threads of this process have nothing more to do.
fn wait_for_merges() {
    loop {
        let cpu = ProcessTime::now();
        sleep(Duration::from_millis(500));
        if cpu.elapsed() < Duration::from_millis(20) {
            return;
        }
    }
}

/// Measures a corpus of one size.
fn measure(
    corpus: &mut Corpus,
    asked: &[Row],
    added: [f64; 2],
    peak: &mut f64,
) -> Result<Measured, Box<dyn Error>> {
    let reader = corpus.reader()?;
    let stats = reader.stats()?;
    let step = asked.len().div_ceil(SEARCHES).max(1);
    let asked: Vec<&Row> = asked.iter().step_by(step).collect();
    let (search, first) = if stats.keep_texts {
        search(&reader, &asked)?;
        search(&reader, &asked)?
    } else {
        ([0.0; 3], 0.0)
    };
    *peak = peak.max(own_megabytes()?);
    let mut commits = Vec::new();
    for round in 0..10 {
        let start = Instant::now();
        for row in asked.iter().cycle().skip(round * 20).take(20) {
            corpus.put(&format!("again/{}", row.id.get()), &Article::new(&row.text))?;
        }
        corpus.commit(&format!("again {round}"))?;
        commits.push(start.elapsed().as_secs_f64() * 1000.0);
    }
    // So that the corpus has the articles of the file again.
    for row in &asked {
        corpus.remove(&format!("again/{}", row.id.get()))?;
    }
    corpus.commit("removed")?;
    commits.sort_by(f64::total_cmp);
    let now = own_megabytes()?;
    *peak = peak.max(now);
    Ok(Measured {
        articles: stats.articles,
        added,
        bytes: stats.bytes as f64 / stats.articles as f64,
        search,
        first,
        commit: [quantile(&commits, 0.5), quantile(&commits, 1.0)],
        memory: [now, *peak],
        segments: stats.segments,
    })
}

/// Searches for the sources of every text; returns milliseconds and the share of first sources that
/// are right.
fn search(reader: &CorpusReader, asked: &[&Row]) -> Result<([f64; 3], f64), Box<dyn Error>> {
    let options = SearchOptions::default();
    let (mut times, mut right) = (Vec::new(), 0);
    let cpu = ProcessTime::now();
    for row in asked {
        let words = row.text.split(' ').enumerate();
        let kept: Vec<&str> = words
            .filter(|(at, _)| at % 5 != 4)
            .map(|(_, word)| word)
            .collect();
        let text = kept.join(" ");
        let start = Instant::now();
        let answer = reader.sources(&text, &options)?;
        times.push(start.elapsed().as_secs_f64() * 1000.0);
        let first = answer.sources().next();
        right += usize::from(first.is_some_and(|(_, article)| article.key == row.id.get()));
    }
    let cpu = cpu.elapsed().as_secs_f64() * 1000.0 / asked.len() as f64;
    times.sort_by(f64::total_cmp);
    let figures = [quantile(&times, 0.5), quantile(&times, 0.95), cpu];
    Ok((figures, right as f64 / asked.len() as f64))
}

fn quantile(sorted: &[f64], share: f64) -> f64 {
    let at = (share * sorted.len() as f64) as usize;
    sorted
        .get(at.min(sorted.len().saturating_sub(1)))
        .copied()
        .unwrap_or_default()
}

/// Megabytes of this process that are not pages of files.
fn own_megabytes() -> Result<f64, Box<dyn Error>> {
    let status = fs::read_to_string("/proc/self/status")?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("RssAnon:"));
    let kilobytes = line.and_then(|line| line.split_whitespace().next());
    Ok(kilobytes
        .ok_or("no RssAnon in /proc/self/status")?
        .parse::<f64>()?
        / 1024.0)
}

impl std::fmt::Display for Measured {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(
            out,
            "| {} | {:.0}, {:.0} | {:.0} | {:.1}, {:.1}, {:.1} | {:.3} | {:.0}, {:.0} | {:.0}, {:.0} | {} |",
            self.articles,
            self.added[0],
            self.added[1],
            self.bytes,
            self.search[0],
            self.search[1],
            self.search[2],
            self.first,
            self.commit[0],
            self.commit[1],
            self.memory[0],
            self.memory[1],
            self.segments
        )
    }
}

/// A line of a panel: its colour, and what it shows.
type Line = (RGBColor, fn(&Measured) -> f64);

fn draw(picture: &Path, measured: &[Measured]) -> Result<(), Box<dyn Error>> {
    let root = SVGBackend::new(picture, (900, 640)).into_drawing_area();
    root.fill(&WHITE)?;
    let panels: [(&str, Vec<Line>); 4] = [
        (
            "articles added in a second of processor",
            vec![(BLUE, |one| one.added[0])],
        ),
        ("bytes an article", vec![(BLUE, |one| one.bytes)]),
        (
            "ms of a search: median, 95 % in red",
            vec![(BLUE, |one| one.search[0]), (RED, |one| one.search[1])],
        ),
        (
            "MB of its own: between searches, most in red",
            vec![(BLUE, |one| one.memory[0]), (RED, |one| one.memory[1])],
        ),
    ];
    let least = measured.first().ok_or("too few articles")?.articles as f64;
    let most = measured.iter().map(|one| one.articles).max().unwrap_or(1) as f64;
    for (area, (title, lines)) in root.split_evenly((2, 2)).iter().zip(&panels) {
        let values = lines
            .iter()
            .flat_map(|(_, value)| measured.iter().map(value));
        let top = values.fold(f64::MIN_POSITIVE, f64::max) * 1.15;
        let mut chart = ChartBuilder::on(area)
            .caption(title, ("sans-serif", 16))
            .margin(12)
            .x_label_area_size(36)
            .y_label_area_size(56)
            .build_cartesian_2d((least..most * 1.2).log_scale(), 0.0..top)?;
        chart
            .configure_mesh()
            .max_light_lines(0)
            .x_desc("articles")
            .draw()?;
        for (colour, value) in lines {
            let points = || measured.iter().map(|one| (one.articles as f64, value(one)));
            chart.draw_series(LineSeries::new(points(), colour.stroke_width(2)))?;
            chart.draw_series(points().map(|point| Circle::new(point, 4, colour.filled())))?;
        }
    }
    root.present()?;
    Ok(())
}
