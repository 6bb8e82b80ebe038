//! Rewrites among all documents: rare terms, a cap on their frequency, candidates that share some,
//! scores, edges.

use datafusion::prelude::SessionContext;

use super::{Outcome, Prepared};
use crate::documents::{Documents, Opened};
use crate::error::{Error, Result};
use crate::progress::Progress;
use crate::runner::{Cost, Stage};
use crate::scheme::scheme;

/// Finds the rewrites among documents: the pairs that share some of their rarest terms, each scored
/// with its passages.
///
/// Where the documents have a time, the earlier of two is the source. Otherwise it is the one with
/// the smaller id: number the documents in the order of publication.
///
/// | stage | holds |
/// | --- | --- |
/// | `terms` | `id`, `term`: the rarest stems of each document |
/// | `frequencies` | `term`, `documents`: the terms that two documents and more have |
/// | `postings` | `id`, `term`: those at or below the highest frequency |
/// | `candidates` | `one`, `two`, `shared`: the pairs that share enough of them, the source first |
/// | `scored` | `source`, `suspicious`, `shared`, `score`: all of them with what `retold_score` returns |
/// | `edges` | those at or above the lowest probability, with the score's fields as columns |
///
/// With a window the stages also hold the `at` of the documents in seconds and the `slot` of time
/// that a term is counted in.
#[derive(Debug, Clone)]
pub struct Rewrites {
    documents: Documents,
    terms: u64,
    max_frequency: u64,
    min_shared: u64,
    min_probability: f64,
    window: Option<u64>,
}

impl Rewrites {
    /// Creates a job with the defaults: the 20 rarest terms of a document, those that at most 50
    /// documents have, 3 of them shared, a probability of 0.5; no window.
    pub fn new(documents: Documents) -> Self {
        Self {
            documents,
            terms: 20,
            max_frequency: 50,
            min_shared: 3,
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

    /// Sets how many documents may have a term; within a window, how many documents of two windows.
    /// The cost of the join grows with the sum of the squares of the frequencies, so this decides
    /// it.
    #[must_use]
    pub fn max_frequency(mut self, documents: u64) -> Self {
        self.max_frequency = documents;
        self
    }

    /// Sets how many terms two documents must share to be scored.
    #[must_use]
    pub fn min_shared(mut self, terms: u64) -> Self {
        self.min_shared = terms;
        self
    }

    /// Sets the probability from which on a pair is an edge.
    #[must_use]
    pub fn min_probability(mut self, probability: f64) -> Self {
        self.min_probability = probability;
        self
    }

    /// Sets the longest time, in seconds, from a source to its rewrite. Needs [`Documents::time`].
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

    /// Runs the job like [`Rewrites::run`] and reports its progress.
    ///
    /// # Errors
    ///
    /// Those of [`Rewrites::run`].
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
        let documents = self.documents.open(ctx, "documents").await?;
        Ok(Prepared {
            stages: self.stages(&documents),
            inputs: vec![("input", documents)],
            clusters: None,
        })
    }

    fn check(&self) -> Result<()> {
        check_search(self.terms, self.min_shared, self.min_probability)?;
        check_window(self.window, self.documents.has_time())
    }

    fn stages(&self, documents: &Opened) -> Vec<Stage> {
        let Self {
            terms,
            max_frequency,
            min_shared,
            min_probability,
            ..
        } = self;
        let (scheme, documents) = (scheme(), &documents.query);
        let timed = self.documents.has_time();
        let terms_of = format!("unnest(retold_terms(text, {terms}, '{scheme}')) AS term");
        // A document is counted in its own slot of time and in the next, so that two within a
        // window share a slot. Times before 1970 are negative, and division rounds them towards 0.
        let (terms_query, columns) = match (self.window, timed) {
            (Some(window), _) => (
                format!(
                    "SELECT id, at, term, period, unnest(make_array(period, period + 1)) AS slot \
                    FROM (SELECT id, at, (at - ((at % {window}) + {window}) % {window}) / {window} AS period, {terms_of} FROM {documents})"
                ),
                "t.id, t.term, t.at, t.period, t.slot",
            ),
            (None, true) => (
                format!("SELECT id, at, {terms_of} FROM {documents}"),
                "t.id, t.term, t.at",
            ),
            (None, false) => (
                format!("SELECT id, {terms_of} FROM {documents}"),
                "t.id, t.term",
            ),
        };
        let (key, same_slot, within) = match self.window {
            // The later of two documents has its own slot in common with the earlier, and perhaps
            // another: the pair counts in that one.
            Some(window) => (
                "term, slot",
                " AND one.slot = two.slot",
                format!(" AND two.at - one.at <= {window} AND two.slot = two.period"),
            ),
            None => ("term", "", String::new()),
        };
        let earlier = if timed {
            "(one.at < two.at OR (one.at = two.at AND one.id < two.id))"
        } else {
            "one.id < two.id"
        };
        let mut parameters = vec![("terms", terms.to_string())];
        if let Some(window) = self.window {
            parameters.push(("window", window.to_string()));
        }
        let mut stages = vec![
            Stage {
                name: "terms".to_owned(),
                parameters,
                query: terms_query,
                capped: None,
                cost: Cost::documents(80.0),
            },
            Stage {
                name: "frequencies".to_owned(),
                parameters: Vec::new(),
                query: format!(
                    "SELECT {key}, CAST(count(*) AS BIGINT UNSIGNED) AS documents FROM stage_terms GROUP BY {key} HAVING count(*) > 1"
                ),
                capped: None,
                cost: Cost::documents(16.0),
            },
            Stage {
                name: "postings".to_owned(),
                parameters: vec![("max_frequency", max_frequency.to_string())],
                query: format!(
                    "SELECT {columns} FROM stage_terms t JOIN stage_frequencies two ON t.term = two.term{} WHERE two.documents <= {max_frequency}",
                    same_slot.replace("one.", "t.")
                ),
                capped: Some(format!(
                    "SELECT count(*) AS terms, sum(documents) AS postings FROM stage_frequencies WHERE documents > {max_frequency}"
                )),
                cost: Cost::documents(17.0),
            },
            Stage {
                name: "candidates".to_owned(),
                parameters: vec![("min_shared", min_shared.to_string())],
                query: format!(
                    "SELECT one.id AS one, two.id AS two, CAST(count(*) AS BIGINT UNSIGNED) AS shared \
                    FROM stage_postings one JOIN stage_postings two ON one.term = two.term{same_slot} \
                    WHERE {earlier}{within} GROUP BY one.id, two.id HAVING count(*) >= {min_shared}"
                ),
                capped: None,
                cost: Cost::documents(300.0),
            },
        ];
        stages.extend(scoring(documents, documents, *min_probability));
        stages
    }
}

/// Returns the stages that score candidates: `one` of them is the source.
pub(super) fn scoring(sources: &str, suspicious: &str, min_probability: f64) -> [Stage; 2] {
    let scheme = scheme();
    [
        Stage {
            name: "scored".to_owned(),
            parameters: Vec::new(),
            query: format!(
                "SELECT c.one AS source, c.two AS suspicious, c.shared, retold_score(a.text, b.text, '{scheme}') AS score \
                FROM stage_candidates c JOIN {sources} a ON c.one = a.id JOIN {suspicious} b ON c.two = b.id"
            ),
            capped: None,
            cost: Cost::rows("candidates", 1.5, 600.0),
        },
        // A query of its own: were the scores filtered where they are computed, the engine would
        // compute them twice.
        Stage {
            name: "edges".to_owned(),
            parameters: vec![("min_probability", min_probability.to_string())],
            query: format!(
                "SELECT source, suspicious, shared, score['probability'] AS probability, score['reused'] AS reused, \
                score['covered'] AS covered, score['verdict'] AS verdict, score['passages'] AS passages \
                FROM stage_scored WHERE score['probability'] >= {min_probability:?}"
            ),
            capped: None,
            cost: Cost::rows("candidates", 1.5, 2.0),
        },
    ]
}

pub(super) fn check_search(terms: u64, min_shared: u64, min_probability: f64) -> Result<()> {
    if min_shared == 0 || min_shared > terms {
        return Err(Error::Parameter {
            name: "min_shared",
            value: min_shared.to_string(),
            expected: "it must be at least 1 and at most the number of terms",
        });
    }
    if !(0.0..=1.0).contains(&min_probability) {
        return Err(Error::Parameter {
            name: "min_probability",
            value: min_probability.to_string(),
            expected: "it must be at least 0 and at most 1",
        });
    }
    Ok(())
}

pub(super) fn check_window(window: Option<u64>, timed: bool) -> Result<()> {
    let refused = |expected| {
        Err(Error::Parameter {
            name: "window",
            value: window.unwrap_or(0).to_string(),
            expected,
        })
    };
    match window {
        Some(0) => refused("it must be at least 1 second"),
        Some(seconds) if i64::try_from(seconds).is_err() => {
            refused("it must fit a signed 64-bit number")
        }
        Some(_) if !timed => refused("the documents need a column of times"),
        _ => Ok(()),
    }
}
