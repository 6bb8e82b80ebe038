//! Files that cannot be read or written.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::{fmt, io};

/// A file that cannot be read or written; its `source()` is the error of the system.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct FileError {
    /// What was to be done with the file, such as `read`.
    pub action: &'static str,
    /// The file.
    pub path: PathBuf,
    /// The error of the system.
    pub source: Arc<io::Error>,
}

impl FileError {
    pub(crate) fn new(action: &'static str, path: &Path, source: io::Error) -> Self {
        Self {
            action,
            path: path.to_owned(),
            source: Arc::new(source),
        }
    }
}

impl fmt::Display for FileError {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            out,
            "cannot {} {}: {}",
            self.action,
            self.path.display(),
            self.source
        )
    }
}

impl Error for FileError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&*self.source)
    }
}

/// Two errors are equal if they say the same of the same file.
impl PartialEq for FileError {
    fn eq(&self, other: &Self) -> bool {
        let said = |of: &Self| (of.source.kind(), of.source.to_string());
        (self.action, &self.path) == (other.action, &other.path) && said(self) == said(other)
    }
}

impl Eq for FileError {}
