//! Blocks that both texts have and that belong to neither's matter: footers, banners, notices, prompts.
//!
//! A sentence that was taken over from an article is about what the rest of either text is about; a footer is not. So each sentence that
//! both texts have word for word is weighed by whether its content words occur in the rest of either text as well.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use super::shared_words::{SharedWords, SourcePlaces};
use super::{Mask, content};
use crate::math::Pinned;
use crate::text::{Document, NAT};

/// A sentence of this number of words at least, of which this share is in shared runs, is a verbatim sentence.
const MIN_WORDS: usize = 4;
const MIN_SHARED: f64 = 0.8;

/// The share of words outside verbatim sentences below which the text is a copy, whose blocks are what was copied; and below which it
/// is one unless what is outside is about another matter in each text.
const MIN_OUTSIDE: f64 = 0.12;
const COPY_OUTSIDE: f64 = 0.4;

/// Words that the source must have apart from what is shared: a source that is all in the suspicious text is its source.
const MIN_REST: usize = 12;

/// How much of what chance leaves a word of the matter is in the rest: on the matter it occurs with p + (1 − p) times this, if the rest has
/// [`FULL_REST`] words; with proportionally less where it has fewer.
const ON_MATTER: f64 = 0.3;
const FULL_REST: f64 = 100.0;

/// The sum, in nats, below which sentences belong to no matter: at an end of the text, where furniture is, and inside.
const MAX_AT_END: f64 = -0.5;
const MAX_INSIDE: f64 = -1.5;
const MAX_UNCERTAIN: f64 = -3.0;

/// What the rests of two texts on different matters share beyond chance, at most, as a share of the information of the suspicious rest; it
/// is taken to have [`PRIOR`] nats more.
const MAX_RELATED: f64 = 0.08;
const PRIOR: f64 = 15.0;

/// Where this share of a group of at most this number of words is set aside, all of it is.
const MOST_OF_GROUP: f64 = 0.6;
const MAX_GROUP: usize = 120;

/// A sentence of one of the texts.
pub(super) struct Sentence {
    pub(super) tokens: Range<usize>,
    words: usize,
    shared: usize,
}

impl Sentence {
    fn is_verbatim(&self) -> bool {
        self.words >= MIN_WORDS && self.shared as f64 >= MIN_SHARED * self.words as f64
    }
}

/// Both texts in sentences, and what they are about apart from what they share.
pub(super) struct Texts<'a> {
    document: &'a Document,
    mask: &'a Mask,
    information: Vec<u32>,
    pub(super) suspicious: Vec<Sentence>,
    source: Vec<Sentence>,
    rest: Rest,
}

impl<'a> Texts<'a> {
    pub(super) fn new(
        (source, source_mask): (&Document, &Mask),
        (suspicious, suspicious_mask): (&'a Document, &'a Mask),
        shared: &SharedWords,
    ) -> Self {
        let of_suspicious = sentences(suspicious, suspicious_mask, &shared.suspicious);
        let of_source = sentences(source, source_mask, &shared.source);
        let mut rest = Rest::default();
        for sentence in of_suspicious
            .iter()
            .filter(|sentence| !sentence.is_verbatim())
        {
            rest.add(suspicious, suspicious_mask, sentence, false);
        }
        for sentence in of_source
            .iter()
            .filter(|sentence| sentence.shared * 2 < sentence.words)
        {
            rest.add(source, source_mask, sentence, true);
            rest.source_words += sentence.words;
        }
        Self {
            document: suspicious,
            mask: suspicious_mask,
            information: content::of_words(suspicious),
            suspicious: of_suspicious,
            source: of_source,
            rest,
        }
    }

    /// Returns `true` if the rests of both texts share more than texts on different matters do.
    fn are_related(&self) -> bool {
        let words = self.rest.source_words as f64;
        let (mut shared, mut all) = (0.0, 0.0);
        let mut seen = HashSet::new();
        let rest = self
            .suspicious
            .iter()
            .filter(|sentence| !sentence.is_verbatim());
        for token in rest.flat_map(|sentence| sentence.tokens.clone()) {
            let information = self.information[self.document.tokens()[token].word()];
            let stem = content::stem(self.document, token);
            if information < content::CONTENT || self.mask.has(token) || !seen.insert(stem) {
                continue;
            }
            let unexpected = 1.0 - content::chance(information, words);
            let nats = f64::from(information) / f64::from(NAT);
            all += nats;
            if self
                .rest
                .stems
                .get(&stem)
                .is_some_and(|&in_source| in_source)
            {
                shared += unexpected * nats;
            }
        }
        shared > MAX_RELATED * (all + PRIOR)
    }

    /// Returns how much, in nats, a sentence of the suspicious text speaks for being about what the rest of both texts is about.
    pub(super) fn on_matter(&self, sentence: &Sentence) -> f64 {
        self.rest
            .evidence(self.document, self.mask, &self.information, sentence)
    }
}

/// Returns whether each token of the suspicious text and of the source is in such a block; `None` where there is none.
pub(super) fn shared_blocks(
    source: (&Document, &Mask),
    suspicious: (&Document, &Mask),
    shared: &SharedWords,
) -> Option<(Vec<bool>, Vec<bool>)> {
    let texts = Texts::new(source, suspicious, shared);
    let sentences = &texts.suspicious;
    let words: usize = sentences.iter().map(|sentence| sentence.words).sum();
    let verbatim = sentences.iter().filter(|sentence| sentence.is_verbatim());
    let in_verbatim: usize = verbatim.map(|sentence| sentence.words).sum();
    let outside = (words - in_verbatim) as f64;
    if in_verbatim == 0
        || outside < MIN_OUTSIDE * words as f64
        || texts.rest.source_words < MIN_REST
    {
        return None;
    }
    let is_copy = outside < COPY_OUTSIDE * words as f64;
    if is_copy && texts.are_related() {
        return None;
    }
    // A short rest says little about what the source is about.
    let is_uncertain = is_copy || (texts.rest.source_words as f64) < FULL_REST;
    let on_matter: Vec<f64> = sentences
        .iter()
        .map(|sentence| {
            if sentence.is_verbatim() {
                texts.on_matter(sentence)
            } else {
                0.0
            }
        })
        .collect();

    let mut chosen = vec![false; suspicious.0.tokens().len()];
    let places = SourcePlaces::new(shared);
    let half = source.0.tokens().len() / 2;
    let mut start = 0;
    for group in sentences.chunk_by(|a, b| a.is_verbatim() == b.is_verbatim()) {
        let range = start..start + group.len();
        start = range.end;
        if !group[0].is_verbatim() {
            continue;
        }
        let at_ends = (range.start == 0, range.end == sentences.len());
        let found = in_group(&on_matter[range], at_ends, is_uncertain);
        let words: usize = group.iter().map(|sentence| sentence.words).sum();
        let set_aside: usize = group[found.clone()]
            .iter()
            .map(|sentence| sentence.words)
            .sum();
        let most = words <= MAX_GROUP && set_aside as f64 >= MOST_OF_GROUP * words as f64;
        let found = if most { 0..group.len() } else { found };
        let Some((first, last)) = group[found.clone()]
            .first()
            .zip(group[found.clone()].last())
        else {
            continue;
        };
        // Furniture is at the same end of both texts; what was copied may have been moved.
        let middle = places.middle(first.tokens.start..last.tokens.end);
        let in_place = match (
            at_ends.0 && found.start == 0,
            at_ends.1 && found.end == group.len(),
        ) {
            (true, false) => middle.is_none_or(|middle| middle < half),
            (false, true) => middle.is_none_or(|middle| middle >= half),
            _ => true,
        };
        if !in_place {
            continue;
        }
        for sentence in &group[found] {
            chosen[sentence.tokens.clone()].fill(true);
        }
    }
    if !chosen.contains(&true) {
        return None;
    }
    let mut mirrored = shared.mirrored(&chosen);
    for sentence in &texts.source {
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
fn in_group(
    on_matter: &[f64],
    (at_start, at_end): (bool, bool),
    is_uncertain: bool,
) -> Range<usize> {
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
    }
    let most = match (is_uncertain, at_start || at_end) {
        (true, _) => MAX_UNCERTAIN,
        (false, true) => MAX_AT_END,
        (false, false) => MAX_INSIDE,
    };
    if best.0 < most { best.1 } else { 0..0 }
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
    /// The stems, with whether the source's rest has each.
    stems: HashMap<u64, bool>,
    words: usize,
    /// Those of the source alone.
    source_words: usize,
}

impl Rest {
    fn add(&mut self, document: &Document, mask: &Mask, sentence: &Sentence, of_source: bool) {
        self.words += sentence.words;
        for token in sentence.tokens.clone().filter(|&token| !mask.has(token)) {
            *self
                .stems
                .entry(content::stem(document, token))
                .or_default() |= of_source;
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
        let gain = ON_MATTER * (self.words as f64 / FULL_REST).min(1.0);
        let nats = |&(stem, information): &(u64, u32)| {
            let by_chance = content::chance(information, self.words as f64).clamp(0.03, 0.97);
            let on_matter = by_chance + gain * (1.0 - by_chance);
            if self.stems.contains_key(&stem) {
                (on_matter / by_chance).pinned_ln()
            } else {
                ((1.0 - on_matter) / (1.0 - by_chance)).pinned_ln()
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

    /// Where the block is most of both texts, their stories must be about different matters.
    #[test]
    fn a_notice_longer_than_the_story_belongs_to_neither() {
        let short = |story: &str| story.split_inclusive(". ").take(2).collect::<String>();
        let notice = format!(
            "{FOOTER} This release contains statements about the future that involve risks. Actual results may differ from those that were \
             expressed or implied. The company undertakes no obligation to update any such statement as a result of new information."
        );
        let (source, _) = blocks(
            &format!("{}\n\n{notice}", short(STORY)),
            &format!("{}\n\n{notice}", short(OTHER)),
        );
        assert!(
            source.starts_with("Sign up") && source.ends_with("new information"),
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
