//! Scores and passages to the last bit: of every pair of fixtures, the same on every machine,
//! feature set and thread count.
//!
//! Where a change of the score or the aligner is what changes them, write the file anew and look at
//! the difference:
//!
//! ```text
//! RETOLD_WRITE_GOLDEN=1 cargo test --test golden
//! ```
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot read its fixtures has failed"
)]

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

use retold::{Comparison, Detector, Span};

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

/// Returns the files of a folder, sorted by name.
fn sorted(folder: &Path) -> Vec<PathBuf> {
    let mut paths: Vec<_> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    paths.sort();
    paths
}

/// Returns every original with every other text of its event, in all languages: name, source,
/// suspicious text.
fn pairs() -> Vec<(String, String, String)> {
    let fixtures = root().join("fixtures");
    let mut pairs = Vec::new();
    for event in sorted(&fixtures) {
        let Ok(source) = fs::read_to_string(event.join("en/original.txt")) else {
            continue;
        };
        for language in sorted(&event).iter().filter(|path| path.is_dir()) {
            for text in sorted(language) {
                let name = text.strip_prefix(&fixtures).unwrap();
                let name = name.to_str().unwrap().replace('\\', "/");
                pairs.push((name, source.clone(), fs::read_to_string(&text).unwrap()));
            }
        }
    }
    assert!(pairs.len() >= 25);
    pairs
}

/// Returns a comparison in lines: numbers as the bits of an `f64` in hexadecimal, and as they are
/// read.
fn lines(name: &str, comparison: &Comparison) -> String {
    let mut out = format!("{name}\t{}\n", comparison.verdict());
    let mut number = |what: &str, value: f64| {
        writeln!(out, "  {what}\t{:016x}\t{value:.6}", value.to_bits()).unwrap();
    };
    number("probability", comparison.score.probability);
    number("whole", comparison.score.whole);
    number("wording", comparison.score.wording);
    number("reused", comparison.reused);
    number("covered", comparison.covered);
    for reason in &comparison.score.reasons {
        number(&format!("{:?}", reason.measure), reason.value);
    }
    let shown = |span: Span| format!("{}-{}", span.start, span.end);
    for passage in &comparison.passages {
        let (source, suspicious) = (shown(passage.source), shown(passage.suspicious));
        let (strength, identity) = (passage.strength.to_bits(), passage.identity.to_bits());
        let obfuscation = passage.obfuscation;
        writeln!(
            out,
            "  passage\t{source}\t{suspicious}\t{strength:016x}\t{identity:016x}\t{obfuscation:?}"
        )
        .unwrap();
    }
    out
}

#[test]
fn scores_and_passages_are_the_same_on_every_machine() {
    let detector = Detector::default();
    let now: String = pairs()
        .iter()
        .map(|(name, source, suspicious)| lines(name, &detector.compare(source, suspicious)))
        .collect();
    let path = root().join("tests/golden.tsv");
    if env::var_os("RETOLD_WRITE_GOLDEN").is_some() {
        fs::write(&path, &now).unwrap();
    }
    let golden = fs::read_to_string(&path).unwrap_or_default();
    let first = now
        .lines()
        .zip(golden.lines())
        .find(|(now, then)| now != then);
    assert!(
        now == golden,
        "tests/golden.tsv differs, first in {first:?}: if a change of the score is what changes it, \
         RETOLD_WRITE_GOLDEN=1 cargo test --test golden"
    );
}

/// The functions of the system's library differ in their last bits from machine to machine: what
/// scores uses `math.rs`.
#[test]
fn no_float_comes_from_the_library_of_the_system() {
    let allowed = [
        "math.rs",
        "eval",
        "report",
        "tests.rs",
        "fit.rs",
        "reference.rs",
    ];
    let mut folders = vec![root().join("src")];
    let mut found = Vec::new();
    while let Some(folder) = folders.pop() {
        for path in sorted(&folder) {
            let name = path.file_name().unwrap().to_str().unwrap();
            if allowed.iter().any(|allowed| name.ends_with(allowed)) {
                continue;
            }
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let text = fs::read_to_string(&path).unwrap();
            let code = text.split("#[cfg(test)]\nmod tests").next().unwrap();
            for function in [
                "ln()", "exp()", "ln_1p()", "exp_m1()", "log2()", "log10()", "powf(", "powi(",
                "tanh()",
            ] {
                if code.contains(&format!(".{function}")) {
                    found.push(format!("{}: {function}", path.display()));
                }
            }
        }
    }
    assert!(found.is_empty(), "use crate::math::Pinned: {found:#?}");
}
