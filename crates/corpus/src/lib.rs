//! Articles kept on disk, and the sources of a rewrite found among them in milliseconds.
//!
//! A [`Corpus`] stores articles under keys, with their dates and groups (such as the outlet), and
//! is updated while it is queried. A [`CorpusReader`], in the same process or in any other, finds
//! the sources of a suspicious text: it asks the index for the articles that share its rarest
//! stems, compares the best of them with `retold`, and says which words come from which source.
//!
//! ```
//! use retold_corpus::{Article, Corpus, CorpusOptions, SearchOptions};
//!
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("archive.corpus");
//! let mut corpus = Corpus::open(&path, CorpusOptions::default())?; // creates it if there is none, and holds the writer's lock
//! corpus.put(
//!     "wire/88213",
//!     &Article::new("The ferry Aurelia left Port Sable at nine on Monday with 212 passengers aboard. A storm warning had been \
//!         issued an hour earlier, and the harbour master, Ines Calder, had advised the captain to wait.")
//!     .published("2026-05-04T10:00:00Z".parse()?)
//!     .group("reuters"),
//! )?;
//! corpus.commit("feed:88213")?; // all or nothing, on the disk when it returns; the mark is kept with it
//!
//! let reader = corpus.reader()?;
//! let answer = reader.sources(
//!     "The Aurelia sailed from Port Sable at nine on Monday, carrying 212 passengers, although harbour master Ines Calder had \
//!         told the captain to wait: a storm warning had gone out an hour before.",
//!     &SearchOptions::default(),
//! )?;
//! let (source, article) = answer.sources().next().ok_or("nothing found")?;
//! assert_eq!(article.key, "wire/88213");
//! assert!(source.comparison.score.probability > 0.5);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is stored
//!
//! A corpus is a folder: `corpus.json` says how it was made, and a folder next to it holds the
//! index and the compressed texts. An article takes about 2.2 KB with its text and 450 bytes
//! without ([`CorpusOptions::keep_texts`]). Only [`Corpus::commit`] makes changes visible and
//! lasting; what was not committed is gone after a crash, and [`Corpus::mark`] tells from where to
//! feed again. One process writes at a time; readers are never blocked.
//!
//! The words and stems of the index are those of `retold`, under a scheme that has a number. A
//! corpus written under another scheme is refused with [`Error::Scheme`]; [`Corpus::rebuild`] reads
//! its texts again.

#![cfg_attr(test, allow(clippy::single_range_in_vec_init))]

mod answer;
mod article;
mod compare;
mod corpus;
mod engine;
mod error;
mod manifest;
mod options;
mod query;
mod reader;
mod timestamp;

pub use answer::{Answer, FoundArticle, Stages};
pub use article::{Article, Candidate, StoredArticle};
pub use corpus::Corpus;
pub use error::{Error, Result};
pub use manifest::FORMAT;
pub use options::{CorpusOptions, SearchMode, SearchOptions};
pub use reader::{CorpusReader, Stats};
pub use timestamp::Timestamp;

/// README's example, run with the other documentation.
#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
