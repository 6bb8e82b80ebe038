//! What a page costs to write, and how large it is.
//!
//! `cargo bench --bench report`

#[path = "texts/mod.rs"]
mod texts;

use std::hint::black_box;

use criterion::{BenchmarkId, Criterion, Throughput, criterion_group, criterion_main};
use retold::Detector;
use retold::align::AlignOptions;
use texts::{ENGLISH, Numbers};

/// Returns an article of about `words` words, and one that takes two thirds of its paragraphs over,
/// a seventh of their words changed, every third of them at another place.
fn pair(words: usize) -> (String, String) {
    let source = ENGLISH.text(words, 1);
    let other = ENGLISH.text(words, 2);
    let fresh: Vec<&str> = other.split(' ').collect();
    let mut numbers = Numbers(3);
    let mut paragraphs: Vec<String> = source
        .split("\n\n")
        .zip(other.split("\n\n").cycle())
        .map(|(paragraph, own)| match numbers.below(3) {
            0 => own.to_owned(),
            _ => {
                let mut changed = |word| {
                    if numbers.below(7) == 0 {
                        fresh[numbers.below(fresh.len())]
                    } else {
                        word
                    }
                };
                paragraph
                    .split(' ')
                    .map(&mut changed)
                    .collect::<Vec<_>>()
                    .join(" ")
            }
        })
        .collect();
    for at in (0..paragraphs.len()).step_by(3) {
        let to = numbers.below(paragraphs.len());
        paragraphs.swap(at, to);
    }
    (source, paragraphs.join("\n\n"))
}

fn report(criterion: &mut Criterion) {
    let mut options = AlignOptions::default();
    options.edits = true;
    let detector = Detector::builder().align(options).build();
    let mut group = criterion.benchmark_group("report");
    for words in [2_000, 20_000] {
        let (source, suspicious) = pair(words);
        let comparison = detector.compare(&source, &suspicious);
        let size = comparison.to_html(&source, &suspicious).len();
        println!(
            "{words} words: {} passages, a page of {size} bytes",
            comparison.passages.len()
        );
        group.throughput(Throughput::Bytes(size as u64));
        group.bench_function(BenchmarkId::new("to_html", words), |bencher| {
            bencher.iter(|| comparison.to_html(black_box(&source), black_box(&suspicious)));
        });
    }
    group.finish();
}

criterion_group!(benches, report);
criterion_main!(benches);
