//! Adds articles from files and folders.

use std::hash::{DefaultHasher, Hash, Hasher};
use std::path::PathBuf;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;
use std::time::SystemTime;

use clap::Args;
use retold_corpus::{Article, Corpus, CorpusOptions, Timestamp};
use serde::{Deserialize, Serialize};

use super::explain;
use crate::exit::{DONE, Outcome, SOME_BAD};
use crate::input::documents::{Document, Documents, Raw};
use crate::input::{Form, Input, inputs};
use crate::output::say;
use crate::progress;

/// Add articles, or replace those with the same ids. A run that was interrupted goes on where it
/// was when it is started again with the same inputs.
#[derive(Args)]
pub(crate) struct Options {
    /// The folder of the corpus; it is created if it isn't there.
    corpus: PathBuf,
    /// Folders, files and patterns: texts (.txt, .md) and JSON lines {"id","text","date"?,"group"?}
    /// (.jsonl), also .gz and .zst; - is standard input. The key of a text is its path as it was
    /// given.
    #[arg(required = true, value_name = "PATH")]
    inputs: Vec<String>,
    /// The group of articles that name none, such as the outlet.
    #[arg(long, value_name = "NAME")]
    group: Option<String>,
    /// Index the texts without storing them: a fifth of the space, but nothing can be compared
    /// without the texts.
    #[arg(long)]
    no_texts: bool,
    /// Articles between two commits.
    #[arg(long, default_value_t = 20_000, value_name = "N", value_parser = clap::value_parser!(u64).range(1..=10_000_000))]
    commit: u64,
    /// Megabytes of memory that collect articles before they are written.
    #[arg(long, default_value_t = 32, value_name = "MB", value_parser = clap::value_parser!(u64).range(15..=1000))]
    memory: u64,
    /// How many threads read texts; all cores if it isn't given.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
}

/// Up to where which inputs are stored: the mark of a commit.
#[derive(Serialize, Deserialize, PartialEq, Eq)]
struct Mark {
    /// Tells these inputs from others: their names, sizes and times.
    inputs: u64,
    /// How many articles of them were read, good or bad.
    read: u64,
    /// All of them are stored.
    complete: bool,
}

/// Articles that are read and stored together.
const BATCH: usize = 500;

pub(crate) fn run(options: &Options) -> Outcome {
    progress::set_threads(options.threads)?;
    let inputs = inputs(&options.inputs, Form::Lines)?;
    let mut corpus_options = CorpusOptions::default();
    corpus_options.writer_memory = usize::try_from(options.memory * 1_000_000)?;
    corpus_options.keep_texts = options.no_texts.then_some(false);
    let mut corpus = Corpus::open(&options.corpus, corpus_options).map_err(explain)?;
    let before = corpus.len().map_err(explain)?;

    let identity = identity(&inputs);
    let mark: Option<Mark> = serde_json::from_str(corpus.mark()).ok();
    let mark = mark.filter(|mark| mark.inputs == identity);
    if mark.as_ref().is_some_and(|mark| mark.complete) {
        say!("Nothing to do: the corpus has these inputs already ({before} articles).")?;
        return Ok(DONE);
    }
    let done = mark.map_or(0, |mark| mark.read);
    if done > 0 {
        eprintln!("retold: going on after {done} articles that an interrupted run has stored");
    }

    let bar = progress::bar(0);
    let mut documents = Documents::of(inputs, bar.clone());
    let (send, receive) = sync_channel(2 * BATCH);
    let reader = thread::spawn(move || {
        let documents = documents
            .by_ref()
            .skip(usize::try_from(done).unwrap_or(usize::MAX));
        for raw in documents {
            if send.send(raw).is_err() {
                return;
            }
        }
    });
    let mut run = Run {
        options,
        corpus: &mut corpus,
        identity,
        read: done,
        added: 0,
        bad: 0,
        since_commit: 0,
    };
    let outcome = run.store(&receive, &bar);
    drop(receive);
    let joined = reader.join();
    outcome?;
    if joined.is_err() {
        return Err("the inputs could not be read to their end".into());
    }
    run.commit(true)?;
    bar.finish_and_clear();
    let (added, bad) = (run.added, run.bad);
    let now = corpus.len().map_err(explain)?;
    say!(
        "{added} article{} stored; the corpus has {now} ({} more than before).",
        if added == 1 { " was" } else { "s were" },
        now.saturating_sub(before)
    )?;
    Ok(if bad > 0 { SOME_BAD } else { DONE })
}

/// A run over the inputs.
struct Run<'a> {
    options: &'a Options,
    corpus: &'a mut Corpus,
    identity: u64,
    read: u64,
    added: u64,
    bad: u64,
    since_commit: u64,
}

impl Run<'_> {
    fn store(
        &mut self,
        receive: &Receiver<Result<Raw, String>>,
        bar: &indicatif::ProgressBar,
    ) -> Result<(), String> {
        loop {
            let batch: Vec<_> = receive.iter().take(BATCH).collect();
            if batch.is_empty() {
                return Ok(());
            }
            let mut articles: Vec<(String, Document, Option<Timestamp>)> = Vec::new();
            for raw in batch {
                self.read += 1;
                match raw.and_then(read) {
                    Ok(article) => articles.push(article),
                    Err(problem) => {
                        self.bad += 1;
                        bar.suspend(|| eprintln!("retold: {problem}"));
                    }
                }
            }
            let rows: Vec<(&str, Article<'_>)> = articles
                .iter()
                .map(|(key, document, time)| {
                    let mut article = Article::new(&document.text);
                    article.published = *time;
                    article.group = document.group.as_deref().or(self.options.group.as_deref());
                    (key.as_str(), article)
                })
                .collect();
            self.put(&rows, bar)?;
            if self.since_commit >= self.options.commit {
                self.commit(false)?;
            }
        }
    }

    /// Stores a batch; if an article of it cannot be stored, the others one by one.
    fn put(
        &mut self,
        rows: &[(&str, Article<'_>)],
        bar: &indicatif::ProgressBar,
    ) -> Result<(), String> {
        let unfit = |error: &retold_corpus::Error| {
            matches!(
                error,
                retold_corpus::Error::Key { .. } | retold_corpus::Error::Long { .. }
            )
        };
        match self.corpus.put_many(rows) {
            Ok(()) => self.count(rows.len()),
            Err(error) if !unfit(&error) => return Err(explain(error)),
            Err(_) => {
                for (key, article) in rows {
                    match self.corpus.put(key, article) {
                        Ok(()) => self.count(1),
                        Err(error) if unfit(&error) => {
                            self.bad += 1;
                            bar.suspend(|| eprintln!("retold: {}", explain(error)));
                        }
                        Err(error) => return Err(explain(error)),
                    }
                }
            }
        }
        Ok(())
    }

    fn count(&mut self, articles: usize) {
        self.added += articles as u64;
        self.since_commit += articles as u64;
    }

    fn commit(&mut self, complete: bool) -> Result<(), String> {
        let mark = Mark {
            inputs: self.identity,
            read: self.read,
            // What was bad may have been mended the next time.
            complete: complete && self.bad == 0,
        };
        let mark = serde_json::to_string(&mark).map_err(|error| error.to_string())?;
        self.since_commit = 0;
        self.corpus.commit(&mark).map_err(explain)
    }
}

/// Returns an article with its key and its time, or what is wrong with it.
fn read(raw: Raw) -> Result<(String, Document, Option<Timestamp>), String> {
    let place = raw.place.clone();
    let document = raw.document()?;
    let time = time(&document).map_err(|problem| format!("{place}: {problem}"))?;
    Ok((document.id.to_string(), document, time))
}

/// Returns the time at which a document was published.
pub(super) fn time(document: &Document) -> Result<Option<Timestamp>, String> {
    let time = document.date.as_deref().map(str::parse::<Timestamp>);
    time.transpose().map_err(explain)
}

/// Returns a number for the inputs as they are now: their names, sizes and times. One that is not a
/// file is never the same again.
fn identity(inputs: &[Input]) -> u64 {
    let mut hasher = DefaultHasher::new();
    for input in inputs {
        input.name.hash(&mut hasher);
        match input.path().and_then(|path| path.metadata().ok()) {
            Some(about) => (about.len(), about.modified().ok()).hash(&mut hasher),
            None => SystemTime::now().hash(&mut hasher),
        }
    }
    hasher.finish()
}
