//! Sentence by sentence: what each sentence of the suspicious text was most likely made from, and which facts differ.
//!
//! Costs a pass over the places of each shared word, of which at most a few count, so near-linear time in both texts.

use crate::facts;
use crate::pair::{Content, Pair, Place, Side};
use crate::scope::{Mask, Scope, ScopeOptions};
use crate::text::{Document, NAT, Span, Token};

/// Places of a shared word in the source that are looked at, at most: a word that stands everywhere points nowhere.
const MOST_PLACES: usize = 32;

/// Information that a sentence is taken to have on top of its own, so that three words in common prove little.
const PRIOR: u32 = 8 * NAT;

/// One sentence of the suspicious text and the sentence of the source that shares most with it.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SentenceMatch {
    /// Bytes of the suspicious text.
    pub suspicious: Span,
    /// Bytes of the source; `None` where no sentence shares a word that tells anything.
    pub source: Option<Span>,
    /// Share of what the suspicious sentence tells that the source sentence tells too, from 0 to 1.
    pub strength: f64,
    /// Names and numbers of the suspicious sentence that stand nowhere in the source.
    pub added: Vec<Span>,
    /// Names and numbers of the source sentence that stand nowhere in the suspicious text. Where something was both added and
    /// dropped, one may contradict the other.
    pub dropped: Vec<Span>,
}

/// The best source sentence of each sentence of `suspicious`, in its order.
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
    let scope = Scope::new(source, suspicious, &options);
    let content = Content::new(&pair, (scope.source(), scope.suspicious()));
    of_pair(&pair, &scope, &content)
}

/// The same for a pair whose vocabulary was built before; a sentence that takes no part is left out.
pub(crate) fn of_pair(pair: &Pair, scope: &Scope, content: &Content) -> Vec<SentenceMatch> {
    let (source, suspicious) = (pair.source, pair.suspicious);
    let sentences: Vec<Span> = source
        .sentences()
        .filter_map(|tokens| span(source, tokens.start, tokens.end))
        .collect();
    let sentence_of = sentence_numbers(source, &content.source);
    let (added, dropped) = (
        news(pair, Side::Suspicious, scope.suspicious()),
        news(pair, Side::Source, scope.source()),
    );
    let mut shared = vec![0_u32; sentences.len()];
    let mut places = content.suspicious.as_slice();
    let mut matches = Vec::new();
    for tokens in suspicious.sentences() {
        if tokens.clone().all(|token| scope.suspicious().has(token)) {
            continue;
        }
        let Some(place) = span(suspicious, tokens.start, tokens.end) else {
            continue;
        };
        let (mine, rest) =
            places.split_at(places.partition_point(|place| (place.token as usize) < tokens.end));
        places = rest;
        let best = best_sentence(content, mine, &sentence_of, &mut shared);
        let all: u32 = mine.iter().map(|place| place.information).sum();
        let source = best.and_then(|(number, _)| sentences.get(number).copied());
        matches.push(SentenceMatch {
            suspicious: place,
            source,
            strength: best
                .map_or(0.0, |(_, told)| f64::from(told) / f64::from(all.max(PRIOR)))
                .min(1.0),
            added: inside(&added, place),
            dropped: source.map_or_else(Vec::new, |place| inside(&dropped, place)),
        });
    }
    matches
}

/// The sentence of the source that shares most with these places, and how much; the first of equals. `shared` is zero for every
/// sentence, before and after.
fn best_sentence(
    content: &Content,
    places: &[Place],
    sentence_of: &[u32],
    shared: &mut [u32],
) -> Option<(usize, u32)> {
    let mut touched: Vec<usize> = Vec::new();
    let mut terms: Vec<u32> = Vec::new();
    for place in places {
        let postings = content.postings(place.term);
        if postings.len() > MOST_PLACES || terms.contains(&place.term) {
            continue;
        }
        terms.push(place.term);
        let mut last = None;
        for posting in postings {
            let Some(&sentence) = sentence_of.get(*posting as usize) else {
                continue;
            };
            if last.replace(sentence) != Some(sentence) {
                let sum = &mut shared[sentence as usize];
                if *sum == 0 {
                    touched.push(sentence as usize);
                }
                *sum += content.shared_information(place);
            }
        }
    }
    let best = touched
        .iter()
        .map(|&number| (number, shared[number]))
        .max_by_key(|&(number, told)| (told, usize::MAX - number));
    touched.into_iter().for_each(|number| shared[number] = 0);
    best
}

/// The sentence that each place stands in.
fn sentence_numbers(document: &Document, places: &[Place]) -> Vec<u32> {
    let mut sentences = document.sentences();
    let mut current = sentences.next().unwrap_or(0..0);
    let mut number = 0;
    let mut numbers = Vec::with_capacity(places.len());
    for place in places {
        while place.token as usize >= current.end {
            let Some(next) = sentences.next() else { break };
            current = next;
            number += 1;
        }
        numbers.push(number);
    }
    numbers
}

/// Where the facts of one side stand that the other side lacks, in text order.
fn news(pair: &Pair, side: Side, mask: &Mask) -> Vec<Span> {
    let (document, other) = (pair.document(side), pair.document(side.other()));
    facts::missing_from(other, document, mask)
        .iter()
        .filter_map(|fact| span(document, fact.tokens.start, fact.tokens.end))
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

fn span(document: &Document, start: usize, end: usize) -> Option<Span> {
    let tokens: &[Token] = document.tokens().get(start..end)?;
    Some(Span::new(
        tokens.first()?.span().start,
        tokens.last()?.span().end,
    ))
}
