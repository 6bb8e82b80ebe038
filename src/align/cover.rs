//! What regions cover of the suspicious text, so that asking does not take longer the more regions
//! there are.

use std::collections::BTreeMap;
use std::ops::Range;

use super::region::{Region, overlap};

/// The tokens that passages have claimed; no token is claimed twice.
#[derive(Debug, Default)]
pub(super) struct Claimed {
    /// The end of each range by its start.
    ranges: BTreeMap<usize, usize>,
}

impl Claimed {
    pub(super) fn clear(&mut self) {
        self.ranges.clear();
    }

    /// Claims tokens of which none is claimed.
    pub(super) fn claim(&mut self, range: Range<usize>) {
        self.ranges.insert(range.start, range.end);
    }

    /// Returns how many tokens of a range are claimed.
    pub(super) fn count(&self, range: &Range<usize>) -> usize {
        self.inside(range).map(|claimed| claimed.len()).sum()
    }

    /// Returns the stretches of a range that are not claimed, the last first.
    pub(super) fn free(&self, range: &Range<usize>) -> Vec<Range<usize>> {
        let mut end = range.end;
        let mut free = Vec::with_capacity(1);
        for claimed in self
            .inside(range)
            .chain(std::iter::once(range.start..range.start))
        {
            if claimed.end < end {
                free.push(claimed.end..end);
            }
            end = claimed.start;
        }
        free
    }

    /// Returns the claimed parts of a range, the last first.
    fn inside<'a>(&'a self, range: &'a Range<usize>) -> impl Iterator<Item = Range<usize>> + 'a {
        self.ranges
            .range(..range.end)
            .rev()
            .map(|(&start, &end)| start.max(range.start)..end.min(range.end))
            .take_while(|claimed| claimed.start < claimed.end)
    }
}

/// Tokens of the suspicious text in a block.
const BLOCK: usize = 256;

/// Regions by the blocks of the suspicious text that they touch.
#[derive(Debug, Default)]
pub(super) struct Known {
    pub(super) regions: Vec<Region>,
    blocks: Vec<Vec<u32>>,
}

impl Known {
    pub(super) fn push(&mut self, region: Region) {
        let blocks = region.suspicious.start / BLOCK..region.suspicious.end.div_ceil(BLOCK);
        if self.blocks.len() < blocks.end {
            self.blocks.resize_with(blocks.end, Vec::new);
        }
        for block in &mut self.blocks[blocks] {
            block.push(self.regions.len() as u32);
        }
        self.regions.push(region);
    }

    /// Returns whether a region holds nearly all of another's suspicious side and most of its
    /// source side.
    pub(super) fn covers(&self, found: &Region) -> bool {
        let covers = |region: &Region| {
            10 * overlap(&region.suspicious, &found.suspicious) >= 9 * found.suspicious.len()
                && 10 * overlap(&region.source, &found.source) >= 6 * found.source.len()
        };
        self.near(found).any(covers)
    }

    /// Returns whether a region is there already.
    pub(super) fn contains(&self, found: &Region) -> bool {
        self.near(found)
            .any(|old| old.source == found.source && old.suspicious == found.suspicious)
    }

    /// Returns the regions among which are all that hold the middle of another's suspicious side.
    fn near(&self, found: &Region) -> impl Iterator<Item = &Region> {
        let middle = found.suspicious.start.midpoint(found.suspicious.end);
        let block = self
            .blocks
            .get(middle / BLOCK)
            .map_or(&[][..], Vec::as_slice);
        block.iter().map(|&at| &self.regions[at as usize])
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Protects both against plain counting.
        #[test]
        fn counting_is_that_of_token_by_token(
            parts in proptest::collection::vec((0_usize..9, 1_usize..9), 0..20),
            start in 0_usize..150,
            length in 0_usize..100,
        ) {
            let (mut claimed, mut tokens, mut at) = (Claimed::default(), vec![false; 400], 0);
            for (gap, tokens_claimed) in parts {
                at += gap;
                claimed.claim(at..at + tokens_claimed);
                tokens[at..at + tokens_claimed].fill(true);
                at += tokens_claimed;
            }
            let range = start..start + length;
            prop_assert_eq!(claimed.count(&range), range.clone().filter(|&at| tokens[at]).count());
            let mut free: Vec<usize> = claimed.free(&range).into_iter().rev().flatten().collect();
            free.dedup();
            prop_assert_eq!(free, range.filter(|&at| !tokens[at]).collect::<Vec<_>>());
        }

        #[test]
        fn covering_is_that_of_all_regions(
            regions in proptest::collection::vec((0_usize..900, 1_usize..700, 0_usize..900, 1_usize..700), 1..20),
        ) {
            let read = |&(source, ours, suspicious, theirs): &(usize, usize, usize, usize)| {
                Region::new(source..source + ours, suspicious..suspicious + theirs, 0.0)
            };
            let mut known = Known::default();
            for (at, region) in regions.iter().map(read).enumerate() {
                let plain = known.regions.iter().any(|old: &Region| {
                    10 * overlap(&old.suspicious, &region.suspicious) >= 9 * region.suspicious.len()
                        && 10 * overlap(&old.source, &region.source) >= 6 * region.source.len()
                });
                prop_assert_eq!(known.covers(&region), plain);
                if at % 2 == 0 {
                    known.push(region.clone());
                    prop_assert!(known.contains(&region) && known.covers(&region));
                }
            }
        }
    }
}
