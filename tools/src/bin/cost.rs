//! Measures what comparisons of real pairs cost compared with the least that any method must do:
//! lower-case, split and intern both texts.
//!
//! ```text
//! cargo run --release -p retold-tools --bin cost                       # the articles of benches/compare.rs
//! cargo run --release -p retold-tools --bin cost -- --least 250 --most 450 ../shared/eval/newsmix/pairs.jsonl.gz
//! cargo run --release -p retold-tools --bin cost -- --least 1400 --most 2800 ../shared/eval/pan13/*.jsonl.gz
//! ```
//!
//! Each pair is timed the plain way, read, and compared, right after each other, so that a noisy
//! machine is noisy for all three, in an order that goes round, since the first meets the texts
//! cold; then the next pair, and all pairs several times over. Prints for each kind of pair the
//! mean of its pairs' medians the plain way, and what reading and a whole comparison from text take
//! in proportion, in one thread; and what a second thread brings.

use std::collections::{BTreeMap, HashMap};
use std::error::Error;
use std::hint::black_box;
use std::path::PathBuf;
use std::time::Instant;

use clap::Parser;
use retold::Detector;
use retold_tools::read_rows;
use serde::Deserialize;

#[path = "../../../benches/texts/articles.rs"]
mod articles;
#[path = "../../../benches/texts/plain.rs"]
mod plain;

use plain::intern;

#[derive(Parser)]
struct Arguments {
    /// Files of rows; without any, articles written for this project.
    files: Vec<PathBuf>,
    /// Fewest words of either text, counted by white space.
    #[arg(long, default_value_t = 0)]
    least: usize,
    /// Most words of either text.
    #[arg(long, default_value_t = usize::MAX)]
    most: usize,
    /// How often all pairs are timed.
    #[arg(long, default_value_t = 9)]
    rounds: usize,
}

#[derive(Deserialize)]
struct Row {
    source: String,
    suspicious: String,
    kind: Option<String>,
}

/// Seconds that one pair took in each round: plain, read, compared.
type Times = [Vec<f64>; 3];

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let mut pairs: Vec<(Row, Times)> = Vec::new();
    for file in &arguments.files {
        let name = file
            .file_name()
            .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
        for mut row in read_rows::<Row>(file)? {
            let fits = |text: &str| {
                (arguments.least..=arguments.most).contains(&text.split_whitespace().count())
            };
            if fits(&row.source) && fits(&row.suspicious) {
                row.kind.get_or_insert_with(|| name.clone());
                pairs.push((row, Times::default()));
            }
        }
    }
    if arguments.files.is_empty() {
        let row = |(kind, source, suspicious): (&str, _, _)| Row {
            source,
            suspicious,
            kind: Some(kind.to_owned()),
        };
        pairs.extend(
            articles::pairs()?
                .into_iter()
                .map(|pair| (row(pair), Times::default())),
        );
    }
    if pairs.is_empty() {
        let (least, most) = (arguments.least, arguments.most);
        return Err(format!("no pair has two texts of {least} to {most} words").into());
    }
    let detector = Detector::default();
    for round in 0..arguments.rounds.max(1) {
        for (row, times) in &mut pairs {
            let (source, suspicious) = (
                black_box(row.source.as_str()),
                black_box(row.suspicious.as_str()),
            );
            for turn in 0..3 {
                let what = (round + turn) % 3;
                let start = Instant::now();
                match what {
                    0 => {
                        let mut ids = HashMap::new();
                        black_box((intern(source, &mut ids), intern(suspicious, &mut ids)));
                    }
                    1 => {
                        black_box((detector.document(source), detector.document(suspicious)));
                    }
                    _ => {
                        black_box(detector.compare(source, suspicious));
                    }
                }
                times[what].push(start.elapsed().as_secs_f64());
            }
        }
    }
    let texts: Vec<(String, String)> = pairs
        .iter()
        .map(|(row, _)| (row.source.clone(), row.suspicious.clone()))
        .collect();
    print(pairs);
    in_threads(&detector, &texts, arguments.rounds.max(1))
}

/// Prints how much sooner two threads have compared all pairs than one, in turns.
fn in_threads(
    detector: &Detector,
    pairs: &[(String, String)],
    rounds: usize,
) -> Result<(), Box<dyn Error>> {
    let pool = |threads| rayon::ThreadPoolBuilder::new().num_threads(threads).build();
    let pools = [pool(1)?, pool(2)?];
    let mut ratios = Vec::with_capacity(rounds);
    for _ in 0..rounds {
        let [one, two] = [&pools[0], &pools[1]].map(|pool| {
            let start = Instant::now();
            black_box(pool.install(|| detector.compare_pairs(black_box(pairs))));
            start.elapsed().as_secs_f64()
        });
        ratios.push(one / two);
    }
    ratios.sort_by(f64::total_cmp);
    let [least, median, most] = [0, rounds / 2, rounds - 1].map(|at| ratios[at]);
    println!(
        "compare_pairs in two threads: {median:.2} times as fast as in one ({least:.2} to {most:.2})"
    );
    Ok(())
}

fn print(pairs: Vec<(Row, Times)>) {
    let mut kinds: BTreeMap<String, (usize, [f64; 3])> = BTreeMap::new();
    for (row, mut times) in pairs {
        for kind in ["all".to_owned(), row.kind.unwrap_or_default()] {
            let (pairs, sums) = kinds.entry(kind).or_default();
            *pairs += 1;
            for (sum, times) in sums.iter_mut().zip(&mut times) {
                times.sort_by(f64::total_cmp);
                *sum += times[times.len() / 2];
            }
        }
    }
    println!(
        "{:<44} {:>6} {:>14} {:>10} {:>11}",
        "", "pairs", "plain: us/pair", "documents", "comparison"
    );
    for (kind, (pairs, [plain, documents, comparison])) in kinds {
        let each = plain * 1e6 / pairs as f64;
        println!(
            "{kind:<44} {pairs:>6} {each:>14.0} {:>9.2}x {:>10.2}x",
            documents / plain,
            comparison / plain
        );
    }
}
