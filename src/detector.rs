//! The front door: wires the stages together and holds no method of its own.
//!
//! Takes two texts or two [`Document`]s, gives a [`Comparison`]. A comparison costs one reading of each text, one alignment
//! and one score, all near-linear in their lengths, in one thread. Only the calls over many texts run in parallel, and only
//! with the feature `rayon`.

use std::borrow::Cow;
use std::cell::Cell;
use std::sync::Arc;

use crate::align::{AlignOptions, Aligner, Alignment};
use crate::comparison::Comparison;
use crate::pair::Pair;
use crate::score::{Evidence, Model, Scope, Score, sentence};
use crate::text::{Document, Language, Rarity, TextOptions, in_one_reading};

/// Compares articles. Cheap to make, cheap to clone, and to be shared between threads.
///
/// Each thread that compares keeps the working memory of its last comparisons until it ends: a few megabytes at most for ordinary
/// texts, none of pairs of more than 50,000 words.
///
/// ```
/// use retold::{Detector, Verdict};
///
/// let source = "The ferry Aurelia left Port Sable at nine on Monday with 212 passengers. A storm warning had been issued \
///     an hour earlier, and the harbour master, Ines Calder, had told the captain to wait.";
/// let comparison = Detector::default().compare(source, source);
/// assert_eq!(comparison.verdict(), Verdict::Copy);
/// assert_eq!(comparison.reused, 1.0);
/// ```
#[derive(Debug, Clone, Default)]
pub struct Detector {
    text: TextOptions,
    align: AlignOptions,
    /// The shipped model where it is `None`.
    model: Option<Arc<Model>>,
    sentences: bool,
}

impl Detector {
    /// A detector with other than the default options.
    ///
    /// ```
    /// use retold::{Detector, Language};
    ///
    /// let detector = Detector::builder().language(Language::German).build();
    /// assert_eq!(detector.document("Die Fähren fuhren.").language(), Language::German);
    /// ```
    pub fn builder() -> DetectorBuilder {
        DetectorBuilder::default()
    }

    /// Prepares a text once, for any number of comparisons.
    pub fn document(&self, text: &str) -> Document {
        Document::new(text, &self.text)
    }

    /// Prepares many texts, in parallel with the feature `rayon`; the order is kept.
    pub fn documents<T: AsRef<str> + Sync>(&self, texts: &[T]) -> Vec<Document> {
        map(texts, |text| self.document(text.as_ref()))
    }

    /// How far `suspicious` is a rewrite of `source`.
    ///
    /// A text without words compares as neutral: probability 0, nothing reused, no passage.
    pub fn compare(&self, source: &str, suspicious: &str) -> Comparison {
        self.compare_documents(&self.document(source), &self.document(suspicious))
    }

    /// The same for documents that are prepared. Where their detected languages differ, the shorter is read again in the
    /// language of the longer: a few words are easily taken for another language, and then no stem would match.
    pub fn compare_documents(&self, source: &Document, suspicious: &Document) -> Comparison {
        let (source, suspicious) = self.in_one_language(source, suspicious);
        let pair = Pair::new(&source, &suspicious);
        let scope = Scope::new(&pair);
        let alignment = self.align(&pair);
        let evidence = Evidence::of_pair(&pair, &scope, &alignment.passages, &alignment.tokens);
        let score = Score::with_model(
            &evidence,
            self.model.as_deref().unwrap_or_else(|| Model::shipped()),
        );
        let mut comparison = Comparison::new(&source, &suspicious, alignment, score);
        if self.sentences {
            comparison.sentences = sentence::of_pair(&pair, &scope);
        }
        comparison
    }

    /// Each of `suspicious` against one source, in parallel with the feature `rayon`. The order is kept, and each result is
    /// what [`Detector::compare_documents`] gives.
    ///
    /// ```
    /// use retold::Detector;
    ///
    /// let detector = Detector::default();
    /// let source = detector.document("The barge struck the third pier of the bridge before dawn, and the crossing was closed.");
    /// let suspicious = detector.documents(&["Plum jam needs no pectin.", source.text()]);
    /// let comparisons = detector.compare_many(&source, &suspicious);
    /// assert!(comparisons[0].score.probability < comparisons[1].score.probability);
    /// ```
    pub fn compare_many(&self, source: &Document, suspicious: &[Document]) -> Vec<Comparison> {
        map(suspicious, |suspicious| {
            self.compare_documents(source, suspicious)
        })
    }

    /// Each pair of texts, source first, in parallel with the feature `rayon`. The order is kept, and each result is what
    /// [`Detector::compare`] gives.
    ///
    /// ```
    /// use retold::Detector;
    ///
    /// let pairs = [("The pier cracked.", "The pier cracked."), ("The pier cracked.", "Plum jam needs no pectin.")];
    /// assert_eq!(Detector::default().compare_pairs(&pairs).len(), 2);
    /// ```
    pub fn compare_pairs<S, T>(&self, pairs: &[(S, T)]) -> Vec<Comparison>
    where
        S: AsRef<str> + Sync,
        T: AsRef<str> + Sync,
    {
        map(pairs, |(source, suspicious)| {
            self.compare(source.as_ref(), suspicious.as_ref())
        })
    }

    /// The passages of each pair of texts without a score: cheaper where only they are wanted. Otherwise as
    /// [`Detector::compare_pairs`].
    ///
    /// ```
    /// use retold::Detector;
    ///
    /// let text = "The barge struck the third pier of the bridge before dawn, and the crossing was closed for eleven weeks.";
    /// let alignments = Detector::default().align_pairs(&[(text, text)]);
    /// assert_eq!(alignments[0].passages.len(), 1);
    /// ```
    pub fn align_pairs<S, T>(&self, pairs: &[(S, T)]) -> Vec<Alignment>
    where
        S: AsRef<str> + Sync,
        T: AsRef<str> + Sync,
    {
        map(pairs, |(source, suspicious)| {
            let (source, suspicious) = (
                self.document(source.as_ref()),
                self.document(suspicious.as_ref()),
            );
            let (source, suspicious) = self.in_one_language(&source, &suspicious);
            self.align(&Pair::new(&source, &suspicious))
        })
    }

    /// What the score of two texts rests on: to fit a model of your own with a [`Fitter`](crate::score::Fitter).
    pub fn evidence(&self, source: &str, suspicious: &str) -> Evidence {
        let (source, suspicious) = (self.document(source), self.document(suspicious));
        let (source, suspicious) = self.in_one_language(&source, &suspicious);
        let pair = Pair::new(&source, &suspicious);
        let alignment = self.align(&pair);
        Evidence::of_pair(
            &pair,
            &Scope::new(&pair),
            &alignment.passages,
            &alignment.tokens,
        )
    }

    /// The passages of a pair in one language, by the thread's own aligner.
    fn align(&self, pair: &Pair) -> Alignment {
        thread_local! {
            static KEPT: Cell<Option<Aligner>> = const { Cell::new(None) };
        }
        let keeps = pair.source.tokens().len() + pair.suspicious.tokens().len() <= MOST_KEPT;
        let kept = if keeps {
            KEPT.try_with(Cell::take).ok().flatten()
        } else {
            None
        };
        let mut aligner = kept.unwrap_or_default();
        let alignment = aligner.align_pair(pair, &self.align);
        if keeps {
            // A thread that is about to end keeps nothing.
            let _ = KEPT.try_with(|kept| kept.set(Some(aligner)));
        }
        alignment
    }

    /// Both documents in one language and spelling, as far as they can be.
    fn in_one_language<'a>(
        &self,
        source: &'a Document,
        suspicious: &'a Document,
    ) -> (Cow<'a, Document>, Cow<'a, Document>) {
        in_one_reading(source, suspicious, self.text.rarity.as_ref())
    }
}

/// Tokens of two texts up to which the thread keeps the memory that aligning them took, a few megabytes. Of what longer ones take to
/// be compared, fresh memory is a small share.
const MOST_KEPT: usize = 50_000;

/// Maps in parallel, order kept. Texts are long and short, so each item may go to another thread: handing one over costs little
/// beside reading a text, and a thread that waits while another works off a bundle of long ones costs much.
#[cfg(feature = "rayon")]
fn map<T: Sync, R: Send>(items: &[T], each: impl Fn(&T) -> R + Sync + Send) -> Vec<R> {
    use rayon::prelude::*;
    items.par_iter().with_max_len(1).map(each).collect()
}

#[cfg(not(feature = "rayon"))]
fn map<T, R>(items: &[T], each: impl Fn(&T) -> R) -> Vec<R> {
    items.iter().map(each).collect()
}

/// Options of a [`Detector`].
#[derive(Debug, Clone, Default)]
pub struct DetectorBuilder {
    text: TextOptions,
    align: AlignOptions,
    model: Option<Arc<Model>>,
    sentences: bool,
}

impl DetectorBuilder {
    /// The language of all texts, instead of detecting it for each.
    pub fn language(mut self, language: Language) -> Self {
        self.text.language = Some(language);
        self
    }

    /// How passages are found, what is set aside, and whether their edits are worked out.
    pub fn align(mut self, options: AlignOptions) -> Self {
        self.align = options;
        self
    }

    /// How common words are, counted in texts of your own: for a language without a table, or a special field.
    ///
    /// ```
    /// use retold::text::Rarity;
    /// use retold::Detector;
    ///
    /// let corpus = Detector::default().documents(&["Le pont est fermé.", "Le port est ouvert."]);
    /// let detector = Detector::builder().rarity(Rarity::from_documents(&corpus)).build();
    /// # assert!(detector.document("Le pont").stems()[0].share() > 0.2);
    /// ```
    pub fn rarity(mut self, rarity: Rarity) -> Self {
        self.text.rarity = Some(rarity);
        self
    }

    /// The model that scores, instead of the shipped one: [`Model::from_json`](crate::score::Model::from_json) reads what
    /// `examples/calibrate.rs` writes.
    ///
    /// ```
    /// use retold::Detector;
    /// use retold::score::Model;
    ///
    /// let detector = Detector::builder().model(Model::shipped().clone()).build();
    /// # assert!(detector.compare("The pier cracked.", "The pier cracked.").score.probability > 0.9);
    /// ```
    pub fn model(mut self, model: Model) -> Self {
        self.model = Some(Arc::new(model));
        self
    }

    /// Whether [`Comparison::sentences`] is filled: about half the cost of a score on top.
    pub fn sentences(mut self, wanted: bool) -> Self {
        self.sentences = wanted;
        self
    }

    /// The detector.
    pub fn build(self) -> Detector {
        Detector {
            text: self.text,
            align: self.align,
            model: self.model,
            sentences: self.sentences,
        }
    }
}
