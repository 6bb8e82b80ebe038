//! Runs stages one after another: each is a query over the stages before it, written as Parquet.

use std::collections::BTreeMap;
use std::sync::Arc;
use std::time::Instant;

use datafusion::arrow::array::{AsArray, RecordBatch};
use datafusion::arrow::datatypes::{DataType, Schema, UInt64Type};
use datafusion::datasource::MemTable;
use datafusion::error::DataFusionError;
use datafusion::execution::SessionStateBuilder;
use datafusion::physical_plan::{ExecutionPlan, collect};
use datafusion::prelude::{ParquetReadOptions, SessionContext};

use crate::attempts::Attempts;
use crate::error::{Error, Result};
use crate::output::{self, Manifest, Output, Spilled};
use crate::progress::{Estimate, Progress};

/// A query whose result is stored. It names the result of an earlier stage `name` as `stage_name`.
#[derive(Debug, Clone)]
pub(crate) struct Stage {
    pub(crate) name: String,
    pub(crate) query: String,
    /// The parameters of the job that decide what this stage holds, beyond those of the stages
    /// before it.
    pub(crate) parameters: Vec<(&'static str, String)>,
    /// A query of one row that counts what was left out; it may name the stage itself. The columns
    /// name the kinds.
    pub(crate) capped: Option<String>,
    pub(crate) cost: Cost,
}

/// What a stage costs: to tell how long the rest of a job will take. Measured in one process; see
/// `experiments/engine.md`.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Cost {
    /// The stage whose rows decide the cost; the documents where it is `None`.
    pub(crate) per: Option<&'static str>,
    /// Rows that a document is expected to have in that stage, as long as it has not run.
    pub(crate) expected: f64,
    /// Processor time for each of these rows.
    pub(crate) microseconds: f64,
}

impl Cost {
    pub(crate) fn documents(microseconds: f64) -> Self {
        Self {
            per: None,
            expected: 1.0,
            microseconds,
        }
    }

    pub(crate) fn rows(stage: &'static str, expected: f64, microseconds: f64) -> Self {
        Self {
            per: Some(stage),
            expected,
            microseconds,
        }
    }
}

pub(crate) struct Runner<'a> {
    ctx: &'a SessionContext,
    /// The same storage without a cluster, for what the client does itself.
    local: SessionContext,
    output: Output,
    /// Of all stages so far: what a stage holds depends on those before it.
    parameters: BTreeMap<String, String>,
    report: &'a mut (dyn FnMut(&Progress<'_>) + Send),
    plan: Vec<(String, Cost)>,
    documents: u64,
    rows: BTreeMap<String, u64>,
    manifests: Vec<Manifest>,
    /// The seconds and the expected cost of the stages that ran.
    spent: (f64, f64),
    attempts: Attempts,
    /// Why attempts at the stage that runs failed.
    failures: Vec<String>,
}

impl<'a> Runner<'a> {
    pub(crate) fn new(
        ctx: &'a SessionContext,
        output: &str,
        report: &'a mut (dyn FnMut(&Progress<'_>) + Send),
    ) -> Result<Self> {
        Ok(Self {
            output: Output::open(ctx, output)?,
            ctx,
            local: local(ctx),
            parameters: BTreeMap::new(),
            report,
            plan: Vec::new(),
            documents: 0,
            rows: BTreeMap::new(),
            manifests: Vec::new(),
            spent: (0.0, 0.0),
            attempts: Attempts::of(ctx),
            failures: Vec::new(),
        })
    }

    pub(crate) fn manifests(&self) -> Vec<Manifest> {
        self.manifests.clone()
    }

    /// Adds parameters on which the stages from here on depend.
    pub(crate) fn introduce(&mut self, parameters: &[(&'static str, String)]) {
        let named = parameters
            .iter()
            .map(|(name, value)| ((*name).to_owned(), value.clone()));
        self.parameters.extend(named);
    }

    /// Announces a stage, so that it counts in the estimates.
    pub(crate) fn plan(&mut self, name: &str, cost: Cost) {
        self.plan.push((name.to_owned(), cost));
    }

    pub(crate) fn set_documents(&mut self, documents: u64) {
        self.documents = documents;
    }

    /// Runs a stage, unless it is complete.
    pub(crate) async fn stage(&mut self, stage: &Stage) -> Result<u64> {
        self.stage_as(stage, &stage.query).await
    }

    /// Runs a stage that says of itself that it was made by another query, which gives the same
    /// rows.
    pub(crate) async fn stage_as(&mut self, stage: &Stage, query: &str) -> Result<u64> {
        self.introduce(&stage.parameters);
        let parameters = self.parameters(query);
        if let Some(manifest) = self.output.complete(&stage.name, &parameters).await? {
            return self.skip(manifest).await;
        }
        self.started(&stage.name);
        let started = Instant::now();
        let ctx = self.ctx.clone();
        let written = self.write(&ctx, &stage.name, &stage.query).await?;
        let mut manifest = Manifest::new(&stage.name, parameters);
        written.describe(&mut manifest);
        if let Some(query) = &stage.capped {
            let table = self.output.target(&stage.name);
            self.register(&stage.name, &table).await?;
            manifest.capped = self.counts(query).await?;
        }
        self.finish(manifest, started).await
    }

    /// Stores rows that the client computed as a stage.
    pub(crate) async fn store(
        &mut self,
        name: &str,
        query: &str,
        batch: RecordBatch,
    ) -> Result<u64> {
        let started = Instant::now();
        let failed = || Error::engine(format!("cannot write the stage {name}"));
        let table = MemTable::try_new(batch.schema(), vec![vec![batch]]).map_err(failed())?;
        self.local
            .register_table("rows", Arc::new(table))
            .map_err(failed())?;
        let ctx = self.local.clone();
        let written = self.write(&ctx, name, "SELECT * FROM rows").await;
        self.local.deregister_table("rows").map_err(failed())?;
        let written = written?;
        let mut manifest = Manifest::new(name, self.parameters(query));
        written.describe(&mut manifest);
        self.finish(manifest, started).await
    }

    /// Returns the number of rows of a stage that is complete, and takes it as it is.
    pub(crate) async fn skip_if_complete(
        &mut self,
        name: &str,
        query: &str,
    ) -> Result<Option<u64>> {
        let parameters = self.parameters(query);
        match self.output.complete(name, &parameters).await? {
            Some(manifest) => self.skip(manifest).await.map(Some),
            None => Ok(None),
        }
    }

    /// Removes a stage that only led to another.
    pub(crate) async fn discard(&mut self, name: &str) -> Result<()> {
        self.deregister(name)?;
        self.output.discard(name).await
    }

    /// Announces that a stage runs which the caller computes.
    pub(crate) fn started(&mut self, name: &str) {
        // Those of a query between two stages belong to none.
        self.failures.clear();
        let number = self.plan.iter().position(|(planned, _)| planned == name);
        let event = Progress::Started {
            stage: name,
            number: number.map_or(0, |number| number + 1),
            of: self.plan.len(),
            remaining: self.remaining(number.unwrap_or(self.plan.len())),
        };
        (self.report)(&event);
    }

    /// Runs a query and returns its rows.
    pub(crate) async fn rows(&mut self, query: &str) -> Result<Vec<RecordBatch>> {
        let ctx = self.ctx;
        let run = async || {
            let failed = || Error::engine(format!("cannot run {query}"));
            let frame = ctx.sql(query).await.map_err(failed())?;
            frame.collect().await.map_err(failed())
        };
        let mut attempt = 1;
        loop {
            match run().await {
                Ok(rows) => return Ok(rows),
                Err(error) => self.failed(&mut attempt, error).await?,
            }
        }
    }

    /// Runs a query of one row of whole numbers and returns them by the names of their columns.
    pub(crate) async fn counts(&mut self, query: &str) -> Result<BTreeMap<String, u64>> {
        let batches = self.rows(query).await?;
        let mut counts = BTreeMap::new();
        for batch in batches.iter().filter(|batch| batch.num_rows() > 0) {
            for (field, column) in batch.schema().fields().iter().zip(batch.columns()) {
                let column = datafusion::arrow::compute::cast(column, &DataType::UInt64)
                    .map_err(DataFusionError::from)
                    .map_err(Error::engine(format!("cannot count {}", field.name())))?;
                let values = column.as_primitive::<UInt64Type>();
                let value = values.iter().next().flatten().unwrap_or(0);
                counts.insert(field.name().clone(), value);
            }
        }
        Ok(counts)
    }

    async fn skip(&mut self, manifest: Manifest) -> Result<u64> {
        let rows = manifest.rows;
        let folder = self.output.folder(&manifest.stage);
        self.register(&manifest.stage, &folder).await?;
        self.rows.insert(manifest.stage.clone(), rows);
        (self.report)(&Progress::Skipped {
            manifest: &manifest,
        });
        self.manifests.push(manifest);
        Ok(rows)
    }

    async fn finish(&mut self, mut manifest: Manifest, started: Instant) -> Result<u64> {
        let name = manifest.stage.clone();
        manifest.bytes = manifest.files.values().sum();
        manifest.seconds = started.elapsed().as_secs_f64();
        manifest.failures = std::mem::take(&mut self.failures);
        // A writer of a failed attempt may have ended meanwhile: its file is not one of the stage.
        for (file, _) in self.output.written(&name).await? {
            if !manifest.files.contains_key(&file) {
                self.output.remove_written(&name, &file).await?;
            }
        }
        self.output.commit(&manifest).await?;
        self.output.complete(&name, &manifest.parameters).await?;
        let folder = self.output.folder(&name);
        self.register(&name, &folder).await?;
        self.rows.insert(name.clone(), manifest.rows);
        let number = self.plan.iter().position(|(planned, _)| *planned == name);
        if let Some((_, cost)) = number.and_then(|number| self.plan.get(number)) {
            self.spent.0 += manifest.seconds;
            self.spent.1 += self.expected(*cost);
        }
        let remaining = self.remaining(number.map_or(self.plan.len(), |number| number + 1));
        (self.report)(&Progress::Finished {
            manifest: &manifest,
            remaining,
        });
        let rows = manifest.rows;
        self.manifests.push(manifest);
        Ok(rows)
    }

    /// Writes the rows of a query as the files of a stage.
    async fn write(&mut self, ctx: &SessionContext, name: &str, query: &str) -> Result<Written> {
        let mut attempt = 1;
        loop {
            self.output.clear(name).await?;
            match self.write_once(ctx, name, query).await {
                Ok(written) => return Ok(written),
                Err(error) => self.failed(&mut attempt, error).await?,
            }
        }
    }

    /// Takes note of an attempt that failed and waits until the next, or returns the error where it
    /// was the last.
    async fn failed(&mut self, attempt: &mut usize, error: Error) -> Result<()> {
        if *attempt >= self.attempts.most || !Attempts::may_help(&error) {
            return Err(error);
        }
        let reason = Attempts::reason(&error);
        (self.report)(&Progress::Failed {
            reason: &reason,
            attempt: *attempt,
            of: self.attempts.most,
        });
        self.failures.push(reason);
        *attempt += 1;
        tokio::time::sleep(self.attempts.pause).await;
        Ok(())
    }

    async fn write_once(&self, ctx: &SessionContext, name: &str, query: &str) -> Result<Written> {
        let failed = || Error::engine(format!("the stage {name} failed"));
        let target = self.output.target(name);
        let quoted = target.replace('\'', "''");
        let frame = ctx
            .sql(&format!("COPY ({query}) TO '{quoted}' STORED AS PARQUET"))
            .await
            .map_err(failed())?;
        let task = Arc::new(frame.task_ctx());
        let plan = frame.create_physical_plan().await.map_err(failed())?;
        let batches = collect(Arc::clone(&plan), task).await.map_err(failed())?;
        let rows = batches
            .iter()
            .filter_map(|batch| batch.column(0).as_primitive_opt::<UInt64Type>())
            .flat_map(|counts| counts.iter().flatten())
            .sum();
        let mut files = self.keep_one_attempt(name, rows).await?;
        if files.is_empty() {
            let frame = ctx.sql(query).await.map_err(failed())?;
            let schema = Schema::clone(frame.schema().as_arrow());
            self.output.write_empty(name, Arc::new(schema)).await?;
            files = self.output.written(name).await?.into_iter().collect();
        }
        // Executors keep what they spilled to themselves.
        let mut spilled = None;
        if !self.attempts.on_cluster() {
            sum_spilled(plan.as_ref(), &mut spilled);
        }
        Ok(Written {
            rows,
            files,
            spilled,
        })
    }

    /// Removes the files of a writer that was killed after it had finished some of them: another
    /// wrote all rows again. The files of one writer start with the same name. Returns those that
    /// are left, with their sizes.
    async fn keep_one_attempt(&self, name: &str, rows: u64) -> Result<BTreeMap<String, u64>> {
        let mut files: BTreeMap<String, u64> =
            self.output.written(name).await?.into_iter().collect();
        let mut attempts: BTreeMap<String, u64> = BTreeMap::new();
        for file in files.keys() {
            *attempts.entry(writer(file).to_owned()).or_default() +=
                self.count_file(name, file).await?;
        }
        if attempts.values().sum::<u64>() == rows {
            return Ok(files);
        }
        let Some((kept, _)) = attempts.iter().find(|(_, counted)| **counted == rows) else {
            return Err(Error::Damaged {
                folder: self.output.target(name),
                file: format!("{} files", files.len()),
                problem: format!("they do not hold the {rows} rows that were written"),
            });
        };
        for file in files.keys().filter(|file| writer(file) != kept) {
            self.output.remove_written(name, file).await?;
        }
        files.retain(|file, _| writer(file) == kept);
        Ok(files)
    }

    async fn count_file(&self, name: &str, file: &str) -> Result<u64> {
        let path = format!("{}{file}", self.output.target(name));
        let failed = || Error::engine(format!("cannot read {path}"));
        let options = ParquetReadOptions::default();
        let frame = self
            .local
            .read_parquet(&path, options)
            .await
            .map_err(failed())?;
        Ok(frame.count().await.map_err(failed())? as u64)
    }

    async fn register(&self, name: &str, folder: &str) -> Result<()> {
        self.deregister(name)?;
        register_parquet(self.ctx, &table(name), folder).await
    }

    fn deregister(&self, name: &str) -> Result<()> {
        let removed = self.ctx.deregister_table(table(name));
        removed
            .map(drop)
            .map_err(Error::engine(format!("cannot replace {}", table(name))))
    }

    fn parameters(&self, query: &str) -> BTreeMap<String, String> {
        let mut parameters = self.parameters.clone();
        parameters.insert("query".to_owned(), query.to_owned());
        parameters
    }

    /// Returns the expected processor time of a stage in seconds.
    fn expected(&self, cost: Cost) -> f64 {
        let known = cost.per.and_then(|stage| self.rows.get(stage));
        let rows = known.map_or(cost.expected * self.documents as f64, |rows| *rows as f64);
        rows * cost.microseconds / 1e6
    }

    /// Returns what the stages from a number on are expected to cost, if the documents were
    /// counted.
    fn remaining(&self, from: usize) -> Option<Estimate> {
        if self.documents == 0 {
            return None;
        }
        let left = self
            .plan
            .iter()
            .skip(from)
            .map(|(_, cost)| self.expected(*cost));
        let processor_seconds: f64 = left.sum();
        // What the stages so far took by the clock also says how many processors there are.
        let (seconds, expected) = self.spent;
        Some(Estimate {
            processor_seconds,
            seconds: (expected > 0.5).then(|| processor_seconds * seconds / expected),
        })
    }
}

impl Drop for Runner<'_> {
    fn drop(&mut self) {
        for manifest in &self.manifests {
            // Nothing depends on it: a table that stays is replaced by the next job.
            let _ = self.ctx.deregister_table(table(&manifest.stage));
        }
    }
}

/// What was written for a stage.
struct Written {
    rows: u64,
    /// The files with their sizes.
    files: BTreeMap<String, u64>,
    spilled: Option<Spilled>,
}

impl Written {
    fn describe(self, manifest: &mut Manifest) {
        manifest.rows = self.rows;
        manifest.files = self.files;
        manifest.spilled = self.spilled;
    }
}

/// Returns what the names of the files of one writer have in common.
fn writer(file: &str) -> &str {
    file.rsplit_once('_').map_or(file, |(writer, _)| writer)
}

/// Returns the name of the table of a stage.
pub(crate) fn table(stage: &str) -> String {
    format!("stage_{}", stage.replace('-', "_"))
}

pub(crate) async fn register_parquet(
    ctx: &SessionContext,
    table: &str,
    address: &str,
) -> Result<()> {
    let mut options = ParquetReadOptions::default();
    // An input may be one file of any name.
    if !address.ends_with('/') {
        options.file_extension = "";
    }
    // The session remembers which files it found, also where they were written again meanwhile.
    if let Some(found) = ctx.runtime_env().cache_manager.get_list_files_cache() {
        found.clear();
    }
    let Err(error) = ctx.register_parquet(table, address, options).await else {
        return Ok(());
    };
    let unreadable = output::unreadable(ctx, address).await;
    let named = unreadable.unwrap_or_else(|| address.to_owned());
    Err(Error::engine(format!("cannot read {named} as Parquet"))(
        error,
    ))
}

/// Returns a session with the same storage that runs in this process.
fn local(ctx: &SessionContext) -> SessionContext {
    let state = SessionStateBuilder::new()
        .with_default_features()
        .with_runtime_env(ctx.runtime_env())
        .build();
    SessionContext::new_with_state(state)
}

fn sum_spilled(plan: &dyn ExecutionPlan, sum: &mut Option<Spilled>) {
    if let Some(metrics) = plan.metrics() {
        let sum = sum.get_or_insert_default();
        sum.count += metrics.spill_count().unwrap_or(0) as u64;
        sum.bytes += metrics.spilled_bytes().unwrap_or(0) as u64;
    }
    for child in plan.children() {
        sum_spilled(child.as_ref(), sum);
    }
}
