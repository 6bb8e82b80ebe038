//! A text prepared for matching: tokens, words, stems and sentences, each tied to bytes of the original.

use std::collections::HashMap;
use std::ops::Range;

use unicode_segmentation::UnicodeSegmentation;

use super::fold::fold_into;
use super::rarity::Rarity;
use super::{Language, Span};
use crate::shingle::hash_word;

/// How a text is read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TextOptions {
    /// The language of the text; detected where it is `None`, the default.
    pub language: Option<Language>,
}

/// What stands between a token and the one before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[repr(u8)]
pub enum Gap {
    /// Nothing that ends anything: spaces, commas, brackets.
    None,
    /// The end of a line.
    Line,
    /// The end of a sentence.
    Sentence,
    /// An empty line, or the start of the text.
    Paragraph,
}

/// One word of a text, where it stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Token {
    start: u32,
    end: u32,
    word: u32,
    stem: u32,
    gap: Gap,
    capitalised: bool,
}

impl Token {
    /// The bytes of the original text that it was read from.
    pub fn span(&self) -> Span {
        Span::new(self.start as usize, self.end as usize)
    }

    /// Which of [`Document::words`] it is.
    pub fn word(&self) -> usize {
        self.word as usize
    }

    /// Which of [`Document::stems`] it has.
    pub fn stem(&self) -> usize {
        self.stem as usize
    }

    /// What stands before it.
    pub fn gap(&self) -> Gap {
        self.gap
    }

    /// Whether the original starts with an upper-case letter.
    pub fn is_capitalised(&self) -> bool {
        self.capitalised
    }
}

/// A distinct word of a document, folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    hash: u64,
    text: (u32, u32),
    stem: u32,
    count: u32,
    number: bool,
}

impl Word {
    /// The pinned hash of the folded word.
    pub fn hash(&self) -> u64 {
        self.hash
    }

    /// Which of [`Document::stems`] it has.
    pub fn stem(&self) -> usize {
        self.stem as usize
    }

    /// How often the document has it.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// Whether it is written with digits.
    pub fn is_number(&self) -> bool {
        self.number
    }
}

/// A distinct stem of a document.
#[derive(Debug, Clone, PartialEq)]
pub struct Stem {
    hash: u64,
    text: (u32, u32),
    count: u32,
    share: f32,
}

impl Stem {
    /// The pinned hash of the stem.
    pub fn hash(&self) -> u64 {
        self.hash
    }

    /// How often the document has it.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// Its share in general text of the language, from 0 to 1; 0 where that is not known.
    pub fn share(&self) -> f32 {
        self.share
    }
}

/// A text prepared for matching.
///
/// ```
/// use retold::text::{Document, TextOptions};
///
/// let document = Document::new("The ferries sailed. It rained.", &TextOptions::default());
/// assert_eq!(document.tokens().len(), 5);
/// let ferries = &document.tokens()[1];
/// assert_eq!(document.word_text(ferries.word()), "ferries");
/// assert_eq!(ferries.span().slice(document.text()), Some("ferries"));
/// assert_eq!(document.sentences().count(), 2);
/// ```
#[derive(Debug, Clone)]
pub struct Document {
    text: String,
    language: Language,
    tokens: Vec<Token>,
    words: Vec<Word>,
    stems: Vec<Stem>,
    arena: String,
}

impl Document {
    /// Reads `text`.
    pub fn new(text: &str, options: &TextOptions) -> Self {
        let language = options.language.unwrap_or_else(|| Language::detect(text));
        let mut document = Self {
            text: text.to_owned(),
            language,
            tokens: Vec::new(),
            words: Vec::new(),
            stems: Vec::new(),
            arena: String::new(),
        };
        document.read_words();
        document.read_stems();
        document
    }

    fn read_words(&mut self) {
        let mut ids: HashMap<u64, u32> = HashMap::new();
        let mut end = 0;
        let mut folded = String::new();
        for (start, word) in self.text.unicode_word_indices() {
            folded.clear();
            fold_into(word, &mut folded);
            let hash = hash_word(folded.as_bytes());
            let id = *ids.entry(hash).or_insert_with(|| {
                let text = (self.arena.len() as u32, (self.arena.len() + folded.len()) as u32);
                self.arena.push_str(&folded);
                let number = folded.starts_with(|c: char| c.is_numeric());
                self.words.push(Word { hash, text, stem: 0, count: 0, number });
                self.words.len() as u32 - 1
            });
            self.words[id as usize].count += 1;
            let capitalised = word.starts_with(char::is_uppercase);
            let gap = if self.tokens.is_empty() { Gap::Paragraph } else { gap(&self.text[end..start], word) };
            end = start + word.len();
            self.tokens.push(Token { start: start as u32, end: end as u32, word: id, stem: 0, gap, capitalised });
        }
    }

    fn read_stems(&mut self) {
        let stemmer = self.language.stemmer().map(frostem::Stemmer::new);
        let rarity = Rarity::of(self.language);
        let mut ids: HashMap<u64, u32> = HashMap::new();
        for word in &mut self.words {
            let text = &self.arena[word.text.0 as usize..word.text.1 as usize];
            let stem = stemmer.as_ref().map_or(text.into(), |stemmer| stemmer.stem(text)).into_owned();
            let hash = hash_word(stem.as_bytes());
            let id = *ids.entry(hash).or_insert_with(|| {
                let share = rarity.map_or(0.0, |table| table.share(&stem));
                let range = (self.arena.len() as u32, (self.arena.len() + stem.len()) as u32);
                self.arena.push_str(&stem);
                self.stems.push(Stem { hash, text: range, count: 0, share });
                self.stems.len() as u32 - 1
            });
            word.stem = id;
            self.stems[id as usize].count += word.count;
        }
        for token in &mut self.tokens {
            token.stem = self.words[token.word as usize].stem;
        }
    }

    /// The original text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The language that its words were stemmed in.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Its words in text order.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// Its distinct words, in the order in which they first stand.
    pub fn words(&self) -> &[Word] {
        &self.words
    }

    /// Its distinct stems, in the order in which they first stand.
    pub fn stems(&self) -> &[Stem] {
        &self.stems
    }

    /// The folded word with this number, as in [`Token::word`]; empty where there is none.
    pub fn word_text(&self, word: usize) -> &str {
        self.words.get(word).map_or("", |word| self.slice(word.text))
    }

    /// The stem with this number, as in [`Token::stem`]; empty where there is none.
    pub fn stem_text(&self, stem: usize) -> &str {
        self.stems.get(stem).map_or("", |stem| self.slice(stem.text))
    }

    fn slice(&self, (start, end): (u32, u32)) -> &str {
        self.arena.get(start as usize..end as usize).unwrap_or("")
    }

    /// The tokens of each sentence, as ranges of [`Document::tokens`].
    pub fn sentences(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        let mut start = 0;
        let starts = (1..=self.tokens.len()).filter(|&at| self.tokens.get(at).is_none_or(|token| token.gap >= Gap::Sentence));
        starts.map(move |end| std::mem::replace(&mut start, end)..end)
    }
}

/// What the text between two words amounts to.
fn gap(between: &str, next: &str) -> Gap {
    if between == " " {
        return Gap::None;
    }
    let lines = between.bytes().filter(|&byte| byte == b'\n').count();
    let ends = between.find(['.', '!', '?', '…', '。', '！', '？']).is_some_and(|at| {
        between[at..].contains(char::is_whitespace) && !next.starts_with(char::is_lowercase)
            || between[at..].starts_with(['。', '！', '？'])
    });
    match (lines, ends) {
        (2.., _) => Gap::Paragraph,
        (_, true) => Gap::Sentence,
        (1, false) => Gap::Line,
        _ => Gap::None,
    }
}
