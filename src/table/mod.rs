//! Hash tables keyed by hashes that are already well mixed, and sorted lists.

mod intern;
mod lookup;
mod sorted;

pub(crate) use intern::Interner;
pub(crate) use lookup::Lookup;
pub(crate) use sorted::{Number, shared, shared_if};
