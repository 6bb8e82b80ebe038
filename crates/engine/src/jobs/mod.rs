//! The jobs: staged queries with their parameters.

mod duplicates;
mod rewrites;
mod sources;

pub use duplicates::Duplicates;
pub use rewrites::Rewrites;
pub use sources::Sources;

use datafusion::prelude::SessionContext;

use crate::components;
use crate::documents::Opened;
use crate::error::Result;
use crate::explain::explain;
use crate::output::Manifest;
use crate::progress::Progress;
use crate::runner::{Cost, Runner, Stage};

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

/// A job whose parameters were checked and whose input was opened.
struct Prepared {
    /// The documents that stages read, each with the name of its parameter in the manifests; the
    /// first are those that the costs count.
    inputs: Vec<(&'static str, Opened)>,
    stages: Vec<Stage>,
    /// The stage of pairs whose components are the last stage, and the number of pairs up to which
    /// the client computes them.
    clusters: Option<(&'static str, u64)>,
}

impl Prepared {
    async fn run(
        &self,
        ctx: &SessionContext,
        output: &str,
        report: &mut (dyn FnMut(&Progress<'_>) + Send),
    ) -> Result<Outcome> {
        let mut runner = Runner::new(ctx, output, report)?;
        for stage in &self.stages {
            runner.plan(&stage.name, stage.cost);
        }
        if let Some((pairs, _)) = self.clusters {
            runner.plan("clusters", Cost::rows(pairs, 0.2, 2.0));
        }
        for (at, (_, documents)) in self.inputs.iter().enumerate() {
            let count = documents.count(&mut runner).await?;
            if at == 0 {
                runner.set_documents(count);
            }
        }
        if let Some((name, documents)) = self.inputs.first() {
            runner.introduce(&[(name, documents.fingerprint.clone())]);
        }
        for stage in &self.stages {
            runner.stage(stage).await?;
        }
        if let Some((pairs, union_find_limit)) = self.clusters {
            components::run(&mut runner, pairs, union_find_limit).await?;
        }
        Ok(Outcome {
            stages: runner.manifests(),
        })
    }

    async fn explain(&self, ctx: &SessionContext) -> Result<String> {
        explain(ctx, &self.stages).await
    }
}
