//! The number of the scheme by which text becomes words and stems.

/// The number of the scheme by which a text becomes words and stems. An index that stores them is
/// of use only under the scheme it was written with.
///
/// It is raised whenever a word or a stem of any language changes: by a change of folding or
/// splitting, or by another version of the stemmers. `tests/scheme.rs` holds a golden list for
/// every language.
pub const SCHEME: u32 = 1;
