//! The index: a segment, and what was added and removed since.

use std::collections::BTreeSet;

use super::build::{Part, build};
use super::delta::Delta;
use super::format::{LIMIT, Stored};
use super::options::{IndexOptions, Record};
use super::segment::IndexSegment;
use crate::error::{Error, IndexError, Result};

/// Finds the documents that resemble a text, among millions, without comparing it with each.
///
/// Documents are numbered by the caller, with any ids. Ids never repeat; what is added again must
/// be removed first.
///
/// ```
/// use retold::index::{IndexOptions, LshIndex};
///
/// let options = IndexOptions::default();
/// let article = "The old bridge over the river was closed to traffic on Monday morning after an inspection found cracks.";
/// let copy = "The old bridge over the river was closed to traffic on Monday morning after an inspection found cracks, it said.";
///
/// let mut index = LshIndex::new(options);
/// index.insert(7, options.record(article))?;
/// index.insert(8, options.record("Plum jam needs no pectin, and sets better where the fruit is not yet ripe."))?;
/// let found = index.query(&options.record(copy), 0.8)?;
/// assert_eq!(found.matches[0].id, 7);
/// assert!(found.matches[0].resemblance.value > 0.8);
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Debug, Clone)]
pub struct LshIndex {
    pub(super) segment: IndexSegment,
    pub(super) removed: BTreeSet<u32>,
    pub(super) delta: Delta,
    tag: u128,
}

impl LshIndex {
    /// Creates an index without a document.
    pub fn new(options: IndexOptions) -> Self {
        Self::of(IndexSegment::empty(options), 0)
    }

    pub(super) fn stored(stored: Stored) -> Self {
        Self::of(IndexSegment::new(stored.layout, stored.blocks), stored.tag)
    }

    fn of(segment: IndexSegment, tag: u128) -> Self {
        Self {
            segment,
            removed: BTreeSet::new(),
            delta: Delta::default(),
            tag,
        }
    }

    /// Returns the tag that is stored with the index; 0 unless [`LshIndex::set_tag`] changed it.
    pub fn tag(&self) -> u128 {
        self.tag
    }

    /// Sets a number that is stored with the index. It is the caller's own: it can tie the index to
    /// the files that belong to it, such as a file of the documents' shingles, so that neither is
    /// used with another's.
    pub fn set_tag(&mut self, tag: u128) {
        self.tag = tag;
    }

    /// Returns the options that the index was built with.
    pub fn options(&self) -> IndexOptions {
        self.segment.layout.options
    }

    /// Returns the number of documents in the index.
    pub fn len(&self) -> usize {
        self.segment.len() as usize - self.removed.len() + self.delta.len()
    }

    /// Returns `true` if the index is empty.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns `true` if the index holds this document.
    ///
    /// # Errors
    ///
    /// [`IndexError::Checksum`](crate::error::IndexError::Checksum) or
    /// [`IndexError::Content`](crate::error::IndexError::Content) where a part of a mapped file
    /// that is read was altered; so with every question to an index.
    pub fn contains(&self, id: u64) -> Result<bool> {
        Ok(self.delta.contains(id) || self.row(id)?.is_some())
    }

    /// Returns the ids of all documents, rising.
    ///
    /// # Errors
    ///
    /// Those of [`LshIndex::contains`].
    pub fn ids(&self) -> Result<Vec<u64>> {
        let rows = (0..)
            .zip(self.segment.ids()?)
            .filter(|(row, _)| !self.removed.contains(row));
        let mut ids: Vec<u64> = rows.map(|(_, id)| u64::from_le_bytes(*id)).collect();
        if self.delta.len() > 0 {
            ids.extend(self.delta.documents().map(|(id, _)| *id));
            ids.sort_unstable();
        }
        Ok(ids)
    }

    /// Adds a document.
    ///
    /// # Errors
    ///
    /// [`IndexError::DuplicateId`](crate::error::IndexError::DuplicateId) where it has one with
    /// this id, [`IndexError::Mismatch`](crate::error::IndexError::Mismatch) and
    /// [`SketchError::ShingleSizes`](crate::error::SketchError::ShingleSizes) where the record was
    /// made in another way than its own, [`IndexError::Record`](crate::error::IndexError::Record)
    /// where it lacks what the index keeps, [`IndexError::Full`](crate::error::IndexError::Full)
    /// where there are 2³² − 2 documents; those of [`LshIndex::contains`]. Nothing is added then.
    pub fn insert(&mut self, id: u64, record: Record) -> Result<()> {
        self.insert_many(vec![(id, record)])
    }

    /// Adds many documents, in parallel with the feature `rayon`: far cheaper than one by one.
    ///
    /// # Errors
    ///
    /// Those of [`LshIndex::insert`]. Nothing is added then.
    pub fn insert_many(&mut self, documents: Vec<(u64, Record)>) -> Result<()> {
        for (_, record) in &documents {
            self.options().check_complete(record)?;
        }
        let (given, limit) = (self.len() as u64 + documents.len() as u64, LIMIT);
        if given > limit {
            return Err(Error::Index(IndexError::Full { given, limit }));
        }
        if self.delta.rows() + documents.len() > self.slack() {
            let more: Vec<(u64, &Record)> =
                documents.iter().map(|(id, record)| (*id, record)).collect();
            let segment = self.built(&[], &more)?;
            *self = Self::of(segment, self.tag);
            return Ok(());
        }
        let mut ids: Vec<u64> = documents.iter().map(|(id, _)| *id).collect();
        ids.sort_unstable();
        if let Some(two) = ids.windows(2).find(|two| two[0] == two[1]) {
            return Err(Error::Index(IndexError::DuplicateId { id: two[0] }));
        }
        if let Some(id) = ids
            .into_iter()
            .map(|id| Ok::<_, Error>(self.contains(id)?.then_some(id)))
            .find_map(Result::transpose)
        {
            return Err(Error::Index(IndexError::DuplicateId { id: id? }));
        }
        for (id, record) in documents {
            self.delta.insert(&self.segment.layout.options, id, record);
        }
        Ok(())
    }

    /// Removes a document; whether it was there.
    ///
    /// # Errors
    ///
    /// Those of [`LshIndex::contains`].
    pub fn remove(&mut self, id: u64) -> Result<bool> {
        if self.delta.remove(id) {
            return Ok(true);
        }
        let Some(row) = self.row(id)? else {
            return Ok(false);
        };
        self.removed.insert(row);
        if self.removed.len() > self.slack() {
            self.compact()?;
        }
        Ok(true)
    }

    /// Adds all documents of another index, whose tag does not matter.
    ///
    /// # Errors
    ///
    /// [`IndexError::Mismatch`](crate::error::IndexError::Mismatch) where their options differ,
    /// [`IndexError::DuplicateId`](crate::error::IndexError::DuplicateId) where both have a
    /// document, [`IndexError::Full`](crate::error::IndexError::Full); those of
    /// [`LshIndex::contains`]. Nothing is added then.
    pub fn merge(&mut self, other: &Self) -> Result<()> {
        self.options().check_equal(&other.options())?;
        let more: Vec<(u64, &Record)> = other
            .delta
            .documents()
            .map(|(id, record)| (*id, record))
            .collect();
        let part = Part {
            segment: &other.segment,
            removed: &other.removed,
        };
        *self = Self::of(self.built(&[part], &more)?, self.tag);
        Ok(())
    }

    /// Brings all documents into flat memory, as it happens by itself now and then: afterwards
    /// questions are answered fastest, and the index takes what [`IndexOptions::memory`] says.
    ///
    /// # Errors
    ///
    /// Those of [`LshIndex::contains`].
    pub fn compact(&mut self) -> Result<()> {
        if let Some(segment) = self.compacted()? {
            *self = Self::of(segment, self.tag);
        }
        Ok(())
    }

    /// Returns how many documents may be added or removed before the index is rebuilt in flat
    /// memory.
    fn slack(&self) -> usize {
        self.segment.len() as usize / 8 + 1024
    }

    /// Returns the segment of all documents, unless it is at hand.
    pub(super) fn compacted(&self) -> Result<Option<IndexSegment>> {
        if self.removed.is_empty() && self.delta.len() == 0 {
            Ok(None)
        } else {
            self.built(&[], &[]).map(Some)
        }
    }

    /// Returns the segment of all documents and of these.
    fn built(&self, more: &[Part<'_>], documents: &[(u64, &Record)]) -> Result<IndexSegment> {
        let mut sources = vec![Part {
            segment: &self.segment,
            removed: &self.removed,
        }];
        sources.extend(more.iter().map(|part| Part {
            segment: part.segment,
            removed: part.removed,
        }));
        let mut records: Vec<(u64, &Record)> = self
            .delta
            .documents()
            .map(|(id, record)| (*id, record))
            .collect();
        records.extend_from_slice(documents);
        build(self.options(), &sources, &records)
    }

    /// Returns the row of a document of the segment that wasn't removed.
    fn row(&self, id: u64) -> Result<Option<u32>> {
        Ok(self
            .segment
            .row(id)?
            .filter(|row| !self.removed.contains(row)))
    }
}
