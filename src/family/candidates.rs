//! Which pairs of many texts are worth reading: those that share rare stems.
//!
//! Each stem links the texts that have it. A stem of many texts links each with a window of the
//! others, in an order of its own, so that the number of links is linear in the number of texts
//! however many share a story. Each text then keeps the neighbours that it shares most with.

use crate::hash::fold_multiply;
use crate::text::{Document, NAT};

/// Texts of which all pairs are read.
pub(super) const ALL_PAIRS: usize = 40;

/// What a stem must tell to link texts, in nats.
const MIN_INFORMATION: u32 = 4 * NAT;

/// Neighbours on either side that a stem of many texts links a text with.
const WINDOW: usize = 24;

/// Neighbours that each text keeps.
const MAX_NEIGHBOURS: usize = 16;

/// What two texts must share, in nats: three or four rare words.
const MIN_SHARED: u64 = 16 * NAT as u64;

/// Mixes the hash of a stem with the number of a text.
const ORDER: u64 = 0x9E37_79B9_7F4A_7C15;

/// Returns the pairs to read, each with the smaller number first, in rising order. Near-linear in
/// the number of texts.
pub(super) fn candidates(documents: &[&Document]) -> Vec<(u32, u32)> {
    let count = documents.len() as u32;
    if documents.len() <= ALL_PAIRS {
        return (0..count)
            .flat_map(|a| (a + 1..count).map(move |b| (a, b)))
            .collect();
    }
    let links = Links::new(documents);
    let mut pairs = Vec::new();
    let mut shared = vec![0_u64; documents.len()];
    for text in 0..count {
        let mut neighbours = links.neighbours(text, &mut shared);
        neighbours.sort_unstable_by_key(|&(other, weight)| (u64::MAX - weight, other));
        neighbours.truncate(MAX_NEIGHBOURS);
        pairs.extend(
            neighbours
                .iter()
                .map(|&(other, _)| (text.min(other), text.max(other))),
        );
    }
    pairs.sort_unstable();
    pairs.dedup();
    pairs
}

/// The texts of each rare stem.
struct Links {
    /// Texts by stem, one run a stem.
    texts: Vec<u32>,
    /// Where each run starts and ends, and what its stem tells.
    runs: Vec<(usize, usize, u32)>,
    /// For each text its places: the run and the index in `texts`.
    places: Vec<Vec<(u32, u32)>>,
}

impl Links {
    fn new(documents: &[&Document]) -> Self {
        // Stem, an order of the texts that differs from stem to stem, text, information.
        let mut entries: Vec<(u64, u64, u32, u32)> = Vec::new();
        for (text, document) in (0_u32..).zip(documents) {
            let rare = document
                .stems()
                .iter()
                .filter(|stem| stem.information() >= MIN_INFORMATION);
            entries.extend(rare.map(|stem| {
                let order = fold_multiply(stem.hash() ^ ORDER, u64::from(text) + 1);
                (stem.hash(), order, text, stem.information())
            }));
        }
        entries.sort_unstable();
        let mut links = Self {
            texts: entries.iter().map(|entry| entry.2).collect(),
            runs: Vec::new(),
            places: vec![Vec::new(); documents.len()],
        };
        let mut start = 0;
        for run in entries.chunk_by(|a, b| a.0 == b.0) {
            if run.len() > 1 {
                for (at, entry) in run.iter().enumerate() {
                    let place = (links.runs.len() as u32, (start + at) as u32);
                    links.places[entry.2 as usize].push(place);
                }
                links.runs.push((start, start + run.len(), run[0].3));
            }
            start += run.len();
        }
        links
    }

    /// Returns the information that a text shares with each text that its stems link it with.
    /// `shared` is zero for every text, before and after.
    fn neighbours(&self, text: u32, shared: &mut [u64]) -> Vec<(u32, u64)> {
        let mut touched = Vec::new();
        for &(run, at) in &self.places[text as usize] {
            let (start, end, information) = self.runs[run as usize];
            let from = (at as usize).saturating_sub(WINDOW).max(start);
            let to = (at as usize + WINDOW + 1).min(end);
            for &other in self.texts[from..to].iter().filter(|&&other| other != text) {
                if shared[other as usize] == 0 {
                    touched.push(other);
                }
                shared[other as usize] += u64::from(information);
            }
        }
        let read = |other: u32| (other, std::mem::take(&mut shared[other as usize]));
        let all = touched.into_iter().map(read);
        all.filter(|&(_, weight)| weight >= MIN_SHARED).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::TextOptions;

    fn documents(texts: &[String]) -> Vec<Document> {
        let options = TextOptions::default();
        texts
            .iter()
            .map(|text| Document::new(text, &options))
            .collect()
    }

    /// Returns made-up words that no other number has.
    fn story(number: usize) -> String {
        let word = |at: usize| format!("zq{}x{}", number * 31 % 997, at);
        (0..40).map(word).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn texts_that_share_rare_words_are_candidates_and_others_are_not() {
        let texts: Vec<String> = (0..60).map(|number| story(number / 2)).collect();
        let documents = documents(&texts);
        let pairs = candidates(&documents.iter().collect::<Vec<_>>());
        let expected: Vec<(u32, u32)> = (0..30).map(|pair| (2 * pair, 2 * pair + 1)).collect();
        assert_eq!(pairs, expected);
    }

    /// A story of three hundred texts gives each text a bounded number of candidates, and still
    /// links them all.
    #[test]
    fn a_story_of_many_texts_costs_a_linear_number_of_pairs() {
        let texts: Vec<String> = (0..300)
            .map(|number| format!("{} {}", story(0), story(number)))
            .collect();
        let documents = documents(&texts);
        let pairs = candidates(&documents.iter().collect::<Vec<_>>());
        assert!(pairs.len() <= 300 * MAX_NEIGHBOURS);
        let mut reached = vec![false; 300];
        let mut next = vec![0];
        while let Some(text) = next.pop() {
            if !std::mem::replace(&mut reached[text as usize], true) {
                next.extend(
                    pairs
                        .iter()
                        .filter(|pair| pair.0 == text || pair.1 == text)
                        .map(|pair| pair.0 + pair.1 - text),
                );
            }
        }
        assert!(reached.into_iter().all(|reached| reached));
    }
}
