//! What was set aside, by reason, for the reports.

use crate::Comparison;
use crate::scope::SetAsideReason;

/// The stretches that one rule set aside.
#[derive(Debug)]
pub(super) struct Aside<'t> {
    pub(super) reason: SetAsideReason,
    /// "2 in the source and 1 in the suspicious text".
    pub(super) counts: String,
    /// The first of them, of the suspicious text if it has one.
    pub(super) first: &'t str,
}

/// Returns what was set aside, each reason once, in the order of the rules. What doesn't fit the
/// texts is left out.
pub(super) fn asides<'t>(
    comparison: &Comparison,
    source: &'t str,
    suspicious: &'t str,
) -> Vec<Aside<'t>> {
    let of_reason = |reason: SetAsideReason| {
        let of_reason = || {
            let all = comparison.set_aside.iter();
            all.filter(move |stretch| stretch.reason == reason)
        };
        let in_source = || of_reason().filter_map(|stretch| stretch.source?.slice(source));
        let in_suspicious =
            || of_reason().filter_map(|stretch| stretch.suspicious?.slice(suspicious));
        let counts: Vec<String> = [
            (in_source().count(), "source"),
            (in_suspicious().count(), "suspicious text"),
        ]
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, side)| format!("{count} in the {side}"))
        .collect();
        Some(Aside {
            reason,
            counts: counts.join(" and "),
            first: in_suspicious().chain(in_source()).next()?,
        })
    };
    SetAsideReason::ALL
        .into_iter()
        .filter_map(of_reason)
        .collect()
}
