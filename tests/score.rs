//! What a score must do on any text: the invariants that concern it, and the tricks that must not
//! fool it.

mod common;

use common::article;
use proptest::prelude::*;
use retold::score::{Evidence, Example, Fitter, Measure, Model, Score, Verdict};
use retold::text::Rarity;
use retold::{Detector, Document, Error, Language, TextOptions};

fn document(text: &str) -> Document {
    Document::new(text, &TextOptions::default())
}

fn score(source: &str, suspicious: &str) -> Score {
    Detector::default().compare(source, suspicious).score
}

fn fixture(event: &str, language: &str, name: &str) -> String {
    let path = format!(
        "{}/fixtures/{event}/{language}/{name}.txt",
        env!("CARGO_MANIFEST_DIR")
    );
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
    for name in [
        "near_copy",
        "light_rewrite",
        "heavy_rewrite",
        "independent_report",
    ] {
        let (source, suspicious) = (
            fixture("harbour_bridge", "en", "original"),
            fixture("harbour_bridge", "en", name),
        );
        let (alone, among) = (
            score(&source, &suspicious),
            score(&format!("{source}\n\n{other}"), &suspicious),
        );
        assert!(
            (alone.probability - among.probability).abs() < 0.15,
            "{name}: {} {}",
            alone.probability,
            among.probability
        );
    }
}

/// The degrees of reuse, in every language of the fixtures, one of them with nouns in capitals and
/// none but English with a table of common words.
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
        assert_eq!(
            of("mash_up").verdict,
            Verdict::PartialReuse,
            "{event} {language}"
        );
        assert_eq!(
            of("independent_report").verdict,
            Verdict::Independent,
            "{event} {language}"
        );
    }
}

/// Languages with a stemmer and without, with capitals that mark names and without: a heavy rewrite
/// ranks over an independent report, and is told from it.
#[test]
fn a_rewrite_ranks_over_an_independent_report_in_every_language() {
    for language in [
        "en", "de", "es", "fr", "it", "ru", "tr", "zh", "ja", "ko", "ar", "hi", "pl", "vi",
    ] {
        let source = fixture("harbour_bridge", language, "original");
        let rewrite = score(
            &source,
            &fixture("harbour_bridge", language, "heavy_rewrite"),
        )
        .probability;
        let report = score(
            &source,
            &fixture("harbour_bridge", language, "independent_report"),
        )
        .probability;
        assert!(
            rewrite > 0.9 && report < 0.5,
            "{language}: {rewrite} {report}"
        );
    }
}

/// A model of your own scores; one that was fitted to call everything independent does so.
#[test]
fn a_model_of_your_own_is_used() {
    let detector = Detector::default();
    let [source, rewrite, report] = ["original", "heavy_rewrite", "independent_report"]
        .map(|name| fixture("harbour_bridge", "en", name));
    let turned = |suspicious: &str, is_rewrite| {
        Example::new(detector.evidence(&source, suspicious), is_rewrite, 0)
    };
    let mut examples = vec![
        turned(&rewrite, false),
        turned(&report, false),
        turned(&source, true),
    ];
    examples
        .iter_mut()
        .for_each(|example| (example.whole, example.part) = (100.0, 100.0));
    let model = Fitter::default()
        .prior(Model::shipped().clone())
        .fit(&examples)
        .unwrap_or_else(|_| Model::shipped().clone());
    let own = Detector::builder().model(model).build();
    let (before, after) = (
        detector.compare(&source, &rewrite),
        own.compare(&source, &rewrite),
    );
    assert!(after.score.probability < 0.5 && before.score.probability > 0.5);
    assert!(own.compare(&source, &source).score.probability > 0.9);
}

/// A model needs pairs of both kinds, and cross-validation keeps the pairs of one source together.
#[test]
fn fits_say_what_they_lack() {
    let detector = Detector::default();
    let text = fixture("harbour_bridge", "en", "original");
    let example =
        |is_rewrite, group| Example::new(detector.evidence(&text, &text), is_rewrite, group);
    let only = [example(true, 1), example(true, 2)];
    assert_eq!(
        Fitter::default().fit(&only),
        Err(Error::Model(retold::error::ModelError::TooFewExamples {
            rewrites: 2,
            others: 0
        }))
    );
    // Whichever group is held out, one kind is left.
    let parted = [example(true, 1), example(false, 2)];
    assert!(Fitter::default().cross_validate(&parted, 5).is_err());
    assert!(
        Fitter::default()
            .cross_validate(
                &[
                    example(true, 1),
                    example(false, 1),
                    example(true, 2),
                    example(false, 2)
                ],
                5
            )
            .is_ok()
    );
}

/// Rarity counted in a corpus tells common words from rare ones where the language has no table.
#[test]
fn a_corpus_tells_which_words_are_common() {
    let texts: Vec<String> = ["original", "heavy_rewrite", "independent_report"]
        .iter()
        .map(|name| fixture("harbour_bridge", "it", name))
        .collect();
    let corpus = Detector::default().documents(&texts);
    let detector = Detector::builder()
        .language(Language::Italian)
        .rarity(Rarity::from_documents(&corpus))
        .build();
    let document = detector.document("Il ponte di Tarnhaven attende Settembrini");
    let shares: Vec<f32> = document
        .tokens()
        .iter()
        .map(|token| document.stems()[token.stem()].share())
        .collect();
    assert!(
        shares[2] > shares[1] && shares[1] > shares[5] && shares[5] > 0.0,
        "{shares:?}"
    );
    let probability = |name: &str| {
        detector
            .compare(&texts[0], &fixture("harbour_bridge", "it", name))
            .score
            .probability
    };
    assert!(probability("heavy_rewrite") > probability("independent_report"));
}

/// Each sentence of a rewrite finds its source sentence, and the facts that were changed in it are
/// named.
#[test]
fn sentences_find_their_source_and_their_changed_facts() {
    let source = "A barge struck the bridge of Tarnhaven at dawn. Nobody was hurt. Repairs will cost 6.8 million crowns, Piet Harrow said.";
    let suspicious = "According to Piet Harrow, repairs will cost 7.9 million crowns. At dawn a barge had struck the Tarnhaven bridge.";
    let comparison = Detector::builder()
        .sentences(true)
        .build()
        .compare(source, suspicious);
    let sources: Vec<_> = comparison
        .sentences
        .iter()
        .map(|row| row.source.and_then(|span| span.slice(source)))
        .collect();
    assert_eq!(
        sources,
        [
            Some("Repairs will cost 6.8 million crowns, Piet Harrow said"),
            Some("A barge struck the bridge of Tarnhaven at dawn")
        ]
    );
    let first = &comparison.sentences[0];
    assert!(first.strength > 0.5 && first.strength <= 1.0);
    assert_eq!(
        first
            .added
            .iter()
            .filter_map(|span| span.slice(suspicious))
            .collect::<Vec<_>>(),
        ["7.9 million"]
    );
    assert_eq!(
        first
            .dropped
            .iter()
            .filter_map(|span| span.slice(source))
            .collect::<Vec<_>>(),
        ["6.8 million"]
    );
    assert!(
        Detector::default()
            .compare(source, suspicious)
            .sentences
            .is_empty()
    );
}

/// A text all in one case hides its names; order must carry the score then, and the evidence says
/// so.
#[test]
fn one_case_throughout_does_not_hide_a_rewrite() {
    let (source, suspicious) = (
        fixture("harbour_bridge", "en", "original"),
        fixture("harbour_bridge", "en", "light_rewrite"),
    );
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
    let changed = source
        .replace("212", "187")
        .replace("Petra Solheim", "Leopold Strand");
    let comparison = Detector::default().compare(source, &changed);
    assert!(
        comparison.score.probability > 0.5,
        "{}",
        comparison.score.probability
    );
    let new = comparison
        .score
        .reasons
        .iter()
        .find(|reason| reason.measure == Measure::FactsNew)
        .unwrap();
    let texts: Vec<_> = new
        .suspicious
        .iter()
        .filter_map(|span| span.slice(&changed))
        .collect();
    assert_eq!(texts, ["187", "Leopold Strand"]);
}

/// Invariant 7: what repeats without end is matched sparsely, so that this test ends.
#[test]
fn repeated_words_stay_affordable() {
    let one = "word ".repeat(200_000);
    let periodic = "alpha beta gamma delta 17 ".repeat(40_000);
    for (source, suspicious) in [(&one, &one), (&one, &periodic), (&periodic, &periodic)] {
        let evidence = Evidence::new(&document(source), &document(suspicious), &[]);
        assert!(
            Measure::ALL
                .iter()
                .all(|&measure| evidence.get(measure).is_finite())
        );
    }
}
