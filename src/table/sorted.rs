//! Sorted lists of distinct numbers, in memory or as stored.

/// A number in memory, or as it is stored.
pub(crate) trait Number: Copy {
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

/// Returns how many numbers two sorted lists of distinct numbers share, or `None` once `is_enough`
/// says of the greatest number that they may share, given what was read, that it is not enough.
pub(crate) fn shared_if<A: Number, B: Number>(
    one: &[A],
    two: &[B],
    is_enough: impl Fn(usize) -> bool,
) -> Option<usize> {
    /// Numbers that are read before the next question.
    const STRIDE: usize = 32;
    let (mut left, mut right, mut shared) = (0, 0, 0);
    loop {
        let rest = (one.len() - left).min(two.len() - right);
        if !is_enough(shared + rest) {
            return None;
        }
        if rest == 0 {
            return Some(shared);
        }
        for _ in 0..rest.min(STRIDE) {
            let (Some(a), Some(b)) = (one.get(left), two.get(right)) else {
                break;
            };
            let (a, b) = (a.number(), b.number());
            // No branch on the order of the two, which no processor predicts.
            shared += usize::from(a == b);
            left += usize::from(a <= b);
            right += usize::from(b <= a);
        }
    }
}

/// Returns how many numbers two sorted lists of distinct numbers share.
pub(crate) fn shared(one: &[u64], two: &[u64]) -> usize {
    shared_if(one, two, |_| true).unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn shared_numbers_are_those_of_plain_sets(
            one in prop::collection::btree_set(0..200_u64, 0..120), two in prop::collection::btree_set(0..200_u64, 0..120), wanted in 0..120_usize,
        ) {
            let expected = one.intersection(&two).count();
            let lists = [one, two].map(|set: BTreeSet<u64>| Vec::from_iter(set));
            prop_assert_eq!(shared(&lists[0], &lists[1]), expected);
            let stored: Vec<[u8; 8]> = lists[1].iter().map(|number| number.to_le_bytes()).collect();
            let found = shared_if(&lists[0], &stored, |most| most >= wanted);
            prop_assert_eq!(found, (expected >= wanted).then_some(expected));
        }
    }
}
