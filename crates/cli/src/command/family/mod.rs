//! Says how many origins texts have, which text is the original of each family, and which was made
//! from which.
//!
//! A text that can't be read or has no word is named on standard error, the others are still done,
//! and the exit code is 1 then.

mod dates;
mod pages;
mod tree;

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use rayon::prelude::*;
use retold::family::{Families, FamilyOptions};
use retold::{Detector, Document};
use serde::Serialize;

use self::dates::{Date, Dates};
use crate::exit::{DONE, Outcome, SOME_BAD};
use crate::input::documents::Documents;
use crate::input::{Form, inputs};
use crate::progress;

/// Says how many origins texts have, which one is the original of each family, and which was made
/// from which.
///
/// Texts are UTF-8, plain or compressed (.gz, .zst).
#[derive(Args)]
pub(crate) struct Options {
    /// The texts: files, folders, patterns, JSON lines {"id","text","date"?,"group"?}, or - for
    /// standard input.
    #[arg(required = true, value_name = "TEXT")]
    texts: Vec<String>,
    /// A file with a line for each text that has a date: its name, a tab and a date such as
    /// 2024-06-04 or 2024-06-04T21:14Z; a further column names the outlet. A text does not come
    /// from a later one.
    #[arg(long, value_name = "FILE")]
    dates: Option<PathBuf>,
    /// Take it as known that all texts go back to one origin.
    #[arg(long)]
    one_origin: bool,
    /// Name an original, a parent or a sibling only from this probability, from 0 to 1.
    #[arg(long, value_name = "P", value_parser = probability)]
    min_probability: Option<f64>,
    /// Print everything as JSON.
    #[arg(long, conflicts_with = "html")]
    json: bool,
    /// Write pages to this folder: the families, and a page for each text compared with its parent.
    /// Pages of the same names are replaced.
    #[arg(long, value_name = "DIR")]
    html: Option<PathBuf>,
    /// How many threads work; all cores if it isn't given.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
}

fn probability(given: &str) -> Result<f64, String> {
    match given.parse::<f64>() {
        Ok(value) if (0.0..=1.0).contains(&value) => Ok(value),
        _ => Err("it must be a number from 0 to 1".to_owned()),
    }
}

/// A text with what is known of it.
struct Text {
    name: String,
    document: Document,
    date: Option<Date>,
    outlet: Option<String>,
}

pub(crate) fn run(options: &Options) -> Outcome {
    progress::set_threads(options.threads)?;
    let detector = Detector::builder().sentences(true).build();
    let dates = options.dates.as_deref().map(Dates::read).transpose()?;
    let (texts, problems) = read(&detector, options, dates.unwrap_or_default())?;
    if texts.is_empty() {
        let problems = problems.join("\n");
        return Err(format!("there is no text to read\n{problems}")
            .trim_end()
            .into());
    }
    let documents: Vec<Document> = texts.iter().map(|text| text.document.clone()).collect();
    let mut asked = FamilyOptions::default().with_dates(
        texts
            .iter()
            .map(|text| Some(text.date.as_ref()?.seconds))
            .collect(),
    );
    if let Some(probability) = options.min_probability {
        asked = asked.with_min_probability(probability);
    }
    if options.one_origin {
        asked = asked.with_one_origin();
    }
    let families = detector.families(&documents, &asked);
    let mut out = io::stdout().lock();
    if options.json {
        serde_json::to_writer(&mut out, &Report::new(&texts, &families))?;
        writeln!(out)?;
    } else {
        tree::print(&mut out, &texts, &families)?;
    }
    if let Some(folder) = &options.html {
        let index = pages::write(&detector, folder, &texts, &families)?;
        writeln!(out, "\n{}", index.display())?;
    }
    out.flush()?;
    for problem in &problems {
        eprintln!("retold: {problem}");
    }
    let is_done = problems.is_empty() && families.wordless.is_empty();
    Ok(if is_done { DONE } else { SOME_BAD })
}

/// Reads the texts, and says what was wrong with others.
fn read(
    detector: &Detector,
    options: &Options,
    mut dates: Dates,
) -> Result<(Vec<Text>, Vec<String>), String> {
    let bar = progress::bar(0);
    let files = inputs(&options.texts, Form::Text)?;
    let raw: Vec<_> = Documents::of(files, bar.clone()).collect();
    bar.finish_and_clear();
    let read: Vec<Result<Text, String>> = raw
        .into_par_iter()
        .map(|raw| {
            let row = raw?.document()?;
            let name = row.id.to_string();
            let date = row.date.as_deref().map(Date::parse).transpose();
            Ok(Text {
                document: detector.document(&row.text),
                date: date.map_err(|problem| format!("{name}: {problem}"))?,
                outlet: row.group,
                name,
            })
        })
        .collect();
    let (mut texts, mut problems) = (Vec::new(), Vec::new());
    for text in read {
        match text {
            Ok(mut text) => {
                if let Some((date, outlet)) = dates.take(&text.name) {
                    text.date = Some(date);
                    text.outlet = outlet.or(text.outlet);
                }
                if text.document.tokens().is_empty() {
                    problems.push(format!("{}: there is no word in it", text.name));
                } else {
                    texts.push(text);
                }
            }
            Err(problem) => problems.push(problem),
        }
    }
    problems.extend(
        dates
            .rest()
            .map(|name| format!("a date is given for {name}, but there is no such text")),
    );
    Ok((texts, problems))
}

/// What `--json` prints.
#[derive(Serialize)]
struct Report<'a> {
    schema_version: u32,
    /// The texts, by the numbers that the families have.
    texts: Vec<ReportText<'a>>,
    #[serde(flatten)]
    families: &'a Families,
}

#[derive(Serialize)]
struct ReportText<'a> {
    name: &'a str,
    words: usize,
    date: Option<&'a str>,
    outlet: Option<&'a str>,
}

impl<'a> Report<'a> {
    fn new(texts: &'a [Text], families: &'a Families) -> Self {
        let text = |text: &'a Text| ReportText {
            name: &text.name,
            words: text.document.tokens().len(),
            date: text.date.as_ref().map(|date| date.shown.as_str()),
            outlet: text.outlet.as_deref(),
        };
        Self {
            schema_version: 1,
            texts: texts.iter().map(text).collect(),
            families,
        }
    }
}
