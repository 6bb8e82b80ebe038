//! Indexes in files: written whole or not at all, read into memory or mapped.

use std::fs;
use std::path::Path;

use super::disk::{Replacement, file_error};
use super::format::Blocks;
use super::lsh::LshIndex;
use crate::error::Result;

impl LshIndex {
    /// Returns the index as bytes, the same for the same documents and options however it came to
    /// be, on every machine.
    ///
    /// # Errors
    ///
    /// [`IndexError::Checksum`](crate::error::IndexError::Checksum) or
    /// [`IndexError::Content`](crate::error::IndexError::Content) where a mapped file was altered.
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
    /// [`IndexError::Kind`](crate::error::IndexError::Kind),
    /// [`IndexError::Version`](crate::error::IndexError::Version),
    /// [`IndexError::Size`](crate::error::IndexError::Size),
    /// [`IndexError::Checksum`](crate::error::IndexError::Checksum) or
    /// [`IndexError::Content`](crate::error::IndexError::Content) for bytes that are no index, are
    /// of another version, are too few or too many, were altered, or are nothing that was ever
    /// written; and the errors of [`MinHasher::new`](crate::sketch::MinHasher::new) and the like
    /// for parameters that these would refuse.
    pub fn from_bytes(bytes: Vec<u8>) -> Result<Self> {
        Ok(Self::stored(Blocks::read(bytes)?))
    }

    /// Writes the index to a file. It is written under another name in the same folder, brought to
    /// the disk, and renamed: a crash, a power cut, a full disk or any other error leaves an older
    /// file of this name as it was. Of several writers, in one process or in many, the last to
    /// finish wins, and each reader finds a whole index.
    ///
    /// # Errors
    ///
    /// [`Error::File`](crate::Error::File) where it cannot be written; those of
    /// [`LshIndex::to_bytes`].
    pub fn save(&self, path: impl AsRef<Path>) -> Result<()> {
        let path = path.as_ref();
        let mut replacement = Replacement::create(path)?;
        self.write_to(&mut |part| replacement.write(part))?;
        replacement.complete()
    }

    /// Reads a whole file into memory and checks all of it.
    ///
    /// # Errors
    ///
    /// [`Error::File`](crate::Error::File) where it cannot be read; those of
    /// [`LshIndex::from_bytes`].
    pub fn load(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        Self::from_bytes(fs::read(path).map_err(|error| file_error("read", path, error))?)
    }

    /// Maps a file into memory, without reading more of it than the header and the list of
    /// checksums: a few milliseconds for millions of documents. Each part is checked when a
    /// question first touches it.
    ///
    /// What is added or removed afterwards stays in memory until it is [saved](LshIndex::save),
    /// which may be under the same name. As long as the index lives nobody may write into the file
    /// or cut it short; replacing it by renaming, as `save` does, is fine. Where that cannot be
    /// had, use [`LshIndex::load`].
    ///
    /// # Errors
    ///
    /// Those of [`LshIndex::load`].
    #[cfg(feature = "mmap")]
    pub fn open(path: impl AsRef<Path>) -> Result<Self> {
        let path = path.as_ref();
        let file = fs::File::open(path).map_err(|error| file_error("read", path, error))?;
        let map = super::format::Map::new(&file).map_err(|error| file_error("map", path, error))?;
        Ok(Self::stored(Blocks::mapped(map)?))
    }

    /// Checks every part of a mapped file now. An index in memory is always sound.
    ///
    /// # Errors
    ///
    /// [`IndexError::Checksum`](crate::error::IndexError::Checksum) for the first part that was
    /// altered.
    pub fn verify(&self) -> Result<()> {
        self.segment.blocks.verify()
    }

    pub(super) fn write_to(&self, write: &mut dyn FnMut(&[u8]) -> Result<()>) -> Result<()> {
        let compacted = self.compacted()?;
        let segment = compacted.as_ref().unwrap_or(&self.segment);
        let (header, body, checksums) = segment.blocks.file(&segment.layout, self.tag())?;
        write(&header)?;
        write(body)?;
        write(&checksums)
    }
}
