//! The fields of the index.

use tantivy::schema::{
    FAST, Field, IndexRecordOption, STORED, STRING, Schema, TextFieldIndexing, TextOptions,
};

use super::tokens::TOKENIZER;

/// The fields of an entry.
#[derive(Debug, Clone, Copy)]
pub(super) struct Fields {
    /// The key, looked up as a whole.
    pub(super) key: Field,
    /// The stems, with how often each occurs.
    pub(super) stems: Field,
    /// The text, only stored.
    pub(super) text: Field,
    /// Seconds since 1970.
    pub(super) published: Field,
    pub(super) group: Field,
    pub(super) language: Field,
}

/// The name of the column that filters by date.
pub(super) const PUBLISHED: &str = "published";

/// The name of the column that filters by group.
pub(super) const GROUP: &str = "group";

impl Fields {
    pub(super) fn schema() -> (Schema, Self) {
        let mut schema = Schema::builder();
        let stems = TextFieldIndexing::default()
            .set_tokenizer(TOKENIZER)
            .set_index_option(IndexRecordOption::WithFreqs)
            .set_fieldnorms(true);
        let fields = Self {
            key: schema.add_text_field("key", STRING | STORED),
            stems: schema
                .add_text_field("stems", TextOptions::default().set_indexing_options(stems)),
            text: schema.add_text_field("text", STORED),
            published: schema.add_i64_field(PUBLISHED, STORED | FAST),
            group: schema.add_text_field(GROUP, STRING | STORED | FAST),
            language: schema.add_text_field("language", STORED),
        };
        (schema.build(), fields)
    }

    /// Returns the fields of an index that was written before; `None` if it is not one of a corpus.
    pub(super) fn of(schema: &Schema) -> Option<Self> {
        let (expected, fields) = Self::schema();
        (*schema == expected).then_some(fields)
    }
}
