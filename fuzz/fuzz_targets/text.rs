//! Any bytes as a text: nothing panics, spans are inside, and what is streamed is what the document
//! has.
#![no_main]

use libfuzzer_sys::fuzz_target;
use retold::shingle::{ShingleSet, ShingleSize};
use retold::sketch::{ContainmentHasher, MinHasher};
use retold::{Document, TextOptions};
use retold_fuzz::{Bytes, text};

fuzz_target!(|bytes: &[u8]| {
    let Some((first, rest)) = bytes.split_first() else {
        return;
    };
    match first & 1 {
        0 => check(&String::from_utf8_lossy(rest)),
        _ => check(&text(&mut Bytes::new(rest), "")),
    }
});

fn check(text: &str) {
    let document = Document::new(text, &TextOptions::default());
    let mut start = 0;
    for token in document.tokens() {
        assert!(
            token
                .span()
                .slice(text)
                .is_some_and(|word| !word.is_empty())
        );
        assert!(token.span().start >= start, "words are in order");
        start = token.span().start;
        assert!(!document.word_text(token.word()).is_empty());
        assert!(token.stem() < document.stems().len());
    }
    for finding in document.findings() {
        assert!(finding.count >= finding.spans.len());
        assert!(finding.spans.iter().all(|span| span.slice(text).is_some()));
    }
    let mut next = 0;
    for sentence in document.sentences() {
        assert_eq!(sentence.start, next);
        next = sentence.end;
    }
    assert_eq!(next, document.tokens().len());
    for size in [ShingleSize::REWORDING, ShingleSize::NEAR_COPY] {
        assert_eq!(ShingleSet::new(text, size), ShingleSet::of(&document, size));
    }
    let set = ShingleSet::of(&document, ShingleSize::NEAR_COPY);
    let hasher = MinHasher::default();
    assert_eq!(hasher.sign_set(&set), Ok(hasher.sign(text)));
    let containment = ContainmentHasher::default();
    assert_eq!(containment.sketch_set(&set), Ok(containment.sketch(text)));
}
