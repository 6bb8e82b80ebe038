//! The texts to compare: from files, from standard input, or the bundled articles.

use std::fs;
use std::io::{self, Read};
use std::path::Path;

use retold::{Detector, Document};

use crate::exit::unreadable;

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

/// Returns the bundled articles: of each event the original with all that was written about it in English.
pub(crate) fn bundled() -> Vec<Case> {
    macro_rules! event {
        ($event:literal: $($name:literal)*) => {
            Case {
                source: bundled!($event, "original"),
                suspicious: vec![$(Ok(bundled!($event, $name))),*],
            }
        };
    }
    macro_rules! bundled {
        ($event:literal, $name:literal) => {
            Text {
                name: concat!("fixtures/", $event, "/en/", $name, ".txt").to_owned(),
                text: include_str!(concat!(
                    "../../../../fixtures/",
                    $event,
                    "/en/",
                    $name,
                    ".txt"
                ))
                .to_owned(),
            }
        };
    }
    macro_rules! events {
        ($($event:literal)*) => {
            vec![$(event!($event: "heavy_rewrite" "independent_report" "light_rewrite" "mash_up" "near_copy")),*]
        };
    }
    events!("glacier_observatory" "grain_terminal" "harbour_bridge")
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
