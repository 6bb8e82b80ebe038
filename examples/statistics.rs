//! Counts how common words are in texts of your own: for a language without a table, or a special
//! field.
//!
//! ```text
//! cargo run --release --example statistics
//! ```

use retold::text::Rarity;
use retold::{Detector, Language};

/// Use thousands of texts: the more, the better.
const CORPUS: [&str; 4] = [
    "Die Fähre fuhr am Montag nicht aus, weil der Hafen gesperrt war.",
    "Der Hafen bleibt am Dienstag gesperrt, sagte die Leiterin des Hafens.",
    "Am Montag fuhr die Fähre mit zwei Stunden Verspätung.",
    "Die Reederei sagte, die Fähre fahre am Mittwoch wieder.",
];
const TEXT: &str = "Die Fähre Aurelia lief am Montag mit 212 Reisenden auf eine Sandbank.";

fn main() {
    let plain = Detector::builder().language(Language::German).build();
    let rarity = Rarity::from_documents(&plain.documents(&CORPUS));
    let own = Detector::builder()
        .language(Language::German)
        .rarity(rarity)
        .build();
    for (name, detector) in [("as shipped", plain), ("own statistics", own)] {
        let document = detector.document(TEXT);
        let share = |word: &str| {
            let token = document
                .tokens()
                .iter()
                .find(|token| token.span().slice(TEXT) == Some(word));
            token.map_or(0.0, |token| document.stems()[token.stem()].share())
        };
        println!(
            "{name}: a share of {:.3} of all words are Fähre, {:.3} Sandbank",
            share("Fähre"),
            share("Sandbank"),
        );
    }
}
