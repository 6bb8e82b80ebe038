//! What was done to a passage, word by word.
//!
//! Takes a passage's one-to-one assignment, gives for each word of both sides what became of it. Assigned words are the same
//! or inflected; those off the longest run of pairs that keep the source's order were moved. Between two pairs in order,
//! what is left is paired by spelling (`strsim`), then by place. Costs n log n in the passage's words.

use std::ops::Range;

use super::assign::Assignment;
use super::passage::{Edit, EditKind, Obfuscation};
use super::side::NONE;
use crate::text::{Document, Span};

/// What an inflected and a similar word count for in the identity, where the same word counts for one.
const INFLECTED: f64 = 0.9;
const SIMILAR: f64 = 0.6;

/// Least normalised Damerau-Levenshtein similarity of two words of similar spelling: one letter in four may differ, which
/// "defence" and "defense" pass and "former" and "farmer" do not fail by much.
const SPELLING: f64 = 0.75;

/// Letters below which spelling says nothing.
const LETTERS: usize = 4;

/// One over the share of ordinary text from which a word that moved alone is worth showing as moved.
const RARE: f32 = 1_000.0;

/// Left-over source words that a left-over suspicious word is compared with.
const REACH: usize = 8;

/// Identity in the source's order from which a passage counts as a copy, and as lightly reworded.
const COPY: f64 = 0.9;
const LIGHT: f64 = 0.6;

/// A passage's words compared: how much is kept, and the edits if they were wanted.
#[derive(Debug)]
pub(super) struct Comparison {
    pub(super) identity: f64,
    in_order: f64,
    pub(super) edits: Vec<Edit>,
}

impl Comparison {
    pub(super) fn obfuscation(&self, summary: bool) -> Obfuscation {
        match self.in_order {
            _ if summary => Obfuscation::Summary,
            kept if kept >= COPY => Obfuscation::None,
            kept if kept >= LIGHT => Obfuscation::Light,
            _ => Obfuscation::Heavy,
        }
    }
}

/// Compares the words of a passage, given their assignment; `odds` are one over the background probabilities of the suspicious
/// side's words.
pub(super) fn compare(
    documents: (&Document, &Document),
    ranges: (&Range<usize>, &Range<usize>),
    assignment: &mut Assignment,
    odds: &[f32],
    wanted: bool,
) -> Comparison {
    let mut script = Script {
        documents,
        wanted,
        steps: Vec::new(),
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
            let kind = script.assigned_kind(partner, at);
            script.push(kind, Some(partner), Some(at));
            script.in_order += weight(kind);
        }
        (from, gap) = (partner + 1, at + 1);
    }
    let words = (source.len() + suspicious.len()).max(1) as f64;
    Comparison {
        identity: 2.0 * script.kept / words,
        in_order: 2.0 * script.in_order / words,
        edits: script.edits(),
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

/// Whether two words can be similar by the letters that they have: every letter that one has and the other lacks takes an
/// edit. Never wrong where it says no, and far cheaper than counting edits.
fn may_be_similar(a: &str, b: &str, longer: usize) -> bool {
    let letters = |word: &str| {
        word.chars()
            .fold(0_u64, |set, letter| set | 1 << (letter as u32 & 63))
    };
    let (a, b) = (letters(a), letters(b));
    let lacking = (a & !b).count_ones().max((b & !a).count_ones()) as usize;
    lacking <= longer - (SPELLING * longer as f64) as usize
}

/// Parts pairs that moved alone and are common: an "of" at the start of a passage is not the "of" at its end, moved.
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

/// The places of the longest sequence of partners that rises, by patience sorting.
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

/// One word or run of words on either side, in tokens.
type Step = (EditKind, Option<Range<usize>>, Option<Range<usize>>);

struct Script<'a> {
    documents: (&'a Document, &'a Document),
    wanted: bool,
    steps: Vec<Step>,
    kept: f64,
    in_order: f64,
}

impl Script<'_> {
    fn words(&self, source: usize, suspicious: usize) -> (&str, &str) {
        let word = |document: &'_ Document, at: usize| document.tokens()[at].word();
        let (ours, theirs) = self.documents;
        (
            ours.word_text(word(ours, source)),
            theirs.word_text(word(theirs, suspicious)),
        )
    }

    fn assigned_kind(&self, source: usize, suspicious: usize) -> EditKind {
        let word =
            |document: &Document, at: usize| document.words()[document.tokens()[at].word()].hash();
        let same = word(self.documents.0, source) == word(self.documents.1, suspicious);
        if same {
            EditKind::Same
        } else {
            EditKind::Inflected
        }
    }

    /// What two words of similar spelling are: two that no pair was left for, or that were parted as strays, can be one word.
    fn spelling_kind(&self, source: usize, suspicious: usize) -> EditKind {
        let stem =
            |document: &Document, at: usize| document.stems()[document.tokens()[at].stem()].hash();
        let one = stem(self.documents.0, source) == stem(self.documents.1, suspicious);
        if one {
            self.assigned_kind(source, suspicious)
        } else {
            EditKind::Similar
        }
    }

    fn is_similar(&self, source: usize, suspicious: usize) -> bool {
        let (ours, theirs) = self.words(source, suspicious);
        let (shorter, longer) = (ours.len().min(theirs.len()), ours.len().max(theirs.len()));
        // Words of unlike length can't be near; this spares most of the work. A figure is another figure, however near.
        shorter >= LETTERS
            && shorter as f64 >= SPELLING * longer as f64
            && !ours.starts_with(char::is_numeric)
            && may_be_similar(ours, theirs, longer)
            && strsim::normalized_damerau_levenshtein(ours, theirs) >= SPELLING
    }

    /// What lies between two pairs in order: `dropped` of the source, and the suspicious words of `gap`, some of which may
    /// be paired with a place elsewhere.
    fn gap(&mut self, dropped: &[usize], gap: Range<usize>, partner: impl Fn(usize) -> u32) {
        let mut rest = dropped;
        for at in gap.clone() {
            let place = partner(at);
            if place != NONE {
                let kind = self.assigned_kind(place as usize, at);
                self.kept += weight(kind);
                self.push(EditKind::Moved, Some(place as usize), Some(at));
                continue;
            }
            if let Some(skip) = rest
                .iter()
                .take(REACH)
                .position(|&source| self.is_similar(source, at))
            {
                rest[..skip]
                    .iter()
                    .for_each(|&source| self.push(EditKind::Dropped, Some(source), None));
                let kind = self.spelling_kind(rest[skip], at);
                self.push(kind, Some(rest[skip]), Some(at));
                self.in_order += weight(kind);
                rest = &rest[skip + 1..];
                continue;
            }
            // A word is replaced in its place unless a later one of the gap looks like what would be replaced.
            match rest.split_first() {
                Some((&source, later))
                    if !(at + 1..gap.end)
                        .take(REACH)
                        .any(|next| partner(next) == NONE && self.is_similar(source, next)) =>
                {
                    self.push(EditKind::Replaced, Some(source), Some(at));
                    rest = later;
                }
                _ => self.push(EditKind::Added, None, Some(at)),
            }
        }
        rest.iter()
            .for_each(|&source| self.push(EditKind::Dropped, Some(source), None));
    }

    fn push(&mut self, kind: EditKind, source: Option<usize>, suspicious: Option<usize>) {
        self.kept += weight(kind);
        if !self.wanted {
            return;
        }
        let follows = |last: &Option<Range<usize>>, at: Option<usize>| match (last, at) {
            (Some(last), Some(at)) => last.end == at,
            (None, None) => true,
            _ => false,
        };
        if let Some((last, ours, theirs)) = self.steps.last_mut()
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
            .push((kind, source.map(one), suspicious.map(one)));
    }

    fn edits(&self) -> Vec<Edit> {
        let span = |document: &Document, range: &Option<Range<usize>>| {
            let tokens = document.tokens().get(range.clone()?)?;
            Some(Span::new(
                tokens.first()?.span().start,
                tokens.last()?.span().end,
            ))
        };
        let edit = |(kind, source, suspicious): &Step| Edit {
            kind: *kind,
            source: span(self.documents.0, source),
            suspicious: span(self.documents.1, suspicious),
        };
        self.steps.iter().map(edit).collect()
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Protects the quick look at the letters: it must pass every pair that counting edits passes, in any script.
        #[test]
        fn no_similar_words_are_ruled_out(word in "[a-dé-íа-г]{4,12}", edits in proptest::collection::vec((0_usize..12, "[a-dа-г]"), 0..4)) {
            let mut letters: Vec<char> = word.chars().collect();
            for (at, letter) in edits {
                let (at, letter) = (at % letters.len(), letter.chars().next().unwrap_or('a'));
                if at % 2 == 0 { letters[at] = letter } else { letters.insert(at, letter) }
            }
            let other: String = letters.into_iter().collect();
            let longer = word.len().max(other.len());
            if strsim::normalized_damerau_levenshtein(&word, &other) >= SPELLING {
                prop_assert!(may_be_similar(&word, &other, longer));
            }
        }
    }

    #[test]
    fn the_order_kept_is_the_longest() {
        assert_eq!(in_order(&[NONE, 5, 6, 1, 2, 3, NONE, 9]), [3, 4, 5, 7]);
        assert_eq!(in_order(&[4, 5, 1, 6, 2, 3, 4, 0]), [2, 4, 5, 6]);
        assert!(in_order(&[NONE, NONE]).is_empty());
    }
}
