//! The containment sketch: FracMinHash (Hera, Pierce-Ward and Koslicki 2023; Irber and others
//! 2022).
//!
//! It keeps every shingle whose mixed hash lies below a fixed share of the range of numbers. So it
//! grows with its text, and the kept shingles of one text among those of another are a fair sample
//! of all, however different the lengths are.

use super::codec::{Reader, SketchKind, Writer};
use super::estimate::Estimate;
use super::fast::Mixer;
use crate::error::{Error, ParameterError, Result, SketchError};
use crate::shingle::{ShingleSet, ShingleSize, shingle_in_place};
use crate::text::word_hashes;

/// Makes [`ContainmentSketch`]es of one scale, seed and shingle size.
///
/// ```
/// use retold::shingle::ShingleSize;
/// use retold::sketch::ContainmentHasher;
///
/// let hasher = ContainmentHasher::new(1, ShingleSize::REWORDING)?;
/// let lifted = "The old bridge over the river was closed to traffic on Monday.";
/// let part = hasher.sketch(lifted);
/// let whole = hasher.sketch(&format!("Much else happened that week. {lifted} The mayor said so."));
/// assert_eq!(part.contained_in(&whole)?.value, 1.0);
/// assert!(whole.contained_in(&part)?.value < 0.6);
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct ContainmentHasher {
    scale: u64,
    seed: u64,
    size: ShingleSize,
}

impl ContainmentHasher {
    /// Makes sketches that keep one shingle of `scale` words' worth in `scale`: 1 keeps all, 16
    /// about thirty of a news article's five hundred.
    ///
    /// # Errors
    ///
    /// [`ParameterError::SketchScale`](crate::error::ParameterError::SketchScale) for a scale of 0.
    pub fn new(scale: u64, size: ShingleSize) -> Result<Self> {
        if scale == 0 {
            return Err(Error::Parameter(ParameterError::SketchScale {
                given: scale,
            }));
        }
        Ok(Self {
            scale,
            seed: 0,
            size,
        })
    }

    /// Returns the hasher with another seed than 0.
    #[must_use]
    pub fn with_seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// Returns the sampling rate: one shingle in this many is kept.
    pub fn scale(&self) -> u64 {
        self.scale
    }

    /// Returns the seed.
    pub fn seed(&self) -> u64 {
        self.seed
    }

    /// Returns the number of words of a shingle.
    pub fn shingle_size(&self) -> ShingleSize {
        self.size
    }

    /// Returns the sketch of a text, streamed.
    pub fn sketch(&self, text: &str) -> ContainmentSketch {
        let mut hashes = Vec::new();
        word_hashes(text, &mut hashes);
        shingle_in_place(&mut hashes, self.size);
        self.sketch_hashes(&hashes)
    }

    /// Returns the sketch of a set of shingles.
    ///
    /// # Errors
    ///
    /// [`SketchError::ShingleSizes`](crate::error::SketchError::ShingleSizes) where the set has
    /// shingles of another size.
    pub fn sketch_set(&self, set: &ShingleSet) -> Result<ContainmentSketch> {
        if set.size() != self.size {
            return Err(Error::Sketch(SketchError::ShingleSizes {
                left: self.size.words(),
                right: set.size().words(),
            }));
        }
        Ok(self.sketch_hashes(set.hashes()))
    }

    /// Returns the sketch of a set of hashes, which need be neither sorted nor distinct.
    ///
    /// They are taken to be spread evenly over all 64 bits, as those of [`ShingleSet::hashes`] and
    /// of every good hash function are. Numbers that are not are to be hashed first, as for
    /// [`MinHasher::sign_hashes`](super::MinHasher::sign_hashes).
    pub fn sketch_hashes(&self, hashes: &[u64]) -> ContainmentSketch {
        // A hash function that no signature uses.
        let mixer = Mixer::new(self.seed, u32::MAX);
        let kept = hashes
            .iter()
            .map(|&hash| mixer.mix(hash))
            .filter(|&hash| hash <= self.limit());
        let mut hashes: Vec<u64> = kept.collect();
        hashes.sort_unstable();
        hashes.dedup();
        ContainmentSketch {
            hasher: *self,
            hashes,
        }
    }

    /// Returns the greatest mixed hash that is kept.
    fn limit(&self) -> u64 {
        u64::MAX / self.scale
    }
}

impl Default for ContainmentHasher {
    /// Returns the defaults: one shingle of five words in 16, seed 0.
    fn default() -> Self {
        Self {
            scale: 16,
            seed: 0,
            size: ShingleSize::NEAR_COPY,
        }
    }
}

/// A fixed share of a text's shingles, for estimates of containment. Made by [`ContainmentHasher`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(try_from = "StoredContainment", into = "StoredContainment")
)]
pub struct ContainmentSketch {
    hasher: ContainmentHasher,
    hashes: Vec<u64>,
}

impl ContainmentSketch {
    /// Returns the hasher that built the sketch.
    pub fn hasher(&self) -> ContainmentHasher {
        self.hasher
    }

    /// Returns the hashes that were kept, sorted.
    pub fn hashes(&self) -> &[u64] {
        &self.hashes
    }

    /// Returns the number of shingles kept.
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Returns `true` if no shingle was kept: the text has no words, or is so short that no hash
    /// fell below the limit.
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// Returns the share of this text's shingles that `other` has too, estimated without bias from
    /// those that were kept; 0 ± 1 where none was kept. Swap the two for the other direction.
    ///
    /// # Errors
    ///
    /// [`SketchError::Mismatch`](crate::error::SketchError::Mismatch) where they differ in scale,
    /// seed or shingle size.
    pub fn contained_in(&self, other: &Self) -> Result<Estimate> {
        Ok(Estimate::of(self.shared(other)?, self.len()))
    }

    /// Returns the resemblance (Jaccard) of the two texts' shingles, estimated from those that were
    /// kept; 0 ± 1 where none was.
    ///
    /// # Errors
    ///
    /// [`SketchError::Mismatch`](crate::error::SketchError::Mismatch) where they differ in scale,
    /// seed or shingle size.
    pub fn resemblance(&self, other: &Self) -> Result<Estimate> {
        let shared = self.shared(other)?;
        Ok(Estimate::of(shared, self.len() + other.len() - shared))
    }

    /// Makes this the sketch of both texts' shingles together.
    ///
    /// # Errors
    ///
    /// [`SketchError::Mismatch`](crate::error::SketchError::Mismatch) where they differ in scale,
    /// seed or shingle size.
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        self.check(other)?;
        self.hashes.extend_from_slice(&other.hashes);
        self.hashes.sort_unstable();
        self.hashes.dedup();
        Ok(())
    }

    fn shared(&self, other: &Self) -> Result<usize> {
        self.check(other)?;
        Ok(crate::table::shared(&self.hashes, &other.hashes))
    }

    fn check(&self, other: &Self) -> Result<()> {
        let (one, two) = (self.hasher, other.hasher);
        let parameters = [
            ("scale", one.scale, two.scale),
            ("seed", one.seed, two.seed),
            (
                "shingle size",
                one.size.words() as u64,
                two.size.words() as u64,
            ),
        ];
        match parameters
            .into_iter()
            .find(|(_, left, right)| left != right)
        {
            Some((what, left, right)) => {
                Err(Error::Sketch(SketchError::Mismatch { what, left, right }))
            }
            None => Ok(()),
        }
    }

    /// Returns the sketch as bytes: a header with scheme and parameters, eight bytes for each kept
    /// shingle, a checksum.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new(
            SketchKind::Containment,
            self.hasher.size,
            self.hasher.seed,
            self.hasher.scale,
        );
        for hash in &self.hashes {
            writer.bytes(&hash.to_le_bytes());
        }
        writer.finish()
    }

    /// Reads what [`ContainmentSketch::to_bytes`] wrote.
    ///
    /// # Errors
    ///
    /// [`SketchError::Kind`](crate::error::SketchError::Kind),
    /// [`SketchError::Scheme`](crate::error::SketchError::Scheme),
    /// [`SketchError::Size`](crate::error::SketchError::Size) or
    /// [`SketchError::Checksum`](crate::error::SketchError::Checksum) for bytes that are no
    /// containment sketch, were written under another scheme, are truncated, or were altered;
    /// [`ParameterError::SketchScale`](crate::error::ParameterError::SketchScale) and
    /// [`SketchError::Content`](crate::error::SketchError::Content) for content that no sketch has.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let reader = Reader::new(bytes, SketchKind::Containment)?;
        let hasher = ContainmentHasher::new(reader.parameter, reader.size)?.with_seed(reader.seed);
        let body = reader.body(8, reader.items(8))?;
        let hashes = body
            .as_chunks()
            .0
            .iter()
            .map(|hash| u64::from_le_bytes(*hash))
            .collect();
        Self::checked(hasher, hashes)
    }

    fn checked(hasher: ContainmentHasher, hashes: Vec<u64>) -> Result<Self> {
        if !hashes.is_sorted_by(|a, b| a < b) {
            return Err(Error::Sketch(SketchError::Content {
                what: "its hashes are not in rising order",
            }));
        }
        if hashes.last().is_some_and(|&last| last > hasher.limit()) {
            return Err(Error::Sketch(SketchError::Content {
                what: "it has hashes beyond its scale's limit",
            }));
        }
        Ok(Self { hasher, hashes })
    }
}

/// A containment sketch as serde sees it.
#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
struct StoredContainment {
    scheme: u8,
    shingle_size: ShingleSize,
    seed: u64,
    scale: u64,
    hashes: Vec<u64>,
}

#[cfg(feature = "serde")]
impl From<ContainmentSketch> for StoredContainment {
    fn from(sketch: ContainmentSketch) -> Self {
        let ContainmentHasher { scale, seed, size } = sketch.hasher;
        Self {
            scheme: crate::hash::SCHEME,
            shingle_size: size,
            seed,
            scale,
            hashes: sketch.hashes,
        }
    }
}

#[cfg(feature = "serde")]
impl TryFrom<StoredContainment> for ContainmentSketch {
    type Error = Error;

    fn try_from(stored: StoredContainment) -> Result<Self> {
        super::codec::check_scheme(stored.scheme)?;
        let hasher =
            ContainmentHasher::new(stored.scale, stored.shingle_size)?.with_seed(stored.seed);
        Self::checked(hasher, stored.hashes)
    }
}
