//! The places of a text where its facts occur.

use std::ops::Range;

use super::capitalised::FactReading;
use super::without_capitals;
use crate::facts::capitals::{follows_closely, has_capitals};
use crate::pair::{Pair, Side};
use crate::scope::Mask;
use crate::text::Gap;

/// A name or number of a text, at one of the places where it occurs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::score) struct Occurrence {
    pub(super) start: u32,
    pub(super) end: u32,
    pub(in crate::score) number: bool,
    /// Whether the other text has it too; `None` where that is for its words to say.
    pub(super) shared: Option<bool>,
}

impl Occurrence {
    /// Returns its tokens.
    pub(in crate::score) fn tokens(&self) -> Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Returns `true` if the other text has it too, or one of its words; it is a fact of `side`.
    pub(in crate::score) fn is_shared(&self, pair: &Pair, side: Side) -> bool {
        self.shared.unwrap_or_else(|| {
            let terms = pair.terms(side);
            let mut tokens = pair.document(side).tokens()[self.tokens()].iter();
            tokens.any(|token| terms.is_shared(token.word()))
        })
    }
}

/// All places of a text where facts occur, in text order.
#[derive(Debug)]
pub(in crate::score) struct Occurrences(pub(super) Vec<Occurrence>);

impl Occurrences {
    /// Finds them in one text. Masked tokens name nothing.
    pub(in crate::score) fn new(pair: &Pair, side: Side, mask: &Mask) -> Self {
        if has_capitals(pair.document(side).language()) {
            let reading = FactReading::new(pair, side, mask);
            Self::of_words(&reading, &reading.names(|_, _| {}))
        } else {
            without_capitals(pair, side, mask).0
        }
    }

    /// Finds all places of the words that are known to name something, also where a sentence
    /// starts with one.
    pub(super) fn of_words(reading: &FactReading, names: &[bool]) -> Self {
        let document = reading.document;
        let mut found: Vec<Occurrence> = Vec::with_capacity(document.tokens().len() / 16);
        for at in reading.marked.iter().map(|&at| at as usize) {
            let token = &document.tokens()[at];
            if !names[token.word()] || reading.mask.has(at) {
                continue;
            }
            let number = document.words()[token.word()].is_number();
            match found.last_mut() {
                Some(last)
                    if last.end as usize == at
                        && !number
                        && !last.number
                        && token.gap() == Gap::None
                        && follows_closely(document, at) =>
                {
                    last.end += 1;
                }
                _ => found.push(Occurrence {
                    start: at as u32,
                    end: at as u32 + 1,
                    number,
                    shared: None,
                }),
            }
        }
        Self(found)
    }

    /// Returns those inside a range of tokens.
    pub(in crate::score) fn within(&self, range: &Range<usize>) -> &[Occurrence] {
        let from = self
            .0
            .partition_point(|of| (of.start as usize) < range.start);
        let to = self.0.partition_point(|of| of.end as usize <= range.end);
        self.0.get(from..to).unwrap_or(&[])
    }
}
