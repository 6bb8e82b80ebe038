//! Shows what a number of the alignment model does to the passages found: plagdet over all rows and over each fifth of the
//! sources, for each value. The defaults in `src/align/model.rs` were chosen with it.
//!
//! ```text
//! cargo run --release -p retold-tools --bin sweep -- edge=2,3,4 rate=0.45,0.5,0.55 pan13/*.jsonl.gz
//! ```
//!
//! Rows are those of `evaluate align`, with a `source_id` to tell the fifths by.

use std::error::Error;
use std::fs::File;
use std::io::{BufRead, BufReader, Read};

use flate2::read::MultiGzDecoder;
use rayon::prelude::*;
use retold::align::{AlignOptions, Aligner, Model};
use retold::eval::{AlignmentEvaluation, SpanPair};
use retold::{Document, Language, Span, TextOptions};
use serde::Deserialize;

const FOLDS: usize = 5;

#[derive(Deserialize)]
struct Row {
    source: String,
    suspicious: String,
    passages: Vec<Truth>,
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
    source: Document,
    suspicious: Document,
    truth: Vec<SpanPair>,
    fold: usize,
}

fn read(path: &str) -> Result<Vec<Pair>, Box<dyn Error>> {
    let file = File::open(path)?;
    let reader: Box<dyn Read> = if path.ends_with(".gz") { Box::new(MultiGzDecoder::new(file)) } else { Box::new(file) };
    BufReader::new(reader).lines().map(|line| pair(&line?)).collect()
}

fn pair(line: &str) -> Result<Pair, Box<dyn Error>> {
    let row: Row = serde_json::from_str(line)?;
    let name = row.source_id.to_string();
    // A plain sum of bytes would put neighbours together.
    let mixed = name.bytes().fold(0_u64, |sum, byte| (sum ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3));
    let truth = |truth: &Truth| SpanPair {
        source: Span::new(truth.src_offset, truth.src_offset + truth.src_length),
        suspicious: Span::new(truth.susp_offset, truth.susp_offset + truth.susp_length),
    };
    // Both texts in the language of the longer, as the detector reads them.
    let longer = if row.source.len() >= row.suspicious.len() { &row.source } else { &row.suspicious };
    let mut options = TextOptions::default();
    options.language = Some(Language::detect(longer));
    Ok(Pair {
        source: Document::new(&row.source, &options),
        suspicious: Document::new(&row.suspicious, &options),
        truth: row.passages.iter().map(truth).collect(),
        fold: (mixed >> 20) as usize % FOLDS,
    })
}

/// Sets a number by its name; `floor` and the like are pairs, `floor.0` and `floor.1`.
fn set(model: &mut Model, name: &str, value: f32) -> Result<(), String> {
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
        own, unseen, rate, surest, most, bigram, near, far, edge, settled_edge, line, seed_token, seed, drop, region, claimed, summary_rate,
        summary_ratio, summary_share, summary_floor, summary_beside, piece, shortest_share;
        window: usize, frequent: usize, room: usize, rounds: usize, join_suspicious: u32, join_source: u32, summary_tokens: u32;
        floor, covered, shortest
    );
    Ok(())
}

/// Plagdet over everything and over each fold, then precision, recall and granularity over everything.
fn measure(model: &Model, pairs: &[Pair]) -> Vec<f64> {
    let found: Vec<Vec<SpanPair>> = pairs.par_iter().map_init(|| Aligner::with_model(model.clone()), passages).collect();
    let over = |fold: Option<usize>| {
        let mut evaluation = AlignmentEvaluation::new();
        for (pair, found) in pairs.iter().zip(&found).filter(|(pair, _)| fold.is_none_or(|fold| pair.fold == fold)) {
            evaluation.add(&pair.truth, found);
        }
        evaluation.measures()
    };
    let all = over(None);
    let folds = (0..FOLDS).map(|fold| over(Some(fold)).plagdet);
    [all.plagdet].into_iter().chain(folds).chain([all.precision, all.recall, all.granularity]).collect()
}

fn passages(aligner: &mut Aligner, pair: &Pair) -> Vec<SpanPair> {
    let alignment = aligner.align(&pair.source, &pair.suspicious, &AlignOptions::default());
    let points = |span: Span, document: &Document| span.code_points(document.text()).unwrap_or_default();
    let pairs = alignment.passages.iter().map(|passage| SpanPair {
        source: points(passage.source, &pair.source),
        suspicious: points(passage.suspicious, &pair.suspicious),
    });
    pairs.collect()
}

fn main() -> Result<(), Box<dyn Error>> {
    let (sweeps, paths): (Vec<String>, Vec<String>) = std::env::args().skip(1).partition(|argument| argument.contains('='));
    let mut pairs = Vec::new();
    for path in &paths {
        pairs.extend(read(path).map_err(|error| format!("{path}: {error}"))?);
    }
    println!(
        "number\tvalue\tplagdet\t{}\tprecision\trecall\tgranularity",
        (1..=FOLDS).map(|fold| format!("fold {fold}")).collect::<Vec<_>>().join("\t")
    );
    let show = |name: &str, value: &str, model: &Model| {
        let figures: Vec<String> = measure(model, &pairs).iter().map(|figure| format!("{figure:.4}")).collect();
        println!("{name}\t{value}\t{}", figures.join("\t"));
    };
    show("default", "", &Model::default());
    for sweep in &sweeps {
        let (name, values) = sweep.split_once('=').unwrap_or((sweep, ""));
        for value in values.split(',') {
            let mut model = Model::default();
            set(&mut model, name, value.parse()?)?;
            show(name, value, &model);
        }
    }
    Ok(())
}
