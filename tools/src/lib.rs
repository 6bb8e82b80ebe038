//! What the programs of this folder share: reading labelled rows.
#![allow(missing_docs)]

pub mod descend;
pub mod families;
pub mod pairs;
pub mod variants;

use std::io;
use std::path::Path;

use retold_cli::input::lines::Lines;
use serde::de::DeserializeOwned;

/// Returns the rows of a file of JSON lines, plain or compressed.
///
/// # Errors
/// Where the file cannot be read or a row is not of the form; it names the file, and the line.
pub fn read_rows<T: DeserializeOwned>(path: &Path) -> io::Result<Vec<T>> {
    let name = path.display().to_string();
    let lines = Lines::open(&[name], indicatif::ProgressBar::hidden()).map_err(io::Error::other)?;
    lines
        .map(|line| {
            let line = line.map_err(io::Error::other)?;
            serde_json::from_slice(&line.bytes)
                .map_err(|error| io::Error::other(format!("{}: {error}", line.place)))
        })
        .collect()
}
