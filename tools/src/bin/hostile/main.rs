//! Measures what texts that are made against a stage cost over ordinary prose, for each stage:
//! processor time and memory per byte.
//!
//! ```text
//! cargo run --release -p retold-tools --bin hostile                  # sizes of 60,000 and 240,000 bytes
//! cargo run --release -p retold-tools --bin hostile -- 1000000       # one size
//! cargo run --release -p retold-tools --bin hostile -- 240000 --only quot
//! ```
//!
//! A pair is two texts of a kind, another time one text and itself. It exits with 1 where a stage
//! costs more than 20 times, or takes more than 10 times the memory. Linux only: time and memory
//! are the system's figures for this thread and process.
#![allow(missing_docs)]

mod texts;

use std::collections::BTreeMap;
use std::fs;
use std::process::ExitCode;

use clap::Parser;
use cpu_time::ThreadTime;
use retold::align::AlignOptions;
use retold::index::{IndexOptions, LshIndex};
use retold::scope::{ScopeOptions, SetAsideReason};
use retold::sketch::MinHasher;
use retold::{Comparison, Detector, Document};

use texts::{KINDS, Kind, PROSE};

#[derive(Parser)]
struct Cli {
    /// Bytes of each text.
    sizes: Vec<usize>,
    /// Only kinds whose names hold this.
    #[arg(long)]
    only: Option<String>,
    /// Print every figure over this many times prose.
    #[arg(long, default_value_t = 10.0)]
    over: f64,
}

const TIME_BOUND: f64 = 20.0;
const MEMORY_BOUND: f64 = 10.0;

/// What a stage took.
#[derive(Debug, Clone, Copy, Default)]
struct Cost {
    nanoseconds: f64,
    bytes: f64,
}

/// Returns a figure of the process's memory, in bytes.
fn memory(name: &str) -> f64 {
    let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix(name));
    let kilobytes = line.and_then(|line| line.split_whitespace().nth(1));
    kilobytes
        .and_then(|number| number.parse::<f64>().ok())
        .unwrap_or(0.0)
        * 1024.0
}

/// Runs `work` once for its memory, and short work more often for its time, of which the least
/// counts: other work on the machine disturbs it least.
fn measured<T>(work: impl Fn() -> T) -> (T, Cost) {
    const LONG: f64 = 20e6;
    // The peak is set back to what is used now.
    let _ = fs::write("/proc/self/clear_refs", "5");
    let before = memory("VmRSS");
    let start = ThreadTime::now();
    let mut result = work();
    let mut nanoseconds = start.elapsed().as_nanos() as f64;
    let bytes = (memory("VmHWM") - before).max(0.0);
    let repeats = ((LONG / nanoseconds.max(1.0)) as u32).min(30);
    for _ in 0..repeats {
        let start = ThreadTime::now();
        result = work();
        nanoseconds = nanoseconds.min(start.elapsed().as_nanos() as f64);
    }
    (result, Cost { nanoseconds, bytes })
}

/// Returns the stages of a pair of texts, each with its cost per byte of both.
fn stages(one: &str, two: &str) -> BTreeMap<&'static str, Cost> {
    let bytes = (one.len() + two.len()) as f64;
    let mut costs = BTreeMap::new();
    let mut take = |stage: &'static str, cost: Cost| {
        let each = Cost {
            nanoseconds: cost.nanoseconds / bytes,
            bytes: cost.bytes / bytes,
        };
        costs.insert(stage, each);
    };
    let hasher = MinHasher::default();
    let (_, cost) = measured(|| (hasher.sign(one), hasher.sign(two)));
    take("1 sign", cost);
    let plain = Detector::default();
    let ([source, suspicious], cost) = measured(|| [one, two].map(|text| plain.document(text)));
    take("2 read", cost);
    let compare = |detector: &Detector, source: &Document, suspicious: &Document| {
        measured(|| detector.session().compare_documents(source, suspicious))
    };
    let (_, cost) = compare(&plain, &source, &suspicious);
    take("3 compare", cost);
    let options = AlignOptions::default;
    let quotations = || ScopeOptions::default().with(SetAsideReason::Quotation);
    for (stage, detector) in [
        (
            "4 … with edits",
            Detector::builder().align(options().edits(true)),
        ),
        (
            "5 … quotations set aside",
            Detector::builder().scope(quotations()),
        ),
        ("6 … with sentences", Detector::builder().sentences(true)),
    ] {
        let (_, cost) = compare(&detector.build(), &source, &suspicious);
        take(stage, cost);
    }
    let all = Detector::builder()
        .align(options().edits(true))
        .scope(quotations())
        .sentences(true)
        .build();
    let (comparison, _) = compare(&all, &source, &suspicious);
    drop((source, suspicious));
    let comparison: Comparison = comparison;
    let (_, cost) = measured(|| comparison.to_html(one, two));
    take("7 page", cost);
    let (_, cost) = measured(|| retold::report::text(&comparison, one, two).to_string());
    take("8 terminal", cost);
    let (_, cost) = measured(|| serde_json::to_string(&comparison));
    take("9 JSON", cost);
    let (_, cost) = measured(|| {
        let options = IndexOptions::default();
        let mut index = LshIndex::new(options);
        let added = [(0, one), (1, two)].map(|(id, text)| index.insert(id, options.record(text)));
        (added, index.all_pairs(0.5))
    });
    take("10 index", cost);
    costs
}

/// The greatest ratio of a stage, and the kind that has it.
#[derive(Debug, Default)]
struct Worst {
    prose: Cost,
    time: (f64, String),
    memory: (f64, String),
}

fn main() -> ExitCode {
    let cli = Cli::parse();
    let sizes = if cli.sizes.is_empty() {
        vec![60_000, 240_000]
    } else {
        cli.sizes
    };
    let mut over = false;
    for size in sizes {
        over |= report(size, cli.only.as_deref(), cli.over);
    }
    ExitCode::from(u8::from(over))
}

/// Measures all kinds at a size; returns whether a stage is over a bound.
fn report(size: usize, only: Option<&str>, print_over: f64) -> bool {
    let pairs = |kind: &Kind| {
        let (one, two) = (kind.text(size, 1), kind.text(size, 2));
        [
            (one.clone(), two, "two texts"),
            (one.clone(), one, "a text and itself"),
        ]
    };
    // Twice, since the first call of each stage reads its tables.
    let mut prose = BTreeMap::new();
    for _ in 0..2 {
        for (one, two, _) in pairs(&PROSE) {
            for (stage, cost) in stages(&one, &two) {
                let greatest: &mut Cost = prose.entry(stage).or_default();
                *greatest = cost;
            }
        }
    }
    // Pages of memory make small figures coarse: a byte of memory for each of text is nothing yet.
    let mut worst: BTreeMap<&str, Worst> = BTreeMap::new();
    for kind in KINDS
        .iter()
        .filter(|kind| only.is_none_or(|part| kind.name.contains(part)))
    {
        for (one, two, which) in pairs(kind) {
            for (stage, cost) in stages(&one, &two) {
                let plain = prose.get(stage).copied().unwrap_or_default();
                let time = cost.nanoseconds / plain.nanoseconds.max(0.1);
                let memory = cost.bytes / plain.bytes.max(4.0);
                let name = format!("{}, {which}", kind.name);
                if time > print_over || memory > MEMORY_BOUND {
                    println!(
                        "{size}: {stage}: {name}: {time:.1} times the time ({:.0} ns a byte), {memory:.1} times the memory",
                        cost.nanoseconds
                    );
                }
                let worst = worst.entry(stage).or_default();
                worst.prose = plain;
                if time > worst.time.0 {
                    worst.time = (time, name.clone());
                }
                if memory > worst.memory.0 {
                    worst.memory = (memory, name);
                }
            }
        }
    }
    println!(
        "\n| stage, {size} bytes | prose, ns a byte | worst time | with | worst memory | with |\n| --- | --- | --- | --- | --- | --- |"
    );
    let mut rows: Vec<_> = worst.into_iter().collect();
    rows.sort_by_key(|(stage, _)| {
        stage
            .split(' ')
            .next()
            .and_then(|number| number.parse::<u32>().ok())
    });
    let mut over = false;
    for (
        stage,
        Worst {
            prose,
            time,
            memory,
        },
    ) in rows
    {
        let name = stage.split_once(' ').map_or(stage, |(_, name)| name);
        println!(
            "| {name} | {:.1} | {:.1} | {} | {:.1} | {} |",
            prose.nanoseconds, time.0, time.1, memory.0, memory.1
        );
        over |= time.0 > TIME_BOUND || memory.0 > MEMORY_BOUND;
    }
    over
}
