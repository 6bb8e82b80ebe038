//! How far a job is.

use crate::output::Manifest;

/// What a job reports while it runs.
#[derive(Debug)]
#[non_exhaustive]
pub enum Progress<'a> {
    /// A stage starts.
    Started {
        /// Its name.
        stage: &'a str,
        /// Its position among the stages, from 1.
        number: usize,
        /// The number of stages.
        of: usize,
        /// What this stage and those after it are expected to cost.
        remaining: Option<Estimate>,
    },
    /// A stage was complete from an earlier run.
    Skipped {
        /// What the stage says about itself.
        manifest: &'a Manifest,
    },
    /// A query of the stage that started last, or one that counts the documents, failed and is run
    /// again.
    Failed {
        /// Why it failed.
        reason: &'a str,
        /// The number of the attempt, from 1.
        attempt: usize,
        /// The number of attempts that are made.
        of: usize,
    },
    /// A stage is complete.
    Finished {
        /// What the stage says about itself.
        manifest: &'a Manifest,
        /// What the stages after it are expected to cost.
        remaining: Option<Estimate>,
    },
}

/// An expected cost: by the unit costs of the stages and by the rows of the stages that are
/// complete.
#[derive(Debug, Clone, Copy, PartialEq)]
#[non_exhaustive]
pub struct Estimate {
    /// The processor time of all processors together.
    pub processor_seconds: f64,
    /// The time by the clock, as soon as some stages have shown how fast the machines are.
    pub seconds: Option<f64>,
}
