//! All reused passages of a pair, in any order.

mod assign;
mod find;
mod model;
mod passage;
mod region;
mod seed;
mod settle;
mod side;
mod summary;

use crate::text::{Document, Span};
use find::Finder;
#[doc(hidden)]
pub use model::Model;
pub use passage::{Edit, EditKind, Obfuscation, Passage};
use side::Sides;

/// What the aligner is asked for.
#[derive(Debug, Clone, Default)]
#[non_exhaustive]
pub struct AlignOptions {
    /// Whether the edits inside each passage are worked out; passages without them are cheaper.
    pub edits: bool,
}

/// A stretch that took no part in the score, and why.
#[derive(Debug, Clone, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct SetAside {
    /// Bytes of the source, where it was found there.
    pub source: Option<Span>,
    /// Bytes of the suspicious text, where it was found there.
    pub suspicious: Option<Span>,
}

/// What was found in a pair.
#[derive(Debug, Clone, Default, PartialEq)]
#[non_exhaustive]
pub struct Alignment {
    /// The passages in suspicious order; no suspicious word is in two of them.
    pub passages: Vec<Passage>,
    /// What was left out on request, or as too short to be a passage.
    pub set_aside: Vec<SetAside>,
}

/// Finds passages; keeps its memory from pair to pair.
#[derive(Debug, Default)]
pub struct Aligner {
    model: Model,
    sides: Sides,
    finder: Finder,
}

impl Aligner {
    /// An aligner with other numbers than the defaults, for the programs that choose them.
    #[doc(hidden)]
    pub fn with_model(model: Model) -> Self {
        Self { model, ..Self::default() }
    }

    /// All passages of `suspicious` that were made from `source`.
    pub fn align(&mut self, source: &Document, suspicious: &Document, _options: &AlignOptions) -> Alignment {
        self.sides.read(source, suspicious, &self.model);
        let regions = self.finder.find(&self.model, &mut self.sides);
        let passages = regions
            .iter()
            .map(|region| Passage {
                source: passage::span_of(source, &region.source),
                suspicious: passage::span_of(suspicious, &region.suspicious),
                strength: f64::from(region.score),
                identity: 2.0 * region.matched as f64 / (region.source.len() + region.suspicious.len()) as f64,
                obfuscation: Obfuscation::None,
                edits: Vec::new(),
            })
            .filter(|passage| {
                let shorter = self.model.shortest_share * source.text().len().min(suspicious.text().len()) as f32;
                passage.source.len() as f32 >= self.model.shortest.0.min(shorter)
                    && passage.suspicious.len() as f32 >= self.model.shortest.1.min(shorter)
            })
            .collect();
        Alignment { passages, set_aside: Vec::new() }
    }
}
