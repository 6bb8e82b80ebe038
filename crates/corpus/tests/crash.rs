//! Processes that are killed, disks that are full, folders that cannot be written: nothing that was
//! committed is lost.
//!
//! `RETOLD_KILLS` sets how many processes are killed, 6 unless it is given.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot go on has failed"
)]

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use retold::Detector;
use retold_corpus::{Article, Corpus, CorpusOptions, CorpusReader, Error};

mod common;
use common::{Random, article, child, state, step, task};

/// Feeds a corpus from its mark on, a few steps a commit, until it is killed or `last` is reached.
fn feed(path: &Path, last: u64) -> Result<(), Error> {
    let mut corpus = Corpus::open(path, CorpusOptions::default())?;
    let mut number: u64 = corpus.mark().parse().unwrap_or(0);
    let mut random = Random(number + 99);
    while number < last {
        for _ in 0..=random.below(9) {
            number += 1;
            let (key, version) = step(number);
            match version {
                Some(version) => {
                    corpus.put(&key.to_string(), &Article::new(&article(key, version)))?
                }
                None => corpus.remove(&key.to_string())?,
            }
        }
        corpus.commit(&number.to_string())?;
    }
    Ok(())
}

/// Returns what a reader sees, if it is whole: all articles of the state at its mark, and no other.
fn seen(reader: &CorpusReader) -> u64 {
    let steps: u64 = reader.mark().parse().unwrap_or(0);
    let expected = state(steps);
    let mut found = BTreeMap::new();
    for key in 0..97 {
        if let Some(text) = reader.text(&key.to_string()).unwrap() {
            let version = expected.get(&key).copied().unwrap_or(0);
            assert_eq!(
                text,
                article(key, version),
                "article {key} after {steps} steps"
            );
            found.insert(key, version);
        }
    }
    assert_eq!(found, expected, "after {steps} steps");
    assert_eq!(reader.len(), expected.len() as u64);
    steps
}

#[test]
fn what_was_committed_outlives_a_kill_at_any_moment() {
    const NAME: &str = "what_was_committed_outlives_a_kill_at_any_moment";
    if let Some(path) = task() {
        feed(Path::new(&path), u64::MAX - 10).unwrap();
        return;
    }
    let kills = std::env::var("RETOLD_KILLS").map_or(6, |count| count.parse().unwrap());
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c");
    drop(Corpus::open(&path, CorpusOptions::default()).unwrap());
    let mut random = Random(5);
    let mut steps = 0;
    let mut refreshes = 0;
    for kill in 0..kills {
        let mut process = child(NAME, path.to_str().unwrap())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        // A reader runs at the same time, and sees whole commits only. Every second process is
        // killed at a random moment after its start, as likely as not while it opens the corpus;
        // the others at one after their first commit.
        let start = Instant::now();
        let mut until = start + Duration::from_millis(100 + random.below(900));
        let mut waits = kill % 2 == 0;
        let reader = CorpusReader::open(&path, Detector::default()).unwrap();
        while Instant::now() < until || waits && start.elapsed() < Duration::from_secs(60) {
            if reader.refresh().unwrap() {
                seen(&reader);
                refreshes += 1;
                if std::mem::take(&mut waits) {
                    until = Instant::now() + Duration::from_millis(random.below(400));
                }
            }
            std::thread::sleep(Duration::from_millis(5));
        }
        process.kill().unwrap();
        process.wait().unwrap();
        let verified = Corpus::verify(&path).unwrap();
        let corpus = Corpus::open(&path, CorpusOptions::default()).unwrap();
        let now = seen(&corpus.reader().unwrap());
        assert!(
            now >= steps,
            "kill {kill}: after {steps} steps there were {now}"
        );
        assert_eq!(verified, state(now).len() as u64);
        steps = now;
    }
    assert!(
        steps > 0 && refreshes > 0,
        "the feeder never came to a commit"
    );
    println!("{kills} kills, {steps} steps, {refreshes} commits seen by the reader");
}

/// Protects against a kill between the last file of a commit and its list of files: the next writer
/// gives its files the same names.
#[test]
fn files_that_no_commit_has_are_in_nobodys_way() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c");
    let feed = |version: u64| {
        let mut corpus = Corpus::open(&path, CorpusOptions::default()).unwrap();
        for key in 0..2 {
            let text = article(key, if key == 0 { version } else { 0 });
            if key == 0 || version == 0 {
                corpus.put(&key.to_string(), &Article::new(&text)).unwrap();
            }
        }
        corpus.commit(&version.to_string()).unwrap();
    };
    feed(0);
    let list = fs::read_dir(&path)
        .unwrap()
        .map(|entry| entry.unwrap().path().join("meta.json"))
        .find(|list| list.exists())
        .unwrap();
    let before = fs::read(&list).unwrap();
    feed(1);
    fs::write(&list, before).unwrap();
    feed(2);
    let reader = CorpusReader::open(&path, Detector::default()).unwrap();
    assert_eq!(reader.text("0").unwrap(), Some(article(0, 2)));
    assert_eq!(Corpus::verify(&path).unwrap(), 2);
}

/// A disk without room: the commit before stays, the error says what to do, and feeding goes on
/// once there is room.
#[test]
fn a_full_disk_keeps_the_last_commit() {
    let folder = tempfile::tempdir().unwrap();
    let disk = folder.path().join("disk");
    fs::create_dir(&disk).unwrap();
    let mounted = Command::new("mount")
        .args(["-t", "tmpfs", "-o", "size=3m", "none"])
        .arg(&disk)
        .status();
    if !mounted.is_ok_and(|status| status.success()) {
        eprintln!("skipped: no small disk can be mounted here");
        return;
    }
    let path = disk.join("c");
    let result = std::panic::catch_unwind(|| {
        feed(&path, 40).unwrap();
        let ballast = fill(&disk);
        let error = feed(&path, 1_000_000).unwrap_err();
        assert!(matches!(error, Error::Full { .. }), "{error:?}");
        let steps = seen(&CorpusReader::open(&path, Detector::default()).unwrap());
        assert!(steps >= 40);
        fs::remove_file(ballast).unwrap();
        feed(&path, steps + 20).unwrap();
        let reader = CorpusReader::open(&path, Detector::default()).unwrap();
        assert!(seen(&reader) >= steps + 20);
        Corpus::verify(&path).unwrap();
    });
    let _ = Command::new("umount").arg(&disk).status();
    result.unwrap();
}

/// Fills a disk but for some 40 KB; returns the file that does.
fn fill(disk: &Path) -> PathBuf {
    let path = disk.join("ballast");
    let mut file = File::create(&path).unwrap();
    let mut length = 0;
    while file.write_all(&[1; 4096]).is_ok() {
        length += 4096;
    }
    file.set_len(length - 40_960).unwrap();
    path
}

/// A folder that cannot be written: readers work, a writer gets a clear error.
#[test]
fn a_folder_that_cannot_be_written_can_be_read() {
    const NAME: &str = "a_folder_that_cannot_be_written_can_be_read";
    if let Some(path) = task() {
        let reader = CorpusReader::open(&path, Detector::default()).unwrap();
        assert_eq!(seen(&reader), 50);
        assert!(!reader.refresh().unwrap());
        reader.sources(&article(3, 4), &Default::default()).unwrap();
        assert_eq!(Corpus::verify(&path).unwrap(), reader.len());
        let error = Corpus::open(&path, CorpusOptions::default()).unwrap_err();
        assert!(matches!(error, Error::ReadOnly { .. }), "{error:?}");
        return;
    }
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("c");
    feed_exactly(&path, 50);
    let mounted = Command::new("mount")
        .args(["--bind", "-o", "ro"])
        .args([&path, &path])
        .status();
    if !mounted.is_ok_and(|status| status.success()) {
        eprintln!("skipped: nothing can be mounted read-only here");
        return;
    }
    let status = child(NAME, path.to_str().unwrap()).status();
    let _ = Command::new("umount").arg(&path).status();
    assert!(status.unwrap().success());
}

fn feed_exactly(path: &Path, steps: u64) {
    let mut corpus = Corpus::open(path, CorpusOptions::default()).unwrap();
    for number in 1..=steps {
        match step(number) {
            (key, Some(version)) => corpus
                .put(&key.to_string(), &Article::new(&article(key, version)))
                .unwrap(),
            (key, None) => corpus.remove(&key.to_string()).unwrap(),
        }
    }
    corpus.commit(&steps.to_string()).unwrap();
}
