//! The search engine behind the corpus: everything that knows tantivy is in this folder.
//!
//! Takes entries with their stems, gives postings, candidates and stored articles. The rest of the
//! package sees five calls: put, remove, commit, search, fetch.

mod directory;
mod fields;
mod search;
mod snapshot;
mod tokens;
mod writer;

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use tantivy::directory::MmapDirectory;
use tantivy::directory::error::{LockError, OpenReadError, OpenWriteError};
use tantivy::{Index, TantivyError};

pub(crate) use directory::Failures;
use directory::Folder;
use fields::Fields;
pub(crate) use search::{Filter, Term};
pub(crate) use snapshot::Snapshot;
use tokens::Backlog;
pub(crate) use tokens::{is_indexed, join};
pub(crate) use writer::{Entry, Writer};

use crate::error::{Error, Result};
use crate::manifest::checksum;

/// What is kept with each commit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, Default)]
pub(crate) struct CommitRecord {
    /// The feeder's mark.
    pub(crate) mark: String,
    /// The number of the commit, from 1; 0 before the first.
    pub(crate) generation: u64,
    checksum: u64,
}

impl CommitRecord {
    pub(crate) fn new(mark: &str, generation: u64) -> Self {
        Self {
            mark: mark.to_owned(),
            generation,
            checksum: Self::checksum(mark, generation),
        }
    }

    fn checksum(mark: &str, generation: u64) -> u64 {
        checksum(format!("{generation} {mark}").as_bytes())
    }
}

/// An index on the disk.
#[derive(Debug, Clone)]
pub(crate) struct Engine {
    index: Index,
    fields: Fields,
    path: PathBuf,
    failures: Failures,
    backlog: Backlog,
}

impl Engine {
    /// Creates an empty index in an existing, empty folder.
    pub(crate) fn create(path: &Path) -> Result<Self> {
        let (schema, _) = Fields::schema();
        let failures = Failures::default();
        let folder = Folder::new(mapped(path)?, failures.clone());
        let index = Index::create(folder, schema, tantivy::IndexSettings::default())
            .map_err(|error| translate(path, &failures, error))?;
        Self::new(index, path, failures)
    }

    /// Opens the index in a folder.
    pub(crate) fn open(path: &Path) -> Result<Self> {
        if !path.join("meta.json").is_file() {
            return Err(Error::Damaged {
                file: path.join("meta.json"),
                what: "it is missing".to_owned(),
            });
        }
        let failures = Failures::default();
        let folder = Folder::new(mapped(path)?, failures.clone());
        let index = guard(path, || Index::open(folder))?
            .map_err(|error| translate(path, &failures, error))?;
        Self::new(index, path, failures)
    }

    fn new(index: Index, path: &Path, failures: Failures) -> Result<Self> {
        let backlog = tokens::register(&index);
        let fields = Fields::of(&index.schema()).ok_or_else(|| Error::Damaged {
            file: path.join("meta.json"),
            what: "its fields are not those of a corpus".to_owned(),
        })?;
        Ok(Self {
            index,
            fields,
            path: path.to_owned(),
            failures,
            backlog,
        })
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    /// Reads the record of the last commit.
    pub(crate) fn record(&self) -> Result<CommitRecord> {
        let metas = self.index.load_metas().map_err(|error| self.error(error))?;
        let Some(payload) = metas.payload else {
            return Ok(CommitRecord::new("", 0));
        };
        let record: Option<CommitRecord> = serde_json::from_str(&payload).ok();
        record
            .filter(|record| {
                record.checksum == CommitRecord::checksum(&record.mark, record.generation)
            })
            .ok_or_else(|| Error::Damaged {
                file: self.path.join("meta.json"),
                what: "the mark of the last commit was altered".to_owned(),
            })
    }

    fn error(&self, error: TantivyError) -> Error {
        translate(&self.path, &self.failures, error)
    }
}

fn mapped(path: &Path) -> Result<MmapDirectory> {
    MmapDirectory::open(path).map_err(|error| Error::Engine {
        path: path.to_owned(),
        what: error.to_string(),
    })
}

/// Turns a panic of the engine, as altered files may cause one, into an error.
fn guard<T>(path: &Path, work: impl FnOnce() -> T) -> Result<T> {
    std::panic::catch_unwind(std::panic::AssertUnwindSafe(work)).map_err(|_| Error::Damaged {
        file: path.to_owned(),
        what: "the index cannot be read: a file of it was cut short or altered".to_owned(),
    })
}

/// Returns the error of the package for an error of the engine. An input or output error that a
/// thread of the engine met, and that the engine does not pass on, is taken from `failures`.
fn translate(path: &Path, failures: &Failures, error: TantivyError) -> Error {
    if let Some(source) = failures.take() {
        return Error::io("write", path, source);
    }
    let io = |what, error: &std::io::Error| {
        let copy = match error.raw_os_error() {
            Some(code) => std::io::Error::from_raw_os_error(code),
            None => std::io::Error::new(error.kind(), error.to_string()),
        };
        Error::io(what, path, copy)
    };
    match error {
        TantivyError::LockFailure(LockError::LockBusy, _) => Error::Locked {
            path: path.to_owned(),
        },
        TantivyError::LockFailure(LockError::IoError(error), _) => io("lock", &error),
        TantivyError::IoError(error) => io("read or write", &error),
        TantivyError::OpenWriteError(OpenWriteError::IoError { io_error, .. }) => {
            io("write", &io_error)
        }
        TantivyError::OpenReadError(OpenReadError::IoError { io_error, filepath }) => {
            let copy = std::io::Error::new(io_error.kind(), io_error.to_string());
            Error::io("read", path.join(filepath), copy)
        }
        TantivyError::OpenReadError(OpenReadError::FileDoesNotExist(file)) => Error::Damaged {
            file: path.join(file),
            what: "it is missing".to_owned(),
        },
        TantivyError::DataCorruption(_)
        | TantivyError::OpenReadError(_)
        | TantivyError::IncompatibleIndex(_)
        | TantivyError::DeserializeError(_) => Error::Damaged {
            file: path.to_owned(),
            what: error.to_string(),
        },
        other => Error::Engine {
            path: path.to_owned(),
            what: other.to_string(),
        },
    }
}
