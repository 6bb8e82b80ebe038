//! Fits a model to labelled pairs.
//!
//! Log loss with a ridge, minimised by Adam over all pairs (Kingma and Ba, ICLR 2015), each weight kept to the sign that its
//! measure means. Costs about a millisecond for each hundred pairs and round of cross-validation, in one thread.

use super::evidence::Evidence;
use super::measure::Measure;
use super::model::{Channel, Model, PART, Provenance, WHOLE, Weight};
use super::result::logistic;
use crate::error::{Error, ModelError, Result};

/// Rounds of descent.
const STEPS: i32 = 600;

/// The pull of the weights towards nothing, in units of each measure's spread, beside the loss of one pair.
const RIDGE: f64 = 1e-4;

/// The pull towards a prior model: as much as this many pairs.
const PRIOR_PAIRS: f64 = 10.0;

/// The least spread that a measure is taken to have, so that one that never varies gets no wild weight.
const LEAST_SPREAD: f64 = 0.01;

/// One labelled pair.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Example {
    /// What the pair shares.
    pub evidence: Evidence,
    /// Whether the suspicious text is a rewrite.
    pub is_rewrite: bool,
    /// What it counts for beside others; 1 unless set.
    pub weight: f64,
    /// Which pairs must not be parted by cross-validation, such as a number for each source.
    pub group: u64,
}

impl Example {
    /// A pair that counts as one.
    pub fn new(evidence: Evidence, is_rewrite: bool, group: u64) -> Self {
        Self {
            evidence,
            is_rewrite,
            weight: 1.0,
            group,
        }
    }
}

/// Fits a [`Model`] to labelled pairs.
///
/// With a prior, the weights start at those of another model and leave them as far as the pairs ask for, so that a hundred
/// pairs are enough to adapt the shipped model; without one, several thousand are better.
///
/// ```
/// use retold::score::{Evidence, Example, Fitter, Model};
/// use retold::{Document, TextOptions};
///
/// let read = |text: &str| Document::new(text, &TextOptions::default());
/// let source = read("The ferry to Norwick was cancelled on Monday after 14 crew members fell ill.");
/// let rewrite = read("On Monday 14 of the crew were ill, so the ferry to Norwick did not sail.");
/// let other = read("Voters in Brannock go to the polls on 3 May to choose between 5 parties.");
/// let examples = [
///     Example::new(Evidence::new(&source, &rewrite, &[]), true, 0),
///     Example::new(Evidence::new(&source, &other, &[]), false, 1),
/// ];
/// let model = Fitter::default().prior(Model::shipped().clone()).fit(&examples)?;
/// assert_eq!(model.provenance().pairs, 2);
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Fitter {
    prior: Option<Model>,
    without: Vec<Measure>,
}

impl Fitter {
    /// Starts at another model, and leaves it only as far as the pairs ask for.
    #[must_use]
    pub fn prior(mut self, model: Model) -> Self {
        self.prior = Some(model);
        self
    }

    /// Leaves a measure out: its weight stays 0. To see what it is worth.
    #[must_use]
    pub fn without(mut self, measure: Measure) -> Self {
        self.without.push(measure);
        self
    }

    /// The weights that suit the pairs best. Pairs of weight 0 and wordless ones take no part.
    ///
    /// # Errors
    /// [`ModelError::TooFewExamples`](crate::error::ModelError::TooFewExamples) without a rewrite or without another text.
    pub fn fit(&self, examples: &[Example]) -> Result<Model> {
        self.fit_to(&examples.iter().collect::<Vec<_>>())
    }

    /// The probability of each pair by a model fitted to pairs of other groups, in `folds` rounds (2 at least, and no more than there
    /// are groups).
    ///
    /// # Errors
    /// [`ModelError::TooFewExamples`](crate::error::ModelError::TooFewExamples) where all that is left in a round are rewrites, or none.
    pub fn cross_validate(&self, examples: &[Example], folds: u64) -> Result<Vec<f64>> {
        let mut groups: Vec<u64> = examples.iter().map(|example| example.group).collect();
        groups.sort_unstable();
        groups.dedup();
        let folds = usize::try_from(folds)
            .unwrap_or(usize::MAX)
            .min(groups.len())
            .max(2);
        let fold_of = |example: &Example| groups.binary_search(&example.group).unwrap_or(0) % folds;
        let mut probabilities = vec![0.0; examples.len()];
        for fold in 0..folds {
            let model = self.fit_to(
                &examples
                    .iter()
                    .filter(|example| fold_of(example) != fold)
                    .collect::<Vec<_>>(),
            )?;
            for (example, probability) in examples
                .iter()
                .zip(&mut probabilities)
                .filter(|(example, _)| fold_of(example) == fold)
            {
                let wordless = example.evidence.is_wordless();
                *probability = if wordless {
                    0.0
                } else {
                    logistic(model.log_odds(&example.evidence).both)
                };
            }
        }
        Ok(probabilities)
    }

    fn fit_to(&self, examples: &[&Example]) -> Result<Model> {
        let counts = |example: &&&Example| example.weight > 0.0 && !example.evidence.is_wordless();
        let examples: Vec<&Example> = examples.iter().filter(counts).copied().collect();
        let rewrites = examples.iter().filter(|example| example.is_rewrite).count();
        if rewrites == 0 || rewrites == examples.len() {
            return Err(Error::Model(ModelError::TooFewExamples {
                rewrites,
                others: examples.len() - rewrites,
            }));
        }
        let mut descent = Descent::new(&examples, self);
        (1..=STEPS).for_each(|step| descent.step(step));
        let provenance = Provenance {
            pairs: examples.len(),
            rewrites,
            ..Provenance::default()
        };
        Ok(Model::new(descent.channels(), provenance))
    }
}

/// One weight on its way, in units of its measure's spread.
#[derive(Debug, Clone, Copy, Default)]
struct Slot {
    /// `None` is the bias.
    measure: Option<Measure>,
    value: f64,
    prior: f64,
    spread: f64,
    mean: f64,
    slope: f64,
    /// Running means of the slope and of its square.
    first: f64,
    second: f64,
    fixed: bool,
}

/// The state of a fit: the slots of the three channels.
struct Descent<'a> {
    examples: &'a [&'a Example],
    total: f64,
    ridge: f64,
    has_prior: bool,
    slots: [Vec<Slot>; 3],
}

/// The channels that a pair takes part in: of the two for whole texts only its own.
fn channels_of(example: &Example) -> [usize; 2] {
    [usize::from(!example.evidence.names_readable()), 2]
}

impl<'a> Descent<'a> {
    fn new(examples: &'a [&'a Example], fitter: &Fitter) -> Self {
        let total: f64 = examples.iter().map(|example| example.weight).sum();
        let slots = |number: usize, measures: &[Measure]| {
            let channel = fitter.prior.as_ref().map(|model| model.channels()[number]);
            let bias = channel.map_or(-4.0, |channel| channel.bias);
            let mut slots = vec![Slot {
                value: bias,
                prior: bias,
                spread: 1.0,
                ..Slot::default()
            }];
            let mine = || {
                examples
                    .iter()
                    .filter(|example| channels_of(example).contains(&number))
            };
            let own: f64 = mine().map(|example| example.weight).sum();
            for &measure in measures {
                let mean_of = |of: &dyn Fn(f64) -> f64| {
                    mine()
                        .map(|example| example.weight * of(example.evidence.get(measure)))
                        .sum::<f64>()
                        / own.max(1e-9)
                };
                let mean = mean_of(&|value| value);
                let spread = mean_of(&|value| (value - mean) * (value - mean))
                    .sqrt()
                    .max(LEAST_SPREAD);
                let sign = if measure.speaks_for_reuse() {
                    0.5
                } else {
                    -0.5
                };
                let known = channel
                    .and_then(|channel| channel.weights.iter().find(|row| row.measure == measure));
                let fixed = fitter.without.contains(&measure);
                let value = if fixed {
                    0.0
                } else {
                    known.map_or(sign, |row| row.weight * spread)
                };
                let prior = known.map_or(0.0, |row| row.weight * spread);
                let mean = if own > 0.0 {
                    mean
                } else {
                    known.map_or(0.0, |row| row.mean)
                };
                slots.push(Slot {
                    measure: Some(measure),
                    value,
                    prior,
                    spread,
                    mean,
                    fixed,
                    ..Slot::default()
                });
            }
            slots
        };
        let slots = [slots(0, &WHOLE), slots(1, &WHOLE), slots(2, &PART)];
        let ridge = if fitter.prior.is_some() {
            PRIOR_PAIRS / total
        } else {
            RIDGE
        };
        Self {
            examples,
            total,
            ridge,
            has_prior: fitter.prior.is_some(),
            slots,
        }
    }

    fn step(&mut self, step: i32) {
        for example in self.examples {
            let channels = channels_of(example);
            let value = |slot: &Slot| {
                slot.measure
                    .map_or(1.0, |measure| example.evidence.get(measure) / slot.spread)
            };
            let odds = channels.map(|channel| {
                self.slots[channel]
                    .iter()
                    .map(|slot| slot.value * value(slot))
                    .sum::<f64>()
            });
            let most = odds[0].max(odds[1]);
            let parts = odds.map(|odds| (odds - most).exp());
            let error = logistic(most + (parts[0] + parts[1]).ln())
                - f64::from(u8::from(example.is_rewrite));
            for (channel, part) in channels.into_iter().zip(parts) {
                let error = example.weight * error * part / (parts[0] + parts[1]);
                for slot in &mut self.slots[channel] {
                    slot.slope += error
                        * slot
                            .measure
                            .map_or(1.0, |measure| example.evidence.get(measure) / slot.spread);
                }
            }
        }
        let rate = 0.1 * (1.0 - f64::from(step) / f64::from(STEPS + 1)).max(0.02);
        let (decay_first, decay_second) = (1.0 - 0.9_f64.powi(step), 1.0 - 0.999_f64.powi(step));
        for slot in self.slots.iter_mut().flatten().filter(|slot| !slot.fixed) {
            let pulled = slot.measure.is_some() || self.has_prior;
            let slope = slot.slope / self.total
                + if pulled {
                    self.ridge * (slot.value - slot.prior)
                } else {
                    0.0
                };
            slot.slope = 0.0;
            slot.first = 0.9 * slot.first + 0.1 * slope;
            slot.second = 0.999 * slot.second + 0.001 * slope * slope;
            slot.value -=
                rate * (slot.first / decay_first) / ((slot.second / decay_second).sqrt() + 1e-9);
            if slot
                .measure
                .is_some_and(|measure| (slot.value > 0.0) != measure.speaks_for_reuse())
            {
                slot.value = 0.0;
            }
        }
    }

    /// The weights in units of the measures, rounded to what can be read.
    fn channels(&self) -> [Channel; 3] {
        let round = |value: f64| (value * 1e4).round() / 1e4;
        let of = |slots: &[Slot]| Channel {
            bias: round(slots.first().map_or(0.0, |slot| slot.value)),
            weights: slots
                .iter()
                .filter_map(|slot| {
                    let weight = round(slot.value / slot.spread) + 0.0;
                    Some(Weight {
                        measure: slot.measure?,
                        weight,
                        mean: round(slot.mean),
                    })
                })
                .collect(),
        };
        [of(&self.slots[0]), of(&self.slots[1]), of(&self.slots[2])]
    }
}
