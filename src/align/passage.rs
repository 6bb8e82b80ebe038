//! A matched pair of spans, and the edits that lead from one to the other.

use std::ops::Range;

use crate::text::{Document, Span};

/// How far a passage was reworded.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Passage {
    /// Bytes of the source text.
    pub source: Span,
    /// Bytes of the suspicious text.
    pub suspicious: Span,
    /// How much likelier than chance the match is, in nats.
    pub strength: f64,
    /// Share of the words of both sides that are matched, from 0 to 1: an inflected word counts for
    /// nine tenths, one of similar spelling for six, wherever in the passage it occurs.
    pub identity: f64,
    /// How far it was reworded.
    pub obfuscation: Obfuscation,
    /// Every word of both sides, once, in the order of the suspicious text; empty unless edits were
    /// asked for.
    pub edits: Vec<Edit>,
    /// What became of the names, numbers and negations on both sides, in the order of the
    /// suspicious text; empty for passages that were aligned without being scored.
    #[cfg_attr(feature = "serde", serde(default))]
    pub facts: Vec<FactEdit>,
}

/// What became of a name, a number or a negation of a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum FactEditKind {
    /// The passage has it as the source has it.
    Kept,
    /// The passage has it, and the source nowhere.
    Added,
    /// The source has it, and the suspicious text nowhere.
    Dropped,
    /// The passage has another one at its position, which may occur elsewhere in the source, or the
    /// same digits with another sign or unit.
    Replaced,
    /// A word such as "not" was put in or taken out.
    Negated,
}

/// One name, number or negation of a passage, on either side or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FactEdit {
    /// What happened.
    pub kind: FactEditKind,
    /// Bytes of the source; `None` where the passage has something that the source lacks.
    pub source: Option<Span>,
    /// Bytes of the suspicious text; `None` where it lacks something that the source has.
    pub suspicious: Option<Span>,
}

/// The tokens of a passage. Stages inside the crate read these; bytes are made of them only for the
/// answer.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct PassageTokens {
    pub(crate) source: Range<usize>,
    pub(crate) suspicious: Range<usize>,
    /// The edits by tokens.
    pub(crate) steps: Vec<Step>,
}

/// One edit by tokens: a run on either side or both.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Step(
    pub(crate) EditKind,
    pub(crate) Option<Range<usize>>,
    pub(crate) Option<Range<usize>>,
);

impl PassageTokens {
    /// Finds the tokens of a passage that is known by its bytes.
    pub(crate) fn of(source: &Document, suspicious: &Document, passage: &Passage) -> Self {
        let tokens = |document: &Document, span: Span| {
            let tokens = document.tokens();
            let start = tokens.partition_point(|token| token.span().start < span.start);
            let end = tokens.partition_point(|token| token.span().end <= span.end);
            start..end.max(start)
        };
        let steps = passage.edits.iter().map(|edit| {
            Step(
                edit.kind,
                edit.source.map(|span| tokens(source, span)),
                edit.suspicious.map(|span| tokens(suspicious, span)),
            )
        });
        Self {
            source: tokens(source, passage.source),
            suspicious: tokens(suspicious, passage.suspicious),
            steps: steps.collect(),
        }
    }
}

/// What became of a run of tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
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
    /// The same words, at another place of the passage: two or more together, or one that is not
    /// common.
    Moved,
    /// Takes no part in the comparison, such as a caption between two paragraphs: it counts neither as
    /// added nor as dropped.
    SetAside,
}

/// One step of the way from the source to the suspicious text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Edit {
    /// What happened.
    pub kind: EditKind,
    /// Bytes of the source; `None` where the suspicious text added something, and for what was set
    /// aside of it.
    pub source: Option<Span>,
    /// Bytes of the suspicious text; `None` where it dropped something, and for what was set aside of
    /// the source.
    pub suspicious: Option<Span>,
}

/// Returns the bytes of a stretch of tokens, with the punctuation that belongs to its ends:
/// quotation marks and brackets before it, and everything up to the next space after it.
pub(crate) fn span_of(document: &Document, tokens: &Range<usize>) -> Span {
    let all = document.tokens();
    let (Some(first), Some(last)) = (all.get(tokens.start), all.get(tokens.end.wrapping_sub(1)))
    else {
        return Span::default();
    };
    let text = document.text();
    let before = tokens
        .start
        .checked_sub(1)
        .and_then(|at| all.get(at))
        .map_or(0, |token| token.span().end);
    let after = all
        .get(tokens.end)
        .map_or(text.len(), |token| token.span().start);
    let (first, last) = (first.span().start, last.span().end);
    let leading = text.get(before..first).unwrap_or("");
    let opened: usize = leading
        .chars()
        .rev()
        .take_while(|c| is_opening(*c))
        .map(char::len_utf8)
        .sum();
    let trailing = text.get(last..after).unwrap_or("");
    let closed: usize = trailing
        .chars()
        .take_while(|c| !c.is_whitespace() && !is_joining(*c))
        .map(char::len_utf8)
        .sum();
    // Punctuation between two words without a space, as in "ready-made", closes nothing.
    let closed = if closed == trailing.len() && after < text.len() {
        0
    } else {
        closed
    };
    Span::new(first - opened, last + closed)
}

fn is_opening(c: char) -> bool {
    matches!(
        c,
        '(' | '['
            | '{'
            | '"'
            | '\''
            | '“'
            | '‘'
            | '„'
            | '‚'
            | '«'
            | '‹'
            | '»'
            | '›'
            | '¿'
            | '¡'
    )
}

/// Returns whether a character belongs to the next word rather than to this one.
fn is_joining(c: char) -> bool {
    matches!(
        c,
        '(' | '[' | '{' | '<' | '#' | '@' | '-' | '–' | '—' | '/' | '*' | '•' | '¿' | '¡'
    )
}
