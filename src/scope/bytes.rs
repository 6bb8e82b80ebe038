//! Bytes of a text, found and counted a block at a time.

/// Returns where the first byte is that `is` says yes to. `is` must not branch: then a block of bytes
/// takes a few vector instructions.
pub(super) fn position(bytes: &[u8], is: impl Fn(u8) -> bool) -> Option<usize> {
    const BLOCK: usize = 64;
    let has_none = |block: &&[u8; BLOCK]| {
        let any = |any, &byte: &u8| any | u8::from(is(byte));
        block.iter().fold(0, any) == 0
    };
    let (blocks, _) = bytes.as_chunks();
    let free = blocks.iter().take_while(has_none).count() * BLOCK;
    let found = bytes[free..].iter().position(|&byte| is(byte));
    found.map(|at| free + at)
}

/// Returns how many bytes `is` says yes to, which must have no branch.
pub(super) fn count(bytes: &[u8], is: impl Fn(u8) -> bool) -> usize {
    // As many as a byte can count.
    let blocks = bytes.chunks(usize::from(u8::MAX));
    let add = |count, &byte: &u8| count + u8::from(is(byte));
    blocks
        .map(|block| usize::from(block.iter().fold(0, add)))
        .sum()
}

#[cfg(test)]
mod tests {
    use super::{count, position};

    #[test]
    fn bytes_are_found_and_counted_wherever_they_are() {
        for length in (0..150).chain(250..260).chain(505..515) {
            let mut bytes = vec![b' '; length];
            assert_eq!(position(&bytes, |byte| byte == b'x'), None);
            assert_eq!(count(&bytes, |byte| byte == b' '), length);
            for at in (0..length).rev().take(150) {
                bytes[at] = b'x';
                assert_eq!(position(&bytes, |byte| byte == b'x'), Some(at));
                assert_eq!(count(&bytes, |byte| byte == b'x'), length - at);
            }
        }
    }
}
