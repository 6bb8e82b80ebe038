//! Counts how common each stem is in general text and prints the table that
//! `src/language/data/rarity/` holds.
//!
//! ```text
//! cargo run --release -p retold-tools --bin rarity -- FILE.jsonl[.gz]... > src/language/data/rarity/en.tsv
//! ```
//!
//! Rows with `text`, or with `source` and `suspicious`; each distinct text counts once. Only counts
//! leave the program.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::PathBuf;

use clap::Parser;
use retold::{Document, Language, TextOptions};
use serde::Deserialize;

#[derive(Parser)]
struct Arguments {
    /// How many stems the table holds.
    #[arg(long, default_value_t = 5_000)]
    stems: usize,
    /// A stem in fewer texts than this is left out: a name of one story is not general language.
    #[arg(long, default_value_t = 10)]
    least_texts: u64,
    files: Vec<PathBuf>,
}

#[derive(Deserialize)]
struct Row {
    text: Option<String>,
    source: Option<String>,
    suspicious: Option<String>,
}

fn main() -> io::Result<()> {
    let arguments = Arguments::parse();
    let mut texts = BTreeSet::new();
    for file in &arguments.files {
        for row in retold_tools::read_rows::<Row>(file)? {
            texts.extend([row.text, row.source, row.suspicious].into_iter().flatten());
        }
    }
    let mut options = TextOptions::default();
    options.language = Some(Language::English);
    let mut counts: BTreeMap<String, (u64, u64)> = BTreeMap::new();
    // For each word its stem, and how many texts have it.
    let mut words: BTreeMap<String, (String, u64)> = BTreeMap::new();
    let mut total = 0;
    for text in &texts {
        let document = Document::new(text, &options);
        for (id, stem) in document.stems().iter().enumerate() {
            let count = u64::from(stem.count());
            total += count;
            let entry = counts.entry(document.stem_text(id).to_owned()).or_default();
            entry.0 += count;
            entry.1 += 1;
        }
        for (id, word) in document.words().iter().enumerate() {
            let stem = document.stem_text(word.stem());
            words
                .entry(document.word_text(id).to_owned())
                .or_insert_with(|| (stem.to_owned(), 0))
                .1 += 1;
        }
    }
    let mut rows: Vec<_> = counts
        .into_iter()
        .filter(|(_, (_, texts))| *texts >= arguments.least_texts)
        .collect();
    rows.sort_by(|a, b| b.1.0.cmp(&a.1.0).then_with(|| a.0.cmp(&b.0)));
    rows.truncate(arguments.stems);
    let mut words_of: BTreeMap<&str, Vec<&str>> = BTreeMap::new();
    for (word, (stem, texts)) in &words {
        if *texts >= arguments.least_texts {
            words_of.entry(stem).or_default().push(word);
        }
    }
    println!(
        "# The commonest English stems, their counts per million tokens, and their commonest words; most common first."
    );
    println!(
        "# Counted by tools/src/bin/rarity.rs over {} texts, {total} tokens; only stems and words that {} texts or more have; from:",
        texts.len(),
        arguments.least_texts
    );
    for file in &arguments.files {
        println!("#   {}", file.display());
    }
    for (stem, (count, _)) in rows {
        let words = words_of
            .get(stem.as_str())
            .map(|words| words.join(" "))
            .unwrap_or_default();
        println!("{stem}\t{:.1}\t{words}", count as f64 * 1e6 / total as f64);
    }
    Ok(())
}
