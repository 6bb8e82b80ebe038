//! Other crates' LSH indexes compared with ours: the same sets, bands and queries.
//!
//! Half of the documents are made by themselves, the other half each of one of them, with a
//! resemblance spread evenly from .2 to
//! 1. What is true is the exact resemblance of the sets. Everybody signs with what he brings (txtfp
//!    can't sign ready hashes and gets
//! ours), keeps the signatures, and is asked for each document's neighbours at or above the
//! threshold.

use std::collections::BTreeMap;
use std::hint::black_box;
use std::time::Instant;

use gaoya::minhash::{MinHashIndex, MinHasher as _, MinHasher32};
use minhash_rs::prelude::{LshIndex as MinhashRsIndex, MinHash, QueryState, Store};
use retold::index::{Banding, IndexOptions, Keep, LshIndex, Record};
use retold::shingle::{ShingleSet, ShingleSize};
use retold::sketch::MinHasher;
use txtfp::MinHashSig;

use crate::texts::Numbers;

const DOCUMENTS: usize = 100_000;
const SHINGLES: usize = 300;
/// One in this number of documents is queried.
const EVERY: usize = 7;
const ROUNDS: usize = 5;

/// Sets of hashes, and for each pair of documents that were made of each other the exact
/// resemblance.
struct Corpus {
    sets: Vec<Vec<u64>>,
    truth: Vec<f64>,
}

fn corpus() -> Corpus {
    let mut numbers = Numbers(11);
    let mut sets: Vec<Vec<u64>> = Vec::with_capacity(DOCUMENTS);
    let mut truth = Vec::new();
    for _ in 0..DOCUMENTS / 2 {
        let one: Vec<u64> = (0..SHINGLES).map(|_| numbers.next()).collect();
        let wanted = 0.2 + 0.8 * numbers.below(1 << 20) as f64 / f64::from(1 << 20);
        let shared = (2.0 * SHINGLES as f64 * wanted / (1.0 + wanted)).round() as usize;
        let two: Vec<u64> = one
            .iter()
            .take(shared)
            .copied()
            .chain((shared..SHINGLES).map(|_| numbers.next()))
            .collect();
        truth.push(shared as f64 / (2 * SHINGLES - shared) as f64);
        sets.extend([one, two]);
    }
    Corpus { sets, truth }
}

/// How long it took, and what was found.
struct Rival<'a> {
    name: &'static str,
    build: Box<dyn FnMut() -> f64 + 'a>,
    query: Box<dyn Fn(usize) -> Vec<u64> + 'a>,
    built: Vec<f64>,
    asked: Vec<f64>,
}

pub(crate) fn table() {
    let corpus = corpus();
    println!(
        "\nan index of {DOCUMENTS} signatures of 128, sets of {SHINGLES} shingles, one thread"
    );
    compare::<16>(&corpus, 0.8, 8);
    compare::<32>(&corpus, 0.5, 4);
}

fn compare<const BANDS: usize>(corpus: &Corpus, threshold: f64, rows: usize) {
    let hasher = MinHasher::default();
    let banding = Banding::new(BANDS, rows).unwrap_or_default();
    let options = IndexOptions::new(hasher, banding).unwrap_or_default();
    let set = |hashes: &Vec<u64>| ShingleSet::from_hashes(hashes.clone(), ShingleSize::NEAR_COPY);
    let record =
        |hashes: &Vec<u64>| Record::new(hasher.sign_hashes(hashes)).with_shingles(set(hashes));
    let records: Vec<Record> = corpus.sets.iter().map(record).collect();
    let numbered = |records: &[Record]| {
        (0..)
            .zip(records.iter().cloned())
            .collect::<Vec<(u64, Record)>>()
    };
    let signed: Vec<Record> = records
        .iter()
        .map(|record| Record::new(record.signature().clone()))
        .collect();
    let gaoya_hasher = MinHasher32::new(128);
    let gaoya_signed: Vec<Vec<u32>> = corpus
        .sets
        .iter()
        .map(|set| gaoya_hasher.create_signature(set.iter()))
        .collect();
    let minhash_rs_signed: Vec<MinHash<u64, 128>> = corpus
        .sets
        .iter()
        .map(|set| crate::minhash_rs(set))
        .collect();
    let txtfp_signed: Vec<MinHashSig<128>> = signed
        .iter()
        .map(|record| widened(record.signature().slots()))
        .collect();

    let gaoya_index = std::cell::RefCell::new(None);
    let txtfp_index = std::cell::RefCell::new(None);
    let minhash_rs_index = std::cell::RefCell::new(None);
    let by = [Keep::Signatures, Keep::Shingles]
        .map(|keep| (options.with_keep(keep), std::cell::RefCell::new(None)));
    let ours = |which: usize,
                input: &'static str|
     -> (
        Box<dyn FnMut() -> f64 + '_>,
        Box<dyn Fn(usize) -> Vec<u64> + '_>,
    ) {
        let (options, index) = &by[which];
        let records = if input == "records" {
            &records
        } else {
            &signed
        };
        let build = move || {
            let given = numbered(records);
            timed(|| {
                let mut built = LshIndex::new(*options);
                let done = built.insert_many(given);
                assert!(done.is_ok(), "{done:?}");
                *index.borrow_mut() = Some(built);
            })
        };
        let query = move |number: usize| {
            let found = index
                .borrow()
                .as_ref()
                .map(|index| index.query(&records[number], threshold));
            found.and_then(Result::ok).map_or(Vec::new(), |found| {
                found.matches.iter().map(|found| found.id).collect()
            })
        };
        (Box::new(build), Box::new(query))
    };
    let rival = |name, build, query| Rival {
        name,
        build,
        query,
        built: Vec::new(),
        asked: Vec::new(),
    };
    let (build, query) = ours(0, "signatures");
    let (build_exact, query_exact) = ours(1, "records");
    let mut rivals = [
        rival("retold, by signature", build, query),
        rival("retold, by shingles", build_exact, query_exact),
        rival(
            "gaoya",
            Box::new(|| {
                let given = gaoya_signed.clone();
                timed(|| {
                    let mut index = MinHashIndex::<u32, u64>::new(BANDS, rows, threshold);
                    index.par_bulk_insert((0..given.len() as u64).collect(), given);
                    *gaoya_index.borrow_mut() = Some(index);
                })
            }),
            Box::new(|number| {
                let index = gaoya_index.borrow();
                index.as_ref().map_or(Vec::new(), |index| {
                    index
                        .query(&gaoya_signed[number])
                        .into_iter()
                        .copied()
                        .collect()
                })
            }),
        ),
        rival(
            "txtfp",
            Box::new(|| {
                let given = txtfp_signed.clone();
                timed(|| {
                    let Ok(mut index) = txtfp::LshIndex::<128>::with_bands_rows(BANDS, rows) else {
                        return;
                    };
                    (0..)
                        .zip(given)
                        .for_each(|(id, signature)| index.insert(id, signature));
                    *txtfp_index.borrow_mut() = Some(index);
                })
            }),
            Box::new(|number| {
                let index = txtfp_index.borrow();
                index
                    .as_ref()
                    .map_or(Vec::new(), |index: &txtfp::LshIndex<128>| {
                        index.query_with_threshold(&txtfp_signed[number], threshold as f32)
                    })
            }),
        ),
        rival(
            "minhash-rs",
            Box::new(|| {
                let given = minhash_rs_signed.clone();
                timed(|| {
                    *minhash_rs_index.borrow_mut() =
                        Some(
                            MinhashRsIndex::<MinHash<u64, 128>, 128, BANDS, Store>::from_signatures(
                                given,
                            ),
                        );
                })
            }),
            Box::new(|number| {
                let index = minhash_rs_index.borrow();
                let mut state = QueryState::new();
                let found = index
                    .as_ref()
                    .map(|index| index.top_k(&minhash_rs_signed[number], usize::MAX, &mut state));
                let found = found
                    .into_iter()
                    .flatten()
                    .filter(|(_, resemblance)| *resemblance >= threshold);
                found.map(|(id, _)| u64::from(id)).collect()
            }),
        ),
    ];
    // In turns, so that a noisy machine is noisy for all.
    for _ in 0..ROUNDS {
        for rival in &mut rivals {
            let seconds = (rival.build)();
            rival.built.push(seconds);
        }
        for rival in &mut rivals {
            let queries = (0..DOCUMENTS).step_by(EVERY);
            let count = queries.len() as f64;
            let seconds =
                timed(|| queries.for_each(|number| drop(black_box((rival.query)(number)))));
            rival.asked.push(seconds / count);
        }
    }
    println!(
        "\nfrom {threshold} on, {BANDS} bands of {rows}\n{:<24}{:>16}{:>12}{:>10}{:>10}{:>16}{:>12}",
        "", "inserts a second", "µs a query", "recall", "precision", "inserts/gaoya", "query/gaoya"
    );
    let middle = |times: &[f64]| {
        let mut times = times.to_vec();
        times.sort_by(f64::total_cmp);
        times[times.len() / 2]
    };
    let gaoya = (middle(&rivals[2].built), middle(&rivals[2].asked));
    for rival in &rivals {
        let (built, asked) = (middle(&rival.built), middle(&rival.asked));
        let (recall, precision) = quality(corpus, threshold, &rival.query);
        println!(
            "{:<24}{:>16.0}{:>12.2}{recall:>10.4}{precision:>10.4}{:>15.1}x{:>11.2}x",
            rival.name,
            DOCUMENTS as f64 / built,
            asked * 1e6,
            gaoya.0 / built,
            asked / gaoya.1
        );
    }
    let bytes = options
        .with_keep(Keep::Nothing)
        .memory(DOCUMENTS as u64, 0, 0);
    println!(
        "retold without signatures: {:.0} bytes a document",
        bytes as f64 / DOCUMENTS as f64
    );
}

fn timed(work: impl FnOnce()) -> f64 {
    let start = Instant::now();
    work();
    start.elapsed().as_secs_f64()
}

fn widened(slots: &[u32]) -> MinHashSig<128> {
    let mut signature = MinHashSig::empty();
    signature
        .hashes
        .iter_mut()
        .zip(slots)
        .for_each(|(to, slot)| *to = u64::from(*slot));
    signature
}

/// Returns recall and precision over all documents, each asked for its neighbours other than
/// itself.
fn quality(corpus: &Corpus, threshold: f64, query: &dyn Fn(usize) -> Vec<u64>) -> (f64, f64) {
    let mut counts: BTreeMap<&str, f64> = BTreeMap::new();
    for number in 0..DOCUMENTS {
        let truth = corpus.truth[number / 2] >= threshold;
        *counts.entry("true").or_default() += f64::from(u8::from(truth));
        for id in query(number).into_iter().filter(|id| *id != number as u64) {
            let right = truth && id as usize == number ^ 1;
            *counts.entry("found").or_default() += 1.0;
            *counts.entry("right").or_default() += f64::from(u8::from(right));
        }
    }
    let count = |name: &str| counts.get(name).copied().unwrap_or(0.0);
    (
        count("right") / count("true"),
        count("right") / count("found"),
    )
}
