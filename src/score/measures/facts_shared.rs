//! How many of the facts of the suspicious text the source has.
//!
//! The value takes a name for known if the source has one word of it. Of the names that are listed
//! a person expects more: "Walden Foundation" is not the "Halden Foundation" of the source.

use super::{MeasureReading, Subject};
use crate::facts::capitals::follows_closely;
use crate::facts::is_one_name;
use crate::pair::{Level, Side};
use crate::score::facts::TextFact;
use crate::text::Document;

/// Maximum number of occurrences of a word that a name is compared with.
const MAX_OCCURRENCES: usize = 32;

pub(super) fn read(subject: &Subject) -> MeasureReading {
    let facts = subject.facts();
    let shared = facts.each.iter().filter(|fact| fact.shared);
    let count = shared.clone().count();
    let listed = shared.filter(|fact| !is_another_name(subject, fact));
    MeasureReading {
        value: (count as f64 + 0.5) / (facts.each.len() as f64 + 1.0),
        of: facts.each.len(),
        source: listed
            .clone()
            .filter_map(|fact| subject.in_source(fact))
            .collect(),
        suspicious: listed.filter_map(|fact| subject.span(fact)).collect(),
    }
}

/// Returns `true` if every name of the source that shares a word with a name has another word where
/// this has one of its own, or if the source has the name only in a spelling that no inflection
/// explains.
pub(super) fn is_another_name(subject: &Subject, fact: &TextFact) -> bool {
    let (source, suspicious) = (subject.pair.source, subject.pair.suspicious);
    let (first, last) = (fact.tokens.0 as usize, fact.tokens.1 as usize);
    let Some(tokens) = suspicious.tokens().get(first..=last) else {
        return false;
    };
    if fact.number || !subject.facts().names_readable {
        return false;
    }
    let terms = subject.pair.terms(Side::Suspicious);
    let is_own = |at: usize| terms.level(tokens[at].word()) != Some(Level::Meaning);
    // Most names are in the source word for word.
    if !(0..tokens.len()).any(is_own) {
        return false;
    }
    let content = &subject.whole().content;
    let is_name = |at: usize| source.tokens().get(at).is_some_and(|token| token.is_capitalised());
    let mut is_elsewhere = false;
    for at in 0..tokens.len() {
        let term = terms.own().get(tokens[at].word());
        let places = term.map_or(&[][..], |term| content.postings(*term));
        for place in places.iter().take(MAX_OCCURRENCES) {
            let Some(place) = content.source.get(*place as usize) else {
                continue;
            };
            let place = place.token as usize;
            if is_own(at) {
                // Spelled alike: the same name with another ending, or another name.
                let word = |document: &Document, at: usize| {
                    let token = document.tokens().get(at);
                    token.map_or("", |token| document.word_text(token.word())).to_owned()
                };
                let (mine, theirs) = (word(suspicious, first + at), word(source, place));
                if is_one_name(suspicious.language(), &mine, &theirs) {
                    return false;
                }
                is_elsewhere = true;
                continue;
            }
            // The word before or after it, where this name has one that the source lacks.
            let before = at.checked_sub(1).filter(|&before| is_own(before));
            let after = Some(at + 1).filter(|&after| after < tokens.len() && is_own(after));
            let other_before = before.is_some()
                && place > 0
                && is_name(place - 1)
                && follows_closely(source, place);
            let other_after =
                after.is_some() && is_name(place + 1) && follows_closely(source, place + 1);
            if !other_before && !other_after {
                return false;
            }
            is_elsewhere = true;
        }
    }
    is_elsewhere
}

#[cfg(test)]
mod tests {
    use crate::score::Evidence;
    use crate::text::{Document, TextOptions};

    /// A reason that lists another name as shared would be untrue.
    #[test]
    fn a_name_that_shares_a_word_with_another_is_listed_as_new() {
        let read = |text: &str| Document::new(text, &TextOptions::default());
        let source = read(
            "The survey was paid for by the Norden Foundation, and its head, Clara Bellini, spoke in Tarvik on the ice of the lake.",
        );
        let suspicious = read(
            "Money for the survey came from the Selden Foundation, as Clara Bellandi said in Tarvik, where the mayor listened.",
        );
        let evidence = Evidence::new(&source, &suspicious, &[]);
        let texts = |spans: &[crate::Span]| -> Vec<String> {
            let texts = spans.iter().filter_map(|span| span.slice(suspicious.text()));
            texts.map(str::to_owned).collect()
        };
        assert_eq!(texts(evidence.shared_facts()), ["Tarvik"]);
        let new = texts(evidence.new_facts());
        assert!(new.contains(&"Selden Foundation".to_owned()), "{new:?}");
        assert!(new.contains(&"Clara Bellandi".to_owned()), "{new:?}");
    }
}
