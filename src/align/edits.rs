//! What was done to a passage, word by word.
//!
//! Takes a passage's one-to-one assignment, gives for each word of both sides what became of it.
//! Assigned words are the same or inflected; those off the longest run of pairs that keep the
//! source's order were moved. Between two pairs in order, what is left is paired by spelling, then
//! by place. Costs n log n in the passage's words.

use std::ops::Range;

use super::assign::Assignment;
use super::passage::{Edit, EditKind, Obfuscation, Step};
use super::side::NONE;
use crate::pair::{Level, Pair, looks_alike};
use crate::scope::Scope;
use crate::text::{Document, Span};

/// What an inflected and a similar word count for in the identity, where the same word counts for
/// one.
const INFLECTED: f64 = 0.9;
const SIMILAR: f64 = 0.6;

/// One over the share of ordinary text from which a word that moved alone is worth showing as
/// moved.
const RARE: f32 = 1_000.0;

/// Left-over source words that a left-over suspicious word is compared with.
const REACH: usize = 8;

/// Identity in the source's order from which a passage counts as a copy, and as lightly reworded.
const COPY: f64 = 0.9;
const LIGHT: f64 = 0.6;

/// A passage's words compared: how much is kept, and the edits if they were wanted.
#[derive(Debug)]
pub(super) struct ComparedWords {
    pub(super) identity: f64,
    in_order: f64,
    pub(super) edits: Vec<Edit>,
    pub(super) steps: Vec<Step>,
}

impl ComparedWords {
    pub(super) fn obfuscation(&self, summary: bool) -> Obfuscation {
        match self.in_order {
            _ if summary => Obfuscation::Summary,
            kept if kept >= COPY => Obfuscation::None,
            kept if kept >= LIGHT => Obfuscation::Light,
            _ => Obfuscation::Heavy,
        }
    }
}

/// Compares the words of a passage, given their assignment; `odds` are one over the background
/// probabilities of the suspicious side's words. What the scope masks is in the edits and counts for
/// nothing, but where it was paired: the source's own repeats stay in a copy.
pub(super) fn compare(
    pair: &Pair,
    scope: &Scope,
    ranges: (&Range<usize>, &Range<usize>),
    assignment: &mut Assignment,
    odds: &[f32],
    wanted: bool,
) -> ComparedWords {
    let mut script = EditScript {
        pair,
        scope,
        steps: Vec::with_capacity(ranges.1.len() / 4 + 1),
        set_aside: 0,
        kept: 0.0,
        in_order: 0.0,
    };
    let (source, suspicious) = ranges;
    let ordered = in_order(&assignment.to_source);
    part_strays(assignment, ranges, &ordered, odds);
    let (mut from, mut gap, mut dropped) = (source.start, suspicious.start, Vec::new());
    let ends = ordered.iter().copied().chain([suspicious.len()]);
    for next in ends {
        let at = suspicious.start + next;
        let partner = assignment
            .to_source
            .get(next)
            .map_or(source.end, |&place| place as usize);
        dropped.clear();
        dropped.extend(
            (from..partner).filter(|at| assignment.to_suspicious[at - source.start] == NONE),
        );
        script.gap(&dropped, gap..at, |at| {
            assignment.to_source[at - suspicious.start]
        });
        if next < suspicious.len() {
            let kind = script.kind(partner, at);
            script.push(kind, Some(partner), Some(at));
            script.in_order += weight(kind);
        }
        (from, gap) = (partner + 1, at + 1);
    }
    let words = (source.len() + suspicious.len() - script.set_aside).max(1) as f64;
    ComparedWords {
        identity: 2.0 * script.kept / words,
        in_order: 2.0 * script.in_order / words,
        edits: if wanted { script.edits() } else { Vec::new() },
        steps: script.steps,
    }
}

fn weight(kind: EditKind) -> f64 {
    match kind {
        EditKind::Same => 1.0,
        EditKind::Inflected => INFLECTED,
        EditKind::Similar => SIMILAR,
        _ => 0.0,
    }
}

/// Parts pairs that moved alone and are common: an "of" at the start of a passage is not the "of"
/// at its end, moved.
fn part_strays(
    assignment: &mut Assignment,
    ranges: (&Range<usize>, &Range<usize>),
    ordered: &[usize],
    odds: &[f32],
) {
    let mut ordered = ordered.iter().copied().peekable();
    for (at, &odds) in odds.iter().enumerate() {
        let place = assignment.to_source[at];
        if ordered.next_if_eq(&at).is_some() || place == NONE || odds >= RARE {
            continue;
        }
        let partner = |at: usize| assignment.to_source.get(at).copied().unwrap_or(NONE);
        let runs_on =
            partner(at + 1) == place + 1 || at > 0 && partner(at - 1).wrapping_add(1) == place;
        if !runs_on {
            assignment.to_source[at] = NONE;
            assignment.to_suspicious[place as usize - ranges.0.start] = NONE;
        }
    }
}

/// Returns the places of the longest sequence of partners that rises, by patience sorting.
fn in_order(partners: &[u32]) -> Vec<usize> {
    let mut tops: Vec<(u32, usize)> = Vec::with_capacity(partners.len());
    let mut before: Vec<usize> = vec![usize::MAX; partners.len()];
    // Most words follow their neighbour, and so come on the pile after its.
    let mut next = 0;
    for (at, &partner) in partners
        .iter()
        .enumerate()
        .filter(|&(_, &partner)| partner != NONE)
    {
        let above = next == 0 || tops[next - 1].0 < partner;
        if !above || tops.get(next).is_some_and(|top| top.0 < partner) {
            next = tops.partition_point(|top| top.0 < partner);
        }
        before[at] = next.checked_sub(1).map_or(usize::MAX, |left| tops[left].1);
        match tops.get_mut(next) {
            Some(top) => *top = (partner, at),
            None => tops.push((partner, at)),
        }
        next += 1;
    }
    let last = tops.last().map(|top| top.1);
    let mut found = Vec::with_capacity(tops.len());
    found.extend(std::iter::successors(last, |&at| {
        Some(before[at]).filter(|&at| at != usize::MAX)
    }));
    found.reverse();
    found
}

struct EditScript<'a> {
    pair: &'a Pair<'a>,
    scope: &'a Scope,
    steps: Vec<Step>,
    /// Words in edits of what was set aside, on either side.
    set_aside: usize,
    kept: f64,
    in_order: f64,
}

impl EditScript<'_> {
    /// Returns the edit that leads from one word to another that was paired with it. Words of one
    /// stem can be left over too: no pair was left for them, or they were parted as strays.
    fn kind(&self, source: usize, suspicious: usize) -> EditKind {
        match self.pair.level(source, suspicious) {
            Some(Level::Form) => EditKind::Same,
            Some(Level::Stem | Level::Meaning) => EditKind::Inflected,
            Some(Level::Spelling) | None => EditKind::Similar,
        }
    }

    fn is_similar(&self, source: usize, suspicious: usize) -> bool {
        let word = |document: &'_ Document, at: usize| document.tokens()[at].word();
        let (ours, theirs) = (self.pair.source, self.pair.suspicious);
        looks_alike(
            ours.word_text(word(ours, source)),
            theirs.word_text(word(theirs, suspicious)),
        )
    }

    /// Edits the words between two pairs in order: `dropped` of the source, and the suspicious
    /// words of `gap`, some of which may be paired with a place elsewhere.
    fn gap(&mut self, dropped: &[usize], gap: Range<usize>, partner: impl Fn(usize) -> u32) {
        let mut rest = dropped;
        for at in gap.clone() {
            while let Some((&source, later)) = rest.split_first()
                && self.scope.source().has(source)
            {
                self.drop(source);
                rest = later;
            }
            let place = partner(at);
            if place != NONE {
                let kind = self.kind(place as usize, at);
                self.kept += weight(kind);
                self.push(EditKind::Moved, Some(place as usize), Some(at));
                continue;
            }
            if self.scope.suspicious().has(at) {
                self.push(EditKind::SetAside, None, Some(at));
                continue;
            }
            let takes_part = |source: usize| !self.scope.source().has(source);
            if let Some(skip) = rest
                .iter()
                .take(REACH)
                .position(|&source| takes_part(source) && self.is_similar(source, at))
            {
                rest[..skip].iter().for_each(|&source| self.drop(source));
                let kind = self.kind(rest[skip], at);
                self.push(kind, Some(rest[skip]), Some(at));
                self.in_order += weight(kind);
                rest = &rest[skip + 1..];
                continue;
            }
            // A word is replaced in its place unless a later one of the gap looks like what would
            // be replaced.
            match rest.split_first() {
                Some((&source, later))
                    if !(at + 1..gap.end).take(REACH).any(|next| {
                        self.is_left_over(next, &partner) && self.is_similar(source, next)
                    }) =>
                {
                    self.push(EditKind::Replaced, Some(source), Some(at));
                    rest = later;
                }
                _ => self.push(EditKind::Added, None, Some(at)),
            }
        }
        rest.iter().for_each(|&source| self.drop(source));
    }

    /// Adds the edit of a word that only the source has.
    fn drop(&mut self, source: usize) {
        let is_set_aside = self.scope.source().has(source);
        let kind = if is_set_aside {
            EditKind::SetAside
        } else {
            EditKind::Dropped
        };
        self.push(kind, Some(source), None);
    }

    /// Returns `true` for a suspicious word that takes part and is paired with none.
    fn is_left_over(&self, at: usize, partner: &impl Fn(usize) -> u32) -> bool {
        partner(at) == NONE && !self.scope.suspicious().has(at)
    }

    fn push(&mut self, kind: EditKind, source: Option<usize>, suspicious: Option<usize>) {
        self.kept += weight(kind);
        self.set_aside += usize::from(kind == EditKind::SetAside);
        let follows = |last: &Option<Range<usize>>, at: Option<usize>| match (last, at) {
            (Some(last), Some(at)) => last.end == at,
            (None, None) => true,
            _ => false,
        };
        if let Some(Step(last, ours, theirs)) = self.steps.last_mut()
            && *last == kind
            && follows(ours, source)
            && follows(theirs, suspicious)
        {
            for (range, at) in [(ours, source), (theirs, suspicious)] {
                if let (Some(range), Some(at)) = (range, at) {
                    range.end = at + 1;
                }
            }
            return;
        }
        let one = |at: usize| at..at + 1;
        self.steps
            .push(Step(kind, source.map(one), suspicious.map(one)));
    }

    fn edits(&self) -> Vec<Edit> {
        let span = |document: &Document, range: &Option<Range<usize>>| {
            let tokens = document.tokens().get(range.clone()?)?;
            Some(Span::new(
                tokens.first()?.span().start,
                tokens.last()?.span().end,
            ))
        };
        let edit = |Step(kind, source, suspicious): &Step| Edit {
            kind: *kind,
            source: span(self.pair.source, source),
            suspicious: span(self.pair.suspicious, suspicious),
        };
        self.steps.iter().map(edit).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_kept_is_the_longest() {
        assert_eq!(in_order(&[NONE, 5, 6, 1, 2, 3, NONE, 9]), [3, 4, 5, 7]);
        assert_eq!(in_order(&[4, 5, 1, 6, 2, 3, 4, 0]), [2, 4, 5, 6]);
        assert!(in_order(&[NONE, NONE]).is_empty());
    }
}
