//! Whether a candidate is as alike as it seems.

use crate::shingle::{ShingleSet, share};
use crate::table::{Number, shared_if};

/// Returns the resemblance of two sorted lists of distinct hashes if it reaches the threshold: what
/// [`ShingleSet::resemblance`] gives, or `None` as soon as the rest of the lists cannot reach it.
pub(super) fn resemblance<A: Number, B: Number>(
    one: &[A],
    two: &[B],
    threshold: f64,
) -> Option<f64> {
    let resemblance = |shared: usize| share(shared, one.len() + two.len() - shared);
    shared_if(one, two, |most| resemblance(most) >= threshold).map(resemblance)
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
