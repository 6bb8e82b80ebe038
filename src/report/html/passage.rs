//! A passage as a row of a list that opens: how far it was reworded, which of its facts differ, and
//! its two sides with the edits.

use super::figures::{Shown, beginning, percent};
use crate::Verdict;
use crate::align::Passage;
use crate::report::changes::differing;
use crate::report::marks::{Row, rows};
use crate::report::words::rewording;

/// Characters of the beginning of a passage that are shown.
const BEGINNING: usize = 80;

/// A passage of a pair that was judged so.
pub(super) struct PassageView<'a> {
    pub(super) rewording: &'static str,
    pub(super) identity: String,
    /// How many facts differ, in words; empty if none does.
    pub(super) facts: String,
    pub(super) beginning: String,
    pub(super) rows: Vec<Row<'a, 'a>>,
}

impl<'a> PassageView<'a> {
    pub(super) fn new(
        verdict: Verdict,
        passage: &Passage,
        source: &'a str,
        suspicious: &'a str,
    ) -> Self {
        let text = passage.suspicious.slice(suspicious).unwrap_or_default();
        Self {
            rewording: rewording(verdict, passage.obfuscation),
            identity: percent(passage.identity),
            facts: differing(passage).unwrap_or_default(),
            beginning: Shown(&beginning(text, BEGINNING)).to_string(),
            rows: rows(passage, source, suspicious),
        }
    }
}
