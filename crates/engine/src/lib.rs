//! `retold` beyond one machine: scalar functions for DataFusion, and jobs that find duplicates and
//! rewrites among up to billions of documents, in one process or on a Ballista cluster, with the
//! same answers.
//!
//! # Functions
//!
//! [`register`] adds five scalar functions to a session. Every parameter is an argument, and the
//! last is the [`scheme`].
//!
//! | function | returns |
//! | --- | --- |
//! | `retold_bands(text, slots, words, bands, rows, scheme)` | the keys of the bands of a signature, as an [`LshIndex`](retold::index::LshIndex) groups them |
//! | `retold_terms(text, count, scheme)` | the hashes of the rarest stems |
//! | `retold_signature(text, slots, words, scheme)` | a MinHash signature as bytes, with its version |
//! | `retold_resemblance(one, two, words, scheme)` | the exact resemblance by word n-grams |
//! | `retold_score(source, suspicious, scheme)` | a struct: `probability`, `reused`, `covered`, `verdict`, `passages` |
//!
//! A null argument gives null. Errors carry the error of the library.
//!
//! ```
//! use datafusion::prelude::SessionContext;
//!
//! # #[tokio::main(flavor = "current_thread")]
//! # async fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let ctx = SessionContext::new();
//! retold_datafusion::register(&ctx);
//! let sql = format!(
//!     "SELECT retold_score('The pier cracked on Monday.', 'On Monday the pier cracked.', '{}')['probability'] > 0.5 AS rewrite",
//!     retold_datafusion::scheme()
//! );
//! assert_eq!(ctx.sql(&sql).await?.count().await?, 1);
//! # Ok(())
//! # }
//! ```

mod attempts;
#[cfg(feature = "cluster")]
pub mod cluster;
mod components;
mod documents;
mod error;
mod explain;
mod functions;
mod jobs;
mod output;
mod progress;
mod runner;
mod scheme;
mod stores;

use datafusion::prelude::{SessionConfig, SessionContext};

pub use documents::Documents;
pub use error::{Error, Result};
pub use functions::functions;
pub use jobs::{Duplicates, Outcome, Rewrites, Sources};
pub use output::{MANIFEST, Manifest, Spilled};
pub use progress::{Estimate, Progress};
pub use scheme::scheme;
pub use stores::Stores;

/// Adds the functions to a session. On a cluster the scheduler and the executors need them as well:
/// see the binaries `retold-scheduler` and `retold-executor`.
pub fn register(ctx: &SessionContext) {
    for function in functions() {
        ctx.register_udf(function.as_ref().clone());
    }
}

/// Returns the settings with which queries keep to a memory limit, such as a
/// [`FairSpillPool`](datafusion::execution::memory_pool::FairSpillPool) of 100 MB a partition, and
/// spill beyond it.
pub fn spilling(config: SessionConfig) -> SessionConfig {
    config
        // A hash join keeps one side in memory; a merge join spills.
        .set_bool("datafusion.optimizer.prefer_hash_join", false)
        // A view of a text counts as much memory as all texts of its page.
        .set_bool(
            "datafusion.execution.parquet.schema_force_view_types",
            false,
        )
        // A sort holds at least one batch, and a batch of articles takes megabytes.
        .with_batch_size(256)
        .set_usize("datafusion.execution.sort_spill_reservation_bytes", 1 << 20)
}
