//! Fast Similarity Sketching (Dahlgaard, Knudsen and Thorup, FOCS 2017): all slots of a signature in a few passes.
//!
//! In each round every key throws itself at one slot, chosen by its hash, and the slot keeps the smallest value. Rounds go
//! on until no slot is empty. After [`ROUNDS`] of them, which only very small sets need, every key throws itself at each
//! slot that is still empty.
//!
//! A slot is 32 bits: its round above, 27 bits of the hash below. So what is filled earlier is smaller, and the slot-wise
//! minimum of two signatures is the signature of both sets together.

use std::borrow::Cow;

use crate::hash::fold_multiply;

/// A slot that nothing was thrown at: only a signature of no key has it.
pub(super) const EMPTY: u32 = u32::MAX;

/// Bits of a slot that hold the value.
const VALUE_BITS: u32 = 27;
const VALUE: u32 = (1 << VALUE_BITS) - 1;

/// Rounds over all slots, numbered from 0; the number after them marks a slot that was filled by itself.
const ROUNDS: u32 = (1 << (32 - VALUE_BITS)) - 1;

/// One hash function of the family that a seed gives.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mixer(u64);

impl Mixer {
    /// The hash function with this number: a round's, or that of a slot that is filled by itself.
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
    // Where the number of slots is known beforehand, the choice of one is a shift and needs no check.
    if let Ok(slots) = <&mut [u32; 128]>::try_from(&mut *slots) {
        fill_with(keys, seed, slots, |hash| (hash >> 57) as usize);
    } else if let Ok(slots) = <&mut [u32; 256]>::try_from(&mut *slots) {
        fill_with(keys, seed, slots, |hash| (hash >> 56) as usize);
    } else {
        let count = slots.len() as u64;
        fill_with(keys, seed, slots, |hash| (((hash >> 32) * count) >> 32) as usize);
    }
}

/// The same, with the choice of a slot given: a number below that of the slots.
#[inline(always)]
fn fill_with<S: AsMut<[u32]> + ?Sized>(keys: &[u64], seed: u64, slots: &mut S, choose: impl Fn(u64) -> usize) {
    let slots = slots.as_mut();
    slots.fill(EMPTY);
    if keys.is_empty() {
        return;
    }
    let mut keys = Cow::Borrowed(keys);
    for round in 0..ROUNDS {
        let empty = slots.iter().map(|&slot| u32::from(slot == EMPTY)).sum::<u32>() as usize;
        if empty == 0 {
            return;
        }
        if round == 1 && empty * 4 > slots.len() && keys.len() > slots.len() {
            // So many keys leave fewer slots empty unless they repeat, and repeats would be thrown in every round to come.
            let mut distinct = keys.into_owned();
            distinct.sort_unstable();
            distinct.dedup();
            keys = Cow::Owned(distinct);
        }
        let mixer = Mixer::new(seed, round);
        let start = round << VALUE_BITS;
        if empty * 16 > slots.len() {
            // No branch on what the slot holds: nobody could foretell it.
            for &key in keys.iter() {
                let hash = mixer.mix(key);
                if let Some(slot) = slots.get_mut(choose(hash)) {
                    *slot = (start | value(hash)).min(*slot);
                }
            }
        } else {
            // Nearly all slots are full from earlier rounds, and nearly all keys pass by.
            for &key in keys.iter() {
                let hash = mixer.mix(key);
                if let Some(slot) = slots.get_mut(choose(hash)).filter(|slot| **slot >= start) {
                    *slot = (start | value(hash)).min(*slot);
                }
            }
        }
    }
    for (at, slot) in slots.iter_mut().enumerate().filter(|(_, slot)| **slot == EMPTY) {
        let mixer = Mixer::new(seed, ROUNDS + at as u32);
        let least = keys.iter().map(|&key| value(mixer.mix(key))).min().unwrap_or(VALUE);
        // One value less, so that a full slot never looks empty.
        *slot = ROUNDS << VALUE_BITS | least.min(VALUE - 1);
    }
}

/// The bits of a hash that are kept: none of those that choose among up to 2³² slots.
#[inline(always)]
fn value(hash: u64) -> u32 {
    hash as u32 & VALUE
}
