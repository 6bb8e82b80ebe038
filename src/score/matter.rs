//! How much a word speaks for its sentence being on the matter of the source: a sentence that is
//! shares words with it beyond chance.
//!
//! The exponentials and logarithms in it are dear, and many words of a text have the same
//! information: so each amount of information is worked out once for a pair.

use std::cell::OnceCell;

use super::information::chances;
use crate::language::MOST_INFORMATION;
use crate::math::ln_each;

/// The chance that a sentence on another matter shares a word with the source, apart from the
/// word's own chance; and the greatest chance that a word is taken to have.
const UNRELATED: f64 = 0.06;
const MAX_CHANCE: f64 = 0.9;

/// How much of what chance leaves a sentence on the matter shares.
const GAIN: f64 = 0.3;

/// What a word says, in nats.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct WordWeight {
    /// Where the source has it.
    shared: f64,
    /// Where it lacks it.
    lacking: f64,
}

impl WordWeight {
    /// Returns what the word says if the source has this share of its information.
    pub(crate) fn of(self, share: f64) -> f64 {
        share * self.shared + (1.0 - share) * self.lacking
    }
}

/// The amounts of information that the words of a text have, each with the chance that an unrelated
/// text as long as the source has a word that tells so much.
#[derive(Debug)]
pub(crate) struct Amounts {
    /// The place of each amount among the chances, plus one; 0 where no word has it.
    places: Vec<u16>,
    chances: Vec<f64>,
    on_matter: OnceCell<Vec<WordWeight>>,
}

impl Amounts {
    /// Works out the chances of these amounts, for a source of this number of words.
    pub(crate) fn new(amounts: impl Iterator<Item = u32>, source_words: usize) -> Self {
        let mut places = vec![0; MOST_INFORMATION as usize + 1];
        let mut count = 0;
        let distinct = amounts.filter(|amount| {
            let place = &mut places[*amount.min(&MOST_INFORMATION) as usize];
            let is_new = *place == 0;
            if is_new {
                count += 1;
                *place = count;
            }
            is_new
        });
        let chances = chances(distinct, source_words as f64);
        Self {
            places,
            chances,
            on_matter: OnceCell::new(),
        }
    }

    /// Returns the place of an amount, which must be one of those that the chances were worked out
    /// for.
    pub(crate) fn place(&self, information: u32) -> usize {
        usize::from(self.places[information.min(MOST_INFORMATION) as usize]) - 1
    }

    /// Returns the chance of an amount that a word of the text has.
    pub(crate) fn chance(&self, information: u32) -> f64 {
        self.chances[self.place(information)]
    }

    /// Returns what a word of each amount says, by place.
    pub(crate) fn on_matter(&self) -> &[WordWeight] {
        self.on_matter.get_or_init(|| self.weights(GAIN))
    }

    /// Returns what a word of each amount says, by place, where sentences on the matter share
    /// `gain` of what chance leaves.
    pub(crate) fn weights(&self, gain: f64) -> Vec<WordWeight> {
        let mut logarithms = Vec::with_capacity(2 * self.chances.len());
        for chance in &self.chances {
            let by_chance = UNRELATED + (1.0 - UNRELATED) * chance.min(MAX_CHANCE);
            let on_matter = by_chance + gain * (1.0 - by_chance);
            logarithms.extend([on_matter / by_chance, (1.0 - on_matter) / (1.0 - by_chance)]);
        }
        ln_each(&mut logarithms);
        let weight = |&[shared, lacking]: &[f64; 2]| WordWeight { shared, lacking };
        logarithms.as_chunks().0.iter().map(weight).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::math::Pinned;
    use crate::score::information::chance;

    proptest! {
        /// Invariant 8: what is worked out once for each amount, several at a time, is to the bit what
        /// is worked out for one word.
        #[test]
        fn amounts_say_what_each_word_says(amounts in prop::collection::vec(0..2 * MOST_INFORMATION, 1..40), words in 1_usize..3_000) {
            let all = Amounts::new(amounts.iter().copied(), words);
            for &amount in &amounts {
                let own = chance(amount.min(MOST_INFORMATION), words as f64);
                prop_assert_eq!(all.chance(amount).to_bits(), own.to_bits());
                let by_chance = UNRELATED + (1.0 - UNRELATED) * own.min(MAX_CHANCE);
                let on_matter = by_chance + GAIN * (1.0 - by_chance);
                let plain = WordWeight {
                    shared: (on_matter / by_chance).pinned_ln(),
                    lacking: ((1.0 - on_matter) / (1.0 - by_chance)).pinned_ln(),
                };
                prop_assert_eq!(all.on_matter()[all.place(amount)], plain);
            }
        }
    }
}
