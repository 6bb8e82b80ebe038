//! How a subcommand ends: exit codes, and messages.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{fmt, io};

/// What a subcommand ends with: an exit code, or what kept it from being done.
pub(crate) type Outcome = Result<u8, Box<dyn Error>>;

/// Everything was done.
pub(crate) const DONE: u8 = 0;
/// Some input was bad; the rest was done.
pub(crate) const SOME_BAD: u8 = 1;
/// Nothing could be done. The same as for a wrong option.
pub(crate) const FAILED: u8 = 2;
/// Another run has the files: try again when it has ended.
pub(crate) const BUSY: u8 = 3;
/// The reader of the output went away: what a shell reports for a program that the signal SIGPIPE
/// ended.
pub(crate) const BROKEN_PIPE: u8 = 141;

/// Ends the program: with a message for every error but a broken pipe, which is nobody's mistake.
pub(crate) fn end(outcome: Outcome) -> ExitCode {
    match outcome {
        Ok(code) => ExitCode::from(code),
        Err(error) if is_broken_pipe(error.as_ref()) => ExitCode::from(BROKEN_PIPE),
        Err(error) => {
            eprintln!("retold: {error}");
            ExitCode::from(if error.is::<Busy>() { BUSY } else { FAILED })
        }
    }
}

/// A file that another run of the program has locked.
#[derive(Debug)]
pub(crate) struct Busy(pub(crate) PathBuf);

impl fmt::Display for Busy {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path = self.0.display();
        write!(
            out,
            "{path}: another run of retold has it: start again when that has ended"
        )
    }
}

impl Error for Busy {}

fn is_broken_pipe(error: &(dyn Error + 'static)) -> bool {
    let kind = error
        .downcast_ref::<io::Error>()
        .map(io::Error::kind)
        .or_else(|| {
            error
                .downcast_ref::<serde_json::Error>()
                .and_then(serde_json::Error::io_error_kind)
        });
    kind == Some(io::ErrorKind::BrokenPipe)
}

/// Returns a count with its noun, such as "1 page" or "2 pages".
pub(crate) fn counted(count: u64, noun: &str) -> String {
    format!("{count} {noun}{}", if count == 1 { "" } else { "s" })
}

/// Returns the reason for which a file could not be read, without the system's error number.
pub(crate) fn unreadable(path: &Path, error: &io::Error) -> String {
    let why = match error.kind() {
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::IsADirectory => "it is a folder, not a file".to_owned(),
        io::ErrorKind::PermissionDenied => "there is no permission to read it".to_owned(),
        _ => error.to_string(),
    };
    format!("{}: {why}", path.display())
}
