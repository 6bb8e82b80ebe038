//! How much the text shares with the source outside its best region: two reports of one event
//! overlap everywhere, a text that took a passage over only there.

use super::subject::PRIOR;
use super::{MeasureReading, Subject};
use crate::text::NAT;

/// Any two texts of one language and topic share about this much of their information.
const USUAL: f64 = 0.25;

/// What lies above says no more: the text shares its matter with the source throughout.
const MAX: f64 = 0.1;

pub(super) fn read(subject: &Subject) -> MeasureReading {
    (outside(subject) - USUAL).clamp(0.0, MAX).into()
}

/// Returns the share of the information outside the best region that the source has as well. A text
/// that lies all inside counts as sharing little outside.
fn outside(subject: &Subject) -> f64 {
    let view = subject.part();
    let (content, region) = (&view.content, view.order.region);
    let inside = if region.score > 0 {
        region.suspicious.0 as usize..region.suspicious.1 as usize + 1
    } else {
        0..0
    };
    let places = content.suspicious.iter().enumerate();
    let outside = places.filter(|(at, _)| !inside.contains(at));
    // What a long source shares with any text proves nothing.
    let amounts = subject.pair.amounts();
    let (mut shared, mut all) = (0.0, 0.0);
    for (at, place) in outside {
        let unexpected = 1.0 - amounts.chance(place.information);
        all += unexpected * f64::from(place.information) / f64::from(NAT);
        shared += unexpected * view.shared_at(at) as f64 / f64::from(NAT);
    }
    (shared + PRIOR / 10.0) / (all + PRIOR)
}
