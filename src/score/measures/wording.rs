//! How many runs of three words were taken over word for word: the degree of rewriting.

use super::{MeasureReading, Subject};
use crate::scope::Mask;
use crate::text::{Document, Interner};

pub(super) fn read(subject: &Subject) -> MeasureReading {
    let (source, suspicious) = (subject.pair.source, subject.pair.suspicious);
    let mut known = Interner::with_capacity(source.tokens().len());
    runs_of_three(source, subject.scope.source()).for_each(|run| {
        known.intern(run);
    });
    let (mut found, mut all) = (0, 0);
    for run in runs_of_three(suspicious, subject.scope.suspicious()) {
        found += usize::from(known.find(run).is_some());
        all += 1;
    }
    ((f64::from(found as u32) + 0.5) / (f64::from(all) + 5.0)).into()
}

/// Returns the hash of each run of three words of which none is masked.
fn runs_of_three<'a>(document: &'a Document, mask: &'a Mask) -> impl Iterator<Item = u64> + 'a {
    let join =
        |hash: u64, word: u64| (hash.rotate_left(23) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let hash = |token: &crate::text::Token| document.words()[token.word()].hash();
    document
        .tokens()
        .windows(3)
        .enumerate()
        .filter(|(at, _)| !(*at..at + 3).any(|token| mask.has(token)))
        .map(move |(_, run)| run.iter().fold(0, |joined, token| join(joined, hash(token))))
}
