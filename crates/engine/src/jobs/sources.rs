//! A batch of suspicious texts against an archive.

use datafusion::prelude::SessionContext;

use super::rewrites::{check_search, check_window, scoring};
use super::{Outcome, Prepared};
use crate::documents::{Documents, Opened};
use crate::error::Result;
use crate::progress::Progress;
use crate::runner::{Cost, Stage};
use crate::scheme::scheme;

/// Finds the sources of a batch of suspicious documents among an archive.
///
/// The ids of the two may overlap. Where both have a time, a source is not later than the
/// suspicious document.
///
/// | stage | holds |
/// | --- | --- |
/// | `terms` | `id`, `term`: the rarest stems of each document of the archive |
/// | `asked` | `id`, `term`: those of the suspicious documents |
/// | `frequencies` | `term`, `documents`: how many documents of the archive have a term that is asked for |
/// | `postings` | `id`, `term`: those of the archive at or below the highest frequency |
/// | `matches` | `one`, `two`, `shared`: the pairs that share enough of them, the source first |
/// | `candidates` | the best of them for each suspicious document |
/// | `scored`, `edges` | as in [`Rewrites`](crate::Rewrites) |
#[derive(Debug, Clone)]
pub struct Sources {
    archive: Documents,
    suspicious: Documents,
    terms: u64,
    max_frequency: u64,
    min_shared: u64,
    max_candidates: u64,
    min_probability: f64,
    window: Option<u64>,
}

impl Sources {
    /// Creates a job with the defaults: the 20 rarest terms of a document, those that at most 1,000
    /// documents of the archive have, 3 of them shared, the best 50 candidates, a probability of
    /// 0.5; no window.
    pub fn new(archive: Documents, suspicious: Documents) -> Self {
        Self {
            archive,
            suspicious,
            terms: 20,
            max_frequency: 1_000,
            min_shared: 3,
            max_candidates: 50,
            min_probability: 0.5,
            window: None,
        }
    }

    /// Sets how many of its rarest terms a document is found by.
    #[must_use]
    pub fn terms(mut self, count: u64) -> Self {
        self.terms = count;
        self
    }

    /// Sets how many documents of the archive may have a term. The cost of the join grows with the
    /// sum of the frequencies of the terms asked for.
    #[must_use]
    pub fn max_frequency(mut self, documents: u64) -> Self {
        self.max_frequency = documents;
        self
    }

    /// Sets how many terms two documents must share.
    #[must_use]
    pub fn min_shared(mut self, terms: u64) -> Self {
        self.min_shared = terms;
        self
    }

    /// Sets how many candidates of a suspicious document are scored: those that share the most
    /// terms, then those with the smallest ids.
    #[must_use]
    pub fn max_candidates(mut self, candidates: u64) -> Self {
        self.max_candidates = candidates;
        self
    }

    /// Sets the probability from which on a pair is an edge.
    #[must_use]
    pub fn min_probability(mut self, probability: f64) -> Self {
        self.min_probability = probability;
        self
    }

    /// Sets the longest time, in seconds, from a source to its rewrite. Needs [`Documents::time`]
    /// of both.
    #[must_use]
    pub fn window(mut self, seconds: u64) -> Self {
        self.window = Some(seconds);
        self
    }

    /// Runs the job into a folder. Stages that are complete from an earlier run are used as they
    /// are.
    ///
    /// # Errors
    ///
    /// Those of [`Duplicates::run`](crate::Duplicates::run).
    pub async fn run(&self, ctx: &SessionContext, output: &str) -> Result<Outcome> {
        self.run_with(ctx, output, |_| {}).await
    }

    /// Runs the job like [`Sources::run`] and reports its progress.
    ///
    /// # Errors
    ///
    /// Those of [`Sources::run`].
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
    /// Those of [`Duplicates::explain`](crate::Duplicates::explain).
    pub async fn explain(&self, ctx: &SessionContext) -> Result<String> {
        self.prepare(ctx).await?.explain(ctx).await
    }

    async fn prepare(&self, ctx: &SessionContext) -> Result<Prepared> {
        self.check()?;
        let archive = self.archive.open(ctx, "archive").await?;
        let suspicious = self.suspicious.open(ctx, "suspicious").await?;
        Ok(Prepared {
            stages: self.stages(&archive, &suspicious),
            inputs: vec![("input archive", archive), ("input suspicious", suspicious)],
            clusters: None,
        })
    }

    fn timed(&self) -> bool {
        self.archive.has_time() && self.suspicious.has_time()
    }

    fn check(&self) -> Result<()> {
        check_search(self.terms, self.min_shared, self.min_probability)?;
        check_window(self.window, self.timed())
    }

    fn stages(&self, archive: &Opened, suspicious: &Opened) -> Vec<Stage> {
        let Self {
            terms,
            max_frequency,
            min_shared,
            max_candidates,
            ..
        } = self;
        let scheme = scheme();
        let (sources, asked) = (&archive.query, &suspicious.query);
        let at = if self.timed() { ", at" } else { "" };
        let terms_of = format!("unnest(retold_terms(text, {terms}, '{scheme}')) AS term");
        let in_time = match (self.timed(), self.window) {
            (false, _) => String::new(),
            (true, None) => " AND t.at <= q.at".to_owned(),
            (true, Some(window)) => format!(" AND t.at <= q.at AND q.at - t.at <= {window}"),
        };
        let posted_at = if self.timed() { ", t.at" } else { "" };
        let mut matching = vec![("min_shared", min_shared.to_string())];
        if let Some(window) = self.window {
            matching.push(("window", window.to_string()));
        }
        let mut stages = vec![
            Stage {
                name: "terms".to_owned(),
                parameters: vec![("terms", terms.to_string())],
                query: format!("SELECT id{at}, {terms_of} FROM {sources}"),
                capped: None,
                cost: Cost::documents(80.0),
            },
            Stage {
                name: "asked".to_owned(),
                parameters: vec![("input suspicious", suspicious.fingerprint.clone())],
                query: format!("SELECT id{at}, {terms_of} FROM {asked}"),
                capped: None,
                cost: Cost::rows("asked", 0.0, 4.0),
            },
            Stage {
                name: "frequencies".to_owned(),
                parameters: Vec::new(),
                query: "SELECT t.term, CAST(count(*) AS BIGINT UNSIGNED) AS documents FROM stage_terms t \
                    JOIN (SELECT term FROM stage_asked GROUP BY term) q ON t.term = q.term GROUP BY t.term"
                    .to_owned(),
                capped: None,
                cost: Cost::documents(10.0),
            },
            Stage {
                name: "postings".to_owned(),
                parameters: vec![("max_frequency", max_frequency.to_string())],
                query: format!(
                    "SELECT t.id, t.term{posted_at} FROM stage_terms t JOIN stage_frequencies f ON f.term = t.term WHERE f.documents <= {max_frequency}"
                ),
                capped: Some(format!(
                    "SELECT count(*) AS terms, sum(documents) AS postings FROM stage_frequencies WHERE documents > {max_frequency}"
                )),
                cost: Cost::documents(10.0),
            },
            Stage {
                name: "matches".to_owned(),
                parameters: matching,
                query: format!(
                    "SELECT t.id AS one, q.id AS two, CAST(count(*) AS BIGINT UNSIGNED) AS shared \
                    FROM stage_asked q JOIN stage_postings t ON q.term = t.term{in_time} GROUP BY t.id, q.id HAVING count(*) >= {min_shared}"
                ),
                capped: None,
                cost: Cost::rows("postings", 5.0, 1.0),
            },
            Stage {
                name: "candidates".to_owned(),
                parameters: vec![("max_candidates", max_candidates.to_string())],
                query: format!(
                    "SELECT one, two, shared FROM (SELECT one, two, shared, \
                    row_number() OVER (PARTITION BY two ORDER BY shared DESC, one) AS place FROM stage_matches) WHERE place <= {max_candidates}"
                ),
                capped: Some(
                    "SELECT (SELECT count(*) FROM stage_matches) - (SELECT count(*) FROM stage_candidates) AS candidates"
                        .to_owned(),
                ),
                cost: Cost::rows("matches", 1.0, 2.0),
            },
        ];
        stages.extend(scoring(sources, asked, self.min_probability));
        stages
    }
}
