//! All reused passages of a pair, in any order.

mod passage;

pub use passage::{Edit, EditKind, Obfuscation, Passage};
