//! The score: a small model whose every weight can be read.

use std::fmt;
use std::sync::LazyLock;

use super::evidence::Evidence;
use super::measure::Measure;
use crate::align::Passage;
use crate::text::{Document, Span};

/// The log-odds of a text with the very words of its source: a probability of .999, whatever its length.
const SAME_WORDS: f64 = 6.906_754_778_648_554;

/// A rewrite that takes over this share of three-word runs or more is a copy.
const COPY: f64 = 0.7;

/// A rewrite that takes over this share of three-word runs or more is a light one.
const LIGHT: f64 = 0.25;

/// A text of which passages make up less than this share, and for which the channel of partial reuse speaks louder, is one
/// that a part was taken over into.
const PART: f64 = 0.5;

/// How far a text is judged to be a rewrite of its source.
///
/// The cut points are documented, and a person judges: a probability of .5 parts a rewrite from an independent text; a share of
/// .7 and .25 of [`Measure::Wording`] part copies, light and heavy rewrites; and reuse is partial where the evidence of the
/// strongest passage outweighs that of the text as a whole and passages make up less than half of it.
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
    /// How far it moves the log-odds up or down from where an average pair would leave them.
    pub log_odds: f64,
    /// Where it was read in the source; empty where it is the text as a whole.
    pub source: Vec<Span>,
    /// Where it was read in the suspicious text; empty where it is the text as a whole.
    pub suspicious: Vec<Span>,
}

impl fmt::Display for Reason {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.measure {
            Measure::FactsShared | Measure::FactsNew => {
                write!(formatter, "{} {}", self.suspicious.len(), self.measure.meaning())?;
            }
            _ => write!(formatter, "{}: {:.2}", self.measure.meaning(), self.value)?,
        }
        write!(formatter, " ({:+.1})", self.log_odds)
    }
}

/// How likely it is that the suspicious text was rewritten from the source, and why.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Score {
    /// From 0 to 1, calibrated on news: of the pairs scored .8, about 80 in 100 are rewrites where rewrites and other
    /// texts are as frequent as in the training pairs.
    pub probability: f64,
    /// The probability that the text as a whole is a rewrite, leaving partial reuse aside.
    pub whole: f64,
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

    /// Scores evidence measured before.
    pub fn from_evidence(evidence: &Evidence) -> Self {
        if evidence.is_wordless() {
            return Self { probability: 0.0, whole: 0.0, verdict: Verdict::Independent, reasons: Vec::new() };
        }
        let (whole_channel, part_channel) = (Model::get().whole(evidence), &Model::get().part);
        let (whole, part) = (whole_channel.log_odds(evidence), part_channel.log_odds(evidence));
        let most = whole.max(part);
        let floor = if evidence.same_words() { SAME_WORDS } else { f64::NEG_INFINITY };
        let log_odds = (most + ((whole - most).exp() + (part - most).exp()).ln()).max(floor);
        let share = (whole - most).exp() / ((whole - most).exp() + (part - most).exp());
        let mut reasons = whole_channel.reasons(evidence, share);
        reasons.extend(part_channel.reasons(evidence, 1.0 - share));
        reasons.sort_by(|a, b| b.log_odds.abs().total_cmp(&a.log_odds.abs()).then(a.measure.cmp(&b.measure)));
        let (probability, whole) = (logistic(log_odds), logistic(whole.max(floor)));
        let wording = evidence.get(Measure::Wording);
        let verdict = match () {
            () if probability < 0.5 => Verdict::Independent,
            () if evidence.same_words() => Verdict::Copy,
            () if share < 0.5 && evidence.get(Measure::Reused) < PART => Verdict::PartialReuse,
            () if wording >= COPY => Verdict::Copy,
            () if wording >= LIGHT => Verdict::LightRewrite,
            () => Verdict::HeavyRewrite,
        };
        Self { probability, whole, verdict, reasons }
    }
}

fn logistic(log_odds: f64) -> f64 {
    1.0 / (1.0 + (-log_odds).exp())
}

/// A bias and the weights of some measures.
#[derive(Debug, Default)]
struct Channel {
    bias: f64,
    /// Measure, weight, and the mean of the measure over the training pairs.
    weights: Vec<(Measure, f64, f64)>,
}

impl Channel {
    /// Reads the rows `channel, measure or bias, weight, mean` of one channel from the table.
    fn read(name: &str) -> Self {
        let mut channel = Self::default();
        for line in include_str!("weights.tsv").lines().filter(|line| !line.starts_with('#')) {
            let mut cells = line.split('\t');
            if cells.next() != Some(name) {
                continue;
            }
            let measure = cells.next().unwrap_or("");
            let mut number = || cells.next().and_then(|cell| cell.parse::<f64>().ok()).unwrap_or(0.0);
            let (weight, mean) = (number(), number());
            match Measure::ALL.into_iter().find(|found| found.name() == measure) {
                Some(measure) => channel.weights.push((measure, weight, mean)),
                None => channel.bias = weight,
            }
        }
        channel
    }

    fn log_odds(&self, evidence: &Evidence) -> f64 {
        self.bias + self.weights.iter().map(|(measure, weight, _)| weight * evidence.get(*measure)).sum::<f64>()
    }

    /// What each measure adds, where the channel brings `share` of the odds.
    fn reasons(&self, evidence: &Evidence, share: f64) -> Vec<Reason> {
        let reason = |&(measure, weight, mean): &(Measure, f64, f64)| {
            let value = evidence.get(measure);
            let (source, suspicious) = places(evidence, measure);
            Reason { measure, value, weight, log_odds: share * weight * (value - mean), source, suspicious }
        };
        self.weights.iter().map(reason).collect()
    }
}

fn places(evidence: &Evidence, measure: Measure) -> (Vec<Span>, Vec<Span>) {
    match measure {
        Measure::FactsShared => (Vec::new(), evidence.shared_facts().to_vec()),
        Measure::FactsNew => (Vec::new(), evidence.new_facts().to_vec()),
        Measure::RegionExcess => evidence.region().into_iter().unzip(),
        _ => (Vec::new(), Vec::new()),
    }
}

/// The two channels. Texts whose names can be read and texts whose names cannot have weights of their own for the whole.
#[derive(Debug)]
struct Model {
    names: Channel,
    no_names: Channel,
    part: Channel,
}

impl Model {
    fn get() -> &'static Self {
        static MODEL: LazyLock<Model> = LazyLock::new(|| Model {
            names: Channel::read("names"),
            no_names: Channel::read("no_names"),
            part: Channel::read("part"),
        });
        &MODEL
    }

    fn whole(&self, evidence: &Evidence) -> &Channel {
        if evidence.names_readable() { &self.names } else { &self.no_names }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table that was cut short or fitted with a sign against the meaning of a measure must not pass.
    #[test]
    fn the_table_is_whole_and_its_signs_are_right() {
        let channels = [(&Model::get().names, 7), (&Model::get().no_names, 7), (&Model::get().part, 3)];
        for (channel, measures) in channels {
            assert_eq!(channel.weights.len(), measures);
            assert!(channel.bias < 0.0);
            for (measure, weight, mean) in &channel.weights {
                let against = matches!(measure, Measure::FactsNew | Measure::NumbersNew | Measure::Outside);
                assert!(if against { *weight <= 0.0 } else { *weight >= 0.0 }, "{measure}: {weight}");
                assert!(mean.is_finite() && *mean >= 0.0);
            }
        }
    }

    #[test]
    fn every_measure_has_a_name_of_its_own() {
        let mut names = Measure::ALL.map(Measure::name);
        names.sort_unstable();
        assert!(names.windows(2).all(|two| two[0] != two[1]));
        assert!(Measure::ALL.iter().enumerate().all(|(at, measure)| *measure as usize == at));
    }
}
