//! Operations on an index against a plain map: whatever was added, removed, merged, stored and
//! read, the answers are those of looking at every document, and the bytes are those of an index of
//! the same documents made at once.
#![no_main]

use std::collections::BTreeMap;

use libfuzzer_sys::fuzz_target;
use retold::index::{Banding, IndexOptions, Keep, LshIndex, Record};
use retold::shingle::{ShingleSet, ShingleSize};
use retold::sketch::{ContainmentHasher, MinHasher};
use retold_fuzz::Bytes;

/// The documents by id.
type Plain = BTreeMap<u64, ShingleSet>;

fuzz_target!(|bytes: &[u8]| {
    let mut bytes = Bytes::new(bytes);
    let options = options(&mut bytes);
    let mut index = LshIndex::new(options);
    let mut plain = Plain::new();
    while !bytes.is_empty() {
        let (operation, id) = (
            bytes.byte() % 8,
            u64::from(bytes.byte() % 16) * 0x0801_0204_0810_2041,
        );
        match operation {
            0..=2 => {
                let set = set(&mut bytes, &options);
                let added = index.insert(id, record(&options, &set));
                assert_eq!(added.is_ok(), !plain.contains_key(&id));
                plain.entry(id).or_insert(set);
            }
            3 => assert_eq!(index.remove(id), Ok(plain.remove(&id).is_some())),
            4 => index.compact().expect("it is in memory"),
            5 => {
                index.set_tag(u128::from(id));
                let stored = index.to_bytes().expect("it is in memory");
                index = LshIndex::from_bytes(stored).expect("it was just written");
                assert_eq!(index.tag(), u128::from(id));
            }
            6 => {
                let set = set(&mut bytes, &options);
                let mut other = LshIndex::new(options);
                other
                    .insert(id, record(&options, &set))
                    .expect("it is empty");
                assert_eq!(index.merge(&other).is_ok(), !plain.contains_key(&id));
                plain.entry(id).or_insert(set);
            }
            _ => ask(&index, &plain, &set(&mut bytes, &options)),
        }
        assert_eq!(index.len(), plain.len());
        assert_eq!(index.contains(id), Ok(plain.contains_key(&id)));
    }
    assert_eq!(index.ids(), Ok(plain.keys().copied().collect()));
    let mut at_once = LshIndex::new(options);
    at_once.set_tag(index.tag());
    let documents = plain.iter().rev();
    let documents = documents.map(|(id, set)| (*id, record(&options, set)));
    at_once
        .insert_many(documents.collect())
        .expect("ids differ");
    assert_eq!(at_once.to_bytes(), index.to_bytes());
    if options.keep() == Keep::Shingles {
        check_pairs(&index, &plain);
    }
});

fn options(bytes: &mut Bytes<'_>) -> IndexOptions {
    let size = ShingleSize::new(1 + bytes.below(3)).expect("at most 3");
    let hasher = MinHasher::new(8, size).expect("8 slots");
    let bands = Banding::new(8, 1).expect("8 slots");
    let options = IndexOptions::new(hasher, bands).expect("as many as there are");
    let options = options.with_keep(match bytes.byte() % 3 {
        0 => Keep::Nothing,
        1 => Keep::Signatures,
        _ => Keep::Shingles,
    });
    if bytes.flag() {
        return options.with_containment(ContainmentHasher::new(1, size).expect("all"));
    }
    options
}

/// Returns a set of a few of 64 hashes, so that sets share some.
fn set(bytes: &mut Bytes<'_>, options: &IndexOptions) -> ShingleSet {
    let count = bytes.byte() % 12;
    let hash = |byte: u8| u64::from(byte % 64 + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let hashes = (0..count).map(|_| hash(bytes.byte())).collect();
    ShingleSet::from_hashes(hashes, options.hasher().shingle_size())
}

fn record(options: &IndexOptions, set: &ShingleSet) -> Record {
    let mut record = Record::new(options.hasher().sign_set(set).expect("one size"));
    if options.keep() == Keep::Shingles {
        record = record.with_shingles(set.clone());
    }
    match options.containment() {
        Some(hasher) => record.with_sketch(hasher.sketch_set(set).expect("one size")),
        None => record,
    }
}

/// Returns `true` if two sets agree in a band.
fn meet(options: IndexOptions, one: &ShingleSet, two: &ShingleSet) -> bool {
    let sign = |set: &ShingleSet| options.hasher().sign_set(set).expect("one size");
    let (left, right) = (sign(one), sign(two));
    let same = |(a, b): (&u32, &u32)| a == b;
    !one.is_empty() && !two.is_empty() && left.slots().iter().zip(right.slots()).any(same)
}

fn ask(index: &LshIndex, plain: &Plain, asked: &ShingleSet) {
    let options = index.options();
    let met = || plain.iter().filter(|(_, set)| meet(options, set, asked));
    let record = record(&options, asked);
    let candidates = index.candidates(record.signature()).expect("made alike");
    assert_eq!(candidates.ids, met().map(|(id, _)| *id).collect::<Vec<_>>());
    if options.keep() == Keep::Shingles {
        let found = index.query(&record, 0.25).expect("it keeps shingles");
        let mut found: Vec<(u64, f64)> = found
            .matches
            .iter()
            .map(|found| (found.id, found.resemblance.value))
            .collect();
        found.sort_by_key(|(id, _)| *id);
        let expected = met().map(|(id, set)| (*id, set.resemblance(asked).expect("one size")));
        assert_eq!(
            found,
            expected
                .filter(|(_, share)| *share >= 0.25)
                .collect::<Vec<_>>()
        );
    }
    if let Some(sketch) = record.sketch() {
        let found = index.containment(sketch, 0.5).expect("it keeps sketches");
        let mut found: Vec<u64> = found.found.iter().map(|found| found.id).collect();
        found.sort_unstable();
        let shares = |set: &ShingleSet| {
            let shares = [asked.contained_in(set), set.contained_in(asked)];
            shares.into_iter().flatten().fold(0.0, f64::max)
        };
        let expected = plain.iter().filter(|(_, set)| shares(set) >= 0.5);
        assert_eq!(found, expected.map(|(id, _)| *id).collect::<Vec<_>>());
    }
}

fn check_pairs(index: &LshIndex, plain: &Plain) {
    let found = index.all_pairs(0.5).expect("it keeps shingles").pairs;
    let found: Vec<(u64, u64)> = found.iter().map(|pair| (pair.first, pair.second)).collect();
    let mut expected = Vec::new();
    for (one, left) in plain {
        for (two, right) in plain.range(one + 1..) {
            let alike = left.resemblance(right).is_ok_and(|share| share >= 0.5);
            if alike && meet(index.options(), left, right) {
                expected.push((*one, *two));
            }
        }
    }
    assert_eq!(found, expected);
}
