//! The resemblance signature.

use super::codec::{Reader, SketchKind, Writer};
use super::estimate::Estimate;
use super::fast::EMPTY;
use super::hasher::MinHasher;
use super::likelihood;
use crate::error::{Error, Result, SketchError};
use crate::shingle::ShingleSize;

/// The parameters that two signatures must share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
pub(super) struct Scheme {
    pub(super) length: u32,
    pub(super) seed: u64,
    pub(super) size: ShingleSize,
}

/// A text's shingles in a fixed number of slots, for estimates of resemblance. Made by
/// [`MinHasher`].
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(
    feature = "serde",
    serde(try_from = "StoredSignature", into = "StoredSignature")
)]
pub struct Signature {
    pub(super) scheme: Scheme,
    pub(super) slots: Vec<u32>,
}

impl Signature {
    /// Returns the hasher that made the signature, and makes others that can be compared with it.
    pub fn hasher(&self) -> MinHasher {
        MinHasher::of(self.scheme)
    }

    /// Returns the slots. Those of two signatures that agree are a sample of the shingles that the
    /// texts share.
    pub fn slots(&self) -> &[u32] {
        &self.slots
    }

    /// Returns `true` if the signature was made from a text without words.
    pub fn is_empty(&self) -> bool {
        self.slots.first() == Some(&EMPTY)
    }

    /// Returns the resemblance (Jaccard) of the two texts' shingles, estimated; 0 where neither has
    /// any.
    ///
    /// The most likely one, given which slots agree, which signature is earlier in the others, and
    /// how early. As exact as the share of slots that agree where the texts are of one length, and
    /// two to three times as exact where one lies whole in a far longer one.
    ///
    /// # Errors
    ///
    /// [`SketchError::Mismatch`](crate::error::SketchError::Mismatch) where they differ in length,
    /// seed or shingle size.
    pub fn resemblance(&self, other: &Self) -> Result<Estimate> {
        self.check(other)?;
        Ok(match (self.is_empty(), other.is_empty()) {
            (false, false) => likelihood::resemblance(&self.slots, &other.slots),
            (true, true) => Estimate::of(0, self.slots.len()),
            // One text has no word: that is known.
            _ => Estimate {
                value: 0.0,
                standard_error: 0.0,
            },
        })
    }

    /// Makes this the signature of both texts' shingles together.
    ///
    /// # Errors
    ///
    /// [`SketchError::Mismatch`](crate::error::SketchError::Mismatch) where they differ in length,
    /// seed or shingle size.
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        self.check(other)?;
        for (slot, other) in self.slots.iter_mut().zip(&other.slots) {
            *slot = (*slot).min(*other);
        }
        Ok(())
    }

    fn check(&self, other: &Self) -> Result<()> {
        let (one, two) = (self.scheme, other.scheme);
        let parameters = [
            ("length", u64::from(one.length), u64::from(two.length)),
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

    /// Returns the signature as bytes: a header with scheme and parameters, four bytes a slot, a
    /// checksum. The same on every machine.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut writer = Writer::new(
            SketchKind::Signature,
            self.scheme.size,
            self.scheme.seed,
            u64::from(self.scheme.length),
        );
        for slot in &self.slots {
            writer.bytes(&slot.to_le_bytes());
        }
        writer.finish()
    }

    /// Reads what [`Signature::to_bytes`] wrote.
    ///
    /// # Errors
    ///
    /// [`SketchError::Kind`](crate::error::SketchError::Kind),
    /// [`SketchError::Scheme`](crate::error::SketchError::Scheme),
    /// [`SketchError::Size`](crate::error::SketchError::Size) or
    /// [`SketchError::Checksum`](crate::error::SketchError::Checksum) for bytes that are no
    /// signature, were written under another scheme, are too few or too many, or were altered; and
    /// the errors of [`MinHasher::new`] for parameters that it would refuse.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self> {
        let reader = Reader::new(bytes, SketchKind::Signature)?;
        let length = usize::try_from(reader.parameter).unwrap_or(usize::MAX);
        let hasher = MinHasher::new(length, reader.size)?.with_seed(reader.seed);
        let body = reader.body(4, length)?;
        let slots = body
            .as_chunks()
            .0
            .iter()
            .map(|slot| u32::from_le_bytes(*slot))
            .collect();
        Self::checked(hasher.scheme(), slots)
    }

    fn checked(scheme: Scheme, slots: Vec<u32>) -> Result<Self> {
        let empty = slots.iter().filter(|slot| **slot == EMPTY).count();
        if slots.len() != scheme.length as usize || !(empty == 0 || empty == slots.len()) {
            return Err(Error::Sketch(SketchError::Content {
                what: "some of its slots are empty or missing",
            }));
        }
        Ok(Self { scheme, slots })
    }
}

/// A signature as serde sees it.
#[cfg(feature = "serde")]
#[derive(serde::Serialize, serde::Deserialize)]
struct StoredSignature {
    scheme: u8,
    shingle_size: ShingleSize,
    seed: u64,
    slots: Vec<u32>,
}

#[cfg(feature = "serde")]
impl From<Signature> for StoredSignature {
    fn from(signature: Signature) -> Self {
        let Scheme { seed, size, .. } = signature.scheme;
        Self {
            scheme: crate::hash::SCHEME,
            shingle_size: size,
            seed,
            slots: signature.slots,
        }
    }
}

#[cfg(feature = "serde")]
impl TryFrom<StoredSignature> for Signature {
    type Error = Error;

    fn try_from(stored: StoredSignature) -> Result<Self> {
        super::codec::check_scheme(stored.scheme)?;
        let hasher =
            MinHasher::new(stored.slots.len(), stored.shingle_size)?.with_seed(stored.seed);
        Self::checked(hasher.scheme(), stored.slots)
    }
}
