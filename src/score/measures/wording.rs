//! How many runs of three words were taken over word for word: the degree of rewriting.

use super::{MeasureReading, Subject};
use crate::pair::{Pair, Side};
use crate::scope::Mask;
use crate::text::{Interner, Token};

pub(super) fn read(subject: &Subject) -> MeasureReading {
    let (pair, scope) = (subject.pair, subject.scope);
    let mut known = Interner::with_capacity(pair.source.tokens().len() / 2);
    for run in runs_of_three(pair, Side::Source, scope.source()).flatten() {
        known.intern(run);
    }
    let (mut found, mut all) = (0, 0);
    for run in runs_of_three(pair, Side::Suspicious, scope.suspicious()) {
        found += usize::from(run.is_some_and(|run| known.find(run).is_some()));
        all += 1;
    }
    ((f64::from(found as u32) + 0.5) / (f64::from(all) + 5.0)).into()
}

/// Returns the hash of each run of three words of which none is masked; `None` where the other text
/// lacks one of the words.
fn runs_of_three<'a>(
    pair: &'a Pair,
    side: Side,
    mask: &'a Mask,
) -> impl Iterator<Item = Option<u64>> + 'a {
    let (document, may_share) = (pair.document(side), pair.may_share(side));
    let join =
        |hash: u64, word: u64| (hash.rotate_left(23) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let hash = |token: &Token| document.words()[token.word()].hash();
    let runs = document.tokens().windows(3).enumerate();
    runs.filter(|(at, _)| mask.is_empty() || !(*at..at + 3).any(|token| mask.has(token)))
        .map(move |(_, run)| {
            let may_be_shared = run.iter().all(|token| may_share[token.stem()]);
            may_be_shared.then(|| run.iter().fold(0, |joined, token| join(joined, hash(token))))
        })
}
