//! The command `retold`: how far texts are rewrites of others, near-duplicates among many texts, and figures on labelled data.
//!
//! Each subcommand has a file of its own in `command/`; a new one is a file there and a row in [`command::Command`].

mod command;
mod exit;
mod input;
mod output;
mod progress;

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

fn main() -> ExitCode {
    exit::end(Cli::parse().command.run())
}
