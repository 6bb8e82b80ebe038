//! The header of an index: identity, parameters and counts.

use crate::error::{Error, IndexError, Result};
use crate::hash::{SCHEME, checksum};

const MAGIC: [u8; 8] = *b"RTindex\0";
/// The version of the form.
pub(super) const VERSION: u32 = 2;

/// Declares the header's numbers once, in the order in which they are written. The length, the
/// writer and the reader follow from it.
macro_rules! numbers {
    ($($(#[$doc:meta])* $name:ident: $number:ty,)*) => {
        /// The numbers of a header, after eight bytes of identity and before the checksum of
        /// everything up to it.
        #[derive(Debug, Clone, Copy, PartialEq, Eq)]
        pub(super) struct Header {
            $($(#[$doc])* pub(super) $name: $number,)*
        }

        /// Bytes of a header.
        pub(super) const LENGTH: usize = size_of_val(&MAGIC) $(+ size_of::<$number>())* + size_of::<u64>();

        impl Header {
            fn write(&self, out: &mut Vec<u8>) {
                $(out.extend(self.$name.to_le_bytes());)*
            }

            /// Reads the numbers; those beyond the end of `bytes` are 0.
            fn parse(mut bytes: &[u8]) -> Self {
                $(
                    let mut $name = [0; size_of::<$number>()];
                    let (number, rest) = bytes.split_at(bytes.len().min($name.len()));
                    $name[..number.len()].copy_from_slice(number);
                    bytes = rest;
                )*
                let _ = bytes;
                Self { $($name: <$number>::from_le_bytes($name),)* }
            }
        }
    };
}

numbers! {
    /// The version of this form. It and the scheme never move.
    version: u32,
    /// The version of words and hashes.
    scheme: u32,
    /// Slots of a signature.
    slots: u32,
    /// Words of a shingle.
    shingle_size: u32,
    /// The seed of the signatures.
    seed: u64,
    /// Bands of a signature.
    bands: u32,
    /// Slots of a band.
    rows: u32,
    /// What is kept: 0 nothing, 1 signatures, 2 shingles.
    keep: u32,
    /// Documents of a bucket that are compared.
    bucket_cap: u32,
    /// All documents.
    documents: u64,
    /// Documents with at least one word: the others are in no bucket.
    bucketed: u64,
    /// Shingles of all documents, if they are kept.
    shingles: u64,
    /// Hashes of all containment sketches, if they are kept.
    sketched: u64,
    /// The scale of containment sketches; 0 if none are kept.
    containment_scale: u64,
    /// The seed of containment sketches.
    containment_seed: u64,
    /// Words of a containment sketch's shingle.
    containment_size: u64,
    /// The caller's mark of what the index belongs to.
    tag: u128,
    /// Bytes of the whole index.
    length: u64,
    /// The checksum of the checksums.
    checksums: u64,
}

impl Header {
    pub(super) fn to_bytes(self) -> Vec<u8> {
        let mut bytes = MAGIC.to_vec();
        self.write(&mut bytes);
        bytes.extend(checksum(&bytes).to_le_bytes());
        bytes
    }

    /// Reads the header at the start of an index of `length` bytes.
    pub(super) fn read(start: &[u8], length: u64) -> Result<Self> {
        let Some(numbers) = start.strip_prefix(&MAGIC) else {
            return Err(Error::Index(IndexError::Kind {
                found: start.iter().copied().take(MAGIC.len()).collect(),
            }));
        };
        let header = Self::parse(numbers);
        let whole = start
            .get(..LENGTH)
            .and_then(|whole| whole.split_last_chunk());
        // Another version may have another header: its number explains more than a checksum or a
        // length.
        if numbers.len() >= 8 {
            header.check_versions()?;
        }
        let Some((content, stored)) = whole else {
            return Err(Error::Index(IndexError::Size {
                given: length,
                expected: (LENGTH as u64).max(length.saturating_add(1)),
            }));
        };
        let (stored, computed) = (u64::from_le_bytes(*stored), checksum(content));
        if stored != computed {
            return Err(Error::Index(IndexError::Checksum {
                offset: 0,
                length: LENGTH as u64,
                stored,
                computed,
            }));
        }
        Ok(header)
    }

    fn check_versions(&self) -> Result<()> {
        for (what, given, known) in [
            ("format", self.version, VERSION),
            ("hash scheme", self.scheme, u32::from(SCHEME)),
        ] {
            if given != known {
                return Err(Error::Index(IndexError::Version { what, given, known }));
            }
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The numbers of a header are at these offsets as long as the version stays.
    #[test]
    fn the_form_is_pinned() {
        let header = Header {
            version: VERSION,
            scheme: u32::from(SCHEME),
            slots: 3,
            shingle_size: 4,
            seed: 5,
            bands: 6,
            rows: 7,
            keep: 8,
            bucket_cap: 9,
            documents: 10,
            bucketed: 11,
            shingles: 12,
            sketched: 13,
            containment_scale: 14,
            containment_seed: 15,
            containment_size: 16,
            tag: 17,
            length: 18,
            checksums: 19,
        };
        let bytes = header.to_bytes();
        assert_eq!((bytes.len(), LENGTH, LENGTH % 8), (144, 144, 0));
        let at = |offset: usize| bytes[offset];
        let offsets = [
            16, 20, 24, 32, 36, 40, 44, 48, 56, 64, 72, 80, 88, 96, 104, 120, 128,
        ];
        assert_eq!(offsets.map(at).to_vec(), (3..=19).collect::<Vec<u8>>());
        assert_eq!(Header::read(&bytes, 144).unwrap(), header);
    }
}
