//! The folder of an index: maps its files, lets readers work where nothing can be written, and
//! remembers why a write failed.

use std::io::{self, BufWriter, Write};
use std::path::Path;
use std::sync::{Arc, Mutex};

use tantivy::directory::error::{DeleteError, LockError, OpenReadError, OpenWriteError};
use tantivy::directory::{
    AntiCallToken, Directory, DirectoryLock, FileHandle, Lock, META_LOCK, MmapDirectory,
    TerminatingWrite, WatchCallback, WatchHandle, WritePtr,
};

/// The first error of writing, until it is taken. The threads of the engine do not pass theirs on.
#[derive(Debug, Clone, Default)]
pub(crate) struct Failures(Arc<Mutex<Option<io::Error>>>);

impl Failures {
    pub(crate) fn take(&self) -> Option<io::Error> {
        self.0.lock().ok()?.take()
    }

    fn note<T>(&self, result: io::Result<T>) -> io::Result<T> {
        if let Err(error) = &result
            && error.kind() != io::ErrorKind::NotFound
            && let Ok(mut first) = self.0.lock()
        {
            let copy = match error.raw_os_error() {
                Some(code) => io::Error::from_raw_os_error(code),
                None => io::Error::new(error.kind(), error.to_string()),
            };
            first.get_or_insert(copy);
        }
        result
    }
}

/// A folder of mapped files.
#[derive(Debug, Clone)]
pub(super) struct Folder {
    files: MmapDirectory,
    failures: Failures,
}

impl Folder {
    pub(super) fn new(files: MmapDirectory, failures: Failures) -> Self {
        Self { files, failures }
    }
}

/// A lock that nobody holds.
struct NoLock;

impl Directory for Folder {
    fn get_file_handle(&self, path: &Path) -> Result<Arc<dyn FileHandle>, OpenReadError> {
        self.files.get_file_handle(path)
    }

    fn delete(&self, path: &Path) -> Result<(), DeleteError> {
        self.files.delete(path)
    }

    fn exists(&self, path: &Path) -> Result<bool, OpenReadError> {
        self.files.exists(path)
    }

    fn open_write(&self, path: &Path) -> Result<WritePtr, OpenWriteError> {
        let opened = self.files.open_write(path);
        if let Err(OpenWriteError::IoError { io_error, .. }) = &opened {
            let copy = io::Error::new(io_error.kind(), io_error.to_string());
            let _ = self.failures.note::<()>(Err(copy));
        }
        Ok(BufWriter::new(Box::new(Watched {
            file: opened?,
            failures: self.failures.clone(),
        })))
    }

    fn atomic_read(&self, path: &Path) -> Result<Vec<u8>, OpenReadError> {
        self.files.atomic_read(path)
    }

    fn atomic_write(&self, path: &Path, data: &[u8]) -> io::Result<()> {
        self.failures.note(self.files.atomic_write(path, data))
    }

    fn sync_directory(&self) -> io::Result<()> {
        self.failures.note(self.files.sync_directory())
    }

    /// Readers hold a lock while they open files, so that the writer removes none meanwhile. Where
    /// the folder cannot be written there is no writer, and no lock is needed.
    fn acquire_lock(&self, lock: &Lock) -> Result<DirectoryLock, LockError> {
        match self.files.acquire_lock(lock) {
            Err(LockError::IoError(error))
                if lock.filepath == META_LOCK.filepath
                    && matches!(
                        error.kind(),
                        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem
                    ) =>
            {
                Ok(DirectoryLock::from(Box::new(NoLock)))
            }
            other => other,
        }
    }

    fn watch(&self, callback: WatchCallback) -> tantivy::Result<WatchHandle> {
        self.files.watch(callback)
    }
}

/// A file whose errors are remembered.
struct Watched {
    file: WritePtr,
    failures: Failures,
}

impl Write for Watched {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.failures.note(self.file.write(bytes))
    }

    fn flush(&mut self) -> io::Result<()> {
        self.failures.note(self.file.flush())
    }
}

impl TerminatingWrite for Watched {
    fn terminate_ref(&mut self, token: AntiCallToken) -> io::Result<()> {
        self.failures.note(self.file.terminate_ref(token))
    }
}
