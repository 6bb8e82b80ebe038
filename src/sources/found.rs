//! What was found for one text among many sources.

use std::collections::HashMap;

use super::claims::{Segment, segments};
use crate::comparison::{Comparison, SchemaVersion};
use crate::text::{Document, Span};

/// The sources of one suspicious text, and which of its words come from which of them.
///
/// [`Detector::sources`](crate::Detector::sources) compares a list of documents; [`Found::new`] joins comparisons that were made
/// before. Every source stays in the list, whether or not anything was reused from it.
///
/// With the feature `serde` it is written with a `schema_version`, and read only if that is [`Found::SCHEMA_VERSION`]. The JSON
/// Schema is `schema/sources.json`.
///
/// ```
/// use retold::Detector;
///
/// let detector = Detector::default();
/// let sources = detector.documents(&[
///     "The barge struck the third pier of the bridge before dawn, and the crossing was closed for eleven weeks.",
///     "Plum jam needs no pectin, said the cook of the ferry, and then she boiled forty pounds of fruit in one copper kettle.",
/// ]);
/// let suspicious = detector.document(
///     "Plum jam needs no pectin, said the cook, and she boiled forty pounds of fruit in one copper kettle.",
/// );
/// let found = detector.sources(&suspicious, &sources);
/// assert_eq!(found.sources[0].index, 1);
/// assert!(found.reused > 0.9);
/// assert_eq!(found.without(&[1]).reused, 0.0);
/// ```
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Found {
    #[cfg_attr(feature = "schema", schemars(with = "u32", extend("const" = Found::SCHEMA_VERSION)))]
    schema_version: SchemaVersion,
    /// The sources, most likely first: by probability, then by the strength of their passages, then by index.
    pub sources: Vec<FoundSource>,
    /// Which stretch of the suspicious text comes from which passage of which source, in text order; no word is in two.
    pub attributions: Vec<Attribution>,
    /// The share of the suspicious text's words that lie in passages of any source, from 0 to 1.
    pub reused: f64,
    /// How many words the suspicious text has.
    pub words: usize,
    /// The suspicious text cut wherever a passage of any source or a sentence begins or ends, with the passages that cover each stretch; only
    /// stretches that lie in a passage are listed.
    pub segments: Vec<Segment>,
}

/// A source with its comparison, and what the suspicious text took from it and from no stronger source.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FoundSource {
    /// The position of the source in the list that was given.
    pub index: usize,
    /// How many words of the suspicious text are attributed to this source.
    pub words: usize,
    /// The same as a share of all words of the suspicious text, from 0 to 1. The shares of all sources add up to
    /// [`Found::reused`]. The share that the source has when it is looked at alone is [`Comparison::reused`].
    pub share: f64,
    /// The comparison of the suspicious text with this source alone.
    pub comparison: Comparison,
}

/// A stretch of the suspicious text that comes from a passage of one source.
///
/// A passage has several of them where another source explains a stretch inside it better, and none where others explain all of
/// it better.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Attribution {
    /// Bytes of the suspicious text.
    pub suspicious: Span,
    /// The position of the source in [`Found::sources`].
    pub source: usize,
    /// The position of the passage in [`Comparison::passages`] of that source.
    pub passage: usize,
    /// How many words the stretch has.
    pub words: usize,
}

impl Found {
    /// The version of the form in which it is written with the feature `serde`.
    pub const SCHEMA_VERSION: u32 = Comparison::SCHEMA_VERSION;

    /// Joins the comparisons of one suspicious text with many sources. Each comes with the document of its source; the index of a
    /// source is its position in `comparisons`.
    ///
    /// `suspicious` is the document that all of them were made from.
    pub fn new(suspicious: &Document, comparisons: Vec<(&Document, Comparison)>) -> Self {
        let (documents, comparisons): (Vec<&Document>, Vec<Comparison>) =
            comparisons.into_iter().unzip();
        let mut sources: Vec<FoundSource> = comparisons
            .into_iter()
            .enumerate()
            .map(|(index, comparison)| FoundSource {
                index,
                words: 0,
                share: 0.0,
                comparison,
            })
            .collect();
        sources.sort_by(|a, b| {
            let (one, other) = (&a.comparison, &b.comparison);
            let by_probability = other.score.probability.total_cmp(&one.score.probability);
            by_probability.then(strength(other).total_cmp(&strength(one)))
        });
        let segments = segments(suspicious, &sources, &documents);
        let mut found = Self {
            schema_version: SchemaVersion,
            sources,
            attributions: Vec::new(),
            reused: 0.0,
            words: suspicious.tokens().len(),
            segments,
        };
        found.attribute();
        found
    }

    /// Returns the same without the sources of these indexes ([`FoundSource::index`]): their words go to the next best source
    /// that has them, and every share is computed again. Nothing is compared again.
    #[must_use]
    pub fn without(&self, indexes: &[usize]) -> Self {
        let mut rest = self.clone();
        rest.sources
            .retain(|source| !indexes.contains(&source.index));
        rest.attribute();
        rest
    }

    /// Returns the attributions of the source at this position in [`Found::sources`], in text order.
    pub fn attributions_of(&self, source: usize) -> impl Iterator<Item = &Attribution> {
        self.attributions
            .iter()
            .filter(move |attribution| attribution.source == source)
    }

    /// Gives every segment to its best claim, and fills what follows from that.
    fn attribute(&mut self) {
        let mut positions = HashMap::new();
        for (position, source) in self.sources.iter_mut().enumerate() {
            source.words = 0;
            positions.insert(source.index, position);
        }
        self.attributions.clear();
        for segment in &self.segments {
            let mut claims = segment.claims.iter();
            let owner = claims.find_map(|claim| {
                let position = *positions.get(&claim.source)?;
                Some((position, claim.passage))
            });
            let Some((position, number)) = owner else {
                continue;
            };
            if let Some(source) = self.sources.get_mut(position) {
                source.words += segment.words;
            }
            match self.attributions.last_mut() {
                Some(last) if last.source == position && last.passage == number => {
                    last.suspicious.end = segment.span.end;
                    last.words += segment.words;
                }
                _ => self.attributions.push(Attribution {
                    suspicious: segment.span,
                    source: position,
                    passage: number,
                    words: segment.words,
                }),
            }
        }
        let all = self.words.max(1) as f64;
        for source in &mut self.sources {
            source.share = source.words as f64 / all;
        }
        let reused: usize = self.sources.iter().map(|source| source.words).sum();
        self.reused = reused as f64 / all;
    }
}

fn strength(comparison: &Comparison) -> f64 {
    comparison
        .passages
        .iter()
        .map(|passage| passage.strength)
        .sum()
}
