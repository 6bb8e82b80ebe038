//! Word shingles as pinned 64-bit hashes.
//!
//! A shingle is `n` words in a row. Its hash combines the hashes of its words: each is rotated by
//! its place, so that order counts, and the exclusive or of them all is mixed once more (a cyclic
//! polynomial, which rolls from one shingle to the next in constant time whatever `n` is; Cohen
//! 1997). Three words find rewording, five near-copies.

use crate::error::{Error, ParameterError, Result, SketchError};
use crate::hash::hash_shingle;
use crate::table::shared;
use crate::text::{Document, word_hashes};

/// How many words a shingle has, from 1 to [`ShingleSize::LIMIT`].
///
/// ```
/// use retold::shingle::ShingleSize;
///
/// assert_eq!(ShingleSize::new(5)?.words(), 5);
/// assert!(ShingleSize::new(0).is_err());
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "usize", into = "usize"))]
pub struct ShingleSize(u8);

impl ShingleSize {
    /// The largest size: beyond it a shingle is a paragraph.
    pub const LIMIT: usize = 32;
    /// Three words: a reworded text still shares some of them.
    pub const REWORDING: Self = Self(3);
    /// Five words: shared by near-copies, seldom by chance.
    pub const NEAR_COPY: Self = Self(5);

    /// Creates a shingle of `words` words.
    ///
    /// # Errors
    ///
    /// [`ParameterError::ShingleSize`](crate::error::ParameterError::ShingleSize) for 0 and for
    /// more than [`ShingleSize::LIMIT`].
    pub fn new(words: usize) -> Result<Self> {
        match u8::try_from(words) {
            Ok(size) if (1..=Self::LIMIT).contains(&words) => Ok(Self(size)),
            _ => Err(Error::Parameter(ParameterError::ShingleSize {
                given: words,
                limit: Self::LIMIT,
            })),
        }
    }

    /// Returns the number of words.
    pub fn words(self) -> usize {
        usize::from(self.0)
    }
}

impl Default for ShingleSize {
    /// Returns [`ShingleSize::NEAR_COPY`].
    fn default() -> Self {
        Self::NEAR_COPY
    }
}

impl TryFrom<usize> for ShingleSize {
    type Error = Error;

    fn try_from(words: usize) -> Result<Self> {
        Self::new(words)
    }
}

impl From<ShingleSize> for usize {
    fn from(size: ShingleSize) -> Self {
        size.words()
    }
}

/// How far a word's hash is rotated for each place: odd, so that no two places of a shingle rotate
/// alike.
const TURN: u32 = 23;

/// Turns the hashes of a text's words, in order, into those of its shingles, in place. A text of
/// fewer words than a shingle has is one shingle of what there is; one of none has none.
pub(crate) fn shingle_in_place(words: &mut Vec<u64>, size: ShingleSize) {
    let size = size.words().min(words.len());
    if size == 0 {
        return;
    }
    let out = (TURN * size as u32) % 64;
    let mut combined = 0_u64;
    for &word in &words[..size - 1] {
        combined = combined.rotate_left(TURN) ^ word;
    }
    let mut oldest = 0;
    for first in 0..=words.len() - size {
        combined = combined.rotate_left(TURN) ^ words[first + size - 1] ^ oldest;
        oldest = words[first].rotate_left(out);
        words[first] = hash_shingle(combined);
    }
    words.truncate(words.len() + 1 - size);
}

/// The distinct shingles of a text, for exact resemblance and containment.
///
/// Costs 8 bytes for each distinct shingle. A text of fewer words than a shingle has is one shingle
/// of what there is, so that short texts equal themselves; an empty one has no shingle, and nothing
/// in common with any.
///
/// ```
/// use retold::shingle::{ShingleSet, ShingleSize};
///
/// let size = ShingleSize::REWORDING;
/// let source = ShingleSet::new("The old bridge was closed on Monday", size);
/// let suspicious = ShingleSet::new("On Monday, the old bridge was closed", size);
/// assert_eq!(source.len(), 5);
/// assert_eq!(source.resemblance(&suspicious)?, 3.0 / 7.0);
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "StoredShingles"))]
pub struct ShingleSet {
    size: ShingleSize,
    hashes: Vec<u64>,
}

impl ShingleSet {
    /// Creates the shingles of `text`.
    pub fn new(text: &str, size: ShingleSize) -> Self {
        let mut hashes = Vec::new();
        word_hashes(text, &mut hashes);
        Self::from_words(hashes, size)
    }

    /// Returns the shingles of a document: the same as those of its text.
    pub fn of(document: &Document, size: ShingleSize) -> Self {
        let words = document.words();
        Self::from_words(
            document
                .tokens()
                .iter()
                .filter_map(|token| words.get(token.word()))
                .map(|word| word.written_hash())
                .collect(),
            size,
        )
    }

    /// Creates the set of shingles with these hashes, in any order, as [`ShingleSet::hashes`] gave
    /// them.
    pub fn from_hashes(mut hashes: Vec<u64>, size: ShingleSize) -> Self {
        hashes.sort_unstable();
        hashes.dedup();
        Self { size, hashes }
    }

    fn from_words(mut hashes: Vec<u64>, size: ShingleSize) -> Self {
        shingle_in_place(&mut hashes, size);
        Self::from_hashes(hashes, size)
    }

    /// Returns the number of words of a shingle.
    pub fn size(&self) -> ShingleSize {
        self.size
    }

    /// Returns the hashes of the distinct shingles, sorted.
    pub fn hashes(&self) -> &[u64] {
        &self.hashes
    }

    /// Returns the number of distinct shingles.
    pub fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Returns `true` if there is no shingle.
    pub fn is_empty(&self) -> bool {
        self.hashes.is_empty()
    }

    /// Returns the number of shingles that both sets have.
    ///
    /// # Errors
    ///
    /// [`SketchError::ShingleSizes`](crate::error::SketchError::ShingleSizes) where the shingles
    /// are of different sizes.
    pub fn shared(&self, other: &Self) -> Result<usize> {
        if self.size != other.size {
            return Err(Error::Sketch(SketchError::ShingleSizes {
                left: self.size.words(),
                right: other.size.words(),
            }));
        }
        Ok(shared(&self.hashes, &other.hashes))
    }

    /// Returns the share of all shingles of the two that both have (Jaccard), from 0 to 1; 0 where
    /// neither has any.
    ///
    /// # Errors
    ///
    /// [`SketchError::ShingleSizes`](crate::error::SketchError::ShingleSizes) where the shingles
    /// are of different sizes.
    pub fn resemblance(&self, other: &Self) -> Result<f64> {
        let shared = self.shared(other)?;
        Ok(share(shared, self.len() + other.len() - shared))
    }

    /// Returns the share of this text's shingles that `other` has too, from 0 to 1; 0 where this
    /// has none.
    ///
    /// # Errors
    ///
    /// [`SketchError::ShingleSizes`](crate::error::SketchError::ShingleSizes) where the shingles
    /// are of different sizes.
    pub fn contained_in(&self, other: &Self) -> Result<f64> {
        Ok(share(self.shared(other)?, self.len()))
    }
}

/// A set of shingles as serde reads it, before it is checked.
#[cfg(feature = "serde")]
#[derive(serde::Deserialize)]
struct StoredShingles {
    size: ShingleSize,
    hashes: Vec<u64>,
}

#[cfg(feature = "serde")]
impl TryFrom<StoredShingles> for ShingleSet {
    type Error = Error;

    fn try_from(StoredShingles { size, hashes }: StoredShingles) -> Result<Self> {
        if hashes.is_sorted_by(|a, b| a < b) {
            Ok(Self { size, hashes })
        } else {
            Err(Error::Sketch(SketchError::Content {
                what: "the hashes of its shingles are not in ascending order, or occur twice",
            }))
        }
    }
}

/// Returns a part's share of a whole; 0 for an empty whole.
pub(crate) fn share(part: usize, whole: usize) -> f64 {
    if whole == 0 {
        0.0
    } else {
        part as f64 / whole as f64
    }
}

#[cfg(all(test, feature = "serde"))]
mod tests {
    use super::*;

    /// Sets are compared as sorted lists of distinct hashes: a stored one that is not so would give
    /// wrong answers.
    #[test]
    fn stored_sets_are_checked() {
        let set = ShingleSet::new(
            "The old bridge was closed on Monday",
            ShingleSize::REWORDING,
        );
        let json = serde_json::to_string(&set).unwrap();
        assert_eq!(serde_json::from_str::<ShingleSet>(&json).unwrap(), set);
        for wrong in [
            r#"{"size":5,"hashes":[5,4,3,2,1]}"#,
            r#"{"size":5,"hashes":[1,1]}"#,
            r#"{"size":0,"hashes":[1]}"#,
            r#"{"size":33,"hashes":[1]}"#,
        ] {
            assert!(
                serde_json::from_str::<ShingleSet>(wrong).is_err(),
                "{wrong}"
            );
        }
    }
}
