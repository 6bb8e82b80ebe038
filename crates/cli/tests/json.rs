//! JSON: what the subcommands write has a schema.
//!
//! Where a schema is not as committed, write it anew and look at the difference:
//!
//! ```text
//! RETOLD_WRITE_SCHEMA=1 cargo test -p retold-cli --test json
//! ```
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot start its program has failed"
)]
#![allow(
    dead_code,
    reason = "the types here only describe what the program prints"
)]

#[path = "common/program.rs"]
mod program;

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::{env, fs};

use program::{Folder, program, repository};
use retold::Comparison;
use schemars::{JsonSchema, schema_for};
use serde_json::{Value, json};

/// What `compare --json` prints for each source.
#[derive(JsonSchema)]
struct Compare {
    /// What the source is called.
    source: String,
    /// Best first.
    comparisons: Vec<CompareRow>,
}

#[derive(JsonSchema)]
struct CompareRow {
    /// What the suspicious text is called.
    suspicious: String,
    #[serde(flatten)]
    comparison: Comparison,
}

/// What `evaluate pairs --json` prints.
#[derive(JsonSchema)]
struct EvaluatePairs {
    #[serde(flatten)]
    all: PairsFigures,
    pairs_per_second: f64,
    by_kind: BTreeMap<String, KindFigures>,
}

/// A measure that the data do not define is null.
#[derive(JsonSchema)]
struct PairsFigures {
    auc: Option<f64>,
    average_precision: Option<f64>,
    tpr_at_1_fpr: Option<f64>,
    accuracy: Option<f64>,
    calibration_error: Option<f64>,
    pairs: u64,
}

#[derive(JsonSchema)]
struct KindFigures {
    #[serde(flatten)]
    own: PairsFigures,
    /// Ranked among all pairs of the other label, where all of the kind have one label.
    auc_against_all: Option<f64>,
}

/// What `evaluate align --json` prints.
#[derive(JsonSchema)]
struct EvaluateAlign {
    #[serde(flatten)]
    all: AlignFigures,
    pairs_per_second: f64,
    by_obfuscation: BTreeMap<String, AlignFigures>,
}

#[derive(JsonSchema)]
struct AlignFigures {
    plagdet: f64,
    precision: f64,
    recall: f64,
    granularity: f64,
    false_alarm_pairs: u64,
    pairs: u64,
}

/// A row of what `evaluate --predictions` writes: a score, or passages in code points.
#[derive(JsonSchema)]
#[serde(untagged)]
enum Prediction {
    Score {
        id: Id,
        score: f64,
    },
    Passages {
        id: Id,
        passages: Vec<PredictedPassage>,
    },
}

/// As it is in the row that was read.
#[derive(JsonSchema)]
#[serde(untagged)]
enum Id {
    Text(String),
    Number(f64),
}

#[derive(JsonSchema)]
struct PredictedPassage {
    src_offset: u64,
    src_length: u64,
    susp_offset: u64,
    susp_length: u64,
}

/// What `evaluate duplicates --json` prints; a measure that the data do not define is null.
#[derive(JsonSchema)]
struct EvaluateDuplicates {
    /// Of pairs that were put together, and of pairs that belong together.
    precision: Option<f64>,
    recall: Option<f64>,
    f1: Option<f64>,
    adjusted_rand_index: Option<f64>,
    documents: u64,
    clusters: u64,
    /// Pairs found from the threshold on.
    pairs: u64,
    /// Pairs that were looked at.
    candidates: u64,
    bands: u64,
    rows: u64,
    documents_per_second: f64,
}

/// What `family --json` prints.
#[derive(JsonSchema)]
struct Family {
    /// 1.
    schema_version: u32,
    /// The texts, by the numbers that the families have.
    texts: Vec<FamilyText>,
    #[serde(flatten)]
    families: retold::family::Families,
}

#[derive(JsonSchema)]
struct FamilyText {
    name: String,
    words: u64,
    /// As it was given.
    date: Option<String>,
    outlet: Option<String>,
}

/// A row of the `pairs.jsonl` that `deduplicate` writes.
#[derive(JsonSchema)]
struct DuplicatePair {
    first: Id,
    second: Id,
    /// Exact, from 0 to 1.
    resemblance: f64,
}

/// A row of its `clusters.jsonl`: at least two documents.
#[derive(JsonSchema)]
struct DuplicateCluster {
    /// Its first document.
    cluster: Id,
    members: Vec<Id>,
}

/// A row of its `keep.jsonl`.
#[derive(JsonSchema)]
struct Kept {
    id: Id,
}

/// A line of what `corpus sources --json` prints, and the answer of `POST /sources`.
#[derive(JsonSchema)]
struct CorpusSources {
    /// What the suspicious text is called.
    suspicious: String,
    words: u64,
    /// Share of its words that lie in the passages of a source.
    reused: f64,
    /// How many articles the index proposed.
    candidates: u64,
    /// How many of them were compared: fewer where the deadline passed.
    compared: u64,
    /// The search was cut short.
    capped: bool,
    /// How long each stage took.
    microseconds: Stages,
    /// Best first.
    sources: Vec<CorpusSource>,
    /// Which words come from which source, in the order of the text.
    attributions: Vec<retold::sources::Attribution>,
}

#[derive(JsonSchema)]
struct Stages {
    find: u64,
    fetch: u64,
    read: u64,
    compare: u64,
}

#[derive(JsonSchema)]
struct CorpusSource {
    key: String,
    /// In UTC.
    published: Option<String>,
    group: Option<String>,
    /// Its position among the candidates, from 0.
    rank: u64,
    /// How well it matched the search.
    retrieval: f64,
    #[serde(flatten)]
    source: retold::sources::FoundSource,
}

/// Returns every schema with the name of its file in `schema/`.
fn schemas() -> [(&'static str, Value); 11] {
    [
        ("compare", schema_for!(Compare).to_value()),
        ("evaluate-pairs", schema_for!(EvaluatePairs).to_value()),
        ("evaluate-align", schema_for!(EvaluateAlign).to_value()),
        ("prediction", schema_for!(Prediction).to_value()),
        (
            "evaluate-duplicates",
            schema_for!(EvaluateDuplicates).to_value(),
        ),
        ("family", schema_for!(Family).to_value()),
        (
            "evaluate-families",
            schema_for!(retold::eval::FamilyMeasures).to_value(),
        ),
        ("corpus-sources", schema_for!(CorpusSources).to_value()),
        ("deduplicate-pair", schema_for!(DuplicatePair).to_value()),
        (
            "deduplicate-cluster",
            schema_for!(DuplicateCluster).to_value(),
        ),
        ("deduplicate-keep", schema_for!(Kept).to_value()),
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
            "{} is out of date: RETOLD_WRITE_SCHEMA=1 cargo test -p retold-cli --test json",
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
    repository(&format!("fixtures/harbour_bridge/en/{name}.txt"))
}

fn text(name: &str) -> String {
    fs::read_to_string(fixture(name)).unwrap()
}

/// Returns the output of a subcommand.
fn run(name: &str, arguments: &[&str]) -> String {
    let output = program(name).args(arguments).output().unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout).unwrap()
}

#[test]
fn what_is_printed_is_as_the_schemas_say() {
    for line in run("compare", &["--json"]).lines() {
        valid("compare", &serde_json::from_str(line).unwrap());
    }
    let folder = Folder::new("json");
    let row = |id: Value, name: &str, label: u8| {
        let passage =
            json!({"src_offset": 0, "src_length": 10, "susp_offset": 0, "susp_length": 10});
        let (source, suspicious) = (text("original"), text(name));
        json!({"id": id, "source": source, "suspicious": suspicious, "label": label, "kind": "news", "passages": [passage], "obfuscation": "none"})
    };
    let rows = [
        row(json!("a"), "near_copy", 1),
        row(json!(2), "independent_report", 0),
    ]
    .map(|row| row.to_string())
    .join("\n");
    let (input, output) = (
        &*folder.file("rows.jsonl", rows),
        &*folder.path("out.jsonl"),
    );
    for task in ["pairs", "align"] {
        let printed = run(
            "evaluate",
            &[task, input, "--json", "--predictions", output],
        );
        valid(
            &format!("evaluate-{task}"),
            &serde_json::from_str(&printed).unwrap(),
        );
        let predictions = fs::read_to_string(output).unwrap();
        assert_eq!(predictions.lines().count(), 2);
        predictions
            .lines()
            .for_each(|line| valid("prediction", &serde_json::from_str(line).unwrap()));
    }
}

#[test]
fn what_deduplicate_and_evaluate_duplicates_print_is_as_the_schemas_say() {
    let folder = Folder::new("json-duplicates");
    let row = |id: Value, name: &str| json!({"id": id, "text": text(name), "cluster": name});
    let rows = [
        row(json!("a"), "original"),
        row(json!(2), "original"),
        row(json!("c"), "mash_up"),
    ];
    let input = &*folder.file("rows.jsonl", rows.map(|row| row.to_string()).join("\n"));
    let printed = run(
        "evaluate",
        &["duplicates", input, "--threshold", "0.5", "--json"],
    );
    valid(
        "evaluate-duplicates",
        &serde_json::from_str(&printed).unwrap(),
    );
    let out = &*folder.path("out");
    run("deduplicate", &[input, "--out", out]);
    for (file, schema, lines) in [
        ("pairs", "pair", 1),
        ("clusters", "cluster", 1),
        ("keep", "keep", 2),
    ] {
        let written = fs::read_to_string(PathBuf::from(out).join(format!("{file}.jsonl"))).unwrap();
        assert_eq!(written.lines().count(), lines, "{file}");
        written.lines().for_each(|line| {
            valid(
                &format!("deduplicate-{schema}"),
                &serde_json::from_str(line).unwrap(),
            )
        });
    }
}

#[test]
fn what_family_and_evaluate_families_print_is_as_the_schemas_say() {
    let folder = Folder::new("json-family");
    let texts = [
        "original",
        "light_rewrite",
        "summary",
        "independent_report_1",
    ]
    .map(|name| {
        let path = repository(&format!("fixtures/cable_car/en/{name}.txt"));
        (name, fs::read_to_string(path).unwrap())
    });
    let document = |(name, text): &(&str, String)| {
        json!({"id": name, "text": text, "date": "2024-06-04"}).to_string()
    };
    let input = &*folder.file(
        "texts.jsonl",
        texts.iter().map(document).collect::<Vec<_>>().join("\n"),
    );
    let printed: Value = serde_json::from_str(&run("family", &[input, "--json"])).unwrap();
    valid("family", &printed);
    assert_eq!(printed["origins"]["count"], 2);
    assert_eq!(
        printed["families"][0]["members"][0]["descent"]["kind"],
        "original"
    );
    let row = |(name, text): &(&str, String)| {
        let origin = if *name == "independent_report_1" {
            "report"
        } else {
            "story"
        };
        let parent = ["light_rewrite", "summary"]
            .contains(name)
            .then_some("original");
        json!({"set": 1, "id": name, "origin": origin, "parent": parent, "text": text}).to_string()
    };
    let rows = &*folder.file(
        "rows.jsonl",
        texts.iter().map(row).collect::<Vec<_>>().join("\n"),
    );
    let printed: Value =
        serde_json::from_str(&run("evaluate", &["families", rows, "--json"])).unwrap();
    valid("evaluate-families", &printed);
    assert_eq!(
        (&printed["exact"], &printed["root_accuracy"]),
        (&json!(1.0), &json!(1.0))
    );
    assert_eq!(printed["siblings_without_source"], Value::Null);
}

#[cfg(feature = "corpus")]
#[test]
fn what_corpus_sources_prints_is_as_the_schema_says() {
    let folder = Folder::new("json-corpus");
    let row = |name: &str| {
        json!({"id": name, "text": text(name), "date": "2024-06-04", "group": "wire"}).to_string()
    };
    let rows = [row("original"), row("independent_report")].join("\n");
    let (corpus, feed) = (&*folder.path("c"), &*folder.file("feed.jsonl", rows));
    run("corpus", &["add", corpus, feed]);
    let files = ["heavy_rewrite", "mash_up"].map(|name| fixture(name).display().to_string());
    let printed = run(
        "corpus",
        &["sources", corpus, "--json", &files[0], &files[1]],
    );
    let answers: Vec<Value> = printed
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(answers.len(), 2);
    for answer in &answers {
        valid("corpus-sources", answer);
    }
    assert_eq!(answers[0]["sources"][0]["key"], "original");
    assert!(!answers[0]["attributions"].as_array().unwrap().is_empty());
}
