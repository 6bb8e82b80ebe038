//! What can go wrong with a corpus, and what to do about it.

use std::path::PathBuf;

use crate::timestamp::Timestamp;

/// Everything that can go wrong with a corpus.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum Error {
    /// There is no corpus in the folder.
    #[error("{} is not a corpus: it has no corpus.json; add articles to create one", path.display())]
    Missing {
        /// The folder.
        path: PathBuf,
    },
    /// The folder is not empty and holds no corpus, so that none is created in it.
    #[error("{} is not empty and is not a corpus: give a folder that does not exist yet or is empty", path.display())]
    NotEmpty {
        /// The folder.
        path: PathBuf,
    },
    /// Another writer has the corpus open.
    #[error("{} is being written by another process: only one may write at a time; readers need no lock", path.display())]
    Locked {
        /// The folder.
        path: PathBuf,
    },
    /// The corpus was written under another scheme of words and stems, so that a search would miss
    /// what it holds.
    #[error("{} was written under scheme {stored} of words and stems, and this version uses scheme {known}: rebuild it, which reads its texts again", path.display())]
    Scheme {
        /// The folder.
        path: PathBuf,
        /// The scheme it was written under.
        stored: u32,
        /// The scheme of this version.
        known: u32,
    },
    /// The corpus has a format that this version does not read.
    #[error("{} has format {stored}, and this version reads format {known}: rebuild it, or use the version that wrote it ({writer})", path.display())]
    Format {
        /// The folder.
        path: PathBuf,
        /// The format it has.
        stored: u32,
        /// The format that this version reads.
        known: u32,
        /// The version of `retold-corpus` that wrote it.
        writer: String,
    },
    /// The corpus was created with an option that differs from the one it is opened with.
    #[error("{} was created with {option} {stored}, and {given} was asked for: open it without that option, or create another corpus", path.display())]
    Options {
        /// The folder.
        path: PathBuf,
        /// The option.
        option: &'static str,
        /// The value it was created with.
        stored: String,
        /// The value that was asked for.
        given: String,
    },
    /// A file of the corpus is missing, cut short or altered.
    #[error("{}: {what}; restore it from a backup, or remove the corpus and add its articles again", file.display())]
    Damaged {
        /// The file, or the folder if no single file is known.
        file: PathBuf,
        /// What is wrong with it.
        what: String,
    },
    /// A key that cannot be stored.
    #[error(
        "a key of {length} bytes is not allowed: it must have 1 to {limit} bytes and no control characters"
    )]
    Key {
        /// The length of the key that was given, in bytes.
        length: usize,
        /// The maximum length, in bytes.
        limit: usize,
    },
    /// An article that is too long to be stored.
    #[error("the article {key:?} has {length} bytes, and the limit is {limit}: split it")]
    Long {
        /// The key of the article.
        key: String,
        /// Its length in bytes.
        length: usize,
        /// The maximum length in bytes.
        limit: usize,
    },
    /// The text of an article is needed, and the corpus keeps none.
    #[error(
        "the corpus keeps no texts, and the text of {key:?} is needed: give a source of texts with CorpusReader::with_texts"
    )]
    NoText {
        /// The key of the article.
        key: String,
    },
    /// The disk is full.
    #[error("the disk of {} is full: nothing after the last commit was kept; free space and feed again from the mark", path.display())]
    Full {
        /// The folder.
        path: PathBuf,
    },
    /// The corpus lies in a folder that cannot be written.
    #[error("{} cannot be written: it is read-only or belongs to another user; readers work, writers do not", path.display())]
    ReadOnly {
        /// The folder.
        path: PathBuf,
    },
    /// A time that cannot be read.
    #[error("{given:?} is not a time: give 2026-05-04 or 2026-05-04T10:00:00Z")]
    Timestamp {
        /// What was given.
        given: String,
    },
    /// A search option out of its range.
    #[error("{option} of {given} is not allowed: it must be {allowed}")]
    Search {
        /// The option.
        option: &'static str,
        /// What was given.
        given: String,
        /// The range that is allowed.
        allowed: &'static str,
    },
    /// A file could not be read or written.
    #[error("cannot {what} {}", path.display())]
    Io {
        /// What was to be done with it.
        what: &'static str,
        /// The file or folder.
        path: PathBuf,
        /// The system's error.
        source: std::io::Error,
    },
    /// The search engine failed for a reason of its own.
    #[error("the index of {}: {what}; nothing after the last commit was kept", path.display())]
    Engine {
        /// The folder.
        path: PathBuf,
        /// The engine's message.
        what: String,
    },
}

/// A result whose error is [`enum@Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;

impl Error {
    /// Returns the error of a file operation, by its kind: a full disk and a read-only folder have
    /// errors of their own.
    pub(crate) fn io(what: &'static str, path: impl Into<PathBuf>, source: std::io::Error) -> Self {
        let path = path.into();
        match source.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => {
                Self::Full { path }
            }
            std::io::ErrorKind::ReadOnlyFilesystem | std::io::ErrorKind::PermissionDenied
                if what != "read" =>
            {
                Self::ReadOnly { path }
            }
            _ => Self::Io { what, path, source },
        }
    }

    /// Refuses a time range that is empty.
    pub(crate) fn check_times(after: Option<Timestamp>, before: Option<Timestamp>) -> Result<()> {
        match (after, before) {
            (Some(after), Some(before)) if after >= before => Err(Self::Search {
                option: "published_after",
                given: after.to_string(),
                allowed: "before published_before",
            }),
            _ => Ok(()),
        }
    }
}
