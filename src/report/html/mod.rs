//! Pages of one file each: a comparison, a text with its sources, an overview of many, families of
//! texts, and an evaluation on labelled data.
//!
//! Takes what the other stages found and gives HTML. The templates (`askama`) escape every text;
//! scripts and styles are files next to them. Cost: a pass over both texts and the edits.

mod assets;
mod comparison;
mod evaluation;
mod family;
mod family_tree;
mod figures;
mod layout;
mod overview;
mod passage;
mod plot;
mod sentences;
mod sources;
mod sources_view;
mod switches;
mod view;

pub use comparison::HtmlReport;
pub use evaluation::Evaluation;
pub use family::FamilyReport;
pub use overview::Overview;
pub use sources::{SourceText, SourcesReport};

use assets::{Asset, Policy, STYLE};

/// What every page has.
#[derive(Debug)]
struct Frame {
    title: String,
    styles: Vec<Asset>,
    scripts: &'static [Asset],
    version: &'static str,
}

impl Frame {
    fn new(title: String, scripts: &'static [Asset]) -> Self {
        Self {
            title,
            styles: vec![STYLE],
            scripts,
            version: env!("CARGO_PKG_VERSION"),
        }
    }

    /// Adds a style of the page's own.
    fn with_style(mut self, style: Asset) -> Self {
        self.styles.push(style);
        self
    }

    fn policy(&self) -> Policy<'_> {
        Policy {
            styles: &self.styles,
            scripts: self.scripts,
        }
    }
}
