//! Bytes that are seldom in a text, found a block at a time.

/// Returns where the first byte is that `is` says yes to. It must have no branch: then a block of
/// bytes takes a few vector instructions.
pub(super) fn position(bytes: &[u8], is: impl Fn(u8) -> bool) -> Option<usize> {
    const BLOCK: usize = 32;
    let is_in = |block: &[u8; BLOCK]| block.iter().fold(false, |any, &byte| any | is(byte));
    let (blocks, _) = bytes.as_chunks::<BLOCK>();
    let free = blocks.iter().take_while(|block| !is_in(block)).count() * BLOCK;
    let found = bytes[free..].iter().position(|&byte| is(byte));
    found.map(|at| free + at)
}

#[cfg(test)]
mod tests {
    use super::position;

    #[test]
    fn the_first_is_found_wherever_it_is() {
        for length in 0..100 {
            let mut bytes = vec![b' '; length];
            assert_eq!(position(&bytes, |byte| byte == b'x'), None);
            for at in (0..length).rev() {
                bytes[at] = b'x';
                assert_eq!(position(&bytes, |byte| byte == b'x'), Some(at));
            }
        }
    }
}
