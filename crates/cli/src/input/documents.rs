//! Texts and rows of JSON lines from files and folders, plain or compressed, one after another.

use std::fs::{self, File};
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};

use flate2::bufread::MultiGzDecoder;
use indicatif::ProgressBar;
use ruzstd::decoding::StreamingDecoder;
use serde_json::{Map, Value};

use crate::exit::unreadable;

/// No row and no text is this long: a file without line ends must not fill the memory.
const LONGEST: u64 = 256 << 20;

/// What a file is, by its name without the ending of its compression.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Text,
    Lines,
}

/// A file to read.
pub(crate) struct Input {
    path: PathBuf,
    /// What a text is called: its path within the folder that was given.
    name: String,
    form: Form,
}

/// Something that was read and may become a document.
pub(crate) struct Raw {
    /// Where it stands, for messages.
    pub(crate) place: String,
    bytes: Vec<u8>,
    /// The name of a text; rows carry their own.
    name: Option<String>,
}

/// A document to compare.
pub(crate) struct Document {
    /// Its id, written as JSON: a string or a number.
    pub(crate) id: String,
    pub(crate) text: String,
}

impl Raw {
    /// Reads the document, or says what is wrong.
    pub(crate) fn document(self) -> Result<Document, String> {
        let text = String::from_utf8(self.bytes).map_err(|error| {
            format!("byte {} is not UTF-8", error.utf8_error().valid_up_to() + 1)
        })?;
        if let Some(name) = self.name {
            return Ok(Document {
                id: Value::String(name).to_string(),
                text,
            });
        }
        let row: Value =
            serde_json::from_str(&text).map_err(|error| format!("not JSON: {error}"))?;
        let Value::Object(mut fields) = row else {
            return Err("a row must be an object".to_owned());
        };
        let id = match take(&mut fields, "id")? {
            id @ (Value::String(_) | Value::Number(_)) => id.to_string(),
            _ => return Err("the field `id` must be a string or a number".to_owned()),
        };
        match take(&mut fields, "text")? {
            Value::String(text) => Ok(Document { id, text }),
            _ => Err("the field `text` must be a string".to_owned()),
        }
    }

    pub(crate) fn len(&self) -> usize {
        self.bytes.len()
    }
}

fn take(fields: &mut Map<String, Value>, name: &str) -> Result<Value, String> {
    fields
        .remove(name)
        .ok_or_else(|| format!("the field `{name}` is missing"))
}

/// The files that were given, and those in the folders that were given, in the order of their paths.
pub(crate) fn inputs(paths: &[PathBuf]) -> Result<Vec<Input>, String> {
    let mut inputs = Vec::new();
    for path in paths {
        let about = fs::metadata(path).map_err(|error| unreadable(path, &error))?;
        if about.is_dir() {
            walk(path, path, &mut inputs).map_err(|error| unreadable(path, &error))?;
        } else {
            let name = path
                .file_name()
                .unwrap_or(path.as_os_str())
                .to_string_lossy()
                .into_owned();
            inputs.push(Input {
                path: path.clone(),
                name,
                form: form(path).unwrap_or(Form::Text),
            });
        }
    }
    Ok(inputs)
}

/// What is no text by its name is passed over, and so is what is hidden.
fn walk(top: &Path, folder: &Path, inputs: &mut Vec<Input>) -> io::Result<()> {
    let mut entries = fs::read_dir(folder)?.collect::<io::Result<Vec<_>>>()?;
    entries.sort_by_key(fs::DirEntry::file_name);
    for entry in entries {
        let path = entry.path();
        if entry.file_name().to_string_lossy().starts_with('.') {
            continue;
        }
        // Links to folders are not followed: they may lead back.
        if entry.file_type()?.is_dir() {
            walk(top, &path, inputs)?;
        } else if let Some(form) = form(&path).filter(|_| path.is_file()) {
            let name = path
                .strip_prefix(top)
                .unwrap_or(&path)
                .to_string_lossy()
                .into_owned();
            inputs.push(Input { path, name, form });
        }
    }
    Ok(())
}

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

/// Reads all of the inputs and passes on what is in them, in order, until `take` has enough.
pub(crate) fn read_all(
    inputs: &[Input],
    progress: &ProgressBar,
    mut take: impl FnMut(Result<Raw, String>) -> bool,
) {
    for input in inputs {
        let more = match open(&input.path, progress) {
            Err(error) => take(Err(unreadable(&input.path, &error))),
            Ok(reader) => match input.form {
                Form::Text => take(read_text(input, reader)),
                Form::Lines => read_lines(input, reader, &mut take),
            },
        };
        if !more {
            break;
        }
    }
}

fn read_text(input: &Input, reader: impl Read) -> Result<Raw, String> {
    let place = input.path.display().to_string();
    let mut bytes = Vec::new();
    reader
        .take(LONGEST)
        .read_to_end(&mut bytes)
        .map_err(|error| format!("{place}: cannot read on: {error}"))?;
    if bytes.len() as u64 == LONGEST {
        return Err(format!(
            "{place}: the text is longer than {} MiB",
            LONGEST >> 20
        ));
    }
    Ok(Raw {
        place,
        bytes,
        name: Some(input.name.clone()),
    })
}

fn read_lines(
    input: &Input,
    mut reader: impl BufRead,
    take: &mut impl FnMut(Result<Raw, String>) -> bool,
) -> bool {
    for number in 1_u64.. {
        let place = format!("{}:{number}", input.path.display());
        let mut bytes = Vec::new();
        let problem = match reader.by_ref().take(LONGEST).read_until(b'\n', &mut bytes) {
            Ok(0) => return true,
            Ok(_) if bytes.len() as u64 == LONGEST && bytes.last() != Some(&b'\n') => {
                format!("the line is longer than {} MiB", LONGEST >> 20)
            }
            Ok(_) if bytes.trim_ascii().is_empty() => continue,
            Ok(_)
                if take(Ok(Raw {
                    place: place.clone(),
                    bytes,
                    name: None,
                })) =>
            {
                continue;
            }
            Ok(_) => return false,
            Err(error) => format!("cannot read on: {error}"),
        };
        // The rest of the file can't be trusted to be rows.
        return take(Err(format!(
            "{place}: {problem}; the rest of the file is left out"
        )));
    }
    true
}

/// Decompresses what starts like gzip or Zstandard, whatever its name, and skips a byte order mark.
fn open(path: &Path, progress: &ProgressBar) -> io::Result<Box<dyn BufRead>> {
    const BUFFER: usize = 1 << 16;
    let mut reader = BufReader::with_capacity(BUFFER, progress.wrap_read(File::open(path)?));
    let start = reader.fill_buf()?;
    let mut reader: Box<dyn BufRead> = if start.starts_with(&[0x1f, 0x8b]) {
        Box::new(BufReader::with_capacity(
            BUFFER,
            MultiGzDecoder::new(reader),
        ))
    } else if start.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        Box::new(BufReader::with_capacity(
            BUFFER,
            Frames {
                decoder: None,
                reader: Some(reader),
            },
        ))
    } else {
        Box::new(reader)
    };
    if reader.fill_buf()?.starts_with("\u{feff}".as_bytes()) {
        reader.consume(3);
    }
    Ok(reader)
}

/// The frames of a Zstandard file, of which the decoder knows only one at a time.
struct Frames<R: BufRead> {
    decoder: Option<StreamingDecoder<R, ruzstd::decoding::FrameDecoder>>,
    reader: Option<R>,
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            if let Some(decoder) = &mut self.decoder {
                let count = decoder.read(buffer)?;
                if count > 0 || buffer.is_empty() {
                    return Ok(count);
                }
                self.reader = self.decoder.take().map(StreamingDecoder::into_inner);
            }
            let Some(mut reader) = self.reader.take() else {
                return Ok(0);
            };
            if reader.fill_buf()?.is_empty() {
                return Ok(0);
            }
            self.decoder = Some(StreamingDecoder::new(reader).map_err(io::Error::other)?);
        }
    }
}

/// How many bytes there are to read.
pub(crate) fn bytes(inputs: &[Input]) -> u64 {
    inputs
        .iter()
        .filter_map(|input| fs::metadata(&input.path).ok())
        .map(|about| about.len())
        .sum()
}
