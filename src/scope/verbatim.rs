//! What the sentences that two texts share say of the matter of each.
//!
//! A sentence that was taken over from an article is about what the rest of that article is about,
//! whichever of the two texts that is. So it is weighed by whether its content words occur in the
//! rest of the source, and in the rest of the suspicious text, each against the chance that a rest
//! of its length has them.

use std::ops::Range;

use super::shared_words::SharedWords;
use super::{Mask, content};
use crate::math::Pinned;
use crate::pair::{Pair, Side};
use crate::text::{Document, NAT};

/// A sentence of which this share of words is in shared runs is verbatim.
const MIN_SHARED: f64 = 0.8;

/// How much of what chance leaves a word of the matter is in the rest: on the matter it occurs with
/// p + (1 − p) times this, if the rest has [`FULL_REST`] words; with proportionally less where it
/// has fewer.
const ON_MATTER: f64 = 0.3;
const FULL_REST: usize = 100;

/// What the rests of two texts on different matters share beyond chance, at most, as a share of the
/// information of the suspicious rest; it is taken to have [`PRIOR`] nats more.
const MAX_RELATED: f64 = 0.08;
const PRIOR: f64 = 15.0;

/// The same for two texts of one house, such as two press releases: they share its name and trade,
/// which their footer names as well, so the words of verbatim sentences are left out of the count.
/// Above it one text may be a rewrite of the other, and its end a part of it.
const MAX_APART: f64 = 0.2;

/// A sentence of one of the texts.
pub(super) struct Sentence {
    pub(super) tokens: Range<usize>,
    /// Words that take part, and how many of them are in shared runs.
    pub(super) words: usize,
    shared: usize,
}

impl Sentence {
    /// Returns `true` if most of its words are among the chosen tokens.
    pub(super) fn is_mostly(&self, chosen: &[bool]) -> bool {
        let count = self.tokens.clone().filter(|&token| chosen[token]).count();
        count as f64 >= MIN_SHARED * self.words as f64
    }

    pub(super) fn is_verbatim(&self) -> bool {
        self.shared as f64 >= MIN_SHARED * self.words as f64
    }
}

/// Both texts in sentences, and what each is about apart from what they share.
pub(super) struct Texts<'a> {
    pair: &'a Pair<'a>,
    mask: &'a Mask,
    /// For each stem of the suspicious text the same one of the source.
    in_source: Vec<Option<usize>>,
    pub(super) suspicious: Vec<Sentence>,
    pub(super) source: Vec<Sentence>,
    rest_of_suspicious: Rest,
    rest_of_source: Rest,
}

impl<'a> Texts<'a> {
    /// Reads both texts, given the sentences of the suspicious one.
    pub(super) fn new(
        pair: &'a Pair,
        (source_mask, suspicious_mask): (&Mask, &'a Mask),
        of_suspicious: Vec<Sentence>,
        shared: &SharedWords,
    ) -> Self {
        let (source, suspicious) = (pair.source, pair.suspicious);
        let of_source = sentences(source, source_mask, &shared.source);
        let mut rest_of_suspicious = Rest::new(suspicious);
        let mut rest_of_source = Rest::new(source);
        let is_own = |sentence: &&Sentence| !sentence.is_verbatim();
        for sentence in of_suspicious.iter().filter(is_own) {
            rest_of_suspicious.add(suspicious, suspicious_mask, sentence);
        }
        let is_own = |sentence: &&Sentence| sentence.shared * 2 < sentence.words;
        for sentence in of_source.iter().filter(is_own) {
            rest_of_source.add(source, source_mask, sentence);
        }
        let in_source: Vec<Option<usize>> = pair.shared_stems().collect();
        if !has_rarities(source) && !has_rarities(suspicious) {
            let ours = rest_of_source.content(pair, Side::Source);
            let theirs = rest_of_suspicious.content(pair, Side::Suspicious);
            let is_in_both =
                |stem: &&usize| in_source[**stem].is_some_and(|stem| rest_of_source.stems[stem]);
            let both = theirs.iter().filter(is_in_both).count();
            rest_of_source.least_chance = least_chance(both, theirs.len());
            rest_of_suspicious.least_chance = least_chance(both, ours.len());
        }
        Self {
            pair,
            mask: suspicious_mask,
            in_source,
            suspicious: of_suspicious,
            source: of_source,
            rest_of_suspicious,
            rest_of_source,
        }
    }

    /// Returns the number of words that the source has apart from what is shared.
    pub(super) fn source_words_apart(&self) -> usize {
        self.rest_of_source.words
    }

    /// Returns `true` if the rests of both texts share more than texts on different matters do.
    pub(super) fn are_related(&self) -> bool {
        self.shared_by_rests(|_| true) > MAX_RELATED
    }

    /// Returns `true` if the rests of both texts share little but words that are also in the
    /// verbatim sentences.
    pub(super) fn are_apart(&self) -> bool {
        let mut of_blocks = vec![false; self.in_source.len()];
        let verbatim = self.suspicious.iter().filter(|of| of.is_verbatim());
        for token in verbatim.flat_map(|sentence| sentence.tokens.clone()) {
            of_blocks[self.stem(token)] = true;
        }
        self.shared_by_rests(|stem| !of_blocks[stem]) <= MAX_APART
    }

    /// Returns the share of the information of the suspicious rest that the source's rest has
    /// beyond chance, in the words whose stems count.
    fn shared_by_rests(&self, counts: impl Fn(usize) -> bool) -> f64 {
        let (mut found, mut in_source) = (Vec::new(), Vec::new());
        let mut seen = vec![false; self.in_source.len()];
        let rest = self
            .suspicious
            .iter()
            .filter(|sentence| !sentence.is_verbatim());
        for token in rest.flat_map(|sentence| sentence.tokens.clone()) {
            let information = self.information(token);
            let stem = self.stem(token);
            if information < content::CONTENT
                || self.mask.has(token)
                || !counts(stem)
                || std::mem::replace(&mut seen[stem], true)
            {
                continue;
            }
            found.push(information);
            in_source.push(self.is_in_rest_of_source(stem));
        }
        let words = self.rest_of_source.words as f64;
        let chances = content::chances(found.iter().copied(), words);
        let (mut shared, mut all) = (0.0, 0.0);
        for ((information, chance), in_source) in found.into_iter().zip(chances).zip(in_source) {
            let nats = f64::from(information) / f64::from(NAT);
            all += nats;
            if in_source {
                shared += (1.0 - chance) * nats;
            }
        }
        shared / (all + PRIOR)
    }

    /// Returns the stem of a token of the suspicious text.
    fn stem(&self, token: usize) -> usize {
        self.pair.suspicious.tokens()[token].stem()
    }

    /// Returns the information of a token of the suspicious text.
    fn information(&self, token: usize) -> u32 {
        let word = self.pair.suspicious.tokens()[token].word();
        self.pair.information(Side::Suspicious)[word]
    }

    /// Returns `true` if the source's rest has a stem of the suspicious text.
    fn is_in_rest_of_source(&self, stem: usize) -> bool {
        self.in_source[stem].is_some_and(|stem| self.rest_of_source.stems[stem])
    }

    /// Returns how much, in nats, a sentence of the suspicious text speaks for being about what the
    /// rest of each text is about.
    pub(super) fn on_matter(&self, sentence: &Sentence) -> OnMatter {
        self.evidence(&self.terms(sentence))
    }

    /// Returns the same without the words that both rests have: wherever the sentence is from,
    /// they are what both texts are about.
    pub(super) fn on_one_matter(&self, sentence: &Sentence) -> OnMatter {
        let mut terms = self.terms(sentence);
        terms.retain(|term| {
            !self.is_in_rest_of_source(term.stem) || !self.rest_of_suspicious.stems[term.stem]
        });
        self.evidence(&terms)
    }

    fn evidence(&self, terms: &[StemTerm]) -> OnMatter {
        let in_source = |term: &StemTerm| self.is_in_rest_of_source(term.stem);
        let in_suspicious = |term: &StemTerm| self.rest_of_suspicious.stems[term.stem];
        OnMatter {
            source: self.rest_of_source.evidence(terms, in_source),
            suspicious: self.rest_of_suspicious.evidence(terms, in_suspicious),
        }
    }

    /// Returns the distinct content words of a sentence that the source has, in an order that is
    /// pinned, since their weights are added up. What the source lacks, such as the name that a page
    /// has in the place of another, was not taken over.
    fn terms(&self, sentence: &Sentence) -> Vec<StemTerm> {
        let stems = self.pair.suspicious.stems();
        let mut terms: Vec<StemTerm> = sentence
            .tokens
            .clone()
            .filter(|&token| !self.mask.has(token) && self.in_source[self.stem(token)].is_some())
            .map(|token| StemTerm {
                hash: stems[self.stem(token)].hash(),
                information: self.information(token),
                stem: self.stem(token),
            })
            .filter(|term| term.information >= content::CONTENT)
            .collect();
        terms.sort_unstable();
        terms.dedup_by_key(|term| term.hash);
        terms
    }
}

/// A content word of the suspicious text.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct StemTerm {
    hash: u64,
    information: u32,
    /// The number of its stem in the suspicious text.
    stem: usize,
}

/// How much something speaks for being about what each text is about, in nats.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct OnMatter {
    source: f64,
    suspicious: f64,
}

impl OnMatter {
    /// Returns how much it speaks for being about what at least one of the texts is about.
    pub(super) fn of_either(self) -> f64 {
        self.source.max(self.suspicious)
    }

    pub(super) fn sum(values: impl Iterator<Item = Self>) -> Self {
        values.fold(Self::default(), |mut sum, value| {
            sum += value;
            sum
        })
    }
}

impl std::ops::AddAssign for OnMatter {
    fn add_assign(&mut self, other: Self) {
        self.source += other.source;
        self.suspicious += other.suspicious;
    }
}

/// Returns the sentences of a text that have a word which takes part.
pub(super) fn sentences(document: &Document, mask: &Mask, shared: &[bool]) -> Vec<Sentence> {
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

/// What a text is about apart from the sentences that both have.
struct Rest {
    /// Whether each stem of the text is in it.
    stems: Vec<bool>,
    words: usize,
    /// The least chance that a word on another matter is in it. Where no table says how rare words
    /// are, the share of the other rest's words that are in it.
    least_chance: f64,
}

/// Returns `true` if a table says how rare the words of a text are.
fn has_rarities(document: &Document) -> bool {
    document.stems().iter().any(|stem| stem.share() > 0.0)
}

/// Returns the share of words that two rests have in common, as if ten words more were not.
fn least_chance(both: usize, all: usize) -> f64 {
    both as f64 / (all as f64 + 10.0)
}

impl Rest {
    fn new(document: &Document) -> Self {
        Self {
            stems: vec![false; document.stems().len()],
            words: 0,
            least_chance: 0.0,
        }
    }

    /// Returns the stems in it of words that say something.
    fn content(&self, pair: &Pair, side: Side) -> Vec<usize> {
        let information = pair.information(side);
        let mut says_something = vec![false; self.stems.len()];
        for (word, information) in pair.document(side).words().iter().zip(information) {
            says_something[word.stem()] |= *information >= content::CONTENT;
        }
        let stems = self.stems.iter().zip(says_something).enumerate();
        let chosen =
            stems.filter(|(_, (is_in_rest, says_something))| **is_in_rest && *says_something);
        chosen.map(|(stem, _)| stem).collect()
    }

    fn add(&mut self, document: &Document, mask: &Mask, sentence: &Sentence) {
        self.words += sentence.words;
        let tokens = sentence.tokens.clone().filter(|&token| !mask.has(token));
        for token in tokens {
            self.stems[document.tokens()[token].stem()] = true;
        }
    }

    /// Returns how much, in nats, the content words of a sentence speak for its being about the
    /// same as the rest, given which of them it has.
    fn evidence(&self, terms: &[StemTerm], has: impl Fn(&StemTerm) -> bool) -> f64 {
        let words = self.words as f64;
        let gain = ON_MATTER * (words / FULL_REST as f64).min(1.0);
        let nats = |term: &StemTerm| {
            let by_chance = content::chance(term.information, words)
                .max(self.least_chance)
                .clamp(0.03, 0.97);
            let on_matter = by_chance + gain * (1.0 - by_chance);
            if has(term) {
                (on_matter / by_chance).pinned_ln()
            } else {
                ((1.0 - on_matter) / (1.0 - by_chance)).pinned_ln()
            }
        };
        terms.iter().map(nats).sum()
    }
}
