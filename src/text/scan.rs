//! The word scanner: text in, folded words out, in text order, with the bytes of the original that
//! each came from.
//!
//! Words are those of Unicode Standard Annex 29 with the differences that [`super`] describes. Text
//! is taken in *stretches*: what lies between characters that separate words whatever their
//! neighbours ([`Class::Break`]). A stretch of plain ASCII is split by mask arithmetic on blocks of
//! 64 bytes; one of letters in the table or of Han and Kana, by a loop over classes; any other is
//! folded and segmented in full. Which way was taken cannot be seen in the words.

use std::ops::Range;

use super::chars::is_typographic_break;
use super::finding::FindingKind;
use super::number::plain_number;
use super::sink::Sink;
use super::stretch::Stretches;
use crate::hash::{hash_short, hash_word};
use crate::simd::{Block, BlockWork, by_blocks};

/// Reads all words of `text`.
pub(super) fn scan<S: Sink>(text: &str, sink: &mut S) {
    by_blocks(Scanning { text, sink });
}

/// A text on its way into a sink.
struct Scanning<'a, S> {
    text: &'a str,
    sink: &'a mut S,
}

impl<S: Sink> BlockWork for Scanning<'_, S> {
    #[inline(always)]
    fn run(self, classify: impl Fn(&[u8; Block::SIZE]) -> Block) {
        scan_blocks(self.text, classify, self.sink);
    }
}

/// Reads all words, with `classify` for the blocks.
#[inline(always)]
pub(super) fn scan_blocks<S: Sink>(
    text: &str,
    classify: impl Fn(&[u8; Block::SIZE]) -> Block,
    sink: &mut S,
) {
    let bytes = text.as_bytes();
    let mut stretches = Stretches::new(text);
    let mut at = 0;
    while at < bytes.len() {
        let block = match bytes[at..].first_chunk() {
            Some(block) => classify(block),
            None => {
                let mut last = [b' '; Block::SIZE];
                last[..bytes.len() - at].copy_from_slice(&bytes[at..]);
                classify(&last)
            }
        };
        let (breaks, odd) = breaks(&block, bytes, at);
        let below_odd = low_bits(odd);
        if breaks & below_odd == 0 {
            at = stretches.read(at, sink);
            continue;
        }
        let end = 63 - (breaks & below_odd).leading_zeros();
        emit(&block, low_bits(end), at, sink);
        at += end as usize + 1;
        if odd < 64 && at < bytes.len() {
            at = stretches.read(at, sink);
        }
    }
}

/// Returns the lowest `count` bits, at most 64.
#[inline(always)]
fn low_bits(count: u32) -> u64 {
    if count >= 64 {
        u64::MAX
    } else {
        (1 << count) - 1
    }
}

/// Returns the bytes of a block that separate words whatever their neighbours, and the first byte
/// that these masks cannot judge, 64 if there is none.
#[inline(always)]
fn breaks(block: &Block, bytes: &[u8], at: usize) -> (u64, u32) {
    let letters = block.letters;
    let inner = letters
        | block.digits
        | block.connectors
        | block.quotes
        | block.stops
        | block.commas
        | block.high;
    // A hyphen at the block's end may break a word at a line's end: the next block will tell.
    let mut breaks = !inner & !(block.hyphens & 1 << 63);
    let mut odd = (block.hyphens & letters << 1 & block.line_ends >> 1).trailing_zeros();
    let mut high = block.high;
    while high != 0 {
        let first = high.trailing_zeros();
        if first > odd {
            break;
        }
        let width = typographic(bytes, at + first as usize);
        if width == 0 || first + width > 64 {
            odd = odd.min(first);
            break;
        }
        let character = low_bits(width) << first;
        breaks |= character;
        high &= !character;
    }
    (breaks, odd)
}

/// Returns the bytes of the character at `at` if it is a common one that separates words there,
/// else 0.
#[inline]
fn typographic(bytes: &[u8], at: usize) -> u32 {
    let inside = |byte: Option<&u8>| {
        byte.is_some_and(|&byte| byte >= 0x80 || byte == b'_' || byte.is_ascii_alphanumeric())
    };
    match *bytes.get(at..).unwrap_or_default() {
        // Quotes that may be apostrophes: not at a word's edge.
        [0xE2, 0x80, 0x98 | 0x99, ref after @ ..] => {
            let before = at.checked_sub(1).and_then(|at| bytes.get(at));
            let after = after.first();
            let edge = !inside(after) || !inside(before) && after.is_some_and(u8::is_ascii);
            3 * u32::from(edge)
        }
        [
            0xE2,
            0x80,
            last @ (0x80..=0x8A | 0x91..=0x97 | 0x9C..=0xA2 | 0xA5 | 0xA6),
            ..,
        ] => {
            debug_assert!(
                char::from_u32(0x2000 + u32::from(last & 0x3F)).is_some_and(is_typographic_break)
            );
            3
        }
        [
            0xC2,
            0xA0..=0xA7 | 0xA9 | 0xAB | 0xAC | 0xAE | 0xB0 | 0xB1 | 0xB6 | 0xBB | 0xBF,
            ..,
        ] => 2,
        [0xE2, 0x82, 0xAC, ..] => 3,
        _ => 0,
    }
}

/// Emits the words of a block below `limit`, all of plain ASCII. The block starts after a separator
/// and `limit` ends before one, so that every word is whole.
#[inline(always)]
fn emit<S: Sink>(block: &Block, limit: u64, at: usize, sink: &mut S) {
    let letters = block.letters & limit;
    let digits = block.digits & limit;
    let connectors = block.connectors & limit;
    let between_letters = letters << 1 & letters >> 1;
    let between_digits = digits << 1 & digits >> 1;
    let solid = letters | digits | connectors;
    let commas = block.commas & between_digits;
    let stops = block.stops & (between_digits | between_letters & !(solid << 2) & !(solid >> 2));
    let words = solid | block.quotes & (between_letters | between_digits) | commas | stops;
    let mut starts = words & !(words << 1);
    let mut ends = !words & words << 1;
    let mut missing =
        block.stops & between_letters & !stops & block.uppers >> 1 & !(block.uppers << 1);
    while missing != 0 {
        let stop = at + missing.trailing_zeros() as usize;
        sink.finding(FindingKind::MissingSpace, stop..stop + 1);
        missing &= missing - 1;
    }
    while starts != 0 {
        let start = starts.trailing_zeros();
        let end = ends.trailing_zeros();
        starts &= starts - 1;
        ends &= ends.wrapping_sub(1);
        let inside = low_bits(end) & !low_bits(start);
        let place = at + start as usize..at + end as usize;
        if connectors & inside != 0 && (letters | digits) & inside == 0 {
            continue;
        }
        if (commas | block.quotes & between_digits | stops & between_digits) & inside != 0 {
            let written =
                std::str::from_utf8(&block.lower[start as usize..end as usize]).unwrap_or_default();
            if let Some(number) = plain_number(written) {
                sink.folded(place, number.as_bytes(), hash_word(number.as_bytes()));
                continue;
            }
        }
        sink.ascii(
            place,
            hash_lower(&block.lower, start as usize, end as usize),
        );
    }
}

#[inline(always)]
fn hash_lower(lower: &[u8; Block::SIZE + 16], start: usize, end: usize) -> u64 {
    let length = end - start;
    let Some(chunk) = lower.get(start..).and_then(|rest| rest.first_chunk::<16>()) else {
        return hash_word(&[]);
    };
    if length > 16 {
        return hash_word(&lower[start..end]);
    }
    let bits = u128::from_le_bytes(*chunk) & (u128::MAX >> (128 - 8 * length as u32));
    hash_short(bits as u64, (bits >> 64) as u64)
}

/// Bytes of a text that are read: a position takes 32 bits. What follows is read neither into a
/// document nor into a signature.
pub(super) const READ_LIMIT: usize = u32::MAX as usize - 1;

/// Bytes of a text that memory is reserved for at once. What a longer text needs is known only from
/// its words.
pub(super) const RESERVED: usize = 1 << 20;

/// Returns the longest start of `text` of at most `limit` bytes.
pub(super) fn readable(text: &str, limit: usize) -> &str {
    let ends = limit.saturating_sub(3)..=limit;
    match ends.rev().find_map(|end| text.get(..end)) {
        Some(start) if limit < text.len() => start,
        _ => text,
    }
}

/// Appends the hash of every word of `text` up to [`READ_LIMIT`], in text order: the words of its
/// document.
pub(crate) fn word_hashes(text: &str, hashes: &mut Vec<u64>) {
    word_hashes_up_to(READ_LIMIT, text, hashes);
}

pub(super) fn word_hashes_up_to(limit: usize, text: &str, hashes: &mut Vec<u64>) {
    struct Hashes<'a>(&'a mut Vec<u64>);

    impl Sink for Hashes<'_> {
        #[inline(always)]
        fn ascii(&mut self, _: Range<usize>, hash: u64) {
            self.0.push(hash);
        }

        fn folded(&mut self, _: Range<usize>, _: &[u8], hash: u64) {
            self.0.push(hash);
        }

        fn finding(&mut self, _: FindingKind, _: Range<usize>) {}
    }

    let text = readable(text, limit);
    hashes.reserve(text.len().min(RESERVED) / 6);
    scan(text, &mut Hashes(hashes));
}
