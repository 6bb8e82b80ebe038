//! Tells passages that were reworded from passages of two independent reports of one event.
//!
//! Both kinds share names, quotations and phrases. A report that was written independently brings
//! facts of its own, and tells them in an order of its own; a rewrite may do one of the two, and
//! seldom does both. The score of a pair asks the same of the whole texts.

use super::model::AlignmentModel;
use super::region::Region;
use super::side::Sides;
use crate::math::Pinned;
use crate::text::{Document, Gap, NAT};

/// One over the background probability from which a word shows order: what a text of some hundred
/// words seldom repeats.
const CONTENT: f32 = 650.0;

/// Takes from the evidence of each region what an independent report would explain as well.
pub(super) fn discount(
    model: &AlignmentModel,
    sides: &Sides,
    suspicious: &Document,
    found: &mut [Region],
) {
    for region in found.iter_mut().filter(|region| !region.summary) {
        let independence = independence(sides, suspicious, region);
        region.score *= (-model.independence * independence).pinned_exp();
    }
}

/// The least information of a name.
const NAME: u32 = 2 * NAT;

/// Returns the share of names and numbers that are new, times the share of words that are out of
/// order, from 0 to 1.
fn independence(sides: &Sides, suspicious: &Document, region: &Region) -> f32 {
    let (mut facts, mut new) = (0, 0);
    let mut partners = Vec::new();
    for at in region.suspicious.clone() {
        let stem = sides.suspicious.stems[at];
        let places = if stem as usize == sides.stems {
            &[]
        } else {
            sides.source.stem_places.inside(stem, &region.source)
        };
        if is_fact(suspicious, at) && !sides.suspicious.is_set_aside(at) {
            facts += 1;
            new += usize::from(places.is_empty());
        }
        if let &[place] = places
            && sides.suspicious.odds[at] >= CONTENT
        {
            partners.push(place);
        }
    }
    // One fact more, which the source has: few facts show little.
    new as f32 / (facts + 1) as f32 * (1.0 - order(&partners))
}

/// Returns `true` for a number and for a part of a name. The first word of a sentence is
/// capitalised anyway, and a capitalised everyday word names nothing.
fn is_fact(document: &Document, at: usize) -> bool {
    let Some(token) = document.tokens().get(at) else {
        return false;
    };
    let is_name = token.is_capitalised()
        && token.gap() == Gap::None
        && document.stems()[token.stem()].information() >= NAME;
    is_name || document.words()[token.word()].is_number()
}

/// Returns how far the places rise, from 0 to 1: the longest rising sequence, less the longest
/// falling one, which is what chance gives.
fn order(places: &[u32]) -> f32 {
    let rising = longest_rising(places.iter().copied());
    let falling = longest_rising(places.iter().rev().copied());
    rising.saturating_sub(falling) as f32 / places.len().max(1) as f32
}

fn longest_rising(places: impl Iterator<Item = u32>) -> usize {
    let mut tops: Vec<u32> = Vec::new();
    for place in places {
        let at = tops.partition_point(|&top| top < place);
        match tops.get_mut(at) {
            Some(top) => *top = place,
            None => tops.push(place),
        }
    }
    tops.len()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn order_is_that_of_the_longest_rising_sequence() {
        assert_eq!(order(&[]), 0.0);
        assert_eq!(order(&[1, 2, 3, 4]), 0.75);
        assert_eq!(order(&[4, 3, 2, 1]), 0.0);
        assert_eq!(order(&[2, 1, 4, 3]), 0.0);
        assert_eq!(order(&[1, 2, 9, 3, 4]), 0.4);
    }
}
