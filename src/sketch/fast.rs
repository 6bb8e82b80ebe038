//! Fast Similarity Sketching (Dahlgaard, Knudsen and Thorup, FOCS 2017): all slots of a signature in a few passes.
//!
//! In each round every key throws itself at one slot, chosen by its hash, and the slot keeps the smallest value. Rounds go
//! on until no slot is empty. After [`ROUNDS`] of them, which only very small sets need, every key throws itself at each
//! slot that is still empty.
//!
//! A slot is 32 bits: its round above, 27 bits of the hash below. So what is filled earlier is smaller, and the slot-wise
//! minimum of two signatures is the signature of both sets together.

use crate::hash::fold_multiply;

/// A slot that nothing was thrown at: only a signature of no key has it.
pub(super) const EMPTY: u32 = u32::MAX;

/// Bits of a slot that hold the value.
const VALUE_BITS: u32 = 27;
const VALUE: u32 = (1 << VALUE_BITS) - 1;

/// Rounds over all slots, numbered from 0; the number after them marks a slot that was filled by itself.
const ROUNDS: u32 = (1 << (32 - VALUE_BITS)) - 1;

/// A key's own hash under a seed.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mixer(u64);

impl Mixer {
    pub(super) fn new(seed: u64) -> Self {
        Self(fold_multiply(seed ^ 0x8EBC_6AF0_9C88_C6E3, 0x5899_65CC_7537_4CC3))
    }

    /// The key, mixed.
    #[inline(always)]
    pub(super) fn mix(self, key: u64) -> u64 {
        fold_multiply(key ^ self.0, 0x1D8E_4E27_C47D_124F)
    }
}

/// Fills `slots` from `keys`, which are mixed in place.
pub(super) fn fill(keys: &mut [u64], mixer: Mixer, slots: &mut [u32]) {
    // Where the number of slots is known beforehand, the choice of one is a shift and needs no check.
    if let Ok(slots) = <&mut [u32; 128]>::try_from(&mut *slots) {
        fill_with(keys, mixer, slots, |hash| (hash >> 57) as usize);
    } else if let Ok(slots) = <&mut [u32; 256]>::try_from(&mut *slots) {
        fill_with(keys, mixer, slots, |hash| (hash >> 56) as usize);
    } else {
        let count = slots.len() as u64;
        fill_with(keys, mixer, slots, |hash| (((hash >> 32) * count) >> 32) as usize);
    }
}

/// The same, with the choice of a slot given: a number below that of the slots.
#[inline(always)]
fn fill_with<S: AsMut<[u32]> + ?Sized>(mut keys: &mut [u64], mixer: Mixer, slots: &mut S, choose: impl Fn(u64) -> usize) {
    let slots = slots.as_mut();
    slots.fill(EMPTY);
    if keys.is_empty() {
        return;
    }
    for key in keys.iter_mut() {
        *key = mixer.mix(*key);
        if let Some(slot) = slots.get_mut(choose(*key)) {
            *slot = value(*key).min(*slot);
        }
    }
    let full = slots.iter().filter(|slot| **slot != EMPTY).count();
    if full * 4 < slots.len() * 3 && keys.len() > slots.len() {
        // So many keys fill more slots unless they repeat, and repeats would be thrown again in every round to come.
        keys.sort_unstable();
        let distinct = distinct_first(keys);
        keys = &mut keys[..distinct];
    }
    for round in 1..ROUNDS {
        let empty = slots.iter().filter(|slot| **slot == EMPTY).count();
        if empty == 0 {
            return;
        }
        let turn = multiplier(round);
        if empty * 16 > slots.len() {
            // No branch on what the slot holds: nobody could foretell it.
            for key in keys.iter() {
                let hash = key.wrapping_mul(turn);
                if let Some(slot) = slots.get_mut(choose(hash)) {
                    *slot = (round << VALUE_BITS | value(hash)).min(*slot);
                }
            }
        } else {
            // Nearly all slots are full from earlier rounds, and nearly all keys pass by.
            for key in keys.iter() {
                let hash = key.wrapping_mul(turn);
                if let Some(slot) = slots.get_mut(choose(hash)).filter(|slot| **slot >> VALUE_BITS >= round) {
                    *slot = (round << VALUE_BITS | value(hash)).min(*slot);
                }
            }
        }
    }
    for (at, slot) in slots.iter_mut().enumerate().filter(|(_, slot)| **slot == EMPTY) {
        let turn = multiplier(ROUNDS + at as u32);
        let least = keys.iter().map(|&key| value(key.wrapping_mul(turn))).min().unwrap_or(VALUE);
        // One value less, so that a full slot never looks empty.
        *slot = ROUNDS << VALUE_BITS | least.min(VALUE - 1);
    }
}

/// Moves the distinct ones of sorted keys to the front; returns how many they are.
fn distinct_first(keys: &mut [u64]) -> usize {
    let mut distinct = 0;
    for at in 0..keys.len() {
        if distinct == 0 || keys[distinct - 1] != keys[at] {
            keys[distinct] = keys[at];
            distinct += 1;
        }
    }
    distinct
}

/// The bits of a hash that are kept: not the lowest, which a multiplication mixes least.
#[inline(always)]
fn value(hash: u64) -> u32 {
    (hash >> 5) as u32 & VALUE
}

/// An odd multiplier for each round after the first and for each slot: a key is mixed already, so that multiplying it is
/// hash enough.
fn multiplier(number: u32) -> u64 {
    fold_multiply(u64::from(number) ^ 0x2545_F491_4F6C_DD1D, 0xD1B5_4A32_D192_ED03) | 1
}
