//! The subcommands, one file each.

mod calibrate;
mod compare;
mod completions;
#[cfg(feature = "corpus")]
pub(crate) mod corpus;
mod deduplicate;
mod evaluate;
mod family;
mod man;
mod report;

use clap::Subcommand;

use crate::exit::Outcome;

/// What the program can do. A new subcommand is a file next to this one, with a struct of options
/// that has `run`, a variant here, and a line in [`Command::run`].
#[derive(Subcommand)]
pub(crate) enum Command {
    Compare(compare::Options),
    Report(report::Options),
    Deduplicate(deduplicate::Options),
    Family(family::Options),
    Evaluate(evaluate::Options),
    #[cfg(feature = "corpus")]
    Corpus(corpus::Options),
    Calibrate(calibrate::Options),
    Completions(completions::Options),
    Man(man::Options),
}

impl Command {
    /// Does what was asked for, and returns the exit code.
    pub(crate) fn run(&self) -> Outcome {
        match self {
            Self::Compare(options) => compare::run(options),
            Self::Report(options) => report::run(options),
            Self::Deduplicate(options) => deduplicate::run(options),
            Self::Family(options) => family::run(options),
            Self::Evaluate(options) => evaluate::run(options),
            #[cfg(feature = "corpus")]
            Self::Corpus(options) => corpus::run(options),
            Self::Calibrate(options) => calibrate::run(options),
            Self::Completions(options) => completions::run(options),
            Self::Man(options) => man::run(options),
        }
    }
}
