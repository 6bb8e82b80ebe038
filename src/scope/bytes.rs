//! Bytes of a text, found and counted a block at a time.

/// Bytes that are looked at together.
const BLOCK: usize = 32;

/// Returns where the first byte is that `is` says yes to. It must have no branch: then a block of
/// bytes takes a few vector instructions.
pub(super) fn position(bytes: &[u8], is: impl Fn(u8) -> bool) -> Option<usize> {
    let is_in = |block: &[u8; BLOCK]| block.iter().fold(false, |any, &byte| any | is(byte));
    let (blocks, _) = bytes.as_chunks::<BLOCK>();
    let free = blocks.iter().take_while(|block| !is_in(block)).count() * BLOCK;
    let found = bytes[free..].iter().position(|&byte| is(byte));
    found.map(|at| free + at)
}

/// Returns how many bytes `is` says yes to, which must have no branch.
pub(super) fn count(bytes: &[u8], is: impl Fn(u8) -> bool) -> usize {
    let (blocks, rest) = bytes.as_chunks::<BLOCK>();
    let of_block = |block: &[u8; BLOCK]| {
        let count = block
            .iter()
            .fold(0, |count, &byte| count + u8::from(is(byte)));
        usize::from(count)
    };
    let of_rest = rest.iter().filter(|&&byte| is(byte)).count();
    blocks.iter().map(of_block).sum::<usize>() + of_rest
}

#[cfg(test)]
mod tests {
    use super::{count, position};

    #[test]
    fn bytes_are_found_and_counted_wherever_they_are() {
        for length in 0..100 {
            let mut bytes = vec![b' '; length];
            assert_eq!(position(&bytes, |byte| byte == b'x'), None);
            assert_eq!(count(&bytes, |byte| byte == b' '), length);
            for at in (0..length).rev() {
                bytes[at] = b'x';
                assert_eq!(position(&bytes, |byte| byte == b'x'), Some(at));
                assert_eq!(count(&bytes, |byte| byte == b'x'), length - at);
            }
        }
    }
}
