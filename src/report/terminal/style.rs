//! How a terminal shows what is marked: by brackets or by colours.

use std::fmt;

use crate::report::marks::{Mark, Side};

/// Sets how changes are marked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum TerminalStyle {
    /// By brackets, for files, pipes and terminals without colours: `[-only in the source-]`,
    /// `{+only in the suspicious text+}`, `[!changed fact of the source!]`,
    /// `{!changed fact of the suspicious text!}`, `~other form~`, `>moved<`.
    #[default]
    Plain,
    /// By colours (ANSI escape sequences): red, green, bold red, bold green, yellow and cyan in the
    /// same order.
    Ansi,
}

impl TerminalStyle {
    /// Returns a line that explains the marks.
    pub fn legend(self) -> &'static str {
        match self {
            Self::Plain => {
                "[-source only-] {+suspicious only+} [!changed!] {!fact!} ~form~ >moved<"
            }
            Self::Ansi => {
                "\x1b[31msource only\x1b[0m, \x1b[32msuspicious only\x1b[0m, \x1b[1;31mchanged\x1b[0m \x1b[1;32mfact\x1b[0m, \x1b[33mother form\x1b[0m, \x1b[36mmoved\x1b[0m"
            }
        }
    }

    /// Returns the marks before and after a marked run.
    pub(super) fn brackets(self, side: Side, mark: Mark) -> (&'static str, &'static str) {
        match (self, mark, side) {
            (Self::Ansi, ..) | (_, Mark::Same, _) => ("", ""),
            (_, Mark::Differs, Side::Source) => ("[-", "-]"),
            (_, Mark::Differs, Side::Suspicious) => ("{+", "+}"),
            (_, Mark::Fact, Side::Source) => ("[!", "!]"),
            (_, Mark::Fact, Side::Suspicious) => ("{!", "!}"),
            (_, Mark::Altered, _) => ("~", "~"),
            (_, Mark::Moved, _) => (">", "<"),
        }
    }

    pub(super) fn paint(
        self,
        out: &mut fmt::Formatter<'_>,
        paint: Paint,
        text: &str,
    ) -> fmt::Result {
        match self {
            Self::Plain => out.write_str(text),
            Self::Ansi => write!(out, "\x1b[{}m{text}\x1b[0m", paint.code()),
        }
    }
}

/// What is painted, in the [`TerminalStyle::Ansi`] style.
#[derive(Debug, Clone, Copy)]
pub(super) enum Paint {
    Title,
    Aside,
    Dropped,
    Added,
    FactDropped,
    FactAdded,
    Altered,
    Moved,
}

impl Paint {
    pub(super) fn of(side: Side, mark: Mark) -> Option<Self> {
        match (mark, side) {
            (Mark::Same, _) => None,
            (Mark::Differs, Side::Source) => Some(Self::Dropped),
            (Mark::Differs, Side::Suspicious) => Some(Self::Added),
            (Mark::Fact, Side::Source) => Some(Self::FactDropped),
            (Mark::Fact, Side::Suspicious) => Some(Self::FactAdded),
            (Mark::Altered, _) => Some(Self::Altered),
            (Mark::Moved, _) => Some(Self::Moved),
        }
    }

    /// Returns the parameter of the escape sequence "select graphic rendition".
    fn code(self) -> &'static str {
        match self {
            Self::Title => "1",
            Self::Aside => "2",
            Self::Dropped => "31",
            Self::Added => "32",
            Self::FactDropped => "1;31",
            Self::FactAdded => "1;32",
            Self::Altered => "33",
            Self::Moved => "36",
        }
    }
}
