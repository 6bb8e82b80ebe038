//! `corpus.json`: how a corpus was made, and which folder holds its index.

use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};

use retold::Language;
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};

/// The version of the format of a corpus that this version of the package writes and reads.
pub const FORMAT: u32 = 1;

const NAME: &str = "corpus.json";

/// What `corpus.json` says.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Manifest {
    pub(crate) format: u32,
    /// The scheme of words and stems, `retold::text::SCHEME` of the version that wrote the index.
    pub(crate) scheme: u32,
    pub(crate) language: Option<Language>,
    pub(crate) keep_texts: bool,
    /// The name of the folder next to the manifest that holds the index.
    pub(crate) index: String,
    /// The version of the package that wrote the index.
    pub(crate) writer: String,
}

/// The manifest with a checksum over it.
#[derive(Serialize, Deserialize)]
struct Sealed {
    #[serde(flatten)]
    manifest: Manifest,
    checksum: String,
}

/// What can be read of a manifest in any format.
#[derive(Deserialize)]
struct AnyFormat {
    format: u32,
    #[serde(default)]
    writer: String,
}

impl Manifest {
    pub(crate) fn new(language: Option<Language>, keep_texts: bool, index: String) -> Self {
        Self {
            format: FORMAT,
            scheme: retold::text::SCHEME,
            language,
            keep_texts,
            index,
            writer: env!("CARGO_PKG_VERSION").to_owned(),
        }
    }

    /// Reads the manifest of a corpus, whatever its scheme; `None` if the folder has none.
    pub(crate) fn read(folder: &Path) -> Result<Option<Self>> {
        let path = folder.join(NAME);
        let bytes = match fs::read(&path) {
            Ok(bytes) => bytes,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) if error.kind() == std::io::ErrorKind::NotADirectory => return Ok(None),
            Err(error) => return Err(Error::io("read", path, error)),
        };
        let damaged = |what: String| Error::Damaged {
            file: path.clone(),
            what,
        };
        let any: AnyFormat =
            serde_json::from_slice(&bytes).map_err(|error| damaged(error.to_string()))?;
        if any.format != FORMAT {
            return Err(Error::Format {
                path: folder.to_owned(),
                stored: any.format,
                known: FORMAT,
                writer: any.writer,
            });
        }
        let sealed: Sealed =
            serde_json::from_slice(&bytes).map_err(|error| damaged(error.to_string()))?;
        let computed = sealed.manifest.checksum()?;
        if computed != sealed.checksum {
            let stored = &sealed.checksum;
            return Err(damaged(format!(
                "its checksum is {computed}, but it was written with {stored}"
            )));
        }
        let name = &sealed.manifest.index;
        if Path::new(name).components().count() != 1 || name.contains("..") {
            return Err(damaged(format!("{name:?} is not the name of a folder")));
        }
        Ok(Some(sealed.manifest))
    }

    /// Refuses a scheme that is not the one of this version.
    pub(crate) fn check_scheme(&self, folder: &Path) -> Result<()> {
        if self.scheme == retold::text::SCHEME {
            Ok(())
        } else {
            Err(Error::Scheme {
                path: folder.to_owned(),
                stored: self.scheme,
                known: retold::text::SCHEME,
            })
        }
    }

    /// Writes the manifest next to the old one, waits until it is on the disk, and then replaces
    /// the old one.
    pub(crate) fn write(&self, folder: &Path) -> Result<()> {
        let path = folder.join(NAME);
        let beside = folder.join(format!("{NAME}.new"));
        let sealed = Sealed {
            checksum: self.checksum()?,
            manifest: self.clone(),
        };
        let mut bytes = serde_json::to_vec_pretty(&sealed).map_err(|error| Error::Engine {
            path: path.clone(),
            what: error.to_string(),
        })?;
        bytes.push(b'\n');
        let write = || -> std::io::Result<()> {
            let mut file = File::create(&beside)?;
            file.write_all(&bytes)?;
            file.sync_all()?;
            fs::rename(&beside, &path)?;
            sync_folder(folder)
        };
        write().map_err(|error| Error::io("write", &path, error))
    }

    /// Returns the folder of the index.
    pub(crate) fn index_folder(&self, folder: &Path) -> PathBuf {
        folder.join(&self.index)
    }

    fn checksum(&self) -> Result<String> {
        let text = serde_json::to_string(self).map_err(|error| Error::Engine {
            path: PathBuf::from(NAME),
            what: error.to_string(),
        })?;
        Ok(format!("{:016x}", checksum(text.as_bytes())))
    }
}

/// Waits until the names in a folder are on the disk.
pub(crate) fn sync_folder(folder: &Path) -> std::io::Result<()> {
    if cfg!(unix) {
        File::open(folder)?.sync_all()?;
    }
    Ok(())
}

/// Returns the FNV-1a checksum of some bytes: guards small records against being cut or altered by
/// accident.
pub(crate) fn checksum(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, &byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    })
}
