//! Finds the near-duplicates among texts, puts them in clusters, and keeps one of each.
//!
//! ```text
//! cargo run --release --example clusters
//! ```

use retold::index::{Clusters, IndexOptions, LshIndex};

const TEXTS: [&str; 5] = [
    "The barge struck the third pier of the bridge before dawn, and the crossing was closed for eleven weeks.",
    "Plum jam needs no pectin, since the skins of the fruit hold enough of it; lemon juice keeps the colour.",
    "The barge struck the third pier of the bridge before dawn; and the crossing was closed for eleven weeks!",
    "A late frost took half of the blossom in the valley, and growers expect a small harvest of apples this year.",
    "PLUM JAM needs no pectin since the skins of the fruit hold enough of it. Lemon juice keeps the colour.",
];

fn main() -> Result<(), retold::Error> {
    let options = IndexOptions::default();
    let mut index = LshIndex::new(options);
    index.insert_many((0..).zip(options.records(&TEXTS)).collect())?;

    let pairs = index.all_pairs(0.8)?;
    for pair in &pairs {
        println!("{} and {}: {}", pair.first, pair.second, pair.resemblance);
    }
    let clusters = Clusters::new(
        index.ids()?,
        pairs.into_iter().map(|pair| (pair.first, pair.second)),
    )?;
    for (name, members) in clusters.iter() {
        println!("cluster {name}: {members:?}");
    }
    // The longest of each cluster; `keep_first` keeps the one with the smallest id.
    let kept = clusters.keep_by(|id| TEXTS[id as usize].len());
    println!("keep {kept:?}");
    Ok(())
}
