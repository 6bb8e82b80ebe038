//! Makes labelled families of texts from labelled pairs.
//!
//! ```text
//! cargo run --release -p retold-tools --bin families -- PAIRS.jsonl.gz... > families.jsonl
//! ```
//!
//! PAIRS are {"source","suspicious","label","kind"}: rewrites have label 1; reports of one event
//! have label 0 and a kind that contains `same-event` or `same-story`. A set has an original with
//! up to four of its rewrites and a simulated rewrite of one of them; the original that is nearest
//! to it by rare words, with two rewrites; the two next originals, alone; and up to four reports of
//! one event, each of an origin of its own. Prints rows
//! {"set","id","origin","parent","kind","text"}, the same in every run.
//!
//! The simulated rewrite drops every fifth sentence, exchanges every third with the next, and
//! replaces some words by others of the same meaning. It is only a rough model of a rewrite of a
//! rewrite.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{self, BufWriter, Write};
use std::path::PathBuf;

use clap::Parser;
use rayon::prelude::*;
use retold::{Detector, Document};
use retold_tools::families::FamilyRow;
use retold_tools::read_rows;
use serde::Deserialize;

#[derive(Parser)]
struct Arguments {
    /// Labelled pairs, plain or gzip.
    #[arg(required = true)]
    pairs: Vec<PathBuf>,
}

#[derive(Deserialize)]
struct Pair {
    source: String,
    suspicious: String,
    label: u8,
    #[serde(default)]
    kind: String,
}

/// Rewrites of the first original in a set, and of the second.
const REWRITES: [usize; 2] = [4, 2];

/// Near originals that stand alone.
const SINGLES: usize = 2;

/// Reports of one event.
const REPORTS: usize = 4;

/// An original and its rewrites, each with its kind.
struct Original {
    text: String,
    rewrites: Vec<(String, String)>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let mut pairs: Vec<Pair> = Vec::new();
    for path in Arguments::parse().pairs {
        pairs.extend(read_rows(&path)?);
    }
    let mut out = BufWriter::new(io::stdout().lock());
    for row in sets(&pairs) {
        serde_json::to_writer(&mut out, &row)?;
        writeln!(out)?;
    }
    out.flush()?;
    Ok(())
}

fn sets(pairs: &[Pair]) -> Vec<FamilyRow> {
    let originals = originals(pairs);
    let events = events(pairs);
    let near = nearest(&originals);
    let mut rows = Vec::new();
    for (number, (original, near)) in originals.iter().zip(&near).enumerate() {
        let mut set = SetOfRows::new(number);
        let rewrites = set.family(original, REWRITES[0]);
        if let Some((id, text)) = rewrites.get(number % rewrites.len().max(1)) {
            let origin = set.origins - 1;
            set.add(origin, Some(id.clone()), "chain", simulated(text));
        }
        let mut near = near.iter().map(|&other| &originals[other]);
        if let Some(second) = near.next() {
            set.family(second, REWRITES[1]);
        }
        for single in near.take(SINGLES) {
            set.alone("single", &single.text);
        }
        if !events.is_empty() {
            for report in events[number % events.len()].iter().take(REPORTS) {
                set.alone("event", report);
            }
        }
        rows.extend(set.rows);
    }
    rows
}

/// The rows of one set.
struct SetOfRows {
    name: String,
    rows: Vec<FamilyRow>,
    origins: usize,
}

impl SetOfRows {
    fn new(number: usize) -> Self {
        Self {
            name: format!("set{number}"),
            rows: Vec::new(),
            origins: 0,
        }
    }

    fn add(&mut self, origin: usize, parent: Option<String>, kind: &str, text: String) -> String {
        let id = format!("{}:{}", self.name, self.rows.len());
        self.rows.push(FamilyRow {
            set: self.name.clone(),
            id: id.clone(),
            origin: format!("{}:o{origin}", self.name),
            parent,
            kind: kind.to_owned(),
            text,
        });
        id
    }

    fn alone(&mut self, kind: &str, text: &str) -> String {
        self.origins += 1;
        self.add(self.origins - 1, None, kind, text.to_owned())
    }

    /// Adds an original and some of its rewrites, and returns these.
    fn family(&mut self, original: &Original, rewrites: usize) -> Vec<(String, String)> {
        let root = self.alone("root", &original.text);
        let origin = self.origins - 1;
        (original.rewrites.iter().take(rewrites))
            .map(|(kind, text)| {
                let id = self.add(origin, Some(root.clone()), kind, text.clone());
                (id, text.clone())
            })
            .collect()
    }
}

/// Returns the originals with two rewrites or more, by their texts.
fn originals(pairs: &[Pair]) -> Vec<Original> {
    let mut rewrites: BTreeMap<&str, BTreeMap<&str, &str>> = BTreeMap::new();
    for pair in pairs.iter().filter(|pair| pair.label == 1) {
        let kind = pair.kind.rsplit('/').next().unwrap_or_default();
        let of = rewrites.entry(&pair.source).or_default();
        of.entry(kind).or_insert(&pair.suspicious);
    }
    (rewrites.into_iter())
        .filter(|(_, rewrites)| rewrites.len() > 1)
        .map(|(text, rewrites)| Original {
            text: text.to_owned(),
            rewrites: (rewrites.into_iter())
                .map(|(kind, text)| (kind.to_owned(), text.to_owned()))
                .collect(),
        })
        .collect()
}

/// Returns the reports of each event that has two or more.
fn events(pairs: &[Pair]) -> Vec<Vec<String>> {
    let is_event = |pair: &&Pair| {
        pair.label == 0 && (pair.kind.contains("same-event") || pair.kind.contains("same-story"))
    };
    let mut event_of: BTreeMap<&str, usize> = BTreeMap::new();
    let mut events: Vec<Vec<String>> = Vec::new();
    for pair in pairs.iter().filter(is_event) {
        let (a, b) = (pair.source.as_str(), pair.suspicious.as_str());
        let event = match (event_of.get(a).copied(), event_of.get(b).copied()) {
            (Some(a), Some(b)) if a != b => {
                let moved = std::mem::take(&mut events[b]);
                event_of
                    .values_mut()
                    .filter(|event| **event == b)
                    .for_each(|event| *event = a);
                events[a].extend(moved);
                a
            }
            (Some(event), _) | (None, Some(event)) => event,
            (None, None) => {
                events.push(Vec::new());
                events.len() - 1
            }
        };
        for text in [a, b] {
            if event_of.insert(text, event).is_none() {
                events[event].push(text.to_owned());
            }
        }
    }
    events.retain(|reports| reports.len() > 1);
    events
}

/// Returns for each original the others that share most with it, the nearest first: one with
/// rewrites, and those that stand alone.
fn nearest(originals: &[Original]) -> Vec<Vec<usize>> {
    let detector = Detector::default();
    let texts: Vec<&str> = (originals.iter()).map(|one| one.text.as_str()).collect();
    let documents = detector.documents(&texts);
    let mut having: BTreeMap<u64, usize> = BTreeMap::new();
    let stems = |document: &Document| -> Vec<u64> {
        document.stems().iter().map(|stem| stem.hash()).collect()
    };
    for stem in documents.iter().flat_map(stems) {
        *having.entry(stem).or_default() += 1;
    }
    // What a stem tells among these texts, in nats.
    let tells =
        |stem: u64| (originals.len() as f64 / having.get(&stem).map_or(1.0, |&n| n as f64)).ln();
    let of: Vec<BTreeMap<u64, f64>> = (documents.iter())
        .map(|document| {
            stems(document)
                .into_iter()
                .map(|stem| (stem, tells(stem)))
                .collect()
        })
        .collect();
    (0..originals.len())
        .into_par_iter()
        .map(|one| {
            let shared = |other: usize| -> f64 {
                (of[one].iter())
                    .filter(|(stem, _)| of[other].contains_key(stem))
                    .map(|(_, information)| information)
                    .sum()
            };
            let mut others: Vec<(f64, usize)> = (0..originals.len())
                .filter(|&other| other != one)
                .map(|other| (shared(other), other))
                .collect();
            others.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            let others = others.into_iter().map(|(_, other)| other);
            others.take(1 + SINGLES).collect()
        })
        .collect()
}

/// Words, and others for them.
const OTHER_WORDS: [(&str, &str); 16] = [
    ("said", "stated"),
    ("says", "states"),
    ("about", "roughly"),
    ("after", "following"),
    ("before", "prior to"),
    ("many", "numerous"),
    ("big", "large"),
    ("began", "started"),
    ("also", "in addition"),
    ("but", "however"),
    ("because", "since"),
    ("help", "assist"),
    ("show", "demonstrate"),
    ("need", "require"),
    ("while", "whereas"),
    ("people", "persons"),
];

/// Rewrites by rule: every fifth sentence is dropped, every third exchanged with the next, and
/// words are replaced.
fn simulated(text: &str) -> String {
    let mut sentences: Vec<&str> = text
        .split_inclusive(['.', '!', '?'])
        .map(str::trim)
        .collect();
    sentences.retain(|sentence| !sentence.is_empty());
    let mut kept: Vec<&str> = (sentences.iter().enumerate())
        .filter(|(at, _)| at % 5 != 4)
        .map(|(_, sentence)| *sentence)
        .collect();
    for at in (2..kept.len().saturating_sub(1)).step_by(3) {
        kept.swap(at, at + 1);
    }
    let word = |word: &str| {
        let bare = word.trim_end_matches(|c: char| c.is_ascii_punctuation());
        let other = OTHER_WORDS.iter().find(|(from, _)| *from == bare);
        other.map_or_else(|| word.to_owned(), |(_, to)| word.replacen(bare, to, 1))
    };
    let words = kept.iter().flat_map(|sentence| sentence.split_whitespace());
    words.map(word).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn pair(source: &str, suspicious: &str, label: u8, kind: &str) -> Pair {
        Pair {
            source: source.to_owned(),
            suspicious: suspicious.to_owned(),
            label,
            kind: kind.to_owned(),
        }
    }

    #[test]
    fn sets_have_families_chains_singles_and_reports() {
        let mut pairs = Vec::new();
        for number in 0..4 {
            let source =
                format!("The tarn of Velmark{number} froze. Nobody skated there. It was cold.");
            for model in ["one", "two", "three"] {
                let rewrite =
                    format!("Ice lay on the Velmark{number} tarn, {model} said. It froze.");
                pairs.push(pair(&source, &rewrite, 1, &format!("set/rewrite/{model}")));
            }
        }
        pairs.push(pair("Report A.", "Report B.", 0, "x/same-event/outlet"));
        pairs.push(pair("Report C.", "Report B.", 0, "x/same-event/outlet"));
        pairs.push(pair("Report A.", "Unlike.", 0, "x/neg/other"));
        let rows = sets(&pairs);
        let first: Vec<&FamilyRow> = rows.iter().filter(|row| row.set == "set0").collect();
        let kinds: Vec<&str> = first.iter().map(|row| row.kind.as_str()).collect();
        let expected = [
            "root", "one", "three", "two", "chain", "root", "one", "three", "single", "single",
            "event", "event", "event",
        ];
        assert_eq!(kinds, expected);
        // The chain comes from a rewrite, and is of its family.
        assert_eq!(first[4].parent.as_ref(), Some(&first[1].id));
        assert_eq!(first[4].origin, first[0].origin);
        assert!(first[4].text.contains("stated"));
        // Each report has an origin of its own.
        assert!(first[10].origin != first[11].origin && first[11].origin != first[12].origin);
        assert_eq!(rows.len(), 4 * expected.len());
    }

    #[test]
    fn a_simulated_rewrite_drops_and_exchanges_sentences() {
        assert_eq!(
            simulated("A one. B two. C three. D four. E five. F six."),
            "A one. B two. D four. C three. F six."
        );
        assert_eq!(simulated(""), "");
    }
}
