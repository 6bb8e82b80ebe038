//! Passages of long documents of which paragraphs were reworded, and what a plain method finds of
//! them.

mod common;

use std::collections::{HashMap, HashSet};

use common::long::{LongPair, Shape, long_pair};
use retold::align::{AlignOptions, Aligner, Alignment};
use retold::eval::{AlignmentEvaluation, SpanPair};
use retold::{Document, Language, Span, TextOptions};

/// Pairs as different as rewriting is, each of two lengths.
fn pairs() -> Vec<LongPair> {
    let mut pairs = Vec::new();
    for words in [3_000, 12_000] {
        for (vocabulary, reused, kept) in [
            (300, 80, 75),
            (300, 20, 60),
            (1_000, 80, 50),
            (1_000, 30, 50),
        ] {
            let seed = pairs.len() as u64;
            let shape = Shape {
                words,
                vocabulary,
                reused,
                kept,
            };
            pairs.push(long_pair(seed, &shape));
        }
    }
    pairs
}

fn read(text: &str) -> Document {
    let mut options = TextOptions::default();
    options.language = Some(Language::English);
    Document::new(text, &options)
}

fn align(pair: &LongPair, edits: bool) -> Alignment {
    let mut options = AlignOptions::default();
    options.edits = edits;
    Aligner::default().align(&read(&pair.source), &read(&pair.suspicious), &options)
}

/// Returns the paragraphs of a text with their bytes, and the words and neighbouring words of each.
fn bags(text: &str) -> Vec<(Span, HashSet<String>)> {
    let mut start = 0;
    let bag = |paragraph: &str| {
        let words: Vec<String> = paragraph
            .split(|c: char| !c.is_alphanumeric())
            .filter(|word| !word.is_empty())
            .map(str::to_lowercase)
            .collect();
        let two = words.windows(2).map(|two| two.join(" "));
        let two: Vec<_> = two.collect();
        words.into_iter().chain(two).collect()
    };
    let mut bags = Vec::new();
    for paragraph in text.split("\n\n") {
        bags.push((Span::new(start, start + paragraph.len()), bag(paragraph)));
        start += paragraph.len() + 2;
    }
    bags
}

/// Returns the plain method: for each suspicious paragraph the source paragraph that is most like
/// it, by the words and neighbouring words that both contain, weighted by how few paragraphs
/// contain them. A likeness of a quarter is what real rewrites need.
fn plain(pair: &LongPair) -> Vec<SpanPair> {
    let (source, suspicious) = (bags(&pair.source), bags(&pair.suspicious));
    let mut counts: HashMap<&str, f64> = HashMap::new();
    for (_, bag) in source.iter().chain(&suspicious) {
        bag.iter()
            .for_each(|feature| *counts.entry(feature).or_default() += 1.0);
    }
    let all = (source.len() + suspicious.len()) as f64;
    let weight = |feature: &String| (1.0 + all / counts[feature.as_str()]).ln();
    let weigh = |bag: &HashSet<String>| bag.iter().map(weight).sum::<f64>();
    let weights: Vec<f64> = source.iter().map(|(_, bag)| weigh(bag)).collect();
    let mut found: Vec<SpanPair> = Vec::new();
    for (span, bag) in &suspicious {
        let own = weigh(bag);
        let likeness = source
            .iter()
            .zip(&weights)
            .map(|((place, other), weight_of_other)| {
                let common: f64 = bag.intersection(other).map(weight).sum();
                (2.0 * common / (own + weight_of_other), *place)
            });
        let best = likeness.max_by(|a, b| a.0.total_cmp(&b.0));
        let Some((_, place)) = best.filter(|best| best.0 >= 0.25) else {
            continue;
        };
        match found.last_mut() {
            // Neighbours of one source are one passage.
            Some(last) if last.source == place && last.suspicious.end + 2 == span.start => {
                last.suspicious.end = span.end;
            }
            _ => found.push(SpanPair {
                source: place,
                suspicious: *span,
            }),
        }
    }
    found
}

/// Protects the passages of long documents: a plain method must not find more of them.
#[test]
fn more_is_found_than_by_the_best_paragraph() {
    let (mut ours, mut theirs) = (AlignmentEvaluation::new(), AlignmentEvaluation::new());
    for pair in pairs() {
        let span = |range: &std::ops::Range<usize>| Span::new(range.start, range.end);
        let truth: Vec<SpanPair> = pair
            .passages
            .iter()
            .map(|(source, suspicious)| SpanPair {
                source: span(source),
                suspicious: span(suspicious),
            })
            .collect();
        let alignment = align(&pair, false);
        let found: Vec<SpanPair> = alignment
            .passages
            .iter()
            .map(|passage| SpanPair {
                source: passage.source,
                suspicious: passage.suspicious,
            })
            .collect();
        assert!(!alignment.capped);
        ours.add(&truth, &found);
        theirs.add(&truth, &plain(&pair));
    }
    let (ours, theirs) = (ours.measures(), theirs.measures());
    assert!(ours.plagdet > theirs.plagdet, "{ours:#?} {theirs:#?}");
    assert!(
        ours.plagdet >= 0.95 && ours.granularity <= 1.03,
        "{ours:#?}"
    );
}

/// Protects edits and identity, also of passages that were joined and whose gaps have no partner:
/// each word of both sides of a passage is in one edit.
#[test]
fn each_word_of_a_passage_is_in_one_edit() {
    for pair in pairs().iter().take(4) {
        let (source, suspicious) = (read(&pair.source), read(&pair.suspicious));
        let passages = align(pair, true).passages;
        assert!(!passages.is_empty());
        for passage in passages {
            assert!(
                (0.0..=1.0).contains(&passage.identity),
                "{}",
                passage.identity
            );
            for (document, span, spans) in [
                (
                    &source,
                    passage.source,
                    passage
                        .edits
                        .iter()
                        .filter_map(|edit| edit.source)
                        .collect::<Vec<Span>>(),
                ),
                (
                    &suspicious,
                    passage.suspicious,
                    passage
                        .edits
                        .iter()
                        .filter_map(|edit| edit.suspicious)
                        .collect(),
                ),
            ] {
                for token in document.tokens() {
                    let token = token.span();
                    let inside = span.start <= token.start && token.end <= span.end;
                    let holds = |edit: &&Span| edit.start <= token.start && token.end <= edit.end;
                    let edits = spans.iter().filter(holds).count();
                    assert_eq!(edits, usize::from(inside), "{token:?} {span:?}");
                }
            }
        }
    }
}

/// The same text twice among its own paragraphs gives the same passages each time, whatever the
/// aligner read before.
#[test]
fn an_aligner_remembers_nothing_of_other_pairs() {
    let pairs = pairs();
    let mut aligner = Aligner::default();
    let options = AlignOptions::default();
    for pair in &pairs[..4] {
        let kept = aligner.align(&read(&pair.source), &read(&pair.suspicious), &options);
        assert_eq!(kept, align(pair, false));
    }
}
