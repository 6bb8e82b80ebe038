//! Prints the completions for a shell.

use std::io::{self, Write};

use clap::{Args, CommandFactory};
use clap_complete::Shell;

use crate::exit::{DONE, Outcome};

/// Prints the completions for a shell, for instance `retold completions bash`.
#[derive(Args)]
pub(crate) struct Options {
    /// The shell to print them for.
    shell: Shell,
}

pub(crate) fn run(options: &Options) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(
        options.shell,
        &mut crate::Cli::command(),
        "retold",
        &mut script,
    );
    io::stdout().write_all(&script)?;
    Ok(DONE)
}
