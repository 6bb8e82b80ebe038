//! The errors of the crate, grouped by what was to be done: values that say what was given and what
//! is allowed.

mod file;
mod index;
mod model;
mod parameter;
mod sketch;

use thiserror::Error;

pub use file::FileError;
pub use index::IndexError;
pub use model::ModelError;
pub use parameter::ParameterError;
pub use sketch::SketchError;

/// What can go wrong. Every error carries the numbers that explain it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Error {
    /// A parameter was out of range.
    #[error(transparent)]
    Parameter(#[from] ParameterError),
    /// Sketches could not be compared or read.
    #[error(transparent)]
    Sketch(#[from] SketchError),
    /// An index refused what it was asked, or could not be read.
    #[error(transparent)]
    Index(#[from] IndexError),
    /// A file could not be read or written.
    #[error(transparent)]
    File(#[from] FileError),
    /// A model of the score could not be read or fitted.
    #[error(transparent)]
    Model(#[from] ModelError),
    /// A score that is not a number cannot be ranked.
    #[error("the score is not a number (NaN): any other is allowed")]
    ScoreNotANumber,
}

/// A result whose error is [`enum@Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

#[cfg(test)]
mod tests {
    use std::error::Error as _;
    use std::io;
    use std::path::Path;

    use super::*;

    /// Programs that walk the chain of an error reach that of the system.
    #[test]
    fn the_error_of_the_system_is_kept() {
        let system = io::Error::new(io::ErrorKind::NotFound, "not there");
        let error = Error::from(FileError::new("read", Path::new("a.index"), system));
        assert_eq!(error.to_string(), "cannot read a.index: not there");
        let source = error
            .source()
            .and_then(|source| source.downcast_ref::<io::Error>());
        assert_eq!(
            source.map(|source| source.kind()),
            Some(io::ErrorKind::NotFound)
        );
    }
}
