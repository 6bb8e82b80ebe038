//! Writes a comparison as JSON and reads it back; for other programs, offsets can count code
//! points.
//!
//! ```text
//! cargo run --release --example json
//! ```

use retold::{Comparison, Detector, Offsets};

const SOURCE: &str =
    "The café on the quay burned down on Monday; the owner, Ines Calder, was not hurt.";
const SUSPICIOUS: &str =
    "On Monday the café on the quay burned down – its owner Ines Calder was not hurt.";

fn main() -> Result<(), serde_json::Error> {
    let comparison = Detector::default().compare(SOURCE, SUSPICIOUS);

    let json = serde_json::to_string_pretty(&comparison)?;
    let again: Comparison = serde_json::from_str(&json)?;
    assert_eq!(again, comparison);
    println!("{json}");

    // Python slices strings by code points.
    let chars = comparison.to_value(SOURCE, SUSPICIOUS, Offsets::Chars)?;
    println!("bytes {}", serde_json::to_value(&comparison.passages)?);
    println!("chars {}", chars["passages"]);
    Ok(())
}
