//! Labelled pairs as the fit sees them: varied, measured, in folds by source.

use std::io;
use std::path::Path;

use rayon::prelude::*;
use retold::Detector;
use retold::score::Evidence;
use serde::Deserialize;

use crate::read_rows;
use crate::variants::Variant;

/// The sets, by the name that tables use, and their files below the folder of evaluation data.
/// Those of the second group take no part in any fit.
const SETS: [(&str, &str); 19] = [
    ("newsmix", "newsmix/pairs.jsonl.gz"),
    ("l2r_news", "l2r_news/pairs.jsonl.gz"),
    ("detectrl_news", "detectrl_news/pairs.jsonl.gz"),
    ("same_event", "same_event/basil.jsonl"),
    ("same_event", "same_event/ecbplus.jsonl"),
    ("same_event", "same_event/semeval22_en.jsonl"),
    ("clough", "clough/pairs.jsonl"),
    ("mrpc", "mrpc/pairs.jsonl"),
    ("pan13_docs", "pan13_docs/pairs.jsonl.gz"),
    ("pan13_passages", "pan13_passages/pairs.jsonl.gz"),
    ("advchars", "advchars_generated/pairs.jsonl.gz"),
    ("stress", "stress/pairs.jsonl.gz"),
    ("kau_arabic", "kau_arabic/pairs.jsonl.gz"),
    ("hart_humanized", "hart_humanized/pairs.jsonl.gz"),
    ("telephone", "telephone/pairs.jsonl.gz"),
    ("wmt24_multi", "wmt24_multi/pairs.jsonl.gz"),
    ("wmt19_de_paraphrase", "wmt19_de_paraphrase/pairs.jsonl.gz"),
    ("deplain_de", "deplain_de/pairs.jsonl.gz"),
    ("same_prompt_llm", "same_prompt_llm/pairs.jsonl.gz"),
];

/// How many parts the data is cut into; each is scored by weights fitted on the others.
pub const FOLDS: u64 = 5;

/// A labelled row.
#[derive(Deserialize)]
pub struct Row {
    pub id: String,
    pub source: String,
    pub suspicious: String,
    pub label: u8,
    #[serde(default)]
    pub kind: String,
    #[serde(default)]
    source_id: String,
    /// Two reports that share a long run: wire copy or a quotation, so not surely independent.
    #[serde(default)]
    pub suspect_shared_copy: bool,
}

impl Row {
    /// Returns its name in the set.
    pub fn id(&self) -> &str {
        &self.id
    }
}

/// What is known of one pair.
pub struct Pair {
    pub set: &'static str,
    pub variant: Variant,
    pub id: String,
    pub kind: String,
    pub label: bool,
    /// A number for each source, under whatever name the sets have it.
    pub source: u64,
    pub suspect: bool,
}

impl Pair {
    /// Returns the part of the data that it is scored with.
    pub fn fold(&self) -> u64 {
        self.source % FOLDS
    }

    /// Returns the name of its set and dress, such as `newsmix/Lower`.
    pub fn set_and_variant(&self) -> String {
        match self.variant {
            Variant::Plain => self.set.to_owned(),
            variant => format!("{}/{variant:?}", self.set),
        }
    }
}

/// Returns the rows of one set, of all its files.
///
/// # Errors
/// Where a file is missing or a row is not of the form.
pub fn rows(folder: &Path, set: &str) -> io::Result<Vec<Row>> {
    let mut rows = Vec::new();
    for (_, file) in SETS.iter().filter(|(name, _)| *name == set) {
        rows.extend(read_rows::<Row>(&folder.join(file))?);
    }
    Ok(rows)
}

/// Reads and measures all sets; newsmix in every dress.
///
/// # Errors
/// Where a file is missing or a row is not of the form.
pub fn load(folder: &Path) -> io::Result<Vec<(Pair, Evidence)>> {
    let detector = Detector::default();
    let mut pairs = Vec::new();
    for (set, file) in SETS {
        let rows: Vec<Row> = read_rows(&folder.join(file))?;
        let variants: &[Variant] = if set == "newsmix" {
            &Variant::ALL
        } else {
            &[Variant::Plain]
        };
        for &variant in variants {
            pairs.par_extend(rows.par_iter().enumerate().map(|(number, row)| {
                let other = unrelated(&rows, number, 0);
                let (source, suspicious) =
                    variant.dress(&row.source, &row.suspicious, &other.source, number);
                let evidence = detector.evidence(&source, &suspicious);
                let pair = Pair {
                    set,
                    variant,
                    id: row.id.clone(),
                    kind: row.kind.clone(),
                    label: row.label == 1,
                    source: source_number(&row.source_id),
                    suspect: row.suspect_shared_copy,
                };
                (pair, evidence)
            }));
        }
    }
    Ok(pairs)
}

/// Returns a row of another collection, so that its text is neither the source nor the topic of
/// this row, whatever its label. Another one for each `step`.
pub fn unrelated(rows: &[Row], number: usize, step: usize) -> &Row {
    let collection = |row: &Row| row.id.split(':').next().map(str::to_owned);
    let own = collection(&rows[number]);
    let start = number * 7 + rows.len() / 2 + step * 101;
    (0..rows.len())
        .map(|step| &rows[(start + step) % rows.len()])
        .find(|row| collection(row) != own)
        .unwrap_or(&rows[number])
}

/// Returns the number of a source. Sets that hold the same source name it alike but for a prefix
/// that ends in a colon.
fn source_number(source_id: &str) -> u64 {
    let name = source_id.rsplit(':').next().unwrap_or(source_id);
    name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    })
}
