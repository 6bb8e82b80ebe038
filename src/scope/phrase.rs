//! Phrases that the caller names, in any inflection.

use std::collections::HashMap;
use std::ops::Range;

use super::ranges::merged;
use crate::text::{Document, TextOptions};

/// Returns the tokens of `document` at which one of `phrases` occurs.
///
/// Costs a pass over the document for each distinct length of a phrase.
pub(super) fn phrases(document: &Document, phrases: &[String]) -> Vec<Range<usize>> {
    let options = TextOptions::default().language(document.language());
    let stems = |document: &Document| -> Vec<u64> {
        let stem = |token: &crate::text::Token| document.stems()[token.stem()].hash();
        document.tokens().iter().map(stem).collect()
    };
    let mut wanted: HashMap<usize, Vec<Vec<u64>>> = HashMap::new();
    for phrase in phrases {
        let phrase = stems(&Document::new(phrase, &options));
        if !phrase.is_empty() {
            wanted.entry(phrase.len()).or_default().push(phrase);
        }
    }
    let all = stems(document);
    let mut found = Vec::new();
    for (length, mut phrases) in wanted {
        phrases.sort_unstable();
        let windows = all.windows(length).enumerate();
        let hits = windows.filter(|(_, window)| {
            phrases
                .binary_search_by(|phrase| phrase.as_slice().cmp(window))
                .is_ok()
        });
        found.extend(hits.map(|(at, _)| at..at + length));
    }
    merged(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_in_any_inflection() {
        let text = "All rights reserved. The ferry sailed. All rights reserved by the owner.";
        let document = Document::new(text, &TextOptions::default());
        let wanted = ["all right reserved".to_owned(), String::new()];
        assert_eq!(phrases(&document, &wanted), [0..3, 6..9]);
    }
}
