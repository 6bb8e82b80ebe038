//! The sketches against plain MinHash, against the truth, and against altered bytes.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::*;
use crate::error::{Error, SketchError};
use crate::hash::fold_multiply;
use crate::shingle::{ShingleSet, ShingleSize};
use crate::text::{Document, TextOptions};

/// Numbers that look random and are the same in every run.
fn key(set: u64, number: u64) -> u64 {
    fold_multiply(set ^ 0x9E37_79B9_7F4A_7C15, number ^ 0xD6E8_FEB8_6659_FD93)
}

/// Returns two sets of `size` keys together that share a share `resemblance` of them, and what
/// their true resemblance is.
fn sets(trial: u64, size: usize, resemblance: f64) -> (Vec<u64>, Vec<u64>, f64) {
    // Of n keys in each set, s shared: J = s / (2n - s).
    let shared = (2.0 * size as f64 * resemblance / (1.0 + resemblance)).round() as usize;
    let keys: Vec<u64> = (0..2 * size - shared)
        .map(|at| key(trial, at as u64))
        .collect();
    (
        keys[..size].to_vec(),
        keys[size - shared..].to_vec(),
        shared as f64 / (2 * size - shared) as f64,
    )
}

/// Computes plain MinHash (Broder 1997): for each slot a hash function of its own, and the least
/// hash of all keys.
fn plain_minhash(keys: &[u64], length: usize) -> Vec<u64> {
    (0..length as u64)
        .map(|slot| keys.iter().map(|&k| key(slot, k)).min().unwrap_or(u64::MAX))
        .collect()
}

/// Returns the root mean square error over theory, and bias, of estimates.
fn error(
    size: usize,
    resemblance: f64,
    trials: u64,
    estimate: impl Fn(u64, &[u64], &[u64]) -> f64,
) -> (f64, f64) {
    let (mut square, mut bias, mut truth) = (0.0, 0.0, 0.0);
    for trial in 0..trials {
        let (one, two, exact) = sets(trial, size, resemblance);
        let off = estimate(trial, &one, &two) - exact;
        (square, bias, truth) = (square + off * off, bias + off, exact);
    }
    let theory = (truth * (1.0 - truth) / 128.0).sqrt();
    (
        (square / trials as f64).sqrt() / theory,
        bias / trials as f64,
    )
}

fn signature_estimate(trial: u64, one: &[u64], two: &[u64]) -> f64 {
    let hasher = MinHasher::default().with_seed(trial);
    hasher
        .sign_hashes(one)
        .resemblance(&hasher.sign_hashes(two))
        .unwrap()
        .value
}

#[test]
fn the_error_is_below_that_of_independent_hashes() {
    for (size, limit) in [(500, 0.96), (60, 0.80)] {
        for resemblance in [0.1, 0.5, 0.9] {
            let (error, bias) = error(size, resemblance, 1_000, signature_estimate);
            assert!(
                error < limit,
                "{size} keys, J = {resemblance}: {error} of theory"
            );
            assert!(
                bias.abs() < 0.005,
                "{size} keys, J = {resemblance}: bias {bias}"
            );
        }
    }
}

/// Protects what the times of the slots bring: counting the slots that agree has an error of .93
/// here.
#[test]
fn a_short_text_in_a_long_one_is_estimated_far_more_exactly() {
    let (trials, truth) = (500, 50.0 / 1_000.0);
    let (mut square, mut said, mut bias) = (0.0, 0.0, 0.0);
    for trial in 0..trials {
        let keys: Vec<u64> = (0..1_000).map(|at| key(trial, at)).collect();
        let hasher = MinHasher::default();
        let (short, long) = (hasher.sign_hashes(&keys[..50]), hasher.sign_hashes(&keys));
        let estimate = short.resemblance(&long).unwrap();
        assert_eq!(estimate, long.resemblance(&short).unwrap());
        square += (estimate.value - truth).powi(2);
        said += estimate.standard_error.powi(2);
        bias += (estimate.value - truth) / trials as f64;
    }
    let theory: f64 = truth * (1.0 - truth) / 128.0;
    let error = (square / trials as f64 / theory).sqrt();
    assert!(error < 0.4, "{error}");
    assert!(bias.abs() < 0.002, "{bias}");
    assert!(
        (square..3.0 * square).contains(&said),
        "said {said}, found {square}"
    );
}

#[test]
fn plain_minhash_has_the_error_of_theory() {
    let (error, bias) = error(60, 0.5, 300, |_, one, two| {
        let agree = plain_minhash(one, 128)
            .iter()
            .zip(plain_minhash(two, 128))
            .filter(|(a, b)| **a == *b)
            .count();
        agree as f64 / 128.0
    });
    assert!((0.9..1.1).contains(&error), "{error}");
    assert!(bias.abs() < 0.01, "{bias}");
}

#[test]
fn repeated_keys_change_nothing() {
    for distinct in [1, 3, 100, 200] {
        let keys: Vec<u64> = (0..distinct).map(|at| key(1, at)).collect();
        for length in [16, 128, 256, 300] {
            let hasher = MinHasher::new(length, ShingleSize::NEAR_COPY).unwrap();
            assert_eq!(
                hasher.sign_hashes(&keys.repeat(700)),
                hasher.sign_hashes(&keys),
                "{distinct} keys, {length} slots"
            );
        }
    }
}

#[test]
fn containment_is_estimated_without_bias() {
    let hasher = ContainmentHasher::new(8, ShingleSize::NEAR_COPY).unwrap();
    for shared in [10, 50, 100] {
        let (mut forth, mut back, mut square) = (0.0, 0.0, 0.0);
        let trials = 1_000;
        for trial in 0..trials {
            let part: Vec<u64> = (0..100).map(|at| key(trial, at)).collect();
            let whole: Vec<u64> = (100 - shared..2_000).map(|at| key(trial, at)).collect();
            let hasher = hasher.with_seed(trial);
            let (part, whole) = (hasher.sketch_hashes(&part), hasher.sketch_hashes(&whole));
            let estimate = part.contained_in(&whole).unwrap();
            forth += estimate.value;
            back += whole.contained_in(&part).unwrap().value;
            square += ((estimate.value - shared as f64 / 100.0) / estimate.standard_error).powi(2);
        }
        let mean = forth / trials as f64;
        assert!(
            (mean - shared as f64 / 100.0).abs() < 0.015,
            "{shared}: {mean}"
        );
        let mean = back / trials as f64;
        assert!(
            (mean - shared as f64 / (1_900 + shared) as f64).abs() < 0.002,
            "{shared}: {mean}"
        );
        assert!(
            square / (trials as f64) < 1.6,
            "{shared}: errors are {} times as great as said",
            (square / trials as f64).sqrt()
        );
    }
}

#[test]
fn texts_without_words_resemble_nothing() {
    let hasher = MinHasher::default();
    let empty = hasher.sign(" … ");
    assert!(empty.is_empty());
    assert_eq!(empty.resemblance(&empty).unwrap().value, 0.0);
    assert_eq!(empty.resemblance(&hasher.sign("word")).unwrap().value, 0.0);
    assert_eq!(Signature::from_bytes(&empty.to_bytes()).unwrap(), empty);
}

#[test]
fn signatures_of_different_makers_cannot_be_compared() {
    let hasher = MinHasher::default();
    let one = hasher.sign("word");
    for (other, what) in [
        (hasher.with_seed(1), "seed"),
        (
            MinHasher::new(64, ShingleSize::NEAR_COPY).unwrap(),
            "length",
        ),
        (
            MinHasher::new(128, ShingleSize::REWORDING).unwrap(),
            "shingle size",
        ),
    ] {
        let mut other = other.sign("word");
        assert!(
            matches!(one.resemblance(&other), Err(Error::Sketch(SketchError::Mismatch { what: found, .. })) if found == what)
        );
        assert!(other.merge(&one).is_err());
    }
    assert!(MinHasher::new(0, ShingleSize::NEAR_COPY).is_err());
    assert!(MinHasher::new(MinHasher::MAX_LENGTH + 1, ShingleSize::NEAR_COPY).is_err());
    assert!(MinHasher::new(MinHasher::MAX_LENGTH, ShingleSize::NEAR_COPY).is_ok());
    assert!(ContainmentHasher::new(0, ShingleSize::NEAR_COPY).is_err());
}

#[test]
fn known_bytes() {
    let size = ShingleSize::new(2).unwrap();
    let text = "The ferry sailed at 6.30, the captain’s log says.";
    let signature = MinHasher::new(4, size)
        .unwrap()
        .with_seed(7)
        .sign(text)
        .to_bytes();
    let sketch = ContainmentHasher::new(4, size)
        .unwrap()
        .with_seed(7)
        .sketch(text)
        .to_bytes();
    let hex = |bytes: &[u8]| {
        bytes
            .iter()
            .map(|byte| format!("{byte:02x}"))
            .collect::<String>()
    };
    assert_eq!(
        hex(&signature),
        "525473670202000007000000000000000400000000000000ef433102b248150230003803c7ebb6006b020746434c93b7"
    );
    assert_eq!(
        hex(&sketch),
        "52546374020200000700000000000000040000000000000035ac4509b5a57d00285501bb70ef6509326e9b37740a1b42"
    );
}

proptest! {
    #[test]
    fn a_text_its_document_and_its_shingles_have_one_signature(text in "([a-zäß]{1,6}|[а-я]{1,5}|[A-Z’'.]|漢|[0-9,]{1,5}|\\PC)( |\\. |\n)?".prop_map(String::from).prop_recursive(6, 60, 12, |part| prop::collection::vec(part, 0..12).prop_map(|parts| parts.concat())), words in 1_usize..7) {
        let size = ShingleSize::new(words).unwrap();
        let hasher = MinHasher::new(64, size).unwrap();
        let containment = ContainmentHasher::new(2, size).unwrap();
        let document = Document::new(&text, &TextOptions::default());
        let set = ShingleSet::of(&document, size);
        prop_assert_eq!(&set, &ShingleSet::new(&text, size));
        prop_assert_eq!(hasher.sign(&text).to_bytes(), hasher.sign_set(&set).unwrap().to_bytes());
        prop_assert_eq!(containment.sketch(&text), containment.sketch_set(&set).unwrap());
    }

    #[test]
    fn merging_is_signing_both(one in prop::collection::vec(any::<u64>(), 0..300), two in prop::collection::vec(any::<u64>(), 0..300), length in 1_usize..200, seed: u64) {
        let hasher = MinHasher::new(length, ShingleSize::NEAR_COPY).unwrap().with_seed(seed);
        let containment = ContainmentHasher::new(4, ShingleSize::NEAR_COPY).unwrap().with_seed(seed);
        // Both together, and in another order, with repeats.
        let mut both: Vec<u64> = two.iter().chain(&one).chain(&two).copied().collect();
        both.reverse();
        let mut merged = hasher.sign_hashes(&one);
        merged.merge(&hasher.sign_hashes(&two)).unwrap();
        prop_assert_eq!(merged, hasher.sign_hashes(&both));
        let mut merged = containment.sketch_hashes(&one);
        merged.merge(&containment.sketch_hashes(&two)).unwrap();
        prop_assert_eq!(merged, containment.sketch_hashes(&both));
    }

    #[test]
    fn bytes_come_back_and_altered_ones_are_refused(keys in prop::collection::vec(any::<u64>(), 0..80), at: prop::sample::Index, bit in 0_u32..8, cut: prop::sample::Index) {
        let signature = MinHasher::new(16, ShingleSize::REWORDING).unwrap().with_seed(9).sign_hashes(&keys);
        let sketch = ContainmentHasher::new(3, ShingleSize::REWORDING).unwrap().sketch_hashes(&keys);
        let good = (signature.to_bytes(), sketch.to_bytes());
        prop_assert_eq!(Signature::from_bytes(&good.0).unwrap(), signature);
        prop_assert_eq!(ContainmentSketch::from_bytes(&good.1).unwrap(), sketch);
        prop_assert!(Signature::from_bytes(&good.1).is_err());
        prop_assert!(Signature::from_bytes(&good.0[..cut.index(good.0.len())]).is_err());
        prop_assert!(ContainmentSketch::from_bytes(&good.1[..cut.index(good.1.len())]).is_err());
        let (mut one, mut two) = good;
        let place = at.index(one.len());
        one[place] ^= 1_u8 << bit;
        prop_assert!(Signature::from_bytes(&one).is_err());
        let place = at.index(two.len());
        two[place] ^= 1_u8 << bit;
        prop_assert!(ContainmentSketch::from_bytes(&two).is_err());
        one.push(0);
        prop_assert!(Signature::from_bytes(&one).is_err());
    }

    #[test]
    fn shingle_sets_count_as_plain_sets_do(one in "[a-c ]{0,30}", two in "[a-c ]{0,30}", words in 1_usize..5) {
        let size = ShingleSize::new(words).unwrap();
        let plain = |text: &str| -> BTreeSet<Vec<String>> {
            let all: Vec<String> = text.split_whitespace().map(str::to_owned).collect();
            if all.is_empty() { return BTreeSet::new(); }
            all.windows(words.min(all.len())).map(<[String]>::to_vec).collect()
        };
        let (left, right) = (plain(&one), plain(&two));
        let shared = left.intersection(&right).count();
        let (one, two) = (ShingleSet::new(&one, size), ShingleSet::new(&two, size));
        prop_assert_eq!(one.len(), left.len());
        prop_assert_eq!(one.shared(&two).unwrap(), shared);
        let union = left.union(&right).count();
        prop_assert_eq!(one.resemblance(&two).unwrap(), if union == 0 { 0.0 } else { shared as f64 / union as f64 });
    }
}

#[cfg(feature = "rayon")]
#[test]
fn many_are_signed_in_order_with_any_number_of_threads() {
    let texts: Vec<String> = (0..200)
        .map(|at| {
            format!(
                "Report {at}: the ferry number {} sailed, {at} on board.",
                at % 7
            )
        })
        .collect();
    let hasher = MinHasher::default();
    let one_by_one: Vec<_> = texts.iter().map(|text| hasher.sign(text)).collect();
    for threads in [1, 2, 5] {
        let pool = rayon::ThreadPoolBuilder::new()
            .num_threads(threads)
            .build()
            .unwrap();
        assert_eq!(pool.install(|| hasher.sign_many(&texts)), one_by_one);
    }
}

/// Only one sequence of bytes is a sketch: bytes that have no meaning must be zero, also under a
/// right checksum.
#[test]
fn bytes_without_a_meaning_are_zero() {
    let signature = MinHasher::default()
        .sign("The bridge was closed.")
        .to_bytes();
    let sketch = ContainmentHasher::default()
        .sketch("The bridge was closed.")
        .to_bytes();
    for (mut bytes, at) in [(signature.clone(), 6), (signature, 7), (sketch, 6)] {
        bytes[at] = 1;
        let end = bytes.len() - 8;
        let checksum = crate::hash::checksum(&bytes[..end]);
        bytes[end..].copy_from_slice(&checksum.to_le_bytes());
        let read = match bytes.starts_with(b"RTsg") {
            true => Signature::from_bytes(&bytes).map(|_| ()),
            false => ContainmentSketch::from_bytes(&bytes).map(|_| ()),
        };
        assert!(
            matches!(read, Err(Error::Sketch(SketchError::Content { .. }))),
            "byte {at}"
        );
    }
}
