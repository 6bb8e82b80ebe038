//! Which words of the suspicious text follow each other in the source too.
//!
//! A page puts other names and numbers into the same words: "4 comments. Log in to join them.", "Ann
//! Lee covers schools for the Herald." Where blocks of pages are sought, such words count as well
//! ([`SharedWords::with_forms`]).

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::Mask;
use super::forms::form_runs;
use super::runs::{hashes, runs_of};
use crate::pair::{Pair, Side};
use crate::text::Interner;

/// Words in a row that both texts have: five are seldom shared by chance.
const WORDS: usize = 5;

/// The words of two documents that are in runs of [`WORDS`] words which both have, and the words
/// that both begin or end with, however few. What is masked is in no run.
#[derive(Debug, Clone)]
pub(super) struct SharedWords<'a> {
    /// Whether each token of the suspicious text is in such a run.
    pub(super) suspicious: Vec<bool>,
    /// Whether each token of the source is in such a run.
    pub(super) source: Vec<bool>,
    pair: &'a Pair<'a>,
    /// The runs of one form that both texts have, of the source and of the suspicious text; empty
    /// unless they were asked for.
    forms: [Vec<SharedForm>; 2],
}

/// Words of one of the texts in a form that both have.
#[derive(Debug, Clone)]
struct SharedForm {
    tokens: Range<u32>,
    /// The number of the form.
    form: u32,
}

impl SharedForm {
    fn range(&self) -> Range<usize> {
        self.tokens.start as usize..self.tokens.end as usize
    }
}

impl<'a> SharedWords<'a> {
    /// Returns the shared runs of a pair, given what is masked in the source and in the suspicious
    /// text; `None` where it has none.
    pub(super) fn new(pair: &'a Pair, (ours, theirs): (&Mask, &Mask)) -> Option<Self> {
        let (source, suspicious) = (pair.source, pair.suspicious);
        let (source_tokens, suspicious_tokens) = (source.tokens().len(), suspicious.tokens().len());
        let mut known = Interner::default();
        let runs: Vec<(usize, u32)> = runs_of::<WORDS>(
            source,
            0..source_tokens,
            may_be_shared(pair, Side::Source, ours),
        )
        .map(|(at, run)| (at, known.intern(run).0))
        .collect();
        let mut met = vec![false; known.len()];
        let starts = runs_of::<WORDS>(
            suspicious,
            0..suspicious_tokens,
            may_be_shared(pair, Side::Suspicious, theirs),
        )
        .filter_map(|(at, run)| {
            met[known.find(run)? as usize] = true;
            Some(at)
        });
        let mut found = covered(starts, suspicious_tokens)?;
        let starts = runs.iter().filter(|(_, run)| met[*run as usize]);
        let mut in_source = covered(starts.map(|(at, _)| *at), source_tokens)?;
        let ours = || hashes(source, 0..source_tokens);
        let theirs = || hashes(suspicious, 0..suspicious_tokens);
        let same = |(ours, theirs): &(u64, u64)| ours == theirs;
        let at_start = ours().zip(theirs()).take_while(same).count();
        let at_end = ours().rev().zip(theirs().rev()).take_while(same).count();
        for words in [&mut found, &mut in_source] {
            let end = words.len() - at_end;
            words[..at_start].fill(true);
            words[end..].fill(true);
        }
        Some(Self {
            suspicious: found,
            source: in_source,
            pair,
            forms: Default::default(),
        })
    }

    /// Returns the same with the words that both texts have in one form, with other names and
    /// numbers between them; `None` where there is neither. `words` are those of
    /// [`SharedWords::new`].
    pub(super) fn with_forms(
        words: Option<&Self>,
        pair: &'a Pair,
        (ours, theirs): (&Mask, &Mask),
    ) -> Option<Self> {
        let none = Mask::default();
        let mut known = Interner::default();
        let mut forms: [Vec<SharedForm>; 2] = Default::default();
        let is_shared = may_be_shared(pair, Side::Source, &none);
        let is_masked = |at| ours.has(at);
        form_runs(pair, Side::Source, is_shared, is_masked, |run| {
            let form = known.intern(run.hash).0;
            forms[0].push(SharedForm {
                tokens: run.tokens,
                form,
            });
        });
        let mut met = vec![false; known.len()];
        if !forms[0].is_empty() {
            let is_shared = may_be_shared(pair, Side::Suspicious, &none);
            let is_masked = |at| theirs.has(at);
            form_runs(pair, Side::Suspicious, is_shared, is_masked, |run| {
                if let Some(form) = known.find(run.hash) {
                    met[form as usize] = true;
                    forms[1].push(SharedForm {
                        tokens: run.tokens,
                        form,
                    });
                }
            });
        }
        forms[0].retain(|run| met[run.form as usize]);
        if words.is_none() && forms[0].is_empty() {
            return None;
        }
        let mut shared = words.cloned().unwrap_or_else(|| Self {
            suspicious: vec![false; pair.suspicious.tokens().len()],
            source: vec![false; pair.source.tokens().len()],
            pair,
            forms: Default::default(),
        });
        for run in &forms[0] {
            shared.source[run.range()].fill(true);
        }
        for run in &forms[1] {
            shared.suspicious[run.range()].fill(true);
        }
        Some(Self { forms, ..shared })
    }

    /// Returns the tokens of the source whose runs are among those of the chosen tokens of the
    /// suspicious text.
    pub(super) fn mirrored(&self, chosen: &[bool]) -> Vec<bool> {
        let mut known = Interner::default();
        for (_, run) in runs_of::<WORDS>(self.pair.suspicious, 0..chosen.len(), |at| chosen[at]) {
            known.intern(run);
        }
        let tokens = self.pair.source.tokens().len();
        let none = Mask::default();
        let counts = may_be_shared(self.pair, Side::Source, &none);
        let runs = runs_of::<WORDS>(self.pair.source, 0..tokens, counts);
        let starts = runs.filter(|&(_, run)| known.find(run).is_some());
        let mut mirrored =
            covered(starts.map(|(at, _)| at), tokens).unwrap_or_else(|| vec![false; tokens]);
        let [of_source, of_suspicious] = &self.forms;
        let is_chosen = |run: &&SharedForm| run.range().all(|at| chosen[at]);
        let known: HashSet<u32> = of_suspicious
            .iter()
            .filter(is_chosen)
            .map(|run| run.form)
            .collect();
        for run in of_source.iter().filter(|run| known.contains(&run.form)) {
            mirrored[run.range()].fill(true);
        }
        mirrored
    }
}

/// Where the source has the runs that both texts share.
pub(super) struct SourcePlaces<'a> {
    shared: &'a SharedWords<'a>,
    last: HashMap<u64, usize>,
    last_form: HashMap<u32, usize>,
}

impl<'a> SourcePlaces<'a> {
    pub(super) fn new(shared: &'a SharedWords) -> Self {
        let tokens = 0..shared.source.len();
        let none = Mask::default();
        let counts = may_be_shared(shared.pair, Side::Source, &none);
        let last = runs_of::<WORDS>(shared.pair.source, tokens, counts)
            .filter(|&(at, _)| shared.source[at])
            .map(|(at, run)| (run, at))
            .collect();
        let [of_source, _] = &shared.forms;
        Self {
            shared,
            last,
            last_form: of_source
                .iter()
                .map(|run| (run.form, run.range().start))
                .collect(),
        }
    }

    /// Returns the place in the source, in tokens, of the middle of what it shares with these
    /// tokens of the suspicious text.
    pub(super) fn middle(&self, tokens: Range<usize>) -> Option<usize> {
        let mut places: Vec<usize> =
            runs_of::<WORDS>(self.shared.pair.suspicious, tokens.clone(), |_| true)
                .filter_map(|(_, run)| self.last.get(&run).copied())
                .collect();
        if places.is_empty() {
            let [_, of_suspicious] = &self.shared.forms;
            let inside = |run: &&SharedForm| {
                tokens.start <= run.range().start && run.range().end <= tokens.end
            };
            let runs = of_suspicious.iter().filter(inside);
            places = runs
                .filter_map(|run| self.last_form.get(&run.form).copied())
                .collect();
        }
        let middle = places.len() / 2;
        (!places.is_empty()).then(|| *places.select_nth_unstable(middle).1)
    }
}

/// Returns whether a token may be in a shared run: it is not masked, and the other text may have
/// its word.
fn may_be_shared<'a>(pair: &'a Pair, side: Side, mask: &'a Mask) -> impl Fn(usize) -> bool + 'a {
    let (tokens, may_share) = (pair.document(side).tokens(), pair.may_share(side));
    let masks = !mask.is_empty();
    move |at| may_share[tokens[at].stem()] && !(masks && mask.has(at))
}

/// Returns which of `tokens` words are in the runs that start at these tokens, which ascend; `None`
/// if no word is.
fn covered(starts: impl Iterator<Item = usize>, tokens: usize) -> Option<Vec<bool>> {
    let mut covered = Vec::new();
    let mut next = 0;
    for at in starts {
        if covered.is_empty() {
            covered.resize(tokens, false);
        }
        covered[next.max(at)..at + WORDS].fill(true);
        next = at + WORDS;
    }
    (!covered.is_empty()).then_some(covered)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::{Document, TextOptions};

    fn read(words: &[u8]) -> Document {
        let words: Vec<String> = words.iter().map(|word| format!("w{word}")).collect();
        Document::new(&words.join(" "), &TextOptions::default())
    }

    proptest! {
        /// Invariant 8: shared words are those that a plain search of each run finds.
        #[test]
        fn shared_words_are_what_a_plain_search_finds(
            source in prop::collection::vec(0_u8..3, 0..30),
            suspicious in prop::collection::vec(0_u8..3, 0..30),
            masked in 0_usize..30,
        ) {
            let mut mask = Mask::default();
            mask.add(masked..masked + 2, suspicious.len());
            let mut plain = vec![false; suspicious.len()];
            for at in 0..suspicious.len().saturating_sub(WORDS - 1) {
                let run = &suspicious[at..at + WORDS];
                let free = (at..at + WORDS).all(|token| !mask.has(token));
                if free && source.windows(WORDS).any(|other| other == run) {
                    plain[at..at + WORDS].fill(true);
                }
            }
            let documents = [read(&source), read(&suspicious)];
            let pair = Pair::new(&documents[0], &documents[1]);
            let shared = SharedWords::new(&pair, (&Mask::default(), &mask));
            let any = plain.contains(&true);
            for at in (0..suspicious.len()).take_while(|&at| source.get(at) == suspicious.get(at)) {
                plain[at] = true;
            }
            let (ours, theirs) = (source.iter().rev(), suspicious.iter().rev());
            for (at, _) in ours.zip(theirs).take_while(|(a, b)| a == b).enumerate() {
                plain[suspicious.len() - 1 - at] = true;
            }
            let expected = any.then_some(plain);
            prop_assert_eq!(shared.map(|shared| shared.suspicious), expected);
        }
    }
}
