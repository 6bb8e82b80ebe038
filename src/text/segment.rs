//! Folded text into the segments of Unicode Standard Annex 29, without its rules where they decide
//! nothing.
//!
//! Most characters that come here either join every letter or digit next to them (Arabic, Hebrew,
//! Indic, Hangul) or join nothing but their marks (Thai, Han, emoji, what is not assigned). Runs of
//! those are cut by the kind of each character; what lies between is left to
//! `unicode-segmentation`. Folded text has no zero-width joiner, which would join two emoji.

use std::sync::LazyLock;

use unicode_segmentation::{UWordBoundIndices, UnicodeSegmentation};

use super::chars::{Class, Table, is_generic_mark, is_invisible};

/// What a character does in a segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum CharacterKind {
    /// A letter or digit without case: joins its like.
    Joining,
    /// A letter or digit of an alphabet with case, or an ASCII digit: joins as those without do.
    Cased,
    /// A Katakana letter: joins its like.
    Katakana,
    /// A letter that joins nothing but marks.
    Alone,
    /// A sign that is no part of a word, and joins nothing but marks.
    Sign,
    /// Half a flag: joins its like two by two, and is no part of a word.
    Flag,
    /// A mark of a script: joins what precedes it.
    Mark,
    /// A character that shows nothing, as [`is_invisible`] says.
    Hidden,
    /// A mark of no script in particular, as [`is_generic_mark`] says.
    Accent,
    /// Only the rules of Annex 29 know.
    Other,
}

impl CharacterKind {
    /// Returns `true` for a character that is its own compatibility form and that normalisation
    /// never joins to what precedes it.
    pub(super) fn is_plain(self) -> bool {
        !matches!(self, Self::Mark) && !self.is_open()
    }

    /// Returns `true` for a character of which only the rules of Annex 29 know what it joins.
    fn is_open(self) -> bool {
        matches!(self, Self::Hidden | Self::Accent | Self::Other)
    }
}

/// Returns the kind of a character.
#[inline]
pub(super) fn kind(c: char) -> CharacterKind {
    Kinds::get().of(c)
}

/// The kinds of the characters below U+10000.
#[derive(Clone, Copy)]
pub(super) struct Kinds(&'static [CharacterKind]);

impl Kinds {
    /// Returns the table, for loops.
    #[inline]
    pub(super) fn get() -> Self {
        static KINDS: LazyLock<Box<[CharacterKind]>> = LazyLock::new(|| {
            let kind = |code: u32| char::from_u32(code).map_or(CharacterKind::Other, find_kind);
            (0..0x1_0000).map(kind).collect()
        });
        Self(&KINDS)
    }

    /// Returns the kind of a character.
    #[inline]
    pub(super) fn of(self, c: char) -> CharacterKind {
        match self.0.get(c as usize) {
            Some(&kind) => kind,
            None => find_kind(c),
        }
    }
}

/// Returns the kind of a character of the blocks that are long enough to matter; [`CharacterKind::Other`] is
/// right for any.
fn find_kind(c: char) -> CharacterKind {
    match c {
        // Planes without characters.
        '\u{34000}'..='\u{DFFFF}' | '\u{E1000}'..='\u{10FFFF}' => CharacterKind::Sign,
        '\0'..='\u{58F}'
            if matches!(
                Table::get().low(c as u32).class,
                Class::Letter | Class::Digit
            ) =>
        {
            CharacterKind::Cased
        }
        // Hebrew and Arabic.
        '\u{5D0}'..='\u{5EA}'
        | '\u{620}'..='\u{64A}'
        | '\u{660}'..='\u{669}'
        | '\u{671}'..='\u{674}'
        | '\u{679}'..='\u{6BF}'
        | '\u{6C1}'
        | '\u{6C3}'..='\u{6D2}'
        | '\u{6EE}'..='\u{6FC}' => CharacterKind::Joining,
        '\u{591}'..='\u{5BD}'
        | '\u{5BF}'
        | '\u{64B}'..='\u{652}'
        | '\u{656}'..='\u{65F}'
        | '\u{670}' => CharacterKind::Mark,
        // Devanagari, Bengali, Tamil, Telugu.
        '\u{904}'..='\u{939}'
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
        | '\u{C2A}'..='\u{C39}' => CharacterKind::Joining,
        '\u{900}'..='\u{902}'
        | '\u{941}'..='\u{948}'
        | '\u{94D}'
        | '\u{981}'
        | '\u{9CD}'
        | '\u{BCD}'
        | '\u{C4D}' => CharacterKind::Mark,
        // Thai, Lao, Burmese, Khmer.
        '\u{E01}'..='\u{E30}'
        | '\u{E32}'
        | '\u{E40}'..='\u{E46}'
        | '\u{E94}'..='\u{E97}'
        | '\u{E99}'..='\u{E9F}'
        | '\u{1000}'..='\u{1024}'
        | '\u{1026}'..='\u{102A}'
        | '\u{1780}'..='\u{17B3}' => CharacterKind::Alone,
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
        | '\u{17C9}'..='\u{17D3}' => CharacterKind::Mark,
        '\u{30A1}'..='\u{30FA}' | '\u{30FC}'..='\u{30FE}' => CharacterKind::Katakana,
        '\u{1F1E6}'..='\u{1F1FF}' => CharacterKind::Flag,
        // Han, Hiragana, Hangul.
        '\u{3041}'..='\u{3096}'
        | '\u{3400}'..='\u{4DBF}'
        | '\u{4E00}'..='\u{9FFF}'
        | '\u{20000}'..='\u{2A6DF}'
        | '\u{2A700}'..='\u{2B734}'
        | '\u{2B740}'..='\u{2B81D}'
        | '\u{2B820}'..='\u{2CEA1}'
        | '\u{2CEB0}'..='\u{2EBE0}'
        | '\u{30000}'..='\u{3134A}' => CharacterKind::Alone,
        '\u{AC00}'..='\u{D7A3}' => CharacterKind::Joining,
        // Private use, pictures, the end of a plane of Han.
        '\u{E000}'..='\u{F8FF}'
        | '\u{1F300}'..='\u{1F3FA}'
        | '\u{1F400}'..='\u{1F64F}'
        | '\u{1F680}'..='\u{1F6D0}'
        | '\u{2FA20}'..='\u{2FFFF}' => CharacterKind::Sign,
        _ if is_invisible(c) => CharacterKind::Hidden,
        _ if is_generic_mark(c) => CharacterKind::Accent,
        _ => CharacterKind::Other,
    }
}

/// A part of folded text that no boundary divides.
#[derive(Debug, PartialEq, Eq)]
pub(super) enum UnbrokenPiece<'a> {
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

    /// Returns the byte at which the next segment is looked for, unless that is left to the rules.
    pub(super) fn at(&self) -> Option<usize> {
        self.by_rules.is_none().then_some(self.at)
    }

    /// Goes on at `at`, which is a boundary whatever precedes it.
    pub(super) fn go_on_at(&mut self, at: usize) {
        self.at = at;
    }

    /// Returns the first byte from `at` on whose character is not one of these.
    fn pass(&self, at: usize, is_skipped: impl Fn(CharacterKind, char) -> bool) -> usize {
        let rest = self.text.get(at..).unwrap_or_default();
        let mut characters = rest.char_indices();
        let stop = characters.find(|&(_, c)| !is_skipped(kind(c), c));
        stop.map_or(self.text.len(), |(length, _)| at + length)
    }

    /// Returns the end of the word at `start`, whose letters join their like, and whether any of
    /// them has case; `None` if what follows could join it.
    fn word(&self, start: usize) -> Option<(usize, bool)> {
        let rest = self.text.get(start..)?;
        let kinds = Kinds::get();
        let (mut is_kana, mut has_case) = (false, false);
        for (at, c) in rest.char_indices() {
            let kind = kinds.of(c);
            if !is_kana && kind == CharacterKind::Joining {
                continue;
            }
            match kind {
                CharacterKind::Mark => {}
                CharacterKind::Katakana if at == 0 => is_kana = true,
                CharacterKind::Katakana if is_kana => {}
                CharacterKind::Cased if !is_kana => has_case = true,
                kind if kind.is_open() && c != ' ' => return None,
                // Before these there is a boundary whatever is there.
                _ => return Some((start + at, has_case)),
            }
        }
        Some((self.text.len(), has_case))
    }

    fn next_by_rules(&mut self) -> Option<(usize, UnbrokenPiece<'a>)> {
        let (start, segments) = self.by_rules.as_mut()?;
        let start = *start;
        match segments.next() {
            Some((at, segment)) => Some((start + at, UnbrokenPiece::Other(segment))),
            None => {
                self.by_rules = None;
                None
            }
        }
    }
}

impl<'a> Iterator for Segments<'a> {
    type Item = (usize, UnbrokenPiece<'a>);

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(found) = self.next_by_rules() {
                return Some(found);
            }
            let start = self.at;
            let first = self.text.get(start..)?.chars().next()?;
            let mut after = start + first.len_utf8();
            let is_mark = |kind: CharacterKind, _| kind == CharacterKind::Mark;
            let kind_of = |at: usize| {
                self.text
                    .get(at..)
                    .and_then(|rest| rest.chars().next())
                    .map(kind)
            };
            match kind(first) {
                CharacterKind::Alone => {
                    // An unlisted mark could follow.
                    let end = self.pass(after, is_mark);
                    if kind_of(end).is_none_or(|kind| !kind.is_open())
                        || self.text[end..].starts_with(' ')
                    {
                        self.at = end;
                        return Some((start, UnbrokenPiece::Plain(&self.text[start..end])));
                    }
                }
                CharacterKind::Joining | CharacterKind::Cased | CharacterKind::Katakana => {
                    if let Some((end, has_case)) = self.word(start) {
                        self.at = end;
                        let word = &self.text[start..end];
                        let segment = if has_case {
                            UnbrokenPiece::Other(word)
                        } else {
                            UnbrokenPiece::Plain(word)
                        };
                        return Some((start, segment));
                    }
                }
                CharacterKind::Sign if kind_of(after).is_none_or(CharacterKind::is_plain) => {
                    self.at = after;
                    continue;
                }
                CharacterKind::Flag => {
                    let end = self.pass(after, |kind, _| kind == CharacterKind::Flag);
                    if kind_of(end).is_none_or(CharacterKind::is_plain) {
                        self.at = end;
                        continue;
                    }
                }
                _ if first == ' ' && kind_of(after).is_some_and(CharacterKind::is_plain) => {
                    self.at = after;
                    continue;
                }
                _ => {}
            }
            // Up to the next boundary that no context can remove: spaces stay together.
            if first == ' ' {
                after = self.pass(after, |_, c| c == ' ');
            }
            // Which flags are two by two is known only from the first on, also across their marks.
            let is_flag = kind(first) == CharacterKind::Flag;
            let end = self.pass(after, |kind, c| {
                !matches!(kind, CharacterKind::Alone | CharacterKind::Sign)
                    && (is_flag || kind != CharacterKind::Flag)
                    && c != ' '
            });
            self.at = end;
            self.by_rules = Some((start, self.text[start..end].split_word_bound_indices()));
        }
    }
}

#[cfg(test)]
mod tests {
    use std::iter::once;

    use proptest::prelude::*;
    use unicode_normalization::char::canonical_combining_class;
    use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfkc_quick};

    use super::*;
    use crate::text::chars::{lower, script, scripts};

    /// Returns how many segments the rules make.
    fn parts(text: &str) -> usize {
        text.split_word_bounds().count()
    }

    /// Protects the ranges: each character does what its kind says, by the tables of Unicode.
    #[test]
    fn every_character_is_of_its_kind() {
        for c in '\0'..=char::MAX {
            let kind = kind(c);
            assert_eq!(kind == CharacterKind::Hidden, is_invisible(c), "{c:?}");
            assert_eq!(kind == CharacterKind::Accent, is_generic_mark(c), "{c:?}");
            if kind.is_open() {
                continue;
            }
            let before = |text: &str| parts(&format!("{text}{c}")) == 1;
            let after = |text: &str| parts(&format!("{c}{text}")) == 1;
            assert_ne!(Table::get().entry(c).class, Class::Break, "{c:?}");
            assert!(lower(c) == c || kind == CharacterKind::Cased, "{c:?}");
            assert_eq!(
                is_nfkc_quick(std::iter::once(c)),
                IsNormalized::Yes,
                "{c:?}"
            );
            assert!(c.nfkc().eq([c]), "{c:?}");
            if kind == CharacterKind::Mark {
                assert!(before("漢") && before("a") && before("ا"), "{c:?}");
                continue;
            }
            assert_eq!(canonical_combining_class(c), 0);
            let is_sign = matches!(kind, CharacterKind::Sign | CharacterKind::Flag);
            assert_eq!(c.is_alphanumeric(), !is_sign, "{c:?}");
            assert!(
                kind == CharacterKind::Cased
                    || !c.is_ascii_digit() && scripts(c) & !script::OTHER == 0,
                "{c:?}"
            );
            assert!(after("\u{301}"), "{c:?}");
            if matches!(kind, CharacterKind::Joining | CharacterKind::Cased) {
                for other in ["a", "1", "ا", "한", "क", "א"] {
                    assert!(before(other) && after(other), "{c:?} {other}");
                }
                continue;
            }
            let joins = match kind {
                CharacterKind::Katakana => ["ア", "_"].as_slice(),
                CharacterKind::Flag => &["🇦"],
                _ => &[],
            };
            for other in joins {
                assert!(before(other) && after(other), "{c:?} {other}");
            }
            for other in [
                "a", "1", "ا", "א", "漢", "ア", "_", "'", ".", ",", "\"", ":", " ", "🇦",
            ]
            .iter()
            .filter(|other| !joins.contains(other))
            {
                assert!(!before(other) && !after(other), "{c:?} {other}");
            }
            for other in ['a', '1', 'א'] {
                assert_eq!(parts(&format!("{other}{c}{other}")), 3, "{c:?}");
            }
        }
    }

    /// Protects text that is taken as it is: a mark after a letter neither joins it nor changes
    /// places with a part of it.
    #[test]
    fn a_letter_and_a_mark_are_their_own_form() {
        let of =
            |kinds: fn(CharacterKind) -> bool| ('\0'..=char::MAX).filter(move |&c| kinds(kind(c)));
        let composed: Vec<char> = of(CharacterKind::is_plain)
            .filter(|&c| !once(c).nfd().eq([c]))
            .collect();
        assert!(composed.contains(&'\u{929}') && composed.contains(&'한'));
        for mark in of(|kind| kind == CharacterKind::Mark) {
            for &letter in composed
                .iter()
                .filter(|&&c| !('\u{AC20}'..='\u{D7A3}').contains(&c))
            {
                assert!(
                    [letter, mark].into_iter().nfkc().eq([letter, mark]),
                    "{letter:?} {mark:?}"
                );
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
                    UnbrokenPiece::Plain(word) | UnbrokenPiece::Other(word) => (at, word.to_owned()),
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
