//! How common a stem is in general text of its language, and the stems of the commonest words.
//!
//! The table of a language lives in a data file beside this one, with its provenance at the top: a stem, its count per
//! million tokens and the words that have it a line. `tools/` holds the program that counts it. A word that the table knows
//! needs no stemmer; a test compares the two.

use std::sync::LazyLock;

use super::Language;
use super::lookup::Lookup;
use crate::hash::hash_word;

/// A stem in general text.
#[derive(Debug)]
pub(super) struct CommonStem {
    pub(super) stem: &'static str,
    /// Its pinned hash.
    pub(super) hash: u64,
    /// Its share of all tokens, from 0 to 1.
    pub(super) share: f32,
}

/// The common stems of a language and their words, by hash.
#[derive(Debug)]
pub(super) struct Rarity {
    rows: Vec<CommonStem>,
    /// The row of each stem.
    stems: Lookup,
    /// Hash and row of each word, and whether it starts with its stem, as most do: then nobody need look at the stem's letters.
    words: Vec<(u64, u32, bool)>,
    /// Where each word stands in `words`.
    places: Lookup,
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

    fn read(table: &'static str) -> Self {
        let (mut rows, mut words) = (Vec::new(), Vec::new());
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            let mut fields = line.split('\t');
            let (Some(stem), Some(Ok(count))) = (fields.next(), fields.next().map(str::parse::<f32>)) else { continue };
            let of_row = fields.next().unwrap_or_default().split(' ').filter(|word| !word.is_empty());
            words.extend(of_row.map(|word| (hash_word(word.as_bytes()), rows.len() as u32, word.starts_with(stem))));
            rows.push(CommonStem { stem, hash: hash_word(stem.as_bytes()), share: count / 1e6 });
        }
        let numbered = |hashes: &mut dyn Iterator<Item = u64>| Lookup::new(&hashes.zip(0..).collect::<Vec<_>>());
        Self {
            stems: numbered(&mut rows.iter().map(|row| row.hash)),
            places: numbered(&mut words.iter().map(|word| word.0)),
            rows,
            words,
        }
    }

    /// The share in general text of the stem with this hash, 0 where the table does not know it.
    pub(super) fn share(&self, stem: u64) -> f32 {
        let row = self.stems.get(stem).and_then(|row| self.rows.get(row as usize));
        row.filter(|row| row.hash == stem).map_or(0.0, |row| row.share)
    }

    /// The stem of the word with this hash, where the table knows it, and whether the word starts with it.
    pub(super) fn of_word(&self, word: u64) -> Option<(&CommonStem, bool)> {
        let (hash, row, starts) = *self.words.get(self.places.get(word)? as usize)?;
        Some((self.rows.get(row as usize).filter(|_| hash == word)?, starts))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_stems_as_the_stemmer_does() {
        let stemmer = frostem::Stemmer::new(Language::English.stemmer().unwrap());
        let rarity = Rarity::of(Language::English).unwrap();
        let mut words = 0;
        for line in include_str!("rarity/en.tsv").lines().filter(|line| !line.starts_with('#')) {
            let fields: Vec<_> = line.split('\t').collect();
            assert_eq!(fields.len(), 3, "{line}");
            for word in fields[2].split(' ').filter(|word| !word.is_empty()) {
                assert_eq!(stemmer.stem(word), fields[0], "{word}");
                let (row, starts) = rarity.of_word(hash_word(word.as_bytes())).unwrap();
                assert_eq!(starts, word.starts_with(fields[0]), "{word}");
                assert_eq!((row.stem, row.hash), (fields[0], hash_word(fields[0].as_bytes())));
                assert_eq!(row.share, rarity.share(row.hash));
                words += 1;
            }
        }
        assert!(words > 5_000, "{words}");
    }
}
