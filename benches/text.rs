//! From text to words: a `Document` and the word scanner, compared with plain Rust.
//!
//! `cargo bench --bench text`

mod texts;

use std::collections::HashMap;
use std::hint::black_box;
use std::ops::Range;

use criterion::{BatchSize, BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use retold::shingle::{ShingleSet, ShingleSize};
use retold::sketch::MinHasher;
use retold::{Document, Language, TextOptions};
use texts::{CHINESE, ENGLISH, GERMAN, RUSSIAN, plain};
use unicode_segmentation::UnicodeSegmentation;

fn document(c: &mut Criterion) {
    let mut group = c.benchmark_group("document");
    let languages = [
        (ENGLISH, Language::English),
        (GERMAN, Language::German),
        (RUSSIAN, Language::Russian),
        (CHINESE, Language::Other),
    ];
    for (source, language) in languages {
        for words in [60, 2_000, 20_000] {
            let text = source.text(words, 1);
            group.throughput(Throughput::Bytes(text.len() as u64));
            let name = format!("{}-{words}", source.name);
            group.bench_with_input(BenchmarkId::new("plain", &name), &text, |b, text| {
                b.iter(|| plain::intern(black_box(text), &mut HashMap::new()))
            });
            let mut options = TextOptions::default();
            group.bench_with_input(BenchmarkId::new("detected", &name), &text, |b, text| {
                b.iter(|| Document::new(black_box(text), &options))
            });
            options.language = Some(language);
            group.bench_with_input(BenchmarkId::new("given", &name), &text, |b, text| {
                b.iter(|| Document::new(black_box(text), &options))
            });
        }
    }
}

fn words(c: &mut Criterion) {
    let mut group = c.benchmark_group("words");
    for source in [ENGLISH, GERMAN, RUSSIAN, CHINESE] {
        let text = source.text(2_000, 1);
        group.throughput(Throughput::Bytes(text.len() as u64));
        group.bench_with_input(
            BenchmarkId::new("unicode-segmentation", source.name),
            &text,
            |b, text| {
                b.iter(|| black_box(text).unicode_words().count());
            },
        );
        group.bench_with_input(
            BenchmarkId::new("shingle-set", source.name),
            &text,
            |b, text| {
                b.iter(|| ShingleSet::new(black_box(text), ShingleSize::NEAR_COPY));
            },
        );
    }
}

/// Measures what must grow in proportion: one text, ten and a hundred times, and inputs that
/// someone made to be slow.
fn growth(c: &mut Criterion) {
    let mut group = c.benchmark_group("growth");
    group.sample_size(10);
    let mut options = TextOptions::default();
    options.language = Some(Language::English);
    let inputs = [
        ("prose", ENGLISH.text(2_000, 1)),
        ("one-word", "word ".repeat(2_500)),
        ("no-spaces", "é".repeat(6_000)),
        ("base64", "aGVsbG8gd29ybGQ".repeat(800)),
        ("marks", "\u{301}".repeat(6_000)),
        ("marked", format!("a{}", "\u{301}".repeat(6_000))),
        ("look-alikes", "сор ".repeat(1_800)),
        ("stops", "a.".repeat(6_000)),
        ("invisible", "a\u{200b}".repeat(3_000)),
    ];
    for (name, part) in inputs {
        for times in [1, 10, 100] {
            let text = part.repeat(times);
            group.throughput(Throughput::Bytes(text.len() as u64));
            group.bench_with_input(BenchmarkId::new(name, times), &text, |b, text| {
                b.iter(|| Document::new(black_box(text), &options))
            });
        }
    }
    // Words that never repeat, nor from one run to the next: nothing is remembered of them, here or
    // in plain Rust.
    let hasher = MinHasher::default();
    for words in [2_000, 20_000, 200_000] {
        let mut next = 0_u32;
        let mut fresh = || {
            next = next.wrapping_add(words);
            never_repeating(next..next.wrapping_add(words))
        };
        group.throughput(Throughput::Bytes(fresh().len() as u64));
        group.bench_function(BenchmarkId::new("never-repeating", words), |b| {
            b.iter_batched_ref(
                &mut fresh,
                |text| Document::new(black_box(text), &options),
                BatchSize::PerIteration,
            )
        });
        group.bench_function(BenchmarkId::new("never-repeating, plain", words), |b| {
            b.iter_batched_ref(
                &mut fresh,
                |text| plain::intern(black_box(text), &mut HashMap::new()),
                BatchSize::PerIteration,
            )
        });
        group.bench_function(BenchmarkId::new("never-repeating, signature", words), |b| {
            b.iter_batched_ref(
                &mut fresh,
                |text| hasher.sign(black_box(text)),
                BatchSize::PerIteration,
            )
        });
    }
}

/// Returns words whose letters spell their scattered numbers: each once.
fn never_repeating(words: Range<u32>) -> String {
    let mut text = String::new();
    for word in words {
        let mut number = word.wrapping_mul(0x9E37_79B1);
        for _ in 0..5 {
            text.push(char::from(b"bdfgklmnprstvwyz"[number as usize % 16]));
            text.push(char::from(b"aeou"[number as usize / 16 % 4]));
            number /= 64;
        }
        text.push(char::from(b'a' + number as u8));
        text.push(' ');
    }
    text
}

criterion_group!(benches, document, words, growth);
criterion_main!(benches);
