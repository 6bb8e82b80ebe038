//! Both documents in common numbers: which stems and bigrams they share, where each stands, and how likely by chance.
//!
//! One pass over each document and its distinct stems; the memory is kept from pair to pair.

use std::ops::Range;

use super::model::Model;
use crate::text::{Document, Gap, Stem};

/// The number of a stem or bigram that the other document lacks.
pub(super) const NONE: u32 = u32::MAX;

/// One document of a pair, as the aligner sees it.
#[derive(Debug, Default)]
pub(super) struct Side {
    /// The common number of each token's stem.
    pub(super) stems: Vec<u32>,
    /// The common number of the bigram that ends with each token.
    pub(super) bigrams: Vec<u32>,
    /// How strong the edge before each token is, from 0 to 1; the last stands after the text.
    pub(super) edges: Vec<f32>,
    /// One over the background probability, by common number.
    pub(super) odds: Vec<f32>,
    /// Tokens that may not be matched: claimed by a passage, or set aside.
    pub(super) blocked: Vec<bool>,
    set_aside: Vec<Range<usize>>,
    /// The tokens that a paragraph starts with.
    paragraphs: Vec<u32>,
    starts: Vec<u32>,
    places: Vec<u32>,
    common: Vec<u32>,
}

impl Side {
    /// How many tokens the document has.
    pub(super) fn len(&self) -> usize {
        self.stems.len()
    }

    /// Where paragraphs start inside `range`, its own start not counted.
    pub(super) fn paragraphs_in(&self, range: &Range<usize>) -> &[u32] {
        let from = self.paragraphs.partition_point(|&start| start as usize <= range.start);
        let to = self.paragraphs.partition_point(|&start| (start as usize) < range.end);
        &self.paragraphs[from..to.max(from)]
    }

    /// Where a stem stands, in text order.
    pub(super) fn places(&self, stem: u32) -> &[u32] {
        &self.places[self.starts[stem as usize] as usize..self.starts[stem as usize + 1] as usize]
    }

    /// Where a stem stands inside `range`.
    pub(super) fn places_in(&self, stem: u32, range: &Range<usize>) -> &[u32] {
        let places = self.places(stem);
        let from = places.partition_point(|&place| (place as usize) < range.start);
        let to = from + places[from..].partition_point(|&place| (place as usize) < range.end);
        &places[from..to]
    }

    /// At most `most` places of a stem inside `range`: those nearest to `wanted`.
    pub(super) fn places_near(&self, stem: u32, range: &Range<usize>, wanted: usize, most: usize) -> &[u32] {
        let places = self.places_in(stem, range);
        if places.len() <= most {
            return places;
        }
        let middle = places.partition_point(|&place| (place as usize) < wanted);
        let from = middle.saturating_sub(most / 2).min(places.len() - most);
        &places[from..from + most]
    }

    /// Blocks tokens for good.
    pub(super) fn set_aside(&mut self, tokens: Range<usize>) {
        self.blocked[tokens.clone()].fill(true);
        self.set_aside.push(tokens);
    }

    /// Leaves only those tokens blocked that were set aside.
    pub(super) fn restore_blocks(&mut self) {
        self.blocked.fill(false);
        for tokens in &self.set_aside {
            self.blocked[tokens.clone()].fill(true);
        }
    }

    fn read(&mut self, document: &Document, shared: usize, model: &Model) {
        let tokens = document.tokens();
        self.stems.clear();
        self.edges.clear();
        self.starts.clear();
        self.starts.resize(shared + 1, 0);
        self.paragraphs.clear();
        for token in tokens {
            let stem = self.common[token.stem()];
            if token.gap() == Gap::Paragraph {
                self.paragraphs.push(self.stems.len() as u32);
            }
            self.stems.push(stem);
            self.edges.push(match token.gap() {
                Gap::None => 0.0,
                Gap::Line => model.line,
                Gap::Sentence | Gap::Paragraph => 1.0,
            });
            if stem != NONE {
                self.starts[stem as usize] += 1;
            }
        }
        self.edges.push(1.0);
        // Counting sort: after the backward pass, `starts` holds where each stem's places begin.
        let mut sum = 0;
        for start in &mut self.starts {
            sum += *start;
            *start = sum;
        }
        self.places.clear();
        self.places.resize(sum as usize, 0);
        for (place, &stem) in self.stems.iter().enumerate().rev() {
            if stem != NONE {
                self.starts[stem as usize] -= 1;
                self.places[self.starts[stem as usize] as usize] = place as u32;
            }
        }
        self.set_aside.clear();
        self.blocked.clear();
        self.blocked.resize(tokens.len(), false);
    }
}

/// How likely a document is to hold a stem by chance.
struct Background {
    /// Weight of the document's own repetition; the rest is the stem's share in general text.
    own: f32,
    unseen: f32,
    tokens: f32,
}

impl Background {
    /// Share of the tokens of ordinary text that a table of the language knows. Where it knows fewer, or where there is no
    /// table, the document's own counts must do.
    const KNOWN: f32 = 0.8;

    fn of(document: &Document, model: &Model) -> Self {
        let tokens = document.tokens().len().max(1) as f32;
        let known: u32 = document.stems().iter().filter(|stem| stem.share() > 0.0).map(Stem::count).sum();
        let trust = (known as f32 / tokens / Self::KNOWN).min(1.0);
        Self { own: 1.0 - trust * (1.0 - model.own), unseen: model.unseen, tokens }
    }

    /// One over the probability.
    fn odds(&self, stem: &Stem) -> f32 {
        let repeated = stem.count().saturating_sub(1) as f32 / self.tokens;
        1.0 / ((1.0 - self.own) * stem.share() + self.own * repeated + self.unseen)
    }
}

/// Hashes to numbers by open addressing; at most half full.
#[derive(Debug, Default)]
struct Table {
    slots: Vec<(u64, u32)>,
}

impl Table {
    fn reset(&mut self, keys: usize) {
        self.slots.clear();
        self.slots.resize((2 * keys + 2).next_power_of_two(), (0, NONE));
    }

    fn slot(&mut self, key: u64) -> &mut (u64, u32) {
        let mask = self.slots.len() - 1;
        let mut at = (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 32) as usize & mask;
        while self.slots[at].1 != NONE && self.slots[at].0 != key {
            at = (at + 1) & mask;
        }
        &mut self.slots[at]
    }
}

/// Both sides of a pair.
#[derive(Debug, Default)]
pub(super) struct Sides {
    pub(super) source: Side,
    pub(super) suspicious: Side,
    /// How many distinct stems they share.
    pub(super) stems: usize,
    /// How many distinct bigrams of shared stems the source has.
    pub(super) bigrams: usize,
    table: Table,
}

impl Sides {
    /// Reads a pair.
    pub(super) fn read(&mut self, source: &Document, suspicious: &Document, model: &Model) {
        self.join(source, suspicious, model);
        self.source.read(source, self.stems, model);
        self.suspicious.read(suspicious, self.stems, model);
        self.number_bigrams();
    }

    fn join(&mut self, source: &Document, suspicious: &Document, model: &Model) {
        self.table.reset(source.stems().len());
        for (number, stem) in source.stems().iter().enumerate() {
            *self.table.slot(stem.hash()) = (stem.hash(), number as u32);
        }
        let (ours, theirs) = (&mut self.source, &mut self.suspicious);
        ours.common.clear();
        ours.common.resize(source.stems().len(), NONE);
        theirs.common.clear();
        ours.odds.clear();
        theirs.odds.clear();
        let backgrounds = [Background::of(source, model), Background::of(suspicious, model)];
        for stem in suspicious.stems() {
            let number = self.table.slot(stem.hash()).1;
            if number == NONE {
                theirs.common.push(NONE);
                continue;
            }
            let common = theirs.odds.len() as u32;
            theirs.common.push(common);
            ours.common[number as usize] = common;
            let twin = &source.stems()[number as usize];
            ours.odds.push(backgrounds[0].odds(twin));
            theirs.odds.push(backgrounds[1].odds(stem));
        }
        self.stems = self.source.odds.len();
    }

    fn number_bigrams(&mut self) {
        let key = |side: &Side, at: usize| {
            let (first, second) = (*side.stems.get(at.wrapping_sub(1))?, side.stems[at]);
            (first != NONE && second != NONE).then_some(u64::from(first) << 32 | u64::from(second))
        };
        self.table.reset(self.source.len());
        self.source.bigrams.clear();
        let mut numbers = 0;
        for at in 0..self.source.len() {
            let number = key(&self.source, at).map_or(NONE, |key| {
                let slot = self.table.slot(key);
                if slot.1 == NONE {
                    *slot = (key, numbers);
                    numbers += 1;
                }
                slot.1
            });
            self.source.bigrams.push(number);
        }
        self.bigrams = numbers as usize;
        self.suspicious.bigrams.clear();
        for at in 0..self.suspicious.len() {
            let number = key(&self.suspicious, at).map_or(NONE, |key| self.table.slot(key).1);
            self.suspicious.bigrams.push(number);
        }
    }

    /// The side that is searched and the side that the region is given on.
    pub(super) fn searched(&self, which: Which) -> (&Side, &Side) {
        match which {
            Which::Source => (&self.source, &self.suspicious),
            Which::Suspicious => (&self.suspicious, &self.source),
        }
    }
}

/// One of the two documents.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    Source,
    Suspicious,
}
