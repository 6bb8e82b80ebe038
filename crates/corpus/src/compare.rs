//! Fetches the candidates, compares each with the suspicious text, and joins the passages.

use std::time::Instant;

use rayon::prelude::*;
use retold::sources::Found;
use retold::{Comparison, Detector, Document};

use crate::answer::{Answer, FoundArticle, Stages};
use crate::article::{Candidate, StoredArticle};
use crate::error::{Error, Result};
use crate::options::SearchOptions;
use crate::reader::Texts;

/// Where the articles of candidates come from.
pub(crate) struct Fetch<'a, F: Fn(usize) -> Result<StoredArticle> + Sync> {
    pub(crate) article: F,
    pub(crate) scores: &'a [f32],
    pub(crate) texts: Option<&'a Texts>,
}

/// One candidate on its way.
struct Compared {
    candidate: Candidate,
    document: Document,
    comparison: Comparison,
}

/// Fetches, reads and compares the candidates in parallel. Those that the deadline leaves no time
/// for are left out.
pub(crate) fn compare<F: Fn(usize) -> Result<StoredArticle> + Sync>(
    detector: &Detector,
    suspicious: &Document,
    fetch: &Fetch<'_, F>,
    options: &SearchOptions,
    deadline: Option<Instant>,
) -> Result<Answer> {
    let in_time = || deadline.is_none_or(|deadline| Instant::now() < deadline);
    let mut stages = Stages::default();

    let start = Instant::now();
    let candidates: Vec<Option<Candidate>> = (0..fetch.scores.len())
        .into_par_iter()
        .map(|rank| {
            if !in_time() {
                return Ok(None);
            }
            let mut article = (fetch.article)(rank)?;
            if article.text.is_none() {
                article.text = fetch.texts.and_then(|texts| (texts.0)(&article.key));
            }
            let retrieval = fetch.scores.get(rank).copied().unwrap_or(0.0);
            Ok(Some(Candidate {
                article,
                rank,
                retrieval,
            }))
        })
        .collect::<Result<_>>()?;
    stages.fetch = micros(start);

    let start = Instant::now();
    let read: Vec<(Candidate, Document)> = candidates
        .into_par_iter()
        .with_max_len(1)
        .flatten_iter()
        .filter(|_| in_time())
        .map(|candidate| {
            let text = candidate.article.text.as_deref();
            let text = text.ok_or_else(|| Error::NoText {
                key: candidate.article.key.clone(),
            })?;
            let document = detector.document(text);
            Ok((candidate, document))
        })
        .collect::<Result<_>>()?;
    stages.read = micros(start);

    let start = Instant::now();
    let mut compared: Vec<Compared> = read
        .into_par_iter()
        .with_max_len(1)
        .filter(|_| in_time())
        .map(|(candidate, document)| Compared {
            comparison: detector.compare_documents(&document, suspicious),
            candidate,
            document,
        })
        .collect();
    let count = compared.len();
    compared.retain(|found| found.comparison.score.probability >= options.min_probability);
    let (kept, found): (Vec<_>, Vec<_>) = compared
        .into_iter()
        .map(|found| ((found.candidate, found.document), found.comparison))
        .unzip();
    let documents = kept.iter().map(|(_, document)| document);
    let found = Found::new(suspicious, documents.zip(found).collect());
    stages.compare = micros(start);

    let articles = kept.into_iter().map(|(candidate, _)| {
        let Candidate {
            article,
            rank,
            retrieval,
        } = candidate;
        FoundArticle {
            key: article.key,
            published: article.published,
            group: article.group,
            language: article.language,
            rank,
            retrieval,
            text: article.text.unwrap_or_default(),
        }
    });
    Ok(Answer {
        found,
        articles: articles.collect(),
        candidates: fetch.scores.len(),
        compared: count,
        capped: count < fetch.scores.len(),
        stages,
    })
}

/// Microseconds since `start`.
pub(crate) fn micros(start: Instant) -> u64 {
    u64::try_from(start.elapsed().as_micros()).unwrap_or(u64::MAX)
}
