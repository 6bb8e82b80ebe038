//! Where files are: the local disk, and object storage that the build has features for.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use datafusion::error::{DataFusionError, Result as EngineResult};
use datafusion::execution::object_store::ObjectStoreRegistry;
use object_store::ObjectStore;
use object_store::local::LocalFileSystem;
use url::Url;

/// Finds the storage of an address: `file://`, and with the features of this package `s3://`
/// (`aws`), `az://` and `abfss://` (`azure`) and `gs://` (`gcp`), with the environment variables
/// that these services define for keys, regions and endpoints.
///
/// A session in one process, the scheduler and the executors of a cluster each have one.
#[derive(Debug, Default)]
pub struct Stores {
    local: Arc<LocalFileSystem>,
    remote: Mutex<HashMap<String, Arc<dyn ObjectStore>>>,
}

impl Stores {
    /// Returns a registry that opens a storage when it is first asked for.
    pub fn new() -> Self {
        Self::default()
    }

    fn remote(&self) -> std::sync::MutexGuard<'_, HashMap<String, Arc<dyn ObjectStore>>> {
        self.remote.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn key(url: &Url) -> String {
    format!("{}://{}", url.scheme(), url.authority())
}

impl ObjectStoreRegistry for Stores {
    fn register_store(
        &self,
        url: &Url,
        store: Arc<dyn ObjectStore>,
    ) -> Option<Arc<dyn ObjectStore>> {
        self.remote().insert(key(url), store)
    }

    fn get_store(&self, url: &Url) -> EngineResult<Arc<dyn ObjectStore>> {
        if let Some(known) = self.remote().get(&key(url)) {
            return Ok(Arc::clone(known));
        }
        if url.scheme() == "file" {
            return Ok(Arc::clone(&self.local) as Arc<dyn ObjectStore>);
        }
        // Keys of other services and programs are ignored.
        let environment = std::env::vars().map(|(name, value)| (name.to_ascii_lowercase(), value));
        let root =
            Url::parse(&key(url)).map_err(|error| DataFusionError::External(Box::new(error)))?;
        let (store, _) = object_store::parse_url_opts(&root, environment).map_err(|error| {
            DataFusionError::Configuration(format!(
                "the storage of {url} cannot be opened: {error}. Object storage needs a build with the feature aws, azure or gcp"
            ))
        })?;
        let store: Arc<dyn ObjectStore> = Arc::from(store);
        self.remote().insert(key(url), Arc::clone(&store));
        Ok(store)
    }
}
