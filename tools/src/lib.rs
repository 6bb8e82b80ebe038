//! What the programs of this folder share: reading labelled rows.
#![allow(missing_docs)]

pub mod pairs;
pub mod variants;

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use serde::de::DeserializeOwned;

/// The rows of a file of JSON lines, plain or gzipped.
///
/// # Errors
/// Where the file cannot be read or a row is not of the form; it names the file, and the line.
pub fn read_rows<T: DeserializeOwned>(path: &Path) -> io::Result<Vec<T>> {
    let at = |line: usize, error: io::Error| {
        let line = if line == 0 {
            String::new()
        } else {
            format!(", line {line}")
        };
        io::Error::new(error.kind(), format!("{}{line}: {error}", path.display()))
    };
    let file = File::open(path).map_err(|error| at(0, error))?;
    let reader: Box<dyn Read> = if path.extension().is_some_and(|end| end == "gz") {
        Box::new(flate2::read::MultiGzDecoder::new(file))
    } else {
        Box::new(file)
    };
    let mut rows = Vec::new();
    for (line, number) in BufReader::new(reader).lines().zip(1..) {
        let line = line.map_err(|error| at(number, error))?;
        if !line.trim().is_empty() {
            rows.push(serde_json::from_str(&line).map_err(|error| at(number, error.into()))?);
        }
    }
    Ok(rows)
}
