//! Makes a segment of other segments and of records: in parallel, and the same bytes whatever the
//! threads and the order.
//!
//! Rows are given by rising id, and everything else follows from them. Band keys come from
//! signatures where there are any, and from the directories of segments that keep none.

use std::collections::BTreeSet;

use super::format::{Blocks, Directory, LIMIT, Layout, parts};
use super::keys::BandKeys;
use super::options::{IndexOptions, Keep, Record};
use super::segment::IndexSegment;
use crate::error::{Error, IndexError, Result};
use crate::hash::fold_multiply;
use crate::parallel;

/// A segment without some of its rows.
pub(super) struct Part<'a> {
    pub(super) segment: &'a IndexSegment,
    pub(super) removed: &'a BTreeSet<u32>,
}

/// Where a row comes from.
#[derive(Clone, Copy)]
struct Origin {
    id: u64,
    /// Which part, or beyond them all for a record.
    part: u32,
    row: u32,
}

/// Returns the key of a containment sketch's hash, whose own upper bits are all zero.
pub(super) fn sketch_key(hash: u64) -> u32 {
    (fold_multiply(hash, 0xA24B_AED4_963E_E407) >> 32) as u32
}

/// Returns the segment of all documents of these, which must have different ids.
pub(super) fn build(
    options: IndexOptions,
    parts: &[Part<'_>],
    records: &[(u64, &Record)],
) -> Result<IndexSegment> {
    let origins = origins(parts, records)?;
    let old = parts
        .iter()
        .map(|part| BandKeys::of(part.segment))
        .collect::<Result<Vec<_>>>()?;
    let sources = Sources {
        options,
        parts,
        records,
        old,
    };
    let starts = (0..).step_by(ROWS);
    let keys: Vec<Columns> = parallel::map(
        starts.zip(origins.chunks(ROWS)).collect(),
        |(first, origins)| sources.keys(first, origins),
    );
    let shingles = parallel::try_map(origins.chunks(ROWS).collect(), |origins| {
        sources.shingles(origins)
    })?;
    let sketches = if options.containment.is_some() {
        sources.sketches(&origins)?
    } else {
        Vec::new()
    };
    let sketched = sketches.iter().map(|keys| keys.len() as u64).sum();
    let bucketed = keys.iter().map(|keys| keys.rows.len() as u64).sum();
    let layout = Layout::new(
        options,
        origins.len() as u64,
        bucketed,
        shingles.iter().sum(),
        sketched,
    );
    if layout.sketched > LIMIT {
        return Err(Error::Index(IndexError::Full {
            given: layout.sketched,
            limit: LIMIT,
        }));
    }
    let length = usize::try_from(layout.body_length());
    let Ok(length) = length else {
        return Err(Error::Index(IndexError::Full {
            given: layout.documents,
            limit: LIMIT,
        }));
    };
    let mut body = vec![0; length];
    let mut left = &mut body[..];
    let ids = take(&mut left, layout.band(0).start());
    ids.as_chunks_mut()
        .0
        .iter_mut()
        .zip(&origins)
        .for_each(|(to, origin)| *to = origin.id.to_le_bytes());
    let bands = (0..options.banding.bands())
        .map(|band| (band, take(&mut left, Directory::size(bucketed))))
        .collect();
    parallel::map(bands, |(band, out)| {
        Directory::write(out, bucketed, |each| {
            keys.iter().for_each(|keys| keys.pass(band, each))
        })
    });
    match options.keep {
        Keep::Nothing => {}
        Keep::Signatures => {
            let row = options.hasher.length() * 4;
            let out = take(&mut left, layout.set_ends() - layout.signatures());
            let chunks = out
                .chunks_mut(row * ROWS)
                .zip(origins.chunks(ROWS))
                .collect();
            parallel::try_map(chunks, |(out, origins)| sources.signatures(out, origins))?;
        }
        Keep::Shingles => {
            let ends = take(&mut left, layout.sets() - layout.set_ends());
            let out = take(&mut left, layout.sketch_lengths() - layout.sets());
            sources.sets(ends, out, &origins, &shingles)?;
        }
    }
    if options.containment.is_some() {
        let lengths = take(
            &mut left,
            layout.sketches().start() - layout.sketch_lengths(),
        );
        lengths
            .as_chunks_mut()
            .0
            .iter_mut()
            .zip(&sketches)
            .for_each(|(to, keys)| *to = (keys.len() as u32).to_le_bytes());
        Directory::write(left, layout.sketched, |each| {
            (0..)
                .zip(&sketches)
                .for_each(|(row, keys)| keys.iter().for_each(|key| each(*key, row)));
        });
    }
    Ok(IndexSegment::new(layout, Blocks::in_memory(body)))
}

/// Rows that are worked on at a time.
const ROWS: usize = 4096;

/// Returns the first bytes of what is left.
fn take<'a>(left: &mut &'a mut [u8], length: u64) -> &'a mut [u8] {
    let all = std::mem::take(left);
    let (taken, rest) = all.split_at_mut(all.len().min(length as usize));
    *left = rest;
    taken
}

/// Returns all rows by rising id.
fn origins(parts: &[Part<'_>], records: &[(u64, &Record)]) -> Result<Vec<Origin>> {
    let given = parts
        .iter()
        .map(|part| u64::from(part.segment.len()))
        .sum::<u64>()
        + records.len() as u64;
    if given > LIMIT {
        return Err(Error::Index(IndexError::Full {
            given,
            limit: LIMIT,
        }));
    }
    let mut origins = Vec::with_capacity(given as usize);
    for (number, part) in (0..).zip(parts) {
        for (row, id) in (0..).zip(part.segment.ids()?) {
            if part.removed.is_empty() || !part.removed.contains(&row) {
                origins.push(Origin {
                    id: u64::from_le_bytes(*id),
                    part: number,
                    row,
                });
            }
        }
    }
    let part = parts.len() as u32;
    origins.extend(
        (0..)
            .zip(records)
            .map(|(row, (id, _))| Origin { id: *id, part, row }),
    );
    origins.sort_unstable_by_key(|origin| origin.id);
    match origins.windows(2).find(|two| two[0].id == two[1].id) {
        Some(two) => Err(Error::Index(IndexError::DuplicateId { id: two[0].id })),
        None => Ok(origins),
    }
}

/// The band keys of some rows, band after band; the rows without a word have none.
struct Columns {
    rows: Vec<u32>,
    keys: Vec<u32>,
}

impl Columns {
    fn pass(&self, band: usize, each: &mut dyn FnMut(u32, u32)) {
        let keys = self.keys.get(band * self.rows.len()..).unwrap_or_default();
        keys.iter()
            .zip(&self.rows)
            .for_each(|(key, row)| each(*key, *row));
    }
}

/// What the rows are read from.
struct Sources<'a> {
    options: IndexOptions,
    parts: &'a [Part<'a>],
    records: &'a [(u64, &'a Record)],
    old: Vec<BandKeys>,
}

/// A row of a segment, or a record.
enum RowSource<'a> {
    Old(&'a IndexSegment, u32),
    New(&'a Record),
}

const NO_ROW: Error = Error::Index(IndexError::Content {
    what: "a row is missing",
});

impl<'a> Sources<'a> {
    fn row(&self, origin: &Origin) -> Result<RowSource<'a>> {
        match self.parts.get(origin.part as usize) {
            Some(part) => Ok(RowSource::Old(part.segment, origin.row)),
            None => self
                .records
                .get(origin.row as usize)
                .map(|(_, record)| RowSource::New(record))
                .ok_or(NO_ROW),
        }
    }

    /// Returns the band keys of some rows, of which `first` is the first.
    fn keys(&self, first: u32, origins: &[Origin]) -> Columns {
        let bands = self.options.banding.bands();
        let has_words = |origin: &Origin| match self.old.get(origin.part as usize) {
            Some(old) => old.row(origin.row).is_some(),
            None => self
                .records
                .get(origin.row as usize)
                .is_some_and(|(_, record)| !record.signature.is_empty()),
        };
        let (rows, origins): (Vec<u32>, Vec<&Origin>) = (first..)
            .zip(origins)
            .filter(|(_, origin)| has_words(origin))
            .unzip();
        let count = rows.len();
        let mut keys = vec![0; bands * count];
        for (place, origin) in origins.into_iter().enumerate() {
            let mut put = |band: usize, key: u32| {
                if let Some(to) = keys.get_mut(band * count + place) {
                    *to = key;
                }
            };
            match (
                self.old.get(origin.part as usize),
                self.records.get(origin.row as usize),
            ) {
                (Some(old), _) => (0..)
                    .zip(old.row(origin.row).unwrap_or_default())
                    .for_each(|(band, key)| put(band, *key)),
                (None, Some((_, record))) => {
                    self.options.banding.keys(record.signature.slots(), put)
                }
                (None, None) => {}
            }
        }
        Columns { rows, keys }
    }

    /// Returns the number of shingles in the sets of some rows.
    fn shingles(&self, origins: &[Origin]) -> Result<u64> {
        let counts = origins.iter().map(|origin| match self.row(origin)? {
            _ if self.options.keep != Keep::Shingles => Ok(0),
            RowSource::Old(segment, row) => Ok(segment.set(row)?.len() as u64),
            RowSource::New(record) => {
                Ok(record.shingles.as_ref().map_or(0, |set| set.len() as u64))
            }
        });
        counts.sum()
    }

    fn signatures(&self, out: &mut [u8], origins: &[Origin]) -> Result<()> {
        let (slots, _) = out.as_chunks_mut::<4>();
        for (out, origin) in slots
            .chunks_exact_mut(self.options.hasher.length())
            .zip(origins)
        {
            match self.row(origin)? {
                RowSource::Old(segment, row) => out.copy_from_slice(segment.signature(row)?),
                RowSource::New(record) => {
                    out.iter_mut()
                        .zip(record.signature.slots())
                        .for_each(|(to, slot)| *to = slot.to_le_bytes());
                }
            }
        }
        Ok(())
    }

    fn sets(
        &self,
        ends: &mut [u8],
        out: &mut [u8],
        origins: &[Origin],
        counts: &[u64],
    ) -> Result<()> {
        let mut left = out;
        let mut start = 0;
        let mut chunks = Vec::with_capacity(counts.len());
        for ((ends, origins), count) in ends
            .chunks_mut(8 * ROWS)
            .zip(origins.chunks(ROWS))
            .zip(counts)
        {
            chunks.push((ends, take(&mut left, 8 * count), origins, start));
            start += count;
        }
        parallel::try_map(chunks, |(ends, out, origins, start)| {
            let (out, _) = out.as_chunks_mut::<8>();
            let mut end = 0;
            for (to, origin) in ends.as_chunks_mut().0.iter_mut().zip(origins) {
                let out = out.get_mut(end..).unwrap_or_default();
                end += match self.row(origin)? {
                    RowSource::Old(segment, row) => {
                        let set = segment.set(row)?;
                        out.iter_mut().zip(set).for_each(|(to, hash)| *to = *hash);
                        set.len()
                    }
                    RowSource::New(record) => {
                        let hashes = record.shingles.as_ref().map_or(&[][..], |set| set.hashes());
                        out.iter_mut()
                            .zip(hashes)
                            .for_each(|(to, hash)| *to = hash.to_le_bytes());
                        hashes.len()
                    }
                };
                *to = (start + end as u64).to_le_bytes();
            }
            Ok::<(), Error>(())
        })?;
        Ok(())
    }

    /// Returns the keys of each row's containment sketch, sorted.
    fn sketches(&self, origins: &[Origin]) -> Result<Vec<Vec<u32>>> {
        let mut old = Vec::with_capacity(self.parts.len());
        for part in self.parts {
            let mut rows = vec![Vec::new(); part.segment.len() as usize];
            for entry in part.segment.layout.sketches().all(&part.segment.blocks)? {
                let (key, row) = parts(*entry);
                rows.get_mut(row as usize).ok_or(NO_ROW)?.push(key);
            }
            old.push(rows);
        }
        let keys = origins
            .iter()
            .map(|origin| match old.get_mut(origin.part as usize) {
                Some(rows) => rows
                    .get_mut(origin.row as usize)
                    .map(std::mem::take)
                    .ok_or(NO_ROW),
                None => match self.row(origin)? {
                    RowSource::New(record) => Ok(sketch_keys(record)),
                    RowSource::Old(..) => Err(NO_ROW),
                },
            });
        keys.collect()
    }
}

/// Returns the keys of a record's containment sketch: one for each hash, in the order of the
/// hashes.
pub(super) fn sketch_keys(record: &Record) -> Vec<u32> {
    record
        .sketch
        .iter()
        .flat_map(|sketch| sketch.hashes())
        .map(|hash| sketch_key(*hash))
        .collect()
}
