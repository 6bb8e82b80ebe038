//! The JSON of a text with many sources has a schema.
//!
//! ```text
//! RETOLD_WRITE_SCHEMA=1 cargo test --test sources     where the schema is not as committed: look at the difference
//! ```
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot read its files has failed"
)]

use retold::Detector;
use retold::sources::Found;

#[test]
fn the_schema_is_as_committed() {
    let schema = serde_json::to_value(schemars::schema_for!(Found)).unwrap();
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/schema/sources.json");
    if std::env::var_os("RETOLD_WRITE_SCHEMA").is_some() {
        let text = serde_json::to_string_pretty(&schema).unwrap() + "\n";
        std::fs::write(path, text).unwrap();
    }
    let stored: serde_json::Value =
        serde_json::from_str(&std::fs::read_to_string(path).unwrap()).unwrap();
    assert_eq!(stored, schema);

    let detector = Detector::default();
    let sources = detector.documents(&[
        "The barge struck the third pier of the bridge before dawn, and the crossing was closed for eleven weeks.",
        "Plum jam needs no pectin, said the cook of the ferry, and she boiled forty pounds of fruit in one kettle.",
    ]);
    let suspicious = detector.document(
        "Before dawn the barge struck the bridge's third pier. Plum jam needs no pectin, said the cook of the ferry.",
    );
    let found = detector.sources(&suspicious, &sources);
    let validator = jsonschema::validator_for(&schema).unwrap();
    assert!(validator.is_valid(&serde_json::to_value(&found).unwrap()));
}
