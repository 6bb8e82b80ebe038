//! The table of sentences of a page.

use super::view::Share;
use crate::report::marks::Run;
use crate::report::sentences::{differs, is_matched, sides};
use crate::score::SentenceMatch;

/// A row of the table of sentences.
pub(super) struct SentenceView<'a> {
    pub(super) suspicious: Vec<Run<'a>>,
    /// Empty where no sentence of the source shares anything.
    pub(super) source: Vec<Run<'a>>,
    /// Share of the suspicious sentence that the source sentence has too.
    pub(super) strength: Share,
    /// Whether a fact or a negation differs.
    pub(super) differs: bool,
    /// Whether the source has such a sentence.
    pub(super) matched: bool,
}

impl<'a> SentenceView<'a> {
    pub(super) fn new(found: &SentenceMatch, source: &'a str, suspicious: &'a str) -> Self {
        let sides = sides(found, source, suspicious);
        Self {
            suspicious: sides.suspicious,
            source: sides.source,
            strength: Share::of(found.strength),
            differs: differs(found),
            matched: is_matched(found),
        }
    }
}
