//! The mutable part of an index: what was added since the segment was made. Small, so that flat
//! memory matters less.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};

use super::build::sketch_keys;
use super::options::{IndexOptions, Record};
use crate::hash::fold_multiply;

/// Added documents, by the order in which they were added.
#[derive(Debug, Clone, Default)]
pub(super) struct Delta {
    /// A document that was removed again leaves a gap.
    rows: Vec<Option<(u64, Record)>>,
    ids: HashMap<u64, u32, Mixed>,
    bands: RowLists,
    sketches: RowLists,
}

impl Delta {
    /// Returns the number of rows, gaps included.
    pub(super) fn rows(&self) -> usize {
        self.rows.len()
    }

    /// Returns the number of documents.
    pub(super) fn len(&self) -> usize {
        self.ids.len()
    }

    pub(super) fn contains(&self, id: u64) -> bool {
        self.ids.contains_key(&id)
    }

    pub(super) fn get(&self, row: u32) -> Option<&(u64, Record)> {
        self.rows.get(row as usize)?.as_ref()
    }

    pub(super) fn documents(&self) -> impl Iterator<Item = &(u64, Record)> {
        self.rows.iter().flatten()
    }

    /// Adds a document that it doesn't have.
    pub(super) fn insert(&mut self, options: &IndexOptions, id: u64, record: Record) {
        let row = self.rows.len() as u32;
        if !record.signature.is_empty() {
            options.banding.keys(record.signature.slots(), |band, key| {
                self.bands.insert(band, key, row)
            });
        }
        for key in sketch_keys(&record) {
            self.sketches.insert(0, key, row);
        }
        self.ids.insert(id, row);
        self.rows.push(Some((id, record)));
    }

    /// Removes a document and returns `true` if it was there.
    pub(super) fn remove(&mut self, id: u64) -> bool {
        match self
            .ids
            .remove(&id)
            .and_then(|row| self.rows.get_mut(row as usize))
        {
            Some(document) => {
                *document = None;
                true
            }
            None => false,
        }
    }

    /// Returns the rows of a band's bucket.
    pub(super) fn bucket(&self, band: usize, key: u32) -> impl Iterator<Item = u32> {
        self.bands
            .of(band, key)
            .filter(|row| self.get(*row).is_some())
    }

    /// Returns the rows whose containment sketch has a hash with this key.
    pub(super) fn posting(&self, key: u32) -> impl Iterator<Item = u32> {
        self.sketches
            .of(0, key)
            .filter(|row| self.get(*row).is_some())
    }
}

/// Lists of rows by band and key, each from the last to the first.
#[derive(Debug, Clone, Default)]
struct RowLists {
    /// The last link of each list.
    last: HashMap<u64, u32, Mixed>,
    /// A row, and the link before.
    links: Vec<(u32, Option<u32>)>,
}

impl RowLists {
    fn insert(&mut self, band: usize, key: u32, row: u32) {
        let link = self.links.len() as u32;
        let before = self.last.insert(Self::place(band, key), link);
        self.links.push((row, before));
    }

    fn of(&self, band: usize, key: u32) -> impl Iterator<Item = u32> {
        let last = if self.links.is_empty() {
            None
        } else {
            self.last.get(&Self::place(band, key)).copied()
        };
        let link = |number: u32| self.links.get(number as usize);
        std::iter::successors(last.and_then(link), move |(_, before)| {
            before.and_then(link)
        })
        .map(|(row, _)| *row)
    }

    fn place(band: usize, key: u32) -> u64 {
        (band as u64) << 32 | u64::from(key)
    }
}

type Mixed = BuildHasherDefault<KeyMixer>;

/// Mixes a number once: what comes in is an id or a hash already.
#[derive(Debug, Clone, Default)]
struct KeyMixer(u64);

impl Hasher for KeyMixer {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        bytes
            .iter()
            .for_each(|byte| self.write_u64(u64::from(*byte)));
    }

    fn write_u64(&mut self, number: u64) {
        self.0 = fold_multiply(
            self.0 ^ number ^ 0x9FB2_1C65_1E98_DF25,
            0xE703_7ED1_A0B4_28DB,
        );
    }
}
