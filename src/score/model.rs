//! The model: three short tables of weights, each of which can be read, and the rule that makes one
//! number of them.
//!
//! The shipped model is `score/weights.tsv`. A model fitted to other pairs
//! ([`Fitter`](super::Fitter)) can be kept as JSON, with the feature `serde`.

use std::borrow::Cow;
use std::sync::LazyLock;

use super::evidence::Evidence;
use super::measures::Measure;
#[cfg(feature = "serde")]
use super::model_file::ModelFile;
use crate::math::Pinned;

/// The channels of a model.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum ChannelKind {
    /// Was the text rewritten as a whole? For texts with names that can be read.
    Names,
    /// The same for texts whose names can't be read, or that have hardly any.
    NoNames,
    /// Was a part of the source taken over?
    Part,
}

impl ChannelKind {
    pub(super) const ALL: [Self; 3] = [Self::Names, Self::NoNames, Self::Part];

    /// Returns its name in tables and messages.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Names => "names",
            Self::NoNames => "no_names",
            Self::Part => "part",
        }
    }

    /// Returns the measures that it weighs.
    pub(super) fn measures(self) -> impl Iterator<Item = Measure> {
        Measure::ALL
            .into_iter()
            .filter(move |measure| measure.is_of(self))
    }
}

/// What is added to the log-odds of the part where one number is made of both questions. Most pairs
/// that share a passage are not rewrites, so a part that is as likely as not lifts the number less
/// than a whole that is. Chosen with the weights, see `design/score.md`.
pub(super) const PART_SHIFT: f64 = -1.2;

/// The log-odds that are taken off for each unit of [`Measure::FactsReplaced`]. Rows of ordinary
/// news have none, so no weight can be fitted for it; templates have .2 and more and must fall
/// below any threshold.
pub(super) const REPLACED: f64 = 24.0;

/// What the weights of measures mean, and how they are written: raised with every change of either.
#[cfg(feature = "serde")]
pub(super) const VERSION: u64 = 4;

/// The weights that turn evidence into a probability.
///
/// Two questions, each logistic in its measures: was the text rewritten as a whole, and was a part
/// of the source taken over? Texts whose names can be read and texts whose names cannot have
/// weights of their own for the whole; those of a text with few facts lie between the two.
///
/// ```
/// use retold::score::Model;
///
/// assert!(Model::shipped().provenance().pairs > 1_000);
/// ```
///
/// With the feature `serde` it is written as a model file, with its format and version, and read
/// only if both are known and the weights are those of a model.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "ModelFile", into = "ModelFile"))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Model {
    pub(super) provenance: Provenance,
    pub(super) base_rate: f64,
    pub(super) channels: [Channel; 3],
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
    /// Figures by name, such as `auc`: cross-validated, so of pairs that the weights never saw a
    /// sibling of.
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
#[derive(Debug, Clone, Copy)]
pub(super) struct Odds {
    /// That the text was rewritten as a whole.
    pub(super) whole: f64,
    /// That a part was taken over.
    pub(super) part: f64,
    /// Of both in one number.
    pub(super) both: f64,
    /// The part of `both` that the whole brings, from 0 to 1.
    pub(super) share_of_whole: f64,
}

impl Odds {
    /// Makes one number of two log-odds.
    pub(super) fn new(whole: f64, part: f64, part_shift: f64) -> Self {
        let shifted = part + part_shift;
        let most = whole.max(shifted);
        let (of_whole, of_part) = ((whole - most).pinned_exp(), (shifted - most).pinned_exp());
        Self {
            whole,
            part,
            both: most + (of_whole + of_part).pinned_ln(),
            share_of_whole: of_whole / (of_whole + of_part),
        }
    }

    /// Returns all log-odds shifted by `nats`.
    pub(super) fn shifted(self, nats: f64) -> Self {
        Self {
            whole: self.whole + nats,
            part: self.part + nats,
            both: self.both + nats,
            ..self
        }
    }
}

impl Model {
    /// Returns the model that comes with the crate, fitted on news.
    pub fn shipped() -> &'static Self {
        static SHIPPED: LazyLock<Model> =
            LazyLock::new(|| Model::from_table(include_str!("weights.tsv")));
        &SHIPPED
    }

    pub(super) fn new(channels: [Channel; 3], base_rate: f64, provenance: Provenance) -> Self {
        Self {
            provenance,
            base_rate,
            channels,
        }
    }

    /// Returns where it comes from.
    pub fn provenance(&self) -> &Provenance {
        &self.provenance
    }

    /// Returns the share of rewrites among the pairs that its probabilities are calibrated on.
    /// Where another share is expected, see
    /// [`DetectorBuilder::prior`](crate::DetectorBuilder::prior).
    pub fn base_rate(&self) -> f64 {
        self.base_rate
    }

    /// Returns the same weights with more said of where they come from.
    #[must_use]
    pub fn with_provenance(mut self, provenance: Provenance) -> Self {
        self.provenance = provenance;
        self
    }

    pub(super) fn channel(&self, kind: ChannelKind) -> &Channel {
        &self.channels[kind as usize]
    }

    /// Returns the weights that ask of this pair whether the text was rewritten as a whole: those
    /// of both channels, each by what the facts of the text tell.
    pub(super) fn whole(&self, evidence: &Evidence) -> Cow<'_, Channel> {
        let names = self.channel(ChannelKind::Names);
        let no_names = self.channel(ChannelKind::NoNames);
        names.mixed(no_names, evidence.told_by_facts())
    }

    pub(super) fn log_odds(&self, evidence: &Evidence) -> Odds {
        let whole = self.whole(evidence).log_odds(evidence);
        let part = self.channel(ChannelKind::Part).log_odds(evidence);
        let replaced = REPLACED * evidence.get(Measure::FactsReplaced);
        Odds::new(whole, part, PART_SHIFT).shifted(-replaced)
    }

    /// Returns the table that [`Model::shipped`] is kept as: rows of channel, measure or `bias`,
    /// weight, mean, after lines of provenance.
    #[doc(hidden)]
    pub fn to_table(&self) -> String {
        let mut table = format!(
            "#pairs\t{}\t{}\n#base_rate\t{}\n",
            self.provenance.pairs, self.provenance.rewrites, self.base_rate
        );
        for kind in ChannelKind::ALL {
            let (name, channel) = (kind.name(), self.channel(kind));
            table += &format!("{name}\tbias\t{}\t0\n", channel.bias);
            for row in &channel.weights {
                table += &format!("{name}\t{}\t{}\t{}\n", row.measure, row.weight, row.mean);
            }
        }
        table
    }

    fn from_table(table: &str) -> Self {
        let mut model = Self::new(Default::default(), 0.5, Provenance::default());
        for line in table.lines() {
            let cells: Vec<&str> = line.split('\t').collect();
            let number = |at: usize| cells.get(at).and_then(|cell| cell.parse::<f64>().ok());
            let kind = |name: &str| {
                ChannelKind::ALL
                    .into_iter()
                    .find(|kind| kind.name() == name)
            };
            match (cells[0], kind(cells[0])) {
                ("#pairs", _) => {
                    model.provenance.pairs = number(1).unwrap_or(0.0) as usize;
                    model.provenance.rewrites = number(2).unwrap_or(0.0) as usize;
                }
                ("#base_rate", _) => model.base_rate = number(1).unwrap_or(0.5),
                (_, Some(kind)) => {
                    let channel = &mut model.channels[kind as usize];
                    let (weight, mean) = (number(2).unwrap_or(0.0), number(3).unwrap_or(0.0));
                    let measure = Measure::ALL
                        .into_iter()
                        .find(|measure| cells.get(1) == Some(&measure.name()));
                    match measure {
                        Some(measure) => channel.weights.push(Weight {
                            measure,
                            weight,
                            mean,
                        }),
                        None => channel.bias = weight,
                    }
                }
                _ => {
                    let said = line.strip_prefix("# ").map(str::to_owned);
                    model.provenance.data.extend(said);
                }
            }
        }
        model
    }

    /// Returns why this is no model, if it isn't: measures missing or strange, weights against the
    /// meaning of their measures.
    #[cfg(any(feature = "serde", test))]
    pub(super) fn problem(&self) -> Option<String> {
        if !(self.base_rate > 0.0 && self.base_rate < 1.0) {
            return Some(format!(
                "the base rate {} is not between 0 and 1",
                self.base_rate
            ));
        }
        for kind in ChannelKind::ALL {
            let (name, channel) = (kind.name(), self.channel(kind));
            let finite = |row: &Weight| row.weight.is_finite() && row.mean.is_finite();
            if !channel.bias.is_finite() || !channel.weights.iter().all(finite) {
                return Some(format!("a number of the channel {name} is not finite"));
            }
            if !channel
                .weights
                .iter()
                .map(|row| row.measure)
                .eq(kind.measures())
            {
                let names: Vec<&str> = kind.measures().map(Measure::name).collect();
                return Some(format!(
                    "the channel {name} must have the {} measures {}",
                    names.len(),
                    names.join(", ")
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

impl Channel {
    /// Returns a channel between this one, at a share of 1, and another, at a share of 0.
    pub(super) fn mixed<'a>(&'a self, other: &'a Self, share: f64) -> Cow<'a, Self> {
        if share >= 1.0 {
            return Cow::Borrowed(self);
        }
        if share <= 0.0 {
            return Cow::Borrowed(other);
        }
        let row_of = |channel: &Self, measure: Measure| {
            let mut rows = channel.weights.iter().copied();
            rows.find(|row| row.measure == measure)
        };
        let between = |ours: f64, theirs: f64| share * ours + (1.0 - share) * theirs;
        let weights = Measure::ALL.into_iter().filter_map(|measure| {
            let (ours, theirs) = (row_of(self, measure), row_of(other, measure));
            let weight = |row: Option<Weight>| row.map_or(0.0, |row| row.weight);
            let mean = ours.or(theirs)?.mean;
            Some(Weight {
                measure,
                weight: between(weight(ours), weight(theirs)),
                mean: between(mean, theirs.map_or(mean, |row| row.mean)),
            })
        });
        Cow::Owned(Self {
            bias: between(self.bias, other.bias),
            weights: weights.collect(),
        })
    }

    pub(super) fn log_odds(&self, evidence: &Evidence) -> f64 {
        let weighed = self
            .weights
            .iter()
            .map(|row| row.weight * evidence.get(row.measure));
        self.bias + weighed.sum::<f64>()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Document, TextOptions};

    /// A table that was cut short or fitted with a sign against the meaning of a measure must not
    /// pass.
    #[test]
    fn the_shipped_model_is_whole() {
        let model = Model::shipped();
        assert_eq!(model.problem(), None);
        assert!(model.channels.iter().all(|channel| channel.bias < 0.0));
        assert!(model.provenance().rewrites > 500 && !model.provenance().data.is_empty());
        assert!(model.base_rate() > 0.3 && model.base_rate() < 0.4);
    }

    /// Log-odds between those of both channels, so that one name more or less in a text moves them
    /// little.
    #[test]
    fn mixed_weights_give_the_mean_of_both_log_odds() {
        let read = |text: &str| Document::new(text, &TextOptions::default());
        let source =
            read("The ferry to Norwick was cancelled on Monday after 14 crew members fell ill.");
        let suspicious =
            read("On Monday the ferry to Norwick did not sail: 17 of its crew were ill.");
        let evidence = Evidence::new(&source, &suspicious, &[]);
        let channel = |kind| Model::shipped().channel(kind);
        let (names, no_names) = (channel(ChannelKind::Names), channel(ChannelKind::NoNames));
        for share in [0.0, 0.2, 0.5, 0.9, 1.0] {
            let mean =
                share * names.log_odds(&evidence) + (1.0 - share) * no_names.log_odds(&evidence);
            let mixed = names.mixed(no_names, share).log_odds(&evidence);
            assert!((mixed - mean).abs() < 1e-9, "{share}: {mixed}, {mean}");
        }
    }

    #[test]
    fn what_is_no_model_is_refused() {
        let problem = |change: &dyn Fn(&mut Model)| {
            let mut model = Model::shipped().clone();
            change(&mut model);
            model.problem().unwrap_or_default()
        };
        assert!(problem(&|model| model.channels[2].weights.truncate(2)).contains("the 3 measures"));
        assert!(problem(&|model| model.channels[0].weights[1].weight = 0.5).contains("wrong sign"));
        assert!(problem(&|model| model.channels[1].bias = f64::NAN).contains("not finite"));
        assert!(problem(&|model| model.base_rate = 1.0).contains("not between 0 and 1"));
    }
}
