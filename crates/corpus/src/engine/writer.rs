//! Puts entries into the index and commits them.

use retold::Language;
use tantivy::indexer::{IndexWriterOptions, LogMergePolicy};
use tantivy::{IndexWriter, TantivyDocument, Term};

use super::{CommitRecord, Engine};
use crate::error::{Error, Result};
use crate::timestamp::Timestamp;

/// What is stored of an article.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) key: String,
    /// The stems, as [`join`](super::join) makes them.
    pub(crate) stems: String,
    pub(crate) text: Option<String>,
    pub(crate) published: Option<Timestamp>,
    pub(crate) group: Option<String>,
    pub(crate) language: Language,
}

/// Writes to an index; holds the engine's lock for its life.
pub(crate) struct Writer {
    engine: Engine,
    writer: IndexWriter,
    /// The writer failed and could not be set back.
    broken: bool,
}

impl Writer {
    pub(crate) fn open(engine: &Engine, memory: usize, threads: usize) -> Result<Self> {
        let options = IndexWriterOptions::builder()
            .memory_budget_per_thread((memory / threads.max(1)).clamp(15_000_000, 1_000_000_000))
            .num_worker_threads(threads.max(1))
            .num_merge_threads(1)
            .build();
        let writer: IndexWriter = engine
            .index
            .writer_with_options(options)
            .map_err(|error| engine.error(error))?;
        writer.set_merge_policy(Box::new(LogMergePolicy::default()));
        // A writer that was killed leaves files which no commit has, and the engine numbers those
        // of this writer in the same way: it would refuse to write one that is there.
        let collected = writer.garbage_collect_files().wait();
        collected.map_err(|error| engine.error(error))?;
        Ok(Self {
            engine: engine.clone(),
            writer,
            broken: false,
        })
    }

    /// Adds an entry, or replaces the one that has its key. Nothing is visible before
    /// [`Writer::commit`].
    pub(crate) fn put(&mut self, entry: Entry) -> Result<()> {
        let fields = self.engine.fields;
        self.engine.backlog.add(entry.stems.len());
        let text = entry.text.as_ref().map_or(0, String::len);
        // Enough for the other fields too: a buffer that grows leaves holes in the heap.
        let bytes = entry.stems.len() + text + entry.key.len() + 512;
        let mut document = TantivyDocument::with_capacity(bytes);
        document.add_text(fields.key, &entry.key);
        document.add_text(fields.stems, entry.stems);
        if let Some(text) = entry.text {
            document.add_text(fields.text, text);
        }
        if let Some(time) = entry.published {
            document.add_i64(fields.published, time.unix());
        }
        if let Some(group) = entry.group {
            document.add_text(fields.group, group);
        }
        document.add_text(fields.language, language_name(entry.language));
        self.writer
            .delete_term(Term::from_field_text(fields.key, &entry.key));
        let added = self.writer.add_document(document);
        self.checked(added).map(drop)
    }

    pub(crate) fn remove(&mut self, key: &str) {
        let key = Term::from_field_text(self.engine.fields.key, key);
        self.writer.delete_term(key);
    }

    /// Makes everything since the last commit visible and lasting, together with `record`.
    pub(crate) fn commit(&mut self, record: &CommitRecord) -> Result<()> {
        let payload = serde_json::to_string(record).map_err(|error| Error::Engine {
            path: self.engine.path.clone(),
            what: error.to_string(),
        })?;
        let committed = self.writer.prepare_commit().and_then(|mut prepared| {
            prepared.set_payload(&payload);
            prepared.commit()
        });
        self.checked(committed).map(drop)
    }

    /// Merges all files into one set, and removes what no reader uses any more.
    pub(crate) fn merge(&mut self) -> Result<()> {
        let segments = self.engine.index.searchable_segment_ids();
        let segments = self.checked(segments)?;
        let metas = self.engine.index.searchable_segment_metas();
        let deleted = self.checked(metas)?.iter().any(|meta| meta.has_deletes());
        if segments.len() > 1 || deleted {
            let merged = self.writer.merge(&segments).wait();
            self.checked(merged)?;
        }
        let collected = self.writer.garbage_collect_files().wait();
        self.checked(collected).map(drop)
    }

    /// Sets the writer back to the last commit where it failed, so that the next call starts from
    /// what readers see.
    fn checked<T>(&mut self, result: tantivy::Result<T>) -> Result<T> {
        result.map_err(|error| {
            let error = self.engine.error(error);
            self.broken = self.writer.rollback().is_err();
            self.engine.backlog.clear();
            let _ = self.engine.failures.take();
            error
        })
    }

    /// Returns `true` if the writer can no longer be used, and has to be opened again.
    pub(crate) fn is_broken(&self) -> bool {
        self.broken
    }
}

/// Returns the name of a language as it is stored.
fn language_name(language: Language) -> String {
    match serde_json::to_value(language) {
        Ok(serde_json::Value::String(name)) => name,
        _ => String::new(),
    }
}
