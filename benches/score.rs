//! What the evidence of a pair costs once both documents are prepared, by shape of input.
//!
//! `cargo bench --bench score`

#[path = "../tests/common/mod.rs"]
mod common;

use std::hint::black_box;

use common::article;
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use retold::score::Evidence;
use retold::{Document, TextOptions};

fn evidence(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("evidence");
    for words in [200, 2_000, 20_000] {
        let (source, other) = (article(1, words / 16), article(3, words / 16));
        let halves = format!(
            "{}{}",
            &source[..source.len() / 2],
            &other[..other.len() / 2]
        );
        let repeated = "word ".repeat(words);
        for (shape, suspicious) in [
            ("unrelated", &other),
            ("half shared", &halves),
            ("one word", &repeated),
        ] {
            let of = |text: &str| Document::new(text, &TextOptions::default());
            let source = of(if shape == "one word" {
                suspicious
            } else {
                &source
            });
            let suspicious = of(suspicious);
            group.bench_with_input(
                BenchmarkId::new(shape, words),
                &(source, suspicious),
                |bencher, (source, suspicious)| {
                    bencher.iter(|| Evidence::new(black_box(source), black_box(suspicious), &[]));
                },
            );
        }
    }
    group.finish();
}

criterion_group!(benches, evidence);
criterion_main!(benches);
