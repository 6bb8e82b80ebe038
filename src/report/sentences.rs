//! A sentence of the suspicious text and the sentence of the source that shares most with it, with
//! the facts that differ marked.

use super::changes::SAME_STATEMENT;
use super::marks::{Mark, Row, Run, with_facts};
use crate::Span;
use crate::align::{FactEdit, FactEditKind};
use crate::score::SentenceMatch;

/// Returns both sentences with what differs marked: names and numbers that the other text lacks or
/// that a passage has in place of others, and, in sentences that are otherwise much the same,
/// negations that were put in or taken out. The source is empty where no sentence shares anything.
pub(super) fn sides<'a>(
    found: &SentenceMatch,
    source: &'a str,
    suspicious: &'a str,
) -> Row<'a, 'a> {
    let changes = |side: fn(&FactEdit) -> Option<Span>| {
        let turned = found.strength >= SAME_STATEMENT;
        let counts = |edit: &&FactEdit| turned || edit.kind != FactEditKind::Negated;
        let changes = found.changes.iter().filter(counts);
        changes.filter_map(side).collect::<Vec<_>>()
    };
    Row {
        suspicious: marked(
            suspicious,
            found.suspicious,
            &found.added,
            changes(|edit| edit.suspicious),
        ),
        source: found.source.map_or_else(Vec::new, |span| {
            marked(source, span, &found.dropped, changes(|edit| edit.source))
        }),
    }
}

/// Sentences of which a smaller share is in the source have no counterpart there: their facts are
/// not contradicted.
const MATCHED: f64 = 0.3;

/// Returns `true` if the source has such a sentence.
pub(super) fn is_matched(found: &SentenceMatch) -> bool {
    found.source.is_some() && found.strength >= MATCHED
}

/// Returns `true` if a fact or a negation of the two sentences differs.
pub(super) fn differs(found: &SentenceMatch) -> bool {
    let facts = !found.added.is_empty() || !found.dropped.is_empty();
    let turned = found.strength >= SAME_STATEMENT;
    let changes = found.changes.iter();
    let changed = changes.filter(|edit| turned || edit.kind != FactEditKind::Negated);
    is_matched(found) && (facts || changed.count() > 0)
}

/// Returns a sentence with its facts marked; nothing if it doesn't fit `text`.
fn marked<'t>(text: &'t str, sentence: Span, facts: &[Span], changes: Vec<Span>) -> Vec<Run<'t>> {
    let Some(whole) = sentence.slice(text).filter(|text| !text.is_empty()) else {
        return Vec::new();
    };
    let mut facts: Vec<Span> = facts.iter().copied().chain(changes).collect();
    facts.sort_unstable_by_key(|fact| (fact.start, fact.end));
    let run = Run {
        mark: Mark::Same,
        text: whole,
    };
    with_facts(vec![run], sentence.start, &facts)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Detector;
    use proptest::prelude::*;

    #[test]
    fn facts_are_marked_where_they_occur() {
        let text = "In 1951, Ines Calder left.";
        let runs = marked(
            text,
            Span::new(3, 26),
            &[Span::new(9, 20)],
            vec![Span::new(3, 7)],
        );
        let marked: Vec<_> = runs
            .iter()
            .map(|run| (run.text, run.mark == Mark::Fact))
            .collect();
        assert_eq!(
            marked,
            [
                ("1951", true),
                (", ", false),
                ("Ines Calder", true),
                (" left.", false)
            ]
        );
    }

    /// A number that both texts have, but not in the same place, is a changed fact of its sentence;
    /// so is a negation.
    #[test]
    fn replaced_facts_and_negations_are_marked() {
        let source = "The fire at the mill killed 12 workers and injured 30 others on Monday night. The owner had warned the \
            city council of the danger many times before.";
        let suspicious = "The fire at the mill killed 30 workers and injured 30 others on Monday night. The owner had not \
            warned the city council of the danger many times before.";
        let detector = Detector::builder().sentences(true).build();
        let comparison = detector.compare(source, suspicious);
        let of_sentence = |at: usize| -> Vec<&str> {
            let row = sides(&comparison.sentences[at], source, suspicious);
            let facts = row.suspicious.iter().filter(|run| run.mark == Mark::Fact);
            facts.map(|run| run.text).collect()
        };
        assert_eq!(of_sentence(0), ["30"]);
        assert_eq!(of_sentence(1), ["not"]);
        assert!(comparison.sentences.iter().all(differs));
    }

    proptest! {
        /// Whatever the facts, also those of another text: the sentence is given back.
        #[test]
        fn nothing_is_lost(text in "[a-zé ]{0,40}", facts in prop::collection::vec((0..50usize, 0..9usize), 0..6)) {
            let facts: Vec<Span> = facts.iter().map(|&(start, length)| Span::new(start, start + length)).collect();
            let (some, others) = facts.split_at(facts.len() / 2);
            let runs = marked(&text, Span::new(0, text.len()), some, others.to_vec());
            prop_assert_eq!(runs.iter().map(|run| run.text).collect::<String>(), text);
        }
    }
}
