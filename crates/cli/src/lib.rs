//! The command `retold`: how far texts are rewrites of others, near-duplicates among many texts,
//! and figures on labelled data.
//!
//! [`run`] is the whole program. Each subcommand has a file of its own in `command/`; a new one is
//! a file there and a row in `Command`. [`input`] reads files of texts and rows, and serves the
//! programs of `tools/` as well.

mod command;
mod exit;
pub mod input;
mod output;
mod progress;
mod texts;

use std::process::ExitCode;

use clap::Parser;

use command::Command;

/// Says how far texts are rewrites of others, and shows the passages that prove it.
#[derive(Parser)]
#[command(name = "retold", version, max_term_width = 100)]
struct Cli {
    #[command(subcommand)]
    command: Command,
}

/// Reads the command line, does what it asks for, and returns the exit code: 0 where all was done,
/// 1 where some input was bad and the rest was done, 2 where nothing could be done.
pub fn run() -> ExitCode {
    exit::end(Cli::parse().command.run())
}
