//! The texts to compare: from files, from standard input, or from the fixtures that come with the repository.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use retold::{Detector, Document};

use crate::common::unreadable;

/// A text with what to call it.
pub(crate) struct Text {
    pub(crate) name: String,
    pub(crate) text: String,
}

/// A text, ready to be compared.
pub(crate) struct Prepared {
    pub(crate) name: String,
    pub(crate) document: Document,
}

impl Prepared {
    /// Reads a text; one that gives nothing to compare is an error.
    pub(crate) fn new(detector: &Detector, text: Text) -> Result<Self, String> {
        let document = detector.document(&text.text);
        match document.words().len() {
            0 => Err(format!("{}: there is no word in it", text.name)),
            1 => Err(format!(
                "{}: nothing to compare: there is only one word in it, however often",
                text.name
            )),
            _ => Ok(Self {
                name: text.name,
                document,
            }),
        }
    }
}

/// An article with the texts that may have been made from it. What could not be read stands in its place as a message.
pub(crate) struct Case {
    pub(crate) source: Text,
    pub(crate) suspicious: Vec<Result<Text, String>>,
}

/// The articles that were named, `-` being standard input.
pub(crate) fn named(source: &str, suspicious: &[String]) -> Result<Case, String> {
    if std::iter::once(source)
        .chain(suspicious.iter().map(String::as_str))
        .filter(|&name| name == "-")
        .count()
        > 1
    {
        return Err("standard input (-) can be read only once".to_owned());
    }
    Ok(Case {
        source: read(source)?,
        suspicious: suspicious.iter().map(|name| read(name)).collect(),
    })
}

/// The English fixtures: of each event the original against all that was written about it.
pub(crate) fn fixtures() -> Result<Vec<Case>, String> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let events = sorted(&root.join("fixtures"))?;
    let mut cases = Vec::new();
    for event in events
        .iter()
        .map(|event| event.join("en"))
        .filter(|folder| folder.is_dir())
    {
        let (mut source, mut suspicious) = (None, Vec::new());
        for path in sorted(&event)? {
            let mut text = read(&path.to_string_lossy());
            if let (Ok(text), Ok(short)) = (&mut text, path.strip_prefix(root)) {
                text.name = short.display().to_string();
            }
            match path.file_stem() {
                Some(stem) if stem == "original" => source = Some(text?),
                _ => suspicious.push(text),
            }
        }
        let source =
            source.ok_or_else(|| format!("{}: it holds no original.txt", event.display()))?;
        cases.push(Case { source, suspicious });
    }
    Ok(cases)
}

/// What a folder holds, by name.
fn sorted(folder: &Path) -> Result<Vec<std::path::PathBuf>, String> {
    let entries = fs::read_dir(folder).map_err(|error| unreadable(folder, &error))?;
    let mut paths: Vec<_> = entries
        .filter_map(Result::ok)
        .map(|entry| entry.path())
        .collect();
    paths.sort();
    Ok(paths)
}

fn read(name: &str) -> Result<Text, String> {
    let (name, bytes) = if name == "-" {
        let mut bytes = Vec::new();
        let outcome = io::stdin().lock().read_to_end(&mut bytes);
        ("standard input", outcome.map(|_| bytes))
    } else {
        (name, fs::read(name))
    };
    let bytes = bytes.map_err(|error| unreadable(Path::new(name), &error))?;
    let text = String::from_utf8(bytes)
        .map_err(|error| not_utf8(name, error.as_bytes(), error.utf8_error().valid_up_to()))?;
    if let Some(at) = text.find('\0') {
        return Err(format!(
            "{name}: not a plain text: there is a NUL at byte {at} (counted from 0)"
        ));
    }
    Ok(Text {
        name: name.to_owned(),
        text,
    })
}

fn not_utf8(name: &str, bytes: &[u8], at: usize) -> String {
    let byte = bytes
        .get(at)
        .map(|byte| format!(" (hexadecimal {byte:02X})"))
        .unwrap_or_default();
    let utf16 = if bytes.starts_with(&[0xff, 0xfe]) || bytes.starts_with(&[0xfe, 0xff]) {
        "; it looks like UTF-16"
    } else {
        ""
    };
    format!("{name}: not UTF-8: byte {at}{byte}, counted from 0, begins no character{utf16}")
}
