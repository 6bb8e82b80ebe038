//! Finds the near-duplicates among many texts, and says which to keep.
//!
//! ```text
//! retold deduplicate INPUT... --out FOLDER            folders and files: texts (.txt, .md) and JSON lines {"id","text"} (.jsonl), also .gz and .zst
//! retold deduplicate INPUT... --out FOLDER --index FILE    add to the documents of earlier runs
//! retold deduplicate --plan --threshold 0.8           what to expect, without any input
//! ```
//!
//! Into the folder go `pairs.jsonl` (each pair with its exact resemblance), `clusters.jsonl` (those
//! of two and more, named by the first document) and `keep.jsonl` (one document of each cluster).
//! Texts are streamed. What is needed of them is kept on disk, in `FILE.documents`, or in the
//! folder until the run is done: a run that was interrupted goes on where it was when it is started
//! again, with the same output. A document that can't be read is named on standard error, the
//! others are still done, and the exit code is 1 then.

mod log;

use std::collections::{HashMap, HashSet};
use std::error::Error;
use std::fs;
use std::io::{self, Write};
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread;

use clap::{Args, ValueEnum};
use indicatif::ProgressBar;
use rayon::prelude::*;
use retold::index::{Clusters, IndexOptions, Keep, LshIndex, Pairs, Plan, Record};
use retold::shingle::{ShingleSet, ShingleSize};
use retold::sketch::MinHasher;
use serde::Serialize;

use crate::exit::{DONE, Outcome, SOME_BAD, counted};
use crate::input::documents::{Documents, Raw};
use crate::input::rows::Id;
use crate::input::{Form, Input, inputs};
use crate::output::Predictions;
use crate::progress;
use log::{Log, New, checksum};

/// Find the near-duplicates among many texts, and say which to keep.
#[derive(Args)]
pub(crate) struct Options {
    /// Folders and files: texts (.txt, .md) and JSON lines {"id","text"} (.jsonl), also .gz and
    /// .zst.
    #[arg(required_unless_present = "plan", value_name = "INPUT")]
    inputs: Vec<String>,
    /// The folder that pairs.jsonl, clusters.jsonl and keep.jsonl are written to.
    #[arg(long, required_unless_present = "plan", value_name = "FOLDER")]
    out: Option<PathBuf>,
    /// From which resemblance of shingles on two texts are near-duplicates; above 0, at most 1.
    #[arg(long, default_value_t = 0.8, value_name = "T")]
    threshold: f64,
    /// Words of a shingle: 5 for near-copies, 3 for texts with noise in them.
    #[arg(long, default_value_t = 5, value_name = "WORDS")]
    shingle: usize,
    /// An index of earlier runs to add to; it is made if it isn't there. FILE.documents is next to
    /// it.
    #[arg(long, value_name = "FILE")]
    index: Option<PathBuf>,
    /// Which document of a cluster is kept.
    #[arg(long, value_enum, default_value_t = Kept::First)]
    keep: Kept,
    /// The recall that the bands are planned for.
    #[arg(long, default_value_t = 0.99, value_name = "R")]
    recall: f64,
    /// Slots of a signature.
    #[arg(long, default_value_t = 128, value_name = "SLOTS")]
    signature: usize,
    /// How many threads work; all cores if it isn't given.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
    /// Save what is whole of damaged files of the index, and read the rest again from the inputs.
    #[arg(long, requires = "index")]
    recover: bool,
    /// Print what to expect of the bands, and do nothing.
    #[arg(long)]
    plan: bool,
}

#[derive(Clone, Copy, ValueEnum)]
enum Kept {
    /// The one that was read first.
    First,
    /// The longest, in bytes; the first of those that are equally long.
    Longest,
}

pub(crate) fn run(options: &Options) -> Outcome {
    let plan = Plan::new(options.signature, options.threshold, options.recall)?;
    if options.plan {
        write!(io::stdout(), "{plan}")?;
        return Ok(DONE);
    }
    let Some(out) = &options.out else {
        return Ok(DONE);
    };
    let hasher = MinHasher::new(options.signature, ShingleSize::new(options.shingle)?)?;
    let index_options = IndexOptions::new(hasher, plan.banding())?.with_keep(Keep::Nothing);
    progress::set_threads(options.threads)?;
    let inputs = inputs(&options.inputs, Form::Lines)?;
    fs::create_dir_all(out).map_err(|error| format!("cannot write {}: {error}", out.display()))?;
    let mut corpus = Corpus::open(options, index_options, out)?;
    let Added { bad, others, again } = corpus.add(inputs)?;
    if others > 0 && options.index.is_none() {
        let path = log_path(options, out);
        return Err(format!(
            "{}: an interrupted run had {others} documents that the inputs don't have: finish it, or remove the file",
            path.display()
        )
        .into());
    }
    let found = corpus.pairs(options.threshold)?;
    let clusters = Clusters::new(
        corpus.index.ids()?,
        found.pairs.iter().map(|pair| (pair.first, pair.second)),
    )?;
    let kept = match options.keep {
        Kept::First => clusters.keep_first(),
        Kept::Longest => clusters.keep_by(|number| {
            corpus
                .log
                .entries
                .get(number as usize)
                .map(|entry| entry.length)
        }),
    };
    corpus.write(out, &found, &clusters, &kept)?;
    match &options.index {
        Some(file) => {
            corpus.index.set_tag(corpus.log.digest());
            corpus.index.save(file)?;
        }
        // All is written: nothing is left to go on with.
        None => fs::remove_file(log_path(options, out))?,
    }
    summary(&corpus, &found, &clusters, &kept, bad, again)
}

/// Returns the path at which the documents are kept while the run lasts, or as long as the index.
fn log_path(options: &Options, out: &Path) -> PathBuf {
    match &options.index {
        Some(file) => {
            let mut path = file.clone().into_os_string();
            path.push(".documents");
            path.into()
        }
        None => out.join("documents.unfinished"),
    }
}

/// The documents that a run added.
struct Added {
    /// How many could not be read.
    bad: u64,
    /// How many of those before are not in the inputs.
    others: usize,
    /// How many of those before had another text, and were read again.
    again: u64,
}

/// All documents so far: those in the log are numbered by their place in it, and are in the index
/// under this number.
struct Corpus {
    index: LshIndex,
    log: Log,
    /// The number of each id.
    numbers: HashMap<Id, u64>,
}

/// What is gathered while a log is read.
struct Reading {
    /// How many of its documents the stored index has; `None` where the index is not of this log.
    known: Option<u64>,
    /// The records that are to be indexed, by number.
    records: Vec<(u64, Record)>,
    numbers: HashMap<Id, u64>,
    /// The documents whose text was read again later.
    replaced: Vec<u64>,
}

impl Corpus {
    /// Opens the index and the log that earlier runs left.
    fn open(
        options: &Options,
        index_options: IndexOptions,
        out: &Path,
    ) -> Result<Self, Box<dyn Error>> {
        let path = log_path(options, out);
        let size = index_options.hasher().shingle_size();
        if options.recover && path.exists() {
            let (aside, saved) = Log::recover(&path, size)?;
            let saved = counted(saved as u64, "document");
            eprintln!(
                "retold: {saved} saved; the damaged file is kept as {}",
                aside.display()
            );
        }
        // Read, not mapped: nobody can cut it short while it is used.
        let stored = match &options.index {
            Some(file) if file.exists() && !options.recover => {
                let index = LshIndex::load(file);
                Some(index.map_err(|error| format!("{}: {error}", file.display()))?)
            }
            _ => None,
        };
        let tag = stored.as_ref().map(LshIndex::tag);
        // With other bands the index is made again, from the log.
        let is_anew = stored
            .as_ref()
            .is_none_or(|index| index.options() != index_options);
        let mut state = Reading {
            known: (tag == Some(Log::first_digest(size))).then_some(0),
            records: Vec::new(),
            numbers: HashMap::new(),
            replaced: Vec::new(),
        };
        let hasher = index_options.hasher();
        let log = Log::open(&path, size, |number, entry, set, digest| {
            // What the stored index has need not be signed again.
            if is_anew || state.known.is_some() {
                let signature = hasher.sign_hashes(set.hashes());
                state.records.push((number, Record::new(signature)));
            }
            if Some(digest) == tag {
                state.known = Some(number + 1);
            }
            state
                .replaced
                .extend(state.numbers.insert(entry.id.clone(), number));
        })?;
        if let (Some(index), None) = (&stored, state.known) {
            if let Some(damage) = log.damage() {
                return Err(damage.into());
            }
            return Err(format!(
                "{}: it is not the log of {}: the index has {} of other documents. Nothing was changed. Put back a copy of both, or run \
                 again with --recover, which makes the index again from the log",
                path.display(),
                options.index.as_deref().unwrap_or(out).display(),
                counted(index.len() as u64, "document")
            )
            .into());
        }
        let (mut index, known) = match (stored, state.known) {
            (Some(index), Some(known)) if !is_anew => (index, known),
            _ => (LshIndex::new(index_options), 0),
        };
        let replaced: HashSet<u64> = state.replaced.iter().copied().collect();
        for &number in replaced.iter().filter(|&&number| number < known) {
            index.remove(number)?;
        }
        let mut records = state.records;
        records.retain(|(number, _)| !replaced.contains(number));
        index.insert_many(records)?;
        if index.len() != state.numbers.len() {
            let (indexed, logged) = (index.len(), state.numbers.len());
            return Err(format!(
                "{}: {logged} documents, but {indexed} are in the index",
                path.display()
            )
            .into());
        }
        Ok(Self {
            index,
            log,
            numbers: state.numbers,
        })
    }

    /// Returns the pairs that resemble one another.
    fn pairs(&self, threshold: f64) -> Result<Pairs, Box<dyn Error>> {
        let problem = Mutex::new(None);
        let found = self.index.all_pairs_with(threshold, |number| {
            let set = self.log.shingles(number);
            set.map_err(|why| {
                if let Ok(mut problem) = problem.lock() {
                    problem.get_or_insert(why);
                }
            })
            .ok()
        });
        match problem.into_inner() {
            Ok(Some(problem)) => Err(problem.into()),
            _ => Ok(found?),
        }
    }

    /// Adds what is new in the inputs; how many documents were bad, and how many of those before
    /// were not in the inputs.
    fn add(&mut self, inputs: Vec<Input>) -> Result<Added, Box<dyn Error>> {
        let progress = progress::bar(0);
        let (batches, reader) = read_in_batches(inputs, progress.clone());
        let mut seen = vec![false; self.log.entries.len()];
        let (mut bad, mut again) = (0, 0);
        for batch in batches {
            let read: Vec<_> = batch
                .into_par_iter()
                .map(|raw| self.prepare(raw?))
                .collect();
            let (mut new, mut old) = (Vec::with_capacity(read.len()), Vec::new());
            for document in read {
                let problem = match document {
                    Ok(document) => {
                        let number = self.numbers.get(&document.id).copied();
                        let first = match number {
                            // An earlier run had it.
                            Some(number) => seen
                                .get_mut(number as usize)
                                .is_some_and(|seen| !std::mem::replace(seen, true)),
                            None => true,
                        };
                        if first {
                            if document.parts.is_some() {
                                again += u64::from(number.is_some());
                                old.extend(number);
                                let number = self.log.entries.len() + new.len();
                                self.numbers.insert(document.id.clone(), number as u64);
                                new.push(document);
                            }
                            continue;
                        }
                        let (place, id) = (document.place, document.id.as_json());
                        format!("{place}: the id {id} occurs twice")
                    }
                    Err(problem) => problem,
                };
                bad += 1;
                progress.suspend(|| eprintln!("retold: {problem}"));
            }
            self.append(new)?;
            for number in old {
                self.index.remove(number)?;
            }
        }
        reader
            .join()
            .map_err(|_| "the reader of the inputs failed")?;
        self.log.sync()?;
        progress.finish_and_clear();
        let others = self.numbers.values();
        let others = others.filter(|&&number| seen.get(number as usize) == Some(&false));
        Ok(Added {
            bad,
            others: others.count(),
            again,
        })
    }

    /// Reads a document, and what is needed of it unless an earlier run had the same text.
    fn prepare(&self, raw: Raw) -> Result<Prepared, String> {
        let place = raw.place.clone();
        let document = raw.document()?;
        let hasher = self.index.options().hasher();
        let text = checksum(document.text.as_bytes());
        let known = self.numbers.get(&document.id);
        let known = known.and_then(|&number| self.log.entries.get(number as usize));
        let parts = known.is_none_or(|known| known.text != text).then(|| {
            let set = ShingleSet::new(&document.text, hasher.shingle_size());
            (Record::new(hasher.sign_hashes(set.hashes())), set)
        });
        Ok(Prepared {
            place,
            id: document.id,
            length: document.text.len() as u64,
            text,
            parts,
        })
    }

    fn append(&mut self, documents: Vec<Prepared>) -> Result<(), Box<dyn Error>> {
        let first = self.log.entries.len() as u64;
        let parts = documents
            .iter()
            .filter_map(|document| Some((document, &document.parts.as_ref()?.1)));
        let logged: Vec<_> = parts
            .map(|(document, set)| New {
                id: &document.id,
                length: document.length,
                text: document.text,
                set,
            })
            .collect();
        if logged.is_empty() {
            return Ok(());
        }
        self.log.append(&logged)?;
        let records = documents
            .into_iter()
            .filter_map(|document| document.parts)
            .map(|(record, _)| record);
        Ok(self.index.insert_many((first..).zip(records).collect())?)
    }

    /// Writes what was found; each file appears when it is complete.
    fn write(
        &self,
        out: &Path,
        found: &Pairs,
        clusters: &Clusters,
        kept: &[u64],
    ) -> Result<(), Box<dyn Error>> {
        let id = |number: u64| -> Result<&Id, Box<dyn Error>> {
            let entry = self.log.entries.get(number as usize);
            Ok(&entry.ok_or("a document has no id")?.id)
        };
        let mut file = Predictions::create(&out.join("pairs.jsonl"), &[])?;
        for pair in &found.pairs {
            let (first, second) = (id(pair.first)?, id(pair.second)?);
            file.write(&PairRow {
                first,
                second,
                resemblance: pair.resemblance.value,
            })?;
        }
        file.complete()?;
        let mut file = Predictions::create(&out.join("clusters.jsonl"), &[])?;
        for (name, members) in clusters.iter().filter(|(_, members)| members.len() > 1) {
            let members = members
                .iter()
                .map(|number| id(*number))
                .collect::<Result<_, _>>()?;
            file.write(&ClusterRow {
                cluster: id(name)?,
                members,
            })?;
        }
        file.complete()?;
        let mut file = Predictions::create(&out.join("keep.jsonl"), &[])?;
        for number in kept {
            file.write(&KeepRow { id: id(*number)? })?;
        }
        Ok(file.complete()?)
    }
}

/// A document with what is needed of it; without parts where an earlier run had it.
struct Prepared {
    place: String,
    id: Id,
    length: u64,
    /// The checksum of its text.
    text: u64,
    parts: Option<(Record, ShingleSet)>,
}

#[derive(Serialize)]
struct PairRow<'a> {
    first: &'a Id,
    second: &'a Id,
    resemblance: f64,
}

#[derive(Serialize)]
struct ClusterRow<'a> {
    cluster: &'a Id,
    members: Vec<&'a Id>,
}

#[derive(Serialize)]
struct KeepRow<'a> {
    id: &'a Id,
}

type Batch = Vec<Result<Raw, String>>;

/// Reads in a thread of its own, so that the cores need not wait for the disk.
fn read_in_batches(
    inputs: Vec<Input>,
    progress: ProgressBar,
) -> (Receiver<Batch>, thread::JoinHandle<()>) {
    const DOCUMENTS: usize = 4096;
    const BYTES: usize = 8 << 20;
    let (send, receive) = sync_channel(2);
    let reader = thread::spawn(move || {
        let (mut batch, mut bytes) = (Batch::new(), 0);
        for raw in Documents::of(inputs, progress) {
            bytes += raw.as_ref().map_or(0, Raw::len);
            batch.push(raw);
            if batch.len() == DOCUMENTS || bytes >= BYTES {
                bytes = 0;
                // Nobody receives any more after an error.
                if send.send(std::mem::take(&mut batch)).is_err() {
                    return;
                }
            }
        }
        let _ = send.send(batch);
    });
    (receive, reader)
}

fn summary(
    corpus: &Corpus,
    found: &Pairs,
    clusters: &Clusters,
    kept: &[u64],
    bad: u64,
    again: u64,
) -> Result<u8, Box<dyn Error>> {
    let mut out = io::stdout().lock();
    let several = clusters
        .iter()
        .filter(|(_, members)| members.len() > 1)
        .count();
    let count = |count: usize, noun| counted(count as u64, noun);
    writeln!(
        out,
        "{}, {} of {}",
        count(corpus.index.len(), "document"),
        count(found.pairs.len(), "pair"),
        counted(found.candidates, "candidate")
    )?;
    writeln!(
        out,
        "{} of two and more; {} to keep",
        count(several, "cluster"),
        count(kept.len(), "document")
    )?;
    if again > 0 {
        let again = counted(again, "document");
        writeln!(out, "{again} read again: the text is not what it was")?;
    }
    if found.capped.buckets > 0 {
        let (buckets, left_out) = (found.capped.buckets, found.capped.comparisons);
        let (buckets, left_out) = (counted(buckets, "bucket"), counted(left_out, "comparison"));
        writeln!(
            out,
            "over the cap: {buckets} of boilerplate; left out: {left_out}"
        )?;
    }
    out.flush()?;
    if bad > 0 {
        eprintln!(
            "retold: {bad} bad document{} left out",
            if bad == 1 { " was" } else { "s were" }
        );
    }
    Ok(if bad > 0 { SOME_BAD } else { DONE })
}
