//! Text that the same document has before: a page that was extracted twice, a pull quote, a chorus.

use std::ops::Range;

use super::lines::Line;
use super::ranges::merged;
use super::runs::{hashes, runs_of};
use super::unspaced;
use crate::text::{Document, Interner};

/// Words in a row that recur by chance in hardly any text.
const WORDS: usize = 8;

/// The fewest words of a short line, one of fewer than [`WORDS`], that is a repeat if the same line
/// is before it.
const MIN_LINE_WORDS: usize = 2;

/// Returns the tokens of `document` that repeat earlier ones: runs of [`WORDS`] words that occur
/// before without overlap, and whole short lines that are before as whole lines. The first
/// occurrence stays.
pub(super) fn repeats(document: &Document, lines: &[Line]) -> Vec<Range<usize>> {
    let mut found = Vec::new();
    let mut seen = Interner::default();
    let mut first: Vec<usize> = Vec::new();
    // Each word of a run that recurs is there twice; few runs have such words only.
    let (tokens, stems) = (document.tokens(), document.stems());
    let recurs = |at: usize| stems[tokens[at].stem()].count() > 1;
    for (at, run) in runs_of::<WORDS>(document, 0..tokens.len(), recurs) {
        let (number, new) = seen.intern(run);
        if new {
            first.push(at);
        } else if first
            .get(number as usize)
            .is_some_and(|first| first + WORDS <= at)
        {
            found.push(at..at + WORDS);
        }
    }
    let mut found = merged(found);
    // In Chinese the name of an office may have eight tokens or more.
    found.retain(|tokens| unspaced::words(document, tokens) >= WORDS);
    let mut seen = Interner::with_capacity(lines.len());
    let is_short = |line: &&Line| {
        // At most two tokens make a word, so that long lines need no count.
        (MIN_LINE_WORDS..2 * WORDS).contains(&line.tokens.len())
            && unspaced::words(document, &line.tokens) < WORDS
    };
    let short = lines.iter().filter(is_short);
    for line in short {
        let words = hashes(document, line.tokens.clone());
        let line_hash = words.fold(line.tokens.len() as u64, |hash, word| {
            (hash.rotate_left(23) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15)
        });
        if !seen.intern(line_hash ^ line_hash >> 32).1 {
            found.push(line.tokens.clone());
        }
    }
    merged(found)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::super::lines::lines;
    use super::*;
    use crate::text::TextOptions;

    fn repeated(text: &str) -> Vec<Range<usize>> {
        let document = Document::new(text, &TextOptions::default());
        repeats(&document, &lines(&document))
    }

    #[test]
    fn what_is_twice_stays_once() {
        let text = "The ferry left the harbour at nine with all its passengers aboard.";
        assert!(repeated(text).is_empty());
        assert_eq!(repeated(&format!("{text} {text}")), [12..24]);
        assert_eq!(
            repeated("Row on, row on\nthe night is long\nRow on, row on\nthe shore is far"),
            [8..12]
        );
        // Eight letters of a script without spaces are no eight words.
        let office = "滨海市港口管理局办公室";
        assert!(repeated(&format!("{office}发布通知。请联系{office}。")).is_empty());
        assert_eq!(
            repeated(&format!("{office}\n\n发布通知。\n\n{office}")),
            [15..26]
        );
        // A run of Katakana is a word.
        let words = "フェリー、ターミナル、チケット、センター、バス、レストラン、ホテル、カフェ。";
        assert_eq!(repeated(&format!("{words}{words}")), [8..16]);
        let sentence = "因为大雾渡船今天全部停航明天上午恢复正常";
        assert_eq!(repeated(&format!("{sentence}。{sentence}。")), [20..40]);
        // One word alone on a line is no repeat.
        assert!(repeated("Yes\nNo\nYes").is_empty());
    }

    proptest! {
        /// Invariant 8: repeats are those that a search for each run of words finds, over few words
        /// and many.
        #[test]
        fn repeats_are_what_a_plain_search_finds(words in prop::collection::vec(0_u8..3, 0..60)) {
            let text: Vec<String> = words.iter().map(|word| format!("w{word}")).collect();
            let mut masked = vec![false; words.len()];
            for at in 0..words.len().saturating_sub(WORDS - 1) {
                let run = &words[at..at + WORDS];
                let mut before = words[..at].windows(WORDS);
                if before.any(|earlier| earlier == run) {
                    masked[at..at + WORDS].fill(true);
                }
            }
            let plain: Vec<usize> = (0..words.len()).filter(|at| masked[*at]).collect();
            prop_assert_eq!(repeated(&text.join(" ")).into_iter().flatten().collect::<Vec<_>>(), plain);
        }
    }
}
