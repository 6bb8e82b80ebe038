//! Blows a set of texts up to many: recombined sentences with other numbers and names.
//!
//! ```text
//! cargo run --release -p retold-tools --bin blowup -- --count 200000 --out big.jsonl --spare QUERIES.jsonl.gz ROWS.jsonl.gz...
//! ```
//!
//! Reads rows {"id","text"}, writes them as they are, and after them made texts `made/N` until
//! there are as many as asked for. A made text has 8 to 30 sentences of four texts that share rare
//! words; the digits of its numbers are drawn anew, and half of its names are exchanged for names
//! of other texts. The same rows and count give the same bytes.
//!
//! Texts that are relevant to a query of `--spare`, or share a run of eight words with one, are only
//! written, and nothing is made from them: a made text that has sentences of a source is a source
//! itself, so that a search which finds it makes no mistake.
//!
//! What that proves: what a search costs, and that chance agreement in vocabulary does not push a
//! source out of the candidates. What it does not prove: that a source is told from other reports
//! of its event, since no new story is made. The real texts hold some of those.

use std::collections::{HashMap, HashSet};
use std::error::Error;
use std::fs::File;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};
use std::io::{BufWriter, Write};
use std::path::PathBuf;

use clap::Parser;
use rayon::prelude::*;
use retold::{Detector, Document};
use retold_tools::read_rows;
use serde::{Deserialize, Serialize};

#[derive(Parser)]
struct Arguments {
    /// Rows {"id","text"}, plain or gzip.
    #[arg(required = true)]
    rows: Vec<PathBuf>,
    /// How many texts there are to be.
    #[arg(long)]
    count: usize,
    /// The file that is written.
    #[arg(long)]
    out: PathBuf,
    /// Queries {"text","relevant":[ids]}: nothing is made from their sources.
    #[arg(long, num_args = 1)]
    spare: Vec<PathBuf>,
}

#[derive(Deserialize)]
struct Query {
    text: String,
    relevant: Vec<String>,
}

#[derive(Serialize, Deserialize)]
struct Row {
    id: String,
    text: String,
}

/// What texts are made from.
struct Sources {
    documents: Vec<Document>,
    /// For each text, texts that share a rare stem with it.
    related: Vec<Vec<u32>>,
    names: Vec<String>,
}

/// Stems that at most this many texts have relate them.
const RARE: usize = 40;

/// Texts that are written at once.
const BATCH: usize = 10_000;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let mut out = BufWriter::new(File::create(&arguments.out)?);
    let mut rows: Vec<Row> = Vec::new();
    for path in &arguments.rows {
        rows.extend(read_rows(path)?);
    }
    rows.truncate(arguments.count);
    for row in &rows {
        serde_json::to_writer(&mut out, row)?;
        writeln!(out)?;
    }
    let made: Vec<usize> = (rows.len()..arguments.count).collect();
    let mut spared = Spared::default();
    for path in &arguments.spare {
        for query in read_rows::<Query>(path)? {
            spared.runs.extend(runs(&query.text));
            spared.ids.extend(query.relevant);
        }
    }
    rows.retain(|row| !spared.has(row));
    let sources = Sources::new(&rows);
    for batch in made.chunks(BATCH) {
        let texts: Vec<Row> = batch
            .par_iter()
            .map(|&number| sources.make(number))
            .collect();
        for row in &texts {
            serde_json::to_writer(&mut out, row)?;
            writeln!(out)?;
        }
    }
    out.flush()?;
    Ok(())
}

/// The sources of some queries, which nothing is made from.
#[derive(Default)]
struct Spared {
    ids: HashSet<String>,
    /// Runs of words of the queries: relevance is not known of every text.
    runs: HashSet<u64>,
}

impl Spared {
    fn has(&self, row: &Row) -> bool {
        self.ids.contains(&row.id) || runs(&row.text).any(|run| self.runs.contains(&run))
    }
}

/// Words of a run that two texts hardly share by chance.
const RUN: usize = 8;

/// Returns a number for each run of words of a text.
fn runs(text: &str) -> impl Iterator<Item = u64> {
    let text = text.to_lowercase();
    let words = text.split(|c: char| !c.is_alphanumeric());
    let words: Vec<u64> = words
        .filter(|word| !word.is_empty())
        .map(|word| BuildHasherDefault::<DefaultHasher>::default().hash_one(word))
        .collect();
    let number = |run: &[u64]| BuildHasherDefault::<DefaultHasher>::default().hash_one(run);
    words
        .windows(RUN)
        .map(number)
        .collect::<Vec<_>>()
        .into_iter()
}

impl Sources {
    fn new(rows: &[Row]) -> Self {
        let texts: Vec<&str> = rows.iter().map(|row| row.text.as_str()).collect();
        let documents = Detector::default().documents(&texts);
        let mut having: HashMap<u64, Vec<u32>> = HashMap::new();
        for (number, document) in (0..).zip(&documents) {
            for stem in document.stems() {
                having.entry(stem.hash()).or_default().push(number);
            }
        }
        let related = |(number, document): (u32, &Document)| {
            let mut related: Vec<u32> = document
                .stems()
                .iter()
                .filter_map(|stem| having.get(&stem.hash()))
                .filter(|texts| texts.len() <= RARE)
                .flatten()
                .copied()
                .filter(|&other| other != number)
                .collect();
            related.sort_unstable();
            related.dedup();
            related
        };
        let related = (0..).zip(&documents).map(related).collect();
        let mut names: Vec<String> = documents
            .iter()
            .flat_map(names)
            .map(str::to_owned)
            .collect();
        names.sort_unstable();
        names.dedup();
        Self {
            documents,
            related,
            names,
        }
    }

    fn make(&self, number: usize) -> Row {
        let mut random = Random(number as u64 + 1);
        random.next();
        let first = random.below(self.documents.len());
        let mut chosen = vec![first];
        for _ in 0..3 {
            let related = self.related.get(first).map_or(&[][..], Vec::as_slice);
            chosen.push(match related.len() {
                0 => random.below(self.documents.len()),
                count => related[random.below(count)] as usize,
            });
        }
        let length = 8 + random.below(23);
        let mut text = String::new();
        for _ in 0..length {
            let document = &self.documents[chosen[random.below(chosen.len())]];
            let sentences: Vec<_> = document.sentences().collect();
            if let Some(sentence) = sentences.get(random.below(sentences.len().max(1))) {
                self.write(&mut text, document, sentence.clone(), &mut random);
            }
        }
        Row {
            id: format!("made/{number}"),
            text,
        }
    }

    /// Writes a sentence with other numbers, and half of its names exchanged.
    fn write(
        &self,
        text: &mut String,
        document: &Document,
        tokens: std::ops::Range<usize>,
        random: &mut Random,
    ) {
        let all = &document.tokens()[tokens.clone()];
        let end = document
            .tokens()
            .get(tokens.end)
            .map_or(document.text().len(), |token| token.span().start);
        for (at, token) in all.iter().enumerate() {
            let next = all.get(at + 1).map_or(end, |next| next.span().start);
            let word = token.span().slice(document.text()).unwrap_or_default();
            if at > 0 && token.is_capitalised() && random.below(2) == 0 && !self.names.is_empty() {
                text.push_str(&self.names[random.below(self.names.len())]);
            } else {
                text.extend(word.chars().map(|c| match c {
                    '0'..='9' => char::from(b'0' + random.below(10) as u8),
                    other => other,
                }));
            }
            text.push_str(document.text().get(token.span().end..next).unwrap_or(" "));
        }
        if !text.ends_with(char::is_whitespace) {
            text.push(' ');
        }
    }
}

/// Returns the capitalised words that do not begin a sentence.
fn names(document: &Document) -> Vec<&str> {
    let inside = document.sentences().flat_map(|sentence| sentence.skip(1));
    inside
        .filter_map(|at| document.tokens().get(at))
        .filter(|token| token.is_capitalised())
        .filter_map(|token| token.span().slice(document.text()))
        .collect()
}

/// A generator of pseudo-random numbers (xorshift).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29) ^ (self.0 >> 17);
        self.0 = self.0.wrapping_add(0xD1B5_4A32_D192_ED03);
        self.0 >> 11
    }

    fn below(&mut self, limit: usize) -> usize {
        (self.next() % limit.max(1) as u64) as usize
    }
}
