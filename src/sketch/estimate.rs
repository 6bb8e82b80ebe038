//! An estimated share and how far it may be off.

use std::fmt;

/// An estimate of a share, from 0 to 1, with its standard error.
///
/// Two of three estimates are within one standard error of the truth, nineteen of twenty within
/// two.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Estimate {
    /// The estimate, from 0 to 1.
    pub value: f64,
    /// Its standard error, from 0 to 1.
    pub standard_error: f64,
}

/// Shows the estimate and its standard error to three places, or an exact share alone.
impl fmt::Display for Estimate {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(out, "{:.3}", self.value)?;
        if self.standard_error > 0.0 {
            write!(out, " ± {:.3}", self.standard_error)?;
        }
        Ok(())
    }
}

impl Estimate {
    /// Returns the share of `hits` among `trials`, with the error of as many independent trials. Of
    /// no trial: 0 ± 1.
    pub(crate) fn of(hits: usize, trials: usize) -> Self {
        if trials == 0 {
            return Self {
                value: 0.0,
                standard_error: 1.0,
            };
        }
        let value = hits as f64 / trials as f64;
        // Half a hit and half a miss more, so that no error is 0 where every trial fell out alike.
        let share = (hits as f64 + 0.5) / (trials as f64 + 1.0);
        Self {
            value,
            standard_error: (share * (1.0 - share) / trials as f64).sqrt(),
        }
    }
}
