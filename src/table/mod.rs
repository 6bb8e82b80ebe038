//! Hash tables keyed by hashes that are already well mixed.

mod intern;
mod lookup;

pub(crate) use intern::Interner;
pub(crate) use lookup::Lookup;
