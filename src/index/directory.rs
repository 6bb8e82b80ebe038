//! A bucket directory: the rows of documents by a 32-bit key, in flat memory.
//!
//! Entries are 64 bits, the key above and the row below, sorted. Before them stand 32-bit numbers that say where the entries
//! with each beginning of a key start. Keys are hashes, so that a beginning has two to four entries, within one or two cache
//! lines.

use super::blocks::Blocks;
use super::layout::eights;
use crate::error::{Error, Result};

/// Where a directory stands, and how many entries it has.
#[derive(Debug, Clone, Copy)]
pub(super) struct Directory {
    start: u64,
    count: u64,
}

/// The entries of one bucket, little-endian.
pub(super) type Entries<'a> = &'a [[u8; 8]];

/// The key and the row of an entry.
#[inline]
pub(super) fn parts(entry: [u8; 8]) -> (u32, u32) {
    let entry = u64::from_le_bytes(entry);
    ((entry >> 32) as u32, entry as u32)
}

/// How many bits of the key the numbers before the entries stand for.
fn bits(count: u64) -> u32 {
    count.max(1).ilog2().saturating_sub(1)
}

impl Directory {
    /// The directory of `count` entries at this place.
    pub(super) fn at(start: u64, count: u64) -> Self {
        Self { start, count }
    }

    pub(super) fn start(&self) -> u64 {
        self.start
    }

    /// The bytes of a directory of `count` entries.
    pub(super) fn size(count: u64) -> u64 {
        Self::at(0, count).entries().saturating_add(eights(count, 8))
    }

    /// Where the entries start.
    fn entries(&self) -> u64 {
        self.start.saturating_add(eights((1 << bits(self.count)) + 1, 4))
    }

    /// Where the entries with the beginning of this key are: the first and the one after the last.
    #[inline]
    pub(super) fn slot(&self, blocks: &Blocks, key: u32) -> Result<(u32, u32)> {
        let slot = u64::from(key) >> (32 - bits(self.count));
        match blocks.fours(self.start + 4 * slot, 2)? {
            [from, to] => Ok((u32::from_le_bytes(*from), u32::from_le_bytes(*to))),
            _ => Err(Error::IndexContent { what: "a directory is cut short" }),
        }
    }

    /// The entries of a key among those of its slot.
    #[inline]
    pub(super) fn bucket<'a>(&self, blocks: &'a Blocks, (from, to): (u32, u32), key: u32) -> Result<Entries<'a>> {
        /// Where a slot has more entries, the key is searched by halves.
        const FEW: usize = 16;
        if from >= to {
            return Ok(&[]);
        }
        if u64::from(to) > self.count {
            return Err(Error::IndexContent { what: "a directory points beyond its entries" });
        }
        let entries = blocks.eights(self.entries() + 8 * u64::from(from), u64::from(to - from))?;
        let place = |below: &dyn Fn(u32) -> bool| {
            if entries.len() <= FEW {
                entries.iter().position(|entry| !below(parts(*entry).0)).unwrap_or(entries.len())
            } else {
                entries.partition_point(|entry| below(parts(*entry).0))
            }
        };
        let (first, end) = (place(&|other| other < key), place(&|other| other <= key));
        Ok(entries.get(first..end).unwrap_or_default())
    }

    /// All entries, by key and row.
    pub(super) fn all<'a>(&self, blocks: &'a Blocks) -> Result<Entries<'a>> {
        blocks.eights(self.entries(), self.count)
    }

    /// Writes the directory of what `each` passes on, the same both times and by rising row, to its bytes.
    pub(super) fn write(out: &mut [u8], count: u64, each: impl Fn(&mut dyn FnMut(u32, u32))) {
        let bits = bits(count);
        let slot = |key: u32| (u64::from(key) >> (32 - bits)) as usize;
        let mut starts = vec![0_u32; (1 << bits) + 1];
        each(&mut |key, _| {
            if let Some(start) = starts.get_mut(slot(key) + 1) {
                *start += 1;
            }
        });
        let mut sum = 0;
        for start in &mut starts {
            sum += *start;
            *start = sum;
        }
        let mut entries = vec![0_u64; count as usize];
        let mut next = starts.clone();
        each(&mut |key, row| {
            if let Some(place) = next.get_mut(slot(key))
                && let Some(entry) = entries.get_mut(*place as usize)
            {
                *entry = u64::from(key) << 32 | u64::from(row);
                *place += 1;
            }
        });
        for slot in starts.windows(2) {
            if let [from, to] = slot
                && let Some(entries) = entries.get_mut(*from as usize..*to as usize)
            {
                entries.sort_unstable();
            }
        }
        let (before, after) = out.split_at_mut(Self::at(0, count).entries() as usize);
        before.as_chunks_mut().0.iter_mut().zip(&starts).for_each(|(to, start)| *to = start.to_le_bytes());
        after.as_chunks_mut().0.iter_mut().zip(&entries).for_each(|(to, entry)| *to = entry.to_le_bytes());
    }
}
