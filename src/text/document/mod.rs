//! A text prepared for matching: tokens, words, stems and sentences, each tied to bytes of the
//! original.

mod reader;
mod sentence;

use std::ops::Range;
use std::sync::OnceLock;

use self::reader::DocumentReader;
use super::Span;
use super::corpus;
use super::finding::{Finding, FindingKind};
use super::scan::{READ_LIMIT, readable};
use crate::hash::hash_word;
use crate::language::{
    Language, MOST_INFORMATION, OptionalLetters, RarityTable, Speller, Stemmed, Stemmer,
    information,
};
use crate::table::Interner;

/// How a text is read.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct TextOptions {
    /// The language of the text; detected where it is `None`, the default.
    pub language: Option<Language>,
    /// How common words are, counted in a corpus of your own; the table of the language where it is
    /// `None`, the default.
    pub rarity: Option<corpus::Rarity>,
}

impl TextOptions {
    /// Sets [`TextOptions::language`].
    #[must_use]
    pub fn language(mut self, language: Language) -> Self {
        self.language = Some(language);
        self
    }

    /// Sets [`TextOptions::rarity`].
    #[must_use]
    pub fn rarity(mut self, rarity: corpus::Rarity) -> Self {
        self.rarity = Some(rarity);
        self
    }
}

/// What lies between a token and the one before it.
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

/// One word of a text, at its position.
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
    /// Returns the bytes of the original text that it was read from.
    pub fn span(&self) -> Span {
        Span::new(self.start as usize, self.end as usize)
    }

    /// Returns the index of the word in [`Document::words`].
    pub fn word(&self) -> usize {
        self.word as usize
    }

    /// Returns the index of its stem in [`Document::stems`].
    pub fn stem(&self) -> usize {
        self.stem as usize
    }

    /// Returns the gap before it.
    pub fn gap(&self) -> Gap {
        self.gap
    }

    /// Returns `true` if the original starts with an upper-case letter.
    pub fn is_capitalised(&self) -> bool {
        self.capitalised
    }
}

/// A distinct word of a document, folded.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Word {
    /// The hash of its form, and where that is in the arena.
    hash: u64,
    text: (u32, u32),
    /// The same of the word as it is written, folded.
    written_hash: u64,
    written: (u32, u32),
    stem: u32,
    count: u32,
    number: bool,
}

impl Word {
    /// Returns the hash of the word as it is compared: folded, and without what the spelling of its
    /// language leaves to the writer, such as vowel marks.
    pub fn hash(&self) -> u64 {
        self.hash
    }

    /// Returns the pinned hash of the folded word as it is written, which shingles are made of.
    pub(crate) fn written_hash(&self) -> u64 {
        self.written_hash
    }

    /// Returns the index of its stem in [`Document::stems`].
    pub fn stem(&self) -> usize {
        self.stem as usize
    }

    /// Returns how often the document has it.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// Returns `true` if it is written with digits.
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
    information: u32,
}

impl Stem {
    /// Returns the pinned hash of the stem.
    pub fn hash(&self) -> u64 {
        self.hash
    }

    /// Returns how often the document has it.
    pub fn count(&self) -> u32 {
        self.count
    }

    /// Returns its share in general text of the language, from 0 to 1; 0 where that is not known.
    pub fn share(&self) -> f32 {
        self.share
    }

    /// Returns its information by its share: as much as any word where that is not known.
    pub(crate) fn information(&self) -> u32 {
        self.information
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
    language_is_certain: bool,
    tokens: Vec<Token>,
    words: Vec<Word>,
    stems: Vec<Stem>,
    findings: Vec<Finding>,
    /// The folded words, and behind them the forms and stems that are not parts of words.
    arena: String,
    /// Where the words end in the arena.
    words_end: usize,
    /// The letters of its language that it has and that others may avoid.
    optional: OptionalLetters,
    /// The tokens of each sentence, counted when they are first asked for.
    sentences: OnceLock<Box<[Range<u32>]>>,
    derived: Derived,
}

/// Ranges of tokens that a later stage reads from a document alone, by a number that the stage
/// gives each kind. Each is read when it is first asked for and kept, since a document may be
/// compared with many others.
#[derive(Debug, Clone, Default)]
struct Derived([OnceLock<Box<[Range<u32>]>>; DERIVED]);

/// How many kinds of ranges a document keeps.
pub(crate) const DERIVED: usize = 6;

impl Document {
    /// Reads `text`.
    pub fn new(text: &str, options: &TextOptions) -> Self {
        Self::read_up_to(READ_LIMIT, text, options)
    }

    /// Reads at most `limit` bytes of `text`.
    pub(super) fn read_up_to(limit: usize, text: &str, options: &TextOptions) -> Self {
        let readable = readable(text, limit);
        let mut document = DocumentReader::new(readable).read();
        if readable.len() < text.len() {
            Finding::add(
                &mut document.findings,
                FindingKind::Unread,
                Span::new(readable.len(), text.len()),
            );
        }
        document.text = text.to_owned();
        (document.language, document.language_is_certain) = match options.language {
            Some(language) => (language, true),
            None => {
                let words = document.words.iter();
                Language::of(readable, words.map(|word| (word.hash, word.count)))
            }
        };
        document.words_end = document.arena.len();
        document.read_stems(OptionalLetters::default(), options.rarity.as_ref());
        document
    }

    /// Returns the ranges of tokens of the kind `kind`, which must be below [`DERIVED`]; `read`
    /// finds them where they are not known yet.
    pub(crate) fn derived(
        &self,
        kind: usize,
        read: impl FnOnce() -> Vec<Range<usize>>,
    ) -> &[Range<u32>] {
        let narrow = |range: Range<usize>| range.start as u32..range.end as u32;
        self.derived.0[kind].get_or_init(|| read().into_iter().map(narrow).collect())
    }

    /// Returns the document as it would be read in another language: only its stems change, and the
    /// text is not scanned again. `rarity` is used as in [`TextOptions::rarity`].
    ///
    /// ```
    /// use retold::text::{Document, Language, TextOptions};
    ///
    /// let mut options = TextOptions::default();
    /// options.language = Some(Language::German);
    /// let german = Document::new("ferries", &options);
    /// let english = german.with_language(Language::English, None);
    /// assert_eq!(english.language(), Language::English);
    /// assert_eq!(english.stem_text(0), "ferri");
    /// ```
    #[must_use]
    pub fn with_language(self, language: Language, rarity: Option<&corpus::Rarity>) -> Self {
        self.with_spelling(language, OptionalLetters::default(), rarity)
    }

    /// Returns the document as it would be read in a language whose letters `avoided` it does not
    /// write.
    pub(crate) fn with_spelling(
        mut self,
        language: Language,
        avoided: OptionalLetters,
        rarity: Option<&corpus::Rarity>,
    ) -> Self {
        self.language = language;
        self.derived = Derived::default();
        self.stems.clear();
        self.arena.truncate(self.words_end);
        self.read_stems(avoided, rarity);
        self
    }

    /// Returns the letters of its language that it has and that other texts may avoid.
    pub(crate) fn optional_letters(&self) -> OptionalLetters {
        self.optional
    }

    /// Finds the form of each word.
    fn read_forms(&mut self, avoided: OptionalLetters) {
        let mut speller = Speller::new(self.language, avoided);
        if self.arena.is_ascii() {
            for word in &mut self.words {
                (word.hash, word.text) = (word.written_hash, word.written);
            }
            self.optional = speller.found;
            return;
        }
        for word in &mut self.words {
            let (start, end) = (word.written.0 as usize, word.written.1 as usize);
            let form = speller.form(self.arena.get(start..end).unwrap_or_default());
            (word.hash, word.text) = match form {
                Some(form) => (
                    hash_word(form.as_bytes()),
                    push_text(&mut self.arena, &form),
                ),
                None => (word.written_hash, word.written),
            };
        }
        self.optional = speller.found;
    }

    fn read_stems(&mut self, avoided: OptionalLetters, counted: Option<&corpus::Rarity>) {
        self.read_forms(avoided);
        let stemmer = Stemmer::new(self.language);
        let rarity = RarityTable::of(self.language);
        let mut ids = Interner::with_capacity(self.words.len());
        self.stems.reserve(self.words.len());
        // Looked up all at once, so that one word's place in the table is fetched while the next
        // one's is asked for; a row is read for its hash here, and so is at hand when the rest of
        // it is wanted.
        let look_up = |word: &Word| {
            rarity?
                .of_word(word.hash)
                .map(|(row, starts)| (row, starts, row.hash))
        };
        let known: Vec<_> = self.words.iter().map(look_up).collect();
        for (word, known) in self.words.iter_mut().zip(known) {
            let written = self
                .arena
                .get(word.text.0 as usize..word.text.1 as usize)
                .unwrap_or_default();
            let stem = match known {
                Some((row, true, _)) => Stemmed::Part(0..row.stem.len()),
                Some((row, false, _)) => Stemmed::Text(row.stem.into()),
                None => stemmer.stem(written, word.hash),
            };
            let hash = match (known, &stem) {
                (Some((_, _, hash)), _) => hash,
                (None, Stemmed::Part(part)) if part.len() == written.len() => word.hash,
                (None, Stemmed::Part(part)) => {
                    hash_word(written.as_bytes().get(part.clone()).unwrap_or_default())
                }
                (None, Stemmed::Text(text)) => hash_word(text.as_bytes()),
            };
            let (id, new) = ids.intern(hash);
            if new {
                let text = match stem {
                    Stemmed::Part(part) => (
                        word.text.0 + part.start as u32,
                        word.text.0 + part.end.min(written.len()) as u32,
                    ),
                    Stemmed::Text(text) => push_text(&mut self.arena, &text),
                };
                let general = || known.map(|(row, ..)| row).or_else(|| rarity?.of_stem(hash));
                let (share, information) = match counted.map(|counted| counted.share(hash)) {
                    Some(share) => (share, information(share)),
                    None => general()
                        .map_or((0.0, MOST_INFORMATION), |row| (row.share, row.information)),
                };
                self.stems.push(Stem {
                    hash,
                    text,
                    count: 0,
                    share,
                    information,
                });
            }
            word.stem = id;
            self.stems[id as usize].count += word.count;
        }
        for token in &mut self.tokens {
            token.stem = self.words[token.word as usize].stem;
        }
    }

    /// Returns how many tokens memory is held for.
    #[cfg(test)]
    pub(super) fn token_capacity(&self) -> usize {
        self.tokens.capacity()
    }

    /// Returns the original text.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the language that its words were stemmed in.
    pub fn language(&self) -> Language {
        self.language
    }

    /// Returns `true` if the language was given, or if its function words or its script leave no
    /// doubt.
    pub fn language_is_certain(&self) -> bool {
        self.language_is_certain
    }

    /// Returns its words in text order.
    pub fn tokens(&self) -> &[Token] {
        &self.tokens
    }

    /// Returns its distinct words, in the order in which they first stand.
    pub fn words(&self) -> &[Word] {
        &self.words
    }

    /// Returns its distinct stems, in the order in which they first stand.
    pub fn stems(&self) -> &[Stem] {
        &self.stems
    }

    /// Returns the indexes of the `count` stems that are rarest in general text, rarest first; all
    /// of them if there are fewer.
    ///
    /// The order is pinned: by the share of the stem in general text of the language or in the
    /// corpus of [`TextOptions::rarity`], then by how often the document has it, most often first,
    /// then by hash. Without a table every stem is as rare as any other, and only the last two
    /// decide. The rarest stems of a text are what a search for its source should ask for.
    ///
    /// ```
    /// use retold::Language;
    /// use retold::text::{Document, TextOptions};
    ///
    /// let options = TextOptions::default().language(Language::English);
    /// let document = Document::new("The ferry Aurelia and the harbour", &options);
    /// let rarest: Vec<&str> = document.rarest(2).map(|stem| document.stem_text(stem)).collect();
    /// assert_eq!(rarest, ["aurelia", "harbour"]);
    /// ```
    pub fn rarest(&self, count: usize) -> impl Iterator<Item = usize> + use<> {
        let mut order: Vec<usize> = (0..self.stems.len()).collect();
        order.sort_unstable_by_key(|&at| {
            let stem = &self.stems[at];
            (
                std::cmp::Reverse((stem.information, stem.count)),
                stem.hash,
                at,
            )
        });
        order.into_iter().take(count)
    }

    /// Returns what was folded away so that it doesn't hide a match, sorted by kind: empty for most
    /// honest texts.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// Returns the word with this number as it is compared, as in [`Token::word`]; empty where
    /// there is none.
    pub fn word_text(&self, word: usize) -> &str {
        self.words
            .get(word)
            .map_or("", |word| self.slice(word.text))
    }

    /// Returns the folded word with this number as it is written, as in [`Token::word`]; empty
    /// where there is none.
    pub fn written_text(&self, word: usize) -> &str {
        self.words
            .get(word)
            .map_or("", |word| self.slice(word.written))
    }

    /// Returns the stem with this number, as in [`Token::stem`]; empty where there is none.
    pub fn stem_text(&self, stem: usize) -> &str {
        self.stems
            .get(stem)
            .map_or("", |stem| self.slice(stem.text))
    }

    fn slice(&self, (start, end): (u32, u32)) -> &str {
        self.arena.get(start as usize..end as usize).unwrap_or("")
    }

    /// Returns the tokens of each sentence, as ranges of [`Document::tokens`]. A run of more than 160
    /// tokens without a sentence's end is cut into pieces of about 40.
    pub fn sentences(&self) -> impl Iterator<Item = Range<usize>> + '_ {
        let read = || sentence::sentences(self).into_boxed_slice();
        let sentences = self.sentences.get_or_init(read);
        let wide = |range: &Range<u32>| range.start as usize..range.end as usize;
        sentences.iter().map(wide)
    }
}

/// Appends `text`; returns its position.
fn push_text(arena: &mut String, text: &str) -> (u32, u32) {
    let start = arena.len() as u32;
    arena.push_str(text);
    (start, arena.len() as u32)
}
