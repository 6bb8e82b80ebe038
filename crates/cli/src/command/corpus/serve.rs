//! A corpus over HTTP: `POST /sources`, `PUT` and `DELETE /articles/{key}`, `GET /health`.
//!
//! Searches run in a pool of their own, a bounded number at a time; one thread writes, and commits
//! what has arrived meanwhile at once, so that an article that was answered with "stored" is on the
//! disk.

mod api;
mod connections;
mod state;
mod writer;

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::time::Duration;

use clap::Args;
use retold::Detector;
use retold_corpus::{Corpus, CorpusOptions};

use super::explain;
use crate::exit::{DONE, Outcome};
use crate::output::say;
use crate::progress;
use state::{Limits, State};

/// Serve a corpus over HTTP: POST /sources {"text"}, PUT /articles/KEY {"text","date"?,"group"?},
/// DELETE /articles/KEY, GET /health.
#[derive(Args)]
pub(crate) struct Options {
    /// The folder of the corpus; it is created if it isn't there.
    corpus: PathBuf,
    /// The address to listen at. Other machines reach the server only if it is not a loopback
    /// address; put it behind a proxy that encrypts then.
    #[arg(long, default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST), value_name = "ADDRESS")]
    bind: IpAddr,
    /// The port to listen at; 0 takes a free one and prints it.
    #[arg(long, default_value_t = 7878, value_name = "PORT")]
    port: u16,
    /// A file that holds the token that PUT and DELETE must bring: `Authorization: Bearer TOKEN`.
    /// Without one, nothing can be written. The environment variable RETOLD_TOKEN does the same.
    #[arg(long, value_name = "FILE")]
    token_file: Option<PathBuf>,
    /// The longest body of a request, in kilobytes.
    #[arg(long, default_value_t = 4096, value_name = "KB", value_parser = clap::value_parser!(u64).range(1..=65536))]
    max_body: u64,
    /// The longest time of a request, in milliseconds. A search stops in time, with what it has
    /// found; a client that takes longer to send the head of a request is cut off.
    #[arg(long, default_value_t = 10_000, value_name = "MS", value_parser = clap::value_parser!(u64).range(10..=600_000))]
    max_time: u64,
    /// Searches at a time; more wait, and are refused when they would wait too long.
    #[arg(long, default_value_t = 8, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    max_searches: u16,
    /// How many threads compare; all cores if it isn't given.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    threads: Option<u16>,
}

pub(crate) fn run(options: &Options) -> Outcome {
    progress::set_threads(options.threads)?;
    let token = token(options)?;
    let corpus = Corpus::open(&options.corpus, CorpusOptions::default()).map_err(explain)?;
    let reader = retold_corpus::CorpusReader::open(&options.corpus, Detector::default());
    let reader = reader.map_err(explain)?;
    let articles = reader.len();
    let limits = Limits {
        body: usize::try_from(options.max_body * 1024)?,
        time: Duration::from_millis(options.max_time),
        searches: usize::from(options.max_searches),
    };
    let (writer, ended) = writer::start(corpus, reader.clone());
    let state = State::new(reader, writer, token, limits);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()?;
    runtime.block_on(async {
        let address = SocketAddr::new(options.bind, options.port);
        let listener = tokio::net::TcpListener::bind(address)
            .await
            .map_err(|error| format!("cannot listen at {address}: {error}"))?;
        let address = listener.local_addr()?;
        let read_only = if state.token.is_none() {
            "\nNothing can be written: no token was given (see --token-file)."
        } else {
            ""
        };
        // A server goes on when nobody reads what it prints.
        let _ = say!("Serving {articles} articles at http://{address}{read_only}");
        connections::serve(listener, api::router(state), limits.time, stopped()).await;
        Ok::<(), Box<dyn std::error::Error>>(())
    })?;
    drop(runtime);
    // The writer ends when the last request that could reach it is gone, and commits what it has.
    if ended.join().is_err() {
        return Err("the writer failed; what was answered with \"stored\" is on the disk".into());
    }
    Ok(DONE)
}

/// Returns the token from the file or the environment, without the white space around it.
fn token(options: &Options) -> Result<Option<String>, String> {
    let token = match &options.token_file {
        Some(path) => Some(
            std::fs::read_to_string(path).map_err(|error| crate::exit::unreadable(path, &error))?,
        ),
        None => std::env::var("RETOLD_TOKEN").ok(),
    };
    let token = token.map(|token| token.trim().to_owned());
    match token {
        Some(token) if token.len() < 16 => Err(format!(
            "the token has {} bytes, and needs 16 or more",
            token.len()
        )),
        other => Ok(other),
    }
}

/// Waits until the process is asked to end.
async fn stopped() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                _ = interrupt => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = interrupt.await;
}
