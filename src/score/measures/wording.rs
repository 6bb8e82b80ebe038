//! How many runs of three words were taken over word for word: the degree of rewriting.

use super::{MeasureReading, Subject};
use crate::pair::{Pair, Side};
use crate::scope::Mask;
use crate::text::{Interner, Token};

pub(super) fn read(subject: &Subject) -> MeasureReading {
    let (pair, scope) = (subject.pair, subject.scope);
    let mut known = Interner::with_capacity(pair.source.tokens().len() / 2);
    runs_of_three(pair, Side::Source, scope.source(), |run| {
        known.intern(run);
    });
    let mut found = 0;
    let all = runs_of_three(pair, Side::Suspicious, scope.suspicious(), |run| {
        found += u32::from(known.find(run).is_some());
    });
    ((f64::from(found) + 0.5) / (f64::from(all) + 5.0)).into()
}

/// Returns how many runs of three words have none that is masked. Calls `shared` with the hash of
/// each of them that the other text may have, too.
fn runs_of_three(pair: &Pair, side: Side, mask: &Mask, mut shared: impl FnMut(u64)) -> u32 {
    let (document, may_share) = (pair.document(side), pair.may_share(side));
    let tokens = document.tokens();
    let join =
        |hash: u64, word: u64| (hash.rotate_left(23) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let hash = |token: &Token| document.words()[token.word()].hash();
    // Words in a row up to here that are not masked, and that may be shared.
    let (mut free, mut sharable, mut all) = (0, 0, 0);
    let masks = !mask.is_empty();
    for (at, token) in tokens.iter().enumerate() {
        free = if masks && mask.has(at) { 0 } else { free + 1 };
        let may_be_shared = free > 0 && may_share[token.stem()];
        sharable = if may_be_shared { sharable + 1 } else { 0 };
        all += u32::from(free >= 3);
        if sharable >= 3 {
            let run = &tokens[at - 2..=at];
            shared(run.iter().fold(0, |joined, token| join(joined, hash(token))));
        }
    }
    all
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::scope::Scope;
    use crate::text::{Document, TextOptions};

    /// Returns how many runs of three words of the suspicious text have no masked word, and how many
    /// of these the source has: word by word.
    fn plainly(pair: &Pair, scope: &Scope) -> (u32, u32) {
        let runs = |document: &Document, mask: &Mask| -> Vec<Vec<String>> {
            let word = |token: &Token| document.word_text(token.word()).to_owned();
            let windows = document.tokens().windows(3).enumerate();
            let free = windows.filter(|(at, _)| !(*at..at + 3).any(|token| mask.has(token)));
            free.map(|(_, run)| run.iter().map(word).collect()).collect()
        };
        let known = runs(pair.source, scope.source());
        let all = runs(pair.suspicious, scope.suspicious());
        let found = all.iter().filter(|run| known.contains(run)).count();
        (all.len() as u32, found as u32)
    }

    proptest! {
        /// Invariant 8: runs are those of a plain search, inflected words and masks included.
        #[test]
        fn runs_of_three_are_those_of_a_plain_search(
            source in "((sail|sails|sailed|ferry|ferries|the|storm)[ .]){0,24}",
            suspicious in "((sail|sails|sailed|ferry|ferries|the|storm)[ .]){0,24}",
            masked in prop::array::uniform4(0_usize..9),
        ) {
            let read = |text: &str| Document::new(text, &TextOptions::default());
            let (source, suspicious) = (read(&source), read(&suspicious));
            let pair = Pair::new(&source, &suspicious);
            let (ours, theirs) = (masked[0]..masked[0] + masked[1], masked[2]..masked[2] + masked[3]);
            let scope = Scope::with_masked((&source, ours), (&suspicious, theirs));
            let mut known = Vec::new();
            runs_of_three(&pair, Side::Source, scope.source(), |run| known.push(run));
            let mut found = 0;
            let all = runs_of_three(&pair, Side::Suspicious, scope.suspicious(), |run| {
                found += u32::from(known.contains(&run));
            });
            prop_assert_eq!((all, found), plainly(&pair, &scope));
        }
    }
}
