//! The words that the files of `data/` and the crate `stop-words` list for each language.

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use super::{Language, PerLanguage};

/// The lines of a data file, without comments, divided at tabs.
fn rows(file: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let lines = file
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.map(|line| line.split('\t').collect())
}

/// The function words of a language, in lower case. A word may come twice.
pub(crate) fn function_words(language: Language) -> impl Iterator<Item = &'static str> {
    let profile = language.profile();
    let lists = profile.map_or(&[][..], |profile| profile.stop_words);
    let listed = lists
        .iter()
        .flat_map(|code| stop_words::lookup(code).unwrap_or_default().iter().copied());
    let own = rows(include_str!("data/function_words.tsv"))
        .filter(move |row| row.first() == profile.map(|profile| &profile.code))
        .filter_map(|row| row.get(1).copied())
        .flat_map(|words| words.split(' '));
    listed.chain(own)
}

/// Returns `true` if `word` is a function word of `language`.
pub(crate) fn is_function_word(language: Language, word: &str) -> bool {
    static WORDS: PerLanguage<HashSet<&'static str>> = PerLanguage::new();
    let words = WORDS.get(language, || function_words(language).collect());
    words.is_some_and(|words| words.contains(word))
}

/// The number words of a language, each with its value in digits.
pub(crate) fn number_words(
    language: Language,
) -> impl Iterator<Item = (&'static str, &'static str)> {
    let code = language.profile().map(|profile| profile.code);
    rows(include_str!("data/number_words.tsv"))
        .filter(move |row| row.first().copied() == code)
        .filter_map(|row| Some((*row.get(1)?, *row.get(2)?)))
        .flat_map(|(digits, words)| words.split(' ').map(move |word| (word, digits)))
}

/// When a full stop after an abbreviation does not end a sentence.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Abbreviation {
    /// Always.
    Always,
    /// Only before a number: otherwise the word is one of its own.
    BeforeNumber,
}

/// Returns what kind of abbreviation a word is, in any language.
pub(crate) fn abbreviation(word: &str) -> Option<Abbreviation> {
    static WORDS: LazyLock<(HashMap<&'static str, Abbreviation>, usize)> = LazyLock::new(|| {
        let mut kinds = HashMap::new();
        for row in rows(include_str!("data/abbreviations.tsv")) {
            let [_, kind, words] = row[..] else { continue };
            let kind = match kind {
                "number" => Abbreviation::BeforeNumber,
                _ => Abbreviation::Always,
            };
            kinds.extend(words.split(' ').map(|word| (word, kind)));
        }
        let longest = kinds.keys().map(|word| word.len()).max().unwrap_or(0);
        (kinds, longest)
    });
    let (kinds, longest) = &*WORDS;
    if word.len() > *longest {
        return None;
    }
    kinds.get(word).copied()
}

/// Each country with the English words for it and its people, the first of them its key.
pub(crate) static NATIONS: LazyLock<Vec<Vec<&'static str>>> = LazyLock::new(|| {
    rows(include_str!("data/nations.tsv"))
        .map(|row| row.into_iter().flat_map(|words| words.split(' ')).collect())
        .collect()
});

/// The lines of the data files that begin with the code of a language, each with its file.
#[cfg(test)]
pub(super) fn lines_of() -> impl Iterator<Item = (&'static str, Vec<&'static str>)> {
    let files = [
        ("number_words.tsv", include_str!("data/number_words.tsv")),
        ("abbreviations.tsv", include_str!("data/abbreviations.tsv")),
        (
            "function_words.tsv",
            include_str!("data/function_words.tsv"),
        ),
    ];
    files
        .into_iter()
        .flat_map(|(file, text)| rows(text).map(move |row| (file, row)))
}
