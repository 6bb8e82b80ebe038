//! Passages compared with what other crates make of the same pair: generated texts of which 60 % is
//! reused, in shuffled passages with 15 % of the words changed (`tests/common/reuse.rs`).
//!
//! ```text
//! cd benches/rivals && cargo run --release --bin align
//! ```
//!
//! Diffs get ready numbers for the words, ours ready documents; `bio` works on bytes, so each word
//! is folded to one, and gives one alignment (on the texts as bytes it asks for 74 GB at 20,000
//! words). Taken in turns, medians printed. *Found* is the share of the reused words of the
//! suspicious text that the method pairs with the source or puts inside a passage, *right* the
//! share of what it claims that was reused.

use std::collections::HashMap;
use std::hint::black_box;
use std::ops::Range;
use std::time::Instant;

use bio::alignment::pairwise::banded;
use imara_diff::{Diff, InternedInput};
use retold::align::{AlignOptions, Aligner};
use retold::{Document, TextOptions};
use similar::{Algorithm, DiffOp};

#[path = "../../../../tests/common/mod.rs"]
mod common;

use common::reuse::reuse;

/// Returns the words as numbers, the same on both sides, and the position of each.
fn words<'a>(text: &'a str, numbers: &mut HashMap<&'a str, u32>) -> (Vec<u32>, Vec<usize>) {
    let mut start = 0;
    let mut places = Vec::new();
    let mut ids = Vec::new();
    for word in text.split(' ') {
        let letters = word.trim_end_matches('.');
        if !letters.is_empty() {
            let next = numbers.len() as u32;
            ids.push(*numbers.entry(letters).or_insert(next));
            places.push(start);
        }
        start += word.len() + 1;
    }
    (ids, places)
}

/// A method, and the ranges of suspicious bytes or words that it takes for reused.
type Method<'a> = (&'static str, Box<dyn FnMut() -> Vec<Range<usize>> + 'a>);

fn table(length: usize) {
    let pair = reuse(1, length);
    let mut numbers = HashMap::new();
    let (source_words, _) = words(&pair.source, &mut numbers);
    let (suspicious_words, places) = words(&pair.suspicious, &mut numbers);
    let byte = |word: usize| places.get(word).copied().unwrap_or(pair.suspicious.len());
    let bytes = |words: Range<usize>| byte(words.start)..byte(words.end).saturating_sub(1);
    let suspicious_count = suspicious_words.len();
    let documents =
        [&pair.source, &pair.suspicious].map(|text| Document::new(text, &TextOptions::default()));
    let mut aligner = Aligner::default();
    let mut again = Aligner::default();
    let passages =
        |aligner: &mut Aligner, source: &Document, suspicious: &Document| -> Vec<Range<usize>> {
            let found = aligner
                .align(source, suspicious, &AlignOptions::default())
                .passages;
            found
                .iter()
                .map(|passage| passage.suspicious.range())
                .collect()
        };
    let of_similar = |algorithm: Algorithm| {
        let (source, suspicious) = (&source_words, &suspicious_words);
        move || {
            let kept = |op: &DiffOp| match *op {
                DiffOp::Equal { new_index, len, .. } => Some(new_index..new_index + len),
                _ => None,
            };
            similar::capture_diff_slices(algorithm, source, suspicious)
                .iter()
                .filter_map(kept)
                .map(bytes)
                .collect()
        }
    };
    let of_imara = |algorithm: imara_diff::Algorithm| {
        let mut input: InternedInput<u32> = InternedInput::default();
        input.update_before(source_words.iter().copied());
        input.update_after(suspicious_words.iter().copied());
        move || {
            let diff = Diff::compute(algorithm, &input);
            let kept = |word: &usize| !diff.is_added(*word as u32);
            (0..suspicious_count)
                .filter(kept)
                .map(|word| bytes(word..word + 1))
                .collect()
        }
    };
    let score = |a: u8, b: u8| if a == b { 1 } else { -1 };
    let fold = |words: &[u32]| -> Vec<u8> {
        words
            .iter()
            .map(|word| (word.wrapping_mul(0x9E37_79B1) >> 24) as u8)
            .collect()
    };
    let (source_bytes, suspicious_bytes) = (fold(&source_words), fold(&suspicious_words));
    let mut band = banded::Aligner::with_capacity(
        source_bytes.len(),
        suspicious_bytes.len(),
        -5,
        -1,
        score,
        4,
        50,
    );
    let mut methods: Vec<Method> = vec![
        (
            "retold",
            Box::new(|| passages(&mut aligner, &documents[0], &documents[1])),
        ),
        (
            "retold, from text",
            Box::new(|| {
                let [source, suspicious] = [&pair.source, &pair.suspicious]
                    .map(|text| Document::new(text, &TextOptions::default()));
                passages(&mut again, &source, &suspicious)
            }),
        ),
        ("similar, Myers", Box::new(of_similar(Algorithm::Myers))),
        (
            "similar, Patience",
            Box::new(of_similar(Algorithm::Patience)),
        ),
        (
            "similar, Histogram",
            Box::new(of_similar(Algorithm::Histogram)),
        ),
        (
            "imara-diff, Histogram",
            Box::new(of_imara(imara_diff::Algorithm::Histogram)),
        ),
        (
            "imara-diff, Myers",
            Box::new(of_imara(imara_diff::Algorithm::Myers)),
        ),
        (
            "bio, banded local",
            Box::new(|| {
                let best = band.local(&source_bytes, &suspicious_bytes);
                vec![bytes(best.ystart..best.yend)]
            }),
        ),
    ];
    let rounds = if length > 5_000 { 5 } else { 15 };
    let mut times = vec![Vec::new(); methods.len()];
    let mut found = vec![Vec::new(); methods.len()];
    for _ in 0..rounds {
        for ((_, run), (times, found)) in methods.iter_mut().zip(times.iter_mut().zip(&mut found)) {
            let start = Instant::now();
            *found = black_box(run());
            times.push(start.elapsed().as_secs_f64() * 1e3);
        }
    }
    println!(
        "\n{length} words\n{:24}{:>10}{:>10}{:>10}",
        "method", "ms", "found", "right"
    );
    for (((name, _), times), found) in methods.iter().zip(&mut times).zip(&found) {
        times.sort_by(f64::total_cmp);
        let inside =
            |ranges: &[Range<usize>], at: usize| ranges.iter().any(|range| range.contains(&at));
        let truly: Vec<usize> = places
            .iter()
            .copied()
            .filter(|&at| inside(&pair.reused, at))
            .collect();
        let claimed: Vec<usize> = places
            .iter()
            .copied()
            .filter(|&at| inside(found, at))
            .collect();
        let hits = truly.iter().filter(|&&at| inside(found, at)).count() as f64;
        let (found, right) = (
            hits / truly.len().max(1) as f64,
            hits / claimed.len().max(1) as f64,
        );
        println!(
            "{name:24}{:>10.2}{found:>10.3}{right:>10.3}",
            times[times.len() / 2]
        );
    }
}

fn main() {
    let cpu = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    println!(
        "{}",
        cpu.lines()
            .find(|line| line.starts_with("model name"))
            .unwrap_or("model name: unknown")
    );
    table(2_000);
    table(20_000);
}
