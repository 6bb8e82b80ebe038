//! Logarithm and exponential of which every bit is the same on every machine.
//!
//! `f64::ln` and `f64::exp` call the system's library, and the standard library does not promise
//! their last bits. These use only additions, multiplications and divisions of IEEE 754, whose
//! results are exact to the last bit everywhere. The method is the usual one: a reduction by powers
//! of two and a series (Muller, "Elementary Functions", 2016, chapters 3 and 11). Both are within 2
//! units in the last place of the true value.

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
    let bits = x.to_bits();
    let mut exponent = (bits >> 52) as i32 - 1023 + scaled;
    let mut mantissa = f64::from_bits((bits & 0x000f_ffff_ffff_ffff) | 0x3ff0_0000_0000_0000);
    if mantissa > std::f64::consts::SQRT_2 {
        mantissa /= 2.0;
        exponent += 1;
    }
    // ln(1 + f) = 2 artanh(f / (2 + f)) = f - s (f - r), where s = f / (2 + f) and r is the series
    // without its first term.
    let fraction = mantissa - 1.0;
    let s = fraction / (2.0 + fraction);
    let square = s * s;
    let mut series = 0.0;
    for odd in (1..=12).rev() {
        series = square * (2.0 / f64::from(2 * odd + 1) + series);
    }
    let half_square = 0.5 * fraction * fraction;
    let exponent = f64::from(exponent);
    let low = s * (half_square + series) + exponent * LN_2_LOW;
    exponent * LN_2_HIGH - ((half_square - low) - fraction)
}

fn exp(x: f64) -> f64 {
    /// From here on the exponential is infinite, and from the other on below it is 0.
    const OVERFLOW: f64 = 709.782_712_893_384;
    const UNDERFLOW: f64 = -745.133_219_101_941_2;
    if x.is_nan() {
        return x;
    }
    if x > OVERFLOW {
        return f64::INFINITY;
    }
    if x < UNDERFLOW {
        return 0.0;
    }
    let twos = (x * std::f64::consts::LOG2_E).round();
    let (high, low) = (x - twos * LN_2_HIGH, twos * LN_2_LOW);
    let rest = high - low;
    // The Taylor series without its first two terms, which are added last.
    let mut series = 0.0;
    for term in (2..=13).rev() {
        series = (series + 1.0) * rest / f64::from(term);
    }
    let value = 1.0 + (high - (low - rest * series));
    // In two steps, since the power of two alone may be too small or too large.
    let half = twos as i32 / 2;
    value * power_of_two(half) * power_of_two(twos as i32 - half)
}

/// Returns a power of two from -1022 to 1023.
fn power_of_two(exponent: i32) -> f64 {
    f64::from_bits(((exponent + 1023) as u64) << 52)
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
