//! The words that the files of `data/` and the crate `stop-words` list for each language.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

use super::{Language, PerLanguage, Phrases};
use crate::hash::hash_word;

/// What words mean. The lists are our own, so their hash needs no key.
type Words<T> = HashMap<&'static str, T, BuildHasherDefault<WordHasher>>;

/// Hashes a word as documents do.
#[derive(Default)]
struct WordHasher(u64);

impl Hasher for WordHasher {
    fn write(&mut self, bytes: &[u8]) {
        self.0 = self.0.rotate_left(1) ^ hash_word(bytes);
    }

    /// The end of a word.
    fn write_u8(&mut self, _: u8) {}

    fn finish(&self) -> u64 {
        self.0
    }
}

/// Returns the lines of a data file, without comments, divided at tabs.
fn rows(file: &'static str) -> impl Iterator<Item = Vec<&'static str>> {
    let lines = file
        .lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty());
    lines.map(|line| line.split('\t').collect())
}

/// Returns the function words of a language, in lower case. A word may come twice.
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

/// Returns the number words of a language, each with its value in digits.
pub(crate) fn number_words(
    language: Language,
) -> impl Iterator<Item = (&'static str, &'static str)> {
    let code = language.profile().map(|profile| profile.code);
    rows(include_str!("data/number_words.tsv"))
        .filter(move |row| row.first().copied() == code)
        .filter_map(|row| Some((*row.get(1)?, *row.get(2)?)))
        .flat_map(|(digits, words)| words.split(' ').map(move |word| (word, digits)))
}

/// Returns `true` if `word` turns a statement of `language` into its opposite.
pub(crate) fn is_negation(language: Language, word: &str) -> bool {
    /// Whole words, and ends of words.
    type Negations = (Phrases<()>, Vec<&'static str>);
    static WORDS: PerLanguage<Negations> = PerLanguage::new();
    let words = WORDS.get(language, || {
        let code = language.profile().map(|profile| profile.code);
        let words: Vec<&'static str> = rows(include_str!("data/negations.tsv"))
            .filter(|row| row.first().copied() == code)
            .filter_map(|row| row.get(1).copied())
            .flat_map(|words| words.split(' '))
            .collect();
        let whole = words.iter().filter(|word| !word.starts_with('*'));
        let ends = words.iter().filter_map(|word| word.strip_prefix('*'));
        (Phrases::new(whole.map(|word| (*word, ()))), ends.collect())
    });
    words.is_some_and(|(whole, ends)| {
        whole.get(word).is_some() || ends.iter().any(|end| word.ends_with(end))
    })
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

/// Each country with the English names of it and of its people, the first of them its key.
pub(crate) static NATIONS: LazyLock<Vec<Vec<&'static str>>> = LazyLock::new(|| {
    let names = |row: Vec<&'static str>| {
        let fields = row.into_iter().skip(1);
        fields
            .flat_map(|names| names.split(", "))
            .filter(|name| !name.is_empty())
            .collect()
    };
    rows(include_str!("data/nations.tsv")).map(names).collect()
});

/// Returns the value of a number word of a language.
pub(crate) fn digits_of_word(language: Language, word: &str) -> Option<f64> {
    static VALUES: PerLanguage<Phrases<f64>> = PerLanguage::new();
    let values = VALUES.get(language, || {
        let words = number_words(language);
        Phrases::new(words.filter_map(|(word, digits)| Some((word, digits.parse().ok()?))))
    });
    values?.get(word)
}

/// Returns the power of ten that a word, as in "million", multiplies the number before it by.
pub(crate) fn magnitude(language: Language, words: &str) -> Option<i32> {
    magnitudes(language)?.get(words)
}

/// Returns all such words of a language.
pub(crate) fn magnitudes(language: Language) -> Option<&'static Phrases<i32>> {
    static POWERS: PerLanguage<Phrases<i32>> = PerLanguage::new();
    let code = language.profile()?.code;
    POWERS.get(language, || {
        Phrases::new(
            rows(include_str!("data/magnitudes.tsv"))
                .filter(|row| row.first() == Some(&code))
                .filter_map(|row| Some((row.get(1)?.parse().ok()?, *row.get(2)?)))
                .flat_map(|(power, words)| words.split(", ").map(move |word| (word, power))),
        )
    })
}

/// Returns the dimension of a unit of measure, in any language, and its size in the base unit of
/// the dimension.
pub(crate) fn unit(words: &str) -> Option<(u16, f64)> {
    units().get(words)
}

/// Returns all units.
pub(crate) fn units() -> &'static Phrases<(u16, f64)> {
    static UNITS: LazyLock<Phrases<(u16, f64)>> = LazyLock::new(|| {
        let mut dimensions: Vec<&str> = Vec::new();
        let mut units = Vec::new();
        for row in rows(include_str!("data/units.tsv")) {
            let [dimension, size, words] = row[..] else {
                continue;
            };
            let Ok(size) = size.parse() else { continue };
            let number = dimensions.iter().position(|known| *known == dimension);
            let number = number.unwrap_or_else(|| {
                dimensions.push(dimension);
                dimensions.len() - 1
            });
            units.extend(words.split(", ").map(|word| (word, (number as u16, size))));
        }
        Phrases::new(units.into_iter())
    });
    &UNITS
}

/// A name of the calendar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum CalendarName {
    /// A month, from 1 to 12.
    Month(u8),
    /// A weekday, from Monday as 1 to Sunday as 7.
    Weekday(u8),
}

/// Returns the month or weekday that a word names in a language.
pub(crate) fn calendar_name(language: Language, word: &str) -> Option<CalendarName> {
    static NAMES: PerLanguage<Words<CalendarName>> = PerLanguage::new();
    let code = language.profile()?.code;
    let names = NAMES.get(language, || {
        let rows = calendar_rows(include_str!("data/calendar.tsv"), code);
        rows.map(|(name, word)| (word, name)).collect()
    });
    names?.get(word).copied()
}

/// Parts of a day and endings that follow a weekday within one word, in languages that write
/// compounds: "Dienstagabend", "måndagskvällen".
const AFTER_WEEKDAY: [&str; 42] = [
    "abend",
    "abends",
    "morgen",
    "morgens",
    "früh",
    "mittag",
    "nachmittag",
    "vormittag",
    "nacht",
    "mittags",
    "nachts",
    "nachmittags",
    "vormittags",
    "e",
    "en",
    "s",
    "ens",
    "avond",
    "ochtend",
    "middag",
    "namiddag",
    "nachtelijke",
    "kväll",
    "kvällen",
    "morgon",
    "morgonen",
    "natt",
    "natten",
    "eftermiddag",
    "eftermiddagen",
    "kveld",
    "kvelden",
    "ettermiddag",
    "formiddag",
    "formiddagen",
    "aften",
    "aftenen",
    "morgenen",
    "nat",
    "eftermiddags",
    "ar",
    "er",
];

/// Returns the month or weekday that a form of its name means: as it is listed, with an ending, or
/// as the start of a compound.
pub(crate) fn calendar_form(language: Language, word: &str) -> Option<CalendarName> {
    /// Whole forms, and the starts of forms with the letters that may follow.
    type Forms = (Words<CalendarName>, Words<(CalendarName, usize)>);
    static FORMS: PerLanguage<Forms> = PerLanguage::new();
    if let Some(name) = calendar_name(language, word) {
        return Some(name);
    }
    let code = language.profile()?.code;
    let (whole, starts) = FORMS.get(language, || {
        let (mut whole, mut starts) = Forms::default();
        for (name, form) in calendar_rows(include_str!("data/calendar_forms.tsv"), code) {
            let start = form.trim_end_matches('*');
            match form.len() - start.len() {
                0 => _ = whole.insert(form, name),
                letters => _ = starts.insert(start, (name, letters)),
            }
        }
        (whole, starts)
    })?;
    let ends = || {
        let ends = word.char_indices().map(|(at, _)| at).chain([word.len()]);
        ends.skip(2)
    };
    let with_ending = || {
        ends().find_map(|end| {
            let (name, letters) = starts.get(&word[..end])?;
            (word[end..].chars().count() <= *letters).then_some(*name)
        })
    };
    let is_compounding = matches!(
        language,
        Language::German
            | Language::Dutch
            | Language::Swedish
            | Language::Danish
            | Language::Norwegian
    );
    let compound = || {
        ends().find_map(|end| {
            let rest = &word[end..];
            let rest = [rest, rest.strip_prefix('s').unwrap_or(rest)];
            let found = rest.iter().any(|rest| AFTER_WEEKDAY.contains(rest));
            let name = found
                .then(|| calendar_name(language, &word[..end]))
                .flatten();
            name.filter(|name| matches!(name, CalendarName::Weekday(_)))
        })
    };
    let before_apostrophe = || {
        word.split_once('\'')
            .and_then(|word| calendar_name(language, word.0))
    };
    (whole.get(word).copied())
        .or_else(|| (!starts.is_empty()).then(with_ending).flatten())
        .or_else(|| is_compounding.then(compound).flatten())
        .or_else(before_apostrophe)
}

/// Returns the names of one language that a file lists, each with what it means.
fn calendar_rows(
    file: &'static str,
    code: &'static str,
) -> impl Iterator<Item = (CalendarName, &'static str)> {
    rows(file)
        .filter(move |row| row.first() == Some(&code))
        .filter_map(|row| {
            let number = row.get(2)?.parse().ok()?;
            let name = match *row.get(1)? {
                "month" => CalendarName::Month(number),
                _ => CalendarName::Weekday(number),
            };
            Some((name, *row.get(3)?))
        })
        .flat_map(|(name, words)| words.split(", ").map(move |word| (name, word)))
}

/// A number word that only the comparison of two texts at one position reads.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum NumberForm {
    /// "One", "both", a number with the ending of a case.
    Number(f64),
    /// "Third".
    Ordinal(f64),
}

/// Returns what a word means that `number_forms.tsv` lists for a language.
pub(crate) fn number_form(language: Language, word: &str) -> Option<NumberForm> {
    static FORMS: PerLanguage<Words<NumberForm>> = PerLanguage::new();
    let code = language.profile()?.code;
    let forms = FORMS.get(language, || {
        rows(include_str!("data/number_forms.tsv"))
            .filter(|row| row.first() == Some(&code))
            .filter_map(|row| {
                let value = row.get(2)?.parse().ok()?;
                let form = match *row.get(1)? {
                    "ordinal" => NumberForm::Ordinal(value),
                    _ => NumberForm::Number(value),
                };
                Some((form, *row.get(3)?))
            })
            .flat_map(|(form, words)| words.split(' ').map(move |word| (word, form)))
            .collect()
    });
    forms?.get(word).copied()
}

/// Returns the country that words name or belong to, in English, as a number; `None` for other
/// words.
pub(crate) fn nation(words: &str) -> Option<usize> {
    static NUMBERS: LazyLock<HashMap<String, usize>> = LazyLock::new(|| {
        let rows = NATIONS.iter().enumerate();
        rows.flat_map(|(number, words)| words.iter().map(move |word| (word.to_string(), number)))
            .collect()
    });
    NUMBERS.get(words).copied()
}

/// What light stemming takes off the words of a language.
#[derive(Debug, Clone, Copy)]
pub(super) struct Affixes {
    pub(super) starts: &'static [&'static str],
    pub(super) ends: &'static [&'static str],
}

/// Returns the affixes of a language, longest first; `None` for a language without light stemming.
pub(super) fn affixes(language: Language) -> Option<Affixes> {
    static AFFIXES: PerLanguage<[Vec<&'static str>; 2]> = PerLanguage::new();
    let code = language.profile()?.code;
    let [starts, ends] = AFFIXES.get(language, || {
        ["start", "end"].map(|place| {
            let mut affixes: Vec<_> = rows(include_str!("data/affixes.tsv"))
                .filter(|row| row.first() == Some(&code) && row.get(1) == Some(&place))
                .filter_map(|row| row.get(2).copied())
                .flat_map(|affixes| affixes.split(' '))
                .collect();
            affixes.sort_by_key(|affix| std::cmp::Reverse(affix.len()));
            affixes
        })
    })?;
    (!starts.is_empty() || !ends.is_empty()).then_some(Affixes { starts, ends })
}

/// Returns the lines of the data files that begin with the code of a language, each with its file.
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
