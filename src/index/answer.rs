//! What an index answers.

use crate::sketch::Estimate;

/// A document that resembles the one that was asked about.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Match {
    /// The document.
    pub id: u64,
    /// The resemblance of the two: an estimate where it was verified by signature, exact with a
    /// standard error of 0 where it was verified by shingles.
    pub resemblance: Estimate,
}

/// The answer to a query.
#[derive(Debug, Clone, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Matches {
    /// Those at or above the threshold: the most alike first, then by id.
    pub matches: Vec<Match>,
    /// What was not looked at.
    pub capped: Capped,
}

/// Documents that fell into a bucket with the one that was asked about, none of them verified.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Candidates {
    /// The documents, by rising id.
    pub ids: Vec<u64>,
    /// What was not looked at.
    pub capped: Capped,
}

/// Two documents of an index that resemble each other.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Pair {
    /// The document with the smaller id.
    pub first: u64,
    /// The other.
    pub second: u64,
    /// Their resemblance, as in [`Match::resemblance`].
    pub resemblance: Estimate,
}

/// All pairs of an index.
#[derive(Debug, Clone, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Pairs {
    /// Those at or above the threshold, by rising ids.
    pub pairs: Vec<Pair>,
    /// How many pairs shared a bucket and were verified.
    pub candidates: u64,
    /// What was not looked at.
    pub capped: Capped,
}

/// A document that holds much of the text that was asked about, or that the text holds much of.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Containment {
    /// The document.
    pub id: u64,
    /// The share of the text's shingles that the document has.
    pub of_query: Estimate,
    /// The share of the document's shingles that the text has.
    pub of_document: Estimate,
}

/// The answer to a question about containment.
#[derive(Debug, Clone, PartialEq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Containments {
    /// Those with a share at or above the threshold: the greatest share first, then by id.
    pub found: Vec<Containment>,
    /// What was not looked at.
    pub capped: Capped,
}

/// Buckets with more documents than the [bucket cap](super::IndexOptions::with_bucket_cap), mostly
/// of boilerplate: what was left out.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct Capped {
    /// How many buckets were over the cap.
    pub buckets: u64,
    /// How many comparisons they would have given beyond those that were made; a pair counts in
    /// each of these buckets that has it, also where another bucket made it a candidate.
    pub comparisons: u64,
}

impl Capped {
    /// Counts a bucket of a query.
    pub(super) fn add(&mut self, comparisons: u64) {
        self.buckets += 1;
        self.comparisons += comparisons;
    }
}

/// The entries of an answer can be iterated over, by value and by reference.
macro_rules! iterate {
    ($($answer:ident . $entries:ident: $entry:ty;)*) => {$(
        impl IntoIterator for $answer {
            type Item = $entry;
            type IntoIter = std::vec::IntoIter<$entry>;

            fn into_iter(self) -> Self::IntoIter {
                self.$entries.into_iter()
            }
        }

        impl<'a> IntoIterator for &'a $answer {
            type Item = &'a $entry;
            type IntoIter = std::slice::Iter<'a, $entry>;

            fn into_iter(self) -> Self::IntoIter {
                self.$entries.iter()
            }
        }
    )*};
}

iterate! {
    Matches.matches: Match;
    Candidates.ids: u64;
    Pairs.pairs: Pair;
    Containments.found: Containment;
}

/// Returns the ids of the documents that were found, in the order of the answer.
macro_rules! ids {
    ($($answer:ident . $entries:ident;)*) => {$(
        impl $answer {
            /// Returns the ids of the documents that were found, in the order of the answer: for
            /// [`Detector::compare_candidates`](crate::Detector::compare_candidates).
            pub fn ids(&self) -> Vec<u64> {
                self.$entries.iter().map(|entry| entry.id).collect()
            }
        }
    )*};
}

ids! {
    Matches.matches;
    Containments.found;
}
