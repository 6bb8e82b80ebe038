//! What a number means, and which numbers say the same.
//!
//! `12.5 million` and `12,500,000` are one value; `3 km` and `3 m` are not, and 78 metres are 256
//! feet.

use std::sync::LazyLock;

use crate::language::unit;

/// A number as it is meant.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Quantity {
    /// The value, with its sign and magnitude.
    pub(crate) value: f64,
    /// The dimension of its unit and the size of the unit in the base unit; `None` for a bare
    /// number.
    pub(crate) unit: Option<(u16, f64)>,
    /// The digits that were written, not counting zeros at the end.
    pub(super) digits: u32,
}

/// The dimension of a time of day, in minutes; no row of the table of units.
pub(super) const CLOCK: u16 = u16::MAX;

/// The relative difference up to which a rounded number is the exact one.
const ROUNDING: f64 = 0.01;

/// The relative difference up to which a length in feet is one in metres: conversions are rounded.
const CONVERSION: f64 = 0.05;

/// The difference in degrees Celsius up to which a converted temperature is the same.
const DEGREES: f64 = 0.6;

/// The dimensions of units that can be converted into a unit of another dimension.
#[derive(Debug)]
struct Ambiguous {
    celsius: Option<u16>,
    fahrenheit: Option<u16>,
    /// Degrees of either scale.
    degrees: Option<u16>,
    mass: Option<u16>,
    /// Money or a weight.
    pound: Option<u16>,
}

impl Ambiguous {
    fn units() -> &'static Self {
        static UNITS: LazyLock<Ambiguous> = LazyLock::new(|| {
            let dimension = |name: &str| unit(name).map(|found| found.0);
            Ambiguous {
                celsius: dimension("°c"),
                fahrenheit: dimension("°f"),
                degrees: dimension("degrees"),
                mass: dimension("kg"),
                pound: dimension("£"),
            }
        });
        &UNITS
    }

    fn is_of_either_scale(&self, quantity: &Quantity) -> bool {
        quantity.unit.map(|unit| unit.0) == self.degrees
    }

    /// Returns a temperature in degrees Celsius.
    fn celsius(&self, quantity: &Quantity) -> Option<f64> {
        let dimension = Some(quantity.unit?.0);
        if dimension == self.fahrenheit {
            Some((quantity.value - 32.0) / 1.8)
        } else {
            (dimension == self.celsius || dimension == self.degrees).then_some(quantity.value)
        }
    }

    /// Returns a weight in kilograms.
    fn mass(&self, quantity: &Quantity) -> Option<f64> {
        const POUND: f64 = 0.453_592_37;
        let (dimension, size) = quantity.unit?;
        if Some(dimension) == self.pound {
            Some(quantity.value * POUND)
        } else {
            (Some(dimension) == self.mass).then_some(quantity.value * size)
        }
    }
}

impl Quantity {
    /// Returns `true` if both say the same: equal, one rounded to fewer digits, or one converted to
    /// another unit.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        let signs_differ = self.value.is_sign_negative() != other.value.is_sign_negative();
        if signs_differ && self.value != 0.0 && self.unit == other.unit {
            return false;
        }
        match (self.unit, other.unit) {
            (Some((mine, _)), Some((theirs, _))) if mine != theirs => self.is_same_otherwise(other),
            (Some((_, mine)), Some((_, theirs))) if mine != theirs => {
                let (a, b) = (self.value * mine, other.value * theirs);
                (a - b).abs() <= CONVERSION * a.abs().max(b.abs())
            }
            _ => self.has_same_value(other),
        }
    }

    /// Returns `true` if both say the same in two units.
    pub(crate) fn is_converted(&self, other: &Self) -> bool {
        let units = self.unit.zip(other.unit);
        units.is_some_and(|(mine, theirs)| mine != theirs) && self.is_same(other)
    }

    /// Returns `true` if both say the same in units of two dimensions: degrees of two scales, or
    /// pounds that are money or a weight.
    fn is_same_otherwise(&self, other: &Self) -> bool {
        let units = Ambiguous::units();
        if let (Some(mine), Some(theirs)) = (units.celsius(self), units.celsius(other)) {
            return (mine - theirs).abs() <= DEGREES
                || units.is_of_either_scale(self) && self.value == other.value
                || units.is_of_either_scale(other) && self.value == other.value;
        }
        match (units.mass(self), units.mass(other)) {
            (Some(mine), Some(theirs)) => {
                (mine - theirs).abs() <= CONVERSION * mine.abs().max(theirs.abs())
            }
            _ => false,
        }
    }

    /// Returns a number without a unit.
    pub(super) fn bare(value: f64) -> Self {
        Self {
            value,
            unit: None,
            digits: u32::MAX,
        }
    }

    /// Returns a time of day, in minutes since midnight.
    pub(super) fn time(minutes: f64) -> Self {
        Self {
            unit: Some((CLOCK, 1.0)),
            ..Self::bare(minutes)
        }
    }

    /// Returns `true` if one is a time of day and the other the same time written as a bare number:
    /// 4.20 for 4.20 a.m.
    pub(crate) fn is_same_time(&self, other: &Self) -> bool {
        let is_same = |time: &Self, bare: &Self| {
            // "1800" is 18:00 as well.
            let hours = match bare.value {
                value if value >= 100.0 && value.fract() == 0.0 => value / 100.0,
                value => value,
            };
            let minutes = hours.trunc() * 60.0 + (hours.fract() * 100.0).round();
            time.unit.is_some_and(|unit| unit.0 == CLOCK)
                && bare.unit.is_none()
                && (0.0..=24.0).contains(&hours)
                && (time.value - minutes).rem_euclid(720.0) == 0.0
        };
        is_same(self, other) || is_same(other, self)
    }

    /// Returns `true` for a time of day whose half of the day is unknown, as in "twenty past four".
    pub(super) fn is_told(&self) -> bool {
        self.is_time() && self.digits == u32::MAX
    }

    /// Returns `true` for a time of day.
    pub(super) fn is_time(&self) -> bool {
        self.unit.is_some_and(|unit| unit.0 == CLOCK)
    }

    /// Returns the hour of a time of day, on a dial of 24 and of 12 hours.
    pub(crate) fn hours(&self) -> Option<[f64; 2]> {
        let hour = self.value / 60.0;
        (self.unit?.0 == CLOCK).then_some([hour, hour % 12.0])
    }

    /// Returns `true` if a number that says the same may be far away in value.
    pub(crate) fn is_ambiguous(&self) -> bool {
        let units = Ambiguous::units();
        units.celsius(self).is_some() || units.mass(self).is_some()
    }

    fn has_same_value(&self, other: &Self) -> bool {
        let (a, b) = (self.value, other.value);
        let most = a.abs().max(b.abs());
        if (a - b).abs() <= 1e-9 * most {
            return true;
        }
        if self.is_year() && other.is_year() {
            return false;
        }
        // One is the other with fewer digits: 466,000 for 466,219, 5.4 for 5.44.
        let rounded = |coarse: &Self, fine: &Self| {
            coarse.digits < fine.digits
                && (coarse.value.abs() >= 100.0 || fine.value.fract() != 0.0)
        };
        (a - b).abs() < ROUNDING * most && (rounded(self, other) || rounded(other, self))
    }

    /// Returns the magnitude of the value in the base unit of its dimension.
    pub(crate) fn base(&self) -> f64 {
        self.value.abs() * self.unit.map_or(1.0, |unit| unit.1)
    }

    fn is_year(&self) -> bool {
        self.unit.is_none() && self.value.fract() == 0.0 && (1500.0..2100.0).contains(&self.value)
    }

    /// Returns `true` for a number without a unit of fewer than two digits, as every text has.
    pub(crate) fn is_small(&self) -> bool {
        self.unit.is_none() && self.value.abs() < 10.0 && self.value.fract() == 0.0
    }
}
