//! Finds rewrites, duplicates or sources among the documents of Parquet files, in this process or
//! on a cluster.
//!
//! ```console
//! $ cargo run --release --example rewrites -- docs.parquet --out OUT
//! $ cargo run --release --example rewrites -- docs.parquet --out OUT --job duplicates --threshold 0.8
//! $ cargo run --release --example rewrites -- suspicious.parquet --archive docs.parquet --out OUT --job sources
//! $ cargo run --release --example rewrites -- docs.parquet --out OUT --cluster df://host:50050
//! ```

use std::collections::HashMap;
use std::error::Error;
use std::sync::Arc;

use datafusion::execution::disk_manager::{DiskManagerBuilder, DiskManagerMode};
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::prelude::{SessionConfig, SessionContext};
use retold_datafusion::{
    Documents, Duplicates, Estimate, Outcome, Progress, Rewrites, Sources, Stores,
};

const USAGE: &str = "rewrites DOCS --out OUT
  --job rewrites|duplicates|sources   what to find (rewrites)
  --archive DOCS                      where `sources` looks for the sources
  --id COLUMN  --text COLUMN          the columns of DOCS (id, text)
  --time COLUMN  --window DAYS        when a document was published, and how soon a rewrite follows its source
  --terms N  --frequency N  --shared N  --probability P   of rewrites and sources (20, 50 or 1000, 3, 0.5)
  --threshold R  --bands B  --rows R                      of duplicates (0.8, 16, 8)
  --cluster df://HOST:PORT            run on a Ballista cluster
  --partitions N                      how many tasks a query is split into (the processors; on a cluster, give all of its)
  --memory MB  --spill FOLDER         let operators spill beyond this (one process; executors have an option of their own)
  --explain                           print the plans and stop

DOCS and OUT are paths, or addresses of object storage with the feature aws, azure or gcp.";

#[tokio::main]
async fn main() -> Result<(), Box<dyn Error>> {
    let options = Options::parse(std::env::args().skip(1))?;
    let ctx = session(&options).await?;
    let documents = |address: &str| {
        let mut documents = Documents::parquet(address);
        if let Some(column) = options.get("id") {
            documents = documents.id(column);
        }
        if let Some(column) = options.get("text") {
            documents = documents.text(column);
        }
        match options.get("time") {
            Some(column) => documents.time(column),
            None => documents,
        }
    };
    let input = documents(options.input.as_deref().ok_or(USAGE)?);
    let window = options
        .number::<f64>("window")?
        .map(|days| (days * 86_400.0) as u64);
    let probability = options.number("probability")?.unwrap_or(0.5);
    let (terms, shared) = (
        options.number("terms")?.unwrap_or(20),
        options.number("shared")?.unwrap_or(3),
    );
    let explain = options.values.contains_key("explain");
    let out = if explain {
        ""
    } else {
        options.get("out").ok_or(USAGE)?
    };
    let outcome = match options.get("job").unwrap_or("rewrites") {
        "rewrites" => {
            let mut job = Rewrites::new(input)
                .terms(terms)
                .min_shared(shared)
                .min_probability(probability)
                .max_frequency(options.number("frequency")?.unwrap_or(50));
            if let Some(seconds) = window {
                job = job.window(seconds);
            }
            if explain {
                print!("{}", job.explain(&ctx).await?);
                return Ok(());
            }
            job.run_with(&ctx, out, report).await?
        }
        "sources" => {
            let archive = documents(options.get("archive").ok_or(USAGE)?);
            let mut job = Sources::new(archive, input)
                .terms(terms)
                .min_shared(shared)
                .min_probability(probability)
                .max_frequency(options.number("frequency")?.unwrap_or(1_000));
            if let Some(seconds) = window {
                job = job.window(seconds);
            }
            if explain {
                print!("{}", job.explain(&ctx).await?);
                return Ok(());
            }
            job.run_with(&ctx, out, report).await?
        }
        "duplicates" => {
            let (bands, rows) = (
                options.number("bands")?.unwrap_or(16),
                options.number("rows")?.unwrap_or(8),
            );
            let job = Duplicates::new(input)
                .threshold(options.number("threshold")?.unwrap_or(0.8))
                .banding(bands, rows);
            if explain {
                print!("{}", job.explain(&ctx).await?);
                return Ok(());
            }
            job.run_with(&ctx, out, report).await?
        }
        other => return Err(format!("{other} is not a job\n\n{USAGE}").into()),
    };
    summary(&outcome, out);
    Ok(())
}

/// Prints how far the job is.
fn report(progress: &Progress<'_>) {
    match progress {
        Progress::Started {
            stage,
            number,
            of,
            remaining,
            ..
        } => {
            eprintln!("{number}/{of} {stage} …{}", left(*remaining));
        }
        Progress::Skipped { manifest, .. } => {
            eprintln!("{}: complete, {} rows", manifest.stage, manifest.rows)
        }
        Progress::Failed {
            reason,
            attempt,
            of,
            ..
        } => eprintln!("    attempt {attempt} of {of} failed: {reason}"),
        Progress::Finished { manifest, .. } => eprintln!(
            "    {} rows, {} bytes, {:.1} s",
            manifest.rows, manifest.bytes, manifest.seconds
        ),
        _ => {}
    }
}

fn left(remaining: Option<Estimate>) -> String {
    let Some(estimate) = remaining else {
        return String::new();
    };
    let seconds = estimate
        .seconds
        .map_or(String::new(), |seconds| format!(", about {seconds:.0} s"));
    format!(
        " ({:.0} s of processor time left{seconds})",
        estimate.processor_seconds
    )
}

fn summary(outcome: &Outcome, out: &str) {
    for stage in &outcome.stages {
        let capped: Vec<String> = stage
            .capped
            .iter()
            .filter(|(_, count)| **count > 0)
            .map(|(kind, count)| format!("{count} {kind} left out"))
            .collect();
        let spilled = stage.spilled.filter(|spilled| spilled.count > 0);
        let spilled = spilled.map_or(String::new(), |spilled| {
            format!(", {} bytes spilled", spilled.bytes)
        });
        println!(
            "{:<12} {:>12} rows {:>14} bytes{spilled} {}",
            stage.stage,
            stage.rows,
            stage.bytes,
            capped.join(", ")
        );
    }
    println!("written to {out}");
}

async fn session(options: &Options) -> Result<SessionContext, Box<dyn Error>> {
    let mut config = SessionConfig::new();
    if let Some(partitions) = options.number("partitions")? {
        config = config.with_target_partitions(partitions);
    }
    if let Some(address) = options.get("cluster") {
        return cluster(address, config).await;
    }
    let mut runtime = RuntimeEnvBuilder::new().with_object_store_registry(Arc::new(Stores::new()));
    if let Some(megabytes) = options.number::<usize>("memory")? {
        runtime = runtime.with_memory_pool(Arc::new(FairSpillPool::new(megabytes << 20)));
        config = retold_datafusion::spilling(config);
    }
    if let Some(folder) = options.get("spill") {
        let mode = DiskManagerMode::Directories(vec![folder.into()]);
        runtime = runtime.with_disk_manager_builder(DiskManagerBuilder::default().with_mode(mode));
    }
    let ctx = SessionContext::new_with_config_rt(config, runtime.build_arc()?);
    retold_datafusion::register(&ctx);
    Ok(ctx)
}

#[cfg(feature = "cluster")]
async fn cluster(address: &str, config: SessionConfig) -> Result<SessionContext, Box<dyn Error>> {
    Ok(retold_datafusion::cluster::connect(address, config).await?)
}

#[cfg(not(feature = "cluster"))]
async fn cluster(_: &str, _: SessionConfig) -> Result<SessionContext, Box<dyn Error>> {
    Err("--cluster needs the feature cluster".into())
}

struct Options {
    input: Option<String>,
    values: HashMap<String, String>,
}

impl Options {
    fn parse(arguments: impl Iterator<Item = String>) -> Result<Self, Box<dyn Error>> {
        let mut options = Self {
            input: None,
            values: HashMap::new(),
        };
        let mut arguments = arguments.peekable();
        while let Some(argument) = arguments.next() {
            match argument.strip_prefix("--") {
                Some("explain") => drop(options.values.insert("explain".to_owned(), String::new())),
                Some(name) if USAGE.contains(&format!("--{name} ")) => {
                    let value = arguments
                        .next()
                        .ok_or_else(|| format!("--{name} needs a value\n\n{USAGE}"))?;
                    options.values.insert(name.to_owned(), value);
                }
                None if options.input.is_none() => options.input = Some(argument),
                _ => return Err(format!("{argument} is not understood\n\n{USAGE}").into()),
            }
        }
        Ok(options)
    }

    fn get(&self, name: &str) -> Option<&str> {
        self.values.get(name).map(String::as_str)
    }

    fn number<N: std::str::FromStr>(&self, name: &str) -> Result<Option<N>, Box<dyn Error>> {
        let Some(value) = self.get(name) else {
            return Ok(None);
        };
        match value.parse() {
            Ok(number) => Ok(Some(number)),
            Err(_) => Err(format!("--{name} {value}: a number is expected\n\n{USAGE}").into()),
        }
    }
}
