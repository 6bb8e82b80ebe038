//! Fits the score to labelled pairs of your own and keeps the model as JSON.
//!
//! ```text
//! cargo run --release --example calibrate
//! ```
//!
//! `retold calibrate` does the same with files of JSON lines.

use retold::score::{Example, Fitter, Model};
use retold::{Detector, Error};

macro_rules! event {
    ($name:literal) => {
        [
            include_str!(concat!("../fixtures/", $name, "/en/original.txt")),
            include_str!(concat!("../fixtures/", $name, "/en/light_rewrite.txt")),
            include_str!(concat!("../fixtures/", $name, "/en/independent_report.txt")),
        ]
    };
}

/// Use hundreds of pairs: these show how it is done.
const EVENTS: [[&str; 3]; 3] = [
    event!("harbour_bridge"),
    event!("grain_terminal"),
    event!("glacier_observatory"),
];

fn main() -> Result<(), Error> {
    let detector = Detector::default();
    let mut examples = Vec::new();
    for (event, [source, rewrite, other]) in (0..).zip(EVENTS) {
        // Pairs of one event are one group: none of them is scored by a model that saw another.
        examples.push(Example::new(
            detector.evidence(source, rewrite),
            true,
            event,
        ));
        examples.push(Example::new(detector.evidence(source, other), false, event));
    }
    let fitter = Fitter::default().prior(Model::shipped().clone());
    let probabilities = fitter.cross_validate(&examples, 3)?;
    for (example, of) in examples.iter().zip(probabilities) {
        println!("rewrite {:5}: {:.3}", example.is_rewrite, of.both);
    }

    let json = fitter.fit(&examples)?.to_json();
    let own = Detector::builder().model(Model::from_json(&json)?).build();
    let [source, rewrite, _] = EVENTS[0];
    println!(
        "with the fitted model: {:.3}",
        own.compare(source, rewrite).score.probability
    );
    Ok(())
}
