//! Measures the error and the bias of the sketches' estimates, and prints a table.
//!
//! ```text
//! cargo run --release -p retold-tools --bin sketch_error -- [--trials N]
//! ```
//!
//! For each trial two sets of random keys with a known overlap. Error is the root mean square over that of independent
//! hashes, √(J(1−J)/k).

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

fn main() {
    let trials = Arguments::parse().trials;
    let mut numbers = Numbers(1);
    let hasher = MinHasher::default();
    println!("signature of 128: resemblance\n{:>6} {:>6} {:>8} {:>9}", "keys", "J", "error", "bias");
    for size in [60, 500, 5_000] {
        for tenths in [1, 3, 5, 7, 9] {
            let wanted = f64::from(tenths) / 10.0;
            let shared = (2.0 * size as f64 * wanted / (1.0 + wanted)).round() as usize;
            let truth = shared as f64 / (2 * size - shared) as f64;
            let trials = trials.min(10_000_000 / size as u64);
            let (mut square, mut bias) = (0.0, 0.0);
            for _ in 0..trials {
                let keys: Vec<u64> = (0..2 * size - shared).map(|_| numbers.next()).collect();
                let (one, two) = (hasher.sign_hashes(&keys[..size]), hasher.sign_hashes(&keys[size - shared..]));
                let estimate = one.resemblance(&two).map_or(f64::NAN, |estimate| estimate.value);
                square += (estimate - truth).powi(2);
                bias += estimate - truth;
            }
            let theory = (truth * (1.0 - truth) / 128.0).sqrt();
            println!("{size:>6} {truth:>6.3} {:>8.3} {:>9.5}", (square / trials as f64).sqrt() / theory, bias / trials as f64);
        }
    }
    println!("containment sketch, one in 8, 100 keys in 2,000\n{:>6} {:>6} {:>8} {:>9}", "", "C", "error", "bias");
    let Ok(hasher) = ContainmentHasher::new(8, ShingleSize::NEAR_COPY) else { return };
    for shared in [10, 50, 100] {
        for back in [false, true] {
            let (mut square, mut said, mut bias) = (0.0, 0.0, 0.0);
            let truth = shared as f64 / if back { 2_000.0 } else { 100.0 };
            for _ in 0..trials {
                let keys: Vec<u64> = (0..2_100 - shared).map(|_| numbers.next()).collect();
                let (part, whole) = (hasher.sketch_hashes(&keys[..100]), hasher.sketch_hashes(&keys[100 - shared..]));
                let (one, two) = if back { (&whole, &part) } else { (&part, &whole) };
                let Ok(estimate) = one.contained_in(two) else { return };
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
}
