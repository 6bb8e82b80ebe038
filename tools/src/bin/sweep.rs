//! Shows what a number of the alignment model does to the passages found: plagdet over all rows and
//! over each fifth of the sources, for each value. The defaults in `src/align/model.rs` were chosen
//! with it.
//!
//! ```text
//! cargo run --release -p retold-tools --bin sweep -- edge=2,3,4 rate=0.45,0.5,0.55 pan13/*.jsonl.gz
//! ```
//!
//! With `--nested` the numbers are chosen anew for each fifth of the sources, by the other four:
//! from the first value of each number, one number after the other, as often as something improves.
//! What the fifths come to with numbers that never saw them is what the way of choosing is worth on
//! other data.
//!
//! With `--times` it says what a pair takes in one thread, the reading of both texts included: the
//! mean, the median and the slowest.
//!
//! Rows are those of `evaluate align`, with a `source_id` to tell the fifths by.

use std::collections::HashMap;
use std::error::Error;
use std::hint::black_box;
use std::ops::Range;
use std::path::Path;
use std::time::{Duration, Instant};

use clap::Parser;
use rayon::prelude::*;
use retold::align::{AlignOptions, Aligner, AlignmentModel};
use retold::eval::{AlignmentEvaluation, AlignmentMeasures, SpanPair};
use retold::{Document, Language, Span, TextOptions};
use retold_tools::read_rows;
use serde::Deserialize;

const FOLDS: usize = 5;

#[derive(Parser)]
struct Arguments {
    /// Choose the numbers anew for each fifth of the sources, by the other four.
    #[arg(long, conflicts_with = "times")]
    nested: bool,
    /// Say what a pair takes in one thread.
    #[arg(long)]
    times: bool,
    /// Numbers with their values, as in `edge=2,3,4`, and files of rows.
    #[arg(required = true)]
    what: Vec<String>,
}

#[derive(Deserialize)]
struct Row {
    source: String,
    suspicious: String,
    passages: Vec<Truth>,
    #[serde(default)]
    id: serde_json::Value,
    #[serde(default)]
    source_id: serde_json::Value,
}

#[derive(Deserialize)]
struct Truth {
    src_offset: usize,
    src_length: usize,
    susp_offset: usize,
    susp_length: usize,
}

struct Pair {
    name: String,
    /// How long reading both texts took.
    reading: Duration,
    source: Document,
    suspicious: Document,
    truth: Vec<SpanPair>,
    fold: usize,
}

fn pair(row: &Row) -> Pair {
    let name = row.source_id.to_string();
    // A plain sum of bytes would put neighbours together.
    let mixed = name.bytes().fold(0_u64, |sum, byte| {
        (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3)
    });
    let truth = |truth: &Truth| SpanPair {
        source: Span::new(truth.src_offset, truth.src_offset + truth.src_length),
        suspicious: Span::new(truth.susp_offset, truth.susp_offset + truth.susp_length),
    };
    // Both texts in the language of the longer, as the detector reads them; asked for once, so that
    // reading need not.
    let longer = if row.source.len() >= row.suspicious.len() {
        &row.source
    } else {
        &row.suspicious
    };
    let mut options = TextOptions::default();
    options.language = Some(Language::detect(longer));
    let start = Instant::now();
    let (source, suspicious) = (
        Document::new(&row.source, &options),
        Document::new(&row.suspicious, &options),
    );
    Pair {
        name: row.id.to_string(),
        reading: start.elapsed(),
        source,
        suspicious,
        truth: row.passages.iter().map(truth).collect(),
        fold: (mixed >> 20) as usize % FOLDS,
    }
}

/// Sets a number by its name; `floor` and the like are pairs, `floor.0` and `floor.1`.
fn set(model: &mut AlignmentModel, name: &str, value: f32) -> Result<(), String> {
    macro_rules! numbers {
        ($($name:ident),*; $($whole:ident: $kind:ty),*; $($pair:ident),*) => {
            match name {
                $(stringify!($name) => model.$name = value,)*
                $(stringify!($whole) => model.$whole = value as $kind,)*
                $(concat!(stringify!($pair), ".0") => model.$pair.0 = value,
                concat!(stringify!($pair), ".1") => model.$pair.1 = value,)*
                _ => return Err(format!("the model has no number {name}")),
            }
        };
    }
    numbers!(
        own, context, unseen, rate, surest, most, bigram, near, far, edge, settled_edge, line, seed_token, seed, drop, region,
        claimed, likeness, edges_share, independence, summary_rate, summary_ratio, summary_share, summary_floor, summary_beside,
        piece, tries, shortest_share;
        window: usize, frequent: usize, frequent_bigram: usize, reach: usize, room: usize, rounds: usize,
        join_suspicious: usize, join_source: usize, piece_suspicious: usize, piece_source: usize, summary_tokens: u32;
        floor, covered, shortest
    );
    Ok(())
}

/// What each fold comes to.
type Folds = [AlignmentEvaluation; FOLDS];

/// Returns the passages of each pair.
fn find(model: &AlignmentModel, pairs: &[Pair]) -> Vec<Vec<SpanPair>> {
    let find = pairs
        .par_iter()
        .map_init(|| Aligner::with_model(model.clone()), passages);
    find.collect()
}

fn evaluate(pairs: &[Pair], found: &[Vec<SpanPair>]) -> Folds {
    let mut folds = Folds::default();
    for (pair, found) in pairs.iter().zip(found) {
        folds[pair.fold].add(&pair.truth, found);
    }
    folds
}

/// Returns the folds that `wanted` names together.
fn together(folds: &Folds, wanted: impl Fn(usize) -> bool) -> AlignmentMeasures {
    let mut all = AlignmentEvaluation::new();
    folds
        .iter()
        .enumerate()
        .filter(|(fold, _)| wanted(*fold))
        .for_each(|(_, evaluation)| all.merge(evaluation));
    all.measures()
}

/// Prints for each set plagdet over everything and over each fold, precision, recall and
/// granularity, and the pairs without a true passage in which something was found, of all such
/// pairs.
fn show(
    name: &str,
    value: &str,
    model: &AlignmentModel,
    pairs: &[Pair],
    sets: &[(String, Range<usize>)],
) {
    let found = find(model, pairs);
    for (set, range) in sets {
        let (pairs, found) = (&pairs[range.clone()], &found[range.clone()]);
        let folds = evaluate(pairs, found);
        let all = together(&folds, |_| true);
        let each = folds.iter().map(|fold| fold.measures().plagdet);
        let figures: Vec<String> = [all.plagdet]
            .into_iter()
            .chain(each)
            .chain([all.precision, all.recall, all.granularity])
            .map(|figure| format!("{figure:.4}"))
            .collect();
        let clean = pairs
            .iter()
            .zip(found)
            .filter(|(pair, _)| pair.truth.is_empty());
        let alarms = clean.clone().filter(|(_, found)| !found.is_empty()).count();
        println!(
            "{name}\t{value}\t{set}\t{}\t{alarms}/{}",
            figures.join("\t"),
            clean.count()
        );
    }
}

/// Chooses a value of each number for each fold by the other folds, and prints it and what the fold
/// comes to.
fn nested(sweeps: &[(&str, Vec<f32>)], pairs: &[Pair]) -> Result<(), String> {
    let mut known: HashMap<Vec<usize>, Folds> = HashMap::new();
    let mut held_out = Folds::default();
    println!("fold\tplagdet of the others\tplagdet\tnumbers");
    for (fold, held_out) in held_out.iter_mut().enumerate() {
        let mut measured = |chosen: &[usize]| -> Result<Folds, String> {
            if let Some(folds) = known.get(chosen) {
                return Ok(folds.clone());
            }
            let mut model = AlignmentModel::default();
            for ((name, values), &at) in sweeps.iter().zip(chosen) {
                set(&mut model, name, values[at])?;
            }
            let folds = evaluate(pairs, &find(&model, pairs));
            known.insert(chosen.to_vec(), folds.clone());
            Ok(folds)
        };
        let others = |folds: &Folds| together(folds, |other| other != fold).plagdet;
        let mut chosen = vec![0; sweeps.len()];
        let mut best = others(&measured(&chosen)?);
        loop {
            let before = best;
            for number in 0..sweeps.len() {
                for value in 0..sweeps[number].1.len() {
                    let mut tried = chosen.clone();
                    tried[number] = value;
                    let reached = others(&measured(&tried)?);
                    if reached > best {
                        (best, chosen) = (reached, tried);
                    }
                }
            }
            if best <= before {
                break;
            }
        }
        *held_out = measured(&chosen)?[fold].clone();
        let numbers = sweeps
            .iter()
            .zip(&chosen)
            .map(|((name, values), &at)| format!("{name}={}", values[at]));
        let numbers = numbers.collect::<Vec<_>>().join(" ");
        println!(
            "{}\t{best:.4}\t{:.4}\t{numbers}",
            fold + 1,
            held_out.measures().plagdet
        );
    }
    let all = together(&held_out, |_| true);
    let [plagdet, precision, recall, granularity] =
        [all.plagdet, all.precision, all.recall, all.granularity];
    println!(
        "held out\t\t{plagdet:.4}\tprecision {precision:.4} recall {recall:.4} granularity {granularity:.4}"
    );
    Ok(())
}

/// Prints what a pair takes, in one thread.
fn times(pairs: &[Pair]) {
    let mut aligner = Aligner::default();
    let mut times = Vec::with_capacity(pairs.len());
    for pair in pairs {
        let start = Instant::now();
        black_box(aligner.align(&pair.source, &pair.suspicious, &AlignOptions::default()));
        let words = pair.source.tokens().len() + pair.suspicious.tokens().len();
        times.push((
            start.elapsed() + pair.reading,
            pair.reading,
            words,
            &pair.name,
        ));
    }
    times.sort_by_key(|pair| std::cmp::Reverse(pair.0));
    let milliseconds = |time: Duration| time.as_secs_f64() * 1e3;
    let mean = |times: &mut dyn Iterator<Item = Duration>| {
        milliseconds(times.sum()) / pairs.len().max(1) as f64
    };
    let (all, reading) = (
        mean(&mut times.iter().map(|pair| pair.0)),
        mean(&mut times.iter().map(|pair| pair.1)),
    );
    println!("mean {all:.2} ms, of which reading {reading:.2}");
    if let Some(pair) = times.get(times.len() / 2) {
        println!("median {:.2} ms", milliseconds(pair.0));
    }
    for (time, _, words, name) in times.iter().take(3) {
        println!("{:.1} ms: {words} words, {name}", milliseconds(*time));
    }
}

fn passages(aligner: &mut Aligner, pair: &Pair) -> Vec<SpanPair> {
    let alignment = aligner.align(&pair.source, &pair.suspicious, &AlignOptions::default());
    let points =
        |span: Span, document: &Document| span.code_points(document.text()).unwrap_or_default();
    let pairs = alignment.passages.iter().map(|passage| SpanPair {
        source: points(passage.source, &pair.source),
        suspicious: points(passage.suspicious, &pair.suspicious),
    });
    pairs.collect()
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let (sweeps, paths): (Vec<String>, Vec<String>) = arguments
        .what
        .into_iter()
        .partition(|argument| argument.contains('='));
    let sweep = |sweep| -> Result<(_, Vec<f32>), Box<dyn Error>> {
        let (name, values) = str::split_once(sweep, '=').unwrap_or((sweep, ""));
        Ok((
            name,
            values
                .split(',')
                .map(str::parse)
                .collect::<Result<_, _>>()?,
        ))
    };
    let sweeps = sweeps
        .iter()
        .map(|text| sweep(text))
        .collect::<Result<Vec<_>, _>>()?;
    let (mut pairs, mut sets) = (Vec::new(), Vec::<(String, Range<usize>)>::new());
    for path in &paths {
        let start = pairs.len();
        pairs.extend(read_rows(Path::new(path))?.iter().map(pair));
        sets.push((path.clone(), start..pairs.len()));
    }
    if sets.len() > 1 {
        sets.push(("all".to_owned(), 0..pairs.len()));
    }
    if pairs.is_empty() {
        return Err("no file of rows, or none with a row".into());
    }
    if arguments.nested {
        return Ok(nested(&sweeps, &pairs)?);
    }
    if arguments.times {
        times(&pairs);
        return Ok(());
    }
    let folds = (1..=FOLDS).map(|fold| format!("fold {fold}"));
    println!(
        "number\tvalue\tset\tplagdet\t{}\tprecision\trecall\tgranularity\talarms",
        folds.collect::<Vec<_>>().join("\t")
    );
    show("default", "", &AlignmentModel::default(), &pairs, &sets);
    for (name, values) in &sweeps {
        for &value in values {
            let mut model = AlignmentModel::default();
            set(&mut model, name, value)?;
            show(name, &value.to_string(), &model, &pairs, &sets);
        }
    }
    Ok(())
}
