//! The front door: wires the stages together and holds no method of its own.
//!
//! Takes two texts or two [`Document`]s, gives a [`Comparison`]. A comparison costs one reading of each text and one
//! alignment, near-linear in their lengths; one thread does it. Only the calls over many texts run in parallel.

use crate::align::{AlignOptions, Aligner, Passage, SetAside};
use crate::score::{Score, Verdict};
use crate::text::{Document, Language, TextOptions};

/// Compares articles. Cheap to make, cheap to share between threads.
///
/// ```
/// use retold::Detector;
///
/// let detector = Detector::default();
/// let source = "The ferry Aurelia left Port Sable at nine with 212 passengers. It reached the island two hours late.";
/// let comparison = detector.compare(source, source);
/// assert!(comparison.score.probability > 0.9);
/// assert_eq!(comparison.reused, 1.0);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Detector {
    text: TextOptions,
    align: AlignOptions,
}
