//! The kinds of rows, read so that whatever is wrong with one is said by the name of its field.

use retold::Span;
use retold::eval::SpanPair;
use serde_json::{Map, Value};

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
    pub(crate) id: Value,
    pub(crate) source: String,
    pub(crate) suspicious: String,
}

/// A row of one of the kinds.
pub(crate) trait Row: Sized + Send + Sync {
    fn from_fields(fields: Fields) -> Result<Self, String>;

    fn parse(line: &[u8]) -> Result<Self, String> {
        let line = str::from_utf8(line.trim_ascii_end()).map_err(|error| {
            format!("byte {} of the line is not UTF-8", error.valid_up_to() + 1)
        })?;
        match serde_json::from_str(line).map_err(|error| not_json(&error))? {
            Value::Object(fields) => Self::from_fields(Fields(fields)),
            other => Err(format!("a row must be an object, not {}", what(&other))),
        }
    }
}

/// A row of two texts.
pub(crate) trait PairOfTexts: Row {
    fn texts(&self) -> &Texts;
}

impl Row for PairRow {
    fn from_fields(mut fields: Fields) -> Result<Self, String> {
        let label = match fields.take("label")? {
            Value::Bool(label) => label,
            Value::Number(label) if label.as_u64() == Some(1) => true,
            Value::Number(label) if label.as_u64() == Some(0) => false,
            other => {
                return Err(format!(
                    "the label must be 0 or 1, not {}",
                    shortened(&other)
                ));
            }
        };
        Ok(Self {
            label,
            kind: fields.group("kind")?,
            texts: fields.texts()?,
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
        let texts = fields.texts()?;
        let lengths = (
            texts.source.chars().count(),
            texts.suspicious.chars().count(),
        );
        let passages = (1..).zip(passages).map(|(number, passage)| {
            span_pair(passage, lengths).map_err(|problem| format!("passage {number}: {problem}"))
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
        let cluster = match fields.take("cluster")? {
            Value::String(cluster) => cluster,
            Value::Number(cluster) => cluster.to_string(),
            other => {
                return Err(format!(
                    "the field `cluster` must be a string or a number, not {}",
                    what(&other)
                ));
            }
        };
        Ok(Self {
            text: fields.text("text")?,
            cluster,
        })
    }
}

/// The fields of a row, taken out one by one.
pub(crate) struct Fields(Map<String, Value>);

impl Fields {
    fn take(&mut self, name: &str) -> Result<Value, String> {
        self.0
            .remove(name)
            .ok_or_else(|| format!("the field `{name}` is missing"))
    }

    fn text(&mut self, name: &str) -> Result<String, String> {
        match self.take(name)? {
            Value::String(text) => Ok(text),
            other => Err(format!(
                "the field `{name}` must be a string, not {}",
                what(&other)
            )),
        }
    }

    /// The name of the group that a row belongs to, where it has one.
    fn group(&mut self, name: &str) -> Result<Option<String>, String> {
        match self.0.get(name) {
            None | Some(Value::Null) => Ok(None),
            Some(_) => self.text(name).map(Some),
        }
    }

    fn count(&mut self, name: &str) -> Result<usize, String> {
        let value = self.take(name)?;
        value
            .as_u64()
            .and_then(|count| usize::try_from(count).ok())
            .ok_or_else(|| {
                format!(
                    "the field `{name}` must be a whole number from 0, not {}",
                    shortened(&value)
                )
            })
    }

    fn id(&mut self) -> Result<Value, String> {
        match self.take("id")? {
            id @ (Value::String(_) | Value::Number(_)) => Ok(id),
            other => Err(format!(
                "the field `id` must be a string or a number, not {}",
                what(&other)
            )),
        }
    }

    fn texts(&mut self) -> Result<Texts, String> {
        Ok(Texts {
            id: self.id()?,
            source: self.text("source")?,
            suspicious: self.text("suspicious")?,
        })
    }
}

/// A passage in code points of two texts of these lengths.
fn span_pair(passage: Value, (source, suspicious): (usize, usize)) -> Result<SpanPair, String> {
    let Value::Object(fields) = passage else {
        return Err(format!("it must be an object, not {}", what(&passage)));
    };
    let mut fields = Fields(fields);
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

/// What is wrong with the JSON of a line; the parser counts lines too, always 1 here.
fn not_json(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let reason = message.split(" at line ").next().unwrap_or(&message);
    format!("not JSON: {reason} (column {})", error.column())
}

fn what(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// A value as it is written, for a message.
fn shortened(value: &Value) -> String {
    let written = value.to_string();
    match written.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &written[..end]),
        None => written,
    }
}
