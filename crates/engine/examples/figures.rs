//! Makes the documents that the figures of `experiments/engine.md` are measured on, and measures
//! them.
//!
//! ```console
//! $ cargo run --release --example figures -- documents ../../../shared/eval 20000 docs.parquet pairs.parquet
//! $ cargo run --release --example figures -- library docs.parquet
//! $ cargo run --release --example figures -- run docs.parquet OUT 2
//! $ cargo run --release --example figures -- check OUT pairs.parquet
//! ```

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};
use std::error::Error;
use std::fs::File;
use std::path::Path;
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringArray, UInt64Array};
use datafusion::arrow::compute::cast;
use datafusion::arrow::datatypes::{DataType, Float64Type, UInt64Type};
use datafusion::datasource::file_format::file_compression_type::FileCompressionType;
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::prelude::{JsonReadOptions, ParquetReadOptions, SessionConfig, SessionContext};
use retold::Detector;
use retold::index::{Banding, Clusters, IndexOptions, LshIndex};
use retold::shingle::ShingleSize;
use retold::sketch::MinHasher;
use retold_datafusion::{Documents, Duplicates, Progress, Rewrites};

type Result<T, E = Box<dyn Error>> = std::result::Result<T, E>;

const TERMS: usize = 20;
const MAX_FREQUENCY: usize = 50;
const MIN_SHARED: u32 = 3;
const BANDS: (usize, usize) = (25, 5);
const THRESHOLD: f64 = 0.5;

#[tokio::main]
async fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match arguments[..] {
        ["documents", eval, count, docs, pairs] => make(eval, count.parse()?, docs, pairs).await,
        ["library", docs] => library(docs).await,
        ["run", docs, out, partitions] => run(docs, out, partitions.parse()?, None).await,
        ["run", docs, out, partitions, megabytes] => run(docs, out, partitions.parse()?, Some(megabytes.parse()?)).await,
        ["check", out] => check(out, None).await,
        ["check", out, pairs] => check(out, Some(pairs)).await,
        _ => Err("documents EVAL COUNT DOCS PAIRS | library DOCS | run DOCS OUT PARTITIONS [MB] | check OUT [PAIRS]".into()),
    }
}

/// A generator that is the same everywhere (SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut value = self.0;
        value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((value ^ (value >> 31)) % limit as u64) as usize
    }
}

async fn column(ctx: &SessionContext, query: &str) -> Result<Vec<String>> {
    let mut values = Vec::new();
    for batch in ctx.sql(query).await?.collect().await? {
        let column = cast(batch.column(0), &DataType::Utf8)?;
        values.extend(
            column
                .as_string::<i32>()
                .iter()
                .flatten()
                .map(str::to_owned),
        );
    }
    Ok(values)
}

/// Returns the rewrites of the development rows with their originals, other real texts, and
/// generated ones up to the count: paragraphs of real sentences with new names and numbers, every
/// fifth a lightly edited copy of the one before. No id says what a document is, but a source has a
/// smaller one than its rewrite.
async fn make(eval: &str, count: usize, docs: &str, pairs: &str) -> Result<()> {
    let ctx = SessionContext::new();
    let mut real: Vec<String> = Vec::new();
    let mut known: HashMap<String, usize> = HashMap::new();
    let mut add = |real: &mut Vec<String>, text: String| -> usize {
        *known.entry(text.clone()).or_insert_with(|| {
            real.push(text);
            real.len() - 1
        })
    };
    let mut rewrites: Vec<(usize, usize)> = Vec::new();
    for set in ["newsmix", "l2r_news", "detectrl_news"] {
        let options = JsonReadOptions::default()
            .file_extension(".gz")
            .file_compression_type(FileCompressionType::GZIP);
        ctx.register_json("rows", &format!("{eval}/{set}/pairs.jsonl.gz"), options)
            .await?;
        let sources = column(&ctx, "SELECT source FROM rows WHERE label = 1 ORDER BY id").await?;
        let suspicious = column(
            &ctx,
            "SELECT suspicious FROM rows WHERE label = 1 ORDER BY id",
        )
        .await?;
        for (source, suspicious) in sources.into_iter().zip(suspicious) {
            let source = add(&mut real, source);
            let suspicious = add(&mut real, suspicious);
            rewrites.push((source, suspicious));
        }
        ctx.deregister_table("rows")?;
    }
    rewrites.sort_unstable();
    rewrites.dedup();
    for (file, columns) in [
        ("newsmix/pairs.jsonl.gz", &["source", "suspicious"][..]),
        ("minhash_articles/corpus.jsonl.gz", &["text"]),
        ("pan13_retrieval/corpus.jsonl.gz", &["text"]),
        ("news_retrieval/corpus.jsonl.gz", &["text"]),
    ] {
        let options = JsonReadOptions::default()
            .file_extension(".gz")
            .file_compression_type(FileCompressionType::GZIP);
        ctx.register_json("rows", &format!("{eval}/{file}"), options)
            .await?;
        for name in columns {
            for text in column(&ctx, &format!("SELECT \"{name}\" FROM rows ORDER BY id")).await? {
                if real.len() < count {
                    add(&mut real, text);
                }
            }
        }
        ctx.deregister_table("rows")?;
    }
    let mut random = Random(20_261_126);
    let sentences: Vec<String> = real
        .iter()
        .flat_map(|text| text.split_inclusive(". ").map(str::to_owned))
        .collect();
    let mut texts = real;
    let originals = texts.len();
    while texts.len() < count {
        let copy = texts.len().is_multiple_of(5) && texts.len() > originals;
        let text = match texts.last() {
            Some(last) if copy => edited(last, &mut random),
            _ => recombined(&sentences, &mut random),
        };
        texts.push(text);
    }
    // A source comes before its rewrite.
    let mut order: Vec<usize> = (0..texts.len()).collect();
    for at in (1..order.len()).rev() {
        order.swap(at, random.below(at + 1));
    }
    let mut ids = vec![0_u64; texts.len()];
    for (id, at) in order.iter().enumerate() {
        ids[*at] = id as u64;
    }
    let labelled: HashSet<usize> = rewrites.iter().map(|(_, suspicious)| *suspicious).collect();
    for (source, suspicious) in &rewrites {
        if ids[*source] > ids[*suspicious] && !labelled.contains(source) {
            ids.swap(*source, *suspicious);
        }
    }
    let mut rows: Vec<(u64, String)> = ids.iter().copied().zip(texts).collect();
    rows.sort_unstable();
    let columns: [(&str, ArrayRef); 2] = [
        (
            "id",
            Arc::new(UInt64Array::from_iter_values(rows.iter().map(|row| row.0))),
        ),
        (
            "text",
            Arc::new(StringArray::from_iter_values(rows.iter().map(|row| &row.1))),
        ),
    ];
    write(docs, &RecordBatch::try_from_iter(columns)?)?;
    let (one, two): (Vec<u64>, Vec<u64>) = rewrites
        .iter()
        .map(|(source, suspicious)| (ids[*source], ids[*suspicious]))
        .unzip();
    let columns: [(&str, ArrayRef); 2] = [
        ("source", Arc::new(UInt64Array::from(one))),
        ("suspicious", Arc::new(UInt64Array::from(two))),
    ];
    write(pairs, &RecordBatch::try_from_iter(columns)?)?;
    let bytes: usize = rows.iter().map(|row| row.1.len()).sum();
    println!(
        "{} documents ({originals} real) of {} bytes, {} rewrites",
        rows.len(),
        bytes / rows.len().max(1),
        rewrites.len()
    );
    Ok(())
}

/// Joins 8 to 30 sentences of anywhere, and gives names and numbers that are their own to two
/// thirds of those they have.
fn recombined(sentences: &[String], random: &mut Random) -> String {
    let own = random.below(usize::MAX);
    let chosen: Vec<&str> = (0..8 + random.below(23))
        .map(|_| sentences[random.below(sentences.len())].as_str())
        .collect();
    let mut text = String::new();
    for word in chosen.concat().split_inclusive(' ') {
        let renamed = word.starts_with(char::is_uppercase) && word.len() > 4 && random.below(3) > 0;
        if word.starts_with(|c: char| c.is_ascii_digit()) && random.below(3) > 0 {
            text += &format!("{} ", random.below(9_000) + 100);
        } else if renamed {
            let stem = word.trim_end_matches(|c: char| !c.is_alphanumeric());
            let tail = word.strip_prefix(stem).unwrap_or(" ");
            text += &format!(
                "{}{}{tail}",
                &stem[..stem.char_indices().nth(3).map_or(stem.len(), |(at, _)| at)],
                name(own ^ stem.len())
            );
        } else {
            text += word;
        }
    }
    text
}

fn name(seed: usize) -> String {
    const SYLLABLES: [&str; 16] = [
        "an", "bo", "cha", "del", "er", "fi", "gu", "har", "in", "jo", "ka", "lu", "mon", "no",
        "or", "pel",
    ];
    let mut random = Random(seed as u64);
    (0..3).map(|_| SYLLABLES[random.below(16)]).collect()
}

fn edited(text: &str, random: &mut Random) -> String {
    text.split_inclusive(' ')
        .filter(|_| random.below(30) > 0)
        .collect()
}

fn write(path: &str, batch: &RecordBatch) -> Result<()> {
    let mut writer = ArrowWriter::try_new(File::create(path)?, batch.schema(), None)?;
    writer.write(batch)?;
    writer.close()?;
    Ok(())
}

/// Rows in one form for the library and the engine, hashed in their order (FNV-1a).
fn fingerprint(name: &str, mut rows: Vec<String>) {
    rows.sort_unstable();
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for byte in rows.iter().flat_map(|row| row.bytes().chain([b'\n'])) {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
    }
    println!("{name:<9} {:>8} rows {hash:016x}", rows.len());
}

fn pair_row(one: u64, two: u64, resemblance: f64) -> String {
    format!("{one} {two} {:016x}", resemblance.to_bits())
}

fn edge_row(
    source: u64,
    suspicious: u64,
    shared: u64,
    numbers: [f64; 3],
    verdict: &str,
    passages: &[[u64; 4]],
) -> String {
    format!(
        "{source} {suspicious} {shared} {:016x?} {verdict} {passages:?}",
        numbers.map(f64::to_bits)
    )
}

/// Runs the same job with the library alone, in one thread and with maps in memory.
async fn library(docs: &str) -> Result<()> {
    let ctx = SessionContext::new();
    let mut documents: BTreeMap<u64, String> = BTreeMap::new();
    let frame = ctx
        .read_parquet(docs, ParquetReadOptions::default())
        .await?;
    for batch in frame.collect().await? {
        let texts = cast(batch.column(1), &DataType::Utf8)?;
        let ids = batch.column(0).as_primitive::<UInt64Type>().values();
        let texts = texts.as_string::<i32>().iter().flatten().map(str::to_owned);
        documents.extend(ids.iter().copied().zip(texts));
    }
    let hasher = MinHasher::new(128, ShingleSize::REWORDING)?;
    let options = IndexOptions::new(hasher, Banding::new(BANDS.0, BANDS.1)?)?;
    let mut index = LshIndex::new(options);
    index.insert_many(
        documents
            .iter()
            .map(|(id, text)| (*id, options.record(text)))
            .collect(),
    )?;
    let found = index.all_pairs(THRESHOLD)?;
    let links: Vec<(u64, u64)> = found
        .pairs
        .iter()
        .map(|pair| (pair.first, pair.second))
        .collect();
    let linked: BTreeSet<u64> = links.iter().flat_map(|(one, two)| [*one, *two]).collect();
    let clusters = Clusters::new(linked.iter().copied(), links)?;
    fingerprint(
        "pairs",
        found
            .pairs
            .iter()
            .map(|pair| pair_row(pair.first, pair.second, pair.resemblance.value))
            .collect(),
    );
    let named = clusters
        .iter()
        .flat_map(|(name, members)| members.iter().map(move |id| format!("{id} {name}")));
    fingerprint("clusters", named.collect());

    let detector = Detector::default();
    let mut postings: HashMap<u64, Vec<u64>> = HashMap::new();
    for (id, text) in &documents {
        let document = detector.document(text);
        for stem in document.rarest(TERMS) {
            postings
                .entry(document.stems()[stem].hash())
                .or_default()
                .push(*id);
        }
    }
    let mut shared: HashMap<(u64, u64), u32> = HashMap::new();
    for ids in postings.values().filter(|ids| ids.len() <= MAX_FREQUENCY) {
        for (at, two) in ids.iter().enumerate() {
            ids[..at]
                .iter()
                .for_each(|one| *shared.entry((*one, *two)).or_default() += 1);
        }
    }
    shared.retain(|_, count| *count >= MIN_SHARED);
    let mut candidates: Vec<((u64, u64), u32)> = shared.into_iter().collect();
    candidates.sort_unstable();
    let mut rows = Vec::new();
    let mut edges = Vec::new();
    for ((source, suspicious), shared) in candidates {
        let (Some(one), Some(two)) = (documents.get(&source), documents.get(&suspicious)) else {
            continue;
        };
        let comparison = detector.compare(one, two);
        let passages: Vec<[u64; 4]> = comparison
            .passages
            .iter()
            .map(|of| {
                [
                    of.source.start,
                    of.source.end,
                    of.suspicious.start,
                    of.suspicious.end,
                ]
                .map(|end| end as u64)
            })
            .collect();
        let numbers = [
            comparison.score.probability,
            comparison.reused,
            comparison.covered,
        ];
        let row = edge_row(
            source,
            suspicious,
            shared.into(),
            numbers,
            &comparison.verdict().to_string(),
            &passages,
        );
        if comparison.score.probability >= 0.5 {
            edges.push(row.clone());
        }
        rows.push(row);
    }
    fingerprint("scored", rows);
    fingerprint("edges", edges);
    Ok(())
}

/// Returns the processor time of this process in seconds, and its peak memory in megabytes.
fn used() -> (f64, u64) {
    let stat = std::fs::read_to_string("/proc/self/stat").unwrap_or_default();
    let after = stat.rsplit_once(')').map_or("", |(_, after)| after);
    let ticks = after
        .split_whitespace()
        .skip(11)
        .take(2)
        .filter_map(|field| field.parse::<f64>().ok());
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let peak = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes = peak.and_then(|line| line.split_whitespace().next()?.parse::<u64>().ok());
    (ticks.sum::<f64>() / 100.0, kilobytes.unwrap_or(0) >> 10)
}

/// Runs both jobs in this process, and prints what each stage costs a document or a row of its
/// input.
async fn run(docs: &str, out: &str, partitions: usize, megabytes: Option<usize>) -> Result<()> {
    let mut config = SessionConfig::new().with_target_partitions(partitions);
    let mut runtime = RuntimeEnvBuilder::new();
    if let Some(megabytes) = megabytes {
        runtime = runtime.with_memory_pool(Arc::new(FairSpillPool::new(megabytes << 20)));
        config = retold_datafusion::spilling(config);
    }
    let ctx = SessionContext::new_with_config_rt(config, runtime.build_arc()?);
    retold_datafusion::register(&ctx);
    let documents = ctx
        .read_parquet(docs, ParquetReadOptions::default())
        .await?
        .count()
        .await? as f64;
    let mut last = used().0;
    let mut report = move |progress: &Progress<'_>| {
        if let Progress::Started { .. } = progress {
            last = used().0;
        }
        let Progress::Finished { manifest, .. } = progress else {
            return;
        };
        let (now, peak) = used();
        let spilled = manifest.spilled.map_or(0, |spilled| spilled.bytes);
        println!(
            "{:<12} {:>9} rows {:>8.1} us a document {:>8.1} us a row {:>7.1} B a document, peak {peak} MB, {spilled} B spilled, {:.1} s {:?}",
            manifest.stage,
            manifest.rows,
            (now - last) * 1e6 / documents,
            (now - last) * 1e6 / manifest.rows.max(1) as f64,
            manifest.bytes as f64 / documents,
            manifest.seconds,
            manifest.capped,
        );
    };
    let duplicates = Duplicates::new(Documents::parquet(docs))
        .banding(BANDS.0, BANDS.1)
        .threshold(THRESHOLD);
    duplicates
        .run_with(&ctx, &format!("{out}/duplicates"), &mut report)
        .await?;
    let rewrites = Rewrites::new(Documents::parquet(docs));
    rewrites
        .run_with(&ctx, &format!("{out}/rewrites"), &mut report)
        .await?;
    Ok(())
}

/// Prints the fingerprints of what jobs wrote, and how many of the true rewrites they found.
async fn check(out: &str, pairs: Option<&str>) -> Result<()> {
    let ctx = SessionContext::new();
    let number = |batch: &RecordBatch, column: usize, row: usize| {
        batch.column(column).as_primitive::<UInt64Type>().value(row)
    };
    let float = |batch: &RecordBatch, column: usize, row: usize| {
        batch
            .column(column)
            .as_primitive::<Float64Type>()
            .value(row)
    };
    for name in ["pairs", "clusters", "scored", "edges"] {
        let job = if matches!(name, "pairs" | "clusters") {
            "duplicates"
        } else {
            "rewrites"
        };
        let folder = format!("{out}/{job}/{name}/");
        if !Path::new(&folder).exists() {
            continue;
        }
        ctx.register_parquet(name, &folder, ParquetReadOptions::default())
            .await?;
        let fields = |score: &str| {
            format!(
                "SELECT source, suspicious, shared, {score}probability{e}, {score}reused{e}, {score}covered{e}, \
                arrow_cast({score}verdict{e}, 'Utf8'), {score}passages{e} FROM {name}",
                e = if score.is_empty() { "" } else { "']" }
            )
        };
        let query = match name {
            "scored" => fields("score['"),
            "edges" => fields(""),
            _ => format!("SELECT * FROM {name}"),
        };
        let mut rows = Vec::new();
        for batch in ctx.sql(&query).await?.collect().await? {
            for row in 0..batch.num_rows() {
                let (one, two) = (number(&batch, 0, row), number(&batch, 1, row));
                rows.push(match name {
                    "pairs" => pair_row(one, two, float(&batch, 2, row)),
                    "clusters" => format!("{one} {two}"),
                    _ => {
                        let passages = batch.column(7).as_list::<i32>().value(row);
                        let ends: Vec<&[u64]> = passages
                            .as_struct()
                            .columns()
                            .iter()
                            .map(|ends| &ends.as_primitive::<UInt64Type>().values()[..])
                            .collect();
                        let passages: Vec<[u64; 4]> = (0..passages.len())
                            .map(|at| [ends[0][at], ends[1][at], ends[2][at], ends[3][at]])
                            .collect();
                        let numbers = [3, 4, 5].map(|column| float(&batch, column, row));
                        edge_row(
                            one,
                            two,
                            number(&batch, 2, row),
                            numbers,
                            batch.column(6).as_string::<i32>().value(row),
                            &passages,
                        )
                    }
                });
            }
        }
        fingerprint(name, rows);
    }
    let Some(pairs) = pairs else { return Ok(()) };
    ctx.register_parquet("rewrites", pairs, ParquetReadOptions::default())
        .await?;
    for name in ["scored", "edges"] {
        // A rewrite counts whichever of the two has the smaller id.
        let query = format!(
            "SELECT (SELECT count(*) FROM rewrites) AS rewrites, count(*) AS found FROM rewrites r JOIN {name} e \
            ON least(r.source, r.suspicious) = least(e.source, e.suspicious) AND greatest(r.source, r.suspicious) = greatest(e.source, e.suspicious)"
        );
        for batch in ctx.sql(&query).await?.collect().await? {
            let count = |column: usize| {
                cast(batch.column(column), &DataType::Float64)
                    .map(|of| of.as_primitive::<Float64Type>().value(0))
            };
            let (rewrites, found) = (count(0)?, count(1)?);
            println!(
                "{name}: {found} of {rewrites} true rewrites, {:.4}",
                found / rewrites
            );
        }
    }
    Ok(())
}
