//! Other crates' sketchers compared with ours, on the same hashes and the same texts, in one table.
//!
//! ```text
//! cd benches/rivals && cargo run --release
//! RUSTFLAGS='--cfg retold_scan="portable"' cargo run --release     # ours without vector instructions
//! cargo run --release -- index                                     # the table of indexes alone
//! ```
//!
//! Every measurement is taken in turns with the others, so that a noisy machine is noisy for all,
//! and the medians are printed. Texts are made from word lists (`benches/texts/`), the same in
//! every run.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{BuildHasherDefault, Hash, Hasher};
use std::hint::black_box;
use std::time::Instant;

use gaoya::minhash::{MinHasher as _, MinHasher32};
use probminhash::densminhash::OptDensMinHash;
use retold::shingle::ShingleSize;
use retold::sketch::{ContainmentHasher, MinHasher};
use retold::{Document, TextOptions};
use txtfp::{Canonicalizer, Fingerprinter, MinHashFingerprinter, ShingleTokenizer, WordTokenizer};
use unicode_segmentation::UnicodeSegmentation;

mod index;
#[path = "../../texts/mod.rs"]
mod texts;

use texts::{CHINESE, ENGLISH, GERMAN, Numbers, RUSSIAN, plain};

/// Passes a 64-bit hash on as it is: rivals that hash again would be charged for it.
#[derive(Default)]
struct Ready(u64);

impl Hasher for Ready {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0 << 8 | u64::from(*byte);
        }
    }

    fn write_u64(&mut self, hash: u64) {
        self.0 = hash;
    }
}

type Densified = OptDensMinHash<f64, u64, Ready>;

fn densified(hashes: &[u64]) -> Vec<u64> {
    let mut sketch = Densified::new(128, BuildHasherDefault::default());
    match sketch.sketch_slice(hashes) {
        Ok(()) => sketch.get_hsketch_u64(),
        Err(_) => Vec::new(),
    }
}

fn minhash_rs(hashes: &[u64]) -> minhash_rs::prelude::MinHash<u64, 128> {
    use minhash_rs::prelude::*;
    let mut sketch = MinHash::<u64, 128>::new();
    for hash in hashes {
        sketch.insert(*hash);
    }
    sketch
}

/// Returns the shingles of the obvious program: Unicode words in lower case, windows of five, the
/// standard hasher.
fn idiomatic_shingles(text: &str) -> Vec<u64> {
    let lower = text.to_lowercase();
    let words: Vec<&str> = lower.unicode_words().collect();
    words
        .windows(5)
        .map(|shingle| {
            let mut hasher = DefaultHasher::new();
            shingle.hash(&mut hasher);
            hasher.finish()
        })
        .collect()
}

/// Returns the shingles of the text function that gaoya brings: windows of words split at white
/// space, joined.
fn gaoya_shingles(text: &str) -> Vec<String> {
    let lower = text.to_lowercase();
    let words = gaoya::text::whitespace_split(&lower).collect::<Vec<_>>();
    words.windows(5).map(|shingle| shingle.join(" ")).collect()
}

struct Rival<'a> {
    name: &'static str,
    run: Box<dyn FnMut() + 'a>,
}

fn rival<'a, T>(name: &'static str, mut run: impl FnMut() -> T + 'a) -> Rival<'a> {
    Rival {
        name,
        run: Box::new(move || {
            black_box(run());
        }),
    }
}

/// Returns the medians of all, in seconds, taken in turns.
fn medians(rivals: &mut [Rival<'_>]) -> Vec<f64> {
    const ROUNDS: usize = 61;
    /// As long a sample lasts, in seconds, or one run if that takes longer: too short to be
    /// interrupted often.
    const SAMPLE: f64 = 1e-4;
    let mut times = vec![Vec::with_capacity(ROUNDS); rivals.len()];
    let mut repeats = vec![1_usize; rivals.len()];
    for round in 0..=ROUNDS {
        for ((rival, times), repeat) in rivals.iter_mut().zip(&mut times).zip(&mut repeats) {
            let start = Instant::now();
            for _ in 0..*repeat {
                (rival.run)();
            }
            let time = start.elapsed().as_secs_f64() / *repeat as f64;
            if round == 0 {
                // The first run warms up and tells how many make a sample.
                *repeat = ((SAMPLE / time) as usize).clamp(1, 100_000);
            } else {
                times.push(time);
            }
        }
    }
    for times in &mut times {
        times.sort_by(f64::total_cmp);
    }
    times.iter().map(|times| times[ROUNDS / 2]).collect()
}

fn main() {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let model = cpu
        .lines()
        .find(|line| line.starts_with("model name"))
        .unwrap_or("CPU not known");
    println!("{}", model.replace('\t', ""));
    for (name, has) in [("AVX-512", " avx512bw "), ("AVX2", " avx2 ")] {
        println!("{name}: {}", if cpu.contains(has) { "yes" } else { "no" });
    }
    // Rivals that work in parallel get one thread, like all others.
    let one_thread = rayon::ThreadPoolBuilder::new()
        .num_threads(1)
        .build_global();
    assert!(one_thread.is_ok(), "{one_thread:?}");
    if std::env::args().all(|argument| argument != "index") {
        from_hashes();
        from_texts();
        documents();
    }
    index::table();
}

fn from_hashes() {
    println!(
        "\nready hashes to a signature of 128, one thread\n{:<34} {:>12} {:>12} {:>12} {:>8}",
        "", "60: ns/key", "500", "20000", "of ours"
    );
    let hasher = MinHasher::default();
    let mut columns: Vec<(Vec<&str>, Vec<f64>)> = Vec::new();
    for count in [60, 500, 20_000] {
        let mut numbers = Numbers(1);
        let hashes: Vec<u64> = (0..count).map(|_| numbers.next()).collect();
        let gaoya = MinHasher32::new(128);
        let mut rivals = [
            rival("retold", || hasher.sign_hashes(&hashes)),
            rival("probminhash OptDensMinHash", || densified(&hashes)),
            rival("gaoya MinHasher32", || {
                gaoya.create_signature(hashes.iter())
            }),
            rival("minhash-rs", || minhash_rs(&hashes)),
        ];
        let times = medians(&mut rivals);
        columns.push((
            rivals.iter().map(|rival| rival.name).collect(),
            times.iter().map(|time| time / count as f64 * 1e9).collect(),
        ));
    }
    for at in 0..columns[0].0.len() {
        let [small, middle, large] = [0, 1, 2].map(|column: usize| columns[column].1[at]);
        println!(
            "{:<34} {small:>12.2} {middle:>12.2} {large:>12.2} {:>7.1}x",
            columns[0].0[at],
            middle / columns[1].1[0]
        );
    }
}

fn from_texts() {
    println!("\ntext to a signature of 128, shingles of five words, MB/s, one thread");
    let hasher = MinHasher::default();
    let containment = ContainmentHasher::new(16, ShingleSize::NEAR_COPY);
    let gaoya = MinHasher32::new(128);
    let txtfp = MinHashFingerprinter::<_, 128>::new(
        Canonicalizer::default(),
        ShingleTokenizer {
            k: 5,
            inner: WordTokenizer,
        },
    );
    let lshdedup = lshdedup_core::Index::new(lshdedup_core::Config {
        shingle_unit: lshdedup_core::ShingleUnit::Word,
        ..lshdedup_core::Config::default()
    });
    let mut names = Vec::new();
    let mut rows: Vec<Vec<f64>> = Vec::new();
    for source in [ENGLISH, GERMAN, RUSSIAN, CHINESE] {
        for words in [60, 500, 20_000] {
            let text = source.text(words, 1);
            let mut rivals = vec![
                rival("retold signature", || hasher.sign(&text)),
                rival("retold containment sketch", || {
                    containment.as_ref().map(|hasher| hasher.sketch(&text)).ok()
                }),
                rival("words alone (unicode-segmentation)", || {
                    text.unicode_words().count()
                }),
                rival("probminhash, idiomatic front end", || {
                    densified(&idiomatic_shingles(&text))
                }),
                rival("gaoya, its text functions", || {
                    gaoya.create_signature(gaoya_shingles(&text).iter())
                }),
                rival("minhash-rs, idiomatic front end", || {
                    minhash_rs(&idiomatic_shingles(&text))
                }),
                rival("txtfp", || txtfp.fingerprint(&text).is_ok()),
                rival("lshdedup-core", || {
                    lshdedup.as_ref().map(|index| index.signature(&text)).ok()
                }),
            ];
            let times = medians(&mut rivals);
            names = rivals.iter().map(|rival| rival.name).collect();
            rows.push(
                times
                    .iter()
                    .map(|time| text.len() as f64 / time / 1e6)
                    .collect(),
            );
        }
    }
    println!(
        "{:<36}{}",
        "",
        ["english", "german", "russian", "chinese"]
            .map(|name| format!("{name:>24}"))
            .concat()
    );
    println!(
        "{:<36}{}",
        "words",
        format!("{:>8}{:>8}{:>8}", 60, 500, 20_000).repeat(4)
    );
    for (at, name) in names.iter().enumerate() {
        let cells: String = rows.iter().map(|row| format!("{:>8.1}", row[at])).collect();
        println!("{name:<36}{cells}");
    }
    println!(
        "english, 500 words: {:.1} times probminhash",
        rows[1][0] / rows[1][3]
    );
    println!(
        "german, 500 words: {:.2} times unicode-segmentation's words alone",
        rows[4][0] / rows[4][2]
    );
    println!(
        "russian, 500 words: {:.2} times unicode-segmentation's words alone",
        rows[7][0] / rows[7][2]
    );
}

fn documents() {
    println!(
        "\na Document, language detected, over lower case, split and intern\n{:<12}{:>10}{:>10}{:>10}",
        "words", 60, 500, 20_000
    );
    for source in [ENGLISH, GERMAN, RUSSIAN, CHINESE] {
        print!("{:<12}", source.name);
        for words in [60, 500, 20_000] {
            let text = source.text(words, 1);
            let options = TextOptions::default();
            let mut rivals = [
                rival("Document", || Document::new(&text, &options)),
                rival("plain", || plain::intern(&text, &mut HashMap::new())),
            ];
            let times = medians(&mut rivals);
            print!("{:>9.2}x", times[0] / times[1]);
        }
        println!();
    }
}
