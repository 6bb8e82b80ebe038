//! What an index is made for, and what it is told of a document.

use super::Banding;
use super::format::Layout;
use crate::error::{Error, IndexError, ParameterError, Result, SketchError};
use crate::parallel;
use crate::shingle::ShingleSet;
use crate::sketch::{ContainmentHasher, ContainmentSketch, MinHasher, Signature};

/// What an index keeps of each document to verify candidates with.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub enum Keep {
    /// Nothing: the smallest index. Candidates are verified with shingles that the caller gives, or
    /// not at all.
    Nothing,
    /// Signatures, four bytes a slot: resemblance is estimated, with a standard error.
    Signatures,
    /// Sets of shingles, eight bytes a shingle: resemblance is exact.
    #[default]
    Shingles,
}

/// How an [`LshIndex`](super::LshIndex) is made. Two indexes can be merged only where their options
/// are equal.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct IndexOptions {
    pub(super) hasher: MinHasher,
    pub(super) banding: Banding,
    pub(super) keep: Keep,
    pub(super) containment: Option<ContainmentHasher>,
    pub(super) bucket_cap: u32,
}

impl IndexOptions {
    /// How many documents of a bucket are compared unless [`IndexOptions::bucket_cap`] says
    /// otherwise.
    pub const BUCKET_CAP: u32 = 128;

    /// Creates options for signatures of this maker, in these bands; keeps sets of shingles and no
    /// containment sketches.
    ///
    /// # Errors
    ///
    /// [`ParameterError::Banding`](crate::error::ParameterError::Banding) where the bands need more
    /// slots than the signatures have.
    pub fn new(hasher: MinHasher, banding: Banding) -> Result<Self> {
        if banding.slots() > hasher.length() {
            return Err(Error::Parameter(ParameterError::Banding {
                bands: banding.bands(),
                rows: banding.rows(),
                length: hasher.length(),
            }));
        }
        Ok(Self {
            hasher,
            banding,
            keep: Keep::default(),
            containment: None,
            bucket_cap: Self::BUCKET_CAP,
        })
    }

    /// Sets what is kept to verify candidates with.
    #[must_use]
    pub fn with_keep(self, keep: Keep) -> Self {
        Self { keep, ..self }
    }

    /// Keeps containment sketches of this maker, eight bytes for each hash of a sketch, for
    /// [`LshIndex::containment`](super::LshIndex::containment).
    #[must_use]
    pub fn with_containment(self, hasher: ContainmentHasher) -> Self {
        Self {
            containment: Some(hasher),
            ..self
        }
    }

    /// Sets how many documents of one bucket are compared, those with the smallest ids; at least 1.
    ///
    /// Texts that share boilerplate fall into one bucket by the thousand, and the pairs grow with
    /// the square. So a document is compared with the first `cap` of its bucket only; how much was
    /// left out is said by [`Capped`](super::Capped). Copies of one text are all compared with the
    /// first of them, and stay in one cluster.
    #[must_use]
    pub fn with_bucket_cap(self, cap: u32) -> Self {
        Self {
            bucket_cap: cap.max(1),
            ..self
        }
    }

    /// Returns the hasher of the signatures.
    pub fn hasher(&self) -> MinHasher {
        self.hasher
    }

    /// Returns the bands.
    pub fn banding(&self) -> Banding {
        self.banding
    }

    /// Returns what is kept to verify candidates with.
    pub fn keep(&self) -> Keep {
        self.keep
    }

    /// Returns the hasher of the containment sketches, if they are kept.
    pub fn containment(&self) -> Option<ContainmentHasher> {
        self.containment
    }

    /// Returns how many documents of one bucket are compared.
    pub fn bucket_cap(&self) -> u32 {
        self.bucket_cap
    }

    /// Bytes of an index of `documents` documents, in memory and in a file, where each has
    /// `shingles` distinct shingles and `sketched` hashes in its containment sketch; what isn't
    /// kept doesn't count. Adding documents in bulk needs as much again while it lasts, and 4 bytes
    /// a document and band.
    ///
    /// ```
    /// use retold::index::{Banding, IndexOptions, Keep};
    /// use retold::sketch::MinHasher;
    ///
    /// let options = IndexOptions::new(MinHasher::default(), Banding::default())?.with_keep(Keep::Nothing);
    /// assert!(options.memory(1_000_000, 0, 0) < 220 * 1_000_000);
    /// # Ok::<(), retold::Error>(())
    /// ```
    pub fn memory(&self, documents: u64, shingles: u64, sketched: u64) -> u64 {
        Layout::new(
            *self,
            documents,
            documents,
            documents.saturating_mul(shingles),
            documents.saturating_mul(sketched),
        )
        .file_length()
    }

    /// Reads a text once and returns all that the index keeps of it: the same as making each part
    /// by itself.
    pub fn record(&self, text: &str) -> Record {
        let (signature, shingles) = match self.keep {
            Keep::Shingles => {
                let set = ShingleSet::new(text, self.hasher.shingle_size());
                (self.hasher.sign_hashes(set.hashes()), Some(set))
            }
            Keep::Nothing | Keep::Signatures => (self.hasher.sign(text), None),
        };
        Record {
            signature,
            shingles,
            sketch: self.containment.map(|hasher| hasher.sketch(text)),
        }
    }

    /// Returns the records of many texts, in their order: in parallel with the feature `rayon`.
    pub fn records<T: AsRef<str> + Sync>(&self, texts: &[T]) -> Vec<Record> {
        parallel::map(texts.iter().collect(), |text: &T| {
            self.record(text.as_ref())
        })
    }

    /// Checks that a record can be compared with those of the index.
    pub(super) fn check(&self, record: &Record) -> Result<()> {
        let hasher = record.signature.hasher();
        if hasher != self.hasher {
            let parameters = |hasher: MinHasher| {
                [
                    ("signature length", hasher.length() as u64),
                    ("signature seed", hasher.seed()),
                    ("shingle size", hasher.shingle_size().words() as u64),
                ]
            };
            return Err(mismatch(&parameters(self.hasher), &parameters(hasher)));
        }
        match &record.shingles {
            Some(set) if set.size() != self.hasher.shingle_size() => {
                Err(Error::Sketch(SketchError::ShingleSizes {
                    left: self.hasher.shingle_size().words(),
                    right: set.size().words(),
                }))
            }
            _ => Ok(()),
        }
    }

    /// Checks that a record has all that the index keeps, too.
    pub(super) fn check_complete(&self, record: &Record) -> Result<()> {
        self.check(record)?;
        if self.keep == Keep::Shingles && record.shingles.is_none() {
            return Err(Error::Index(IndexError::Record { what: "shingles" }));
        }
        match self.containment {
            Some(hasher) => check_sketch(
                hasher,
                record
                    .sketch
                    .as_ref()
                    .ok_or(Error::Index(IndexError::Record {
                        what: "containment sketch",
                    }))?,
            ),
            None => Ok(()),
        }
    }

    /// Checks that another index was built with the same options.
    pub(super) fn check_equal(&self, other: &Self) -> Result<()> {
        if self == other {
            return Ok(());
        }
        let parameters = |options: &Self| {
            let containment = options.containment;
            [
                ("signature length", options.hasher.length() as u64),
                ("signature seed", options.hasher.seed()),
                ("shingle size", options.hasher.shingle_size().words() as u64),
                ("bands", options.banding.bands() as u64),
                ("slots of a band", options.banding.rows() as u64),
                ("what is kept", u64::from(options.keep.number())),
                ("bucket cap", u64::from(options.bucket_cap)),
                (
                    "containment scale",
                    containment.map_or(0, |hasher| hasher.scale()),
                ),
                (
                    "containment seed",
                    containment.map_or(0, |hasher| hasher.seed()),
                ),
                (
                    "containment shingle size",
                    containment.map_or(0, |hasher| hasher.shingle_size().words() as u64),
                ),
            ]
        };
        Err(mismatch(&parameters(self), &parameters(other)))
    }
}

impl Default for IndexOptions {
    /// Returns the default [`MinHasher`] and [`Banding`].
    fn default() -> Self {
        Self {
            hasher: MinHasher::default(),
            banding: Banding::default(),
            keep: Keep::default(),
            containment: None,
            bucket_cap: Self::BUCKET_CAP,
        }
    }
}

impl Keep {
    /// Returns the number that a file stores for it.
    pub(super) fn number(self) -> u32 {
        match self {
            Self::Nothing => 0,
            Self::Signatures => 1,
            Self::Shingles => 2,
        }
    }

    pub(super) fn numbered(number: u32) -> Option<Self> {
        [Self::Nothing, Self::Signatures, Self::Shingles]
            .into_iter()
            .find(|keep| keep.number() == number)
    }
}

pub(super) fn check_sketch(hasher: ContainmentHasher, sketch: &ContainmentSketch) -> Result<()> {
    if sketch.hasher() == hasher {
        return Ok(());
    }
    let parameters = |hasher: ContainmentHasher| {
        [
            ("containment scale", hasher.scale()),
            ("containment seed", hasher.seed()),
            (
                "containment shingle size",
                hasher.shingle_size().words() as u64,
            ),
        ]
    };
    Err(mismatch(&parameters(hasher), &parameters(sketch.hasher())))
}

/// Returns the error that names the first parameter that differs.
fn mismatch(left: &[(&'static str, u64)], right: &[(&'static str, u64)]) -> Error {
    let differing = left
        .iter()
        .zip(right)
        .find(|(left, right)| left.1 != right.1);
    differing.map_or(
        Error::Index(IndexError::Mismatch {
            what: "options",
            left: 0,
            right: 0,
        }),
        |(left, right)| {
            Error::Index(IndexError::Mismatch {
                what: left.0,
                left: left.1,
                right: right.1,
            })
        },
    )
}

/// What an index is told of a document, or asked about. Made by [`IndexOptions::record`] or from a
/// [`Signature`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Record {
    pub(super) signature: Signature,
    pub(super) shingles: Option<ShingleSet>,
    pub(super) sketch: Option<ContainmentSketch>,
}

impl Record {
    /// Creates a record of a signature alone.
    pub fn new(signature: Signature) -> Self {
        Self {
            signature,
            shingles: None,
            sketch: None,
        }
    }

    /// Adds the set of shingles to the record.
    #[must_use]
    pub fn with_shingles(self, shingles: ShingleSet) -> Self {
        Self {
            shingles: Some(shingles),
            ..self
        }
    }

    /// Adds the containment sketch to the record.
    #[must_use]
    pub fn with_sketch(self, sketch: ContainmentSketch) -> Self {
        Self {
            sketch: Some(sketch),
            ..self
        }
    }

    /// Returns the signature.
    pub fn signature(&self) -> &Signature {
        &self.signature
    }

    /// Returns the set of shingles, where it was given.
    pub fn shingles(&self) -> Option<&ShingleSet> {
        self.shingles.as_ref()
    }

    /// Returns the containment sketch, where it was given.
    pub fn sketch(&self) -> Option<&ContainmentSketch> {
        self.sketch.as_ref()
    }
}

impl From<Signature> for Record {
    fn from(signature: Signature) -> Self {
        Self::new(signature)
    }
}
