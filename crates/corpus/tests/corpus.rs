//! What a corpus stores, finds and refuses.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use std::fs;
use std::path::Path;
use std::time::Duration;

use retold::{Detector, Language};
use retold_corpus::{
    Article, Corpus, CorpusOptions, CorpusReader, Error, FORMAT, SearchMode, SearchOptions,
};

mod common;
#[path = "../../../tests/common/mod.rs"]
mod made;
use common::article;

const FERRY: &str = "The ferry Aurelia left Port Sable at nine on Monday with 212 passengers aboard. A storm warning had been issued \
    an hour earlier, and the harbour master, Ines Calder, had advised the captain to wait. Nobody was hurt.";
const REWRITE: &str = "Harbour master Ines Calder had told the captain to wait, since an hour before there was a storm warning. Even so \
    the Aurelia departed from Port Sable at nine on Monday, carrying 212 passengers. Nobody was hurt.";

/// Returns a corpus of made articles, and the ferry among them.
fn corpus(path: &Path) -> Corpus {
    let mut corpus = Corpus::open(path, CorpusOptions::default()).unwrap();
    for key in 0..60 {
        let text = article(key, 1);
        corpus
            .put(&format!("made/{key}"), &Article::new(&text).group("made"))
            .unwrap();
    }
    let ferry = Article::new(FERRY)
        .published("2026-05-04T10:00:00Z".parse().unwrap())
        .group("wire");
    corpus.put("wire/ferry", &ferry).unwrap();
    corpus.commit("first").unwrap();
    corpus
}

fn keys(reader: &CorpusReader, options: &SearchOptions) -> Vec<String> {
    let answer = reader.sources(REWRITE, options).unwrap();
    answer
        .sources()
        .map(|(_, article)| article.key.clone())
        .collect()
}

#[test]
fn a_rewrite_finds_its_source_with_its_comparison() {
    let folder = tempfile::tempdir().unwrap();
    let reader = corpus(&folder.path().join("c")).reader().unwrap();
    let answer = reader.sources(REWRITE, &SearchOptions::default()).unwrap();
    let (source, article) = answer.sources().next().unwrap();
    assert_eq!((article.key.as_str(), article.rank), ("wire/ferry", 0));
    assert_eq!(article.group.as_deref(), Some("wire"));
    assert_eq!(
        article.published.unwrap().to_string(),
        "2026-05-04T10:00:00Z"
    );
    assert_eq!(article.language, Language::English);
    assert_eq!(article.text, FERRY);
    assert_eq!(
        source.comparison,
        Detector::default().compare(FERRY, REWRITE),
        "index and comparison agree"
    );
    assert!(answer.found.reused > 0.5 && !answer.capped);
    assert_eq!(answer.without(&["wire/ferry"]).found.reused, 0.0);
    assert_eq!(reader.text("wire/ferry").unwrap().as_deref(), Some(FERRY));
    assert_eq!(reader.text("wire/none").unwrap(), None);
    let candidates = reader
        .candidates(&reader.document(REWRITE), &SearchOptions::default())
        .unwrap();
    assert!(candidates.is_sorted_by(|a, b| a.retrieval >= b.retrieval && a.rank < b.rank));
}

#[test]
fn a_patchwork_finds_each_of_its_sources() {
    let folder = tempfile::tempdir().unwrap();
    let mut corpus = corpus(&folder.path().join("c"));
    // Each in words of its own: what a text repeats counts once.
    let sources: Vec<String> = (100..108).map(|key| made::article(key, 6)).collect();
    for (key, text) in (100..).zip(&sources) {
        corpus
            .put(&format!("made/{key}"), &Article::new(text))
            .unwrap();
    }
    corpus.commit("second").unwrap();
    let patchwork = sources.join("\n\n");
    let mut options = SearchOptions::default();
    options.mode = SearchMode::Both;
    options.min_probability = 0.0;
    let answer = corpus
        .reader()
        .unwrap()
        .sources(&patchwork, &options)
        .unwrap();
    for key in 100..108 {
        let name = format!("made/{key}");
        let share = answer
            .sources()
            .find(|(_, article)| article.key == name)
            .map(|(source, _)| source.share);
        assert!(share.is_some_and(|share| share > 0.08), "{name}: {share:?}");
    }
    assert!(answer.found.reused > 0.95);
}

#[test]
fn options_leave_articles_out() {
    let folder = tempfile::tempdir().unwrap();
    let reader = corpus(&folder.path().join("c")).reader().unwrap();
    let with = |change: &dyn Fn(&mut SearchOptions)| {
        let mut options = SearchOptions::default();
        change(&mut options);
        keys(&reader, &options)
    };
    let found = ["wire/ferry"];
    assert_eq!(with(&|_| ()), found);
    assert!(with(&|options| options.not_keys = vec!["wire/ferry".to_owned()]).is_empty());
    assert!(with(&|options| options.not_groups = vec!["wire".to_owned()]).is_empty());
    assert_eq!(
        with(&|options| options.not_groups = vec!["made".to_owned(), "none".to_owned()]),
        found
    );
    let before =
        |time: &str| with(&|options| options.published_before = Some(time.parse().unwrap()));
    assert!(before("2026-05-04T10:00:00Z").is_empty());
    assert_eq!(before("2026-05-04T10:00:01Z"), found);
    let after = |time: &str| with(&|options| options.published_after = Some(time.parse().unwrap()));
    assert_eq!(after("2026-05-04T10:00:00Z"), found);
    assert!(after("2026-05-05").is_empty());
    assert_eq!(with(&|options| options.candidates = Some(1)), found);
    assert!(with(&|options| options.min_probability = 1.0).is_empty());
}

#[test]
fn options_out_of_range_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let reader = corpus(&folder.path().join("c")).reader().unwrap();
    let refused = |change: &dyn Fn(&mut SearchOptions)| {
        let mut options = SearchOptions::default();
        change(&mut options);
        matches!(reader.sources(REWRITE, &options), Err(Error::Search { .. }))
    };
    assert!(refused(&|options| options.candidates = Some(0)));
    assert!(refused(&|options| options.candidates = Some(10_001)));
    assert!(refused(&|options| options.min_probability = f64::NAN));
    assert!(refused(&|options| {
        options.published_after = Some("2026-05-04".parse().unwrap());
        options.published_before = Some("2026-05-04".parse().unwrap());
    }));
}

/// A deadline gives what was found until then, and says so.
#[test]
fn a_deadline_is_kept_and_reported() {
    let folder = tempfile::tempdir().unwrap();
    let reader = corpus(&folder.path().join("c")).reader().unwrap();
    let mut options = SearchOptions::default();
    options.deadline = Some(Duration::ZERO);
    let answer = reader.sources(REWRITE, &options).unwrap();
    assert!(answer.capped && answer.compared == 0);
    options.deadline = Some(Duration::from_secs(600));
    assert!(!reader.sources(REWRITE, &options).unwrap().capped);
}

#[test]
fn nothing_is_visible_before_a_commit_and_everything_after() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c");
    let mut corpus = corpus(&path);
    assert_eq!((corpus.mark(), corpus.generation()), ("first", 1));
    let reader = corpus.reader().unwrap();
    corpus
        .put("made/0", &Article::new("Another text altogether."))
        .unwrap();
    corpus.put("new", &Article::new("A new one.")).unwrap();
    corpus
        .put("new", &Article::new("A new one in its second version."))
        .unwrap();
    corpus.remove("wire/ferry").unwrap();
    assert!(!reader.refresh().unwrap());
    assert_eq!(reader.len(), 61);
    assert_eq!(reader.text("made/0").unwrap(), Some(article(0, 1)));
    corpus.commit("second").unwrap();
    assert_eq!(reader.len(), 61, "a reader moves only when it is refreshed");
    assert!(keys(&reader, &SearchOptions::default()) == ["wire/ferry"]);
    let clone = reader.clone();
    assert!(reader.refresh().unwrap());
    assert_eq!(
        (clone.len(), clone.mark(), clone.generation()),
        (61, "second".to_owned(), 2)
    );
    assert_eq!(
        reader.text("made/0").unwrap().as_deref(),
        Some("Another text altogether.")
    );
    assert_eq!(
        reader.text("new").unwrap().as_deref(),
        Some("A new one in its second version.")
    );
    assert_eq!(reader.text("wire/ferry").unwrap(), None);
    assert!(keys(&reader, &SearchOptions::default()).is_empty());
    drop(corpus);
    let corpus = Corpus::open(&path, CorpusOptions::default()).unwrap();
    assert_eq!((corpus.mark(), corpus.len().unwrap()), ("second", 61));
}

/// What was not committed is not there after the corpus is opened again.
#[test]
fn what_was_not_committed_is_gone() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c");
    let mut open = corpus(&path);
    open.put("lost", &Article::new("Never committed.")).unwrap();
    drop(open);
    let mut open = Corpus::open(&path, CorpusOptions::default()).unwrap();
    open.commit("second").unwrap();
    assert_eq!(open.len().unwrap(), 61);
    assert_eq!(open.reader().unwrap().text("lost").unwrap(), None);
}

#[test]
fn one_writer_at_a_time_and_any_number_of_readers() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c");
    let first = corpus(&path);
    let second = Corpus::open(&path, CorpusOptions::default());
    assert!(matches!(&second, Err(Error::Locked { .. })), "{second:?}");
    let readers: Vec<_> = (0..3)
        .map(|_| CorpusReader::open(&path, Detector::default()).unwrap())
        .collect();
    assert!(readers.iter().all(|reader| reader.len() == 61));
    drop(first);
    Corpus::open(&path, CorpusOptions::default()).unwrap();
}

#[test]
fn what_is_no_corpus_is_refused() {
    let folder = tempfile::tempdir().unwrap();
    let missing = CorpusReader::open(folder.path().join("none"), Detector::default());
    assert!(matches!(missing, Err(Error::Missing { .. })));
    fs::write(folder.path().join("letter.txt"), "Dear editor").unwrap();
    let full = Corpus::open(folder.path(), CorpusOptions::default());
    assert!(matches!(full, Err(Error::NotEmpty { .. })), "{full:?}");
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        1,
        "nothing was created"
    );
}

#[test]
fn options_that_differ_from_those_of_the_corpus_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c");
    drop(corpus(&path));
    let open = |change: &dyn Fn(&mut CorpusOptions)| {
        let mut options = CorpusOptions::default();
        change(&mut options);
        Corpus::open(&path, options)
    };
    assert!(matches!(
        open(&|options| options.language = Some(Language::German)),
        Err(Error::Options {
            option: "language",
            ..
        })
    ));
    assert!(matches!(
        open(&|options| options.keep_texts = Some(false)),
        Err(Error::Options {
            option: "keep_texts",
            ..
        })
    ));
    open(&|options| options.keep_texts = Some(true)).unwrap();
}

#[test]
fn what_cannot_be_stored_is_refused_and_the_rest_is_kept() {
    let folder = tempfile::tempdir().unwrap();
    let mut corpus = corpus(&folder.path().join("c"));
    let long = "k".repeat(1025);
    for key in ["", "a\nb", &long] {
        assert!(matches!(
            corpus.put(key, &Article::new("text")),
            Err(Error::Key { .. })
        ));
        assert!(matches!(corpus.remove(key), Err(Error::Key { .. })));
    }
    for text in [
        "",
        " \n",
        "\u{0}\u{feff}",
        "a",
        &"x".repeat(100_000),
        "🙂🙂 ﷽ ก็ 漢字",
    ] {
        corpus.put("odd", &Article::new(text)).unwrap();
        corpus.commit("odd").unwrap();
        let reader = corpus.reader().unwrap();
        assert_eq!(reader.text("odd").unwrap().as_deref(), Some(text));
        reader.sources(text, &SearchOptions::default()).unwrap();
    }
    assert_eq!(corpus.len().unwrap(), 62);
}

#[test]
fn a_corpus_without_texts_takes_them_from_elsewhere() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c");
    let mut options = CorpusOptions::default();
    options.keep_texts = Some(false);
    let mut corpus = Corpus::open(&path, options).unwrap();
    corpus.put("wire/ferry", &Article::new(FERRY)).unwrap();
    corpus.commit("first").unwrap();
    let reader = corpus.reader().unwrap();
    assert!(matches!(
        reader.sources(REWRITE, &SearchOptions::default()),
        Err(Error::NoText { .. })
    ));
    let reader = reader.with_texts(|key| (key == "wire/ferry").then(|| FERRY.to_owned()));
    assert_eq!(keys(&reader, &SearchOptions::default()), ["wire/ferry"]);
    drop(corpus);
    assert!(matches!(
        Corpus::rebuild(&path, CorpusOptions::default()),
        Err(Error::NoText { .. })
    ));
    assert_eq!(
        CorpusReader::open(&path, Detector::default())
            .unwrap()
            .len(),
        1,
        "the old index is still there"
    );
}

#[test]
fn compaction_frees_space_and_changes_no_answer() {
    let folder = tempfile::tempdir().unwrap();
    let mut corpus = corpus(&folder.path().join("c"));
    for version in 2..6 {
        for key in 0..60 {
            corpus
                .put(
                    &format!("made/{key}"),
                    &Article::new(&article(key, version)),
                )
                .unwrap();
        }
        corpus.commit(&version.to_string()).unwrap();
    }
    let reader = corpus.reader().unwrap();
    let before = reader.stats().unwrap();
    assert!(before.deleted > 0 && before.segments > 1, "{before:?}");
    corpus.compact().unwrap();
    reader.refresh().unwrap();
    let after = reader.stats().unwrap();
    assert_eq!((after.articles, after.deleted, after.segments), (61, 0, 1));
    assert_eq!(after.mark, "5");
    assert!(after.bytes < before.bytes);
    assert_eq!(keys(&reader, &SearchOptions::default()), ["wire/ferry"]);
    assert_eq!(Corpus::verify(folder.path().join("c")).unwrap(), 61);
}

/// A rebuild gives the same answers, keeps the mark, and removes the old index; a reader that is
/// open goes on and then moves over.
#[test]
fn a_rebuild_reads_the_texts_again() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c");
    let mut open = corpus(&path);
    open.remove("made/3").unwrap();
    open.commit("second").unwrap();
    drop(open);
    let reader = CorpusReader::open(&path, Detector::default()).unwrap();
    let rebuilt = Corpus::rebuild(&path, CorpusOptions::default()).unwrap();
    assert_eq!((rebuilt.mark(), rebuilt.len().unwrap()), ("second", 60));
    assert_eq!(
        keys(&reader, &SearchOptions::default()),
        ["wire/ferry"],
        "the old index serves until a refresh"
    );
    assert!(reader.refresh().unwrap());
    assert_eq!(keys(&reader, &SearchOptions::default()), ["wire/ferry"]);
    assert_eq!(
        reader
            .article("wire/ferry")
            .unwrap()
            .unwrap()
            .group
            .as_deref(),
        Some("wire")
    );
    let folders = fs::read_dir(&path)
        .unwrap()
        .flatten()
        .filter(|entry| entry.path().is_dir())
        .count();
    assert_eq!(folders, 1);
    assert_eq!(Corpus::verify(&path).unwrap(), 60);
}

/// Copies the files of a folder and of the folders in it.
fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap().flatten() {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
}

/// Protects corpora of users: one that was stored by each version of the format is read by this
/// version, or, where its stems are of an older scheme, says so and is rebuilt. A new format needs
/// a fixture of its own, next to the old ones:
///
/// ```text
/// RETOLD_WRITE_CORPUS=1 cargo test -p retold-corpus --test corpus stored
/// ```
#[test]
fn a_stored_corpus_of_each_format_can_be_read() {
    let fixtures = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/stored");
    let newest = fixtures.join(format!("format-{FORMAT}"));
    if std::env::var_os("RETOLD_WRITE_CORPUS").is_some() && !newest.exists() {
        let mut made = Corpus::open(&newest, CorpusOptions::default()).unwrap();
        let ferry = Article::new(FERRY)
            .published("2026-05-04T10:00:00Z".parse().unwrap())
            .group("wire");
        made.put("wire/ferry", &ferry).unwrap();
        made.put("wire/gone", &Article::new("To be removed."))
            .unwrap();
        made.put("made/1", &Article::new(&article(1, 1))).unwrap();
        made.commit("first").unwrap();
        made.remove("wire/gone").unwrap();
        made.commit("second").unwrap();
    }
    for format in 1..=FORMAT {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("c");
        copy(&fixtures.join(format!("format-{format}")), &path);
        let reader = match CorpusReader::open(&path, Detector::default()) {
            Err(Error::Scheme { .. }) => {
                drop(Corpus::rebuild(&path, CorpusOptions::default()).unwrap());
                CorpusReader::open(&path, Detector::default()).unwrap()
            }
            opened => opened.unwrap(),
        };
        assert_eq!((reader.len(), reader.mark().as_str()), (2, "second"));
        assert_eq!(keys(&reader, &SearchOptions::default()), ["wire/ferry"]);
        let ferry = reader.article("wire/ferry").unwrap().unwrap();
        assert_eq!(ferry.text.as_deref(), Some(FERRY));
        assert_eq!(ferry.group.as_deref(), Some("wire"));
        assert_eq!(
            ferry.published,
            Some("2026-05-04T10:00:00Z".parse().unwrap())
        );
        assert_eq!(reader.article("wire/gone").unwrap(), None);
        // It is written on as well.
        let mut corpus = Corpus::open(&path, CorpusOptions::default()).unwrap();
        corpus.put("made/2", &Article::new(&article(2, 1))).unwrap();
        corpus.commit("third").unwrap();
        assert_eq!(Corpus::verify(&path).unwrap(), 3);
    }
}

/// Protects Invariant 10: whichever byte of whichever file is altered, and wherever a file is cut,
/// `verify` says so or the content is what it was, and nothing panics.
#[test]
fn altered_and_cut_files_are_noticed() {
    const AGAIN: &str = "Put again, so that there is a list of removed articles.";
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c");
    let mut open = corpus(&path);
    open.put("made/1", &Article::new(AGAIN)).unwrap();
    open.commit("second").unwrap();
    let whole = open
        .reader()
        .unwrap()
        .sources(REWRITE, &SearchOptions::default())
        .unwrap();
    drop(open);
    let mut files: Vec<_> = [path.clone(), path.join("index-1")]
        .iter()
        .flat_map(|folder| {
            fs::read_dir(folder)
                .unwrap()
                .flatten()
                .map(|entry| entry.path())
        })
        .filter(|file| file.is_file())
        .collect();
    files.sort();
    let mut random = common::Random(7);
    for file in files {
        let bytes = fs::read(&file).unwrap();
        let name = file.file_name().unwrap().to_string_lossy().into_owned();
        if bytes.is_empty() || name.starts_with('.') || name.ends_with(".lock") {
            continue; // locks, and the engine's list of its own files, which holds nothing of the corpus
        }
        for attempt in 0..64 {
            let mut altered = bytes.clone();
            if attempt % 2 == 0 {
                let at = random.below(bytes.len() as u64) as usize;
                altered[at] ^= 1 << random.below(8);
            } else {
                altered.truncate(random.below(bytes.len() as u64) as usize);
            }
            fs::remove_file(&file).unwrap();
            fs::write(&file, &altered).unwrap();
            let verified = Corpus::verify(&path);
            // A reader that is opened may not notice, but it must not panic.
            let answer = CorpusReader::open(&path, Detector::default()).and_then(|reader| {
                Ok((
                    reader.sources(REWRITE, &SearchOptions::default())?,
                    reader.text("made/1")?,
                ))
            });
            if let Ok(count) = verified {
                // What was altered says nothing, such as the version in a file's footer.
                let (answer, text) = answer.unwrap();
                assert_eq!((count, text.as_deref()), (61, Some(AGAIN)), "{name}");
                assert_eq!(
                    answer.found, whole.found,
                    "{name} was altered and nothing noticed it"
                );
            }
            fs::remove_file(&file).unwrap();
            fs::write(&file, &bytes).unwrap();
        }
    }
    assert_eq!(Corpus::verify(&path).unwrap(), 61);
}
