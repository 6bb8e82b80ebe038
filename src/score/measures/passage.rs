//! How strong the strongest passage is.

use crate::math::Pinned;
use super::{MeasureReading, Subject};

pub(super) fn read(subject: &Subject) -> MeasureReading {
    let strongest = subject
        .passages
        .iter()
        .max_by(|a, b| a.strength.total_cmp(&b.strength));
    MeasureReading {
        value: strongest
            .map_or(0.0, |passage| passage.strength.max(0.0) / 100.0)
            .pinned_ln_1p(),
        of: subject.passages.len(),
        source: strongest.iter().map(|passage| passage.source).collect(),
        suspicious: strongest.iter().map(|passage| passage.suspicious).collect(),
    }
}
