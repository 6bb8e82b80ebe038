//! What two texts share, in named measures.

use super::chain::{self, Region};
use super::facts::{self, Fact};
use super::information;
use super::measure::Measure;
use crate::align::{Passage, PassageTokens};
use crate::pair::{Content, Pair, Place, Side};
use crate::scope::{Mask, Scope, ScopeOptions};
use crate::text::{Document, Interner, NAT, Span, Token};

/// Content words apart at which two neighbours count as half near each other, and how many content words on either side are
/// the surroundings of a word.
const REACH: u32 = 8;

/// What a content word that a region passes over costs, on either side: .75 nats.
const GAP: i64 = NAT as i64 * 3 / 4;

/// Any two texts of one language and topic share about this much of their information.
const USUAL_OUTSIDE: f64 = 0.25;

/// What a new fact counts for at least, however little of its surroundings the source has: a text that shares next to nothing
/// is no rewrite.
const LEAST_NEWS: f64 = 0.15;

/// Information, in nats, that a short text is taken to have on top of its own, so that its shares are not extreme.
const PRIOR: f64 = 20.0;

/// The measures of one pair of texts, and where they were read.
///
/// ```
/// use retold::score::{Evidence, Measure};
/// use retold::{Document, TextOptions};
///
/// let options = TextOptions::default();
/// let source = Document::new("The ferry to Norwick was cancelled on Monday after 14 crew members fell ill.", &options);
/// let suspicious = Document::new("On Monday the ferry to Norwick did not sail: 17 of its crew were ill.", &options);
/// let evidence = Evidence::new(&source, &suspicious, &[]);
/// assert!(evidence.get(Measure::FactsShared) > 0.5);
/// assert_eq!(evidence.new_facts()[0].slice(suspicious.text()), Some("17"));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Evidence {
    values: [f64; Measure::ALL.len()],
    names_readable: bool,
    same_words: bool,
    wordless: bool,
    shared_facts: Vec<Span>,
    /// Where the shared facts first stand in the source, in the same order; those that are written otherwise there are left out.
    shared_in_source: Vec<Span>,
    new_facts: Vec<Span>,
    region: Option<(Span, Span)>,
    /// The strongest passage.
    passage: Option<(Span, Span)>,
}

impl Evidence {
    /// Measures what `suspicious` shares with `source` in the words that take part by default.
    pub fn new(source: &Document, suspicious: &Document, passages: &[Passage]) -> Self {
        let tokens: Vec<PassageTokens> = passages
            .iter()
            .map(|passage| PassageTokens::of(source, suspicious, passage))
            .collect();
        let pair = Pair::new(source, suspicious);
        let options = ScopeOptions::default();
        let mut scope = Scope::new(source, suspicious, &options);
        let content = scope.content(&pair, &tokens, &options);
        Self::of_pair(&pair, &scope, &content, passages, &tokens)
    }

    /// Measures a pair, given what takes part, its passages and the tokens of each.
    pub(crate) fn of_pair(
        pair: &Pair,
        scope: &Scope,
        content: &Content,
        passages: &[Passage],
        tokens: &[PassageTokens],
    ) -> Self {
        let (source, suspicious) = (pair.source, pair.suspicious);
        let total = nats(&content.suspicious, |place| place.information);
        let surroundings = Surroundings::new(content);
        let overlap = nats(&content.suspicious, |place| {
            content.shared_information(place)
        });
        let len = content.source.len();
        let matches = chain::matches(content);
        let [order, by_chance] = chain::orders(&matches, len, GAP);
        let region = order.region;
        let excess = nats_above(order.subsequence, by_chance.subsequence);
        let region_excess = nats_above(region.score, by_chance.region.score);
        let (facts, names_readable) = facts::facts(pair, Side::Suspicious, scope.whole());
        let shared = facts.iter().filter(|fact| fact.shared).count();
        let new_facts = facts.iter().filter(|fact| !fact.shared);
        let news = |fact: &Fact| {
            surroundings
                .shared_near(fact.tokens.0, content)
                .max(LEAST_NEWS)
                * f64::from(fact.information)
        };
        let news = new_facts.map(news).sum::<f64>() / f64::from(NAT);

        let mut values = [0.0; Measure::ALL.len()];
        let mut set = |measure: Measure, value: f64| values[measure as usize] = value;
        set(
            Measure::FactsShared,
            (shared as f64 + 0.5) / (facts.len() as f64 + 1.0),
        );
        set(
            Measure::FactsNew,
            (4.0 * news / (total + PRIOR).sqrt()).ln_1p(),
        );
        set(Measure::Near, chain::nearness(content, REACH));
        set(Measure::Together, chain::togetherness(content, REACH));
        set(
            Measure::OrderGiven,
            excess / (surroundings.overlap(content) + PRIOR),
        );
        set(Measure::Overlap, (overlap / (total + PRIOR)).powi(2));
        set(Measure::RegionExcess, (1.0 + region_excess / 20.0).ln());
        set(
            Measure::Outside,
            (outside(pair, content, &region) - USUAL_OUTSIDE).max(0.0),
        );
        set(Measure::Wording, wording(pair, scope));

        set(
            Measure::Reused,
            nats(&content.suspicious, |place| inside_passages(tokens, place)) / (total + PRIOR),
        );
        let strongest = passages
            .iter()
            .max_by(|a, b| a.strength.total_cmp(&b.strength));
        set(
            Measure::Passage,
            strongest
                .map_or(0.0, |passage| passage.strength.max(0.0) / 100.0)
                .ln_1p(),
        );

        let spans = |shared: bool| {
            let kept = facts.iter().filter(|fact| fact.shared == shared);
            kept.filter_map(|fact| {
                let token = |at: u32| suspicious.tokens().get(at as usize).map(Token::span);
                Some(Span::new(
                    token(fact.tokens.0)?.start,
                    token(fact.tokens.1)?.end,
                ))
            })
            .collect()
        };
        Self {
            values,
            names_readable,
            same_words: has_same_words(pair, scope),
            wordless: source.tokens().len() == scope.source().count()
                || suspicious.tokens().len() == scope.suspicious().count(),
            shared_facts: spans(true),
            shared_in_source: facts
                .iter()
                .filter_map(|fact| source_span(pair, content, fact))
                .collect(),
            passage: strongest.map(|passage| (passage.source, passage.suspicious)),
            new_facts: spans(false),
            region: region_spans(pair, content, &region),
        }
    }

    /// The value of one measure.
    pub fn get(&self, measure: Measure) -> f64 {
        self.values[measure as usize]
    }

    /// Whether names could be read from the capitals of the suspicious text: not where it is all in one case, or German.
    pub fn names_readable(&self) -> bool {
        self.names_readable
    }

    /// Whether both texts have the same folded words in the same order, of those that take part.
    pub fn same_words(&self) -> bool {
        self.same_words
    }

    /// Whether one of the texts has no word that takes part.
    pub fn is_wordless(&self) -> bool {
        self.wordless
    }

    /// Names and numbers of the suspicious text that the source has too, each where it first stands.
    pub fn shared_facts(&self) -> &[Span] {
        &self.shared_facts
    }

    /// Names and numbers of the suspicious text that the source lacks, each where it first stands.
    pub fn new_facts(&self) -> &[Span] {
        &self.new_facts
    }

    /// The region that follows the source most closely: bytes of the source, and of the suspicious text.
    pub fn region(&self) -> Option<(Span, Span)> {
        self.region
    }
}

impl Evidence {
    /// Where a measure was read, in the source and in the suspicious text; nothing where it is the text as a whole.
    pub(super) fn places(&self, measure: Measure) -> (Vec<Span>, Vec<Span>) {
        match measure {
            Measure::FactsShared => (self.shared_in_source.clone(), self.shared_facts.clone()),
            Measure::FactsNew => (Vec::new(), self.new_facts.clone()),
            Measure::RegionExcess => self.region.into_iter().unzip(),
            Measure::Passage => self.passage.into_iter().unzip(),
            _ => (Vec::new(), Vec::new()),
        }
    }
}

/// How much of what stands around each place of the suspicious text the source has as well.
///
/// A word or fact among others that the source lacks belongs to what was added, and tells little of how the rest was written.
struct Surroundings {
    /// Information of the places before each place, all of it and what the source has.
    before: Vec<(u64, u64)>,
}

impl Surroundings {
    fn new(content: &Content) -> Self {
        let mut sum = (0, 0);
        let mut before = Vec::with_capacity(content.suspicious.len() + 1);
        before.push(sum);
        before.extend(content.suspicious.iter().map(|place| {
            sum.0 += u64::from(place.information);
            sum.1 += u64::from(content.shared_information(place));
            sum
        }));
        Self { before }
    }

    /// Share of the information up to [`REACH`] places from place number `at` that the source has as well.
    fn shared(&self, at: usize) -> f64 {
        let (reach, last) = (REACH as usize, self.before.len() - 1);
        let (start, end) = (
            self.before[at.saturating_sub(reach).min(last)],
            self.before[(at + reach + 1).min(last)],
        );
        (end.1 - start.1) as f64 / (end.0 - start.0).max(1) as f64
    }

    /// The same around a token of the suspicious text.
    fn shared_near(&self, token: u32, content: &Content) -> f64 {
        self.shared(
            content
                .suspicious
                .partition_point(|place| place.token < token),
        )
    }

    /// The information that both texts share, in nats, each place's times the square of the share around it.
    fn overlap(&self, content: &Content) -> f64 {
        let of =
            |(at, place)| f64::from(content.shared_information(place)) * self.shared(at).powi(2);
        content.suspicious.iter().enumerate().map(of).sum::<f64>() / f64::from(NAT)
    }
}

/// How much more information the first is than the second, in nats; 0 where it is less.
fn nats_above(information: u64, chance: u64) -> f64 {
    information.saturating_sub(chance) as f64 / f64::from(NAT)
}

fn nats(places: &[Place], of: impl Fn(&Place) -> u32) -> f64 {
    places.iter().map(|place| u64::from(of(place))).sum::<u64>() as f64 / f64::from(NAT)
}

/// Share of the information outside the best region that the source has as well. A text that lies all inside counts as
/// sharing little outside.
fn outside(pair: &Pair, content: &Content, region: &Region) -> f64 {
    let inside = if region.score > 0 {
        region.suspicious.0 as usize..region.suspicious.1 as usize + 1
    } else {
        0..0
    };
    let (before, after) = (
        &content.suspicious[..inside.start],
        &content.suspicious[inside.end..],
    );
    // What a long source shares with any text proves nothing.
    let words = pair.source.tokens().len() as f64;
    let (mut shared, mut all) = (0.0, 0.0);
    for place in before.iter().chain(after) {
        let unexpected = 1.0 - information::chance(place.information, words);
        all += unexpected * f64::from(place.information) / f64::from(NAT);
        shared += unexpected * f64::from(content.shared_information(place)) / f64::from(NAT);
    }
    (shared + PRIOR / 10.0) / (all + PRIOR)
}

/// Where a shared fact first stands in the source.
fn source_span(pair: &Pair, content: &Content, fact: &Fact) -> Option<Span> {
    let terms = pair.terms(Side::Suspicious).own();
    let token = pair
        .suspicious
        .tokens()
        .get(fact.tokens.0 as usize..=fact.tokens.1 as usize)?
        .iter();
    let found = token.filter_map(|token| content.postings(*terms.get(token.word())?).first());
    let place = content.source.get(*found.min()? as usize)?;
    pair.source
        .tokens()
        .get(place.token as usize)
        .map(Token::span)
}

/// The information of a place, if it lies inside one of the passages, which are in suspicious order and disjoint.
fn inside_passages(passages: &[PassageTokens], place: &Place) -> u32 {
    let token = place.token as usize;
    let next = passages.partition_point(|passage| passage.suspicious.end <= token);
    let inside = passages
        .get(next)
        .is_some_and(|passage| passage.suspicious.start <= token);
    if inside { place.information } else { 0 }
}

fn region_spans(pair: &Pair, content: &Content, region: &Region) -> Option<(Span, Span)> {
    let span = |document: &Document, places: &[Place], (first, last): (u32, u32)| {
        let token = |place: u32| {
            document
                .tokens()
                .get(places.get(place as usize)?.token as usize)
        };
        Some(Span::new(
            token(first)?.span().start,
            token(last)?.span().end,
        ))
    };
    if region.score == 0 {
        return None;
    }
    let source = span(pair.source, &content.source, region.source)?;
    Some((
        source,
        span(pair.suspicious, &content.suspicious, region.suspicious)?,
    ))
}

/// Returns the hash of each word that takes part.
fn hashes<'a>(document: &'a Document, mask: &'a Mask) -> impl Iterator<Item = u64> + 'a {
    let tokens = document.tokens().iter().enumerate();
    tokens
        .filter(|(token, _)| !mask.has(*token))
        .filter_map(|(_, token)| Some(document.words().get(token.word())?.hash()))
}

fn has_same_words(pair: &Pair, scope: &Scope) -> bool {
    let left = |document: &Document, mask: &Mask| document.tokens().len() - mask.count();
    let of_source = hashes(pair.source, scope.source());
    left(pair.source, scope.source()) == left(pair.suspicious, scope.suspicious())
        && of_source.eq(hashes(pair.suspicious, scope.suspicious()))
}

/// Share of three-word runs taken over word for word.
fn wording(pair: &Pair, scope: &Scope) -> f64 {
    let mut known = Interner::with_capacity(pair.source.tokens().len());
    runs_of_three(pair.source, scope.source()).for_each(|run| {
        known.intern(run);
    });
    let (mut found, mut wanted) = (0_usize, 0_usize);
    for run in runs_of_three(pair.suspicious, scope.suspicious()) {
        wanted += 1;
        found += usize::from(known.find(run).is_some());
    }
    (found as f64 + 0.5) / (wanted as f64 + 5.0)
}

/// The hash of each run of three words that take part.
fn runs_of_three<'a>(document: &'a Document, mask: &'a Mask) -> impl Iterator<Item = u64> + 'a {
    let join =
        |hash: u64, word: u64| (hash.rotate_left(23) ^ word).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    let (second, third) = (
        hashes(document, mask).skip(1),
        hashes(document, mask).skip(2),
    );
    hashes(document, mask)
        .zip(second)
        .zip(third)
        .map(move |((a, b), c)| join(join(join(0, a), b), c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::TextOptions;

    /// A name put into the sentences that both tell weighs more than the same name in a paragraph that was added.
    #[test]
    fn a_new_fact_counts_by_what_stands_around_it() {
        let read = |text: &str| Document::new(text, &TextOptions::default());
        let told = "The ferry Aurelia left the harbour with passengers aboard although the harbour master had advised its captain \
            to wait until the storm passed, and divers later recovered luggage from the flooded cargo deck.";
        let added = "Vineyards in the valley reported a splendid vintage, since gentle autumn rainfall followed a blazing summer, \
            and growers expect export revenue to climb while pruning begins earlier than usual.";
        let name = |text: &str| text.replacen(" and ", " and Okafor said ", 1);
        let source = read(told);
        let new = |text: String| Evidence::new(&source, &read(&text), &[]).get(Measure::FactsNew);
        let (among, apart) = (
            new(format!("{}\n\n{added}", name(told))),
            new(format!("{told}\n\n{}", name(added))),
        );
        assert!(among > 1.5 * apart && apart > 0.0, "{among} {apart}");
    }
}
