//! Word shingles as pinned 64-bit hashes.

/// The pinned 64-bit hash of a folded word.
pub(crate) fn hash_word(word: &[u8]) -> u64 {
    let mut hash = 0x9E37_79B9_7F4A_7C15_u64 ^ word.len() as u64;
    for chunk in word.chunks(8) {
        let mut bytes = [0; 8];
        bytes[..chunk.len()].copy_from_slice(chunk);
        hash = fold_multiply(hash ^ u64::from_le_bytes(bytes), 0xD6E8_FEB8_6659_FD93);
    }
    hash
}

fn fold_multiply(a: u64, b: u64) -> u64 {
    let product = u128::from(a) * u128::from(b);
    product as u64 ^ (product >> 64) as u64
}
