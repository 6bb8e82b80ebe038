//! The layout of an index: the same in memory and in a file. All numbers are little-endian.
//!
//! | bytes | what |
//! | --- | --- |
//! | 128 | the header, below |
//! | 8 a document | the ids, rising; the place of one is the document's row |
//! | for each band | a directory of rows by the hash of the band's slots |
//! | 4 a slot | the signatures, by row, if they are kept |
//! | 8 a document, 8 a shingle | where each set of shingles ends, and the sets, if they are kept |
//! | 4 a document | how long each containment sketch is, if they are kept; then a directory of rows by their hashes |
//! | 8 for each 4,096 bytes | the checksums of all between the header and here |
//!
//! Every part starts at a multiple of 8, after zeros.
//!
//! | header | what |
//! | --- | --- |
//! | 0–7 | `RTindex` and a zero |
//! | 8, 12 | the version of this form, that of words and hashes (4 bytes each, as all to 47) |
//! | 16, 20 | slots of a signature, words of a shingle |
//! | 24 | the signatures' seed (8 bytes) |
//! | 32, 36 | bands, slots of each |
//! | 40, 44 | what is kept (0 nothing, 1 signatures, 2 shingles), the bucket cap |
//! | 48, 56 | documents, and those among them that have a word (8 bytes each, as all from here on) |
//! | 64, 72 | shingles and sketch hashes of all documents |
//! | 80, 88, 96 | scale (0: no sketches are kept), seed and shingle size of containment sketches |
//! | 104, 112 | the length of all, the hash of the checksums |
//! | 120 | the hash of the header's bytes before |

use super::directory::Directory;
use super::{Banding, IndexOptions, Keep};
use crate::error::{Error, Result};
use crate::hash::{SCHEME, hash_word};
use crate::shingle::ShingleSize;
use crate::sketch::{ContainmentHasher, MinHasher};

/// The version of the form.
const VERSION: u32 = 1;
const MAGIC: [u8; 8] = *b"RTindex\0";
pub(super) const HEADER: usize = 128;
/// Bytes under one checksum: a page, so that a query checks little more than it reads.
pub(super) const BLOCK: usize = 4096;
/// A document's row, and the place of a row in a directory, are 32 bits.
pub(super) const LIMIT: u64 = u32::MAX as u64 - 1;

/// The counts of an index, and with them every part's place. Places count from the end of the header.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Layout {
    pub(super) options: IndexOptions,
    pub(super) documents: u64,
    /// Documents with at least one word: the others are in no bucket.
    pub(super) bucketed: u64,
    pub(super) shingles: u64,
    pub(super) sketched: u64,
}

impl Layout {
    pub(super) fn new(
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

    /// The directory of a band.
    pub(super) fn band(&self, band: usize) -> Directory {
        let size = Directory::size(self.bucketed);
        Directory::at(
            eights(self.documents, 8).saturating_add(size.saturating_mul(band as u64)),
            self.bucketed,
        )
    }

    /// Returns the position of the signatures.
    pub(super) fn signatures(&self) -> u64 {
        self.band(self.options.banding.bands()).start()
    }

    /// Returns the position of the ends of the shingle sets.
    pub(super) fn set_ends(&self) -> u64 {
        let kept = self.options.keep == Keep::Signatures;
        self.signatures().saturating_add(if kept {
            eights(self.documents, self.signature_bytes())
        } else {
            0
        })
    }

    /// Returns the position of the shingles of all sets.
    pub(super) fn sets(&self) -> u64 {
        let kept = self.options.keep == Keep::Shingles;
        self.set_ends()
            .saturating_add(if kept { eights(self.documents, 8) } else { 0 })
    }

    /// Returns the position of the lengths of the containment sketches.
    pub(super) fn sketch_lengths(&self) -> u64 {
        let kept = self.options.keep == Keep::Shingles;
        self.sets()
            .saturating_add(if kept { eights(self.shingles, 8) } else { 0 })
    }

    /// The directory of the containment sketches.
    pub(super) fn sketches(&self) -> Directory {
        Directory::at(
            self.sketch_lengths()
                .saturating_add(eights(self.documents, 4)),
            self.sketched,
        )
    }

    /// Returns the length of everything between the header and the checksums, in bytes.
    pub(super) fn body_length(&self) -> u64 {
        match self.options.containment {
            Some(_) => self
                .sketches()
                .start()
                .saturating_add(Directory::size(self.sketched)),
            None => self.sketch_lengths(),
        }
    }

    pub(super) fn signature_bytes(&self) -> u64 {
        4 * self.options.hasher.length() as u64
    }

    /// Returns the length of the whole, in bytes.
    pub(super) fn file_length(&self) -> u64 {
        let body = self.body_length();
        (HEADER as u64)
            .saturating_add(body)
            .saturating_add(body.div_ceil(BLOCK as u64).saturating_mul(8))
    }

    /// The header of an index with these checksums.
    pub(super) fn header(&self, checksums: u64) -> Vec<u8> {
        let IndexOptions {
            hasher,
            banding,
            keep,
            containment,
            bucket_cap,
        } = self.options;
        let shorts = [
            VERSION,
            u32::from(SCHEME),
            hasher.length() as u32,
            hasher.shingle_size().words() as u32,
            hasher.seed() as u32,
            (hasher.seed() >> 32) as u32,
            banding.bands() as u32,
            banding.rows() as u32,
            keep.number(),
            bucket_cap,
        ];
        let longs = [
            self.documents,
            self.bucketed,
            self.shingles,
            self.sketched,
            containment.map_or(0, |hasher| hasher.scale()),
            containment.map_or(0, |hasher| hasher.seed()),
            containment.map_or(0, |hasher| hasher.shingle_size().words() as u64),
            self.file_length(),
            checksums,
        ];
        let mut header = MAGIC.to_vec();
        header.extend(shorts.into_iter().flat_map(u32::to_le_bytes));
        header.extend(longs.into_iter().flat_map(u64::to_le_bytes));
        let hash = hash_word(&header);
        header.extend(hash.to_le_bytes());
        header
    }

    /// Reads a header, and the hash of the checksums, from the start of an index of `length` bytes.
    pub(super) fn read(start: &[u8], length: u64) -> Result<(Self, u64)> {
        if !start.starts_with(&MAGIC) {
            return Err(Error::IndexKind {
                found: start.iter().copied().take(8).collect(),
            });
        }
        let cut = Error::IndexSize {
            given: length,
            expected: (HEADER as u64).max(length.saturating_add(1)),
        };
        let Some((header, _)) = start.split_first_chunk::<HEADER>() else {
            return Err(cut);
        };
        let number = |at: usize| {
            header
                .get(at..)
                .and_then(|rest| rest.first_chunk())
                .map_or(0, |bytes| u64::from_le_bytes(*bytes))
        };
        let short = |at: usize| number(at) as u32;
        let (stored, computed) = (
            number(120),
            hash_word(header.get(..120).unwrap_or_default()),
        );
        if stored != computed {
            // Another version may have another header: its number, which never moves, explains more than a checksum.
            check_versions(short(8), short(12))?;
            return Err(Error::IndexChecksum {
                offset: 0,
                length: HEADER as u64,
                stored,
                computed,
            });
        }
        check_versions(short(8), short(12))?;
        let size = |words: u64| ShingleSize::new(usize::try_from(words).unwrap_or(usize::MAX));
        let hasher =
            MinHasher::new(short(16) as usize, size(u64::from(short(20)))?)?.with_seed(number(24));
        let keep = Keep::numbered(short(40)).ok_or(Error::IndexContent {
            what: "it keeps what no version keeps",
        })?;
        let options = IndexOptions::new(
            hasher,
            Banding::new(short(32) as usize, short(36) as usize)?,
        )?;
        let mut options = options.with_keep(keep).with_bucket_cap(short(44));
        if number(80) != 0 {
            options = options.with_containment(
                ContainmentHasher::new(number(80), size(number(96))?)?.with_seed(number(88)),
            );
        }
        let layout = Self::new(options, number(48), number(56), number(64), number(72));
        if layout.bucketed > layout.documents || layout.documents > LIMIT || layout.sketched > LIMIT
        {
            return Err(Error::IndexContent {
                what: "its counts contradict each other",
            });
        }
        if layout.file_length() != length || number(104) != length {
            return Err(Error::IndexSize {
                given: length,
                expected: number(104),
            });
        }
        Ok((layout, number(112)))
    }
}

fn check_versions(format: u32, scheme: u32) -> Result<()> {
    for (what, given, known) in [
        ("format", format, VERSION),
        ("hash scheme", scheme, u32::from(SCHEME)),
    ] {
        if given != known {
            return Err(Error::IndexVersion { what, given, known });
        }
    }
    Ok(())
}

/// The bytes of `count` items, up to the next multiple of eight.
pub(super) fn eights(count: u64, bytes: u64) -> u64 {
    count
        .saturating_mul(bytes)
        .checked_next_multiple_of(8)
        .unwrap_or(u64::MAX)
}
