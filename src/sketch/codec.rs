//! How sketches are stored: a header of 24 bytes, a body, a checksum of 8; all numbers
//! little-endian.
//!
//! | bytes | what |
//! | --- | --- |
//! | 0–3 | `RTsg` for a signature, `RTct` for a containment sketch |
//! | 4 | the scheme of words and hashes |
//! | 5 | the shingle size in words |
//! | 6–7 | zero |
//! | 8–15 | the seed |
//! | 16–23 | the length of a signature in slots, the scale of a containment sketch |
//! | … | a signature's slots, 4 bytes each; a containment sketch's hashes, 8 bytes each, sorted |
//! | last 8 | the pinned hash of all before |

use crate::error::{Error, Result, SketchError};
use crate::hash::{SCHEME, checksum};
use crate::shingle::ShingleSize;

const HEADER: usize = 24;
const CHECKSUM: usize = 8;

/// What the bytes hold.
#[derive(Debug, Clone, Copy)]
pub(super) enum SketchKind {
    Signature,
    Containment,
}

impl SketchKind {
    fn magic(self) -> [u8; 4] {
        match self {
            Self::Signature => *b"RTsg",
            Self::Containment => *b"RTct",
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Signature => "signature",
            Self::Containment => "containment sketch",
        }
    }
}

/// Checks that this version reads sketches of a scheme.
pub(super) fn check_scheme(scheme: u8) -> Result<()> {
    if scheme == SCHEME {
        Ok(())
    } else {
        Err(Error::Sketch(SketchError::Scheme {
            given: scheme,
            known: SCHEME,
        }))
    }
}

/// Writes a sketch.
pub(super) struct Writer(Vec<u8>);

impl Writer {
    pub(super) fn new(kind: SketchKind, size: ShingleSize, seed: u64, parameter: u64) -> Self {
        let mut writer = Self(kind.magic().to_vec());
        writer.bytes(&[SCHEME, size.words() as u8, 0, 0]);
        writer.bytes(&seed.to_le_bytes());
        writer.bytes(&parameter.to_le_bytes());
        writer
    }

    pub(super) fn bytes(&mut self, bytes: &[u8]) {
        self.0.extend_from_slice(bytes);
    }

    pub(super) fn finish(mut self) -> Vec<u8> {
        let checksum = checksum(&self.0);
        self.bytes(&checksum.to_le_bytes());
        self.0
    }
}

/// Reads a sketch's header and checks what can be checked without knowing its kind.
pub(super) struct Reader<'a> {
    bytes: &'a [u8],
    pub(super) size: ShingleSize,
    pub(super) seed: u64,
    pub(super) parameter: u64,
}

impl<'a> Reader<'a> {
    pub(super) fn new(bytes: &'a [u8], kind: SketchKind) -> Result<Self> {
        if !bytes.starts_with(&kind.magic()) {
            let found = bytes.iter().copied().take(4).collect();
            return Err(Error::Sketch(SketchError::Kind {
                expected: kind.name(),
                found,
            }));
        }
        if let Some(&scheme) = bytes.get(4) {
            check_scheme(scheme)?;
        }
        if bytes.get(6..8).is_some_and(|unused| unused != [0, 0]) {
            return Err(Error::Sketch(SketchError::Content {
                what: "bytes that are always zero are not",
            }));
        }
        let number = |at: usize| {
            bytes
                .get(at..)
                .and_then(|rest| rest.first_chunk())
                .map(|bytes| u64::from_le_bytes(*bytes))
        };
        let (Some(&size), Some(seed), Some(parameter)) = (bytes.get(5), number(8), number(16))
        else {
            return Err(Error::Sketch(SketchError::Size {
                given: bytes.len(),
                expected: HEADER + CHECKSUM,
            }));
        };
        Ok(Self {
            bytes,
            size: ShingleSize::new(usize::from(size))?,
            seed,
            parameter,
        })
    }

    /// Returns the body, which must have `count` items of `width` bytes.
    pub(super) fn body(&self, width: usize, count: usize) -> Result<&'a [u8]> {
        let expected = count
            .saturating_mul(width)
            .saturating_add(HEADER + CHECKSUM);
        let given = self.bytes.len();
        let (Some((content, stored)), true) = (self.bytes.split_last_chunk(), given == expected)
        else {
            return Err(Error::Sketch(SketchError::Size { given, expected }));
        };
        let (stored, computed) = (u64::from_le_bytes(*stored), checksum(content));
        if stored != computed {
            return Err(Error::Sketch(SketchError::Checksum { stored, computed }));
        }
        Ok(content.get(HEADER..).unwrap_or_default())
    }

    /// Returns the number of items of `width` bytes in the body, for kinds whose length is not in
    /// the header.
    pub(super) fn items(&self, width: usize) -> usize {
        self.bytes.len().saturating_sub(HEADER + CHECKSUM) / width
    }
}
