//! Writes pages that show how far texts are rewrites of articles: one for each comparison, and an overview.
//!
//! ```text
//! retold report --out DIR SOURCE SUSPICIOUS...     one article against others; texts in UTF-8, - is standard input
//! retold report --out DIR --all TEXT TEXT...       all against all
//! retold report --out DIR                          bundled articles
//! ```
//!
//! Open DIR/index.html. A text that can't be read or compared is named on standard error, the others are still done, and the exit code is 1 then.

use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use retold::Detector;
use retold::align::AlignOptions;
use retold::report::{HtmlReport, Overview};

use crate::exit::{DONE, Outcome, SOME_BAD};
use crate::input::texts::{self, Prepared, Text};

/// Write pages that show how far texts are rewrites of articles, and an overview. Without texts, bundled articles are compared.
#[derive(Args)]
pub(crate) struct Options {
    /// The folder to write to; it is made if there is none. Pages of the same names are replaced.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Hold every text against every other, not the first against the rest.
    #[arg(long)]
    all: bool,
    /// Set what the suspicious texts quote aside.
    #[arg(long)]
    set_quotations_aside: bool,
    /// The article that may have been rewritten, then the texts that may be rewrites of it: files, or - for standard input.
    texts: Vec<String>,
}

pub(crate) fn run(options: &Options) -> Outcome {
    let mut align = AlignOptions::default();
    align.edits = true;
    align.quotations = options.set_quotations_aside;
    let detector = Detector::builder().align(align).sentences(true).build();
    let Job {
        sources,
        suspicious,
        problems,
    } = Job::new(&detector, options)?;
    fs::create_dir_all(&options.out)
        .map_err(|error| format!("cannot make {}: {error}", options.out.display()))?;

    let mut overview = Overview::new();
    let mut pages = 0;
    for source in &sources {
        let others: Vec<_> = suspicious
            .iter()
            .filter(|other| other.name != source.name)
            .collect();
        let documents: Vec<_> = others.iter().map(|other| other.document.clone()).collect();
        for (other, comparison) in others
            .iter()
            .zip(detector.compare_many(&source.document, &documents))
        {
            pages += 1;
            let link = format!("{pages:03}-{}.html", file_name(&other.name));
            let page = HtmlReport::new(&comparison, source.document.text(), other.document.text())
                .titles(&source.name, &other.name)
                .back("index.html");
            write(&options.out.join(&link), &page.to_string())?;
            overview.add(&source.name, &other.name, &comparison, Some(&link));
        }
    }
    let index = options.out.join("index.html");
    write(&index, &overview.to_string())?;
    for problem in &problems {
        eprintln!("retold: {problem}");
    }
    println!(
        "{} and {pages} page{} beside it",
        index.display(),
        if pages == 1 { "" } else { "s" }
    );
    Ok(if problems.is_empty() { DONE } else { SOME_BAD })
}

/// What is held against what, and what was wrong with other texts.
struct Job {
    sources: Vec<Prepared>,
    suspicious: Vec<Prepared>,
    problems: Vec<String>,
}

impl Job {
    fn new(detector: &Detector, options: &Options) -> Result<Self, String> {
        let mut job = Self {
            sources: Vec::new(),
            suspicious: Vec::new(),
            problems: Vec::new(),
        };
        match options.texts.split_first() {
            None => {
                for case in texts::bundled() {
                    job.sources.push(Prepared::new(detector, case.source)?);
                    job.add(detector, case.suspicious);
                }
            }
            Some((_, [])) => {
                return Err("two texts are needed: see retold report --help".to_owned());
            }
            Some((source, suspicious)) => {
                let case = texts::named(source, suspicious)?;
                job.sources.push(Prepared::new(detector, case.source)?);
                job.add(detector, case.suspicious);
            }
        }
        job.shorten_names();
        if options.all {
            let again = |text: &Prepared| Prepared {
                name: text.name.clone(),
                document: text.document.clone(),
            };
            job.suspicious.splice(0..0, job.sources.iter().map(again));
            job.sources = job.suspicious.iter().map(again).collect();
        }
        Ok(job)
    }

    fn add(&mut self, detector: &Detector, texts: Vec<Result<Text, String>>) {
        for text in texts {
            match text.and_then(|text| Prepared::new(detector, text)) {
                Ok(text) => self.suspicious.push(text),
                Err(problem) => self.problems.push(problem),
            }
        }
    }

    /// Leaves out the folders and the endings that all names share.
    fn shorten_names(&mut self) {
        let mut names: Vec<&mut String> = self
            .sources
            .iter_mut()
            .chain(&mut self.suspicious)
            .map(|text| &mut text.name)
            .collect();
        let Some(first) = names.first().map(|name| name.to_string()) else {
            return;
        };
        let shared = |name: &String| {
            name.bytes()
                .zip(first.bytes())
                .take_while(|(a, b)| a == b)
                .count()
        };
        let shared = names.iter().map(|name| shared(name)).min().unwrap_or(0);
        let folder = first
            .get(..shared)
            .and_then(|shared| shared.rfind('/'))
            .map_or(0, |at| at + 1);
        let txt = names.iter().all(|name| name.ends_with(".txt"));
        for name in &mut names {
            name.replace_range(..folder, "");
            if txt {
                name.truncate(name.len() - ".txt".len());
            }
        }
    }
}

/// A name that is safe as a file's and needs no escaping in a link.
fn file_name(name: &str) -> String {
    let safe = |c: char| {
        if c.is_ascii_alphanumeric() || c == '-' {
            c
        } else {
            '_'
        }
    };
    name.chars()
        .rev()
        .take(60)
        .map(safe)
        .collect::<String>()
        .chars()
        .rev()
        .collect()
}

fn write(path: &Path, page: &str) -> Result<(), String> {
    fs::write(path, page).map_err(|error| format!("cannot write {}: {error}", path.display()))
}
