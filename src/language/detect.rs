//! The language of a text, by its function words, its script and the statistics of its letters, in
//! this order. What is too short for all three goes by the few function words that it has, or by
//! letters that one language alone has.
//!
//! Counting function words costs a few nanoseconds for each distinct word, letter statistics
//! hundreds of microseconds a text; so those are asked only where function words and script leave
//! doubt.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use super::table::{Profile, Script};
use super::{Language, function_words};
use crate::hash::hash_word;
use crate::table::Lookup;

/// Characters of a text whose letters are asked.
const SAMPLE: usize = 600;

/// Letters whose script is asked.
const LETTERS: usize = 200;

/// Letters of a script that only one language is written in, from which on nothing else is
/// possible.
const CERTAIN_LETTERS: usize = 40;

/// Detects the language of a text, given the hash and the count of each of its distinct words.
/// Returns `true` with it where that leaves no doubt.
pub(super) fn detect(
    text: &str,
    words: impl Iterator<Item = (u64, u32)> + Clone,
) -> (Language, bool) {
    if let Some(language) = by_function_words(words.clone()) {
        return (language, true);
    }
    match by_letters(text) {
        (Language::Unknown, _) => {
            let guess = by_few_words(words).or_else(|| by_own_letters(text));
            (guess.unwrap_or_default(), false)
        }
        found => found,
    }
}

/// Returns the language that a few function words speak for, in a text too short for a clear
/// verdict: two at least, and half as much again as for any other language.
fn by_few_words(words: impl Iterator<Item = (u64, u32)>) -> Option<Language> {
    /// Words of a text that is short; a longer one without a clear verdict is mixed.
    const MAX_WORDS: usize = 40;
    /// "OK 12 km" is no sentence.
    const MIN_TOKENS: u32 = 4;
    /// One word alone could be a name or a loan.
    const MIN_KNOWN: usize = 2;
    let mut scores = LanguageScores::new();
    let mut known = vec![0_usize; COUNTED.len()];
    for (at, (word, count)) in words.enumerate() {
        if at == MAX_WORDS {
            return None;
        }
        let languages = FUNCTION_WORDS.languages(word);
        scores.add(languages, count);
        for (bit, known) in known.iter_mut().enumerate() {
            *known += usize::from(languages >> bit & 1 == 1);
        }
    }
    let [(best, score), (_, second)] = scores.best_two()?;
    let known = known.get(best).copied().unwrap_or(0);
    let clear = scores.tokens >= MIN_TOKENS
        && known >= MIN_KNOWN
        && score >= LanguageScores::WORD
        && score * 2 >= second * 3;
    clear.then(|| COUNTED.get(best).copied()).flatten()
}

/// Letters that of the languages of the table one alone has.
const OWN_LETTERS: [(&str, Language); 11] = [
    ("پچژگ", Language::Persian),
    ("ђћљњџј", Language::Serbian),
    ("їєґ", Language::Ukrainian),
    ("ыэ", Language::Russian),
    ("řůě", Language::Czech),
    ("ß", Language::German),
    ("őű", Language::Hungarian),
    ("łżśź", Language::Polish),
    ("șțţ", Language::Romanian),
    ("ğı", Language::Turkish),
    (
        "ươạảấầẩậắằặẹẻếềểệỉịọỏốồổộớờởợụủứừửựỳỵỷỹ",
        Language::Vietnamese,
    ),
];

/// Returns the language whose own letters a short text has: twice at least, since a name may have
/// one, and those of no other language.
fn by_own_letters(text: &str) -> Option<Language> {
    let letters = text.chars().take(LETTERS).flat_map(char::to_lowercase);
    let mut found: Option<(Language, usize)> = None;
    for c in letters.filter(|c| !c.is_ascii()) {
        let Some((_, language)) = OWN_LETTERS.iter().find(|(own, _)| own.contains(c)) else {
            continue;
        };
        match &mut found {
            Some((other, _)) if other != language => return None,
            Some((_, count)) => *count += 1,
            None => found = Some((*language, 1)),
        }
    }
    let (language, _) = found.filter(|(_, count)| *count >= 2)?;
    Some(language)
}

/// The languages whose function words are counted: those whose words are separated by spaces.
static COUNTED: LazyLock<Vec<Language>> = LazyLock::new(|| {
    let spaced = |profile: &&Profile| {
        let apart = [Script::Han, Script::Kana, Script::Thai];
        !profile.scripts.iter().any(|script| apart.contains(script))
    };
    let rows = Profile::all().iter().filter(spaced);
    rows.map(|profile| profile.language).take(64).collect()
});

/// The function words of all languages.
struct FunctionWords {
    /// Which of the sets a word has.
    words: Lookup,
    /// The distinct sets of languages that share a word, a bit for each of [`COUNTED`].
    sets: Vec<u64>,
}

static FUNCTION_WORDS: LazyLock<FunctionWords> = LazyLock::new(|| {
    let mut languages: BTreeMap<u64, u64> = BTreeMap::new();
    for (at, language) in COUNTED.iter().enumerate() {
        for word in function_words(*language) {
            *languages.entry(hash_word(word.as_bytes())).or_default() |= 1 << at;
        }
    }
    let mut sets: Vec<u64> = languages.values().copied().collect();
    sets.sort_unstable();
    sets.dedup();
    let words: Vec<_> = languages
        .into_iter()
        .map(|(word, set)| (word, sets.partition_point(|other| *other < set) as u32))
        .collect();
    FunctionWords {
        words: Lookup::new(&words),
        sets,
    }
});

impl FunctionWords {
    /// Returns the languages that a word is a function word of; 0 for none.
    fn languages(&self, word: u64) -> u64 {
        let set = self
            .words
            .get(word)
            .and_then(|set| self.sets.get(set as usize));
        set.copied().unwrap_or(0)
    }
}

/// Returns the language whose function words the text is full of; `None` where that leaves doubt.
fn by_function_words(words: impl Iterator<Item = (u64, u32)> + Clone) -> Option<Language> {
    /// Distinct words that are looked at, at most.
    const MAX_WORDS: usize = 2_000;
    /// Words that are looked at before an early verdict: most texts need no second one.
    const STEP: usize = 125;
    let mut scores = LanguageScores::new();
    let mut rest = words.clone().take(MAX_WORDS);
    let mut found = Vec::with_capacity(STEP);
    loop {
        // Looked up all at once, so that one word's place in the table is fetched while the next
        // one's is asked for.
        let looked_up = |(word, count)| (FUNCTION_WORDS.languages(word), count);
        found.clear();
        found.extend(rest.by_ref().take(STEP).map(looked_up));
        for &(languages, count) in &found {
            scores.add(languages, count);
        }
        if found.len() < STEP {
            break;
        }
        if let Some(best) = scores.clear_best(3) {
            return Some(best);
        }
    }
    scores
        .clear_best(3)
        .or_else(|| scores.clear_best(2))
        .or_else(|| scores.better_of_two(words.take(MAX_WORDS)))
}

/// What the words so far say for each language of [`COUNTED`].
struct LanguageScores {
    scores: Vec<u32>,
    tokens: u32,
}

impl LanguageScores {
    /// Fewer tokens than this say nothing.
    const MIN_TOKENS: u32 = 20;

    /// What a word of one language alone adds. It is shared among the languages that have the word.
    const WORD: u32 = 12;

    fn new() -> Self {
        Self {
            scores: vec![0; COUNTED.len()],
            tokens: 0,
        }
    }

    /// Adds a word that is a function word of these languages.
    fn add(&mut self, mut languages: u64, count: u32) {
        // How often a word occurs matters less than that it does: a name may occur as often as an
        // article.
        let count = count.min(8);
        self.tokens += count;
        if languages == 0 {
            return;
        }
        let weight = Self::WORD / languages.count_ones().min(Self::WORD);
        // Bit by bit; after the last the number of the next is beyond all languages.
        while let Some(score) = self.scores.get_mut(languages.trailing_zeros() as usize) {
            *score += weight * count;
            languages &= languages - 1;
        }
    }

    /// Returns the two best languages and their scores.
    fn best_two(&self) -> Option<[(usize, u32); 2]> {
        let best = |without: Option<usize>| {
            let scores = self.scores.iter().copied().enumerate();
            scores
                .filter(|(at, _)| Some(*at) != without)
                .max_by_key(|(_, score)| *score)
        };
        let first = best(None)?;
        Some([first, best(Some(first.0))?])
    }

    /// Returns the language with the best score, if it leaves no doubt: `times` twelfths of the
    /// tokens speak for it alone, and it is `times` as good as the second.
    fn clear_best(&self, times: u32) -> Option<Language> {
        let [(best, score), (_, second)] = self.best_two()?;
        let clear = self.tokens >= Self::MIN_TOKENS
            && score >= self.tokens * times
            && score >= second * times;
        clear.then(|| COUNTED.get(best).copied()).flatten()
    }

    /// Returns the better one of two close languages, such as Danish and Norwegian, by the words
    /// that one has and the other has not.
    fn better_of_two(&self, words: impl Iterator<Item = (u64, u32)>) -> Option<Language> {
        let [(first, score), (second, _)] = self.best_two()?;
        let third = self.scores.iter().enumerate();
        let third = third
            .filter(|(at, _)| *at != first && *at != second)
            .map(|(_, score)| *score)
            .max()?;
        if self.tokens < Self::MIN_TOKENS || score < self.tokens || score * 3 < third * 4 {
            return None;
        }
        let (mut of_first, mut of_second) = (0_u32, 0_u32);
        for (word, count) in words {
            let languages = FUNCTION_WORDS.languages(word);
            match (languages >> first & 1, languages >> second & 1) {
                (1, 0) => of_first += count.min(8),
                (0, 1) => of_second += count.min(8),
                _ => {}
            }
        }
        let (better, more, less) = if of_first >= of_second {
            (first, of_first, of_second)
        } else {
            (second, of_second, of_first)
        };
        (more >= 3 && more >= less * 3)
            .then(|| COUNTED.get(better).copied())
            .flatten()
    }
}

/// Returns the language that the script and the letter statistics of the start of a text speak for.
fn by_letters(text: &str) -> (Language, bool) {
    let mut counts: BTreeMap<u8, (Script, usize)> = BTreeMap::new();
    let mut letters = 0;
    for script in text.chars().filter_map(Script::of).take(LETTERS) {
        counts.entry(script as u8).or_insert((script, 0)).1 += 1;
        letters += 1;
    }
    let count = |script: Script| counts.get(&(script as u8)).map_or(0, |found| found.1);
    let (han, kana) = (count(Script::Han), count(Script::Kana));
    if (han + kana) * 2 > letters {
        // A Japanese sentence has particles in Kana; a Chinese one quotes a Kana at most.
        let language = if kana * 10 >= han + kana {
            Language::Japanese
        } else {
            Language::Chinese
        };
        return (language, letters >= CERTAIN_LETTERS);
    }
    let Some(&(script, most)) = counts.values().max_by_key(|found| found.1) else {
        return (Language::Unknown, false);
    };
    if most * 2 <= letters {
        return (Language::Unknown, false);
    }
    let language = match script {
        Script::Foreign => Language::Other,
        Script::Hangul => Language::Korean,
        Script::Thai => Language::Thai,
        Script::Greek => Language::Greek,
        Script::Hebrew => Language::Hebrew,
        _ => return (by_statistics(text), false),
    };
    (language, letters >= CERTAIN_LETTERS)
}

/// Returns the language that the statistics of the first letters speak for.
fn by_statistics(text: &str) -> Language {
    let sample = text
        .char_indices()
        .nth(SAMPLE)
        .map_or(text, |(end, _)| &text[..end]);
    let Some(found) = whatlang::detect(sample).filter(whatlang::Info::is_reliable) else {
        return Language::Unknown;
    };
    let row = Profile::all()
        .iter()
        .find(|profile| profile.letters.contains(&found.lang()));
    row.map_or(Language::Other, |profile| profile.language)
}
