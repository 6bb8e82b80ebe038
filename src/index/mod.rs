//! Near-duplicates among many: an index of signatures in bands (locality-sensitive hashing; Indyk
//! and Motwani 1998, Broder 1997).
//!
//! The slots of a [`Signature`](crate::sketch::Signature) are grouped into bands, and each band's
//! slots are hashed. Documents that agree in a band are *candidates*; each is verified, by the
//! share of slots that agree or exactly by shingles, and comes with its resemblance. [`Plan`]
//! chooses the bands and says beforehand what they find, what they cost and how much memory the
//! index takes.
//!
//! ```
//! use retold::index::{Clusters, IndexOptions, LshIndex, Plan};
//! use retold::shingle::ShingleSize;
//! use retold::sketch::MinHasher;
//!
//! let texts = [
//!     "The ferry Aurelia left Port Sable at nine on Monday with 212 passengers aboard.",
//!     "Plum jam needs no pectin, and sets better where the fruit is not yet ripe.",
//!     "The ferry Aurelia left Port Sable at nine on Monday with 212 passengers on board.",
//! ];
//! let hasher = MinHasher::new(128, ShingleSize::REWORDING)?;
//! let plan = Plan::new(hasher.length(), 0.5, 0.99)?;
//! let options = IndexOptions::new(hasher, plan.banding())?;
//!
//! let mut index = LshIndex::new(options);
//! index.insert_many((0..).zip(texts.map(|text| options.record(text))).collect())?;
//! let found = index.all_pairs(0.5)?;
//! let clusters = Clusters::new(index.ids()?, found.pairs.iter().map(|pair| (pair.first, pair.second)))?;
//! assert_eq!(clusters.keep_first(), [0, 1]);
//! # Ok::<(), retold::Error>(())
//! ```
//!
//! # Memory and time
//!
//! An index is flat memory: 8 bytes a document, 9 to 10 a document and band, and what it keeps to
//! verify with ([`Keep`]); [`IndexOptions::memory`] says it to the byte. Documents that were added
//! one by one are kept next to it until they are an eighth of it. A query costs a cache line or two
//! a band, and the verification of its candidates.
//!
//! # What stays the same
//!
//! The bytes of an index, and every answer, depend on its documents and options only: not on the
//! order in which they were added, on threads, or on the machine. A stored index carries its
//! version, parameters and checksums, and is queried where it lies (feature `mmap`).

mod answer;
mod banding;
mod build;
mod clusters;
mod delta;
mod disk;
mod file;
mod format;
mod keys;
mod lsh;
mod options;
mod pairs;
mod plan;
mod query;
mod segment;
mod verify;

pub use answer::{Candidates, Capped, Containment, Containments, Match, Matches, Pair, Pairs};
pub use banding::Banding;
pub use clusters::Clusters;
pub use lsh::LshIndex;
pub use options::{IndexOptions, Keep, Record};
pub use plan::Plan;

#[cfg(test)]
mod file_tests;
#[cfg(test)]
mod power_cut;
#[cfg(test)]
mod tests;
