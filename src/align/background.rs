//! How likely a document is to contain a stem by chance.
//!
//! The share of the stem in general text is one estimate, the document's own repetition of it
//! another. A long document says more about itself than general text does, and the words of its
//! subject are far more likely in it than in general text: so the weight of its own counts grows
//! with its length.

use super::model::AlignmentModel;
use crate::text::{Document, Stem};

/// The share of the tokens of ordinary text that the table of a language knows.
const KNOWN: f32 = 0.8;

/// The background of one document.
pub(super) struct Background {
    /// Weight of the document's own counts; the rest is the weight of the stem's share in general
    /// text.
    own: f32,
    unseen: f32,
    tokens: f32,
    /// How well the commonness of the document's words is known, from 0 to 1.
    pub(super) known: f32,
}

impl Background {
    /// Creates the background. Where a table knows fewer words than it knows of ordinary text, or
    /// is missing, the document's own counts replace it.
    pub(super) fn new(document: &Document, model: &AlignmentModel) -> Self {
        let tokens = document.tokens().len().max(1) as f32;
        let known: u32 = document
            .stems()
            .iter()
            .filter(|stem| stem.share() > 0.0)
            .map(Stem::count)
            .sum();
        let known = (known as f32 / tokens / KNOWN).min(1.0);
        let own = model.own.max(tokens / (tokens + model.context));
        Self {
            own: 1.0 - known * (1.0 - own),
            unseen: model.unseen,
            tokens,
            known,
        }
    }

    /// Returns one over the probability of a stem. Its first occurrence is not counted: it is the
    /// one to be explained.
    pub(super) fn odds(&self, stem: &Stem) -> f32 {
        let repeated = stem.count().saturating_sub(1) as f32 / self.tokens;
        1.0 / ((1.0 - self.own) * stem.share() + self.own * repeated + self.unseen)
    }
}
