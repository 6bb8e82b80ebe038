//! Cuts the suspicious text where passages and sentences begin and end, and ranks the passages that
//! cover each stretch.

use std::collections::HashSet;
use std::ops::Range;

use super::FoundSource;
use crate::align::span_of;
use crate::text::{Document, Span};

/// A stretch of the suspicious text in which no passage of any source and no sentence begins or
/// ends, and that at least one passage covers.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Segment {
    /// Bytes of the suspicious text, from its first word to its last, with their punctuation.
    pub span: Span,
    /// How many words it has.
    pub words: usize,
    /// The passages that cover it, best first, of equal ones that of the first source: at most
    /// [`Segment::MAX_CLAIMS`].
    pub claims: Vec<Claim>,
}

impl Segment {
    /// The maximum number of passages that are ranked for a segment; the weakest of more are left
    /// out.
    pub const MAX_CLAIMS: usize = 64;
}

/// A passage that covers a segment.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Claim {
    /// The source of the passage, as [`FoundSource::index`].
    pub source: usize,
    /// The position of the passage in the comparison of that source.
    pub passage: usize,
    /// The strength of the passage, scaled by the share of the segment's words, weighted by
    /// surprisal, that its source side has.
    pub strength: f64,
}

/// Returns the segments of `suspicious` with their claims. `documents` are the texts of `sources`,
/// by index.
pub(super) fn segments(
    suspicious: &Document,
    sources: &[FoundSource],
    documents: &[&Document],
) -> Vec<Segment> {
    let tokens = suspicious.tokens();
    let inside = |span: Span| {
        let start = tokens.partition_point(|token| token.span().start < span.start);
        let end = tokens.partition_point(|token| token.span().end <= span.end);
        start..end
    };
    let passages = || {
        sources.iter().flat_map(|source| {
            let passages = source.comparison.passages.iter().enumerate();
            passages.map(move |(number, passage)| (source.index, number, passage))
        })
    };
    // A passage may bridge what comes from another source: sentences are given away one by one.
    let sentences = suspicious.sentences().map(|sentence| sentence.start);
    let mut borders: Vec<usize> = passages()
        .map(|(_, _, passage)| inside(passage.suspicious))
        .filter(|range| range.start < range.end)
        .flat_map(|range| [range.start, range.end])
        .chain(sentences)
        .collect();
    borders.sort_unstable();
    borders.dedup();
    let mut segments: Vec<Segment> = borders
        .windows(2)
        .map(|pair| Segment {
            span: span_of(suspicious, &(pair[0]..pair[1])),
            words: pair[1] - pair[0],
            claims: Vec::new(),
        })
        .collect();
    for (source, number, passage) in passages() {
        let range = inside(passage.suspicious);
        if range.start >= range.end {
            continue;
        }
        let first = borders.partition_point(|&border| border < range.start);
        let last = borders.partition_point(|&border| border < range.end);
        let known = documents
            .get(source)
            .map(|document| KnownWords::new(document, passage.source));
        for at in first..last {
            let (Some(segment), Some(&start)) = (segments.get_mut(at), borders.get(at)) else {
                continue;
            };
            let words = start..start + segment.words;
            let share = known
                .as_ref()
                .map_or(1.0, |known| known.share(suspicious, words));
            segment.claims.push(Claim {
                source,
                passage: number,
                strength: passage.strength * share,
            });
        }
    }
    segments.retain(|segment| !segment.claims.is_empty());
    for segment in &mut segments {
        segment.claims.sort_by(|a, b| {
            let by_strength = b.strength.total_cmp(&a.strength);
            by_strength.then((a.source, a.passage).cmp(&(b.source, b.passage)))
        });
        segment.claims.truncate(Segment::MAX_CLAIMS);
    }
    segments
}

/// The words and stems of the source side of a passage.
struct KnownWords(HashSet<u64>);

impl KnownWords {
    fn new(document: &Document, span: Span) -> Self {
        let tokens = document.tokens();
        let start = tokens.partition_point(|token| token.span().start < span.start);
        let end = tokens.partition_point(|token| token.span().end <= span.end);
        let tokens = tokens.get(start..end).unwrap_or_default();
        let hashes = tokens.iter().flat_map(|token| {
            let word = document.words().get(token.word()).map(|word| word.hash());
            let stem = document.stems().get(token.stem()).map(|stem| stem.hash());
            word.into_iter().chain(stem)
        });
        Self(hashes.collect())
    }

    /// Returns the share of the surprisal of these tokens that lies in words whose word or stem the
    /// source side has.
    fn share(&self, suspicious: &Document, tokens: Range<usize>) -> f64 {
        let (mut all, mut known) = (0.0, 0.0);
        for token in suspicious.tokens().get(tokens).unwrap_or_default() {
            let (Some(word), Some(stem)) = (
                suspicious.words().get(token.word()),
                suspicious.stems().get(token.stem()),
            ) else {
                continue;
            };
            let weight = f64::from(stem.information());
            all += weight;
            if self.0.contains(&stem.hash()) || self.0.contains(&word.hash()) {
                known += weight;
            }
        }
        if all > 0.0 { known / all } else { 0.0 }
    }
}
