//! The command `retold family`.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot start its program has failed"
)]

#[path = "common/program.rs"]
mod program;

use std::fs;
use std::process::Output;

use program::{Folder, program, repository};

fn text(name: &str) -> String {
    let path = repository(&format!("fixtures/cable_car/en/{name}.txt"));
    path.to_str().unwrap().to_owned()
}

fn run(arguments: &[&str]) -> (i32, String, String) {
    let Output {
        status,
        stdout,
        stderr,
    } = program("family").args(arguments).output().unwrap();
    let read = |bytes| String::from_utf8(bytes).unwrap();
    (status.code().unwrap(), read(stdout), read(stderr))
}

#[test]
fn origins_and_trees_are_printed() {
    let [original, summary, report] = ["original", "summary", "independent_report_1"].map(text);
    let (code, out, err) = run(&[&original, &summary, &report]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.starts_with("3 texts, 2 independent origins"), "{out}");
    assert!(out.contains("└─ ") && out.contains("Alone:"), "{out}");
}

#[test]
fn a_text_does_not_come_from_a_later_one() {
    let folder = Folder::new("family-dates");
    let dates = folder.file(
        "dates.tsv",
        "original.txt\t2024-06-05\tThe Star\nsummary.txt\t2024-06-04T10:00Z\n",
    );
    let (code, out, err) = run(&["--dates", &dates, &text("original"), &text("summary")]);
    assert_eq!((code, err.as_str()), (0, ""));
    assert!(out.contains("The Star"), "{out}");
    let first = out
        .lines()
        .position(|line| line.contains("summary.txt  original"));
    assert!(
        first.is_some() || out.contains("undecided") || out.contains("sibling"),
        "{out}"
    );
    assert!(!out.contains("original.txt  original"), "{out}");
}

#[test]
fn what_cannot_be_read_is_named_and_the_rest_is_done() {
    let folder = Folder::new("family-bad");
    let empty = folder.file("empty.txt", "…\n");
    let dates = folder.file(
        "dates.tsv",
        "original.txt\t2024-06-05\nother.txt\t2024-06-05\n",
    );
    let absent = folder.path("absent.txt");
    let (code, out, err) = run(&[
        "--dates",
        &dates,
        &text("original"),
        &text("summary"),
        &empty,
    ]);
    assert_eq!(code, 1);
    assert!(out.starts_with("2 texts, 1 independent origin"), "{out}");
    assert!(err.contains("empty.txt: there is no word in it"), "{err}");
    assert!(
        err.contains("a date is given for other.txt, but there is no such text"),
        "{err}"
    );
    let (code, _, err) = run(&[&absent]);
    assert_eq!(code, 2, "{err}");
    let wrong = folder.file("wrong.tsv", "original.txt\t4 June\n");
    let (code, _, err) = run(&["--dates", &wrong, &text("original")]);
    assert_eq!(code, 2);
    assert!(err.contains("wrong.tsv:1: `4 June` is no date"), "{err}");
}

#[test]
fn names_cannot_steer_the_terminal() {
    let folder = Folder::new("family-names");
    let row = |id: &str, name: &str| {
        let text = fs::read_to_string(text(name)).unwrap();
        serde_json::json!({"id": id, "text": text}).to_string()
    };
    let rows = [row("\u{1b}[31ma", "original"), row("b\u{202e}", "summary")].join("\n");
    let (code, out, _) = run(&[&folder.file("rows.jsonl", rows)]);
    assert_eq!(code, 0);
    assert!(!out.contains(['\u{1b}', '\u{202e}']), "{out:?}");
}

#[test]
fn pages_link_each_edge_to_its_comparison() {
    let folder = Folder::new("family-pages");
    let out = folder.path("out");
    let (code, _, err) = run(&[
        "--html",
        &out,
        &text("original"),
        &text("summary"),
        &text("light_rewrite"),
    ]);
    assert_eq!((code, err.as_str()), (0, ""));
    let index = fs::read_to_string(format!("{out}/index.html")).unwrap();
    let pages = fs::read_dir(&out).unwrap().count() - 1;
    assert_eq!(pages, 2);
    assert!(index.contains("href=\"001.html\"") && index.contains("href=\"002.html\""));
}
