//! Pages of one file each: a comparison, an overview of many, and an evaluation on labelled data.
//!
//! Takes what the other stages found and gives HTML. The templates (`askama`) escape every text; scripts and styles are files
//! next to them. Cost: a pass over both texts and the edits.

mod assets;
mod comparison;
mod evaluation;
mod figures;
mod layout;
mod overview;
mod plot;
mod sentences;

pub use comparison::HtmlReport;
pub use evaluation::Evaluation;
pub use overview::Overview;

use assets::{Asset, Policy, STYLE};

/// What every page has.
#[derive(Debug)]
struct Frame {
    title: String,
    policy: Policy,
    style: &'static str,
    script: &'static str,
    version: &'static str,
}

impl Frame {
    fn new(title: String, script: Asset) -> Self {
        let version = env!("CARGO_PKG_VERSION");
        Self {
            title,
            policy: Policy(script),
            style: STYLE.content,
            script: script.content,
            version,
        }
    }
}
