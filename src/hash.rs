//! The pinned hashes: the same on every machine and in every version that keeps [`SCHEME`].
//!
//! Both are made of one operation, the folded multiply: two 64-bit numbers multiplied to 128 bits,
//! and the halves of the product combined by exclusive or. It is not meant to withstand somebody
//! who searches for collisions.

/// The version of the words and hashes that anything stored was made with. It changes when any of
/// them does.
pub(crate) const SCHEME: u8 = 2;

const FIRST: u64 = 0x9E37_79B9_7F4A_7C15;
const SECOND: u64 = 0xD6E8_FEB8_6659_FD93;

/// Returns the halves of the 128-bit product, combined.
#[inline]
pub(crate) fn fold_multiply(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}

/// Returns one step of a word's hash: sixteen bytes of it, as two little-endian numbers, zeros
/// after the end.
#[inline]
pub(crate) fn hash_step(hash: u64, low: u64, high: u64) -> u64 {
    fold_multiply(hash ^ low, SECOND ^ high)
}

/// Returns the hash of the folded word of at most sixteen bytes that is given as two numbers.
#[inline]
pub(crate) fn hash_short(low: u64, high: u64) -> u64 {
    hash_step(FIRST, low, high)
}

/// Returns the hash of a folded word. No word holds a NUL, so that the zeros after its end say
/// where it ends.
pub(crate) fn hash_word(word: &[u8]) -> u64 {
    let (blocks, rest) = word.as_chunks::<16>();
    let hash = blocks.iter().fold(FIRST, hash_block);
    if rest.is_empty() {
        hash
    } else {
        hash_block(hash, &padded(rest).to_le_bytes())
    }
}

/// Returns the checksum of stored bytes: it finds accidents, not attacks. Zeros at the end do not
/// change it, so every form that uses it stores its length as well.
pub(crate) fn checksum(bytes: &[u8]) -> u64 {
    hash_word(bytes)
}

/// Returns at most sixteen bytes as a little-endian number, zeros after the end: two reads that may
/// overlap instead of one for each byte.
fn padded(bytes: &[u8]) -> u128 {
    let length = bytes.len();
    if let (Some(first), Some(last)) = (bytes.first_chunk::<8>(), bytes.last_chunk::<8>()) {
        u128::from(u64::from_le_bytes(*first))
            | u128::from(u64::from_le_bytes(*last)) << (8 * (length - 8))
    } else if let (Some(first), Some(last)) = (bytes.first_chunk::<4>(), bytes.last_chunk::<4>()) {
        u128::from(u32::from_le_bytes(*first))
            | u128::from(u32::from_le_bytes(*last)) << (8 * (length - 4))
    } else {
        bytes
            .iter()
            .rev()
            .fold(0, |number, &byte| number << 8 | u128::from(byte))
    }
}

/// Returns the hash of the word of `length` bytes at the start of a buffer that holds zeros after
/// it.
#[inline(always)]
pub(crate) fn hash_padded<const N: usize>(buffer: &[u8; N], length: usize) -> u64 {
    buffer
        .as_chunks()
        .0
        .iter()
        .take(length.div_ceil(16))
        .fold(FIRST, hash_block)
}

#[inline(always)]
fn hash_block(hash: u64, block: &[u8; 16]) -> u64 {
    let block = u128::from_le_bytes(*block);
    hash_step(hash, block as u64, (block >> 64) as u64)
}

/// Returns the hash of a shingle from the combination of its words' hashes.
#[inline]
pub(crate) fn hash_shingle(combined: u64) -> u64 {
    fold_multiply(combined ^ 0xA076_1D64_78BD_642F, 0xE703_7ED1_A0B4_28DB)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn known_answers() {
        let answers = [
            "",
            "a",
            "the",
            "ferries",
            "sixteen-bytes-of",
            "seventeen bytes..",
            "straße",
        ]
        .map(|word| hash_word(word.as_bytes()));
        assert_eq!(
            answers,
            [
                0x9e3779b97f4a7c15,
                0x8952ed585372fb36,
                0x119a4a1e28b64f0b,
                0xf225849d2f328cb8,
                0x7a1554ea7e7539fc,
                0x2e2be87e83885395,
                0x54027f7376921b95,
            ]
        );
        assert_eq!(
            hash_shingle(answers[1].rotate_left(23) ^ answers[2]),
            6902399089002069891
        );
    }

    #[test]
    fn short_words_hash_as_long_ones_do() {
        let bytes = *b"ferries\0\0\0\0\0\0\0\0\0";
        let block = u128::from_le_bytes(bytes);
        assert_eq!(
            hash_word(b"ferries"),
            hash_short(block as u64, (block >> 64) as u64)
        );
    }

    #[test]
    fn padding_reads_every_byte_once() {
        let bytes: [u8; 16] = std::array::from_fn(|at| at as u8 + 1);
        for length in 0..=16 {
            let mut expected = [0; 16];
            expected[..length].copy_from_slice(&bytes[..length]);
            assert_eq!(
                padded(&bytes[..length]),
                u128::from_le_bytes(expected),
                "{length}"
            );
        }
    }
}
