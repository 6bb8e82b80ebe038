//! Sixty-four bytes of text at a time, as bit masks: bit `i` speaks of byte `i`.

/// The masks of a block of text.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Block {
    /// ASCII letters.
    pub(crate) letters: u64,
    /// Those of them in upper case.
    pub(crate) uppers: u64,
    /// ASCII digits.
    pub(crate) digits: u64,
    /// Underscores.
    pub(crate) connectors: u64,
    /// Apostrophes.
    pub(crate) quotes: u64,
    /// Full stops.
    pub(crate) stops: u64,
    /// Commas.
    pub(crate) commas: u64,
    /// Hyphens.
    pub(crate) hyphens: u64,
    /// Line feeds and carriage returns.
    pub(crate) line_ends: u64,
    /// Bytes of characters outside ASCII.
    pub(crate) high: u64,
    /// The bytes with ASCII letters in lower case, and as many zeros as one load may reach beyond.
    pub(crate) lower: [u8; Block::SIZE + 16],
}

impl Block {
    /// Bytes in a block.
    pub(crate) const SIZE: usize = 64;
}

const ONES: u64 = 0x0101_0101_0101_0101;
const HIGH: u64 = 0x80 * ONES;

/// Returns a block's masks with plain arithmetic on eight bytes at a time.
#[inline(always)]
pub(crate) fn portable(bytes: &[u8; Block::SIZE]) -> Block {
    let mut block = Block {
        letters: 0,
        uppers: 0,
        digits: 0,
        connectors: 0,
        quotes: 0,
        stops: 0,
        commas: 0,
        hyphens: 0,
        line_ends: 0,
        high: 0,
        lower: [0; Block::SIZE + 16],
    };
    for (at, chunk) in bytes.as_chunks::<8>().0.iter().enumerate() {
        let word = u64::from_le_bytes(*chunk);
        let ascii = !word & HIGH;
        // The high bit of a byte is clear in `seven`, so that adding to it carries nothing to the
        // next byte.
        let seven = word & !HIGH;
        let at_least = |seven: u64, least: u8| seven + u64::from(0x80 - least) * ONES;
        let between = |seven: u64, first: u8, last: u8| {
            at_least(seven, first) & !at_least(seven, last + 1) & ascii
        };
        let equal = |byte: u8| between(seven, byte, byte);
        let upper = between(seven, b'A', b'Z');
        let shift = at * 8;
        block.letters |= gather(upper | between(seven, b'a', b'z')) << shift;
        block.uppers |= gather(upper) << shift;
        block.digits |= gather(between(seven, b'0', b'9')) << shift;
        block.connectors |= gather(equal(b'_')) << shift;
        block.quotes |= gather(equal(b'\'')) << shift;
        block.stops |= gather(equal(b'.')) << shift;
        block.commas |= gather(equal(b',')) << shift;
        block.hyphens |= gather(equal(b'-')) << shift;
        block.line_ends |= gather(equal(b'\n') | equal(b'\r')) << shift;
        block.high |= gather(word & HIGH) << shift;
        block.lower[shift..shift + 8].copy_from_slice(&(word | upper >> 2).to_le_bytes());
    }
    block
}

/// Returns the high bit of each byte, side by side.
#[inline(always)]
fn gather(high_bits: u64) -> u64 {
    (high_bits >> 7).wrapping_mul(0x0102_0408_1020_4080) >> 56
}
