//! Passages through the public face: known reuse is found, hostile texts stay bounded, what is set
//! aside is reported.

mod common;

use common::article;
use common::reuse::{Reuse, hostile, reuse};
use retold::align::{AlignOptions, Aligner, Alignment, EditKind};
use retold::scope::{Scope, ScopeOptions, SetAsideReason};
use retold::{Document, Language, TextOptions};

fn read(text: &str) -> Document {
    let mut options = TextOptions::default();
    options.language = Some(Language::English);
    Document::new(text, &options)
}

fn align(source: &str, suspicious: &str, options: &AlignOptions) -> Alignment {
    Aligner::default().align(&read(source), &read(suspicious), options)
}

/// Returns precision and recall of reused words.
fn found(pair: &Reuse) -> (f64, f64) {
    let alignment = align(&pair.source, &pair.suspicious, &AlignOptions::default());
    let (mut hits, mut claimed, mut reused) = (0.0, 0.0_f64, 0.0_f64);
    for token in read(&pair.suspicious).tokens() {
        let at = token.span().start;
        let ours = alignment
            .passages
            .iter()
            .any(|passage| passage.suspicious.range().contains(&at));
        let true_reuse = pair.reused.iter().any(|range| range.contains(&at));
        hits += f64::from(u8::from(ours && true_reuse));
        claimed += f64::from(u8::from(ours));
        reused += f64::from(u8::from(true_reuse));
    }
    (hits / claimed.max(1.0), hits / reused.max(1.0))
}

/// Protects finding itself, without any labelled data: shuffled, reworded passages among unrelated
/// words.
#[test]
fn known_reuse_is_found() {
    let all: Vec<_> = (1..=4)
        .map(|seed| found(&reuse(seed, 2_000)))
        .chain([found(&reuse(5, 10_000))])
        .collect();
    let mean = |pick: fn(&(f64, f64)) -> f64| all.iter().map(pick).sum::<f64>() / all.len() as f64;
    assert!(
        mean(|both| both.0) >= 0.97 && mean(|both| both.1) >= 0.97,
        "{all:?}"
    );
}

/// A text that repeats itself is still its own copy. The others only have to end:
/// `benches/align.rs` measures what they cost.
#[test]
fn hostile_texts_end_and_a_text_is_its_own_copy() {
    for (name, source, suspicious) in hostile(6_000) {
        let alignment = align(&source, &suspicious, &AlignOptions::default());
        if source == suspicious {
            assert_eq!(alignment.passages.len(), 1, "{name}");
            let passage = &alignment.passages[0];
            assert_eq!(
                (passage.source, passage.identity),
                (passage.suspicious, 1.0),
                "{name}"
            );
        }
    }
}

/// The same source passage may serve twice; a suspicious passage is attributed once.
#[test]
fn a_source_passage_may_serve_twice() {
    let lifted = article(3, 4);
    let source = format!("{}\n\n{lifted}\n\n{}", article(70, 12), article(71, 12));
    let suspicious = format!(
        "{}\n\n{lifted}\n\n{}\n\n{lifted}\n\n{}",
        article(80, 12),
        article(81, 12),
        article(82, 12)
    );
    let passages = align(&source, &suspicious, &AlignOptions::default()).passages;
    let copies: Vec<usize> = suspicious
        .match_indices(&lifted)
        .map(|(at, _)| at)
        .collect();
    for at in copies {
        let middle = at + lifted.len() / 2;
        assert!(
            passages
                .iter()
                .any(|passage| passage.suspicious.range().contains(&middle)),
            "{passages:#?}"
        );
    }
    assert!(
        passages
            .windows(2)
            .all(|two| two[0].suspicious.end <= two[1].suspicious.start)
    );
}

/// Edits come only when asked for, change nothing else, and name what was done.
#[test]
fn edits_are_worked_out_on_request() {
    let source = "The harbour master told the council that the eastern breakwater would need urgent repairs before winter, \
        and that the island ferry company had offered to pay for a third of the work if the timetable stayed as it was.";
    let suspicious = "The harbour master told the council that the eastern breakwaters would need costly repairs before winter, \
        and that the ferry company had offered to pay for a third of the work today if the timetable stayed.";
    let mut options = AlignOptions::default();
    let plain = align(source, suspicious, &options);
    options.edits = true;
    let mut full = align(source, suspicious, &options);
    let kinds: Vec<EditKind> = full
        .passages
        .iter()
        .flat_map(|passage| &passage.edits)
        .map(|edit| edit.kind)
        .collect();
    for kind in [
        EditKind::Same,
        EditKind::Inflected,
        EditKind::Replaced,
        EditKind::Added,
        EditKind::Dropped,
    ] {
        assert!(kinds.contains(&kind), "{kind:?} in {kinds:?}");
    }
    full.passages
        .iter_mut()
        .for_each(|passage| passage.edits.clear());
    assert_eq!(plain, full);
}

/// What is set aside takes no part in a passage, and is reported.
#[test]
fn what_is_set_aside_is_reported() {
    let prose = |seed, words| reuse(seed, words).source;
    let quoted = prose(5, 90);
    let source = format!("{}\n\n{quoted}", prose(6, 300));
    let suspicious = format!("{}\n\n„{}“ {}", prose(7, 300), quoted.trim(), prose(8, 300));
    assert_eq!(
        align(&source, &suspicious, &AlignOptions::default())
            .passages
            .len(),
        1
    );

    let (source, suspicious) = (read(&source), read(&suspicious));
    for options in [
        ScopeOptions::none().with(SetAsideReason::Quotation),
        ScopeOptions::none().boilerplate([read(&quoted)]),
    ] {
        let scope = Scope::new(&source, &suspicious, &options);
        let alignment =
            Aligner::default().align_within(&source, &suspicious, &scope, &AlignOptions::default());
        assert!(alignment.passages.is_empty(), "{alignment:#?}");
        assert!(!scope.suspicious().is_empty());
    }

    let mut options = AlignOptions::default();
    options.min_length = 100_000;
    let without = Aligner::default().align(&source, &suspicious, &options);
    assert!(without.passages.is_empty());
    assert!(
        without
            .set_aside
            .iter()
            .any(|stretch| stretch.reason == SetAsideReason::Short && stretch.source.is_some())
    );
}

/// Empty and wordless texts have no passage.
#[test]
fn nothing_comes_of_nothing() {
    for (source, suspicious) in [("", ""), ("", "a word"), ("...", "!?"), ("word", "")] {
        assert_eq!(
            align(source, suspicious, &AlignOptions::default()),
            Alignment::default(),
            "{source:?} {suspicious:?}"
        );
    }
}

/// Lengths are counted in characters: a run of made-up words is a passage or too short, whatever
/// the letters it is written in.
#[test]
fn letters_of_two_bytes_count_once() {
    let mut random = common::Random(12);
    let mut words = |characters: usize| {
        let mut text = String::new();
        while text.len() < characters {
            for _ in 0..3 + random.below(6) {
                text.push(char::from(b'a' + random.below(26) as u8));
            }
            text.push(' ');
        }
        text
    };
    let cyrillic = |text: &str| -> String {
        text.chars()
            .map(|c| match c {
                ' ' => ' ',
                c => char::from_u32('а' as u32 + c as u32 - 'a' as u32).unwrap(),
            })
            .collect()
    };
    let passages = |source: &str, suspicious: &str| {
        let read =
            |text: &str| Document::new(text, &TextOptions::default().language(Language::Other));
        let options = AlignOptions::default();
        let found = Aligner::default().align(&read(source), &read(suspicious), &options);
        let spans = found.passages.iter().map(|passage| {
            let count = |span: retold::Span, text: &str| {
                span.code_points(text).map(|span| (span.start, span.end))
            };
            (
                count(passage.source, source),
                count(passage.suspicious, suspicious),
            )
        });
        spans.collect::<Vec<_>>()
    };
    let mut kinds = [0, 0];
    for shared in (60..=260).step_by(20) {
        let run = words(shared);
        let source = format!("{}{run}{}", words(1_500), words(1_500));
        let suspicious = format!("{}{run}{}", words(1_500), words(1_500));
        let latin = passages(&source, &suspicious);
        assert_eq!(
            latin,
            passages(&cyrillic(&source), &cyrillic(&suspicious)),
            "{shared}"
        );
        kinds[usize::from(!latin.is_empty())] += 1;
    }
    assert!(kinds[0] > 0 && kinds[1] > 0, "{kinds:?}: both must occur");
}
