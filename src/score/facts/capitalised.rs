//! The facts of a text in a script with capitals: its numbers in digits, and what its capitals name.

use std::ops::Range;

use super::NAME;
use crate::facts::capitals::{capitals_mark_names, follows_closely, is_title_case, opens_sentence};
use crate::pair::{Pair, Side};
use crate::scope::Mask;
use crate::text::Document;

/// One text of a pair as its facts are read.
pub(super) struct FactReading<'p> {
    pub(super) document: &'p Document,
    pub(super) information: &'p [u32],
    pub(super) mask: &'p Mask,
    /// Whether its capitals can be read for names.
    pub(super) names_readable: bool,
    /// The tokens that may be of a fact: numbers, and what has a capital.
    pub(super) marked: Vec<u32>,
    /// Whether each word is somewhere without a capital.
    lower: Vec<bool>,
}

impl<'p> FactReading<'p> {
    pub(super) fn new(pair: &'p Pair, side: Side, mask: &'p Mask) -> Self {
        let document = pair.document(side);
        let (tokens, words) = (document.tokens(), document.words());
        let mut lower = vec![false; words.len()];
        let mut marked = vec![0; tokens.len()];
        // Each is written and only some are kept: no branch on what is marked.
        let mut kept = 0;
        for (at, token) in tokens.iter().enumerate() {
            lower[token.word()] |= !token.is_capitalised();
            marked[kept] = at as u32;
            kept += usize::from(token.is_capitalised() || words[token.word()].is_number());
        }
        marked.truncate(kept);
        Self {
            document,
            information: pair.information(side),
            mask,
            names_readable: capitals_mark_names(document),
            marked,
            lower,
        }
    }

    /// Calls `fact` with the tokens of each fact, in text order, and with `true` for a number.
    /// Returns of each word whether it names something.
    pub(super) fn names(&self, mut fact: impl FnMut(Range<usize>, bool)) -> Vec<bool> {
        let document = self.document;
        let mut names = vec![false; document.words().len()];
        let mut marked = self.marked.iter().map(|&at| at as usize).peekable();
        for sentence in document.sentences() {
            let readable = self.names_readable && !is_title_case(document, &sentence);
            let is_name = |at: usize| readable && names_something(self, at);
            let mut at = sentence.start;
            while let Some(start) = marked.next_if(|&start| start < sentence.end) {
                // What belongs to the fact before is no other.
                if start < at || self.mask.has(start) {
                    continue;
                }
                at = start + 1;
                let word = document.tokens()[start].word();
                let number = document.words()[word].is_number();
                if !number {
                    if !is_name(start) {
                        continue;
                    }
                    while at < sentence.end && is_name(at) && follows_closely(document, at) {
                        at += 1;
                    }
                    // The first word of a sentence is capitalised anyway: a name only where more of
                    // it follows.
                    if at == start + 1 && opens_sentence(document, start, &sentence) {
                        continue;
                    }
                }
                for token in &document.tokens()[start..at] {
                    names[token.word()] = true;
                }
                fact(start..at, number);
            }
        }
        names
    }
}

/// Returns `true` if the token is capitalised, never occurs in lower case, and is not too common to
/// be a name.
fn names_something(reading: &FactReading, at: usize) -> bool {
    let Some(token) = reading.document.tokens().get(at) else {
        return false;
    };
    let word = token.word();
    if !token.is_capitalised() || reading.lower[word] || reading.information[word] < NAME {
        return false;
    }
    // The scale of a temperature.
    let before = reading.document.text().get(..token.span().start);
    if before.is_some_and(|before| before.ends_with('°')) {
        return false;
    }
    let text = reading.document.word_text(word);
    let pronoun = text
        .strip_prefix('i')
        .is_some_and(|rest| rest.starts_with('\''));
    !pronoun && !reading.document.words()[word].is_number()
}
