//! Folded text into the segments of Unicode Standard Annex 29, without its rules where they decide nothing.
//!
//! Most characters that come here either join every letter or digit next to them (Arabic, Hebrew, Indic, Hangul) or join nothing but their
//! marks (Thai, Han, emoji, what is not assigned). Runs of those are cut by the kind of each character; what lies between is left
//! to `unicode-segmentation`. Folded text has no zero-width joiner, which would join two emoji.

use std::sync::LazyLock;

use unicode_segmentation::{UWordBoundIndices, UnicodeSegmentation};

use super::chars::{Class, Table};

/// What a character does in a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A letter or digit without case: joins its like.
    Joining,
    /// A letter or digit of an alphabet with case, or an ASCII digit: joins as those without do.
    Cased,
    /// A letter that joins nothing but marks.
    Alone,
    /// A sign that is no part of a word, and joins nothing but marks.
    Sign,
    /// A mark of a script: joins what precedes it.
    Mark,
    /// Only the rules of Annex 29 know.
    Other,
}

impl Kind {
    /// Returns `true` for a character that is its own compatibility form and that normalisation never joins to what precedes it.
    pub(super) fn is_plain(self) -> bool {
        matches!(self, Self::Joining | Self::Cased | Self::Alone | Self::Sign)
    }
}

/// Returns the kind of a character.
#[inline]
pub(super) fn kind(c: char) -> Kind {
    /// The kinds of the characters below U+10000.
    static KINDS: LazyLock<Box<[Kind]>> = LazyLock::new(|| {
        let kind = |code: u32| char::from_u32(code).map_or(Kind::Other, find_kind);
        (0..0x1_0000).map(kind).collect()
    });
    match KINDS.get(c as usize) {
        Some(&kind) => kind,
        None => find_kind(c),
    }
}

/// Returns the kind of a character of the blocks that are long enough to matter; [`Kind::Other`] is right for any.
fn find_kind(c: char) -> Kind {
    match c {
        '\0'..='\u{58F}' => match Table::get().low(c as u32).class {
            Class::Letter | Class::Digit => Kind::Cased,
            _ => Kind::Other,
        },
        // Hebrew and Arabic.
        '\u{5D0}'..='\u{5EA}'
        | '\u{620}'..='\u{64A}'
        | '\u{660}'..='\u{669}'
        | '\u{671}'..='\u{674}'
        | '\u{679}'..='\u{6BF}'
        | '\u{6C1}'
        | '\u{6C3}'..='\u{6D2}'
        | '\u{6EE}'..='\u{6FC}' => Kind::Joining,
        '\u{591}'..='\u{5BD}'
        | '\u{5BF}'
        | '\u{64B}'..='\u{652}'
        | '\u{656}'..='\u{65F}'
        | '\u{670}' => Kind::Mark,
        // Devanagari, Bengali, Tamil, Telugu.
        '\u{904}'..='\u{928}'
        | '\u{92A}'..='\u{930}'
        | '\u{932}'
        | '\u{933}'
        | '\u{935}'..='\u{939}'
        | '\u{93D}'
        | '\u{966}'..='\u{96F}'
        | '\u{995}'..='\u{9A8}'
        | '\u{9AA}'..='\u{9B0}'
        | '\u{9E6}'..='\u{9EF}'
        | '\u{B85}'..='\u{B8A}'
        | '\u{BA8}'..='\u{BAA}'
        | '\u{BAE}'..='\u{BB9}'
        | '\u{C05}'..='\u{C0C}'
        | '\u{C15}'..='\u{C28}'
        | '\u{C2A}'..='\u{C39}' => Kind::Joining,
        '\u{900}'..='\u{902}'
        | '\u{941}'..='\u{948}'
        | '\u{94D}'
        | '\u{981}'
        | '\u{9CD}'
        | '\u{BCD}'
        | '\u{C4D}' => Kind::Mark,
        // Thai, Lao, Burmese, Khmer.
        '\u{E01}'..='\u{E30}'
        | '\u{E32}'
        | '\u{E40}'..='\u{E46}'
        | '\u{E94}'..='\u{E97}'
        | '\u{E99}'..='\u{E9F}'
        | '\u{1000}'..='\u{1024}'
        | '\u{1026}'..='\u{102A}'
        | '\u{1780}'..='\u{17B3}' => Kind::Alone,
        '\u{E31}'
        | '\u{E34}'..='\u{E3A}'
        | '\u{E47}'..='\u{E4E}'
        | '\u{EB4}'..='\u{EB9}'
        | '\u{EC8}'..='\u{ECB}'
        | '\u{102F}'
        | '\u{1030}'
        | '\u{1032}'..='\u{1037}'
        | '\u{1039}'
        | '\u{103A}'
        | '\u{17B7}'..='\u{17BD}'
        | '\u{17C9}'..='\u{17D3}' => Kind::Mark,
        // Han, Hiragana, Hangul.
        '\u{3041}'..='\u{3096}'
        | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{20000}'..='\u{2A6DF}' => Kind::Alone,
        '\u{AC00}'..='\u{D7A3}' => Kind::Joining,
        // Private use, pictures, planes without characters.
        '\u{E000}'..='\u{F8FF}'
        | '\u{1F300}'..='\u{1F3FA}'
        | '\u{1F400}'..='\u{1F64F}'
        | '\u{1F680}'..='\u{1F6D0}'
        | '\u{40000}'..='\u{DFFFF}'
        | '\u{E1000}'..='\u{10FFFF}' => Kind::Sign,
        _ => Kind::Other,
    }
}

/// A part of folded text that no boundary divides.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum Segment<'a> {
    /// A word of letters or digits without case, and their marks.
    Plain(&'a str),
    /// Anything else.
    Other(&'a str),
}

/// The segments of a text, each with where it starts; signs without marks are left out.
pub(super) struct Segments<'a> {
    text: &'a str,
    at: usize,
    /// A part that is left to the rules, and where it starts.
    by_rules: Option<(usize, UWordBoundIndices<'a>)>,
}

impl<'a> Segments<'a> {
    pub(super) fn new(text: &'a str) -> Self {
        Self {
            text,
            at: 0,
            by_rules: None,
        }
    }

    /// Returns the first byte from `at` on whose character is not one of these.
    fn pass(&self, at: usize, is_skipped: impl Fn(Kind, char) -> bool) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        let mut characters = rest.char_indices();
        let stop = characters.find(|&(_, c)| !is_skipped(kind(c), c));
        stop.map_or(self.text.len(), |(length, _)| at + length)
    }

    fn next_by_rules(&mut self) -> Option<(usize, Segment<'a>)> {
        let (start, segments) = self.by_rules.as_mut()?;
        let start = *start;
        match segments.next() {
            Some((at, segment)) => Some((start + at, Segment::Other(segment))),
            None => {
                self.by_rules = None;
                None
            }
        }
    }
}

impl<'a> Iterator for Segments<'a> {
    type Item = (usize, Segment<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(found) = self.next_by_rules() {
                return Some(found);
            }
            let start = self.at;
            let first = self.text.get(start..)?.chars().next()?;
            let after = start + first.len_utf8();
            let is_mark = |kind: Kind, _| kind == Kind::Mark;
            let kind_of = |at: usize| {
                self.text
                    .get(at..)
                    .and_then(|rest| rest.chars().next())
                    .map(kind)
            };
            // Before such a character there is a boundary whatever is there.
            let ends = |at: usize| {
                matches!(kind_of(at), None | Some(Kind::Alone | Kind::Sign))
                    || self.text[at..].starts_with(' ')
            };
            match kind(first) {
                Kind::Alone => {
                    // An unlisted mark could follow.
                    let end = self.pass(after, is_mark);
                    if kind_of(end) != Some(Kind::Other) || self.text[end..].starts_with(' ') {
                        self.at = end;
                        return Some((start, Segment::Plain(&self.text[start..end])));
                    }
                }
                Kind::Joining | Kind::Cased => {
                    let without_case =
                        self.pass(start, |kind, _| matches!(kind, Kind::Joining | Kind::Mark));
                    let end = self.pass(without_case, |kind, _| {
                        matches!(kind, Kind::Joining | Kind::Cased | Kind::Mark)
                    });
                    if ends(end) {
                        self.at = end;
                        let word = &self.text[start..end];
                        let is_plain = end == without_case;
                        return Some((
                            start,
                            if is_plain {
                                Segment::Plain(word)
                            } else {
                                Segment::Other(word)
                            },
                        ));
                    }
                }
                Kind::Sign if kind_of(after).is_none_or(Kind::is_plain) => {
                    self.at = after;
                    continue;
                }
                _ if first == ' ' && kind_of(after).is_some_and(Kind::is_plain) => {
                    self.at = after;
                    continue;
                }
                _ => {}
            }
            // Up to the next boundary that no context can remove: spaces stay together.
            let after = if first == ' ' {
                self.pass(after, |_, c| c == ' ')
            } else {
                after
            };
            let end = self.pass(after, |kind, c| {
                !matches!(kind, Kind::Alone | Kind::Sign) && c != ' '
            });
            self.at = end;
            self.by_rules = Some((start, self.text[start..end].split_word_bound_indices()));
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use unicode_normalization::char::canonical_combining_class;
    use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

    use super::*;
    use crate::text::chars::{is_generic_mark, is_invisible, lower, script, scripts};

    /// Returns how many segments the rules make.
    fn parts(text: &str) -> usize {
        text.split_word_bounds().count()
    }

    /// Protects the ranges: each character does what its kind says, by the tables of Unicode.
    #[test]
    fn every_character_is_of_its_kind() {
        for c in '\0'..=char::MAX {
            let kind = kind(c);
            if kind == Kind::Other {
                continue;
            }
            let before = |text: &str| parts(&format!("{text}{c}")) == 1;
            let after = |text: &str| parts(&format!("{c}{text}")) == 1;
            assert!(
                !is_invisible(c)
                    && !is_generic_mark(c)
                    && Table::get().entry(c).class != Class::Break,
                "{c:?}"
            );
            assert!(lower(c) == c || kind == Kind::Cased, "{c:?}");
            assert_eq!(
                is_nfkc_quick(std::iter::once(c)),
                IsNormalized::Yes,
                "{c:?}"
            );
            assert!(c.nfkc().eq([c]), "{c:?}");
            if kind == Kind::Mark {
                assert!(before("漢") && before("a") && before("ا"), "{c:?}");
                continue;
            }
            assert_eq!(canonical_combining_class(c), 0);
            assert_eq!(c.is_alphanumeric(), kind != Kind::Sign, "{c:?}");
            assert!(
                kind == Kind::Cased || !c.is_ascii_digit() && scripts(c) & !script::OTHER == 0,
                "{c:?}"
            );
            assert!(after("\u{301}"), "{c:?}");
            if matches!(kind, Kind::Joining | Kind::Cased) {
                for other in ["a", "1", "ا", "한", "क", "א"] {
                    assert!(before(other) && after(other), "{c:?} {other}");
                }
                continue;
            }
            for other in [
                "a", "1", "ا", "א", "漢", "ア", "_", "'", ".", ",", "\"", ":", " ", "🇦",
            ] {
                assert!(!before(other) && !after(other), "{c:?} {other}");
            }
            for other in ['a', '1', 'א'] {
                assert_eq!(parts(&format!("{other}{c}{other}")), 3, "{c:?}");
            }
        }
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        /// Protects the short ways: they give the segments of `unicode-segmentation`.
        #[test]
        fn segments_are_those_of_annex_29(parts in prop::collection::vec(prop_oneof![
            8 => prop::sample::select(vec!["ไ", "ท", "\u{e35}", "\u{e4d}", "漢", "の", "ア", "ー", "한", "ا", "ل", "\u{64b}", "\u{64e}", "\u{653}", "א", "\"", "״", "'", "क", "\u{94d}", "ि",
                "a", "É", "1", "٣", "_", ".", ",", ":", " ", "  ", "👩", "🏽", "🇦", "🇧", "\u{e000}", "→", "\u{301}", "\u{50000}", "က", "ើ", "\u{17d2}"]).prop_map(str::to_owned),
            1 => any::<char>().prop_filter("folded away", |&c| c != '\u{200d}' && !c.is_whitespace()).prop_map(String::from),
        ], 0..24)) {
            let text = parts.concat();
            let words = |segment: &str| segment.contains(char::is_alphanumeric);
            let mine: Vec<(usize, String)> = Segments::new(&text)
                .map(|(at, segment)| match segment {
                    Segment::Plain(word) | Segment::Other(word) => (at, word.to_owned()),
                })
                .filter(|(_, segment)| words(segment))
                .collect();
            let rules: Vec<(usize, String)> = text
                .split_word_bound_indices()
                .filter(|(_, segment)| words(segment))
                .map(|(at, segment)| (at, segment.to_owned()))
                .collect();
            prop_assert_eq!(mine, rules);
        }
    }
}
