//! The questions that an index answers, from its segment and what was added since together.

use super::LshIndex;
use super::answer::{Candidates, Capped, Containment, Containments, Match, Matches, Pairs};
use super::build::sketch_key;
use super::format::{Entries, parts};
use super::options::{Keep, Record, check_sketch};
use super::pairs::{Verifier, all_pairs};
use super::plan::check_share;
use super::verify::{agreeing, resemblance, resemblance_of_sets};
use crate::error::{Error, IndexError, Result};
use crate::shingle::ShingleSet;
use crate::sketch::{ContainmentSketch, Estimate, Signature};

/// A document: a row of the segment, or behind them one of what was added.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum RowPlace {
    IndexSegment(u32),
    Delta(u32),
}

impl LshIndex {
    /// Returns the documents that share a bucket with a signature, not verified.
    ///
    /// # Errors
    ///
    /// [`IndexError::Mismatch`](crate::error::IndexError::Mismatch) where the signature was made in
    /// another way than its own; those of [`LshIndex::contains`].
    pub fn candidates(&self, signature: &Signature) -> Result<Candidates> {
        self.options().check(&Record::new(signature.clone()))?;
        let (places, capped) = self.places(signature)?;
        let mut ids = places
            .into_iter()
            .map(|place| self.id(place))
            .collect::<Result<Vec<_>>>()?;
        ids.sort_unstable();
        Ok(Candidates { ids, capped })
    }

    /// Returns the documents that resemble a record at or above the threshold, verified by what the
    /// index keeps.
    ///
    /// # Errors
    ///
    /// [`ParameterError::Share`](crate::error::ParameterError::Share) for a threshold that is not
    /// above 0 and at most 1, [`IndexError::Mismatch`](crate::error::IndexError::Mismatch) and
    /// [`SketchError::ShingleSizes`](crate::error::SketchError::ShingleSizes) where the record was
    /// made in another way than the index's own,
    /// [`IndexError::Keeps`](crate::error::IndexError::Keeps) where the index keeps nothing to
    /// verify with, [`IndexError::Record`](crate::error::IndexError::Record) where it keeps
    /// shingles and the record has none; those of [`LshIndex::contains`].
    pub fn query(&self, record: &Record, threshold: f64) -> Result<Matches> {
        check_share("threshold", threshold)?;
        self.options().check(record)?;
        match self.options().keep {
            Keep::Nothing => Err(Error::Index(IndexError::Keeps {
                what: "signatures or shingles: give the shingles, or ask for candidates",
            })),
            Keep::Signatures => self.matches(&record.signature, |place| {
                self.by_signature(&record.signature, place, threshold)
            }),
            Keep::Shingles => {
                let set = record
                    .shingles
                    .as_ref()
                    .ok_or(Error::Index(IndexError::Record { what: "shingles" }))?;
                self.matches(&record.signature, |place| {
                    self.by_shingles(set, place, threshold)
                })
            }
        }
    }

    /// Queries like [`LshIndex::query`], verified by shingles that the caller has: `shingles` gives
    /// those of a document.
    ///
    /// # Errors
    ///
    /// Those of [`LshIndex::query`], and
    /// [`IndexError::Shingles`](crate::error::IndexError::Shingles) where `shingles` gives none for
    /// a candidate.
    pub fn query_with(
        &self,
        record: &Record,
        threshold: f64,
        shingles: impl Fn(u64) -> Option<ShingleSet>,
    ) -> Result<Matches> {
        check_share("threshold", threshold)?;
        self.options().check(record)?;
        let set = record
            .shingles
            .as_ref()
            .ok_or(Error::Index(IndexError::Record { what: "shingles" }))?;
        self.matches(&record.signature, |place| {
            let id = self.id(place)?;
            let other = shingles(id).ok_or(Error::Index(IndexError::Shingles { id }))?;
            set.shared(&other)?;
            Ok(resemblance_of_sets(set, &other, threshold).map(exact))
        })
    }

    /// Returns the `count` documents that resemble a record most, as far as they share a bucket
    /// with it; the best first.
    ///
    /// # Errors
    ///
    /// Those of [`LshIndex::query`].
    pub fn best(&self, record: &Record, count: usize) -> Result<Matches> {
        let mut found = self.query(record, f64::MIN_POSITIVE)?;
        found.matches.truncate(count);
        Ok(found)
    }

    /// Returns all pairs of documents that resemble each other at or above the threshold, verified
    /// by what the index keeps; in parallel with the feature `rayon`. What was added or removed
    /// since the index was last [compacted](LshIndex::compact) is brought into flat memory for it.
    ///
    /// # Errors
    ///
    /// [`ParameterError::Share`](crate::error::ParameterError::Share) for a threshold that is not
    /// above 0 and at most 1, [`IndexError::Keeps`](crate::error::IndexError::Keeps) where the
    /// index keeps nothing to verify with; those of [`LshIndex::contains`].
    pub fn all_pairs(&self, threshold: f64) -> Result<Pairs> {
        check_share("threshold", threshold)?;
        let compacted = self.compacted()?;
        let segment = compacted.as_ref().unwrap_or(&self.segment);
        let verifier: &Verifier<'_> = match self.options().keep {
            Keep::Nothing => {
                return Err(Error::Index(IndexError::Keeps {
                    what: "signatures or shingles: give the shingles",
                }));
            }
            Keep::Signatures => &|one, two| {
                let slots: Vec<u32> = segment
                    .signature(one)?
                    .iter()
                    .map(|slot| u32::from_le_bytes(*slot))
                    .collect();
                Ok(estimate(
                    agreeing(&slots, segment.signature(two)?),
                    slots.len(),
                    threshold,
                ))
            },
            Keep::Shingles => &|one, two| {
                Ok(resemblance(segment.set(one)?, segment.set(two)?, threshold).map(exact))
            },
        };
        all_pairs(segment, verifier)
    }

    /// Returns the pairs like [`LshIndex::all_pairs`], verified by shingles that the caller has:
    /// `shingles` gives those of a document, and is called from many threads.
    ///
    /// # Errors
    ///
    /// Those of [`LshIndex::all_pairs`],
    /// [`IndexError::Shingles`](crate::error::IndexError::Shingles) where `shingles` gives none for
    /// a candidate, and [`SketchError::ShingleSizes`](crate::error::SketchError::ShingleSizes)
    /// where those of two have different sizes.
    pub fn all_pairs_with(
        &self,
        threshold: f64,
        shingles: impl Fn(u64) -> Option<ShingleSet> + Sync,
    ) -> Result<Pairs> {
        check_share("threshold", threshold)?;
        let compacted = self.compacted()?;
        let segment = compacted.as_ref().unwrap_or(&self.segment);
        let set = |row: u32| {
            let id = segment.id(row)?;
            shingles(id).ok_or(Error::Index(IndexError::Shingles { id }))
        };
        all_pairs(segment, &|one, two| {
            let (one, two) = (set(one)?, set(two)?);
            one.shared(&two)?;
            Ok(resemblance_of_sets(&one, &two, threshold).map(exact))
        })
    }

    /// Returns the documents that hold a share of a text at or above the threshold, or that the
    /// text holds such a share of, estimated from containment sketches.
    ///
    /// # Errors
    ///
    /// [`ParameterError::Share`](crate::error::ParameterError::Share) for a threshold that is not
    /// above 0 and at most 1, [`IndexError::Keeps`](crate::error::IndexError::Keeps) where the
    /// index keeps no containment sketches,
    /// [`IndexError::Mismatch`](crate::error::IndexError::Mismatch) where this one was made in
    /// another way; those of [`LshIndex::contains`].
    pub fn containment(&self, sketch: &ContainmentSketch, threshold: f64) -> Result<Containments> {
        check_share("threshold", threshold)?;
        let hasher = self
            .options()
            .containment
            .ok_or(Error::Index(IndexError::Keeps {
                what: "containment sketches",
            }))?;
        check_sketch(hasher, sketch)?;
        let mut capped = Capped::default();
        let mut places = Vec::new();
        for hash in sketch.hashes() {
            let key = sketch_key(*hash);
            self.take(
                self.segment.posting(key)?,
                self.delta.posting(key),
                &mut places,
                &mut capped,
            )?;
        }
        places.sort_unstable();
        let mut found = Vec::new();
        for hits in places.chunk_by(|one, two| one == two) {
            let Some(place) = hits.first() else { continue };
            let length = match *place {
                RowPlace::IndexSegment(row) => self.segment.sketch_length(row)?,
                RowPlace::Delta(row) => self
                    .added(row)?
                    .1
                    .sketch
                    .as_ref()
                    .map_or(0, |sketch| sketch.len()),
            };
            let share = |of: usize| Estimate::of(hits.len().min(of), of);
            let (of_query, of_document) = (share(sketch.len()), share(length));
            if of_query.value.max(of_document.value) >= threshold {
                found.push(Containment {
                    id: self.id(*place)?,
                    of_query,
                    of_document,
                });
            }
        }
        let greater = |one: &Containment| one.of_query.value.max(one.of_document.value);
        found.sort_by(|one, two| {
            greater(two)
                .total_cmp(&greater(one))
                .then(one.id.cmp(&two.id))
        });
        Ok(Containments { found, capped })
    }

    /// Returns the candidates of a signature that `verify` gives a resemblance for.
    fn matches(
        &self,
        signature: &Signature,
        verify: impl Fn(RowPlace) -> Result<Option<Estimate>>,
    ) -> Result<Matches> {
        let (places, capped) = self.places(signature)?;
        let mut matches = Vec::new();
        for place in places {
            if let Some(resemblance) = verify(place)? {
                matches.push(Match {
                    id: self.id(place)?,
                    resemblance,
                });
            }
        }
        matches.sort_by(|one, two| {
            two.resemblance
                .value
                .total_cmp(&one.resemblance.value)
                .then(one.id.cmp(&two.id))
        });
        Ok(Matches { matches, capped })
    }

    /// Returns the documents that share a bucket with a signature, each once.
    fn places(&self, signature: &Signature) -> Result<(Vec<RowPlace>, Capped)> {
        let mut capped = Capped::default();
        let mut places = Vec::new();
        if signature.is_empty() {
            return Ok((places, capped));
        }
        let banding = self.options().banding;
        let mut keys = vec![0; banding.bands()];
        banding.keys(signature.slots(), |band, key| keys[band] = key);
        for (band, bucket) in self.segment.buckets(&keys)?.enumerate() {
            let added = self.delta.bucket(band, keys[band]);
            self.take(bucket, added, &mut places, &mut capped)?;
        }
        places.sort_unstable();
        places.dedup();
        Ok((places, capped))
    }

    /// Takes the documents of a bucket: those with the smallest ids, where there are more than the
    /// cap.
    fn take(
        &self,
        bucket: Entries<'_>,
        added: impl Iterator<Item = u32>,
        places: &mut Vec<RowPlace>,
        capped: &mut Capped,
    ) -> Result<()> {
        let cap = self.options().bucket_cap as usize;
        let before = places.len();
        let rows = bucket.iter().map(|entry| parts(*entry).1);
        if self.removed.is_empty() {
            places.extend(rows.map(RowPlace::IndexSegment));
        } else {
            places.extend(
                rows.filter(|row| !self.removed.contains(row))
                    .map(RowPlace::IndexSegment),
            );
        }
        places.extend(added.map(RowPlace::Delta));
        let taken = places.len() - before;
        if taken > cap {
            capped.add((taken - cap) as u64);
            let mut by_id = Vec::with_capacity(taken);
            for place in places.drain(before..) {
                by_id.push((self.id(place)?, place));
            }
            by_id.sort_unstable();
            places.extend(by_id.into_iter().take(cap).map(|(_, place)| place));
        }
        Ok(())
    }

    fn id(&self, place: RowPlace) -> Result<u64> {
        match place {
            RowPlace::IndexSegment(row) => self.segment.id(row),
            RowPlace::Delta(row) => Ok(self.added(row)?.0),
        }
    }

    fn added(&self, row: u32) -> Result<&(u64, Record)> {
        self.delta.get(row).ok_or(Error::Index(IndexError::Content {
            what: "a row is missing",
        }))
    }

    fn by_signature(
        &self,
        signature: &Signature,
        place: RowPlace,
        threshold: f64,
    ) -> Result<Option<Estimate>> {
        let agree = match place {
            RowPlace::IndexSegment(row) => {
                agreeing(signature.slots(), self.segment.signature(row)?)
            }
            RowPlace::Delta(row) => {
                let slots = signature
                    .slots()
                    .iter()
                    .zip(self.added(row)?.1.signature.slots());
                slots.filter(|(one, two)| one == two).count()
            }
        };
        Ok(estimate(agree, signature.slots().len(), threshold))
    }

    fn by_shingles(
        &self,
        set: &ShingleSet,
        place: RowPlace,
        threshold: f64,
    ) -> Result<Option<Estimate>> {
        let found = match place {
            RowPlace::IndexSegment(row) => {
                resemblance(set.hashes(), self.segment.set(row)?, threshold)
            }
            RowPlace::Delta(row) => match &self.added(row)?.1.shingles {
                Some(other) => resemblance_of_sets(set, other, threshold),
                None => None,
            },
        };
        Ok(found.map(exact))
    }
}

fn exact(value: f64) -> Estimate {
    Estimate {
        value,
        standard_error: 0.0,
    }
}

/// Returns the estimate of a signature's slots if it reaches the threshold.
fn estimate(agree: usize, length: usize, threshold: f64) -> Option<Estimate> {
    Some(Estimate::of(agree, length)).filter(|estimate| estimate.value >= threshold)
}
