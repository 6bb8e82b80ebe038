//! Whether the sentences of the suspicious text match single sentences of the source.

use super::subject::PRIOR;
use super::{MeasureReading, Subject};
use crate::text::NAT;

pub(super) fn read(subject: &Subject) -> MeasureReading {
    let view = subject.whole();
    let matched = view.sentences().matched() as f64 / f64::from(NAT);
    (matched / (view.total + PRIOR)).into()
}
