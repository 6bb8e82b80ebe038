//! Says how much of a long natural text is found where all of it was copied, block by block, in
//! another order.
//!
//! ```text
//! cargo run --release -p retold-tools --bin shuffled -- ../shared/eval/pan13/no-plagiarism.jsonl.gz
//! ```
//!
//! The suspicious texts of the rows are put one after the other up to each length and cut into
//! blocks of some 300 bytes at the ends of sentences; the blocks in another order are the copy.
//! Prints JSON: the reused share at each length, the lengths whose search was capped, and the least
//! share of the others.
#![allow(missing_docs)]

use std::collections::BTreeMap;
use std::error::Error;
use std::path::PathBuf;

use clap::Parser;
use retold::Detector;
use retold_tools::read_rows;
use serde::Deserialize;

#[derive(Parser)]
struct Arguments {
    /// Rows with a suspicious text.
    rows: PathBuf,
    /// Lengths of the text, in bytes.
    #[arg(long, value_delimiter = ',', default_values_t = [84_000, 256_000, 870_000, 2_600_000])]
    lengths: Vec<usize>,
}

#[derive(Deserialize)]
struct Row {
    suspicious: String,
}

/// Bytes of a block before the sentence ends that it ends with.
const BLOCK: usize = 250;

fn blocks(text: &str) -> Vec<&str> {
    let mut blocks = Vec::new();
    let mut start = 0;
    for (at, _) in text.match_indices(". ") {
        if at >= start + BLOCK {
            blocks.push(text[start..=at].trim());
            start = at + 1;
        }
    }
    blocks.push(text[start..].trim());
    blocks
}

/// Puts `blocks` in an order that is always the same (Fisher and Yates with SplitMix64).
fn shuffle(blocks: &mut [&str]) {
    let mut state = 4_u64;
    for at in (1..blocks.len()).rev() {
        state = state.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        blocks.swap(at, ((bits ^ (bits >> 31)) % (at as u64 + 1)) as usize);
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let rows: Vec<Row> = read_rows(&arguments.rows)?;
    let mut figures = BTreeMap::new();
    let (mut least, mut capped) = (1.0_f64, Vec::new());
    for length in arguments.lengths {
        let mut text = String::with_capacity(length + 100_000);
        for row in &rows {
            if text.len() >= length {
                break;
            }
            text.push_str(&row.suspicious);
            text.push_str("\n\n");
        }
        if text.len() < length {
            return Err(format!("the rows have {} bytes, not {length}", text.len()).into());
        }
        let end = (length..).find(|&end| text.is_char_boundary(end));
        let mut shuffled = blocks(&text[..end.unwrap_or(text.len())]);
        let source = shuffled.join(" ");
        shuffle(&mut shuffled);
        let comparison = Detector::default().compare(&source, &shuffled.join(" "));
        figures.insert(length.to_string(), serde_json::json!(comparison.reused));
        if comparison.capped {
            capped.push(length);
        } else {
            least = least.min(comparison.reused);
        }
    }
    figures.insert("least".to_owned(), serde_json::json!(least));
    figures.insert("capped".to_owned(), serde_json::json!(capped));
    println!("{}", serde_json::to_string(&figures)?);
    Ok(())
}
