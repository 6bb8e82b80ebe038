//! JSON: what the crate writes has a schema, and can be read back.
//!
//! Where a schema is not as committed, write it anew and look at the difference:
//!
//! ```text
//! RETOLD_WRITE_SCHEMA=1 cargo test --test json
//! ```
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot start its program has failed"
)]
#![allow(dead_code, reason = "a type here only describes a file")]

use std::path::PathBuf;
use std::{env, fs};

use retold::align::AlignOptions;
use retold::scope::{ScopeOptions, SetAsideReason};
use retold::score::Model;
use retold::{Comparison, Detector};
use schemars::schema_for;
use serde_json::{Value, json};

/// Returns every schema with the name of its file in `schema/`.
fn schemas() -> [(&'static str, Value); 2] {
    [
        ("comparison", schema_for!(Comparison).to_value()),
        ("model", schema_for!(Model).to_value()),
    ]
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

#[test]
fn the_schemas_are_as_committed() {
    for (name, schema) in schemas() {
        let path = root().join(format!("schema/{name}.json"));
        let written = format!("{}\n", serde_json::to_string_pretty(&schema).unwrap());
        if env::var_os("RETOLD_WRITE_SCHEMA").is_some() {
            fs::write(&path, &written).unwrap();
        }
        let committed = fs::read_to_string(&path).unwrap_or_default();
        assert!(
            committed == written,
            "{} is out of date: RETOLD_WRITE_SCHEMA=1 cargo test --test json",
            path.display()
        );
    }
}

/// Asserts that a value is as its schema says, with what is wrong and where.
#[track_caller]
fn valid(name: &str, value: &Value) {
    let (_, schema) = schemas()
        .into_iter()
        .find(|(found, _)| *found == name)
        .unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(value)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{name}: {errors:#?}");
}

fn fixture(name: &str) -> PathBuf {
    root().join(format!("fixtures/harbour_bridge/en/{name}.txt"))
}

fn text(name: &str) -> String {
    fs::read_to_string(fixture(name)).unwrap()
}

/// Returns a comparison with all that a comparison can have: passages, edits, reasons, something
/// set aside, and findings.
fn comparison() -> Comparison {
    let mut options = AlignOptions::default();
    options.edits = true;
    let suspicious = text("light_rewrite").replacen("bridge", "bri\u{200b}dge", 1);
    let comparison = Detector::builder()
        .align(options)
        .scope(ScopeOptions::default().with(SetAsideReason::Quotation))
        .build()
        .compare(&text("original"), &suspicious);
    assert!(
        !comparison.passages.is_empty()
            && !comparison.set_aside.is_empty()
            && !comparison.suspicious_findings.is_empty()
    );
    comparison
}

#[test]
fn a_comparison_is_as_its_schema_says_and_reads_back_equal() {
    let comparison = comparison();
    let written = serde_json::to_string(&comparison).unwrap();
    let value: Value = serde_json::from_str(&written).unwrap();
    assert_eq!(value["schema_version"], json!(Comparison::SCHEMA_VERSION));
    valid("comparison", &value);
    assert_eq!(
        serde_json::from_str::<Comparison>(&written).unwrap(),
        comparison
    );
}

/// Whatever later versions write, what this version wrote stays readable.
#[test]
fn the_json_of_version_1_stays_readable() {
    let path = root().join("tests/json/comparison-1.json");
    let written = fs::read_to_string(&path).unwrap();
    let comparison: Comparison = serde_json::from_str(&written).unwrap();
    assert_eq!(comparison.verdict(), retold::Verdict::LightRewrite);
    assert!(!comparison.passages.is_empty() && !comparison.score.reasons.is_empty());
    valid("comparison", &serde_json::from_str(&written).unwrap());
}

#[test]
fn another_version_is_refused_with_both_numbers() {
    let mut value = serde_json::to_value(comparison()).unwrap();
    value["schema_version"] = json!(2);
    let error = serde_json::from_value::<Comparison>(value.clone())
        .unwrap_err()
        .to_string();
    assert_eq!(
        error,
        "schema version 2 is not known: this version reads version 1"
    );
    value.as_object_mut().unwrap().remove("schema_version");
    assert!(
        serde_json::from_value::<Comparison>(value)
            .unwrap_err()
            .to_string()
            .contains("schema_version")
    );
}

/// The schemas must be able to say no.
#[test]
fn what_is_wrong_is_found() {
    let validator = jsonschema::validator_for(&schemas()[0].1).unwrap();
    let right = serde_json::to_value(comparison()).unwrap();
    for (pointer, wrong) in [
        ("/schema_version", json!(2)),
        ("/score/probability", json!("high")),
        ("/score/verdict", json!("guilty")),
        ("/passages/0/source", json!({"start": 1})),
        ("/passages/0/edits/0/kind", json!("stolen")),
    ] {
        let mut value = right.clone();
        *value.pointer_mut(pointer).unwrap() = wrong;
        assert!(!validator.is_valid(&value), "{pointer}");
    }
}

#[test]
fn a_model_file_is_as_its_schema_says() {
    valid(
        "model",
        &serde_json::from_str(&Model::shipped().to_json()).unwrap(),
    );
}
