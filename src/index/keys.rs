//! The band keys of a segment's rows, read back from its directories.

use super::format::parts;
use super::segment::IndexSegment;
use crate::error::{Error, IndexError, Result};

/// The keys by row: 4 bytes a document, and 4 a band for those that have a word.
pub(super) struct BandKeys {
    /// The place of each row among those with a word.
    places: Vec<Option<u32>>,
    bands: usize,
    keys: Vec<u32>,
}

impl BandKeys {
    pub(super) fn of(segment: &IndexSegment) -> Result<Self> {
        let wrong = || {
            Error::Index(IndexError::Content {
                what: "a directory has a row that it cannot have",
            })
        };
        let bands = segment.bands().len();
        let mut keys = Self {
            places: vec![None; segment.len() as usize],
            bands,
            keys: Vec::new(),
        };
        // Every band has the same rows.
        if let Some(first) = segment.bands().first() {
            for entry in first.all(&segment.blocks)? {
                *keys
                    .places
                    .get_mut(parts(*entry).1 as usize)
                    .ok_or_else(wrong)? = Some(0);
            }
        }
        let with_words = (0..)
            .zip(keys.places.iter_mut().flatten())
            .map(|(number, place)| *place = number)
            .count();
        keys.keys = vec![0; bands * with_words];
        for (band, directory) in segment.bands().iter().enumerate() {
            for entry in directory.all(&segment.blocks)? {
                let (key, row) = parts(*entry);
                let place = keys
                    .places
                    .get(row as usize)
                    .copied()
                    .flatten()
                    .ok_or_else(wrong)?;
                *keys
                    .keys
                    .get_mut(place as usize * bands + band)
                    .ok_or_else(wrong)? = key;
            }
        }
        Ok(keys)
    }

    /// Returns the keys of a row by band; none for a document without a word.
    pub(super) fn row(&self, row: u32) -> Option<&[u32]> {
        let place = self.places.get(row as usize).copied().flatten()? as usize;
        self.keys.get(place * self.bands..(place + 1) * self.bands)
    }
}
