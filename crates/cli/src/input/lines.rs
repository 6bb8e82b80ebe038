//! Files of JSON lines, plain or compressed, read one line after another.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;
use indicatif::ProgressBar;

use crate::exit::unreadable;

/// No row is this long; a file without line ends must not fill the memory.
const LONGEST_LINE: u64 = 256 << 20;

/// One line that isn't blank, with its place.
pub(crate) struct Line {
    pub(crate) place: String,
    pub(crate) bytes: Vec<u8>,
}

/// The lines of several files, in order. An error names its file and line; the next call goes on behind it.
pub(crate) struct Lines {
    files: std::vec::IntoIter<(PathBuf, File)>,
    current: Option<(PathBuf, Box<dyn BufRead>)>,
    number: u64,
    progress: ProgressBar,
}

impl Lines {
    /// Opens every file, so that a wrong name is found before any work is done.
    pub(crate) fn open(paths: &[PathBuf], progress: ProgressBar) -> Result<Self, String> {
        let mut files = Vec::new();
        let mut bytes = 0;
        for path in paths {
            let (file, length) = open(path).map_err(|error| unreadable(path, &error))?;
            bytes += length;
            files.push((path.clone(), file));
        }
        progress.set_length(bytes);
        Ok(Self {
            files: files.into_iter(),
            current: None,
            number: 0,
            progress,
        })
    }

    /// Where reading stands.
    fn place(&self) -> String {
        let file = self
            .current
            .as_ref()
            .map(|(path, _)| path.display().to_string())
            .unwrap_or_default();
        format!("{file}:{}", self.number)
    }

    /// Starts the next file; false where there is none.
    fn next_file(&mut self) -> Result<bool, String> {
        let Some((path, file)) = self.files.next() else {
            return Ok(false);
        };
        self.number = 0;
        let reader =
            decoded(self.progress.wrap_read(file)).map_err(|error| unreadable(&path, &error))?;
        self.current = Some((path, reader));
        Ok(true)
    }

    /// The next line of the current file, blank or not; `None` at its end.
    fn next_line(&mut self) -> Result<Option<Vec<u8>>, String> {
        let Some((_, reader)) = &mut self.current else {
            return Ok(None);
        };
        self.number += 1;
        let mut bytes = Vec::new();
        let outcome = reader
            .by_ref()
            .take(LONGEST_LINE)
            .read_until(b'\n', &mut bytes);
        let problem = match outcome {
            Ok(0) => {
                self.current = None;
                return Ok(None);
            }
            Ok(_) if bytes.len() as u64 == LONGEST_LINE && bytes.last() != Some(&b'\n') => {
                format!("the line is longer than {} MiB", LONGEST_LINE >> 20)
            }
            Ok(_) => return Ok(Some(bytes)),
            Err(error) => format!("cannot read on: {error}"),
        };
        // The rest of the file can't be trusted to be rows.
        let place = self.place();
        self.current = None;
        Err(format!(
            "{place}: {problem}; the rest of the file is left out"
        ))
    }
}

impl Iterator for Lines {
    type Item = Result<Line, String>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if self.current.is_none() {
                match self.next_file() {
                    Ok(true) => {}
                    Ok(false) => return None,
                    Err(error) => return Some(Err(error)),
                }
            }
            match self.next_line() {
                Ok(Some(bytes)) if bytes.trim_ascii().is_empty() => {}
                Ok(Some(bytes)) => {
                    return Some(Ok(Line {
                        place: self.place(),
                        bytes,
                    }));
                }
                Ok(None) => {}
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

fn open(path: &Path) -> io::Result<(File, u64)> {
    let file = File::open(path)?;
    let about = file.metadata()?;
    if about.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    Ok((file, about.len()))
}

/// Decompresses what starts like gzip, whatever its name, and skips a byte order mark.
fn decoded(file: impl Read + 'static) -> io::Result<Box<dyn BufRead>> {
    let mut reader = BufReader::with_capacity(1 << 16, file);
    let mut reader: Box<dyn BufRead> = if reader.fill_buf()?.starts_with(&[0x1f, 0x8b]) {
        Box::new(BufReader::with_capacity(
            1 << 16,
            MultiGzDecoder::new(reader),
        ))
    } else {
        Box::new(reader)
    };
    if reader.fill_buf()?.starts_with("\u{feff}".as_bytes()) {
        reader.consume(3);
    }
    Ok(reader)
}
