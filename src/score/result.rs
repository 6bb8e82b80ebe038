//! What is said of a pair: a probability, a verdict, and the reasons.

use std::fmt;

use super::evidence::Evidence;
use super::measure::Measure;
use super::model::Model;
use crate::align::Passage;
use crate::text::{Document, Span};

/// The log-odds of a text with the very words of its source: a probability of .999, whatever its length.
const SAME_WORDS: f64 = 6.906_754_778_648_554;

/// A rewrite that takes over this share of three-word runs or more is a copy.
const COPY: f64 = 0.8;

/// A rewrite that takes over this share of three-word runs or more is a light one.
const LIGHT: f64 = 0.25;

/// A text of which passages make up less than this share, and for which the channel of partial reuse speaks louder, is one
/// that a part was taken over into.
const PART: f64 = 0.5;

/// How far a text is judged to be a rewrite of its source; a person decides.
///
/// The cut points, and where they come from (`design/score.md`):
///
/// - a probability of .5 parts rewrites from independent texts;
/// - [`Score::wording`] of .8 parts copies from rewrites: above the 95th percentile of machine paraphrases that keep the
///   sentences (.73), below the 5th of unchanged passages (.92);
/// - .25 parts light rewrites from heavy ones: half-way between texts whose words were polished one by one (lower quartile .28)
///   and texts told again as a whole (upper quartile .22);
/// - reuse is partial where the strongest passage says more than the text as a whole, and passages make up less than half of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Verdict {
    /// Word for word, or nearly so.
    Copy,
    /// Most of the wording stands.
    LightRewrite,
    /// Told again in other words.
    HeavyRewrite,
    /// A part was taken over into another text.
    PartialReuse,
    /// No sign that one was made from the other.
    Independent,
}

impl fmt::Display for Verdict {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Copy => "copy",
            Self::LightRewrite => "light rewrite",
            Self::HeavyRewrite => "heavy rewrite",
            Self::PartialReuse => "partial reuse",
            Self::Independent => "independent",
        })
    }
}

/// What one measure adds to a score.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Reason {
    /// Which measure.
    pub measure: Measure,
    /// Its value for this pair.
    pub value: f64,
    /// Its weight in the model, in log-odds per unit of value.
    pub weight: f64,
    /// How far it moves the log-odds up or down from where an average pair would leave them. Where partial reuse and the text
    /// as a whole both count, this is scaled by the part of the odds that the measure's channel brings.
    pub log_odds: f64,
    /// Where it was read in the source; empty where it is the text as a whole.
    pub source: Vec<Span>,
    /// Where it was read in the suspicious text; empty where it is the text as a whole.
    pub suspicious: Vec<Span>,
}

impl Reason {
    /// What the measure says of this pair, for an editor: "12 names and numbers stand in the source as well".
    pub fn words(&self) -> String {
        // A weight has the sign of its measure, so the sign of what it adds tells on which side of the average the value is.
        let low = (self.log_odds < 0.0) == self.measure.speaks_for_reuse() && self.log_odds != 0.0;
        let meaning = if low {
            self.measure.meaning_when_low()
        } else {
            self.measure.meaning()
        };
        match (self.measure, self.suspicious.len()) {
            (Measure::FactsShared, 0) => "no shared name or number was found".to_owned(),
            (Measure::FactsNew, 0) => "no new name or number was found".to_owned(),
            (Measure::FactsShared | Measure::FactsNew, count) => format!("{count} {meaning}"),
            _ => meaning.to_owned(),
        }
    }
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "{}: {:.2} ({:+.1})",
            self.words(),
            self.value,
            self.log_odds
        )
    }
}

/// How likely it is that the suspicious text was rewritten from the source, and why.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Score {
    /// From 0 to 1, calibrated on news: of the pairs scored .8, about 80 in 100 are rewrites, where about a third of all pairs
    /// are.
    pub probability: f64,
    /// The probability that the text as a whole is a rewrite, leaving partial reuse aside.
    pub whole: f64,
    /// Share of the suspicious text's three-word runs that stand word for word in the source, from 0 to 1: the degree of
    /// rewriting, from none (near 1) to all (near 0).
    pub wording: f64,
    /// How far the wording was changed, if it is a rewrite.
    pub verdict: Verdict,
    /// Each measure and what it adds, strongest first.
    pub reasons: Vec<Reason>,
}

impl Score {
    /// Scores two documents. Costs near-linear time in both.
    ///
    /// ```
    /// use retold::score::Score;
    /// use retold::{Document, TextOptions};
    ///
    /// let options = TextOptions::default();
    /// let source = Document::new("The ferry to Norwick was cancelled on Monday after 14 crew members fell ill.", &options);
    /// assert!(Score::new(&source, &source, &[]).probability > 0.99);
    /// assert_eq!(Score::new(&source, &Document::new("", &options), &[]).probability, 0.0);
    /// ```
    pub fn new(source: &Document, suspicious: &Document, passages: &[Passage]) -> Self {
        Self::from_evidence(&Evidence::new(source, suspicious, passages))
    }

    /// Scores evidence measured before, with the shipped model.
    pub fn from_evidence(evidence: &Evidence) -> Self {
        Self::with_model(evidence, Model::shipped())
    }

    /// Scores evidence measured before, with a model of your own.
    pub fn with_model(evidence: &Evidence, model: &Model) -> Self {
        let wording = evidence.get(Measure::Wording);
        if evidence.is_wordless() {
            return Self {
                probability: 0.0,
                whole: 0.0,
                wording: 0.0,
                verdict: Verdict::Independent,
                reasons: Vec::new(),
            };
        }
        let odds = model.log_odds(evidence);
        let floor = if evidence.same_words() {
            SAME_WORDS
        } else {
            f64::NEG_INFINITY
        };
        let (probability, whole) = (
            logistic(odds.both.max(floor)),
            logistic(odds.whole.max(floor)),
        );
        let verdict = match () {
            () if probability < 0.5 => Verdict::Independent,
            () if evidence.same_words() => Verdict::Copy,
            () if odds.share_of_whole < 0.5 && evidence.get(Measure::Reused) < PART => {
                Verdict::PartialReuse
            }
            () if wording >= COPY => Verdict::Copy,
            () if wording >= LIGHT => Verdict::LightRewrite,
            () => Verdict::HeavyRewrite,
        };
        let mut reasons: Vec<Reason> = Vec::new();
        for (channel, share) in [
            (model.whole(evidence), odds.share_of_whole),
            (model.part(), 1.0 - odds.share_of_whole),
        ] {
            reasons.extend(channel.weights.iter().map(|row| {
                let value = evidence.get(row.measure);
                let (source, suspicious) = evidence.places(row.measure);
                let log_odds = share * row.weight * (value - row.mean);
                Reason {
                    measure: row.measure,
                    value,
                    weight: row.weight,
                    log_odds,
                    source,
                    suspicious,
                }
            }));
        }
        reasons.sort_by(|a, b| {
            b.log_odds
                .abs()
                .total_cmp(&a.log_odds.abs())
                .then(a.measure.cmp(&b.measure))
        });
        Self {
            probability,
            whole,
            wording,
            verdict,
            reasons,
        }
    }
}

pub(super) fn logistic(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An editor reads these: no double negative, no count of nothing, and nothing said of names where a text has none.
    #[test]
    fn facts_are_counted_in_words() {
        let said = |measure: Measure, facts: usize, log_odds: f64| {
            let suspicious = vec![Span::new(0, 1); facts];
            Reason {
                measure,
                value: 0.0,
                weight: 1.0,
                log_odds,
                source: Vec::new(),
                suspicious,
            }
            .words()
        };
        assert_eq!(
            said(Measure::FactsNew, 0, 5.2),
            "no new name or number was found"
        );
        assert_eq!(
            said(Measure::FactsShared, 0, -1.0),
            "no shared name or number was found"
        );
        assert_eq!(
            said(Measure::FactsNew, 7, -1.0),
            "7 names and numbers are not in the source"
        );
        assert_eq!(
            said(Measure::FactsShared, 18, 1.0),
            "18 names and numbers stand in the source as well"
        );
    }
}
