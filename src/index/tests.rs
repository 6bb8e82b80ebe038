//! The index against plain references, its bytes, and what becomes of broken ones.

use std::collections::{BTreeMap, BTreeSet};

use proptest::prelude::*;

use super::*;
use crate::error::{Error, IndexError, ParameterError, SketchError};
use crate::shingle::{ShingleSet, ShingleSize};
use crate::sketch::{ContainmentHasher, MinHasher};

const SIZE: ShingleSize = ShingleSize::REWORDING;

/// A small generator (SplitMix64).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }
}

fn hasher() -> MinHasher {
    MinHasher::new(32, SIZE).unwrap()
}

fn options() -> IndexOptions {
    IndexOptions::new(hasher(), Banding::new(10, 3).unwrap()).unwrap()
}

pub(super) fn full_options() -> IndexOptions {
    options().with_containment(ContainmentHasher::new(2, SIZE).unwrap())
}

fn record(options: &IndexOptions, hashes: Vec<u64>) -> Record {
    let set = ShingleSet::from_hashes(hashes, SIZE);
    let record = Record::new(options.hasher().sign_set(&set).unwrap());
    let record = match options.containment() {
        Some(hasher) => record.with_sketch(hasher.sketch_set(&set).unwrap()),
        None => record,
    };
    if options.keep() == Keep::Shingles {
        record.with_shingles(set)
    } else {
        record
    }
}

/// Sets of which about half resemble the one before, more or less; some are empty.
fn sets(count: usize, seed: u64) -> Vec<Vec<u64>> {
    let mut random = Random(seed);
    let mut sets: Vec<Vec<u64>> = Vec::new();
    for _ in 0..count {
        let set = match (sets.last(), random.below(12)) {
            (_, 0) => Vec::new(),
            (Some(last), 1..6) => {
                let changed = random.below(8);
                last.iter()
                    .map(|hash| {
                        if random.below(16) < changed {
                            random.next()
                        } else {
                            *hash
                        }
                    })
                    .collect()
            }
            _ => (0..3 + random.below(60)).map(|_| random.next()).collect(),
        };
        sets.push(set);
    }
    sets
}

pub(super) fn documents(options: &IndexOptions, count: usize, seed: u64) -> Vec<(u64, Record)> {
    let mut ids = Random(seed ^ 0x55);
    sets(count, seed)
        .into_iter()
        .map(|set| (ids.next(), record(options, set)))
        .collect()
}

pub(super) fn index(options: IndexOptions, documents: &[(u64, Record)]) -> LshIndex {
    let mut index = LshIndex::new(options);
    index.insert_many(documents.to_vec()).unwrap();
    index.compact().unwrap();
    index
}

/// Computes the plain reference: every document, band by band and shingle by shingle.
fn reference(
    options: &IndexOptions,
    documents: &[(u64, Record)],
    asked: &Record,
    threshold: f64,
) -> Vec<(u64, f64)> {
    let rows = options.banding().rows();
    let bands = |record: &Record| -> Vec<Vec<u32>> {
        record
            .signature()
            .slots()
            .chunks_exact(rows)
            .take(options.banding().bands())
            .map(<[u32]>::to_vec)
            .collect()
    };
    let mut found = Vec::new();
    for (id, record) in documents {
        let words = !record.signature().is_empty() && !asked.signature().is_empty();
        let candidate = words
            && bands(record)
                .iter()
                .zip(&bands(asked))
                .any(|(one, two)| one == two);
        let resemblance = match (options.keep(), record.shingles(), asked.shingles()) {
            (Keep::Shingles, Some(one), Some(two)) => one.resemblance(two).unwrap(),
            _ => {
                let (one, two) = (record.signature().slots(), asked.signature().slots());
                one.iter().zip(two).filter(|(one, two)| one == two).count() as f64
                    / one.len() as f64
            }
        };
        if candidate && resemblance >= threshold {
            found.push((*id, resemblance));
        }
    }
    found.sort_by(|one, two| two.1.total_cmp(&one.1).then(one.0.cmp(&two.0)));
    found
}

fn answers(index: &LshIndex, asked: &Record, threshold: f64) -> Vec<(u64, f64)> {
    let found = index.query(asked, threshold).unwrap();
    assert_eq!(found.capped, Capped::default());
    found
        .matches
        .iter()
        .map(|found| (found.id, found.resemblance.value))
        .collect()
}

fn found_pairs(index: &LshIndex, threshold: f64) -> Vec<(u64, u64, f64)> {
    let pairs = index.all_pairs(threshold).unwrap();
    pairs
        .pairs
        .iter()
        .map(|pair| (pair.first, pair.second, pair.resemblance.value))
        .collect()
}

fn keeps() -> impl Strategy<Value = Keep> {
    prop_oneof![Just(Keep::Signatures), Just(Keep::Shingles)]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    /// Whatever is added, removed and compacted in whatever order, the answers are those of looking
    /// at every document.
    #[test]
    fn answers_are_those_of_the_plain_reference(
        seed: u64, keep in keeps(), count in 0..60_usize, steps in prop::collection::vec((0..60_usize, 0..10_u8), 0..80),
        threshold in 0.05..1.0,
    ) {
        let options = full_options().with_keep(keep);
        let all = documents(&options, count, seed);
        let mut index = LshIndex::new(options);
        let mut present = BTreeMap::new();
        for (number, step) in steps {
            let Some((id, record)) = all.get(number) else { continue };
            match step {
                0..3 => prop_assert_eq!(index.remove(*id).unwrap(), present.remove(id).is_some()),
                3 => index.compact().unwrap(),
                _ if present.contains_key(id) => {
                    let refused = index.insert(*id, record.clone());
                    prop_assert_eq!(refused, Err(Error::Index(IndexError::DuplicateId { id: *id })));
                }
                _ => {
                    index.insert(*id, record.clone()).unwrap();
                    present.insert(*id, record.clone());
                }
            }
        }
        let present: Vec<(u64, Record)> = present.into_iter().collect();
        prop_assert_eq!(index.ids().unwrap(), present.iter().map(|(id, _)| *id).collect::<Vec<_>>());
        prop_assert_eq!(index.len(), present.len());
        let mut pairs = Vec::new();
        for (id, asked) in &all {
            let expected = reference(&options, &present, asked, threshold);
            prop_assert_eq!(answers(&index, asked, threshold), expected.clone());
            prop_assert_eq!(index.contains(*id).unwrap(), present.iter().any(|(other, _)| id == other));
            let expected = expected.into_iter().filter(|(other, _)| id < other && index.contains(*id).unwrap());
            pairs.extend(expected.map(|(other, resemblance)| (*id, other, resemblance)));
        }
        pairs.sort_by_key(|pair| (pair.0, pair.1));
        prop_assert_eq!(found_pairs(&index, threshold), pairs);
        // And its bytes are those of an index of the same documents that was made at once.
        prop_assert_eq!(index.to_bytes().unwrap(), self::index(options, &present).to_bytes().unwrap());
    }

    #[test]
    fn order_threads_and_merging_change_no_byte(seed: u64, count in 0..80_usize, cut in 0..80_usize) {
        let options = full_options();
        let all = documents(&options, count, seed);
        let expected = index(options, &all).to_bytes().unwrap();
        let mut turned = all.clone();
        turned.reverse();
        turned.rotate_left(cut.min(count));
        prop_assert_eq!(&index(options, &turned).to_bytes().unwrap(), &expected);
        let (one, two) = turned.split_at(cut.min(count));
        let mut merged = LshIndex::new(options);
        merged.insert_many(one.to_vec()).unwrap();
        let mut other = LshIndex::new(options);
        two.iter().for_each(|(id, record)| other.insert(*id, record.clone()).unwrap());
        merged.merge(&other).unwrap();
        prop_assert_eq!(&merged.to_bytes().unwrap(), &expected);
        #[cfg(feature = "rayon")]
        for threads in [1, 3] {
            let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
            prop_assert_eq!(&pool.install(|| index(options, &all).to_bytes().unwrap()), &expected);
        }
        let read = LshIndex::from_bytes(expected.clone()).unwrap();
        prop_assert_eq!(found_pairs(&read, 0.3), found_pairs(&merged, 0.3));
        prop_assert_eq!(read.to_bytes().unwrap(), expected);
    }

    /// Shares of shingles both ways, as the sketches by themselves give them, in the segment and
    /// outside it.
    #[test]
    fn containment_is_that_of_the_sketches(seed: u64, count in 1..60_usize, threshold in 0.05..1.0, compact: bool) {
        let options = full_options().with_keep(Keep::Nothing);
        let all = documents(&options, count, seed);
        let mut index = LshIndex::new(options);
        all.iter().for_each(|(id, record)| index.insert(*id, record.clone()).unwrap());
        if compact {
            index.compact().unwrap();
        }
        for (_, asked) in &all {
            let asked = asked.sketch().unwrap();
            let found = index.containment(asked, threshold).unwrap();
            let expected = all.iter().filter_map(|(id, record)| {
                let sketch = record.sketch().unwrap();
                let (of_query, of_document) = (asked.contained_in(sketch).unwrap(), sketch.contained_in(asked).unwrap());
                (of_query.value.max(of_document.value) >= threshold).then_some(Containment { id: *id, of_query, of_document })
            });
            let mut expected: Vec<_> = expected.collect();
            let greater = |one: &Containment| one.of_query.value.max(one.of_document.value);
            expected.sort_by(|one, two| greater(two).total_cmp(&greater(one)).then(one.id.cmp(&two.id)));
            prop_assert_eq!(found.found, expected);
        }
    }

    #[test]
    fn shingles_of_the_caller_verify_as_kept_ones_do(seed: u64, count in 0..50_usize, threshold in 0.05..1.0) {
        let all = documents(&options(), count, seed);
        let kept = index(options(), &all);
        let bare = index(options().with_keep(Keep::Nothing), &all);
        let set = |id: u64| all.iter().find(|(other, _)| *other == id).and_then(|(_, record)| record.shingles().cloned());
        prop_assert_eq!(bare.all_pairs_with(threshold, set).unwrap(), kept.all_pairs(threshold).unwrap());
        for (_, asked) in &all {
            prop_assert_eq!(bare.query_with(asked, threshold, set).unwrap(), kept.query(asked, threshold).unwrap());
            let all_found = kept.query(asked, f64::MIN_POSITIVE).unwrap();
            let best = kept.best(asked, 2).unwrap();
            prop_assert_eq!(&best.matches[..], &all_found.matches[..all_found.matches.len().min(2)]);
        }
    }

    /// The partition is that of walking from each document to all that it can reach.
    #[test]
    fn clusters_are_connected_components(count in 1..40_u64, pairs in prop::collection::vec((0..40_u64, 0..40_u64), 0..60)) {
        let pairs: Vec<_> = pairs.into_iter().map(|(one, two)| (one % count * 7, two % count * 7)).collect();
        let ids = || (0..count).rev().map(|id| id * 7);
        let clusters = Clusters::new(ids(), pairs.iter().copied()).unwrap();
        let mut seen = Vec::new();
        for id in (0..count).map(|id| id * 7) {
            let mut reached = BTreeSet::from([id]);
            loop {
                let near = |from: u64| pairs.iter().filter_map(move |&(one, two)| {
                    if one == from { Some(two) } else if two == from { Some(one) } else { None }
                });
                let more: Vec<u64> = reached.iter().flat_map(|from| near(*from)).filter(|to| !reached.contains(to)).collect();
                if more.is_empty() { break }
                reached.extend(more);
            }
            let name = *reached.first().unwrap();
            prop_assert_eq!(clusters.cluster(id), Some(name));
            if name == id {
                seen.push((name, reached.into_iter().collect::<Vec<_>>()));
            }
        }
        prop_assert_eq!(clusters.iter().map(|(name, members)| (name, members.to_vec())).collect::<Vec<_>>(), seen);
        prop_assert_eq!(clusters.cluster(1_000), None);
        prop_assert_eq!(clusters.clone(), Clusters::new(ids(), pairs.iter().rev().map(|&(one, two)| (two, one))).unwrap());
        let most = clusters.keep_by(|id| id % 5);
        for ((name, members), kept) in clusters.iter().zip(most) {
            let expected = members.iter().copied().max_by_key(|id| (id % 5, std::cmp::Reverse(*id)));
            prop_assert_eq!((clusters.cluster(kept), Some(kept)), (Some(name), expected));
        }
    }

    #[test]
    fn memory_is_known_beforehand(seed: u64, count in 0..200_u64, keep in keeps(), contain: bool) {
        let mut options = options().with_keep(keep);
        if contain {
            options = options.with_containment(ContainmentHasher::new(1, SIZE).unwrap());
        }
        let mut random = Random(seed);
        let all: Vec<_> = (0..count).map(|id| (id, record(&options, (0..40).map(|_| random.next()).collect()))).collect();
        prop_assert_eq!(index(options, &all).to_bytes().unwrap().len() as u64, options.memory(count, 40, 40));
    }
}

#[test]
fn more_documents_than_the_delta_holds_make_no_difference() {
    let options = options().with_keep(Keep::Signatures);
    let all = documents(&options, 6_000, 3);
    let mut index = LshIndex::new(options);
    for some in all.chunks(700) {
        index.insert_many(some.to_vec()).unwrap();
    }
    assert_eq!(index.len(), all.len());
    assert_eq!(
        index.to_bytes().unwrap(),
        self::index(options, &all).to_bytes().unwrap()
    );
    let gone: Vec<u64> = all.iter().step_by(2).map(|(id, _)| *id).collect();
    gone.iter()
        .for_each(|id| assert!(index.remove(*id).unwrap()));
    let left: Vec<_> = all.into_iter().skip(1).step_by(2).collect();
    assert_eq!(
        index.to_bytes().unwrap(),
        self::index(options, &left).to_bytes().unwrap()
    );
}

/// Five hundred copies and a cap of ten: each is compared with the first ten, all stay together,
/// and what was left out is said.
#[test]
fn buckets_are_capped_and_counted() {
    let options = options().with_bucket_cap(10);
    let set: Vec<u64> = (0..50).collect();
    let all: Vec<_> = (0..500)
        .map(|id| (1_000 - id, record(&options, set.clone())))
        .collect();
    let index = self::index(options, &all);
    let found = index.all_pairs(0.9).unwrap();
    assert_eq!(found.pairs.len(), 10 * 9 / 2 + 10 * 490);
    assert_eq!(found.candidates, found.pairs.len() as u64);
    assert_eq!(
        found.capped,
        Capped {
            buckets: 10,
            comparisons: 10 * 490 * 489 / 2
        }
    );
    let clusters = Clusters::new(
        index.ids().unwrap(),
        found.pairs.iter().map(|pair| (pair.first, pair.second)),
    )
    .unwrap();
    assert_eq!(clusters.keep_first(), [501]);
    let mut beside = LshIndex::new(options);
    all.iter()
        .for_each(|(id, record)| beside.insert(*id, record.clone()).unwrap());
    for index in [index, beside] {
        let found = index.query(&all[0].1, 0.9).unwrap();
        assert_eq!(
            found
                .matches
                .iter()
                .map(|found| found.id)
                .collect::<Vec<_>>(),
            (501..511).collect::<Vec<_>>()
        );
        assert_eq!(
            found.capped,
            Capped {
                buckets: 10,
                comparisons: 10 * 490
            }
        );
    }
}

/// A pair that a capped bucket left out is still found through another bucket.
#[test]
fn a_capped_bucket_hides_no_pair_of_other_buckets() {
    let options = IndexOptions::new(hasher(), Banding::new(32, 1).unwrap())
        .unwrap()
        .with_bucket_cap(3);
    let mut random = Random(5);
    let boilerplate: Vec<u64> = (0..40).map(|_| random.next()).collect();
    let mut all = Vec::new();
    for id in 0..40_u64 {
        let own: Vec<u64> = (0..40).map(|_| random.next()).collect();
        // Each text but the first occurs twice, at the far end of the boilerplate's buckets.
        for copy in 0..2 {
            all.push((
                id + 100 * copy,
                record(&options, boilerplate.iter().chain(&own).copied().collect()),
            ));
        }
    }
    let found = index(options, &all).all_pairs(0.9).unwrap();
    assert!(found.capped.buckets > 0);
    let expected: Vec<(u64, u64)> = (0..40).map(|id| (id, id + 100)).collect();
    assert_eq!(
        found
            .pairs
            .iter()
            .map(|pair| (pair.first, pair.second))
            .collect::<Vec<_>>(),
        expected
    );
    let candidates: BTreeSet<(u64, u64)> = found
        .pairs
        .iter()
        .map(|pair| (pair.first, pair.second))
        .collect();
    assert_eq!(candidates.len(), found.pairs.len(), "no pair twice");
}

#[test]
fn what_does_not_fit_is_refused_and_changes_nothing() {
    let options = full_options();
    let good = record(&options, vec![1, 2, 3]);
    let mut index = LshIndex::new(options);
    index.insert(1, good.clone()).unwrap();
    let before = index.to_bytes().unwrap();
    let other_length = Record::new(MinHasher::new(64, SIZE).unwrap().sign_hashes(&[1]));
    let other_seed = Record::new(hasher().with_seed(9).sign_hashes(&[1]));
    let other_sketch = good
        .clone()
        .with_sketch(ContainmentHasher::new(4, SIZE).unwrap().sketch_hashes(&[1]));
    let other_size = good
        .clone()
        .with_shingles(ShingleSet::from_hashes(vec![1], ShingleSize::NEAR_COPY));
    let without_set =
        Record::new(good.signature().clone()).with_sketch(good.sketch().unwrap().clone());
    let without_sketch =
        Record::new(good.signature().clone()).with_shingles(good.shingles().unwrap().clone());
    let cases = [
        (
            other_length.clone(),
            Error::Index(IndexError::Mismatch {
                what: "signature length",
                left: 32,
                right: 64,
            }),
        ),
        (
            other_seed,
            Error::Index(IndexError::Mismatch {
                what: "signature seed",
                left: 0,
                right: 9,
            }),
        ),
        (
            other_sketch,
            Error::Index(IndexError::Mismatch {
                what: "containment scale",
                left: 2,
                right: 4,
            }),
        ),
        (
            other_size,
            Error::Sketch(SketchError::ShingleSizes { left: 3, right: 5 }),
        ),
        (
            without_set.clone(),
            Error::Index(IndexError::Record { what: "shingles" }),
        ),
        (
            without_sketch,
            Error::Index(IndexError::Record {
                what: "containment sketch",
            }),
        ),
    ];
    for (record, error) in cases {
        assert_eq!(
            index.insert_many(vec![(2, good.clone()), (3, record)]),
            Err(error)
        );
    }
    assert_eq!(
        index.insert_many(vec![(2, good.clone()), (2, good.clone())]),
        Err(Error::Index(IndexError::DuplicateId { id: 2 }))
    );
    assert_eq!(
        index.query(&without_set, 0.5),
        Err(Error::Index(IndexError::Record { what: "shingles" }))
    );
    assert!(matches!(
        index.query(&other_length, 0.5),
        Err(Error::Index(IndexError::Mismatch { .. }))
    ));
    for threshold in [0.0, -1.0, 1.5, f64::NAN] {
        assert!(matches!(
            index.query(&good, threshold),
            Err(Error::Parameter(ParameterError::Share {
                what: "threshold",
                ..
            }))
        ));
        assert!(matches!(
            index.all_pairs(threshold),
            Err(Error::Parameter(ParameterError::Share { .. }))
        ));
        assert!(matches!(
            index.containment(good.sketch().unwrap(), threshold),
            Err(Error::Parameter(ParameterError::Share { .. }))
        ));
    }
    let mut bare = LshIndex::new(self::options().with_keep(Keep::Nothing));
    bare.insert(1, good.clone()).unwrap();
    assert!(matches!(
        bare.query(&good, 0.5),
        Err(Error::Index(IndexError::Keeps { .. }))
    ));
    assert!(matches!(
        bare.all_pairs(0.5),
        Err(Error::Index(IndexError::Keeps { .. }))
    ));
    assert!(matches!(
        bare.containment(good.sketch().unwrap(), 0.5),
        Err(Error::Index(IndexError::Keeps { .. }))
    ));
    bare.insert(2, good.clone()).unwrap();
    assert_eq!(
        bare.all_pairs_with(0.5, |_| None),
        Err(Error::Index(IndexError::Shingles { id: 1 }))
    );
    assert!(matches!(
        index.merge(&bare),
        Err(Error::Index(IndexError::Mismatch {
            what: "what is kept",
            ..
        }))
    ));
    assert_eq!(
        index.merge(&index.clone()),
        Err(Error::Index(IndexError::DuplicateId { id: 1 }))
    );
    assert_eq!(index.to_bytes().unwrap(), before);
}

#[test]
fn texts_without_a_word_resemble_nothing() {
    let options = full_options();
    let mut index = LshIndex::new(options);
    index
        .insert_many((0..5).map(|id| (id, options.record(" – "))).collect())
        .unwrap();
    index
        .insert(9, options.record("One text that has words"))
        .unwrap();
    assert_eq!(index.len(), 6);
    assert_eq!(
        index.all_pairs(f64::MIN_POSITIVE).unwrap(),
        Pairs::default()
    );
    assert_eq!(
        index.query(&options.record(""), 0.1).unwrap(),
        Matches::default()
    );
    assert!(index.remove(0).unwrap() && !index.remove(0).unwrap());
    assert_eq!(
        LshIndex::from_bytes(index.to_bytes().unwrap())
            .unwrap()
            .len(),
        5
    );
}

#[test]
fn records_are_made_of_the_same_parts_as_by_hand() {
    let text = "The old bridge over the river was closed to traffic on Monday morning.";
    let options = full_options();
    let set = ShingleSet::new(text, SIZE);
    let expected = Record::new(hasher().sign(text))
        .with_sketch(options.containment().unwrap().sketch(text))
        .with_shingles(set);
    assert_eq!(options.record(text), expected);
    assert_eq!(
        options.with_keep(Keep::Signatures).record(text).signature(),
        expected.signature()
    );
}

#[test]
fn an_index_is_shared_between_threads() {
    fn shared<T: Send + Sync + Clone>() {}
    shared::<LshIndex>();
    shared::<Clusters>();
}
