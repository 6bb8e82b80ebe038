//! The stems of a document as tokens of the index: they are joined by spaces when an entry is made,
//! and parted here.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use retold::Document;
use tantivy::Index;
use tantivy::tokenizer::{TextAnalyzer, Token, TokenStream, Tokenizer};

/// The name of the tokenizer in the index.
pub(super) const TOKENIZER: &str = "retold";

/// The maximum length of a stem that is indexed, in bytes: longer ones are addresses and noise.
const MAX_STEM: usize = 200;

/// Returns `true` if a stem is indexed, and so can be searched for.
pub(crate) fn is_indexed(stem: &str) -> bool {
    !stem.is_empty() && stem.len() <= MAX_STEM && !stem.contains(' ')
}

/// Joins the stems of a document by spaces, in text order.
pub(crate) fn join(document: &Document) -> String {
    let mut joined = String::with_capacity(document.text().len());
    for token in document.tokens() {
        let stem = document.stem_text(token.stem());
        if is_indexed(stem) {
            joined.push_str(stem);
            joined.push(' ');
        }
    }
    joined
}

/// Makes an index part stems, and returns what waits for that.
pub(super) fn register(index: &Index) -> Backlog {
    let stems = Stems::default();
    let backlog = stems.backlog.clone();
    let analyzer = TextAnalyzer::builder(stems).build();
    index.tokenizers().register(TOKENIZER, analyzer);
    backlog
}

/// Bytes of stems that may wait for the threads that index.
const MAX_BACKLOG: usize = 1 << 20;

/// How long an entry waits for these threads. One that has failed takes no entry: the engine says
/// so when the next one is added.
const MAX_WAIT: Duration = Duration::from_secs(5);

/// The bytes of stems that wait to be indexed. The engine's own queue is bounded by the number of
/// entries alone, and would hold a hundred megabytes of them.
#[derive(Debug, Clone, Default)]
pub(super) struct Backlog(Arc<(Mutex<usize>, Condvar)>);

impl Backlog {
    /// Waits until there is room for an entry, and counts it.
    pub(super) fn add(&self, bytes: usize) {
        let (waiting, taken) = &*self.0;
        let lock = waiting.lock().unwrap_or_else(PoisonError::into_inner);
        let is_full = |waiting: &mut usize| *waiting > MAX_BACKLOG;
        let room = taken.wait_timeout_while(lock, MAX_WAIT, is_full);
        let (mut waiting, _) = room.unwrap_or_else(PoisonError::into_inner);
        *waiting += bytes;
    }

    fn take(&self, bytes: usize) {
        let (waiting, taken) = &*self.0;
        let mut waiting = waiting.lock().unwrap_or_else(PoisonError::into_inner);
        *waiting = waiting.saturating_sub(bytes);
        taken.notify_all();
    }

    /// Forgets the entries that a writer which was set back will not take any more.
    pub(super) fn clear(&self) {
        self.take(usize::MAX);
    }
}

#[derive(Debug, Clone, Default)]
struct Stems {
    token: Token,
    backlog: Backlog,
}

struct StemStream<'a> {
    rest: &'a str,
    token: &'a mut Token,
}

impl Tokenizer for Stems {
    type TokenStream<'a> = StemStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> StemStream<'a> {
        self.token.reset();
        self.backlog.take(text.len());
        StemStream {
            rest: text,
            token: &mut self.token,
        }
    }
}

impl TokenStream for StemStream<'_> {
    fn advance(&mut self) -> bool {
        let Some((stem, rest)) = self.rest.split_once(' ') else {
            return false;
        };
        self.rest = rest;
        self.token.position = self.token.position.wrapping_add(1);
        self.token.text.clear();
        self.token.text.push_str(stem);
        true
    }

    fn token(&self) -> &Token {
        self.token
    }

    fn token_mut(&mut self) -> &mut Token {
        self.token
    }
}

#[cfg(test)]
mod tests {
    use std::thread;

    use super::*;

    /// Protects the memory of a feeder that is faster than the threads that index.
    #[test]
    fn an_entry_waits_for_those_before_it() {
        let backlog = Backlog::default();
        backlog.add(MAX_BACKLOG);
        backlog.add(1); // there was room when it came
        let feeder = backlog.clone();
        let added = thread::spawn(move || feeder.add(MAX_BACKLOG));
        thread::sleep(Duration::from_millis(50));
        assert_eq!(*backlog.0.0.lock().unwrap(), MAX_BACKLOG + 1);
        let mut analyzer = TextAnalyzer::builder(Stems {
            backlog: backlog.clone(),
            ..Stems::default()
        })
        .build();
        let mut stems = analyzer.token_stream("ferri harbour ");
        added.join().unwrap();
        assert_eq!(*backlog.0.0.lock().unwrap(), 2 * MAX_BACKLOG + 1 - 14);
        assert!(stems.advance() && stems.advance() && !stems.advance());
        backlog.clear();
        assert_eq!(*backlog.0.0.lock().unwrap(), 0);
    }
}
