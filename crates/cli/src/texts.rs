//! The texts that `compare` and `report` hold against each other: from files, folders and standard
//! input, or the bundled articles.

use rayon::prelude::*;
use retold::{Comparison, Detector, Document};

use crate::input::documents::{Document as Text, Documents};
use crate::input::rows::Id;
use crate::input::{Form, inputs};
use crate::progress;

/// A text, ready to be compared.
#[derive(Clone)]
pub(crate) struct Prepared {
    pub(crate) name: String,
    pub(crate) document: Document,
}

impl Prepared {
    /// Reads a text; one that gives nothing to compare is an error.
    pub(crate) fn new(detector: &Detector, text: &Text) -> Result<Self, String> {
        let (name, document) = (text.id.to_string(), detector.document(&text.text));
        match document.words().len() {
            0 => Err(format!("{name}: there is no word in it")),
            1 => Err(format!(
                "{name}: nothing to compare: there is only one word in it, however often"
            )),
            _ => Ok(Self { name, document }),
        }
    }
}

/// An article with the texts that may have been made from it, in their order. A text that could not
/// be read is replaced by a message.
pub(crate) struct Case {
    pub(crate) source: Result<Prepared, String>,
    pub(crate) suspicious: Vec<Result<Prepared, String>>,
}

/// Reads the texts that were named. A folder or pattern may hold the source as well: it is then not
/// compared with itself.
pub(crate) fn named(
    detector: &Detector,
    source: &str,
    suspicious: &[String],
) -> Result<Case, String> {
    let names = std::iter::once(source).chain(suspicious.iter().map(String::as_str));
    if names.filter(|&name| name == "-").count() > 1 {
        return Err("standard input (-) can be read only once".to_owned());
    }
    let found = inputs(&[source.to_owned()], Form::Text)?;
    let [input] = &found[..] else {
        return Err(format!(
            "{source}: the source must be one text, but {} files were found",
            found.len()
        ));
    };
    let mut texts = read(detector, inputs(&[source.to_owned()], Form::Text)?);
    if texts.len() > 1 {
        return Err(format!(
            "{source}: the source must be one text, but it holds {} rows",
            texts.len()
        ));
    }
    let mut others = Vec::new();
    for argument in suspicious {
        match inputs(std::slice::from_ref(argument), Form::Text) {
            Ok(mut files) => {
                files.retain(|file| file.is_named || !file.is_same_file(input));
                others.extend(read(detector, files));
            }
            Err(problem) => others.push(Err(problem)),
        }
    }
    Ok(Case {
        source: texts
            .pop()
            .unwrap_or_else(|| Err(format!("{source}: it holds no text"))),
        suspicious: others,
    })
}

/// Reads the texts that arguments stand for, in their order.
pub(crate) fn all(detector: &Detector, arguments: &[String]) -> Vec<Result<Prepared, String>> {
    let read = |argument: &String| match inputs(std::slice::from_ref(argument), Form::Text) {
        Ok(files) => read(detector, files),
        Err(problem) => vec![Err(problem)],
    };
    arguments.iter().flat_map(read).collect()
}

fn read(detector: &Detector, files: Vec<crate::input::Input>) -> Vec<Result<Prepared, String>> {
    let bar = progress::bar(0);
    let raw: Vec<_> = Documents::of(files, bar.clone()).collect();
    bar.finish_and_clear();
    raw.into_par_iter()
        .map(|raw| Prepared::new(detector, &raw?.document()?))
        .collect()
}

/// Compares a source with documents in parallel, in their order.
pub(crate) fn compare(
    detector: &Detector,
    source: &Document,
    documents: &[Document],
    bar: &indicatif::ProgressBar,
) -> Vec<Comparison> {
    /// How many comparisons are made between two steps of the bar.
    const STEP: usize = 32;
    let mut comparisons = Vec::with_capacity(documents.len());
    for step in documents.chunks(STEP) {
        comparisons.extend(detector.compare_many(source, step));
        bar.inc(step.len() as u64);
    }
    comparisons
}

/// Orders comparisons by probability, then by how much was reused, the highest first.
pub(crate) fn best_first(a: &Comparison, b: &Comparison) -> std::cmp::Ordering {
    let probability = b.score.probability.total_cmp(&a.score.probability);
    probability.then(b.reused.total_cmp(&a.reused))
}

/// Returns the bundled articles: an original with what was written about it.
pub(crate) fn bundled(detector: &Detector) -> Vec<Case> {
    macro_rules! article {
        ($name:literal) => {
            Prepared::new(
                detector,
                &Text {
                    id: Id::from(concat!("articles/", $name, ".txt").to_owned()),
                    text: include_str!(concat!("../articles/", $name, ".txt")).to_owned(),
                    date: None,
                    group: None,
                },
            )
        };
    }
    vec![Case {
        source: article!("original"),
        suspicious: vec![
            article!("heavy_rewrite"),
            article!("independent_report"),
            article!("light_rewrite"),
            article!("mash_up"),
            article!("near_copy"),
        ],
    }]
}
