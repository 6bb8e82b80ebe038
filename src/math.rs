//! Logarithm and exponential of which every bit is the same on every machine.
//!
//! `f64::ln` and `f64::exp` call the system's library, and the standard library does not promise
//! their last bits. These use only additions, multiplications and divisions of IEEE 754, whose
//! results are exact to the last bit everywhere. The method is the usual one: a reduction by powers
//! of two and a series (Muller, "Elementary Functions", 2016, chapters 3 and 11). Both are within 2
//! units in the last place of the true value.

use crate::simd::{Work, widest};

/// ln 2 in two parts: the first has so few bits that its product with an exponent is exact.
const LN_2_HIGH: f64 = 6.931_471_803_691_238e-1;
const LN_2_LOW: f64 = 1.908_214_929_270_587_7e-10;

/// Functions of which every bit is the same on every machine.
pub(crate) trait Pinned {
    /// Returns the natural logarithm; NaN below 0, negative infinity at 0.
    fn pinned_ln(self) -> Self;
    /// Returns the natural logarithm of one more, exact also near 0.
    fn pinned_ln_1p(self) -> Self;
    /// Returns the exponential.
    fn pinned_exp(self) -> Self;
    /// Returns a power of a whole exponent, by repeated squaring.
    fn pinned_powi(self, exponent: i32) -> Self;
}

impl Pinned for f64 {
    fn pinned_ln(self) -> f64 {
        ln(self)
    }

    fn pinned_ln_1p(self) -> f64 {
        let sum = 1.0 + self;
        if sum == 1.0 {
            return self;
        }
        if !sum.is_finite() || sum <= 0.0 {
            return ln(sum);
        }
        // What the sum lost by rounding, as a share of it.
        ln(sum) + (self - (sum - 1.0)) / sum
    }

    fn pinned_exp(self) -> f64 {
        exp(self)
    }

    fn pinned_powi(self, exponent: i32) -> f64 {
        let (mut square, mut power) = (self, 1.0);
        let mut left = exponent.unsigned_abs();
        while left > 0 {
            if left & 1 == 1 {
                power *= square;
            }
            square *= square;
            left >>= 1;
        }
        if exponent < 0 { 1.0 / power } else { power }
    }
}

/// By way of `f64`, so rounded to the nearest `f32` but in rare cases.
impl Pinned for f32 {
    fn pinned_ln(self) -> f32 {
        ln(f64::from(self)) as f32
    }

    fn pinned_ln_1p(self) -> f32 {
        f64::from(self).pinned_ln_1p() as f32
    }

    fn pinned_exp(self) -> f32 {
        exp(f64::from(self)) as f32
    }

    fn pinned_powi(self, exponent: i32) -> f32 {
        f64::from(self).pinned_powi(exponent) as f32
    }
}

/// Replaces each number by its logarithm, several at once.
pub(crate) fn ln_each(values: &mut [f64]) {
    widest(LnEach(values));
}

/// Replaces each number by its exponential, several at once.
pub(crate) fn exp_each(values: &mut [f64]) {
    widest(ExpEach(values));
}

struct LnEach<'a>(&'a mut [f64]);

impl Work for LnEach<'_> {
    #[inline(always)]
    fn run(self) {
        // Without a branch for each, so that this takes several at once, too.
        let is_normal = |x: &f64| (*x >= f64::MIN_POSITIVE) & (*x <= f64::MAX);
        if self.0.iter().fold(true, |all, x| all & is_normal(x)) {
            self.0.iter_mut().for_each(|x| *x = ln_of_normal(*x, 0));
        } else {
            self.0.iter_mut().for_each(|x| *x = ln(*x));
        }
    }
}

struct ExpEach<'a>(&'a mut [f64]);

impl Work for ExpEach<'_> {
    #[inline(always)]
    fn run(self) {
        let is_in_range = |x: &f64| (*x >= UNDERFLOW) & (*x <= OVERFLOW);
        if self.0.iter().fold(true, |all, x| all & is_in_range(x)) {
            self.0.iter_mut().for_each(|x| *x = exp_in_range(*x));
        } else {
            self.0.iter_mut().for_each(|x| *x = exp(*x));
        }
    }
}

fn ln(x: f64) -> f64 {
    if x.is_nan() || x < 0.0 {
        return f64::NAN;
    }
    if x == 0.0 {
        return f64::NEG_INFINITY;
    }
    if x == f64::INFINITY {
        return x;
    }
    // Numbers too small to have all their bits are scaled by 2^54.
    let (x, scaled) = if x < f64::MIN_POSITIVE {
        (x * 18_014_398_509_481_984.0, -54)
    } else {
        (x, 0)
    };
    ln_of_normal(x, scaled)
}

/// Returns the logarithm of a positive number with all its bits times a power of two.
#[inline(always)]
fn ln_of_normal(x: f64, power: i32) -> f64 {
    /// The terms of 2 artanh, but for the first.
    const SERIES: [f64; 12] = {
        let mut terms = [0.0; 12];
        let mut at = 0;
        while at < terms.len() {
            terms[at] = 2.0 / (2 * at + 3) as f64;
            at += 1;
        }
        terms
    };
    let bits = x.to_bits();
    let exponent = small_whole(bits >> 52) - 1023.0 + f64::from(power);
    let mantissa = f64::from_bits((bits & 0x000f_ffff_ffff_ffff) | 0x3ff0_0000_0000_0000);
    let above = mantissa > std::f64::consts::SQRT_2;
    let mantissa = if above { mantissa / 2.0 } else { mantissa };
    let exponent = if above { exponent + 1.0 } else { exponent };
    // ln(1 + f) = 2 artanh(f / (2 + f)) = f - s (f - r), where s = f / (2 + f) and r is the series
    // without its first term.
    let fraction = mantissa - 1.0;
    let s = fraction / (2.0 + fraction);
    let square = s * s;
    let mut series = 0.0;
    for term in SERIES.into_iter().rev() {
        series = square * (term + series);
    }
    let half_square = 0.5 * fraction * fraction;
    let low = s * (half_square + series) + exponent * LN_2_LOW;
    exponent * LN_2_HIGH - ((half_square - low) - fraction)
}

/// From here on the exponential is infinite, and from the other on below it is 0.
const OVERFLOW: f64 = 709.782_712_893_384;
const UNDERFLOW: f64 = -745.133_219_101_941_2;

fn exp(x: f64) -> f64 {
    if x.is_nan() {
        return x;
    }
    if x > OVERFLOW {
        return f64::INFINITY;
    }
    if x < UNDERFLOW {
        return 0.0;
    }
    exp_in_range(x)
}

/// Returns an exponential that is neither infinite nor 0.
#[inline(always)]
fn exp_in_range(x: f64) -> f64 {
    let twos = rounded(x * std::f64::consts::LOG2_E);
    let (high, low) = (x - twos * LN_2_HIGH, twos * LN_2_LOW);
    let rest = high - low;
    // The Taylor series without its first two terms, which are added last.
    const TERMS: [f64; 12] = [
        13.0, 12.0, 11.0, 10.0, 9.0, 8.0, 7.0, 6.0, 5.0, 4.0, 3.0, 2.0,
    ];
    let mut series = 0.0;
    for term in TERMS {
        series = (series + 1.0) * rest / term;
    }
    let value = 1.0 + (high - (low - rest * series));
    // In two steps, since the power of two alone may be too small or too large.
    let half = nearest(0.5 * twos);
    value * power_of_two(half) * power_of_two(twos - half)
}

// What follows does without conversions between floats and integers, which older processors have
// for one number at a time only. A float of this size has no bits for fractions, and its last bits
// are a whole number.
const NO_FRACTION: f64 = 6_755_399_441_055_744.0;

/// Returns a whole number below 2^52.
#[inline(always)]
fn small_whole(number: u64) -> f64 {
    const TWO_52: f64 = 4_503_599_627_370_496.0;
    f64::from_bits(TWO_52.to_bits() | number) - TWO_52
}

/// Returns the nearest whole number, the even one of two, of a number that is no larger than
/// integers of 32 bits.
#[inline(always)]
fn nearest(x: f64) -> f64 {
    (x + NO_FRACTION) - NO_FRACTION
}

/// Returns the same, and of two the one that is farther from 0, as `f64::round` does.
#[inline(always)]
fn rounded(x: f64) -> f64 {
    let nearest = nearest(x);
    let rest = x - nearest;
    let up = if rest == 0.5 && x > 0.0 { 1.0 } else { 0.0 };
    let down = if rest == -0.5 && x < 0.0 { 1.0 } else { 0.0 };
    nearest + up - down
}

/// Returns a power of two from -1022 to 1023.
#[inline(always)]
fn power_of_two(exponent: f64) -> f64 {
    f64::from_bits((exponent + (NO_FRACTION + 1023.0)).to_bits() << 52)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Returns the distance in units of the last place.
    fn distance(a: f64, b: f64) -> u64 {
        if a == b || (a.is_nan() && b.is_nan()) {
            return 0;
        }
        a.to_bits().abs_diff(b.to_bits())
    }

    proptest! {
        #[test]
        fn they_are_those_of_the_standard_library(x in prop_oneof![any::<f64>(), -1.0..3.0, -750.0..750.0, -1e-3..1e-3]) {
            prop_assert!(distance(x.abs().pinned_ln(), x.abs().ln()) <= 2, "ln {x:e}");
            prop_assert!(distance(x.pinned_exp(), x.exp()) <= 2, "exp {x:e}");
            prop_assert!(distance(x.pinned_ln_1p(), x.ln_1p()) <= 4, "ln_1p {x:e}");
        }
    }

    proptest! {
        /// Invariant 8: several at once give the bits of one by one.
        #[test]
        fn several_at_once_are_one_by_one(
            values in prop::collection::vec(prop_oneof![1e-6..1e6, -30.0..30.0, any::<f64>()], 0..20),
        ) {
            let tame: Vec<f64> = values.iter().map(|x: &f64| x.abs().clamp(1e-300, 700.0)).collect();
            for one in [values, tame] {
                let bits = |values: &[f64]| values.iter().map(|x| x.to_bits()).collect::<Vec<_>>();
                let (mut logarithms, mut exponentials) = (one.clone(), one.clone());
                ln_each(&mut logarithms);
                exp_each(&mut exponentials);
                let plain = |of: fn(f64) -> f64| one.iter().map(|x| of(*x)).collect::<Vec<_>>();
                prop_assert_eq!(bits(&logarithms), bits(&plain(ln)));
                prop_assert_eq!(bits(&exponentials), bits(&plain(exp)));
            }
        }
    }

    proptest! {
        #[test]
        fn rounding_is_that_of_the_standard_library(x in -2000.0..2000.0, halves in -4000_i32..4000) {
            prop_assert_eq!(rounded(x), x.round());
            prop_assert_eq!(rounded(f64::from(halves) / 2.0), (f64::from(halves) / 2.0).round());
        }
    }

    /// Some results to the bit: another machine or compiler must give the same.
    #[test]
    fn results_are_pinned() {
        let pinned = |x: f64| [x.pinned_ln(), x.pinned_exp(), x.pinned_ln_1p()].map(f64::to_bits);
        let known = [
            (
                0.1,
                [
                    0xc002_6bb1_bbb5_5515,
                    0x3ff1_aec7_b35a_00d4,
                    0x3fb8_663f_793c_46c7,
                ],
            ),
            (
                1.5,
                [
                    0x3fd9_f323_ecbf_984c,
                    0x4011_ed3f_e64f_c541,
                    0x3fed_5240_f0e0_e078,
                ],
            ),
            (
                42.0,
                [
                    0x400d_e6bf_542e_3d2d,
                    0x43b8_2325_5820_1159,
                    0x400e_16f0_1614_ec11,
                ],
            ),
        ];
        for (x, bits) in known {
            assert_eq!(pinned(x), bits, "{x}: {:#x?}", pinned(x));
        }
        assert_eq!(
            (10.0_f64.pinned_powi(6), 10.0_f64.pinned_powi(-2)),
            (1e6, 0.01)
        );
        assert_eq!(0.0_f64.pinned_ln(), f64::NEG_INFINITY);
        assert!((-1.0_f64).pinned_ln().is_nan());
        assert_eq!(f64::NEG_INFINITY.pinned_exp(), 0.0);
        assert_eq!(f64::INFINITY.pinned_exp(), f64::INFINITY);
    }
}
