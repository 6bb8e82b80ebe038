//! The immutable part of an index: documents by row, that is by rising id.

use super::format::{Blocks, Directory, Entries, Layout, of_key, parts};
use super::options::IndexOptions;
use crate::error::{Error, IndexError, Result};

/// A whole index but for what was added or removed since it was made.
#[derive(Debug, Clone)]
pub(super) struct IndexSegment {
    pub(super) layout: Layout,
    pub(super) blocks: Blocks,
    bands: Vec<Directory>,
}

impl IndexSegment {
    /// Creates a segment without a document.
    pub(super) fn empty(options: IndexOptions) -> Self {
        let layout = Layout::new(options, 0, 0, 0, 0);
        Self::new(
            layout,
            Blocks::in_memory(vec![0; layout.body_length() as usize]),
        )
    }

    pub(super) fn new(layout: Layout, blocks: Blocks) -> Self {
        Self {
            layout,
            blocks,
            bands: (0..layout.options.banding.bands())
                .map(|band| layout.band(band))
                .collect(),
        }
    }

    /// Returns the directory of each band.
    pub(super) fn bands(&self) -> &[Directory] {
        &self.bands
    }

    pub(super) fn len(&self) -> u32 {
        // No layout has more than 32 bits.
        self.layout.documents as u32
    }

    pub(super) fn id(&self, row: u32) -> Result<u64> {
        first_eight(self.blocks.eights(8 * u64::from(row), 1)?)
    }

    /// Returns all ids, by row.
    pub(super) fn ids(&self) -> Result<Entries<'_>> {
        self.blocks.eights(0, self.layout.documents)
    }

    /// Returns the row of a document.
    pub(super) fn row(&self, id: u64) -> Result<Option<u32>> {
        let (mut from, mut to) = (0, self.len());
        // Ids are mostly given in rising order: a new one is behind them all.
        if to == 0 || self.id(to - 1)? < id {
            return Ok(None);
        }
        while from < to {
            let middle = from.midpoint(to);
            match self.id(middle)?.cmp(&id) {
                std::cmp::Ordering::Less => from = middle + 1,
                std::cmp::Ordering::Equal => return Ok(Some(middle)),
                std::cmp::Ordering::Greater => to = middle,
            }
        }
        Ok(None)
    }

    /// Returns the slots of a document's signature.
    pub(super) fn signature(&self, row: u32) -> Result<&[[u8; 4]]> {
        let bytes = self.layout.signature_bytes();
        self.blocks
            .fours(self.layout.signatures() + bytes * u64::from(row), bytes / 4)
    }

    /// Returns the shingles of a document.
    pub(super) fn set(&self, row: u32) -> Result<Entries<'_>> {
        let end = |row: u32| {
            first_eight(
                self.blocks
                    .eights(self.layout.set_ends() + 8 * u64::from(row), 1)?,
            )
        };
        let (start, end) = (if row == 0 { 0 } else { end(row - 1)? }, end(row)?);
        if start > end || end > self.layout.shingles {
            return Err(Error::Index(IndexError::Content {
                what: "a set of shingles ends before it starts",
            }));
        }
        self.blocks
            .eights(self.layout.sets() + 8 * start, end - start)
    }

    /// Returns the number of hashes in a document's containment sketch.
    pub(super) fn sketch_length(&self, row: u32) -> Result<usize> {
        let lengths = self
            .blocks
            .fours(self.layout.sketch_lengths() + 4 * u64::from(row), 1)?;
        lengths
            .first()
            .map(|length| u32::from_le_bytes(*length) as usize)
            .ok_or(CUT)
    }

    /// Returns the bucket that each key of a signature, by band, falls into.
    pub(super) fn buckets<'a>(
        &'a self,
        keys: &'a [u32],
    ) -> Result<impl Iterator<Item = Entries<'a>>> {
        // First all directories and then all entries: so the processor waits for many cache lines
        // at once, and does not stop at what it can't foretell before it has asked for them all.
        let slots = self
            .bands
            .iter()
            .zip(keys)
            .map(|(band, key)| band.slot(&self.blocks, *key));
        let slots = slots.collect::<Result<Vec<_>>>()?;
        let entries = self
            .bands
            .iter()
            .zip(slots)
            .map(|(band, slot)| band.entries(&self.blocks, slot));
        let entries = entries.collect::<Result<Vec<_>>>()?;
        let touched = entries
            .iter()
            .filter_map(|entries| entries.first())
            .fold(0, |touched, first| touched ^ parts(*first).0);
        std::hint::black_box(touched);
        Ok(entries
            .into_iter()
            .zip(keys)
            .map(|(entries, key)| of_key(entries, *key)))
    }

    /// Returns the documents whose containment sketch has a hash.
    pub(super) fn posting(&self, key: u32) -> Result<Entries<'_>> {
        self.layout.sketches().bucket(&self.blocks, key)
    }
}

const CUT: Error = Error::Index(IndexError::Content {
    what: "it points beyond its end",
});

fn first_eight(numbers: Entries<'_>) -> Result<u64> {
    numbers
        .first()
        .map(|number| u64::from_le_bytes(*number))
        .ok_or(CUT)
}
