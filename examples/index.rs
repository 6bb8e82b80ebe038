//! Builds an index of near-duplicates, stores it in a file, and queries it.
//!
//! ```text
//! cargo run --release --example index
//! ```

use std::error::Error;

use retold::index::{IndexOptions, LshIndex, Plan};
use retold::shingle::ShingleSize;
use retold::sketch::MinHasher;

const ARTICLES: [&str; 3] = [
    include_str!("../fixtures/harbour_bridge/en/original.txt"),
    include_str!("../fixtures/grain_terminal/en/original.txt"),
    include_str!("../fixtures/glacier_observatory/en/original.txt"),
];
const QUERY: &str = include_str!("../fixtures/grain_terminal/en/near_copy.txt");

fn main() -> Result<(), Box<dyn Error>> {
    // Plan for texts that share half of their runs of three words: the plan says what to expect.
    let hasher = MinHasher::new(128, ShingleSize::REWORDING)?;
    let plan = Plan::new(hasher.length(), 0.5, 0.99)?;
    let options = IndexOptions::new(hasher, plan.banding())?;

    let mut index = LshIndex::new(options);
    index.insert_many((0..).zip(options.records(&ARTICLES)).collect())?;
    let path = std::env::temp_dir().join(format!("retold-example-{}.index", std::process::id()));
    index.save(&path)?;

    // `LshIndex::open` maps the file instead, with the feature `mmap`.
    let stored = LshIndex::load(&path)?;
    for found in stored.query(&options.record(QUERY), 0.5)? {
        println!("document {}: resemblance {}", found.id, found.resemblance);
    }
    std::fs::remove_file(&path)?;
    Ok(())
}
