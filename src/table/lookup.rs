//! A fixed table from pinned hashes to numbers of 32 bits, for what every text is looked up in: one
//! read for most words.

/// Numbers by hash. Made once, then only read.
#[derive(Debug)]
pub(crate) struct Lookup {
    /// The upper half of a hash, 0 where the slot is free, and its number; at the hash's lower bits
    /// or soon after.
    slots: Vec<(u32, u32)>,
}

impl Lookup {
    /// Creates a table of these hashes; of equal ones the first counts.
    pub(crate) fn new(entries: &[(u64, u32)]) -> Self {
        let mut lookup = Self {
            slots: vec![(0, 0); (entries.len() * 3 / 2).next_power_of_two()],
        };
        for &(hash, number) in entries {
            let (at, tag) = lookup.find(hash);
            if tag == 0 {
                lookup.slots[at] = (Self::tag(hash), number);
            }
        }
        lookup
    }

    /// Returns the number of `hash`, if it has one. That another hash is taken for it happens once
    /// in a billion times.
    #[inline]
    pub(crate) fn get(&self, hash: u64) -> Option<u32> {
        let (at, tag) = self.find(hash);
        (tag != 0).then(|| self.slots[at].1)
    }

    fn tag(hash: u64) -> u32 {
        (hash >> 32) as u32 | 1
    }

    /// Returns the slot of `hash`, or the free one where it would be, and what is there.
    #[inline(always)]
    fn find(&self, hash: u64) -> (usize, u32) {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let tag = self.slots[at].0;
            if tag == 0 || tag == Self::tag(hash) {
                return (at, tag);
            }
            at = (at + 1) & mask;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hash::fold_multiply;

    #[test]
    fn what_was_put_in_is_found_and_nothing_else() {
        for count in [0, 1, 2, 3, 1_000, 5_461] {
            let hash = |at: u32| {
                fold_multiply(u64::from(at) ^ 0x9E37_79B9_7F4A_7C15, 0xD6E8_FEB8_6659_FD93)
            };
            let entries: Vec<_> = (0..count)
                .map(|at| (hash(at), at))
                .chain((0..count).map(|at| (hash(at), 0)))
                .collect();
            let lookup = Lookup::new(&entries);
            for at in 0..2 * count + 10 {
                assert_eq!(
                    lookup.get(hash(at)),
                    (at < count).then_some(at),
                    "{at} of {count}"
                );
            }
        }
    }
}
