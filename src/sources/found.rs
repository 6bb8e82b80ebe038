//! What was found for one text among many sources.

use std::collections::HashMap;

use super::claims::{Segment, segments};
use crate::comparison::{Comparison, SchemaVersion};
use crate::score::Interval;
use crate::text::{Document, Span};

/// The sources of one suspicious text, and which of its words come from which of them.
///
/// [`Detector::sources`](crate::Detector::sources) compares a list of documents; [`Found::new`]
/// joins comparisons that were made before. Every source stays in the list, whether or not anything
/// was reused from it.
///
/// With the feature `serde` it is written with a `schema_version`, and read only if that is
/// [`Found::SCHEMA_VERSION`]. The JSON Schema is `schema/sources.json`.
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
    /// The sources, most likely first: by [`FoundSource::probability`], then by the strength of
    /// their passages, then by index.
    pub sources: Vec<FoundSource>,
    /// Which stretch of the suspicious text comes from which passage of which source, in text
    /// order; no word is in two.
    pub attributions: Vec<Attribution>,
    /// The share of the suspicious text's words that lie in passages of any source, from 0 to 1.
    pub reused: f64,
    /// How many words the suspicious text has.
    pub words: usize,
    /// The suspicious text cut wherever a passage of any source or a sentence begins or ends, with
    /// the passages that cover each stretch; only stretches that lie in a passage are listed.
    pub segments: Vec<Segment>,
}

/// A source with its comparison, and what the suspicious text took from it and from no stronger
/// source.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FoundSource {
    /// The position of the source in the list that was given.
    pub index: usize,
    /// How many words of the suspicious text are attributed to this source.
    pub words: usize,
    /// The same as a share of all words of the suspicious text, from 0 to 1. The shares of all
    /// sources add up to [`Found::reused`]. The share that the source has when it is looked at
    /// alone is [`Comparison::in_passages`].
    pub share: f64,
    /// How likely it is that the suspicious text was made from this source, given the other
    /// sources, from 0 to 1.
    ///
    /// It is the probability of the comparison, lowered where other sources explain the words of
    /// its passages better: they explain away what makes it look like a source. With its words all
    /// explained by others, its odds are 7.4 times smaller. A source without passages can only be
    /// the source of the text as a whole, and all words count for it.
    pub probability: f64,
    /// The comparison of the suspicious text with this source alone.
    pub comparison: Comparison,
}

impl FoundSource {
    /// Returns the interval of [`FoundSource::probability`]: that of the comparison, with odds that
    /// are as many times smaller.
    ///
    /// ```
    /// use retold::Detector;
    ///
    /// let detector = Detector::default();
    /// let source = "The barge struck the third pier of the bridge before dawn, and the crossing was closed for eleven weeks.";
    /// let found = detector.sources(&detector.document(source), &detector.documents(&[source, source]));
    /// for source in &found.sources {
    ///     let interval = source.interval();
    ///     assert!(interval.low < source.probability && source.probability < interval.high);
    /// }
    /// ```
    pub fn interval(&self) -> Interval {
        let odds = |probability: f64| probability / (1.0 - probability);
        let alone = &self.comparison.score;
        let factor = odds(self.probability) / odds(alone.probability);
        let Interval { low, high } = alone.interval;
        if !factor.is_finite() || factor >= 1.0 {
            return Interval { low, high };
        }
        let [low, high] = [low, high].map(|bound| {
            let odds = factor * odds(bound);
            if odds.is_finite() {
                odds / (1.0 + odds)
            } else {
                bound
            }
        });
        Interval { low, high }
    }
}

/// A stretch of the suspicious text that comes from a passage of one source.
///
/// A passage has several of them where another source explains a stretch inside it better, and none
/// where others explain all of it better.
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

    /// Joins the comparisons of one suspicious text with many sources. Each comes with the document
    /// of its source; the index of a source is its position in `comparisons`.
    ///
    /// `suspicious` is the document that all of them were made from.
    pub fn new(suspicious: &Document, comparisons: Vec<(&Document, Comparison)>) -> Self {
        let (documents, comparisons): (Vec<&Document>, Vec<Comparison>) =
            comparisons.into_iter().unzip();
        let sources: Vec<FoundSource> = comparisons
            .into_iter()
            .enumerate()
            .map(|(index, comparison)| FoundSource {
                index,
                words: 0,
                share: 0.0,
                probability: comparison.score.probability,
                comparison,
            })
            .collect();
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

    /// Returns the same without the sources of these indexes ([`FoundSource::index`]): their words
    /// go to the next best source that has them, and every share is computed again. Nothing is
    /// compared again.
    #[must_use]
    pub fn without(&self, indexes: &[usize]) -> Self {
        let mut rest = self.clone();
        rest.sources
            .retain(|source| !indexes.contains(&source.index));
        rest.attribute();
        rest
    }

    /// Returns the attributions of the source at this position in [`Found::sources`], in text
    /// order.
    pub fn attributions_of(&self, source: usize) -> impl Iterator<Item = &Attribution> {
        self.attributions
            .iter()
            .filter(move |attribution| attribution.source == source)
    }

    /// Gives every segment to its best claim, and fills what follows from that.
    fn attribute(&mut self) {
        let mut counts: HashMap<usize, WordCounts> = HashMap::new();
        for source in &self.sources {
            counts.insert(source.index, WordCounts::default());
        }
        for segment in &self.segments {
            let mut is_explained = false;
            // The claims of one source lie together only by chance: a source counts once for each
            // segment.
            let mut seen = Vec::new();
            for claim in &segment.claims {
                if let Some(words) = counts.get_mut(&claim.source)
                    && !seen.contains(&claim.source)
                {
                    seen.push(claim.source);
                    words.claimed += segment.words;
                    words.owned += if is_explained { 0 } else { segment.words };
                    is_explained = true;
                }
            }
        }
        let all = self.words.max(1) as f64;
        let explained: usize = counts.values().map(|words| words.owned).sum();
        for source in &mut self.sources {
            let words = counts.get(&source.index).copied().unwrap_or_default();
            source.words = words.owned;
            source.share = words.owned as f64 / all;
            let among = if words.claimed > 0 {
                words
            } else {
                WordCounts {
                    claimed: self.words,
                    owned: self.words - explained,
                }
            };
            source.probability = among.probability(source.comparison.score.probability);
        }
        self.sources.sort_by(|a, b| {
            let by_probability = b.probability.total_cmp(&a.probability);
            let by_strength = strength(&b.comparison).total_cmp(&strength(&a.comparison));
            by_probability.then(by_strength).then(a.index.cmp(&b.index))
        });
        let reused: usize = self.sources.iter().map(|source| source.words).sum();
        self.reused = reused as f64 / all;
        self.attributions = self.stretches();
    }

    /// Returns the segments that belong to the same passage, joined.
    fn stretches(&self) -> Vec<Attribution> {
        let positions: HashMap<usize, usize> = self
            .sources
            .iter()
            .enumerate()
            .map(|(position, source)| (source.index, position))
            .collect();
        let mut stretches: Vec<Attribution> = Vec::new();
        for segment in &self.segments {
            let mut claims = segment.claims.iter();
            let owner =
                claims.find_map(|claim| Some((*positions.get(&claim.source)?, claim.passage)));
            let Some((source, passage)) = owner else {
                continue;
            };
            match stretches.last_mut() {
                Some(last) if last.source == source && last.passage == passage => {
                    last.suspicious.end = segment.span.end;
                    last.words += segment.words;
                }
                _ => stretches.push(Attribution {
                    suspicious: segment.span,
                    source,
                    passage,
                    words: segment.words,
                }),
            }
        }
        stretches
    }
}

/// The words of the suspicious text that lie in passages of a source.
#[derive(Debug, Clone, Copy, Default)]
struct WordCounts {
    /// In passages of the source, whether or not another source explains them better.
    claimed: usize,
    /// Explained best by the source.
    owned: usize,
}

/// How many times smaller the odds of a source become when other sources explain all of its words
/// better. Any value from 7 on gives the same sources on the data that it was chosen on; see
/// `experiments/corpus.md`.
const EXPLAINED_AWAY: f64 = 7.4;

impl WordCounts {
    /// Returns the probability of a source among others, from its probability alone.
    fn probability(self, alone: f64) -> f64 {
        if self.claimed == 0 || self.owned == self.claimed {
            return alone;
        }
        let explained = 1.0 - self.owned as f64 / self.claimed as f64;
        let odds = alone / (1.0 - alone) / (1.0 + (EXPLAINED_AWAY - 1.0) * explained);
        if odds.is_finite() {
            odds / (1.0 + odds)
        } else {
            alone
        }
    }
}

fn strength(comparison: &Comparison) -> f64 {
    comparison
        .passages
        .iter()
        .map(|passage| passage.strength)
        .sum()
}
