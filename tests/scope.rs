//! What takes part in a comparison, through the front door.

use proptest::prelude::*;
use retold::align::{AlignOptions, EditKind};
use retold::scope::{Scope, ScopeOptions, SetAsideReason};
use retold::{Detector, Document, TextOptions};

mod common;
use common::{Random, article};

const FOOTER: &str = "Follow us on social media for the latest updates and sign up for our free morning newsletter. You can \
    unsubscribe at any time. By signing up you agree to our terms and conditions.";

fn all_rules() -> ScopeOptions {
    let options = ScopeOptions::default().phrases(["a b"]);
    SetAsideReason::ALL
        .into_iter()
        .fold(options, ScopeOptions::with)
}

/// Returns a string of random letters and digits, as encoded data is.
fn blob(seed: u64, length: usize) -> String {
    let alphabet: Vec<char> = ('A'..='Z').chain('a'..='z').chain('0'..='9').collect();
    let mut random = Random(seed);
    (0..length)
        .map(|_| alphabet[random.below(alphabet.len())])
        .collect()
}

proptest! {
    /// Any two texts: no panic, stretches of one side are disjoint, in order, on character
    /// boundaries, and cover what is masked.
    #[test]
    fn what_is_set_aside_is_a_partition(
        source in "([a-c]{1,3}|[0-9]{1,3}|[.!?\"“”«»,:;-]|[ \n\r\u{2028}\u{a0}é漢])*",
        suspicious in "([a-c]{1,3}|[0-9]{1,3}|[.!?\"“”«»,:;-]|[ \n\r\u{2028}\u{a0}é漢])*",
    ) {
        let read = |text: &str| Document::new(text, &TextOptions::default());
        let (source, suspicious) = (read(&source), read(&suspicious));
        let scope = Scope::new(&source, &suspicious, &all_rules());
        let set_aside = scope.set_aside(&source, &suspicious);
        for (document, mask, of_source) in [(&source, scope.source(), true), (&suspicious, scope.suspicious(), false)] {
            let spans: Vec<_> = set_aside.iter().filter_map(|stretch| if of_source { stretch.source } else { stretch.suspicious }).collect();
            prop_assert!(spans.windows(2).all(|pair| pair[0].end <= pair[1].start));
            prop_assert!(spans.iter().all(|span| span.slice(document.text()).is_some()));
            for (token, found) in document.tokens().iter().enumerate() {
                let inside = spans.iter().any(|span| span.start <= found.span().start && found.span().end <= span.end);
                prop_assert_eq!(inside, mask.has(token));
            }
        }
    }
}

/// Protects transcripts and pages with captions between their paragraphs: what takes no part counts
/// as an edit of its own, not as added, and a copy stays a copy.
#[test]
fn what_is_set_aside_within_a_passage_is_no_edit_of_the_text() {
    let source = article(5, 12);
    let mut stamped = String::new();
    for (at, sentence) in source.split_inclusive(". ").enumerate() {
        stamped += &format!("[00:{at:02}:07] {}\n", sentence.trim_end());
    }
    let detector = Detector::builder()
        .align(AlignOptions::default().edits(true))
        .build();
    let document = |text: &str| detector.document(text);
    let comparison = detector.compare_documents(&document(&source), &document(&stamped));
    assert_eq!(comparison.passages.len(), 1);
    let passage = &comparison.passages[0];
    assert!(passage.identity > 0.99, "{}", passage.identity);
    let of = |kind: EditKind| passage.edits.iter().filter(move |edit| edit.kind == kind);
    assert!(of(EditKind::SetAside).count() > 4);
    assert_eq!(of(EditKind::Added).chain(of(EditKind::Replaced)).count(), 0);
    for edit in of(EditKind::SetAside) {
        assert_eq!(edit.source, None);
        let shown = edit.suspicious.and_then(|span| span.slice(&stamped));
        assert!(
            shown.is_some_and(|shown| shown.starts_with("00:")),
            "{shown:?}"
        );
    }
    // The same the other way: nothing was dropped.
    let comparison = detector.compare_documents(&document(&stamped), &document(&source));
    let passage = &comparison.passages[0];
    assert!(passage.identity > 0.99, "{}", passage.identity);
    assert!(
        passage
            .edits
            .iter()
            .all(|edit| edit.kind != EditKind::Dropped)
    );
}

/// Invariant 5: a text that occurs twice scores as once, and passages and shares say so.
#[test]
fn a_text_given_twice_scores_as_once() {
    let detector = Detector::default();
    let text = article(3, 12);
    let twice = format!("{text}\n\n{text}");
    let comparison = detector.compare(&text, &twice);
    assert!(comparison.score.probability > 0.99);
    assert_eq!((comparison.reused, comparison.covered), (1.0, 1.0));
    assert!(
        comparison
            .set_aside
            .iter()
            .any(|stretch| stretch.reason == SetAsideReason::Repeat)
    );
}

/// What the caller sets aside leaves the score, not only the passages.
#[test]
fn what_the_caller_names_leaves_the_score() {
    let (source, suspicious) = (article(5, 10), article(6, 10));
    let plain = Detector::default().compare(&source, &suspicious);
    let options = ScopeOptions::default().boilerplate([Detector::default().document(FOOTER)]);
    let detector = Detector::builder().scope(options).build();
    let footed = detector.compare(
        &format!("{source}\n\n{FOOTER}"),
        &format!("{suspicious}\n\n{FOOTER}"),
    );
    assert!((plain.score.probability - footed.score.probability).abs() < 0.02);
    assert_eq!(plain.passages.len(), footed.passages.len());
}

/// Data that nobody reads is no evidence: neither alone nor inside an article.
#[test]
fn encoded_data_is_no_evidence() {
    let detector = Detector::default();
    let blobs = detector.compare(&blob(1, 20_000), &blob(2, 20_000));
    assert_eq!((blobs.score.probability, blobs.reused), (0.0, 0.0));
    assert!(
        blobs
            .set_aside
            .iter()
            .all(|stretch| stretch.reason == SetAsideReason::Noise)
    );
    // The same data are a copy, whatever they are.
    assert!(
        detector
            .compare(&blob(1, 2_000), &blob(1, 2_000))
            .score
            .probability
            > 0.99
    );
    let (source, suspicious) = (article(5, 10), article(6, 10));
    let with = |text: &str, seed| {
        format!(
            "{text}\n\n<img src=\"data:image/png;base64,{}\">",
            blob(seed, 9_000)
        )
    };
    let plain = detector.compare(&source, &suspicious).score.probability;
    let embedding = detector
        .compare(&with(&source, 1), &with(&suspicious, 2))
        .score
        .probability;
    assert!((plain - embedding).abs() < 0.02, "{plain} {embedding}");
}

/// Protects text that was copied to another place: furniture is at the same end of both texts.
#[test]
fn a_block_at_the_other_end_is_no_furniture() {
    let aside = |source: &str, suspicious: &str| {
        let comparison = Detector::default().compare(source, suspicious);
        let mut reasons = comparison.set_aside.iter().map(|stretch| stretch.reason);
        reasons.any(|reason| reason == SetAsideReason::SharedBlock)
    };
    let (source, suspicious) = (article(5, 10), article(6, 10));
    let footed = format!("{suspicious}\n\n{FOOTER}");
    assert!(aside(&format!("{source}\n\n{FOOTER}"), &footed));
    assert!(!aside(&format!("{FOOTER}\n\n{source}"), &footed));
}

/// Protects texts in another language: a sentence without a name shares no word with the source,
/// and is not about another matter.
#[test]
fn in_two_languages_no_sentence_is_on_another_matter() {
    let source = include_str!("../fixtures/harbour_bridge/en/original.txt");
    let suspicious = include_str!("../fixtures/harbour_bridge/fr/heavy_rewrite.txt");
    let comparison = Detector::default().compare(source, suspicious);
    assert_ne!(comparison.source_language, comparison.suspicious_language);
    let reasons = comparison.set_aside.iter().map(|stretch| stretch.reason);
    assert!(
        !reasons
            .into_iter()
            .any(|reason| reason == SetAsideReason::ForeignStretch)
    );
}

/// Footers that four texts of one call have are set aside without a word of the caller.
#[test]
fn what_recurs_in_one_call_is_set_aside() {
    let detector = Detector::default();
    let texts: Vec<String> = (20..25)
        .map(|seed| format!("{}\n\n{FOOTER}", article(seed, 8)))
        .collect();
    let documents = detector.documents(&texts);
    for comparison in detector.compare_many(&documents[0], &documents[1..]) {
        let recurring = comparison
            .set_aside
            .iter()
            .filter(|stretch| stretch.reason == SetAsideReason::RecurringBlock);
        let spans = recurring.filter_map(|stretch| stretch.source?.slice(&texts[0]));
        assert!(
            spans
                .collect::<String>()
                .contains("free morning newsletter")
        );
    }
}

/// Hostile texts of every rule are read; their cost is measured by a benchmark.
#[test]
fn hostile_texts_are_read() {
    let detector = Detector::builder().scope(all_rules()).build();
    for text in [
        "“a ".repeat(3_000),
        "\"a b\" ".repeat(3_000),
        "The same sentence again and again. ".repeat(2_000),
        "word ".repeat(10_000),
        "1\n".repeat(5_000),
        "[1] 2019\n".repeat(3_000),
        "References\n\n".repeat(3_000),
    ] {
        let other = format!("{text} and an end");
        let comparison = detector.compare(&text, &other);
        assert!((0.0..=1.0).contains(&comparison.score.probability));
    }
}
