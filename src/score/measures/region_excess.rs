//! Whether one region follows the source closely, beyond what chance gives.

use super::order::nats_above;
use super::{MeasureReading, Subject};
use crate::pair::Place;
use crate::math::Pinned;
use crate::text::{Document, Span};

pub(super) fn read(subject: &Subject) -> MeasureReading {
    let view = subject.part();
    let region = view.order.region;
    let excess = nats_above(region.score, view.by_chance.region.score);
    let spans = (region.score > 0).then(|| {
        let source = span(subject.pair.source, &view.content.source, region.source)?;
        let suspicious = span(
            subject.pair.suspicious,
            &view.content.suspicious,
            region.suspicious,
        )?;
        Some((source, suspicious))
    });
    let (source, suspicious) = spans.flatten().into_iter().unzip();
    MeasureReading {
        value: (1.0 + excess / 20.0).pinned_ln(),
        of: 0,
        source,
        suspicious,
    }
}

fn span(document: &Document, places: &[Place], (first, last): (u32, u32)) -> Option<Span> {
    let token = |place: u32| {
        document
            .tokens()
            .get(places.get(place as usize)?.token as usize)
    };
    Some(Span::new(
        token(first)?.span().start,
        token(last)?.span().end,
    ))
}
