//! Adds what arrives in a folder.

use std::collections::HashMap;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, Instant, SystemTime};

use clap::Args;
use retold_corpus::{Article, Corpus, CorpusOptions};

use super::add::time;
use super::explain;
use crate::exit::{DONE, Outcome};
use crate::input::documents::Documents;
use crate::input::{Form, Input, inputs};
use crate::output::say;
use crate::progress;

/// Add what arrives in a folder, until the program is ended. What was there is added first. A file
/// is read when it has not changed for a second, and again when it changes.
#[derive(Args)]
pub(crate) struct Options {
    /// The folder of the corpus; it is created if it isn't there.
    corpus: PathBuf,
    /// The folder to watch: texts (.txt, .md) and JSON lines {"id","text","date"?,"group"?}
    /// (.jsonl), also .gz and .zst. Write a file next to it and move it in, so that it is never
    /// read half.
    folder: String,
    /// The group of articles that name none, such as the outlet.
    #[arg(long, value_name = "NAME")]
    group: Option<String>,
    /// Seconds between two looks at the folder.
    #[arg(long, default_value_t = 1.0, value_name = "SECONDS")]
    interval: f64,
    /// End after this number of seconds without anything new.
    #[arg(long, value_name = "SECONDS")]
    idle: Option<f64>,
}

/// Articles that are stored with one commit.
const BATCH: usize = 200;

/// What a file was like when it was read.
#[derive(Clone, Copy, PartialEq, Eq)]
struct Seen {
    length: u64,
    time: Option<SystemTime>,
}

pub(crate) fn run(options: &Options) -> Outcome {
    let interval = Duration::try_from_secs_f64(options.interval)
        .map_err(|_| "the interval must be a number of seconds from 0")?;
    let idle = options.idle.map(Duration::try_from_secs_f64).transpose();
    let idle =
        idle.map_err(|_| "the time without anything new must be a number of seconds from 0")?;
    let mut corpus = Corpus::open(&options.corpus, CorpusOptions::default()).map_err(explain)?;
    let mut seen: HashMap<PathBuf, Seen> = HashMap::new();
    let mut last = Instant::now();
    loop {
        for input in files(&options.folder)? {
            let Some(path) = input.path().map(Path::to_owned) else {
                continue;
            };
            let Some(now) = look(&path) else { continue };
            if seen.get(&path) == Some(&now) || !is_settled(now) {
                continue;
            }
            let stored = store(&mut corpus, options, input)?;
            seen.insert(path.clone(), now);
            last = Instant::now();
            say!(
                "{}: {stored} article{}",
                path.display(),
                if stored == 1 { "" } else { "s" }
            )?;
        }
        if idle.is_some_and(|idle| last.elapsed() >= idle) {
            return Ok(DONE);
        }
        thread::sleep(interval);
    }
}

fn look(path: &Path) -> Option<Seen> {
    let about = path.metadata().ok()?;
    Some(Seen {
        length: about.len(),
        time: about.modified().ok(),
    })
}

/// Returns `true` if nobody writes to the file any more, by its time.
fn is_settled(seen: Seen) -> bool {
    let age = seen.time.and_then(|time| time.elapsed().ok());
    age.is_none_or(|age| age >= Duration::from_secs(1))
}

/// Returns the files in the folder now: none is no mistake here.
fn files(folder: &str) -> Result<Vec<Input>, String> {
    if !Path::new(folder).is_dir() {
        return Err(format!("{folder}: it is not a folder"));
    }
    Ok(inputs(&[folder.to_owned()], Form::Lines).unwrap_or_default())
}

/// Stores the articles of a file, and commits them; says what is wrong with the others.
fn store(corpus: &mut Corpus, options: &Options, input: Input) -> Result<u64, String> {
    let mut stored = 0;
    let mut waiting = 0;
    for raw in Documents::of(vec![input], progress::bar(0)) {
        let read = raw.and_then(|raw| {
            let place = raw.place.clone();
            let document = raw.document()?;
            let time = time(&document).map_err(|problem| format!("{place}: {problem}"))?;
            Ok((document, time))
        });
        let (document, time) = match read {
            Ok(read) => read,
            Err(problem) => {
                eprintln!("retold: {problem}");
                continue;
            }
        };
        let mut article = Article::new(&document.text);
        article.published = time;
        article.group = document.group.as_deref().or(options.group.as_deref());
        match corpus.put(&document.id.to_string(), &article) {
            Ok(()) => (stored, waiting) = (stored + 1, waiting + 1),
            Err(error @ (retold_corpus::Error::Key { .. } | retold_corpus::Error::Long { .. })) => {
                eprintln!("retold: {}", explain(error));
            }
            Err(error) => return Err(explain(error)),
        }
        if waiting == BATCH {
            waiting = 0;
            commit(corpus)?;
        }
    }
    commit(corpus)?;
    Ok(stored)
}

fn commit(corpus: &mut Corpus) -> Result<(), String> {
    let mark = corpus.mark().to_owned();
    corpus.commit(&mark).map_err(explain)
}
