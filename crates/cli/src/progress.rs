//! Progress bars, and how many threads work.

use std::io::{self, IsTerminal};
use std::num::NonZeroUsize;
use std::thread::available_parallelism;

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

/// Returns a bar on standard error, hidden unless that is a terminal.
pub(crate) fn bar(length: u64) -> ProgressBar {
    let target = if io::stderr().is_terminal() {
        ProgressDrawTarget::stderr()
    } else {
        ProgressDrawTarget::hidden()
    };
    let bar = ProgressBar::with_draw_target(Some(length), target);
    match ProgressStyle::with_template("{wide_bar} {percent:>3} %  {elapsed_precise}, {eta} left") {
        Ok(style) => bar.with_style(style),
        Err(_) => bar,
    }
}

/// Sets how many threads work: as many as were asked for, or as there are cores. Must be called
/// before any of them is used.
pub(crate) fn set_threads(threads: Option<u16>) -> Result<(), rayon::ThreadPoolBuildError> {
    let threads = threads.map_or_else(
        || available_parallelism().map_or(1, NonZeroUsize::get),
        usize::from,
    );
    rayon::ThreadPoolBuilder::new()
        .num_threads(threads)
        .build_global()
}
