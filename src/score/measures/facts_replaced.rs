//! Whether passages have the form of the source with other facts in it: a template filled in anew, not a rewrite.
//!
//! Two road reports share all but their facts. So does a copy in which someone changed a fact or two, and that *is* a copy: so
//! only a text that replaces most of the facts in its frames counts.

use super::{Reading, Subject};

/// The share of replaced facts above which a text is a template: falsified copies have up to .56 before the threshold but
/// few facts, templates .62 to .84.
const THRESHOLD: f64 = 0.42;

/// Facts that a text is taken to keep on top of its own, so that one replaced fact of one proves nothing.
const PRIOR: f64 = 3.0;

/// The number of replaced facts from which the share counts in full.
const FULL: f64 = 4.0;

pub(super) fn read(subject: &Subject) -> Reading {
    let changes = subject.changes();
    let replaced = changes.replaced as f64;
    let share = replaced / (replaced + changes.kept as f64 + PRIOR);
    let (source, suspicious) = changes.in_frames.iter().copied().unzip();
    Reading {
        value: (share - THRESHOLD).max(0.0) * (replaced / FULL).min(1.0),
        of: changes.replaced + changes.kept,
        source,
        suspicious,
    }
}
