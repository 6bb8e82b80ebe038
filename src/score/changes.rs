//! What became of the facts inside passages: kept, added, dropped, replaced, and negations that
//! were put in or taken out.
//!
//! Reads the edits of each passage and the facts of both texts; a pass over both. A frame is a gap
//! of a few words between equal words: the word of one side replaces that of the other.

use std::cell::OnceCell;
use std::collections::HashSet;
use std::ops::Range;

use super::facts::{Occurrence, Occurrences};
use super::in_place::{InPlace, InPlaceReader};
use crate::align::{EditKind, FactEdit, FactEditKind, PassageTokens, Step};
use crate::facts::{Numbers, differing_numbers};
use crate::language::{CalendarName, calendar_form};
use crate::pair::{Pair, Side};
use crate::text::{Document, Span};

/// Maximum number of words in a frame, on either side.
const MAX_FRAME: usize = 5;

/// Maximum number of facts that one frame counts for.
const MAX_IN_FRAME: usize = 2;

/// A number of facts by their kind.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) names: usize,
    pub(super) numbers: usize,
    /// A name instead of a number, or a number instead of a name.
    pub(super) mixed: usize,
}

impl Count {
    fn add(&mut self, number: bool) {
        *(if number {
            &mut self.numbers
        } else {
            &mut self.names
        }) += 1;
    }

    pub(super) fn all(self) -> usize {
        self.names + self.numbers + self.mixed
    }
}

/// The facts of all passages of a pair.
#[derive(Debug, Default)]
pub(super) struct Changes {
    /// What became of the facts of each passage, in text order.
    pub(super) passages: Vec<Vec<FactEdit>>,
    /// How many facts were replaced in frames of equal words, and how many were kept next to equal
    /// words.
    pub(super) replaced: Count,
    pub(super) kept: Count,
    /// The facts that passages have at the position of another.
    pub(super) in_place: Vec<FactEdit>,
    /// The facts replaced in frames: where in the source, where in the suspicious text.
    pub(super) in_frames: Vec<(Span, Span)>,
}

/// What an occurrence is, as far as one may be in place of another.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum OccurrenceKind {
    Number,
    Month,
    Weekday,
    Name,
}

/// One run of words between two matched words.
#[derive(Debug)]
struct FactFrame {
    /// Where its tokens are among those of all frames, of either side.
    source: Range<usize>,
    suspicious: Range<usize>,
    /// How many matched words in a row come before and after it.
    row: (usize, usize),
}

/// The frames of a passage, and the tokens of all of them, in the order of the frames.
#[derive(Debug)]
struct FactFrames {
    frames: Vec<FactFrame>,
    source: Vec<usize>,
    suspicious: Vec<usize>,
}

impl FactFrames {
    /// Reads the frames between the steps of a passage.
    fn new(steps: &[Step]) -> Self {
        let tokens = |range: &Option<Range<usize>>| range.as_ref().map_or(0, Range::len);
        let mut all = Self {
            frames: Vec::with_capacity(steps.len() / 2 + 1),
            source: Vec::with_capacity(steps.iter().map(|step| tokens(&step.1)).sum()),
            suspicious: Vec::with_capacity(steps.iter().map(|step| tokens(&step.2)).sum()),
        };
        all.start();
        let mut row = 0;
        for Step(kind, source, suspicious) in steps {
            match (kind, source, suspicious) {
                (EditKind::Moved, Some(_), Some(_)) | (EditKind::SetAside, ..) => {}
                (
                    EditKind::Same | EditKind::Inflected | EditKind::Similar,
                    Some(_),
                    Some(suspicious),
                ) => {
                    row += suspicious.len();
                    if all.frames.last().is_some_and(|frame| !frame.is_empty()) {
                        all.start();
                    }
                    if let [.., before, frame] = all.frames.as_mut_slice() {
                        (before.row.1, frame.row.0) = (row, row);
                    } else if let Some(frame) = all.frames.last_mut() {
                        frame.row.0 = row;
                    }
                }
                _ => {
                    row = 0;
                    all.source.extend(source.iter().flat_map(Range::clone));
                    all.suspicious
                        .extend(suspicious.iter().flat_map(Range::clone));
                    if let Some(frame) = all.frames.last_mut() {
                        frame.source.end = all.source.len();
                        frame.suspicious.end = all.suspicious.len();
                    }
                }
            }
        }
        all
    }

    /// Starts another frame.
    fn start(&mut self) {
        let (source, suspicious) = (self.source.len(), self.suspicious.len());
        self.frames.push(FactFrame {
            source: source..source,
            suspicious: suspicious..suspicious,
            row: (0, 0),
        });
    }
}

impl Changes {
    pub(super) fn new(
        pair: &Pair,
        facts: (&Occurrences, &Occurrences),
        passages: &[PassageTokens],
    ) -> Self {
        let mut reader = ChangeReader {
            pair,
            facts,
            changes: Self::default(),
            in_words: Default::default(),
        };
        let in_place = InPlaceReader::new(pair);
        for passage in passages {
            let edits = reader.read(passage);
            let in_place = in_place.read(passage);
            reader.changes.in_place.extend(&in_place.replaced);
            let edits = reader.with_what_is_in_place(passage, edits, in_place);
            reader.changes.passages.push(edits);
        }
        reader.changes
    }
}

struct ChangeReader<'a> {
    pair: &'a Pair<'a>,
    facts: (&'a Occurrences, &'a Occurrences),
    changes: Changes,
    /// The numbers that each text writes in words, read when they are first asked for.
    in_words: [OnceCell<Numbers>; 2],
}

impl ChangeReader<'_> {
    fn read(&mut self, passage: &PassageTokens) -> Vec<FactEdit> {
        let ours = self.facts.0.within(&passage.source);
        let theirs = self.facts.1.within(&passage.suspicious);
        let mut edits = Vec::new();
        // The source token that each matched token of the suspicious side was made from.
        let mut partner = vec![None; passage.suspicious.len()];
        let mut used = vec![false; passage.source.len()];
        // Whether that token has the same place: a number elsewhere may have another unit.
        let mut in_place = vec![false; passage.suspicious.len()];
        for Step(kind, source, suspicious) in &passage.steps {
            if let (
                EditKind::Same | EditKind::Inflected | EditKind::Moved,
                Some(source),
                Some(suspicious),
            ) = (kind, source, suspicious)
            {
                for (ours, theirs) in source.clone().zip(suspicious.clone()) {
                    partner[theirs - passage.suspicious.start] = Some(ours);
                    used[ours - passage.source.start] = true;
                    in_place[theirs - passage.suspicious.start] = *kind != EditKind::Moved;
                }
            }
        }
        let matched =
            |occurrence: &Occurrence, of: &dyn Fn(usize) -> bool| occurrence.tokens().any(of);
        let is_matched = |at: usize| partner[at - passage.suspicious.start].is_some();
        let is_used = |at: usize| used[at - passage.source.start];
        for fact in theirs.iter().filter(|fact| matched(fact, &is_matched)) {
            let was = fact
                .tokens()
                .find_map(|at| partner[at - passage.suspicious.start]);
            let beside = |at: Option<usize>| {
                at.filter(|at| passage.suspicious.contains(at))
                    .is_some_and(is_matched)
            };
            let range = fact.tokens();
            if beside(range.start.checked_sub(1)) || beside(Some(range.end)) {
                self.changes.kept.add(fact.number);
            }
            let differing = was
                .filter(|_| fact.number && in_place[range.start - passage.suspicious.start])
                .and_then(|was| {
                    let (source, suspicious) = (self.pair.source, self.pair.suspicious);
                    differing_numbers((source, was), (suspicious, range.start))
                });
            if let Some((was, is)) = differing {
                edits.push(FactEdit {
                    kind: FactEditKind::Replaced,
                    source: Some(was),
                    suspicious: Some(is),
                });
                continue;
            }
            edits.push(FactEdit {
                kind: FactEditKind::Kept,
                source: was.and_then(|at| span(self.pair.source, at..at + 1)),
                suspicious: span(self.pair.suspicious, range),
            });
        }
        let was = Unmatched::new(ours, |fact| matched(fact, &is_used));
        let is = Unmatched::new(theirs, |fact| matched(fact, &is_matched));
        if !(was.facts.is_empty() && is.facts.is_empty()) {
            let mut frames = FactFrames::new(&passage.steps);
            for frame in &frames.frames {
                let source = &mut frames.source[frame.source.clone()];
                source.sort_unstable();
                let was = was.within(source);
                let is = is.within(&frames.suspicious[frame.suspicious.clone()]);
                self.frame(frame, was, is, &mut edits);
            }
        }
        edits
    }

    /// Puts what a passage has in place of something else among the edits of its facts, instead of
    /// what they say of it.
    fn with_what_is_in_place(
        &self,
        passage: &PassageTokens,
        mut edits: Vec<FactEdit>,
        in_place: InPlace,
    ) -> Vec<FactEdit> {
        let InPlace { replaced, negated } = in_place;
        let mut spans = [
            spans(&replaced, |edit| edit.source),
            spans(&replaced, |edit| edit.suspicious),
        ];
        spans
            .iter_mut()
            .for_each(|spans| spans.sort_unstable_by_key(|span| span.start));
        let is_told =
            |side: usize, span: Option<Span>| span.is_some_and(|span| overlaps(&spans[side], span));
        edits.retain(|edit| match edit.kind {
            FactEditKind::Kept => !is_told(1, edit.suspicious),
            _ => !is_told(0, edit.source) && !is_told(1, edit.suspicious),
        });
        edits.extend(replaced);
        let told: HashSet<&FactEdit> = negated.iter().collect();
        let others = self.negations(passage).into_iter();
        edits.extend(others.filter(|edit| !told.contains(edit)));
        edits.extend(negated);
        edits.sort_by_key(|edit| {
            let place = |span: Option<Span>| span.map_or(usize::MAX, |span| span.start);
            (place(edit.suspicious), place(edit.source))
        });
        edits
    }

    /// Pairs the facts of one frame, those of one kind first.
    fn frame(
        &mut self,
        frame: &FactFrame,
        mut was: Vec<&Occurrence>,
        is: Vec<&Occurrence>,
        edits: &mut Vec<FactEdit>,
    ) {
        let span_of = |document: &Document, fact: &Occurrence| span(document, fact.tokens());
        let (source, suspicious) = (self.pair.source, self.pair.suspicious);
        let short = |tokens: &Range<usize>| (1..=MAX_FRAME).contains(&tokens.len());
        let framed = frame.row.0.max(frame.row.1) >= 2;
        let counts = framed && short(&frame.source) && short(&frame.suspicious);
        if counts {
            let replaced = was.len().min(is.len()).min(MAX_IN_FRAME);
            let numbers = |facts: &[&Occurrence]| facts.iter().filter(|fact| fact.number).count();
            let (was_numbers, is_numbers) = (numbers(&was), numbers(&is));
            let of_numbers = was_numbers.min(is_numbers);
            let of_names = (was.len() - was_numbers).min(is.len() - is_numbers);
            let counts = &mut self.changes.replaced;
            counts.numbers += of_numbers.min(replaced);
            counts.names += of_names.min(replaced);
            counts.mixed += replaced.saturating_sub(of_numbers + of_names);
            let spans = was.iter().zip(&is).take(replaced);
            self.changes.in_frames.extend(
                spans.filter_map(|(was, is)| {
                    Some((span_of(source, was)?, span_of(suspicious, is)?))
                }),
            );
        }
        for fact in is {
            let kind = self.kind(suspicious, fact);
            let twin = was
                .iter()
                .position(|other| self.kind(source, other) == kind);
            let Some(other) = twin.map(|at| was.remove(at)) else {
                if !self.has(Side::Source, fact) {
                    edits.push(FactEdit {
                        kind: FactEditKind::Added,
                        source: None,
                        suspicious: span_of(suspicious, fact),
                    });
                }
                continue;
            };
            let (before, after) = (span_of(source, other), span_of(suspicious, fact));
            edits.push(FactEdit {
                kind: FactEditKind::Replaced,
                source: before,
                suspicious: after,
            });
        }
        edits.extend(
            was.into_iter()
                .filter(|fact| !self.has(Side::Suspicious, fact))
                .map(|fact| FactEdit {
                    kind: FactEditKind::Dropped,
                    source: span_of(source, fact),
                    suspicious: None,
                }),
        );
    }

    /// Returns what a fact is, as far as one may be in place of another: a number, a month, a
    /// weekday or a name.
    fn kind(&self, document: &Document, fact: &Occurrence) -> OccurrenceKind {
        if fact.number {
            return OccurrenceKind::Number;
        }
        let token = document.tokens().get(fact.tokens().start);
        let word = token.map_or("", |token| document.word_text(token.word()));
        match calendar_form(document.language(), word) {
            Some(CalendarName::Month(_)) => OccurrenceKind::Month,
            Some(CalendarName::Weekday(_)) => OccurrenceKind::Weekday,
            None => OccurrenceKind::Name,
        }
    }

    /// Returns `true` if a text has a fact of the other: one of its words, or its number in words.
    fn has(&self, side: Side, fact: &Occurrence) -> bool {
        let in_words = || {
            self.in_words[side as usize].get_or_init(|| Numbers::in_words(self.pair.document(side)))
        };
        let other = self.pair.document(side.other());
        fact.is_shared(self.pair, side.other())
            || fact.number && in_words().has_at(other, fact.tokens().start)
    }

    /// Returns the negations that were put in or taken out.
    fn negations(&self, passage: &PassageTokens) -> Vec<FactEdit> {
        let mut found = Vec::new();
        let (source, suspicious) = (self.pair.source, self.pair.suspicious);
        let negations = |document: &Document, range: &Option<Range<usize>>| {
            let language = document.language();
            range.clone().into_iter().flatten().find(|&at| {
                let word = document.tokens().get(at).map_or(0, |token| token.word());
                crate::language::is_negation(language, document.word_text(word))
            })
        };
        for Step(kind, ours, theirs) in &passage.steps {
            if matches!(kind, EditKind::Same | EditKind::Moved | EditKind::SetAside) {
                continue;
            }
            let (was, is) = (negations(source, ours), negations(suspicious, theirs));
            if was.is_some() != is.is_some() {
                found.push(FactEdit {
                    kind: FactEditKind::Negated,
                    source: was.and_then(|at| span(source, at..at + 1)),
                    suspicious: is.and_then(|at| span(suspicious, at..at + 1)),
                });
            }
        }
        // A negation that only moved to another word of the passage flips nothing.
        let put_in = found
            .iter()
            .filter(|edit| edit.suspicious.is_some())
            .count();
        if 2 * put_in == found.len() {
            found.clear();
        }
        found
    }
}

impl FactFrame {
    fn is_empty(&self) -> bool {
        self.source.is_empty() && self.suspicious.is_empty()
    }
}

/// The facts of one side of a passage that no step matches, in text order.
struct Unmatched<'a> {
    facts: Vec<&'a Occurrence>,
    /// Tokens of the longest of them.
    longest: usize,
}

impl<'a> Unmatched<'a> {
    fn new(facts: &'a [Occurrence], is_matched: impl Fn(&Occurrence) -> bool) -> Self {
        let facts: Vec<&Occurrence> = facts.iter().filter(|fact| !is_matched(fact)).collect();
        let longest = facts.iter().map(|fact| fact.tokens().len()).max();
        Self {
            longest: longest.unwrap_or(0),
            facts,
        }
    }

    /// Returns those that have one of these tokens, which are in text order.
    fn within(&self, tokens: &[usize]) -> Vec<&'a Occurrence> {
        let (Some(first), Some(last)) = (tokens.first(), tokens.last()) else {
            return Vec::new();
        };
        let is_before = |fact: &&Occurrence| fact.tokens().start + self.longest <= *first;
        let start = self.facts.partition_point(is_before);
        let near = self.facts[start..].iter();
        near.take_while(|fact| fact.tokens().start <= *last)
            .filter(|fact| fact.tokens().any(|at| tokens.binary_search(&at).is_ok()))
            .copied()
            .collect()
    }
}

fn spans(edits: &[FactEdit], side: impl Fn(&FactEdit) -> Option<Span>) -> Vec<Span> {
    edits.iter().filter_map(side).collect()
}

/// Returns `true` if one of `spans`, which are in text order and don't overlap, shares a byte with
/// `span`.
fn overlaps(spans: &[Span], span: Span) -> bool {
    let next = spans.partition_point(|of| of.start < span.end);
    let last = next.checked_sub(1).and_then(|last| spans.get(last));
    last.is_some_and(|last| last.end > span.start)
}

fn span(document: &Document, tokens: Range<usize>) -> Option<Span> {
    let tokens = document.tokens().get(tokens)?;
    Some(Span::new(
        tokens.first()?.span().start,
        tokens.last()?.span().end,
    ))
}
