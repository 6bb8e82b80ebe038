//! Words and phrases that mean something, such as units: looked up, or looked for at the start of a
//! text.

use std::collections::HashMap;

/// Phrases with what they mean.
#[derive(Debug)]
pub(crate) struct Phrases<T> {
    /// By their first letters; of those with one first letter the longest first.
    phrases: Vec<(&'static str, T)>,
    /// Each first letter, ascending, with where its phrases end.
    letters: Vec<(char, usize)>,
}

impl<T: Copy> Phrases<T> {
    /// Puts phrases in order; of equal ones the last counts.
    pub(super) fn new(phrases: impl Iterator<Item = (&'static str, T)>) -> Self {
        let given = phrases.filter(|(phrase, _)| !phrase.is_empty());
        let distinct: HashMap<&'static str, T> = given.collect();
        let mut phrases: Vec<_> = distinct.into_iter().collect();
        phrases.sort_unstable_by_key(|&(phrase, _)| {
            (
                phrase.chars().next(),
                std::cmp::Reverse(phrase.len()),
                phrase,
            )
        });
        let mut letters: Vec<(char, usize)> = Vec::new();
        for (at, (phrase, _)) in phrases.iter().enumerate() {
            let Some(letter) = phrase.chars().next() else {
                continue;
            };
            match letters.last_mut() {
                Some(last) if last.0 == letter => last.1 = at + 1,
                _ => letters.push((letter, at + 1)),
            }
        }
        Self { phrases, letters }
    }

    /// Returns the phrases that begin with a letter, the longest first.
    pub(crate) fn beginning_with(&self, first: char) -> impl Iterator<Item = (&'static str, T)> {
        let found = self.letters.binary_search_by_key(&first, |letter| letter.0);
        let range = found.map_or(0..0, |at| {
            let end = |at: usize| self.letters[at].1;
            at.checked_sub(1).map_or(0, end)..end(at)
        });
        self.phrases[range].iter().copied()
    }

    /// Returns what a phrase means.
    pub(super) fn get(&self, phrase: &str) -> Option<T> {
        let mut same = self.beginning_with(phrase.chars().next()?);
        same.find_map(|(other, meaning)| (other == phrase).then_some(meaning))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn phrases_are_found_by_their_first_letter_longest_first() {
        let phrases = ["m", "mm", "km", "miles an hour", "米", "m"];
        let phrases = Phrases::new(phrases.into_iter().zip(0..));
        let of = |letter| phrases.beginning_with(letter).collect::<Vec<_>>();
        assert_eq!(of('m'), [("miles an hour", 3), ("mm", 1), ("m", 5)]);
        assert_eq!(of('x'), []);
        assert_eq!(
            ["米", "km", "kmh", "", "z"].map(|phrase| phrases.get(phrase)),
            [Some(4), Some(2), None, None, None]
        );
    }
}
