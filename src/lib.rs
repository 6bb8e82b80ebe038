//! How far one article is a rewrite of another, with the passages that prove it.
//!
//! A rewrite, by a person or a language model, may leave hardly a phrase of its source; an
//! independent report of the same event shares its names, numbers and topic. `retold` tells the two
//! apart by what topic words don't show: whether the facts of the suspicious text come from the
//! source, in its order and neighbourhood, and which passages follow it.
//!
//! # Compare two texts
//!
//! A [`Detector`] gives a [`Comparison`]: a calibrated probability with its reasons, a [`Verdict`],
//! the share of the suspicious text that was reused, the share of the source that it covers, and
//! the passages with their edits.
//!
//! ```
//! use retold::{Detector, Verdict};
//!
//! let source = "The ferry Aurelia left Port Sable at nine on Monday with 212 passengers aboard. A storm warning had been \
//!     issued an hour earlier, and the harbour master, Ines Calder, had advised the captain to wait. Nobody was hurt.";
//! let suspicious = "Port Sable, 4 May. The ferry Aurelia sailed from Port Sable at nine on Monday with 212 passengers on board. \
//!     A storm warning had gone out an hour earlier, and harbour master Ines Calder had told the captain to wait.";
//!
//! let comparison = Detector::default().compare(source, suspicious);
//! assert!(comparison.score.probability > 0.5);
//! assert_ne!(comparison.verdict(), Verdict::Independent);
//! for passage in &comparison.passages {
//!     let (_was, _is) = (passage.source.slice(source), passage.suspicious.slice(suspicious));
//! }
//! ```
//!
//! # Compare many
//!
//! Prepare each text once as a [`Document`]; [`Detector::compare_many`] and
//! [`Detector::compare_pairs`] work in parallel with the default feature `rayon`, keep the order of
//! their input and give what the single calls give.
//!
//! ```
//! use retold::Detector;
//!
//! let detector = Detector::default();
//! let source = detector.document("The barge struck the third pier of the bridge before dawn.");
//! let suspicious = detector.documents(&["Plum jam needs no pectin.", "Before dawn the barge struck the bridge's third pier."]);
//! assert_eq!(detector.compare_many(&source, &suspicious).len(), 2);
//! ```
//!
//! # Show it to a person
//!
//! With the feature `html`, [`Comparison::to_html`] gives a page that can be sent to anyone: both
//! texts with their passages linked, the reasons, a map, and the edits on demand. [`report::text`]
//! is the same for a terminal.
//!
//! # Sketch millions
//!
//! A [`sketch::MinHasher`] turns text into a [`sketch::Signature`] of fixed size without building a
//! document; two signatures estimate the resemblance of their texts with a standard error. A
//! [`sketch::ContainmentSketch`] estimates how much of a short text a long one holds.
//!
//! # Find near-duplicates
//!
//! An [`index::LshIndex`] finds the texts that resemble one another among millions of them,
//! verified, in memory that [`index::Plan`] tells beforehand, and [`index::Clusters`] says which
//! belong together.
//!
//! ```
//! use retold::index::{IndexOptions, LshIndex};
//!
//! let options = IndexOptions::default();
//! let text = "The barge struck the third pier of the bridge before dawn, and the crossing was closed for eleven weeks.";
//! let mut index = LshIndex::new(options);
//! index.insert(1, options.record(text))?;
//! assert_eq!(index.query(&options.record(text), 0.8)?.matches[0].id, 1);
//! # Ok::<(), retold::Error>(())
//! ```
//!
//! # The stages
//!
//! A module uses only those above it:
//!
//! | module | job |
//! | --- | --- |
//! | [`text`] | fold, split into words and sentences, stem; everything tied to bytes of the original |
//! | [`shingle`] | word n-grams as pinned 64-bit hashes; exact resemblance and containment |
//! | [`sketch`] | signatures of fixed size, and estimates with an error bar |
//! | [`index`] | near-duplicates among millions: plan, verified answers, clusters, files |
//! | [`scope`] | which words take part in a comparison, and why the others do not |
//! | [`align`] | all reused passages, in any order, with the edits inside each |
//! | [`score`] | from evidence to a calibrated probability, and why |
//! | [`sources`] | one text against many sources: which words come from which |
//! | [`Detector`] | the front door: wires the stages |
//! | [`report`] | what a person looks at |
//! | [`eval`] | measure it on your own labelled data |
//!
//! # What stays the same
//!
//! The same bytes come out on every machine, feature set, thread count and vector width: hashes,
//! signatures and sketches are pinned and carry the version of their scheme. No input panics;
//! limits are errors, or are stated and reported. A text without words compares as neutral.
//!
//! # Features
//!
//! - `rayon` (default): the calls over many texts run in parallel.
//! - `mmap`: a stored index is mapped into memory instead of read.
//! - `serde`: `Serialize` and `Deserialize` on the public values; a comparison's form has a schema
//!   version.
//! - `json`: models as JSON files ([`score::Model::to_json`]), and comparisons as JSON with offsets
//!   in bytes or code points.
//! - `tuning`: the numbers of the aligner, for the programs that choose them; no version promises
//!   them.
//! - `schema`: `JsonSchema` (of `schemars` 1) on the same, from which `schema/*.json` in the
//!   repository are made.
//! - `html`: [`Comparison::to_html`], [`report::HtmlReport`], [`report::Overview`] and
//!   [`report::Evaluation`], pages of one file each.

#![cfg_attr(docsrs, feature(doc_cfg))]
// The path is written out where the short name would also do: a reader of the source finds the
// item.
#![allow(rustdoc::redundant_explicit_links)]
// Tests compare lists of token ranges, and a list may hold one.
#![cfg_attr(test, allow(clippy::single_range_in_vec_init))]

pub mod align;
mod comparison;
mod detector;
pub mod error;
pub mod eval;
mod facts;
pub mod family;
#[cfg(any(doc, doctest))]
pub mod guide;
mod hash;
pub mod index;
mod language;
mod math;
#[cfg(feature = "json")]
mod offsets;
mod pair;
mod parallel;
pub mod report;
pub mod scope;
pub mod score;
mod session;
pub mod shingle;
mod simd;
pub mod sketch;
pub mod sources;
mod table;
pub mod text;

pub use comparison::Comparison;
pub use detector::{CandidateComparison, Detector, DetectorBuilder};
pub use error::{Error, Result};
#[cfg(feature = "json")]
pub use offsets::Offsets;
pub use score::{Score, Verdict};
pub use session::Session;
pub use sources::Found;
pub use text::{Document, Language, Span, TextOptions};

/// README's example, run with the other documentation.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
