//! Sentence by sentence: what each sentence of the suspicious text was most likely made from, and
//! which facts differ.
//!
//! Costs a pass over the places of each shared word, of which at most a few count, so near-linear
//! time in both texts.

use std::collections::HashSet;
use std::ops::Range;

use super::measures::Subject;
use crate::align::{FactEdit, FactEditKind, PassageTokens};
use crate::facts;
use crate::pair::{Pair, Side};
use crate::scope::{Mask, Scope, ScopeOptions};
use crate::text::{Document, NAT, Span, Token};

/// Information that a sentence is taken to have on top of its own, so that three words in common
/// prove little.
const PRIOR: u64 = 8 * NAT as u64;

/// One sentence of the suspicious text and the sentence of the source that shares most with it.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SentenceMatch {
    /// Bytes of the suspicious text.
    pub suspicious: Span,
    /// Bytes of the source; `None` where no sentence shares a word that says anything.
    pub source: Option<Span>,
    /// Share of the suspicious sentence's information that the source sentence has too, from 0 to
    /// 1; 1 where both have the same words.
    pub strength: f64,
    /// Names and numbers of the suspicious sentence that occur nowhere in the source, and those that
    /// a passage has at the position of another: two numbers that changed places.
    pub added: Vec<Span>,
    /// Names and numbers of the source sentence that occur nowhere in the suspicious text, and those
    /// at whose position a passage has another. Where something was both added and dropped, one may
    /// contradict the other.
    pub dropped: Vec<Span>,
    /// Names and numbers that a passage has in the place of others of the source, also where both
    /// texts have them elsewhere, and negations that were put in or taken out.
    #[cfg_attr(feature = "serde", serde(default))]
    pub changes: Vec<FactEdit>,
}

/// Returns the best source sentence of each sentence of `suspicious`, in its order.
///
/// ```
/// use retold::score::sentence_matches;
/// use retold::{Document, TextOptions};
///
/// let read = |text: &str| Document::new(text, &TextOptions::default());
/// let source = read("Rain fell all week. The ferry to Norwick stayed in port after 14 crew members fell ill.");
/// let suspicious = read("After 17 crew members fell ill, the Norwick ferry stayed in port. Shops closed.");
/// let matches = sentence_matches(&source, &suspicious);
/// assert_eq!(matches[0].source.and_then(|span| span.slice(source.text())), Some("The ferry to Norwick stayed in port after 14 crew members fell ill"));
/// assert_eq!(matches[0].added[0].slice(suspicious.text()), Some("17"));
/// assert_eq!(matches[0].dropped[0].slice(source.text()), Some("14"));
/// assert_eq!(matches[1].source, None);
/// ```
pub fn sentence_matches(source: &Document, suspicious: &Document) -> Vec<SentenceMatch> {
    let pair = Pair::new(source, suspicious);
    let options = ScopeOptions::default();
    let mut scope = Scope::of(&pair, &options);
    let content = scope.content(&pair, &[], &options);
    of_subject(&Subject::new(&pair, &scope, content, &[], &[]))
}

/// Returns the same for a pair that was read before, with what differs in its passages.
pub(crate) fn of_subject(subject: &Subject) -> Vec<SentenceMatch> {
    let (pair, scope) = (subject.pair, subject.scope);
    let (source, suspicious) = (pair.source, pair.suspicious);
    let sources: Vec<Range<usize>> = source.sentences().collect();
    let (added, dropped) = (
        news(pair, Side::Suspicious, scope.suspicious()),
        news(pair, Side::Source, scope.source()),
    );
    let mut places = subject.part().content.suspicious.as_slice();
    let best = subject.part().sentences().best();
    let mut matches = Vec::new();
    for (tokens, best) in suspicious.sentences().zip(best) {
        let taking_part = tokens
            .clone()
            .filter(|&token| !scope.suspicious().has(token));
        let (Some(place), true) = (span(suspicious, tokens.clone()), taking_part.count() > 0)
        else {
            continue;
        };
        places = &places[places.partition_point(|of| (of.token as usize) < tokens.start)..];
        let own = places
            .iter()
            .take_while(|of| (of.token as usize) < tokens.end);
        let all: u64 = own.map(|of| u64::from(of.information)).sum();
        let twin = best.and_then(|best| sources.get(best.source as usize).cloned());
        let same = twin
            .as_ref()
            .is_some_and(|twin| words(source, twin).eq(words(suspicious, &tokens)));
        let shared = best.map_or(0.0, |best| f64::from(best.shared));
        let from = twin.and_then(|twin| span(source, twin));
        matches.push(SentenceMatch {
            suspicious: place,
            source: from,
            strength: if same {
                1.0
            } else {
                (shared / all.max(PRIOR) as f64).min(1.0)
            },
            added: inside(&added, place),
            dropped: from.map_or_else(Vec::new, |place| inside(&dropped, place)),
            changes: Vec::new(),
        });
    }
    mark_changes(subject, &mut matches);
    matches
}

/// Puts what was replaced or negated in passages into the sentences where it is.
fn mark_changes(subject: &Subject, matches: &mut [SentenceMatch]) {
    let in_place: HashSet<&FactEdit> = subject.changes().in_place.iter().collect();
    for edit in subject.changes().passages.iter().flatten() {
        if !matches!(edit.kind, FactEditKind::Replaced | FactEditKind::Negated) {
            continue;
        }
        let holds = |of: Span, place: Span| of.start <= place.start && place.end <= of.end;
        let found = matches
            .iter_mut()
            .find(|of| match (edit.suspicious, edit.source) {
                (Some(place), _) => holds(of.suspicious, place),
                (None, Some(place)) => of.source.is_some_and(|of| holds(of, place)),
                (None, None) => false,
            });
        let Some(found) = found else { continue };
        found.changes.push(*edit);
        if in_place.contains(edit) {
            if let Some(place) = edit.suspicious {
                add(&mut found.added, place);
            }
            let holds = |place: &Span| {
                found
                    .source
                    .is_some_and(|of| of.start <= place.start && place.end <= of.end)
            };
            if let Some(place) = edit.source.filter(holds) {
                add(&mut found.dropped, place);
            }
        }
    }
}

/// Adds a fact to those of a sentence, unless one of them has a byte of it.
fn add(facts: &mut Vec<Span>, place: Span) {
    let next = facts.partition_point(|fact| fact.end <= place.start);
    if facts.get(next).is_none_or(|fact| fact.start >= place.end) {
        facts.insert(next, place);
    }
}

/// Returns the words of both texts that belong to what was taken over, if anything was: the words
/// of passages, and those of sentences that share more with a sentence of the source than two texts
/// on one matter do.
pub(crate) fn taken_over(
    subject: &Subject,
    passages: &[PassageTokens],
) -> (Vec<Range<usize>>, Vec<Range<usize>>) {
    let (source, suspicious) = (subject.pair.source, subject.pair.suspicious);
    let sources: Vec<Range<usize>> = source.sentences().collect();
    let evidence = subject.part().sentence_evidence();
    let most = passages.len() + evidence.len();
    let (mut of_source, mut of_suspicious) = (Vec::with_capacity(most), Vec::with_capacity(most));
    of_source.extend(passages.iter().map(|of| of.source.clone()));
    of_suspicious.extend(passages.iter().map(|of| of.suspicious.clone()));
    let best = subject.part().sentences().best();
    for ((tokens, best), evidence) in suspicious.sentences().zip(best).zip(evidence) {
        if evidence > 0.0 {
            of_suspicious.push(tokens);
            of_source.extend(best.and_then(|best| sources.get(best.source as usize).cloned()));
        }
    }
    (of_source, of_suspicious)
}

fn words<'a>(document: &'a Document, range: &Range<usize>) -> impl Iterator<Item = u64> + 'a {
    document.tokens()[range.clone()]
        .iter()
        .map(|token| document.words()[token.word()].hash())
}

/// Returns where the facts of one side are that the other side lacks, in text order.
fn news(pair: &Pair, side: Side, mask: &Mask) -> Vec<Span> {
    let (document, other) = (pair.document(side), pair.document(side.other()));
    facts::missing_from(other, document, mask)
        .into_iter()
        .filter_map(|fact| {
            let start = document.tokens().get(fact.tokens.start)?.span().start;
            Some(Span::new(start, fact.end))
        })
        .collect()
}

fn inside(facts: &[Span], place: Span) -> Vec<Span> {
    let start = facts.partition_point(|fact| fact.start < place.start);
    facts[start..]
        .iter()
        .take_while(|fact| fact.end <= place.end)
        .copied()
        .collect()
}

fn span(document: &Document, range: Range<usize>) -> Option<Span> {
    let tokens: &[Token] = document.tokens().get(range)?;
    Some(Span::new(
        tokens.first()?.span().start,
        tokens.last()?.span().end,
    ))
}
