//! How much the facts say that the source lacks.
//!
//! A fact among words that the source lacks as well belongs to what was added, and says little of
//! how the rest was written: it counts by the share of its surroundings that the source has.

use super::facts_shared::is_another_name;
use super::subject::PRIOR;
use super::{MeasureReading, Subject};
use crate::math::Pinned;
use crate::text::NAT;

/// What a new fact counts for at least, however little of its surroundings the source has: a text
/// that shares next to nothing is no rewrite.
const MIN_WEIGHT: f64 = 0.15;

pub(super) fn read(subject: &Subject) -> MeasureReading {
    let view = subject.whole();
    let facts = subject.facts();
    let new = facts.each.iter().filter(|fact| !fact.shared);
    let weighted = new.map(|fact| {
        view.shared_near(fact.tokens.0).max(MIN_WEIGHT) * f64::from(fact.information)
    });
    let nats = weighted.sum::<f64>() / f64::from(NAT);
    // The value takes a name for known if the source has a word of it; a person does not.
    let each = subject.facts().each.iter();
    let listed = each.filter(|fact| !fact.shared || is_another_name(subject, fact));
    MeasureReading {
        value: (4.0 * nats / (view.total + PRIOR).sqrt()).pinned_ln_1p(),
        of: facts.each.len(),
        source: Vec::new(),
        suspicious: listed.filter_map(|fact| subject.span(fact)).collect(),
    }
}
