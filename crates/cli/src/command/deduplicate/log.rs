//! The documents of a run on disk: what is needed to compare them, and to go on after an interruption.
//!
//! Blocks are only ever added. One that was cut short is seen by its length or checksum, and the run goes on before it.
//!
//! | bytes | what |
//! | --- | --- |
//! | 12 | `RTdocs`, two zeros, the words of a shingle |
//! | each block: 4, 4, 4 | how long its content is, how many documents it has, the content's CRC-32 |
//! | each document: 4, 4, 8 | how long its id is, how many shingles it has, how long its text is in bytes |
//! | … | the id as JSON, the hashes of the shingles, 8 bytes each, sorted |

use std::fs::{File, OpenOptions};
use std::io::{self, BufReader, Read, Seek, SeekFrom, Write};
use std::path::Path;

use flate2::Crc;
use retold::shingle::{ShingleSet, ShingleSize};

use crate::input::rows::Id;

const MAGIC: [u8; 8] = *b"RTdocs\0\0";
const HEADER: usize = 12;
const BLOCK_HEADER: usize = 12;
const DOCUMENT_HEADER: usize = 16;

/// What is known of a document in memory.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) id: Id,
    /// How long its text is, in bytes.
    pub(crate) length: u64,
    /// Where its shingles stand, and how many there are.
    place: u64,
    shingles: u32,
}

/// A file of documents that grows at its end.
pub(crate) struct Log {
    file: File,
    size: ShingleSize,
    /// Where the next block goes.
    end: u64,
    pub(crate) entries: Vec<Entry>,
}

impl Log {
    /// Opens a log, or begins one. `each` gets the shingles of every document that it has.
    pub(crate) fn open(
        path: &Path,
        size: ShingleSize,
        mut each: impl FnMut(u64, ShingleSet),
    ) -> Result<Self, String> {
        let problem = |what: String| format!("{}: {what}", path.display());
        let file = OpenOptions::new()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(path);
        let file = file.map_err(|error| problem(error.to_string()))?;
        let mut log = Self {
            file,
            size,
            end: HEADER as u64,
            entries: Vec::new(),
        };
        log.read(&mut each).map_err(problem)?;
        Ok(log)
    }

    fn read(&mut self, each: &mut impl FnMut(u64, ShingleSet)) -> Result<(), String> {
        let mut reader = BufReader::with_capacity(1 << 20, &self.file);
        let mut header = [0; HEADER];
        let mine = [&MAGIC[..], &(self.size.words() as u32).to_le_bytes()].concat();
        if !filled(&mut reader, &mut header).map_err(|error| error.to_string())? {
            // Nothing, or a beginning of nothing, was written.
            drop(reader);
            return self.restart(&mine).map_err(|error| error.to_string());
        }
        if header[..8] != MAGIC {
            return Err("it is no log of documents".to_owned());
        }
        if header[..] != mine[..] {
            let words = number(&header, 8);
            return Err(format!(
                "its shingles have {words} words, and {} were asked for",
                self.size.words()
            ));
        }
        let mut entries = Vec::new();
        loop {
            let mut header = [0; BLOCK_HEADER];
            if !filled(&mut reader, &mut header).map_err(|error| error.to_string())? {
                break;
            }
            let length = u64::from(number(&header, 0));
            let mut content = Vec::new();
            reader
                .by_ref()
                .take(length)
                .read_to_end(&mut content)
                .map_err(|error| error.to_string())?;
            if content.len() as u64 != length || checksum(&content) != number(&header, 8) {
                break;
            }
            let start = self.end + BLOCK_HEADER as u64;
            for (entry, hashes) in documents(&content, number(&header, 4), start)
                .ok_or("a block holds no documents")?
            {
                each(
                    entries.len() as u64,
                    ShingleSet::from_hashes(hashes, self.size),
                );
                entries.push(entry);
            }
            self.end = start + length;
        }
        drop(reader);
        self.entries = entries;
        // What was cut short is written again.
        self.file
            .set_len(self.end)
            .map_err(|error| error.to_string())
    }

    fn restart(&mut self, header: &[u8]) -> io::Result<()> {
        self.file.set_len(0)?;
        self.file.seek(SeekFrom::Start(0))?;
        self.file.write_all(header)
    }

    /// Adds documents: their ids, lengths and shingles.
    pub(crate) fn append(&mut self, documents: &[(Id, u64, &ShingleSet)]) -> io::Result<()> {
        let too_long =
            |_| io::Error::new(io::ErrorKind::InvalidData, "more than 32 bits can number");
        let mut block = vec![0; BLOCK_HEADER];
        for (id, length, set) in documents {
            let json = id.as_json();
            let shingles = u32::try_from(set.len()).map_err(too_long)?;
            block.extend(u32::try_from(json.len()).map_err(too_long)?.to_le_bytes());
            block.extend(shingles.to_le_bytes());
            block.extend(length.to_le_bytes());
            block.extend(json.as_bytes());
            let place = self.end + block.len() as u64;
            block.extend(set.hashes().iter().flat_map(|hash| hash.to_le_bytes()));
            self.entries.push(Entry {
                id: id.clone(),
                length: *length,
                place,
                shingles,
            });
        }
        let content = &block[BLOCK_HEADER..];
        let length = u32::try_from(content.len()).map_err(too_long)?;
        let header = [length, documents.len() as u32, checksum(content)]
            .map(u32::to_le_bytes)
            .concat();
        block[..BLOCK_HEADER].copy_from_slice(&header);
        self.file.seek(SeekFrom::Start(self.end))?;
        self.file.write_all(&block)?;
        self.end += block.len() as u64;
        Ok(())
    }

    /// Brings all to the disk.
    pub(crate) fn sync(&self) -> io::Result<()> {
        self.file.sync_data()
    }

    /// The shingles of a document, read from the disk.
    pub(crate) fn shingles(&self, number: u64) -> Option<ShingleSet> {
        let entry = self.entries.get(usize::try_from(number).ok()?)?;
        let mut bytes = vec![0; 8 * entry.shingles as usize];
        read_at(&self.file, &mut bytes, entry.place).ok()?;
        Some(ShingleSet::from_hashes(hashes(&bytes), self.size))
    }
}

/// The documents of a block's content, which starts at this place of the file.
fn documents(content: &[u8], count: u32, start: u64) -> Option<Vec<(Entry, Vec<u64>)>> {
    let mut rest = content;
    let mut documents = Vec::with_capacity(count as usize);
    for _ in 0..count {
        let (header, after) = rest.split_at_checked(DOCUMENT_HEADER)?;
        let (id, shingles) = (number(header, 0) as usize, number(header, 4));
        let length = u64::from(number(header, 8)) | u64::from(number(header, 12)) << 32;
        let (id, after) = after.split_at_checked(id)?;
        let place = start + (content.len() - after.len()) as u64;
        let (bytes, after) = after.split_at_checked(8 * shingles as usize)?;
        let id = Id::from_json(std::str::from_utf8(id).ok()?).ok()?;
        documents.push((
            Entry {
                id,
                length,
                place,
                shingles,
            },
            hashes(bytes),
        ));
        rest = after;
    }
    rest.is_empty().then_some(documents)
}

fn hashes(bytes: &[u8]) -> Vec<u64> {
    bytes
        .as_chunks()
        .0
        .iter()
        .map(|hash| u64::from_le_bytes(*hash))
        .collect()
}

/// The four bytes of a header from this place on, as a number.
fn number(header: &[u8], at: usize) -> u32 {
    header
        .get(at..)
        .and_then(|rest| rest.first_chunk())
        .map_or(0, |bytes| u32::from_le_bytes(*bytes))
}

fn checksum(content: &[u8]) -> u32 {
    let mut crc = Crc::new();
    crc.update(content);
    crc.sum()
}

/// Whether there was enough to fill all of it.
fn filled(reader: &mut impl Read, buffer: &mut [u8]) -> io::Result<bool> {
    match reader.read_exact(buffer) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => Ok(false),
        Err(error) => Err(error),
    }
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
