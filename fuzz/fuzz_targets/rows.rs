//! Lines of labelled data: each is a row or a message that is one line without control characters.
#![no_main]

use libfuzzer_sys::fuzz_target;
use retold_fuzz::{Bytes, mutate};

#[path = "../../crates/cli/src/input/rows.rs"]
#[allow(dead_code, reason = "rows are only read")]
mod input_rows;

mod input {
    pub(crate) use crate::input_rows as rows;
}

#[path = "../../crates/cli/src/command/evaluate/rows.rs"]
#[allow(dead_code, reason = "rows are only read")]
mod rows;

use rows::{AlignRow, DocumentRow, PairRow, Row};

const PAIR: &str = r#"{"id":"a-1","source":"The bridge was closed.","suspicious":"They closed the bridge.","label":1,"kind":"news"}"#;
const ALIGN: &str = r#"{"id":7,"source":"The naïve bridge.","suspicious":"A bridge.","passages":[{"source":[4,16],"suspicious":[2,8]}],"obfuscation":"none"}"#;
const DOCUMENT: &str = r#"{"id":"d","text":"The bridge was closed.","cluster":"x"}"#;

fuzz_target!(|bytes: &[u8]| {
    let mut bytes = Bytes::new(bytes);
    let kind = bytes.byte();
    let mut line = match kind % 4 {
        0 => bytes.rest().to_vec(),
        1 => PAIR.into(),
        2 => ALIGN.into(),
        _ => DOCUMENT.into(),
    };
    mutate(&mut line, &mut bytes);
    check(PairRow::parse(&line).map(|row| row.texts.id.to_string()));
    check(DocumentRow::parse(&line).map(|row| row.cluster));
    let row = AlignRow::parse(&line);
    if let Ok(row) = &row {
        let lengths = (
            row.texts.source.chars().count(),
            row.texts.suspicious.chars().count(),
        );
        for passage in &row.passages {
            assert!(passage.source.start <= passage.source.end && passage.source.end <= lengths.0);
            assert!(
                passage.suspicious.start <= passage.suspicious.end
                    && passage.suspicious.end <= lengths.1
            );
        }
    }
    check(row.map(|row| row.texts.id.to_string()));
});

/// Checks that a message fits one line of a terminal.
fn check(read: Result<String, String>) {
    if let Err(message) = read {
        assert!(!message.is_empty());
        assert!(!message.chars().any(char::is_control), "{message:?}");
    }
}
