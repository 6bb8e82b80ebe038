//! Compares one source with many texts, in parallel, and ranks them.
//!
//! ```text
//! cargo run --release --example many
//! ```

use retold::Detector;

const SOURCE: &str = include_str!("../fixtures/grain_terminal/en/original.txt");
const TEXTS: [(&str, &str); 4] = [
    (
        "a copy with small changes",
        include_str!("../fixtures/grain_terminal/en/near_copy.txt"),
    ),
    (
        "a heavy rewrite",
        include_str!("../fixtures/grain_terminal/en/heavy_rewrite.txt"),
    ),
    (
        "another report of the event",
        include_str!("../fixtures/grain_terminal/en/independent_report.txt"),
    ),
    (
        "another event",
        include_str!("../fixtures/harbour_bridge/en/original.txt"),
    ),
];

fn main() {
    let detector = Detector::default();
    // A text is prepared once, however often it is compared.
    let source = detector.document(SOURCE);
    let suspicious = detector.documents(&TEXTS.map(|(_, text)| text));
    let comparisons = detector.compare_many(&source, &suspicious);

    let mut ranked: Vec<_> = TEXTS.iter().zip(&comparisons).collect();
    ranked.sort_by(|(_, a), (_, b)| b.score.probability.total_cmp(&a.score.probability));
    for ((name, _), comparison) in ranked {
        println!(
            "{:5.1} %  {:17} {:4.0} % reused  {name}",
            100.0 * comparison.score.probability,
            comparison.verdict().to_string(),
            100.0 * comparison.reused,
        );
    }
}
