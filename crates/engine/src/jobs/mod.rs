//! The jobs: staged queries with their parameters.

mod duplicates;
mod rewrites;
mod sources;

pub use duplicates::Duplicates;
pub use rewrites::Rewrites;
pub use sources::Sources;

use crate::output::Manifest;

/// What a job wrote.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Outcome {
    /// The stages in their order, each with its rows, its size and what was capped.
    pub stages: Vec<Manifest>,
}

impl Outcome {
    /// Returns what a stage says about itself.
    pub fn stage(&self, name: &str) -> Option<&Manifest> {
        self.stages.iter().find(|manifest| manifest.stage == name)
    }
}
