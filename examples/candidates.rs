//! Finds the source of a text among many: candidates from an index, then a comparison with each.
//!
//! ```text
//! cargo run --release --example candidates
//! ```

use std::error::Error;

use retold::Detector;
use retold::index::{IndexOptions, LshIndex};
use retold::sketch::ContainmentHasher;

const SOURCES: [&str; 3] = [
    include_str!("../fixtures/harbour_bridge/en/original.txt"),
    include_str!("../fixtures/grain_terminal/en/original.txt"),
    include_str!("../fixtures/glacier_observatory/en/original.txt"),
];
/// Parts of one article among text of its own: resemblance is small, containment is not.
const SUSPICIOUS: &str = include_str!("../fixtures/glacier_observatory/en/mash_up.txt");

fn main() -> Result<(), Box<dyn Error>> {
    let detector = Detector::default();
    let sources = detector.documents(&SOURCES);

    let hasher = ContainmentHasher::new(4, IndexOptions::default().hasher().shingle_size())?;
    let options = IndexOptions::default().with_containment(hasher);
    let mut index = LshIndex::new(options);
    index.insert_many((0..).zip(options.records(&SOURCES)).collect())?;

    let candidates = index.containment(&hasher.sketch(SUSPICIOUS), 0.05)?;
    let suspicious = detector.document(SUSPICIOUS);
    let found = detector.compare_candidates(&suspicious, candidates.ids(), |id| {
        sources.get(id as usize).ok_or("a document was removed")
    })?;
    for candidate in found {
        let comparison = candidate.comparison;
        println!(
            "source {}: {:.1} %, {}, {:.0} % of the text in {} passages",
            candidate.id,
            100.0 * comparison.score.probability,
            comparison.verdict(),
            100.0 * comparison.reused,
            comparison.passages.len(),
        );
    }
    Ok(())
}
