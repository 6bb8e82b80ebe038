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
        match source.find_root() {
            // A cluster sends its errors as texts.
            DataFusionError::Execution(text) => {
                !text.contains("runtime execution error") && !text.contains("Error planning job")
            }
            // The client could not reach a machine, such as the one that held the result.
            DataFusionError::External(error) => !error.is::<Error>(),
            _ => false,
        }
    }

    /// Returns why an attempt failed.
    pub(crate) fn reason(error: &Error) -> String {
        let text = error.to_string();
        if text.ends_with("failed: Cancelled") {
            // The scheduler says no more, and does so where an executor is lost.
            return format!("{text}: probably an executor was lost");
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a machine did is tried again, what the query did is not.
    #[test]
    fn machines_are_given_another_attempt() {
        let execution = |text: &str| DataFusionError::Execution(text.to_owned());
        let external = |error| DataFusionError::External(error);
        let scheme = Error::Scheme {
            asked: "1".to_owned(),
            known: "2".to_owned(),
        };
        for (error, helps) in [
            (execution("job failed: Cancelled"), true),
            (execution("runtime execution error: no such column"), false),
            (external("connection refused".into()), true),
            (external(Box::new(scheme)), false),
            (DataFusionError::Plan("no such table".to_owned()), false),
        ] {
            let text = error.to_string();
            let error = Error::engine("the stage pairs failed")(error);
            assert_eq!(Attempts::may_help(&error), helps, "{text}");
        }
    }
}
