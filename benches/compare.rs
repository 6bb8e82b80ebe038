//! The cost of a comparison compared with the least that any method must do: lower-case, split and
//! intern both texts.
//!
//! `cargo bench --bench compare`; the rows of one pair belong side by side. Generated pairs of
//! 2,000 and 20,000 words show how the cost grows, and many pairs in one and in two threads what
//! the second core brings.
#![allow(
    clippy::expect_used,
    reason = "a bench without its fixtures has nothing to measure"
)]

#[path = "texts/articles.rs"]
mod articles;
#[path = "../tests/common/mod.rs"]
mod common;
#[path = "texts/plain.rs"]
mod plain;

use std::collections::HashMap;
use std::hint::black_box;

use articles::pairs;
use common::reuse::reuse;
use criterion::{BenchmarkId, Criterion, criterion_group, criterion_main};
use plain::intern;
use retold::Detector;

fn compare(criterion: &mut Criterion) {
    let detector = Detector::default();
    let mut group = criterion.benchmark_group("compare");
    for (name, source, suspicious) in pairs().expect("the bundled fixtures") {
        group.bench_function(
            BenchmarkId::new("lower-case, split, intern", name),
            |bencher| {
                bencher.iter(|| {
                    let mut ids = HashMap::new();
                    (
                        intern(black_box(&source), &mut ids),
                        intern(black_box(&suspicious), &mut ids),
                    )
                });
            },
        );
        group.bench_function(BenchmarkId::new("documents", name), |bencher| {
            bencher.iter(|| {
                (
                    detector.document(black_box(&source)),
                    detector.document(black_box(&suspicious)),
                )
            });
        });
        group.bench_function(BenchmarkId::new("compare", name), |bencher| {
            bencher.iter(|| detector.compare(black_box(&source), black_box(&suspicious)));
        });
    }
    for words in [2_000, 20_000] {
        let pair = reuse(1, words);
        group.bench_function(
            BenchmarkId::new("compare", format!("{words} generated words")),
            |bencher| {
                bencher.iter(|| {
                    detector.compare(black_box(&pair.source), black_box(&pair.suspicious))
                });
            },
        );
    }
    group.finish();
}

fn threads(criterion: &mut Criterion) {
    let detector = Detector::default();
    let pairs: Vec<(String, String)> = pairs()
        .expect("the bundled fixtures")
        .into_iter()
        .cycle()
        .take(40)
        .map(|(_, source, suspicious)| (source, suspicious))
        .collect();
    let mut group = criterion.benchmark_group("40 pairs");
    group.sample_size(20);
    for threads in [1, 2] {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .expect("a pool of threads");
        group.bench_function(BenchmarkId::new("threads", threads), |bencher| {
            bencher.iter(|| pool.install(|| detector.compare_pairs(black_box(&pairs))));
        });
    }
    group.finish();
}

criterion_group!(benches, compare, threads);
criterion_main!(benches);
