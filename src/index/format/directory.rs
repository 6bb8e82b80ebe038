//! A bucket directory: the rows of documents by a 32-bit key, in flat memory.
//!
//! Entries are 64 bits, the key above and the row below, sorted. Before them stand 32-bit numbers
//! that say where the entries with each beginning of a key start. Keys are hashes, so that a
//! beginning has two to four entries, within one or two cache lines.

use super::blocks::Blocks;
use super::eights;
use crate::error::{Error, IndexError, Result};

/// The position of a directory, and the number of its entries.
#[derive(Debug, Clone, Copy)]
pub(in crate::index) struct Directory {
    start: u64,
    /// Where the entries start.
    entries: u64,
    count: u64,
    /// How many bits of a key its beginning has.
    bits: u32,
}

/// The entries of one bucket, little-endian.
pub(in crate::index) type Entries<'a> = &'a [[u8; 8]];

/// Which entries have one beginning of a key: the first, and the one after the last.
#[derive(Debug, Clone, Copy)]
pub(in crate::index) struct Slot {
    from: u32,
    to: u32,
}

const CUT: Error = Error::Index(IndexError::Content {
    what: "a directory points beyond its entries",
});

/// Returns the key and the row of an entry.
#[inline]
pub(in crate::index) fn parts(entry: [u8; 8]) -> (u32, u32) {
    let entry = u64::from_le_bytes(entry);
    ((entry >> 32) as u32, entry as u32)
}

impl Directory {
    /// Returns the directory of `count` entries at this place.
    pub(in crate::index) fn at(start: u64, count: u64) -> Self {
        let bits = count.max(1).ilog2().saturating_sub(1);
        Self {
            start,
            entries: start.saturating_add(eights((1 << bits) + 1, 4)),
            count,
            bits,
        }
    }

    pub(in crate::index) fn start(&self) -> u64 {
        self.start
    }

    /// Returns the bytes of a directory of `count` entries.
    pub(in crate::index) fn size(count: u64) -> u64 {
        Self::at(0, count).entries.saturating_add(eights(count, 8))
    }

    /// Returns the entries that have the beginning of this key, which mostly are of other keys.
    #[inline]
    pub(in crate::index) fn slot(&self, blocks: &Blocks, key: u32) -> Result<Slot> {
        let slot = u64::from(key) >> (32 - self.bits);
        let [from, to] = blocks.fours(self.start + 4 * slot, 2)? else {
            return Err(CUT);
        };
        Ok(Slot {
            from: u32::from_le_bytes(*from),
            to: u32::from_le_bytes(*to),
        })
    }

    #[inline]
    pub(in crate::index) fn entries<'a>(
        &self,
        blocks: &'a Blocks,
        Slot { from, to }: Slot,
    ) -> Result<Entries<'a>> {
        if from > to || u64::from(to) > self.count {
            return Err(CUT);
        }
        blocks.eights(self.entries + 8 * u64::from(from), u64::from(to - from))
    }

    /// Returns the entries of a key.
    pub(in crate::index) fn bucket<'a>(&self, blocks: &'a Blocks, key: u32) -> Result<Entries<'a>> {
        Ok(of_key(self.entries(blocks, self.slot(blocks, key)?)?, key))
    }

    /// Returns all entries, by key and row.
    pub(in crate::index) fn all<'a>(&self, blocks: &'a Blocks) -> Result<Entries<'a>> {
        blocks.eights(self.entries, self.count)
    }

    /// Writes the directory of what `each` passes on, the same both times and by rising row, to its
    /// bytes.
    pub(in crate::index) fn write(
        out: &mut [u8],
        count: u64,
        each: impl Fn(&mut dyn FnMut(u32, u32)),
    ) {
        let directory = Self::at(0, count);
        let slot = |key: u32| (u64::from(key) >> (32 - directory.bits)) as usize;
        let mut starts = vec![0_u32; (1 << directory.bits) + 1];
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
        let (before, after) = out.split_at_mut(directory.entries as usize);
        before
            .as_chunks_mut()
            .0
            .iter_mut()
            .zip(&starts)
            .for_each(|(to, start)| *to = start.to_le_bytes());
        after
            .as_chunks_mut()
            .0
            .iter_mut()
            .zip(&entries)
            .for_each(|(to, entry)| *to = entry.to_le_bytes());
    }
}

/// Returns the entries of a key among those of its slot.
#[inline]
pub(in crate::index) fn of_key(slot: Entries<'_>, key: u32) -> Entries<'_> {
    /// Where a slot has more entries, the key is searched by halves.
    const FEW: usize = 16;
    let key_of = |entry: &[u8; 8]| parts(*entry).0;
    if slot.len() > FEW {
        let rest = slot
            .get(slot.partition_point(|entry| key_of(entry) < key)..)
            .unwrap_or_default();
        return rest
            .get(..rest.partition_point(|entry| key_of(entry) == key))
            .unwrap_or_default();
    }
    let Some(first) = slot.iter().position(|entry| key_of(entry) == key) else {
        return &[];
    };
    let rest = slot.get(first..).unwrap_or_default();
    rest.get(..rest.iter().take_while(|entry| key_of(entry) == key).count())
        .unwrap_or_default()
}
