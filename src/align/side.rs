//! Both documents in common numbers: which stems and bigrams they share, where each occurs, and how
//! likely by chance.
//!
//! One pass over each document and its distinct stems; the memory is kept from pair to pair.

use std::ops::Range;

use super::background::Background;
use super::model::AlignmentModel;
use crate::pair::Pair;
use crate::text::{Document, Gap, Interner};

/// No token, where a partner or a slot is missing. Far from every place, so that arithmetic on it
/// meets none.
pub(super) const NONE: u32 = u32::MAX / 2;

/// One document of a pair, as the aligner sees it.
///
/// What the other document lacks has a number as well, the one after the last, and proves nothing
/// there: so no loop over tokens has to ask.
#[derive(Debug, Default)]
pub(super) struct SideWords {
    /// The common number of each token's stem; [`Sides::stems`] for one that the other document
    /// lacks and for a blocked token.
    pub(super) stems: Vec<u32>,
    /// The common number of the bigram that ends with each token, and of the one after the text;
    /// [`Sides::bigrams`] for none.
    pub(super) bigrams: Vec<u32>,
    /// How strong the edge before each token is, from 0 to 1; the last is after the text.
    pub(super) edges: Vec<f32>,
    /// One over the background probability of each token's stem; 0 for one that can't be matched.
    pub(super) odds: Vec<f32>,
    /// Where each stem and each bigram occurs.
    pub(super) stem_places: Places,
    pub(super) bigram_places: Places,
    /// Whether a token is blocked: claimed by a passage, or set aside.
    blocked: bool,
    set_aside: Vec<Range<usize>>,
    /// The stems as they were read, before any was blocked.
    all_stems: Vec<u32>,
    /// The odds by common number.
    stem_odds: Vec<f32>,
    /// The tokens that a paragraph starts with.
    paragraphs: Vec<u32>,
    /// The common number of each distinct stem of the document.
    common: Vec<u32>,
}

impl SideWords {
    /// Returns how many tokens the document has.
    pub(super) fn len(&self) -> usize {
        self.stems.len()
    }

    /// Returns the starts of paragraphs inside `range`, its own start not counted.
    pub(super) fn paragraphs_in(&self, range: &Range<usize>) -> &[u32] {
        let from = self
            .paragraphs
            .partition_point(|&start| start as usize <= range.start);
        let to = self
            .paragraphs
            .partition_point(|&start| (start as usize) < range.end);
        &self.paragraphs[from..to.max(from)]
    }

    /// Returns the tokens of each paragraph, in order.
    pub(super) fn paragraphs(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        let ends = self.paragraphs.iter().map(|&start| start as usize);
        let mut start = 0;
        ends.chain([self.len()]).filter_map(move |end| {
            let paragraph = start..end;
            start = end;
            (!paragraph.is_empty()).then_some(paragraph)
        })
    }

    /// Returns the tokens of the paragraph that a token is in.
    pub(super) fn paragraph_of(&self, token: usize) -> Range<usize> {
        let next = self
            .paragraphs
            .partition_point(|&start| start as usize <= token);
        let start = next.checked_sub(1).map_or(0, |at| self.paragraphs[at]);
        let end = self
            .paragraphs
            .get(next)
            .map_or(self.len(), |&end| end as usize);
        start as usize..end
    }

    /// Returns one over the background probability of a stem.
    pub(super) fn stem_odds(&self, stem: u32) -> f32 {
        self.stem_odds[stem as usize]
    }

    /// Returns `true` if any token is blocked.
    pub(super) fn is_blocked(&self) -> bool {
        self.blocked
    }

    /// Blocks tokens until blocks are lifted: they are matched with nothing.
    pub(super) fn block(&mut self, tokens: Range<usize>) {
        // The last number is that of what the other document lacks.
        let lacking = self.stem_odds.len().saturating_sub(1) as u32;
        self.stems[tokens.clone()].fill(lacking);
        self.odds[tokens].fill(0.0);
        self.blocked = true;
    }

    /// Returns how many tokens take part: all but those set aside.
    pub(super) fn active(&self) -> usize {
        let set_aside = self.set_aside.iter().map(Range::len).sum();
        self.len().saturating_sub(set_aside)
    }

    /// Returns `true` for a token that takes no part.
    pub(super) fn is_set_aside(&self, token: usize) -> bool {
        self.set_aside.iter().any(|range| range.contains(&token))
    }

    /// Blocks tokens for good.
    pub(super) fn set_aside(&mut self, tokens: Range<usize>) {
        self.block(tokens.clone());
        self.set_aside.push(tokens);
    }

    /// Leaves only those tokens blocked that were set aside.
    pub(super) fn lift_blocks(&mut self) {
        self.stems.copy_from_slice(&self.all_stems);
        self.fill_odds();
        self.blocked = false;
        for tokens in std::mem::take(&mut self.set_aside) {
            self.set_aside(tokens);
        }
    }

    fn fill_odds(&mut self) {
        self.odds.clear();
        self.odds
            .extend(self.stems.iter().map(|&stem| self.stem_odds[stem as usize]));
    }

    fn read(&mut self, document: &Document, model: &AlignmentModel) {
        let tokens = document.tokens();
        self.stems.clear();
        self.stems
            .extend(tokens.iter().map(|token| self.common[token.stem()]));
        self.all_stems.clone_from(&self.stems);
        self.fill_odds();
        self.stem_places
            .read_shared(&self.stems, self.stem_odds.len() - 1);
        self.edges.clear();
        let strength = |gap: Gap| match gap {
            Gap::None => 0.0,
            Gap::Line => model.line,
            Gap::Sentence | Gap::Paragraph => 1.0,
        };
        self.edges
            .extend(tokens.iter().map(|token| strength(token.gap())));
        self.edges.push(1.0);
        self.paragraphs.clear();
        let starts = tokens
            .iter()
            .zip(0_u32..)
            .filter(|(token, _)| token.gap() == Gap::Paragraph);
        self.paragraphs.extend(starts.map(|(_, at)| at));
        self.set_aside.clear();
        self.blocked = false;
    }
}

/// Where each of some numbered things occurs, in text order.
#[derive(Debug, Default)]
pub(super) struct Places {
    starts: Vec<u32>,
    places: Vec<u32>,
}

impl Places {
    /// Reads the number at each place but those of `lacking`, which is the greatest: nobody asks
    /// for what the other document lacks.
    pub(super) fn read_shared(&mut self, of: &[u32], lacking: usize) {
        // No branch on what lacks: it is read like all else, and then left out.
        self.read(of, lacking + 1);
        let shared = self.starts[lacking];
        self.starts[lacking + 1] = shared;
        self.places.truncate(shared as usize);
    }

    /// Reads the number at each place; all are below `numbers`. A counting sort: after the backward
    /// pass, `starts` holds where the places of each number begin.
    pub(super) fn read(&mut self, of: &[u32], numbers: usize) {
        self.starts.clear();
        self.starts.resize(numbers + 1, 0);
        for &number in of {
            self.starts[number as usize] += 1;
        }
        let mut sum = 0;
        for start in &mut self.starts {
            sum += *start;
            *start = sum;
        }
        self.places.clear();
        self.places.resize(sum as usize, 0);
        for (&number, place) in of.iter().zip(0..of.len() as u32).rev() {
            let start = &mut self.starts[number as usize];
            *start -= 1;
            self.places[*start as usize] = place;
        }
    }

    /// Returns where `number` occurs.
    pub(super) fn of(&self, number: u32) -> &[u32] {
        &self.places
            [self.starts[number as usize] as usize..self.starts[number as usize + 1] as usize]
    }

    /// Returns where `number` occurs inside `range`.
    pub(super) fn inside(&self, number: u32, range: &Range<usize>) -> &[u32] {
        let places = self.of(number);
        let from = places.partition_point(|&place| (place as usize) < range.start);
        let places = &places[from..];
        &places[..places.partition_point(|&place| (place as usize) < range.end)]
    }

    /// Places of `number` among which are all inside `range`, if these are at most `most`; else the
    /// `most` inside that are nearest to `wanted`, which is asked for only then. `hints` remembers
    /// where each number was last looked for: the next look is mostly a step further on.
    pub(super) fn near(
        &self,
        number: u32,
        range: &Range<usize>,
        wanted: impl FnOnce() -> usize,
        most: usize,
        hints: &mut [u32],
    ) -> &[u32] {
        let places = self.of(number);
        if places.len() <= most {
            return places;
        }
        let (start, end) = (range.start as u32, range.end as u32);
        let wanted = (wanted() as u32).clamp(start, end);
        let hint = &mut hints[number as usize];
        let middle = first_from(places, wanted, *hint as usize);
        *hint = middle as u32;
        // As many on either side as lie inside, then more on the side where there are more. Mostly
        // it is one or two.
        let (mut from, mut to) = (middle, middle);
        while from > 0 && middle - from < most / 2 && places[from - 1] >= start {
            from -= 1;
        }
        while to < places.len() && to - from < most && places[to] < end {
            to += 1;
        }
        while to - from < most && from > 0 && places[from - 1] >= start {
            from -= 1;
        }
        &places[from..to]
    }
}

/// Returns how many of the ascending `places` lie before `wanted`, which is looked for near `hint`
/// first.
#[inline]
fn first_from(places: &[u32], wanted: u32, hint: usize) -> usize {
    const NEAR: usize = 8;
    let mut at = hint.min(places.len());
    for _ in 0..NEAR {
        if places.get(at).is_some_and(|&place| place < wanted) {
            at += 1;
        } else if at > 0 && places[at - 1] >= wanted {
            at -= 1;
        } else {
            return at;
        }
    }
    places.partition_point(|&place| place < wanted)
}

/// Both sides of a pair.
#[derive(Debug, Default)]
pub(super) struct Sides {
    pub(super) source: SideWords,
    pub(super) suspicious: SideWords,
    /// How many distinct stems they share.
    pub(super) stems: usize,
    /// How many distinct bigrams of shared stems the source has.
    pub(super) bigrams: usize,
    /// Whether it is known how common the words of both documents are in general text.
    pub(super) commonness_known: bool,
    /// Numbers of the source's bigrams.
    table: Interner,
}

impl Sides {
    /// Reads a pair.
    pub(super) fn read(&mut self, pair: &Pair, model: &AlignmentModel) {
        self.number_stems(pair, model);
        self.source.read(pair.source, model);
        self.suspicious.read(pair.suspicious, model);
        self.number_bigrams();
    }

    /// Numbers the stems that both documents have, in the order of the suspicious one.
    fn number_stems(&mut self, pair: &Pair, model: &AlignmentModel) {
        let (ours, theirs) = (&mut self.source, &mut self.suspicious);
        ours.stem_odds.clear();
        theirs.stem_odds.clear();
        ours.common.clear();
        ours.common.resize(pair.source.stems().len(), NONE);
        theirs.common.clear();
        let backgrounds = [
            Background::new(pair.source, model),
            Background::new(pair.suspicious, model),
        ];
        self.commonness_known = backgrounds.iter().all(|background| background.known >= 0.5);
        for (stem, twin) in pair.suspicious.stems().iter().zip(pair.shared_stems()) {
            let Some(number) = twin else {
                theirs.common.push(NONE);
                continue;
            };
            let common = theirs.stem_odds.len() as u32;
            theirs.common.push(common);
            ours.common[number] = common;
            let twin = &pair.source.stems()[number];
            ours.stem_odds.push(backgrounds[0].odds(twin));
            theirs.stem_odds.push(backgrounds[1].odds(stem));
        }
        self.stems = theirs.stem_odds.len();
        for side in [ours, theirs] {
            side.common
                .iter_mut()
                .for_each(|common| *common = (*common).min(self.stems as u32));
            side.stem_odds.push(0.0);
        }
    }

    fn number_bigrams(&mut self) {
        let lacking = self.stems as u32;
        // Multiplied by an odd number and turned round, so that each pair has a number of its own
        // whose lower bits are mixed.
        let mixed = |pair: u64| pair.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(32);
        let key = |first: u32, second: u32| {
            (first != lacking && second != lacking)
                .then(|| mixed(u64::from(first) << 32 | u64::from(second)))
        };
        self.table.reset(self.source.len());
        let mut before = lacking;
        self.source.bigrams.clear();
        for &stem in &self.source.stems {
            self.source
                .bigrams
                .push(key(before, stem).map_or(NONE, |key| self.table.intern(key).0));
            before = stem;
        }
        before = lacking;
        self.suspicious.bigrams.clear();
        for &stem in &self.suspicious.stems {
            self.suspicious.bigrams.push(
                key(before, stem)
                    .and_then(|key| self.table.find(key))
                    .unwrap_or(NONE),
            );
            before = stem;
        }
        let numbers = self.table.len() as u32;
        self.bigrams = numbers as usize;
        for side in [&mut self.source, &mut self.suspicious] {
            side.bigrams.push(NONE);
            side.bigrams
                .iter_mut()
                .for_each(|bigram| *bigram = (*bigram).min(numbers));
        }
        for side in [&mut self.source, &mut self.suspicious] {
            side.bigram_places.read_shared(&side.bigrams, self.bigrams);
        }
    }

    /// Returns the side that is searched and the side that the region is given on.
    pub(super) fn searched(&self, which: Which) -> (&SideWords, &SideWords) {
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

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Invariant 8: one search and a few steps give what looking at every place gives.
        #[test]
        fn near_places_are_the_nearest_inside(
            of in prop::collection::vec(0_u32..3, 0..120), start in 0_usize..120, length in 0_usize..120, wanted in 0_usize..150,
            most in 1_usize..9, hint in 0_u32..90,
        ) {
            let mut places = Places::default();
            places.read(&of, 3);
            let range = start..start + length;
            let all = places.of(1);
            let inside: Vec<u32> = all.iter().copied().filter(|&place| range.contains(&(place as usize))).collect();
            let near = places.near(1, &range, || wanted, most, &mut [hint; 3]);
            if all.len() <= most {
                prop_assert_eq!(near, all);
            } else {
                let middle = inside.iter().filter(|&&place| (place as usize) < wanted).count();
                let from = middle.saturating_sub(most / 2).min(inside.len().saturating_sub(most));
                prop_assert_eq!(near, &inside[from..(from + most).min(inside.len())]);
            }
        }
    }
}
