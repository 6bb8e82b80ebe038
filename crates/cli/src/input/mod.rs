//! What is read: files, folders, patterns and standard input; texts and rows of JSON lines, plain
//! or compressed.

pub mod documents;
pub mod lines;
pub mod open;
pub mod rows;

use std::fs::{self, File};
use std::io;
use std::path::{Path, PathBuf};

use crate::exit::unreadable;

/// What an input holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// One text.
    Text,
    /// Rows of JSON, one a line.
    Lines,
}

/// A file to read, or standard input.
#[derive(Debug, Clone)]
pub struct Input {
    /// `None` for standard input.
    path: Option<PathBuf>,
    /// The path as it was given, which is also the id of a text.
    pub name: String,
    /// What it holds.
    pub form: Form,
    /// Whether the path was given itself, and not found in a folder or by a pattern.
    pub is_named: bool,
}

impl Input {
    /// Returns `true` if both are the same file.
    pub fn is_same_file(&self, other: &Self) -> bool {
        let real = |input: &Self| fs::canonicalize(input.path.as_ref()?).ok();
        self.path == other.path || real(self).is_some_and(|path| Some(path) == real(other))
    }

    /// Returns the path, or `None` for standard input.
    pub fn path(&self) -> Option<&Path> {
        self.path.as_deref()
    }

    /// Returns the length of the file in bytes, compressed if it is; 0 where that isn't known.
    pub fn len(&self) -> u64 {
        let about = self.path.as_ref().and_then(|path| fs::metadata(path).ok());
        about.map_or(0, |about| about.len())
    }

    /// Returns `true` if nothing is known to be in it.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// Returns the files that arguments stand for, in the order of the arguments and within each by
/// path.
///
/// An argument is a file, a folder (all texts and rows below it, by their endings, but for what is
/// hidden), `-` for standard input, or a pattern such as `news/**/*.txt`. Standard input holds what
/// `standard_input` says.
///
/// # Errors
/// Where a file can't be opened, a folder or a pattern holds nothing to read, or standard input is
/// given twice.
pub fn inputs(arguments: &[String], standard_input: Form) -> Result<Vec<Input>, String> {
    let mut inputs = Vec::new();
    for argument in arguments {
        let before = inputs.len();
        let path = Path::new(argument);
        if argument == "-" {
            if inputs.iter().any(|input: &Input| input.path.is_none()) {
                return Err("standard input (-) can be read only once".to_owned());
            }
            inputs.push(Input {
                path: None,
                name: "standard input".to_owned(),
                form: standard_input,
                is_named: true,
            });
        } else if path.is_dir() {
            walk(path, &mut inputs).map_err(|error| unreadable(path, &error))?;
            if inputs.len() == before {
                return Err(format!(
                    "{argument}: the folder holds no texts (.txt, .md) and no rows (.jsonl)"
                ));
            }
        } else if !path.exists() && argument.contains(['*', '?', '[']) {
            matching(argument, &mut inputs)?;
            if inputs.len() == before {
                return Err(format!("{argument}: no file has a name like this"));
            }
        } else {
            File::open(path).map_err(|error| unreadable(path, &error))?;
            inputs.push(input(path, true));
        }
    }
    Ok(inputs)
}

fn input(path: &Path, is_named: bool) -> Input {
    Input {
        path: Some(path.to_owned()),
        name: path.display().to_string(),
        form: form(path).unwrap_or(Form::Text),
        is_named,
    }
}

fn matching(pattern: &str, inputs: &mut Vec<Input>) -> Result<(), String> {
    let paths = glob::glob(pattern).map_err(|error| format!("{pattern}: {error}"))?;
    for path in paths {
        let path = path.map_err(|error| unreadable(error.path(), error.error()))?;
        if path.is_dir() {
            walk(&path, inputs).map_err(|error| unreadable(&path, &error))?;
        } else {
            inputs.push(input(&path, false));
        }
    }
    Ok(())
}

/// Finds the texts and rows below a folder. What has another ending is passed over, and so is what
/// is hidden.
fn walk(folder: &Path, inputs: &mut Vec<Input>) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        // Links to folders are not followed: they may lead back.
        if entry.file_type()?.is_dir() {
            walk(&path, inputs)?;
        } else if form(&path).is_some() && path.is_file() {
            inputs.push(input(&path, false));
        }
    }
    Ok(())
}

/// Returns what a file holds by its ending, without that of its compression.
fn form(path: &Path) -> Option<Form> {
    let name = path.file_name()?.to_string_lossy().to_lowercase();
    let name = name
        .strip_suffix(".gz")
        .or_else(|| name.strip_suffix(".zst"))
        .unwrap_or(&name);
    let ends = |endings: &[&str]| endings.iter().any(|ending| name.ends_with(ending));
    if ends(&[".jsonl", ".ndjson", ".json"]) {
        Some(Form::Lines)
    } else if ends(&[".txt", ".text", ".md"]) {
        Some(Form::Text)
    } else {
        None
    }
}
