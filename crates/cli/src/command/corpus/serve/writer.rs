//! The one thread that writes: takes what has arrived, commits it, and answers.

use std::thread::{self, JoinHandle};

use retold_corpus::{Article, Corpus, CorpusReader, Timestamp};
use tokio::sync::{mpsc, oneshot};

/// An article to store, or a key to remove.
#[derive(Debug)]
pub(super) struct Write {
    pub(super) key: String,
    /// `None` removes the article.
    pub(super) article: Option<NewArticle>,
    pub(super) answer: oneshot::Sender<Answer>,
}

#[derive(Debug)]
pub(super) struct NewArticle {
    pub(super) text: String,
    pub(super) published: Option<Timestamp>,
    pub(super) group: Option<String>,
}

/// The number of the commit that has it, or why it could not be stored.
pub(super) type Answer = Result<u64, Failure>;

#[derive(Debug, Clone)]
pub(super) enum Failure {
    /// The request asked for what cannot be stored.
    Refused(String),
    /// The corpus could not store it.
    Failed(String),
}

/// Writes that may wait, and that share a commit.
const WAITING: usize = 256;

/// Starts the thread. It ends when the last sender is gone.
pub(super) fn start(
    mut corpus: Corpus,
    reader: CorpusReader,
) -> (mpsc::Sender<Write>, JoinHandle<()>) {
    let (sender, mut receiver) = mpsc::channel::<Write>(WAITING);
    let thread = thread::spawn(move || {
        while let Some(first) = receiver.blocking_recv() {
            let mut batch = vec![first];
            while batch.len() < WAITING
                && let Ok(next) = receiver.try_recv()
            {
                batch.push(next);
            }
            store(&mut corpus, &reader, batch);
        }
    });
    (sender, thread)
}

fn store(corpus: &mut Corpus, reader: &CorpusReader, batch: Vec<Write>) {
    let mut waiting = Vec::new();
    for write in batch {
        let stored = match &write.article {
            Some(new) => {
                let mut article = Article::new(&new.text);
                article.published = new.published;
                article.group = new.group.as_deref();
                corpus.put(&write.key, &article)
            }
            None => corpus.remove(&write.key),
        };
        match stored {
            Ok(()) => waiting.push(write.answer),
            Err(error) => {
                use retold_corpus::Error::{Key, Long};
                let refused = matches!(error, Key { .. } | Long { .. });
                let problem = super::explain(error);
                if refused {
                    answer(write.answer, Err(Failure::Refused(problem)));
                    continue;
                }
                // The corpus is set back to its last commit: nothing of this batch is kept.
                let failure = Failure::Failed(problem);
                answer(write.answer, Err(failure.clone()));
                for sender in waiting.drain(..) {
                    answer(sender, Err(failure.clone()));
                }
            }
        }
    }
    let mark = corpus.mark().to_owned();
    let committed = corpus.commit(&mark).and_then(|()| reader.refresh());
    let outcome = match committed {
        Ok(_) => Ok(corpus.generation()),
        Err(error) => Err(Failure::Failed(super::explain(error))),
    };
    for sender in waiting {
        answer(sender, outcome.clone());
    }
}

/// Sends the answer. A client that has gone away gets none; the article is stored all the same.
fn answer(sender: oneshot::Sender<Answer>, outcome: Answer) {
    let _ = sender.send(outcome);
}
