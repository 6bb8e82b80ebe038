//! Near-duplicates: bands, buckets, candidates, exact resemblance, clusters.

use datafusion::prelude::SessionContext;
use retold::index::{Banding, IndexOptions};
use retold::shingle::ShingleSize;
use retold::sketch::MinHasher;

use super::{Outcome, Prepared};
use crate::components;
use crate::documents::Documents;
use crate::error::{Error, Result};
use crate::progress::Progress;
use crate::runner::{Cost, Stage};
use crate::scheme::scheme;

/// Finds all pairs of documents that resemble each other, and the clusters that they form: those of
/// [`LshIndex::all_pairs`](retold::index::LshIndex::all_pairs) with
/// [`Keep::Shingles`](retold::index::Keep::Shingles), and of [`Clusters`](retold::index::Clusters).
///
/// | stage | holds |
/// | --- | --- |
/// | `bands` | `band`, `id`: the keys of the bands of each document |
/// | `buckets` | `band`, `id`, `place`, `size`: the buckets of two documents and more |
/// | `candidates` | `one`, `two`: the pairs that share a bucket, the smaller id first |
/// | `compared` | the same with their `resemblance` |
/// | `pairs` | those at or above the threshold |
/// | `clusters` | `id`, `cluster_id`: the documents that resemble another, each with the smallest id of its cluster |
///
/// ```no_run
/// use datafusion::prelude::SessionContext;
/// use retold_datafusion::{Documents, Duplicates};
///
/// # async fn run() -> retold_datafusion::Result<()> {
/// let ctx = SessionContext::new();
/// retold_datafusion::register(&ctx);
/// let job = Duplicates::new(Documents::parquet("docs.parquet")).threshold(0.8);
/// let outcome = job.run(&ctx, "out").await?;
/// println!("{} pairs", outcome.stage("pairs").map_or(0, |stage| stage.rows));
/// # Ok(())
/// # }
/// ```
#[derive(Debug, Clone)]
pub struct Duplicates {
    documents: Documents,
    slots: usize,
    words: usize,
    banding: (usize, usize),
    threshold: f64,
    bucket_cap: u64,
    union_find_limit: u64,
}

impl Duplicates {
    /// Creates a job with the defaults of [`IndexOptions`]: signatures of 128 slots over word
    /// trigrams, 16 bands of 8 slots, a bucket cap of 128; a threshold of 0.8.
    pub fn new(documents: Documents) -> Self {
        Self {
            documents,
            slots: 128,
            words: ShingleSize::REWORDING.words(),
            banding: (16, 8),
            threshold: 0.8,
            bucket_cap: u64::from(IndexOptions::BUCKET_CAP),
            union_find_limit: components::UNION_FIND_LIMIT,
        }
    }

    /// Sets the number of slots of a signature.
    #[must_use]
    pub fn slots(mut self, slots: usize) -> Self {
        self.slots = slots;
        self
    }

    /// Sets the number of words of a shingle.
    #[must_use]
    pub fn words(mut self, words: usize) -> Self {
        self.words = words;
        self
    }

    /// Sets the number of bands and of slots of a band; [`Plan`](retold::index::Plan) chooses them
    /// for a threshold and a recall.
    #[must_use]
    pub fn banding(mut self, bands: usize, rows: usize) -> Self {
        self.banding = (bands, rows);
        self
    }

    /// Sets the resemblance from which on a pair is a result.
    #[must_use]
    pub fn threshold(mut self, resemblance: f64) -> Self {
        self.threshold = resemblance;
        self
    }

    /// Sets how many documents of a bucket, those with the smallest ids, are compared with all
    /// others of it.
    #[must_use]
    pub fn bucket_cap(mut self, documents: u64) -> Self {
        self.bucket_cap = documents;
        self
    }

    /// Sets the number of pairs up to which the client computes the clusters in its memory, 40
    /// bytes a pair; beyond, the engine does.
    #[must_use]
    pub fn union_find_limit(mut self, pairs: u64) -> Self {
        self.union_find_limit = pairs;
        self
    }

    /// Runs the job into a folder. Stages that are complete from an earlier run are used as they
    /// are.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] and [`Error::Core`] for parameters out of range, [`Error::Differs`]
    /// where the folder has a stage that was made with others, [`Error::Damaged`] where files of a
    /// stage are missing or cut, [`Error::Engine`] and [`Error::Storage`] where the engine or the
    /// storage fails. The complete stages are kept.
    pub async fn run(&self, ctx: &SessionContext, output: &str) -> Result<Outcome> {
        self.run_with(ctx, output, |_| {}).await
    }

    /// Runs the job like [`Duplicates::run`] and reports its progress.
    ///
    /// # Errors
    ///
    /// Those of [`Duplicates::run`].
    pub async fn run_with(
        &self,
        ctx: &SessionContext,
        output: &str,
        mut report: impl FnMut(&Progress<'_>) + Send,
    ) -> Result<Outcome> {
        self.prepare(ctx).await?.run(ctx, output, &mut report).await
    }

    /// Returns the query of each stage with the engine's plan for it, without running any.
    ///
    /// # Errors
    ///
    /// [`Error::Parameter`] and [`Error::Core`] for parameters out of range, [`Error::Engine`]
    /// where a query cannot be planned.
    pub async fn explain(&self, ctx: &SessionContext) -> Result<String> {
        self.prepare(ctx).await?.explain(ctx).await
    }

    async fn prepare(&self, ctx: &SessionContext) -> Result<Prepared> {
        self.check()?;
        let documents = self.documents.open(ctx, "documents").await?;
        Ok(Prepared {
            stages: self.stages(&documents.query),
            inputs: vec![("input", documents)],
            clusters: Some(("pairs", self.union_find_limit)),
        })
    }

    fn check(&self) -> Result<()> {
        let (bands, rows) = self.banding;
        let hasher = MinHasher::new(self.slots, ShingleSize::new(self.words)?)?;
        IndexOptions::new(hasher, Banding::new(bands, rows)?)?;
        if !(self.threshold > 0.0 && self.threshold <= 1.0) {
            return Err(Error::Parameter {
                name: "threshold",
                value: self.threshold.to_string(),
                expected: "it must be above 0 and at most 1",
            });
        }
        Ok(())
    }

    fn stages(&self, documents: &str) -> Vec<Stage> {
        let Self {
            slots,
            words,
            threshold,
            bucket_cap,
            ..
        } = self;
        let (bands, rows) = self.banding;
        let scheme = scheme();
        vec![
            Stage {
                name: "bands".to_owned(),
                parameters: vec![
                    ("slots", slots.to_string()),
                    ("words", words.to_string()),
                    ("bands", bands.to_string()),
                    ("rows", rows.to_string()),
                ],
                query: format!(
                    "SELECT id, unnest(retold_bands(text, {slots}, {words}, {bands}, {rows}, '{scheme}')) AS band FROM {documents}"
                ),
                capped: None,
                cost: Cost::documents(60.0),
            },
            Stage {
                name: "buckets".to_owned(),
                parameters: Vec::new(),
                query: "SELECT b.band, b.id, s.size, CAST(row_number() OVER (PARTITION BY b.band ORDER BY b.id) AS BIGINT UNSIGNED) AS place \
                    FROM stage_bands b \
                    JOIN (SELECT band, CAST(count(*) AS BIGINT UNSIGNED) AS size FROM stage_bands GROUP BY band HAVING count(*) > 1) s ON b.band = s.band"
                    .to_owned(),
                capped: None,
                cost: Cost::documents(25.0),
            },
            Stage {
                name: "candidates".to_owned(),
                parameters: vec![("bucket_cap", bucket_cap.to_string())],
                query: format!(
                    "SELECT a.id AS one, b.id AS two FROM stage_buckets a JOIN stage_buckets b ON a.band = b.band \
                    WHERE a.id < b.id AND a.place <= {bucket_cap} GROUP BY a.id, b.id"
                ),
                capped: Some(format!(
                    "SELECT count(*) AS buckets, sum((size - {bucket_cap}) * (size - {bucket_cap} - 1) / 2) AS comparisons \
                    FROM stage_buckets WHERE place = 1 AND size > {bucket_cap}"
                )),
                cost: Cost::rows("buckets", 2.0, 2.0),
            },
            Stage {
                name: "compared".to_owned(),
                parameters: Vec::new(),
                query: format!(
                    "SELECT c.one, c.two, retold_resemblance(a.text, b.text, {words}, '{scheme}') AS resemblance \
                    FROM stage_candidates c JOIN {documents} a ON c.one = a.id JOIN {documents} b ON c.two = b.id"
                ),
                capped: None,
                cost: Cost::rows("candidates", 0.2, 150.0),
            },
            Stage {
                name: "pairs".to_owned(),
                parameters: vec![("threshold", threshold.to_string())],
                query: format!("SELECT one, two, resemblance FROM stage_compared WHERE resemblance >= {threshold:?}"),
                capped: None,
                cost: Cost::rows("candidates", 0.2, 1.0),
            },
        ]
    }
}
