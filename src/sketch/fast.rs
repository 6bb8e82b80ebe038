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

/// Fills `slots` from `keys`, which are altered: they come as hashes and are mixed with the seed.
pub(super) fn fill(keys: &mut [u64], seed: u64, slots: &mut [u32]) {
    slots.fill(EMPTY);
    if keys.is_empty() {
        return;
    }
    let seed = fold_multiply(seed ^ 0x8EBC_6AF0_9C88_C6E3, 0x5899_65CC_7537_4CC3);
    for key in keys.iter_mut() {
        *key = fold_multiply(*key ^ seed, 0x1D8E_4E27_C47D_124F);
        throw(*key, 0, slots);
    }
    for round in 1..ROUNDS {
        if !slots.contains(&EMPTY) {
            return;
        }
        let turn = multiplier(round);
        for &key in keys.iter() {
            throw(mix(key, turn), round, slots);
        }
    }
    for (at, slot) in slots.iter_mut().enumerate().filter(|(_, slot)| **slot == EMPTY) {
        let turn = multiplier(ROUNDS + at as u32);
        let least = keys.iter().map(|&key| mix(key, turn) as u32 & VALUE).min().unwrap_or(VALUE);
        // One value less, so that a full slot never looks empty.
        *slot = ROUNDS << VALUE_BITS | least.min(VALUE - 1);
    }
}

/// Throws a key at a slot, with no branch on what the slot holds.
#[inline(always)]
fn throw(hash: u64, round: u32, slots: &mut [u32]) {
    let at = ((hash >> 32) * slots.len() as u64) >> 32;
    let value = round << VALUE_BITS | hash as u32 & VALUE;
    if let Some(slot) = slots.get_mut(at as usize) {
        *slot = value.min(*slot);
    }
}

/// Another hash of a key that is mixed already.
#[inline(always)]
fn mix(key: u64, turn: u64) -> u64 {
    fold_multiply(key, turn)
}

/// An odd multiplier for each round and slot.
fn multiplier(number: u32) -> u64 {
    fold_multiply(u64::from(number) ^ 0x2545_F491_4F6C_DD1D, 0xD1B5_4A32_D192_ED03) | 1
}
