//! Documents: texts of files, and rows `{"id","text"}` of JSON lines.

use std::collections::VecDeque;
use std::io::Read;
use std::path::Path;

use indicatif::ProgressBar;
use serde_json::Value;

use super::lines::Lines;
use super::open::{MAX_BYTES, open};
use super::rows::{Fields, Id};
use super::{Form, Input};
use crate::exit::unreadable;

/// A text with its id.
#[derive(Debug)]
pub struct Document {
    /// The path of a file as it was given, or the id of a row.
    pub id: Id,
    /// The text.
    pub text: String,
    /// When it was published, if a row says so.
    pub date: Option<String>,
    /// What it belongs to, such as the outlet, if a row says so.
    pub group: Option<String>,
}

/// What was read and may become a document: parsing is left to [`Raw::document`], so that several
/// threads can do it.
#[derive(Debug)]
pub struct Raw {
    /// The file, and the line of a row, for messages.
    pub place: String,
    bytes: Vec<u8>,
    form: Form,
}

impl Raw {
    /// Returns the document.
    ///
    /// # Errors
    /// Where it is no UTF-8, no plain text, or no row of the form; the message begins with the
    /// place.
    pub fn document(self) -> Result<Document, String> {
        let Self { place, bytes, form } = self;
        match form {
            Form::Text => {
                let text = text(bytes).map_err(|problem| format!("{place}: {problem}"))?;
                Ok(Document {
                    id: Id::from(place),
                    text,
                    date: None,
                    group: None,
                })
            }
            Form::Lines => row(&bytes).map_err(|problem| format!("{place}: {problem}")),
        }
    }

    /// Returns the number of bytes that were read.
    pub fn len(&self) -> usize {
        self.bytes.len()
    }

    /// Returns `true` if nothing was read.
    pub fn is_empty(&self) -> bool {
        self.bytes.is_empty()
    }
}

fn row(line: &[u8]) -> Result<Document, String> {
    let mut fields = Fields::parse(line)?;
    Ok(Document {
        id: fields.id()?,
        text: fields.text("text")?,
        date: fields.group("date")?,
        group: fields.group("group")?,
    })
}

fn text(bytes: Vec<u8>) -> Result<String, String> {
    if bytes.trim_ascii().is_empty() {
        return Err("the file is empty".to_owned());
    }
    if let Some(form) = other_form(&bytes) {
        return Err(format!(
            "it is {form}, not a plain text: extract its text first"
        ));
    }
    let text = String::from_utf8(bytes)
        .map_err(|error| not_utf8(error.as_bytes(), error.utf8_error().valid_up_to()))?;
    match text.find('\0') {
        Some(at) => Err(format!(
            "not a plain text: there is a NUL at byte {at} (counted from 0)"
        )),
        None => Ok(text),
    }
}

/// Returns what a file is that holds a text in a form of its own, by how it begins.
fn other_form(bytes: &[u8]) -> Option<&'static str> {
    const BEGINNINGS: [(&[u8], &str); 6] = [
        (b"%PDF-", "a PDF"),
        (b"PK\x03\x04", "a ZIP archive, as .docx and .odt files are"),
        (b"\xd0\xcf\x11\xe0", "an old Word document"),
        (b"{\\rtf", "an RTF document"),
        (b"<!doctype html", "an HTML page"),
        (b"<html", "an HTML page"),
    ];
    let bytes = bytes.trim_ascii_start();
    let begins = |beginning: &[u8]| {
        let start = bytes.get(..beginning.len());
        start.is_some_and(|start| start.eq_ignore_ascii_case(beginning))
    };
    BEGINNINGS
        .iter()
        .find(|(beginning, _)| begins(beginning))
        .map(|(_, form)| *form)
}

fn not_utf8(bytes: &[u8], at: usize) -> String {
    let byte = bytes
        .get(at)
        .map(|byte| format!(" is hexadecimal {byte:02X} and"))
        .unwrap_or_default();
    let likely = if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        "utf-16"
    } else {
        "windows-1252"
    };
    format!(
        "not UTF-8: byte {at} (counted from 0){byte} begins no character; convert it first, as iconv -f {likely} -t utf-8 does"
    )
}

/// Reads the text of one file.
///
/// # Errors
/// Where it can't be read, is empty, no UTF-8 or no plain text; the message begins with its path.
pub fn read_text(path: &Path) -> Result<String, String> {
    let input = Input {
        form: Form::Text,
        ..super::input(path, true)
    };
    Ok(read(&input, &ProgressBar::hidden())?.document()?.text)
}

/// The documents of several inputs, read one after another, in order.
pub struct Documents {
    inputs: VecDeque<Input>,
    lines: Option<Lines>,
    progress: ProgressBar,
}

impl Documents {
    /// Reads these inputs.
    pub fn of(inputs: Vec<Input>, progress: ProgressBar) -> Self {
        progress.set_length(inputs.iter().map(Input::len).sum());
        Self {
            inputs: inputs.into(),
            lines: None,
            progress,
        }
    }
}

impl Iterator for Documents {
    type Item = Result<Raw, String>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(line) = self.lines.as_mut().and_then(Iterator::next) {
                return Some(line.map(|line| Raw {
                    place: line.place,
                    bytes: line.bytes,
                    form: Form::Lines,
                }));
            }
            self.lines = None;
            let input = self.inputs.pop_front()?;
            match input.form {
                Form::Lines => self.lines = Some(Lines::of(vec![input], self.progress.clone())),
                Form::Text => return Some(read(&input, &self.progress)),
            }
        }
    }
}

fn read(input: &Input, progress: &ProgressBar) -> Result<Raw, String> {
    let place = input.name.clone();
    let problem = |error: &std::io::Error| unreadable(place.as_ref(), error);
    let reader = open(input, progress).map_err(|error| problem(&error))?;
    let mut bytes = Vec::new();
    reader
        .take(MAX_BYTES)
        .read_to_end(&mut bytes)
        .map_err(|error| format!("{place}: cannot read on: {error}"))?;
    if bytes.len() as u64 == MAX_BYTES {
        return Err(format!(
            "{place}: the text is longer than {} MiB",
            MAX_BYTES >> 20
        ));
    }
    Ok(Raw {
        place,
        bytes,
        form: Form::Text,
    })
}

impl From<String> for Id {
    fn from(name: String) -> Self {
        Self::of_name(&Value::String(name))
    }
}
