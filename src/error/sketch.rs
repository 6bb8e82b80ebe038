//! Sketches and sets of shingles that cannot be compared, or bytes that hold none.

use thiserror::Error;

/// A sketch or set of shingles that cannot be compared, or bytes that hold none.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SketchError {
    /// Shingles of different sizes were to be compared.
    #[error("shingles of {left} words cannot be compared with shingles of {right}")]
    ShingleSizes {
        /// The size on the one side, in words.
        left: usize,
        /// The size on the other, in words.
        right: usize,
    },
    /// Two sketches that were not made in the same way were to be compared or merged.
    #[error("sketches differ in {what}: {left} and {right}")]
    Mismatch {
        /// Which parameter differs: the length, the seed, the shingle size or the scale.
        what: &'static str,
        /// The parameter of the one.
        left: u64,
        /// The parameter of the other.
        right: u64,
    },
    /// Bytes that are no sketch of the kind that was asked for.
    #[error("these bytes are no {expected}: they start with {found:02x?}")]
    Kind {
        /// The kind that was asked for.
        expected: &'static str,
        /// The first four bytes that were given, fewer where there are no more.
        found: Vec<u8>,
    },
    /// Bytes written under a scheme that this version doesn't know.
    #[error("sketch scheme {given} is not known: this version reads scheme {known}")]
    Scheme {
        /// The scheme of the bytes.
        given: u8,
        /// The scheme of this version.
        known: u8,
    },
    /// Bytes of a sketch that end too early or go on too long.
    #[error("a sketch of {expected} bytes was given {given} bytes")]
    Size {
        /// How many bytes were given.
        given: usize,
        /// How many the sketch has.
        expected: usize,
    },
    /// Bytes of a sketch that were altered.
    #[error("the sketch's checksum is {computed:016x}, but it was written with {stored:016x}")]
    Checksum {
        /// The checksum in the bytes.
        stored: u64,
        /// The checksum of the bytes.
        computed: u64,
    },
    /// A sketch whose checksum fits and whose content no sketch can have.
    #[error("the sketch is not valid: {what}")]
    Content {
        /// What is wrong with it.
        what: &'static str,
    },
}
