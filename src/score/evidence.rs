//! What two texts share, in named measures.

use super::measures::{Measure, MeasureReading, PRIOR, Subject};
use crate::align::{Passage, PassageTokens};
use crate::pair::Pair;
use crate::scope::{Mask, Scope, ScopeOptions};
use crate::text::{Document, Span};

/// Information of a text, in nats, for each fact of its own that it has at least where facts tell
/// all that they can: nineteen in twenty news articles have more. See `experiments/score.md`.
const NATS_A_FACT: f64 = 100.0;

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
    readings: [MeasureReading; Measure::ALL.len()],
    names_readable: bool,
    same_words: bool,
    wordless: bool,
    information: f64,
    kept: f64,
}

impl Evidence {
    /// Measures what `suspicious` shares with `source` in the words that take part by default.
    pub fn new(source: &Document, suspicious: &Document, passages: &[Passage]) -> Self {
        let options = ScopeOptions::default();
        Self::within(source, suspicious, &options, passages)
    }

    /// Measures what `suspicious` shares with `source` in the words that take part under these
    /// options.
    pub fn within(
        source: &Document,
        suspicious: &Document,
        options: &ScopeOptions,
        passages: &[Passage],
    ) -> Self {
        let tokens: Vec<PassageTokens> = passages
            .iter()
            .map(|passage| PassageTokens::of(source, suspicious, passage))
            .collect();
        let pair = Pair::new(source, suspicious);
        let mut scope = Scope::of(&pair, options);
        let content = scope.content(&pair, &tokens, options);
        Self::of(&Subject::new(&pair, &scope, content, passages, &tokens))
    }

    /// Measures a pair.
    pub(crate) fn of(subject: &Subject) -> Self {
        let (pair, scope) = (subject.pair, subject.scope);
        let sides = [
            (pair.source, scope.source()),
            (pair.suspicious, scope.suspicious()),
        ];
        let [source, suspicious] = sides.map(|(document, mask)| words(document, mask));
        Self {
            readings: Measure::ALL.map(|measure| measure.read(subject)),
            names_readable: subject.facts().names_readable,
            same_words: source.eq(suspicious),
            wordless: sides
                .iter()
                .any(|(document, mask)| document.tokens().len() == mask.count()),
            information: subject.whole().total,
            kept: subject.whole().total / subject.part().total.max(1e-9),
        }
    }

    /// Returns the value of one measure.
    pub fn get(&self, measure: Measure) -> f64 {
        self.reading(measure).value
    }

    /// Returns `true` if names could be read from the capitals of the suspicious text: not where it
    /// is all in one case, or German.
    pub fn names_readable(&self) -> bool {
        self.names_readable
    }

    /// Returns `true` if both texts have the same folded words in the same order, of those that
    /// take part.
    pub fn same_words(&self) -> bool {
        self.same_words
    }

    /// Returns `true` if one of the texts has no word that takes part.
    pub fn is_wordless(&self) -> bool {
        self.wordless
    }

    /// Returns the information of the suspicious text, in nats: about 1 for each word of a text in
    /// English. The less there is, the less sure is any score.
    pub fn information(&self) -> f64 {
        self.information
    }

    /// Returns how much the names and numbers of the text can tell, from 0, where none can be read,
    /// to 1, where it has as many as the sparest news: that nothing is new says nothing of an essay
    /// that names nobody.
    pub(super) fn told_by_facts(&self) -> f64 {
        if !self.names_readable {
            return 0.0;
        }
        let facts = self.reading(Measure::FactsNew).of as f64;
        (facts * NATS_A_FACT / (self.information + PRIOR)).min(1.0)
    }

    /// Returns the share of the text's information that is not in stretches on another matter, from
    /// 0 to 1.
    pub(super) fn kept(&self) -> f64 {
        self.kept
    }

    /// Returns the names and numbers of the suspicious text that the source has too, each where it
    /// first occurs.
    pub fn shared_facts(&self) -> &[Span] {
        &self.reading(Measure::FactsShared).suspicious
    }

    /// Returns the names and numbers of the suspicious text that the source lacks, each where it
    /// first occurs.
    pub fn new_facts(&self) -> &[Span] {
        &self.reading(Measure::FactsNew).suspicious
    }

    /// Returns the region that follows the source most closely: bytes of the source, and of the
    /// suspicious text.
    pub fn region(&self) -> Option<(Span, Span)> {
        let reading = self.reading(Measure::RegionExcess);
        Some((*reading.source.first()?, *reading.suspicious.first()?))
    }

    pub(super) fn reading(&self, measure: Measure) -> &MeasureReading {
        &self.readings[measure as usize]
    }
}

/// Returns the hash of each word that takes part.
fn words<'a>(document: &'a Document, mask: &'a Mask) -> impl Iterator<Item = u64> + 'a {
    let taking_part = document.tokens().iter().enumerate();
    taking_part
        .filter(|(at, _)| !mask.has(*at))
        .map(|(_, token)| document.words()[token.word()].hash())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::TextOptions;

    /// An essay without names would otherwise be a rewrite of any other on its matter: nothing in
    /// it is new.
    #[test]
    fn facts_tell_little_where_a_text_has_few() {
        let read = |text: &str| Document::new(text, &TextOptions::default());
        let essay = "Homework teaches pupils to plan their own time, yet many families see tired children in the evening. Schools \
            should therefore set less of it, and should explain what each task is good for, since a task without a purpose only \
            breeds resentment. ";
        let told = |text: &str| {
            let text = read(text);
            Evidence::new(&text, &text, &[]).told_by_facts()
        };
        assert!(told(essay).abs() < f64::EPSILON);
        let one_name = format!("{}Teachers in Norwick agree.", essay.repeat(3));
        let some = told(&one_name);
        assert!(0.1 < some && some < 0.9, "{some}");
        let news = format!(
            "{essay}Teachers in Norwick, Tarvik and Brannock agree, said Clara Bellini on 3 May."
        );
        assert!((told(&news) - 1.0).abs() < f64::EPSILON);
        assert!(told(&news.to_lowercase()).abs() < f64::EPSILON);
    }

    /// A name put into the sentences that both tell weighs more than the same name in a paragraph
    /// that was added.
    #[test]
    fn a_new_fact_counts_by_what_stands_around_it() {
        let read = |text: &str| Document::new(text, &TextOptions::default());
        let told = "The ferry Aurelia left the harbour with passengers aboard although the harbour master had advised its captain \
            to wait until the storm passed, and divers later recovered luggage from the flooded cargo deck.";
        let added = "Vineyards in the valley reported a splendid vintage, since gentle autumn rainfall followed a blazing summer, \
            and growers expect export revenue to climb while pruning begins earlier than usual.";
        let name = |text: &str| text.replacen(" and ", " and Okafor said ", 1);
        let source = read(told);
        let new = |text: String| {
            let options = ScopeOptions::none();
            Evidence::within(&source, &read(&text), &options, &[]).get(Measure::FactsNew)
        };
        let (among, apart) = (
            new(format!("{}\n\n{added}", name(told))),
            new(format!("{told}\n\n{}", name(added))),
        );
        assert!(among > 1.5 * apart && apart > 0.0, "{among} {apart}");
    }
}
