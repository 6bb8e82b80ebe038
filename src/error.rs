//! The errors of the crate: values that say what was given and what is allowed.

use thiserror::Error;

/// What can go wrong. Every variant carries the numbers that explain it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Error {
    /// A shingle of no words, or of more than a signature scheme allows.
    #[error("shingle size {given} is not allowed: it must be from 1 to {limit} words")]
    ShingleSize {
        /// The size that was asked for, in words.
        given: usize,
        /// The largest size, in words.
        limit: usize,
    },
    /// Shingles of different sizes were to be compared.
    #[error("shingles of {left} words cannot be compared with shingles of {right}")]
    ShingleSizes {
        /// The size on the one side, in words.
        left: usize,
        /// The size on the other, in words.
        right: usize,
    },
    /// A signature of no slots, or of more than is allowed.
    #[error("signature length {given} is not allowed: it must be from 1 to {limit} slots")]
    SignatureLength {
        /// The length that was asked for, in slots.
        given: usize,
        /// The largest length, in slots.
        limit: usize,
    },
    /// Two sketches that were not made in the same way were to be compared or merged.
    #[error("sketches differ in {what}: {left} and {right}")]
    SketchMismatch {
        /// Which parameter differs: the length, the seed, the shingle size or the scale.
        what: &'static str,
        /// The parameter of the one.
        left: u64,
        /// The parameter of the other.
        right: u64,
    },
    /// A containment sketch that keeps one hash in none.
    #[error("sketch scale {given} is not allowed: it must be 1 or more")]
    SketchScale {
        /// The scale that was asked for.
        given: u64,
    },
    /// Bytes that are no sketch of the kind that was asked for.
    #[error("these bytes are no {expected}: they start with {found:02x?}")]
    SketchKind {
        /// The kind that was asked for.
        expected: &'static str,
        /// The first four bytes that were given, fewer where there are no more.
        found: Vec<u8>,
    },
    /// Bytes written under a scheme that this version doesn't know.
    #[error("sketch scheme {given} is not known: this version reads scheme {known}")]
    SketchScheme {
        /// The scheme of the bytes.
        given: u8,
        /// The scheme of this version.
        known: u8,
    },
    /// Bytes of a sketch that end too early or go on too long.
    #[error("a sketch of {expected} bytes was given {given} bytes")]
    SketchSize {
        /// How many bytes were given.
        given: usize,
        /// How many the sketch has.
        expected: usize,
    },
    /// Bytes of a sketch that were altered.
    #[error("the sketch's checksum is {computed:016x}, but it was written with {stored:016x}")]
    SketchChecksum {
        /// The checksum in the bytes.
        stored: u64,
        /// The checksum of the bytes.
        computed: u64,
    },
    /// A sketch whose checksum fits and whose content no sketch can have.
    #[error("the sketch is not valid: {what}")]
    SketchContent {
        /// What is wrong with it.
        what: &'static str,
    },
    /// A file that is no model of the score.
    #[error("this is no model file: {what}")]
    ModelFormat {
        /// What it lacks.
        what: String,
    },
    /// A model file written for other measures or in another form than those of this version.
    #[error("model version {given} cannot be read: this version of retold reads version {known}")]
    ModelVersion {
        /// The version of the file.
        given: u64,
        /// The version that is read.
        known: u64,
    },
    /// A model file whose content no model can have.
    #[error("the model is not valid: {what}")]
    ModelContent {
        /// What is wrong with it.
        what: String,
    },
    /// A model cannot be fitted without pairs of both kinds.
    #[error("a model needs rewrites and other texts: {rewrites} rewrites and {others} others were given")]
    TooFewExamples {
        /// How many rewrites were given.
        rewrites: usize,
        /// How many other texts were given.
        others: usize,
    },
    /// A score that is not a number cannot be ranked.
    #[error("the score is not a number (NaN): any other is allowed")]
    ScoreNotANumber,
}

/// A result whose error is [`enum@Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;
