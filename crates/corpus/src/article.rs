//! Articles as they are put into a corpus and as they come out of it.

use retold::Language;

use crate::error::{Error, Result};
use crate::timestamp::Timestamp;

/// An article to be stored.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Article<'a> {
    /// The text.
    pub text: &'a str,
    /// When it was published.
    pub published: Option<Timestamp>,
    /// What it belongs to, such as the outlet.
    pub group: Option<&'a str>,
}

impl<'a> Article<'a> {
    /// The maximum length of an article's text, in bytes: 64 MiB.
    pub const MAX_LENGTH: usize = 64 << 20;

    /// The maximum length of a key, in bytes.
    pub const MAX_KEY: usize = 1024;

    /// Creates an article without a date or a group.
    pub fn new(text: &'a str) -> Self {
        Self {
            text,
            published: None,
            group: None,
        }
    }

    /// Sets when it was published.
    #[must_use]
    pub fn published(mut self, time: Timestamp) -> Self {
        self.published = Some(time);
        self
    }

    /// Sets what it belongs to, such as the outlet.
    #[must_use]
    pub fn group(mut self, group: &'a str) -> Self {
        self.group = Some(group);
        self
    }

    /// Refuses what cannot be stored under this key.
    pub(crate) fn check(&self, key: &str) -> Result<()> {
        check_key(key)?;
        if let Some(group) = self.group {
            check_key(group)?;
        }
        if self.text.len() > Self::MAX_LENGTH {
            return Err(Error::Long {
                key: key.to_owned(),
                length: self.text.len(),
                limit: Self::MAX_LENGTH,
            });
        }
        Ok(())
    }
}

pub(crate) fn check_key(key: &str) -> Result<()> {
    if key.is_empty() || key.len() > Article::MAX_KEY || key.chars().any(char::is_control) {
        return Err(Error::Key {
            length: key.len(),
            limit: Article::MAX_KEY,
        });
    }
    Ok(())
}

/// An article as the corpus stores it.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct StoredArticle {
    /// Its key.
    pub key: String,
    /// Its text; `None` if the corpus keeps no texts.
    pub text: Option<String>,
    /// When it was published.
    pub published: Option<Timestamp>,
    /// What it belongs to.
    pub group: Option<String>,
    /// The language that it was read in.
    pub language: Language,
}

/// An article that the index proposes as a source.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Candidate {
    /// The article.
    pub article: StoredArticle,
    /// Its position among the candidates, from 0.
    pub rank: usize,
    /// How well it matches the rarest stems of the text, or of its best chunk: a BM25 score, 0 or
    /// more. Scores of one search can be compared with each other.
    pub retrieval: f32,
}
