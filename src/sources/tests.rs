//! The union of the passages of many sources, against plain references.

use std::collections::{BTreeSet, HashSet};

use proptest::prelude::*;

use super::Found;
use crate::Detector;
use crate::align::Passage;
use crate::text::{Document, Gap, Token};

/// Sentences that share no words worth a match.
const SENTENCES: [&str; 10] = [
    "The barge struck the third pier of the bridge before dawn, and the crossing was closed for eleven weeks.",
    "Plum jam needs no pectin, said the cook of the ferry, and she boiled forty pounds of fruit in one copper kettle.",
    "Ines Calder, the harbour master, had warned the captain at six that a storm of ninety kilometres was expected.",
    "Volunteers counted 4,312 herons along the northern marsh, the highest number since the survey began in 1988.",
    "A court in Velmark fined the mill owner 70,000 crowns for dumping dye into the river on three nights in April.",
    "Astronomers at Quillon traced the faint signal to a pulsar which spins forty times each second behind a dust cloud.",
    "Bakers in Tessaly queued for rye flour after frost destroyed two thirds of the winter crop in the upper valleys.",
    "The violinist Orla Penhaligon returned to the stage in Ardmore with a concerto that nobody had played since 1911.",
    "Engineers lowered a camera into the flooded shaft and found the missing pump jammed beneath a collapsed gallery wall.",
    "Schoolchildren in Marrow Bay planted nine hundred alder saplings to hold the dune that last winter's gales had torn open.",
];

fn text(sentences: &[usize]) -> String {
    let sentences: Vec<&str> = sentences
        .iter()
        .map(|&at| SENTENCES[at % SENTENCES.len()])
        .collect();
    sentences.join(" ")
}

/// Returns, for each word, the source whose passage explains the stretch around it best, by looking
/// at every passage of every source. A stretch goes on until a sentence ends or another set of
/// passages contains the words.
fn owners(found: &Found, suspicious: &Document, sources: &[Document]) -> Vec<Option<usize>> {
    let tokens = suspicious.tokens();
    let passages: Vec<(usize, &Passage)> = found
        .sources
        .iter()
        .flat_map(|source| {
            source
                .comparison
                .passages
                .iter()
                .map(|passage| (source.index, passage))
        })
        .collect();
    let covering = |at: usize| -> Vec<usize> {
        let span = tokens[at].span();
        let contains = |passage: &Passage| {
            passage.suspicious.start <= span.start && span.end <= passage.suspicious.end
        };
        (0..passages.len())
            .filter(|&number| contains(passages[number].1))
            .collect()
    };
    let mut owners = Vec::new();
    while owners.len() < tokens.len() {
        let start = owners.len();
        let covering_start = covering(start);
        let mut end = start + 1;
        let goes_on =
            |at: usize| tokens[at].gap() < Gap::Sentence && covering(at) == covering_start;
        while end < tokens.len() && goes_on(end) {
            end += 1;
        }
        let mut best: Option<(f64, usize)> = None;
        for number in covering_start {
            let (source, passage) = passages[number];
            let known: HashSet<u64> = sources[source]
                .tokens()
                .iter()
                .filter(|token| {
                    passage.source.start <= token.span().start
                        && token.span().end <= passage.source.end
                })
                .map(|token| sources[source].stems()[token.stem()].hash())
                .collect();
            let weight = |token: &&Token| f64::from(suspicious.stems()[token.stem()].information());
            let words = || tokens[start..end].iter();
            let all: f64 = words().map(|token| weight(&token)).sum();
            let has = |token: &&Token| known.contains(&suspicious.stems()[token.stem()].hash());
            let shared: f64 = words().filter(has).map(|token| weight(&token)).sum();
            let strength = if all > 0.0 {
                passage.strength * (shared / all)
            } else {
                0.0
            };
            // Of passages that explain a stretch equally well, as those do that share none of its
            // words, the one of the first source has it.
            let is_better = |&(best, owner): &(f64, usize)| {
                strength > best || (strength == best && source < owner)
            };
            if best.as_ref().is_none_or(is_better) {
                best = Some((strength, source));
            }
        }
        owners.resize(end, best.map(|(_, source)| source));
    }
    owners
}

fn check(found: &Found, suspicious: &Document, sources: &[Document]) {
    let owners = owners(found, suspicious, sources);
    let all = owners.len().max(1) as f64;
    let mut reached = 0;
    for attribution in &found.attributions {
        assert!(attribution.suspicious.start >= reached, "no word is in two");
        reached = attribution.suspicious.end;
        let source = &found.sources[attribution.source];
        let passage = &source.comparison.passages[attribution.passage];
        assert!(
            passage.suspicious.start <= attribution.suspicious.start
                && attribution.suspicious.end <= passage.suspicious.end
        );
        let inside: Vec<_> = suspicious
            .tokens()
            .iter()
            .zip(&owners)
            .filter(|(token, _)| {
                token.span().start >= attribution.suspicious.start
                    && token.span().end <= attribution.suspicious.end
            })
            .map(|(_, owner)| *owner)
            .collect();
        assert_eq!(inside.len(), attribution.words);
        assert!(inside.iter().all(|&owner| owner == Some(source.index)));
    }
    for source in &found.sources {
        let words = owners
            .iter()
            .filter(|&&owner| owner == Some(source.index))
            .count();
        assert_eq!(source.words, words);
        assert!((source.share - words as f64 / all).abs() < 1e-12);
    }
    let reused = owners.iter().flatten().count() as f64 / all;
    assert!((found.reused - reused).abs() < 1e-12);
    let probabilities = found.sources.iter().map(|source| source.probability);
    assert!(probabilities.is_sorted_by(|a, b| a >= b), "best first");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Protects the union and its shares: whatever is taken from whom, each word belongs to the
    /// source whose passage explains the stretch around it best, and leaving sources out gives what
    /// comparing with the rest alone gives.
    #[test]
    fn every_word_belongs_to_the_best_passage(
        sources in prop::collection::vec(prop::collection::vec(0..10usize, 0..5), 0..6),
        suspicious in prop::collection::vec(0..10usize, 0..7),
        excluded in prop::collection::btree_set(0..6usize, 0..4),
    ) {
        let detector = Detector::default();
        let sources: Vec<Document> = sources.iter().map(|source| detector.document(&text(source))).collect();
        let suspicious = detector.document(&text(&suspicious));
        let found = detector.sources(&suspicious, &sources);
        check(&found, &suspicious, &sources);
        for source in &found.sources {
            prop_assert_eq!(&source.comparison, &detector.compare_documents(&sources[source.index], &suspicious));
        }

        let rest = found.without(&excluded.iter().copied().collect::<Vec<_>>());
        check(&rest, &suspicious, &sources);
        let kept: Vec<usize> = (0..sources.len()).filter(|at| !excluded.contains(at)).collect();
        let alone = detector.sources(&suspicious, &kept.iter().map(|&at| sources[at].clone()).collect::<Vec<_>>());
        let shares = |found: &Found, name: &dyn Fn(usize) -> usize| -> BTreeSet<(usize, usize)> {
            found.sources.iter().map(|source| (name(source.index), source.words)).collect()
        };
        prop_assert_eq!(shares(&rest, &|at| at), shares(&alone, &|at| kept[at]));
        prop_assert_eq!(rest.reused, alone.reused);
    }
}

/// Protects the case that the union exists for: a patchwork of two sources is explained by both
/// together and by neither alone.
#[test]
fn a_patchwork_is_explained_by_its_sources_together() {
    let detector = Detector::default();
    let sources = detector.documents(&[text(&[0, 1, 2]), text(&[7, 8]), text(&[3, 4, 5])]);
    let suspicious = detector.document(&text(&[1, 4, 2, 5]));
    let found = detector.sources(&suspicious, &sources);
    assert!(found.reused > 0.95, "{}", found.reused);
    let share = |index: usize| {
        found
            .sources
            .iter()
            .find(|source| source.index == index)
            .unwrap()
            .share
    };
    assert!(
        share(0) > 0.4 && share(2) > 0.4 && share(1) == 0.0,
        "{found:#?}"
    );
    assert_eq!(found.attributions.len(), 4);
    let rest = found.without(&[2]);
    // The passage of source 0 bridges a sentence of source 2, which it now keeps.
    assert!(rest.reused >= share(0) && rest.reused < found.reused);
}

/// Protects the fallback: a word of a source that is left out goes to the next source that has it.
#[test]
fn a_copy_of_the_source_takes_over_when_the_source_is_excluded() {
    let detector = Detector::default();
    let sources = detector.documents(&[text(&[0, 1, 2]), text(&[0, 1, 2])]);
    let suspicious = detector.document(&text(&[0, 1]));
    let found = detector.sources(&suspicious, &sources);
    let first = found.sources[0].index;
    assert_eq!(found.sources[0].share, found.reused);
    // The copy is explained away, but for the likelihood that it was the one that was read.
    let (best, copy) = (&found.sources[0], &found.sources[1]);
    let alone = copy.comparison.score.probability;
    assert_eq!(best.probability, best.comparison.score.probability);
    assert!(copy.probability < alone && copy.probability > alone / 8.0);
    let rest = found.without(&[first]);
    assert_eq!(
        rest.sources[0].probability, alone,
        "nothing explains it away any more"
    );
    assert_eq!(rest.reused, found.reused);
    assert_eq!(rest.sources.len(), 1);
    assert_eq!(found.without(&[0, 1]).reused, 0.0);
}

/// Protects texts of few words, for which an unrelated text may score as a whole: the source whose
/// passages have the words explains it away.
#[test]
fn a_source_without_passages_is_explained_away_by_those_with_the_words() {
    let detector = Detector::default();
    let sources = detector.documents(&[text(&[0, 1]), text(&[5, 6])]);
    let suspicious = detector.document(&text(&[0, 1]));
    let compared = |source: &Document| detector.compare_documents(source, &suspicious);
    let mut comparisons: Vec<_> = sources
        .iter()
        .map(|source| (source, compared(source)))
        .collect();
    assert!(comparisons[1].1.passages.is_empty());
    comparisons[1].1.score.probability = 0.6;
    let found = Found::new(&suspicious, comparisons);
    let [own, other] = [0, 1].map(|index| {
        let found = found.sources.iter().find(|source| source.index == index);
        found.map_or(0.0, |source| source.probability)
    });
    assert_eq!(own, found.sources[0].comparison.score.probability);
    assert!((other / (1.0 - other) - 1.5 / 7.4).abs() < 1e-9, "{other}");
    assert_eq!(found.without(&[0]).sources[0].probability, 0.6);
}

/// Wordless texts and empty lists are answers, not errors.
#[test]
fn nothing_is_found_for_nothing() {
    let detector = Detector::default();
    let empty = detector.document("");
    assert_eq!(detector.sources(&empty, &[]).reused, 0.0);
    let found = detector.sources(&empty, &detector.documents(&["one two three"]));
    assert_eq!(
        (found.sources.len(), found.reused, found.words),
        (1, 0.0, 0)
    );
}

/// Protects the stored form: what was written is read back equal, and leaving sources out works on
/// it as before.
#[cfg(feature = "serde")]
#[test]
fn json_is_read_back() {
    let detector = Detector::default();
    let sources = detector.documents(&[text(&[0, 1]), text(&[1, 3])]);
    let found = detector.sources(&detector.document(&text(&[0, 1, 3])), &sources);
    let json = serde_json::to_string(&found).unwrap();
    let read: Found = serde_json::from_str(&json).unwrap();
    assert_eq!(read, found);
    assert_eq!(read.without(&[0]), found.without(&[0]));
}

/// Protects the order of sources that explain a stretch equally well: the first has it, whichever
/// is the better source. Nothing of either source is in the second and the third sentence, over
/// which the passages go.
#[test]
fn of_equal_claims_the_first_source_has_it() {
    let detector = Detector::default();
    for (sources, suspicious) in [
        (vec![vec![7], vec![7, 4]], vec![4, 0, 0, 0, 7]),
        (vec![vec![2, 3], vec![5, 3]], vec![2, 5, 4, 3]),
    ] {
        let sources = detector.documents(&sources.iter().map(|at| text(at)).collect::<Vec<_>>());
        let suspicious = detector.document(&text(&suspicious));
        check(
            &detector.sources(&suspicious, &sources),
            &suspicious,
            &sources,
        );
    }
}
