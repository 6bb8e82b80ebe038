//! Whether the sentences of the suspicious text follow those of the source, beyond what chance
//! gives.

use super::order::nats_above;
use super::subject::PRIOR;
use super::{MeasureReading, Subject};

pub(super) fn read(subject: &Subject) -> MeasureReading {
    let view = subject.whole();
    let [forwards, backwards] = view.sentences().in_order();
    (nats_above(forwards, backwards) / (view.total + PRIOR)).into()
}
