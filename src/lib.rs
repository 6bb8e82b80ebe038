//! How far one article is a rewrite of another, with the passages that prove it.

pub mod align;
pub mod error;
pub mod eval;
pub mod shingle;
pub mod text;

pub use error::{Error, Result};
pub use text::{Document, Language, Span, TextOptions};
