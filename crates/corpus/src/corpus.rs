//! The writer of a corpus.

use std::collections::HashSet;
use std::fmt;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use retold::Document;

use crate::article::{Article, StoredArticle, check_key};
use crate::engine::{CommitRecord, Engine, Entry, Snapshot, Writer, join};
use crate::error::{Error, Result};
use crate::manifest::{Manifest, sync_folder};
use crate::options::CorpusOptions;
use crate::reader::{CorpusReader, document_in};

/// A corpus that is open for writing. One process writes at a time: it holds a lock for as long as
/// this value lives.
///
/// Articles that are put or removed become visible and lasting with [`Corpus::commit`]; what was
/// not committed is gone after a crash or an error. Commit every few hundred articles, or every few
/// seconds: a commit costs a tenth of a second or more.
pub struct Corpus {
    path: PathBuf,
    options: CorpusOptions,
    manifest: Manifest,
    writer: Writer,
    record: CommitRecord,
    /// Something was put or removed since the last commit.
    changed: bool,
    /// Held until this value is dropped, or the process ends.
    _lock: File,
}

impl Corpus {
    /// Opens a corpus for writing, and creates it if the folder does not exist or is empty.
    ///
    /// # Errors
    ///
    /// [`Error::Locked`] if another writer has it open, [`Error::Options`] if it was created with
    /// another language or without texts, [`Error::Scheme`] or [`Error::Format`] if it was written
    /// by another version (see [`Corpus::rebuild`]), [`Error::ReadOnly`] where nothing can be
    /// written.
    pub fn open(path: impl AsRef<Path>, options: CorpusOptions) -> Result<Self> {
        let path = path.as_ref();
        let manifest = Manifest::read(path)?;
        if manifest.is_none() {
            prepare_folder(path)?;
        }
        let lock = lock(path)?;
        // Another process may have created it before the lock was taken.
        let (manifest, engine) = match Manifest::read(path)? {
            Some(manifest) => {
                manifest.check_scheme(path)?;
                check_options(path, &manifest, &options)?;
                let engine = Engine::open(&manifest.index_folder(path))?;
                (manifest, engine)
            }
            None => create(path, &options)?,
        };
        Self::with_engine(path, options, manifest, &engine, lock)
    }

    fn with_engine(
        path: &Path,
        options: CorpusOptions,
        manifest: Manifest,
        engine: &Engine,
        lock: File,
    ) -> Result<Self> {
        let writer = Writer::open(engine, options.writer_memory, options.writer_threads)?;
        let corpus = Self {
            record: engine.record()?,
            path: path.to_owned(),
            options,
            manifest,
            writer,
            changed: false,
            _lock: lock,
        };
        corpus.remove_leftovers();
        Ok(corpus)
    }

    /// Adds an article, or replaces the one with this key. Not visible before [`Corpus::commit`].
    ///
    /// # Errors
    ///
    /// [`Error::Key`] or [`Error::Long`] for what cannot be stored; nothing else is lost then.
    /// [`Error::Full`] and other errors of the disk set the corpus back to the last commit.
    pub fn put(&mut self, key: &str, article: &Article<'_>) -> Result<()> {
        article.check(key)?;
        let entry = self.entry(key, article);
        self.add(entry)
    }

    /// Adds many articles, read in parallel. Otherwise as [`Corpus::put`].
    ///
    /// # Errors
    ///
    /// As [`Corpus::put`]; nothing is added if one of the articles cannot be stored.
    pub fn put_many<K: AsRef<str> + Sync>(&mut self, articles: &[(K, Article<'_>)]) -> Result<()> {
        for (key, article) in articles {
            article.check(key.as_ref())?;
        }
        let entries: Vec<Entry> = articles
            .par_iter()
            .map(|(key, article)| self.entry(key.as_ref(), article))
            .collect();
        for entry in entries {
            self.add(entry)?;
        }
        Ok(())
    }

    fn entry(&self, key: &str, article: &Article<'_>) -> Entry {
        let document = self.document(article.text);
        Entry {
            key: key.to_owned(),
            stems: join(&document),
            text: self.manifest.keep_texts.then(|| article.text.to_owned()),
            published: article.published,
            group: article.group.map(str::to_owned),
            language: document.language(),
        }
    }

    fn add(&mut self, entry: Entry) -> Result<()> {
        self.check_writer()?;
        self.changed = true;
        let added = self.writer.put(entry);
        self.checked(added)
    }

    /// Removes the article with this key, if there is one. Not visible before [`Corpus::commit`].
    ///
    /// # Errors
    ///
    /// [`Error::Key`] for a key that no article can have.
    pub fn remove(&mut self, key: &str) -> Result<()> {
        check_key(key)?;
        self.check_writer()?;
        self.changed = true;
        self.writer.remove(key);
        Ok(())
    }

    /// Makes everything since the last commit visible to readers, and lasting, together with a mark
    /// of the caller: after a crash [`Corpus::mark`] says up to where everything is stored. On the
    /// disk when it returns.
    ///
    /// # Errors
    ///
    /// [`Error::Full`] and other errors of the disk: nothing since the last commit is kept then,
    /// and readers see that commit.
    pub fn commit(&mut self, mark: &str) -> Result<()> {
        self.check_writer()?;
        if !self.changed && mark == self.record.mark && self.record.generation > 0 {
            return Ok(());
        }
        let record = CommitRecord::new(mark, self.record.generation + 1);
        let committed = self.writer.commit(&record);
        self.checked(committed)?;
        self.record = record;
        self.changed = false;
        Ok(())
    }

    /// Returns the mark of the last commit; empty before the first.
    pub fn mark(&self) -> &str {
        &self.record.mark
    }

    /// Returns the number of the last commit, from 1; 0 before the first.
    pub fn generation(&self) -> u64 {
        self.record.generation
    }

    /// Returns how many articles the last commit has.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] if its files cannot be opened.
    pub fn len(&self) -> Result<u64> {
        Ok(self.reader()?.len())
    }

    /// Returns `true` if the last commit has no article.
    ///
    /// # Errors
    ///
    /// As [`Corpus::len`].
    pub fn is_empty(&self) -> Result<bool> {
        Ok(self.len()? == 0)
    }

    /// Returns a reader of the last commit.
    ///
    /// # Errors
    ///
    /// As [`CorpusReader::open`].
    pub fn reader(&self) -> Result<CorpusReader> {
        CorpusReader::open(&self.path, self.options.detector.clone())
    }

    /// Merges the files of the index into one set, and frees the space of replaced and removed
    /// articles. Commits first, with the mark of the last commit. Costs a copy of the index: about
    /// ten seconds for a quarter of a million articles.
    ///
    /// # Errors
    ///
    /// [`Error::Full`] if the disk has no room for the copy.
    pub fn compact(&mut self) -> Result<()> {
        let mark = self.record.mark.clone();
        self.commit(&mark)?;
        let merged = self.writer.merge();
        self.checked(merged)
    }

    /// Checks every file of the last commit against its checksum, reads every article, and looks
    /// every key up. Costs a pass over the files.
    ///
    /// # Errors
    ///
    /// [`Error::Damaged`] with the first file that is not what was written.
    pub fn verify(path: impl AsRef<Path>) -> Result<u64> {
        let reader = CorpusReader::open(path, retold::Detector::default())?;
        let snapshot = reader.snapshot();
        if let Some(file) = snapshot.damaged_files()?.into_iter().next() {
            return Err(Error::Damaged {
                file,
                what: "it is missing, or its checksum is not the one it was written with"
                    .to_owned(),
            });
        }
        let mut keys = HashSet::new();
        for address in snapshot.addresses() {
            let article = snapshot.fetch(address)?;
            let found = snapshot.find(&article.key)?;
            if found != Some(address) || !keys.insert(article.key.clone()) {
                return Err(Error::Damaged {
                    file: snapshot.engine().path().to_owned(),
                    what: format!("the article {:?} is stored twice", article.key),
                });
            }
        }
        Ok(keys.len() as u64)
    }

    /// Reads every stored text again and replaces the index, with the scheme and the format of this
    /// version: after [`Error::Scheme`], or to change the language. The old index serves readers
    /// until the new one is complete; a crash on the way leaves the old one. The options count that
    /// are given; texts are kept.
    ///
    /// # Errors
    ///
    /// [`Error::NoText`] if the corpus keeps no texts: create a new one then.
    pub fn rebuild(path: impl AsRef<Path>, options: CorpusOptions) -> Result<Self> {
        let path = path.as_ref();
        let old = Manifest::read(path)?.ok_or_else(|| Error::Missing {
            path: path.to_owned(),
        })?;
        let lock = lock(path)?;
        let old_engine = Engine::open(&old.index_folder(path))?;
        let snapshot = Snapshot::open(&old_engine)?;
        let language = options.language.or(old.language);
        let number = old
            .index
            .rsplit('-')
            .next()
            .and_then(|number| number.parse::<u64>().ok());
        let name = format!("index-{}", number.unwrap_or(0) + 1);
        let manifest = Manifest::new(language, true, name);
        let folder = manifest.index_folder(path);
        if folder.exists() {
            fs::remove_dir_all(&folder).map_err(|error| Error::io("remove", &folder, error))?;
        }
        fs::create_dir(&folder).map_err(|error| Error::io("create", &folder, error))?;
        let engine = Engine::create(&folder)?;
        let mut corpus = Self::with_engine(path, options, manifest, &engine, lock)?;
        let addresses: Vec<_> = snapshot.addresses().collect();
        for batch in addresses.chunks(1000) {
            let articles: Vec<StoredArticle> = batch
                .par_iter()
                .map(|&address| snapshot.fetch(address))
                .collect::<Result<_>>()?;
            let articles = articles
                .iter()
                .map(|stored| {
                    let text = stored.text.as_deref().ok_or_else(|| Error::NoText {
                        key: stored.key.clone(),
                    })?;
                    let mut article = Article::new(text);
                    article.published = stored.published;
                    article.group = stored.group.as_deref();
                    Ok((stored.key.as_str(), article))
                })
                .collect::<Result<Vec<_>>>()?;
            corpus.put_many(&articles)?;
        }
        let record = CommitRecord::new(&snapshot.record().mark, snapshot.record().generation + 1);
        let committed = corpus.writer.commit(&record);
        corpus.checked(committed)?;
        corpus.record = record;
        corpus.changed = false;
        corpus.manifest.write(path)?;
        drop(snapshot);
        corpus.remove_leftovers();
        Ok(corpus)
    }

    /// Reads a text as the corpus does.
    fn document(&self, text: &str) -> Document {
        match self.manifest.language {
            Some(language) => document_in(text, language),
            None => Document::new(text, &retold::TextOptions::default()),
        }
    }

    /// Opens the writer again where it failed so that it could not be set back.
    fn check_writer(&mut self) -> Result<()> {
        if self.writer.is_broken() {
            return Err(Error::Engine {
                path: self.path.clone(),
                what: "the writer has failed and could not be set back: open the corpus again"
                    .to_owned(),
            });
        }
        Ok(())
    }

    fn checked<T>(&mut self, result: Result<T>) -> Result<T> {
        if result.is_err() {
            self.changed = false;
        }
        result
    }

    /// Removes the indexes that a rebuild replaced, or that one left unfinished.
    fn remove_leftovers(&self) {
        let Ok(entries) = fs::read_dir(&self.path) else {
            return;
        };
        let manifest = Manifest::read(&self.path).ok().flatten();
        for entry in entries.flatten() {
            let name = entry.file_name();
            let name = name.to_string_lossy();
            let used = name == self.manifest.index.as_str()
                || manifest
                    .as_ref()
                    .is_some_and(|manifest| name == manifest.index.as_str());
            if name.starts_with("index-") && !used {
                // What cannot be removed now is removed when the corpus is opened the next time.
                let _ = fs::remove_dir_all(entry.path());
            }
        }
    }
}

/// Makes a folder for a new corpus; refuses one that holds something else.
fn prepare_folder(path: &Path) -> Result<()> {
    fs::create_dir_all(path).map_err(|error| Error::io("create", path, error))?;
    let entries = fs::read_dir(path).map_err(|error| Error::io("read", path, error))?;
    let foreign = |name: &str| {
        !matches!(name, LOCK | "corpus.json" | "corpus.json.new") && !name.starts_with("index-")
    };
    if entries
        .flatten()
        .any(|entry| foreign(&entry.file_name().to_string_lossy()))
    {
        return Err(Error::NotEmpty {
            path: path.to_owned(),
        });
    }
    Ok(())
}

const LOCK: &str = "writer.lock";

/// Takes the writer's lock. The operating system gives it up when the process ends, however it
/// ends.
fn lock(path: &Path) -> Result<File> {
    let name = path.join(LOCK);
    let mut options = OpenOptions::new();
    options.create(true).write(true).truncate(false);
    let file = options
        .open(&name)
        .map_err(|error| Error::io("lock", path, error))?;
    match file.try_lock() {
        Ok(()) => Ok(file),
        Err(TryLockError::WouldBlock) => Err(Error::Locked {
            path: path.to_owned(),
        }),
        Err(TryLockError::Error(error)) => Err(Error::io("lock", path, error)),
    }
}

/// Creates the first index of a corpus, and then the manifest, which makes it a corpus.
fn create(path: &Path, options: &CorpusOptions) -> Result<(Manifest, Engine)> {
    let keep_texts = options.keep_texts.unwrap_or(true);
    let manifest = Manifest::new(options.language, keep_texts, "index-1".to_owned());
    let folder = manifest.index_folder(path);
    let io = |error| Error::io("create", &folder, error);
    if folder.exists() {
        fs::remove_dir_all(&folder).map_err(io)?;
    }
    fs::create_dir(&folder).map_err(io)?;
    let engine = Engine::create(&folder)?;
    sync_folder(path).map_err(io)?;
    manifest.write(path)?;
    Ok((manifest, engine))
}

fn check_options(path: &Path, manifest: &Manifest, options: &CorpusOptions) -> Result<()> {
    let differs = |option, stored: String, given: String| {
        Err(Error::Options {
            path: path.to_owned(),
            option,
            stored,
            given,
        })
    };
    match (options.language, options.keep_texts) {
        (Some(given), _) if manifest.language != Some(given) => {
            let stored = manifest.language;
            let stored = stored.map_or("detected".to_owned(), |stored| format!("{stored:?}"));
            differs("language", stored, format!("{given:?}"))
        }
        (_, Some(given)) if given != manifest.keep_texts => differs(
            "keep_texts",
            manifest.keep_texts.to_string(),
            given.to_string(),
        ),
        _ => Ok(()),
    }
}

impl fmt::Debug for Corpus {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Corpus")
            .field("path", &self.path)
            .field("manifest", &self.manifest)
            .field("record", &self.record)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests {
    use retold::Detector;

    use super::*;
    use crate::options::SearchOptions;

    /// Protects corpora that were written before a stem changed: they are refused for writing and
    /// for reading, with the way out, and a rebuild takes that way without losing anything.
    #[test]
    fn a_corpus_of_another_scheme_is_refused_until_it_is_rebuilt() {
        const TEXT: &str =
            "The ferry Aurelia left Port Sable at nine on Monday with 212 passengers aboard.";
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("c");
        let mut corpus = Corpus::open(&path, CorpusOptions::default()).unwrap();
        corpus
            .put("ferry", &Article::new(TEXT).group("wire"))
            .unwrap();
        corpus.commit("first").unwrap();
        drop(corpus);
        let mut manifest = Manifest::read(&path).unwrap().unwrap();
        manifest.scheme += 1;
        manifest.write(&path).unwrap();

        let known = retold::text::SCHEME;
        let refused = |error: &Error| {
            matches!(error, Error::Scheme { stored, known: here, .. } if *stored == known + 1 && *here == known)
                && error.to_string().contains("rebuild")
        };
        let writer = Corpus::open(&path, CorpusOptions::default());
        assert!(writer.is_err_and(|error| refused(&error)));
        let reader = CorpusReader::open(&path, Detector::default());
        assert!(reader.is_err_and(|error| refused(&error)));

        let rebuilt = Corpus::rebuild(&path, CorpusOptions::default()).unwrap();
        assert_eq!((rebuilt.mark(), rebuilt.len().unwrap()), ("first", 1));
        drop(rebuilt);
        let reader = CorpusReader::open(&path, Detector::default()).unwrap();
        let answer = reader.sources(TEXT, &SearchOptions::default()).unwrap();
        assert_eq!(answer.articles[0].key, "ferry");
        assert_eq!(answer.articles[0].group.as_deref(), Some("wire"));
        assert_eq!(Corpus::verify(&path).unwrap(), 1);
    }
}
