//! Bands of signature slots: which pairs of documents become candidates.

use crate::error::{Error, ParameterError, Result};
use crate::hash::hash_step;
use crate::sketch::{MinHasher, Signature};

/// How the slots of a signature are grouped: two documents are candidates where all slots of at
/// least one band agree.
///
/// A pair of resemblance *s* becomes a candidate with probability 1 − (1 − *s*^rows)^bands (Indyk
/// and Motwani 1998; Leskovec, Rajaraman and Ullman, *Mining of Massive Datasets*, chapter 3).
/// [`Plan`](super::Plan) chooses one.
///
/// ```
/// use retold::index::Banding;
///
/// let banding = Banding::new(16, 8)?;
/// assert!(banding.probability(0.9) > 0.99);
/// assert!(banding.probability(0.4) < 0.02);
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(try_from = "(u32, u32)", into = "(u32, u32)"))]
pub struct Banding {
    bands: u32,
    rows: u32,
}

impl Banding {
    /// Creates `bands` bands of `rows` slots each; slots beyond are left unused.
    ///
    /// # Errors
    ///
    /// [`ParameterError::Banding`](crate::error::ParameterError::Banding) where either is 0 or they
    /// need more slots than any signature has.
    pub fn new(bands: usize, rows: usize) -> Result<Self> {
        let limit = MinHasher::MAX_LENGTH;
        let wrong = Error::Parameter(ParameterError::Banding {
            bands,
            rows,
            length: limit,
        });
        if bands == 0 || rows == 0 || bands.checked_mul(rows).is_none_or(|slots| slots > limit) {
            return Err(wrong);
        }
        match (u32::try_from(bands), u32::try_from(rows)) {
            (Ok(bands), Ok(rows)) => Ok(Self { bands, rows }),
            _ => Err(wrong),
        }
    }

    /// Returns the number of bands.
    pub fn bands(self) -> usize {
        self.bands as usize
    }

    /// Returns the number of slots of a band.
    pub fn rows(self) -> usize {
        self.rows as usize
    }

    /// Returns the number of slots of all bands together.
    pub fn slots(self) -> usize {
        self.bands() * self.rows()
    }

    /// Returns the probability, from 0 to 1, that a pair of this resemblance becomes a candidate.
    pub fn probability(self, resemblance: f64) -> f64 {
        let agrees = power(resemblance.clamp(0.0, 1.0), self.rows);
        1.0 - power(1.0 - agrees, self.bands)
    }

    /// Returns the key of each band of a signature: the number of the band in the upper 32 bits,
    /// what its slots hash to in the lower. Two signatures become candidates where they share a
    /// key. The keys are pinned, so that they may be stored, and joined in a database.
    ///
    /// # Errors
    ///
    /// [`ParameterError::Banding`](crate::error::ParameterError::Banding) if the signature has
    /// fewer slots than the bands need.
    ///
    /// ```
    /// use retold::index::Banding;
    /// use retold::sketch::MinHasher;
    ///
    /// let signature = MinHasher::default().sign("The barge struck the third pier of the bridge before dawn.");
    /// let keys: Vec<u64> = Banding::default().band_keys(&signature)?.collect();
    /// assert_eq!(keys.len(), 16);
    /// assert_eq!(keys[3] >> 32, 3);
    /// # Ok::<(), retold::Error>(())
    /// ```
    pub fn band_keys(self, signature: &Signature) -> Result<impl Iterator<Item = u64>> {
        let slots = signature.slots();
        if slots.len() < self.slots() {
            return Err(Error::Parameter(ParameterError::Banding {
                bands: self.bands(),
                rows: self.rows(),
                length: slots.len(),
            }));
        }
        let bands = slots.chunks_exact(self.rows()).take(self.bands());
        Ok(bands
            .enumerate()
            .map(|(number, band)| (number as u64) << 32 | u64::from(band_key(number, band))))
    }

    /// Computes the hash of the slots of each band. A chance agreement of 32 bits only makes one
    /// candidate more.
    pub(super) fn keys(self, slots: &[u32], mut take: impl FnMut(usize, u32)) {
        for (number, band) in slots
            .chunks_exact(self.rows())
            .take(self.bands())
            .enumerate()
        {
            take(number, band_key(number, band));
        }
    }
}

fn band_key(number: usize, band: &[u32]) -> u32 {
    let pair = |low: u32, high: u32| u64::from(low) | u64::from(high) << 32;
    // The number of the band enters its hash, so that equal slots in two bands do not collide.
    let mut hash = 0x3C79_AC49_2BA7_B653 ^ (number as u64 + 1).wrapping_mul(0x1C69_B3F7_4AC4_AE35);
    let (fours, rest) = band.as_chunks::<4>();
    for &[a, b, c, d] in fours {
        hash = hash_step(hash, pair(a, b), pair(c, d));
    }
    if !rest.is_empty() {
        let slot = |at: usize| rest.get(at).copied().unwrap_or(0);
        hash = hash_step(hash, pair(slot(0), slot(1)), u64::from(slot(2)));
    }
    (hash_step(hash, 0x2545_F491_4F6C_DD1D, 0) >> 32) as u32
}

/// Returns a whole power by repeated multiplication: the same to the last bit on every machine,
/// unlike the system's.
fn power(base: f64, exponent: u32) -> f64 {
    let (mut result, mut square, mut left) = (1.0, base, exponent);
    while left > 0 {
        if left & 1 == 1 {
            result *= square;
        }
        square *= square;
        left >>= 1;
    }
    result
}

impl Default for Banding {
    /// Returns 16 bands of 8 slots: for near-copies, from a resemblance of .8 on.
    fn default() -> Self {
        Self { bands: 16, rows: 8 }
    }
}

impl TryFrom<(u32, u32)> for Banding {
    type Error = Error;

    fn try_from((bands, rows): (u32, u32)) -> Result<Self> {
        Self::new(bands as usize, rows as usize)
    }
}

impl From<Banding> for (u32, u32) {
    fn from(banding: Banding) -> Self {
        (banding.bands, banding.rows)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn probabilities_are_those_of_the_formula() {
        for (bands, rows) in [(16, 8), (32, 4), (1, 1), (7, 13)] {
            let banding = Banding::new(bands, rows).unwrap();
            for step in 0..=20 {
                let s = f64::from(step) / 20.0;
                let expected = 1.0 - (1.0 - s.powi(rows as i32)).powi(bands as i32);
                assert!((banding.probability(s) - expected).abs() < 1e-12);
            }
        }
    }

    #[test]
    fn what_no_signature_has_is_refused() {
        for (bands, rows) in [
            (0, 8),
            (8, 0),
            (1 << 16, 2),
            (usize::MAX, 2),
            (1, usize::MAX),
        ] {
            assert!(matches!(
                Banding::new(bands, rows),
                Err(Error::Parameter(ParameterError::Banding { .. }))
            ));
        }
    }

    /// The keys are stored: they never change while the format's version stays.
    #[test]
    fn keys_are_pinned() {
        let slots: Vec<u32> = (0..27).map(|slot| slot * 0x0101_0101).collect();
        for (bands, rows, expected) in [(3, 8, KEYS_OF_EIGHT), (3, 5, KEYS_OF_FIVE)] {
            let mut keys = [0; 3];
            Banding::new(bands, rows)
                .unwrap()
                .keys(&slots, |band, key| keys[band] = key);
            assert_eq!(keys, expected, "{keys:#x?}");
        }
    }

    const KEYS_OF_EIGHT: [u32; 3] = [0x2698_1b22, 0x5782_56b9, 0xc361_784e];
    const KEYS_OF_FIVE: [u32; 3] = [0x1b82_68d2, 0xf9d4_81bd, 0x4988_1a5b];
}
