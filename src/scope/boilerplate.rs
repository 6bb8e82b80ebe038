//! Words that a document of the caller has too.

use std::ops::Range;

use super::ranges::merged;
use super::runs::{runs, word_hashes};
use crate::text::{Document, Interner};

/// Words in a row that a text must share with a boilerplate document before they are set aside.
/// Five in a row are seldom shared by chance.
const WORDS: usize = 5;

/// Returns the tokens of `document` that are in a run of words which one of `boilerplate` has too.
pub(super) fn boilerplate(document: &Document, boilerplate: &[Document]) -> Vec<Range<usize>> {
    let mut known = Interner::default();
    for document in boilerplate {
        runs::<WORDS>(&word_hashes(document)).for_each(|run| {
            known.intern(run);
        });
    }
    let words = word_hashes(document);
    let shared = runs::<WORDS>(&words)
        .enumerate()
        .filter(|(_, run)| known.find(*run).is_some());
    merged(shared.map(|(at, _)| at..at + WORDS).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::TextOptions;

    #[test]
    fn boilerplate_is_found_and_merged() {
        let read = |text: &str| Document::new(text, &TextOptions::default());
        let document = read(
            "All rights reserved. The ferry sailed. All rights reserved by the owner of this page since last year.",
        );
        let notice = read("rights reserved by the owner of this page");
        assert_eq!(boilerplate(&document, &[notice]), vec![7..15]);
    }
}
