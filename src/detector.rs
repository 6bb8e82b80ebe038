//! The front door: wires the stages together and holds no method of its own.
//!
//! Takes two texts or two [`Document`]s, gives a [`Comparison`]. A comparison costs one reading of
//! each text, one alignment and one score, all near-linear in their lengths, in one thread. Only
//! the calls over many texts run in parallel, and only with the feature `rayon`.

use std::borrow::{Borrow, Cow};
use std::cell::Cell;
use std::sync::Arc;

use crate::align::{AlignOptions, Aligner, Alignment};
use crate::comparison::Comparison;
use crate::pair::Pair;
use crate::parallel;
use crate::scope::{RecurringBlocks, Scope, ScopeOptions};
use crate::score::{Evidence, Model, Score, Subject, sentence};
use crate::session::Session;
use crate::sources::Found;
use crate::text::{Document, Language, Rarity, TextOptions, in_one_reading};

/// Compares articles. Cheap to make, cheap to clone, and to be shared between threads.
///
/// Each thread that compares keeps the working memory of its last comparisons until it ends: a few
/// megabytes at most for ordinary texts, none of pairs of more than 50,000 words. With
/// [`Detector::session`] the caller owns that memory.
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
    scope: ScopeOptions,
    align: AlignOptions,
    /// The shipped model where it is `None`.
    model: Option<Arc<Model>>,
    prior: Option<f64>,
    sentences: bool,
}

impl Detector {
    /// Returns a builder, for a detector with other than the default options.
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
        parallel::map_each(texts, |text| self.document(text.as_ref()))
    }

    /// Measures how far `suspicious` is a rewrite of `source`.
    ///
    /// A text without words compares as neutral: probability 0, nothing reused, no passage.
    pub fn compare(&self, source: &str, suspicious: &str) -> Comparison {
        self.compare_documents(&self.document(source), &self.document(suspicious))
    }

    /// Measures the same for documents that are prepared. Where their detected languages differ,
    /// the shorter is read again in the language of the longer: a few words are easily taken for
    /// another language, and then no stem would match.
    pub fn compare_documents(&self, source: &Document, suspicious: &Document) -> Comparison {
        self.compare_by(source, suspicious, |pair, scope| self.align(pair, scope))
    }

    /// Compares with passages that `align` finds.
    pub(crate) fn compare_by(
        &self,
        source: &Document,
        suspicious: &Document,
        align: impl FnOnce(&Pair, &Scope) -> Alignment,
    ) -> Comparison {
        let (source, suspicious) = self.in_one_language(source, suspicious);
        let pair = Pair::new(&source, &suspicious);
        let mut scope = Scope::of(&pair, &self.scope);
        let alignment = align(&pair, &scope);
        let content = scope.content(&pair, &alignment.tokens, &self.scope);
        let (passages, tokens) = (&alignment.passages, &alignment.tokens);
        let subject = Subject::new(&pair, &scope, content, passages, tokens);
        let score = Score::with_prior(&Evidence::of(&subject), self.model(), self.prior);
        // A rewrite that has no passage to show has its sentences.
        let bare = alignment.passages.is_empty() && score.probability >= 0.5;
        let sentences = if self.sentences || bare {
            sentence::of_subject(&subject)
        } else {
            Vec::new()
        };
        let taken_over = sentence::taken_over(&subject, &alignment.tokens);
        let facts = subject.facts_of_passages();
        drop(subject);
        let mut comparison = Comparison::new(&pair, &scope, alignment, score, taken_over, facts);
        comparison.sentences = sentences;
        comparison
    }

    /// Returns the detector that also sets aside what recurs in `documents`, if that is wanted and
    /// there is any.
    fn with_recurring<'d>(
        &self,
        documents: impl Iterator<Item = &'d Document> + Clone,
    ) -> Cow<'_, Self> {
        if !self.scope.wants_recurring() {
            return Cow::Borrowed(self);
        }
        let blocks = RecurringBlocks::find(documents);
        if blocks.is_empty() {
            return Cow::Borrowed(self);
        }
        let mut detector = self.clone();
        detector.scope = detector.scope.recurring(blocks);
        Cow::Owned(detector)
    }

    /// Returns a session: the same comparisons, with working memory that the caller owns.
    pub fn session(&self) -> Session<'_> {
        Session::new(self)
    }

    /// Returns which words take part.
    #[cfg(feature = "html")]
    pub(crate) fn scope(&self) -> &ScopeOptions {
        &self.scope
    }

    /// Returns the same detector with other rules for which words take part.
    #[cfg(feature = "html")]
    pub(crate) fn with_scope(&self, scope: ScopeOptions) -> Self {
        Self {
            scope,
            ..self.clone()
        }
    }

    /// Returns how passages are found.
    pub(crate) fn align_options(&self) -> &AlignOptions {
        &self.align
    }

    /// Compares each of `suspicious` with one source, in parallel with the feature `rayon`. The
    /// order is kept. Each result is what [`Detector::compare_documents`] gives, but for blocks
    /// that recur in four or more of the texts, which are set aside: see [`RecurringBlocks`].
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
        let detector = self.with_recurring(std::iter::once(source).chain(suspicious));
        parallel::map_each(suspicious, |suspicious| {
            detector.compare_documents(source, suspicious)
        })
    }

    /// Compares one text with many sources, in parallel with the feature `rayon`, and says which of
    /// its words come from which source. Each comparison is what [`Detector::compare_documents`]
    /// gives; [`FoundSource::index`] is the position in `sources`.
    ///
    /// [`FoundSource::index`]: crate::sources::FoundSource::index
    pub fn sources(&self, suspicious: &Document, sources: &[Document]) -> Found {
        let comparisons =
            parallel::map_each(sources, |source| self.compare_documents(source, suspicious));
        Found::new(suspicious, sources.iter().zip(comparisons).collect())
    }

    /// Compares `suspicious` with the candidates that an index found, in parallel with the feature
    /// `rayon`. Returns them the most probable source first, then by share reused, then by id.
    ///
    /// `source` is asked for the document of each id, from several threads; a document that is
    /// borrowed is not copied.
    ///
    /// # Errors
    /// The error of `source` for the first candidate, in their order, whose document it cannot
    /// give.
    ///
    /// ```
    /// use std::convert::Infallible;
    ///
    /// use retold::Detector;
    /// use retold::index::{IndexOptions, LshIndex};
    ///
    /// let detector = Detector::default();
    /// let sources = detector.documents(&["Plum jam needs no pectin.", "The barge struck the third pier of the bridge before dawn."]);
    /// let options = IndexOptions::default();
    /// let mut index = LshIndex::new(options);
    /// for (id, source) in (0..).zip(&sources) {
    ///     index.insert(id, options.record(source.text()))?;
    /// }
    ///
    /// let suspicious = detector.document("The barge struck the third pier of the bridge before dawn!");
    /// let candidates = index.candidates(options.record(suspicious.text()).signature())?;
    /// let Ok(found) = detector.compare_candidates(&suspicious, candidates, |id| Ok::<_, Infallible>(&sources[id as usize]));
    /// assert_eq!(found[0].id, 1);
    /// assert!(found[0].comparison.score.probability > 0.5);
    /// # Ok::<(), retold::Error>(())
    /// ```
    pub fn compare_candidates<D, E>(
        &self,
        suspicious: &Document,
        candidates: impl IntoIterator<Item = u64>,
        source: impl Fn(u64) -> Result<D, E> + Sync + Send,
    ) -> Result<Vec<CandidateComparison>, E>
    where
        D: Borrow<Document>,
        E: Send,
    {
        let ids: Vec<u64> = candidates.into_iter().collect();
        let compared = parallel::map_each(&ids, |&id| {
            let comparison = self.compare_documents(source(id)?.borrow(), suspicious);
            Ok(CandidateComparison { id, comparison })
        });
        let mut found = compared.into_iter().collect::<Result<Vec<_>, E>>()?;
        let key =
            |of: &CandidateComparison| (of.comparison.score.probability, of.comparison.reused);
        found.sort_by(|a, b| {
            let ((probability, reused), (other_probability, other_reused)) = (key(a), key(b));
            other_probability
                .total_cmp(&probability)
                .then(other_reused.total_cmp(&reused))
                .then(a.id.cmp(&b.id))
        });
        Ok(found)
    }

    /// Compares each pair of texts, source first, in parallel with the feature `rayon`. The order
    /// is kept. Each result is what [`Detector::compare`] gives, but for blocks that recur in four
    /// or more of the texts, which are set aside: see [`RecurringBlocks`].
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
        let documents = parallel::map_each(pairs, |(source, suspicious)| {
            (
                self.document(source.as_ref()),
                self.document(suspicious.as_ref()),
            )
        });
        let all = documents
            .iter()
            .flat_map(|(source, suspicious)| [source, suspicious]);
        let detector = self.with_recurring(all);
        parallel::map_each(&documents, |(source, suspicious)| {
            detector.compare_documents(source, suspicious)
        })
    }

    /// Finds the passages of each pair of texts without a score: cheaper where only they are
    /// wanted. The rules of the [`scope`](crate::scope) that judge what shared text means
    /// (headings, repeats, shared blocks and quotations) do not apply, so that all shared text is
    /// found. Otherwise as [`Detector::compare_pairs`].
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
        let options = self.scope.for_passages();
        parallel::map_each(pairs, |(source, suspicious)| {
            let (source, suspicious) = (
                self.document(source.as_ref()),
                self.document(suspicious.as_ref()),
            );
            let (source, suspicious) = self.in_one_language(&source, &suspicious);
            let pair = Pair::new(&source, &suspicious);
            self.align(&pair, &Scope::of(&pair, &options))
        })
    }

    /// Returns the evidence that the score of two texts rests on: to fit a model of your own with a
    /// [`Fitter`](crate::score::Fitter).
    pub fn evidence(&self, source: &str, suspicious: &str) -> Evidence {
        let (source, suspicious) = (self.document(source), self.document(suspicious));
        let (source, suspicious) = self.in_one_language(&source, &suspicious);
        let pair = Pair::new(&source, &suspicious);
        let mut scope = Scope::of(&pair, &self.scope);
        let alignment = self.align(&pair, &scope);
        let content = scope.content(&pair, &alignment.tokens, &self.scope);
        let (passages, tokens) = (&alignment.passages, &alignment.tokens);
        Evidence::of(&Subject::new(&pair, &scope, content, passages, tokens))
    }

    fn model(&self) -> &Model {
        self.model.as_deref().unwrap_or_else(|| Model::shipped())
    }

    /// Returns the passages of a pair in one language, by the thread's own aligner.
    fn align(&self, pair: &Pair, scope: &Scope) -> Alignment {
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
        let alignment = aligner.align_pair(pair, scope, &self.align);
        if keeps {
            // A thread that is about to end keeps nothing.
            let _ = KEPT.try_with(|kept| kept.set(Some(aligner)));
        }
        alignment
    }

    /// Returns both documents in one language and spelling, as far as they can be.
    pub(crate) fn in_one_language<'a>(
        &self,
        source: &'a Document,
        suspicious: &'a Document,
    ) -> (Cow<'a, Document>, Cow<'a, Document>) {
        in_one_reading(source, suspicious, self.text.rarity.as_ref())
    }
}

/// Tokens of two texts up to which the thread keeps the memory that aligning them took, a few
/// megabytes. Of what longer ones take to be compared, fresh memory is a small share.
const MOST_KEPT: usize = 50_000;

/// A candidate of an index with its comparison, as its source, with the suspicious text.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[non_exhaustive]
pub struct CandidateComparison {
    /// The id of the candidate.
    pub id: u64,
    /// How far the suspicious text is a rewrite of it.
    pub comparison: Comparison,
}

/// Options of a [`Detector`].
#[derive(Debug, Clone, Default)]
pub struct DetectorBuilder {
    text: TextOptions,
    scope: ScopeOptions,
    align: AlignOptions,
    model: Option<Arc<Model>>,
    prior: Option<f64>,
    sentences: bool,
}

impl DetectorBuilder {
    /// Sets the language of all texts, instead of detecting it for each.
    #[must_use]
    pub fn language(mut self, language: Language) -> Self {
        self.text.language = Some(language);
        self
    }

    /// Sets which words take part in a comparison: rules to switch on or off, phrases and
    /// boilerplate.
    #[must_use]
    pub fn scope(mut self, options: ScopeOptions) -> Self {
        self.scope = options;
        self
    }

    /// Sets how passages are found, and whether their edits are worked out.
    #[must_use]
    pub fn align(mut self, options: AlignOptions) -> Self {
        self.align = options;
        self
    }

    /// Sets how common words are, counted in texts of your own: for a language without a table, or
    /// a special field.
    ///
    /// ```
    /// use retold::text::Rarity;
    /// use retold::Detector;
    ///
    /// let corpus = Detector::default().documents(&["Le pont est fermé.", "Le port est ouvert."]);
    /// let detector = Detector::builder().rarity(Rarity::from_documents(&corpus)).build();
    /// # assert!(detector.document("Le pont").stems()[0].share() > 0.2);
    /// ```
    #[must_use]
    pub fn rarity(mut self, rarity: Rarity) -> Self {
        self.text.rarity = Some(rarity);
        self
    }

    /// Sets the model that scores, instead of the shipped one:
    /// [`Model::from_json`](crate::score::Model::from_json) reads what `examples/calibrate.rs` and
    /// `retold calibrate` write.
    ///
    /// ```
    /// use retold::Detector;
    /// use retold::score::Model;
    ///
    /// let detector = Detector::builder().model(Model::shipped().clone()).build();
    /// # assert!(detector.compare("The pier cracked.", "The pier cracked.").score.probability > 0.9);
    /// ```
    #[must_use]
    pub fn model(mut self, model: Model) -> Self {
        self.model = Some(Arc::new(model));
        self
    }

    /// Sets the share of rewrites expected among all pairs that are compared, between 0 and 1,
    /// instead of the third that the shipped model is calibrated on: with 1 in 1,000 only strong
    /// evidence gives a high probability. Shares beyond one in a million on either side are taken
    /// for that.
    ///
    /// ```
    /// use retold::Detector;
    ///
    /// let (source, suspicious) = ("The pier cracked on Monday.", "On Monday, the pier was cracked.");
    /// let rare = Detector::builder().prior(0.001).build().compare(source, suspicious);
    /// assert!(rare.score.probability < Detector::default().compare(source, suspicious).score.probability);
    /// ```
    #[must_use]
    pub fn prior(mut self, share: f64) -> Self {
        self.prior = (!share.is_nan()).then(|| share.clamp(1e-6, 1.0 - 1e-6));
        self
    }

    /// Sets whether [`Comparison::sentences`] is filled: about half the cost of a score on top.
    #[must_use]
    pub fn sentences(mut self, wanted: bool) -> Self {
        self.sentences = wanted;
        self
    }

    /// Builds the detector.
    pub fn build(self) -> Detector {
        Detector {
            text: self.text,
            scope: self.scope,
            align: self.align,
            model: self.model,
            prior: self.prior,
            sentences: self.sentences,
        }
    }
}
