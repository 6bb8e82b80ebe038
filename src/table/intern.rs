//! A table from hashes to small numbers: open addressing, no allocation for each entry.

/// Numbers hashes in the order in which they first come. Their lower bits must be well mixed. Small
/// slots, at most half of them used.
#[derive(Debug)]
pub(crate) struct Interner {
    /// The upper half of a hash and its number plus one; 0 where the slot is free. At the hash's
    /// lower bits or soon after.
    slots: Vec<u64>,
    /// The hashes by their numbers.
    hashes: Vec<u64>,
}

impl Default for Interner {
    fn default() -> Self {
        Self::with_capacity(0)
    }
}

impl Interner {
    /// Creates a table that holds `expected` hashes before it grows.
    pub(crate) fn with_capacity(expected: usize) -> Self {
        let mut table = Self {
            slots: Vec::new(),
            hashes: Vec::with_capacity(expected),
        };
        table.reset(expected);
        table
    }

    /// Forgets all hashes; keeps its memory, and holds `expected` others before it grows.
    pub(crate) fn reset(&mut self, expected: usize) {
        self.slots.clear();
        self.slots
            .resize((expected * 3).next_power_of_two().max(64), 0);
        self.hashes.clear();
    }

    /// Returns how many hashes have a number.
    pub(crate) fn len(&self) -> usize {
        self.hashes.len()
    }

    /// Returns the number of `hash`, if it has one.
    #[inline]
    pub(crate) fn find(&self, hash: u64) -> Option<u32> {
        self.place(hash).ok()
    }

    /// Returns the number of `hash`, or the free slot where it would be.
    #[inline(always)]
    fn place(&self, hash: u64) -> Result<u32, usize> {
        let mask = self.slots.len() - 1;
        let mut at = hash as usize & mask;
        loop {
            let slot = self.slots[at];
            if slot == 0 {
                return Err(at);
            }
            let number = slot as u32 - 1;
            if (slot ^ hash) >> 32 == 0 && self.hashes[number as usize] == hash {
                return Ok(number);
            }
            at = (at + 1) & mask;
        }
    }

    /// Returns the number of `hash`, and whether it is new.
    #[inline]
    pub(crate) fn intern(&mut self, hash: u64) -> (u32, bool) {
        match self.place(hash) {
            Ok(number) => (number, false),
            Err(at) => {
                let number = self.hashes.len() as u32;
                self.slots[at] = Self::slot(hash, number);
                self.hashes.push(hash);
                if self.hashes.len() * 2 > self.slots.len() {
                    self.grow();
                }
                (number, true)
            }
        }
    }

    fn slot(hash: u64, number: u32) -> u64 {
        hash >> 32 << 32 | u64::from(number + 1)
    }

    #[cold]
    fn grow(&mut self) {
        let mask = self.slots.len() * 2 - 1;
        self.slots = vec![0; mask + 1];
        for (&hash, number) in self.hashes.iter().zip(0..) {
            let mut at = hash as usize & mask;
            while self.slots[at] != 0 {
                at = (at + 1) & mask;
            }
            self.slots[at] = Self::slot(hash, number);
        }
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashMap;

    use super::*;

    /// Protects numbers from hashes that share the half that is kept, the half that chooses the
    /// slot, or both but one bit.
    #[test]
    fn hashes_that_are_alike_in_part_keep_apart() {
        let mut interner = Interner::with_capacity(0);
        let mut numbers = HashMap::new();
        for at in (0..3_000_u64).chain(0..3_000) {
            for hash in [at, at << 32, at << 32 | at, at | 7 << 32, 7 | at << 32] {
                let next = numbers.len() as u32;
                let new = !numbers.contains_key(&hash);
                assert_eq!(interner.find(hash).is_none(), new, "{hash:x}");
                assert_eq!(
                    interner.intern(hash),
                    (*numbers.entry(hash).or_insert(next), new),
                    "{hash:x}"
                );
            }
        }
        assert_eq!(interner.len(), numbers.len());
        interner.reset(10);
        assert_eq!((interner.len(), interner.find(7)), (0, None));
    }
}
