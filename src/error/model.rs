//! Models of the score that cannot be read or fitted.

use thiserror::Error;

/// A model of the score that cannot be read or fitted.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum ModelError {
    /// A file that is no model of the score.
    #[error("this is no model file: {what}")]
    Format {
        /// What it lacks.
        what: String,
    },
    /// A model file written for other measures or in another form than those of this version.
    #[error("model version {given} cannot be read: this version of retold reads version {known}")]
    Version {
        /// The version of the file.
        given: u64,
        /// The version that is read.
        known: u64,
    },
    /// A model file whose content no model can have.
    #[error("the model is not valid: {what}")]
    Content {
        /// What is wrong with it.
        what: String,
    },
    /// A model cannot be fitted without pairs of both kinds.
    #[error(
        "a model needs rewrites and other texts: {rewrites} rewrites and {others} others were given"
    )]
    TooFewExamples {
        /// How many rewrites were given.
        rewrites: usize,
        /// How many other texts were given.
        others: usize,
    },
}
