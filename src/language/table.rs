//! The table of languages: one row each.

use std::sync::OnceLock;

use frostem::Algorithm;
use whatlang::Lang;

use super::spelling::OptionalLetter;

/// What capital letters mark in a language.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Capitals {
    /// Names and the first words of sentences.
    Names,
    /// Every noun.
    Nouns,
    /// Nothing: the script has none.
    Absent,
}

/// A script, as far as one tells languages apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Script {
    Latin,
    Cyrillic,
    Greek,
    Hebrew,
    Arabic,
    Devanagari,
    Thai,
    Hangul,
    Kana,
    Han,
    /// Any script that no language of the table is written in.
    Foreign,
}

impl Script {
    /// Returns the script of a letter; `None` for what is not a letter.
    pub(crate) fn of(c: char) -> Option<Self> {
        Some(match c {
            'a'..='z' | 'A'..='Z' => Self::Latin,
            '\u{AA}' | '\u{BA}' => return None,
            '\u{C0}'..='\u{24F}' | '\u{1E00}'..='\u{1EFF}' if c.is_alphabetic() => Self::Latin,
            '\u{370}'..='\u{3FF}' | '\u{1F00}'..='\u{1FFF}' if c.is_alphabetic() => Self::Greek,
            '\u{400}'..='\u{52F}' => Self::Cyrillic,
            // With their vowel signs, which are letters to Unicode.
            '\u{591}'..='\u{5F4}' if c.is_alphabetic() => Self::Hebrew,
            '\u{610}'..='\u{6FF}' if c.is_alphabetic() => Self::Arabic,
            '\u{900}'..='\u{97F}' if c.is_alphabetic() => Self::Devanagari,
            '\u{E01}'..='\u{E4E}' if c.is_alphabetic() => Self::Thai,
            '\u{AC00}'..='\u{D7A3}' => Self::Hangul,
            '\u{3041}'..='\u{3096}' | '\u{30A1}'..='\u{30FA}' => Self::Kana,
            '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{20000}'..='\u{323AF}' => {
                Self::Han
            }
            _ if c.is_alphabetic() => Self::Foreign,
            _ => return None,
        })
    }
}

/// Returns `true` for a character of a script that puts no spaces between words: Thai, Lao, Burmese,
/// Khmer, Kana and Han. The blocks of the scripts as a whole, with their marks and signs.
pub(crate) fn is_unspaced(c: char) -> bool {
    matches!(
        c,
        '\u{E00}'..='\u{EFF}'
            | '\u{1000}'..='\u{109F}'
            | '\u{1780}'..='\u{17FF}'
            | '\u{3040}'..='\u{30FF}'
            | '\u{3400}'..='\u{9FFF}'
            | '\u{F900}'..='\u{FAFF}'
            | '\u{20000}'..='\u{3FFFF}'
    )
}

/// What is known of one language.
#[derive(Debug)]
pub(crate) struct Profile {
    pub(crate) language: Language,
    /// The English name.
    pub(crate) name: &'static str,
    /// The ISO 639-1 code, which also names the lines of the language in `data/` and its stop words
    /// in the crate `stop-words`.
    pub(crate) code: &'static str,
    /// The Snowball algorithm; words are their own stems where there is none.
    pub(crate) stemmer: Option<Algorithm>,
    /// What letter statistics call the language.
    pub(crate) letters: &'static [Lang],
    /// The scripts that the language is written in, the one that tells it first.
    pub(crate) scripts: &'static [Script],
    /// Codes of the lists of the crate `stop-words` that hold its function words, in addition to
    /// `data/function_words.tsv`.
    pub(crate) stop_words: &'static [&'static str],
    pub(crate) capitals: Capitals,
    /// The letters that its writers may avoid.
    pub(crate) optional: &'static [OptionalLetter],
    /// The decimal mark of its numbers.
    pub(crate) decimal: char,
    /// How common its stems are: a file of `data/rarity/`.
    pub(crate) rarity: Option<&'static str>,
}

macro_rules! languages {
    ($($language:ident $code:literal { $($field:ident: $value:expr),* $(,)? })*) => {
        /// The language of a text: it decides how words are stemmed, which words are common, and
        /// how names and numbers are read.
        #[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
        #[non_exhaustive]
        pub enum Language {
            $(
                #[doc = concat!(stringify!($language), " (`", $code, "`).")]
                $language,
            )*
            /// A language that was recognised as none of the others. Its words are their own stems.
            Other,
            /// Not recognised: the text is too short or too mixed to tell. Its words are their own
            /// stems.
            #[default]
            Unknown,
        }

        static PROFILES: [Profile; Language::Other as usize] = [$(
            Profile {
                language: Language::$language,
                name: stringify!($language),
                code: $code,
                $($field: $value,)*
            },
        )*];
    };
}

impl Profile {
    /// Returns the rows of all languages, in the order of [`Language`].
    pub(crate) fn all() -> &'static [Self] {
        &PROFILES
    }
}

/// A value for each language, made when it is first asked for.
#[derive(Debug)]
pub(crate) struct PerLanguage<T>([OnceLock<T>; Language::Other as usize]);

impl<T> PerLanguage<T> {
    pub(crate) const fn new() -> Self {
        Self([const { OnceLock::new() }; Language::Other as usize])
    }

    /// Returns the value of `language`; `None` for a language without a row.
    pub(crate) fn get(&self, language: Language, make: impl FnOnce() -> T) -> Option<&T> {
        Some(self.0.get(language as usize)?.get_or_init(make))
    }
}

use Capitals::{Absent, Names, Nouns};
use OptionalLetter::{
    Accented, AlefMaksura, DotlessI, Hamza, SharpS, TehMarbuta, Tonos, Traditional,
};
use Script::{Arabic, Cyrillic, Devanagari, Greek, Han, Hangul, Hebrew, Kana, Latin, Thai};

languages! {
    Arabic "ar" {
        stemmer: Some(Algorithm::Arabic),
        letters: &[Lang::Ara],
        scripts: &[Arabic],
        stop_words: &["ar"],
        capitals: Absent,
        optional: &[Hamza, AlefMaksura, TehMarbuta],
        decimal: '.',
        rarity: None,
    }
    Chinese "zh" {
        stemmer: None,
        letters: &[Lang::Cmn],
        scripts: &[Han],
        stop_words: &["zh"],
        capitals: Absent,
        optional: &[Traditional],
        decimal: '.',
        rarity: None,
    }
    Czech "cs" {
        stemmer: Some(Algorithm::Czech),
        letters: &[Lang::Ces],
        scripts: &[Latin],
        stop_words: &["cs"],
        capitals: Names,
        optional: &[Accented],
        decimal: ',',
        rarity: None,
    }
    Danish "da" {
        stemmer: Some(Algorithm::Danish),
        letters: &[Lang::Dan],
        scripts: &[Latin],
        stop_words: &["da"],
        capitals: Names,
        optional: &[Accented],
        decimal: ',',
        rarity: None,
    }
    Dutch "nl" {
        stemmer: Some(Algorithm::Dutch),
        letters: &[Lang::Nld],
        scripts: &[Latin],
        stop_words: &["nl"],
        capitals: Names,
        optional: &[Accented],
        decimal: ',',
        rarity: None,
    }
    English "en" {
        stemmer: Some(Algorithm::English),
        letters: &[Lang::Eng],
        scripts: &[Latin],
        stop_words: &["en"],
        capitals: Names,
        optional: &[],
        decimal: '.',
        rarity: Some(include_str!("data/rarity/en.tsv")),
    }
    Estonian "et" {
        stemmer: Some(Algorithm::Estonian),
        letters: &[Lang::Est],
        scripts: &[Latin],
        stop_words: &["et"],
        capitals: Names,
        optional: &[Accented],
        decimal: ',',
        rarity: None,
    }
    Finnish "fi" {
        stemmer: Some(Algorithm::Finnish),
        letters: &[Lang::Fin],
        scripts: &[Latin],
        stop_words: &["fi"],
        capitals: Names,
        optional: &[Accented],
        decimal: ',',
        rarity: None,
    }
    French "fr" {
        stemmer: Some(Algorithm::French),
        letters: &[Lang::Fra],
        scripts: &[Latin],
        stop_words: &["fr"],
        capitals: Names,
        optional: &[Accented],
        decimal: ',',
        rarity: None,
    }
    German "de" {
        stemmer: Some(Algorithm::German),
        letters: &[Lang::Deu],
        scripts: &[Latin],
        stop_words: &["de"],
        capitals: Nouns,
        optional: &[Accented, SharpS],
        decimal: ',',
        rarity: None,
    }
    Greek "el" {
        stemmer: Some(Algorithm::Greek),
        letters: &[Lang::Ell],
        scripts: &[Greek],
        stop_words: &["el"],
        capitals: Names,
        optional: &[Tonos],
        decimal: ',',
        rarity: None,
    }
    Hebrew "he" {
        stemmer: None,
        letters: &[Lang::Heb],
        scripts: &[Hebrew],
        stop_words: &["he"],
        capitals: Absent,
        optional: &[],
        decimal: '.',
        rarity: None,
    }
    Hindi "hi" {
        stemmer: Some(Algorithm::Hindi),
        letters: &[Lang::Hin],
        scripts: &[Devanagari],
        stop_words: &["hi"],
        capitals: Absent,
        optional: &[],
        decimal: '.',
        rarity: None,
    }
    Hungarian "hu" {
        stemmer: Some(Algorithm::Hungarian),
        letters: &[Lang::Hun],
        scripts: &[Latin],
        stop_words: &["hu"],
        capitals: Names,
        optional: &[Accented],
        decimal: ',',
        rarity: None,
    }
    Indonesian "id" {
        stemmer: Some(Algorithm::Indonesian),
        letters: &[Lang::Ind],
        scripts: &[Latin],
        stop_words: &["id"],
        capitals: Names,
        optional: &[Accented],
        decimal: ',',
        rarity: None,
    }
    Italian "it" {
        stemmer: Some(Algorithm::Italian),
        letters: &[Lang::Ita],
        scripts: &[Latin],
        stop_words: &["it"],
        capitals: Names,
        optional: &[Accented],
        decimal: ',',
        rarity: None,
    }
    Japanese "ja" {
        stemmer: None,
        letters: &[Lang::Jpn],
        scripts: &[Kana, Han],
        stop_words: &["ja"],
        capitals: Absent,
        optional: &[],
        decimal: '.',
        rarity: None,
    }
    Korean "ko" {
        stemmer: None,
        letters: &[Lang::Kor],
        scripts: &[Hangul],
        stop_words: &["ko"],
        capitals: Absent,
        optional: &[],
        decimal: '.',
        rarity: None,
    }
    Norwegian "no" {
        stemmer: Some(Algorithm::Norwegian),
        letters: &[Lang::Nob],
        scripts: &[Latin],
        stop_words: &["no"],
        capitals: Names,
        optional: &[Accented],
        decimal: ',',
        rarity: None,
    }
    Persian "fa" {
        stemmer: Some(Algorithm::Persian),
        letters: &[Lang::Pes],
        scripts: &[Arabic],
        stop_words: &["fa"],
        capitals: Absent,
        optional: &[],
        decimal: '.',
        rarity: None,
    }
    Polish "pl" {
        stemmer: Some(Algorithm::Polish),
        letters: &[Lang::Pol],
        scripts: &[Latin],
        stop_words: &["pl"],
        capitals: Names,
        optional: &[Accented],
        decimal: ',',
        rarity: None,
    }
    Portuguese "pt" {
        stemmer: Some(Algorithm::Portuguese),
        letters: &[Lang::Por],
        scripts: &[Latin],
        stop_words: &["pt"],
        capitals: Names,
        optional: &[Accented],
        decimal: ',',
        rarity: None,
    }
    Romanian "ro" {
        stemmer: Some(Algorithm::Romanian),
        letters: &[Lang::Ron],
        scripts: &[Latin],
        stop_words: &["ro"],
        capitals: Names,
        optional: &[Accented],
        decimal: ',',
        rarity: None,
    }
    Russian "ru" {
        stemmer: Some(Algorithm::Russian),
        letters: &[Lang::Rus],
        scripts: &[Cyrillic],
        stop_words: &["ru"],
        capitals: Names,
        optional: &[],
        decimal: ',',
        rarity: None,
    }
    Serbian "sr" {
        stemmer: Some(Algorithm::Serbian),
        letters: &[Lang::Srp, Lang::Hrv],
        scripts: &[Cyrillic, Latin],
        stop_words: &["hr"],
        capitals: Names,
        optional: &[Accented],
        decimal: ',',
        rarity: None,
    }
    Spanish "es" {
        stemmer: Some(Algorithm::Spanish),
        letters: &[Lang::Spa],
        scripts: &[Latin],
        stop_words: &["es"],
        capitals: Names,
        optional: &[Accented],
        decimal: ',',
        rarity: None,
    }
    Swedish "sv" {
        stemmer: Some(Algorithm::Swedish),
        letters: &[Lang::Swe],
        scripts: &[Latin],
        stop_words: &["sv"],
        capitals: Names,
        optional: &[Accented],
        decimal: ',',
        rarity: None,
    }
    Thai "th" {
        stemmer: None,
        letters: &[Lang::Tha],
        scripts: &[Thai],
        stop_words: &["th"],
        capitals: Absent,
        optional: &[],
        decimal: '.',
        rarity: None,
    }
    Turkish "tr" {
        stemmer: Some(Algorithm::Turkish),
        letters: &[Lang::Tur],
        scripts: &[Latin],
        stop_words: &["tr"],
        capitals: Names,
        optional: &[DotlessI, Accented],
        decimal: ',',
        rarity: None,
    }
    Ukrainian "uk" {
        stemmer: Some(Algorithm::Ukrainian),
        letters: &[Lang::Ukr],
        scripts: &[Cyrillic],
        stop_words: &["uk"],
        capitals: Names,
        optional: &[],
        decimal: ',',
        rarity: None,
    }
    Vietnamese "vi" {
        stemmer: None,
        letters: &[Lang::Vie],
        scripts: &[Latin],
        stop_words: &["vi"],
        capitals: Names,
        optional: &[Accented],
        decimal: ',',
        rarity: None,
    }
}
