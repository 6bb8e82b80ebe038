//! The lines of files, read one after another.

use std::collections::VecDeque;
use std::io::{self, BufRead, Read};
use std::path::{Path, PathBuf};

use indicatif::ProgressBar;

use super::open::{MAX_BYTES, open};
use super::{Form, Input, inputs};

/// A line that isn't blank, with its place.
#[derive(Debug)]
pub struct Line {
    /// The file and the number of the line, from 1 on.
    pub place: String,
    /// The line as it is, with its end.
    pub bytes: Vec<u8>,
}

/// The lines of several files, in order. An error names its file and line; the next call goes on
/// behind it.
pub struct Lines {
    inputs: VecDeque<Input>,
    current: Option<Current>,
    progress: ProgressBar,
}

/// The file that is being read.
struct Current {
    name: String,
    reader: Box<dyn BufRead + Send>,
    /// The number of the last line.
    number: u64,
    is_blank: bool,
}

impl Lines {
    /// Finds the files that arguments stand for, so that a wrong name is seen before any work is
    /// done.
    ///
    /// # Errors
    /// Those of [`inputs`].
    pub fn open(arguments: &[String], progress: ProgressBar) -> Result<Self, String> {
        let mut inputs = inputs(arguments, Form::Lines)?;
        // Folders may hold texts as well, which are no rows.
        inputs.retain(|input| input.is_named || input.form == Form::Lines);
        if inputs.is_empty() {
            return Err(format!(
                "{}: there are no rows (.jsonl)",
                arguments.join(", ")
            ));
        }
        progress.set_length(inputs.iter().map(Input::len).sum());
        Ok(Self::of(inputs, progress))
    }

    /// Returns the paths of the files that are still to be read.
    pub fn paths(&self) -> Vec<PathBuf> {
        let paths = self.inputs.iter().filter_map(Input::path);
        paths.map(Path::to_owned).collect()
    }

    /// Reads the lines of these files.
    pub fn of(inputs: Vec<Input>, progress: ProgressBar) -> Self {
        Self {
            inputs: inputs.into(),
            current: None,
            progress,
        }
    }
}

impl Iterator for Lines {
    type Item = Result<Line, String>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            let mut current = match self.current.take() {
                Some(current) => current,
                None => {
                    let input = self.inputs.pop_front()?;
                    match open(&input, &self.progress) {
                        Ok(reader) => Current {
                            name: input.name,
                            reader,
                            number: 0,
                            is_blank: true,
                        },
                        Err(error) => return Some(Err(format!("{}: {error}", input.name))),
                    }
                }
            };
            // A file that ended or failed is not put back: the rest can't be trusted to be rows.
            match current.next_line() {
                Ok(None) if current.is_blank => {
                    return Some(Err(format!("{}: the file is empty", current.name)));
                }
                Ok(None) => {}
                Ok(Some(bytes)) if bytes.trim_ascii().is_empty() => self.current = Some(current),
                Ok(Some(bytes)) => {
                    current.is_blank = false;
                    let place = format!("{}:{}", current.name, current.number);
                    self.current = Some(current);
                    return Some(Ok(Line { place, bytes }));
                }
                Err(problem) => {
                    return Some(Err(format!(
                        "{}:{}: {problem}; the rest of the file is left out",
                        current.name, current.number
                    )));
                }
            }
        }
    }
}

impl Current {
    /// Returns the next line, blank or not; `None` at the end of the file.
    fn next_line(&mut self) -> Result<Option<Vec<u8>>, String> {
        self.number += 1;
        let mut bytes = Vec::new();
        let outcome: io::Result<usize> = self
            .reader
            .by_ref()
            .take(MAX_BYTES)
            .read_until(b'\n', &mut bytes);
        match outcome {
            Ok(0) => Ok(None),
            Ok(_) if bytes.len() as u64 == MAX_BYTES && bytes.last() != Some(&b'\n') => {
                Err(format!("the line is longer than {} MiB", MAX_BYTES >> 20))
            }
            Ok(_) => Ok(Some(bytes)),
            Err(error) => Err(format!("cannot read on: {error}")),
        }
    }
}
