//! A matched pair of spans, and the edits that lead from one to the other.

use crate::text::Span;

/// How far a passage was reworded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Obfuscation {
    /// Word for word, or nearly so.
    None,
    /// Some words changed.
    Light,
    /// Most of the wording changed.
    Heavy,
    /// Much shortened.
    Summary,
}

/// A stretch of the suspicious text with the stretch of the source that it was made from.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Passage {
    /// Bytes of the source text.
    pub source: Span,
    /// Bytes of the suspicious text.
    pub suspicious: Span,
    /// How much likelier than chance the match is, in nats.
    pub strength: f64,
    /// Share of the tokens of both sides that are matched, from 0 to 1; soft matches count for less.
    pub identity: f64,
    /// How far it was reworded.
    pub obfuscation: Obfuscation,
    /// Every token of both sides accounted for, in the order of the suspicious text; empty unless edits were asked for.
    pub edits: Vec<Edit>,
}

/// What became of a run of tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum EditKind {
    /// The same folded words on both sides.
    Same,
    /// The same stems in other forms.
    Inflected,
    /// Similar spelling.
    Similar,
    /// Other words in the same place.
    Replaced,
    /// Only in the suspicious text.
    Added,
    /// Only in the source.
    Dropped,
    /// The same words, at another place of the passage.
    Moved,
}

/// One step of the way from the source to the suspicious text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Edit {
    /// What happened.
    pub kind: EditKind,
    /// Bytes of the source; `None` where the suspicious text added something.
    pub source: Option<Span>,
    /// Bytes of the suspicious text; `None` where it dropped something.
    pub suspicious: Option<Span>,
}
