//! Seeds: windows of the source that score somewhere in the suspicious text.
//!
//! Each window of the source looks up where its stems occur in the suspicious text, gives each
//! place what a match there proves, and reads off the stretches in which the sum stays high. Words
//! that prove little are left out, and words that occur everywhere are looked up by their bigrams,
//! where these are rare: so a window costs what it shares with the other text and not that text's
//! length. Order plays no part beyond those bigrams.

use std::ops::Range;

use super::model::{AlignmentModel, Logarithms, bigram_factor, ln};
use super::region::{Histogram, Region};
use super::side::Sides;
use crate::text::widest;

/// The share of a window's bigrams that may be too frequent to be looked up.
const MAX_CROWDED: f32 = 0.75;

/// Finds seeds; keeps its memory.
#[derive(Debug, Default)]
pub(super) struct Seeds {
    scores: Vec<f32>,
    /// What a place of each stem proves where a whole window holds the stem once.
    once: Vec<f32>,
    /// One bit for each suspicious token that the window reaches, so that they are met in text
    /// order without sorting.
    reached: Vec<u64>,
    unseen: bool,
}

impl Seeds {
    /// Adds to `found` the seeds of every window of `window` tokens; windows overlap by half.
    pub(super) fn find(
        &mut self,
        model: &AlignmentModel,
        sides: &Sides,
        histogram: &mut Histogram,
        window: usize,
        least: f32,
        found: &mut Vec<Region>,
    ) {
        let tokens = sides.source.len();
        self.scores.clear();
        self.scores.resize(sides.suspicious.len(), 0.0);
        self.reached.clear();
        self.reached.resize(sides.suspicious.len().div_ceil(64), 0);
        self.once.clear();
        self.once
            .extend((0..=sides.stems as u32).map(|stem| proved(model, sides, window, stem, 1.0)));
        widest(Logarithms {
            of: &mut self.once,
            most: f32::INFINITY,
        });
        self.unseen = false;
        let step = (window / 2).max(1);
        let mut start = 0;
        loop {
            let range = start..(start + window).min(tokens);
            self.look_up(model, sides, histogram, &range, range.len() == window);
            self.read_off(model, sides, histogram, &range, least, found);
            histogram.clear(&sides.source, &range);
            if range.end >= tokens {
                return;
            }
            start += step;
        }
    }

    /// Returns whether some window was not looked for by nearly all of its words, because the
    /// suspicious text repeats them, and their bigrams, too often.
    pub(super) fn unseen(&self) -> bool {
        self.unseen
    }

    fn look_up(
        &mut self,
        model: &AlignmentModel,
        sides: &Sides,
        histogram: &mut Histogram,
        window: &Range<usize>,
        whole: bool,
    ) {
        histogram.fill(&sides.source, window, bigram_factor(model));
        // Tokens that may be too frequent; few windows have many of them, and only those are looked
        // at again.
        let mut frequent = 0;
        for at in window.clone() {
            let stem = sides.source.stems[at];
            let count = histogram.stem(stem);
            if count == 0.0 {
                continue;
            }
            let score = if whole && count == 1.0 {
                self.once[stem as usize]
            } else {
                proof(model, sides, window.len(), stem, count)
            };
            if score < model.seed_token {
                frequent += 1;
                continue;
            }
            let places = sides.suspicious.stem_places.of(stem);
            let is_frequent = places.len() > model.frequent;
            frequent += usize::from(is_frequent);
            if !is_frequent {
                // All its places are reached from its first occurrence in the window.
                histogram.take_stem(stem);
                self.reach(places, 0, score);
                continue;
            }
            // The bigram that ends with the token, and the one that starts with it.
            for shift in 0..=1 {
                let second = at + shift;
                if second > window.start && second < window.end {
                    let bigram = sides.source.bigrams[second];
                    let places = sides.suspicious.bigram_places.of(bigram);
                    if bigram as usize != sides.bigrams && places.len() <= model.frequent_bigram {
                        self.reach(places, shift, score);
                    }
                }
            }
        }
        let is_most = |tokens: usize| tokens as f32 > MAX_CROWDED * window.len() as f32;
        self.unseen = self.unseen
            || is_most(frequent) && is_most(self.crowded(model, sides, histogram, window));
    }

    /// Returns how many tokens of a window have a stem and a bigram that are both too frequent to
    /// be looked up.
    fn crowded(
        &self,
        model: &AlignmentModel,
        sides: &Sides,
        histogram: &Histogram,
        window: &Range<usize>,
    ) -> usize {
        let is_crowded = |&at: &usize| {
            let (stem, bigram) = (sides.source.stems[at], sides.source.bigrams[at]);
            // What gave a seed was taken from the histogram, and is not frequent.
            histogram.stem(stem) != 0.0
                && sides.suspicious.stem_places.of(stem).len() > model.frequent
                && bigram as usize != sides.bigrams
                && sides.suspicious.bigram_places.of(bigram).len() > model.frequent_bigram
        };
        window.clone().filter(is_crowded).count()
    }

    /// Gives each place, `back` tokens before those of `places`, what a match there is worth.
    fn reach(&mut self, places: &[u32], back: usize, score: f32) {
        for &place in places {
            let place = place as usize - back;
            self.scores[place] = score;
            self.reached[place / 64] |= 1 << (place % 64);
        }
    }

    fn read_off(
        &mut self,
        model: &AlignmentModel,
        sides: &Sides,
        histogram: &Histogram,
        window: &Range<usize>,
        least: f32,
        found: &mut Vec<Region>,
    ) {
        let miss = -ln(1.0 - model.rate);
        let mut run = SeedRun::default();
        let mut close = |run: &SeedRun| {
            if run.best >= least && run.start < run.end {
                found.push(Region::new(window.clone(), run.start..run.end, run.best));
            }
        };
        // One place proves too little for a seed, so a run of use starts with a place that another
        // one follows before what the first proves is used up. Numbers of which this does not hold
        // are read place by place.
        let skips = model.most < least && miss > 0.0 && model.most <= AHEAD as f32 * miss;
        for block in 0..self.reached.len() {
            let mut rest = std::mem::take(&mut self.reached[block]);
            if skips && run.sum <= (block * 64 - run.next) as f32 * miss {
                let next = self.reached.get(block + 1).copied().unwrap_or(0);
                let starts = followed(rest, next);
                if starts == 0 {
                    continue;
                }
                rest &= u64::MAX << starts.trailing_zeros();
            }
            while rest != 0 {
                let at = block * 64 + rest.trailing_zeros() as usize;
                rest &= rest - 1;
                let sum = run.sum - (at - run.next) as f32 * miss;
                if sum <= 0.0 || sum < run.best - model.drop {
                    close(&run);
                    run = SeedRun {
                        start: at,
                        ..SeedRun::default()
                    };
                } else {
                    run.sum = sum;
                }
                let bigram = if histogram.bigram(sides.suspicious.bigrams[at]) > 1.0 {
                    model.bigram
                } else {
                    0.0
                };
                let score = self.scores[at] + bigram;
                // Not `min`, which also asks for what is no number.
                run.sum += if score < model.most {
                    score
                } else {
                    model.most
                };
                run.next = at + 1;
                if run.sum > run.best {
                    (run.best, run.end) = (run.sum, at + 1);
                }
            }
        }
        close(&run);
    }
}

/// Places that [`followed`] looks ahead.
const AHEAD: usize = 8;

/// Returns the bits with another one at most [`AHEAD`] places after them, where the bits of `next`
/// come after those of `bits`.
fn followed(bits: u64, next: u64) -> u64 {
    let mut after = u128::from(next) << 63 | u128::from(bits >> 1);
    for step in [1, 2, 4] {
        after |= after >> step;
    }
    bits & after as u64
}

/// Returns what a place of a stem proves that a window of `window` tokens holds `count` times, in
/// nats.
fn proof(model: &AlignmentModel, sides: &Sides, window: usize, stem: u32, count: f32) -> f32 {
    ln(proved(model, sides, window, stem, count))
}

/// Returns the odds whose logarithm [`proof`] is.
fn proved(model: &AlignmentModel, sides: &Sides, window: usize, stem: u32, count: f32) -> f32 {
    model.rate / window.max(1) as f32 * count * sides.suspicious.stem_odds(stem) + 1.0 - model.rate
}

/// A stretch that is being read.
#[derive(Debug, Default)]
struct SeedRun {
    start: usize,
    /// The end of its best part.
    end: usize,
    next: usize,
    sum: f32,
    best: f32,
}
