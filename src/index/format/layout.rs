//! Where every part of an index is, which follows from its options and counts.

use super::super::{Banding, IndexOptions, Keep};
use super::directory::Directory;
use super::header::{self, Header, VERSION};
use super::{BLOCK, eights};
use crate::error::{Error, IndexError, Result};
use crate::hash::SCHEME;
use crate::shingle::ShingleSize;
use crate::sketch::{ContainmentHasher, MinHasher};

/// The maximum number of rows: a row, and its position in a directory, are 32 bits.
pub(in crate::index) const LIMIT: u64 = u32::MAX as u64 - 1;

/// The options and counts of an index, and with them the offset of every part. Offsets count from
/// the end of the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in crate::index) struct Layout {
    pub(in crate::index) options: IndexOptions,
    pub(in crate::index) documents: u64,
    /// Documents with at least one word: the others are in no bucket.
    pub(in crate::index) bucketed: u64,
    pub(in crate::index) shingles: u64,
    pub(in crate::index) sketched: u64,
}

impl Layout {
    pub(in crate::index) fn new(
        options: IndexOptions,
        documents: u64,
        bucketed: u64,
        shingles: u64,
        sketched: u64,
    ) -> Self {
        Self {
            options,
            documents,
            bucketed,
            shingles,
            sketched,
        }
    }

    /// Returns the directory of a band.
    pub(in crate::index) fn band(&self, band: usize) -> Directory {
        let size = Directory::size(self.bucketed);
        Directory::at(
            eights(self.documents, 8).saturating_add(size.saturating_mul(band as u64)),
            self.bucketed,
        )
    }

    /// Returns the offset of the signatures.
    pub(in crate::index) fn signatures(&self) -> u64 {
        self.band(self.options.banding.bands()).start()
    }

    /// Returns the offset of the ends of the shingle sets.
    pub(in crate::index) fn set_ends(&self) -> u64 {
        let kept = self.options.keep == Keep::Signatures;
        self.signatures().saturating_add(if kept {
            eights(self.documents, self.signature_bytes())
        } else {
            0
        })
    }

    /// Returns the offset of the shingles of all sets.
    pub(in crate::index) fn sets(&self) -> u64 {
        let kept = self.options.keep == Keep::Shingles;
        self.set_ends()
            .saturating_add(if kept { eights(self.documents, 8) } else { 0 })
    }

    /// Returns the offset of the lengths of the containment sketches.
    pub(in crate::index) fn sketch_lengths(&self) -> u64 {
        let kept = self.options.keep == Keep::Shingles;
        self.sets()
            .saturating_add(if kept { eights(self.shingles, 8) } else { 0 })
    }

    /// Returns the directory of the containment sketches.
    pub(in crate::index) fn sketches(&self) -> Directory {
        Directory::at(
            self.sketch_lengths()
                .saturating_add(eights(self.documents, 4)),
            self.sketched,
        )
    }

    /// Bytes between the header and the checksums.
    pub(in crate::index) fn body_length(&self) -> u64 {
        match self.options.containment {
            Some(_) => self
                .sketches()
                .start()
                .saturating_add(Directory::size(self.sketched)),
            None => self.sketch_lengths(),
        }
    }

    pub(in crate::index) fn signature_bytes(&self) -> u64 {
        4 * self.options.hasher.length() as u64
    }

    /// Bytes of the whole index.
    pub(in crate::index) fn file_length(&self) -> u64 {
        let body = self.body_length();
        (header::LENGTH as u64)
            .saturating_add(body)
            .saturating_add(body.div_ceil(BLOCK as u64).saturating_mul(8))
    }

    /// Returns the header of an index with this tag and this checksum of its checksums.
    pub(super) fn header(&self, tag: u128, checksums: u64) -> Header {
        let IndexOptions {
            hasher,
            banding,
            keep,
            containment,
            bucket_cap,
        } = self.options;
        Header {
            version: VERSION,
            scheme: u32::from(SCHEME),
            slots: hasher.length() as u32,
            shingle_size: hasher.shingle_size().words() as u32,
            seed: hasher.seed(),
            bands: banding.bands() as u32,
            rows: banding.rows() as u32,
            keep: keep.number(),
            bucket_cap,
            documents: self.documents,
            bucketed: self.bucketed,
            shingles: self.shingles,
            sketched: self.sketched,
            containment_scale: containment.map_or(0, |hasher| hasher.scale()),
            containment_seed: containment.map_or(0, |hasher| hasher.seed()),
            containment_size: containment.map_or(0, |hasher| hasher.shingle_size().words() as u64),
            tag,
            length: self.file_length(),
            checksums,
        }
    }

    /// Returns the layout of an index of `length` bytes with this header.
    pub(super) fn read(header: &Header, length: u64) -> Result<Self> {
        let size = |words: u64| ShingleSize::new(usize::try_from(words).unwrap_or(usize::MAX));
        let hasher = MinHasher::new(header.slots as usize, size(header.shingle_size.into())?)?
            .with_seed(header.seed);
        let keep = Keep::numbered(header.keep).ok_or(Error::Index(IndexError::Content {
            what: "it keeps what no version keeps",
        }))?;
        let banding = Banding::new(header.bands as usize, header.rows as usize)?;
        let mut options = IndexOptions::new(hasher, banding)?
            .with_keep(keep)
            .with_bucket_cap(header.bucket_cap);
        if header.containment_scale != 0 {
            let size = size(header.containment_size)?;
            options = options.with_containment(
                ContainmentHasher::new(header.containment_scale, size)?
                    .with_seed(header.containment_seed),
            );
        }
        let layout = Self::new(
            options,
            header.documents,
            header.bucketed,
            header.shingles,
            header.sketched,
        );
        if layout.bucketed > layout.documents || layout.documents > LIMIT || layout.sketched > LIMIT
        {
            return Err(Error::Index(IndexError::Content {
                what: "its counts contradict each other",
            }));
        }
        if layout.file_length() != length || header.length != length {
            return Err(Error::Index(IndexError::Size {
                given: length,
                expected: header.length,
            }));
        }
        Ok(layout)
    }
}
