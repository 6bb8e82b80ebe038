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
    /// A score that is not a number cannot be ranked.
    #[error("the score is not a number (NaN): any other is allowed")]
    ScoreNotANumber,
}

/// A result whose error is [`enum@Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;
