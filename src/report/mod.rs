//! What a person looks at: a comparison as a page, or laid out for a terminal.
//!
//! Takes a [`Comparison`](crate::Comparison) with the two texts that it was made from, and gives
//! text. Nothing is measured here. The pages need the feature `html`; `design/report.md` says how
//! they are made.

mod aside;
mod changes;
mod columns;
#[cfg(feature = "html")]
mod html;
mod marks;
mod sentences;
mod terminal;
mod words;

#[cfg(test)]
pub(crate) use changes::changes as changes_said;
#[cfg(feature = "html")]
pub use html::{Evaluation, FamilyReport, HtmlReport, Overview, SourceText, SourcesReport};
pub use terminal::{TerminalReport, TerminalStyle, text};
