//! Each sentence of the suspicious text next to the source sentence that it was most likely made from.

use super::comparison::Share;
use crate::Span;
use crate::report::marks::{Mark, Run};
use crate::score::SentenceMatch;

/// A row of the table of sentences.
pub(super) struct SentenceView<'a> {
    /// The names and numbers that the other text lacks are marked.
    pub(super) suspicious: Vec<Run<'a>>,
    /// Empty where no sentence of the source tells the same.
    pub(super) source: Vec<Run<'a>>,
    /// Share of what the suspicious sentence tells that the source sentence tells too.
    pub(super) strength: Share,
}

impl<'a> SentenceView<'a> {
    pub(super) fn new(found: &SentenceMatch, source: &'a str, suspicious: &'a str) -> Self {
        Self {
            suspicious: runs(suspicious, found.suspicious, &found.added),
            source: found
                .source
                .map_or_else(Vec::new, |span| runs(source, span, &found.dropped)),
            strength: Share::of(found.strength),
        }
    }
}

/// Cuts `sentence` so that its `facts`, which are in text order, can be marked; what doesn't fit `text` is left out.
fn runs<'t>(text: &'t str, sentence: Span, facts: &[Span]) -> Vec<Run<'t>> {
    let mut runs = Vec::new();
    let mut reached = sentence.start;
    let mut push = |start: usize, end: usize, mark: Mark| {
        runs.extend(
            text.get(start..end)
                .filter(|text| !text.is_empty())
                .map(|text| Run { mark, text }),
        );
    };
    for fact in facts {
        if fact.start >= reached && fact.end <= sentence.end && fact.slice(text).is_some() {
            push(reached, fact.start, Mark::Same);
            push(fact.start, fact.end, Mark::Differs);
            reached = fact.end;
        }
    }
    push(reached, sentence.end, Mark::Same);
    runs
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn facts_are_marked_where_they_stand() {
        let text = "In 1951, Ines Calder left.";
        let runs = runs(text, Span::new(3, 26), &[Span::new(3, 7), Span::new(9, 20)]);
        let marked: Vec<_> = runs
            .iter()
            .map(|run| (run.text, run.mark == Mark::Differs))
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

    proptest! {
        /// Whatever the facts, also those of another text: the sentence is given back.
        #[test]
        fn nothing_is_lost(text in "[a-zé ]{0,40}", facts in prop::collection::vec((0..50usize, 0..9usize), 0..6)) {
            let facts: Vec<Span> = facts.iter().map(|&(start, length)| Span::new(start, start + length)).collect();
            let runs = runs(&text, Span::new(0, text.len()), &facts);
            prop_assert_eq!(runs.iter().map(|run| run.text).collect::<String>(), text);
        }
    }
}
