//! Removes articles, and keeps a corpus in order.

use std::io::{self, Write};
use std::path::PathBuf;

use clap::Args;
use retold::Detector;
use retold_corpus::{Corpus, CorpusOptions, CorpusReader};

use super::explain;
use crate::exit::{DONE, Outcome};
use crate::output::say;

/// Remove articles by their keys.
#[derive(Args)]
pub(crate) struct Remove {
    /// The folder of the corpus.
    corpus: PathBuf,
    /// Keys of articles; one that there is not is no error.
    #[arg(required = true, value_name = "KEY")]
    keys: Vec<String>,
}

/// Print figures of a corpus.
#[derive(Args)]
pub(crate) struct Stats {
    /// The folder of the corpus.
    corpus: PathBuf,
    /// Print one JSON object.
    #[arg(long)]
    json: bool,
}

/// Check every file of a corpus against its checksum, and read every article.
#[derive(Args)]
pub(crate) struct Verify {
    /// The folder of the corpus.
    corpus: PathBuf,
}

/// Merge the files of a corpus into one set, and free the space of replaced and removed articles.
#[derive(Args)]
pub(crate) struct Compact {
    /// The folder of the corpus.
    corpus: PathBuf,
}

/// Read every stored text again and replace the index: after an update that changed words or stems.
#[derive(Args)]
pub(crate) struct Rebuild {
    /// The folder of the corpus.
    corpus: PathBuf,
}

pub(crate) fn remove(options: &Remove) -> Outcome {
    // Without this a wrong path would create a corpus.
    CorpusReader::open(&options.corpus, Detector::default()).map_err(explain)?;
    let mut corpus = Corpus::open(&options.corpus, CorpusOptions::default()).map_err(explain)?;
    let before = corpus.len().map_err(explain)?;
    for key in &options.keys {
        corpus.remove(key).map_err(explain)?;
    }
    let mark = corpus.mark().to_owned();
    corpus.commit(&mark).map_err(explain)?;
    let now = corpus.len().map_err(explain)?;
    let removed = before.saturating_sub(now);
    let were = if removed == 1 {
        "article was"
    } else {
        "articles were"
    };
    say!("{removed} {were} removed; the corpus has {now}.")?;
    Ok(DONE)
}

pub(crate) fn stats(options: &Stats) -> Outcome {
    let reader = CorpusReader::open(&options.corpus, Detector::default()).map_err(explain)?;
    let stats = reader.stats().map_err(explain)?;
    let mut out = io::stdout().lock();
    if options.json {
        serde_json::to_writer_pretty(&mut out, &stats)?;
        writeln!(out)?;
        return Ok(DONE);
    }
    let per_article = stats.bytes / (stats.articles + stats.deleted).max(1);
    let texts = if stats.keep_texts {
        "stored"
    } else {
        "not stored"
    };
    writeln!(out, "articles    {}", stats.articles)?;
    writeln!(
        out,
        "deleted     {} (space is freed by `compact`)",
        stats.deleted
    )?;
    writeln!(
        out,
        "size        {:.1} MB, {per_article} bytes an article",
        stats.bytes as f64 / 1e6
    )?;
    writeln!(out, "segments    {}", stats.segments)?;
    writeln!(out, "texts       {texts}")?;
    writeln!(out, "commits     {}", stats.generation)?;
    writeln!(out, "mark        {}", stats.mark)?;
    writeln!(
        out,
        "written by  retold-corpus {}, format {}, scheme {} of words and stems",
        stats.writer, stats.format, stats.scheme
    )?;
    Ok(DONE)
}

pub(crate) fn verify(options: &Verify) -> Outcome {
    let articles = Corpus::verify(&options.corpus).map_err(explain)?;
    say!("All files are as they were written; {articles} articles can be read.")?;
    Ok(DONE)
}

pub(crate) fn compact(options: &Compact) -> Outcome {
    let reader = CorpusReader::open(&options.corpus, Detector::default()).map_err(explain)?;
    let before = reader.stats().map_err(explain)?.bytes;
    let mut corpus = Corpus::open(&options.corpus, CorpusOptions::default()).map_err(explain)?;
    corpus.compact().map_err(explain)?;
    reader.refresh().map_err(explain)?;
    let after = reader.stats().map_err(explain)?.bytes;
    say!(
        "{:.1} MB before, {:.1} MB now.",
        before as f64 / 1e6,
        after as f64 / 1e6
    )?;
    Ok(DONE)
}

pub(crate) fn rebuild(options: &Rebuild) -> Outcome {
    let corpus = Corpus::rebuild(&options.corpus, CorpusOptions::default()).map_err(explain)?;
    say!(
        "{} articles were read again.",
        corpus.len().map_err(explain)?
    )?;
    Ok(DONE)
}
