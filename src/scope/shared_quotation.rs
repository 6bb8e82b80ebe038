//! Quotations that both texts have: two reporters who heard one speaker wrote down the same words.

use std::ops::Range;

use super::own::{Own, OwnRule};
use super::quotation::is_mark;
use super::shared_words::SharedWords;
use super::{Mask, content};
use crate::text::{Document, NAT};

/// Words that a quotation between marks has at most, and that a run between marks that do not pair
/// up has.
const MAX_WORDS: usize = 60;
const RUN_WORDS: std::ops::RangeInclusive<usize> = 6..=60;

/// The share of words outside quotations that are in shared runs from which the text is a copy, and
/// its quotations with it.
const COPY: f64 = 0.4;

/// Words outside quotations on either side of a quotation that say whether it was copied with its
/// surroundings.
const AROUND: usize = 20;

/// The share of all words that quotations may be.
const MAX_QUOTED: f64 = 0.5;

/// A sentence of which this share, and this number of words, is quoted is set aside with its "he
/// said".
const MIN_OF_SENTENCE: f64 = 0.5;
const MIN_IN_SENTENCE: usize = 4;

/// Information of the suspicious text, in nats, that must remain: from less than this nothing is
/// read with certainty, and a short rewrite would lose what little it has.
pub(super) const MIN_REMAINING: u64 = 150;

/// Returns whether each token of the suspicious text and of the source is in a shared quotation;
/// `None` where there is none.
pub(super) fn shared_quotations(
    source: (&Document, &Mask),
    (suspicious, mask): (&Document, &Mask),
    shared: &SharedWords,
) -> Option<(Vec<bool>, Vec<bool>)> {
    let tokens = suspicious.tokens().len();
    let takes_part = |token: &usize| !mask.has(*token);
    let own = Own::new(suspicious);
    let short = |range: &Range<usize>| range.len() <= MAX_WORDS;
    let mut quotations: Vec<Range<usize>> = own.ranges(OwnRule::Quotation).filter(short).collect();
    quotations.extend(runs_between_marks(suspicious, &shared.suspicious));
    if quotations.is_empty() {
        return None;
    }
    let mut quoted = vec![false; tokens];
    for range in &quotations {
        quoted[range.clone()].fill(true);
    }
    let (mut all, mut outside, mut copied) = (0, 0, 0);
    for token in (0..tokens).filter(takes_part) {
        all += 1;
        outside += usize::from(!quoted[token]);
        copied += usize::from(!quoted[token] && shared.suspicious[token]);
    }
    let in_quotations = all - outside;
    if copied as f64 >= COPY * outside as f64 || in_quotations as f64 > MAX_QUOTED * all as f64 {
        return None;
    }
    // Where what is around a quotation was copied, the quotation was copied with it.
    let mut places = Vec::with_capacity(outside);
    places.extend((0..tokens).filter(|&token| takes_part(&token) && !quoted[token]));
    let outside = places;
    let is_copied = |range: &Range<usize>| {
        let at = outside.partition_point(|&token| token < range.start);
        let around = &outside[at.saturating_sub(AROUND)..outside.len().min(at + AROUND)];
        let copied = around.iter().filter(|&&token| shared.suspicious[token]);
        copied.count() as f64 >= COPY * around.len() as f64
    };
    let mut chosen = vec![false; tokens];
    for range in quotations.iter().filter(|range| !is_copied(range)) {
        for token in range.clone() {
            chosen[token] = shared.suspicious[token];
        }
    }
    if !chosen.contains(&true) {
        return None;
    }
    take_sentences((suspicious, mask), &mut chosen);
    if remaining((suspicious, mask), &chosen) < MIN_REMAINING {
        return None;
    }
    let mut mirrored = shared.mirrored(&chosen);
    take_sentences(source, &mut mirrored);
    Some((chosen, mirrored))
}

/// Extends what is chosen to sentences that are mostly chosen.
fn take_sentences((document, mask): (&Document, &Mask), chosen: &mut [bool]) {
    for sentence in document.sentences() {
        let words = sentence.clone().filter(|&token| !mask.has(token)).count();
        let count = sentence.clone().filter(|&token| chosen[token]).count();
        if count >= MIN_IN_SENTENCE && count as f64 >= MIN_OF_SENTENCE * words as f64 {
            chosen[sentence].fill(true);
        }
    }
}

/// Returns the information, in nats, of the content words that would still take part.
fn remaining((document, mask): (&Document, &Mask), chosen: &[bool]) -> u64 {
    let information = content::of_words(document);
    let tokens = document.tokens().iter().enumerate();
    let left = tokens
        .filter(|(token, _)| !chosen[*token] && !mask.has(*token))
        .map(|(_, token)| information[token.word()])
        .filter(|&information| information >= content::CONTENT);
    left.map(u64::from).sum::<u64>() / u64::from(NAT)
}

/// Returns the runs of shared words that begin and end at a quotation mark.
fn runs_between_marks(document: &Document, shared: &[bool]) -> Vec<Range<usize>> {
    let tokens = document.tokens();
    let marked = |at: usize| {
        let start = at.checked_sub(1).map_or(0, |last| tokens[last].span().end);
        let end = tokens
            .get(at)
            .map_or(document.text().len(), |token| token.span().start);
        document
            .text()
            .get(start..end)
            .unwrap_or_default()
            .contains(is_mark)
    };
    let mut start = 0;
    let mut found = Vec::new();
    for run in shared.chunk_by(|a, b| a == b) {
        let range = start..start + run.len();
        start = range.end;
        if run[0] && RUN_WORDS.contains(&run.len()) && marked(range.start) && marked(range.end) {
            found.push(range);
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::pair::Pair;
    use crate::text::TextOptions;

    const QUOTE: &str = "“Nobody came into politics to shut a pool, but we cannot gamble with the safety of children,” said Deborah Finch.";

    /// Returns sentences of made-up words, which no other seed has.
    fn report(seed: usize) -> String {
        let sentence = |at: usize| format!("Za{seed}r{at} me{seed}l{at} of to{seed}v{at}. ");
        (0..20).map(sentence).collect()
    }

    fn chosen(source: &str, suspicious: &str) -> Option<(usize, usize)> {
        let read = |text: &str| Document::new(text, &TextOptions::default());
        let (source, suspicious) = (read(source), read(suspicious));
        let free = Mask::default();
        let pair = Pair::new(&source, &suspicious);
        let shared = SharedWords::new(&pair, (&free, &free))?;
        let (of_suspicious, of_source) =
            shared_quotations((&source, &free), (&suspicious, &free), &shared)?;
        let count = |chosen: Vec<bool>| chosen.into_iter().filter(|chosen| *chosen).count();
        Some((count(of_source), count(of_suspicious)))
    }

    #[test]
    fn a_quotation_in_two_reports_is_set_aside_with_its_speaker() {
        let (a, b) = (report(1), report(2));
        assert_eq!(
            chosen(&format!("{a}{QUOTE}"), &format!("{QUOTE} {b}")),
            Some((20, 20))
        );
        // Nor was it heard by two reporters where the sentences around it were copied.
        let around = "The minister came late and left early, and his car had waited outside with the engine on for all of that time.";
        assert_eq!(
            chosen(
                &format!("{a}{around} {QUOTE}"),
                &format!("{around} {QUOTE} {b}")
            ),
            None
        );
        // A copy has its quotations from what it copies.
        assert_eq!(chosen(&format!("{a}{QUOTE}"), &format!("{a}{QUOTE}")), None);
        // Too little would remain.
        assert_eq!(
            chosen(
                &format!("{a}{QUOTE}"),
                &format!("{QUOTE} She was sorry, and the mayor of the town was not.")
            ),
            None
        );
    }
}
