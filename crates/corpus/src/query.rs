//! Which stems of a suspicious text are searched for: the rarest of the whole, and of every hundred
//! words.
//!
//! The rarest stems of the whole may all come from one of its sources: from the one that the corpus
//! has fewest copies of. So its parts are searched for as well.

use std::collections::HashMap;
use std::ops::Range;

use retold::Document;

use crate::engine::{Snapshot, Term, is_indexed};
use crate::error::Result;
use crate::options::SearchMode;

/// Stems that are searched for together, at most.
const MAX_STEMS: usize = 20;

/// The same for the parts of a long text: each has its candidates among those of all others.
const MAX_STEMS_OF_LONG: usize = 30;

/// A text of more words is long: it may have many sources.
const LONG: usize = 400;

/// Stems whose frequency in the corpus is looked up, the rarest in general text, for each stem that
/// is searched for.
const LOOKED_UP: usize = 3;

/// Words of a chunk, where a text has enough of them.
const CHUNK: usize = 100;

/// Words that a chunk has at least.
const MIN_CHUNK: usize = 40;

/// Postings that a part may read, beyond those of its three rarest stems: bounds the work for a
/// text of common words.
const MAX_POSTINGS: u64 = 4_000_000;

/// The terms of a search.
#[derive(Debug)]
pub(crate) struct Query {
    terms: Vec<Term>,
    /// The terms of each part, as positions in `terms`.
    parts: Vec<Vec<usize>>,
    /// Stems were left out because too many articles have them.
    pub(crate) capped: bool,
}

impl Query {
    /// Chooses the stems of `document` that the fewest articles have. Costs a look-up for each of
    /// sixty to ninety stems a part.
    pub(crate) fn new(snapshot: &Snapshot, document: &Document, mode: SearchMode) -> Result<Self> {
        let mut ranks = vec![usize::MAX; document.stems().len()];
        for (rank, stem) in document.rarest(usize::MAX).enumerate() {
            if let Some(slot) = ranks.get_mut(stem) {
                *slot = rank;
            }
        }
        let mut query = Self {
            terms: Vec::new(),
            parts: Vec::new(),
            capped: false,
        };
        // What was looked up already, by stem; `None` if no article has it.
        let mut known: HashMap<usize, Option<usize>> = HashMap::new();
        let max_stems = if is_long(document) {
            MAX_STEMS_OF_LONG
        } else {
            MAX_STEMS
        };
        for range in parts(document.tokens().len(), mode) {
            let tokens = document.tokens().get(range).unwrap_or_default();
            let mut stems: Vec<usize> = tokens.iter().map(|token| token.stem()).collect();
            let rank = |&stem: &usize| ranks.get(stem).copied().unwrap_or(usize::MAX);
            stems.sort_unstable_by_key(rank);
            stems.dedup();
            stems.retain(|&stem| is_indexed(document.stem_text(stem)));
            // The more common half of a short part would find everything.
            let limit = (stems.len() / 2).clamp(MAX_STEMS / 2, max_stems);
            let mut part = Vec::new();
            for &stem in stems.iter().take(LOOKED_UP * max_stems) {
                let term = match known.get(&stem) {
                    Some(&term) => term,
                    None => {
                        let found = snapshot.term(document.stem_text(stem))?;
                        let term = found.map(|term| {
                            query.terms.push(term);
                            query.terms.len() - 1
                        });
                        known.insert(stem, term);
                        term
                    }
                };
                part.extend(term);
            }
            query.add_part(part, limit);
        }
        Ok(query)
    }

    /// Keeps the rarest terms of a part. The sort is stable, so that of equally frequent terms
    /// those come first that are rarer in general text.
    fn add_part(&mut self, mut part: Vec<usize>, limit: usize) {
        let frequency = |&term: &usize| self.terms.get(term).map_or(0, |term| term.frequency);
        part.sort_by_key(frequency);
        part.truncate(limit);
        let mut postings = 0;
        let affordable = part.iter().position(|term| {
            postings += frequency(term);
            postings > MAX_POSTINGS
        });
        if let Some(count) = affordable
            && count.max(3) < part.len()
        {
            part.truncate(count.max(3));
            self.capped = true;
        }
        if !part.is_empty() {
            self.parts.push(part);
        }
    }

    /// Returns the terms of each part.
    pub(crate) fn parts(&self) -> Vec<Vec<&Term>> {
        let terms = |part: &Vec<usize>| part.iter().filter_map(|&at| self.terms.get(at)).collect();
        self.parts.iter().map(terms).collect()
    }
}

/// Returns `true` for a text that may have many sources.
pub(crate) fn is_long(document: &Document) -> bool {
    document.tokens().len() > LONG
}

/// Returns the ranges of words that are searched for together.
fn parts(words: usize, mode: SearchMode) -> Vec<Range<usize>> {
    let mut parts = Vec::new();
    let has_chunks = mode != SearchMode::Whole && words >= 2 * MIN_CHUNK;
    if !has_chunks || mode != SearchMode::Chunks {
        parts.push(0..words);
    }
    if has_chunks {
        let count = ((words + CHUNK / 2) / CHUNK).max(2);
        let start = |chunk: usize| words * chunk / count;
        parts.extend((0..count).map(|chunk| start(chunk)..start(chunk + 1)));
    }
    parts
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Protects the search of patchworks: every word is in a chunk, and no chunk is a stub.
    #[test]
    fn chunks_cover_the_text() {
        for words in [0, 1, 79, 80, 100, 101, 149, 150, 151, 400, 401, 1234] {
            for mode in [SearchMode::Whole, SearchMode::Chunks, SearchMode::Both] {
                let parts = parts(words, mode);
                let chunks: Vec<_> = parts.iter().filter(|part| **part != (0..words)).collect();
                if chunks.is_empty() {
                    assert_eq!(parts, [0..words], "{words} {mode:?}");
                    continue;
                }
                assert_eq!(chunks[0].start, 0);
                assert_eq!(chunks[chunks.len() - 1].end, words);
                assert!(chunks.windows(2).all(|pair| pair[0].end == pair[1].start));
                assert!(chunks.iter().all(|chunk| (40..150).contains(&chunk.len())));
            }
        }
    }
}
