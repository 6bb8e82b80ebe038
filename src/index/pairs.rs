//! All pairs of a segment that share a bucket, each verified once.
//!
//! Bands are gone through one after another. A pair is taken up in the first band where its bucket
//! gives it; whether an earlier one did is seen from the two documents' keys, which are brought
//! together by row for this (four bytes a document and band). So no list of candidates is ever
//! held, only those of some buckets.

use std::collections::HashMap;

use super::answer::{Capped, Pair, Pairs};
use super::format::parts;
use super::keys::BandKeys;
use super::segment::IndexSegment;
use crate::error::{Error, Result};
use crate::parallel;
use crate::sketch::Estimate;

/// The resemblance of two rows, where it reaches the threshold.
pub(super) type Verifier<'a> = dyn Fn(u32, u32) -> Result<Option<Estimate>> + Sync + 'a;

/// Candidates that are verified at a time, in chunks of which each is one thread's.
const BATCH: usize = 1 << 16;
const CHUNK: usize = 256;

pub(super) fn all_pairs(segment: &IndexSegment, verify: &Verifier<'_>) -> Result<Pairs> {
    let mut run = BucketRun {
        verify,
        batch: Vec::new(),
        found: Vec::new(),
        candidates: 0,
    };
    let mut capped = Capped::default();
    let cap = segment.layout.options.bucket_cap as usize;
    let mut earlier = Earlier {
        keys: BandKeys::of(segment)?,
        last: HashMap::new(),
    };
    for (band, directory) in segment.bands().iter().enumerate() {
        for bucket in directory
            .all(&segment.blocks)?
            .chunk_by(|one, two| parts(*one).0 == parts(*two).0)
        {
            let count = bucket.len() as u64;
            if bucket.len() > cap
                && let Some(last) = bucket.get(cap - 1)
            {
                let (key, row) = parts(*last);
                earlier.last.insert((band, key), row);
                let left_out = count - cap as u64;
                capped.add(left_out * (left_out - 1) / 2);
            }
            for (place, one) in bucket.iter().enumerate().take(cap) {
                for two in bucket.iter().skip(place + 1) {
                    let (one, two) = (parts(*one).1, parts(*two).1);
                    if !earlier.had(one, two, band) {
                        run.take(one, two)?;
                    }
                }
            }
        }
    }
    run.verify()?;
    let mut found = run.found;
    found.sort_unstable_by_key(|(one, two, _)| (*one, *two));
    let pairs = found.into_iter().map(|(one, two, resemblance)| {
        Ok(Pair {
            first: segment.id(one)?,
            second: segment.id(two)?,
            resemblance,
        })
    });
    Ok(Pairs {
        pairs: pairs.collect::<Result<_>>()?,
        candidates: run.candidates,
        capped,
    })
}

/// What the bands before gave.
struct Earlier {
    keys: BandKeys,
    /// The last row that is compared with all of its bucket, where the bucket is over the cap.
    last: HashMap<(usize, u32), u32>,
}

impl Earlier {
    /// Returns `true` if two rows, the smaller first, shared a bucket in an earlier band and were
    /// compared there.
    fn had(&self, one: u32, two: u32, band: usize) -> bool {
        let keys = |row: u32| self.keys.row(row).unwrap_or_default().iter().take(band);
        let taken = |band: usize, key: u32| {
            self.last.is_empty() || self.last.get(&(band, key)).is_none_or(|last| one <= *last)
        };
        keys(one)
            .zip(keys(two))
            .enumerate()
            .any(|(band, (key, other))| key == other && taken(band, *key))
    }
}

/// Candidates that wait to be verified, and the pairs that were found.
struct BucketRun<'a> {
    verify: &'a Verifier<'a>,
    batch: Vec<(u32, u32)>,
    found: Vec<(u32, u32, Estimate)>,
    candidates: u64,
}

impl BucketRun<'_> {
    fn take(&mut self, one: u32, two: u32) -> Result<()> {
        self.batch.push((one, two));
        if self.batch.len() == BATCH {
            self.verify()
        } else {
            Ok(())
        }
    }

    fn verify(&mut self) -> Result<()> {
        self.candidates += self.batch.len() as u64;
        let chunks = self.batch.chunks(CHUNK).collect();
        let found = parallel::try_map(chunks, |chunk: &[(u32, u32)]| {
            let mut found = Vec::new();
            for &(one, two) in chunk {
                if let Some(resemblance) = (self.verify)(one, two)? {
                    found.push((one, two, resemblance));
                }
            }
            Ok::<_, Error>(found)
        })?;
        self.found.extend(found.into_iter().flatten());
        self.batch.clear();
        Ok(())
    }
}
