//! What an index refuses, or bytes that hold none.

use thiserror::Error;

/// A document or question that an index refuses, or bytes that hold no index.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum IndexError {
    /// An index that would hold more documents than it can number.
    #[error("an index holds at most {limit} documents, and {given} were to be held")]
    Full {
        /// How many were to be held.
        given: u64,
        /// How many may be.
        limit: u64,
    },
    /// A document that the index has already.
    #[error("the index has a document {id} already: remove it first")]
    DuplicateId {
        /// Its id.
        id: u64,
    },
    /// A record without something that the index keeps, or was asked to compare.
    #[error("the record has no {what}, and the index needs it")]
    Record {
        /// What is missing.
        what: &'static str,
    },
    /// A question that the index cannot answer, since it doesn't keep what would answer it.
    #[error("the index keeps no {what}")]
    Keeps {
        /// What is missing.
        what: &'static str,
    },
    /// A document whose shingles the caller was asked for and did not give.
    #[error("the shingles of document {id} were not given")]
    Shingles {
        /// Its id.
        id: u64,
    },
    /// A pair with a document that is not among those to be clustered.
    #[error("the pair has a document {id}, which is not among those that are clustered")]
    UnknownId {
        /// Its id.
        id: u64,
    },
    /// Two indexes, or an index and a record, that were not made in the same way.
    #[error("indexes or records differ in {what}: {left} and {right}")]
    Mismatch {
        /// Which parameter differs.
        what: &'static str,
        /// The parameter of the one.
        left: u64,
        /// The parameter of the other.
        right: u64,
    },
    /// Bytes that are no index.
    #[error("these bytes are no index: they start with {found:02x?}")]
    Kind {
        /// The first eight bytes that were given, fewer where there are no more.
        found: Vec<u8>,
    },
    /// An index in a form, or of a hash scheme, that this version doesn't know.
    #[error("index {what} {given} is not known: this version reads {known}")]
    Version {
        /// Which version: that of the format or of the hash scheme.
        what: &'static str,
        /// The version of the bytes.
        given: u32,
        /// The version that is read.
        known: u32,
    },
    /// An index that ends too early or goes on too long.
    #[error("an index of {expected} bytes was given {given} bytes")]
    Size {
        /// How many bytes were given.
        given: u64,
        /// How many the index has.
        expected: u64,
    },
    /// A part of an index that was altered.
    #[error(
        "{length} bytes of the index at byte {offset} are not what was written: checksum {computed:016x}, not {stored:016x}"
    )]
    Checksum {
        /// Where the part starts.
        offset: u64,
        /// How long it is.
        length: u64,
        /// The checksum that was written.
        stored: u64,
        /// The checksum of the bytes.
        computed: u64,
    },
    /// An index whose checksums fit and whose content no index can have.
    #[error("the index is not valid: {what}")]
    Content {
        /// What is wrong with it.
        what: &'static str,
    },
}
