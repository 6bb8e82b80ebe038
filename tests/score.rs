//! What a score must do on any text: the invariants that concern it, and the tricks that must not fool it.

mod common;

use common::article;
use proptest::prelude::*;
use retold::score::{Evidence, Measure, Score, Verdict};
use retold::{Detector, Document, TextOptions};

fn document(text: &str) -> Document {
    Document::new(text, &TextOptions::default())
}

fn score(source: &str, suspicious: &str) -> Score {
    Detector::default().compare(source, suspicious).score
}

fn fixture(event: &str, language: &str, name: &str) -> String {
    let path = format!("{}/fixtures/{event}/{language}/{name}.txt", env!("CARGO_MANIFEST_DIR"));
    let text = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(!text.is_empty(), "{path} cannot be read");
    text
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Invariant 2, on texts of any length and script.
    #[test]
    fn a_text_is_a_rewrite_of_itself(text in "\\PC{0,120}") {
        let score = score(&text, &text);
        if document(&text).tokens().is_empty() {
            prop_assert_eq!(score.probability, 0.0);
        } else {
            prop_assert!(score.probability > 0.99, "{}", score.probability);
            prop_assert_eq!(score.verdict, Verdict::Copy);
        }
    }

    /// Probabilities are probabilities, whatever is compared.
    #[test]
    fn nothing_is_ever_not_a_number(source in "[a-zA-Z0-9 .,\n\"“”Ж山]{0,200}", suspicious in "[a-zA-Z0-9 .,\n\"“”Ж山]{0,200}") {
        let score = score(&source, &suspicious);
        prop_assert!((0.0..=1.0).contains(&score.probability) && (0.0..=1.0).contains(&score.whole));
        prop_assert!(score.reasons.iter().all(|reason| reason.value.is_finite() && reason.log_odds.is_finite()));
    }

    /// Invariant 3: the same evidence again, from documents prepared anew.
    #[test]
    fn evidence_is_the_same_each_time(seed in 0_u64..500) {
        let (source, suspicious) = (article(seed, 12), article(seed + 1, 12));
        let once = Evidence::new(&document(&source), &document(&suspicious), &[]);
        prop_assert_eq!(once, Evidence::new(&document(&source), &document(&suspicious), &[]));
    }
}

/// Invariant 5: text appended to the source barely moves the score.
#[test]
fn unrelated_text_in_the_source_changes_little() {
    let other = fixture("grain_terminal", "en", "original");
    for name in ["near_copy", "light_rewrite", "heavy_rewrite", "independent_report"] {
        let (source, suspicious) = (fixture("harbour_bridge", "en", "original"), fixture("harbour_bridge", "en", name));
        let (alone, among) = (score(&source, &suspicious), score(&format!("{source}\n\n{other}"), &suspicious));
        assert!((alone.probability - among.probability).abs() < 0.1, "{name}: {} {}", alone.probability, among.probability);
    }
}

/// The degrees of reuse, in every language of the fixtures, one of them with nouns in capitals and none but English with a
/// table of common words.
#[test]
fn fixtures_get_their_verdicts() {
    let events = [
        ("harbour_bridge", "en"),
        ("harbour_bridge", "de"),
        ("harbour_bridge", "es"),
        ("harbour_bridge", "fr"),
        ("grain_terminal", "en"),
        ("glacier_observatory", "en"),
    ];
    for (event, language) in events {
        let source = fixture(event, language, "original");
        let of = |name: &str| score(&source, &fixture(event, language, name));
        assert_eq!(of("near_copy").verdict, Verdict::Copy, "{event} {language}");
        assert!(of("light_rewrite").probability > 0.95, "{event} {language}");
        assert!(of("heavy_rewrite").probability > 0.5, "{event} {language}");
        assert_eq!(of("mash_up").verdict, Verdict::PartialReuse, "{event} {language}");
        assert_eq!(of("independent_report").verdict, Verdict::Independent, "{event} {language}");
    }
}

/// A text all in one case hides its names; order must carry the score then, and the evidence says so.
#[test]
fn one_case_throughout_does_not_hide_a_rewrite() {
    let (source, suspicious) = (fixture("harbour_bridge", "en", "original"), fixture("harbour_bridge", "en", "light_rewrite"));
    for dressed in [suspicious.to_lowercase(), suspicious.to_uppercase()] {
        assert!(!Evidence::new(&document(&source), &document(&dressed), &[]).names_readable());
        assert!(score(&source, &dressed).probability > 0.9);
    }
    let report = fixture("harbour_bridge", "en", "independent_report");
    assert!(score(&source, &report.to_lowercase()).probability < 0.5);
}

/// A copy in which a few facts were changed is still a copy, and the reasons show what changed.
#[test]
fn a_copy_with_changed_facts_is_found_and_explained() {
    let source = "The ferry Alma left Norwick at noon with 212 passengers. Its captain, Petra Solheim, had warned the harbour \
                  office of fog. Near the lighthouse the ship struck a barge that carried gravel. Nobody was hurt, but the crew \
                  spent 4 hours pumping water out of the engine room before a tug arrived from Brannock.";
    let changed = source.replace("212", "187").replace("Petra Solheim", "Leopold Strand");
    let comparison = Detector::default().compare(source, &changed);
    assert!(comparison.score.probability > 0.5, "{}", comparison.score.probability);
    let new = comparison.score.reasons.iter().find(|reason| reason.measure == Measure::FactsNew).unwrap();
    let texts: Vec<_> = new.suspicious.iter().filter_map(|span| span.slice(&changed)).collect();
    assert_eq!(texts, ["187", "Leopold Strand"]);
}

/// Invariant 7: what repeats without end is matched sparsely, so that this test ends.
#[test]
fn repeated_words_stay_affordable() {
    let one = "word ".repeat(200_000);
    let periodic = "alpha beta gamma delta 17 ".repeat(40_000);
    for (source, suspicious) in [(&one, &one), (&one, &periodic), (&periodic, &periodic)] {
        let evidence = Evidence::new(&document(source), &document(suspicious), &[]);
        assert!(Measure::ALL.iter().all(|&measure| evidence.get(measure).is_finite()));
    }
}
