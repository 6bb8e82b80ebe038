//! The documents of a run on disk: what is needed to compare them, and to go on after an
//! interruption.
//!
//! Blocks are only ever added. Every field is under a checksum, and a digest runs from the first
//! document to the last: it says which documents a stored index was made of, so that an index is
//! never used with another's log. One run at a time has the log: it is locked.
//!
//! | bytes | content |
//! | --- | --- |
//! | 8, 8, 8, 8 | the header: `RTdocs`, 0, 2; the words of a shingle; the scheme of the hashes; the checksum of these |
//! | each block: 4, 4, 16, 8, 8 | the length of its content, its documents, the digest before them, the checksums of the content and of these |
//! | each document: 4, 4, 8, 8, 8 | the length of its id, its shingles, the length of its text in bytes, the checksums of the text and of the shingles |
//! | … | the id as JSON, the hashes of the shingles, 8 bytes each, sorted |
//!
//! A block that was cut short at the end is what an interruption leaves, and is written again.
//! Anything else that is damaged is refused, and nothing is changed, until [`Log::recover`] saves
//! what is whole.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};

use retold::shingle::{ShingleSet, ShingleSize};
use twox_hash::{XxHash3_128, XxHash64};

use crate::exit::{Busy, counted};
use crate::input::rows::Id;

const MAGIC: [u8; 8] = *b"RTdocs\0\x02";
const HEADER: usize = 32;
const BLOCK_HEADER: usize = 40;
const DOCUMENT_HEADER: usize = 32;

/// What is known of a document in memory.
#[derive(Debug, Clone)]
pub(super) struct Entry {
    pub(super) id: Id,
    /// The length of its text in bytes.
    pub(super) length: u64,
    /// The checksum of its text.
    pub(super) text: u64,
    /// The position of its shingles, their number, and their checksum.
    place: u64,
    shingles: u32,
    checksum: u64,
}

/// A document to be added.
pub(super) struct New<'a> {
    pub(super) id: &'a Id,
    pub(super) length: u64,
    pub(super) text: u64,
    pub(super) set: &'a ShingleSet,
}

/// A file of documents that grows at its end, locked as long as it is open.
pub(super) struct Log {
    file: File,
    path: PathBuf,
    size: ShingleSize,
    /// Where the next block goes.
    end: u64,
    pub(super) entries: Vec<Entry>,
    digest: u128,
}

impl Log {
    /// Opens a log, or begins one, and changes nothing in it. `each` gets the shingles of every
    /// document, and the digest after it.
    ///
    /// Fails with [`Busy`] where another run has the log.
    pub(super) fn open(
        path: &Path,
        size: ShingleSize,
        mut each: impl FnMut(u64, &Entry, ShingleSet, u128),
    ) -> Result<Self, Box<dyn std::error::Error>> {
        let mut log = Self {
            file: lock(path)?,
            path: path.to_owned(),
            size,
            end: 0,
            entries: Vec::new(),
            digest: XxHash3_128::oneshot(&header(size)),
        };
        log.read(&mut each)
            .map_err(|problem| log.problem(&problem))?;
        Ok(log)
    }

    /// Returns what to say where the file goes on after its last whole block: an interruption, or
    /// damage if an index knows more documents.
    pub(super) fn damage(&self) -> Option<String> {
        let length = self.file.metadata().ok()?.len();
        (length > self.end).then(|| self.problem(&damaged(self.end, self.entries.len())))
    }

    fn problem(&self, problem: &str) -> String {
        format!("{}: {problem}", self.path.display())
    }

    /// Returns the digest of all documents.
    pub(super) fn digest(&self) -> u128 {
        self.digest
    }

    /// Returns the digest of no documents.
    pub(super) fn first_digest(size: ShingleSize) -> u128 {
        XxHash3_128::oneshot(&header(size))
    }

    fn read(&mut self, each: &mut impl FnMut(u64, &Entry, ShingleSet, u128)) -> Result<(), String> {
        let system = |error: io::Error| error.to_string();
        let length = self.file.metadata().map_err(system)?.len();
        if length < HEADER as u64 {
            // Nothing, or a beginning of nothing, was written.
            return Ok(());
        }
        let mut reader = BufReader::with_capacity(1 << 20, &self.file);
        let mut found = [0; HEADER];
        reader.read_exact(&mut found).map_err(system)?;
        check_header(&found, self.size)?;
        let (mut entries, mut digest) = (Vec::new(), self.digest);
        let mut end = HEADER as u64;
        while end < length {
            let Some(block) = next_block(&mut reader, length - end).map_err(system)? else {
                if self.has_block_after(end, length).map_err(system)? {
                    return Err(damaged(end, entries.len()));
                }
                break;
            };
            if block.before != digest {
                return Err(damaged(end, entries.len()));
            }
            let start = end + BLOCK_HEADER as u64;
            let documents = documents(&block.content, block.count, start, &mut digest)
                .ok_or_else(|| damaged(end, entries.len()))?;
            for Logged {
                entry,
                hashes,
                digest,
            } in documents
            {
                let set = ShingleSet::from_hashes(hashes, self.size);
                each(entries.len() as u64, &entry, set, digest);
                entries.push(entry);
            }
            end = start + block.content.len() as u64;
        }
        drop(reader);
        (self.entries, self.digest, self.end) = (entries, digest, end);
        Ok(())
    }

    /// Returns `true` if a whole block begins after a position: what lies between is then damaged,
    /// and not merely the last that was written.
    fn has_block_after(&self, position: u64, length: u64) -> io::Result<bool> {
        let mut bytes = Vec::new();
        let mut file = &self.file;
        file.seek(SeekFrom::Start(position))?;
        file.take(length - position).read_to_end(&mut bytes)?;
        Ok((1..bytes.len()).any(|at| whole_block(&bytes[at..]).is_some()))
    }

    /// Saves the whole blocks of a damaged log, and keeps the damaged file under another name.
    /// Returns its name, and how many documents were saved.
    pub(super) fn recover(
        path: &Path,
        size: ShingleSize,
    ) -> Result<(PathBuf, usize), Box<dyn std::error::Error>> {
        let _locked = lock(path)?;
        let problem = |error: io::Error| format!("{}: {error}", path.display());
        let bytes = fs::read(path).map_err(problem)?;
        let (aside, saved) = (beside(path, ".damaged"), beside(path, ".recovered"));
        let mut log = Self {
            file: File::create(&saved).map_err(problem)?,
            path: saved.clone(),
            size,
            end: 0,
            entries: Vec::new(),
            digest: Self::first_digest(size),
        };
        let mut at = 0;
        while at < bytes.len() {
            let Some(block) = whole_block(&bytes[at..]) else {
                at += 1;
                continue;
            };
            at += BLOCK_HEADER + block.content.len();
            let read = documents(&block.content, block.count, 0, &mut 0).unwrap_or_default();
            let sets: Vec<_> = read
                .into_iter()
                .map(|read| (read.entry, ShingleSet::from_hashes(read.hashes, size)))
                .collect();
            let new: Vec<_> = sets
                .iter()
                .map(|(entry, set)| New {
                    id: &entry.id,
                    length: entry.length,
                    text: entry.text,
                    set,
                })
                .collect();
            log.append(&new)?;
        }
        log.sync()?;
        fs::rename(path, &aside).map_err(problem)?;
        fs::rename(&saved, path).map_err(problem)?;
        Ok((aside, log.entries.len()))
    }

    /// Adds documents.
    pub(super) fn append(&mut self, documents: &[New<'_>]) -> Result<(), String> {
        self.try_append(documents).map_err(|error| {
            format!(
                "cannot write the log of documents {}: {error}",
                self.path.display()
            )
        })
    }

    fn try_append(&mut self, documents: &[New<'_>]) -> io::Result<()> {
        let too_long =
            |_| io::Error::new(io::ErrorKind::InvalidData, "more than 32 bits can number");
        let mut block = vec![0; BLOCK_HEADER];
        let (mut entries, before) = (Vec::with_capacity(documents.len()), self.digest);
        let mut digest = before;
        let start = self.end.max(HEADER as u64);
        for &New {
            id,
            length,
            text,
            set,
        } in documents
        {
            let first = block.len();
            let json = id.as_json();
            let shingles = u32::try_from(set.len()).map_err(too_long)?;
            let hashes: Vec<u8> = set
                .hashes()
                .iter()
                .flat_map(|hash| hash.to_le_bytes())
                .collect();
            let sum = checksum(&hashes);
            block.extend(u32::try_from(json.len()).map_err(too_long)?.to_le_bytes());
            block.extend(shingles.to_le_bytes());
            block.extend([length, text, sum].map(u64::to_le_bytes).concat());
            block.extend(json.as_bytes());
            let place = start + block.len() as u64;
            block.extend(hashes);
            digest = next_digest(digest, &block[first..]);
            entries.push(Entry {
                id: id.clone(),
                length,
                text,
                place,
                shingles,
                checksum: sum,
            });
        }
        let content = &block[BLOCK_HEADER..];
        let length = u32::try_from(content.len()).map_err(too_long)?;
        let head = block_header(length, documents.len() as u32, before, checksum(content));
        block[..BLOCK_HEADER].copy_from_slice(&head);
        if self.end == 0 {
            self.file.set_len(0)?;
            self.file.seek(SeekFrom::Start(0))?;
            self.file.write_all(&header(self.size))?;
        } else {
            // What was cut short is written again.
            self.file.set_len(start)?;
            self.file.seek(SeekFrom::Start(start))?;
        }
        self.file.write_all(&block)?;
        self.end = start + block.len() as u64;
        self.entries.extend(entries);
        self.digest = digest;
        Ok(())
    }

    /// Brings all to the disk.
    pub(super) fn sync(&self) -> Result<(), String> {
        self.file
            .sync_data()
            .map_err(|error| self.problem(&error.to_string()))
    }

    /// Returns the shingles of a document, read from the disk and checked.
    pub(super) fn shingles(&self, number: u64) -> Result<ShingleSet, String> {
        let entry = usize::try_from(number)
            .ok()
            .and_then(|number| self.entries.get(number))
            .ok_or_else(|| self.problem(&format!("it has no document {number}")))?;
        let mut bytes = vec![0; 8 * entry.shingles as usize];
        let altered = |why: String| {
            let (id, place) = (entry.id.as_json(), entry.place);
            self.problem(&format!(
                "the shingles of {id} at byte {place} cannot be read: {why}"
            ))
        };
        read_at(&self.file, &mut bytes, entry.place).map_err(|error| altered(error.to_string()))?;
        if checksum(&bytes) != entry.checksum {
            return Err(altered("they are not what was written".to_owned()));
        }
        Ok(ShingleSet::from_hashes(hashes(&bytes), self.size))
    }
}

/// Opens a log, locked. The file that another run removed while this one waited for it is not used.
fn lock(path: &Path) -> Result<File, Box<dyn std::error::Error>> {
    let problem = |error: io::Error| format!("{}: {error}", path.display());
    let file = OpenOptions::new()
        .read(true)
        .write(true)
        .create(true)
        .truncate(false)
        .open(path)
        .map_err(problem)?;
    match file.try_lock() {
        Ok(()) if path.exists() => Ok(file),
        Ok(()) | Err(TryLockError::WouldBlock) => Err(Box::new(Busy(path.to_owned()))),
        Err(TryLockError::Error(error)) => Err(problem(error).into()),
    }
}

/// Returns the path with another ending after its own.
fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    name.into()
}

fn damaged(position: u64, read: usize) -> String {
    format!(
        "it is damaged at byte {position}: {} before that can be read. Nothing was changed. Put back a copy of it and of the index, or run \
         again with --recover, which saves what is whole",
        counted(read as u64, "document")
    )
}

fn header(size: ShingleSize) -> [u8; HEADER] {
    let mut header = [0; HEADER];
    header[..8].copy_from_slice(&MAGIC);
    header[8..16].copy_from_slice(&(size.words() as u64).to_le_bytes());
    header[16..24].copy_from_slice(&scheme().to_le_bytes());
    let sum = checksum(&header[..24]);
    header[24..].copy_from_slice(&sum.to_le_bytes());
    header
}

/// Returns a number for the hashes of this version: other hashes of the same words give another.
fn scheme() -> u64 {
    let set = ShingleSet::new(
        "The barge struck the third pier, 5:40 a.m. – Straße",
        ShingleSize::default(),
    );
    let bytes: Vec<u8> = set
        .hashes()
        .iter()
        .flat_map(|hash| hash.to_le_bytes())
        .collect();
    checksum(&bytes)
}

fn check_header(found: &[u8; HEADER], size: ShingleSize) -> Result<(), String> {
    if found[..6] != MAGIC[..6] {
        return Err("it is no log of documents".to_owned());
    }
    if found[..8] != MAGIC {
        return Err(
            "it was written by another version of retold: remove it and the index, and start again"
                .to_owned(),
        );
    }
    if checksum(&found[..24]) != long(found, 24) {
        return Err("its header is damaged. Nothing was changed. Put back a copy of it and of the index, or run again with --recover".to_owned());
    }
    let words = long(found, 8);
    if words != size.words() as u64 {
        return Err(format!(
            "its shingles have {words} words, and {} were asked for",
            size.words()
        ));
    }
    if long(found, 16) != scheme() {
        return Err("its shingles were hashed by another version of retold: remove it and the index, and start again".to_owned());
    }
    Ok(())
}

/// A block that was read, with its checksums checked.
struct Block {
    content: Vec<u8>,
    count: u32,
    before: u128,
}

fn block_header(length: u32, count: u32, before: u128, content: u64) -> [u8; BLOCK_HEADER] {
    let mut header = [0; BLOCK_HEADER];
    header[..4].copy_from_slice(&length.to_le_bytes());
    header[4..8].copy_from_slice(&count.to_le_bytes());
    header[8..24].copy_from_slice(&before.to_le_bytes());
    header[24..32].copy_from_slice(&content.to_le_bytes());
    let sum = checksum(&header[..32]);
    header[32..].copy_from_slice(&sum.to_le_bytes());
    header
}

/// Reads a block of at most `left` bytes; `None` where it is not whole.
fn next_block(reader: &mut impl Read, left: u64) -> io::Result<Option<Block>> {
    let mut header = [0; BLOCK_HEADER];
    if left < BLOCK_HEADER as u64 {
        return Ok(None);
    }
    reader.read_exact(&mut header)?;
    let length = u64::from(short(&header, 0));
    if checksum(&header[..32]) != long(&header, 32) || length > left - BLOCK_HEADER as u64 {
        return Ok(None);
    }
    let mut content = vec![0; length as usize];
    reader.read_exact(&mut content)?;
    let block = Block {
        count: short(&header, 4),
        before: wide(&header, 8),
        content,
    };
    Ok((checksum(&block.content) == long(&header, 24)).then_some(block))
}

/// Returns the block that these bytes begin with, if it is whole.
fn whole_block(bytes: &[u8]) -> Option<Block> {
    next_block(&mut &*bytes, bytes.len() as u64).ok()?
}

/// A document that was read, and the digest after it.
struct Logged {
    entry: Entry,
    hashes: Vec<u64>,
    digest: u128,
}

/// Returns the documents of a block's content, which starts at this position of the file; `None`
/// where it holds something else.
fn documents(content: &[u8], count: u32, start: u64, digest: &mut u128) -> Option<Vec<Logged>> {
    let mut rest = content;
    // The count is checked by what is there, not believed.
    let mut documents = Vec::with_capacity((count as usize).min(content.len() / DOCUMENT_HEADER));
    for _ in 0..count {
        let whole = rest;
        let (header, after) = rest.split_at_checked(DOCUMENT_HEADER)?;
        let (id, shingles) = (short(header, 0) as usize, short(header, 4));
        let (id, after) = after.split_at_checked(id)?;
        let place = start + (content.len() - after.len()) as u64;
        let (bytes, after) = after.split_at_checked(8 * shingles as usize)?;
        *digest = next_digest(*digest, whole.get(..whole.len() - after.len())?);
        documents.push(Logged {
            entry: Entry {
                id: Id::from_json(std::str::from_utf8(id).ok()?).ok()?,
                length: long(header, 8),
                text: long(header, 16),
                place,
                shingles,
                checksum: long(header, 24),
            },
            hashes: hashes(bytes),
            digest: *digest,
        });
        rest = after;
    }
    rest.is_empty().then_some(documents)
}

/// Returns the digest of all documents so far and one more.
fn next_digest(before: u128, document: &[u8]) -> u128 {
    let mut bytes = before.to_le_bytes().to_vec();
    bytes.extend(XxHash3_128::oneshot(document).to_le_bytes());
    XxHash3_128::oneshot(&bytes)
}

fn hashes(bytes: &[u8]) -> Vec<u64> {
    bytes
        .as_chunks()
        .0
        .iter()
        .map(|hash| u64::from_le_bytes(*hash))
        .collect()
}

/// Returns the bytes of a header from a position on as a number; 0 beyond its end.
fn short(header: &[u8], at: usize) -> u32 {
    let bytes = header.get(at..).and_then(|rest| rest.first_chunk());
    bytes.map_or(0, |bytes| u32::from_le_bytes(*bytes))
}

fn long(header: &[u8], at: usize) -> u64 {
    let bytes = header.get(at..).and_then(|rest| rest.first_chunk());
    bytes.map_or(0, |bytes| u64::from_le_bytes(*bytes))
}

fn wide(header: &[u8], at: usize) -> u128 {
    let bytes = header.get(at..).and_then(|rest| rest.first_chunk());
    bytes.map_or(0, |bytes| u128::from_le_bytes(*bytes))
}

/// Returns the checksum of bytes (XXH64).
pub(super) fn checksum(bytes: &[u8]) -> u64 {
    XxHash64::oneshot(0, bytes)
}

/// Reads without moving the file's position, so that many threads can.
#[cfg(unix)]
fn read_at(file: &File, buffer: &mut [u8], place: u64) -> io::Result<()> {
    std::os::unix::fs::FileExt::read_exact_at(file, buffer, place)
}

#[cfg(windows)]
fn read_at(file: &File, mut buffer: &mut [u8], mut place: u64) -> io::Result<()> {
    while !buffer.is_empty() {
        let count = std::os::windows::fs::FileExt::seek_read(file, buffer, place)?;
        if count == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        buffer = &mut buffer[count..];
        place += count as u64;
    }
    Ok(())
}
