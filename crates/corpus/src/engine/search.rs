//! Adds up postings: which articles share the terms of a query's parts, by the best part.
//!
//! The engine's own disjunctions skip postings that cannot reach the best results, which costs more
//! than it saves from some twenty terms on. Here every posting of a term is read once and added to
//! the score of its article; the score of an article is that of the part that matches it best. The
//! scores are those of BM25 (Robertson and Zaragoza 2009).

use std::time::Instant;

use tantivy::columnar::StrColumn;
use tantivy::fieldnorm::FieldNormReader;
use tantivy::postings::TermInfo;
use tantivy::schema::IndexRecordOption;
use tantivy::{DocAddress, DocId, SegmentReader};

use super::fields::{Fields, GROUP, PUBLISHED};
use crate::timestamp::Timestamp;

/// BM25's saturation of repeated terms.
const K1: f32 = 1.2;

/// BM25's share of normalisation by length.
const B: f32 = 0.75;

/// A term of the index.
#[derive(Debug, Clone)]
pub(crate) struct Term {
    /// How many articles have it, replaced and removed ones among them until their files are
    /// merged.
    pub(crate) frequency: u64,
    /// Where its postings are, for each segment.
    pub(super) postings: Vec<Option<TermInfo>>,
}

/// Which articles may be found.
#[derive(Debug, Clone, Default)]
pub(crate) struct Filter {
    pub(crate) published_after: Option<Timestamp>,
    pub(crate) published_before: Option<Timestamp>,
    pub(crate) not_groups: Vec<String>,
    pub(crate) not_keys: Vec<String>,
    pub(crate) deadline: Option<Instant>,
}

impl Filter {
    pub(crate) fn is_late(&self) -> bool {
        self.deadline
            .is_some_and(|deadline| Instant::now() >= deadline)
    }
}

/// What a search found.
#[derive(Debug, Clone, Default)]
pub(crate) struct Found {
    /// The best articles with their scores, best first.
    pub(crate) best: Vec<(f32, DocAddress)>,
    /// The search was stopped by its deadline.
    pub(crate) late: bool,
}

/// What the scores of all segments depend on.
#[derive(Debug, Clone, Copy)]
pub(super) struct Collection {
    pub(super) articles: f32,
    pub(super) average_length: f32,
}

impl Collection {
    fn weight(self, frequency: u64) -> f32 {
        let frequency = frequency as f32;
        (1.0 + (self.articles - frequency + 0.5).max(0.0) / (frequency + 0.5)).ln() * (1.0 + K1)
    }

    /// Returns for each code of a length the term that BM25 adds to the number of occurrences.
    fn norms(self) -> [f32; 256] {
        std::array::from_fn(|code| {
            let length = FieldNormReader::id_to_fieldnorm(code as u8) as f32;
            K1 * (1.0 - B + B * length / self.average_length)
        })
    }
}

/// Finds the best `limit` articles of one segment. Returns whether the deadline has passed.
pub(super) fn search_segment(
    segment: &SegmentReader,
    ordinal: u32,
    fields: Fields,
    parts: &[Vec<&Term>],
    collection: Collection,
    filter: &SegmentFilter<'_>,
    limit: usize,
) -> tantivy::Result<Found> {
    let index = segment.inverted_index(fields.stems)?;
    let lengths = segment.get_fieldnorms_reader(fields.stems)?;
    let norms = collection.norms();
    let articles = segment.max_doc() as usize;
    let mut sums = vec![0f32; articles];
    let mut best = vec![0f32; articles];
    let mut seen: Vec<DocId> = Vec::new();
    let mut touched: Vec<DocId> = Vec::new();
    let mut late = false;
    for part in parts {
        for term in part {
            let Some(info) = term.postings.get(ordinal as usize).and_then(Option::as_ref) else {
                continue;
            };
            let weight = collection.weight(term.frequency);
            let mut block =
                index.read_block_postings_from_terminfo(info, IndexRecordOption::WithFreqs)?;
            while !block.docs().is_empty() {
                for (&article, &count) in block.docs().iter().zip(block.freqs()) {
                    let count = count as f32;
                    let norm = norms[lengths.fieldnorm_id(article) as usize];
                    if let Some(sum) = sums.get_mut(article as usize) {
                        if *sum == 0.0 {
                            touched.push(article);
                        }
                        *sum += weight * count / (count + norm);
                    }
                }
                block.advance();
            }
        }
        for article in touched.drain(..) {
            let at = article as usize;
            if best[at] == 0.0 {
                seen.push(article);
            }
            best[at] = best[at].max(sums[at]);
            sums[at] = 0.0;
        }
        late = filter.filter.is_late();
        if late {
            break;
        }
    }
    let found = seen
        .into_iter()
        .map(|article| (best[article as usize], article))
        .collect();
    let best = top(found, limit, |article| filter.admits(article))
        .into_iter()
        .map(|(score, article)| (score, DocAddress::new(ordinal, article)))
        .collect();
    Ok(Found { best, late })
}

/// Returns the best `limit` articles that are admitted, best first. Only as many are put in order,
/// and asked about, as are needed.
fn top(
    mut found: Vec<(f32, DocId)>,
    limit: usize,
    admits: impl Fn(DocId) -> bool,
) -> Vec<(f32, DocId)> {
    let order = |a: &(f32, DocId), b: &(f32, DocId)| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1));
    let mut best = Vec::new();
    let mut size = 2 * limit;
    while best.len() < limit && !found.is_empty() {
        let mut rest = Vec::new();
        if found.len() > size {
            found.select_nth_unstable_by(size, order);
            rest = found.split_off(size);
        }
        found.sort_unstable_by(order);
        let missing = limit - best.len();
        best.extend(
            found
                .into_iter()
                .filter(|&(_, article)| admits(article))
                .take(missing),
        );
        found = rest;
        size *= 4;
    }
    best
}

/// A filter made ready for one segment.
pub(super) struct SegmentFilter<'a> {
    filter: &'a Filter,
    segment: &'a SegmentReader,
    published: Option<tantivy::columnar::Column<i64>>,
    groups: Option<(StrColumn, Vec<u64>)>,
    articles: Vec<DocId>,
}

impl<'a> SegmentFilter<'a> {
    pub(super) fn new(
        filter: &'a Filter,
        segment: &'a SegmentReader,
        fields: Fields,
    ) -> tantivy::Result<Self> {
        let dated = filter.published_after.is_some() || filter.published_before.is_some();
        let published = if dated {
            Some(segment.fast_fields().i64(PUBLISHED)?)
        } else {
            None
        };
        let groups = match segment.fast_fields().str(GROUP)? {
            Some(column) if !filter.not_groups.is_empty() => {
                let mut ordinals = Vec::new();
                for group in &filter.not_groups {
                    ordinals.extend(column.dictionary().term_ord(group.as_bytes())?);
                }
                Some((column, ordinals))
            }
            _ => None,
        };
        let mut articles = Vec::new();
        let index = segment.inverted_index(fields.key)?;
        for key in &filter.not_keys {
            let key = tantivy::Term::from_field_text(fields.key, key);
            if let Some(mut block) = index.read_block_postings(&key, IndexRecordOption::Basic)? {
                while !block.docs().is_empty() {
                    articles.extend_from_slice(block.docs());
                    block.advance();
                }
            }
        }
        articles.sort_unstable();
        Ok(Self {
            filter,
            segment,
            published,
            groups,
            articles,
        })
    }

    fn admits(&self, article: DocId) -> bool {
        if self.segment.is_deleted(article) || self.articles.binary_search(&article).is_ok() {
            return false;
        }
        if let Some(column) = &self.published {
            let Some(time) = column.first(article).map(Timestamp::from_unix) else {
                return false;
            };
            if self
                .filter
                .published_after
                .is_some_and(|after| time < after)
                || self
                    .filter
                    .published_before
                    .is_some_and(|before| time >= before)
            {
                return false;
            }
        }
        match &self.groups {
            Some((column, excluded)) => column
                .term_ords(article)
                .all(|group| !excluded.contains(&group)),
            None => true,
        }
    }
}
