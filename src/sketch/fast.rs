//! Fast Similarity Sketching (Dahlgaard, Knudsen and Thorup, FOCS 2017): all slots of a signature in a few passes.
//!
//! In each round every key throws itself at one slot, chosen by its hash, and the slot keeps the smallest value. Rounds go
//! on until no slot is empty. A hash of 64 bits serves two rounds, its upper half chooses the slot in one and its lower half
//! in the other, so that most sets need a single pass. After [`PAIRS`] such passes, which only very small sets need, every
//! key throws itself at each slot that is still empty.
//!
//! A slot is 32 bits: its round above, 27 bits of the hash below. So what is filled earlier is smaller, and the slot-wise
//! minimum of two signatures is the signature of both sets together.

use std::borrow::Cow;

use crate::hash::fold_multiply;
use crate::text::{Work, widest};

/// A slot that nothing was thrown at: only a signature of no key has it.
pub(super) const EMPTY: u32 = u32::MAX;

/// Bits of a slot that hold the value.
const VALUE_BITS: u32 = 27;

/// Passes of two rounds each over all slots.
const PAIRS: u32 = 15;

/// What stands for the round in a slot that was filled by itself.
const LAST_ROUND: u32 = (1 << (32 - VALUE_BITS)) - 1;

/// One hash function of the family that a seed gives.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mixer(u64);

impl Mixer {
    /// The hash function with this number: a pass's, or that of a slot that is filled by itself.
    pub(super) fn new(seed: u64, number: u32) -> Self {
        let seed = fold_multiply(seed ^ 0x8EBC_6AF0_9C88_C6E3, 0x5899_65CC_7537_4CC3);
        Self(fold_multiply(seed ^ u64::from(number), 0xD1B5_4A32_D192_ED03))
    }

    /// The key's hash.
    #[inline(always)]
    pub(super) fn mix(self, key: u64) -> u64 {
        fold_multiply(key ^ self.0, 0x1D8E_4E27_C47D_124F)
    }
}

/// Fills `slots` from `keys`.
pub(super) fn fill(keys: &[u64], seed: u64, slots: &mut [u32]) {
    widest(Filling { keys, seed, slots });
}

struct Filling<'a> {
    keys: &'a [u64],
    seed: u64,
    slots: &'a mut [u32],
}

impl Work for Filling<'_> {
    #[inline(always)]
    fn run(self) {
        fill_by_count(self.keys, self.seed, self.slots);
    }
}

/// Fills `slots` from `keys`, with what the processor allows.
#[inline(always)]
fn fill_by_count(keys: &[u64], seed: u64, slots: &mut [u32]) {
    // Where the number of slots is known beforehand, the choice of one is a shift and needs no check.
    if let Ok(slots) = <&mut [u32; 128]>::try_from(&mut *slots) {
        fill_with(keys, seed, slots, || [FREE; 128]);
    } else if let Ok(slots) = <&mut [u32; 256]>::try_from(&mut *slots) {
        fill_with(keys, seed, slots, || [FREE; 256]);
    } else {
        let count = slots.len();
        fill_with(keys, seed, slots, || vec![FREE; count]);
    }
}

/// In a round, a slot that nothing was thrown at.
const FREE: u64 = u64::MAX;

/// The same, with what makes a free place for each slot.
#[inline(always)]
fn fill_with<P: AsMut<[u64]>>(keys: &[u64], seed: u64, slots: &mut [u32], places: impl Fn() -> P) {
    slots.fill(EMPTY);
    let count = slots.len();
    let mut empty = count;
    let mut keys = Cow::Borrowed(keys);
    for pair in 0..PAIRS {
        let mixer = Mixer::new(seed, pair);
        if empty.min(keys.len()) * 8 > count {
            fill_many(&keys, mixer, pair, slots, (places().as_mut(), places().as_mut()));
        } else {
            fill_few(&keys, mixer, pair, slots);
        }
        empty = slots.iter().map(|&slot| u32::from(slot == EMPTY)).sum::<u32>() as usize;
        if empty == 0 || keys.is_empty() {
            return;
        }
        if pair == 0 && empty * 4 > count && keys.len() > count {
            // So many keys leave fewer slots empty unless they repeat, and repeats would be thrown in every pass to come.
            let mut distinct = keys.into_owned();
            distinct.sort_unstable();
            distinct.dedup();
            keys = Cow::Owned(distinct);
        }
    }
    for (at, slot) in slots.iter_mut().enumerate().filter(|(_, slot)| **slot == EMPTY) {
        let mixer = Mixer::new(seed, PAIRS + at as u32);
        let least = keys.iter().map(|&key| mixer.mix(key)).min().unwrap_or(FREE);
        // One value less, so that a full slot never looks empty.
        *slot = LAST_ROUND << VALUE_BITS | value(least, 1).min((1 << VALUE_BITS) - 2);
    }
}

/// Two rounds where many slots are empty and many keys there to fill them: each key is thrown at `even` places and at `odd` ones.
#[inline(always)]
fn fill_many(keys: &[u64], mixer: Mixer, pair: u32, slots: &mut [u32], (even, odd): (&mut [u64], &mut [u64])) {
    let count = slots.len();
    if keys.len() > 8 * count {
        // So many keys leave no slot empty in one round, unless they repeat.
        keys.iter().for_each(|&key| throw(mixer.mix(key), even));
        if even.contains(&FREE) {
            keys.iter().for_each(|&key| throw(mixer.mix(key).rotate_left(32), odd));
        }
    } else {
        for &key in keys {
            let hash = mixer.mix(key);
            throw(hash, even);
            throw(hash.rotate_left(32), odd);
        }
    }
    for ((slot, &even), &odd) in slots.iter_mut().zip(&*even).zip(&*odd) {
        let (round, hash) = if even == FREE { (2 * pair + 1, odd) } else { (2 * pair, even) };
        let thrown = if hash == FREE { EMPTY } else { filled(round, hash, count) };
        // What was filled in an earlier round is smaller.
        *slot = thrown.min(*slot);
    }
}

/// Throws a hash at its place. No branch on what that holds: nobody could foretell it.
#[inline(always)]
fn throw(hash: u64, places: &mut [u64]) {
    let count = places.len();
    if let Some(place) = places.get_mut(choose(hash, count)) {
        *place = hash.min(*place);
    }
}

/// Two rounds where few slots are empty and nearly all keys pass by, or where there are few keys.
#[inline(always)]
fn fill_few(keys: &[u64], mixer: Mixer, pair: u32, slots: &mut [u32]) {
    let count = slots.len();
    for &key in keys {
        let hash = mixer.mix(key);
        for (round, hash) in [(2 * pair, hash), (2 * pair + 1, hash.rotate_left(32))] {
            if let Some(slot) = slots.get_mut(choose(hash, count)).filter(|slot| **slot >= round << VALUE_BITS) {
                *slot = filled(round, hash, count).min(*slot);
            }
        }
    }
}

/// Which of `count` slots a hash is thrown at: its upper bits decide.
#[inline(always)]
fn choose(hash: u64, count: usize) -> usize {
    ((u128::from(hash) * count as u128) >> 64) as usize
}

/// A slot that this hash filled in this round.
#[inline(always)]
fn filled(round: u32, hash: u64, count: usize) -> u32 {
    round << VALUE_BITS | value(hash, count)
}

/// How much [`time`] passes in a round.
pub(super) const ROUND: f64 = (1_u64 << VALUE_BITS) as f64;

/// When a slot that is not empty was filled, from the start: of `n` keys, one comes to each of `count` slots `n / count` times a [`ROUND`].
#[inline(always)]
pub(super) fn time(slot: u32, count: usize) -> u64 {
    // A slot that was filled by itself had all keys at once.
    u64::from(slot.min((2 * PAIRS) << VALUE_BITS)) + u64::from(slot.saturating_sub(LAST_ROUND << VALUE_BITS)) * count as u64
}

/// The bits of a hash that are kept: the first that have no part in choosing among `count` slots.
#[inline(always)]
fn value(hash: u64, count: usize) -> u32 {
    (hash.wrapping_mul(count as u64) >> (64 - VALUE_BITS)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Protects the same bytes on every processor: what is compiled for wider vectors against what is compiled for all.
    #[test]
    fn wider_vectors_fill_the_same() {
        for (count, seed) in [0, 1, 3, 60, 127, 300, 500, 1_024, 1_025, 5_000].into_iter().zip(0_u64..) {
            for length in [1, 2, 100, 128, 256, 1_000] {
                let keys: Vec<u64> = (0..count).map(|key| Mixer::new(seed, 7).mix(key)).collect();
                let (mut widest, mut plain) = (vec![0; length], vec![0; length]);
                fill(&keys, seed, &mut widest);
                fill_by_count(&keys, seed, &mut plain);
                assert_eq!(widest, plain, "{count} keys, {length} slots");
            }
        }
    }
}
