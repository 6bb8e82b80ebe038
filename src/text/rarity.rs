//! How common a stem is in general text of its language.
//!
//! The table of a language lives in a data file beside this one, one stem and its count per million tokens a line, with
//! its provenance at the top; `tools/` holds the program that counts it.

use std::collections::HashMap;
use std::sync::LazyLock;

use super::Language;

/// Shares of stems in general text, each from 0 to 1.
#[derive(Debug)]
pub(super) struct Rarity(HashMap<&'static str, f32>);

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
        let rows = table.lines().filter(|line| !line.starts_with('#'));
        Self(
            rows.filter_map(|line| {
                let (stem, count) = line.split_once('\t')?;
                Some((stem, count.parse::<f32>().ok()? / 1e6))
            })
            .collect(),
        )
    }

    /// The share of `stem` in general text, 0 where the table does not know it.
    pub(super) fn share(&self, stem: &str) -> f32 {
        self.0.get(stem).copied().unwrap_or(0.0)
    }
}
