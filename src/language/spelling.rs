//! The form of a word that is compared: its letters without what the ordinary spelling of its
//! language leaves to the writer.
//!
//! There are two kinds of spelling difference. Some differences mean nothing in any text, and the
//! form never has them: vowel marks of Arabic and Hebrew, digits of any script, "ё" for "е",
//! Serbian in either alphabet. Others are differences between words ("Maße" and "Masse"), which
//! some writers give up all the same: accents, "ß", the dotless "ı", traditional characters. These
//! are [`OptionalLetters`]: the form of a word keeps them, unless a text is compared with one that
//! has none of them at all. So two texts that both write them keep such words apart.
//!
//! The form decides which words are equal and what a word's stem is. Shingles are made from the
//! words as they are written, whose hashes are pinned.

use std::sync::LazyLock;

use unicode_normalization::char::{decompose_canonical, is_combining_mark};

use super::Language;

/// A group of letters that writers of a language may avoid.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(crate) enum OptionalLetter {
    /// Latin letters with accents, and "æ", "ø", "đ" and "ł".
    Accented,
    /// The German "ß".
    SharpS,
    /// Greek vowels with accents, which capitals go without.
    Tonos,
    /// The Turkish "ı", which is lost where capitals are lowered.
    DotlessI,
    /// Arabic alef with hamza or madda.
    Hamza,
    /// Arabic final alef maksura.
    AlefMaksura,
    /// Arabic teh marbuta.
    TehMarbuta,
    /// Traditional Chinese characters that have a simplified form.
    Traditional,
}

/// A set of [`OptionalLetter`]s.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct OptionalLetters(u8);

impl OptionalLetters {
    /// Returns the letters that one of two texts has and the other has none of.
    pub(crate) fn differing(self, other: Self) -> Self {
        Self(self.0 ^ other.0)
    }

    /// Returns the letters that are in both sets.
    pub(crate) fn shared(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    pub(crate) fn is_empty(self) -> bool {
        self.0 == 0
    }

    fn insert(&mut self, letter: OptionalLetter) {
        self.0 |= 1 << letter as u8;
    }

    fn contains(self, letter: OptionalLetter) -> bool {
        self.0 >> letter as u8 & 1 == 1
    }
}

/// Makes the forms of the words of one language.
#[derive(Debug)]
pub(crate) struct Speller {
    language: Language,
    optional: &'static [OptionalLetter],
    avoided: OptionalLetters,
    /// The optional letters that occurred so far.
    pub(crate) found: OptionalLetters,
}

impl Speller {
    /// Creates a speller for `language`; the letters `avoided` are replaced by what is written
    /// instead.
    pub(crate) fn new(language: Language, avoided: OptionalLetters) -> Self {
        Self {
            language,
            optional: language.profile().map_or(&[], |profile| profile.optional),
            avoided,
            found: OptionalLetters::default(),
        }
    }

    /// Returns the form of a folded word; `None` where it is the word itself.
    pub(crate) fn form(&mut self, word: &str) -> Option<String> {
        if word.is_ascii() {
            return None;
        }
        let plain = word.bytes().take_while(u8::is_ascii).count();
        let mut form = String::new();
        let mut copied = 0;
        for (at, c) in word.char_indices().skip(plain) {
            let mut replacement = [' '; 2];
            let Some(length) = self.replace(c, &mut replacement) else {
                continue;
            };
            form.push_str(&word[copied..at]);
            form.extend(&replacement[..length]);
            copied = at + c.len_utf8();
        }
        if copied == 0 {
            return None;
        }
        form.push_str(&word[copied..]);
        (!form.is_empty()).then_some(form)
    }

    /// Writes what is compared for `c` and returns how many letters that is; `None` for the letter
    /// itself.
    fn replace(&mut self, c: char, to: &mut [char; 2]) -> Option<usize> {
        if c.is_ascii() {
            return None;
        }
        if is_vowel_mark(c) {
            return Some(0);
        }
        let (first, second) = match self.always(c) {
            Some(letter) => (letter, None),
            None if self.language == Language::Serbian => serbian(c).unwrap_or((c, None)),
            None if self.language == Language::French && c == 'œ' => ('o', Some('e')),
            None => (c, None),
        };
        if let Some(length) = self.avoid(first, to) {
            return Some(length);
        }
        if (first, second) == (c, None) {
            return None;
        }
        *to = [first, second.unwrap_or(' ')];
        if let Some(second) = second
            && let Some(1) = self.avoid(second, &mut [' '; 2])
        {
            to[1] = base(second).unwrap_or(second);
        }
        Some(1 + usize::from(second.is_some()))
    }

    /// Notes whether `c` is an optional letter; writes what is written instead and returns how many
    /// letters that is, if the letter is avoided.
    fn avoid(&mut self, c: char, to: &mut [char; 2]) -> Option<usize> {
        for &letter in self.optional {
            let mut instead = [' '; 2];
            if let Some(length) = self.without(letter, c, &mut instead) {
                self.found.insert(letter);
                return self.avoided.contains(letter).then(|| {
                    *to = instead;
                    length
                });
            }
        }
        None
    }

    /// Returns the letter that is the same as `c` in any text.
    fn always(&self, c: char) -> Option<char> {
        Some(match c {
            'ё' => 'е',
            'ѐ' => 'е',
            '٫' => '.',
            '٬' => ',',
            // Persian and Arabic keyboards have codes of their own for these.
            'ي' | 'ى' if self.language == Language::Persian => 'ی',
            'ك' if self.language == Language::Persian => 'ک',
            'ة' | 'ۀ' if self.language == Language::Persian => 'ه',
            'أ' | 'إ' if self.language == Language::Persian => 'ا',
            'ی' if self.language != Language::Persian => 'ي',
            'ک' if self.language != Language::Persian => 'ك',
            'ٱ' => 'ا',
            'ş' if self.language == Language::Romanian => 'ș',
            'ţ' if self.language == Language::Romanian => 'ț',
            'ँ' => 'ं',
            _ => digit(c)?,
        })
    }

    /// Writes what is written for `c` by those who avoid this letter; `None` if `c` is no such
    /// letter.
    fn without(&self, letter: OptionalLetter, c: char, to: &mut [char; 2]) -> Option<usize> {
        let expanded = matches!(
            self.language,
            Language::German | Language::Danish | Language::Norwegian
        );
        let (first, second) = match (letter, c) {
            (OptionalLetter::Accented, 'ä' | 'æ') if expanded => ('a', Some('e')),
            (OptionalLetter::Accented, 'ö' | 'ø') if expanded => ('o', Some('e')),
            (OptionalLetter::Accented, 'ü') if expanded => ('u', Some('e')),
            (OptionalLetter::Accented, 'å') if expanded => ('a', Some('a')),
            (OptionalLetter::Accented, 'æ') => ('a', Some('e')),
            (OptionalLetter::Accented, 'đ') if self.language == Language::Serbian => {
                ('d', Some('j'))
            }
            (OptionalLetter::Accented, 'đ') => ('d', None),
            (OptionalLetter::Accented, 'ø') => ('o', None),
            (OptionalLetter::Accented, 'ł') => ('l', None),
            (OptionalLetter::Accented, '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}')
            | (OptionalLetter::Tonos, '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}') => {
                (base(c).filter(|&base| base != c)?, None)
            }
            (OptionalLetter::SharpS, 'ß') => ('s', Some('s')),
            (OptionalLetter::DotlessI, 'ı') => ('i', None),
            (OptionalLetter::Hamza, 'أ' | 'إ' | 'آ') => ('ا', None),
            (OptionalLetter::AlefMaksura, 'ى') => ('ي', None),
            (OptionalLetter::TehMarbuta, 'ة') => ('ه', None),
            (OptionalLetter::Traditional, '\u{4E00}'..='\u{9FFF}') => (simplified(c)?, None),
            _ => return None,
        };
        to[0] = first;
        to[1] = second.unwrap_or(' ');
        Some(1 + usize::from(second.is_some()))
    }
}

/// Returns `true` for marks and fillers that ordinary text leaves out: Arabic harakat and tatweel,
/// Hebrew niqqud and cantillation, the Devanagari nukta.
fn is_vowel_mark(c: char) -> bool {
    matches!(c,
        '\u{640}' | '\u{64B}'..='\u{65F}' | '\u{670}' | '\u{6D6}'..='\u{6DC}' | '\u{6DF}'..='\u{6E4}'
        | '\u{591}'..='\u{5BD}' | '\u{5BF}' | '\u{5C1}' | '\u{5C2}' | '\u{5C4}' | '\u{5C5}' | '\u{5C7}' | '\u{93C}')
}

/// Returns the letter that an accented one is built on.
fn base(c: char) -> Option<char> {
    let mut base = None;
    decompose_canonical(c, |part| {
        if !is_combining_mark(part) && base.is_none() {
            base = Some(part);
        }
    });
    base
}

/// The zeros of the decimal digits of all scripts: category Nd of Unicode 15, whose digits follow
/// each other in order.
const ZEROS: [char; 65] = [
    '\u{660}',
    '\u{6F0}',
    '\u{7C0}',
    '\u{966}',
    '\u{9E6}',
    '\u{A66}',
    '\u{AE6}',
    '\u{B66}',
    '\u{BE6}',
    '\u{C66}',
    '\u{CE6}',
    '\u{D66}',
    '\u{DE6}',
    '\u{E50}',
    '\u{ED0}',
    '\u{F20}',
    '\u{1040}',
    '\u{1090}',
    '\u{17E0}',
    '\u{1810}',
    '\u{1946}',
    '\u{19D0}',
    '\u{1A80}',
    '\u{1A90}',
    '\u{1B50}',
    '\u{1BB0}',
    '\u{1C40}',
    '\u{1C50}',
    '\u{A620}',
    '\u{A8D0}',
    '\u{A900}',
    '\u{A9D0}',
    '\u{A9F0}',
    '\u{AA50}',
    '\u{ABF0}',
    '\u{FF10}',
    '\u{104A0}',
    '\u{10D30}',
    '\u{11066}',
    '\u{110F0}',
    '\u{11136}',
    '\u{111D0}',
    '\u{112F0}',
    '\u{11450}',
    '\u{114D0}',
    '\u{11650}',
    '\u{116C0}',
    '\u{11730}',
    '\u{118E0}',
    '\u{11950}',
    '\u{11C50}',
    '\u{11D50}',
    '\u{11DA0}',
    '\u{16A60}',
    '\u{16AC0}',
    '\u{16B50}',
    '\u{1D7CE}',
    '\u{1D7D8}',
    '\u{1D7E2}',
    '\u{1D7EC}',
    '\u{1D7F6}',
    '\u{1E140}',
    '\u{1E2F0}',
    '\u{1E950}',
    '\u{1FBF0}',
];

/// Returns the ASCII digit of a decimal digit of any script.
pub(crate) fn digit(c: char) -> Option<char> {
    let zero = *ZEROS[..ZEROS.partition_point(|&zero| zero <= c)].last()?;
    let value = c as u32 - zero as u32;
    char::from_digit(value, 10)
}

/// Returns the Latin letters of a Serbian Cyrillic one.
fn serbian(c: char) -> Option<(char, Option<char>)> {
    let latin = match c {
        'а' => 'a',
        'б' => 'b',
        'в' => 'v',
        'г' => 'g',
        'д' => 'd',
        'ђ' => 'đ',
        'е' => 'e',
        'ж' => 'ž',
        'з' => 'z',
        'и' => 'i',
        'ј' => 'j',
        'к' => 'k',
        'л' => 'l',
        'м' => 'm',
        'н' => 'n',
        'о' => 'o',
        'п' => 'p',
        'р' => 'r',
        'с' => 's',
        'т' => 't',
        'ћ' => 'ć',
        'у' => 'u',
        'ф' => 'f',
        'х' => 'h',
        'ц' => 'c',
        'ч' => 'č',
        'ш' => 'š',
        'љ' => return Some(('l', Some('j'))),
        'њ' => return Some(('n', Some('j'))),
        'џ' => return Some(('d', Some('ž'))),
        _ => return None,
    };
    Some((latin, None))
}

/// Returns the simplified form of a traditional Chinese character.
fn simplified(c: char) -> Option<char> {
    static FORMS: LazyLock<Vec<(char, char)>> = LazyLock::new(|| {
        let lines = include_str!("data/simplified.txt").lines();
        let pairs = lines
            .filter(|line| !line.starts_with('#'))
            .flat_map(|line| {
                let mut characters = line.chars();
                std::iter::from_fn(move || Some((characters.next()?, characters.next()?)))
            });
        let mut forms: Vec<_> = pairs.collect();
        forms.sort_unstable();
        forms
    });
    let at = FORMS.binary_search_by_key(&c, |form| form.0).ok()?;
    FORMS.get(at).map(|form| form.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn form(word: &str, language: Language) -> String {
        let form = Speller::new(language, OptionalLetters::default()).form(word);
        form.unwrap_or_else(|| word.to_owned())
    }

    /// Returns the form compared with a text that has none of the optional letters.
    fn bare(word: &str, language: Language) -> String {
        let mut speller = Speller::new(language, OptionalLetters(u8::MAX));
        speller.form(word).unwrap_or_else(|| word.to_owned())
    }

    #[test]
    fn what_ordinary_spelling_leaves_open_has_one_form() {
        for (word, other, language) in [
            ("أَعْلَنَتِ", "أعلنت", Language::Arabic),
            ("العـــربية", "العربية", Language::Arabic),
            ("שָׁלוֹם", "שלום", Language::Hebrew),
            ("٩٠٠", "900", Language::Arabic),
            ("۱۴", "14", Language::Persian),
            ("२६", "26", Language::Hindi),
            ("๑๒", "12", Language::Thai),
            ("ещё", "еще", Language::Russian),
            ("كاظم", "کاظم", Language::Persian),
            ("його", "його", Language::Ukrainian),
            (
                "Њујорк".to_lowercase().as_str(),
                "njujork",
                Language::Serbian,
            ),
            ("cœur", "coeur", Language::French),
            ("ştiință", "știință", Language::Romanian),
            ("क़लम", "कलम", Language::Hindi),
        ] {
            assert_eq!(form(word, language), form(other, language), "{word}");
        }
    }

    #[test]
    fn words_that_differ_stay_apart_where_both_texts_write_the_letter() {
        for (word, other, language) in [
            ("maße", "masse", Language::German),
            ("schön", "schon", Language::German),
            ("ma", "má", Language::Vietnamese),
            ("kır", "kir", Language::Turkish),
            ("ή", "η", Language::Greek),
            ("على", "علي", Language::Arabic),
            ("後", "后", Language::Chinese),
            ("année", "annee", Language::French),
        ] {
            assert_ne!(form(word, language), form(other, language), "{word}");
        }
    }

    #[test]
    fn a_text_that_avoids_a_letter_is_met() {
        for (word, other, language) in [
            ("größe", "groesse", Language::German),
            ("người", "nguoi", Language::Vietnamese),
            ("đóng", "dong", Language::Vietnamese),
            ("ışık", "isik", Language::Turkish),
            ("γέφυρα", "γεφυρα", Language::Greek),
            ("إلى", "الي", Language::Arabic),
            ("بلدية", "بلديه", Language::Arabic),
            ("關閉", "关闭", Language::Chinese),
            ("łódź", "lodz", Language::Polish),
            ("ђак", "djak", Language::Serbian),
            ("blåbær", "blaabaer", Language::Danish),
        ] {
            assert_eq!(bare(word, language), bare(other, language), "{word}");
        }
    }

    #[test]
    fn a_word_without_any_of_this_is_its_own_form() {
        for (word, language) in [
            ("bridge", Language::English),
            ("café", Language::English),
            ("мост", Language::Russian),
            ("ـ", Language::Arabic),
        ] {
            assert_eq!(
                Speller::new(language, OptionalLetters(u8::MAX)).form(word),
                None,
                "{word}"
            );
        }
    }

    #[test]
    fn the_optional_letters_of_a_text_are_found() {
        let mut speller = Speller::new(Language::German, OptionalLetters::default());
        speller.form("brücke");
        assert!(
            speller.found.contains(OptionalLetter::Accented)
                && !speller.found.contains(OptionalLetter::SharpS)
        );
    }

    /// Protects the order of the table, which is searched by halves, and its digits.
    #[test]
    fn digits_of_every_script_are_digits() {
        assert!(ZEROS.is_sorted());
        for zero in ZEROS {
            for value in 0..10 {
                let c = char::from_u32(zero as u32 + value).unwrap();
                assert!(c.is_numeric(), "{c:?}");
                assert_eq!(digit(c), char::from_digit(value, 10));
            }
        }
        assert_eq!((digit('a'), digit('½'), digit('三')), (None, None, None));
    }
}
