//! Families of texts against the true ones.

use std::collections::BTreeMap;
use std::io::{self, Write};

use clap::Args;
use rayon::prelude::*;
use retold::eval::{FamilyEvaluation, FamilyMeasures, TrueParent};
use retold::family::FamilyOptions;
use retold::{Detector, Document};

use super::next_batch;
use super::rows::Row;
use crate::exit::{DONE, Outcome, SOME_BAD, counted};
use crate::input::lines::Lines;
use crate::input::rows::{Fields, Id};
use crate::output::{Table, figure};
use crate::progress;

#[derive(Args)]
pub(crate) struct FamiliesRun {
    /// Files of rows.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// Name an original, a parent or a sibling only from this probability.
    #[arg(long, value_name = "P")]
    min_probability: Option<f64>,
    /// Print one JSON object instead of a table.
    #[arg(long)]
    json: bool,
    /// How many threads work; all cores if it isn't given.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
}

/// `{"set","id","origin","parent","text"}`
struct FamilyRow {
    set: String,
    id: Id,
    origin: String,
    parent: Option<Id>,
    text: String,
}

impl Row for FamilyRow {
    fn from_fields(mut fields: Fields) -> Result<Self, String> {
        let parent = if fields.has("parent") {
            Some(fields.name("parent")?)
        } else {
            None
        };
        Ok(Self {
            set: fields.name("set")?.to_string(),
            id: fields.id()?,
            origin: fields.name("origin")?.to_string(),
            parent,
            text: fields.text("text")?,
        })
    }
}

/// Finds the families of each set, and says how good they are.
pub(super) fn evaluate(run: &FamiliesRun) -> Outcome {
    progress::set_threads(run.threads)?;
    let progress = progress::bar(0);
    let mut lines = Lines::open(&run.files, progress.clone())?;
    let mut sets: BTreeMap<String, Vec<FamilyRow>> = BTreeMap::new();
    let mut bad = 0_u64;
    loop {
        let batch: Vec<FamilyRow> = next_batch(&mut lines, |problem| {
            bad += 1;
            progress.suspend(|| eprintln!("retold: {problem}"));
        });
        if batch.is_empty() {
            break;
        }
        for row in batch {
            sets.entry(row.set.clone()).or_default().push(row);
        }
    }
    progress.finish_and_clear();
    let mut options = FamilyOptions::default();
    if let Some(probability) = run.min_probability {
        options = options.with_min_probability(probability);
    }
    let detector = Detector::default();
    let sets: Vec<Vec<FamilyRow>> = sets.into_values().collect();
    let judged: Vec<FamilyEvaluation> = (sets.par_iter())
        .map(|rows| judge(&detector, &options, rows))
        .collect();
    let mut evaluation = FamilyEvaluation::new();
    judged.iter().for_each(|of| evaluation.merge(of));
    let mut out = io::stdout().lock();
    if run.json {
        serde_json::to_writer_pretty(&mut out, &evaluation.measures())?;
        writeln!(out)?;
    } else {
        print(&evaluation.measures(), &mut out)?;
    }
    out.flush()?;
    if bad > 0 {
        let rows = counted(bad, "bad row");
        let verb = if bad == 1 { "was" } else { "were" };
        eprintln!("retold: {rows} {verb} left out");
    }
    Ok(if bad > 0 { SOME_BAD } else { DONE })
}

/// Judges one set: its groups as a whole, and the tree of each true family given alone.
fn judge(detector: &Detector, options: &FamilyOptions, rows: &[FamilyRow]) -> FamilyEvaluation {
    let mut evaluation = FamilyEvaluation::new();
    let documents: Vec<Document> = rows
        .iter()
        .map(|row| detector.document(&row.text))
        .collect();
    let mut families: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
    for (text, row) in rows.iter().enumerate() {
        families.entry(&row.origin).or_default().push(text);
    }
    let mut origins = vec![0; rows.len()];
    for (number, members) in (0..).zip(families.values()) {
        members.iter().for_each(|&text| origins[text] = number);
    }
    evaluation.add_groups(&origins, &detector.families(&documents, options));
    let known = options.clone().with_one_origin();
    for members in families.values().filter(|members| members.len() > 1) {
        let truth: Vec<TrueParent> = (members.iter())
            .map(|&text| match &rows[text].parent {
                None => TrueParent::Nothing,
                Some(parent) => {
                    let at = members.iter().position(|&other| rows[other].id == *parent);
                    at.map_or(TrueParent::Absent, TrueParent::Text)
                }
            })
            .collect();
        let texts: Vec<Document> = members
            .iter()
            .map(|&text| documents[text].clone())
            .collect();
        if let Some(family) = detector.families(&texts, &known).families.first() {
            evaluation.add_family(&truth, family);
        }
    }
    evaluation
}

fn print(measures: &FamilyMeasures, out: &mut impl Write) -> io::Result<()> {
    let mut groups = Table::new(&["", "sets", "adjusted Rand index", "origins right", "exact"]);
    groups.row(
        "groups",
        vec![
            measures.sets.to_string(),
            figure(measures.adjusted_rand_index),
            figure(measures.origins_right),
            figure(measures.exact),
        ],
    );
    groups.print(out)?;
    writeln!(out)?;
    let mut trees = Table::new(&["", "accuracy", "coverage", "accuracy where decided"]);
    for (name, accuracy, coverage, decided) in [
        (
            "originals",
            measures.root_accuracy,
            measures.root_coverage,
            measures.root_accuracy_where_decided,
        ),
        (
            "parents",
            measures.parent_accuracy,
            measures.parent_coverage,
            measures.parent_accuracy_where_decided,
        ),
    ] {
        trees.row(name, [accuracy, coverage, decided].map(figure).to_vec());
    }
    trees.print(out)?;
    writeln!(
        out,
        "\nsource said to be missing: {} of the families without it, {} of those with it",
        figure(measures.siblings_without_source),
        figure(measures.siblings_without_source_false)
    )
}
