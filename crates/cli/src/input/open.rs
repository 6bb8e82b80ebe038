//! Opens files, decompresses them, and bounds what a compressed file can ask for.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Cursor, Read};

use flate2::bufread::MultiGzDecoder;
use indicatif::ProgressBar;
use ruzstd::decoding::{FrameDecoder, StreamingDecoder};

use super::Input;

/// The longest row or text in bytes: a file without line ends must not fill the memory.
pub const MAX_BYTES: u64 = 256 << 20;
/// The largest window of a Zstandard file, as `zstd -d` has it.
const MAX_WINDOW: u64 = 128 << 20;
const BUFFER: usize = 1 << 16;

/// Opens an input. Decompresses what starts like gzip or Zstandard, whatever its name, and skips a
/// byte order mark.
///
/// # Errors
/// Where the file can't be opened or its beginning can't be read.
pub fn open(input: &Input, progress: &ProgressBar) -> io::Result<Box<dyn BufRead + Send>> {
    match input.path() {
        Some(path) => decoded(progress.wrap_read(File::open(path)?)),
        None => decoded(progress.wrap_read(io::stdin())),
    }
}

fn decoded(reader: impl Read + Send + 'static) -> io::Result<Box<dyn BufRead + Send>> {
    let mut reader = BufReader::with_capacity(BUFFER, reader);
    let start = reader.fill_buf()?;
    let mut reader: Box<dyn BufRead + Send> = if start.starts_with(&[0x1f, 0x8b]) {
        Box::new(BufReader::with_capacity(
            BUFFER,
            MultiGzDecoder::new(reader),
        ))
    } else if start.starts_with(&[0x28, 0xb5, 0x2f, 0xfd]) {
        Box::new(BufReader::with_capacity(BUFFER, Frames::Between(reader)))
    } else {
        Box::new(reader)
    };
    if reader.fill_buf()?.starts_with("\u{feff}".as_bytes()) {
        reader.consume(3);
    }
    Ok(reader)
}

/// The beginning of a frame, read for its window, and what follows.
type Frame<R> = io::Chain<Cursor<Vec<u8>>, R>;

/// The frames of a Zstandard file, of which the decoder knows only one at a time.
#[derive(Default)]
enum Frames<R: BufRead> {
    Between(R),
    Within(Box<StreamingDecoder<Frame<R>, FrameDecoder>>),
    #[default]
    Ended,
}

impl<R: BufRead> Read for Frames<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        loop {
            match std::mem::take(self) {
                Self::Ended => return Ok(0),
                Self::Between(mut reader) => {
                    if reader.fill_buf()?.is_empty() {
                        return Ok(0);
                    }
                    let header = header(&mut reader)?;
                    let window = window(&header);
                    if window > MAX_WINDOW {
                        return Err(io::Error::other(format!(
                            "its Zstandard window of {} MiB is over the limit of {} MiB",
                            window >> 20,
                            MAX_WINDOW >> 20
                        )));
                    }
                    let frame = Cursor::new(header).chain(reader);
                    let decoder = StreamingDecoder::new(frame).map_err(io::Error::other)?;
                    *self = Self::Within(Box::new(decoder));
                }
                Self::Within(mut decoder) => {
                    let count = decoder.read(buffer)?;
                    if count > 0 || buffer.is_empty() {
                        *self = Self::Within(decoder);
                        return Ok(count);
                    }
                    *self = Self::Between(decoder.into_inner().into_inner().1);
                }
            }
        }
    }
}

/// The size of what every frame begins with: a magic number and the descriptor of the header.
const START: usize = 5;

/// Reads the header of a frame, and nothing beyond; less where the file is cut short, which the
/// decoder reports.
fn header(reader: &mut impl Read) -> io::Result<Vec<u8>> {
    let mut header = Vec::new();
    reader
        .by_ref()
        .take(START as u64)
        .read_to_end(&mut header)?;
    if let Some(&descriptor) = header.get(START - 1) {
        let fields = Fields::of(descriptor);
        let rest = fields.window + fields.dictionary + fields.content;
        reader.by_ref().take(rest as u64).read_to_end(&mut header)?;
    }
    Ok(header)
}

/// The sizes in bytes of what follows the descriptor (RFC 8878, 3.1.1.1).
struct Fields {
    window: usize,
    dictionary: usize,
    content: usize,
}

impl Fields {
    fn of(descriptor: u8) -> Self {
        let is_single_segment = descriptor & 0x20 != 0;
        Self {
            window: usize::from(!is_single_segment),
            dictionary: [0, 1, 2, 4][usize::from(descriptor & 3)],
            content: [usize::from(is_single_segment), 2, 4, 8][usize::from(descriptor >> 6)],
        }
    }
}

/// Returns the window that a frame asks for, in bytes.
fn window(header: &[u8]) -> u64 {
    let byte = |at: usize| header.get(at).copied().unwrap_or(0);
    let fields = Fields::of(byte(START - 1));
    if fields.window > 0 {
        let (exponent, mantissa) = (u64::from(byte(START) >> 3), u64::from(byte(START) & 7));
        let base = 1 << (10 + exponent);
        return base + base / 8 * mantissa;
    }
    // A single segment: the window is the content.
    let start = START + fields.dictionary;
    (0..fields.content).fold(0, |size, at| size | u64::from(byte(start + at)) << (8 * at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_window_over_the_limit_is_refused_before_memory_is_reserved() {
        // A window of 2 GiB, and a single segment of 1 GiB.
        for frame in [
            vec![0x28, 0xb5, 0x2f, 0xfd, 0x00, 21 << 3, 1, 0, 0],
            vec![0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0, 0x40, 1, 0, 0],
        ] {
            let problem = decoded(Cursor::new(frame))
                .err()
                .map(|error| error.to_string());
            let problem = problem.unwrap_or_default();
            assert!(problem.contains("over the limit of 128 MiB"), "{problem}");
        }
    }

    #[test]
    fn frames_follow_one_another() {
        let level = ruzstd::encoding::CompressionLevel::Fastest;
        let frames = ["one ", "", "two"]
            .map(|part| ruzstd::encoding::compress_to_vec(part.as_bytes(), level));
        let mut text = String::new();
        let read = decoded(Cursor::new(frames.concat()))
            .and_then(|mut reader| reader.read_to_string(&mut text));
        assert!(read.is_ok());
        assert_eq!(text, "one two");
    }
}
