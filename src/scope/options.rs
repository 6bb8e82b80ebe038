//! Which rules decide what takes part in a comparison.

use std::sync::Arc;

use super::{RecurringBlocks, SetAsideReason};
use crate::text::Document;

/// What takes part in a comparison: which rules are on, and what the caller names.
///
/// All rules that need no word of the caller are on by default, but for quotations and
/// bibliographies, which are text like any other until the caller says otherwise.
///
/// ```
/// use retold::Detector;
/// use retold::scope::{ScopeOptions, SetAsideReason};
///
/// let options = ScopeOptions::default()
///     .with(SetAsideReason::Quotation)
///     .without(SetAsideReason::Heading)
///     .phrases(["terms and conditions apply"]);
/// let detector = Detector::builder().scope(options).build();
/// let text = "The ferry sank, and “nobody was hurt”, said the mayor.";
/// let comparison = detector.compare(text, text);
/// assert_eq!(comparison.set_aside[0].reason, SetAsideReason::Quotation);
/// ```
#[derive(Debug, Clone)]
pub struct ScopeOptions {
    /// One bit for each rule that is on.
    rules: u32,
    pub(super) phrases: Vec<String>,
    pub(super) boilerplate: Vec<Document>,
    pub(super) recurring: Option<Arc<RecurringBlocks>>,
}

impl Default for ScopeOptions {
    fn default() -> Self {
        let all = Self {
            rules: u32::MAX,
            phrases: Vec::new(),
            boilerplate: Vec::new(),
            recurring: None,
        };
        all.without(SetAsideReason::Quotation)
            .without(SetAsideReason::Bibliography)
    }
}

impl ScopeOptions {
    /// Returns options under which every token takes part.
    pub fn none() -> Self {
        Self {
            rules: 0,
            phrases: Vec::new(),
            boilerplate: Vec::new(),
            recurring: None,
        }
    }

    /// Switches a rule on. [`SetAsideReason::Short`] is no rule: see
    /// [`AlignOptions::min_length`](crate::align::AlignOptions::min_length).
    #[must_use]
    pub fn with(mut self, rule: SetAsideReason) -> Self {
        self.rules |= bit(rule);
        self
    }

    /// Switches a rule off.
    #[must_use]
    pub fn without(mut self, rule: SetAsideReason) -> Self {
        self.rules &= !bit(rule);
        self
    }

    /// Sets phrases aside wherever either text has them, in any inflection.
    #[must_use]
    pub fn phrases<T: Into<String>>(mut self, phrases: impl IntoIterator<Item = T>) -> Self {
        self.phrases.extend(phrases.into_iter().map(Into::into));
        self.with(SetAsideReason::Phrase)
    }

    /// Sets aside five words in a row, or more, that either text shares with one of these
    /// documents: their wording is nobody's.
    #[must_use]
    pub fn boilerplate(mut self, documents: impl IntoIterator<Item = Document>) -> Self {
        self.boilerplate.extend(documents);
        self.with(SetAsideReason::Boilerplate)
    }

    /// Sets aside the blocks that recur in other texts, as found in them.
    ///
    /// The calls over many texts, such as
    /// [`Detector::compare_many`](crate::Detector::compare_many), find them by themselves in what
    /// they are given, unless blocks are given here.
    #[must_use]
    pub fn recurring(mut self, blocks: RecurringBlocks) -> Self {
        self.recurring = Some(Arc::new(blocks));
        self.with(SetAsideReason::RecurringBlock)
    }

    /// Returns the options for passages alone: without the rules that judge what shared text means.
    /// Whoever asks for passages wants all that is shared.
    pub(crate) fn for_passages(&self) -> Self {
        let judging = [
            SetAsideReason::Heading,
            SetAsideReason::Repeat,
            SetAsideReason::RecurringBlock,
            SetAsideReason::SharedBlock,
            SetAsideReason::SharedQuotation,
            SetAsideReason::ForeignStretch,
        ];
        judging.into_iter().fold(self.clone(), Self::without)
    }

    /// Returns `true` if recurring blocks are wanted and were not given.
    pub(crate) fn wants_recurring(&self) -> bool {
        self.has(SetAsideReason::RecurringBlock) && self.recurring.is_none()
    }

    /// Returns `true` if the rule is on.
    pub fn has(&self, rule: SetAsideReason) -> bool {
        self.rules & bit(rule) != 0
    }
}

fn bit(rule: SetAsideReason) -> u32 {
    1 << rule as u32
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn rules_are_switched_one_by_one() {
        for rule in SetAsideReason::ALL {
            let others = |options: &ScopeOptions, on: bool| {
                let mut rest = SetAsideReason::ALL.iter().filter(|other| **other != rule);
                rest.all(|other| options.has(*other) == on)
            };
            let only = ScopeOptions::none().with(rule);
            assert!(only.has(rule) && others(&only, false), "{rule:?}");
            let off = only.without(rule);
            assert!(!off.has(rule) && others(&off, false), "{rule:?}");
        }
        let default = ScopeOptions::default();
        assert!(default.has(SetAsideReason::Repeat) && !default.has(SetAsideReason::Quotation));
    }
}
