//! The model: three short tables of weights, each of which can be read.
//!
//! The shipped model is `score/weights.tsv`. A model fitted to other pairs ([`Fitter`](super::Fitter)) can be kept as JSON, with
//! the feature `json`.

use std::sync::LazyLock;

use super::evidence::Evidence;
use super::measure::Measure;
#[cfg(feature = "serde")]
use super::model_file::ModelFile;

/// The measures of the channels for whole texts.
pub(super) const WHOLE: [Measure; 6] = [
    Measure::FactsShared,
    Measure::FactsNew,
    Measure::Near,
    Measure::Together,
    Measure::OrderGiven,
    Measure::Overlap,
];

/// The measures of the channel for partial reuse.
pub(super) const PART: [Measure; 3] = [Measure::Passage, Measure::RegionExcess, Measure::Outside];

/// The names of the channels: whole texts whose names can be read, whole texts whose names cannot, parts.
pub(super) const CHANNELS: [&str; 3] = ["names", "no_names", "part"];

/// What the weights of measures mean, and how they are written: raised with every change of either.
#[cfg(feature = "serde")]
pub(super) const VERSION: u64 = 2;

/// The weights that turn evidence into a probability.
///
/// Two channels, logistic in their measures, whose odds add: one for the text as a whole and one for a part that was taken over.
/// Texts whose names can be read and texts whose names cannot have weights of their own for the whole.
///
/// ```
/// use retold::score::Model;
///
/// assert!(Model::shipped().provenance().pairs > 1_000);
/// ```
///
/// With the feature `serde` it is written as a model file, with its format and version, and read only if both are known and the weights
/// are those of a model.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "ModelFile", into = "ModelFile"))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Model {
    pub(super) provenance: Provenance,
    pub(super) names: Channel,
    pub(super) no_names: Channel,
    pub(super) part: Channel,
}

/// Where a model comes from, and how good it is.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Provenance {
    /// What it was fitted on.
    pub data: Vec<String>,
    /// How many pairs that were.
    pub pairs: usize,
    /// How many of them were rewrites.
    pub rewrites: usize,
    /// Figures by name, such as `auc`: cross-validated, so of pairs that the weights never saw a sibling of.
    pub figures: Vec<(String, f64)>,
}

/// A bias and the weights of some measures.
#[derive(Debug, Clone, Default, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct Channel {
    pub(super) bias: f64,
    pub(super) weights: Vec<Weight>,
}

/// The weight of one measure.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub(super) struct Weight {
    pub(super) measure: Measure,
    /// Log-odds for each unit of the measure.
    pub(super) weight: f64,
    /// The mean of the measure over the pairs that the model was fitted on.
    pub(super) mean: f64,
}

/// The log-odds of one pair.
pub(super) struct Odds {
    pub(super) whole: f64,
    /// Of both channels together.
    pub(super) both: f64,
    /// The part of the odds that the channel for whole texts brings, from 0 to 1.
    pub(super) share_of_whole: f64,
}

impl Model {
    /// The model that comes with the crate, fitted on news.
    pub fn shipped() -> &'static Self {
        static SHIPPED: LazyLock<Model> =
            LazyLock::new(|| Model::from_table(include_str!("weights.tsv")));
        &SHIPPED
    }

    pub(super) fn new([names, no_names, part]: [Channel; 3], provenance: Provenance) -> Self {
        Self {
            provenance,
            names,
            no_names,
            part,
        }
    }

    /// Where it comes from.
    pub fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    /// The same weights with more said of where they come from.
    #[must_use]
    pub fn with_provenance(mut self, provenance: Provenance) -> Self {
        self.provenance = provenance;
        self
    }

    pub(super) fn channels(&self) -> [&Channel; 3] {
        [&self.names, &self.no_names, &self.part]
    }

    pub(super) fn whole(&self, evidence: &Evidence) -> &Channel {
        if evidence.names_readable() {
            &self.names
        } else {
            &self.no_names
        }
    }

    pub(super) fn part(&self) -> &Channel {
        &self.part
    }

    pub(super) fn log_odds(&self, evidence: &Evidence) -> Odds {
        let (whole, part) = (
            self.whole(evidence).log_odds(evidence),
            self.part.log_odds(evidence),
        );
        let most = whole.max(part);
        let (of_whole, of_part) = ((whole - most).exp(), (part - most).exp());
        Odds {
            whole,
            both: most + (of_whole + of_part).ln(),
            share_of_whole: of_whole / (of_whole + of_part),
        }
    }

    /// The table that [`Model::shipped`] is kept as: rows of channel, measure or `bias`, weight, mean, after lines of provenance.
    #[doc(hidden)]
    pub fn to_table(&self) -> String {
        let mut table = format!(
            "#pairs\t{}\t{}\n",
            self.provenance.pairs, self.provenance.rewrites
        );
        for (name, channel) in CHANNELS.iter().zip(self.channels()) {
            table += &format!("{name}\tbias\t{}\t0\n", channel.bias);
            for row in &channel.weights {
                table += &format!("{name}\t{}\t{}\t{}\n", row.measure, row.weight, row.mean);
            }
        }
        table
    }

    fn from_table(table: &str) -> Self {
        let mut channels = [Channel::default(), Channel::default(), Channel::default()];
        let mut provenance = Provenance::default();
        for line in table.lines() {
            let mut cells = line.split('\t');
            let (name, measure) = (cells.next().unwrap_or(""), cells.next().unwrap_or(""));
            let mut number = || {
                cells
                    .next()
                    .and_then(|cell| cell.parse::<f64>().ok())
                    .unwrap_or(0.0)
            };
            match name {
                "#pairs" => {
                    (provenance.pairs, provenance.rewrites) =
                        (measure.parse().unwrap_or(0), number() as usize);
                }
                _ => {
                    let Some(channel) = CHANNELS.iter().position(|known| *known == name) else {
                        provenance
                            .data
                            .extend(line.strip_prefix("# ").map(str::to_owned));
                        continue;
                    };
                    let (weight, mean) = (number(), number());
                    match Measure::ALL
                        .into_iter()
                        .find(|found| found.name() == measure)
                    {
                        Some(measure) => channels[channel].weights.push(Weight {
                            measure,
                            weight,
                            mean,
                        }),
                        None => channels[channel].bias = weight,
                    }
                }
            }
        }
        Self::new(channels, provenance)
    }

    /// Why this is no model, if it isn't: measures missing or strange, weights against the meaning of their measures.
    #[cfg(any(feature = "serde", test))]
    pub(super) fn problem(&self) -> Option<String> {
        let measures: [&[Measure]; 3] = [&WHOLE, &WHOLE, &PART];
        for ((name, channel), measures) in CHANNELS.iter().zip(self.channels()).zip(measures) {
            if !channel.bias.is_finite()
                || channel
                    .weights
                    .iter()
                    .any(|row| !row.weight.is_finite() || !row.mean.is_finite())
            {
                return Some(format!("a number of the channel {name} is not finite"));
            }
            if !channel
                .weights
                .iter()
                .map(|row| row.measure)
                .eq(measures.iter().copied())
            {
                return Some(format!(
                    "the channel {name} must have the {} measures {}",
                    measures.len(),
                    names(measures)
                ));
            }
            let against = channel.weights.iter().find(|row| {
                row.weight != 0.0 && (row.weight > 0.0) != row.measure.speaks_for_reuse()
            });
            if let Some(row) = against {
                return Some(format!(
                    "the weight {} of {} in the channel {name} has the wrong sign",
                    row.weight, row.measure
                ));
            }
        }
        None
    }
}

#[cfg(any(feature = "serde", test))]
fn names(measures: &[Measure]) -> String {
    measures
        .iter()
        .map(|measure| measure.name())
        .collect::<Vec<_>>()
        .join(", ")
}

impl Channel {
    fn log_odds(&self, evidence: &Evidence) -> f64 {
        self.bias
            + self
                .weights
                .iter()
                .map(|row| row.weight * evidence.get(row.measure))
                .sum::<f64>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A table that was cut short or fitted with a sign against the meaning of a measure must not pass.
    #[test]
    fn the_shipped_model_is_whole() {
        let model = Model::shipped();
        assert_eq!(model.problem(), None);
        assert!(model.channels().iter().all(|channel| channel.bias < 0.0));
        assert!(model.provenance().rewrites > 500 && !model.provenance().data.is_empty());
    }

    #[test]
    fn what_is_no_model_is_refused() {
        let mut model = Model::shipped().clone();
        model.part.weights.pop();
        assert!(
            model
                .problem()
                .is_some_and(|what| what.contains("the 3 measures"))
        );
        let mut model = Model::shipped().clone();
        model.names.weights[1].weight = 0.5;
        assert!(
            model
                .problem()
                .is_some_and(|what| what.contains("wrong sign"))
        );
        let mut model = Model::shipped().clone();
        model.no_names.bias = f64::NAN;
        assert!(
            model
                .problem()
                .is_some_and(|what| what.contains("not finite"))
        );
    }
}
