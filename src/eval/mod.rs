//! Measures of quality: how good the passages and the scores are on labelled pairs.
//!
//! Accumulators take one labelled pair, or document, after another and give their measures at any
//! time:
//!
//! - [`AlignmentEvaluation`] compares the passages that were found with the true ones: recall,
//!   precision, granularity and plagdet, as defined by M. Potthast, B. Stein, A. Barrón-Cedeño and
//!   P. Rosso, "An Evaluation Framework for Plagiarism Detection" (COLING 2010), and used by the
//!   text-alignment tasks of PAN.
//! - [`RankingEvaluation`] compares scores with yes-or-no labels: area under the ROC curve, average
//!   precision, true positives at one percent false positives, accuracy and calibration error.
//! - [`ClusterEvaluation`] compares the clusters that documents were put into with the true ones:
//!   pairwise precision and recall, and the adjusted Rand index.
//! - [`FamilyEvaluation`] compares families of texts with the true ones: groups of one origin,
//!   originals and parents.
//!
//! What they give depends only on which pairs or documents were added, to the last bit: not on
//! their order, nor on how they were split among threads before they were merged.
//!
//! The measures know nothing of texts. Offsets may count anything, as long as both sides of a
//! comparison count the same; published figures count Unicode code points.
//!
//! ```
//! use retold::Span;
//! use retold::eval::{AlignmentEvaluation, RankingEvaluation, SpanPair};
//!
//! let mut alignment = AlignmentEvaluation::new();
//! let truth = [SpanPair { source: Span::new(0, 100), suspicious: Span::new(50, 150) }];
//! let found = [SpanPair { source: Span::new(0, 100), suspicious: Span::new(50, 100) }];
//! alignment.add(&truth, &found);
//! let measures = alignment.measures();
//! assert_eq!((measures.recall, measures.precision), (0.75, 1.0));
//!
//! let mut ranking = RankingEvaluation::new();
//! for (score, is_rewrite) in [(0.9, true), (0.4, false), (0.3, true), (0.1, false)] {
//!     ranking.add(score, is_rewrite)?;
//! }
//! assert_eq!(ranking.measures().auc, Some(0.75));
//! # Ok::<(), retold::Error>(())
//! ```

mod alignment;
mod clusters;
mod families;
mod ranking;

pub use alignment::{AlignmentEvaluation, AlignmentMeasures, SpanPair};
pub use clusters::{ClusterEvaluation, ClusterMeasures};
pub use families::{FamilyEvaluation, FamilyMeasures, TrueParent};
pub use ranking::{CalibrationBin, RankingEvaluation, RankingMeasures};
