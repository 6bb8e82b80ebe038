//! A table from pinned hashes to small numbers: open addressing, no allocation for each entry.

/// Numbers hashes in the order in which they first come.
#[derive(Debug)]
pub(super) struct Interner {
    /// Hash and number; a number of [`FREE`] marks a free slot.
    slots: Vec<(u64, u32)>,
    used: u32,
}

const FREE: u32 = u32::MAX;

impl Interner {
    /// A table that holds `expected` hashes before it grows.
    pub(super) fn with_capacity(expected: usize) -> Self {
        Self { slots: vec![(0, FREE); (expected * 2).next_power_of_two().max(64)], used: 0 }
    }

    /// The number of `hash`, and whether it is new.
    #[inline]
    pub(super) fn intern(&mut self, hash: u64) -> (u32, bool) {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let (other, number) = self.slots[at];
            if number == FREE {
                break;
            }
            if other == hash {
                return (number, false);
            }
            at = (at + 1) & mask;
        }
        let number = self.used;
        self.slots[at] = (hash, number);
        self.used += 1;
        if self.used as usize * 2 > self.slots.len() {
            self.grow();
        }
        (number, true)
    }

    #[cold]
    fn grow(&mut self) {
        let mask = self.slots.len() * 2 - 1;
        let old = std::mem::replace(&mut self.slots, vec![(0, FREE); mask + 1]);
        for (hash, number) in old.into_iter().filter(|slot| slot.1 != FREE) {
            let mut at = hash as usize & mask;
            while self.slots[at].1 != FREE {
                at = (at + 1) & mask;
            }
            self.slots[at] = (hash, number);
        }
    }
}
