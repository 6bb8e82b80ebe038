//! What the measures read: a pair in its scope, with everything that several of them need computed
//! once.

use std::cell::OnceCell;

use super::super::chain::{self, Order};
use super::super::changes::Changes;
use super::super::facts::{Facts, Occurrences, TextFact};
use super::super::sentence_pairs::SentencePairs;
use crate::align::{FactEdit, Passage, PassageTokens};
use crate::math::Pinned;
use crate::pair::{Content, Pair, Place, Side};
use crate::scope::Scope;
use crate::text::{NAT, Span, Token};

/// Content words apart at which two neighbours count as half near each other, and how many content
/// words on either side are the surroundings of a word.
pub(in crate::score) const REACH: u32 = 8;

/// What a content word that a region passes over costs, on either side: .75 nats.
const GAP: i64 = NAT as i64 * 3 / 4;

/// Information, in nats, that a short text is taken to have on top of its own, so that its shares
/// are not extreme.
pub(in crate::score) const PRIOR: f64 = 20.0;

/// A pair as the measures read it.
pub(crate) struct Subject<'p> {
    pub(in crate::score) pair: &'p Pair<'p>,
    pub(in crate::score) scope: &'p Scope,
    pub(super) passages: &'p [Passage],
    pub(super) tokens: &'p [PassageTokens],
    part: SubjectView<'p>,
    /// What takes part in the question whether the text was rewritten as a whole; `None` where it
    /// is the same.
    whole: Option<SubjectView<'p>>,
    facts: OnceCell<Facts>,
    changes: OnceCell<Changes>,
}

impl<'p> Subject<'p> {
    /// Reads a pair. `content` are the words that the scope leaves, foreign stretches included.
    pub(crate) fn new(
        pair: &'p Pair<'p>,
        scope: &'p Scope,
        content: Content<'p>,
        passages: &'p [Passage],
        tokens: &'p [PassageTokens],
    ) -> Self {
        let same = scope.whole().count() == scope.suspicious().count();
        let whole = (!same).then(|| {
            let mut whole = content.clone();
            whole.leave_out(scope.whole());
            whole
        });
        Self {
            pair,
            scope,
            passages,
            tokens,
            part: SubjectView::new(content, pair),
            whole: whole.map(|content| SubjectView::new(content, pair)),
            facts: OnceCell::new(),
            changes: OnceCell::new(),
        }
    }

    /// Returns what takes part in the question whether the text was rewritten as a whole.
    pub(in crate::score) fn whole(&self) -> &SubjectView<'p> {
        self.whole.as_ref().unwrap_or(&self.part)
    }

    /// Returns what takes part in the question whether a part was taken over.
    pub(in crate::score) fn part(&self) -> &SubjectView<'p> {
        &self.part
    }

    /// Returns the facts of the suspicious text.
    pub(in crate::score) fn facts(&self) -> &Facts {
        self.facts
            .get_or_init(|| Facts::new(self.pair, Side::Suspicious, self.scope.whole()))
    }

    /// Returns what became of the facts inside the passages.
    pub(in crate::score) fn changes(&self) -> &Changes {
        self.changes.get_or_init(|| {
            let of_source = Occurrences::new(self.pair, Side::Source, self.scope.source());
            let facts = (&of_source, &self.facts().occurrences);
            Changes::new(self.pair, facts, self.tokens)
        })
    }

    /// Returns what became of the facts of each passage.
    pub(crate) fn facts_of_passages(&self) -> Vec<Vec<FactEdit>> {
        self.changes().passages.clone()
    }

    /// Returns the bytes of a fact of the suspicious text.
    pub(super) fn span(&self, fact: &TextFact) -> Option<Span> {
        let token = |at: u32| {
            let tokens = self.pair.suspicious.tokens();
            tokens.get(at as usize).map(Token::span)
        };
        Some(Span::new(
            token(fact.tokens.0)?.start,
            token(fact.tokens.1)?.end,
        ))
    }

    /// Returns where a shared fact of the suspicious text first occurs in the source, if it is
    /// written alike there.
    pub(super) fn in_source(&self, fact: &TextFact) -> Option<Span> {
        let content = &self.whole().content;
        let terms = self.pair.terms(Side::Suspicious).own();
        let tokens = self.pair.suspicious.tokens();
        let tokens = tokens.get(fact.tokens.0 as usize..=fact.tokens.1 as usize)?;
        let places = tokens
            .iter()
            .filter_map(|token| content.postings(*terms.get(token.word())?).first());
        let place = content.source.get(*places.min()? as usize)?;
        let tokens = self.pair.source.tokens();
        tokens.get(place.token as usize).map(Token::span)
    }
}

/// The content words that take part in one question, and what was computed of them.
pub(in crate::score) struct SubjectView<'p> {
    pub(in crate::score) content: Content<'p>,
    /// All information of the suspicious text, in nats.
    pub(in crate::score) total: f64,
    pub(super) order: Order,
    /// The same against the reversed source.
    pub(super) by_chance: Order,
    /// Information of the places before each place of the suspicious text: all of it, and what the
    /// source has.
    before: Vec<(u64, u64)>,
    weighted_overlap: OnceCell<f64>,
    pair: &'p Pair<'p>,
    sentences: OnceCell<SentencePairs>,
}

impl<'p> SubjectView<'p> {
    fn new(content: Content<'p>, pair: &'p Pair<'p>) -> Self {
        let matches = chain::matches(&content);
        let [order, by_chance] = chain::orders(&matches, content.source.len(), GAP);
        let mut sum = (0, 0);
        let mut before = Vec::with_capacity(content.suspicious.len() + 1);
        before.push(sum);
        before.extend(content.suspicious.iter().map(|place| {
            sum.0 += u64::from(place.information);
            sum.1 += u64::from(content.shared_information(place));
            sum
        }));
        Self {
            total: sum.0 as f64 / f64::from(NAT),
            content,
            order,
            by_chance,
            before,
            weighted_overlap: OnceCell::new(),
            pair,
            sentences: OnceCell::new(),
        }
    }

    /// Returns what the sentences of both texts share.
    pub(in crate::score) fn sentences(&self) -> &SentencePairs {
        self.sentences
            .get_or_init(|| SentencePairs::new(self.pair, &self.content))
    }

    /// Returns how much each sentence of the suspicious text speaks for having been taken over, in
    /// nats: whether it shares more of its words with the source than a sentence on another matter
    /// does by chance.
    pub(in crate::score) fn sentence_evidence(&self) -> Vec<f64> {
        let amounts = self.pair.amounts();
        let weights = amounts.on_matter();
        let mut places = self.content.suspicious.iter().enumerate().peekable();
        let sentences = self.pair.suspicious.sentences();
        let sums = sentences.map(|sentence| {
            let mut sum = 0.0;
            while let Some((at, place)) = places.next_if(|of| (of.1.token as usize) < sentence.end)
            {
                let shared = self.shared_at(at) as f64 / f64::from(place.information.max(1));
                sum += weights[amounts.place(place.information)].of(shared);
            }
            sum
        });
        sums.collect()
    }

    /// Returns the information that place number `at` shares with the source.
    pub(super) fn shared_at(&self, at: usize) -> u64 {
        self.before[at + 1].1 - self.before[at].1
    }

    /// Returns the share of the information up to [`REACH`] places from place number `at` that the
    /// source has as well.
    fn shared(&self, at: usize) -> f64 {
        let (reach, last) = (REACH as usize, self.before.len() - 1);
        let (start, end) = (
            self.before[at.saturating_sub(reach).min(last)],
            self.before[(at + reach + 1).min(last)],
        );
        (end.1 - start.1) as f64 / (end.0 - start.0).max(1) as f64
    }

    /// Returns the same around a token of the suspicious text.
    pub(super) fn shared_near(&self, token: u32) -> f64 {
        self.shared(
            self.content
                .suspicious
                .partition_point(|place| place.token < token),
        )
    }

    /// Returns the information that both texts share, in nats, each place's times the square of the
    /// share around it.
    pub(super) fn weighted_overlap(&self) -> f64 {
        *self.weighted_overlap.get_or_init(|| {
            let places = 0..self.content.suspicious.len();
            let of = |at| self.shared_at(at) as f64 * self.shared(at).pinned_powi(2);
            places.map(of).sum::<f64>() / f64::from(NAT)
        })
    }
}

/// Returns the sum of `of` over places, in nats.
pub(super) fn nats(places: &[Place], of: impl Fn(&Place) -> u32) -> f64 {
    places.iter().map(|place| u64::from(of(place))).sum::<u64>() as f64 / f64::from(NAT)
}
