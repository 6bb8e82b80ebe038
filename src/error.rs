//! The errors of the crate: values that say what was given and what is allowed.

use thiserror::Error;

/// What can go wrong. Every variant carries the numbers that explain it.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Error {
    /// A shingle of no words, or of more than a signature scheme allows.
    #[error("shingle size {given} is not allowed: it must be from 1 to {limit} words")]
    ShingleSize {
        /// The size that was asked for, in words.
        given: usize,
        /// The largest size, in words.
        limit: usize,
    },
    /// Shingles of different sizes were to be compared.
    #[error("shingles of {left} words cannot be compared with shingles of {right}")]
    ShingleSizes {
        /// The size on the one side, in words.
        left: usize,
        /// The size on the other, in words.
        right: usize,
    },
    /// A signature of no slots, or of more than is allowed.
    #[error("signature length {given} is not allowed: it must be from 1 to {limit} slots")]
    SignatureLength {
        /// The length that was asked for, in slots.
        given: usize,
        /// The largest length, in slots.
        limit: usize,
    },
    /// Two sketches that were not made in the same way were to be compared or merged.
    #[error("sketches differ in {what}: {left} and {right}")]
    SketchMismatch {
        /// Which parameter differs: the length, the seed, the shingle size or the scale.
        what: &'static str,
        /// The parameter of the one.
        left: u64,
        /// The parameter of the other.
        right: u64,
    },
    /// A containment sketch that keeps one hash in none.
    #[error("sketch scale {given} is not allowed: it must be 1 or more")]
    SketchScale {
        /// The scale that was asked for.
        given: u64,
    },
    /// Bytes that are no sketch of the kind that was asked for.
    #[error("these bytes are no {expected}: they start with {found:02x?}")]
    SketchKind {
        /// The kind that was asked for.
        expected: &'static str,
        /// The first four bytes that were given, fewer where there are no more.
        found: Vec<u8>,
    },
    /// Bytes written under a scheme that this version doesn't know.
    #[error("sketch scheme {given} is not known: this version reads scheme {known}")]
    SketchScheme {
        /// The scheme of the bytes.
        given: u8,
        /// The scheme of this version.
        known: u8,
    },
    /// Bytes of a sketch that end too early or go on too long.
    #[error("a sketch of {expected} bytes was given {given} bytes")]
    SketchSize {
        /// How many bytes were given.
        given: usize,
        /// How many the sketch has.
        expected: usize,
    },
    /// Bytes of a sketch that were altered.
    #[error("the sketch's checksum is {computed:016x}, but it was written with {stored:016x}")]
    SketchChecksum {
        /// The checksum in the bytes.
        stored: u64,
        /// The checksum of the bytes.
        computed: u64,
    },
    /// A sketch whose checksum fits and whose content no sketch can have.
    #[error("the sketch is not valid: {what}")]
    SketchContent {
        /// What is wrong with it.
        what: &'static str,
    },
    /// A share that is none: a resemblance or a recall beyond 0 to 1.
    #[error("a {what} of {given} is not allowed: it must be above 0 and at most 1")]
    Share {
        /// What it was given for.
        what: &'static str,
        /// What was given, written out.
        given: String,
    },
    /// Bands of signature slots that a signature doesn't have.
    #[error(
        "{bands} bands of {rows} slots do not fit a signature of {length}: there must be at least one band of one slot"
    )]
    Banding {
        /// The bands that were asked for.
        bands: usize,
        /// Slots of each band.
        rows: usize,
        /// Slots of the signature, or the most that any has.
        length: usize,
    },
    /// A recall that no bands of a signature reach.
    #[error(
        "no bands of a signature of {length} slots reach a recall of {wanted}: the best reach {best}"
    )]
    PlanRecall {
        /// The recall that was asked for, written out.
        wanted: String,
        /// The best that can be had, written out.
        best: String,
        /// Slots of the signature.
        length: usize,
    },
    /// An index that would hold more documents than it can number.
    #[error("an index holds at most {limit} documents, and {given} were to be held")]
    IndexFull {
        /// How many were to be held.
        given: u64,
        /// How many may be.
        limit: u64,
    },
    /// A document that the index has already.
    #[error("the index has a document {id} already: remove it first")]
    IndexId {
        /// Its id.
        id: u64,
    },
    /// A record without something that the index keeps, or was asked to compare.
    #[error("the record has no {what}, and the index needs it")]
    IndexRecord {
        /// What is missing.
        what: &'static str,
    },
    /// A question that the index cannot answer, since it doesn't keep what would answer it.
    #[error("the index keeps no {what}")]
    IndexKeeps {
        /// What is missing.
        what: &'static str,
    },
    /// A document whose shingles the caller was asked for and did not give.
    #[error("the shingles of document {id} were not given")]
    IndexShingles {
        /// Its id.
        id: u64,
    },
    /// A pair with a document that is not among those to be clustered.
    #[error("the pair has a document {id}, which is not among those that are clustered")]
    ClusterId {
        /// Its id.
        id: u64,
    },
    /// Two indexes, or an index and a record, that were not made in the same way.
    #[error("indexes or records differ in {what}: {left} and {right}")]
    IndexMismatch {
        /// Which parameter differs.
        what: &'static str,
        /// The parameter of the one.
        left: u64,
        /// The parameter of the other.
        right: u64,
    },
    /// Bytes that are no index.
    #[error("these bytes are no index: they start with {found:02x?}")]
    IndexKind {
        /// The first eight bytes that were given, fewer where there are no more.
        found: Vec<u8>,
    },
    /// An index in a form, or of a hash scheme, that this version doesn't know.
    #[error("index {what} {given} is not known: this version reads {known}")]
    IndexVersion {
        /// Which version: that of the format or of the hash scheme.
        what: &'static str,
        /// The version of the bytes.
        given: u32,
        /// The version that is read.
        known: u32,
    },
    /// An index that ends too early or goes on too long.
    #[error("an index of {expected} bytes was given {given} bytes")]
    IndexSize {
        /// How many bytes were given.
        given: u64,
        /// How many the index has.
        expected: u64,
    },
    /// A part of an index that was altered.
    #[error(
        "{length} bytes of the index at byte {offset} are not what was written: checksum {computed:016x}, not {stored:016x}"
    )]
    IndexChecksum {
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
    IndexContent {
        /// What is wrong with it.
        what: &'static str,
    },
    /// A file that could not be read or written.
    #[error("cannot {what} {path}: {message}")]
    File {
        /// What was to be done with it.
        what: &'static str,
        /// Which file.
        path: String,
        /// The kind of the system's error.
        kind: std::io::ErrorKind,
        /// The system's message.
        message: String,
    },
    /// A file that is no model of the score.
    #[error("this is no model file: {what}")]
    ModelFormat {
        /// What it lacks.
        what: String,
    },
    /// A model file written for other measures or in another form than those of this version.
    #[error("model version {given} cannot be read: this version of retold reads version {known}")]
    ModelVersion {
        /// The version of the file.
        given: u64,
        /// The version that is read.
        known: u64,
    },
    /// A model file whose content no model can have.
    #[error("the model is not valid: {what}")]
    ModelContent {
        /// What is wrong with it.
        what: String,
    },
    /// A model cannot be fitted without pairs of both kinds.
    #[error(
        "a model needs rewrites and other texts: {rewrites} rewrites and {others} others were given"
    )]
    TooFewExamples {
        /// How many rewrites were given.
        rewrites: usize,
        /// How many other texts were given.
        others: usize,
    },
    /// A score that is not a number cannot be ranked.
    #[error("the score is not a number (NaN): any other is allowed")]
    ScoreNotANumber,
}

/// A result whose error is [`enum@Error`].
pub type Result<T, E = Error> = std::result::Result<T, E>;
