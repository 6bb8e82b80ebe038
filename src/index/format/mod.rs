//! The bytes of an index, the same in memory and in a file. All numbers are little-endian, and
//! every part starts at a multiple of 8.
//!
//! | bytes | part |
//! | --- | --- |
//! | [`header::LENGTH`] | the [header](header::Header) |
//! | 8 for each document | the ids in ascending order; the position of an id is the document's row |
//! | for each band | a [directory](directory) of rows by the hash of the band's slots |
//! | 4 for each slot | the signatures by row, if they are kept |
//! | 8 for each document, 8 for each shingle | the end of each set of shingles, and the sets, if they are kept |
//! | 4 for each document | the length of each containment sketch, if they are kept; then a directory of rows by their hashes |
//! | 8 for each [`BLOCK`] bytes | the checksums of everything between the header and here |

mod blocks;
mod directory;
mod header;
mod layout;
#[cfg(feature = "mmap")]
mod map;

pub(super) use blocks::{Blocks, Stored};
pub(super) use directory::{Directory, Entries, of_key, parts};
pub(super) use layout::{LIMIT, Layout};
#[cfg(feature = "mmap")]
pub(super) use map::Map;

/// Bytes under one checksum: a page, so that a query checks little more than it reads.
const BLOCK: usize = 4096;

/// Returns the bytes of `count` items, rounded up to a multiple of eight.
fn eights(count: u64, bytes: u64) -> u64 {
    count
        .saturating_mul(bytes)
        .checked_next_multiple_of(8)
        .unwrap_or(u64::MAX)
}
