//! Writes a page that shows a comparison to a person: one file that can be sent to anyone.
//!
//! ```text
//! cargo run --release --example page [PAGE.html]
//! ```

use std::path::PathBuf;

use retold::Detector;
use retold::align::AlignOptions;
use retold::report::HtmlReport;

const SOURCE: &str = include_str!("../fixtures/harbour_bridge/en/original.txt");
const SUSPICIOUS: &str = include_str!("../fixtures/harbour_bridge/en/light_rewrite.txt");

fn main() -> std::io::Result<()> {
    let page = std::env::args_os().nth(1).map_or_else(
        || std::env::temp_dir().join("retold-example.html"),
        PathBuf::from,
    );
    let detector = Detector::builder()
        .align(AlignOptions::default().edits(true))
        .sentences(true)
        .build();
    let comparison = detector.compare(SOURCE, SUSPICIOUS);
    let report = HtmlReport::new(&comparison, SOURCE, SUSPICIOUS)
        .titles("the agency's report", "the article")
        .switches(&detector);
    std::fs::write(&page, report.to_string())?;
    println!("{}", page.display());
    Ok(())
}
