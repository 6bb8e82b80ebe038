//! Checks the prose of the repository: words to avoid, summary lines that are fragments, and links
//! to files that are not there.
//!
//! ```text
//! cargo run --release -p retold-tools --bin prose
//! ```
//!
//! Words to avoid are in `tools/prose.tsv`. The summary line of a function is a sentence in the
//! third person ("Returns the passages of a pair."); one that opens with another word than such a
//! verb ("What made it.", "The passages.") is a fragment. Tests are not counted: theirs state what
//! is protected. The check fails where a word to avoid occurs, where a relative link of a Markdown
//! page leads nowhere, or where more than [`MAX_FRAGMENTS`] of the summary lines are fragments.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::{env, fs};

use clap::Parser;

/// Share of summary lines that may be fragments.
const MAX_FRAGMENTS: f64 = 0.02;

/// Words that end like a verb in the third person and are none.
const NO_VERBS: [&str; 5] = ["its", "passages", "this", "whereas", "words"];

/// Folders that hold no prose of ours.
const SKIPPED: [&str; 3] = ["target", "node_modules", "fixtures"];

#[derive(Parser)]
struct Arguments {
    /// Files and folders to check; without any, the whole repository.
    paths: Vec<PathBuf>,
    /// Prints each fragment as well.
    #[arg(long)]
    fragments: bool,
}

/// A line of prose with the place that it was read from.
struct Line {
    number: usize,
    text: String,
}

/// What was found in all files.
#[derive(Default)]
struct Findings {
    avoided: Vec<String>,
    dead_links: Vec<String>,
    fragments: Vec<String>,
    summaries: usize,
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut arguments = Arguments::parse();
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    if arguments.paths.is_empty() {
        env::set_current_dir(&root)?;
        arguments.paths.push(PathBuf::from("."));
    }
    let table = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("prose.tsv"))?;
    let avoided = read_table(&table);
    let mut files = Vec::new();
    for path in &arguments.paths {
        collect(path, &mut files)?;
    }
    files.sort();
    let mut findings = Findings::default();
    for file in files {
        let text = fs::read_to_string(&file)?;
        let is_rust = file.extension().is_some_and(|extension| extension == "rs");
        let lines = if is_rust {
            rust_prose(&text)
        } else {
            markdown_prose(&text)
        };
        for line in lines {
            for (phrase, instead) in &avoided {
                if holds_phrase(&line.text, phrase) {
                    let place = format!("{}:{}", file.display(), line.number);
                    findings
                        .avoided
                        .push(format!("{place}: \"{phrase}\": write {instead}"));
                }
            }
        }
        if is_rust {
            summaries(&file, &text, &mut findings);
        } else {
            links(&file, &text, &mut findings);
        }
    }
    Ok(report(&findings, arguments.fragments))
}

fn report(findings: &Findings, with_fragments: bool) -> ExitCode {
    for line in findings.avoided.iter().chain(&findings.dead_links) {
        println!("{line}");
    }
    let share = findings.fragments.len() as f64 / findings.summaries.max(1) as f64;
    let too_many = share > MAX_FRAGMENTS;
    if with_fragments || too_many {
        for line in &findings.fragments {
            println!("{line}");
        }
    }
    println!(
        "{} words to avoid; {} links to nothing; {} of {} summary lines are fragments ({:.1} %, limit {:.0} %)",
        findings.avoided.len(),
        findings.dead_links.len(),
        findings.fragments.len(),
        findings.summaries,
        share * 100.0,
        MAX_FRAGMENTS * 100.0
    );
    if findings.avoided.is_empty() && findings.dead_links.is_empty() && !too_many {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    }
}

/// Reads the table of phrases: each phrase as words, and what to write.
fn read_table(table: &str) -> Vec<(String, &str)> {
    let rows = table.lines().filter(|line| !line.starts_with('#'));
    rows.filter_map(|line| line.split_once('\t'))
        .map(|(phrase, instead)| (words(phrase), instead))
        .collect()
}

/// Returns the words of a text in lower case, with single blanks around each.
fn words(text: &str) -> String {
    let mut joined = String::from(" ");
    for word in text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        joined.push_str(&word.to_lowercase());
        joined.push(' ');
    }
    joined
}

fn holds_phrase(text: &str, phrase: &str) -> bool {
    words(text).contains(phrase)
}

fn collect(path: &Path, files: &mut Vec<PathBuf>) -> std::io::Result<()> {
    if path.is_dir() {
        for entry in fs::read_dir(path)? {
            let entry = entry?.path();
            let name = entry
                .file_name()
                .and_then(|name| name.to_str())
                .unwrap_or_default();
            if !name.starts_with('.') && !SKIPPED.contains(&name) {
                collect(&entry, files)?;
            }
        }
    } else if path
        .extension()
        .is_some_and(|extension| extension == "rs" || extension == "md")
    {
        files.push(path.to_path_buf());
    }
    Ok(())
}

/// Returns the comments and messages of a Rust file: code spans and code blocks are left out.
fn rust_prose(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut in_code = false;
    for (number, line) in (1..).zip(text.lines()) {
        let trimmed = line.trim_start();
        let text = if let Some(comment) = trimmed.strip_prefix("//") {
            let comment = comment.trim_start_matches(['/', '!']);
            if comment.trim_start().starts_with("```") {
                in_code = !in_code;
                continue;
            }
            if in_code {
                String::new()
            } else {
                without_code(comment)
            }
        } else {
            in_code = false;
            messages(trimmed)
        };
        lines.push(Line { number, text });
    }
    lines
}

/// Returns the string literals of a line of code that read like messages: those with at least three
/// words.
fn messages(line: &str) -> String {
    let literals = line.split('"').skip(1).step_by(2);
    literals
        .filter(|literal| literal.split(' ').count() >= 3)
        .collect::<Vec<_>>()
        .join(" | ")
}

fn markdown_prose(text: &str) -> Vec<Line> {
    let mut lines = Vec::new();
    let mut in_code = false;
    for (number, line) in (1..).zip(text.lines()) {
        if line.trim_start().starts_with("```") {
            in_code = !in_code;
        } else if !in_code {
            lines.push(Line {
                number,
                text: without_code(line),
            });
        }
    }
    lines
}

/// Lists the relative links of a page whose file does not exist. Links of rustdoc pages to items
/// are not files.
fn links(file: &Path, text: &str, findings: &mut Findings) {
    let folder = file.parent().unwrap_or(Path::new("."));
    for line in markdown_prose(text) {
        for link in line.text.split("](").skip(1) {
            let target = link.split([')', '#', ' ']).next().unwrap_or_default();
            let is_path = !target.is_empty() && !target.contains(':');
            if is_path && !folder.join(target).exists() {
                let place = format!("{}:{}", file.display(), line.number);
                findings
                    .dead_links
                    .push(format!("{place}: {target} is not there"));
            }
        }
    }
}

/// Returns the text outside backticks.
fn without_code(text: &str) -> String {
    text.split('`').step_by(2).collect::<Vec<_>>().join(" | ")
}

/// Counts the summary lines of functions, and lists those that are fragments.
fn summaries(file: &Path, text: &str, findings: &mut Findings) {
    let mut first: Option<(usize, &str)> = None;
    let mut is_test = false;
    for (number, line) in (1..).zip(text.lines()) {
        let trimmed = line.trim_start();
        if let Some(comment) = trimmed.strip_prefix("///") {
            first.get_or_insert((number, comment.trim()));
        } else if trimmed.starts_with("#[") || trimmed.starts_with(')') {
            is_test |= trimmed.contains("test]") || trimmed.contains("::test(");
        } else {
            let is_test = std::mem::take(&mut is_test);
            let Some((number, summary)) = first.take() else {
                continue;
            };
            if is_test || !is_function(trimmed) {
                continue;
            }
            findings.summaries += 1;
            if !opens_with_verb(summary) {
                findings
                    .fragments
                    .push(format!("{}:{number}: {summary}", file.display()));
            }
        }
    }
}

/// Returns `true` if the first word ends like a verb in the third person.
fn opens_with_verb(summary: &str) -> bool {
    let opening = summary.split_whitespace().next().unwrap_or_default();
    let word = opening.trim_end_matches(',').to_lowercase();
    word.ends_with('s')
        && word.chars().all(char::is_alphabetic)
        && !NO_VERBS.contains(&word.as_str())
}

fn is_function(line: &str) -> bool {
    let mut words = line.split_whitespace();
    words.any(|word| word == "fn") && !line.starts_with("//")
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Phrases count as whole words, and code is not prose.
    #[test]
    fn phrases_are_found_outside_code() {
        let phrase = words("waits");
        assert!(holds_phrase("It Waits there.", &phrase));
        assert!(!holds_phrase(&without_code("see `waits`"), &phrase));
        assert!(!holds_phrase("awaits", &phrase));
        let lines =
            rust_prose("/// ```\n/// waits\n/// ```\n/// It waits.\nlet x = \"it waits here\";");
        assert_eq!(
            lines
                .iter()
                .filter(|line| holds_phrase(&line.text, &phrase))
                .count(),
            2
        );
    }

    /// A link to a file that is not there is found; addresses, anchors and items of rustdoc are no
    /// files.
    #[test]
    fn dead_links_are_found() {
        let mut findings = Findings::default();
        let text =
            "[a](prose.rs) [b](none.md#x) [c](https://example.org) [d](#here) [e](crate::score)";
        let page = Path::new(env!("CARGO_MANIFEST_DIR")).join("src/bin/page.md");
        links(&page, text, &mut findings);
        assert_eq!(findings.dead_links.len(), 1, "{:?}", findings.dead_links);
    }

    /// A function's summary that opens with no verb is a fragment; those of fields and of tests are
    /// not counted.
    #[test]
    fn fragments_are_counted_for_functions() {
        let mut findings = Findings::default();
        let text = "/// What made it.\nfn a() {}\n/// Returns it.\npub fn b() {}\n/// What it is.\nfield: u8,\n\
                    /// The length.\nfn c() {}\n/// Nothing is lost.\n#[test]\nfn d() {}";
        summaries(Path::new("x.rs"), text, &mut findings);
        assert_eq!((findings.summaries, findings.fragments.len()), (3, 2));
    }
}
