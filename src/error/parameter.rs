//! Parameters that are out of range, or that do not fit one another.

use thiserror::Error;

/// A parameter that is out of range, or that does not fit the others.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ParameterError {
    /// A shingle of no words, or of more than a signature scheme allows.
    #[error("shingle size {given} is not allowed: it must be from 1 to {limit} words")]
    ShingleSize {
        /// The size that was asked for, in words.
        given: usize,
        /// The largest size, in words.
        limit: usize,
    },
    /// A signature of no slots, or of more than is allowed.
    #[error("signature length {given} is not allowed: it must be from 1 to {limit} slots")]
    SignatureLength {
        /// The length that was asked for, in slots.
        given: usize,
        /// The largest length, in slots.
        limit: usize,
    },
    /// A containment sketch that keeps one hash in none.
    #[error("sketch scale {given} is not allowed: it must be 1 or more")]
    SketchScale {
        /// The scale that was asked for.
        given: u64,
    },
    /// A share that is none: a resemblance or a recall beyond 0 to 1.
    #[error("a {what} of {given} is not allowed: it must be above 0 and at most 1")]
    Share {
        /// What it was given for.
        what: &'static str,
        /// What was given, written out.
        given: String,
    },
    /// Bands of signature slots that a signature doesn't have.
    #[error(
        "{bands} bands of {rows} slots do not fit a signature of {length}: there must be at least one band of one slot"
    )]
    Banding {
        /// The bands that were asked for.
        bands: usize,
        /// Slots of each band.
        rows: usize,
        /// Slots of the signature, or the most that any has.
        length: usize,
    },
    /// A recall that no bands of a signature reach.
    #[error(
        "no bands of a signature of {length} slots reach a recall of {wanted}: the best reach {best}"
    )]
    Recall {
        /// The recall that was asked for, written out.
        wanted: String,
        /// The best that can be had, written out.
        best: String,
        /// Slots of the signature.
        length: usize,
    },
}
