//! What was set aside, where, and by which rule.

use crate::text::Span;

/// A stretch that takes no part in the comparison, and why.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct SetAside {
    /// The rule that set it aside.
    pub reason: SetAsideReason,
    /// Bytes of the source; `None` for a stretch of the suspicious text alone.
    pub source: Option<Span>,
    /// Bytes of the suspicious text; `None` for a stretch of the source alone.
    pub suspicious: Option<Span>,
}

/// Why a stretch was set aside: each reason is a rule of [`ScopeOptions`](super::ScopeOptions), but
/// for [`SetAsideReason::Short`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum SetAsideReason {
    /// Words between quotation marks, on request.
    Quotation,
    /// A phrase that the caller named.
    Phrase,
    /// Words that a boilerplate document of the caller has too.
    Boilerplate,
    /// A list of references, on request.
    Bibliography,
    /// Text that nobody reads as words: encoded data, addresses, tables of numbers, minified code.
    Noise,
    /// Line numbers, time stamps and time codes at the start of lines.
    LineMark,
    /// A line that is no sentence: a headline, a byline, a date.
    Heading,
    /// Words that the same text has before.
    Repeat,
    /// A block that recurs in other texts of the same call.
    RecurringBlock,
    /// A block that both texts have and that belongs to neither's matter: a footer, a banner, a
    /// notice.
    SharedBlock,
    /// A quotation that both texts have.
    SharedQuotation,
    /// A stretch of the suspicious text that is about another matter: page furniture, added
    /// paragraphs. It takes no part in the question whether the text as a whole was rewritten, and
    /// counts as not reused.
    ForeignStretch,
    /// A passage that is shorter than
    /// [`AlignOptions::min_length`](crate::align::AlignOptions::min_length) or than a passage has
    /// to be.
    Short,
}

impl SetAsideReason {
    /// All reasons, in the order of declaration.
    pub const ALL: [Self; 13] = [
        Self::Quotation,
        Self::Phrase,
        Self::Boilerplate,
        Self::Bibliography,
        Self::Noise,
        Self::LineMark,
        Self::Heading,
        Self::Repeat,
        Self::RecurringBlock,
        Self::SharedBlock,
        Self::SharedQuotation,
        Self::ForeignStretch,
        Self::Short,
    ];

    /// Returns the code of the reason, as JSON has it and [`SetAsideReason::from_code`] reads it.
    pub fn code(self) -> &'static str {
        match self {
            Self::Quotation => "quotation",
            Self::Phrase => "phrase",
            Self::Boilerplate => "boilerplate",
            Self::Bibliography => "bibliography",
            Self::Noise => "noise",
            Self::LineMark => "line_mark",
            Self::Heading => "heading",
            Self::Repeat => "repeat",
            Self::RecurringBlock => "recurring_block",
            Self::SharedBlock => "shared_block",
            Self::SharedQuotation => "shared_quotation",
            Self::ForeignStretch => "foreign_stretch",
            Self::Short => "short",
        }
    }

    /// Returns the reason with this code.
    ///
    /// ```
    /// use retold::scope::SetAsideReason;
    ///
    /// assert_eq!(SetAsideReason::from_code("shared_block"), Some(SetAsideReason::SharedBlock));
    /// assert_eq!(SetAsideReason::from_code("footer"), None);
    /// ```
    pub fn from_code(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|reason| reason.code() == code)
    }

    /// Returns what a reader calls such a stretch, such as "a quotation".
    pub fn name(self) -> &'static str {
        match self {
            Self::Quotation => "a quotation",
            Self::Phrase => "a phrase named beforehand",
            Self::Boilerplate => "boilerplate",
            Self::Bibliography => "a bibliography",
            Self::Noise => "not prose: data, addresses or code",
            Self::LineMark => "line numbers or time stamps",
            Self::Heading => "a heading or byline",
            Self::Repeat => "a repeat of the text before",
            Self::RecurringBlock => "a block that other texts have too",
            Self::SharedBlock => "a shared block that belongs to neither story",
            Self::SharedQuotation => "a quotation in both texts",
            Self::ForeignStretch => "about another matter",
            Self::Short => "too short for a passage",
        }
    }
}

impl std::fmt::Display for SetAsideReason {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::SetAsideReason;

    /// A reason that is declared but not listed could not be switched.
    #[test]
    fn all_reasons_are_listed_in_order() {
        assert!(SetAsideReason::ALL.is_sorted());
        let last = SetAsideReason::Short as usize;
        assert_eq!(SetAsideReason::ALL.len(), last + 1);
    }
}
