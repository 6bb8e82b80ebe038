//! What a comparison costs beside the least that any method must do: lower-case, split and intern both texts.
//!
//! `cargo bench --bench compare`; the two rows of one length belong side by side.

#[path = "../tests/common/mod.rs"]
mod common;

use std::collections::HashMap;
use std::hint::black_box;

use common::{Random, article};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use retold::Detector;

/// Lower-case, split at what is no letter or digit, and number the distinct words.
fn intern(text: &str, ids: &mut HashMap<String, u32>) -> Vec<u32> {
    let lower = text.to_lowercase();
    let words = lower.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words
        .map(|word| {
            if let Some(&id) = ids.get(word) {
                return id;
            }
            let id = ids.len() as u32;
            ids.insert(word.to_owned(), id);
            id
        })
        .collect()
}

/// A source of about `words` words and a text that shares every other sentence with it, a fifth of their words replaced.
fn pair(words: usize) -> (String, String) {
    let source = article(1, words / 16);
    let mut random = Random(2);
    let other = article(3, words / 16);
    let sentences = source.split_inclusive(". ").zip(other.split_inclusive(". "));
    let suspicious = sentences
        .enumerate()
        .map(|(number, (ours, theirs))| {
            let kept = if number % 2 == 0 { ours } else { theirs };
            kept.split_inclusive(' ').map(|word| if random.below(5) == 0 { "perhaps " } else { word }).collect::<String>()
        })
        .collect();
    (source, suspicious)
}

fn compare(criterion: &mut Criterion) {
    let detector = Detector::default();
    let mut group = criterion.benchmark_group("compare");
    for words in [200, 2_000, 20_000] {
        let (source, suspicious) = pair(words);
        group.bench_function(BenchmarkId::new("lower-case, split, intern", words), |bencher| {
            bencher.iter(|| {
                let mut ids = HashMap::new();
                (intern(black_box(&source), &mut ids), intern(black_box(&suspicious), &mut ids))
            });
        });
        group.bench_function(BenchmarkId::new("compare", words), |bencher| {
            bencher.iter(|| detector.compare(black_box(&source), black_box(&suspicious)));
        });
    }
    group.finish();
}

criterion_group!(benches, compare);
criterion_main!(benches);
