//! A range of bytes in an original text.

use std::ops::Range;

/// A range of bytes in the original text, always on character boundaries of the text that it was
/// made from.
///
/// ```
/// use retold::Span;
///
/// let text = "Der Fluß steigt";
/// let span = Span::new(4, 9);
/// assert_eq!(span.slice(text), Some("Fluß"));
/// assert_eq!(span.len(), 5);
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
pub struct Span {
    /// The first byte.
    pub start: usize,
    /// The byte after the last.
    pub end: usize,
}

impl Span {
    /// Creates the span from `start` up to, not including, `end`.
    pub const fn new(start: usize, end: usize) -> Self {
        Self { start, end }
    }

    /// Returns how many bytes it covers.
    pub const fn len(self) -> usize {
        self.end.saturating_sub(self.start)
    }

    /// Returns `true` if it covers no byte.
    pub const fn is_empty(self) -> bool {
        self.end <= self.start
    }

    /// Returns the same range for slicing.
    pub const fn range(self) -> Range<usize> {
        self.start..self.end
    }

    /// Returns the text that it covers, or `None` where `text` is not the text that it was made
    /// from.
    pub fn slice(self, text: &str) -> Option<&str> {
        text.get(self.range())
    }

    /// Returns the same span counted in Unicode code points, or `None` where `text` is not the text
    /// that it was made from.
    ///
    /// Costs a pass over `text` up to `end`.
    ///
    /// ```
    /// use retold::Span;
    ///
    /// let text = "Über Köln";
    /// assert_eq!(Span::new(6, 11).slice(text), Some("Köln"));
    /// assert_eq!(Span::new(6, 11).code_points(text), Some(Span::new(5, 9)));
    /// ```
    pub fn code_points(self, text: &str) -> Option<Span> {
        let start = text.get(..self.start)?.chars().count();
        Some(Span::new(start, start + self.slice(text)?.chars().count()))
    }
}

impl From<Range<usize>> for Span {
    fn from(range: Range<usize>) -> Self {
        Self::new(range.start, range.end)
    }
}
