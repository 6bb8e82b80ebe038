//! Writes pages that show how far texts are rewrites of articles: one for each comparison, and an
//! overview.
//!
//! A text that can't be read or compared is named on standard error, the others are still done, and
//! the exit code is 1 then.

use std::fs;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use clap::{Args, ValueEnum};
use retold::align::AlignOptions;
use retold::report::{HtmlReport, Overview};
use retold::scope::{RecurringBlocks, ScopeOptions, SetAsideReason};
use retold::{Comparison, Detector};

use crate::exit::{DONE, Outcome, SOME_BAD, counted};
use crate::output::say;
use crate::progress;
use crate::texts::{self, Prepared};

/// Writes pages that show how far texts are rewrites of articles, and an overview.
///
/// Texts are UTF-8, plain or compressed (.gz, .zst). Without texts, bundled articles are compared.
/// Open DIR/index.html.
#[derive(Args)]
pub(crate) struct Options {
    /// The folder to write to; it is made if there is none. Pages of the same names are replaced.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Compare every text with every other, not the first with the rest.
    #[arg(long)]
    all: bool,
    /// Show only this many comparisons, the most probable first.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    top: Option<u32>,
    /// Show only comparisons of at least this probability, from 0 to 1.
    #[arg(long, value_name = "P", value_parser = probability, default_value_t = 0.0, hide_default_value = true)]
    min: f64,
    /// Set what the suspicious texts quote aside.
    #[arg(long)]
    set_quotations_aside: bool,
    /// Whether pages have switches for what is set aside: auto is always for up to 100 comparisons,
    /// for a page with switches takes up to eight times as long to write.
    #[arg(long, value_name = "WHEN", value_enum, default_value_t = Switches::Auto)]
    switches: Switches,
    /// The article that may have been rewritten, then the texts that may be rewrites of it: files,
    /// folders, patterns, JSON lines {"id","text"}, or - for standard input.
    texts: Vec<String>,
}

#[derive(Clone, Copy, PartialEq, ValueEnum)]
enum Switches {
    Auto,
    Always,
    Never,
}

/// Comparisons up to which pages have switches by themselves.
const MAX_WITH_SWITCHES: usize = 100;

fn probability(given: &str) -> Result<f64, String> {
    match given.parse::<f64>() {
        Ok(value) if (0.0..=1.0).contains(&value) => Ok(value),
        _ => Err("it must be a number from 0 to 1".to_owned()),
    }
}

pub(crate) fn run(options: &Options) -> Outcome {
    let mut align = AlignOptions::default();
    align.edits = true;
    let mut scope = ScopeOptions::default();
    if options.set_quotations_aside {
        scope = scope.with(SetAsideReason::Quotation);
    }
    let detector = |scope: ScopeOptions| {
        let builder = Detector::builder().align(align.clone()).scope(scope);
        builder.sentences(true).build()
    };
    let plain = detector(scope.clone());
    let job = Job::new(&plain, options)?;
    fs::create_dir_all(&options.out)
        .map_err(|error| format!("cannot make {}: {error}", options.out.display()))?;

    let all = job.sources.len() * job.suspicious.len();
    let mut pages = Pages {
        switches: match options.switches {
            Switches::Auto => all <= MAX_WITH_SWITCHES,
            when => when == Switches::Always,
        },
        folder: &options.out,
        overview: Overview::new(),
        count: 0,
    };
    let (mut kept, mut compared): (Vec<Found<'_>>, u64) = (Vec::new(), 0);
    let bar = progress::bar(all as u64);
    for source in &job.sources {
        let others: Vec<_> = job
            .suspicious
            .iter()
            .filter(|other| other.name != source.name)
            .collect();
        let documents: Vec<_> = others.iter().map(|other| other.document.clone()).collect();
        compared += documents.len() as u64;
        // Found here rather than in the comparison, so that the switches of a page set the same
        // blocks aside.
        let texts = std::iter::once(&source.document).chain(&documents);
        let blocks = RecurringBlocks::find(texts);
        let detector = Rc::new(detector(scope.clone().recurring(blocks)));
        let comparisons = texts::compare(&detector, &source.document, &documents, &bar);
        let found = others.into_iter().zip(comparisons);
        for (suspicious, comparison) in
            found.filter(|(_, comparison)| comparison.score.probability >= options.min)
        {
            let found = Found {
                source,
                suspicious,
                comparison,
                detector: Rc::clone(&detector),
            };
            if options.top.is_some() {
                kept.push(found);
            } else {
                pages.add(&found)?;
            }
        }
        if let Some(top) = options.top {
            kept.sort_by(|a, b| texts::best_first(&a.comparison, &b.comparison));
            kept.truncate(top as usize);
        }
    }
    for found in &kept {
        pages.add(found)?;
    }
    bar.finish_and_clear();
    let index = pages.finish()?;
    for problem in &job.problems {
        eprintln!("retold: {problem}");
    }
    let count = counted(pages.count, "page");
    say!("{} and {count} next to it", index.display())?;
    if compared > pages.count {
        let less = counted(compared - pages.count, "comparison");
        say!("{less} of {compared} left out by --top and --min")?;
    }
    Ok(if job.problems.is_empty() {
        DONE
    } else {
        SOME_BAD
    })
}

/// A comparison that gets a page.
struct Found<'a> {
    source: &'a Prepared,
    suspicious: &'a Prepared,
    comparison: Comparison,
    /// What compared them.
    detector: Rc<Detector>,
}

/// The pages that are written.
struct Pages<'a> {
    folder: &'a Path,
    switches: bool,
    overview: Overview,
    count: u64,
}

impl Pages<'_> {
    fn add(&mut self, found: &Found<'_>) -> Result<(), String> {
        let Found {
            source,
            suspicious,
            comparison,
            detector,
        } = found;
        self.count += 1;
        let link = format!("{:03}-{}.html", self.count, file_name(&suspicious.name));
        let mut page = HtmlReport::new(
            comparison,
            source.document.text(),
            suspicious.document.text(),
        )
        .titles(&source.name, &suspicious.name)
        .back("index.html");
        if self.switches {
            page = page.switches(detector);
        }
        write(&self.folder.join(&link), &page.to_string())?;
        self.overview
            .add(&source.name, &suspicious.name, comparison, Some(&link));
        Ok(())
    }

    fn finish(&self) -> Result<PathBuf, String> {
        let index = self.folder.join("index.html");
        write(&index, &self.overview.to_string())?;
        Ok(index)
    }
}

/// What is compared with what, and what was wrong with other texts.
#[derive(Default)]
struct Job {
    sources: Vec<Prepared>,
    suspicious: Vec<Prepared>,
    problems: Vec<String>,
}

impl Job {
    fn new(detector: &Detector, options: &Options) -> Result<Self, String> {
        let mut job = Self::default();
        match options.texts.split_first() {
            None => {
                for case in texts::bundled(detector) {
                    job.sources.push(case.source?);
                    job.add(case.suspicious);
                }
            }
            Some(_) if options.all => job.add(texts::all(detector, &options.texts)),
            Some((_, [])) => {
                return Err("two texts are needed: see retold report --help".to_owned());
            }
            Some((source, suspicious)) => {
                let case = texts::named(detector, source, suspicious)?;
                job.sources.push(case.source?);
                job.add(case.suspicious);
            }
        }
        job.shorten_names();
        if options.all {
            job.suspicious.splice(0..0, job.sources.iter().cloned());
            job.sources = job.suspicious.clone();
            if job.sources.len() < 2 {
                let problems = job.problems.join("\n");
                return Err(
                    format!("two texts are needed: see retold report --help\n{problems}")
                        .trim_end()
                        .to_owned(),
                );
            }
        }
        Ok(job)
    }

    fn add(&mut self, texts: Vec<Result<Prepared, String>>) {
        for text in texts {
            match text {
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

/// Returns a name that is safe as a file's and needs no escaping in a link.
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
