//! Whether words that are neighbours in the suspicious text are neighbours in the source.

use super::{REACH, MeasureReading, Subject};
use crate::pair::Content;

pub(super) fn read(subject: &Subject) -> MeasureReading {
    nearness(&subject.whole().content).into()
}

/// Measures, for the terms that occur once in each text, in the order of the suspicious text, how
/// near neighbours are in the source, on average: 1 side by side, a half [`REACH`] places further
/// apart.
fn nearness(content: &Content) -> f64 {
    let mut counts = vec![0_u8; content.source_terms()];
    let shared = || {
        content
            .suspicious
            .iter()
            .filter(|place| content.in_source(place.term))
    };
    for place in shared() {
        let count = &mut counts[place.term as usize];
        *count = count.saturating_add(1);
    }
    let single = shared().filter_map(|place| match content.postings(place.term) {
        [only] if counts[place.term as usize] == 1 => Some(*only),
        _ => None,
    });
    let (mut near, mut all, mut last) = (0.0, 0.0, None);
    for at in single {
        if let Some(last) = last.replace(at) {
            all += 1.0;
            near += f64::from(REACH) / f64::from(REACH + at.abs_diff(last) - 1);
        }
    }
    near / (all + 2.0)
}
