//! Compares two texts and shows the passages that prove the reuse.
//!
//! ```text
//! cargo run --release --example compare [SOURCE SUSPICIOUS]
//! ```

use std::error::Error;
use std::fs;

use retold::Detector;
use retold::align::AlignOptions;
use retold::report::{TerminalReport, TerminalStyle};

const SOURCE: &str = include_str!("../fixtures/harbour_bridge/en/original.txt");
const SUSPICIOUS: &str = include_str!("../fixtures/harbour_bridge/en/heavy_rewrite.txt");

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let (source, suspicious) = match (arguments.next(), arguments.next()) {
        (Some(source), Some(suspicious)) => {
            (fs::read_to_string(source)?, fs::read_to_string(suspicious)?)
        }
        _ => (SOURCE.to_owned(), SUSPICIOUS.to_owned()),
    };
    let mut align = AlignOptions::default();
    align.edits = true;
    let comparison = Detector::builder()
        .align(align)
        .build()
        .compare(&source, &suspicious);
    print!(
        "{}",
        TerminalReport::new(&comparison, &source, &suspicious).title("a heavy rewrite")
    );
    println!("\nMarks: {}", TerminalStyle::Plain.legend());
    Ok(())
}
