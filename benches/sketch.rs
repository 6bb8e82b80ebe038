//! From hashes and from text to sketches. `benches/rivals/` runs other crates on the same texts.
//!
//! `cargo bench --bench sketch`

mod texts;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use retold::shingle::ShingleSize;
use retold::sketch::{ContainmentHasher, MinHasher};
use texts::{CHINESE, ENGLISH, GERMAN, Numbers, RUSSIAN};

fn hashes(c: &mut Criterion) {
    let mut group = c.benchmark_group("hashes");
    let hasher = MinHasher::default();
    let mut numbers = Numbers(1);
    for count in [10, 60, 500, 20_000] {
        let hashes: Vec<u64> = (0..count).map(|_| numbers.next()).collect();
        group.throughput(Throughput::Elements(count));
        group.bench_with_input(
            BenchmarkId::new("signature", count),
            &hashes,
            |b, hashes| b.iter(|| hasher.sign_hashes(black_box(hashes))),
        );
    }
}

fn texts(c: &mut Criterion) {
    let mut group = c.benchmark_group("texts");
    let hasher = MinHasher::default();
    let containment = ContainmentHasher::default();
    for source in [ENGLISH, GERMAN, RUSSIAN, CHINESE] {
        for words in [60, 500, 20_000] {
            let text = source.text(words, 1);
            group.throughput(Throughput::Bytes(text.len() as u64));
            let name = format!("{}-{words}", source.name);
            group.bench_with_input(BenchmarkId::new("signature", &name), &text, |b, text| {
                b.iter(|| hasher.sign(black_box(text)))
            });
            group.bench_with_input(BenchmarkId::new("containment", &name), &text, |b, text| {
                b.iter(|| containment.sketch(black_box(text)))
            });
        }
    }
}

fn comparing(c: &mut Criterion) {
    let hasher = MinHasher::new(128, ShingleSize::NEAR_COPY).unwrap_or_default();
    let one = hasher.sign(&ENGLISH.text(500, 1));
    let two = hasher.sign(&ENGLISH.text(500, 2));
    c.bench_function("resemblance of two signatures", |b| {
        b.iter(|| black_box(&one).resemblance(black_box(&two)))
    });
}

criterion_group!(benches, hashes, texts, comparing);
criterion_main!(benches);
