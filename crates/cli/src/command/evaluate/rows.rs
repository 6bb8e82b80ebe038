//! The kinds of rows, read so that whatever is wrong with one is said by the name of its field.

use retold::Span;
use retold::eval::SpanPair;
use serde_json::Value;

use crate::input::rows::{Fields, Id, what};

/// `{"id","source","suspicious","label","kind"?}`
pub(crate) struct PairRow {
    pub(crate) texts: Texts,
    pub(crate) label: bool,
    pub(crate) kind: Option<String>,
}

/// `{"id","source","suspicious","passages","obfuscation"?}`
pub(crate) struct AlignRow {
    pub(crate) texts: Texts,
    pub(crate) passages: Vec<SpanPair>,
    pub(crate) obfuscation: Option<String>,
}

/// `{"id","text","cluster"}`
pub(crate) struct DocumentRow {
    pub(crate) text: String,
    pub(crate) cluster: String,
}

/// What every row of two texts has.
pub(crate) struct Texts {
    /// As it is in the row: a string or a number.
    pub(crate) id: Id,
    pub(crate) source: String,
    pub(crate) suspicious: String,
}

/// A row of one of the kinds.
pub(crate) trait Row: Sized + Send + Sync {
    fn from_fields(fields: Fields) -> Result<Self, String>;

    fn parse(line: &[u8]) -> Result<Self, String> {
        Self::from_fields(Fields::parse(line)?)
    }
}

/// A row of two texts.
pub(crate) trait PairOfTexts: Row {
    fn texts(&self) -> &Texts;
}

impl Row for PairRow {
    fn from_fields(mut fields: Fields) -> Result<Self, String> {
        Ok(Self {
            label: fields.label()?,
            kind: fields.group("kind")?,
            texts: texts(&mut fields)?,
        })
    }
}

impl PairOfTexts for PairRow {
    fn texts(&self) -> &Texts {
        &self.texts
    }
}

impl Row for AlignRow {
    fn from_fields(mut fields: Fields) -> Result<Self, String> {
        let passages = match fields.take("passages")? {
            Value::Array(passages) => passages,
            other => {
                return Err(format!(
                    "the field `passages` must be an array, not {}",
                    what(&other)
                ));
            }
        };
        let obfuscation = fields.group("obfuscation")?;
        let texts = texts(&mut fields)?;
        let lengths = (
            texts.source.chars().count(),
            texts.suspicious.chars().count(),
        );
        let passages = (1..).zip(passages).map(|(number, passage)| {
            span_pair(&passage, lengths).map_err(|problem| format!("passage {number}: {problem}"))
        });
        Ok(Self {
            passages: passages.collect::<Result<_, _>>()?,
            obfuscation,
            texts,
        })
    }
}

impl PairOfTexts for AlignRow {
    fn texts(&self) -> &Texts {
        &self.texts
    }
}

impl Row for DocumentRow {
    fn from_fields(mut fields: Fields) -> Result<Self, String> {
        fields.id()?;
        let cluster = fields.name("cluster")?.to_string();
        Ok(Self {
            text: fields.text("text")?,
            cluster,
        })
    }
}

fn texts(fields: &mut Fields) -> Result<Texts, String> {
    Ok(Texts {
        id: fields.id()?,
        source: fields.text("source")?,
        suspicious: fields.text("suspicious")?,
    })
}

/// Returns a passage in code points of two texts of these lengths.
fn span_pair(passage: &Value, (source, suspicious): (usize, usize)) -> Result<SpanPair, String> {
    let mut fields = Fields::of(passage)?;
    let mut span = |side: &str, text: &str, available: usize| {
        let start = fields.count(&format!("{side}_offset"))?;
        let length = fields.count(&format!("{side}_length"))?;
        match start.checked_add(length) {
            Some(end) if end <= available => Ok(Span::new(start, end)),
            _ => Err(format!(
                "offset {start} and length {length} reach beyond the {text} text of {available} code points"
            )),
        }
    };
    Ok(SpanPair {
        source: span("src", "source", source)?,
        suspicious: span("susp", "suspicious", suspicious)?,
    })
}
