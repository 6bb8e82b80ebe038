//! A guide in chapters, one for each question that a user meets.
//!
//! | chapter | question |
//! | --- | --- |
//! | [`input`] | What does a text need before it is compared? |
//! | [`thresholds`] | From which probability on is a pair worth a look? |
//! | [`reading`] | What does a page, a passage, a reason say? |
//! | [`languages`] | Which languages work, and how well? |
//! | [`evasion`] | What happens to look-alike letters and other tricks? |
//! | [`scaling`] | Two texts, a folder, millions: which part of the library for which size? |
//! | [`calibrating`] | How is the score fitted to pairs of one's own? |
//! | [`evaluating`] | How good is it on one's own labelled data? |
//!
//! The module holds text only.

#[doc = include_str!("input.md")]
pub mod input {}

#[doc = include_str!("thresholds.md")]
pub mod thresholds {}

#[doc = include_str!("reading.md")]
pub mod reading {}

#[doc = include_str!("languages.md")]
pub mod languages {}

#[doc = include_str!("evasion.md")]
pub mod evasion {}

#[doc = include_str!("scaling.md")]
pub mod scaling {}

#[doc = include_str!("calibrating.md")]
pub mod calibrating {}

#[doc = include_str!("evaluating.md")]
pub mod evaluating {}
