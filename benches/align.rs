//! What finding passages costs: pairs with known reuse, by length, and hostile pairs next to an
//! ordinary one of their length.
//!
//! `cargo bench --bench align`. Documents are read outside the timed part.

#[path = "../tests/common/mod.rs"]
mod common;

use common::long::{Shape, long_pair};
use common::reuse::{hostile, reuse};
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use retold::align::{AlignOptions, Aligner};
use retold::{Document, TextOptions};

fn align(criterion: &mut Criterion) {
    let read = |text: &str| Document::new(text, &TextOptions::default());
    let mut options = AlignOptions::default();
    let mut aligner = Aligner::default();
    let mut group = criterion.benchmark_group("align");
    group.sample_size(20);
    for words in [2_000, 20_000] {
        let pair = reuse(1, words);
        let (source, suspicious) = (read(&pair.source), read(&pair.suspicious));
        options.edits = false;
        group.bench_function(BenchmarkId::new("passages", words), |bencher| {
            bencher.iter(|| aligner.align(&source, &suspicious, &options));
        });
        options.edits = true;
        group.bench_function(BenchmarkId::new("passages and edits", words), |bencher| {
            bencher.iter(|| aligner.align(&source, &suspicious, &options));
        });
    }
    options.edits = false;
    for words in [20_000, 200_000] {
        let shape = Shape {
            words,
            vocabulary: 1_000,
            reused: 50,
            kept: 60,
        };
        let pair = long_pair(1, &shape);
        let (source, suspicious) = (read(&pair.source), read(&pair.suspicious));
        group.bench_function(BenchmarkId::new("reworded paragraphs", words), |bencher| {
            bencher.iter(|| aligner.align(&source, &suspicious, &options));
        });
    }
    let pair = reuse(1, 100_000);
    let ordinary = ("ordinary", pair.source, pair.suspicious);
    for (name, source, suspicious) in hostile(100_000).into_iter().chain([ordinary]) {
        let (source, suspicious) = (read(&source), read(&suspicious));
        group.bench_function(BenchmarkId::new("hostile", name), |bencher| {
            bencher.iter(|| aligner.align(&source, &suspicious, &options));
        });
    }
    group.finish();
}

criterion_group!(benches, align);
criterion_main!(benches);
