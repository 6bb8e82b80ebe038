//! Finds the sources of texts.

use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;

use clap::Args;
use retold::Detector;
use retold::align::AlignOptions;
use retold::report::{SourceText, SourcesReport};
use retold::sources::{Attribution, FoundSource};
use retold_corpus::{Answer, CorpusReader, FoundArticle, SearchOptions, Stages, Timestamp};
use serde::Serialize;

use super::explain;
use crate::exit::{DONE, Outcome, SOME_BAD, counted};
use crate::input::documents::read_text;
use crate::output::Table;
use crate::progress;

/// Find the articles that texts were made from, and say which words come from which.
#[derive(Args)]
pub(crate) struct Options {
    /// The folder of the corpus.
    corpus: PathBuf,
    /// Texts in UTF-8.
    #[arg(required = true, value_name = "FILE")]
    files: Vec<PathBuf>,
    /// Write a page for each text to this folder.
    #[arg(long, value_name = "DIR")]
    html: Option<PathBuf>,
    /// Print one JSON object for each text, one a line.
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    search: Search,
    /// How many threads compare; all cores if it isn't given.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
}

/// How the corpus is searched.
#[derive(Args)]
struct Search {
    /// Articles that are compared, of those that the index proposes; 50 if it isn't given, 100 for
    /// long texts.
    #[arg(long, value_name = "N")]
    candidates: Option<usize>,
    /// From which probability on a source is reported.
    #[arg(long, default_value_t = 0.5, value_name = "P")]
    min_probability: f64,
    /// Only articles published before this time: 2026-05-04 or 2026-05-04T10:00:00Z.
    #[arg(long, value_name = "TIME")]
    published_before: Option<Timestamp>,
    /// Only articles published at this time or later.
    #[arg(long, value_name = "TIME")]
    published_after: Option<Timestamp>,
    /// No articles of this group; may be given several times.
    #[arg(long, value_name = "NAME")]
    not_group: Vec<String>,
    /// Not the article with this key; may be given several times.
    #[arg(long, value_name = "KEY")]
    not_key: Vec<String>,
    /// Stop after this number of milliseconds with what was found until then.
    #[arg(long, value_name = "MS")]
    deadline: Option<u64>,
}

impl Search {
    fn options(&self) -> SearchOptions {
        let mut options = SearchOptions::default();
        options.candidates = self.candidates;
        options.min_probability = self.min_probability;
        options.published_before = self.published_before;
        options.published_after = self.published_after;
        options.not_groups = self.not_group.clone();
        options.not_keys = self.not_key.clone();
        options.deadline = self.deadline.map(Duration::from_millis);
        options
    }
}

pub(crate) fn run(options: &Options) -> Outcome {
    progress::set_threads(options.threads)?;
    let mut align = AlignOptions::default();
    align.edits = options.html.is_some() || options.json;
    let detector = Detector::builder().align(align).build();
    let reader = CorpusReader::open(&options.corpus, detector.clone()).map_err(explain)?;
    let search = options.search.options();
    if let Some(folder) = &options.html {
        fs::create_dir_all(folder)
            .map_err(|error| format!("cannot write {}: {error}", folder.display()))?;
    }
    let mut out = io::stdout().lock();
    let mut code = DONE;
    for (number, file) in options.files.iter().enumerate() {
        let text = match read_text(file) {
            Ok(text) => text,
            Err(problem) => {
                eprintln!("retold: {problem}");
                code = SOME_BAD;
                continue;
            }
        };
        let answer = reader.sources(&text, &search).map_err(explain)?;
        let name = file.display().to_string();
        if options.json {
            serde_json::to_writer(&mut out, &Report::new(&name, &answer))?;
            writeln!(out)?;
        } else {
            print(&mut out, &name, &answer, search.min_probability)?;
        }
        if let Some(folder) = &options.html {
            let page = folder.join(page_name(file, &options.files[..number]));
            let html = page_of(&name, &text, &answer, &detector);
            fs::write(&page, html)
                .map_err(|error| format!("cannot write {}: {error}", page.display()))?;
            if !options.json {
                writeln!(out, "  page: {}", page.display())?;
            }
        }
    }
    out.flush()?;
    Ok(code)
}

/// Returns the name of a text's page: that of the text, with a number if an earlier text has it.
fn page_name(file: &Path, earlier: &[PathBuf]) -> String {
    let stem = |path: &Path| {
        path.file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned()
    };
    let same = earlier
        .iter()
        .filter(|path| stem(path) == stem(file))
        .count();
    match same {
        0 => format!("{}.html", stem(file)),
        _ => format!("{}-{}.html", stem(file), same + 1),
    }
}

/// Returns a time as it is shown: midnight is most likely a day that was given without a time.
fn shown(time: Timestamp) -> String {
    let time = time.to_string();
    time.strip_suffix("T00:00:00Z").unwrap_or(&time).to_owned()
}

/// Returns the page of an answer. `detector` made its comparisons.
fn page_of(name: &str, text: &str, answer: &Answer, detector: &Detector) -> String {
    let dates: Vec<Option<String>> = answer
        .articles
        .iter()
        .map(|article| article.published.map(shown))
        .collect();
    let texts: Vec<SourceText<'_>> = answer
        .articles
        .iter()
        .zip(&dates)
        .map(|(article, date)| {
            let mut text = SourceText::new(&article.key, &article.text);
            text.published = date.as_deref();
            text.group = article.group.as_deref();
            text
        })
        .collect();
    SourcesReport::new(&answer.found, text, &texts)
        .title(name)
        .switches(detector)
        .to_string()
}

fn print(out: &mut impl Write, name: &str, answer: &Answer, least: f64) -> io::Result<()> {
    let sources = answer.found.sources.len();
    let capped = if answer.capped {
        " (the search was cut short)"
    } else {
        ""
    };
    if sources == 0 {
        let why = match answer.compared {
            0 => "no article that was searched shares rare words with it".to_owned(),
            1 => format!("the one article that was compared has a probability below {least:.2}"),
            count => format!(
                "each of the {count} articles that were compared has a probability below {least:.2}"
            ),
        };
        writeln!(out, "{name}: no source was found: {why}{capped}")?;
        if answer.compared > 0 {
            writeln!(out, "  --min-probability 0 shows them all")?;
        }
        return Ok(());
    }
    writeln!(
        out,
        "{name}: {}, {:.0} % of {} words in their passages{capped}",
        counted(sources as u64, "source"),
        100.0 * answer.found.reused,
        answer.found.words,
    )?;
    let mut table = Table::new(&[
        "  source",
        "probability",
        "share",
        "verdict",
        "published",
        "group",
    ]);
    for (source, article) in answer.sources() {
        let time = article.published.map(shown);
        table.row(
            &format!("  {}", article.key),
            vec![
                format!("{:.2}", source.probability),
                format!("{:.0} %", 100.0 * source.share),
                source.comparison.verdict().to_string(),
                time.unwrap_or_default(),
                article.group.clone().unwrap_or_default(),
            ],
        );
    }
    table.print(out)
}

/// An answer as JSON.
#[derive(Serialize)]
pub(super) struct Report<'a> {
    /// What the suspicious text is called.
    suspicious: &'a str,
    words: usize,
    reused: f64,
    candidates: usize,
    compared: usize,
    capped: bool,
    microseconds: Stages,
    sources: Vec<ReportRow<'a>>,
    attributions: &'a [Attribution],
}

#[derive(Serialize)]
struct ReportRow<'a> {
    key: &'a str,
    published: Option<Timestamp>,
    group: Option<&'a str>,
    rank: usize,
    retrieval: f32,
    #[serde(flatten)]
    source: &'a FoundSource,
}

impl<'a> Report<'a> {
    pub(super) fn new(suspicious: &'a str, answer: &'a Answer) -> Self {
        let row = |(source, article): (&'a FoundSource, &'a FoundArticle)| ReportRow {
            key: &article.key,
            published: article.published,
            group: article.group.as_deref(),
            rank: article.rank,
            retrieval: article.retrieval,
            source,
        };
        Self {
            suspicious,
            words: answer.found.words,
            reused: answer.found.reused,
            candidates: answer.candidates,
            compared: answer.compared,
            capped: answer.capped,
            microseconds: answer.stages,
            sources: answer.sources().map(row).collect(),
            attributions: &answer.found.attributions,
        }
    }
}
