//! Fast Similarity Sketching (Dahlgaard, Knudsen and Thorup, FOCS 2017): all slots of a signature
//! in a few passes.
//!
//! In each round every key throws itself at one slot, chosen by its hash, and the slot keeps the
//! smallest value. Rounds go on until no slot is empty. A hash of 64 bits serves two rounds: its
//! upper bits choose slot and value in one, those of its lower half in the other. After [`PAIRS`]
//! such passes, which only very small sets need, every key throws itself at each slot that is still
//! empty.
//!
//! A slot is 32 bits: its round above, 27 bits of the hash below. So what is filled earlier is
//! smaller, and the slot-wise minimum of two signatures is the signature of both sets together. In
//! every second round the hash has 32 bits, of which those that choose the slot are no part of the
//! value: 25 are left with 128 slots, 16 with the greatest number.

use std::borrow::Cow;

use crate::hash::fold_multiply;
use crate::text::{Work, least_after, widest};

/// A slot that nothing was thrown at: only a signature of no key has it.
pub(super) const EMPTY: u32 = u32::MAX;

/// Bits of a slot that hold the value.
const VALUE_BITS: u32 = 27;

/// Passes of two rounds each over all slots.
const PAIRS: u32 = 15;

/// This many keys a slot leave few slots empty in a round.
const MANY: usize = 3;

/// Up to this number of empty slots are filled by a search among all keys, instead of throwing all
/// keys once more.
const FEW: usize = 8;

/// The round number stored in a slot that was filled by the search.
const LAST_ROUND: u32 = (1 << (32 - VALUE_BITS)) - 1;

/// One hash function of the family that a seed gives: multiply-shift (Dietzfelbinger and others
/// 1997), a product whose upper bits are read. Keys are hashes already, so it only has to make one
/// number of many, and a product of 64 bits costs least; of its lower half vectors make eight or
/// sixteen at a time.
#[derive(Debug, Clone, Copy)]
pub(super) struct Mixer(u64);

impl Mixer {
    /// Creates the hash function with this number: a pass's, or that of a slot that is filled by
    /// itself.
    pub(super) fn new(seed: u64, number: u32) -> Self {
        let seed = fold_multiply(seed ^ 0x8EBC_6AF0_9C88_C6E3, 0x5899_65CC_7537_4CC3);
        Self(fold_multiply(seed ^ u64::from(number), 0xD1B5_4A32_D192_ED03) | 1)
    }

    /// Returns the key's hash.
    #[inline(always)]
    pub(super) fn mix(self, key: u64) -> u64 {
        key.wrapping_mul(self.0)
    }
}

/// How the nearest products are found, as [`least_after`] does where it can.
type LeastAfter = fn(&[u64], u32, [u32; 4]) -> Option<[u32; 4]>;

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
        fill_by_count(self.keys, self.seed, self.slots, least_after);
    }
}

/// Fills `slots` from `keys`, with what the processor allows.
#[inline(always)]
fn fill_by_count(keys: &[u64], seed: u64, slots: &mut [u32], least: LeastAfter) {
    // Where the number of slots is known beforehand, the choice of one is a shift and needs no
    // check.
    if let Ok(slots) = <&mut [u32; 128]>::try_from(&mut *slots) {
        fill_with(keys, seed, slots, least, || [FREE; 128]);
    } else if let Ok(slots) = <&mut [u32; 256]>::try_from(&mut *slots) {
        fill_with(keys, seed, slots, least, || [FREE; 256]);
    } else {
        let count = slots.len();
        fill_with(keys, seed, slots, least, || vec![FREE; count]);
    }
}

/// In a round, a slot that nothing was thrown at. A key with this hash, one of 2⁶⁴, is not thrown.
const FREE: u64 = u64::MAX;

/// Fills the slots, given a function that makes a free place for each.
#[inline(always)]
fn fill_with<P: AsMut<[u64]>>(
    keys: &[u64],
    seed: u64,
    slots: &mut [u32],
    least: LeastAfter,
    places: impl Fn() -> P,
) {
    slots.fill(EMPTY);
    let count = slots.len();
    let mut empty = count;
    let mut keys = Cow::Borrowed(keys);
    for pair in 0..PAIRS {
        let mixer = Mixer::new(seed, pair);
        if empty.min(keys.len()) * 8 > count {
            fill_many(&keys, mixer, pair, slots, least, &places);
        } else {
            fill_few(&keys, mixer, pair, slots);
        }
        empty = slots
            .iter()
            .map(|&slot| u32::from(slot == EMPTY))
            .sum::<u32>() as usize;
        if empty == 0 || keys.is_empty() {
            return;
        }
        if pair == 0 && empty * 4 > count && keys.len() > count {
            // This number of keys leaves fewer slots empty unless keys repeat, and repeats would be
            // thrown again in every later pass.
            let mut distinct = keys.into_owned();
            distinct.sort_unstable();
            distinct.dedup();
            keys = Cow::Owned(distinct);
        }
    }
    for (at, slot) in slots
        .iter_mut()
        .enumerate()
        .filter(|(_, slot)| **slot == EMPTY)
    {
        let mixer = Mixer::new(seed, PAIRS + at as u32);
        let least = keys.iter().map(|&key| mixer.mix(key)).min().unwrap_or(FREE);
        // One value less, so that a full slot never looks empty.
        *slot = LAST_ROUND << VALUE_BITS | value(least, 1).min((1 << VALUE_BITS) - 2);
    }
}

/// Runs two rounds where many slots are empty and many keys there to fill them.
#[inline(always)]
fn fill_many<P: AsMut<[u64]>>(
    keys: &[u64],
    mixer: Mixer,
    pair: u32,
    slots: &mut [u32],
    least: LeastAfter,
    places: &impl Fn() -> P,
) {
    let (even, odd) = (2 * pair, 2 * pair + 1);
    let hashes = || keys.iter().map(|&key| mixer.mix(key));
    if keys.len() > MANY * slots.len() {
        // Few slots stay empty in the first round, if any: the second is for them alone.
        throw_all(hashes(), even, slots, places);
        if fill_found(keys, mixer, odd, slots, least).is_none() {
            throw_all(hashes().map(second), odd, slots, places);
        }
    } else {
        let (mut firsts, mut seconds) = (places(), places());
        for hash in hashes() {
            throw(hash, firsts.as_mut());
            throw(second(hash), seconds.as_mut());
        }
        settle(firsts.as_mut(), even, slots);
        settle(seconds.as_mut(), odd, slots);
    }
}

/// Runs one round, into all slots.
#[inline(always)]
fn throw_all<P: AsMut<[u64]>>(
    hashes: impl Iterator<Item = u64>,
    round: u32,
    slots: &mut [u32],
    places: &impl Fn() -> P,
) {
    let mut places = places();
    let places = places.as_mut();
    hashes.for_each(|hash| throw(hash, places));
    settle(places, round, slots);
}

/// Runs the second round of two into the few slots that the first has left empty, by looking for
/// the hash of each. None, and nothing filled, where there are more, or no vectors to look with.
#[inline(always)]
fn fill_found(
    keys: &[u64],
    mixer: Mixer,
    round: u32,
    slots: &mut [u32],
    least: LeastAfter,
) -> Option<()> {
    let count = slots.len();
    let (rest, few) = few_empty(slots)?;
    for rest in rest[..few].chunks(4) {
        // Less than four are made four by taking the first again.
        let rest = [0, 1, 2, 3].map(|at| rest.get(at).copied().unwrap_or(rest[0]));
        // The first number that chooses the slot.
        let starts = rest.map(|slot| (u64::from(slot) << 32).div_ceil(count as u64) as u32);
        let least = least(keys, mixer.0 as u32, starts)?;
        for ((slot, start), least) in rest.into_iter().zip(starts).zip(least) {
            let hash = u64::from(start.wrapping_add(least)) << 32;
            if choose(hash, count) == slot as usize
                && let Some(place) = slots.get_mut(slot as usize)
            {
                *place = filled(round, hash, count);
            }
        }
    }
    Some(())
}

/// Returns the empty slots and their number, or `None` if there are more than [`FEW`].
#[inline(always)]
fn few_empty(slots: &[u32]) -> Option<([u32; FEW], usize)> {
    let (blocks, last) = slots.as_chunks::<64>();
    let mut padded = [0; 64];
    padded[..last.len()].copy_from_slice(last);
    let mut found = [0; FEW];
    let mut count = 0;
    for (at, block) in blocks.iter().chain([&padded]).enumerate() {
        let mut empty = empty_bits(block);
        while empty != 0 {
            *found.get_mut(count)? = 64 * at as u32 + empty.trailing_zeros();
            count += 1;
            empty &= empty - 1;
        }
    }
    Some((found, count))
}

/// Returns a bit for each slot, set where it is empty.
#[inline(always)]
fn empty_bits(slots: &[u32; 64]) -> u64 {
    let bytes = slots.map(|slot| u8::from(slot == EMPTY));
    // The product brings each byte's bit to the place of its own in the highest byte.
    let bits = bytes
        .as_chunks::<8>()
        .0
        .iter()
        .map(|eight| u64::from_le_bytes(*eight).wrapping_mul(0x0102_0408_1020_4080) >> 56);
    bits.rev().fold(0, |bits, eight| bits << 8 | eight)
}

/// Moves the values of a round into the slots. A value of an earlier round is smaller, and stays.
#[inline(always)]
fn settle(places: &[u64], round: u32, slots: &mut [u32]) {
    let count = slots.len();
    for (slot, &hash) in slots.iter_mut().zip(places) {
        let thrown = if hash == FREE {
            EMPTY
        } else {
            filled(round, hash, count)
        };
        *slot = thrown.min(*slot);
    }
}

/// Returns the hash as the second round of two sees it.
#[inline(always)]
fn second(hash: u64) -> u64 {
    hash << 32
}

/// Throws a hash at its place. No branch on what that holds: nobody could foretell it.
#[inline(always)]
fn throw(hash: u64, places: &mut [u64]) {
    let count = places.len();
    if let Some(place) = places.get_mut(choose(hash, count)) {
        *place = hash.min(*place);
    }
}

/// Runs two rounds where few slots are empty and nearly all keys pass by, or where there are few
/// keys.
#[inline(always)]
fn fill_few(keys: &[u64], mixer: Mixer, pair: u32, slots: &mut [u32]) {
    let count = slots.len();
    for &key in keys {
        let hash = mixer.mix(key);
        for (round, hash) in [(2 * pair, hash), (2 * pair + 1, second(hash))] {
            let slot = slots
                .get_mut(choose(hash, count))
                .filter(|slot| **slot >= round << VALUE_BITS);
            if let Some(slot) = slot.filter(|_| hash != FREE) {
                *slot = filled(round, hash, count).min(*slot);
            }
        }
    }
}

/// Returns which of `count` slots a hash is thrown at: its upper bits decide.
#[inline(always)]
fn choose(hash: u64, count: usize) -> usize {
    ((u128::from(hash) * count as u128) >> 64) as usize
}

/// Returns a slot that this hash filled in this round.
#[inline(always)]
fn filled(round: u32, hash: u64, count: usize) -> u32 {
    round << VALUE_BITS | value(hash, count)
}

/// How much [`time`] passes in a round.
pub(super) const ROUND: f64 = (1_u64 << VALUE_BITS) as f64;

/// Returns the time at which a slot that is not empty was filled, from the start: of `n` keys, one
/// comes to each of `count` slots `n / count` times a [`ROUND`].
#[inline(always)]
pub(super) fn time(slot: u32, count: usize) -> u64 {
    // A slot that was filled by itself had all keys at once.
    u64::from(slot.min((2 * PAIRS) << VALUE_BITS))
        + u64::from(slot.saturating_sub(LAST_ROUND << VALUE_BITS)) * count as u64
}

/// Returns the bits of a hash that are kept: the first that have no part in choosing among `count`
/// slots.
#[inline(always)]
fn value(hash: u64, count: usize) -> u32 {
    (hash.wrapping_mul(count as u64) >> (64 - VALUE_BITS)) as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Fills by the definition, slot by slot and round by round.
    fn plain(keys: &[u64], seed: u64, length: usize) -> Vec<u32> {
        let least = |slot: usize, round: u32| {
            let hashes = keys.iter().map(|&key| {
                let hash = Mixer::new(seed, round / 2).mix(key);
                if round.is_multiple_of(2) {
                    hash
                } else {
                    second(hash)
                }
            });
            hashes
                .filter(|&hash| hash != FREE && choose(hash, length) == slot)
                .map(|hash| filled(round, hash, length))
                .min()
        };
        let last = |slot: usize| {
            let hashes = keys
                .iter()
                .map(|&key| Mixer::new(seed, PAIRS + slot as u32).mix(key));
            hashes.min().map(|hash| {
                LAST_ROUND << VALUE_BITS
                    | ((hash >> (64 - VALUE_BITS)) as u32).min((1 << VALUE_BITS) - 2)
            })
        };
        let slot = |slot| {
            (0..2 * PAIRS)
                .find_map(|round| least(slot, round))
                .or_else(|| last(slot))
                .unwrap_or(EMPTY)
        };
        (0..length).map(slot).collect()
    }

    /// Protects every way of filling slots, many keys and few, once and again: with the widest
    /// vectors, and compiled for every processor.
    #[test]
    fn slots_are_filled_as_defined() {
        let counts = [
            0, 1, 3, 60, 127, 300, 385, 390, 400, 450, 500, 700, 769, 1_024, 1_025, 5_000,
        ];
        for (count, seed) in counts.into_iter().zip(0_u64..) {
            for length in [1, 2, 64, 100, 128, 129, 256, 300, 1_000] {
                let hash =
                    |key: u64| fold_multiply(key ^ 0x9E37_79B9_7F4A_7C15, 0xD6E8_FEB8_6659_FD93);
                let mut keys: Vec<u64> = (0..count).map(hash).collect();
                let defined = plain(&keys, seed, length);
                for times in ["once", "twice"] {
                    let (mut widest, mut narrow) = (vec![0; length], vec![0; length]);
                    fill(&keys, seed, &mut widest);
                    fill_by_count(&keys, seed, &mut narrow, |_, _, _| None);
                    assert_eq!(widest, defined, "{count} keys {times}, {length} slots");
                    assert_eq!(narrow, defined, "{count} keys {times}, {length} slots");
                    keys.extend_from_within(..);
                }
            }
        }
    }

    /// Protects merging from a hash that looks like no hash: it must count nowhere, in few keys as
    /// little as in many.
    #[test]
    fn the_hash_of_a_free_place_is_thrown_nowhere() {
        let mixer = Mixer::new(0, 0);
        // The odd number's inverse, by Newton's iteration.
        let inverse = (0..6).fold(mixer.0, |inverse, _| {
            inverse.wrapping_mul(2_u64.wrapping_sub(mixer.0.wrapping_mul(inverse)))
        });
        let odd = FREE.wrapping_mul(inverse);
        assert_eq!(mixer.mix(odd), FREE);
        for count in [1, 20, 500] {
            let mut keys: Vec<u64> = (1..count)
                .map(|key| fold_multiply(key, 0xD6E8_FEB8_6659_FD93))
                .collect();
            keys.push(odd);
            let mut slots = vec![0; 128];
            fill(&keys, 0, &mut slots);
            assert_eq!(slots, plain(&keys, 0, 128), "{count}");
        }
    }

    #[test]
    fn a_few_empty_slots_are_found() {
        for length in [1, 63, 64, 65, 128, 300] {
            for empty in [
                vec![],
                vec![0],
                vec![length - 1],
                (0..length.min(FEW)).collect(),
                (0..length.min(FEW + 1)).collect(),
            ] {
                let mut slots = vec![0; length];
                empty.iter().for_each(|&slot| slots[slot] = EMPTY);
                let found = few_empty(&slots).map(|(found, count)| {
                    found[..count].iter().map(|&slot| slot as usize).collect()
                });
                assert_eq!(found, (empty.len() <= FEW).then_some(empty), "{length}");
            }
        }
    }
}
