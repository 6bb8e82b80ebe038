//! Whether what is shared follows the source's order, beyond what chance gives.

use super::{MeasureReading, Subject};
use crate::text::NAT;

/// Information, in nats, that two texts are taken to share on top of their own: half of it lets two
/// accounts of one natural order, such as two match reports, look like a rewrite.
const PRIOR: f64 = 40.0;

pub(super) fn read(subject: &Subject) -> MeasureReading {
    ordered_share(subject, PRIOR).into()
}

/// Returns the information shared in order beyond chance, over what is shared plus `prior` nats.
pub(super) fn ordered_share(subject: &Subject, prior: f64) -> f64 {
    let view = subject.whole();
    let excess = nats_above(view.order.subsequence, view.by_chance.subsequence);
    excess / (view.weighted_overlap() + prior)
}

/// Returns how much more information the first is than the second, in nats; 0 where it is less.
pub(super) fn nats_above(information: u64, chance: u64) -> f64 {
    information.saturating_sub(chance) as f64 / f64::from(NAT)
}
