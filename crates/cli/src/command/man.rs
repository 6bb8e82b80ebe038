//! Prints or writes the manual pages.

use std::fs;
use std::io::{self, Write};
use std::path::PathBuf;

use clap::{Args, CommandFactory};
use clap_mangen::Man;

use crate::exit::{DONE, Outcome};

/// Prints the manual page, or writes the pages of all subcommands to a folder.
#[derive(Args)]
pub(crate) struct Options {
    /// The folder to write retold.1 and a page for each subcommand to; it is made if there is none.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub(crate) fn run(options: &Options) -> Outcome {
    match &options.out {
        Some(folder) => {
            let problem = |error| format!("cannot write to {}: {error}", folder.display());
            fs::create_dir_all(folder).map_err(problem)?;
            clap_mangen::generate_to(crate::Cli::command(), folder).map_err(problem)?;
        }
        None => {
            let mut page = Vec::new();
            Man::new(crate::Cli::command()).render(&mut page)?;
            io::stdout().write_all(&page)?;
        }
    }
    Ok(DONE)
}
