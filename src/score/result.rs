//! What is said of a pair: a probability, a verdict, and the reasons.

use std::fmt;

use super::evidence::Evidence;
use super::measures::Measure;
use super::model::{ChannelKind, Model, Odds, REPLACED};
use crate::align::Passage;
use crate::math::Pinned;
use crate::text::{Document, Span};

/// The log-odds of a text with the very words of its source: a probability of .999, whatever its
/// length.
const SAME_WORDS: f64 = 6.906_754_778_648_554;

/// A rewrite that takes over this share of three-word runs or more is a copy.
pub(super) const COPY: f64 = 0.8;

/// A rewrite that takes over this share of three-word runs or more is a light one.
pub(super) const LIGHT: f64 = 0.25;

/// A text of which passages make up less than this share, and for which the channel of partial
/// reuse speaks louder, is one that a part was taken over into.
const PART: f64 = 0.5;

/// A text of which stretches on the source's matter make up less than this share is another text
/// with a part taken over.
const PART_OF_ANOTHER: f64 = 0.6;

/// How far a text is judged to be a rewrite of its source; a person decides.
///
/// The cut points, and where they come from (`design/score.md`):
///
/// - a probability of .5 parts rewrites from independent texts;
/// - [`Score::wording`] of .8 parts copies from rewrites: above the 95th percentile of machine
///   paraphrases that keep the sentences (.73), below the 5th of unchanged passages (.92);
/// - .25 parts light rewrites from heavy ones: half-way between texts whose words were polished one
///   by one (lower quartile .28) and texts told again as a whole (upper quartile .22);
/// - reuse is partial where the question whether a part was taken over says more than the question
///   whether the text was rewritten as a whole, and passages make up less than half of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Verdict {
    /// Word for word, or nearly so.
    Copy,
    /// Most of the wording was kept.
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
    /// How far it moves the log-odds up or down from where an average pair would leave them. Where
    /// partial reuse and the text as a whole both count, this is scaled by the part of the odds
    /// that the measure's question brings.
    pub log_odds: f64,
    /// The number of things that were looked at, such as all names and numbers; 0 where the measure
    /// counts nothing.
    #[cfg_attr(feature = "serde", serde(default))]
    pub of: usize,
    /// `false` where names could not be read from capitals, so that some or all names are missing
    /// from what was looked at.
    #[cfg_attr(feature = "serde", serde(default = "names_were_read"))]
    pub names_read: bool,
    /// Where it was read in the source; empty where it is the text as a whole.
    pub source: Vec<Span>,
    /// Where it was read in the suspicious text; empty where it is the text as a whole.
    pub suspicious: Vec<Span>,
}

impl Reason {
    /// Returns what the measure says of this pair, for an editor: "12 of 14 names and numbers also
    /// occur in the source".
    pub fn words(&self) -> String {
        // A weight has the sign of its measure, so the sign of what it adds tells on which side of
        // the average the value is.
        let low = (self.log_odds < 0.0) == self.measure.speaks_for_reuse() && self.log_odds != 0.0;
        let meaning = if low {
            self.measure.meaning_when_low()
        } else {
            self.measure.meaning()
        };
        match self.measure {
            Measure::FactsShared if !self.names_read => {
                readable_facts(self.suspicious.len(), self.of, "also in the source")
            }
            Measure::FactsNew if !self.names_read => {
                readable_facts(self.suspicious.len(), self.of, "missing from the source")
            }
            // Few enough to speak against what the count alone says.
            Measure::FactsShared if low && !self.suspicious.is_empty() => {
                shared_facts(self.suspicious.len(), self.of) + ", fewer than usual"
            }
            Measure::FactsNew if low && !self.suspicious.is_empty() => {
                new_facts(self.suspicious.len(), self.of) + ", fewer than usual"
            }
            Measure::FactsShared => shared_facts(self.suspicious.len(), self.of),
            Measure::FactsNew => new_facts(self.suspicious.len(), self.of),
            Measure::FactsReplaced => {
                let replaced = self.suspicious.len();
                let verb = if replaced == 1 { "differs" } else { "differ" };
                format!("same form, {replaced} of {} facts {verb}", self.of)
            }
            _ => meaning.to_owned(),
        }
    }
}

/// Returns the value that an older file lacks.
#[cfg(feature = "serde")]
fn names_were_read() -> bool {
    true
}

/// Says what became of the facts of a text in which names cannot be told from other words.
fn readable_facts(count: usize, of: usize, place: &str) -> String {
    match (count, of) {
        (_, 0) => {
            "no fact to compare: most names cannot be read in this text, and it has no number"
                .to_owned()
        }
        (0, of) => format!(
            "none of {of} facts that can be read is {place}; most names cannot be read in this text"
        ),
        (count, of) => {
            let (noun, verb) = match (of, count) {
                (1, _) => ("fact", "is"),
                (_, 1) => ("facts", "is"),
                _ => ("facts", "are"),
            };
            format!(
                "{count} of {of} {noun} that can be read {verb} {place}; most names cannot be read in this text"
            )
        }
    }
}

fn shared_facts(count: usize, of: usize) -> String {
    match (count, of) {
        (_, 0) => "no particular facts: it has no name or number to compare".to_owned(),
        (0, 1) => "its only name or number does not occur in the source".to_owned(),
        (0, of) => format!("none of its {of} names and numbers occurs in the source"),
        (1, 1) => "its only name or number also occurs in the source".to_owned(),
        (1, of) => format!("1 of {of} names and numbers also occurs in the source"),
        (count, of) if count == of => {
            format!("all {of} names and numbers also occur in the source")
        }
        (count, of) => format!("{count} of {of} names and numbers also occur in the source"),
    }
}

fn new_facts(count: usize, of: usize) -> String {
    match (count, of) {
        (0, _) => "no new name or number was found".to_owned(),
        (1, 1) => "its only name or number is not in the source".to_owned(),
        (1, of) => format!("1 of {of} names and numbers is not in the source"),
        (count, of) => format!("{count} of {of} names and numbers are not in the source"),
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

/// A range of probabilities.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Interval {
    /// The least, from 0 to 1.
    pub low: f64,
    /// The greatest, from 0 to 1.
    pub high: f64,
}

/// The probabilities of one pair.
#[derive(Debug, Clone, Copy, PartialEq, Default)]
#[non_exhaustive]
pub struct Probabilities {
    /// Of both questions in one number, as in [`Score::probability`].
    pub both: f64,
    /// That the text was rewritten as a whole, as in [`Score::whole`].
    pub whole: f64,
    /// That a part was taken over, as in [`Score::part`].
    pub part: f64,
}

impl Probabilities {
    /// Returns the probabilities that a model gives a pair, where this share of rewrites is
    /// expected.
    pub(super) fn of(evidence: &Evidence, model: &Model, prior: Option<f64>) -> Self {
        if evidence.is_wordless() {
            return Self::default();
        }
        let odds = log_odds(evidence, model, prior);
        Self {
            both: logistic(odds.both),
            whole: logistic(odds.whole),
            part: logistic(odds.part),
        }
    }
}

fn log_odds(evidence: &Evidence, model: &Model, prior: Option<f64>) -> Odds {
    let odds = model.log_odds(evidence);
    let odds = match prior {
        Some(share) => odds.shifted(logit(share) - logit(model.base_rate())),
        None => odds,
    };
    let floor = if evidence.same_words() {
        SAME_WORDS
    } else {
        f64::NEG_INFINITY
    };
    Odds {
        whole: odds.whole.max(floor),
        both: odds.both.max(floor),
        ..odds
    }
}

/// Half the width of a 95 % interval of the log-odds of an ordinary text. Fits on other sources of
/// the same kinds move log-odds by .3 to .5 (one standard deviation), other domains by .7; together
/// .8.
const HALF_WIDTH: f64 = 1.6;

/// The information, in nats, of a text below which the interval widens: half a page. What a shorter
/// text says is a sum of fewer words, so its error grows with the root of what is missing.
const ORDINARY: f64 = 200.0;

/// Information that every text is taken to have on top of its own, in nats.
const PRIOR_INFORMATION: f64 = 20.0;

fn interval(log_odds: f64, information: f64) -> Interval {
    let short = (ORDINARY / (information + PRIOR_INFORMATION)).max(1.0);
    let half = HALF_WIDTH * short.sqrt();
    Interval {
        low: logistic(log_odds - half),
        high: logistic(log_odds + half),
    }
}

/// How likely it is that the suspicious text was rewritten from the source, and why.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Score {
    /// The one number, from 0 to 1: that the text was rewritten, as a whole or in part. It follows
    /// from both questions by adding their odds, those of the part taken times .3. Calibrated on
    /// news: of the pairs scored .8, about 80 in 100 are rewrites where about a third of all pairs
    /// are ([`Model::base_rate`]); set [`DetectorBuilder::prior`](crate::DetectorBuilder::prior)
    /// where fewer are.
    pub probability: f64,
    /// The probability that the text was rewritten as a whole, from 0 to 1.
    pub whole: f64,
    /// The probability that a part of the source was taken over, from 0 to 1. Two reports that
    /// share an agency sentence have a high one and are no rewrites.
    #[cfg_attr(feature = "serde", serde(default))]
    pub part: f64,
    /// Where the probability would come out for texts of another domain, in 95 of 100 cases: wider
    /// for short texts.
    #[cfg_attr(feature = "serde", serde(default))]
    pub interval: Interval,
    /// Share of the suspicious text's three-word runs that occur word for word in the source, from
    /// 0 to 1: the degree of rewriting, from none (near 1) to all (near 0).
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
        Self::with_prior(evidence, model, None)
    }

    /// Scores evidence measured before, where the share of rewrites among all pairs is expected to
    /// be `prior`, between 0 and 1: the log-odds are shifted from those of [`Model::base_rate`].
    pub fn with_prior(evidence: &Evidence, model: &Model, prior: Option<f64>) -> Self {
        if evidence.is_wordless() {
            return Self {
                probability: 0.0,
                whole: 0.0,
                part: 0.0,
                interval: Interval::default(),
                wording: 0.0,
                verdict: Verdict::Independent,
                reasons: Vec::new(),
            };
        }
        let wording = evidence.get(Measure::Wording);
        let odds = log_odds(evidence, model, prior);
        let probability = logistic(odds.both);
        let verdict = match () {
            () if probability < 0.5 => Verdict::Independent,
            () if evidence.same_words() => Verdict::Copy,
            () if odds.part > odds.whole && evidence.get(Measure::Reused) < PART => {
                Verdict::PartialReuse
            }
            // What was rewritten is in a text that is mostly about something else.
            () if evidence.kept() < PART_OF_ANOTHER && evidence.get(Measure::Reused) < PART => {
                Verdict::PartialReuse
            }
            () if wording >= COPY => Verdict::Copy,
            () if wording >= LIGHT => Verdict::LightRewrite,
            () => Verdict::HeavyRewrite,
        };
        Self {
            probability,
            whole: logistic(odds.whole),
            part: logistic(odds.part),
            interval: interval(odds.both, evidence.information()),
            wording,
            verdict,
            reasons: reasons(evidence, model, odds.share_of_whole),
        }
    }
}

/// Returns what each measure adds, strongest first.
fn reasons(evidence: &Evidence, model: &Model, share_of_whole: f64) -> Vec<Reason> {
    let reason = |measure: Measure, weight: f64, log_odds: f64| {
        let reading = evidence.reading(measure);
        Reason {
            measure,
            value: reading.value,
            weight,
            log_odds,
            of: reading.of,
            names_read: evidence.names_readable(),
            source: reading.source.clone(),
            suspicious: reading.suspicious.clone(),
        }
    };
    let mut reasons: Vec<Reason> = Vec::new();
    let whole = model.whole(evidence);
    for (channel, share) in [
        (&*whole, share_of_whole),
        (model.channel(ChannelKind::Part), 1.0 - share_of_whole),
    ] {
        reasons.extend(channel.weights.iter().map(|row| {
            let added = row.weight * (evidence.get(row.measure) - row.mean);
            reason(row.measure, row.weight, share * added)
        }));
    }
    let replaced = evidence.get(Measure::FactsReplaced);
    if replaced > 0.0 {
        let measure = Measure::FactsReplaced;
        reasons.push(reason(measure, -REPLACED, -REPLACED * replaced));
    }
    reasons.sort_by(|a, b| {
        b.log_odds
            .abs()
            .total_cmp(&a.log_odds.abs())
            .then(a.measure.cmp(&b.measure))
    });
    reasons
}

pub(super) fn logistic(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).pinned_exp())
}

fn logit(probability: f64) -> f64 {
    (probability / (1.0 - probability)).pinned_ln()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// An editor reads these: no double negative, no count of nothing, and nothing said of names
    /// where a text has none.
    #[test]
    fn facts_are_counted_in_words() {
        let said_of = |measure: Measure, count: usize, of: usize, names_read: bool| {
            Reason {
                measure,
                value: 0.0,
                weight: 1.0,
                // On the side of the average on which the measure counts.
                log_odds: if measure.speaks_for_reuse() {
                    1.0
                } else {
                    -1.0
                },
                of,
                names_read,
                source: Vec::new(),
                suspicious: vec![Span::new(0, 1); count],
            }
            .words()
        };
        let said = |measure, count, of| said_of(measure, count, of, true);
        for (measure, count, of, words) in [
            (
                Measure::FactsNew,
                0,
                0,
                "no fact to compare: most names cannot be read in this text, and it has no number",
            ),
            (
                Measure::FactsNew,
                0,
                4,
                "none of 4 facts that can be read is missing from the source; most names cannot be read in this text",
            ),
            (
                Measure::FactsShared,
                1,
                1,
                "1 of 1 fact that can be read is also in the source; most names cannot be read in this text",
            ),
            (
                Measure::FactsShared,
                3,
                4,
                "3 of 4 facts that can be read are also in the source; most names cannot be read in this text",
            ),
        ] {
            assert_eq!(said_of(measure, count, of, false), words);
        }
        for (measure, count, of, words) in [
            (Measure::FactsNew, 0, 9, "no new name or number was found"),
            (
                Measure::FactsNew,
                1,
                9,
                "1 of 9 names and numbers is not in the source",
            ),
            (
                Measure::FactsShared,
                0,
                0,
                "no particular facts: it has no name or number to compare",
            ),
            (
                Measure::FactsShared,
                18,
                18,
                "all 18 names and numbers also occur in the source",
            ),
            (
                Measure::FactsShared,
                3,
                14,
                "3 of 14 names and numbers also occur in the source",
            ),
            (
                Measure::FactsReplaced,
                9,
                11,
                "same form, 9 of 11 facts differ",
            ),
        ] {
            assert_eq!(said(measure, count, of), words);
        }
        // On the other side of the average.
        let few = Reason {
            measure: Measure::FactsNew,
            value: 0.0,
            weight: 1.0,
            log_odds: 1.0,
            of: 9,
            names_read: true,
            source: Vec::new(),
            suspicious: vec![Span::new(0, 1)],
        };
        assert_eq!(
            few.words(),
            "1 of 9 names and numbers is not in the source, fewer than usual"
        );
    }

    /// The share that a caller expects shifts the odds by its own, and short texts are less sure.
    #[test]
    fn priors_shift_and_short_texts_widen() {
        let wide = |information| {
            let interval = interval(0.0, information);
            interval.high - interval.low
        };
        assert!(wide(10.0) > wide(60.0) && wide(60.0) > wide(300.0));
        assert_eq!(wide(300.0), wide(3_000.0));
        assert!((logit(logistic(1.25)) - 1.25).abs() < 1e-12);
    }
}
