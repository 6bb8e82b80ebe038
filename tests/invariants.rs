//! What must hold for any input: the invariants that DESIGN.md lists, checked through the front
//! door.

mod common;

use common::{Random, article, patchwork};
use proptest::prelude::*;
use retold::align::{AlignOptions, EditKind};
use retold::scope::{ScopeOptions, SetAsideReason};
use retold::{Comparison, Detector, Span};

fn is_sane(comparison: &Comparison, source: &str, suspicious: &str) {
    let shares = [
        comparison.score.probability,
        comparison.reused,
        comparison.covered,
    ];
    assert!(
        shares.iter().all(|share| (0.0..=1.0).contains(share)),
        "{shares:?}"
    );
    for passage in &comparison.passages {
        assert!(
            passage
                .source
                .slice(source)
                .is_some_and(|text| !text.is_empty()),
            "{:?}",
            passage.source
        );
        assert!(
            passage
                .suspicious
                .slice(suspicious)
                .is_some_and(|text| !text.is_empty()),
            "{:?}",
            passage.suspicious
        );
        assert!((0.0..=1.0).contains(&passage.identity) && passage.strength.is_finite());
        for edit in &passage.edits {
            let inside = |part: Option<Span>, whole: Span, text: &str| {
                part.is_none_or(|part| {
                    part.slice(text).is_some() && whole.start <= part.start && part.end <= whole.end
                })
            };
            assert!(
                inside(edit.source, passage.source, source)
                    && inside(edit.suspicious, passage.suspicious, suspicious),
                "{edit:?}"
            );
            if let (EditKind::Similar, Some(ours), Some(theirs)) =
                (edit.kind, edit.source, edit.suspicious)
            {
                assert_ne!(
                    ours.slice(source),
                    theirs.slice(suspicious),
                    "a word is said to be only like itself: {edit:?}"
                );
            }
        }
    }
    let claimed: Vec<Span> = comparison
        .passages
        .iter()
        .map(|passage| passage.suspicious)
        .collect();
    assert!(
        claimed.windows(2).all(|two| two[0].end <= two[1].start),
        "a suspicious passage is attributed twice: {claimed:?}"
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    /// Invariant 1 and "no panic on any input": spans slice the originals, shares are shares,
    /// nothing is NaN.
    #[test]
    fn any_two_texts_compare(source in "\\PC{0,400}", suspicious in "\\PC{0,400}", joint in "\\PC{0,200}") {
        let detector = Detector::default();
        let (source, suspicious) = (format!("{source} {joint}"), format!("{joint}\n{suspicious}"));
        is_sane(&detector.compare(&source, &suspicious), &source, &suspicious);
    }

    /// The same for prose, where passages are found.
    #[test]
    fn overlapping_prose_compares(seed in 0_u64..1_000, shared in 1_usize..12, own in 0_usize..12) {
        let shared = article(seed, shared);
        let source = format!("{}\n\n{shared}", article(seed + 5_000, own));
        let suspicious = format!("{shared}\n\n{}", article(seed + 9_000, own));
        is_sane(&Detector::default().compare(&source, &suspicious), &source, &suspicious);
    }

    /// Invariant 2: a text against itself is one passage that covers all of both.
    #[test]
    fn a_text_is_its_own_copy(seed in 0_u64..1_000, sentences in 4_usize..40) {
        let text = article(seed, sentences);
        let comparison = Detector::default().compare(&text, &text);
        prop_assert_eq!(comparison.passages.len(), 1);
        prop_assert_eq!((comparison.reused, comparison.covered), (1.0, 1.0));
        prop_assert!(comparison.score.probability > 0.99, "{}", comparison.score.probability);
    }

    /// Invariants 3 and 4: many at once give what one at a time gives, in the order asked for, but
    /// for blocks that recur in them.
    #[test]
    fn many_at_once_equal_one_at_a_time(seed in 0_u64..1_000) {
        let options = ScopeOptions::default().without(SetAsideReason::RecurringBlock);
        let detector = Detector::builder().scope(options).build();
        let source = article(seed, 10);
        let suspicious: Vec<String> = (0..6).map(|n| format!("{} {}", article(seed, n), article(seed + 77 + n as u64, 4))).collect();
        let one_by_one: Vec<Comparison> = suspicious.iter().map(|text| detector.compare(&source, text)).collect();
        let pairs: Vec<(&str, &str)> = suspicious.iter().map(|text| (source.as_str(), text.as_str())).collect();
        prop_assert_eq!(&detector.compare_pairs(&pairs), &one_by_one);
        let documents = detector.documents(&suspicious);
        prop_assert_eq!(&detector.compare_many(&detector.document(&source), &documents), &one_by_one);
    }

    /// Invariant 5: unrelated text after the source barely moves the score; after the suspicious
    /// text it lowers `reused` in proportion and leaves the passages.
    #[test]
    fn unrelated_text_changes_what_it_should(seed in 0_u64..300) {
        let detector = Detector::default();
        let source = article(seed, 16);
        let unrelated = "Choose ripe plums, halve them, and simmer gently with cinnamon until thick; then fill warm jars. \
            Bees prefer lavender, thyme and borage, so plant these beside your vegetables and avoid pesticides altogether.";
        let plain = detector.compare(&source, &source);
        let longer_source = detector.compare(&format!("{source}\n\n{unrelated}"), &source);
        prop_assert!((plain.score.probability - longer_source.score.probability).abs() < 0.02);
        let longer_suspicious = detector.compare(&source, &format!("{source}\n\n{unrelated}"));
        prop_assert_eq!(longer_suspicious.passages.len(), 1);
        let words = |text: &str| text.split_whitespace().count() as f64;
        let expected = words(&source) / (words(&source) + words(unrelated));
        prop_assert!((longer_suspicious.reused - expected).abs() < 0.05, "{} {expected}", longer_suspicious.reused);
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    /// The same where sentences are cut, run on into others and put in any order, so that what one
    /// passage has claimed lies inside another.
    #[test]
    fn patchwork_compares(seed in any::<u64>()) {
        let (source, suspicious) = patchwork(&mut Random(seed));
        let mut options = AlignOptions::default();
        options.edits = seed % 2 == 0;
        let detector = Detector::builder().align(options).build();
        is_sane(&detector.compare(&source, &suspicious), &source, &suspicious);
    }
}

/// Invariant 2: nothing to compare is no error, no passage and probability 0.
#[test]
fn wordless_texts_are_neutral() {
    let detector = Detector::default();
    let article = article(1, 8);
    for (source, suspicious) in [
        ("", ""),
        ("", &*article),
        (&*article, ""),
        ("— … !", &*article),
        (&*article, "\0\0\u{200B}\n\n"),
    ] {
        let comparison = detector.compare(source, suspicious);
        assert_eq!(
            (
                comparison.score.probability,
                comparison.reused,
                comparison.covered
            ),
            (0.0, 0.0, 0.0),
            "{suspicious:?}"
        );
        assert!(comparison.passages.is_empty());
    }
}

/// Detectors and their results cross threads.
#[test]
fn public_types_are_send_and_sync() {
    fn check<T: Send + Sync + 'static>() {}
    check::<Detector>();
    check::<Comparison>();
    check::<retold::Document>();
    check::<retold::Error>();
    check::<retold::align::Aligner>();
}
