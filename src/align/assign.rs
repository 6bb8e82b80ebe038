//! One-to-one assignment: inside a region each token of one side is paired with at most one of the
//! other.
//!
//! Greedy string tiling (Wise, 1993): the longest common runs of stems first, then single stems
//! where their assigned neighbours predict them. A region's word list proves far less once each
//! occurrence can be used only once; this is the step that tells reuse from two texts on one
//! subject.

use std::collections::BinaryHeap;
use std::ops::Range;

use super::region::Region;
use super::side::{NONE, Sides};

/// Places of one stem that are tried for a token: the nearest to where the region's diagonal puts
/// it. Passages of a few hundred tokens never reach it; it bounds a text that repeats itself.
const PLACES: usize = 24;

/// The same for the two stems that a run is found by. With 24 a pair of 20,000 words takes longer,
/// and PAN's pairs are found no better.
const RUN_PLACES: usize = 12;

/// Steps of run comparison for each token of the region, after which no further run is looked for.
const STEPS: usize = 64;

/// Pairs the tokens of a region; keeps its memory.
#[derive(Debug, Default)]
pub(super) struct Assignment {
    /// The region's first source token and its first suspicious token.
    pub(super) starts: (usize, usize),
    /// For each suspicious token of the region its source token, or [`NONE`]; both counted from the
    /// start of the text.
    pub(super) to_source: Vec<u32>,
    /// The same the other way round.
    pub(super) to_suspicious: Vec<u32>,
    /// Whether something was left out to bound the work.
    pub(super) capped: bool,
    reached: Vec<u32>,
    runs: RunQueue,
    /// Where among its places each stem, and each bigram, was last looked for.
    hints: [Vec<u32>; 2],
}

/// Runs of at most this many stems are kept by length, without a heap: most are this short.
const SHORT: usize = 8;

/// Common runs, from which the longest is taken first, and of equal lengths the earlier in the
/// suspicious text, then in the source.
#[derive(Debug, Default)]
struct RunQueue {
    long: BinaryHeap<CommonRun>,
    /// By length: the first token in the suspicious text above that in the source.
    short: [Vec<u64>; SHORT + 1],
}

impl RunQueue {
    fn clear(&mut self) {
        self.long.clear();
        self.short.iter_mut().for_each(Vec::clear);
    }

    fn push(&mut self, length: usize, suspicious: usize, source: usize) {
        match self.short.get_mut(length) {
            Some(runs) => runs.push((suspicious as u64) << 32 | source as u64),
            None => self.long.push(CommonRun::new(length, suspicious, source)),
        }
    }
}

/// A common run of stems: its length, then its first token in the suspicious text and in the
/// source, which are turned round so that of two equal lengths the earlier is the greater. In one
/// number, because it is compared often.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct CommonRun(u128);

impl CommonRun {
    fn new(length: usize, suspicious: usize, source: usize) -> Self {
        Self(
            (length as u128) << 64
                | u128::from(!(suspicious as u32)) << 32
                | u128::from(!(source as u32)),
        )
    }

    fn parts(self) -> (usize, usize, usize) {
        (
            (self.0 >> 64) as usize,
            !((self.0 >> 32) as u32) as usize,
            !(self.0 as u32) as usize,
        )
    }
}

impl Assignment {
    /// Takes over what was assigned before, for each suspicious token of a stretch its partner, and
    /// pairs the rest one by one. A partner outside `source` is none.
    pub(super) fn take_over(
        &mut self,
        sides: &Sides,
        partners: &[u32],
        source: &Range<usize>,
        suspicious: &Range<usize>,
    ) {
        self.to_source.clear();
        self.to_source.extend_from_slice(partners);
        self.complete(sides, source, suspicious);
    }

    /// Keeps the pairs inside a part of the region that was assigned last, and pairs the rest of
    /// the part one by one.
    pub(super) fn narrow(
        &mut self,
        sides: &Sides,
        source: &Range<usize>,
        suspicious: &Range<usize>,
    ) {
        self.to_source.truncate(suspicious.end - self.starts.1);
        self.to_source.drain(..suspicious.start - self.starts.1);
        self.complete(sides, source, suspicious);
    }

    /// Parts pairs outside `source`, gives the others from its side too, and pairs the rest.
    fn complete(&mut self, sides: &Sides, source: &Range<usize>, suspicious: &Range<usize>) {
        self.starts = (source.start, suspicious.start);
        self.to_suspicious.clear();
        self.to_suspicious.resize(source.len(), NONE);
        for (place, j) in self.to_source.iter_mut().zip(suspicious.start as u32..) {
            match self
                .to_suspicious
                .get_mut((*place as usize).wrapping_sub(source.start))
            {
                Some(partner) => *partner = j,
                None => *place = NONE,
            }
        }
        self.assign_singles(sides, source, suspicious);
    }

    /// Pairs the tokens of a region.
    pub(super) fn assign(
        &mut self,
        sides: &Sides,
        source: &Range<usize>,
        suspicious: &Range<usize>,
    ) {
        self.starts = (source.start, suspicious.start);
        self.to_source.clear();
        self.to_source.resize(suspicious.len(), NONE);
        self.to_suspicious.clear();
        self.to_suspicious.resize(source.len(), NONE);
        self.capped = false;
        if source.is_empty() || suspicious.is_empty() {
            return;
        }
        self.hints[0].resize(sides.stems + 1, 0);
        self.hints[1].resize(sides.bigrams + 1, 0);
        self.find_runs(sides, source, suspicious);
        self.tile(source, suspicious);
        self.assign_singles(sides, source, suspicious);
    }

    /// Finds every maximal common run of two stems or more, once: each diagonal remembers how far
    /// it has been read.
    fn find_runs(&mut self, sides: &Sides, source: &Range<usize>, suspicious: &Range<usize>) {
        let (ours, theirs) = (&sides.source, &sides.suspicious);
        self.reached.clear();
        self.reached
            .resize(source.len() + suspicious.len(), suspicious.start as u32);
        self.runs.clear();
        let mut steps = STEPS * (source.len() + suspicious.len());
        let (no_stem, no_bigram) = (sides.stems as u32, sides.bigrams as u32);
        let pairs =
            |i: usize, j: usize| ours.stems[i] == theirs.stems[j] && theirs.stems[j] != no_stem;
        for j in suspicious.start + 1..suspicious.end {
            let bigram = theirs.bigrams[j];
            if bigram == no_bigram {
                continue;
            }
            let wanted = || source.start + (j - suspicious.start) * source.len() / suspicious.len();
            let places =
                ours.bigram_places
                    .near(bigram, source, wanted, RUN_PLACES, &mut self.hints[1]);
            self.capped |= places.len() == RUN_PLACES;
            for &place in places {
                let i = place as usize;
                if i <= source.start || i >= source.end {
                    continue;
                }
                let diagonal = i - source.start + suspicious.end - j;
                let reached = self.reached[diagonal] as usize;
                if reached > j || !pairs(i, j) {
                    continue;
                }
                let back = (i - source.start).min(j - reached);
                let before = (1..=back)
                    .take_while(|&step| pairs(i - step, j - step))
                    .count();
                let ahead = (source.end - i).min(suspicious.end - j);
                let after = 1
                    + (1..ahead)
                        .take_while(|&step| pairs(i + step, j + step))
                        .count();
                self.reached[diagonal] = (j + after) as u32;
                let length = before + after;
                if length >= 2 {
                    self.runs.push(length, j - before, i - before);
                }
                steps = steps.saturating_sub(length);
                if steps == 0 {
                    self.capped = true;
                    return;
                }
            }
        }
    }

    /// Places the longest run first; what is left of a run whose middle or end is taken comes again
    /// by its own length.
    fn tile(&mut self, source: &Range<usize>, suspicious: &Range<usize>) {
        let mut runs = std::mem::take(&mut self.runs);
        while let Some(run) = runs.long.pop() {
            let (length, j, i) = run.parts();
            self.lay(length, j, i, (source, suspicious), &mut runs);
        }
        for length in (2..=SHORT).rev() {
            // What is left of these is shorter still.
            let mut of_length = std::mem::take(&mut runs.short[length]);
            // Nearly in order, which the stable sort makes use of.
            of_length.sort();
            for &run in &of_length {
                self.lay(
                    length,
                    (run >> 32) as usize,
                    run as u32 as usize,
                    (source, suspicious),
                    &mut runs,
                );
            }
            runs.short[length] = of_length;
        }
        self.runs = runs;
    }

    /// Lays a run where all its tokens are free; else what is left of it goes back to `runs`.
    fn lay(
        &mut self,
        length: usize,
        j: usize,
        i: usize,
        (source, suspicious): (&Range<usize>, &Range<usize>),
        runs: &mut RunQueue,
    ) {
        let (from, to) = (j - suspicious.start, i - source.start);
        let places = (
            &mut self.to_source[from..from + length],
            &mut self.to_suspicious[to..to + length],
        );
        let taken = |(a, b): (&u32, &u32)| (*a != NONE) | (*b != NONE);
        if !places.0.iter().zip(&*places.1).any(taken) {
            places
                .0
                .iter_mut()
                .zip(i as u32..)
                .for_each(|(place, i)| *place = i);
            places
                .1
                .iter_mut()
                .zip(j as u32..)
                .for_each(|(place, j)| *place = j);
            return;
        }
        let mut step = 0;
        while step < length {
            let start = step;
            while step < length && !taken((&places.0[step], &places.1[step])) {
                step += 1;
            }
            if step >= start + 2 {
                runs.push(step - start, j + start, i + start);
            }
            step = step.max(start + 1);
        }
    }

    /// Assigns the tokens that are left one by one, each as near as possible to where the assigned
    /// tokens around it would have it.
    fn assign_singles(&mut self, sides: &Sides, source: &Range<usize>, suspicious: &Range<usize>) {
        let (ours, theirs) = (&sides.source, &sides.suspicious);
        let no_stem = sides.stems as u32;
        let mut before: Option<i64> = None;
        let mut next = suspicious.start;
        for j in suspicious.clone() {
            let at = j - suspicious.start;
            if self.to_source[at] != NONE {
                before = Some(i64::from(self.to_source[at]) - j as i64);
                continue;
            }
            let stem = theirs.stems[j];
            if stem == no_stem {
                continue;
            }
            if next <= j {
                next = (j + 1..suspicious.end)
                    .find(|&later| self.to_source[later - suspicious.start] != NONE)
                    .unwrap_or(suspicious.end);
            }
            let after = self
                .to_source
                .get(next - suspicious.start)
                .map(|&place| i64::from(place) - next as i64);
            let diagonal = || (source.start + at * source.len() / suspicious.len()) as i64;
            let predicted = [before, after].map(|shift| shift.map(|shift| shift + j as i64));
            let wanted = predicted[0].or(predicted[1]).unwrap_or_else(diagonal);
            let other = predicted[1].unwrap_or(wanted);
            let places = ours.stem_places.near(
                stem,
                source,
                || wanted.max(0) as usize,
                PLACES,
                &mut self.hints[0],
            );
            self.capped |= places.len() == PLACES;
            let free = |place: u32| {
                self.to_suspicious
                    .get((place as usize).wrapping_sub(source.start))
                    == Some(&NONE)
            };
            let distance = |place: u32| {
                (i64::from(place) - wanted)
                    .abs()
                    .min((i64::from(place) - other).abs())
            };
            if let Some(place) = places
                .iter()
                .copied()
                .filter(|&place| free(place))
                .min_by_key(|&place| distance(place))
            {
                self.to_source[at] = place;
                self.to_suspicious[place as usize - source.start] = j as u32;
                before = Some(i64::from(place) - j as i64);
            }
        }
    }
}

/// Returns a region with room to grow, within the texts.
pub(super) fn widened(region: &Region, sides: &Sides, room: usize) -> (Range<usize>, Range<usize>) {
    let grow = |range: &Range<usize>, tokens: usize| {
        range.start.saturating_sub(room)..range.end.saturating_add(room).min(tokens)
    };
    (
        grow(&region.source, sides.source.len()),
        grow(&region.suspicious, sides.suspicious.len()),
    )
}
