//! The folder of a job: a folder of Parquet files for each stage, with a manifest that is written
//! last.

use std::collections::BTreeMap;
use std::path::PathBuf;
use std::sync::Arc;

use datafusion::arrow::datatypes::SchemaRef;
use datafusion::datasource::listing::ListingTableUrl;
use datafusion::error::DataFusionError;
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::prelude::{ParquetReadOptions, SessionContext};
use futures::TryStreamExt;
use object_store::path::Path;
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt};
use serde::{Deserialize, Serialize};

use crate::error::{Error, Result};
use crate::scheme::scheme;

/// The name of the manifest in the folder of a stage.
pub const MANIFEST: &str = "_retold.json";

/// What a complete stage says about itself: `_retold.json` in its folder.
///
/// It is written after all files of the stage, so that a folder without one is not complete and is
/// written again.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Manifest {
    /// The version of this form.
    pub format: u32,
    /// The name of the stage.
    pub stage: String,
    /// The [`scheme`](crate::scheme) that it was computed under.
    pub scheme: String,
    /// Everything that decides what the stage holds: parameters of the job, its query and the files
    /// of its input.
    pub parameters: BTreeMap<String, String>,
    /// The number of rows.
    pub rows: u64,
    /// The size of all files.
    pub bytes: u64,
    /// The files with their sizes, by name.
    pub files: BTreeMap<String, u64>,
    /// What was left out because of a cap, by kind.
    pub capped: BTreeMap<String, u64>,
    /// What operators wrote to disk for lack of memory. `None` where the stage ran on a cluster,
    /// whose executors keep that to themselves.
    pub spilled: Option<Spilled>,
    /// How long the stage took.
    pub seconds: f64,
    /// Why attempts at the stage failed before one was complete.
    #[serde(default)]
    pub failures: Vec<String>,
}

impl Manifest {
    const FORMAT: u32 = 1;

    pub(crate) fn new(stage: &str, parameters: BTreeMap<String, String>) -> Self {
        Self {
            format: Self::FORMAT,
            stage: stage.to_owned(),
            scheme: scheme().to_owned(),
            parameters,
            rows: 0,
            bytes: 0,
            files: BTreeMap::new(),
            capped: BTreeMap::new(),
            spilled: None,
            seconds: 0.0,
            failures: Vec::new(),
        }
    }

    /// Checks that a stored stage is the one asked for.
    fn check(&self, folder: &str, asked: &BTreeMap<String, String>) -> Result<()> {
        let differs = |name: &str, stored: &str, asked: &str| Error::Differs {
            folder: folder.to_owned(),
            name: name.to_owned(),
            stored: stored.to_owned(),
            asked: asked.to_owned(),
        };
        if self.format != Self::FORMAT {
            let (stored, known) = (self.format.to_string(), Self::FORMAT.to_string());
            return Err(differs("format", &stored, &known));
        }
        if self.scheme != scheme() {
            return Err(differs("scheme", &self.scheme, scheme()));
        }
        let none = || "none".to_owned();
        // The query comes last: a parameter that changes it says more.
        let names = || asked.keys().chain(self.parameters.keys());
        let ordered = names().filter(|name| *name != "query").chain(names());
        for name in ordered {
            let stored = self.parameters.get(name).cloned().unwrap_or_else(none);
            let asked = asked.get(name).cloned().unwrap_or_else(none);
            if stored != asked {
                return Err(differs(name, &stored, &asked));
            }
        }
        Ok(())
    }
}

/// Data that operators wrote to disk because they were not given more memory.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[non_exhaustive]
pub struct Spilled {
    /// How often.
    pub count: u64,
    /// How much.
    pub bytes: u64,
}

/// The folder of a job, on the local disk or in object storage.
#[derive(Debug, Clone)]
pub(crate) struct Output {
    store: Arc<dyn ObjectStore>,
    prefix: Path,
    /// The address of the folder, with a slash at its end.
    address: String,
    /// The folder, where it is on the local disk.
    local: Option<PathBuf>,
}

impl Output {
    /// Opens the folder, and creates it on the local disk.
    pub(crate) fn open(ctx: &SessionContext, address: &str) -> Result<Self> {
        let mut local = None;
        let address = if address.contains("://") {
            format!("{}/", address.trim_end_matches('/'))
        } else {
            // Schedulers and executors have other working folders.
            let folder = std::fs::create_dir_all(address)
                .and_then(|()| std::fs::canonicalize(address))
                .map_err(Error::storage("create", address))?;
            let path = format!("{}/", folder.display());
            local = Some(folder);
            path
        };
        let (url, store) = open(ctx, &address)?;
        Ok(Self {
            store,
            prefix: url.prefix().clone(),
            address,
            local,
        })
    }

    /// Returns the address of the folder of a stage.
    pub(crate) fn folder(&self, stage: &str) -> String {
        format!("{}{stage}/", self.address)
    }

    /// Returns the address that a stage is written to. On the local disk it is another folder,
    /// which is renamed when the stage is complete; in object storage nothing can be renamed, and
    /// the manifest alone says what is complete.
    pub(crate) fn target(&self, stage: &str) -> String {
        self.folder(&self.target_name(stage))
    }

    fn target_name(&self, stage: &str) -> String {
        match self.local {
            Some(_) => format!("{stage}.partial"),
            None => stage.to_owned(),
        }
    }

    /// Returns the manifest of a stage, or `None` where the stage is not complete. Checks that it
    /// was made with these parameters and that its files have the sizes that they were written
    /// with.
    pub(crate) async fn complete(
        &self,
        stage: &str,
        asked: &BTreeMap<String, String>,
    ) -> Result<Option<Manifest>> {
        let folder = self.folder(stage);
        let damaged = |file: &str, problem: String| Error::Damaged {
            folder: folder.clone(),
            file: file.to_owned(),
            problem,
        };
        let path = self.prefix.clone().join(stage).join(MANIFEST);
        let bytes = match self.store.get(&path).await {
            Ok(found) => found.bytes().await,
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            Err(error) => Err(error),
        }
        .map_err(Error::storage("read", format!("{folder}{MANIFEST}")))?;
        let manifest: Manifest =
            serde_json::from_slice(&bytes).map_err(|error| damaged(MANIFEST, error.to_string()))?;
        manifest.check(&folder, asked)?;
        let found: BTreeMap<String, u64> = self.files(stage).await?.into_iter().collect();
        for (name, bytes) in &manifest.files {
            match found.get(name) {
                None => return Err(damaged(name, "it is not there".to_owned())),
                Some(size) if size != bytes => {
                    return Err(damaged(
                        name,
                        format!("it has {size} bytes instead of {bytes}"),
                    ));
                }
                Some(_) => {}
            }
        }
        if let Some(name) = found
            .keys()
            .find(|name| !manifest.files.contains_key(*name))
        {
            return Err(damaged(name, "it does not belong to the stage".to_owned()));
        }
        Ok(Some(manifest))
    }

    /// Removes what an interrupted run left of a stage.
    pub(crate) async fn clear(&self, stage: &str) -> Result<()> {
        let target = self.target_name(stage);
        if let Some(local) = &self.local {
            for name in [stage, &target] {
                let folder = local.join(name);
                match std::fs::remove_dir_all(&folder) {
                    Err(error) if error.kind() != std::io::ErrorKind::NotFound => {
                        return Err(Error::storage("remove", folder.display().to_string())(
                            error,
                        ));
                    }
                    _ => {}
                }
            }
            let folder = local.join(&target);
            return std::fs::create_dir_all(&folder)
                .map_err(Error::storage("create", folder.display().to_string()));
        }
        for (name, _) in self.files(stage).await? {
            self.remove(stage, &name).await?;
        }
        Ok(())
    }

    /// Removes a stage that is of no use any more: its manifest first.
    pub(crate) async fn discard(&self, stage: &str) -> Result<()> {
        if let Some(local) = &self.local {
            let folder = local.join(stage);
            return std::fs::remove_dir_all(&folder)
                .map_err(Error::storage("remove", folder.display().to_string()));
        }
        self.remove(stage, MANIFEST).await?;
        self.clear(stage).await
    }

    /// Returns the Parquet files that were written for a stage, with their sizes.
    pub(crate) async fn written(&self, stage: &str) -> Result<Vec<(String, u64)>> {
        self.files(&self.target_name(stage)).await
    }

    /// Removes a file that was written for a stage.
    pub(crate) async fn remove_written(&self, stage: &str, name: &str) -> Result<()> {
        self.remove(&self.target_name(stage), name).await
    }

    /// Writes an empty file, so that a stage without rows has a schema.
    pub(crate) async fn write_empty(&self, stage: &str, schema: SchemaRef) -> Result<()> {
        let failed = || Error::engine(format!("cannot write the empty stage {stage}"));
        let mut bytes = Vec::new();
        ArrowWriter::try_new(&mut bytes, schema, None)
            .and_then(ArrowWriter::close)
            .map_err(DataFusionError::from)
            .map_err(failed())?;
        let path = self
            .prefix
            .clone()
            .join(self.target_name(stage))
            .join("empty.parquet");
        self.put(&path, bytes).await
    }

    /// Makes a stage complete.
    pub(crate) async fn commit(&self, manifest: &Manifest) -> Result<()> {
        let stage = &manifest.stage;
        let bytes = serde_json::to_vec_pretty(manifest)
            .map_err(Error::storage("write", self.folder(stage)))?;
        let target = self.target_name(stage);
        self.put(
            &self.prefix.clone().join(target.as_str()).join(MANIFEST),
            bytes,
        )
        .await?;
        match &self.local {
            Some(local) => std::fs::rename(local.join(&target), local.join(stage))
                .map_err(Error::storage("rename", self.target(stage))),
            None => Ok(()),
        }
    }

    async fn put(&self, path: &Path, bytes: Vec<u8>) -> Result<()> {
        let written = self.store.put(path, bytes.into()).await;
        written
            .map(drop)
            .map_err(Error::storage("write", path.to_string()))
    }

    async fn remove(&self, folder: &str, name: &str) -> Result<()> {
        let path = self.prefix.clone().join(folder).join(name);
        let removed = self.store.delete(&path).await;
        removed.map_err(Error::storage("remove", path.to_string()))
    }

    async fn files(&self, folder: &str) -> Result<Vec<(String, u64)>> {
        let prefix = self.prefix.clone().join(folder);
        let found = list(&self.store, &prefix).await?;
        let named = found.into_iter().filter_map(|meta| {
            let name = meta.location.filename()?.to_owned();
            name.ends_with(".parquet").then_some((name, meta.size))
        });
        Ok(named.collect())
    }
}

/// Returns one value for the files of an input: it changes when a file is added, removed or written
/// again.
pub(crate) async fn fingerprint(ctx: &SessionContext, address: &str) -> Result<String> {
    let (url, store) = open(ctx, address)?;
    let mut files = list(&store, url.prefix()).await?;
    if files.is_empty() {
        // A single file is not listed under its own name by every store.
        let head = store.head(url.prefix()).await;
        files.push(head.map_err(Error::storage("read", address))?);
    }
    files.sort_by(|one, two| one.location.cmp(&two.location));
    let bytes: u64 = files.iter().map(|file| file.size).sum();
    let mut hash = 0xcbf2_9ce4_8422_2325_u64;
    for file in &files {
        let line = format!(
            "{} {} {}\n",
            file.location,
            file.size,
            file.last_modified.timestamp_micros()
        );
        for byte in line.bytes() {
            hash = (hash ^ u64::from(byte)).wrapping_mul(0x100_0000_01b3);
        }
    }
    Ok(format!(
        "{address}: {} files, {bytes} bytes, {hash:016x}",
        files.len()
    ))
}

/// Returns the address of the first file of a folder whose Parquet footer cannot be read.
pub(crate) async fn unreadable(ctx: &SessionContext, folder: &str) -> Option<String> {
    let (url, store) = open(ctx, folder).ok()?;
    for file in list(&store, url.prefix()).await.ok()? {
        let address = format!("{}{}", url.object_store().as_str(), file.location);
        let options = ParquetReadOptions::default();
        if address.ends_with(".parquet") && ctx.read_parquet(&address, options).await.is_err() {
            return Some(address);
        }
    }
    None
}

fn open(ctx: &SessionContext, address: &str) -> Result<(ListingTableUrl, Arc<dyn ObjectStore>)> {
    let refused = |error: DataFusionError| Error::Address {
        address: address.to_owned(),
        problem: error.to_string(),
    };
    let url = ListingTableUrl::parse(address).map_err(refused)?;
    let store = ctx.runtime_env().object_store(&url).map_err(refused)?;
    Ok((url, store))
}

async fn list(store: &Arc<dyn ObjectStore>, prefix: &Path) -> Result<Vec<ObjectMeta>> {
    let listed: Result<Vec<ObjectMeta>, _> = store.list(Some(prefix)).try_collect().await;
    match listed {
        Ok(listed) => Ok(listed),
        Err(object_store::Error::NotFound { .. }) => Ok(Vec::new()),
        Err(error) => Err(Error::storage("list", prefix.to_string())(error)),
    }
}
