//! Finds sources in a corpus, in the writer's process or in any other.

use std::fmt;
use std::path::{Path, PathBuf};
use std::sync::{Arc, RwLock};
use std::time::Instant;

use retold::{Detector, Document, Language};

use crate::answer::Answer;
use crate::article::{Candidate, StoredArticle};
use crate::compare::{Fetch, compare, micros};
use crate::engine::{Engine, Filter, Snapshot};
use crate::error::{Error, Result};
use crate::manifest::Manifest;
use crate::options::SearchOptions;
use crate::query::{Query, is_long};

/// Reads a corpus at its last commit. Cheap to clone, and to be shared between threads.
///
/// It shows the commit that was the last one when it was opened or
/// [refreshed](CorpusReader::refresh); the writer and its merges do not disturb it, and it does not
/// hold up the writer.
#[derive(Clone)]
pub struct CorpusReader {
    path: PathBuf,
    detector: Detector,
    texts: Option<Texts>,
    state: Arc<RwLock<State>>,
}

#[derive(Debug, Clone)]
struct State {
    manifest: Manifest,
    snapshot: Snapshot,
}

/// A source of the texts that a corpus does not keep.
#[derive(Clone)]
pub(crate) struct Texts(pub(crate) Arc<TextOf>);

/// Returns the text of a key, if it is stored.
type TextOf = dyn Fn(&str) -> Option<String> + Send + Sync;

/// Figures of a corpus.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
#[non_exhaustive]
pub struct Stats {
    /// How many articles it holds.
    pub articles: u64,
    /// How many replaced or removed articles still take space; a compaction frees it.
    pub deleted: u64,
    /// How many sets of files a search visits.
    pub segments: usize,
    /// The size of all files of the index, in bytes.
    pub bytes: u64,
    /// The mark of the last commit.
    pub mark: String,
    /// The number of the last commit, from 1; 0 before the first.
    pub generation: u64,
    /// Whether texts are stored.
    pub keep_texts: bool,
    /// The language of all articles; detected for each where it is `None`.
    pub language: Option<Language>,
    /// The format of the corpus.
    pub format: u32,
    /// The scheme of its words and stems.
    pub scheme: u32,
    /// The version of this package that wrote it.
    pub writer: String,
}

impl CorpusReader {
    /// Opens a corpus for reading. Needs no lock, and no right to write.
    ///
    /// # Errors
    ///
    /// [`Error::Missing`] if there is none, [`Error::Scheme`] or [`Error::Format`] if it was
    /// written by another version, [`Error::Damaged`] if its files are cut short or missing.
    pub fn open(path: impl AsRef<Path>, detector: Detector) -> Result<Self> {
        let path = path.as_ref().to_owned();
        let state = State::open(&path)?;
        Ok(Self {
            path,
            detector,
            texts: None,
            state: Arc::new(RwLock::new(state)),
        })
    }

    /// Sets where texts come from that the corpus does not keep: a function from key to text.
    #[must_use]
    pub fn with_texts(
        mut self,
        texts: impl Fn(&str) -> Option<String> + Send + Sync + 'static,
    ) -> Self {
        self.texts = Some(Texts(Arc::new(texts)));
        self
    }

    /// Moves to the last commit, for this reader and all its clones. Returns `true` if that is
    /// another than before.
    ///
    /// # Errors
    ///
    /// As [`CorpusReader::open`]; the reader then stays where it is.
    pub fn refresh(&self) -> Result<bool> {
        let old = self.state();
        let manifest = Manifest::read(&self.path)?.ok_or_else(|| Error::Missing {
            path: self.path.clone(),
        })?;
        let state = if manifest == old.manifest {
            State {
                snapshot: old.snapshot.refreshed()?,
                manifest,
            }
        } else {
            State::open(&self.path)?
        };
        let changed =
            state.manifest != old.manifest || state.snapshot.record() != old.snapshot.record();
        match self.state.write() {
            Ok(mut shared) => *shared = state,
            Err(poisoned) => *poisoned.into_inner() = state,
        }
        Ok(changed)
    }

    /// Returns how many articles there are.
    pub fn len(&self) -> u64 {
        self.state().snapshot.len()
    }

    /// Returns `true` if there is no article.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Returns the mark of the commit that is read.
    pub fn mark(&self) -> String {
        self.state().snapshot.record().mark.clone()
    }

    /// Returns the number of the commit that is read, from 1; 0 before the first.
    pub fn generation(&self) -> u64 {
        self.state().snapshot.record().generation
    }

    /// Returns figures of the corpus.
    ///
    /// # Errors
    ///
    /// [`Error::Io`] if the folder cannot be read.
    pub fn stats(&self) -> Result<Stats> {
        let State { manifest, snapshot } = self.state();
        let folder = snapshot.engine().path();
        let read = |error| Error::io("read", folder, error);
        let mut bytes = 0;
        for entry in std::fs::read_dir(folder).map_err(read)? {
            // A file may be removed by the writer while the folder is listed.
            bytes += entry
                .and_then(|entry| entry.metadata())
                .map_or(0, |data| data.len());
        }
        Ok(Stats {
            articles: snapshot.len(),
            deleted: snapshot.deleted(),
            segments: snapshot.segments(),
            bytes,
            mark: snapshot.record().mark.clone(),
            generation: snapshot.record().generation,
            keep_texts: manifest.keep_texts,
            language: manifest.language,
            format: manifest.format,
            scheme: manifest.scheme,
            writer: manifest.writer,
        })
    }

    /// Returns the article with this key, or `None` if there is none.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] if a file cannot be read.
    pub fn article(&self, key: &str) -> Result<Option<StoredArticle>> {
        let snapshot = self.state().snapshot;
        let address = snapshot.find(key)?;
        address.map(|address| snapshot.fetch(address)).transpose()
    }

    /// Returns the text of the article with this key, or `None` if there is no such article or its
    /// text is not kept.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] if a file cannot be read.
    pub fn text(&self, key: &str) -> Result<Option<String>> {
        let stored = self.article(key)?.and_then(|article| article.text);
        Ok(stored.or_else(|| self.texts.as_ref().and_then(|texts| (texts.0)(key))))
    }

    /// Finds the sources of a text, compares them, and says which words come from which.
    ///
    /// Costs a search and one comparison for each candidate, in parallel.
    ///
    /// # Errors
    ///
    /// [`Error::Search`] for options out of range, [`Error::NoText`] if the text of a candidate is
    /// not to be had, [`Error::Damaged`] if a file cannot be read.
    pub fn sources(&self, suspicious: &str, options: &SearchOptions) -> Result<Answer> {
        let start = Instant::now();
        let document = self.document(suspicious);
        let reading = micros(start);
        let mut answer = self.sources_of(&document, options)?;
        answer.stages.find += reading;
        Ok(answer)
    }

    /// Does what [`CorpusReader::sources`] does for a document that is prepared;
    /// [`CorpusReader::document`] prepares it.
    ///
    /// # Errors
    ///
    /// As [`CorpusReader::sources`].
    pub fn sources_of(&self, suspicious: &Document, options: &SearchOptions) -> Result<Answer> {
        let start = Instant::now();
        let search = self.search(suspicious, options, start)?;
        let find = micros(start);
        let scores: Vec<f32> = search.best.iter().map(|(score, _)| *score).collect();
        let fetch = Fetch {
            article: |rank: usize| match search.best.get(rank) {
                Some(&(_, address)) => search.snapshot.fetch(address),
                None => Err(Error::NoText { key: String::new() }),
            },
            scores: &scores,
            texts: self.texts.as_ref(),
        };
        let deadline = options.deadline.map(|limit| start + limit);
        let mut answer = compare(&self.detector, suspicious, &fetch, options, deadline)?;
        answer.stages.find = find;
        answer.capped |= search.capped;
        Ok(answer)
    }

    /// Returns the articles that the index proposes as sources, best first, without comparing them.
    ///
    /// # Errors
    ///
    /// As [`CorpusReader::sources`].
    pub fn candidates(
        &self,
        suspicious: &Document,
        options: &SearchOptions,
    ) -> Result<Vec<Candidate>> {
        let search = self.search(suspicious, options, Instant::now())?;
        let candidates = search.best.iter().enumerate();
        candidates
            .map(|(rank, &(retrieval, address))| {
                Ok(Candidate {
                    article: search.snapshot.fetch(address)?,
                    rank,
                    retrieval,
                })
            })
            .collect()
    }

    /// Prepares a suspicious text, in the language of the corpus if it has one.
    pub fn document(&self, text: &str) -> Document {
        match self.state().manifest.language {
            Some(language) => document_in(text, language),
            None => self.detector.document(text),
        }
    }

    fn search(
        &self,
        document: &Document,
        options: &SearchOptions,
        start: Instant,
    ) -> Result<Search> {
        options.check()?;
        let snapshot = self.state().snapshot;
        let most = if is_long(document) { 100 } else { 50 };
        let limit = options.candidates.unwrap_or(most);
        let query = Query::new(&snapshot, document, options.mode)?;
        let filter = Filter {
            published_after: options.published_after,
            published_before: options.published_before,
            not_groups: options.not_groups.clone(),
            not_keys: options.not_keys.clone(),
            deadline: options.deadline.map(|limit| start + limit),
        };
        let found = snapshot.search(&query.parts(), &filter, limit)?;
        Ok(Search {
            snapshot,
            best: found.best,
            capped: query.capped || found.late,
        })
    }

    pub(crate) fn snapshot(&self) -> Snapshot {
        self.state().snapshot
    }

    fn state(&self) -> State {
        match self.state.read() {
            Ok(state) => state.clone(),
            Err(poisoned) => poisoned.into_inner().clone(),
        }
    }
}

/// The result of a search with the commit that it was made on.
struct Search {
    snapshot: Snapshot,
    best: Vec<(f32, tantivy::DocAddress)>,
    capped: bool,
}

impl State {
    fn open(path: &Path) -> Result<Self> {
        // A rebuild replaces the manifest and then removes the old index: the second attempt finds
        // the new one.
        let mut attempts = 0;
        loop {
            attempts += 1;
            let manifest = Manifest::read(path)?.ok_or_else(|| Error::Missing {
                path: path.to_owned(),
            })?;
            manifest.check_scheme(path)?;
            let snapshot = Engine::open(&manifest.index_folder(path))
                .and_then(|engine| Snapshot::open(&engine));
            match snapshot {
                Ok(snapshot) => return Ok(Self { manifest, snapshot }),
                Err(error) => {
                    let replaced = Manifest::read(path)?.is_some_and(|new| new != manifest);
                    if !replaced || attempts == 3 {
                        return Err(error);
                    }
                }
            }
        }
    }
}

/// Reads a text in a given language.
pub(crate) fn document_in(text: &str, language: Language) -> Document {
    let mut options = retold::TextOptions::default();
    options.language = Some(language);
    Document::new(text, &options)
}

impl fmt::Debug for CorpusReader {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("CorpusReader")
            .field("path", &self.path)
            .field("state", &self.state())
            .finish_non_exhaustive()
    }
}
