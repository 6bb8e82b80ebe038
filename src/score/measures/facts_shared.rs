//! How many of the facts of the suspicious text the source has.

use super::{MeasureReading, Subject};

pub(super) fn read(subject: &Subject) -> MeasureReading {
    let facts = subject.facts();
    let shared = facts.each.iter().filter(|fact| fact.shared);
    let count = shared.clone().count();
    MeasureReading {
        value: (count as f64 + 0.5) / (facts.each.len() as f64 + 1.0),
        of: facts.each.len(),
        source: shared
            .clone()
            .filter_map(|fact| subject.in_source(fact))
            .collect(),
        suspicious: shared.filter_map(|fact| subject.span(fact)).collect(),
    }
}
