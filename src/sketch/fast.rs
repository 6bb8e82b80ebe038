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

/// Fills `slots` from mixed `keys`.
pub(super) fn fill(keys: &[u64], slots: &mut [u32]) {
    slots.fill(EMPTY);
    if keys.is_empty() {
        return;
    }
    for round in 0..ROUNDS {
        // Where the number of slots is known beforehand, the choice of one is a shift and needs no check.
        if let Ok(slots) = <&mut [u32; 128]>::try_from(&mut *slots) {
            throw_at::<128, 7>(keys, round, slots);
        } else if let Ok(slots) = <&mut [u32; 256]>::try_from(&mut *slots) {
            throw_at::<256, 8>(keys, round, slots);
        } else {
            throw(keys, round, slots);
        }
        if !slots.contains(&EMPTY) {
            return;
        }
    }
    for (at, slot) in slots.iter_mut().enumerate().filter(|(_, slot)| **slot == EMPTY) {
        let turn = multiplier(ROUNDS + at as u32);
        let least = keys.iter().map(|&key| value(key.wrapping_mul(turn))).min().unwrap_or(VALUE);
        // One value less, so that a full slot never looks empty.
        *slot = ROUNDS << VALUE_BITS | least.min(VALUE - 1);
    }
}

/// Throws every key at one slot, with no branch on what the slot holds.
fn throw(keys: &[u64], round: u32, slots: &mut [u32]) {
    let turn = multiplier(round);
    let count = slots.len() as u64;
    for key in keys {
        let hash = key.wrapping_mul(turn);
        let value = round << VALUE_BITS | value(hash);
        if let Some(slot) = slots.get_mut((((hash >> 32) * count) >> 32) as usize) {
            *slot = value.min(*slot);
        }
    }
}

/// The same for `SLOTS` slots, two to the power of `BITS`.
fn throw_at<const SLOTS: usize, const BITS: u32>(keys: &[u64], round: u32, slots: &mut [u32; SLOTS]) {
    let turn = multiplier(round);
    for key in keys {
        let hash = key.wrapping_mul(turn);
        let value = round << VALUE_BITS | value(hash);
        let slot = &mut slots[(hash >> (64 - BITS)) as usize % SLOTS];
        *slot = value.min(*slot);
    }
}

/// The bits of a hash that are kept: not the lowest, which a multiplication mixes least.
#[inline(always)]
fn value(hash: u64) -> u32 {
    (hash >> 5) as u32 & VALUE
}

/// An odd multiplier for each round and slot: a key is mixed already, so that multiplying gives hashes enough. The first
/// round takes it as it is.
fn multiplier(number: u32) -> u64 {
    if number == 0 {
        return 1;
    }
    fold_multiply(u64::from(number) ^ 0x2545_F491_4F6C_DD1D, 0xD1B5_4A32_D192_ED03) | 1
}
