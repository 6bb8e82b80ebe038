//! Chooses bands for a signature, a threshold and a recall, and says beforehand what they give and
//! cost.

use std::fmt;

use super::{Banding, IndexOptions};
use crate::error::{Error, ParameterError, Result};
use crate::sketch::MinHasher;

/// Bands for a purpose, and what to expect of them. Needs no index.
///
/// Among all bandings that reach the wanted recall it takes the one with the most slots a band, so
/// that the fewest dissimilar pairs become candidates, and then the fewest bands, so that the index
/// is small; slots beyond are left unused.
///
/// *Recall* is the share of the pairs at or above the threshold that become candidates, where such
/// pairs are spread evenly between the threshold and 1; [`Plan::probability`] gives it at each
/// resemblance. Since candidates are verified, a pair below the threshold costs time and is not
/// returned.
///
/// ```
/// use retold::index::Plan;
///
/// let plan = Plan::new(128, 0.8, 0.99)?;
/// assert!(plan.recall() >= 0.99);
/// assert!(plan.banding().slots() + plan.unused() == 128);
/// println!("{plan}");
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plan {
    length: usize,
    threshold: f64,
    banding: Banding,
}

impl Plan {
    /// Bands for signatures of `length` slots that find pairs of a resemblance of `threshold` or
    /// more with this `recall`; both above 0 and at most 1.
    ///
    /// # Errors
    ///
    /// [`ParameterError::SignatureLength`](crate::error::ParameterError::SignatureLength) for a
    /// length that no signature has, [`ParameterError::Share`](crate::error::ParameterError::Share)
    /// for a threshold or recall beyond 0 to 1,
    /// [`ParameterError::Recall`](crate::error::ParameterError::Recall) where no banding reaches
    /// the recall.
    pub fn new(length: usize, threshold: f64, recall: f64) -> Result<Self> {
        if !(1..=MinHasher::MAX_LENGTH).contains(&length) {
            return Err(Error::Parameter(ParameterError::SignatureLength {
                given: length,
                limit: MinHasher::MAX_LENGTH,
            }));
        }
        check_share("threshold", threshold)?;
        check_share("recall", recall)?;
        let with = |bands, rows| {
            Banding::new(bands, rows).map(|banding| Self {
                length,
                threshold,
                banding,
            })
        };
        // The more slots a band has, the lower is the recall of as many bands as fit.
        let mut fits = (1, length);
        while fits.1 - fits.0 > 1 {
            let rows = fits.0.midpoint(fits.1);
            if with(length / rows, rows)?.recall() >= recall {
                fits.0 = rows
            } else {
                fits.1 = rows
            }
        }
        let best = with(length, 1)?.recall();
        if best < recall {
            return Err(Error::Parameter(ParameterError::Recall {
                wanted: recall.to_string(),
                best: format!("{best:.4}"),
                length,
            }));
        }
        let rows = if with(length / fits.1, fits.1)?.recall() >= recall {
            fits.1
        } else {
            fits.0
        };
        let (mut too_few, mut enough) = (0, length / rows);
        while enough - too_few > 1 {
            let bands = too_few.midpoint(enough);
            if with(bands, rows)?.recall() >= recall {
                enough = bands
            } else {
                too_few = bands
            }
        }
        with(enough, rows)
    }

    /// Returns what to expect of a banding that was chosen by other means.
    ///
    /// # Errors
    ///
    /// [`ParameterError::Banding`](crate::error::ParameterError::Banding) where the signature
    /// hasn't as many slots, [`ParameterError::Share`](crate::error::ParameterError::Share) for a
    /// threshold beyond 0 to 1.
    pub fn of(length: usize, threshold: f64, banding: Banding) -> Result<Self> {
        check_share("threshold", threshold)?;
        if banding.slots() > length {
            return Err(Error::Parameter(ParameterError::Banding {
                bands: banding.bands(),
                rows: banding.rows(),
                length,
            }));
        }
        Ok(Self {
            length,
            threshold,
            banding,
        })
    }

    /// Returns the bands.
    pub fn banding(&self) -> Banding {
        self.banding
    }

    /// Returns how many slots of the signature no band uses. They still sharpen a verification by
    /// signature.
    pub fn unused(&self) -> usize {
        self.length - self.banding.slots()
    }

    /// Returns the expected share of pairs at or above the threshold that become candidates, where
    /// their resemblance is spread evenly.
    pub fn recall(&self) -> f64 {
        // Simpson's rule: far finer than anybody can plan.
        const STEPS: u32 = 64;
        let width = (1.0 - self.threshold) / f64::from(STEPS);
        let sum: f64 = (0..=STEPS)
            .map(|step| {
                let weight = if step == 0 || step == STEPS {
                    1.0
                } else {
                    2.0 * f64::from(1 + step % 2)
                };
                weight * self.probability(self.threshold + width * f64::from(step))
            })
            .sum();
        sum / f64::from(3 * STEPS)
    }

    /// Returns the probability, from 0 to 1, that a pair of this resemblance becomes a candidate:
    /// recall at and above the threshold, the share of false candidates below it.
    pub fn probability(&self, resemblance: f64) -> f64 {
        self.banding.probability(resemblance)
    }

    /// Bytes of an index of this many documents that keeps nothing but the bands: see
    /// [`IndexOptions::memory`] for others.
    pub fn memory(&self, documents: u64) -> u64 {
        IndexOptions {
            banding: self.banding,
            keep: super::Keep::Nothing,
            ..IndexOptions::default()
        }
        .memory(documents, 0, 0)
    }
}

/// A small table: recall or false candidates at each resemblance, and the memory for some numbers
/// of documents.
impl fmt::Display for Plan {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (bands, rows) = (self.banding.bands(), self.banding.rows());
        writeln!(
            f,
            "{bands} bands of {rows} slots, {} of {} unused; recall from {} on: {:.4}",
            self.unused(),
            self.length,
            self.threshold,
            self.recall()
        )?;
        writeln!(f, "resemblance  candidates")?;
        let mut shown: Vec<f64> = (1..=20).map(|step| f64::from(step) / 20.0).collect();
        shown.push(self.threshold);
        shown.sort_by(f64::total_cmp);
        shown.dedup();
        for resemblance in shown {
            let what = if resemblance >= self.threshold {
                "recall"
            } else {
                "false"
            };
            writeln!(
                f,
                "{resemblance:>11.3}  {:>10.6}  {what}",
                self.probability(resemblance)
            )?;
        }
        writeln!(f, "  documents    megabytes")?;
        for documents in [100_000, 1_000_000, 10_000_000] {
            writeln!(
                f,
                "{documents:>11}  {:>11.1}",
                self.memory(documents) as f64 / 1e6
            )?;
        }
        Ok(())
    }
}

/// Checks that a number is above 0 and at most 1.
pub(super) fn check_share(what: &'static str, given: f64) -> Result<()> {
    if given > 0.0 && given <= 1.0 {
        Ok(())
    } else {
        Err(Error::Parameter(ParameterError::Share {
            what,
            given: given.to_string(),
        }))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_choice_is_that_of_trying_all() {
        for length in [1, 7, 64, 128] {
            for threshold in [0.2, 0.5, 0.8, 0.95] {
                for recall in [0.5, 0.9, 0.985, 0.999] {
                    let all = (1..=length)
                        .rev()
                        .flat_map(|rows| (1..=length / rows).map(move |bands| (bands, rows)));
                    let mut plans = all.map(|(bands, rows)| {
                        Plan::of(length, threshold, Banding::new(bands, rows).unwrap()).unwrap()
                    });
                    let first = plans.find(|plan| plan.recall() >= recall);
                    assert_eq!(
                        Plan::new(length, threshold, recall).ok(),
                        first,
                        "{length} {threshold} {recall}"
                    );
                }
            }
        }
    }

    #[test]
    fn known_choices() {
        let chosen = |threshold, recall| {
            let plan = Plan::new(128, threshold, recall).unwrap();
            (plan.banding().bands(), plan.banding().rows())
        };
        assert_eq!(chosen(0.8, 0.99), (15, 8));
        assert_eq!(chosen(0.5, 0.985), (30, 4));
    }

    #[test]
    fn what_cannot_be_planned_is_said_with_the_numbers() {
        assert!(matches!(
            Plan::new(0, 0.5, 0.9),
            Err(Error::Parameter(ParameterError::SignatureLength {
                given: 0,
                ..
            }))
        ));
        for share in [0.0, -0.1, 1.1, f64::NAN, f64::INFINITY] {
            assert!(matches!(
                Plan::new(128, share, 0.9),
                Err(Error::Parameter(ParameterError::Share {
                    what: "threshold",
                    ..
                }))
            ));
            assert!(matches!(
                Plan::new(128, 0.5, share),
                Err(Error::Parameter(ParameterError::Share {
                    what: "recall",
                    ..
                }))
            ));
        }
        let error = Plan::new(2, 0.1, 0.999).unwrap_err().to_string();
        assert!(
            error.starts_with(
                "no bands of a signature of 2 slots reach a recall of 0.999: the best reach 0."
            ),
            "{error}"
        );
    }
}
