//! Vector instructions, where the processor has them: the one file with `unsafe`.
//!
//! In the word scanner only how a block's masks are made differs ([`Block`]); all that follows from
//! them is the code of the portable scanner, compiled once more with the same instructions allowed.
//! [`least_after`] is what signatures look for in all of a text's hashes. Tests compare both with
//! plain code. Other [`Work`] is safe code that is compiled once for each width, nothing else.
//!
//! `RUSTFLAGS='--cfg retold_scan="portable"'` builds without any of it, `"avx2"` without the wider
//! vectors: to measure what they bring, and for interpreters that don't know them. Words and
//! signatures are the same.
#![allow(unsafe_code)]

mod block;

pub(crate) use block::{Block, portable};
#[cfg(all(target_arch = "x86_64", not(retold_scan = "portable")))]
pub(crate) use x86::{by_blocks, least_after, widest};

/// Work that is done faster where wider instructions are allowed. What it calls must be inlined to
/// be compiled with them.
pub(crate) trait Work {
    /// Does it: `#[inline(always)]`.
    fn run(self);
}

/// Work on a text by blocks of 64 bytes.
pub(crate) trait BlockWork {
    /// Does it, with `classify` for the masks of a block: `#[inline(always)]`.
    fn run(self, classify: impl Fn(&[u8; Block::SIZE]) -> Block);
}

/// Does the work as it is compiled for every processor.
#[cfg(any(not(target_arch = "x86_64"), retold_scan = "portable"))]
pub(crate) fn widest(work: impl Work) {
    work.run();
}

/// Returns, from each of four starts upwards, and around, how far it is to the nearest of the keys'
/// lower halves times `factor`. None without vectors, as here.
#[cfg(any(not(target_arch = "x86_64"), retold_scan = "portable"))]
pub(crate) fn least_after(_keys: &[u64], _factor: u32, _starts: [u32; 4]) -> Option<[u32; 4]> {
    None
}

/// Does the work without vector instructions of our own.
#[cfg(any(not(target_arch = "x86_64"), retold_scan = "portable"))]
pub(crate) fn by_blocks(work: impl BlockWork) {
    work.run(portable);
}

#[cfg(all(target_arch = "x86_64", not(retold_scan = "portable")))]
mod x86 {
    use std::arch::x86_64::*;

    use super::{Block, BlockWork, Work, portable};

    /// Does the work with the widest vectors that the processor has.
    pub(crate) fn widest(work: impl Work) {
        if has_avx512() {
            // SAFETY: the processor has all that `run_avx512` is compiled for.
            unsafe { run_avx512(work) }
        } else if has_avx2() {
            // SAFETY: the processor has all that `run_avx2` is compiled for.
            unsafe { run_avx2(work) }
        } else {
            work.run();
        }
    }

    #[target_feature(enable = "avx512f,avx512bw,avx512dq,avx512vl,bmi1,bmi2,lzcnt")]
    fn run_avx512(work: impl Work) {
        work.run();
    }

    #[target_feature(enable = "avx2,bmi1,bmi2,lzcnt")]
    fn run_avx2(work: impl Work) {
        work.run();
    }

    /// Returns, from each of four starts upwards, and around, how far it is to the nearest of the
    /// keys' lower halves times `factor`. None for fewer keys than a vector takes, and without
    /// vectors: then it is no faster than to throw all keys.
    pub(crate) fn least_after(keys: &[u64], factor: u32, starts: [u32; 4]) -> Option<[u32; 4]> {
        if has_avx512() {
            // SAFETY: the processor has all that `least_after_avx512` is compiled for.
            unsafe { least_after_avx512(keys, factor, starts) }
        } else if has_avx2() {
            // SAFETY: the processor has all that `least_after_avx2` is compiled for.
            unsafe { least_after_avx2(keys, factor, starts) }
        } else {
            None
        }
    }

    /// Reads sixteen keys at a time; the last sixteen may be read twice, which no minimum feels.
    #[target_feature(enable = "avx512f,avx512vl")]
    fn least_after_avx512(keys: &[u64], factor: u32, starts: [u32; 4]) -> Option<[u32; 4]> {
        let factor = _mm512_set1_epi32(factor as i32);
        let starts = starts.map(|start| _mm512_set1_epi32(start as i32));
        let lower = _mm512_setr_epi32(0, 2, 4, 6, 8, 10, 12, 14, 16, 18, 20, 22, 24, 26, 28, 30);
        let mut least = [_mm512_set1_epi32(-1); 4];
        for keys in keys.as_chunks::<16>().0.iter().chain([keys.last_chunk()?]) {
            // SAFETY: the two loads read eight each of the sixteen keys, and need no alignment.
            let (first, second) = unsafe {
                (
                    _mm512_loadu_si512(keys.as_ptr().cast()),
                    _mm512_loadu_si512(keys.as_ptr().add(8).cast()),
                )
            };
            let products =
                _mm512_mullo_epi32(_mm512_permutex2var_epi32(first, lower, second), factor);
            for (least, start) in least.iter_mut().zip(starts) {
                *least = _mm512_min_epu32(*least, _mm512_sub_epi32(products, start));
            }
        }
        Some(least_of_each(least.map(|wide| {
            let half = _mm256_min_epu32(
                _mm512_castsi512_si256(wide),
                _mm512_extracti64x4_epi64::<1>(wide),
            );
            _mm_min_epu32(
                _mm256_castsi256_si128(half),
                _mm256_extracti128_si256::<1>(half),
            )
        })))
    }

    /// Reads eight keys at a time, in any order; the last eight may be read twice.
    #[target_feature(enable = "avx2")]
    fn least_after_avx2(keys: &[u64], factor: u32, starts: [u32; 4]) -> Option<[u32; 4]> {
        let factor = _mm256_set1_epi32(factor as i32);
        let starts = starts.map(|start| _mm256_set1_epi32(start as i32));
        let mut least = [_mm256_set1_epi32(-1); 4];
        for keys in keys.as_chunks::<8>().0.iter().chain([keys.last_chunk()?]) {
            // SAFETY: the two loads read four each of the eight keys, and need no alignment.
            let (first, second) = unsafe {
                (
                    _mm256_loadu_ps(keys.as_ptr().cast()),
                    _mm256_loadu_ps(keys.as_ptr().add(4).cast()),
                )
            };
            let lower = _mm256_castps_si256(_mm256_shuffle_ps::<0b10_00_10_00>(first, second));
            let products = _mm256_mullo_epi32(lower, factor);
            for (least, start) in least.iter_mut().zip(starts) {
                *least = _mm256_min_epu32(*least, _mm256_sub_epi32(products, start));
            }
        }
        Some(least_of_each(least.map(|half| {
            _mm_min_epu32(
                _mm256_castsi256_si128(half),
                _mm256_extracti128_si256::<1>(half),
            )
        })))
    }

    /// Returns the least number of each vector.
    #[inline]
    #[target_feature(enable = "sse4.1")]
    fn least_of_each([a, b, c, d]: [__m128i; 4]) -> [u32; 4] {
        let ab = _mm_min_epu32(_mm_unpacklo_epi32(a, b), _mm_unpackhi_epi32(a, b));
        let cd = _mm_min_epu32(_mm_unpacklo_epi32(c, d), _mm_unpackhi_epi32(c, d));
        let least = _mm_min_epu32(_mm_unpacklo_epi64(ab, cd), _mm_unpackhi_epi64(ab, cd));
        let mut numbers = [0; 4];
        // SAFETY: the store writes the array's 16 bytes, and needs no alignment.
        unsafe { _mm_storeu_si128(numbers.as_mut_ptr().cast(), least) };
        numbers
    }

    /// Does the work with masks from the widest vectors that the processor has.
    pub(crate) fn by_blocks(work: impl BlockWork) {
        if has_avx512() {
            // SAFETY: the processor has all that `by_blocks_avx512` is compiled for.
            unsafe { by_blocks_avx512(work) }
        } else if has_avx2() {
            // SAFETY: the processor has all that `by_blocks_avx2` is compiled for.
            unsafe { by_blocks_avx2(work) }
        } else {
            work.run(portable);
        }
    }

    fn has_avx512() -> bool {
        cfg!(not(retold_scan = "avx2"))
            && is_x86_feature_detected!("avx512f")
            && is_x86_feature_detected!("avx512bw")
            && is_x86_feature_detected!("avx512dq")
            && is_x86_feature_detected!("avx512vl")
            && is_x86_feature_detected!("bmi1")
            && is_x86_feature_detected!("bmi2")
            && is_x86_feature_detected!("lzcnt")
    }

    fn has_avx2() -> bool {
        is_x86_feature_detected!("avx2")
            && is_x86_feature_detected!("bmi1")
            && is_x86_feature_detected!("bmi2")
            && is_x86_feature_detected!("lzcnt")
    }

    #[target_feature(enable = "avx512f,avx512bw,bmi1,bmi2,lzcnt")]
    fn by_blocks_avx512(work: impl BlockWork) {
        work.run(|bytes| block_avx512(bytes));
    }

    #[target_feature(enable = "avx2,bmi1,bmi2,lzcnt")]
    fn by_blocks_avx2(work: impl BlockWork) {
        work.run(|bytes| block_avx2(bytes));
    }

    #[inline]
    #[target_feature(enable = "avx512f,avx512bw")]
    fn block_avx512(bytes: &[u8; Block::SIZE]) -> Block {
        // SAFETY: the load reads the 64 bytes of the array, and needs no alignment.
        let block = unsafe { _mm512_loadu_si512(bytes.as_ptr().cast()) };
        let equal = |byte: u8| _mm512_cmpeq_epi8_mask(block, _mm512_set1_epi8(byte as i8));
        // Unsigned distance from the first of a range: below its length inside, above outside.
        let between = |first: u8, count: u8| {
            let distance = _mm512_sub_epi8(block, _mm512_set1_epi8(first as i8));
            _mm512_cmplt_epu8_mask(distance, _mm512_set1_epi8(count as i8))
        };
        let uppers = between(b'A', 26);
        let lowered = _mm512_mask_add_epi8(block, uppers, block, _mm512_set1_epi8(32));
        let mut lower = [0; Block::SIZE + 16];
        // SAFETY: the store writes the first 64 of the array's 80 bytes, and needs no alignment.
        unsafe { _mm512_storeu_si512(lower.as_mut_ptr().cast(), lowered) };
        Block {
            letters: uppers | between(b'a', 26),
            uppers,
            digits: between(b'0', 10),
            connectors: equal(b'_'),
            quotes: equal(b'\''),
            stops: equal(b'.'),
            commas: equal(b','),
            hyphens: equal(b'-'),
            line_ends: equal(b'\n') | equal(b'\r'),
            high: _mm512_movepi8_mask(block),
            lower,
        }
    }

    // Not inlined: where the compiler sees that masks are joined later on, it makes them bit by
    // bit.
    #[inline(never)]
    #[target_feature(enable = "avx2")]
    fn block_avx2(bytes: &[u8; Block::SIZE]) -> Block {
        // SAFETY: each load reads 32 of the array's 64 bytes, and needs no alignment.
        let (low, high) = unsafe {
            (
                _mm256_loadu_si256(bytes.as_ptr().cast()),
                _mm256_loadu_si256(bytes.as_ptr().add(32).cast()),
            )
        };
        let mask = |low, high| {
            u64::from(_mm256_movemask_epi8(low) as u32)
                | u64::from(_mm256_movemask_epi8(high) as u32) << 32
        };
        let is = |half, byte: u8| _mm256_cmpeq_epi8(half, _mm256_set1_epi8(byte as i8));
        let equal = |byte| mask(is(low, byte), is(high, byte));
        let between = |half, first: u8, last: u8| {
            // Compared as signed numbers, of which those of characters outside ASCII are all too
            // small.
            let from = _mm256_cmpgt_epi8(half, _mm256_set1_epi8(first as i8 - 1));
            _mm256_and_si256(
                from,
                _mm256_cmpgt_epi8(_mm256_set1_epi8(last as i8 + 1), half),
            )
        };
        let case = _mm256_set1_epi8(32);
        let is_letter = |half| between(_mm256_or_si256(half, case), b'a', b'z');
        let is_line_end = |half| _mm256_or_si256(is(half, b'\n'), is(half, b'\r'));
        let uppers = (between(low, b'A', b'Z'), between(high, b'A', b'Z'));
        let lower = |half, upper| _mm256_add_epi8(half, _mm256_and_si256(upper, case));
        let lowered = (lower(low, uppers.0), lower(high, uppers.1));
        let mut lower = [0; Block::SIZE + 16];
        // SAFETY: the stores write the first 64 of the array's 80 bytes, and need no alignment.
        unsafe {
            _mm256_storeu_si256(lower.as_mut_ptr().cast(), lowered.0);
            _mm256_storeu_si256(lower.as_mut_ptr().add(32).cast(), lowered.1);
        }
        Block {
            letters: mask(is_letter(low), is_letter(high)),
            uppers: mask(uppers.0, uppers.1),
            digits: mask(between(low, b'0', b'9'), between(high, b'0', b'9')),
            connectors: equal(b'_'),
            quotes: equal(b'\''),
            stops: equal(b'.'),
            commas: equal(b','),
            hyphens: equal(b'-'),
            line_ends: mask(is_line_end(low), is_line_end(high)),
            high: mask(low, high),
            lower,
        }
    }

    #[cfg(test)]
    mod tests {
        use proptest::prelude::*;

        use super::*;

        proptest! {
            #[test]
            fn every_width_finds_the_nearest_products(
                keys in prop::collection::vec(any::<u64>(), 0..70), factor in any::<u32>(), starts in any::<[u32; 4]>(),
            ) {
                let distance = |start: u32| keys.iter().map(move |&key| factor.wrapping_mul(key as u32).wrapping_sub(start)).min();
                let plain = || Some(starts.map(|start| distance(start).unwrap_or_default()));
                if has_avx512() {
                    // SAFETY: checked above.
                    prop_assert_eq!(unsafe { least_after_avx512(&keys, factor, starts) }, (keys.len() >= 16).then(plain).flatten());
                }
                if has_avx2() {
                    // SAFETY: checked above.
                    prop_assert_eq!(unsafe { least_after_avx2(&keys, factor, starts) }, (keys.len() >= 8).then(plain).flatten());
                }
            }

            #[test]
            fn every_width_gives_the_portable_block(bytes in prop::collection::vec(any::<u8>(), Block::SIZE)) {
                let bytes: &[u8; Block::SIZE] = bytes.first_chunk().unwrap();
                if has_avx512() {
                    // SAFETY: checked above.
                    prop_assert_eq!(unsafe { block_avx512(bytes) }, portable(bytes));
                }
                if has_avx2() {
                    // SAFETY: checked above.
                    prop_assert_eq!(unsafe { block_avx2(bytes) }, portable(bytes));
                }
            }
        }
    }
}
