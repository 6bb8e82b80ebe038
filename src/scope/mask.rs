//! Which tokens of one document take no part.

use std::ops::Range;

/// The tokens of one document that take no part in a comparison.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Mask {
    /// Whether each token is masked; empty where none is, as in most documents.
    masked: Vec<bool>,
    count: usize,
}

impl Mask {
    /// Returns `true` if no token is masked.
    pub fn is_empty(&self) -> bool {
        self.count == 0
    }

    /// Returns the number of masked tokens.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Returns `true` if the token at this index of [`Document::tokens`](crate::Document::tokens)
    /// is masked.
    #[inline]
    pub fn has(&self, token: usize) -> bool {
        self.masked.get(token).copied().unwrap_or(false)
    }

    /// Returns the masked tokens as disjoint ranges in ascending order.
    pub fn ranges(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        let mut next = 0;
        std::iter::from_fn(move || {
            let start = next + self.masked.get(next..)?.iter().position(|&masked| masked)?;
            let length = self.masked[start..].iter().take_while(|&&masked| masked);
            next = start + length.count();
            Some(start..next)
        })
    }

    /// Masks the tokens of `range` in a document of `tokens` tokens. Returns the parts of `range`
    /// that were not masked before.
    pub(super) fn add(&mut self, range: Range<usize>, tokens: usize) -> Vec<Range<usize>> {
        let range = range.start..range.end.min(tokens);
        if range.is_empty() {
            return Vec::new();
        }
        if self.masked.is_empty() {
            self.masked.resize(tokens, false);
        }
        let mut added: Vec<Range<usize>> = Vec::new();
        for token in range {
            if std::mem::replace(&mut self.masked[token], true) {
                continue;
            }
            self.count += 1;
            match added.last_mut() {
                Some(last) if last.end == token => last.end += 1,
                _ => added.push(token..token + 1),
            }
        }
        added
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Invariant 8: a mask holds what a plain set of tokens holds, and says what is new.
        #[test]
        fn a_mask_is_a_set_of_tokens(ranges in prop::collection::vec((0_usize..30, 0_usize..9), 0..8)) {
            let (mut mask, mut plain) = (Mask::default(), BTreeSet::new());
            for (start, length) in ranges {
                let new: Vec<usize> = mask.add(start..start + length, 30).into_iter().flatten().collect();
                let expected: Vec<usize> = (start..(start + length).min(30)).filter(|token| plain.insert(*token)).collect();
                prop_assert_eq!(new, expected);
            }
            prop_assert_eq!(mask.ranges().flatten().collect::<BTreeSet<_>>(), plain.clone());
            prop_assert_eq!((mask.count(), mask.is_empty()), (plain.len(), plain.is_empty()));
            prop_assert!((0..40).all(|token| mask.has(token) == plain.contains(&token)));
        }
    }
}
