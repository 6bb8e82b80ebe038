//! All reused passages of a pair, in any order.

mod assign;
mod background;
mod cover;
mod edges;
mod edits;
mod find;
mod independence;
mod join;
mod limits;
mod model;
mod paragraphs;
mod passage;
#[cfg(test)]
mod reference;
mod region;
mod seed;
mod settle;
mod side;
mod split;
mod summary;

use crate::pair::Pair;
use crate::scope::{Scope, SetAside, SetAsideReason};
use crate::text::{Document, Span};
use find::Finder;
#[cfg(not(feature = "tuning"))]
use model::AlignmentModel;
#[cfg(feature = "tuning")]
pub use model::AlignmentModel;
pub use passage::{Edit, EditKind, FactEdit, FactEditKind, Obfuscation, Passage};
pub(crate) use passage::{PassageTokens, Step, span_of};
use region::Region;
use side::Sides;

/// What the aligner is asked for.
///
/// ```
/// use retold::align::AlignOptions;
///
/// let options = AlignOptions::default().edits(true).min_length(100);
/// ```
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct AlignOptions {
    /// Whether the edits inside each passage are worked out; passages without them are cheaper.
    pub edits: bool,
    /// Passages with fewer bytes on either side are set aside as short. Also at 0, a passage must
    /// be a visible part of the shorter text.
    pub min_length: usize,
}

impl AlignOptions {
    /// Sets [`AlignOptions::edits`].
    #[must_use]
    pub fn edits(mut self, wanted: bool) -> Self {
        self.edits = wanted;
        self
    }

    /// Sets [`AlignOptions::min_length`], in bytes.
    #[must_use]
    pub fn min_length(mut self, bytes: usize) -> Self {
        self.min_length = bytes;
        self
    }
}

/// What was found in a pair.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Alignment {
    /// The passages in suspicious order; no suspicious word is in two of them.
    pub passages: Vec<Passage>,
    /// Passages that were left out as too short.
    pub set_aside: Vec<SetAside>,
    /// Whether the search was cut short to bound its work, as it is where texts repeat a small
    /// vocabulary over and over: passages may be missing then.
    pub capped: bool,
    /// The tokens of each passage, in the same order.
    pub(crate) tokens: Vec<PassageTokens>,
}

/// Finds passages; keeps its memory from pair to pair.
#[derive(Debug, Default)]
pub struct Aligner {
    model: AlignmentModel,
    sides: Sides,
    finder: Finder,
}

impl Aligner {
    /// Returns an aligner with other numbers than the defaults, for the programs that choose them.
    #[cfg(feature = "tuning")]
    pub fn with_model(model: AlignmentModel) -> Self {
        Self {
            model,
            ..Self::default()
        }
    }

    /// Returns all passages of `suspicious` that were made from `source`; every word takes part.
    ///
    /// Words match by stem, so both documents should be read in one language.
    pub fn align(
        &mut self,
        source: &Document,
        suspicious: &Document,
        options: &AlignOptions,
    ) -> Alignment {
        self.align_pair(&Pair::new(source, suspicious), &Scope::all(), options)
    }

    /// Returns the passages between those words of both documents that take part in their
    /// comparison.
    pub fn align_within(
        &mut self,
        source: &Document,
        suspicious: &Document,
        scope: &Scope,
        options: &AlignOptions,
    ) -> Alignment {
        self.align_pair(&Pair::new(source, suspicious), scope, options)
    }

    /// Returns the same for a pair whose vocabulary was built before.
    pub(crate) fn align_pair(
        &mut self,
        pair: &Pair,
        scope: &Scope,
        options: &AlignOptions,
    ) -> Alignment {
        let (source, suspicious) = (pair.source, pair.suspicious);
        self.sides.read(pair, &self.model);
        let mut alignment = Alignment::default();
        for tokens in scope.source().ranges() {
            self.sides.source.set_aside(tokens);
        }
        for tokens in scope.suspicious().ranges() {
            self.sides.suspicious.set_aside(tokens);
        }
        let regions = self.finder.find(&self.model, &mut self.sides, suspicious);
        alignment.capped = self.finder.capped();
        for region in regions {
            let (passage, steps) = self.passage(pair, scope, &region, options);
            if self.is_short((source, suspicious), &passage, options) {
                let (source, suspicious) = (Some(passage.source), Some(passage.suspicious));
                alignment.set_aside.push(SetAside {
                    reason: SetAsideReason::Short,
                    source,
                    suspicious,
                });
            } else {
                alignment.passages.push(passage);
                alignment.tokens.push(PassageTokens {
                    source: region.source,
                    suspicious: region.suspicious,
                    steps,
                });
            }
        }
        alignment
    }

    fn passage(
        &mut self,
        pair: &Pair,
        scope: &Scope,
        region: &Region,
        options: &AlignOptions,
    ) -> (Passage, Vec<Step>) {
        let assignment = self.finder.settler.assign(&self.sides, region);
        let ranges = (&region.source, &region.suspicious);
        let odds = &self.sides.suspicious.odds[region.suspicious.clone()];
        let comparison = edits::compare(pair, scope, ranges, assignment, odds, options.edits);
        let passage = Passage {
            source: passage::span_of(pair.source, &region.source),
            suspicious: passage::span_of(pair.suspicious, &region.suspicious),
            strength: f64::from(region.score),
            identity: comparison.identity,
            obfuscation: comparison.obfuscation(region.summary),
            edits: comparison.edits,
            facts: Vec::new(),
        };
        (passage, comparison.steps)
    }

    /// Returns `true` if a passage is too short to be shown: by what the caller wants, or compared
    /// with the shorter of both texts, unless the pair as a whole vouches for it.
    fn is_short(
        &self,
        (source, suspicious): (&Document, &Document),
        passage: &Passage,
        options: &AlignOptions,
    ) -> bool {
        let (shortest, share) = (self.model.shortest, self.model.shortest_share);
        // A text of more characters than these is as good as endless, so that counting costs the
        // same for all lengths.
        let enough = (shortest.0.max(shortest.1) / share).ceil() as usize;
        let length = |text: &str, limit: usize| characters(text, limit);
        let shorter = length(source.text(), enough).min(length(suspicious.text(), enough));
        let visible = share * shorter as f32;
        let doubt = 1.0 - self.finder.trust;
        let is_short = |document: &Document, span: Span, side: f32| {
            let least = (doubt * side.min(visible)) as usize;
            let text = span.slice(document.text()).unwrap_or_default();
            span.len() < options.min_length || length(text, least) < least
        };
        is_short(source, passage.source, shortest.0)
            || is_short(suspicious, passage.suspicious, shortest.1)
    }
}

/// Returns how many characters a text has, at most `limit`.
fn characters(text: &str, limit: usize) -> usize {
    /// Bytes that a character has at most.
    const LONGEST: usize = 4;
    if text.len() >= LONGEST.saturating_mul(limit) {
        limit
    } else {
        text.chars().count().min(limit)
    }
}
