//! How common a stem is in general text of its language, and the stems of the commonest words.
//!
//! The table of a language lives in a data file next to this one, with its provenance at the top: a
//! stem, its count per million tokens and the words that have it a line. `tools/` holds the program
//! that counts it. A word that the table knows needs no stemmer; a test compares the two.

use super::{Language, PerLanguage};
use crate::hash::hash_word;
use crate::math::Pinned;
use crate::table::Lookup;

/// A stem in general text.
#[derive(Debug)]
pub(crate) struct CommonStem {
    pub(crate) stem: &'static str,
    /// Its pinned hash.
    pub(crate) hash: u64,
    /// Its share of all tokens, from 0 to 1.
    pub(crate) share: f32,
    /// What it tells, as [`information`] has it.
    pub(crate) information: u32,
}

/// One nat of information: it is counted in fixed point, so that sums come out the same in any
/// order and on every machine.
pub(crate) const NAT: u32 = 256;

/// What a word tells at most: seven and a half nats. Beyond this, rarity is no longer known from
/// the tables.
pub(crate) const MOST_INFORMATION: u32 = NAT * 15 / 2;

/// The length of text, in tokens, in which a word is expected to be met by chance.
pub(crate) const CHANCE_TOKENS: f64 = 300.0;

/// Returns the information of a stem with this share of general text: −ln of the chance that an
/// unrelated article has it as well, in [`NAT`]s.
pub(crate) fn information(share: f32) -> u32 {
    if share <= 0.0 {
        return MOST_INFORMATION;
    }
    let nats = -(1.0 - (-CHANCE_TOKENS * f64::from(share)).pinned_exp()).pinned_ln();
    ((nats.max(0.0) * f64::from(NAT)) as u32).min(MOST_INFORMATION)
}

/// The common stems of a language and their words, by hash.
#[derive(Debug)]
pub(crate) struct RarityTable {
    rows: Vec<CommonStem>,
    /// The row of each stem.
    stems: Lookup,
    /// What [`RarityTable::coded`] makes of each word's row.
    words: Lookup,
}

impl RarityTable {
    /// Returns the table of `language`, where there is one.
    pub(crate) fn of(language: Language) -> Option<&'static Self> {
        static TABLES: PerLanguage<RarityTable> = PerLanguage::new();
        let table = language.profile()?.rarity?;
        TABLES.get(language, || Self::read(table))
    }

    fn read(table: &'static str) -> Self {
        let (mut rows, mut words) = (Vec::new(), Vec::new());
        for line in table.lines().filter(|line| !line.starts_with('#')) {
            let mut fields = line.split('\t');
            let (Some(stem), Some(Ok(count))) =
                (fields.next(), fields.next().map(str::parse::<f32>))
            else {
                continue;
            };
            let of_row = fields
                .next()
                .unwrap_or_default()
                .split(' ')
                .filter(|word| !word.is_empty());
            words.extend(of_row.map(|word| {
                let hash = hash_word(word.as_bytes());
                (
                    hash,
                    Self::coded(hash, rows.len() as u32, word.starts_with(stem)),
                )
            }));
            let share = count / 1e6;
            rows.push(CommonStem {
                stem,
                hash: hash_word(stem.as_bytes()),
                share,
                information: information(share),
            });
        }
        let stems: Vec<_> = rows.iter().map(|row| row.hash).zip(0..).collect();
        Self {
            stems: Lookup::new(&stems),
            words: Lookup::new(&words),
            rows,
        }
    }

    /// Returns the entry of the stem with this hash.
    pub(crate) fn of_stem(&self, stem: u64) -> Option<&CommonStem> {
        self.rows
            .get(self.stems.get(stem)? as usize)
            .filter(|row| row.hash == stem)
    }

    /// Returns the stem of the word with this hash, where the table knows it, and whether the word
    /// starts with it.
    pub(crate) fn of_word(&self, word: u64) -> Option<(&CommonStem, bool)> {
        let code = self.words.get(word)?;
        let row = code >> 1 & Self::ROWS;
        let starts = code & 1 == 1;
        (code == Self::coded(word, row, starts)).then_some((self.rows.get(row as usize)?, starts))
    }

    /// The greatest number of a row.
    const ROWS: u32 = (1 << 14) - 1;

    /// Returns a word's row, and whether the word starts with its stem, as most do: then nobody
    /// need look at the stem's letters. Above these, bits of the hash that neither its place in the
    /// table nor what is kept there tells: with them another word is taken for it once in 2⁴⁸
    /// times.
    fn coded(hash: u64, row: u32, starts: bool) -> u32 {
        hash as u32 & !(2 * Self::ROWS + 1) | row << 1 | u32::from(starts)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_stems_as_the_stemmer_does() {
        let stemmer = frostem::Stemmer::new(Language::English.profile().unwrap().stemmer.unwrap());
        let rarity = RarityTable::of(Language::English).unwrap();
        assert!(
            rarity.rows.len() <= RarityTable::ROWS as usize,
            "{}",
            rarity.rows.len()
        );
        let mut words = 0;
        for line in include_str!("data/rarity/en.tsv")
            .lines()
            .filter(|line| !line.starts_with('#'))
        {
            let fields: Vec<_> = line.split('\t').collect();
            assert_eq!(fields.len(), 3, "{line}");
            for word in fields[2].split(' ').filter(|word| !word.is_empty()) {
                assert_eq!(stemmer.stem(word), fields[0], "{word}");
                let (row, starts) = rarity.of_word(hash_word(word.as_bytes())).unwrap();
                assert_eq!(starts, word.starts_with(fields[0]), "{word}");
                assert_eq!(
                    (row.stem, row.hash),
                    (fields[0], hash_word(fields[0].as_bytes()))
                );
                assert_eq!(
                    (row.share, row.information),
                    (
                        rarity.of_stem(row.hash).unwrap().share,
                        information(row.share)
                    )
                );
                words += 1;
            }
        }
        assert!(words > 5_000, "{words}");
    }

    /// Protects words whose hash agrees with that of a word of the table in its upper half and in
    /// its place there.
    #[test]
    fn no_other_word_is_taken_for_a_known_one() {
        let rarity = RarityTable::of(Language::English).unwrap();
        let known = hash_word(b"matanuska");
        assert!(rarity.of_word(known).is_some());
        assert_eq!((hash_word(b"niarzti") >> 32) | 1, (known >> 32) | 1);
        assert!(rarity.of_word(hash_word(b"niarzti")).is_none());
    }

    #[test]
    fn rarer_stems_tell_more() {
        assert_eq!(information(0.0), MOST_INFORMATION);
        assert_eq!(information(f32::MIN_POSITIVE), MOST_INFORMATION);
        assert_eq!(information(1.0), 0);
        // One in 300 tokens: an article has it with a chance of 1 − 1/e.
        assert_eq!(
            information(1.0 / 300.0),
            (256.0 * -(1.0_f64 - (-1.0_f64).exp()).ln()) as u32
        );
        let shares = (1..60).map(|halved| 0.5_f32.powi(halved));
        assert!(shares.map(information).is_sorted());
    }
}
