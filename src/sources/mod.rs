//! One text compared with many sources: which words of it come from which source.
//!
//! Takes the comparisons of one suspicious text with any number of sources, gives a [`Found`]: the
//! sources, most likely first, and the union of their passages, in which no word is counted twice.
//! Where passages of several sources overlap, the words belong to the passage that explains them
//! best; a source that is excluded gives its words to the next. Cost: for each passage a look at
//! the words that it covers, and at the borders of the other passages inside it.

mod claims;
mod found;
#[cfg(test)]
mod tests;

pub use claims::{Claim, Segment};
pub use found::{Attribution, Found, FoundSource};
