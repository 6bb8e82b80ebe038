//! Fits the score to labelled pairs of your own and writes a model file.
//!
//! ```text
//! retold calibrate FILE... --out model.json     rows {"source","suspicious","label","source_id"?}
//! ```
//!
//! Rows are JSON, one a line, plain or gzip; label 1 is a rewrite, 0 any other text. The fit starts
//! at the shipped model and leaves it as far as the pairs ask for. The figures are cross-validated:
//! no pair is scored by weights that saw a pair with the same `source_id`, or the same source text
//! where there is none. `Model::from_json` and `DetectorBuilder::model` load the file.

use std::fs;
use std::path::PathBuf;

use clap::Args;
use rayon::prelude::*;
use retold::eval::RankingEvaluation;
use retold::score::{Example, Fitter, Model, Provenance, Score};
use retold::{Detector, Language};

use crate::exit::{DONE, Outcome, SOME_BAD, unreadable};
use crate::input::lines::Lines;
use crate::input::rows::{Fields, Id};
use crate::output::say;
use crate::progress;

/// Fit the score to labelled pairs of your own.
#[derive(Args)]
pub(crate) struct Options {
    /// Files of rows {"source","suspicious","label","source_id"?}: JSON lines, plain or gzip.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<String>,
    /// Where the model goes.
    #[arg(long, value_name = "MODEL.json")]
    out: PathBuf,
    /// The model to start at, instead of the shipped one.
    #[arg(long, value_name = "MODEL.json", conflicts_with = "from_nothing")]
    from: Option<PathBuf>,
    /// Start at nothing: for some thousands of pairs.
    #[arg(long)]
    from_nothing: bool,
    /// In how many rounds the figures are cross-validated.
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u64).range(2..=100))]
    folds: u64,
    /// The language of all texts, such as de or German, instead of detecting it for each.
    #[arg(long, value_name = "LANGUAGE")]
    language: Option<Language>,
}

struct Row {
    source: String,
    suspicious: String,
    label: bool,
    source_id: Option<Id>,
}

impl Row {
    fn parse(line: &[u8]) -> Result<Self, String> {
        let mut fields = Fields::parse(line)?;
        Ok(Self {
            label: fields.label()?,
            source_id: fields
                .has("source_id")
                .then(|| fields.name("source_id"))
                .transpose()?,
            source: fields.text("source")?,
            suspicious: fields.text("suspicious")?,
        })
    }
}

pub(crate) fn run(options: &Options) -> Outcome {
    let mut builder = Detector::builder();
    if let Some(language) = options.language {
        builder = builder.language(language);
    }
    let detector = builder.build();
    let prior = match &options.from {
        Some(path) => {
            let json = fs::read_to_string(path).map_err(|error| unreadable(path, &error))?;
            Some(Model::from_json(&json).map_err(|error| format!("{}: {error}", path.display()))?)
        }
        None => (!options.from_nothing).then(|| Model::shipped().clone()),
    };
    let (rows, bad) = read(&options.files)?;
    let example = |row: &Row| {
        Example::new(
            detector.evidence(&row.source, &row.suspicious),
            row.label,
            group(row),
        )
    };
    let bar = progress::bar(rows.len() as u64);
    let examples: Vec<Example> = rows
        .par_iter()
        .map(example)
        .inspect(|_| bar.inc(1))
        .collect();
    bar.finish_and_clear();

    let fitter = prior
        .clone()
        .map_or_else(Fitter::default, |prior| Fitter::default().prior(prior));
    let model = fitter.fit(&examples)?;
    let mut figures = RankingEvaluation::new();
    for (example, probabilities) in examples
        .iter()
        .zip(fitter.cross_validate(&examples, options.folds)?)
    {
        figures.add(probabilities.both, example.is_rewrite)?;
    }
    let before = prior.map(|prior| ranking(&examples, &prior)).transpose()?;
    let after = figures.measures();
    let mut provenance: Provenance = model.provenance().clone();
    provenance.data.clone_from(&options.files);
    let named = [
        ("folds", Some(options.folds as f64)),
        ("auc", after.auc),
        ("average_precision", after.average_precision),
        ("tpr_at_1_fpr", after.tpr_at_1_fpr),
        ("accuracy", after.accuracy),
        ("calibration_error", after.calibration_error),
    ];
    provenance.figures = named
        .into_iter()
        .filter_map(|(name, figure)| Some((name.to_owned(), figure?)))
        .collect();
    let model = model.with_provenance(provenance);
    fs::write(&options.out, model.to_json())
        .map_err(|error| format!("{}: {error}", options.out.display()))?;

    say!(
        "{} pairs, {} of them rewrites; cross-validated in {} rounds by source",
        after.pairs,
        after.positives,
        options.folds
    )?;
    let shown = |figure: Option<f64>| {
        figure.map_or_else(|| "-".to_owned(), |figure| format!("{figure:.4}"))
    };
    let lines = [
        before.map(|figures| ("before", figures)),
        Some(("after", after)),
    ];
    for (name, of) in lines.into_iter().flatten() {
        let (auc, found, error) = (
            shown(of.auc),
            shown(of.tpr_at_1_fpr),
            shown(of.calibration_error),
        );
        say!("{name:7} AUC {auc}, found at 1 % false alarms {found}, calibration error {error}")?;
    }
    say!("{}", options.out.display())?;
    Ok(if bad > 0 { SOME_BAD } else { DONE })
}

/// Returns the rows of all files, and how many lines were none; those are named.
fn read(files: &[String]) -> Result<(Vec<Row>, usize), String> {
    let (mut rows, mut bad) = (Vec::new(), 0);
    let bar = progress::bar(0);
    for line in Lines::open(files, bar.clone())? {
        let parsed = line.and_then(|line| {
            Row::parse(&line.bytes).map_err(|problem| format!("{}: {problem}", line.place))
        });
        match parsed {
            Ok(row) => rows.push(row),
            Err(problem) => {
                bar.suspend(|| eprintln!("retold: {problem}"));
                bad += 1;
            }
        }
    }
    bar.finish_and_clear();
    Ok((rows, bad))
}

/// Pairs with one source stay together: a number for its name, the same on every machine (FNV-1a).
fn group(row: &Row) -> u64 {
    let name = row
        .source_id
        .as_ref()
        .map_or_else(|| row.source.clone(), |id| id.as_json().to_owned());
    name.bytes().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3)
    })
}

fn ranking(
    examples: &[Example],
    model: &Model,
) -> Result<retold::eval::RankingMeasures, retold::Error> {
    let mut figures = RankingEvaluation::new();
    for example in examples {
        figures.add(
            Score::with_model(&example.evidence, model).probability,
            example.is_rewrite,
        )?;
    }
    Ok(figures.measures())
}
