//! From two documents to a calibrated probability that one was rewritten from the other, and why.
//!
//! Two signals tell a rewrite from an independent report of the same event, where words in common
//! do not. **Facts**: a rewrite names the people, places and numbers that its source names and adds
//! few of its own. **Order**: what it shares, it shares in the source's order. Next to this channel
//! for whole texts there is one for **partial reuse**, a passage lifted into another text: a region
//! too well ordered for chance, in a text that otherwise shares little. The odds of the two
//! channels add. All weights are in one table, `score/weights.tsv`, fitted by
//! `tools/src/bin/fit.rs` from labelled pairs, cross-validated by source; their signs are fixed by
//! what the measures mean. `design/score.md` tells the story.
//!
//! No measure sees the ratio of the lengths or divides by the length of the source, so that text
//! appended to the source changes little. Cost: near-linear in both texts, with terms of very many
//! places matched sparsely.
//!
//! The local alignment by chains of matches follows Eppstein, Galil, Giancarlo and Italiano,
//! "Sparse dynamic programming" (1992).

mod chain;
mod changes;
mod evidence;
mod facts;
mod fit;
mod in_place;
pub(crate) mod information;
pub(crate) mod known;
pub(crate) mod matter;
mod measures;
mod model;
#[cfg(feature = "serde")]
mod model_file;
pub(crate) mod number;
mod result;
mod rule;
pub(crate) mod sentence;
mod sentence_pairs;

pub use evidence::Evidence;
pub use fit::{Example, Fitter};
pub use measures::Measure;
pub(crate) use measures::Subject;
pub use model::{Model, Provenance};
pub use result::{Interval, Probabilities, Reason, Score, Verdict};
pub use sentence::{SentenceMatch, sentence_matches};
