//! Keeps articles in a corpus on disk, and finds the sources of texts among them.
//!
//! ```text
//! retold corpus add CORPUS PATH...        texts and JSON lines {"id","text","date"?,"group"?}, also .gz and .zst
//! retold corpus sources CORPUS FILE...    which articles a text was made from, and which words come from which
//! retold corpus watch CORPUS FOLDER       add what arrives in a folder
//! retold corpus serve CORPUS              the same over HTTP
//! retold corpus remove CORPUS KEY...      and stats, verify, compact, rebuild
//! ```

mod add;
mod maintain;
mod serve;
mod sources;
mod watch;

use std::error::Error;

use clap::{Args, Subcommand};

use crate::exit::Outcome;

/// Keep articles in a corpus on disk, and find the sources of texts among them.
#[derive(Args)]
pub(crate) struct Options {
    #[command(subcommand)]
    task: Task,
}

#[derive(Subcommand)]
enum Task {
    Add(add::Options),
    Sources(sources::Options),
    Watch(watch::Options),
    Serve(serve::Options),
    Remove(maintain::Remove),
    Stats(maintain::Stats),
    Verify(maintain::Verify),
    Compact(maintain::Compact),
    Rebuild(maintain::Rebuild),
}

pub(crate) fn run(options: &Options) -> Outcome {
    match &options.task {
        Task::Add(options) => add::run(options),
        Task::Sources(options) => sources::run(options),
        Task::Watch(options) => watch::run(options),
        Task::Serve(options) => serve::run(options),
        Task::Remove(options) => maintain::remove(options),
        Task::Stats(options) => maintain::stats(options),
        Task::Verify(options) => maintain::verify(options),
        Task::Compact(options) => maintain::compact(options),
        Task::Rebuild(options) => maintain::rebuild(options),
    }
}

/// Returns the message of an error, with what caused it.
pub(crate) fn explain(error: retold_corpus::Error) -> String {
    let mut message = error.to_string();
    let mut cause = error.source();
    while let Some(error) = cause {
        message.push_str(&format!(": {error}"));
        cause = error.source();
    }
    message
}
