//! Connected components: by union-find in the memory of the client, or by rounds of queries where
//! the pairs are too many for it.

use std::collections::BTreeSet;
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, AsArray, RecordBatch, UInt64Array};
use datafusion::arrow::datatypes::UInt64Type;
use datafusion::error::DataFusionError;
use retold::index::Clusters;

use crate::error::{Error, Result};
use crate::runner::{Cost, Runner, Stage, table};

/// The number of pairs up to which the client computes the components: about 2 GB of its memory.
pub(crate) const UNION_FIND_LIMIT: u64 = 50_000_000;

/// More rounds than any graph needs: they are about the logarithm of its number of documents
/// (Kiveris et al. 2014).
const MAX_ROUNDS: usize = 64;

/// Writes the stage `clusters` (`id`, `cluster_id`) from a stage of pairs (`one`, `two`, the
/// smaller first).
pub(crate) async fn run(runner: &mut Runner<'_>, pairs: &str, union_find_limit: u64) -> Result<()> {
    // Both ways give the same rows: the stage does not depend on the way.
    let pairs = table(pairs);
    let query = format!("the components of {pairs}");
    if runner.skip_if_complete("clusters", &query).await?.is_some() {
        return Ok(());
    }
    let count = runner
        .counts(&format!("SELECT count(*) AS pairs FROM {pairs}"))
        .await?;
    if count
        .get("pairs")
        .is_some_and(|count| *count > union_find_limit)
    {
        return by_stars(runner, &pairs, &query).await;
    }
    runner.started("clusters");
    let batches = runner
        .rows(&format!("SELECT one, two FROM {pairs}"))
        .await?;
    let edges = || batches.iter().flat_map(edges_of);
    let ids: BTreeSet<u64> = edges().flat_map(|(one, two)| [one, two]).collect();
    let clusters = Clusters::new(ids, edges())?;
    let (mut members, mut names) = (Vec::new(), Vec::new());
    for (name, of) in clusters.iter() {
        members.extend_from_slice(of);
        names.resize(members.len(), name);
    }
    let columns: [(&str, ArrayRef); 2] = [
        ("id", Arc::new(UInt64Array::from(members))),
        ("cluster_id", Arc::new(UInt64Array::from(names))),
    ];
    let batch = RecordBatch::try_from_iter(columns)
        .map_err(DataFusionError::from)
        .map_err(Error::engine("cannot build the clusters"))?;
    runner.store("clusters", &query, batch).await?;
    Ok(())
}

fn edges_of(batch: &RecordBatch) -> Vec<(u64, u64)> {
    let column = |at: usize| batch.column(at).as_primitive::<UInt64Type>().values();
    column(0)
        .iter()
        .copied()
        .zip(column(1).iter().copied())
        .collect()
}

/// Rounds of large stars and small stars (Kiveris, Lattanzi, Mirrokni, Rastogi and Vassilvitskii,
/// *Connected Components in MapReduce and Beyond*, 2014). A large star links the larger neighbours
/// of a document with the smallest of its neighbourhood, a small star its smaller neighbours and
/// itself. It ends when every document is linked with the smallest of its component.
async fn by_stars(runner: &mut Runner<'_>, pairs: &str, query: &str) -> Result<()> {
    let stage = |name: String, query: String| Stage {
        name,
        query,
        parameters: Vec::new(),
        capped: None,
        cost: Cost::rows("pairs", 0.2, 2.0),
    };
    let mut edges = pairs.to_owned();
    let mut before = None;
    for round in 1..=MAX_ROUNDS {
        // `u` is the larger document of an edge, `v` the smaller.
        let (larger, smaller) = if round == 1 {
            ("two", "one")
        } else {
            ("u", "v")
        };
        let both = format!(
            "SELECT {larger} AS u, {smaller} AS v FROM {edges} UNION ALL SELECT {smaller} AS u, {larger} AS v FROM {edges}"
        );
        // The smallest of a neighbourhood is smaller than the larger neighbours, so every edge has
        // a larger end.
        let large = stage(
            format!("components-{round:02}-large"),
            format!(
                "SELECT e.v AS u, m.v AS v FROM ({both}) e \
                JOIN (SELECT u, least(u, min(v)) AS v FROM ({both}) GROUP BY u) m ON e.u = m.u WHERE e.v > e.u GROUP BY e.v, m.v"
            ),
        );
        runner.stage(&large).await?;
        let stars = table(&large.name);
        let small = stage(
            format!("components-{round:02}-small"),
            format!(
                "SELECT e.u, e.v FROM (SELECT u, min(v) AS v FROM {stars} GROUP BY u \
                UNION ALL SELECT e.v AS u, m.v AS v FROM {stars} e JOIN (SELECT u, min(v) AS v FROM {stars} GROUP BY u) m ON e.u = m.u \
                WHERE e.v <> m.v) e GROUP BY e.u, e.v"
            ),
        );
        runner.stage(&small).await?;
        edges = table(&small.name);
        runner.discard(&large.name).await?;
        if let Some(before) = before.replace(small.name) {
            runner.discard(&before).await?;
        }
        let open = format!(
            "SELECT (SELECT count(*) FROM {edges} a JOIN {edges} b ON a.v = b.u) + (SELECT count(*) - count(DISTINCT u) FROM {edges}) AS open"
        );
        if runner.counts(&open).await?.get("open") == Some(&0) {
            let members = format!(
                "SELECT u AS id, v AS cluster_id FROM {edges} UNION ALL SELECT v AS id, v AS cluster_id FROM {edges} GROUP BY v"
            );
            runner
                .stage_as(&stage("clusters".to_owned(), members), query)
                .await?;
            return match before {
                Some(before) => runner.discard(&before).await,
                None => Ok(()),
            };
        }
    }
    Err(Error::Parameter {
        name: "union_find_limit",
        value: format!("below the number of pairs, and {MAX_ROUNDS} rounds did not end"),
        expected: "raise it, so that the client computes the clusters",
    })
}
