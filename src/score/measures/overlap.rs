//! How much of the suspicious text's information the source has.

use super::subject::{PRIOR, nats};
use crate::math::Pinned;
use super::{MeasureReading, Subject};

pub(super) fn read(subject: &Subject) -> MeasureReading {
    let view = subject.whole();
    let shared = nats(&view.content.suspicious, |place| {
        view.content.shared_information(place)
    });
    (shared / (view.total + PRIOR)).pinned_powi(2).into()
}
