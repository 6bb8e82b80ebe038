//! How often a query is run before its failure ends the job.

use std::time::Duration;

use datafusion::error::DataFusionError;
use datafusion::prelude::SessionContext;

use crate::error::Error;

/// How often a query is run, and the pause between. A setting of sessions of a cluster; in one
/// process a query that failed would fail again.
///
/// A stage depends on complete stages alone, so that it can always be run again.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Attempts {
    pub(crate) most: usize,
    pub(crate) pause: Duration,
}

impl Attempts {
    pub(crate) fn of(ctx: &SessionContext) -> Self {
        let set = ctx.state().config().get_extension::<Self>();
        set.map_or(
            Self {
                most: 1,
                pause: Duration::ZERO,
            },
            |attempts| *attempts,
        )
    }

    /// Returns `true` if the session is one of a cluster.
    pub(crate) fn on_cluster(self) -> bool {
        self.most > 1
    }

    /// Returns `true` if another attempt may end differently: machines failed, not the query.
    pub(crate) fn may_help(error: &Error) -> bool {
        let Error::Engine { source, .. } = error else {
            return false;
        };
        // A cluster sends its errors as texts.
        let DataFusionError::Execution(text) = source.find_root() else {
            return false;
        };
        !text.contains("runtime execution error") && !text.contains("Error planning job")
    }

    /// Returns why an attempt failed.
    pub(crate) fn reason(error: &Error) -> String {
        let text = error.to_string();
        if text.ends_with("failed: Cancelled") {
            // The scheduler cancels queries for this alone, and says no more.
            return format!("{text}: an executor was lost");
        }
        text
    }
}
