//! How far one article is a rewrite of another, with the passages that prove it.

pub mod align;
mod comparison;
mod detector;
pub mod error;
pub mod eval;
mod hash;
pub mod report;
pub mod score;
pub mod shingle;
pub mod sketch;
pub mod text;

pub use comparison::Comparison;
pub use detector::{Detector, DetectorBuilder};
pub use error::{Error, Result};
pub use score::{Score, Verdict};
pub use text::{Document, Language, Span, TextOptions};
