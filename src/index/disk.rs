//! Files that appear under their name when they are complete, or not at all.
//!
//! A file is written under another name in the same folder, brought to the disk and renamed, and
//! then the folder is brought to the disk. So a crash, a power cut or a full disk at any moment
//! leaves the old file or the new one, which `power_cut` simulates.

use std::ffi::{OsStr, OsString};
use std::fs::{self, File, TryLockError};
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU64, Ordering};

use crate::error::{Error, FileError, Result};

/// The operations on files that a replacement needs. A test records them and replays what a power
/// cut leaves of them.
pub(super) trait Disk {
    type File;

    /// Creates a file that does not exist yet.
    fn create(&self, path: &Path) -> io::Result<Self::File>;
    fn write(&self, file: &mut Self::File, bytes: &[u8]) -> io::Result<()>;
    /// Brings a file's content to the disk.
    fn sync(&self, file: &Self::File) -> io::Result<()>;
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;
    /// Brings the names in a folder to the disk.
    fn sync_folder(&self, folder: &Path) -> io::Result<()>;
    fn remove(&self, path: &Path) -> io::Result<()>;
}

/// The file system.
#[derive(Debug, Clone, Copy)]
pub(super) struct System;

impl Disk for System {
    type File = File;

    fn create(&self, path: &Path) -> io::Result<File> {
        let file = File::create_new(path)?;
        // A lock says that the writer is alive, so that a later one can remove what a killed
        // process left. Where the system has no locks, leftovers stay. One who looks for leftovers
        // may have met this file before it was locked, and removes it.
        let removed = match file.try_lock() {
            Ok(()) => !path.try_exists()?,
            Err(TryLockError::WouldBlock) => true,
            Err(TryLockError::Error(_)) => false,
        };
        if removed {
            return Err(io::ErrorKind::AlreadyExists.into());
        }
        Ok(file)
    }

    fn write(&self, file: &mut File, bytes: &[u8]) -> io::Result<()> {
        file.write_all(bytes)
    }

    fn sync(&self, file: &File) -> io::Result<()> {
        file.sync_all()
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        File::open(folder)?.sync_all()
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }
}

/// A new file that replaces another when it is complete.
pub(super) struct Replacement<D: Disk = System> {
    disk: D,
    path: PathBuf,
    partial: PathBuf,
    file: Option<D::File>,
}

const SUFFIX: &str = ".partial";

impl Replacement {
    /// Lets go of the lock, as the end of a process does.
    #[cfg(test)]
    pub(super) fn unlock(&self) {
        if let Some(file) = &self.file {
            file.unlock().ok();
        }
    }

    /// Starts to write the replacement of the file at `path`, which need not exist.
    pub(super) fn create(path: &Path) -> Result<Self> {
        // A link is followed, so that its target is replaced and not the link.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        remove_leftovers(&path);
        Self::on(System, path)
    }
}

impl<D: Disk> Replacement<D> {
    pub(super) fn on(disk: D, path: PathBuf) -> Result<Self> {
        let Some(name) = path.file_name() else {
            let error = io::Error::from(io::ErrorKind::InvalidInput);
            return Err(file_error("write", &path, error));
        };
        loop {
            let partial = path.with_file_name(partial_name(name));
            match disk.create(&partial) {
                Ok(file) => {
                    return Ok(Self {
                        disk,
                        path,
                        partial,
                        file: Some(file),
                    });
                }
                // Another process with this number left it, or it was taken for a leftover: the
                // next name is free.
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(file_error("write", &partial, error)),
            }
        }
    }

    /// Creates a writer into a file that is open already.
    #[cfg(test)]
    pub(super) fn into_file(disk: D, path: &Path, file: D::File) -> Self {
        Self {
            disk,
            path: path.to_owned(),
            partial: path.with_extension("partial"),
            file: Some(file),
        }
    }

    pub(super) fn write(&mut self, bytes: &[u8]) -> Result<()> {
        let Some(file) = &mut self.file else {
            return Ok(());
        };
        self.disk
            .write(file, bytes)
            .map_err(|error| file_error("write", &self.path, error))
    }

    /// Brings everything to the disk and gives the file its name.
    pub(super) fn complete(mut self) -> Result<()> {
        let Some(file) = self.file.take() else {
            return Ok(());
        };
        let done = self
            .disk
            .sync(&file)
            .and_then(|()| self.disk.rename(&self.partial, &self.path));
        if let Err(error) = done {
            self.file = Some(file);
            return Err(file_error("write", &self.path, error));
        }
        // The new name is on the disk once the folder is. A system that cannot do this for a folder
        // has no way to ask for it.
        let _ = self.disk.sync_folder(folder_of(&self.path));
        Ok(())
    }
}

impl<D: Disk> Drop for Replacement<D> {
    fn drop(&mut self) {
        if self.file.take().is_some() {
            // Nothing more can be done about a file that cannot be removed.
            let _ = self.disk.remove(&self.partial);
        }
    }
}

/// Returns the folder that holds a file.
fn folder_of(path: &Path) -> &Path {
    path.parent()
        .filter(|folder| !folder.as_os_str().is_empty())
        .unwrap_or(Path::new("."))
}

/// Returns a name that no other writer uses: hidden, with the number of the process and that of the
/// file within it.
fn partial_name(name: &OsStr) -> OsString {
    static NUMBER: AtomicU64 = AtomicU64::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let mut partial = partial_prefix(name);
    partial.push(format!("{}-{number}{SUFFIX}", std::process::id()));
    partial
}

fn partial_prefix(name: &OsStr) -> OsString {
    let mut prefix = OsString::from(".");
    prefix.push(name);
    prefix.push(".");
    prefix
}

/// Removes partial files of `path` whose writers are gone, as far as that can be known.
fn remove_leftovers(path: &Path) {
    let Some(prefix) = path.file_name().map(partial_prefix) else {
        return;
    };
    for entry in fs::read_dir(folder_of(path))
        .into_iter()
        .flatten()
        .flatten()
    {
        let name = entry.file_name();
        let bytes = name.as_encoded_bytes();
        let is_partial = bytes
            .strip_prefix(prefix.as_encoded_bytes())
            .and_then(|rest| rest.strip_suffix(SUFFIX.as_bytes()))
            .is_some_and(|number| number.iter().all(|c| c.is_ascii_digit() || *c == b'-'));
        // A writer holds a lock on its file as long as it lives.
        if is_partial
            && let Ok(file) = File::open(entry.path())
            && file.try_lock().is_ok()
        {
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// Returns the error of an operation on a file.
pub(super) fn file_error(action: &'static str, path: &Path, error: io::Error) -> Error {
    FileError::new(action, path, error).into()
}
