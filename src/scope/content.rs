//! The content words of a document, as the rules weigh them.

pub(super) use crate::score::information::{CONTENT, chance, chances, of_words};
