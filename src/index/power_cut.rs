//! A power cut at every moment of saving an index: what the disk may hold afterwards is the old
//! file or the new one.
//!
//! The file layer's operations are recorded and replayed on a model of a disk that promises no more
//! than systems do: content is safe once its file was synced, names once their folder was. Until
//! then each write may be on the disk, dropped or torn, and each change of a name done or not, in
//! any combination.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::{Path, PathBuf};
use std::rc::Rc;

use super::disk::{Disk, Replacement};
use super::tests::{documents, full_options, index};

/// One operation. Files are numbered in the order in which they were created.
#[derive(Debug, Clone)]
enum Operation {
    Create(PathBuf, usize),
    Write(usize, Vec<u8>),
    Sync(usize),
    Rename(PathBuf, PathBuf),
    SyncFolder(PathBuf),
    Remove(PathBuf),
}

/// Which promises of a disk the recorder leaves out, to see that the simulation notices.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    None,
    NoSync,
    NoSyncFolder,
    InPlace,
}

/// A disk that only writes down what is asked of it.
#[derive(Debug, Clone)]
struct Recorder {
    operations: Rc<RefCell<Vec<Operation>>>,
    fault: Fault,
}

impl Recorder {
    fn new(fault: Fault) -> Self {
        Self {
            operations: Rc::default(),
            fault,
        }
    }

    fn add(&self, operation: Operation) -> io::Result<()> {
        self.operations.borrow_mut().push(operation);
        Ok(())
    }
}

/// What may be under the name of the index: its bytes, or nothing.
type Outcomes = BTreeSet<Option<Vec<u8>>>;

const NAME: &str = "folder/index";

impl Disk for Recorder {
    type File = usize;

    fn create(&self, path: &Path) -> io::Result<usize> {
        let created = |operation: &&Operation| matches!(operation, Operation::Create(..));
        // The file with the number 0 is the old one.
        let number = 1 + self.operations.borrow().iter().filter(created).count();
        let path = match self.fault {
            Fault::InPlace => Path::new(NAME),
            _ => path,
        };
        self.add(Operation::Create(path.to_owned(), number))?;
        Ok(number)
    }

    fn write(&self, file: &mut usize, bytes: &[u8]) -> io::Result<()> {
        for sector in bytes.chunks(512) {
            self.add(Operation::Write(*file, sector.to_vec()))?;
        }
        Ok(())
    }

    fn sync(&self, file: &usize) -> io::Result<()> {
        match self.fault {
            Fault::NoSync => Ok(()),
            _ => self.add(Operation::Sync(*file)),
        }
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.add(Operation::Rename(from.to_owned(), to.to_owned()))
    }

    fn sync_folder(&self, folder: &Path) -> io::Result<()> {
        match self.fault {
            Fault::NoSyncFolder => Ok(()),
            _ => self.add(Operation::SyncFolder(folder.to_owned())),
        }
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.add(Operation::Remove(path.to_owned()))
    }
}

/// What happened to the writes that no sync made safe.
#[derive(Debug, Clone, Copy)]
enum Loss {
    Nothing,
    /// This one write was dropped, or only its first half was written.
    Dropped(usize),
    Torn(usize),
    /// Everything from this write on.
    From(usize),
}

#[derive(Debug, Clone, Default)]
struct FileContent {
    safe: Vec<u8>,
    /// The writes since, which append.
    pending_writes: Vec<Vec<u8>>,
}

impl FileContent {
    fn after(&self, loss: Loss) -> Vec<u8> {
        let mut content = self.safe.clone();
        for (number, write) in self.pending_writes.iter().enumerate() {
            let kept = match loss {
                Loss::Dropped(lost) if lost == number => 0,
                Loss::Torn(lost) if lost == number => write.len() / 2,
                Loss::From(first) if first <= number => break,
                _ => write.len(),
            };
            // A hole in a file reads as zeros.
            content.extend(&write[..kept]);
            content.resize(content.len() + write.len() - kept, 0);
        }
        content
    }

    fn losses(&self) -> Vec<Loss> {
        let writes = self.pending_writes.len();
        let each = |number| {
            [
                Loss::Dropped(number),
                Loss::Torn(number),
                Loss::From(number),
            ]
        };
        std::iter::once(Loss::Nothing)
            .chain((0..writes).flat_map(each))
            .collect()
    }
}

/// The disk at one moment.
struct Moment {
    contents: Vec<FileContent>,
    names: BTreeMap<PathBuf, usize>,
    /// Changes of names that no sync of the folder made safe: a name, and the file that it is given
    /// or none.
    changes: Vec<Vec<(PathBuf, Option<usize>)>>,
}

impl Moment {
    fn after(operations: &[Operation], old: &[u8]) -> Self {
        let before = FileContent {
            safe: old.to_vec(),
            ..FileContent::default()
        };
        let mut moment = Self {
            contents: vec![before],
            names: BTreeMap::from([(PathBuf::from(NAME), 0)]),
            changes: Vec::new(),
        };
        for operation in operations {
            moment.apply(operation.clone());
        }
        moment
    }

    fn apply(&mut self, operation: Operation) {
        match operation {
            Operation::Create(path, number) => {
                assert_eq!(number, self.contents.len());
                self.contents.push(FileContent::default());
                self.changes.push(vec![(path, Some(number))]);
            }
            Operation::Write(file, bytes) => self.contents[file].pending_writes.push(bytes),
            Operation::Sync(file) => {
                let content = &mut self.contents[file];
                content.safe = content.after(Loss::Nothing);
                content.pending_writes.clear();
            }
            Operation::Rename(from, to) => {
                let file = self.current().get(&from).copied();
                self.changes.push(vec![(from, None), (to, file)]);
            }
            Operation::SyncFolder(folder) => {
                assert_eq!(folder, Path::new("folder"));
                self.names = self.current();
                self.changes.clear();
            }
            Operation::Remove(path) => self.changes.push(vec![(path, None)]),
        }
    }

    fn current(&self) -> BTreeMap<PathBuf, usize> {
        self.names_with(usize::MAX)
    }

    /// Returns the names where the changes whose bits are set were done.
    fn names_with(&self, done: usize) -> BTreeMap<PathBuf, usize> {
        let mut names = self.names.clone();
        for (number, change) in self.changes.iter().enumerate() {
            if done >> number & 1 == 1 {
                for (path, file) in change {
                    match file {
                        Some(file) => names.insert(path.clone(), *file),
                        None => names.remove(path),
                    };
                }
            }
        }
        names
    }

    /// Returns everything that may be under the index's name after a power cut at this moment.
    fn outcomes(&self) -> Outcomes {
        let mut outcomes = BTreeSet::new();
        for done in 0..1 << self.changes.len() {
            match self.names_with(done).get(Path::new(NAME)) {
                None => {
                    outcomes.insert(None);
                }
                Some(file) => {
                    let content = &self.contents[*file];
                    outcomes.extend(
                        content
                            .losses()
                            .into_iter()
                            .map(|loss| Some(content.after(loss))),
                    );
                }
            }
        }
        outcomes
    }
}

/// Saves an index over another on a recorder, and returns both, and all that a power cut may leave
/// after each operation.
fn cut_everywhere(fault: Fault) -> (Vec<u8>, Vec<u8>, Vec<Outcomes>) {
    let old = index(full_options(), &documents(&full_options(), 20, 3));
    let new = index(full_options(), &documents(&full_options(), 25, 4));
    let (old, bytes) = (old.to_bytes().unwrap(), new.to_bytes().unwrap());
    let recorder = Recorder::new(fault);
    let mut replacement = Replacement::on(recorder.clone(), PathBuf::from(NAME)).unwrap();
    new.write_to(&mut |part| replacement.write(part)).unwrap();
    replacement.complete().unwrap();
    let operations = recorder.operations.take();
    let moments = (0..=operations.len())
        .map(|count| Moment::after(&operations[..count], &old).outcomes())
        .collect();
    (old, bytes, moments)
}

#[test]
fn a_power_cut_leaves_the_old_index_or_the_new_one() {
    let (old, new, moments) = cut_everywhere(Fault::None);
    assert!(moments.len() > 20, "{} operations", moments.len());
    for (count, outcomes) in moments.iter().enumerate() {
        for outcome in outcomes {
            let whole = outcome
                .as_ref()
                .is_some_and(|left| *left == old || *left == new);
            assert!(whole, "a power cut after {count} operations");
        }
    }
    // Until the name is changed only the old one can be there, and once saving has returned only
    // the new one.
    assert_eq!(moments[0], BTreeSet::from([Some(old)]));
    assert_eq!(moments.last().unwrap(), &BTreeSet::from([Some(new)]));
}

/// The simulation notices what it is there for: without a sync, or written in place, something else
/// can be left.
#[test]
fn the_simulation_finds_a_missing_sync() {
    for fault in [Fault::NoSync, Fault::InPlace] {
        let (old, new, moments) = cut_everywhere(fault);
        let broken = moments.iter().flatten().any(|outcome| {
            !outcome
                .as_ref()
                .is_some_and(|left| *left == old || *left == new)
        });
        assert!(broken, "{fault:?}");
    }
    let (_, new, moments) = cut_everywhere(Fault::NoSyncFolder);
    assert_ne!(moments.last().unwrap(), &BTreeSet::from([Some(new)]));
}

/// An error at any write removes what was written, and the old name is never touched.
#[test]
fn an_abandoned_replacement_leaves_the_old_index() {
    let recorder = Recorder::new(Fault::None);
    let mut replacement = Replacement::on(recorder.clone(), PathBuf::from(NAME)).unwrap();
    replacement.write(b"half").unwrap();
    drop(replacement);
    let operations = recorder.operations.take();
    assert!(matches!(operations.last(), Some(Operation::Remove(path)) if path != Path::new(NAME)));
    for count in 0..=operations.len() {
        let outcomes = Moment::after(&operations[..count], b"old").outcomes();
        assert_eq!(outcomes, BTreeSet::from([Some(b"old".to_vec())]));
    }
}
