//! The words of one document by what they correspond to in the other, from the same form to a
//! similar spelling.

use super::equivalence::{EXACT, Key, WordKeys};
use super::spelling::Spellings;
use super::{Level, Pair, Side};
use crate::text::Interner;

/// No term yet.
const NONE: u32 = u32::MAX;

/// The words of both documents in classes: words of one class are the same up to
/// [`Level::Meaning`].
#[derive(Debug)]
pub(super) struct Classes {
    /// The class of each distinct word, by [`Side`].
    words: [Vec<u32>; 2],
    count: usize,
    by_stem: bool,
}

/// Divides the words of both documents into classes.
pub(super) fn classes(pair: &Pair) -> Classes {
    let by_stem = pair.source.language() == pair.suspicious.language();
    // Most words are in the class of their stem, which has a number already; the rest get numbers
    // above those.
    let stems = pair.table.len() as u32;
    let mut others = Interner::with_capacity(if by_stem {
        64
    } else {
        pair.source.words().len()
    });
    let words = [Side::Source, Side::Suspicious].map(|side| {
        let keys = WordKeys::new(pair.document(side), by_stem);
        let count = pair.document(side).words().len();
        let mut classes = Vec::with_capacity(count);
        classes.extend((0..count).map(|word| {
            match keys.of(word) {
                Key::Stem(stem) => match side {
                    Side::Source => stem as u32,
                    Side::Suspicious => pair.suspicious_stems[stem],
                },
                Key::Hash(hash) => pair
                    .table
                    .find(hash)
                    .filter(|_| by_stem)
                    .unwrap_or_else(|| stems + others.intern(hash).0),
            }
        }));
        classes
    });
    Classes {
        words,
        count: stems as usize + others.len(),
        by_stem,
    }
}

/// What each distinct word of one document corresponds to in the other.
///
/// A term is a number for words that are the same. Terms below [`Terms::shared`] occur in the other
/// document.
#[derive(Debug)]
pub(crate) struct Terms {
    /// The term of each distinct word of the other document.
    other: Vec<u32>,
    /// The term of each distinct word of the document.
    own: Vec<u32>,
    /// The share of a word's information that its term has, in 256ths, for each distinct word of
    /// the document.
    likeness: Vec<u32>,
    shared: u32,
}

impl Terms {
    /// Finds for each word of `side` its term on the other side.
    pub(super) fn new(pair: &Pair, classes: &Classes, side: Side) -> Self {
        let (own, other) = (pair.document(side), pair.document(side.other()));
        let letters_of_other = WordKeys::new(other, classes.by_stem);
        let mut term_of = vec![NONE; classes.count];
        let mut letters = Vec::with_capacity(other.stems().len());
        let number = |class: u32, term_of: &mut [u32], next: usize| {
            let term = &mut term_of[class as usize];
            let new = *term == NONE;
            if new {
                *term = next as u32;
            }
            (*term, new)
        };
        let mut other_terms = Vec::with_capacity(other.words().len());
        for (word, &class) in classes.words[side.other() as usize].iter().enumerate() {
            let (term, new) = number(class, &mut term_of, letters.len());
            if new {
                letters.push(letters_of_other.letters(word));
            }
            other_terms.push(term);
        }
        let shared = letters.len() as u32;
        let spellings = Spellings::new(&letters);
        let keys = WordKeys::new(own, classes.by_stem);
        let mut terms = Self {
            other: other_terms,
            own: Vec::with_capacity(own.words().len()),
            likeness: Vec::with_capacity(own.words().len()),
            shared,
        };
        // The term and likeness of each class that the other document lacks.
        let mut similar = Vec::with_capacity(own.words().len());
        for (word, &class) in classes.words[side as usize].iter().enumerate() {
            let (term, new) = number(class, &mut term_of, shared as usize + similar.len());
            if new {
                let is_number = own.words().get(word).is_some_and(|word| word.is_number());
                let found = if is_number {
                    None
                } else {
                    spellings.find(keys.letters(word), &letters)
                };
                similar.push(found.unwrap_or((term, EXACT)));
            }
            let (term, likeness) = term
                .checked_sub(shared)
                .and_then(|at| similar.get(at as usize).copied())
                .unwrap_or((term, EXACT));
            terms.own.push(term);
            terms.likeness.push(likeness);
        }
        terms
    }

    /// Returns how many distinct terms the other document has.
    pub(crate) fn shared(&self) -> usize {
        self.shared as usize
    }

    /// Returns the term of each distinct word of the document.
    pub(crate) fn own(&self) -> &[u32] {
        &self.own
    }

    /// Returns the term of each distinct word of the other document.
    pub(crate) fn other(&self) -> &[u32] {
        &self.other
    }

    /// Returns `true` if the other document has a word of this term.
    pub(crate) fn has(&self, term: u32) -> bool {
        term < self.shared
    }

    /// Returns how closely the other document has a distinct word of the document:
    /// [`Level::Meaning`] replaces the closer levels too. `None` where it lacks the word and has
    /// none that is spelled alike.
    pub(crate) fn level(&self, word: usize) -> Option<Level> {
        let shared = self.own.get(word).is_some_and(|&term| self.has(term));
        shared.then(|| match self.likeness(word) {
            EXACT => Level::Meaning,
            _ => Level::Spelling,
        })
    }

    /// Returns `true` if the other document has this distinct word of the document, or one that is
    /// spelled alike.
    pub(crate) fn is_shared(&self, word: usize) -> bool {
        self.level(word).is_some()
    }

    /// Returns how much of a distinct word's information its term has, in 256ths.
    pub(crate) fn likeness(&self, word: usize) -> u32 {
        self.likeness.get(word).copied().unwrap_or(0)
    }
}
