//! The languages whose words can be stemmed, and how one is detected.

use frostem::Algorithm;

use super::Word;
use super::chars::is_caseless_letter;
use super::detect::by_function_words;

/// The language of a text, for stems and for how common a word is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Language {
    /// Arabic.
    Arabic,
    /// Danish.
    Danish,
    /// Dutch.
    Dutch,
    /// English.
    English,
    /// Finnish.
    Finnish,
    /// French.
    French,
    /// German.
    German,
    /// Modern Greek.
    Greek,
    /// Hungarian.
    Hungarian,
    /// Italian.
    Italian,
    /// Norwegian (Bokmål).
    Norwegian,
    /// Portuguese.
    Portuguese,
    /// Romanian.
    Romanian,
    /// Russian.
    Russian,
    /// Spanish.
    Spanish,
    /// Swedish.
    Swedish,
    /// Turkish.
    Turkish,
    /// Any other, or too little text to tell: words are their own stems.
    Other,
}

impl Language {
    /// The Snowball algorithm of the language, where it has one.
    pub(super) fn stemmer(self) -> Option<Algorithm> {
        Some(match self {
            Self::Arabic => Algorithm::Arabic,
            Self::Danish => Algorithm::Danish,
            Self::Dutch => Algorithm::Dutch,
            Self::English => Algorithm::English,
            Self::Finnish => Algorithm::Finnish,
            Self::French => Algorithm::French,
            Self::German => Algorithm::German,
            Self::Greek => Algorithm::Greek,
            Self::Hungarian => Algorithm::Hungarian,
            Self::Italian => Algorithm::Italian,
            Self::Norwegian => Algorithm::Norwegian,
            Self::Portuguese => Algorithm::Portuguese,
            Self::Romanian => Algorithm::Romanian,
            Self::Russian => Algorithm::Russian,
            Self::Spanish => Algorithm::Spanish,
            Self::Swedish => Algorithm::Swedish,
            Self::Turkish => Algorithm::Turkish,
            Self::Other => return None,
        })
    }

    /// The language of a text; [`Language::Other`] where its words and letters don't settle it.
    pub fn detect(text: &str) -> Self {
        super::Document::new(text, &super::TextOptions::default()).language()
    }

    /// The language of a text with these words.
    pub(super) fn of(text: &str, words: &[Word]) -> Self {
        by_function_words(words).unwrap_or_else(|| Self::by_letters(text))
    }

    /// The language that the letter statistics of the first 600 characters speak for: a hundred times as slow as counting
    /// function words, and of use where those don't settle it.
    fn by_letters(text: &str) -> Self {
        use whatlang::Lang;
        // Scripts of no language here: nothing to ask.
        let letters = || {
            text.chars()
                .filter(|&c| is_caseless_letter(c) || c.is_alphabetic())
                .take(200)
        };
        let other =
            letters().filter(|c| !matches!(c, '\0'..='\u{52F}' | '\u{600}'..='\u{6FF}' | '\u{1E00}'..='\u{1FFF}')).count();
        if other * 2 > letters().count() {
            return Self::Other;
        }
        let sample = text
            .char_indices()
            .nth(600)
            .map_or(text, |(end, _)| &text[..end]);
        match whatlang::detect(sample)
            .filter(whatlang::Info::is_reliable)
            .map(|found| found.lang())
        {
            Some(Lang::Ara) => Self::Arabic,
            Some(Lang::Dan) => Self::Danish,
            Some(Lang::Nld) => Self::Dutch,
            Some(Lang::Eng) => Self::English,
            Some(Lang::Fin) => Self::Finnish,
            Some(Lang::Fra) => Self::French,
            Some(Lang::Deu) => Self::German,
            Some(Lang::Ell) => Self::Greek,
            Some(Lang::Hun) => Self::Hungarian,
            Some(Lang::Ita) => Self::Italian,
            Some(Lang::Nob) => Self::Norwegian,
            Some(Lang::Por) => Self::Portuguese,
            Some(Lang::Ron) => Self::Romanian,
            Some(Lang::Rus) => Self::Russian,
            Some(Lang::Spa) => Self::Spanish,
            Some(Lang::Swe) => Self::Swedish,
            Some(Lang::Tur) => Self::Turkish,
            _ => Self::Other,
        }
    }
}
