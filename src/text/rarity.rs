//! How common a stem is in general text of its language.
//!
//! The table of a language lives in a data file beside this one, with its provenance at the top: a stem and its count per
//! million tokens a line. `tools/` holds the program that counts it.

use std::sync::LazyLock;

use super::Language;
use super::lookup::Lookup;
use super::stem::{Stemmed, Stemmer};
use crate::hash::hash_word;

/// The common stems of a language, by hash.
#[derive(Debug)]
pub(super) struct Rarity {
    /// For each stem the bits of its share of all tokens, from 0 to 1; negative where a word that is written like the stem has
    /// another one.
    shares: Lookup,
}

impl Rarity {
    /// The table of `language`, where there is one.
    pub(super) fn of(language: Language) -> Option<&'static Self> {
        static ENGLISH: LazyLock<Rarity> = LazyLock::new(|| Rarity::read(include_str!("rarity/en.tsv"), Language::English));
        match language {
            Language::English => Some(&ENGLISH),
            _ => None,
        }
    }

    fn read(table: &str, language: Language) -> Self {
        let mut stemmer = Stemmer::new(language);
        let rows = table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
            let (stem, count) = line.split_once('\t')?;
            let share = count.parse::<f32>().ok()? / 1e6;
            let hash = hash_word(stem.as_bytes());
            let own = stemmer.stem(stem, hash) == Stemmed::Part(0..stem.len());
            Some((hash, if own { share } else { -share }.to_bits()))
        });
        Self { shares: Lookup::new(&rows.collect::<Vec<_>>()) }
    }

    /// The share of the word with this hash, where it is a common stem and its own: then it needs no stemmer.
    pub(super) fn own_stem(&self, word: u64) -> Option<f32> {
        self.shares.get(word).map(f32::from_bits).filter(|share| share.is_sign_positive())
    }

    /// The share in general text of the stem with this hash, 0 where the table does not know it.
    pub(super) fn share(&self, stem: u64) -> f32 {
        self.shares.get(stem).map_or(0.0, |share| f32::from_bits(share).abs())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_holds_stems_and_their_shares() {
        let rarity = Rarity::of(Language::English).unwrap();
        let stemmer = frostem::Stemmer::new(Language::English.stemmer().unwrap());
        let (mut stems, mut own) = (0, 0);
        for line in include_str!("rarity/en.tsv").lines().filter(|line| !line.starts_with('#')) {
            let (stem, count) = line.split_once('\t').unwrap();
            let count: f32 = count.parse().unwrap();
            assert_eq!(rarity.share(hash_word(stem.as_bytes())), count / 1e6, "{stem}");
            stems += 1;
            if rarity.own_stem(hash_word(stem.as_bytes())).is_some() {
                assert_eq!(stemmer.stem(stem), stem);
                own += 1;
            }
        }
        assert!(stems > own && own > 1_000, "{own} of {stems}");
        assert!(rarity.share(hash_word(b"said")) > rarity.share(hash_word(b"ferri")));
        assert_eq!(rarity.share(hash_word(b"no stem")), 0.0);
    }
}
