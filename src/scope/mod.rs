//! Decides which tokens of two documents take part in their comparison, and says why the others do
//! not.
//!
//! Takes two [`Document`]s and [`ScopeOptions`], gives a [`Scope`]: a [`Mask`] for each side, and
//! what was set aside by which rule. Every stage after it reads the masks and decides nothing
//! itself, so that probability, verdict, shares and passages rest on the same words. Each rule is a
//! file. A rule gives ranges of tokens; of two rules that give the same token, the first one
//! reports it.
//!
//! Costs a few passes over each text, linear in its length. What a document shows alone is found
//! once and kept with it.

mod bibliography;
mod boilerplate;
mod bytes;
mod content;
mod dateline;
mod foreign;
mod forms;
mod heading;
mod line_mark;
mod lines;
mod markup;
mod mask;
mod noise;
mod options;
mod own;
mod phrase;
mod quotation;
mod ranges;
mod recurring;
mod repeat;
mod runs;
mod set_aside;
mod shared_block;
mod shared_quotation;
mod shared_words;
mod unspaced;
mod verbatim;

use std::ops::Range;

use crate::align::{EditKind, PassageTokens, Step};
use crate::pair::{Content, Pair, Place};
use crate::score::matter::Amounts;
use crate::text::{Document, Span};
pub use mask::Mask;
pub use options::ScopeOptions;
use own::{Own, OwnRule};
pub use recurring::RecurringBlocks;
use recurring::recurring_blocks;
pub use set_aside::{SetAside, SetAsideReason};
use shared_block::shared_blocks;
use shared_quotation::shared_quotations;
use shared_words::SharedWords;

/// What takes part in the comparison of two documents.
///
/// ```
/// use retold::scope::{Scope, ScopeOptions, SetAsideReason};
/// use retold::{Document, TextOptions};
///
/// let read = |text: &str| Document::new(text, &TextOptions::default());
/// let source = read("The ferry sank.");
/// let suspicious = read("The ferry sank. See https://example.org/ferry/17 for more.");
/// let scope = Scope::new(&source, &suspicious, &ScopeOptions::default());
/// assert!(scope.source().is_empty());
/// let set_aside = scope.set_aside(&source, &suspicious);
/// assert_eq!(set_aside[0].reason, SetAsideReason::Noise);
/// assert_eq!(set_aside[0].suspicious.and_then(|span| span.slice(suspicious.text())), Some("https://example.org/ferry/17"));
/// ```
#[derive(Debug, Clone, Default)]
pub struct Scope {
    source: ScopeSide,
    suspicious: ScopeSide,
    /// What is masked of the suspicious text for the question whether it was rewritten as a whole.
    whole: Option<Mask>,
    /// Both texts have the same words from start to end, so that no rule but the caller's applies.
    same_words: bool,
}

/// What is masked in one document.
#[derive(Debug, Clone, Default)]
struct ScopeSide {
    mask: Mask,
    /// Disjoint stretches of tokens, each with the rule that masked it.
    stretches: Vec<(Range<usize>, SetAsideReason)>,
}

impl Scope {
    /// Returns what takes part in the comparison of `source` with `suspicious`.
    ///
    /// Where both texts have the same words from start to end, only the rules of the caller apply:
    /// such a text is a copy, whatever it consists of.
    pub fn new(source: &Document, suspicious: &Document, options: &ScopeOptions) -> Self {
        Self::of(&Pair::new(source, suspicious), options)
    }

    /// Returns the same for a pair.
    pub(crate) fn of(pair: &Pair, options: &ScopeOptions) -> Self {
        let (source, suspicious) = (pair.source, pair.suspicious);
        let mut scope = Self::default();
        scope.suspicious.apply_callers(suspicious, options);
        let without_quotations = options.clone().without(SetAsideReason::Quotation);
        scope.source.apply_callers(source, &without_quotations);
        scope.same_words = has_same_words(source, suspicious);
        if !scope.same_words {
            scope.source.apply_to_document(source, options);
            scope.suspicious.apply_to_document(suspicious, options);
            scope.apply_to_pair(pair, options);
        }
        scope
    }

    /// Returns the content words that take part, given the tokens of the passages that were found
    /// in them. Sets aside the stretches that are about another matter: they take no part in the
    /// question whether the text was rewritten as a whole ([`Scope::whole`]). A sentence of which a
    /// passage pairs a quarter of the words is on the matter. In two languages a sentence without
    /// a name shares no word, whatever it is about, so none is set aside.
    pub(crate) fn content<'p>(
        &mut self,
        pair: &'p Pair,
        passages: &[PassageTokens],
        options: &ScopeOptions,
    ) -> Content<'p> {
        let content = Content::new(pair, (self.source(), self.suspicious()));
        let in_two_languages = pair.source.language() != pair.suspicious.language();
        if self.same_words || in_two_languages || !options.has(SetAsideReason::ForeignStretch) {
            return content;
        }
        let tokens = pair.suspicious.tokens().len();
        let of_rest;
        let amounts = if self.source().is_empty() {
            pair.amounts()
        } else {
            let source_words = pair.source.tokens().len() - self.source().count();
            of_rest = pair.amounts_against(source_words);
            &of_rest
        };
        let suspicious = (pair.suspicious, self.suspicious());
        let found = foreign_stretches(suspicious, &content, passages, amounts);
        if !found.is_empty() {
            let mut whole = self.suspicious.mask.clone();
            for range in found {
                let added = whole.add(range, tokens).into_iter();
                let reason = SetAsideReason::ForeignStretch;
                self.suspicious
                    .stretches
                    .extend(added.map(|range| (range, reason)));
            }
            self.whole = Some(whole);
        }
        content
    }

    /// Applies the rules that look at what both documents share.
    fn apply_to_pair(&mut self, pair: &Pair, options: &ScopeOptions) {
        let (source, suspicious) = (pair.source, pair.suspicious);
        let (blocks, quotations) = (
            options.has(SetAsideReason::SharedBlock),
            options.has(SetAsideReason::SharedQuotation),
        );
        let recurring = options.recurring.as_deref();
        let recurring = recurring.filter(|_| options.has(SetAsideReason::RecurringBlock));
        if !blocks && !quotations && recurring.is_none() {
            return;
        }
        let shared = SharedWords::new(pair, (self.source(), self.suspicious()));
        if let Some(blocks) = recurring {
            let found = recurring_blocks(
                blocks,
                pair,
                (self.source(), self.suspicious()),
                shared.as_ref(),
            );
            self.mask_both(
                source,
                suspicious,
                SetAsideReason::RecurringBlock,
                Some(found),
            );
        }
        if blocks {
            let masks = (self.source(), self.suspicious());
            let found = SharedWords::with_forms(shared.as_ref(), pair, masks)
                .and_then(|shared| shared_blocks(pair, masks, &shared));
            self.mask_both(source, suspicious, SetAsideReason::SharedBlock, found);
        }
        let Some(shared) = shared else {
            return;
        };
        if quotations {
            let found = shared_quotations(
                (source, self.source()),
                (suspicious, self.suspicious()),
                &shared,
            );
            self.mask_both(source, suspicious, SetAsideReason::SharedQuotation, found);
        }
    }

    fn mask_both(
        &mut self,
        source: &Document,
        suspicious: &Document,
        reason: SetAsideReason,
        found: Option<(Vec<bool>, Vec<bool>)>,
    ) {
        if let Some((of_suspicious, of_source)) = found {
            self.source.mask(source, reason, ranges::chosen(&of_source));
            self.suspicious
                .mask(suspicious, reason, ranges::chosen(&of_suspicious));
        }
    }

    /// Returns a scope in which every token takes part.
    pub fn all() -> Self {
        Self::default()
    }

    /// Returns a scope with these tokens of the source and of the suspicious text masked.
    #[cfg(test)]
    pub(crate) fn with_masked(
        (source, ours): (&Document, Range<usize>),
        (suspicious, theirs): (&Document, Range<usize>),
    ) -> Self {
        let mut scope = Self::default();
        scope.source.mask.add(ours, source.tokens().len());
        (scope.suspicious.mask).add(theirs, suspicious.tokens().len());
        scope
    }

    /// Returns the tokens of the source that take no part.
    pub fn source(&self) -> &Mask {
        &self.source.mask
    }

    /// Returns the tokens of the suspicious text that take no part.
    pub fn suspicious(&self) -> &Mask {
        &self.suspicious.mask
    }

    /// Returns the tokens of the suspicious text that take no part in the question whether it was
    /// rewritten as a whole: [`Scope::suspicious`], and the stretches that are about another
    /// matter.
    pub fn whole(&self) -> &Mask {
        self.whole.as_ref().unwrap_or(&self.suspicious.mask)
    }

    /// Returns the scope of the same two documents with source and suspicious text swapped.
    #[must_use]
    pub fn swapped(&self) -> Self {
        Self {
            source: self.suspicious.clone(),
            suspicious: self.source.clone(),
            ..Self::default()
        }
    }

    /// Returns what was set aside in these two documents, first in the source, then in the
    /// suspicious text, each in text order.
    pub fn set_aside(&self, source: &Document, suspicious: &Document) -> Vec<SetAside> {
        let of_source = self.source.spans(source).map(|(span, reason)| SetAside {
            reason,
            source: Some(span),
            suspicious: None,
        });
        let of_suspicious = self
            .suspicious
            .spans(suspicious)
            .map(|(span, reason)| SetAside {
                reason,
                source: None,
                suspicious: Some(span),
            });
        of_source.chain(of_suspicious).collect()
    }
}

impl ScopeSide {
    /// Applies the rules that the caller asks for.
    fn apply_callers(&mut self, document: &Document, options: &ScopeOptions) {
        self.apply_own(
            document,
            options,
            [
                (SetAsideReason::Quotation, OwnRule::Quotation),
                (SetAsideReason::Bibliography, OwnRule::Bibliography),
            ],
        );
        if options.has(SetAsideReason::Phrase) && !options.phrases.is_empty() {
            let found = phrase::phrases(document, &options.phrases);
            self.mask(document, SetAsideReason::Phrase, found);
        }
        if options.has(SetAsideReason::Boilerplate) && !options.boilerplate.is_empty() {
            let found = boilerplate::boilerplate(document, &options.boilerplate);
            self.mask(document, SetAsideReason::Boilerplate, found);
        }
    }

    /// Applies the rules that look at one document alone.
    fn apply_to_document(&mut self, document: &Document, options: &ScopeOptions) {
        self.apply_own(
            document,
            options,
            [
                (SetAsideReason::Noise, OwnRule::Noise),
                (SetAsideReason::LineMark, OwnRule::LineMark),
                (SetAsideReason::Heading, OwnRule::Heading),
                (SetAsideReason::Repeat, OwnRule::Repeat),
            ],
        );
    }

    fn apply_own<const N: usize>(
        &mut self,
        document: &Document,
        options: &ScopeOptions,
        rules: [(SetAsideReason, OwnRule); N],
    ) {
        let own = Own::new(document);
        for (reason, rule) in rules {
            if options.has(reason) {
                self.mask(document, reason, own.ranges(rule));
            }
        }
    }

    fn mask(
        &mut self,
        document: &Document,
        reason: SetAsideReason,
        found: impl IntoIterator<Item = Range<usize>>,
    ) {
        let tokens = document.tokens().len();
        for range in found {
            let added = self.mask.add(range, tokens);
            self.stretches
                .extend(added.into_iter().map(|range| (range, reason)));
        }
    }

    /// Returns the bytes of each stretch, in text order.
    fn spans<'a>(
        &'a self,
        document: &'a Document,
    ) -> impl Iterator<Item = (Span, SetAsideReason)> + 'a {
        let mut stretches: Vec<&(Range<usize>, SetAsideReason)> = self.stretches.iter().collect();
        stretches.sort_unstable_by_key(|(range, _)| range.start);
        let span = |(range, reason): &(Range<usize>, SetAsideReason)| {
            let tokens = document.tokens().get(range.clone())?;
            let span = Span::new(tokens.first()?.span().start, tokens.last()?.span().end);
            Some((span, *reason))
        };
        stretches.into_iter().filter_map(span)
    }
}

fn foreign_stretches(
    (suspicious, mask): (&Document, &Mask),
    content: &Content,
    passages: &[PassageTokens],
    amounts: &Amounts,
) -> Vec<Range<usize>> {
    let sentences: Vec<Range<usize>> = suspicious.sentences().collect();
    let on_matter = on_matter((suspicious, mask), &sentences, passages);
    // What is all on the matter has no stretch on another.
    if !on_matter.contains(&false) {
        return Vec::new();
    }
    let word = |place: &Place| foreign::ContentWord {
        token: place.token as usize,
        term: place.term as usize,
        information: place.information,
        shared: if content.postings(place.term).is_empty() {
            0
        } else {
            content.shared_information(place)
        },
    };
    let words: Vec<foreign::ContentWord> = content.suspicious.iter().map(word).collect();
    foreign::foreign(&words, &sentences, &on_matter, amounts)
}

/// The share of the words of a sentence that a passage must pair with words of the source, so that it
/// says that the sentence is on the matter: a passage reaches over sentences that were added.
const MIN_PAIRED: f64 = 0.25;

/// Returns of each sentence whether passages pair enough of its words.
fn on_matter(
    (document, mask): (&Document, &Mask),
    sentences: &[Range<usize>],
    passages: &[PassageTokens],
) -> Vec<bool> {
    let mut paired = vec![false; document.tokens().len()];
    for Step(kind, source, suspicious) in passages.iter().flat_map(|passage| &passage.steps) {
        if let (Some(_), Some(suspicious)) = (source, suspicious)
            && *kind != EditKind::Replaced
        {
            paired[suspicious.clone()].fill(true);
        }
    }
    let is_on_matter = |sentence: &Range<usize>| {
        let taking_part = sentence.clone().filter(|&token| !mask.has(token));
        let (mut words, mut count) = (0_u32, 0_u32);
        for token in taking_part {
            words += 1;
            count += u32::from(paired[token]);
        }
        count > 0 && f64::from(count) >= MIN_PAIRED * f64::from(words)
    };
    sentences.iter().map(is_on_matter).collect()
}

fn has_same_words(source: &Document, suspicious: &Document) -> bool {
    let tokens = source.tokens().len();
    let hashes = |document| runs::hashes(document, 0..tokens);
    tokens == suspicious.tokens().len() && hashes(source).eq(hashes(suspicious))
}
