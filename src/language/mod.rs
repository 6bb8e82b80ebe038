//! What is known of each language, in one table with one row a language.
//!
//! Everything in the crate that depends on a language asks this module: how its words are stemmed,
//! which of them are function words, what its number words are, whether capitals mark names. Adding
//! a language takes one row of [`table`] and its lines in the files of `data/`; the tests of this
//! module walk all rows and name what a row lacks.

mod data;
mod detect;
mod phrases;
mod rarity;
mod spelling;
mod stem;
mod table;

use std::fmt;
use std::str::FromStr;

pub(crate) use data::{
    Abbreviation, CalendarName, NATIONS, NumberForm, abbreviation, calendar_form, calendar_name,
    digits_of_word, function_words, is_function_word, is_negation, magnitude, magnitudes, nation,
    number_form, number_words, unit, units,
};
pub(crate) use phrases::Phrases;
pub(crate) use rarity::{CHANCE_TOKENS, MOST_INFORMATION, NAT, RarityTable, information};
pub(crate) use spelling::{OptionalLetters, Speller, digit};
pub(crate) use stem::{Stemmed, Stemmer};
pub use table::Language;
pub(crate) use table::{Capitals, PerLanguage, Profile, is_unspaced};

impl Language {
    /// Returns every language that has a row of its own, sorted by name: all but
    /// [`Language::Other`] and [`Language::Unknown`].
    ///
    /// ```
    /// use retold::Language;
    ///
    /// assert!(Language::all().any(|language| language == Language::Japanese));
    /// ```
    pub fn all() -> impl Iterator<Item = Self> {
        Profile::all().iter().map(|profile| profile.language)
    }

    /// Detects the language of a text.
    ///
    /// Returns [`Language::Other`] for a language without a row of its own, and
    /// [`Language::Unknown`] where the text is too short or too mixed to tell.
    ///
    /// ```
    /// use retold::Language;
    ///
    /// assert_eq!(Language::detect("橋は来週まで閉鎖される。"), Language::Japanese);
    /// assert_eq!(Language::detect("ხიდი დაკეტილია მომავალ კვირამდე."), Language::Other);
    /// assert_eq!(Language::detect("Aurelia"), Language::Unknown);
    /// ```
    pub fn detect(text: &str) -> Self {
        crate::text::Document::new(text, &crate::text::TextOptions::default()).language()
    }

    /// Detects the language of a text, given the hash and the count of each of its distinct words.
    /// Returns `true` with it where that leaves no doubt.
    pub(crate) fn of(text: &str, words: impl Iterator<Item = (u64, u32)> + Clone) -> (Self, bool) {
        detect::detect(text, words)
    }

    /// Returns the ISO 639-1 code; `mis` (ISO 639-2, "uncoded") for [`Language::Other`] and `und`
    /// ("undetermined") for [`Language::Unknown`].
    ///
    /// ```
    /// use retold::Language;
    ///
    /// assert_eq!(Language::German.code(), "de");
    /// assert_eq!("de".parse(), Ok(Language::German));
    /// assert_eq!("german".parse(), Ok(Language::German));
    /// ```
    pub fn code(self) -> &'static str {
        match self {
            Self::Other => "mis",
            Self::Unknown => "und",
            _ => self.profile().map_or("und", |profile| profile.code),
        }
    }

    /// Returns the English name.
    pub fn name(self) -> &'static str {
        match self {
            Self::Other => "Other",
            Self::Unknown => "Unknown",
            _ => self.profile().map_or("Unknown", |profile| profile.name),
        }
    }

    /// Returns `true` if the language has a row of its own: `false` for [`Language::Other`] and
    /// [`Language::Unknown`].
    pub fn is_supported(self) -> bool {
        self.profile().is_some()
    }

    /// Returns the mark before the decimals of a number.
    pub(crate) fn decimal_mark(self) -> char {
        self.profile().map_or('.', |profile| profile.decimal)
    }

    /// Returns the row of the language; `None` for [`Language::Other`] and [`Language::Unknown`].
    pub(crate) fn profile(self) -> Option<&'static Profile> {
        Profile::all().get(self as usize)
    }
}

/// The English name.
impl fmt::Display for Language {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(self.name())
    }
}

/// A text that names no language.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error(
    "`{given}` is no language: give an ISO 639-1 code or an English name, such as `de` or `German`"
)]
pub struct ParseLanguageError {
    /// The text that was given.
    given: String,
}

/// Reads an ISO 639-1 code or an English name, in any case.
impl FromStr for Language {
    type Err = ParseLanguageError;

    fn from_str(given: &str) -> Result<Self, ParseLanguageError> {
        let is_given = |language: &Self| {
            language.code().eq_ignore_ascii_case(given)
                || language.name().eq_ignore_ascii_case(given)
        };
        Self::all()
            .chain([Self::Other, Self::Unknown])
            .find(is_given)
            .ok_or_else(|| ParseLanguageError {
                given: given.to_owned(),
            })
    }
}

#[cfg(test)]
mod tests;
