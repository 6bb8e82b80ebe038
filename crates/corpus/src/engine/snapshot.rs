//! The index as it was at one commit: looked up, searched and read.

use std::sync::Arc;

use rayon::prelude::*;
use retold::Language;
use tantivy::index::SegmentComponent;
use tantivy::schema::{IndexRecordOption, Value};
use tantivy::{DocAddress, IndexReader, ReloadPolicy, Searcher, TantivyDocument};

use super::search::{Collection, Filter, Found, SegmentFilter, Term, search_segment};
use super::{CommitRecord, Engine, guard};
use crate::article::StoredArticle;
use crate::error::{Error, Result};
use crate::timestamp::Timestamp;

/// One commit of an index. Cheap to clone; later commits and merges do not change it.
#[derive(Clone)]
pub(crate) struct Snapshot {
    engine: Engine,
    reader: Arc<IndexReader>,
    searcher: Searcher,
    record: CommitRecord,
}

impl Snapshot {
    /// Opens the last commit.
    pub(crate) fn open(engine: &Engine) -> Result<Self> {
        let build = || {
            engine
                .index
                .reader_builder()
                .reload_policy(ReloadPolicy::Manual)
                .try_into()
        };
        let reader: IndexReader =
            guard(&engine.path, build)?.map_err(|error| engine.error(error))?;
        Self::consistent(engine.clone(), Arc::new(reader))
    }

    /// Opens the last commit, and keeps what did not change since this one.
    pub(crate) fn refreshed(&self) -> Result<Self> {
        Self::consistent(self.engine.clone(), Arc::clone(&self.reader))
    }

    /// Returns the files and the record of one commit: both are read until no commit came between.
    fn consistent(engine: Engine, reader: Arc<IndexReader>) -> Result<Self> {
        loop {
            let record = engine.record()?;
            guard(&engine.path, || reader.reload())?.map_err(|error| engine.error(error))?;
            let searcher = reader.searcher();
            if engine.record()? == record {
                return Ok(Self {
                    engine,
                    reader,
                    searcher,
                    record,
                });
            }
        }
    }

    pub(crate) fn engine(&self) -> &Engine {
        &self.engine
    }

    pub(crate) fn record(&self) -> &CommitRecord {
        &self.record
    }

    pub(crate) fn len(&self) -> u64 {
        self.searcher.num_docs()
    }

    /// Returns how many articles were replaced or removed and still take space.
    pub(crate) fn deleted(&self) -> u64 {
        let segments = self.searcher.segment_readers().iter();
        segments
            .map(|segment| u64::from(segment.num_deleted_docs()))
            .sum()
    }

    pub(crate) fn segments(&self) -> usize {
        self.searcher.segment_readers().len()
    }

    /// Looks a stem up; `None` if no article has it.
    pub(crate) fn term(&self, stem: &str) -> Result<Option<Term>> {
        self.read(|| {
            let mut term = Term {
                frequency: 0,
                postings: Vec::with_capacity(self.segments()),
            };
            for segment in self.searcher.segment_readers() {
                let index = segment.inverted_index(self.engine.fields.stems)?;
                let info = index.terms().get(stem.as_bytes())?;
                term.frequency += info.as_ref().map_or(0, |info| u64::from(info.doc_freq));
                term.postings.push(info);
            }
            Ok((term.frequency > 0).then_some(term))
        })
    }

    /// Finds the articles that share the terms of the best matching part, best first.
    pub(crate) fn search(
        &self,
        parts: &[Vec<&Term>],
        filter: &Filter,
        limit: usize,
    ) -> Result<Found> {
        self.read(|| {
            let collection = self.collection()?;
            let segments = self.searcher.segment_readers();
            let found: Vec<Found> = segments
                .par_iter()
                .enumerate()
                .map(|(ordinal, segment)| {
                    let fields = self.engine.fields;
                    let filter = SegmentFilter::new(filter, segment, fields)?;
                    let ordinal = ordinal as u32;
                    search_segment(segment, ordinal, fields, parts, collection, &filter, limit)
                })
                .collect::<tantivy::Result<_>>()?;
            let late = found.iter().any(|found| found.late);
            let mut best: Vec<_> = found.into_iter().flat_map(|found| found.best).collect();
            best.sort_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
            best.truncate(limit);
            Ok(Found { best, late })
        })
    }

    fn collection(&self) -> tantivy::Result<Collection> {
        let (mut tokens, mut articles) = (0u64, 0u64);
        for segment in self.searcher.segment_readers() {
            let index = segment.inverted_index(self.engine.fields.stems)?;
            tokens += index.total_num_tokens();
            articles += u64::from(segment.max_doc());
        }
        Ok(Collection {
            articles: articles as f32,
            average_length: (tokens as f32 / articles.max(1) as f32).max(1.0),
        })
    }

    /// Reads a stored article.
    pub(crate) fn fetch(&self, address: DocAddress) -> Result<StoredArticle> {
        let document: TantivyDocument = self.read(|| self.searcher.doc(address))?;
        let fields = self.engine.fields;
        let text = |field| {
            let value = document.get_first(field)?;
            value.as_str().map(str::to_owned)
        };
        let Some(key) = text(fields.key) else {
            return Err(Error::Damaged {
                file: self.engine.path.clone(),
                what: "a stored article has no key".to_owned(),
            });
        };
        let published = document
            .get_first(fields.published)
            .and_then(|value| value.as_i64())
            .map(Timestamp::from_unix);
        let language = text(fields.language).unwrap_or_default();
        Ok(StoredArticle {
            key,
            text: text(fields.text),
            published,
            group: text(fields.group),
            language: serde_json::from_value(serde_json::Value::String(language))
                .unwrap_or(Language::Other),
        })
    }

    /// Finds the article with this key.
    pub(crate) fn find(&self, key: &str) -> Result<Option<DocAddress>> {
        self.read(|| {
            let term = tantivy::Term::from_field_text(self.engine.fields.key, key);
            for (ordinal, segment) in self.searcher.segment_readers().iter().enumerate() {
                let index = segment.inverted_index(self.engine.fields.key)?;
                let Some(mut block) = index.read_block_postings(&term, IndexRecordOption::Basic)?
                else {
                    continue;
                };
                while !block.docs().is_empty() {
                    for &article in block.docs() {
                        if !segment.is_deleted(article) {
                            return Ok(Some(DocAddress::new(ordinal as u32, article)));
                        }
                    }
                    block.advance();
                }
            }
            Ok(None)
        })
    }

    /// Returns the addresses of all articles, in the order in which they are stored.
    pub(crate) fn addresses(&self) -> impl Iterator<Item = DocAddress> + '_ {
        let segments = self.searcher.segment_readers().iter().enumerate();
        segments.flat_map(|(ordinal, segment)| {
            segment
                .doc_ids_alive()
                .map(move |article| DocAddress::new(ordinal as u32, article))
        })
    }

    /// Returns the files whose checksum is not the one they were written with, or that are missing.
    pub(crate) fn damaged_files(&self) -> Result<Vec<std::path::PathBuf>> {
        let index = &self.engine.index;
        let metas = index
            .load_metas()
            .map_err(|error| self.engine.error(error))?;
        let mut damaged = Vec::new();
        for meta in &metas.segments {
            let mut components = vec![
                SegmentComponent::Postings,
                SegmentComponent::Positions, // no field has any, but each segment opens the file
                SegmentComponent::Terms,
                SegmentComponent::Store,
                SegmentComponent::FastFields,
                SegmentComponent::FieldNorms,
            ];
            if meta.has_deletes() {
                components.push(SegmentComponent::Delete);
            }
            for component in components {
                let file = meta.relative_path(component);
                let sound = guard(&self.engine.path, || {
                    index.directory().validate_checksum(&file)
                });
                if !matches!(sound, Ok(Ok(true))) {
                    damaged.push(self.engine.path.join(&file));
                }
            }
        }
        damaged.sort();
        Ok(damaged)
    }

    fn read<T>(&self, work: impl FnOnce() -> tantivy::Result<T>) -> Result<T> {
        guard(&self.engine.path, work)?.map_err(|error| self.engine.error(error))
    }
}

impl std::fmt::Debug for Snapshot {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        formatter
            .debug_struct("Snapshot")
            .field("path", &self.engine.path)
            .field("record", &self.record)
            .finish_non_exhaustive()
    }
}
