//! Measures the error and the bias of the sketches' estimates, and prints a table.
//!
//! ```text
//! cargo run --release -p retold-tools --bin sketch_error -- [--trials N]
//! ```
//!
//! For each trial two sets of random keys with a known overlap. Error is the root mean square over
//! that of independent hashes, √(J(1−J)/k); so is what the estimates say of their own error, and
//! the error of the share of slots that agree.

use clap::Parser;
use retold::shingle::ShingleSize;
use retold::sketch::{ContainmentHasher, MinHasher};

#[derive(Parser)]
struct Arguments {
    /// Pairs of sets for each row.
    #[arg(long, default_value_t = 20_000)]
    trials: u64,
}

/// A generator of numbers (splitmix64).
struct Numbers(u64);

impl Numbers {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }
}

fn main() -> Result<(), retold::Error> {
    let trials = Arguments::parse().trials;
    let mut numbers = Numbers(1);
    let hasher = MinHasher::default();
    println!(
        "signature of 128: resemblance\n{:>6} {:>6} {:>6} {:>8} {:>9} {:>9} {:>9}",
        "keys", "and", "J", "error", "bias", "said", "counting"
    );
    let equal = [60, 500, 5_000].into_iter().flat_map(|size| {
        [0.1, 0.3, 0.5, 0.7, 0.9].map(|wanted| {
            (
                size,
                size,
                (2.0 * size as f64 * wanted / (1.0 + wanted)).round() as usize,
            )
        })
    });
    for (first, second, shared) in equal.chain([
        (60, 1_000, 60),
        (60, 1_000, 30),
        (200, 1_000, 100),
        (500, 5_000, 500),
    ]) {
        let all = first + second - shared;
        let truth = shared as f64 / all as f64;
        let trials = trials.min(60_000_000 / all as u64);
        let (mut square, mut said, mut counted, mut bias) = (0.0, 0.0, 0.0, 0.0);
        for _ in 0..trials {
            let keys: Vec<u64> = (0..all).map(|_| numbers.next()).collect();
            let (one, two) = (
                hasher.sign_hashes(&keys[..first]),
                hasher.sign_hashes(&keys[first - shared..]),
            );
            let estimate = one.resemblance(&two)?;
            let agree = one
                .slots()
                .iter()
                .zip(two.slots())
                .filter(|(one, two)| one == two)
                .count();
            counted += (agree as f64 / hasher.length() as f64 - truth).powi(2);
            square += (estimate.value - truth).powi(2);
            said += estimate.standard_error.powi(2);
            bias += estimate.value - truth;
        }
        let theory = (truth * (1.0 - truth) / 128.0).sqrt();
        let [error, said, counted] =
            [square, said, counted].map(|sum| (sum / trials as f64).sqrt() / theory);
        println!(
            "{first:>6} {second:>6} {truth:>6.3} {error:>8.3} {:>9.5} {said:>9.3} {counted:>9.3}",
            bias / trials as f64
        );
    }
    println!(
        "containment sketch, one in 8, 100 keys in 2,000\n{:>6} {:>6} {:>8} {:>9}",
        "", "C", "error", "bias"
    );
    let hasher = ContainmentHasher::new(8, ShingleSize::NEAR_COPY)?;
    for shared in [10, 50, 100] {
        for back in [false, true] {
            let (mut square, mut said, mut bias) = (0.0, 0.0, 0.0);
            let truth = shared as f64 / if back { 2_000.0 } else { 100.0 };
            for _ in 0..trials {
                let keys: Vec<u64> = (0..2_100 - shared).map(|_| numbers.next()).collect();
                let (part, whole) = (
                    hasher.sketch_hashes(&keys[..100]),
                    hasher.sketch_hashes(&keys[100 - shared..]),
                );
                let (one, two) = if back {
                    (&whole, &part)
                } else {
                    (&part, &whole)
                };
                let estimate = one.contained_in(two)?;
                square += (estimate.value - truth).powi(2);
                said += estimate.standard_error;
                bias += estimate.value - truth;
            }
            let error = (square / trials as f64).sqrt();
            println!(
                "{:>6} {truth:>6.3} {:>8.3} {:>9.5}   said to be {:.3}",
                if back { "back" } else { "forth" },
                error,
                bias / trials as f64,
                said / trials as f64
            );
        }
    }
    Ok(())
}
