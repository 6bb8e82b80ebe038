//! Runs of words in which names and numbers may differ: the form that a site gives its pages.

use std::ops::Range;

use super::content::CONTENT;
use crate::facts::capitals::capitals_mark_nouns;
use crate::hash::fold_multiply;
use crate::pair::{Pair, Side};

/// Parts of a run: a word, a number, or a name of however many words.
const PARTS: usize = 5;

/// Parts of a run that say something and are neither name nor number. Of "the", "of" and "in" with a
/// name between them any two texts have some.
const MIN_CONTENT: usize = 1;

/// What any name and any number count as in a hash.
const NAME: u64 = 0x6E61_6D65;
const NUMBER: u64 = 0x6E75_6D62_6572;

/// A run of one form.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct FormRun {
    pub(super) tokens: Range<u32>,
    /// The same for all runs of the form.
    pub(super) hash: u64,
}

/// A part of a run.
#[derive(Debug, Clone, Copy, Default)]
struct Part {
    start: u32,
    end: u32,
    hash: u64,
    is_content: bool,
}

/// Passes the runs of a text that hold a name or a number to `each`, in text order. `is_shared` says
/// whether the other text may have the word of a token; `is_masked`, whether it takes no part.
pub(super) fn form_runs(
    pair: &Pair,
    side: Side,
    is_shared: impl Fn(usize) -> bool,
    is_masked: impl Fn(usize) -> bool,
    mut each: impl FnMut(FormRun),
) {
    let document = pair.document(side);
    let information = pair.information(side);
    // Where nouns have capitals too, only those that the other text lacks may be other names.
    let nouns = capitals_mark_nouns(document);
    let words = document.words();
    let mut sentences = document
        .sentences()
        .map(|sentence| sentence.start)
        .peekable();
    // A run that may still grow, by a name of several words.
    let mut open: Option<FormRun> = None;
    let mut parts: [Part; PARTS] = Default::default();
    let mut in_a_row = 0;
    for (at, token) in document.tokens().iter().enumerate() {
        let is_first = sentences.next_if_eq(&at).is_some();
        let word = &words[token.word()];
        let slot = if is_masked(at) {
            None
        } else if word.is_number() {
            Some(NUMBER)
        } else if token.is_capitalised() && (!is_shared(at) || !(is_first || nouns)) {
            Some(NAME)
        } else {
            None
        };
        let hash = match slot {
            Some(slot) => slot,
            None if is_shared(at) && !is_masked(at) => word.hash(),
            None => {
                in_a_row = 0;
                open.take().into_iter().for_each(&mut each);
                continue;
            }
        };
        let last = &mut parts[PARTS - 1];
        if slot.is_some() && in_a_row > 0 && last.hash == hash {
            last.end = at as u32 + 1;
            if let Some(run) = &mut open {
                run.tokens.end = at as u32 + 1;
            }
            continue;
        }
        open.take().into_iter().for_each(&mut each);
        parts.rotate_left(1);
        parts[PARTS - 1] = Part {
            start: at as u32,
            end: at as u32 + 1,
            hash,
            is_content: slot.is_none() && information[token.word()] >= CONTENT,
        };
        in_a_row += 1;
        let has_slot = || {
            parts
                .iter()
                .any(|part| part.hash == NAME || part.hash == NUMBER)
        };
        let content = || parts.iter().filter(|part| part.is_content).count();
        if in_a_row >= PARTS && content() >= MIN_CONTENT && has_slot() {
            let hash = parts.iter().fold(0, |hash, part| {
                fold_multiply(hash ^ part.hash, NAME | 1 << 63)
            });
            open = Some(FormRun {
                tokens: parts[0].start..parts[PARTS - 1].end,
                hash,
            });
        }
    }
    open.into_iter().for_each(each);
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::{Document, Language, TextOptions};

    fn read(text: &str) -> Document {
        let options = TextOptions {
            language: Some(Language::English),
            ..TextOptions::default()
        };
        Document::new(text, &options)
    }

    /// Returns the words of the suspicious text in runs that both texts have in one form.
    fn shared(source: &str, suspicious: &str) -> String {
        let (source, suspicious) = (read(source), read(suspicious));
        let pair = Pair::new(&source, &suspicious);
        let runs = |side| {
            let may_share = pair.may_share(side);
            let tokens = pair.document(side).tokens();
            let is_shared = |at: usize| may_share[tokens[at].stem()];
            let mut runs = Vec::new();
            form_runs(&pair, side, is_shared, |_| false, |run| runs.push(run));
            runs
        };
        let known: Vec<u64> = runs(Side::Source).iter().map(|run| run.hash).collect();
        let mut found = vec![false; suspicious.tokens().len()];
        for run in runs(Side::Suspicious) {
            if known.contains(&run.hash) {
                found[run.tokens.start as usize..run.tokens.end as usize].fill(true);
            }
        }
        let tokens = suspicious.tokens().iter().zip(found);
        let words = tokens.filter_map(|(token, found)| {
            found
                .then(|| token.span().slice(suspicious.text()))
                .flatten()
        });
        words.collect::<Vec<_>>().join(" ")
    }

    /// A site puts the names and numbers of the day into the same words.
    #[test]
    fn names_and_numbers_may_differ() {
        assert_eq!(
            shared(
                "Lena Moor covers schools and parks for the Norwick Courier. 4 readers have left comments.",
                "Ada covers schools and parks for the Tarvik Lantern. 17 readers have left comments."
            ),
            "Ada covers schools and parks for the Tarvik Lantern 17 readers have left comments"
        );
        // A name of one word is one part, and one of four words too.
        assert_eq!(
            shared(
                "Write to the desk of Moor about errors.",
                "Write to the desk of Clara Maria Lund Brook about errors."
            ),
            "to the desk of Clara Maria Lund Brook about errors"
        );
    }

    /// Function words around a name say nothing, nor do names alone.
    #[test]
    fn what_any_text_has_is_no_form() {
        assert_eq!(
            shared("It was in the Moor of the", "It was in the Lund of the"),
            ""
        );
        assert_eq!(
            shared("Moor 4 Lund 17 Brook 8", "Ada 3 Bell 18 Crane 9"),
            ""
        );
        // A word that differs is no name.
        assert_eq!(
            shared(
                "the schools of Moor need teachers",
                "the schools of Lund lack teachers"
            ),
            ""
        );
    }

    proptest! {
        /// Whatever the names and numbers are, and however long, the form is the same.
        #[test]
        fn a_form_does_not_depend_on_what_fills_it(
            a in "[A-Z][a-z]{1,6}( [A-Z][a-z]{1,6}){0,2}",
            b in "[A-Z][a-z]{1,6}( [A-Z][a-z]{1,6}){0,2}",
            number in 0_u32..99_999,
        ) {
            let text = |name: &str, number: u32| format!("readers in {name} sent us {number} letters about schools");
            let found = shared(&text(&a, 4), &text(&b, number));
            prop_assert_eq!(found, text(&b, number));
        }
    }
}
