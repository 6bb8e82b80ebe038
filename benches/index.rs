//! The index: building, asking, and opening, by the number of documents. `benches/rivals/` compares
//! it with other crates.
//!
//! `cargo bench --bench index`

mod texts;

use std::hint::black_box;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use retold::index::{Banding, Clusters, IndexOptions, Keep, LshIndex, Record};
use retold::shingle::{ShingleSet, ShingleSize};
use retold::sketch::{ContainmentHasher, MinHasher};
use texts::Numbers;

const SHINGLES: usize = 300;

/// Makes documents of which every second one resembles the one before, more or less.
fn documents(options: &IndexOptions, count: u64) -> Vec<(u64, Record)> {
    let mut numbers = Numbers(1);
    let mut last: Vec<u64> = Vec::new();
    (0..count)
        .map(|id| {
            let kept = if id % 2 == 0 {
                0
            } else {
                numbers.below(SHINGLES)
            };
            last.truncate(kept);
            last.extend((kept..SHINGLES).map(|_| numbers.next()));
            let set = ShingleSet::from_hashes(last.clone(), ShingleSize::NEAR_COPY);
            let mut record = Record::new(options.hasher().sign_hashes(set.hashes()));
            if let Some(hasher) = options.containment() {
                record = record.with_sketch(hasher.sketch_hashes(set.hashes()));
            }
            (
                id,
                if options.keep() == Keep::Shingles {
                    record.with_shingles(set)
                } else {
                    record
                },
            )
        })
        .collect()
}

fn options(bands: usize, rows: usize, keep: Keep) -> IndexOptions {
    let banding = Banding::new(bands, rows).unwrap_or_default();
    IndexOptions::new(MinHasher::default(), banding)
        .unwrap_or_default()
        .with_keep(keep)
}

fn index(options: IndexOptions, documents: &[(u64, Record)]) -> LshIndex {
    let mut index = LshIndex::new(options);
    let done = index
        .insert_many(documents.to_vec())
        .and_then(|()| index.compact());
    assert!(done.is_ok(), "{done:?}");
    index
}

fn building(c: &mut Criterion) {
    let mut group = c.benchmark_group("building");
    group.sample_size(10);
    for (bands, rows) in [(16, 8), (32, 4)] {
        let options = options(bands, rows, Keep::Signatures);
        let documents = documents(&options, 100_000);
        group.throughput(Throughput::Elements(documents.len() as u64));
        group.bench_function(
            BenchmarkId::new("in bulk", format!("{bands}x{rows}")),
            |b| {
                b.iter_batched(
                    || documents.clone(),
                    |documents| LshIndex::new(options).insert_many(documents),
                    BatchSize::PerIteration,
                )
            },
        );
        group.bench_function(
            BenchmarkId::new("one by one", format!("{bands}x{rows}")),
            |b| {
                b.iter_batched(
                    || documents.clone(),
                    |documents| {
                        let mut index = LshIndex::new(options);
                        documents
                            .into_iter()
                            .try_for_each(|(id, record)| index.insert(id, record))
                    },
                    BatchSize::PerIteration,
                )
            },
        );
    }
}

fn asking(c: &mut Criterion) {
    let mut group = c.benchmark_group("asking");
    for count in [10_000, 100_000] {
        for (name, keep) in [
            ("by signature", Keep::Signatures),
            ("by shingles", Keep::Shingles),
        ] {
            let options = options(16, 8, keep);
            let documents = documents(&options, count);
            let index = index(options, &documents);
            let mut next = 0;
            group.bench_function(BenchmarkId::new(name, count), |b| {
                b.iter(|| {
                    next = (next + 7_919) % documents.len();
                    index.query(black_box(&documents[next].1), 0.8)
                })
            });
        }
        let options = options(16, 8, Keep::Nothing).with_containment(ContainmentHasher::default());
        let documents = documents(&options, count);
        let index = index(options, &documents);
        let mut next = 0;
        group.bench_function(BenchmarkId::new("containment", count), |b| {
            b.iter(|| {
                next = (next + 7_919) % documents.len();
                documents[next]
                    .1
                    .sketch()
                    .map(|sketch| index.containment(black_box(sketch), 0.5))
            })
        });
    }
}

fn pairs(c: &mut Criterion) {
    let mut group = c.benchmark_group("all pairs");
    group.sample_size(10);
    let options = options(16, 8, Keep::Shingles);
    let documents = documents(&options, 100_000);
    let index = index(options, &documents);
    group.throughput(Throughput::Elements(documents.len() as u64));
    group.bench_function("100000", |b| b.iter(|| index.all_pairs(0.8)));
    let found = index.all_pairs(0.8).unwrap_or_default();
    group.bench_function("clusters", |b| {
        b.iter(|| {
            Clusters::new(
                0..documents.len() as u64,
                found.pairs.iter().map(|pair| (pair.first, pair.second)),
            )
        })
    });
}

/// Opens a stored index of a million documents, and queries it for the first time.
fn opening(c: &mut Criterion) {
    let options = options(16, 8, Keep::Nothing);
    let hasher = options.hasher();
    let mut numbers = Numbers(3);
    let mut index = LshIndex::new(options);
    for first in (0..1_000_000).step_by(50_000) {
        let record = |_| Record::new(hasher.sign_hashes(&[(); 40].map(|()| numbers.next())));
        let some = (first..first + 50_000)
            .zip((0..50_000).map(record))
            .collect();
        assert!(index.insert_many(some).is_ok());
    }
    let path = std::env::temp_dir().join(format!("retold-bench-{}.index", std::process::id()));
    assert!(index.save(&path).is_ok());
    let asked = hasher.sign_hashes(&[1, 2, 3]);
    c.bench_function("open a million", |b| b.iter(|| LshIndex::open(&path)));
    c.bench_function("open a million and ask", |b| {
        b.iter(|| LshIndex::open(&path).map(|index| index.candidates(&asked)))
    });
    let _ = std::fs::remove_file(path);
}

criterion_group!(benches, building, asking, pairs, opening);
criterion_main!(benches);
