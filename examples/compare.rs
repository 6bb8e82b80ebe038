//! Compares two texts: how far is the second a rewrite of the first, and which passages prove it?
//!
//! ```text
//! cargo run --release --example compare [SOURCE SUSPICIOUS]     bundled articles where no files are named
//! ```

use std::error::Error;
use std::fs;

use retold::Detector;
use retold::align::AlignOptions;
use retold::report::TerminalReport;

const SOURCE: &str = include_str!("../fixtures/harbour_bridge/en/original.txt");
const SUSPICIOUS: &str = include_str!("../fixtures/harbour_bridge/en/heavy_rewrite.txt");

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (source, suspicious) = match (arguments.next(), arguments.next()) {
        (None, _) => (SOURCE.to_owned(), SUSPICIOUS.to_owned()),
        (Some(source), Some(suspicious)) => {
            (fs::read_to_string(source)?, fs::read_to_string(suspicious)?)
        }
        _ => return Err("give two files, or none for the bundled articles".into()),
    };
    let detector = Detector::builder()
        .align(AlignOptions::default().edits(true))
        .build();
    let comparison = detector.compare(&source, &suspicious);
    let report = TerminalReport::new(&comparison, &source, &suspicious).reasons(5);
    print!("{report}");
    Ok(())
}
