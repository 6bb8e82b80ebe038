//! What becomes of an index that is cut short, altered, foreign, or whose writing was interrupted.

use std::fs::{self, File};
use std::path::PathBuf;

use super::disk::{Replacement, System};
use super::tests::{documents, full_options, index};
use super::{IndexOptions, LshIndex, Record};
use crate::error::{Error, IndexError};

/// A folder of its own for one test, removed afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new(test: &str) -> Self {
        let path = std::env::temp_dir().join(format!("retold-index-{test}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn path(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Returns every way to read a file.
fn ways() -> Vec<fn(PathBuf) -> Result<LshIndex, Error>> {
    let mut ways: Vec<fn(PathBuf) -> Result<LshIndex, Error>> = vec![LshIndex::load];
    #[cfg(feature = "mmap")]
    ways.push(LshIndex::open);
    ways
}

fn of(count: usize) -> (LshIndex, Vec<(u64, Record)>) {
    let documents = documents(&full_options(), count, 7);
    (index(full_options(), &documents), documents)
}

fn small() -> (LshIndex, Vec<(u64, Record)>) {
    of(30)
}

/// Returns an index so small that every byte of it can be tried.
fn tiny() -> (LshIndex, Vec<(u64, Record)>) {
    of(9)
}

/// Returns all that an index can be asked.
fn ask(index: &LshIndex, documents: &[(u64, Record)]) -> Result<String, Error> {
    let mut answers = format!("{:?} {:?}", index.ids()?, index.all_pairs(0.3)?);
    for (id, record) in documents {
        answers += &format!("{} {:?}", index.contains(*id)?, index.query(record, 0.3)?);
        if let Some(sketch) = record.sketch() {
            answers += &format!("{:?}", index.containment(sketch, 0.3)?);
        }
    }
    Ok(answers)
}

#[test]
fn a_stored_index_answers_as_the_one_in_memory_and_grows() {
    let folder = Folder::new("round");
    let (index, all) = small();
    let path = folder.path("index");
    index.save(&path).unwrap();
    assert_eq!(fs::read(&path).unwrap(), index.to_bytes().unwrap());
    let expected = ask(&index, &all).unwrap();
    for read in ways() {
        let mut stored = read(path.clone()).unwrap();
        assert_eq!(stored.options(), index.options());
        stored.verify().unwrap();
        assert_eq!(ask(&stored, &all).unwrap(), expected);
        // Added to and saved under the same name, while it is mapped from there.
        let more = documents(&full_options(), 10, 8);
        stored.insert_many(more.clone()).unwrap();
        assert!(stored.remove(all[3].0).unwrap());
        stored.save(&path).unwrap();
        let mut whole = index.clone();
        whole.insert_many(more).unwrap();
        whole.remove(all[3].0).unwrap();
        assert_eq!(fs::read(&path).unwrap(), whole.to_bytes().unwrap());
        assert_eq!(ask(&stored, &all).unwrap(), ask(&whole, &all).unwrap());
        index.save(&path).unwrap();
    }
    assert_eq!(
        fs::read_dir(&folder.0).unwrap().count(),
        1,
        "no temporary file is left"
    );
}

/// A byte changed anywhere is found: when the file is opened, or at the latest when a question
/// touches it. No answer is wrong.
#[test]
fn a_changed_byte_anywhere_gives_no_wrong_answer() {
    let folder = Folder::new("bytes");
    let (index, all) = tiny();
    let bytes = index.to_bytes().unwrap();
    let expected = ask(&index, &all).unwrap();
    let path = folder.path("index");
    let mut found_late = 0;
    for place in 0..bytes.len() {
        let mut changed = bytes.clone();
        // Another bit each time, so that small and large changes occur.
        changed[place] ^= 1 << (place % 8);
        assert!(
            LshIndex::from_bytes(changed.clone()).is_err(),
            "byte {place}"
        );
        #[cfg(feature = "mmap")]
        {
            fs::write(&path, &changed).unwrap();
            if let Ok(opened) = LshIndex::open(&path) {
                found_late += 1;
                assert!(
                    matches!(
                        opened.verify(),
                        Err(Error::Index(IndexError::Checksum { .. }))
                    ),
                    "byte {place}"
                );
                // Asked one thing only, it may never touch the byte: then the answer is right.
                for (_, record) in all.iter().step_by(4) {
                    if let Ok(found) = opened.query(record, 0.3) {
                        assert_eq!(found, index.query(record, 0.3).unwrap(), "byte {place}");
                    }
                }
                if let Ok(answers) = ask(&opened, &all) {
                    assert_eq!(answers, expected, "byte {place}");
                }
                assert!(opened.to_bytes().is_err(), "byte {place} is not written on");
            }
        }
    }
    assert!(found_late > 0 || cfg!(not(feature = "mmap")));
}

#[test]
fn files_of_any_other_length_are_refused() {
    let folder = Folder::new("lengths");
    let bytes = small().0.to_bytes().unwrap();
    let path = folder.path("index");
    for length in (0..bytes.len())
        .step_by(7)
        .chain([143, 144, 145, bytes.len() - 1])
    {
        fs::write(&path, &bytes[..length]).unwrap();
        for read in ways() {
            let error = read(path.clone()).unwrap_err();
            let expected = matches!(
                error,
                Error::Index(IndexError::Size { .. })
                    | Error::Index(IndexError::Kind { .. })
                    | Error::File(_)
            );
            assert!(expected, "{length}: {error}");
        }
    }
    let mut longer = bytes.clone();
    longer.push(0);
    let given = longer.len() as u64;
    assert_eq!(
        LshIndex::from_bytes(longer).unwrap_err(),
        Error::Index(IndexError::Size {
            given,
            expected: given - 1
        })
    );
}

#[test]
fn foreign_and_future_files_are_told_apart() {
    let bytes = small().0.to_bytes().unwrap();
    let changed = |place: usize, value: u8| {
        let mut changed = bytes.clone();
        changed[place] = value;
        LshIndex::from_bytes(changed).unwrap_err()
    };
    assert_eq!(
        LshIndex::from_bytes(b"PK\x03\x04".to_vec()).unwrap_err(),
        Error::Index(IndexError::Kind {
            found: b"PK\x03\x04".to_vec()
        })
    );
    assert_eq!(
        LshIndex::from_bytes(Vec::new()).unwrap_err(),
        Error::Index(IndexError::Kind { found: Vec::new() })
    );
    assert_eq!(
        changed(8, 9),
        Error::Index(IndexError::Version {
            what: "format",
            given: 9,
            known: 2
        })
    );
    assert_eq!(
        changed(12, 9),
        Error::Index(IndexError::Version {
            what: "hash scheme",
            given: 9,
            known: 2
        })
    );
    assert!(matches!(
        changed(48, 0xFF),
        Error::Index(IndexError::Checksum { offset: 0, .. })
    ));
    let folder = Folder::new("absent");
    for read in ways() {
        let error = read(folder.path("none")).unwrap_err();
        assert!(
            matches!(
                error,
                Error::File(ref error)
                    if error.action == "read" && error.source.kind() == std::io::ErrorKind::NotFound

            ),
            "{error}"
        );
    }
}

/// Whatever the bytes are under checksums that fit, reading them ends in an error or in an index,
/// never in a panic.
#[test]
fn content_that_contradicts_itself_under_right_checksums_is_no_panic() {
    let (index, all) = tiny();
    let (layout, blocks) = (index.segment.layout, &index.segment.blocks);
    let (_, body, _) = blocks.file(&layout, 0).unwrap();
    let mut contradictions = 0;
    for place in (0..body.len()).step_by(3) {
        let mut changed = body.to_vec();
        changed[place] ^= 0x80;
        let blocks = super::format::Blocks::in_memory(changed);
        let (header, body, checksums) = blocks.file(&layout, 0).unwrap();
        let read = LshIndex::from_bytes([&header[..], body, &checksums].concat()).unwrap();
        contradictions += usize::from(ask(&read, &all).is_err());
        let mut grown = read.clone();
        let _ = grown.insert(1, all[0].1.clone());
        let _ = grown.remove(all[0].0);
        let _ = grown.compact();
        let _ = read.clone().merge(&index);
    }
    assert!(contradictions > 0);
}

/// Killed after any number of bytes: the temporary file is there, the old one is whole, and the
/// next writing succeeds.
#[test]
fn an_interrupted_writing_leaves_the_old_file_whole() {
    let folder = Folder::new("interrupted");
    let path = folder.path("index");
    let (old, all) = small();
    old.save(&path).unwrap();
    let before = fs::read(&path).unwrap();
    let mut new = old.clone();
    new.insert_many(documents(&full_options(), 20, 9)).unwrap();
    let bytes = new.to_bytes().unwrap();
    for written in (0..=bytes.len()).step_by(97) {
        let mut partial = Replacement::create(&path).unwrap();
        partial.write(&bytes[..written]).unwrap();
        // A killed process drops nothing, but its locks are gone.
        partial.unlock();
        std::mem::forget(partial);
        assert_eq!(fs::read(&path).unwrap(), before);
        assert_eq!(
            ask(&LshIndex::load(&path).unwrap(), &all).unwrap(),
            ask(&old, &all).unwrap()
        );
    }
    new.save(&path).unwrap();
    assert_eq!(fs::read(&path).unwrap(), bytes);
    assert_eq!(
        fs::read_dir(&folder.0).unwrap().count(),
        1,
        "the temporary file is gone"
    );
}

/// A file that cannot be written, or a folder that isn't there, is an error that names it, and the
/// old file stays.
#[test]
fn what_cannot_be_written_is_said() {
    let folder = Folder::new("unwritable");
    let index = small().0;
    let missing = folder.path("none").join("index");
    let error = index.save(&missing).unwrap_err();
    assert!(
        matches!(&error, Error::File(error) if error.action == "write" && error.path.starts_with(folder.path("none"))),
        "{error}"
    );
    assert!(matches!(index.save("/").unwrap_err(), Error::File(_)));
    let place = folder.path("folder");
    fs::create_dir(&place).unwrap();
    assert!(index.save(&place).is_err());
    assert_eq!(
        fs::read_dir(&folder.0).unwrap().count(),
        1,
        "no temporary file is left"
    );
}

/// A full disk, which Linux has a device for.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_an_error() {
    let folder = Folder::new("full");
    let path = folder.path("index");
    let index = small().0;
    index.save(&path).unwrap();
    let before = fs::read(&path).unwrap();
    let full = File::options().write(true).open("/dev/full").unwrap();
    let mut partial = Replacement::into_file(System, &path, full);
    let error = partial.write(&before).unwrap_err();
    assert!(
        matches!(
            error,
            Error::File(ref error)
                if error.action == "write" && error.source.kind() == std::io::ErrorKind::StorageFull

        ),
        "{error}"
    );
    drop(partial);
    assert_eq!(fs::read(&path).unwrap(), before);
}

/// The file of this version of the form is written again to the byte, and answers as it did; files
/// of older versions are refused with their version. Until the first release the form and the
/// sketches may change within version 2: `RETOLD_WRITE_FIXTURE=1` writes the file anew.
#[test]
fn fixtures_of_every_version_are_read_or_refused() {
    let options: IndexOptions = full_options();
    let all = documents(&options, 30, 7);
    let mut expected = index(options, &all);
    expected.set_tag(0x0102_0304_0506_0708_090A_0B0C_0D0E_0F10);
    let folder = PathBuf::from(concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/index"));
    let path = folder.join("version-2.retold");
    if std::env::var_os("RETOLD_WRITE_FIXTURE").is_some() {
        fs::write(&path, expected.to_bytes().unwrap()).unwrap();
    }
    let fixture = fs::read(path).unwrap();
    let stored = LshIndex::from_bytes(fixture.clone()).unwrap();
    assert_eq!((stored.options(), stored.tag()), (options, expected.tag()));
    assert_eq!(ask(&stored, &all).unwrap(), ask(&expected, &all).unwrap());
    assert_eq!(expected.to_bytes().unwrap(), fixture);
    let old = fs::read(folder.join("version-1.retold")).unwrap();
    let refused = Error::Index(IndexError::Version {
        what: "format",
        given: 1,
        known: 2,
    });
    assert_eq!(LshIndex::from_bytes(old).unwrap_err(), refused);
}

/// The tag is stored, survives what changes the index, and is that of the index that others are
/// merged into.
#[test]
fn the_tag_stays_with_the_index() {
    let (mut index, all) = small();
    let other = index.clone();
    assert_eq!(index.tag(), 0);
    index.set_tag(u128::MAX - 7);
    let mut read = LshIndex::from_bytes(index.to_bytes().unwrap()).unwrap();
    for (id, _) in &all {
        read.remove(*id).unwrap();
    }
    read.merge(&other).unwrap();
    read.compact().unwrap();
    assert_eq!(read.tag(), index.tag());
    assert_eq!(read.to_bytes().unwrap(), index.to_bytes().unwrap());
    assert_ne!(other.to_bytes().unwrap(), index.to_bytes().unwrap());
}

/// Many threads that save under one name: whoever reads meanwhile, and afterwards, finds a whole
/// index of one of them.
#[test]
fn writers_of_one_name_do_not_mix() {
    let folder = Folder::new("writers");
    let path = folder.path("index");
    let indexes: Vec<LshIndex> = (0..4)
        .map(|number| index(full_options(), &documents(&full_options(), 40, number)))
        .collect();
    indexes[0].save(&path).unwrap();
    let known: Vec<Vec<u8>> = indexes
        .iter()
        .map(|index| index.to_bytes().unwrap())
        .collect();
    std::thread::scope(|scope| {
        for index in &indexes {
            scope.spawn(|| {
                for _ in 0..20 {
                    index.save(&path).unwrap();
                    assert!(known.contains(&fs::read(&path).unwrap()));
                }
            });
        }
    });
    assert!(known.contains(&fs::read(&path).unwrap()));
    assert_eq!(fs::read_dir(&folder.0).unwrap().count(), 1);
}
