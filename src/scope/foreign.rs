//! Stretches of the suspicious text that are about another matter: page furniture around and inside
//! it, paragraphs that were added.
//!
//! A chain of two states over the sentences, on the matter and foreign, is decoded twice. The first
//! time a content word speaks for the matter if the source has it. The second time it also does if
//! another sentence on the matter has it: the own sentences of an independent reporter are of one
//! piece with his text, furniture is not.

use std::borrow::Cow;
use std::ops::Range;

use crate::score::matter::Amounts;
use crate::text::NAT;

/// One content word of the suspicious text that takes part.
#[derive(Debug, Clone, Copy)]
pub(super) struct ContentWord {
    pub(super) token: usize,
    /// The number of its term in the suspicious text.
    pub(super) term: usize,
    pub(super) information: u32,
    /// What of its information the source shares.
    pub(super) shared: u32,
}

/// What a change between the states costs, in nats, in each pass.
const SWITCH: [f64; 2] = [1.5, 1.0];

/// How much of what chance leaves is shared on the matter in the second pass: less, since words of
/// the text itself count as well.
const SECOND_GAIN: f64 = 0.25;

/// Words at the start and the end of what is on the matter that may be cut off, as a dateline is,
/// and the sum from which they are.
const MAX_CUT: usize = 18;
const MAX_CUT_SUM: f64 = -1.0;

/// What must remain, as a share of the information and in nats. Of any short text a sentence or two
/// share something with the source, so less may remain only where this share of it is shared beyond
/// chance: rewrites share more, and of independent texts a short rest rarely shares half.
const MIN_KEPT: f64 = 0.2;
const MIN_KEPT_NATS: f64 = super::shared_quotation::MIN_REMAINING as f64;
const MIN_KEPT_SHARED: f64 = 0.5;
const MIN_KEPT_NATS_IF_SHARED: f64 = 30.0;

/// Of a page that is nearly all furniture this share may remain, if it shares this much with the
/// source and what goes shares less than half of what it may elsewhere.
const MIN_KEPT_OF_PAGE: f64 = 0.1;
const MIN_PAGE_SHARED: f64 = 0.6;
const MAX_PAGE_SHARED: f64 = 0.04;

/// What the foreign stretches may share with the source beyond chance, as a share of their
/// information; they are taken to have [`PRIOR`] nats more, so that the name of a town in a line
/// about the publisher does not hold a whole page. Independent reports share more than this nearly
/// everywhere.
const MAX_SHARED: f64 = 0.08;
const PRIOR: f64 = 30.0;

/// Returns the ranges of tokens that are about another matter. `words` are in text order;
/// `on_matter` says of each sentence whether it must stay; `amounts` are those of the words, against
/// what takes part of the source.
pub(super) fn foreign(
    words: &[ContentWord],
    sentences: &[Range<usize>],
    on_matter: &[bool],
    amounts: &Amounts,
) -> Vec<Range<usize>> {
    let mut groups = Vec::with_capacity(sentences.len());
    let mut start = 0;
    for sentence in sentences {
        let length = words[start..].partition_point(|word| word.token < sentence.end);
        groups.push(start..start + length);
        start += length;
    }
    let mut shares: Vec<f64> = words
        .iter()
        .map(|word| f64::from(word.shared) / f64::from(word.information.max(1)))
        .collect();
    let mut states = Vec::new();
    let mut weights: Vec<f64> = Vec::with_capacity(words.len());
    for (pass, switch) in SWITCH.into_iter().enumerate() {
        let of_amounts = if pass == 0 {
            Cow::Borrowed(amounts.on_matter())
        } else {
            also_elsewhere(words, &groups, &states, &mut shares);
            Cow::Owned(amounts.weights(SECOND_GAIN))
        };
        let weigh = |(word, share): (&ContentWord, &f64)| {
            of_amounts[amounts.place(word.information)].of(*share)
        };
        weights.clear();
        weights.extend(words.iter().zip(&shares).map(weigh));
        let sums: Vec<f64> = groups
            .iter()
            .map(|group| weights[group.clone()].iter().sum())
            .collect();
        states = decode(&sums, switch);
        states
            .iter_mut()
            .zip(on_matter)
            .for_each(|(state, stays)| *state |= stays);
    }
    let mut found: Vec<Range<usize>> = Vec::new();
    for (sentence, _) in sentences.iter().zip(&states).filter(|(_, state)| !**state) {
        found.push(sentence.clone());
    }
    cuts(
        words,
        (sentences, &groups),
        (&states, on_matter),
        &weights,
        &mut found,
    );
    let found = super::ranges::merged(found);
    if !found.is_empty() && may_go(words, amounts, &found) {
        found
    } else {
        Vec::new()
    }
}

/// Counts words as shared that another sentence on the matter has too.
fn also_elsewhere(
    words: &[ContentWord],
    groups: &[Range<usize>],
    states: &[bool],
    shares: &mut [f64],
) {
    #[derive(Clone, Copy)]
    enum SeenWord {
        Nowhere,
        In(usize),
        InSeveral,
    }
    let terms = words.iter().map(|word| word.term + 1).max().unwrap_or(0);
    let mut seen = vec![SeenWord::Nowhere; terms];
    for (number, group) in groups
        .iter()
        .enumerate()
        .filter(|(number, _)| states[*number])
    {
        for word in &words[group.clone()] {
            seen[word.term] = match seen[word.term] {
                SeenWord::Nowhere => SeenWord::In(number),
                SeenWord::In(other) if other == number => SeenWord::In(number),
                _ => SeenWord::InSeveral,
            };
        }
    }
    for (number, group) in groups.iter().enumerate() {
        for at in group.clone() {
            let elsewhere = match seen[words[at].term] {
                SeenWord::Nowhere => false,
                SeenWord::In(other) => other != number,
                SeenWord::InSeveral => true,
            };
            if elsewhere {
                shares[at] = 1.0;
            }
        }
    }
}

/// Returns the likeliest states (`true` on the matter), given how much each sentence speaks for the
/// matter and what a change costs.
fn decode(sums: &[f64], switch: f64) -> Vec<bool> {
    // The best sums that end foreign and on the matter, and for each sentence whether each came
    // from the other state.
    let (mut foreign, mut on_matter) = (0.0_f64, 0.0_f64);
    let mut changed = Vec::with_capacity(sums.len());
    for (at, sum) in sums.iter().enumerate() {
        let cost = if at == 0 { 0.0 } else { switch };
        let to_foreign = on_matter - cost > foreign;
        let to_matter = foreign - cost > on_matter;
        let (from_foreign, from_matter) = (foreign, on_matter);
        foreign = if to_foreign {
            from_matter - cost
        } else {
            from_foreign
        };
        on_matter = sum
            + if to_matter {
                from_foreign - cost
            } else {
                from_matter
            };
        changed.push((to_foreign, to_matter));
    }
    let mut state = on_matter >= foreign;
    let mut states = vec![false; sums.len()];
    for (at, (to_foreign, to_matter)) in changed.into_iter().enumerate().rev() {
        states[at] = state;
        state ^= if state { to_matter } else { to_foreign };
    }
    states
}

/// Adds what can be cut off before the first and after the last sentence on the matter.
fn cuts(
    words: &[ContentWord],
    (sentences, groups): (&[Range<usize>], &[Range<usize>]),
    (states, fixed): (&[bool], &[bool]),
    weights: &[f64],
    found: &mut Vec<Range<usize>>,
) {
    let (first, last) = (
        states.iter().position(|state| *state),
        states.iter().rposition(|state| *state),
    );
    let free = |at: &usize| !fixed[*at];
    if let Some(at) = first.filter(free) {
        let sentence = &sentences[at];
        let best = best_prefix(
            groups[at]
                .clone()
                .map(|at| (words[at].token + 1 - sentence.start, weights[at])),
        );
        found.extend(best.map(|length| sentence.start..sentence.start + length));
    }
    if let Some(at) = last.filter(free) {
        let sentence = &sentences[at];
        let best = best_prefix(
            groups[at]
                .clone()
                .rev()
                .map(|at| (sentence.end - words[at].token, weights[at])),
        );
        found.extend(best.map(|length| sentence.end - length..sentence.end));
    }
}

/// Returns the length in tokens of the start with the least sum, if that is low enough.
fn best_prefix(words: impl Iterator<Item = (usize, f64)>) -> Option<usize> {
    let mut sum = 0.0;
    let mut best = (MAX_CUT_SUM, None);
    for (length, weight) in words.take_while(|(length, _)| *length <= MAX_CUT) {
        sum += weight;
        if sum < best.0 {
            best = (sum, Some(length));
        }
    }
    best.1
}

/// Returns `true` if enough remains and what goes shares little with the source.
fn may_go(words: &[ContentWord], amounts: &Amounts, found: &[Range<usize>]) -> bool {
    /// Information in nats, and what of it is shared beyond chance.
    #[derive(Default)]
    struct Amount {
        nats: f64,
        shared: f64,
    }
    let (mut kept, mut gone) = (Amount::default(), Amount::default());
    let mut next = 0;
    for word in words {
        while found.get(next).is_some_and(|range| range.end <= word.token) {
            next += 1;
        }
        let goes = found
            .get(next)
            .is_some_and(|range| range.contains(&word.token));
        let part = if goes { &mut gone } else { &mut kept };
        part.nats += f64::from(word.information) / f64::from(NAT);
        part.shared +=
            f64::from(word.shared) / f64::from(NAT) * (1.0 - amounts.chance(word.information));
    }
    let is_shared = kept.shared >= MIN_KEPT_SHARED * kept.nats;
    let min_nats = if is_shared {
        MIN_KEPT_NATS_IF_SHARED
    } else {
        MIN_KEPT_NATS
    };
    let (all, gone_share) = (kept.nats + gone.nats, gone.shared / (gone.nats + PRIOR));
    let is_page = kept.nats >= MIN_KEPT_OF_PAGE * all
        && kept.shared >= MIN_PAGE_SHARED * kept.nats
        && gone_share < MAX_PAGE_SHARED;
    kept.nats >= min_nats && (kept.nats >= MIN_KEPT * all || is_page) && gone_share < MAX_SHARED
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        /// Invariant 8: the decoded states are the best of all that there are.
        #[test]
        fn states_are_the_best_of_all(sums in prop::collection::vec(-40_i8..40, 1..9)) {
            let sums: Vec<f64> = sums.into_iter().map(|sum| f64::from(sum) / 8.0).collect();
            let score = |states: &[bool]| {
                let sum: f64 = sums.iter().zip(states).filter(|(_, state)| **state).map(|(sum, _)| sum).sum();
                sum - 1.5 * states.windows(2).filter(|pair| pair[0] != pair[1]).count() as f64
            };
            let all = (0..1_u32 << sums.len()).map(|bits| (0..sums.len()).map(|at| bits >> at & 1 == 1).collect::<Vec<bool>>());
            let best = all.map(|states| score(&states)).fold(f64::MIN, f64::max);
            prop_assert!((score(&decode(&sums, 1.5)) - best).abs() < 1e-9);
        }
    }

    /// Returns words of which sentence `number` shares one in `every` if `shared` says so; each
    /// term is in one sentence only.
    fn text(shared: &[bool], every: usize) -> (Vec<ContentWord>, Vec<Range<usize>>) {
        let sentences: Vec<Range<usize>> = (0..shared.len())
            .map(|number| number * 10..number * 10 + 10)
            .collect();
        let word = |token: usize| {
            let information = 5 * NAT;
            let of_source = shared[token / 10] && token.is_multiple_of(every);
            ContentWord {
                token,
                term: token,
                information,
                shared: if of_source { information } else { 0 },
            }
        };
        ((0..shared.len() * 10).map(word).collect(), sentences)
    }

    fn foreign(
        words: &[ContentWord],
        sentences: &[Range<usize>],
        on_matter: &[bool],
    ) -> Vec<Range<usize>> {
        let amounts = Amounts::new(words.iter().map(|word| word.information), 300);
        super::foreign(words, sentences, on_matter, &amounts)
    }

    #[test]
    fn furniture_goes_and_the_story_stays() {
        let mut shared = [true; 12];
        shared[0] = false;
        shared[10..].fill(false);
        let (words, sentences) = text(&shared, 2);
        assert_eq!(foreign(&words, &sentences, &[false; 12]), [0..10, 100..120]);
        // What the caller holds on to stays.
        let mut stays = [false; 12];
        stays[0] = true;
        assert_eq!(foreign(&words, &sentences, &stays), [100..120]);
    }

    #[test]
    fn too_little_or_too_much_is_left_alone() {
        // Less than 150 nats would remain, and less than half of them shared beyond chance.
        let short = [true, true, false, false];
        let (words, sentences) = text(&short, 2);
        assert!(foreign(&words, &sentences, &[false; 4]).is_empty());
        // Of one with more in common less may remain.
        let (words, sentences) = text(&short, 1);
        assert_eq!(foreign(&words, &sentences, &[false; 4]), [20..40]);
        // Nothing is shared at all.
        let (words, sentences) = text(&[false; 12], 2);
        assert!(foreign(&words, &sentences, &[false; 12]).is_empty());
    }
}
