//! Blocks that both texts have and that belong to neither's matter: footers, banners, notices, prompts.
//!
//! A sentence that was taken over from an article is about what the rest of either text is about; a footer is not. So each sentence that
//! both texts have word for word is weighed by whether its content words occur in the rest of either text as well.

use std::collections::HashMap;
use std::ops::Range;

use super::shared_words::SharedWords;
use super::{Mask, content};
use crate::text::Document;

/// A sentence of so many words at least, of which this share is in shared runs, is a verbatim sentence.
const MIN_WORDS: usize = 4;
const MIN_SHARED: f64 = 0.8;

/// The share of words outside verbatim sentences below which the text is a copy, whose blocks are what was copied.
const MIN_OUTSIDE: f64 = 0.4;

/// Words that the source must have apart from what is shared: a source that is all in the suspicious text is its source.
const MIN_REST: usize = 12;

/// How much of what chance leaves a word of the matter is in the rest: on the matter it occurs with p + (1 − p) times this.
const ON_MATTER: f64 = 0.3;

/// The sum, in nats, below which sentences belong to no matter: at an end of the text, where furniture is, and inside.
const MAX_AT_END: f64 = -0.5;
const MAX_INSIDE: f64 = -1.5;

/// Where this share of a group of at most so many words is set aside, all of it is.
const MOST_OF_GROUP: f64 = 0.6;
const MAX_GROUP: usize = 120;

/// A sentence of one of the texts.
struct Sentence {
    tokens: Range<usize>,
    words: usize,
    shared: usize,
}

impl Sentence {
    fn is_verbatim(&self) -> bool {
        self.words >= MIN_WORDS && self.shared as f64 >= MIN_SHARED * self.words as f64
    }
}

/// Returns whether each token of the suspicious text and of the source is in such a block; `None` where there is none.
pub(super) fn shared_blocks(
    (source, source_mask): (&Document, &Mask),
    (suspicious, suspicious_mask): (&Document, &Mask),
    shared: &SharedWords,
) -> Option<(Vec<bool>, Vec<bool>)> {
    let sentences = sentences(suspicious, suspicious_mask, &shared.suspicious);
    let words: usize = sentences.iter().map(|sentence| sentence.words).sum();
    let verbatim = sentences.iter().filter(|sentence| sentence.is_verbatim());
    let in_verbatim: usize = verbatim.map(|sentence| sentence.words).sum();
    if in_verbatim == 0 || ((words - in_verbatim) as f64) < MIN_OUTSIDE * words as f64 {
        return None;
    }
    let source_sentences = self::sentences(source, source_mask, &shared.source);
    let mut rest = Rest::default();
    for sentence in &sentences {
        if !sentence.is_verbatim() {
            rest.add(suspicious, suspicious_mask, sentence);
        }
    }
    for sentence in &source_sentences {
        if sentence.shared * 2 < sentence.words {
            rest.add(source, source_mask, sentence);
            rest.source_words += sentence.words;
        }
    }
    if rest.source_words < MIN_REST {
        return None;
    }
    let information = content::of_words(suspicious);
    let on_matter: Vec<f64> = sentences
        .iter()
        .map(|sentence| {
            if sentence.is_verbatim() {
                rest.evidence(suspicious, suspicious_mask, &information, sentence)
            } else {
                0.0
            }
        })
        .collect();

    let mut chosen = vec![false; suspicious.tokens().len()];
    let mut start = 0;
    for group in sentences.chunk_by(|a, b| a.is_verbatim() == b.is_verbatim()) {
        let range = start..start + group.len();
        start = range.end;
        if !group[0].is_verbatim() {
            continue;
        }
        let found = in_group(
            &on_matter[range.clone()],
            range.start == 0,
            range.end == sentences.len(),
        );
        let words: usize = group.iter().map(|sentence| sentence.words).sum();
        let set_aside: usize = group[found.clone()]
            .iter()
            .map(|sentence| sentence.words)
            .sum();
        let most = words <= MAX_GROUP && set_aside as f64 >= MOST_OF_GROUP * words as f64;
        let found = if most { 0..group.len() } else { found };
        for sentence in &group[found] {
            chosen[sentence.tokens.clone()].fill(true);
        }
    }
    if !chosen.contains(&true) {
        return None;
    }
    let mut mirrored = shared.mirrored(&chosen);
    for sentence in &source_sentences {
        let count = sentence
            .tokens
            .clone()
            .filter(|&token| mirrored[token])
            .count();
        if sentence.words >= MIN_WORDS && count as f64 >= MIN_SHARED * sentence.words as f64 {
            mirrored[sentence.tokens.clone()].fill(true);
        }
    }
    Some((chosen, mirrored))
}

/// Returns the sentences of a group of verbatim ones that belong to no matter, given how much each speaks for belonging to it.
fn in_group(on_matter: &[f64], at_start: bool, at_end: bool) -> Range<usize> {
    let mut best = (0.0, 0..0);
    let mut consider = |sum: f64, range: Range<usize>| {
        if sum < best.0 {
            best = (sum, range);
        }
    };
    if at_start {
        let mut sum = 0.0;
        for (at, value) in on_matter.iter().enumerate() {
            sum += value;
            consider(sum, 0..at + 1);
        }
    }
    if at_end {
        let mut sum = 0.0;
        for (at, value) in on_matter.iter().enumerate().rev() {
            sum += value;
            consider(sum, at..on_matter.len());
        }
    }
    if !at_start && !at_end {
        consider(on_matter.iter().sum(), 0..on_matter.len());
        return if best.0 < MAX_INSIDE { best.1 } else { 0..0 };
    }
    if best.0 < MAX_AT_END { best.1 } else { 0..0 }
}

fn sentences(document: &Document, mask: &Mask, shared: &[bool]) -> Vec<Sentence> {
    let sentence = |tokens: Range<usize>| {
        let free = || tokens.clone().filter(|&token| !mask.has(token));
        let words = free().count();
        let shared = free().filter(|&token| shared[token]).count();
        (words > 0).then_some(Sentence {
            tokens,
            words,
            shared,
        })
    };
    document.sentences().filter_map(sentence).collect()
}

/// What both texts are about apart from the sentences that both have.
#[derive(Default)]
struct Rest {
    stems: HashMap<u64, ()>,
    words: usize,
    /// Those of the source alone.
    source_words: usize,
}

impl Rest {
    fn add(&mut self, document: &Document, mask: &Mask, sentence: &Sentence) {
        self.words += sentence.words;
        for token in sentence.tokens.clone().filter(|&token| !mask.has(token)) {
            self.stems.insert(content::stem(document, token), ());
        }
    }

    /// Returns how much, in nats, the content words of a sentence speak for its being about the same as the rest.
    fn evidence(
        &self,
        document: &Document,
        mask: &Mask,
        information: &[u32],
        sentence: &Sentence,
    ) -> f64 {
        let mut terms: Vec<(u64, u32)> = sentence
            .tokens
            .clone()
            .filter(|&token| !mask.has(token))
            .map(|token| {
                let word = document.tokens()[token].word();
                (content::stem(document, token), information[word])
            })
            .filter(|&(_, information)| information >= content::CONTENT)
            .collect();
        terms.sort_unstable();
        terms.dedup_by_key(|term| term.0);
        let nats = |&(stem, information): &(u64, u32)| {
            let by_chance = content::chance(information, self.words as f64).clamp(0.03, 0.97);
            let on_matter = by_chance + ON_MATTER * (1.0 - by_chance);
            if self.stems.contains_key(&stem) {
                (on_matter / by_chance).ln()
            } else {
                ((1.0 - on_matter) / (1.0 - by_chance)).ln()
            }
        };
        terms.iter().map(nats).sum()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::TextOptions;

    const STORY: &str = "The council of Hallmere voted on Thursday to close the swimming pool. Engineers found that the roof trusses above \
        the tank had corroded. Replacing them would cost more than the borough spends on leisure in a year. Campaigners jeered from the gallery.";
    const OTHER: &str = "A stray goat held up trams in Merrin for forty minutes. Drivers fed it apples until its owner came with a rope. \
        Nobody could say how the animal had crossed the bridge, and the police took no statement. Children drew pictures.";
    const FOOTER: &str = "Sign up for our free morning newsletter and get the stories that matter delivered to your inbox every day. \
        You can unsubscribe at any time.";

    fn blocks(source: &str, suspicious: &str) -> (String, String) {
        let read = |text: &str| Document::new(text, &TextOptions::default());
        let (source, suspicious) = (read(source), read(suspicious));
        let free = Mask::default();
        let found = SharedWords::new((&source, &free), (&suspicious, &free))
            .and_then(|shared| shared_blocks((&source, &free), (&suspicious, &free), &shared));
        let text = |document: &Document, chosen: &[bool]| {
            let tokens = document
                .tokens()
                .iter()
                .zip(chosen)
                .filter(|(_, chosen)| **chosen);
            let words = tokens.filter_map(|(token, _)| token.span().slice(document.text()));
            words.collect::<Vec<_>>().join(" ")
        };
        found.map_or_else(Default::default, |(of_suspicious, of_source)| {
            (text(&source, &of_source), text(&suspicious, &of_suspicious))
        })
    }

    #[test]
    fn a_footer_on_two_stories_belongs_to_neither() {
        let (source, suspicious) = blocks(
            &format!("{STORY}\n\n{FOOTER}"),
            &format!("{OTHER}\n\n{FOOTER}"),
        );
        assert!(
            source.starts_with("Sign up") && source.ends_with("any time"),
            "{source}"
        );
        assert_eq!(source, suspicious);
        let (source, _) = blocks(
            &format!("{FOOTER}\n\n{STORY}"),
            &format!("{FOOTER}\n\n{OTHER}"),
        );
        assert!(
            source.starts_with("Sign up") && source.ends_with("any time"),
            "{source}"
        );
    }

    #[test]
    fn a_sentence_taken_over_from_the_story_stays() {
        let taken = "Engineers found that the roof trusses above the tank had corroded.";
        let report = format!(
            "The swimming pool in Hallmere is to be closed, and its leisure centre with it. {taken} The council could not pay for a roof. \
             Its borough treasurer said on Thursday that replacing the tank was out of the question for years."
        );
        assert_eq!(blocks(STORY, &report), Default::default());
        // A copy is a copy.
        assert_eq!(blocks(STORY, STORY), Default::default());
    }
}
