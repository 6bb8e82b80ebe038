//! Words that stand for the same thing: number words and digits, a country and its people.

use std::collections::HashMap;
use std::hash::{BuildHasherDefault, Hasher};
use std::sync::LazyLock;

use crate::hash::hash_word;
use crate::language::{Language, NATIONS, PerLanguage, number_words};

/// A map whose keys are pinned word hashes, which need no second mixing.
pub(crate) type Keys = HashMap<u64, u64, BuildHasherDefault<AsIs>>;

/// Gives a 64-bit key back as it is.
#[derive(Debug, Default)]
pub(crate) struct AsIs(u64);

impl Hasher for AsIs {
    fn finish(&self) -> u64 {
        self.0
    }

    fn write(&mut self, bytes: &[u8]) {
        self.0 = bytes
            .iter()
            .fold(self.0, |hash, byte| hash.rotate_left(8) ^ u64::from(*byte));
    }

    fn write_u64(&mut self, key: u64) {
        self.0 = key;
    }
}

/// Returns for the hash of each such word of a language the key that it goes by: that of the
/// digits, or of the country.
pub(crate) fn keys(language: Language) -> &'static Keys {
    static EMPTY: LazyLock<Keys> = LazyLock::new(Keys::default);
    static KEYS: PerLanguage<Keys> = PerLanguage::new();
    KEYS.get(language, || of(language)).unwrap_or(&EMPTY)
}

fn of(language: Language) -> Keys {
    let mut keys: Keys = number_words(language)
        .map(|(word, digits)| (hash_word(word.as_bytes()), hash_word(digits.as_bytes())))
        .collect();
    if language == Language::English {
        for words in NATIONS.iter() {
            let Some(country) = words.first() else {
                continue;
            };
            let key = hash_word(country.as_bytes());
            keys.extend(words.iter().map(|word| (hash_word(word.as_bytes()), key)));
        }
    }
    keys
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_means_the_same_has_one_key() {
        let key = |language, word: &str| keys(language).get(&hash_word(word.as_bytes())).copied();
        assert_eq!(
            key(Language::English, "spanish"),
            key(Language::English, "spain")
        );
        assert_eq!(key(Language::English, "twelve"), Some(hash_word(b"12")));
        assert_eq!(key(Language::German, "zwölf"), Some(hash_word(b"12")));
        assert_ne!(
            key(Language::English, "spanish"),
            key(Language::English, "portuguese")
        );
        assert_eq!(key(Language::Chinese, "桥"), None);
    }

    /// A word in two countries would belong to whichever comes last.
    #[test]
    fn no_word_belongs_to_two_countries() {
        let mut words: Vec<&str> = NATIONS.iter().flatten().copied().collect();
        let all = words.len();
        words.sort_unstable();
        words.dedup();
        assert_eq!(words.len(), all);
    }
}
