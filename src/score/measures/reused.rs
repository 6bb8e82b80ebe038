//! How much of the suspicious text lies in passages.

use super::subject::{PRIOR, nats};
use super::{MeasureReading, Subject};
use crate::align::PassageTokens;
use crate::pair::Place;

pub(super) fn read(subject: &Subject) -> MeasureReading {
    let view = subject.part();
    let inside = nats(&view.content.suspicious, |place| {
        if is_inside(subject.tokens, place) {
            place.information
        } else {
            0
        }
    });
    (inside / (view.total + PRIOR)).into()
}

/// Returns `true` if a place lies inside one of the passages, which are in suspicious order and
/// disjoint.
fn is_inside(passages: &[PassageTokens], place: &Place) -> bool {
    let token = place.token as usize;
    let next = passages.partition_point(|passage| passage.suspicious.end <= token);
    passages
        .get(next)
        .is_some_and(|passage| passage.suspicious.start <= token)
}
