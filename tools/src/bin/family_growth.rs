//! Measures how the time of `Detector::families` grows with the number of texts, on one thread and
//! on two.
//!
//! ```text
//! cargo run --release -p retold-tools --bin blowup -- --count 4000 --out texts.jsonl ../shared/eval/families/families.jsonl.gz
//! cargo run --release -p retold-tools --bin family_growth -- texts.jsonl
//! ```
//!
//! Takes the first 250 texts of rows {"text"}, then twice as many, and so on to all of them. Prints
//! a table: texts, words of a text, seconds on one thread and on two with reading the texts,
//! families, and whether both found the same. Exits with an error where they did not.

use std::error::Error;
use std::path::PathBuf;
use std::time::Instant;

use clap::Parser;
use retold::Detector;
use retold::family::{Families, FamilyOptions};
use retold_tools::read_rows;
use serde::Deserialize;

#[derive(Parser)]
struct Arguments {
    /// Rows {"text"}, plain or gzip.
    rows: PathBuf,
}

#[derive(Deserialize)]
struct Row {
    text: String,
}

/// Texts of the first measurement.
const FIRST: usize = 250;

fn main() -> Result<(), Box<dyn Error>> {
    let rows: Vec<Row> = read_rows(&Arguments::parse().rows)?;
    let texts: Vec<&str> = rows.iter().map(|row| row.text.as_str()).collect();
    println!("| texts | words each | seconds, 1 thread | 2 threads | families | the same |");
    println!("| --- | --- | --- | --- | --- | --- |");
    let mut count = FIRST.min(texts.len());
    loop {
        let part = &texts[..count];
        let words: usize = part
            .iter()
            .map(|text| text.split_whitespace().count())
            .sum();
        let (one, one_seconds) = measure(part, 1)?;
        let (two, two_seconds) = measure(part, 2)?;
        let same = one == two;
        println!(
            "| {count} | {} | {one_seconds:.1} | {two_seconds:.1} | {} | {same} |",
            words / count.max(1),
            one.families.len()
        );
        if !same {
            return Err("one thread and two found different families".into());
        }
        if count == texts.len() {
            return Ok(());
        }
        count = (2 * count).min(texts.len());
    }
}

/// Finds the families of some texts, and returns the seconds that reading and ordering them took.
fn measure(texts: &[&str], threads: usize) -> Result<(Families, f64), Box<dyn Error>> {
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build()?;
    let start = Instant::now();
    let families = pool.install(|| {
        let detector = Detector::default();
        detector.families(&detector.documents(texts), &FamilyOptions::default())
    });
    Ok((families, start.elapsed().as_secs_f64()))
}
