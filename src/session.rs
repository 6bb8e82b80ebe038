//! Comparisons with working memory that the caller owns.

use crate::align::Aligner;
use crate::comparison::Comparison;
use crate::detector::Detector;
use crate::text::Document;

/// Compares as its [`Detector`] does, in one thread, with working memory of its own.
///
/// A [`Detector`] keeps such memory for each thread until the thread ends. A session keeps it until
/// it is dropped, whatever the length of the texts: for programs that decide themselves what stays
/// in memory, such as plug-ins of a database.
///
/// ```
/// use retold::Detector;
///
/// let detector = Detector::default();
/// let mut session = detector.session();
/// let source = "The barge struck the third pier of the bridge before dawn.";
/// for suspicious in ["Before dawn, the third pier was struck by the barge.", "Plum jam needs no pectin."] {
///     assert_eq!(session.compare(source, suspicious), detector.compare(source, suspicious));
/// }
/// ```
#[derive(Debug)]
pub struct Session<'a> {
    detector: &'a Detector,
    aligner: Aligner,
}

impl<'a> Session<'a> {
    pub(crate) fn new(detector: &'a Detector) -> Self {
        Self {
            detector,
            aligner: Aligner::default(),
        }
    }

    /// Compares two texts, as [`Detector::compare`] does.
    pub fn compare(&mut self, source: &str, suspicious: &str) -> Comparison {
        let read = |text| self.detector.document(text);
        let (source, suspicious) = (read(source), read(suspicious));
        self.compare_documents(&source, &suspicious)
    }

    /// Compares two documents, as [`Detector::compare_documents`] does.
    pub fn compare_documents(&mut self, source: &Document, suspicious: &Document) -> Comparison {
        let Self { detector, aligner } = self;
        detector.compare_by(source, suspicious, |pair, scope| {
            aligner.align_pair(pair, scope, detector.align_options())
        })
    }
}
