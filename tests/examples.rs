//! The examples: each runs without arguments, prints something, and stays short enough to be read
//! at once.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot start its program has failed"
)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Returns the names of all examples.
fn examples() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples");
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .map(|path| path.file_stem().unwrap().to_str().unwrap().to_owned())
        .collect();
    names.sort();
    names
}

/// Returns the program of an example, which `cargo test` builds with the tests.
fn program(name: &str) -> PathBuf {
    let test = std::env::current_exe().unwrap();
    let folder = test.parent().unwrap().parent().unwrap().join("examples");
    folder
        .join(name)
        .with_extension(std::env::consts::EXE_EXTENSION)
}

#[test]
fn every_example_runs() {
    let page = Path::new(env!("CARGO_TARGET_TMPDIR")).join("page.html");
    for name in examples() {
        let mut command = Command::new(program(&name));
        if name == "page" {
            command.arg(&page);
        }
        let output = command.output().unwrap();
        let message = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{name}: {message}");
        assert!(!output.stdout.is_empty(), "{name}");
    }
    assert!(
        fs::read_to_string(page)
            .unwrap()
            .starts_with("<!doctype html>")
    );
}

#[test]
fn every_example_is_short_and_listed() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    for name in examples() {
        let text = fs::read_to_string(root.join(format!("examples/{name}.rs"))).unwrap();
        let code = text.lines().filter(|line| !line.starts_with("//!")).count();
        assert!((15..=60).contains(&code), "{name}: {code} lines");
        let link = format!("(examples/{name}.rs)");
        assert!(readme.contains(&link), "README does not list {name}");
    }
}
