//! Measures a pair of texts in both directions: the only place where families read texts.

use crate::math::Pinned;
use crate::score::{Evidence, Measure, Score};
use crate::text::Document;

/// Words of direct speech at which the logarithm of their number leaves its linear start.
const QUOTED_SCALE: f64 = 10.0;

/// Log-odds of a score that say all they can.
const MAX_LOG_ODDS: f64 = 9.0;

/// What [`Reading::whole`] is counted in.
const WHOLE_UNIT: f64 = 5.0;

/// Added to the nearness before its logarithm is taken, so that texts without common neighbours
/// stay comparable.
const NEAR_FLOOR: f64 = 0.05;

/// Added to the share of a text that is not copied, so that a few words which differ do not decide
/// about a copy.
const MIN_REST: f64 = 0.2;

/// What one text has of another, from 0 to about 1 each. The text is taken to be made from the
/// other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Reading {
    /// [`Measure::FactsShared`].
    pub facts_shared: f64,
    /// [`Measure::FactsNew`].
    pub facts_new: f64,
    /// [`Measure::Near`].
    pub near: f64,
    /// [`Measure::OrderGiven`].
    pub order: f64,
    /// [`Measure::Wording`].
    pub wording: f64,
    /// The log-odds of [`Score::whole`], in fives and at most `MAX_LOG_ODDS` to either side.
    pub whole: f64,
}

impl Reading {
    fn new(evidence: &Evidence) -> Self {
        let whole = Score::from_evidence(evidence).whole;
        let whole = (whole / (1.0 - whole)).pinned_ln();
        Self {
            facts_shared: evidence.get(Measure::FactsShared),
            facts_new: evidence.get(Measure::FactsNew),
            near: evidence.get(Measure::Near),
            order: evidence.get(Measure::OrderGiven),
            wording: evidence.get(Measure::Wording),
            whole: whole.clamp(-MAX_LOG_ODDS, MAX_LOG_ODDS) / WHOLE_UNIT,
        }
    }
}

impl Reading {
    /// Returns the share of the text that is not copied word for word, and a little more.
    fn rest(&self) -> f64 {
        1.0 - self.wording + MIN_REST
    }

    /// Returns the nearness of that rest; a copy has nearly the nearness of all its words.
    fn near_of_rest(&self) -> f64 {
        ((self.near - self.wording + MIN_REST) / self.rest()).clamp(0.0, 1.0)
    }
}

/// A pair of texts, read in both directions.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct PairReading {
    /// The second text as made from the first.
    pub forward: Reading,
    /// The first text as made from the second.
    pub backward: Reading,
    /// How much more direct speech the first text has than the second: the difference of ln(1 +
    /// words / 10).
    pub more_quoted: f64,
    /// Whether names could be read from the capitals of both texts.
    pub names_readable: bool,
}

impl PairReading {
    /// Reads two documents of one language. Costs near-linear time in both.
    pub fn new(first: &Document, second: &Document) -> Self {
        let forward = Evidence::new(first, second, &[]);
        let backward = Evidence::new(second, first, &[]);
        Self {
            forward: Reading::new(&forward),
            backward: Reading::new(&backward),
            more_quoted: quoted(first) - quoted(second),
            names_readable: forward.names_readable() && backward.names_readable(),
        }
    }

    /// Returns the same pair with the texts exchanged.
    #[must_use]
    pub fn reversed(&self) -> Self {
        Self {
            forward: self.backward,
            backward: self.forward,
            more_quoted: -self.more_quoted,
            names_readable: self.names_readable,
        }
    }

    /// Returns the measures of the one-origin score, the same for a pair and its reverse: the
    /// minimum and the maximum over both directions of new facts and of the logarithm of nearness,
    /// and the maximum of order.
    ///
    /// New facts and nearness are those of the rest of a text, without what is copied word for
    /// word: two reports may print the same agency paragraphs and quotations, and the rest shows
    /// whether one was made from the other.
    pub fn one_origin(&self) -> [f64; 5] {
        let (a, b) = (&self.forward, &self.backward);
        let facts_new = |reading: &Reading| reading.facts_new / reading.rest();
        let near = |reading: &Reading| (reading.near_of_rest() + NEAR_FLOOR).pinned_ln();
        [
            facts_new(a).min(facts_new(b)),
            facts_new(a).max(facts_new(b)),
            near(a).min(near(b)),
            near(a).max(near(b)),
            a.order.max(b.order),
        ]
    }

    /// Returns the log-odds that one text is a rewrite of the other as a whole, in the likelier
    /// direction.
    pub fn rewrite_log_odds(&self) -> f64 {
        WHOLE_UNIT * self.forward.whole.max(self.backward.whole)
    }

    /// Returns the measures of the direction score: facts shared, wording and direct speech,
    /// forward less backward. The reverse has the opposite values.
    pub fn direction(&self) -> [f64; 3] {
        [
            self.forward.facts_shared - self.backward.facts_shared,
            self.forward.wording - self.backward.wording,
            self.more_quoted,
        ]
    }

    /// Returns the measures for the first text as the original of a family that the second is in:
    /// the direction, and how far the second follows the first.
    pub fn original(&self) -> [f64; 5] {
        let [facts, wording, quoted] = self.direction();
        [
            facts,
            wording,
            quoted,
            self.forward.order,
            self.forward.near,
        ]
    }

    /// Returns the measures for the first text as the parent of the second.
    pub fn parent(&self) -> [f64; 5] {
        let [facts, _, quoted] = self.direction();
        [
            facts,
            self.forward.wording,
            quoted,
            self.forward.order,
            self.forward.near,
        ]
    }

    /// Returns the measures for the first text as a source of the second that is at hand: shared
    /// facts, direct speech, order and nearness.
    pub fn at_hand(&self) -> [f64; 4] {
        [
            self.forward.facts_shared,
            self.more_quoted,
            self.forward.order,
            self.forward.near,
        ]
    }
}

/// Returns the measures for a text as the source of a family that is at hand: the means of
/// [`PairReading::at_hand`] over the others, and how much more of it the others have, on average,
/// than any of them has of another. `first` has the text with each other, `rest` the others with
/// each other.
pub fn source_at_hand(first: &[PairReading], rest: &[PairReading]) -> [f64; 5] {
    let mean = |values: &mut dyn Iterator<Item = f64>| {
        let (sum, count) =
            values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
        sum / f64::max(count, 1.0)
    };
    let at = |measure: usize| mean(&mut first.iter().map(|pair| pair.at_hand()[measure]));
    let contrast = if rest.is_empty() {
        0.0
    } else {
        let either = |pair: &PairReading| pair.forward.whole.max(pair.backward.whole);
        mean(&mut first.iter().map(|pair| pair.forward.whole)) - mean(&mut rest.iter().map(either))
    };
    [at(0), at(1), at(2), at(3), contrast]
}

/// Returns the logarithm of the number of words of direct speech: a rewrite turns it into indirect
/// speech, and seldom the other way.
fn quoted(document: &Document) -> f64 {
    let words = quoted_words(document);
    (words as f64 / QUOTED_SCALE).pinned_ln_1p()
}

/// Returns how many words are between quotation marks, of quotations that end within their
/// paragraph or within [`MAX_QUOTATION`] words.
fn quoted_words(document: &Document) -> usize {
    let (mut words, mut open, mut end) = (0, None, 0);
    for (at, token) in document.tokens().iter().enumerate() {
        let span = token.span();
        let between = document.text().get(end..span.start).unwrap_or_default();
        end = span.end;
        for mark in between.chars() {
            match (mark, open) {
                ('\n', _) => open = None,
                (mark, None) if opens(mark) => open = Some(at),
                (mark, Some(start)) if closes(mark) => {
                    let count = at - start;
                    words += if count <= MAX_QUOTATION { count } else { 0 };
                    open = None;
                }
                _ => {}
            }
        }
    }
    let rest = document.text().get(end..).unwrap_or_default();
    if let Some(start) = open
        && rest.chars().take_while(|&c| c != '\n').any(closes)
    {
        let count = document.tokens().len() - start;
        words += if count <= MAX_QUOTATION { count } else { 0 };
    }
    words
}

/// Words of the longest quotation: a mark that was never closed opens nothing.
const MAX_QUOTATION: usize = 150;

fn opens(mark: char) -> bool {
    matches!(mark, '"' | '“' | '”' | '„' | '«' | '»' | '「' | '『')
}

fn closes(mark: char) -> bool {
    matches!(mark, '"' | '“' | '”' | '«' | '»' | '」' | '』')
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::TextOptions;

    fn read(text: &str) -> Document {
        Document::new(text, &TextOptions::default())
    }

    #[test]
    fn words_between_quotation_marks_are_counted() {
        for (text, words) in [
            ("\"We cannot sail,\" she said.", 3),
            ("She said: “We cannot sail.”", 3),
            ("Sie sagte: „Wir fahren nicht“, und ging.", 3),
            ("Il a dit: «Nous partons».", 2),
            ("He said \"we left.\n\nThe rest was quiet.", 0),
            ("She cannot sail.", 0),
            ("", 0),
        ] {
            assert_eq!(quoted_words(&read(text)), words, "{text}");
        }
    }

    /// Protects reports that print one agency's paragraphs: the facts of the rest count more.
    #[test]
    fn new_facts_are_counted_in_what_is_not_copied() {
        let reading = |wording: f64| Reading {
            facts_shared: 0.5,
            facts_new: 0.4,
            near: 0.8,
            order: 0.5,
            wording,
            whole: 0.0,
        };
        let pair = |wording: f64| PairReading {
            forward: reading(wording),
            backward: reading(wording),
            more_quoted: 0.0,
            names_readable: true,
        };
        let [own, copied, all] = [0.0, 0.5, 1.0].map(|wording| pair(wording).one_origin());
        assert!(own[0] < copied[0] && own[2] > copied[2]);
        // A whole copy is near, however its wording was counted.
        let mut copy = pair(1.0);
        (copy.forward.near, copy.backward.near) = (1.0, 1.0);
        assert!(copy.one_origin()[2] > -0.01 && all[2] < copied[2]);
        assert!((copied[0] - 0.4 / 0.7).abs() < 1e-12);
    }

    #[test]
    fn the_reverse_of_a_pair_is_the_pair_read_the_other_way() {
        let first = read(
            "The ferry Aurelia left Port Sable at nine on Monday. \"Nobody was hurt,\" said Ines Calder.",
        );
        let second = read("On Monday at nine the Aurelia, a ferry, sailed from Port Sable.");
        let pair = PairReading::new(&first, &second);
        assert_eq!(pair.reversed(), PairReading::new(&second, &first));
        assert_eq!(pair.one_origin(), pair.reversed().one_origin());
        assert!(pair.direction()[2] > 0.0);
    }
}
