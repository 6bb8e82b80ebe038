//! A file mapped into memory: the one call that cannot be made safe.
#![allow(unsafe_code)]

use std::fs::File;
use std::io;

/// The bytes of a file, read by the system when they are touched.
#[derive(Debug)]
pub(in crate::index) struct Map(memmap2::Mmap);

impl Map {
    pub(in crate::index) fn new(file: &File) -> io::Result<Self> {
        // SAFETY: the map is read-only and only ever seen as bytes, for which every value is valid;
        // nothing is transmuted, and each read is checked against the length at the time of
        // mapping. What the compiler assumes and the system cannot promise is that the bytes stay
        // what they are: files of this crate are replaced by renaming and never written in place,
        // and `LshIndex::open` tells callers that nobody else may do so either.
        unsafe { memmap2::Mmap::map(file) }.map(Self)
    }

    pub(super) fn bytes(&self) -> &[u8] {
        &self.0
    }
}
