//! Whether a candidate is as alike as it seems.

use crate::shingle::ShingleSet;

/// A number in memory or in a file.
pub(super) trait Number: Copy {
    fn number(self) -> u64;
}

impl Number for u64 {
    #[inline(always)]
    fn number(self) -> u64 {
        self
    }
}

impl Number for [u8; 8] {
    #[inline(always)]
    fn number(self) -> u64 {
        u64::from_le_bytes(self)
    }
}

/// The resemblance of two sorted lists of distinct hashes if it reaches the threshold: what [`ShingleSet::resemblance`] gives, or
/// `None` as soon as what is left cannot reach it.
pub(super) fn resemblance<A: Number, B: Number>(
    one: &[A],
    two: &[B],
    threshold: f64,
) -> Option<f64> {
    /// Hashes that are passed without asking whether to go on.
    const STRIDE: usize = 32;
    let share = |shared: usize| {
        let all = one.len() + two.len() - shared;
        if all == 0 {
            0.0
        } else {
            shared as f64 / all as f64
        }
    };
    let (mut left, mut right, mut shared) = (0, 0, 0);
    loop {
        let rest = (one.len() - left).min(two.len() - right);
        let most = share(shared + rest);
        if most < threshold {
            return None;
        }
        if rest == 0 {
            return Some(most);
        }
        for _ in 0..rest.min(STRIDE) {
            let (Some(a), Some(b)) = (one.get(left), two.get(right)) else {
                break;
            };
            let (a, b) = (a.number(), b.number());
            // No branch on how the two compare: it could not be foretold.
            shared += usize::from(a == b);
            left += usize::from(a <= b);
            right += usize::from(b <= a);
        }
    }
}

/// Returns the resemblance of two sets.
pub(super) fn resemblance_of_sets(
    one: &ShingleSet,
    two: &ShingleSet,
    threshold: f64,
) -> Option<f64> {
    resemblance(one.hashes(), two.hashes(), threshold)
}

/// Returns the number of slots in which two signatures agree.
pub(super) fn agreeing(one: &[u32], two: &[[u8; 4]]) -> usize {
    one.iter()
        .zip(two)
        .map(|(a, b)| u32::from(*a == u32::from_le_bytes(*b)))
        .sum::<u32>() as usize
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::shingle::ShingleSize;

    proptest! {
        #[test]
        fn it_is_the_exact_resemblance_or_below_the_threshold(
            one in prop::collection::vec(0..300_u64, 0..200),
            two in prop::collection::vec(0..300_u64, 0..200),
            threshold in 0.001..=1.0,
        ) {
            let [one, two] = [one, two].map(|hashes| ShingleSet::from_hashes(hashes, ShingleSize::default()));
            let exact = one.resemblance(&two).unwrap();
            let stored: Vec<[u8; 8]> = two.hashes().iter().map(|hash| hash.to_le_bytes()).collect();
            let expected = (exact >= threshold).then_some(exact);
            prop_assert_eq!(resemblance(one.hashes(), &stored, threshold), expected);
            prop_assert_eq!(resemblance_of_sets(&two, &one, threshold), expected);
        }
    }
}
