//! How common a stem is in general text of its language.
//!
//! The table of a language lives in a data file beside this one, with its provenance at the top: a stem and its count per
//! million tokens a line. `tools/` holds the program that counts it.

use std::sync::LazyLock;

use super::Language;
use super::lookup::Lookup;
use crate::hash::hash_word;

/// The common stems of a language, by hash.
#[derive(Debug)]
pub(super) struct Rarity {
    /// For each stem the bits of its share of all tokens, from 0 to 1.
    shares: Lookup,
}

impl Rarity {
    /// The table of `language`, where there is one.
    pub(super) fn of(language: Language) -> Option<&'static Self> {
        static ENGLISH: LazyLock<Rarity> = LazyLock::new(|| Rarity::read(include_str!("rarity/en.tsv")));
        match language {
            Language::English => Some(&ENGLISH),
            _ => None,
        }
    }

    fn read(table: &str) -> Self {
        let rows = table.lines().filter(|line| !line.starts_with('#')).filter_map(|line| {
            let (stem, count) = line.split_once('\t')?;
            let share = count.parse::<f32>().ok()? / 1e6;
            Some((hash_word(stem.as_bytes()), share.to_bits()))
        });
        Self { shares: Lookup::new(&rows.collect::<Vec<_>>()) }
    }

    /// The share in general text of the stem with this hash, 0 where the table does not know it.
    pub(super) fn share(&self, stem: u64) -> f32 {
        self.shares.get(stem).map_or(0.0, f32::from_bits)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_holds_stems_and_their_shares() {
        let rarity = Rarity::of(Language::English).unwrap();
        let mut stems = 0;
        for line in include_str!("rarity/en.tsv").lines().filter(|line| !line.starts_with('#')) {
            let (stem, count) = line.split_once('\t').unwrap();
            let count: f32 = count.parse().unwrap();
            assert_eq!(rarity.share(hash_word(stem.as_bytes())), count / 1e6, "{stem}");
            stems += 1;
        }
        assert!(stems > 1_000, "{stems}");
        assert!(rarity.share(hash_word(b"said")) > rarity.share(hash_word(b"ferri")));
        assert_eq!(rarity.share(hash_word(b"no stem")), 0.0);
    }
}
