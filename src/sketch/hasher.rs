//! What makes signatures: the parameters, and text in.

use super::fast::fill;
use super::signature::{Scheme, Signature};
use crate::error::{Error, ParameterError, Result, SketchError};
use crate::parallel;
use crate::shingle::{ShingleSet, ShingleSize, shingle_in_place};
use crate::text::word_hashes;

/// Makes [`Signature`]s of one length, seed and shingle size: only those of equal makers can be
/// compared.
///
/// ```
/// use retold::sketch::MinHasher;
///
/// let hasher = MinHasher::default();
/// let source = hasher.sign("The old bridge over the river was closed to traffic on Monday morning after an inspection.");
/// let copy = hasher.sign("The old bridge over the river was closed to traffic on Monday morning after an inspection!");
/// assert_eq!(source.resemblance(&copy)?.value, 1.0);
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct MinHasher(Scheme);

impl MinHasher {
    /// The greatest length of a signature, in slots.
    pub const MAX_LENGTH: usize = 1 << 16;

    /// Makes signatures of `length` slots of four bytes each, from shingles of `size` words.
    ///
    /// The standard error of an estimate is at most √(J(1−J)/`length`): .044 for 128 slots.
    ///
    /// # Errors
    ///
    /// [`ParameterError::SignatureLength`](crate::error::ParameterError::SignatureLength) for a
    /// length of 0 or beyond [`MinHasher::MAX_LENGTH`].
    pub fn new(length: usize, size: ShingleSize) -> Result<Self> {
        match u32::try_from(length) {
            Ok(slots) if (1..=Self::MAX_LENGTH).contains(&length) => Ok(Self(Scheme {
                length: slots,
                seed: 0,
                size,
            })),
            _ => Err(Error::Parameter(ParameterError::SignatureLength {
                given: length,
                limit: Self::MAX_LENGTH,
            })),
        }
    }

    /// Returns the hasher with another seed than 0: for signatures that are independent of others.
    #[must_use]
    pub fn with_seed(self, seed: u64) -> Self {
        Self(Scheme { seed, ..self.0 })
    }

    /// Returns the maker of signatures with these parameters, which were checked when they were
    /// first given.
    pub(super) fn of(scheme: Scheme) -> Self {
        Self(scheme)
    }

    pub(super) fn scheme(&self) -> Scheme {
        self.0
    }

    /// Returns the number of slots of its signatures.
    pub fn length(&self) -> usize {
        self.0.length as usize
    }

    /// Returns the seed.
    pub fn seed(&self) -> u64 {
        self.0.seed
    }

    /// Returns the number of words of a shingle.
    pub fn shingle_size(&self) -> ShingleSize {
        self.0.size
    }

    /// Returns the signature of a text, streamed: the same as that of its [`ShingleSet`].
    ///
    /// Costs one pass over the text and 8 bytes for each word.
    pub fn sign(&self, text: &str) -> Signature {
        self.sign_with(text, &mut Vec::new())
    }

    /// Returns the signature of a set of shingles.
    ///
    /// # Errors
    ///
    /// [`SketchError::ShingleSizes`](crate::error::SketchError::ShingleSizes) where the set has
    /// shingles of another size.
    pub fn sign_set(&self, set: &ShingleSet) -> Result<Signature> {
        if set.size() != self.0.size {
            return Err(Error::Sketch(SketchError::ShingleSizes {
                left: self.0.size.words(),
                right: set.size().words(),
            }));
        }
        Ok(self.sign_hashes(set.hashes()))
    }

    /// Returns the signature of a set of hashes, which need be neither sorted nor distinct.
    ///
    /// They are taken to be spread evenly over all 64 bits, as those of [`ShingleSet::hashes`] and
    /// of every good hash function are. Numbers that are not, such as running ones, are to be
    /// hashed first: else neither an estimate nor its standard error says anything.
    pub fn sign_hashes(&self, hashes: &[u64]) -> Signature {
        self.finish(hashes)
    }

    /// Returns the signatures of many texts, in their order: in parallel with the feature `rayon`,
    /// and the same with any number of threads.
    pub fn sign_many<T: AsRef<str> + Sync>(&self, texts: &[T]) -> Vec<Signature> {
        parallel::map_with(texts, Vec::new, |hashes, text| {
            self.sign_with(text.as_ref(), hashes)
        })
    }

    fn sign_with(&self, text: &str, hashes: &mut Vec<u64>) -> Signature {
        hashes.clear();
        word_hashes(text, hashes);
        shingle_in_place(hashes, self.0.size);
        self.finish(hashes)
    }

    fn finish(&self, keys: &[u64]) -> Signature {
        let mut slots = vec![0; self.length()];
        fill(keys, self.0.seed, &mut slots);
        Signature {
            scheme: self.0,
            slots,
        }
    }
}

impl Default for MinHasher {
    /// Returns 128 slots, seed 0, shingles of five words.
    fn default() -> Self {
        Self(Scheme {
            length: 128,
            seed: 0,
            size: ShingleSize::NEAR_COPY,
        })
    }
}
