//! The scheme of words and stems is pinned by a golden list for every language: what was stored
//! under its number must stay of use.
//!
//! Where a stem has changed, by a change here or by another version of a stemmer, raise
//! `text::SCHEME` and write the list anew:
//!
//! ```text
//! RETOLD_WRITE_SCHEME=1 cargo test --test scheme
//! ```
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot read its list has failed"
)]

use std::collections::BTreeSet;
use std::fs;

use retold::Language;
use retold::text::{Document, SCHEME, TextOptions};

const LIST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/scheme.tsv");
const GOLDEN: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/scheme_golden.tsv");

/// Returns for each line the language that is detected and the stems in that of the line.
fn stems(code: &str, text: &str) -> String {
    let mut options = TextOptions::default();
    let detected = Document::new(text, &options).language().code();
    options.language = Some(code.parse().unwrap());
    let document = Document::new(text, &options);
    let stems = document
        .tokens()
        .iter()
        .map(|token| document.stem_text(token.stem()));
    format!(
        "{code}\t{detected}\t{}\n",
        stems.collect::<Vec<_>>().join(" ")
    )
}

#[test]
fn words_and_stems_are_those_of_the_scheme() {
    let list = fs::read_to_string(LIST).unwrap();
    let rows: Vec<(&str, &str)> = list
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .collect();
    let now = format!(
        "scheme\t{SCHEME}\n{}",
        rows.iter()
            .map(|(code, text)| stems(code, text))
            .collect::<String>()
    );
    if std::env::var_os("RETOLD_WRITE_SCHEME").is_some() {
        fs::write(GOLDEN, &now).unwrap();
    }
    let golden = fs::read_to_string(GOLDEN).unwrap();
    for (was, is) in golden.lines().zip(now.lines()) {
        assert_eq!(
            was, is,
            "a stem has changed: raise text::SCHEME, and write the list anew"
        );
    }
    assert_eq!(golden.lines().count(), now.lines().count());
}

/// A new language needs a line of its own.
#[test]
fn every_language_has_a_line() {
    let list = fs::read_to_string(LIST).unwrap();
    let listed: BTreeSet<&str> = list
        .lines()
        .filter_map(|line| Some(line.split_once('\t')?.0))
        .collect();
    let known: BTreeSet<&str> = Language::all().map(Language::code).collect();
    assert_eq!(listed, known);
}
