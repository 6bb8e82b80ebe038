//! Any bytes as text, and as sketches: nothing panics, spans fit, and the streamed signature is the document's.
//!
//! ```text
//! cargo +nightly fuzz run text
//! ```
#![no_main]

use libfuzzer_sys::fuzz_target;
use retold::shingle::{ShingleSet, ShingleSize};
use retold::sketch::{ContainmentHasher, ContainmentSketch, MinHasher, Signature};
use retold::{Document, TextOptions};

fuzz_target!(|bytes: &[u8]| {
    let _ = Signature::from_bytes(bytes);
    let _ = ContainmentSketch::from_bytes(bytes);
    let text = String::from_utf8_lossy(bytes);
    let document = Document::new(&text, &TextOptions::default());
    for token in document.tokens() {
        assert!(token.span().slice(&text).is_some());
        assert!(!document.word_text(token.word()).is_empty());
        assert!(token.stem() < document.stems().len());
    }
    for finding in document.findings() {
        assert!(finding.count >= finding.spans.len());
        assert!(finding.spans.iter().all(|span| span.slice(&text).is_some()));
    }
    let hasher = MinHasher::default();
    let set = ShingleSet::of(&document, ShingleSize::NEAR_COPY);
    assert_eq!(hasher.sign_set(&set).ok(), Some(hasher.sign(&text)));
    let containment = ContainmentHasher::default();
    assert_eq!(
        containment.sketch_set(&set).ok(),
        Some(containment.sketch(&text))
    );
});
