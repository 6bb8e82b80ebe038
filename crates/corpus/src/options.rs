//! How a corpus is kept, and how it is searched.

use std::time::Duration;

use retold::{Detector, Language};

use crate::error::{Error, Result};
use crate::timestamp::Timestamp;

/// How a corpus is kept.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct CorpusOptions {
    /// The language of all articles; detected for each where it is `None`, the default. Stored with
    /// the corpus.
    pub language: Option<Language>,
    /// Whether the texts are stored (default) or only indexed. Without them an article takes a
    /// fifth of the space, a search needs
    /// [`CorpusReader::with_texts`](crate::CorpusReader::with_texts), and the corpus cannot be
    /// rebuilt. Stored with the corpus.
    pub keep_texts: Option<bool>,
    /// The memory that collects articles before they are written, in bytes: 15 MB to 1 GB, 32 MB by
    /// default.
    pub writer_memory: usize,
    /// The threads that index articles, 1 by default. Each writes files of its own, which a search
    /// then has to visit, until they are merged.
    pub writer_threads: usize,
    /// What compares a text with its candidates.
    pub detector: Detector,
}

impl Default for CorpusOptions {
    fn default() -> Self {
        Self {
            language: None,
            keep_texts: None,
            writer_memory: 32_000_000,
            writer_threads: 1,
            detector: Detector::default(),
        }
    }
}

/// Which parts of a suspicious text are searched for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
#[non_exhaustive]
pub enum SearchMode {
    /// The rarest stems of the text as a whole: finds the source of a rewrite.
    Whole,
    /// The rarest stems of every hundred words, or of each half of a shorter text: finds the
    /// sources of a patchwork. Texts of fewer than 80 words are searched for as a whole.
    Chunks,
    /// Both, the default; an article counts with the better of its two scores.
    #[default]
    Both,
}

/// How a corpus is searched.
///
/// ```
/// use std::time::Duration;
/// use retold_corpus::SearchOptions;
///
/// let mut options = SearchOptions::default();
/// options.published_before = Some("2026-05-04".parse()?);
/// options.not_groups = vec!["our-own-paper".to_owned()];
/// options.deadline = Some(Duration::from_millis(500));
/// # Ok::<(), retold_corpus::Error>(())
/// ```
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct SearchOptions {
    /// How many candidates are compared: 1 to 10,000. The default, `None`, is 50, and 100 for texts
    /// of more than 400 words.
    pub candidates: Option<usize>,
    /// A source is reported from this probability on, from 0 to 1; 0.5 by default.
    pub min_probability: f64,
    /// Which parts of the text are searched for.
    pub mode: SearchMode,
    /// Only articles published at this time or later; articles without a date are left out.
    pub published_after: Option<Timestamp>,
    /// Only articles published before this time; articles without a date are left out.
    pub published_before: Option<Timestamp>,
    /// No articles of these groups.
    pub not_groups: Vec<String>,
    /// No articles with these keys.
    pub not_keys: Vec<String>,
    /// The search stops after this time, with what it has found until then;
    /// [`Answer::capped`](crate::Answer::capped) says so.
    pub deadline: Option<Duration>,
}

impl Default for SearchOptions {
    fn default() -> Self {
        Self {
            candidates: None,
            min_probability: 0.5,
            mode: SearchMode::Both,
            published_after: None,
            published_before: None,
            not_groups: Vec::new(),
            not_keys: Vec::new(),
            deadline: None,
        }
    }
}

impl SearchOptions {
    /// The maximum of [`SearchOptions::candidates`].
    pub const MAX_CANDIDATES: usize = 10_000;

    /// Refuses options out of their range.
    pub(crate) fn check(&self) -> Result<()> {
        if let Some(count) = self.candidates
            && !(1..=Self::MAX_CANDIDATES).contains(&count)
        {
            return Err(Error::Search {
                option: "candidates",
                given: count.to_string(),
                allowed: "1 to 10,000",
            });
        }
        if !(0.0..=1.0).contains(&self.min_probability) {
            return Err(Error::Search {
                option: "min_probability",
                given: self.min_probability.to_string(),
                allowed: "0 to 1",
            });
        }
        Error::check_times(self.published_after, self.published_before)
    }
}
