//! Which parts of a passage are marked as changed, and where its two sides can be cut into rows
//! that belong together.

use crate::align::{Edit, EditKind, FactEditKind, Passage};
pub(super) use crate::pair::Side;
#[cfg(feature = "html")]
use crate::scope::SetAside;
use crate::text::Span;

/// How a stretch of text is marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    /// The same on both sides, or not compared.
    Same,
    /// The same word in another form or spelling.
    Altered,
    /// Only on this side.
    Differs,
    /// A name, a number or a negation that the other side lacks or has another in its place of.
    Fact,
    /// At another place of the passage.
    Moved,
}

impl From<EditKind> for Mark {
    fn from(kind: EditKind) -> Self {
        match kind {
            EditKind::Same | EditKind::SetAside => Self::Same,
            EditKind::Inflected | EditKind::Similar => Self::Altered,
            EditKind::Replaced | EditKind::Added | EditKind::Dropped => Self::Differs,
            EditKind::Moved => Self::Moved,
        }
    }
}

impl Side {
    pub(super) fn of_passage(self, passage: &Passage) -> Span {
        match self {
            Self::Source => passage.source,
            Self::Suspicious => passage.suspicious,
        }
    }

    /// Returns where it is; `None` if the other text has it.
    #[cfg(feature = "html")]
    pub(super) fn of_set_aside(self, aside: &SetAside) -> Option<Span> {
        match self {
            Self::Source => aside.source,
            Self::Suspicious => aside.suspicious,
        }
    }

    fn of_edit(self, edit: &Edit) -> Option<Span> {
        match self {
            Self::Source => edit.source,
            Self::Suspicious => edit.suspicious,
        }
    }
}

/// A stretch of text with one mark.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Run<'t> {
    pub(super) mark: Mark,
    pub(super) text: &'t str,
}

/// Cuts `span` of `text` into marked runs that follow one another without a gap. Text between two
/// words of one mark has it too.
pub(super) fn runs<'t>(text: &'t str, span: Span, side: Side, edits: &[Edit]) -> Vec<Run<'t>> {
    let mut words: Vec<(Span, Mark)> = edits
        .iter()
        .filter_map(|edit| Some((side.of_edit(edit)?, Mark::from(edit.kind))))
        .collect();
    words.sort_unstable_by_key(|(word, _)| (word.start, word.end));

    let mut cuts: Vec<(usize, Mark)> = Vec::new();
    let mut reached = span.start;
    let mut last = Mark::Same;
    for (word, mark) in words {
        if word.start < reached || word.end > span.end || word.slice(text).is_none_or(str::is_empty)
        {
            continue;
        }
        cuts.push((word.start, if mark == last { mark } else { Mark::Same }));
        cuts.push((word.end, mark));
        (reached, last) = (word.end, mark);
    }
    cuts.push((span.end, Mark::Same));
    // Neighbours with the same mark become one run.
    let mut start = span.start;
    cuts.chunk_by(|a, b| a.1 == b.1)
        .filter_map(|same| {
            let &(end, mark) = same.last()?;
            let text = text.get(std::mem::replace(&mut start, end)..end)?;
            (!text.is_empty()).then_some(Run { mark, text })
        })
        .collect()
}

/// Returns the changed facts of a passage on one side, in text order.
fn changed_facts(passage: &Passage, side: Side) -> Vec<Span> {
    let mut facts: Vec<Span> = passage
        .facts
        .iter()
        .filter(|fact| fact.kind != FactEditKind::Kept)
        .filter_map(|fact| match side {
            Side::Source => fact.source,
            Side::Suspicious => fact.suspicious,
        })
        .collect();
    facts.sort_unstable_by_key(|fact| (fact.start, fact.end));
    facts
}

/// Marks `facts`, in text order, in runs that begin at byte `start` of their text. What fits no run
/// is left out.
pub(super) fn with_facts<'t>(runs: Vec<Run<'t>>, start: usize, facts: &[Span]) -> Vec<Run<'t>> {
    let mut marked = Vec::with_capacity(runs.len());
    let mut facts = facts.iter().peekable();
    let mut at = start;
    for mut run in runs {
        while let Some(fact) = facts.peek() {
            let end = at + run.text.len();
            if fact.end <= at || fact.end <= fact.start {
                facts.next();
                continue;
            }
            if fact.start >= end {
                break;
            }
            let from = fact.start.saturating_sub(at);
            let to = fact.end.min(end) - at;
            let (Some(before), Some(inside), Some(after)) = (
                run.text.get(..from),
                run.text.get(from..to),
                run.text.get(to..),
            ) else {
                facts.next();
                continue;
            };
            let mut push = |mark, text: &'t str| {
                if !text.is_empty() {
                    marked.push(Run { mark, text });
                }
            };
            push(run.mark, before);
            push(Mark::Fact, inside);
            (run.text, at) = (after, at + to);
            if run.text.is_empty() {
                break;
            }
        }
        at += run.text.len();
        if !run.text.is_empty() {
            marked.push(run);
        }
    }
    marked
}

/// Returns one side of a passage with its edits and its changed facts marked.
fn marked<'t>(passage: &Passage, text: &'t str, side: Side) -> Vec<Run<'t>> {
    let span = side.of_passage(passage);
    let runs = runs(text, span, side, &passage.edits);
    with_facts(runs, span.start, &changed_facts(passage, side))
}

/// What belongs together of a passage's two sides.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Row<'s, 't> {
    pub(super) source: Vec<Run<'s>>,
    pub(super) suspicious: Vec<Run<'t>>,
}

/// Cuts a passage into rows that end where a sentence ends on either side and nothing crosses over.
///
/// A passage without edits is one row.
pub(super) fn rows<'s, 't>(
    passage: &Passage,
    source: &'s str,
    suspicious: &'t str,
) -> Vec<Row<'s, 't>> {
    let mut sources = Runs::new(marked(passage, source, Side::Source));
    let mut suspicions = Runs::new(marked(passage, suspicious, Side::Suspicious));
    let row = |(source, suspicious): (Span, Span)| Row {
        source: sources.take(source.len()),
        suspicious: suspicions.take(suspicious.len()),
    };
    row_spans(passage, source, suspicious)
        .into_iter()
        .map(row)
        .collect()
}

/// Runs that are taken off by length.
struct Runs<'t>(std::iter::Peekable<std::vec::IntoIter<Run<'t>>>);

impl<'t> Runs<'t> {
    fn new(runs: Vec<Run<'t>>) -> Self {
        Self(runs.into_iter().peekable())
    }

    /// Returns the next `length` bytes; a run that reaches beyond is cut.
    fn take(&mut self, mut length: usize) -> Vec<Run<'t>> {
        let mut taken = Vec::new();
        while let Some(run) = self.0.peek_mut().filter(|_| length > 0) {
            match run.text.split_at_checked(length) {
                Some((head, tail)) if !tail.is_empty() => {
                    taken.push(Run {
                        mark: run.mark,
                        text: head,
                    });
                    run.text = tail;
                    length = 0;
                }
                _ => {
                    length = length.saturating_sub(run.text.len());
                    taken.extend(self.0.next());
                }
            }
        }
        taken
    }
}

fn row_spans(passage: &Passage, source: &str, suspicious: &str) -> Vec<(Span, Span)> {
    let source_gaps = gaps(passage, Side::Source);
    let suspicious_gaps = gaps(passage, Side::Suspicious);
    let mut rows = Vec::new();
    let mut start = (passage.source.start, passage.suspicious.start);
    for gap in source_gaps.into_iter().zip(suspicious_gaps) {
        let (Some(source_gap), Some(suspicious_gap)) = gap else {
            continue;
        };
        let end = (cut(source, source_gap), cut(suspicious, suspicious_gap));
        // The end of one sentence lies in several gaps where words follow that only the other side
        // has.
        let source_ends = end.0 > start.0 && ends_sentence(source, source_gap);
        let suspicious_ends = end.1 > start.1 && ends_sentence(suspicious, suspicious_gap);
        if source_ends || suspicious_ends {
            rows.push((Span::new(start.0, end.0), Span::new(start.1, end.1)));
            start = end;
        }
    }
    rows.push((
        Span::new(start.0, passage.source.end),
        Span::new(start.1, passage.suspicious.end),
    ));
    rows
}

/// Returns for each edit but the last the span that lies on one side between it with all before it
/// and all after it; `None` where they cross.
fn gaps(passage: &Passage, side: Side) -> Vec<Option<Span>> {
    let whole = side.of_passage(passage);
    // What was moved crosses by its nature and would tie whole paragraphs into one row.
    let stays = |edit: &&Edit| edit.kind != EditKind::Moved;
    let spans: Vec<Option<Span>> = passage
        .edits
        .iter()
        .map(|edit| Some(edit).filter(stays).and_then(|edit| side.of_edit(edit)))
        .collect();
    let mut next = whole.end;
    let mut starts: Vec<usize> = spans
        .iter()
        .rev()
        .map(|span| {
            next = span.map_or(next, |span| span.start.min(next));
            next
        })
        .collect();
    starts.reverse();
    let mut reached = whole.start;
    spans
        .iter()
        .zip(starts.iter().skip(1))
        .map(|(span, &next)| {
            reached = span.map_or(reached, |span| span.end.max(reached));
            (reached <= next).then(|| Span::new(reached, next))
        })
        .collect()
}

/// Returns `true` if a sentence ends in a gap between two words: it has an end mark, and no
/// lower-case word follows.
fn ends_sentence(text: &str, gap: Span) -> bool {
    let Some(between) = gap.slice(text) else {
        return false;
    };
    let marked = between.contains(['.', '!', '?', '…']) && between.contains(char::is_whitespace);
    let goes_on = text
        .get(gap.end..)
        .is_some_and(|rest| rest.starts_with(char::is_lowercase));
    between.contains(['。', '！', '？']) || between.contains("\n\n") || marked && !goes_on
}

/// Returns where to cut within a gap: after the first white space behind the sentence's end, so
/// that closing marks stay with what they close; behind anything where no sentence ends.
fn cut(text: &str, gap: Span) -> usize {
    let Some(between) = gap.slice(text) else {
        return gap.end;
    };
    let end = between.find(['.', '!', '?', '…']).unwrap_or(0);
    let space = between
        .char_indices()
        .find(|&(at, c)| at >= end && c.is_whitespace());
    space.map_or(gap.end, |(at, c)| gap.start + at + c.len_utf8())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::{FactEdit, Obfuscation};
    use proptest::prelude::*;

    fn edit(
        kind: EditKind,
        source: Option<(usize, usize)>,
        suspicious: Option<(usize, usize)>,
    ) -> Edit {
        let span = |(start, end)| Span::new(start, end);
        Edit {
            kind,
            source: source.map(span),
            suspicious: suspicious.map(span),
        }
    }

    fn passage(source: Span, suspicious: Span, edits: Vec<Edit>) -> Passage {
        Passage {
            source,
            suspicious,
            strength: 1.0,
            identity: 1.0,
            obfuscation: Obfuscation::Light,
            edits,
            facts: Vec::new(),
        }
    }

    #[test]
    fn neighbours_with_one_mark_become_one_run() {
        let text = "see the big, red barn there";
        let edits = [
            edit(EditKind::Same, Some((4, 7)), None),
            edit(EditKind::Dropped, Some((8, 11)), None),
            edit(EditKind::Replaced, Some((13, 16)), None),
            edit(EditKind::Similar, Some((17, 21)), None),
        ];
        let runs = runs(text, Span::new(4, 21), Side::Source, &edits);
        let runs: Vec<(Mark, &str)> = runs.iter().map(|run| (run.mark, run.text)).collect();
        let expected = [
            (Mark::Same, "the "),
            (Mark::Differs, "big, red"),
            (Mark::Same, " "),
            (Mark::Altered, "barn"),
        ];
        assert_eq!(runs, expected);
    }

    #[test]
    fn facts_are_marked_across_runs() {
        let runs = vec![
            Run {
                mark: Mark::Same,
                text: "In 1951, ",
            },
            Run {
                mark: Mark::Differs,
                text: "Ines Calder",
            },
        ];
        let facts = [Span::new(13, 17), Span::new(16, 21), Span::new(40, 41)];
        let marked: Vec<_> = with_facts(runs, 10, &facts)
            .iter()
            .map(|run| (run.mark, run.text))
            .collect();
        let expected = [
            (Mark::Same, "In "),
            (Mark::Fact, "1951"),
            (Mark::Fact, ", "),
            (Mark::Fact, "In"),
            (Mark::Differs, "es Calder"),
        ];
        assert_eq!(marked, expected);
    }

    #[test]
    fn rows_end_where_sentences_end_and_nothing_crosses() {
        let source = "One two. Three four. Five six.";
        let suspicious = "One two, three four. Six five.";
        let same = |source, suspicious| edit(EditKind::Same, Some(source), Some(suspicious));
        let edits = vec![
            same((0, 3), (0, 3)),
            same((4, 7), (4, 7)),
            same((9, 14), (9, 14)),
            same((15, 19), (15, 19)),
            edit(EditKind::Moved, Some((26, 29)), Some((21, 24))),
            same((21, 25), (25, 29)),
        ];
        let passage = passage(Span::new(0, 30), Span::new(0, 30), edits);
        let rows = rows(&passage, source, suspicious);
        let texts: Vec<(String, String)> = rows
            .iter()
            .map(|row| (text_of(&row.source), text_of(&row.suspicious)))
            .collect();
        let expected = [
            ("One two. ", "One two, "),
            ("Three four. ", "three four. "),
            ("Five six.", "Six five."),
        ];
        assert_eq!(texts, expected.map(|(a, b)| (a.to_owned(), b.to_owned())));
        let moved = Run {
            mark: Mark::Moved,
            text: "Six",
        };
        assert_eq!(
            rows[2].suspicious.first(),
            Some(&moved),
            "a run stays what it was where a row is cut off before it"
        );
    }

    #[test]
    fn a_passage_without_edits_is_one_unmarked_row() {
        let passage = passage(Span::new(4, 9), Span::new(0, 8), vec![]);
        let row = |source, suspicious| Row {
            source: vec![Run {
                mark: Mark::Same,
                text: source,
            }],
            suspicious: vec![Run {
                mark: Mark::Same,
                text: suspicious,
            }],
        };
        assert_eq!(
            rows(&passage, "A b. C d. E f.", "C d. E f."),
            [row(" C d.", "C d. E f")]
        );
        assert_eq!(
            runs("abcd", Span::new(1, 3), Side::Source, &[]),
            [Run {
                mark: Mark::Same,
                text: "bc"
            }]
        );
    }

    fn text_of(runs: &[Run<'_>]) -> String {
        runs.iter().map(|run| run.text).collect()
    }

    fn edits() -> impl Strategy<Value = Vec<Edit>> {
        let kinds = [
            EditKind::Same,
            EditKind::Inflected,
            EditKind::Similar,
            EditKind::Replaced,
            EditKind::Added,
            EditKind::Dropped,
            EditKind::Moved,
            EditKind::SetAside,
        ];
        let span = || {
            prop::option::of(
                (0..44usize, 0..9usize).prop_map(|(start, length)| (start, start + length)),
            )
        };
        let edit = (prop::sample::select(kinds.to_vec()), span(), span())
            .prop_map(|(kind, a, b)| edit(kind, a, b));
        prop::collection::vec(edit, 0..12)
    }

    proptest! {
        /// Whatever the edits, also those of another text: nothing is lost, doubled or out of
        /// order.
        #[test]
        fn runs_and_rows_give_the_passage_back(text in "[a-zé. \n]{0,40}", edits in edits(), cut in 0..40usize) {
            let cut = text.floor_char_boundary(cut);
            let mut passage = passage(Span::new(cut, text.len()), Span::new(0, text.len()), edits);
            passage.facts = passage.edits.iter().map(|edit| FactEdit {
                kind: FactEditKind::Replaced,
                source: edit.suspicious,
                suspicious: edit.source,
            }).collect();
            let rows = rows(&passage, &text, &text);
            let both: (String, String) = rows.iter().map(|row| (text_of(&row.source), text_of(&row.suspicious))).unzip();
            prop_assert_eq!(both, (text[cut..].to_owned(), text.clone()));
        }
    }
}
