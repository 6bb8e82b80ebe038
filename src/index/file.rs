//! Indexes in files: written to a temporary file and renamed, read whole or mapped.

use std::ffi::OsString;
use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use super::blocks::Blocks;
use super::layout::Layout;
use super::lsh::LshIndex;
use super::segment::Segment;
use crate::error::{Error, Result};

impl LshIndex {
    /// The index as bytes, the same for the same documents and options however it came to be, on every machine.
    ///
    /// # Errors
    ///
    /// [`Error::IndexChecksum`] or [`Error::IndexContent`] where a mapped file was altered.
    pub fn to_bytes(&self) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        self.write_to(&mut |part| {
            bytes.extend_from_slice(part);
            Ok(())
        })?;
        Ok(bytes)
    }

    /// Reads the bytes that [`LshIndex::to_bytes`] gave, or those of a file.
    ///
    /// # Errors
    ///
    /// [`Error::IndexKind`], [`Error::IndexVersion`], [`Error::IndexSize`], [`Error::IndexChecksum`] or [`Error::IndexContent`] for bytes that are no
    /// index, are of another version, are too few or too many, were altered, or are nothing that was ever written; and the errors of
    /// [`MinHasher::new`](crate::sketch::MinHasher::new) and the like for parameters that these would refuse.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self> {
        let (layout, checksums) = Layout::read(&bytes, bytes.len() as u64)?;
        let blocks = Blocks::read(bytes, &layout, checksums)?;
        Ok(Self::of(Segment::new(layout, blocks)))
    }

    /// Writes the index to a file. It is written to a temporary file, synced, and renamed: a crash, a full disk or any
    /// other error leaves an older file of this name as it was.
    ///
    /// # Errors
    ///
    /// [`Error::File`] where it cannot be written; those of [`LshIndex::to_bytes`].
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        let mut beside = Beside::create(path)?;
        self.write_to(&mut |part| beside.write(part))?;
        beside.complete()
    }

    /// Reads a whole file into memory and checks all of it.
    ///
    /// # Errors
    ///
    /// [`Error::File`] where it cannot be read; those of [`LshIndex::from_bytes`].
    pub fn load(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        Self::from_bytes(fs::read(path).map_err(|error| problem("read", path, &error))?)
    }

    /// Maps a file into memory, without reading more of it than the header and the list of checksums: a few milliseconds
    /// for millions of documents. Each part is checked when a question first touches it.
    ///
    /// What is added or removed afterwards stays in memory until it is [saved](LshIndex::save), which may be under the same
    /// name. As long as the index lives nobody may write into the file or cut it short; replacing it by renaming, as `save` does, is
    /// fine. Where that cannot be had, use [`LshIndex::load`].
    ///
    /// # Errors
    ///
    /// Those of [`LshIndex::load`].
    #[cfg(feature = "mmap")]
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let file = File::open(path).map_err(|error| problem("read", path, &error))?;
        let map = super::map::Map::new(&file).map_err(|error| problem("map", path, &error))?;
        let (layout, checksums) = Layout::read(map.bytes(), map.bytes().len() as u64)?;
        let blocks = Blocks::mapped(map, &layout, checksums)?;
        Ok(Self::of(Segment::new(layout, blocks)))
    }

    /// Checks every part of a mapped file now. An index in memory is always sound.
    ///
    /// # Errors
    ///
    /// [`Error::IndexChecksum`] for the first part that was altered.
    pub fn verify(&self) -> Result<()> {
        self.segment.blocks.verify()
    }

    fn write_to(&self, write: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let compacted = self.compacted()?;
        let segment = compacted.as_ref().unwrap_or(&self.segment);
        let (header, body, checksums) = segment.blocks.file(&segment.layout)?;
        write(&header)?;
        write(body)?;
        write(&checksums)
    }
}

/// A file that appears under its name when it is complete, or not at all.
pub(super) struct Beside {
    path: PathBuf,
    beside: PathBuf,
    file: Option<File>,
}

impl Beside {
    pub(super) fn create(path: &Path) -> Result<Self> {
        // A link is followed, so that its target is replaced and not the link.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        let Some(name) = path.file_name() else {
            return Err(problem(
                "write",
                &path,
                &io::Error::from(io::ErrorKind::InvalidInput),
            ));
        };
        let mut hidden = OsString::from(".");
        hidden.push(name);
        hidden.push(format!(".{}.partial", std::process::id()));
        let beside = path.with_file_name(hidden);
        let file = File::create(&beside).map_err(|error| problem("write", &beside, &error))?;
        Ok(Self {
            path,
            beside,
            file: Some(file),
        })
    }

    /// Writes into a file that is open already.
    #[cfg(test)]
    pub(super) fn into(path: &Path, file: File) -> Self {
        Self {
            path: path.to_owned(),
            beside: path.with_extension("beside"),
            file: Some(file),
        }
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let Some(file) = &mut self.file else {
            return Ok(());
        };
        file.write_all(bytes)
            .map_err(|error| problem("write", &self.path, &error))
    }

    /// Brings all to the disk and gives the file its name.
    pub(super) fn complete(mut self) -> Result<()> {
        let Some(file) = self.file.take() else {
            return Ok(());
        };
        let done = file
            .sync_all()
            .and_then(|()| fs::rename(&self.beside, &self.path));
        if let Err(error) = done {
            self.file = Some(file);
            return Err(problem("write", &self.path, &error));
        }
        // The new name is on the disk once the folder is. Some systems cannot say; then it is as good as it gets.
        if let Some(folder) = self
            .path
            .parent()
            .filter(|folder| !folder.as_os_str().is_empty())
            && let Ok(folder) = File::open(folder)
        {
            let _ = folder.sync_all();
        }
        Ok(())
    }
}

impl Drop for Beside {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            // Nothing more can be done about a file that won't go away.
            let _ = fs::remove_file(&self.beside);
        }
    }
}

fn problem(what: &'static str, path: &Path, error: &io::Error) -> Error {
    Error::File {
        what,
        path: path.display().to_string(),
        kind: error.kind(),
        message: error.to_string(),
    }
}
