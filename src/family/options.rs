//! What is known of texts besides their words, and how sure an answer must be.

use super::model::FamilyModel;

/// Probability from which a text is named as an original, a parent or a sibling.
const MIN_PROBABILITY: f64 = 0.5;

/// Options of [`Detector::families`](crate::Detector::families).
///
/// ```
/// use retold::family::FamilyOptions;
///
/// // The second text has no date.
/// let options = FamilyOptions::default().with_dates(vec![Some(1_718_000_000), None]).with_min_probability(0.8);
/// # let _ = options;
/// ```
#[derive(Debug, Clone)]
#[must_use]
pub struct FamilyOptions {
    pub(super) dates: Vec<Option<i64>>,
    pub(super) min_probability: f64,
    pub(super) one_origin: bool,
    model: Option<FamilyModel>,
}

impl Default for FamilyOptions {
    fn default() -> Self {
        Self {
            dates: Vec::new(),
            min_probability: MIN_PROBABILITY,
            one_origin: false,
            model: None,
        }
    }
}

impl FamilyOptions {
    /// Sets when each text was published, in the order of the texts and in any unit, such as
    /// seconds; a text cannot come from a later one. Texts beyond the end of the list have no date.
    pub fn with_dates(mut self, dates: Vec<Option<i64>>) -> Self {
        self.dates = dates;
        self
    }

    /// Sets the probability from which a text is named as an original, a parent or a sibling, from
    /// 0 to 1; below it, the text is undecided. 0.5 by default: more likely than all else together.
    pub fn with_min_probability(mut self, probability: f64) -> Self {
        self.min_probability = probability;
        self
    }

    /// Takes it as known that all texts go back to one origin.
    pub fn with_one_origin(mut self) -> Self {
        self.one_origin = true;
        self
    }

    /// Sets a model other than the shipped one.
    #[doc(hidden)]
    pub fn with_model(mut self, model: FamilyModel) -> Self {
        self.model = Some(model);
        self
    }

    pub(super) fn model(&self) -> &FamilyModel {
        self.model
            .as_ref()
            .unwrap_or_else(|| FamilyModel::shipped())
    }
}
