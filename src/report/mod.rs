//! What a person looks at: a comparison laid out for a terminal.
//!
//! Takes a [`Comparison`](crate::Comparison) with the two texts that it was made from, and gives text. Nothing is measured here.

mod columns;
mod marks;
mod terminal;

pub use terminal::{TerminalReport, TerminalStyle};
