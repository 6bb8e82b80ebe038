//! What the subcommands read: single texts, documents of folders, and rows of JSON lines.

pub(crate) mod documents;
pub(crate) mod lines;
pub(crate) mod texts;
