//! The documents that a job reads.

use datafusion::prelude::SessionContext;

use crate::error::{Error, Result};
use crate::output::fingerprint;
use crate::runner::{register_parquet, table};

/// A table of documents: where it is, and which of its columns hold what.
///
/// The id is a whole number of 0 or more, one for each document. The text is a string; documents
/// without one take no part. The time is optional: a timestamp, a date, or a whole number of
/// seconds.
///
/// ```
/// use retold_datafusion::Documents;
///
/// let documents = Documents::parquet("s3://archive/2026/").id("article").text("body").time("published");
/// ```
#[derive(Debug, Clone)]
pub struct Documents {
    source: Source,
    id: String,
    text: String,
    time: Option<String>,
}

#[derive(Debug, Clone)]
enum Source {
    Parquet(String),
    Table(String),
}

impl Documents {
    /// Names a Parquet file or a folder of them, on the local disk or in object storage. The
    /// columns are `id` and `text` unless named otherwise.
    pub fn parquet(address: impl Into<String>) -> Self {
        Self::new(Source::Parquet(address.into()))
    }

    /// Names a table that is registered in the session. What it holds must not change while a job
    /// has stages: unlike the files of [`Documents::parquet`], it cannot be checked.
    pub fn table(name: impl Into<String>) -> Self {
        Self::new(Source::Table(name.into()))
    }

    fn new(source: Source) -> Self {
        Self {
            source,
            id: "id".to_owned(),
            text: "text".to_owned(),
            time: None,
        }
    }

    /// Sets the column of the ids.
    #[must_use]
    pub fn id(mut self, column: impl Into<String>) -> Self {
        self.id = column.into();
        self
    }

    /// Sets the column of the texts.
    #[must_use]
    pub fn text(mut self, column: impl Into<String>) -> Self {
        self.text = column.into();
        self
    }

    /// Sets the column of the time of publication.
    #[must_use]
    pub fn time(mut self, column: impl Into<String>) -> Self {
        self.time = Some(column.into());
        self
    }

    pub(crate) fn has_time(&self) -> bool {
        self.time.is_some()
    }

    /// Registers the documents and returns how queries name them.
    pub(crate) async fn open(&self, ctx: &SessionContext, role: &str) -> Result<Opened> {
        let (name, fingerprint) = match &self.source {
            Source::Table(name) => (name.clone(), format!("table {name}")),
            Source::Parquet(address) => {
                let address = absolute(address)?;
                let name = table(role);
                let failed = Error::engine(format!("cannot replace {name}"));
                ctx.deregister_table(name.as_str()).map_err(failed)?;
                register_parquet(ctx, &name, &address).await?;
                (name, fingerprint(ctx, &address).await?)
            }
        };
        let time = match &self.time {
            None => String::new(),
            Some(column) => {
                let frame = ctx.table(name.as_str()).await;
                let frame = frame.map_err(Error::engine(format!("cannot read {name}")))?;
                let field = frame.schema().field_with_unqualified_name(column);
                let field = field.map_err(Error::engine(format!("cannot read {name}")))?;
                let quoted = quote(column);
                // The seconds of a timestamp; a number counts them already.
                if field.data_type().is_integer() {
                    format!(", CAST({quoted} AS BIGINT) AS at")
                } else {
                    format!(", CAST(to_unixtime({quoted}) AS BIGINT) AS at")
                }
            }
        };
        let (id, text) = (quote(&self.id), quote(&self.text));
        let mut query = format!(
            "SELECT CAST({id} AS BIGINT UNSIGNED) AS id, {text} AS text{time} FROM {name} WHERE {text} IS NOT NULL"
        );
        if let Some(column) = &self.time {
            query += &format!(" AND {} IS NOT NULL", quote(column));
        }
        Ok(Opened {
            query: format!("({query})"),
            fingerprint,
        })
    }
}

/// Documents as queries name them.
#[derive(Debug, Clone)]
pub(crate) struct Opened {
    /// A query in brackets with the columns `id`, `text` and, where there is a time, `at` in
    /// seconds.
    pub(crate) query: String,
    /// What identifies the files of the input.
    pub(crate) fingerprint: String,
}

impl Opened {
    /// Counts the documents, and refuses them where ids are missing or occur twice.
    pub(crate) async fn count(&self, runner: &mut crate::runner::Runner<'_>) -> Result<u64> {
        let query = format!(
            "SELECT count(*) AS documents, count(id) AS named, count(DISTINCT id) AS ids FROM {}",
            self.query
        );
        let counts = runner.counts(&query).await?;
        let count = |name: &str| counts.get(name).copied().unwrap_or(0);
        let (documents, named, ids) = (count("documents"), count("named"), count("ids"));
        if ids < documents {
            return Err(Error::Parameter {
                name: "id",
                value: format!(
                    "missing in {} of {documents} documents and repeated in {}",
                    documents - named,
                    named - ids
                ),
                expected: "every document needs an id of its own",
            });
        }
        Ok(documents)
    }
}

fn quote(column: &str) -> String {
    format!("\"{}\"", column.replace('"', "\"\""))
}

/// Schedulers and executors have other working folders than the client.
fn absolute(address: &str) -> Result<String> {
    if address.contains("://") {
        return Ok(address.to_owned());
    }
    let path = std::fs::canonicalize(address).map_err(Error::storage("read", address))?;
    let slash = if path.is_dir() { "/" } else { "" };
    Ok(format!("{}{slash}", path.display()))
}
