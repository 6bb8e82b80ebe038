//! What was folded away: tricks on the machine that a reader would not see, and what was left
//! unread.

use super::Span;

/// A way to write a word so that it reads the same and does not match.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum FindingKind {
    /// A word with letters of another alphabet that look the same, counted by words.
    Lookalike,
    /// Soft hyphens and characters of no width inside or next to a word.
    Invisible,
    /// Controls of the direction of text inside or next to a word.
    Directional,
    /// Combining marks that belong to no letter of the language.
    CombiningMark,
    /// Letters and digits in forms of another width or style: full width, mathematical.
    WidthForm,
    /// A space other than the common one between two words.
    OddSpace,
    /// A word broken by a hyphen at the end of a line.
    LineHyphen,
    /// A sentence that begins right after the full stop of the one before.
    MissingSpace,
    /// Text beyond the 4 GiB that are read.
    Unread,
}

/// All that was found of one kind.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Finding {
    /// What was found.
    pub kind: FindingKind,
    /// How often.
    pub count: usize,
    /// Where in the original, in text order: the first [`Finding::MAX_SPANS`] of them.
    pub spans: Vec<Span>,
}

impl Finding {
    /// How many places are kept of each kind.
    pub const MAX_SPANS: usize = 100;

    /// Adds one find to those of its kind.
    pub(super) fn add(findings: &mut Vec<Self>, kind: FindingKind, span: Span) {
        let at = match findings.binary_search_by_key(&kind, |finding| finding.kind) {
            Ok(at) => at,
            Err(at) => {
                findings.insert(
                    at,
                    Self {
                        kind,
                        count: 0,
                        spans: Vec::new(),
                    },
                );
                at
            }
        };
        let finding = &mut findings[at];
        finding.count += 1;
        if finding.spans.len() < Self::MAX_SPANS {
            finding.spans.push(span);
        }
    }
}
