//! Whether passages have the form of the source with other facts in it: a template filled in anew,
//! not a rewrite.
//!
//! Two road reports share all but their facts: where it happened, to whom, when, how many. A copy
//! in which someone changed facts *is* a copy, and it is still about the same people and places. So
//! names and numbers are counted apart: a text counts that replaces many of both in its frames, or
//! most facts of all.

use super::{MeasureReading, Subject};
use crate::score::changes::Changes;

/// The geometric mean of the shares of names and of numbers that are replaced above which a text is
/// a template: at most .05 in falsified copies, .4 to .8 in templates.
const THRESHOLD: f64 = 0.25;

/// The share of all facts that are replaced above which a text is a template even if it keeps its
/// names, as tomorrow's forecast does.
const THRESHOLD_OF_ALL: f64 = 0.5;

/// Facts of each kind, and of all kinds, that a text is taken to keep on top of its own, so that
/// one replaced fact of one proves nothing.
const PRIOR: f64 = 1.0;
const PRIOR_OF_ALL: f64 = 3.0;

/// The number of replaced facts from which the share counts in full.
const FULL: f64 = 4.0;

pub(super) fn read(subject: &Subject) -> MeasureReading {
    let changes = subject.changes();
    let (source, suspicious) = changes.in_frames.iter().copied().unzip();
    MeasureReading {
        value: excess(changes) * (changes.replaced.all() as f64 / FULL).min(1.0),
        of: changes.replaced.all() + changes.kept.all(),
        source,
        suspicious,
    }
}

/// Returns the share of replaced facts above the threshold.
fn excess(changes: &Changes) -> f64 {
    let (replaced, kept) = (changes.replaced, changes.kept);
    let share = |replaced: f64, kept: usize, prior: f64| replaced / (replaced + kept as f64 + prior);
    let mixed = replaced.mixed as f64 / 2.0;
    let names = share(replaced.names as f64 + mixed, kept.names, PRIOR);
    let numbers = share(replaced.numbers as f64 + mixed, kept.numbers, PRIOR);
    let all = share(replaced.all() as f64, kept.all(), PRIOR_OF_ALL);
    ((names * numbers).sqrt() - THRESHOLD)
        .max(all - THRESHOLD_OF_ALL)
        .max(0.0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::changes::Count;

    fn count(names: usize, numbers: usize) -> Count {
        Count {
            names,
            numbers,
            mixed: 0,
        }
    }

    fn excess_of(replaced: Count, kept: Count) -> f64 {
        excess(&Changes {
            replaced,
            kept,
            ..Changes::default()
        })
    }

    /// A text of which a number or two were changed is a falsified copy as long as it names the
    /// same people and places; with other names as well it is a template.
    #[test]
    fn names_tell_a_template_from_a_falsified_copy() {
        assert_eq!(excess_of(count(0, 6), count(4, 0)), 0.0);
        assert_eq!(excess_of(count(6, 0), count(0, 4)), 0.0);
        assert!(excess_of(count(4, 6), count(4, 0)) > 0.2);
        // Most facts of all, though the names stay.
        assert!(excess_of(count(0, 15), count(4, 1)) > 0.1);
        // Without names, numbers are all that there is.
        assert!(excess_of(count(0, 9), count(0, 1)) > 0.15);
        assert_eq!(excess_of(count(0, 2), count(0, 2)), 0.0);
        assert_eq!(excess_of(Count::default(), Count::default()), 0.0);
    }
}
