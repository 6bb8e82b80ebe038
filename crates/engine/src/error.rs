//! The errors of the package.

use datafusion::error::DataFusionError;
use thiserror::Error;

/// What can go wrong. Every error carries the values that explain it and says what to do.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum Error {
    /// The engine could not plan or run a query.
    #[error("{what}: {source}")]
    Engine {
        /// What was to be done.
        what: String,
        /// The engine's error.
        source: Box<DataFusionError>,
    },
    /// `retold` refused a parameter or could not read a sketch.
    #[error(transparent)]
    Core(#[from] retold::Error),
    /// A function was called under another scheme than the one it computes.
    #[error(
        "the scheme {asked:?} was asked for, but this process computes {known:?}: run the same version of retold-datafusion on the client, the scheduler and every executor"
    )]
    Scheme {
        /// The scheme of the call.
        asked: String,
        /// The scheme of this process.
        known: String,
    },
    /// An argument of a function was out of range.
    #[error(
        "{function}: the argument {argument} is {value}, but must be at least {minimum} and at most {maximum}"
    )]
    Argument {
        /// The function.
        function: &'static str,
        /// The argument.
        argument: &'static str,
        /// Its value.
        value: i64,
        /// The lowest value allowed.
        minimum: i64,
        /// The highest value allowed.
        maximum: i64,
    },
    /// A job was given a parameter that it cannot use.
    #[error("the parameter {name} is {value}: {expected}")]
    Parameter {
        /// The parameter.
        name: &'static str,
        /// Its value.
        value: String,
        /// What is allowed.
        expected: &'static str,
    },
    /// A complete stage was made with other parameters.
    #[error(
        "the stage in {folder} was made with {name} = {stored}, but {name} = {asked} is asked for: choose another output folder, or remove this one and the stages after it"
    )]
    Differs {
        /// The folder of the stage.
        folder: String,
        /// The parameter that differs.
        name: String,
        /// Its stored value.
        stored: String,
        /// The value asked for.
        asked: String,
    },
    /// A file of a stage is not as it was written.
    #[error(
        "{file} is damaged: {problem}. Remove the folder {folder} and run the job again: the stages before it are kept"
    )]
    Damaged {
        /// The folder of the stage.
        folder: String,
        /// The file.
        file: String,
        /// What is wrong with it.
        problem: String,
    },
    /// A file could not be read or written.
    #[error("cannot {action} {path}: {source}")]
    Storage {
        /// What was to be done.
        action: &'static str,
        /// The path or address.
        path: String,
        /// The storage's error.
        source: Box<dyn std::error::Error + Send + Sync>,
    },
    /// An address could not be understood or is of a kind that this build does not support.
    #[error("{address}: {problem}")]
    Address {
        /// The address.
        address: String,
        /// What is wrong with it.
        problem: String,
    },
}

/// A result whose error is [`enum@Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Returns a function that wraps an error of the engine with what was to be done.
    pub(crate) fn engine(what: impl Into<String>) -> impl FnOnce(DataFusionError) -> Self {
        let what = what.into();
        move |source| Self::Engine {
            what,
            source: Box::new(source),
        }
    }

    /// Returns a function that wraps an error of the storage.
    pub(crate) fn storage<E>(
        action: &'static str,
        path: impl Into<String>,
    ) -> impl FnOnce(E) -> Self
    where
        E: std::error::Error + Send + Sync + 'static,
    {
        let path = path.into();
        move |source| Self::Storage {
            action,
            path,
            source: Box::new(source),
        }
    }
}

impl From<Error> for DataFusionError {
    fn from(error: Error) -> Self {
        Self::External(Box::new(error))
    }
}
