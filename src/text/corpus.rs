//! How common words are in texts of your own.

use std::collections::BTreeMap;
use std::sync::Arc;

use super::Document;

/// How common each stem is in a corpus: rare words in common tell more.
///
/// For English the crate has a table of its own. Make one for texts of another language or of a
/// special field, a few hundred at least, and give it to
/// [`DetectorBuilder::rarity`](crate::DetectorBuilder::rarity) or
/// [`TextOptions`](super::TextOptions). All documents should be of one language, and the texts to
/// compare of the same. Cheap to clone.
///
/// ```
/// use retold::text::{Document, Rarity, TextOptions};
///
/// let corpus = ["Le pont est fermé.", "Le port est ouvert."].map(|text| Document::new(text, &TextOptions::default()));
/// let mut options = TextOptions::default();
/// options.rarity = Some(Rarity::from_documents(&corpus));
/// let document = Document::new("Le pont Mirabeau", &options);
/// let share = |word: usize| document.stems()[document.words()[word].stem()].share();
/// assert!(share(0) > share(1) && share(1) > share(2) && share(2) > 0.0);
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rarity(Arc<Counts>);

#[derive(Debug, PartialEq, Eq)]
struct Counts {
    /// Hash and count of each stem, by hash.
    stems: Vec<(u64, u64)>,
    tokens: u64,
}

impl Rarity {
    /// Counts the stems of a corpus. Costs time and memory in the number of its distinct stems for
    /// each document.
    pub fn from_documents<'a>(documents: impl IntoIterator<Item = &'a Document>) -> Self {
        let mut stems: BTreeMap<u64, u64> = BTreeMap::new();
        let mut tokens = 0;
        for document in documents {
            tokens += document.tokens().len() as u64;
            for stem in document.stems() {
                *stems.entry(stem.hash()).or_default() += u64::from(stem.count());
            }
        }
        Self(Arc::new(Counts {
            stems: stems.into_iter().collect(),
            tokens,
        }))
    }

    /// Returns the share of a stem, by its hash, in the corpus, from 0 to 1. One that the corpus
    /// lacks gets the share of half an occurrence: the less was counted, the less its absence says.
    /// 0 where nothing was counted.
    pub(super) fn share(&self, stem: u64) -> f32 {
        let counts = &self.0;
        let found = counts
            .stems
            .binary_search_by_key(&stem, |row| row.0)
            .ok()
            .and_then(|at| counts.stems.get(at));
        let count = found.map_or(0.5, |row| row.1 as f64);
        if counts.tokens == 0 {
            0.0
        } else {
            (count / counts.tokens as f64) as f32
        }
    }
}
