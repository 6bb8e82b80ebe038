//! What the rules that look at one document alone find in it. A document keeps what was found,
//! since it may be compared with many others.

use std::cell::OnceCell;
use std::ops::Range;

use super::lines::{self, Line};
use super::{bibliography, heading, line_mark, noise, quotation, repeat};
use crate::text::{DERIVED, Document};

/// A rule that looks at one document alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum OwnRule {
    Quotation,
    Bibliography,
    Noise,
    LineMark,
    Heading,
    Repeat,
}

// The document has room for what each of them finds.
const _: () = assert!(OwnRule::Repeat as usize + 1 == DERIVED);

/// What these rules find in a document.
pub(super) struct Own<'a> {
    document: &'a Document,
    lines: OnceCell<Vec<Line>>,
}

impl<'a> Own<'a> {
    pub(super) fn new(document: &'a Document) -> Self {
        Self {
            document,
            lines: OnceCell::new(),
        }
    }

    /// Returns the ranges of tokens that `rule` finds, in ascending order.
    pub(super) fn ranges(&self, rule: OwnRule) -> impl Iterator<Item = Range<usize>> + use<'a> {
        let document = self.document;
        let lines = || self.lines.get_or_init(|| lines::lines(document));
        let found = document.derived(rule as usize, || match rule {
            OwnRule::Quotation => quotation::quotations(document),
            OwnRule::Bibliography => bibliography::bibliographies(document, lines()),
            OwnRule::Noise => noise::noise(document, lines()),
            OwnRule::LineMark => line_mark::line_marks(document, lines()),
            OwnRule::Heading => heading::headings(document),
            OwnRule::Repeat => repeat::repeats(document, lines()),
        });
        let wide = |range: &Range<u32>| range.start as usize..range.end as usize;
        found.iter().map(wide)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::{Language, TextOptions};

    /// A document that is asked twice, or was copied, or is read in another language, answers what
    /// the rule finds.
    #[test]
    fn what_is_kept_is_what_the_rules_find() {
        let text = "By Iris Holm\n\nShe said “we will sail on Monday” and left.\nSee https://example.org/ferry/17 for more.\n\
            She said “we will sail on Monday” and left.\n\n1 ferry\n2 barge\n3 tram\n";
        let document = Document::new(text, &TextOptions::default());
        let lines = lines::lines(&document);
        for (rule, expected) in [
            (OwnRule::Quotation, quotation::quotations(&document)),
            (
                OwnRule::Bibliography,
                bibliography::bibliographies(&document, &lines),
            ),
            (OwnRule::Noise, noise::noise(&document, &lines)),
            (OwnRule::LineMark, line_mark::line_marks(&document, &lines)),
            (OwnRule::Heading, heading::headings(&document)),
            (OwnRule::Repeat, repeat::repeats(&document, &lines)),
        ] {
            let found = |document: &Document| Own::new(document).ranges(rule).collect::<Vec<_>>();
            assert_eq!(found(&document), expected, "{rule:?}");
            assert_eq!(found(&document), expected, "{rule:?}");
            assert_eq!(found(&document.clone()), expected, "{rule:?}");
            let german = document.clone().with_language(Language::German, None);
            assert_eq!(found(&german), expected, "{rule:?}");
        }
    }
}
