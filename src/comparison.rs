//! What a comparison says: the score, the shares, the passages, and what was folded away or set
//! aside.

use std::ops::Range;

use crate::align::{Alignment, FactEdit, Passage};
use crate::pair::Pair;
use crate::scope::{Mask, Scope, SetAside};
use crate::score::{Score, SentenceMatch, Verdict};
use crate::text::{Document, Finding, Language};

/// How far one text is a rewrite of another, and the passages that prove it.
///
/// All shares are from 0 to 1 and never NaN. Spans are bytes of the two original texts.
///
/// With the feature `serde` it is written with a `schema_version`, and read only if that is
/// [`Comparison::SCHEMA_VERSION`]; what is read equals what was written if the format keeps floats,
/// as `serde_json` does with its feature `float_roundtrip`. The JSON Schema is
/// `schema/comparison.json`; with the feature `schema`,
/// [`JsonSchema`](https://docs.rs/schemars/1/schemars/trait.JsonSchema.html) gives it.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Comparison {
    #[cfg_attr(feature = "schema", schemars(with = "u32", extend("const" = SchemaVersion::CURRENT)))]
    pub(crate) schema_version: SchemaVersion,
    #[cfg_attr(feature = "serde", serde(default))]
    #[cfg_attr(feature = "schema", schemars(with = "String", extend("enum" = ["bytes", "chars"])))]
    pub(crate) offsets: OffsetUnit,
    /// How likely it is that the suspicious text was rewritten from the source, and why.
    pub score: Score,
    /// Share of the suspicious text that is expected to be taken over, of the words that take part:
    /// the words of passages and of sentences that share more with the source than sentences on one
    /// matter do, times the probability. A text that is all like its source and a rewrite by .6 is
    /// .6 reused; a copy is 1.
    pub reused: f64,
    /// Share of the source that is expected to be taken over, of the words that take part, in the
    /// same way.
    pub covered: f64,
    /// Share of the suspicious text's words that lie in passages, of those that take part, whatever
    /// the probability: text that both have, also where it was not taken over.
    #[cfg_attr(feature = "serde", serde(default))]
    pub in_passages: f64,
    /// The passages, in the order of the suspicious text; no word of it lies in two.
    pub passages: Vec<Passage>,
    /// For each sentence of the suspicious text its best source sentence and the facts that differ;
    /// empty unless [`DetectorBuilder::sentences`](crate::DetectorBuilder::sentences) asks for
    /// them, or a rewrite has no passage to show.
    #[cfg_attr(feature = "serde", serde(default))]
    pub sentences: Vec<SentenceMatch>,
    /// What took no part in the comparison: stretches of the source, then of the suspicious text,
    /// each in text order, then pairs that are too short for a passage. No two stretches of one
    /// side overlap.
    pub set_aside: Vec<SetAside>,
    /// Whether the search for passages was cut short to bound its work; see [`Alignment::capped`].
    pub capped: bool,
    /// The language that the source was read in.
    #[cfg_attr(feature = "serde", serde(default))]
    pub source_language: Language,
    /// The language that the suspicious text was read in. Where it is not the language of the
    /// source, no word could be compared but names and numbers, and the probability rests on these
    /// alone.
    #[cfg_attr(feature = "serde", serde(default))]
    pub suspicious_language: Language,
    /// What was folded away in the source, as evasion.
    pub source_findings: Vec<Finding>,
    /// What was folded away in the suspicious text, as evasion.
    pub suspicious_findings: Vec<Finding>,
}

/// Marks what is written with the version of its form; nothing of another version is read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct SchemaVersion;

impl SchemaVersion {
    const CURRENT: u32 = 1;
}

#[cfg(feature = "serde")]
impl serde::Serialize for SchemaVersion {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_u32(Self::CURRENT)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for SchemaVersion {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        match u32::deserialize(deserializer)? {
            Self::CURRENT => Ok(Self),
            other => {
                let known = Self::CURRENT;
                Err(serde::de::Error::custom(format!(
                    "schema version {other} is not known: this version reads version {known}"
                )))
            }
        }
    }
}

/// Marks what is written with the unit of its offsets; only bytes are read.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct OffsetUnit;

impl OffsetUnit {
    #[cfg(feature = "serde")]
    const BYTES: &str = "bytes";
}

#[cfg(feature = "serde")]
impl serde::Serialize for OffsetUnit {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(Self::BYTES)
    }
}

#[cfg(feature = "serde")]
impl<'de> serde::Deserialize<'de> for OffsetUnit {
    fn deserialize<D: serde::Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let unit = String::deserialize(deserializer)?;
        if unit == Self::BYTES {
            return Ok(Self);
        }
        Err(serde::de::Error::custom(format!(
            "the offsets count {unit}: only a comparison whose offsets count bytes is read"
        )))
    }
}

impl Comparison {
    /// The version of the form in which a comparison is written with the feature `serde`.
    pub const SCHEMA_VERSION: u32 = SchemaVersion::CURRENT;

    /// Puts together what the stages found. `taken_over` are the words of both texts that were
    /// taken over if anything was; `facts` are those of each passage.
    pub(crate) fn new(
        pair: &Pair,
        scope: &Scope,
        alignment: Alignment,
        score: Score,
        taken_over: (Vec<Range<usize>>, Vec<Range<usize>>),
        facts: Vec<Vec<FactEdit>>,
    ) -> Self {
        let (source, suspicious) = (pair.source, pair.suspicious);
        let Alignment {
            mut passages,
            set_aside: too_short,
            capped,
            tokens,
        } = alignment;
        for (passage, facts) in passages.iter_mut().zip(facts) {
            passage.facts = facts;
        }
        let in_passages = tokens.iter().map(|of| of.suspicious.clone());
        // A copy is no matter of probability.
        let expected = match score.verdict {
            Verdict::Copy => 1.0,
            _ => score.probability,
        };
        let mut set_aside = scope.set_aside(source, suspicious);
        set_aside.extend(too_short);
        Self {
            schema_version: SchemaVersion,
            offsets: OffsetUnit,
            score,
            reused: expected * share(suspicious, scope.suspicious(), taken_over.1),
            covered: expected * share(source, scope.source(), taken_over.0),
            in_passages: share(suspicious, scope.suspicious(), in_passages.collect()),
            passages,
            sentences: Vec::new(),
            set_aside,
            capped,
            source_language: source.language(),
            suspicious_language: suspicious.language(),
            source_findings: source.findings().to_vec(),
            suspicious_findings: suspicious.findings().to_vec(),
        }
    }

    /// Returns the verdict that the score and the passages amount to; [`Verdict`] documents the cut
    /// points.
    pub fn verdict(&self) -> Verdict {
        self.score.verdict
    }
}

/// Returns the share of the unmasked words of `document` that lie in at least one of `ranges` of
/// tokens.
fn share(document: &Document, mask: &Mask, mut ranges: Vec<Range<usize>>) -> f64 {
    ranges.sort_unstable_by_key(|range| (range.start, range.end));
    let (mut inside, mut next) = (0, 0);
    for range in ranges {
        let start = range.start.max(next);
        inside += (start..range.end).filter(|&token| !mask.has(token)).count();
        next = range.end.max(start);
    }
    inside as f64 / (document.tokens().len() - mask.count()).max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::{Mask, share};
    use crate::text::{Document, TextOptions};

    /// A source passage may serve twice: its words count once.
    #[test]
    fn words_in_overlapping_ranges_count_once() {
        let document = Document::new("one two three four", &TextOptions::default());
        let ranges = |ranges: &[(usize, usize)]| {
            let ranges = ranges.iter().map(|&(start, end)| start..end);
            share(&document, &Mask::default(), ranges.collect())
        };
        assert_eq!(ranges(&[]), 0.0);
        assert_eq!(ranges(&[(0, 2), (1, 3), (0, 2)]), 0.75);
        assert_eq!(ranges(&[(2, 4), (0, 1)]), 0.75);
        assert_eq!(
            share(
                &Document::new("", &TextOptions::default()),
                &Mask::default(),
                Vec::new()
            ),
            0.0
        );
    }
}
