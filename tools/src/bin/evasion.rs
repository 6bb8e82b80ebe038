//! Measures how many words folding recovers from texts that were made hard to match, by kind of
//! trick.
//!
//! ```text
//! cargo run --release -p retold-tools --bin evasion -- FILE.jsonl[.gz]...
//! ```
//!
//! Rows whose `suspicious` text is `source` with one trick played on it: label 1, and no `+` in the
//! kind. A word of the source is recovered if the suspicious text has it too, as often.

use std::collections::BTreeMap;
use std::io;
use std::path::PathBuf;

use clap::Parser;
use retold::{Document, Language, TextOptions};
use serde::Deserialize;

#[derive(Parser)]
struct Arguments {
    /// Print this many of the words that were lost most often, for each kind.
    #[arg(long, default_value_t = 0)]
    lost: usize,
    files: Vec<PathBuf>,
}

#[derive(Deserialize)]
struct Row {
    source: String,
    suspicious: String,
    label: u8,
    kind: String,
}

/// What was seen of one kind of trick.
#[derive(Default)]
struct Recovery {
    words: usize,
    recovered: usize,
    before: usize,
    lost: BTreeMap<String, usize>,
    findings: BTreeMap<String, usize>,
}

fn counts(document: &Document) -> BTreeMap<&str, usize> {
    document
        .words()
        .iter()
        .enumerate()
        .map(|(id, word)| (document.written_text(id), word.count() as usize))
        .collect()
}

/// Runs of letters and digits, in lower case: what is left without folding.
fn plain_counts(text: &str) -> BTreeMap<String, usize> {
    let mut counts = BTreeMap::new();
    for word in text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
    {
        *counts.entry(word.to_lowercase()).or_default() += 1;
    }
    counts
}

fn main() -> io::Result<()> {
    let arguments = Arguments::parse();
    let mut options = TextOptions::default();
    options.language = Some(Language::English);
    let mut kinds: BTreeMap<String, Recovery> = BTreeMap::new();
    for file in &arguments.files {
        for row in retold_tools::read_rows::<Row>(file)? {
            if row.label != 1 || row.kind.contains('+') {
                continue;
            }
            let recovery = kinds.entry(row.kind).or_default();
            let source = Document::new(&row.source, &options);
            let suspicious = Document::new(&row.suspicious, &options);
            let found = counts(&suspicious);
            for (word, count) in counts(&source) {
                let kept = count.min(found.get(word).copied().unwrap_or(0));
                recovery.words += count;
                recovery.recovered += kept;
                if kept < count {
                    *recovery.lost.entry(word.to_owned()).or_default() += count - kept;
                }
            }
            let found = plain_counts(&row.suspicious);
            for (word, count) in plain_counts(&row.source) {
                recovery.before += count.min(found.get(&word).copied().unwrap_or(0));
            }
            for finding in suspicious.findings() {
                *recovery
                    .findings
                    .entry(format!("{:?}", finding.kind))
                    .or_default() += finding.count;
            }
        }
    }
    println!(
        "{:<16} {:>8} {:>9} {:>11}  findings",
        "kind", "words", "unfolded", "recovered"
    );
    for (kind, recovery) in kinds {
        let share = |part: usize| part as f64 / recovery.words as f64;
        let findings: Vec<_> = recovery
            .findings
            .iter()
            .map(|(kind, count)| format!("{kind} {count}"))
            .collect();
        println!(
            "{kind:<16} {:>8} {:>9.4} {:>11.4}  {}",
            recovery.words,
            share(recovery.before),
            share(recovery.recovered),
            findings.join(", ")
        );
        let mut lost: Vec<_> = recovery.lost.into_iter().collect();
        lost.sort_by(|a, b| b.1.cmp(&a.1).then_with(|| a.0.cmp(&b.0)));
        for (word, count) in lost.into_iter().take(arguments.lost) {
            println!("    {word} {count}");
        }
    }
    Ok(())
}
