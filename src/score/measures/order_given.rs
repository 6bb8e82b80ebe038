//! Whether what is shared follows the source's order, for families: they were fitted with a smaller
//! share of surroundings.

use super::order::ordered_share;
use super::subject::PRIOR;
use super::{MeasureReading, Subject};

pub(super) fn read(subject: &Subject) -> MeasureReading {
    ordered_share(subject, PRIOR).into()
}
