//! What a search for sources answers.

use retold::Language;
use retold::sources::{Found, FoundSource};

use crate::timestamp::Timestamp;

/// The sources of a suspicious text, and which of its words come from which.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct Answer {
    /// The sources, best first, with their comparisons, and the union of their passages.
    /// [`FoundSource::index`] is a position in [`Answer::articles`].
    pub found: Found,
    /// The articles of the sources.
    pub articles: Vec<FoundArticle>,
    /// How many candidates the index proposed.
    pub candidates: usize,
    /// How many of them were compared: fewer where the deadline passed.
    pub compared: usize,
    /// The search was cut short: by the deadline, or because the text has only words that very many
    /// articles have.
    pub capped: bool,
    /// How long each stage took.
    pub stages: Stages,
}

/// The article of a source.
#[derive(Debug, Clone)]
#[non_exhaustive]
pub struct FoundArticle {
    /// Its key.
    pub key: String,
    /// When it was published.
    pub published: Option<Timestamp>,
    /// What it belongs to.
    pub group: Option<String>,
    /// The language that it was read in.
    pub language: Language,
    /// Its position among the candidates, from 0.
    pub rank: usize,
    /// How well it matched the search; see [`Candidate::retrieval`](crate::Candidate::retrieval).
    pub retrieval: f32,
    /// Its text.
    pub text: String,
}

/// How long each stage of a search took, in microseconds on the clock.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
#[non_exhaustive]
pub struct Stages {
    /// Finding candidates in the index, with reading the suspicious text.
    pub find: u64,
    /// Fetching their texts.
    pub fetch: u64,
    /// Reading their texts.
    pub read: u64,
    /// Comparing them, and joining their passages.
    pub compare: u64,
}

impl Stages {
    /// Returns the sum of all stages.
    pub fn total(&self) -> u64 {
        self.find + self.fetch + self.read + self.compare
    }
}

impl Answer {
    /// Returns each source with its article, best first.
    pub fn sources(&self) -> impl Iterator<Item = (&FoundSource, &FoundArticle)> {
        self.found
            .sources
            .iter()
            .filter_map(|source| Some((source, self.articles.get(source.index)?)))
    }

    /// Returns the same without the articles with these keys: their words go to the next best
    /// source, and every share is computed again. Nothing is searched or compared again.
    #[must_use]
    pub fn without(&self, keys: &[&str]) -> Self {
        let indexes: Vec<usize> = (0..)
            .zip(&self.articles)
            .filter(|(_, article)| keys.contains(&article.key.as_str()))
            .map(|(index, _)| index)
            .collect();
        Self {
            found: self.found.without(&indexes),
            ..self.clone()
        }
    }
}
