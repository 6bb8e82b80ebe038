//! The quick path for words of letters that the table knows, one after the other: most of a text in
//! Russian, Greek or Korean, the words with accents of one in German or French, and single Han and
//! Hiragana characters.

use super::chars::{Class, Entry, Table};
use super::lookalike::is_suspect;
use super::sink::Sink;
use crate::hash::hash_padded;

/// Bytes of the longest word that is read here.
const LONGEST: usize = 64;

/// Reads words from `start`, which is the start of a stretch, up to the first character that asks
/// for more care or for the block scanner. Returns where it stopped: at the start of a stretch or,
/// equal to it, after a character that nothing joins to; `start` if it read nothing.
pub(super) fn read<S: Sink>(text: &str, table: &Table, start: usize, sink: &mut S) -> usize {
    let mut at = start;
    loop {
        let Some((entry, width)) = entry(text, table, at) else {
            return at;
        };
        let next = at + width;
        match entry.class {
            Class::Letter | Class::Digit => match word(text, table, at, sink) {
                Some(end) => at = end,
                None => return at,
            },
            // What follows could join it only if it were folded.
            Class::Ideograph if !is_odd(text, table, next) => {
                let mut word = [0; LONGEST];
                copy(&mut word, 0, text.as_bytes(), at..next);
                sink.folded(at..next, &word[..width], hash_padded(&word, width));
                at = next;
            }
            // With nothing before them, these join nothing.
            Class::Quote | Class::Stop | Class::Comma if !is_odd(text, table, next) => at = next,
            Class::Break => at = next,
            _ => return at,
        }
        // ASCII is the block scanner's.
        if text.as_bytes().get(at).is_none_or(u8::is_ascii) && starts_stretch(text, at) {
            return at;
        }
    }
}

/// Returns `true` if a stretch starts at `at`, to be told from the byte before it.
fn starts_stretch(text: &str, at: usize) -> bool {
    at.checked_sub(1)
        .and_then(|before| text.as_bytes().get(before))
        .is_none_or(|before| matches!(before, b' ' | b'\n'))
}

/// Reads one word at `at`; returns where it ends, or `None` if it is not simple.
#[inline(always)]
fn word<S: Sink>(text: &str, table: &Table, start: usize, sink: &mut S) -> Option<usize> {
    let mut word = [0; LONGEST];
    let mut length = 0;
    let mut scripts = 0;
    let mut at = start;
    while let Some((entry, width)) = entry(text, table, at) {
        match entry.class {
            Class::Letter | Class::Digit => {}
            Class::Break if !may_break_a_line(text, at) => break,
            Class::Ideograph => break,
            Class::Quote | Class::Stop | Class::Comma
                if matches!(text.as_bytes().get(at + width), Some(b' ' | b'\n')) =>
            {
                break;
            }
            _ => return None,
        }
        if length + 3 > LONGEST {
            return None;
        }
        scripts |= entry.scripts;
        match entry.lower {
            lower @ 1..0x80 => {
                word[length] = lower as u8;
                length += 1;
            }
            lower @ 0x80..0x800 => {
                word[length] = 0xC0 | (lower >> 6) as u8;
                word[length + 1] = 0x80 | (lower & 0x3F) as u8;
                length += 2;
            }
            _ => {
                copy(&mut word, length, text.as_bytes(), at..at + width);
                length += width;
            }
        }
        at += width;
    }
    if is_suspect(scripts) {
        return None;
    }
    sink.folded(start..at, &word[..length], hash_padded(&word, length));
    Some(at)
}

fn copy(word: &mut [u8; LONGEST], at: usize, bytes: &[u8], range: std::ops::Range<usize>) {
    if let Some(word) = word.get_mut(at..) {
        for (to, from) in word.iter_mut().zip(bytes.get(range).unwrap_or_default()) {
            *to = *from;
        }
    }
}

/// Returns `true` if the separator at `at` could be a hyphen, or hidden, at a line's end.
fn may_break_a_line(text: &str, at: usize) -> bool {
    let rest = text.as_bytes().get(at..).unwrap_or_default();
    matches!(
        rest,
        [b'-', b'\n' | b'\r', ..] | [0xE2, 0x80, 0x90, b'\n' | b'\r', ..]
    )
}

fn is_odd(text: &str, table: &Table, at: usize) -> bool {
    entry(text, table, at).is_some_and(|(entry, _)| entry.class == Class::Odd)
}

/// Returns the entry of the character at `at`, and its bytes.
#[inline(always)]
fn entry(text: &str, table: &Table, at: usize) -> Option<(Entry, usize)> {
    match *text.as_bytes().get(at..)? {
        [byte @ ..0x80, ..] => Some((table.low(u32::from(byte)), 1)),
        [first @ 0xC2..0xE0, second, ..] => Some((
            table.low(u32::from(first & 0x1F) << 6 | u32::from(second & 0x3F)),
            2,
        )),
        _ => {
            let c = text.get(at..)?.chars().next()?;
            Some((table.entry(c), c.len_utf8()))
        }
    }
}
