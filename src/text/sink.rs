//! What the scanner and all its paths give their words to.

use std::ops::Range;

use super::finding::FindingKind;

/// What takes the words.
pub(super) trait Sink {
    /// Receives a word of ASCII alone: its folded form is the original in lower case.
    fn ascii(&mut self, place: Range<usize>, hash: u64);
    /// Receives any other word, folded: UTF-8.
    fn folded(&mut self, place: Range<usize>, word: &[u8], hash: u64);
    /// Receives something that was folded away.
    fn finding(&mut self, kind: FindingKind, place: Range<usize>);
}
