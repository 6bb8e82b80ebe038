//! What comes out: a file of predictions, and a table.

use std::fs::{self, File};
use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};

use serde::Serialize;

/// Writes a line to the standard output, as `println!` does, and returns an error where that would
/// panic: when the reader is gone.
macro_rules! say {
    ($($text:tt)*) => {
        std::io::Write::write_fmt(&mut std::io::stdout(), format_args!("{}\n", format_args!($($text)*)))
    };
}
pub(crate) use say;

/// A file of JSON lines that appears under its name when it is complete, or not at all.
pub(crate) struct Predictions {
    path: PathBuf,
    /// Where the rows are written until then; `None` for what isn't a regular file, such as
    /// `/dev/stdout`.
    partial: Option<PathBuf>,
    out: Option<BufWriter<File>>,
}

impl Predictions {
    pub(crate) fn create(path: &Path, inputs: &[PathBuf]) -> Result<Self, String> {
        let problem = |error: io::Error| format!("cannot write {}: {error}", path.display());
        // A link is followed, so that its target is replaced and not the link.
        let path = fs::canonicalize(path).unwrap_or_else(|_| path.to_owned());
        if inputs
            .iter()
            .any(|input| fs::canonicalize(input).is_ok_and(|input| input == path))
        {
            return Err(format!(
                "cannot write {}: it is one of the inputs",
                path.display()
            ));
        }
        let partial = match fs::metadata(&path) {
            Ok(about) if about.is_dir() => {
                return Err(format!("cannot write {}: it is a folder", path.display()));
            }
            Ok(about) if !about.is_file() => None,
            _ => {
                let name = path
                    .file_name()
                    .ok_or_else(|| format!("cannot write {}: it names no file", path.display()))?;
                Some(path.with_file_name(format!(
                    ".{}.{}.partial",
                    name.to_string_lossy(),
                    std::process::id()
                )))
            }
        };
        let file = match &partial {
            Some(partial) => File::create_new(partial).map_err(problem)?,
            None => File::options().write(true).open(&path).map_err(problem)?,
        };
        Ok(Self {
            path,
            partial,
            out: Some(BufWriter::new(file)),
        })
    }

    pub(crate) fn write(&mut self, row: &impl Serialize) -> io::Result<()> {
        let Some(out) = &mut self.out else {
            return Ok(());
        };
        serde_json::to_writer(&mut *out, row)?;
        out.write_all(b"\n")
    }

    /// Gives the file its name.
    pub(crate) fn complete(mut self) -> Result<(), String> {
        let problem = |error: io::Error| format!("cannot write {}: {error}", self.path.display());
        if let Some(out) = self.out.take() {
            out.into_inner()
                .map_err(|error| problem(error.into_error()))?;
        }
        if let Some(partial) = &self.partial {
            fs::rename(partial, &self.path).map_err(problem)?;
        }
        self.partial = None;
        Ok(())
    }
}

impl Drop for Predictions {
    fn drop(&mut self) {
        if let Some(partial) = &self.partial {
            // Nothing more can be done about a file that won't go away.
            let _ = fs::remove_file(partial);
        }
    }
}

/// Columns as wide as they need to be: the first to the left, the others to the right.
pub(crate) struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub(crate) fn new(header: &[&str]) -> Self {
        Self {
            rows: vec![header.iter().map(|&cell| cell.to_owned()).collect()],
        }
    }

    pub(crate) fn row(&mut self, name: &str, cells: Vec<String>) {
        let name = name
            .chars()
            .map(|c| {
                if c.is_control() {
                    char::REPLACEMENT_CHARACTER
                } else {
                    c
                }
            })
            .collect();
        self.rows.push(std::iter::once(name).chain(cells).collect());
    }

    pub(crate) fn print(&self, out: &mut impl Write) -> io::Result<()> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let width = |column: usize| {
            self.rows
                .iter()
                .filter_map(|row| row.get(column))
                .map(|cell| cell.chars().count())
                .max()
        };
        let widths: Vec<usize> = (0..columns)
            .map(|column| width(column).unwrap_or(0))
            .collect();
        for row in &self.rows {
            let mut line = String::new();
            for (column, (cell, &width)) in row.iter().zip(&widths).enumerate() {
                line += &if column == 0 {
                    format!("{cell:<width$}")
                } else {
                    format!("  {cell:>width$}")
                };
            }
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

/// Returns a measure to four places, or a dash where it is not defined.
pub(crate) fn figure(measure: impl Into<Option<f64>>) -> String {
    measure
        .into()
        .map_or("–".to_owned(), |measure| format!("{measure:.4}"))
}
