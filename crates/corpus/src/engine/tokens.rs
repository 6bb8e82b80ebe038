//! The stems of a document as tokens of the index: they are joined by spaces when an entry is made,
//! and parted here.

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

pub(super) fn register(index: &Index) {
    let analyzer = TextAnalyzer::builder(Stems::default()).build();
    index.tokenizers().register(TOKENIZER, analyzer);
}

#[derive(Debug, Clone, Default)]
struct Stems {
    token: Token,
}

struct StemStream<'a> {
    rest: &'a str,
    token: &'a mut Token,
}

impl Tokenizer for Stems {
    type TokenStream<'a> = StemStream<'a>;

    fn token_stream<'a>(&'a mut self, text: &'a str) -> StemStream<'a> {
        self.token.reset();
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
