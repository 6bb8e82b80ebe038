//! Counts comparisons whose probability and shares contradict each other, in both directions.
//!
//! ```text
//! cargo run --release -p retold-tools --bin agree -- ../shared/eval
//! ```
//!
//! A contradiction is a pair below .5 of which half or more is said to be reused, or one of .5 or
//! more of which less than a twentieth is. A pair of .5 or more must also show where: a passage or
//! a pair of sentences.

use std::error::Error;
use std::path::PathBuf;

use clap::Parser;
use rayon::prelude::*;
use retold::Detector;
use retold_tools::pairs;

#[derive(Parser)]
struct Arguments {
    /// The folder of evaluation data.
    folder: PathBuf,
    /// Prints each contradiction.
    #[arg(long)]
    list: bool,
    /// Compares one pair in this number.
    #[arg(long, default_value_t = 1)]
    every: usize,
}

/// What is wrong with a comparison, if anything.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Contradiction {
    ReusedThoughIndependent,
    RewriteWithoutReuse,
    NothingShown,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let detector = Detector::default();
    for set in ["newsmix", "stress", "kau_arabic"] {
        let rows = pairs::rows(&arguments.folder, set)?;
        for (direction, swapped) in [("forwards", false), ("backwards", true)] {
            let found: Vec<(String, Contradiction, f64, f64)> = rows
                .par_iter()
                .step_by(arguments.every)
                .flat_map_iter(|row| {
                    let (source, suspicious) = match swapped {
                        false => (&row.source, &row.suspicious),
                        true => (&row.suspicious, &row.source),
                    };
                    let comparison = detector.compare(source, suspicious);
                    let (p, reused) = (comparison.score.probability, comparison.reused);
                    let shown = !comparison.passages.is_empty()
                        || comparison.sentences.iter().any(|of| of.source.is_some());
                    let wrong = [
                        (
                            p < 0.5 && reused >= 0.5,
                            Contradiction::ReusedThoughIndependent,
                        ),
                        (
                            p >= 0.5 && reused < 0.05,
                            Contradiction::RewriteWithoutReuse,
                        ),
                        (p >= 0.5 && !shown, Contradiction::NothingShown),
                    ];
                    let wrong = wrong.into_iter().filter(|(is, _)| *is);
                    wrong
                        .map(|(_, what)| (row.id().to_owned(), what, p, reused))
                        .collect::<Vec<_>>()
                })
                .collect();
            let count = |what| found.iter().filter(|of| of.1 == what).count();
            println!(
                "{set} {direction}: {} pairs, {} reused though independent, {} rewritten without reuse, {} with nothing shown",
                rows.len().div_ceil(arguments.every),
                count(Contradiction::ReusedThoughIndependent),
                count(Contradiction::RewriteWithoutReuse),
                count(Contradiction::NothingShown)
            );
            for (id, _, p, reused) in found.iter().filter(|_| arguments.list) {
                println!("  {id}: probability {p:.3}, reused {reused:.3}");
            }
        }
    }
    Ok(())
}
