//! The jobs: staged queries with their parameters.

mod duplicates;
mod rewrites;
mod sources;

pub use duplicates::Duplicates;
pub use rewrites::Rewrites;
pub use sources::Sources;

use crate::error::Result;
use crate::output::Manifest;
use crate::runner::{Cost, Runner, Stage};

/// What a job wrote.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Outcome {
    /// The stages in their order, each with its rows, its size and what was capped.
    pub stages: Vec<Manifest>,
}

impl Outcome {
    fn of(runner: &Runner<'_>) -> Self {
        Self {
            stages: runner.manifests(),
        }
    }

    /// Returns what a stage says about itself.
    pub fn stage(&self, name: &str) -> Option<&Manifest> {
        self.stages.iter().find(|manifest| manifest.stage == name)
    }
}

/// Runs the stages of a job in order. `later` are those that the caller runs afterwards, so that the estimates count them too;
/// `documents` decides what the stages are expected to cost.
async fn run_stages(
    runner: &mut Runner<'_>,
    stages: &[Stage],
    later: &[(&str, Cost)],
    documents: u64,
) -> Result<()> {
    for stage in stages {
        runner.plan(&stage.name, stage.cost);
    }
    for &(name, cost) in later {
        runner.plan(name, cost);
    }
    runner.set_documents(documents);
    for stage in stages {
        runner.stage(stage).await?;
    }
    Ok(())
}
