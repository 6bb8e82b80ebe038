//! What was set aside, by reason, for the reports.

#[cfg(feature = "html")]
use std::collections::BTreeSet;

use crate::Comparison;
#[cfg(feature = "html")]
use crate::Span;
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
        Some(Aside {
            reason,
            counts: counts(
                (in_source().count(), "source"),
                (in_suspicious().count(), "suspicious text"),
            ),
            first: in_suspicious().chain(in_source()).next()?,
        })
    };
    SetAsideReason::ALL
        .into_iter()
        .filter_map(of_reason)
        .collect()
}

/// Returns how many stretches each rule set aside over all comparisons of one suspicious text with
/// its sources, in the order of the rules. A stretch of that text counts once.
#[cfg(feature = "html")]
pub(super) fn asides_of_many<'c>(
    comparisons: impl Iterator<Item = &'c Comparison> + Clone,
) -> Vec<(SetAsideReason, String)> {
    let of_reason = |reason: SetAsideReason| {
        let all = comparisons.clone().flat_map(|of| &of.set_aside);
        let stretches = all.filter(|stretch| stretch.reason == reason);
        let in_sources = stretches.clone().filter(|stretch| stretch.source.is_some());
        let in_text: BTreeSet<Span> = stretches
            .clone()
            .filter_map(|stretch| stretch.suspicious)
            .collect();
        let (in_sources, in_text) = (in_sources.count(), in_text.len());
        (in_sources + in_text > 0).then(|| {
            let counts = counts((in_sources, "sources"), (in_text, "suspicious text"));
            (reason, counts)
        })
    };
    SetAsideReason::ALL
        .into_iter()
        .filter_map(of_reason)
        .collect()
}

/// Says how many stretches each side has, if any.
fn counts(source: (usize, &str), suspicious: (usize, &str)) -> String {
    let sides = [source, suspicious].into_iter();
    let counts: Vec<String> = sides
        .filter(|(count, _)| *count > 0)
        .map(|(count, side)| format!("{count} in the {side}"))
        .collect();
    counts.join(" and ")
}
