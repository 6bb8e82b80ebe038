//! Fits a model to labelled pairs.
//!
//! Each question is fitted on the rows that ask it: first the weights of the whole, then those of
//! the part, given the former. Log loss with a ridge, minimised by Adam over all pairs (Kingma and
//! Ba, ICLR 2015), each weight kept to the sign that its measure means. Costs about a millisecond
//! for each hundred pairs and round of cross-validation, in one thread.

use super::evidence::Evidence;
use super::measures::Measure;
use super::model::{Channel, ChannelKind, Model, Odds, PART_SHIFT, Provenance, REPLACED, Weight};
use super::result::{Probabilities, logistic};
use crate::error::{Error, ModelError, Result};

/// Rounds of descent.
const STEPS: i32 = 600;

/// The pull of the weights towards nothing, in units of each measure's spread, compared with the
/// loss of one pair.
const RIDGE: f64 = 1e-4;

/// The pull towards a prior model: as much as this many pairs.
const PRIOR_PAIRS: f64 = 10.0;

/// The minimum spread that a measure is taken to have, so that one that never varies gets no wild
/// weight.
const MIN_SPREAD: f64 = 0.01;

/// Bounds of the factor by which log-odds are stretched, and of what is added to them.
const STRETCH: (f64, f64) = (0.5, 2.0);

/// One labelled pair.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Example {
    /// What the pair shares.
    pub evidence: Evidence,
    /// Whether the suspicious text is a rewrite.
    pub is_rewrite: bool,
    /// What it counts for where it is asked whether the text was rewritten as a whole; 1 unless
    /// set.
    pub whole: f64,
    /// What it counts for where it is asked whether a part was taken over; 1 unless set.
    pub part: f64,
    /// What it counts for in the calibration; 1 unless set.
    pub calibration: f64,
    /// Which pairs must not be divided by cross-validation, such as a number for each source.
    pub group: u64,
}

impl Example {
    /// Returns a pair that counts as one for every question.
    pub fn new(evidence: Evidence, is_rewrite: bool, group: u64) -> Self {
        Self {
            evidence,
            is_rewrite,
            whole: 1.0,
            part: 1.0,
            calibration: 1.0,
            group,
        }
    }
}

/// Fits a [`Model`] to labelled pairs.
///
/// With a prior, the weights start at those of another model and leave them as far as the pairs ask
/// for, so that a hundred pairs are enough to adapt the shipped model; without one, several
/// thousand are better.
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
    rewrite_weight: Option<f64>,
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

    /// Counts a rewrite as this much of another text while weights are sought: below 1 where
    /// missing a rewrite is the lesser error. The log-odds are then stretched and shifted to be
    /// right for the pairs as they are.
    #[must_use]
    pub fn rewrite_weight(mut self, weight: f64) -> Self {
        self.rewrite_weight = Some(weight);
        self
    }

    /// Returns the model that suits the pairs best. Pairs of weight 0 and wordless ones take no
    /// part.
    ///
    /// # Errors
    /// [`ModelError::TooFewExamples`] without a rewrite or without another text.
    pub fn fit(&self, examples: &[Example]) -> Result<Model> {
        self.fit_to(&examples.iter().collect::<Vec<_>>())
    }

    /// Returns the probabilities of each pair by a model fitted to pairs of other groups, in
    /// `folds` rounds (2 at least, and no more than there are groups).
    ///
    /// # Errors
    /// [`ModelError::TooFewExamples`] where all that is left in a round are rewrites, or none.
    pub fn cross_validate(&self, examples: &[Example], folds: u64) -> Result<Vec<Probabilities>> {
        let mut groups: Vec<u64> = examples.iter().map(|example| example.group).collect();
        groups.sort_unstable();
        groups.dedup();
        let folds = usize::try_from(folds)
            .unwrap_or(usize::MAX)
            .min(groups.len())
            .max(2);
        let fold_of = |example: &Example| groups.binary_search(&example.group).unwrap_or(0) % folds;
        let mut probabilities = vec![Probabilities::default(); examples.len()];
        for fold in 0..folds {
            let others = examples.iter().filter(|example| fold_of(example) != fold);
            let model = self.fit_to(&others.collect::<Vec<_>>())?;
            let own = examples.iter().zip(&mut probabilities);
            for (example, probabilities) in own.filter(|(example, _)| fold_of(example) == fold) {
                *probabilities = Probabilities::of(&example.evidence, &model, None);
            }
        }
        Ok(probabilities)
    }

    fn fit_to(&self, examples: &[&Example]) -> Result<Model> {
        let counts = |example: &&&Example| {
            (example.whole > 0.0 || example.part > 0.0) && !example.evidence.is_wordless()
        };
        let examples: Vec<&Example> = examples.iter().filter(counts).copied().collect();
        let rewrites = examples.iter().filter(|example| example.is_rewrite).count();
        if rewrites == 0 || rewrites == examples.len() {
            return Err(Error::Model(ModelError::TooFewExamples {
                rewrites,
                others: examples.len() - rewrites,
            }));
        }
        let mut channels = [ChannelKind::Names, ChannelKind::NoNames].map(|kind| {
            let rows = examples.iter().map(|example| {
                let told_by_facts = example.evidence.told_by_facts();
                let share = match kind {
                    ChannelKind::Names => told_by_facts,
                    _ => 1.0 - told_by_facts,
                };
                self.row(example, share * example.whole, kind, f64::NEG_INFINITY)
            });
            self.channel(kind, &rows.collect::<Vec<_>>())
        });
        let whole = |channels: &[Channel; 2], example: &Example| {
            let [names, no_names] = channels;
            let mixed = names.mixed(no_names, example.evidence.told_by_facts());
            mixed.log_odds(&example.evidence)
        };
        // A prior model is fitted as it will be read. Otherwise the shift comes in afterwards:
        // fitted with it, the part would only learn to undo it.
        let shift = self.prior.as_ref().map_or(0.0, |_| PART_SHIFT);
        let rows = examples.iter().map(|example| {
            let beside = whole(&channels, example);
            FitRow {
                shift,
                ..self.row(example, example.part, ChannelKind::Part, beside)
            }
        });
        let mut part = self.channel(ChannelKind::Part, &rows.collect::<Vec<_>>());
        if self.rewrite_weight.is_some_and(|weight| weight != 1.0) {
            let rows = examples.iter().map(|example| {
                let evidence = &example.evidence;
                CalibrationRow {
                    whole: whole(&channels, example),
                    part: part.log_odds(evidence),
                    replaced: REPLACED * evidence.get(Measure::FactsReplaced),
                    is_rewrite: example.is_rewrite,
                    weight: example.calibration,
                }
            });
            let (stretch, shift) = calibration(&rows.collect::<Vec<_>>());
            for channel in channels.iter_mut().chain([&mut part]) {
                channel.bias = channel.bias * stretch + shift;
                for row in &mut channel.weights {
                    row.weight *= stretch;
                }
            }
        }
        let provenance = Provenance {
            pairs: examples.len(),
            rewrites,
            ..Provenance::default()
        };
        let weight = |of: &dyn Fn(&&&Example) -> bool| -> f64 {
            let weights = examples.iter().filter(of);
            weights.map(|example| example.calibration).sum()
        };
        let (positive, all) = (weight(&|example| example.is_rewrite), weight(&|_| true));
        let base_rate = match (&self.prior, all > 0.0 && positive > 0.0 && positive < all) {
            (_, true) => round(positive / all),
            (Some(prior), false) => prior.base_rate(),
            (None, false) => 0.5,
        };
        let [names, no_names] = channels;
        let channels = [names, no_names, part].map(|channel| Channel {
            bias: round(channel.bias),
            weights: channel
                .weights
                .iter()
                .map(|row| Weight {
                    measure: row.measure,
                    weight: round(row.weight) + 0.0,
                    mean: round(row.mean),
                })
                .collect(),
        });
        Ok(Model::new(channels, base_rate, provenance))
    }

    fn row(&self, example: &Example, weight: f64, kind: ChannelKind, beside: f64) -> FitRow {
        let rewrite = if example.is_rewrite {
            self.rewrite_weight.unwrap_or(1.0)
        } else {
            1.0
        };
        FitRow {
            values: kind
                .measures()
                .map(|measure| example.evidence.get(measure))
                .collect(),
            beside,
            shift: 0.0,
            weight: weight * rewrite,
            label: f64::from(u8::from(example.is_rewrite)),
        }
    }

    /// Fits one channel.
    fn channel(&self, kind: ChannelKind, rows: &[FitRow]) -> Channel {
        let rows: Vec<&FitRow> = rows.iter().filter(|row| row.weight > 0.0).collect();
        let prior = self.prior.as_ref().map(|model| model.channel(kind));
        let total: f64 = rows.iter().map(|row| row.weight).sum();
        let mean_of = |of: &dyn Fn(&FitRow) -> f64| {
            rows.iter().map(|row| row.weight * of(row)).sum::<f64>() / total.max(1e-9)
        };
        let bias = prior.map_or(-4.0, |channel| channel.bias);
        let mut slots = vec![AdamSlot {
            value: bias,
            prior: bias,
            spread: 1.0,
            pulled: prior.is_some(),
            ..AdamSlot::default()
        }];
        for (at, measure) in kind.measures().enumerate() {
            let mean = mean_of(&|row| row.values[at]);
            let spread = mean_of(&|row| (row.values[at] - mean).powi(2))
                .sqrt()
                .max(MIN_SPREAD);
            let known = prior.and_then(|channel| channel.weights.get(at));
            let sign = if measure.speaks_for_reuse() {
                0.5
            } else {
                -0.5
            };
            let fixed = self.without.contains(&measure);
            let start = known.map_or(sign, |row| row.weight * spread);
            slots.push(AdamSlot {
                measure: Some(measure),
                value: if fixed { 0.0 } else { start },
                prior: known.map_or(0.0, |row| row.weight * spread),
                spread,
                mean: if total > 0.0 {
                    mean
                } else {
                    known.map_or(0.0, |row| row.mean)
                },
                fixed,
                pulled: true,
                ..AdamSlot::default()
            });
        }
        if total > 0.0 {
            let ridge = prior.map_or(RIDGE, |_| PRIOR_PAIRS / total);
            (1..=STEPS).for_each(|step| descend(&mut slots, &rows, total, ridge, step));
        }
        let weights = slots.iter().filter_map(|slot| {
            Some(Weight {
                measure: slot.measure?,
                weight: slot.value / slot.spread,
                mean: slot.mean,
            })
        });
        Channel {
            bias: slots.first().map_or(0.0, |slot| slot.value),
            weights: weights.collect(),
        }
    }
}

/// Rounds to what can be read.
fn round(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}

/// One pair as one channel sees it.
struct FitRow {
    values: Vec<f64>,
    /// The log-odds of the other question, which are fixed; −∞ where there is none.
    beside: f64,
    /// What is added to the log-odds of this question where both are made one number.
    shift: f64,
    weight: f64,
    label: f64,
}

/// One weight on its way, in units of its measure's spread.
#[derive(Debug, Clone, Copy, Default)]
struct AdamSlot {
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
    /// Whether the ridge pulls it: not a bias without a prior.
    pulled: bool,
}

/// Takes one step of Adam.
fn descend(slots: &mut [AdamSlot], rows: &[&FitRow], total: f64, ridge: f64, step: i32) {
    let Some((bias, weights)) = slots.split_first_mut() else {
        return;
    };
    for row in rows {
        let weighed = weights
            .iter()
            .zip(&row.values)
            .map(|(slot, value)| slot.value * value / slot.spread);
        let odds = bias.value + weighed.sum::<f64>();
        let both = Odds::new(row.beside, odds, row.shift);
        let error = row.weight * (logistic(both.both) - row.label) * (1.0 - both.share_of_whole);
        bias.slope += error;
        for (slot, value) in weights.iter_mut().zip(&row.values) {
            slot.slope += error * value / slot.spread;
        }
    }
    let rate = 0.1 * (1.0 - f64::from(step) / f64::from(STEPS + 1)).max(0.02);
    let (decay_first, decay_second) = (1.0 - 0.9_f64.powi(step), 1.0 - 0.999_f64.powi(step));
    for slot in slots.iter_mut().filter(|slot| !slot.fixed) {
        let pull = if slot.pulled {
            ridge * (slot.value - slot.prior)
        } else {
            0.0
        };
        let slope = slot.slope / total + pull;
        slot.slope = 0.0;
        slot.first = 0.9 * slot.first + 0.1 * slope;
        slot.second = 0.999 * slot.second + 0.001 * slope * slope;
        slot.value -=
            rate * (slot.first / decay_first) / ((slot.second / decay_second).sqrt() + 1e-9);
        let against = |measure: Measure| (slot.value > 0.0) != measure.speaks_for_reuse();
        if slot.measure.is_some_and(against) {
            slot.value = 0.0;
        }
    }
}

/// One pair as the calibration sees it.
struct CalibrationRow {
    whole: f64,
    part: f64,
    replaced: f64,
    is_rewrite: bool,
    weight: f64,
}

/// Returns the factor and the summand that make the log-odds right for the pairs as they are:
/// gradient descent on the log loss, which is convex but for the seam between the two questions.
fn calibration(rows: &[CalibrationRow]) -> (f64, f64) {
    let rows: Vec<&CalibrationRow> = rows.iter().filter(|row| row.weight > 0.0).collect();
    let loss = |stretch: f64, shift: f64| -> f64 {
        rows.iter()
            .map(|row| {
                let odds = Odds::new(
                    stretch * row.whole + shift,
                    stretch * row.part + shift,
                    PART_SHIFT,
                );
                let odds = odds.both - row.replaced;
                let signed = if row.is_rewrite { -odds } else { odds };
                row.weight * (signed.max(0.0) + (-signed.abs()).exp().ln_1p())
            })
            .sum()
    };
    // Two numbers: a pattern search that halves its steps finds them to a ten-thousandth in a few
    // hundred looks.
    let (mut best, mut step) = ((1.0, 0.0), (0.25, 0.5));
    let mut least = loss(best.0, best.1);
    while step.0 > 1e-4 {
        let tries = [
            (best.0 + step.0, best.1),
            (best.0 - step.0, best.1),
            (best.0, best.1 + step.1),
            (best.0, best.1 - step.1),
        ];
        let mut moved = false;
        for (stretch, shift) in tries {
            let stretch = f64::clamp(stretch, STRETCH.0, STRETCH.1);
            let of = loss(stretch, shift);
            if of < least {
                (least, best, moved) = (of, (stretch, shift), true);
            }
        }
        if !moved {
            step = (step.0 / 2.0, step.1 / 2.0);
        }
    }
    best
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Protects the calibration: log-odds that are half as steep as they should be and one too low
    /// come out right.
    #[test]
    fn log_odds_are_stretched_and_shifted_to_what_they_should_be() {
        let mut rows = Vec::new();
        for at in -40..=40 {
            let truth = f64::from(at) / 10.0;
            for is_rewrite in [false, true] {
                let probability = logistic(truth);
                rows.push(CalibrationRow {
                    whole: (truth - 1.0) / 2.0,
                    part: -50.0,
                    replaced: 0.0,
                    is_rewrite,
                    weight: if is_rewrite {
                        probability
                    } else {
                        1.0 - probability
                    },
                });
            }
        }
        let (stretch, shift) = calibration(&rows);
        assert!(
            (stretch - 2.0).abs() < 0.01 && (shift - 1.0).abs() < 0.02,
            "{stretch} {shift}"
        );
    }
}
