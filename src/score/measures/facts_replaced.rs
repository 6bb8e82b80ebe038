//! Whether passages have the form of the source with other facts in it: a template filled in anew,
//! not a rewrite.
//!
//! Two road reports share all but their facts: where it happened, to whom, when, how many. A copy
//! in which someone changed facts *is* a copy, and it is still about the same people and places. So
//! names and numbers are counted apart: a text counts that replaces many of both in its frames, or
//! most facts of all.
//!
//! In a script without capitals few names can be read. There the other content words of the passages
//! are counted in their place: a falsified copy keeps them, tomorrow's forecast does not, and a
//! rewrite that changes them keeps the numbers.

use super::{MeasureReading, Subject};
use crate::align::{EditKind, Step};
use crate::facts::capitals::has_capitals;
use crate::pair::Side;
use crate::score::changes::Changes;
use crate::score::information::CONTENT;
use crate::text::Span;

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
    if !has_capitals(subject.pair.suspicious.language()) {
        return without_names(subject);
    }
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

/// Reads the numbers next to words of the source, and the other words, of the passages. Where most
/// of the words are new the form is not the same.
fn without_names(subject: &Subject) -> MeasureReading {
    let document = subject.pair.suspicious;
    let information = subject.pair.information(Side::Suspicious);
    let (mut numbers, mut words) = (KeptAndNew::default(), KeptAndNew::default());
    let mut suspicious = Vec::new();
    for passage in subject.tokens {
        let start = passage.suspicious.start;
        let mut is_kept = vec![false; passage.suspicious.len()];
        for Step(kind, source, tokens) in &passage.steps {
            let kept = source.is_some() && !matches!(kind, EditKind::Replaced | EditKind::SetAside);
            if let (true, Some(tokens)) = (kept, tokens) {
                is_kept[tokens.start - start..tokens.end - start].fill(true);
            }
        }
        let mut is_number = vec![false; passage.suspicious.len()];
        let facts = subject.facts().occurrences.within(&passage.suspicious);
        for fact in facts.iter().filter(|fact| fact.number) {
            let tokens = fact.tokens();
            let near = [tokens.start.checked_sub(start + 1), Some(tokens.end - start)];
            let mut near = near.into_iter().flatten();
            let framed = near.any(|at| is_kept.get(at).is_some_and(|kept| *kept));
            is_number[tokens.start - start..tokens.end - start].fill(true);
            let shared = fact.is_shared(subject.pair, Side::Suspicious);
            if !framed && !shared {
                continue;
            }
            numbers.add(!shared);
            let tokens = document.tokens().get(tokens).unwrap_or_default();
            if let (false, [first, ..], [.., last]) = (shared, tokens, tokens) {
                suspicious.push(Span::new(first.span().start, last.span().end));
            }
        }
        for (at, token) in document.tokens()[passage.suspicious.clone()].iter().enumerate() {
            if !is_number[at] && information[token.word()] >= CONTENT {
                words.add(!is_kept[at]);
            }
        }
    }
    let excess = (numbers.share() * words.share()).sqrt() - THRESHOLD;
    let same_form = if words.new <= words.kept { 1.0 } else { 0.0 };
    MeasureReading {
        value: same_form * excess.max(0.0) * (numbers.new / FULL).min(1.0),
        of: suspicious.len() + numbers.kept as usize,
        source: Vec::new(),
        suspicious,
    }
}

/// How many of something a text keeps from its source, and how many it has anew.
#[derive(Debug, Default)]
struct KeptAndNew {
    kept: f64,
    new: f64,
}

impl KeptAndNew {
    fn add(&mut self, new: bool) {
        *(if new { &mut self.new } else { &mut self.kept }) += 1.0;
    }

    /// Returns the share that is new.
    fn share(&self) -> f64 {
        self.new / (self.new + self.kept + PRIOR)
    }
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
