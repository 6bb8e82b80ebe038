//! How well are the passages of a patchwork found, and given to their sources, when the sources
//! come from a corpus?
//!
//! ```text
//! cargo run --release -p retold-tools --bin patchwork -- CORPUS QUERY-ROWS PAIRS...
//! ```
//!
//! CORPUS is a folder that `retold corpus add` or `retold evaluate retrieval --index` has written;
//! QUERY-ROWS are {"id","text"} with ids `suspicious-documentNNNNN.txt`; PAIRS are the annotated
//! pairs of PAN 2013 with ids `OO-SUSPICIOUS-SOURCE`. Prints JSON: the measures of PAN over the
//! annotated pairs, once with the union of the passages of all sources that were found, once with
//! the passages of each source alone, and once for the pairs whose source was given.

use std::collections::HashMap;
use std::error::Error;
use std::path::PathBuf;

use clap::Parser;
use retold::eval::{AlignmentEvaluation, SpanPair};
use retold::{Detector, Span};
use retold_corpus::{CorpusReader, SearchOptions};
use retold_tools::read_rows;
use serde::Deserialize;

#[derive(Parser)]
struct Arguments {
    /// The folder of the corpus.
    corpus: PathBuf,
    /// The suspicious texts.
    queries: PathBuf,
    /// The annotated pairs.
    pairs: Vec<PathBuf>,
    /// Take every Nth query only.
    #[arg(long, default_value_t = 1)]
    every: usize,
    /// From which probability on a source counts.
    #[arg(long, default_value_t = 0.0)]
    min_probability: f64,
}

#[derive(Deserialize)]
struct Query {
    id: String,
    text: String,
}

#[derive(Deserialize)]
struct Pair {
    id: String,
    source: String,
    suspicious: String,
    passages: Vec<PassageRow>,
}

#[derive(Deserialize)]
struct PassageRow {
    src_offset: usize,
    src_length: usize,
    susp_offset: usize,
    susp_length: usize,
}

/// The annotated pairs of one suspicious text, by the key of the source.
type Truth = HashMap<String, Vec<SpanPair>>;

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let mut pairs: HashMap<String, (Truth, HashMap<String, Pair>)> = HashMap::new();
    for path in &arguments.pairs {
        for pair in read_rows::<Pair>(path)? {
            let mut parts = pair.id.split('-').skip(1);
            let (Some(suspicious), Some(source)) = (parts.next(), parts.next()) else {
                return Err(format!("{}: not OO-SUSPICIOUS-SOURCE", pair.id).into());
            };
            let truth = pair.passages.iter().map(|row| {
                span_pair(
                    Span::new(row.src_offset, row.src_offset + row.src_length),
                    Span::new(row.susp_offset, row.susp_offset + row.susp_length),
                )
            });
            let of = pairs
                .entry(format!("suspicious-document{suspicious}.txt"))
                .or_default();
            let key = format!("source-document{source}.txt");
            of.0.insert(key.clone(), truth.collect());
            of.1.insert(key, pair);
        }
    }
    let reader = CorpusReader::open(&arguments.corpus, Detector::default())?;
    let mut options = SearchOptions::default();
    options.min_probability = arguments.min_probability;
    let detector = Detector::default();
    let mut union = AlignmentEvaluation::new();
    let mut alone = AlignmentEvaluation::new();
    let mut given = AlignmentEvaluation::new();
    let (mut annotated, mut found_sources) = (0, 0);
    for query in read_rows::<Query>(&arguments.queries)?
        .iter()
        .step_by(arguments.every)
    {
        let Some((truth, rows)) = pairs.get(&query.id) else {
            continue;
        };
        let answer = reader.sources(&query.text, &options)?;
        for (key, passages) in truth {
            let Some(row) = rows.get(key) else { continue };
            annotated += 1;
            let position = answer
                .sources()
                .position(|(_, article)| &article.key == key);
            found_sources += usize::from(position.is_some());
            let comparison = position.and_then(|at| answer.found.sources.get(at));
            let code_points = |source: Span, suspicious: Span| {
                let source = source.code_points(&row.source)?;
                Some(span_pair(source, suspicious.code_points(&query.text)?))
            };
            let owned: Vec<SpanPair> = answer
                .found
                .attributions
                .iter()
                .filter(|attribution| Some(attribution.source) == position)
                .filter_map(|attribution| {
                    let passages = &comparison?.comparison.passages;
                    let passage = passages.get(attribution.passage)?;
                    code_points(passage.source, attribution.suspicious)
                })
                .collect();
            union.add(passages, &owned);
            let all = comparison.map(|found| found.comparison.passages.as_slice());
            let all = all.unwrap_or_default().iter();
            let all: Vec<SpanPair> = all
                .filter_map(|passage| code_points(passage.source, passage.suspicious))
                .collect();
            alone.add(passages, &all);
            let compared = detector.compare(&row.source, &row.suspicious);
            let known: Vec<SpanPair> = compared
                .passages
                .iter()
                .filter_map(|passage| {
                    let source = passage.source.code_points(&row.source)?;
                    Some(span_pair(
                        source,
                        passage.suspicious.code_points(&row.suspicious)?,
                    ))
                })
                .collect();
            given.add(passages, &known);
        }
    }
    let measures = |evaluation: &AlignmentEvaluation| {
        let measures = evaluation.measures();
        serde_json::json!({
            "plagdet": measures.plagdet, "precision": measures.precision, "recall": measures.recall,
            "granularity": measures.granularity,
        })
    };
    let report = serde_json::json!({
        "annotated_pairs": annotated, "sources_found": found_sources,
        "union": measures(&union), "each_source_alone": measures(&alone), "sources_given": measures(&given),
    });
    println!("{}", serde_json::to_string_pretty(&report)?);
    Ok(())
}

fn span_pair(source: Span, suspicious: Span) -> SpanPair {
    SpanPair { source, suspicious }
}
