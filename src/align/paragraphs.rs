//! Paragraphs: pairs a paragraph in which nothing was found with the source paragraph that is most
//! like it.
//!
//! A paragraph that was reworded freely leaves too little evidence for a window of the whole text,
//! but enough to pick it from the source's few paragraphs. Likeness is the share of common stems
//! and bigrams, weighted by how few paragraphs contain them (Salton's inverse document frequency,
//! with paragraphs as documents). Features that occur in many source paragraphs propose none, so
//! the cost stays linear in the length of both texts.

use std::ops::Range;

use super::model::{AlignmentModel, ln};
use super::region::{Region, overlap};
use super::settle::Settler;
use super::side::{Places, SideWords, Sides};

/// Fewest paragraphs of the source and of the suspicious text: among few, the most like one means
/// nothing.
const MIN_PARAGRAPHS: (usize, usize) = (8, 4);

/// Fewest tokens of a paragraph that is paired.
const MIN_TOKENS: usize = 8;

/// A paragraph is paired if passages cover at most this share of it.
const MAX_CLAIMED: f32 = 0.3;

/// The weight of a source paragraph counts up to this many times that of the suspicious one: a
/// rewrite may shorten.
const MAX_SHORTENING: f32 = 3.0;

/// How many times as like as the second best paragraph the best must be.
const MIN_MARGIN: f32 = 1.2;

/// Features that occur in more source paragraphs than this propose none.
const MAX_POSTINGS: usize = 64;

/// Proposed source paragraphs that are compared in full.
const PROPOSED: usize = 4;

/// A stem or bigram that both documents contain, and how often a paragraph contains it.
#[derive(Debug, Clone, Copy)]
struct Feature {
    number: u32,
    count: u32,
}

/// The features of each paragraph of one side.
#[derive(Debug, Default)]
struct Bags {
    paragraphs: Vec<Range<usize>>,
    /// Where the features of each paragraph start, and where the last end.
    starts: Vec<usize>,
    /// By number in each paragraph.
    features: Vec<Feature>,
    /// The weight of each paragraph.
    weights: Vec<f32>,
}

impl Bags {
    fn read(&mut self, sides: &Sides, side: &SideWords) {
        self.paragraphs.clear();
        self.paragraphs.extend(side.paragraphs());
        self.starts.clear();
        self.features.clear();
        let (no_stem, no_bigram) = (sides.stems as u32, sides.bigrams as u32);
        let mut numbers: Vec<u32> = Vec::new();
        for range in &self.paragraphs {
            self.starts.push(self.features.len());
            let stems = side.stems[range.clone()].iter().copied();
            // The bigram that ends with the first token lies half outside.
            let bigrams = side.bigrams[range.clone()].iter().copied().skip(1);
            numbers.clear();
            numbers.extend(stems.filter(|&stem| stem != no_stem));
            numbers.extend(
                bigrams
                    .filter(|&bigram| bigram != no_bigram)
                    .map(|bigram| no_stem + bigram),
            );
            numbers.sort_unstable();
            let same = numbers.chunk_by(|a, b| a == b);
            self.features.extend(same.map(|same| Feature {
                number: same[0],
                count: same.len() as u32,
            }));
        }
        self.starts.push(self.features.len());
    }

    fn of(&self, paragraph: usize) -> &[Feature] {
        &self.features[self.starts[paragraph]..self.starts[paragraph + 1]]
    }

    /// Weighs each paragraph: its features, and `alone` for each stem and bigram that the other
    /// document lacks.
    fn weigh(&mut self, of_feature: &[f32], alone: f32) {
        self.weights.clear();
        for (paragraph, range) in self.paragraphs.iter().enumerate() {
            let features = &self.features[self.starts[paragraph]..self.starts[paragraph + 1]];
            let (mut weight, mut shared) = (0.0, 0);
            for feature in features {
                weight += feature.count as f32 * of_feature[feature.number as usize];
                shared += feature.count as usize;
            }
            let all = (2 * range.len()).saturating_sub(1);
            self.weights
                .push(weight + alone * all.saturating_sub(shared) as f32);
        }
    }
}

/// Pairs paragraphs; keeps its memory.
#[derive(Debug, Default)]
pub(super) struct Paragraphs {
    source: Bags,
    suspicious: Bags,
    /// The weight of each feature.
    weights: Vec<f32>,
    /// The features of the source, and the source paragraph of each.
    numbers: Vec<u32>,
    owners: Vec<u32>,
    /// Where among the features of the source each feature occurs.
    places: Places,
    /// The common weight of each source paragraph with the suspicious paragraph at hand.
    common: Vec<f32>,
    proposed: Vec<u32>,
}

impl Paragraphs {
    /// Adds to `found` the pairs of paragraphs where nothing was found; `found` stays in suspicious
    /// order.
    pub(super) fn find(
        &mut self,
        model: &AlignmentModel,
        sides: &Sides,
        settler: &mut Settler,
        found: &mut Vec<Region>,
    ) {
        let count = |side: &SideWords| side.paragraphs_in(&(0..side.len())).len() + 1;
        if count(&sides.source) < MIN_PARAGRAPHS.0 || count(&sides.suspicious) < MIN_PARAGRAPHS.1 {
            return;
        }
        let unclaimed = unclaimed(sides, found);
        if unclaimed.is_empty() {
            return;
        }
        self.source.read(sides, &sides.source);
        self.suspicious.read(sides, &sides.suspicious);
        self.weigh(sides);
        self.index(sides);
        let mut pairs = Vec::new();
        for (at, free) in unclaimed {
            if let Some(paragraph) = self.most_like(model, at) {
                let source = self.source.paragraphs[paragraph].clone();
                let mut region = settler.weigh(model, sides, &Region::new(source, free, 0.0));
                region.paired = true;
                pairs.push(region);
            }
        }
        found.extend(pairs);
        found.sort_by_key(|region| region.suspicious.start);
    }

    fn weigh(&mut self, sides: &Sides) {
        self.weights.clear();
        self.weights.resize(sides.stems + sides.bigrams, 0.0);
        for feature in self.source.features.iter().chain(&self.suspicious.features) {
            self.weights[feature.number as usize] += 1.0;
        }
        let all = (self.source.paragraphs.len() + self.suspicious.paragraphs.len()) as f32;
        for weight in &mut self.weights {
            *weight = ln(1.0 + all / weight.max(1.0));
        }
        // What the other document lacks is rare: as if it occurred once.
        let alone = ln(1.0 + all);
        self.source.weigh(&self.weights, alone);
        self.suspicious.weigh(&self.weights, alone);
    }

    fn index(&mut self, sides: &Sides) {
        self.numbers.clear();
        self.numbers
            .extend(self.source.features.iter().map(|feature| feature.number));
        self.places.read(&self.numbers, sides.stems + sides.bigrams);
        self.owners.clear();
        for paragraph in 0..self.source.paragraphs.len() {
            let features = self.source.of(paragraph).len();
            self.owners
                .extend(std::iter::repeat_n(paragraph as u32, features));
        }
        self.common.clear();
        self.common.resize(self.source.paragraphs.len(), 0.0);
    }

    /// Returns the source paragraph that is most like a suspicious paragraph, if it is like enough
    /// and no other comes near.
    fn most_like(&mut self, model: &AlignmentModel, suspicious: usize) -> Option<usize> {
        self.proposed.clear();
        for feature in self.suspicious.of(suspicious) {
            let places = self.places.of(feature.number);
            if places.len() > MAX_POSTINGS {
                continue;
            }
            for &place in places {
                let count = feature
                    .count
                    .min(self.source.features[place as usize].count);
                let paragraph = self.owners[place as usize];
                let common = &mut self.common[paragraph as usize];
                if *common == 0.0 {
                    self.proposed.push(paragraph);
                }
                *common += count as f32 * self.weights[feature.number as usize];
            }
        }
        let mut proposed = std::mem::take(&mut self.proposed);
        let likeness = |&paragraph: &u32| {
            self.likeness(
                self.common[paragraph as usize],
                paragraph as usize,
                suspicious,
            )
        };
        let by_likeness =
            |a: &u32, b: &u32| likeness(b).total_cmp(&likeness(a)).then_with(|| a.cmp(b));
        if proposed.len() > PROPOSED {
            proposed.select_nth_unstable_by(PROPOSED, by_likeness);
        }
        let (mut best, mut second, mut found) = (0.0, 0.0, None);
        for &paragraph in proposed.iter().take(PROPOSED) {
            let paragraph = paragraph as usize;
            let common = self.common_weight(paragraph, suspicious);
            let likeness = self.likeness(common, paragraph, suspicious);
            // Of equals the first, so that the order of the proposals changes nothing.
            if likeness > best || likeness == best && found > Some(paragraph) {
                (second, best, found) = (best, likeness, Some(paragraph));
            } else if likeness > second {
                second = likeness;
            }
        }
        for &paragraph in &proposed {
            self.common[paragraph as usize] = 0.0;
        }
        self.proposed = proposed;
        found.filter(|_| best >= model.likeness && best >= MIN_MARGIN * second)
    }

    /// Returns the likeness of two paragraphs of a common weight, from 0 to 1.
    fn likeness(&self, common: f32, source: usize, suspicious: usize) -> f32 {
        let weight = self.suspicious.weights[suspicious];
        2.0 * common / (weight + self.source.weights[source].min(MAX_SHORTENING * weight))
    }

    /// Returns the common weight of two paragraphs, all features counted.
    fn common_weight(&self, source: usize, suspicious: usize) -> f32 {
        let (ours, theirs) = (self.source.of(source), self.suspicious.of(suspicious));
        let (mut i, mut j, mut common) = (0, 0, 0.0);
        while let (Some(a), Some(b)) = (ours.get(i), theirs.get(j)) {
            if a.number == b.number {
                common += a.count.min(b.count) as f32 * self.weights[a.number as usize];
            }
            i += usize::from(a.number <= b.number);
            j += usize::from(b.number <= a.number);
        }
        common
    }
}

/// Returns the suspicious paragraphs of which passages cover little, by number, each with its
/// longest stretch that none covers.
fn unclaimed(sides: &Sides, found: &[Region]) -> Vec<(usize, Range<usize>)> {
    let mut unclaimed = Vec::new();
    let mut first = 0;
    for (at, range) in sides.suspicious.paragraphs().enumerate() {
        while found
            .get(first)
            .is_some_and(|old| old.suspicious.end <= range.start)
        {
            first += 1;
        }
        let inside = found[first..]
            .iter()
            .take_while(|old| old.suspicious.start < range.end)
            .map(|old| &old.suspicious);
        let claimed: usize = inside.clone().map(|old| overlap(old, &range)).sum();
        if range.len() >= MIN_TOKENS && claimed as f32 <= MAX_CLAIMED * range.len() as f32 {
            unclaimed.push((at, longest_free(inside, &range)));
        }
    }
    unclaimed
}

/// Returns the longest stretch of `range` that none of `claimed` covers; these are in order.
fn longest_free<'a>(
    claimed: impl Iterator<Item = &'a Range<usize>>,
    range: &Range<usize>,
) -> Range<usize> {
    let (mut start, mut longest) = (range.start, range.start..range.start);
    let ends = claimed.map(|old| (old.start, old.end));
    for (from, to) in ends.chain([(range.end, range.end)]) {
        let free = start..from.min(range.end).max(start);
        if free.len() > longest.len() {
            longest = free;
        }
        start = start.max(to);
    }
    longest
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::pair::Pair;
    use crate::text::{Document, TextOptions};

    #[test]
    fn the_longest_free_stretch() {
        let free = |claimed: &[Range<usize>]| longest_free(claimed.iter(), &(10..30));
        assert_eq!(free(&[]), 10..30);
        assert_eq!(free(&[5..12, 14..16]), 16..30);
        assert_eq!(free(&[5..12, 24..40]), 12..24);
        assert_eq!(free(&[0..50]).len(), 0);
    }

    fn text(paragraphs: &[Vec<u32>]) -> String {
        let paragraph = |words: &Vec<u32>| {
            let words: Vec<_> = words.iter().map(|word| format!("v{word}")).collect();
            words.join(" ")
        };
        paragraphs
            .iter()
            .map(paragraph)
            .collect::<Vec<_>>()
            .join("\n\n")
    }

    fn paragraphs() -> impl Strategy<Value = Vec<Vec<u32>>> {
        let words = proptest::collection::vec(0_u32..60, 1..14);
        proptest::collection::vec(words, 1..20)
    }

    proptest! {
        /// Protects the postings: where no feature is too frequent, the paragraph is the one that
        /// comparing all gives.
        #[test]
        fn the_most_like_paragraph_is_that_of_all(source in paragraphs(), suspicious in paragraphs()) {
            let model = AlignmentModel::default();
            let read = |text: &str| Document::new(text, &TextOptions::default());
            let (source, suspicious) = (read(&text(&source)), read(&text(&suspicious)));
            let mut sides = Sides::default();
            sides.read(&Pair::new(&source, &suspicious), &model);
            let mut paragraphs = Paragraphs::default();
            paragraphs.source.read(&sides, &sides.source);
            paragraphs.suspicious.read(&sides, &sides.suspicious);
            paragraphs.weigh(&sides);
            paragraphs.index(&sides);
            for at in 0..paragraphs.suspicious.paragraphs.len() {
                let likeness = |place: usize| paragraphs.likeness(paragraphs.common_weight(place, at), place, at);
                let mut all: Vec<usize> = (0..paragraphs.source.paragraphs.len()).collect();
                all.sort_by(|&a, &b| likeness(b).total_cmp(&likeness(a)));
                let second = all.get(1).map_or(0.0, |&second| likeness(second));
                let expected = all.first().copied().filter(|&best| {
                    likeness(best) >= model.likeness && likeness(best) >= MIN_MARGIN * second
                });
                prop_assert_eq!(paragraphs.most_like(&model, at), expected);
            }
        }
    }
}
