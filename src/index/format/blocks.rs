//! The bytes of an index: in memory, or in a mapped file, whose blocks are checked when they are
//! first read.

use std::sync::Arc;
#[cfg(feature = "mmap")]
use std::sync::atomic::{AtomicU64, Ordering};

use super::BLOCK;
use super::header::{Header, LENGTH as HEADER};
use super::layout::Layout;
use crate::error::{Error, IndexError, Result};
use crate::hash::checksum;
use crate::parallel;

/// Everything between the header and the checksums. A clone shares the bytes.
#[derive(Debug, Clone)]
pub(in crate::index) struct Blocks(Arc<Backing>);

#[derive(Debug)]
enum Backing {
    /// Bytes of our own making, or checked when they were read.
    Memory(Vec<u8>),
    /// A whole file, and a bit for each block that was found to be as it was written.
    #[cfg(feature = "mmap")]
    Mapped {
        file: super::map::Map,
        length: usize,
        sound: Vec<AtomicU64>,
    },
}

/// An index that was read.
pub(in crate::index) struct Stored {
    pub(in crate::index) layout: Layout,
    pub(in crate::index) tag: u128,
    pub(in crate::index) blocks: Blocks,
}

fn read_header(index: &[u8]) -> Result<(Layout, Header)> {
    let length = index.len() as u64;
    let header = Header::read(index, length)?;
    Ok((Layout::read(&header, length)?, header))
}

const BEYOND: Error = Error::Index(IndexError::Content {
    what: "it points beyond its end",
});

impl Blocks {
    /// Bytes that need no check.
    pub(in crate::index) fn in_memory(body: Vec<u8>) -> Self {
        Self(Arc::new(Backing::Memory(body)))
    }

    /// Reads a mapped file's header and list of checksums.
    #[cfg(feature = "mmap")]
    pub(in crate::index) fn mapped(file: super::map::Map) -> Result<Stored> {
        let (layout, header) = read_header(file.bytes())?;
        let length = layout.body_length() as usize;
        check_table(
            file.bytes().get(HEADER + length..).unwrap_or_default(),
            header.checksums,
            HEADER + length,
        )?;
        let sound = (0..length.div_ceil(BLOCK).div_ceil(64))
            .map(|_| AtomicU64::new(0))
            .collect();
        Ok(Stored {
            layout,
            tag: header.tag,
            blocks: Self(Arc::new(Backing::Mapped {
                file,
                length,
                sound,
            })),
        })
    }

    /// Reads a whole index in memory and checks every part of it.
    pub(in crate::index) fn read(mut index: Vec<u8>) -> Result<Stored> {
        let (layout, header) = read_header(&index)?;
        let length = layout.body_length() as usize;
        let (body, table) = index
            .get(HEADER..)
            .unwrap_or_default()
            .split_at_checked(length)
            .unwrap_or_default();
        check_table(table, header.checksums, HEADER + length)?;
        for (number, stored) in table.as_chunks().0.iter().enumerate() {
            check_block(body, number, u64::from_le_bytes(*stored))?;
        }
        index.truncate(HEADER + length);
        index.drain(..HEADER);
        Ok(Stored {
            layout,
            tag: header.tag,
            blocks: Self::in_memory(index),
        })
    }

    /// Returns the whole body, unchecked.
    fn body(&self) -> &[u8] {
        match &*self.0 {
            Backing::Memory(body) => body,
            #[cfg(feature = "mmap")]
            Backing::Mapped { file, length, .. } => file
                .bytes()
                .get(HEADER..HEADER + length)
                .unwrap_or_default(),
        }
    }

    /// Bytes of it, checked.
    #[inline]
    fn bytes(&self, start: u64, length: u64) -> Result<&[u8]> {
        let (Ok(start), Ok(length)) = (usize::try_from(start), usize::try_from(length)) else {
            return Err(BEYOND);
        };
        let Some(end) = start.checked_add(length) else {
            return Err(BEYOND);
        };
        #[cfg(feature = "mmap")]
        if let Backing::Mapped { .. } = &*self.0 {
            self.check(start, end)?;
        }
        match self.body().get(start..end) {
            Some(bytes) => Ok(bytes),
            None => Err(BEYOND),
        }
    }

    /// Returns `count` numbers of four bytes.
    #[inline]
    pub(in crate::index) fn fours(&self, start: u64, count: u64) -> Result<&[[u8; 4]]> {
        Ok(self.bytes(start, count.saturating_mul(4))?.as_chunks().0)
    }

    /// Returns `count` numbers of eight bytes.
    #[inline]
    pub(in crate::index) fn eights(&self, start: u64, count: u64) -> Result<&[[u8; 8]]> {
        Ok(self.bytes(start, count.saturating_mul(8))?.as_chunks().0)
    }

    /// Checks the blocks of a stretch that were not found to be sound before.
    #[cfg(feature = "mmap")]
    #[inline]
    fn check(&self, start: usize, end: usize) -> Result<()> {
        let Backing::Mapped {
            file,
            length,
            sound,
        } = &*self.0
        else {
            return Ok(());
        };
        for number in start / BLOCK..end.div_ceil(BLOCK).min(length.div_ceil(BLOCK)) {
            let (Some(bits), bit) = (sound.get(number / 64), 1 << (number % 64)) else {
                continue;
            };
            if bits.load(Ordering::Relaxed) & bit == 0 {
                let table = file
                    .bytes()
                    .get(HEADER + length..)
                    .unwrap_or_default()
                    .as_chunks()
                    .0;
                check_block(
                    self.body(),
                    number,
                    table
                        .get(number)
                        .map_or(0, |stored| u64::from_le_bytes(*stored)),
                )?;
                bits.fetch_or(bit, Ordering::Relaxed);
            }
        }
        Ok(())
    }

    /// Checks all of it.
    pub(in crate::index) fn verify(&self) -> Result<()> {
        let length = self.body().len();
        let stretches: Vec<usize> = (0..length).step_by(BLOCK << 8).collect();
        parallel::try_map(stretches, |start| {
            let end = length.min(start + (BLOCK << 8));
            self.bytes(start as u64, (end - start) as u64).map(|_| ())
        })
        .map(|_| ())
    }

    /// Returns the parts of the file that this is: header, body and checksums. What was read from a
    /// file is checked first.
    pub(in crate::index) fn file(
        &self,
        layout: &Layout,
        tag: u128,
    ) -> Result<(Vec<u8>, &[u8], Vec<u8>)> {
        self.verify()?;
        let body = self.body();
        let table: Vec<u8> = parallel::map(body.chunks(BLOCK).collect(), checksum)
            .into_iter()
            .flat_map(u64::to_le_bytes)
            .collect();
        let header = layout.header(tag, checksum(&table)).to_bytes();
        Ok((header, body, table))
    }
}

fn check_table(table: &[u8], stored: u64, offset: usize) -> Result<()> {
    let computed = checksum(table);
    if stored == computed {
        return Ok(());
    }
    Err(Error::Index(IndexError::Checksum {
        offset: offset as u64,
        length: table.len() as u64,
        stored,
        computed,
    }))
}

fn check_block(body: &[u8], number: usize, stored: u64) -> Result<()> {
    let start = number * BLOCK;
    let block = body
        .get(start..body.len().min(start + BLOCK))
        .unwrap_or_default();
    let computed = checksum(block);
    if stored == computed {
        return Ok(());
    }
    Err(Error::Index(IndexError::Checksum {
        offset: (HEADER + start) as u64,
        length: block.len() as u64,
        stored,
        computed,
    }))
}
