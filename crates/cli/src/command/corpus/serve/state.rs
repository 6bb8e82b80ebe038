//! What the requests share.

use std::sync::Arc;
use std::time::Duration;

use retold_corpus::CorpusReader;
use tokio::sync::{Semaphore, mpsc};

use super::writer::Write;

/// What a request may cost.
#[derive(Debug, Clone, Copy)]
pub(super) struct Limits {
    /// Bytes of a body.
    pub(super) body: usize,
    pub(super) time: Duration,
    /// Searches at a time.
    pub(super) searches: usize,
}

/// What the requests share.
#[derive(Debug)]
pub(super) struct State {
    pub(super) reader: CorpusReader,
    pub(super) writer: mpsc::Sender<Write>,
    /// What a request that writes must bring; nothing can be written without one.
    pub(super) token: Option<String>,
    pub(super) limits: Limits,
    pub(super) searches: Semaphore,
}

impl State {
    pub(super) fn new(
        reader: CorpusReader,
        writer: mpsc::Sender<Write>,
        token: Option<String>,
        limits: Limits,
    ) -> Arc<Self> {
        Arc::new(Self {
            reader,
            writer,
            token,
            limits,
            searches: Semaphore::new(limits.searches),
        })
    }

    /// Compares in a time that does not depend on where the tokens differ.
    pub(super) fn allows(&self, given: Option<&str>) -> bool {
        let (Some(token), Some(given)) = (&self.token, given) else {
            return false;
        };
        let differing = token
            .bytes()
            .zip(given.bytes())
            .fold(0, |all, (a, b)| all | (a ^ b));
        differing == 0 && token.len() == given.len()
    }
}
