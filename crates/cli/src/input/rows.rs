//! Rows of JSON lines, read so that whatever is wrong with one is said by the name of its field.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Serialize, Serializer};
use serde_json::Value;
use serde_json::value::RawValue;

/// An id: a string or a number of any size, kept as it is written in JSON.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Id(Box<str>);

impl Id {
    pub(super) fn of_name(name: &Value) -> Self {
        Self(name.to_string().into())
    }

    /// Reads an id as it is written in JSON.
    ///
    /// # Errors
    /// Where it is neither a string nor a number; the message says what it is.
    pub fn from_json(json: &str) -> Result<Self, String> {
        match serde_json::from_str(json) {
            // Serialised again, so that one string has one form.
            Ok(name @ Value::String(_)) => Ok(Self::of_name(&name)),
            Ok(Value::Number(_)) => Ok(Self(json.trim().into())),
            Ok(other) => Err(what(&other).to_owned()),
            Err(error) => Err(not_json(&error)),
        }
    }

    /// Returns the id as it is written in JSON.
    pub fn as_json(&self) -> &str {
        &self.0
    }
}

/// Shows a string without its quotation marks.
impl fmt::Display for Id {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        match serde_json::from_str::<String>(&self.0) {
            Ok(name) => out.write_str(&name),
            Err(_) => out.write_str(&self.0),
        }
    }
}

impl Serialize for Id {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serde_json::from_str::<&RawValue>(&self.0)
            .map_err(serde::ser::Error::custom)?
            .serialize(serializer)
    }
}

/// The fields of a row, taken out one by one.
pub struct Fields(BTreeMap<String, Box<RawValue>>);

impl Fields {
    /// Reads a line.
    ///
    /// # Errors
    /// Where it is no UTF-8 or no JSON object.
    pub fn parse(line: &[u8]) -> Result<Self, String> {
        let line = str::from_utf8(line.trim_ascii()).map_err(|error| {
            format!("byte {} of the line is not UTF-8", error.valid_up_to() + 1)
        })?;
        if line.starts_with('{') {
            return match serde_json::from_str(line) {
                Ok(fields) => Ok(Self(fields)),
                Err(error) => Err(not_json(&error)),
            };
        }
        let value: Value = serde_json::from_str(line).map_err(|error| not_json(&error))?;
        Err(format!("a row must be an object, not {}", what(&value)))
    }

    /// Reads an object within a row.
    ///
    /// # Errors
    /// Where it is no object.
    pub fn of(value: &Value) -> Result<Self, String> {
        serde_json::from_value(value.clone())
            .map(Self)
            .map_err(|_| format!("it must be an object, not {}", what(value)))
    }

    /// Takes out a field.
    ///
    /// # Errors
    /// Where it is missing.
    pub fn take(&mut self, name: &str) -> Result<Value, String> {
        let raw = self.take_raw(name)?;
        serde_json::from_str(raw.get())
            .map_err(|error| format!("the field `{name}`: {}", not_json(&error)))
    }

    /// Returns `true` if a field is there and not null.
    pub fn has(&self, name: &str) -> bool {
        self.0.get(name).is_some_and(|raw| raw.get() != "null")
    }

    fn take_raw(&mut self, name: &str) -> Result<Box<RawValue>, String> {
        self.0
            .remove(name)
            .ok_or_else(|| format!("the field `{name}` is missing"))
    }

    /// Takes out a string.
    ///
    /// # Errors
    /// Where it is missing or no string.
    pub fn text(&mut self, name: &str) -> Result<String, String> {
        match self.take(name)? {
            Value::String(text) => Ok(text),
            other => Err(format!(
                "the field `{name}` must be a string, not {}",
                what(&other)
            )),
        }
    }

    /// Takes out a string that may be missing or null, such as the name of a group.
    ///
    /// # Errors
    /// Where it is something else.
    pub fn group(&mut self, name: &str) -> Result<Option<String>, String> {
        self.has(name).then(|| self.text(name)).transpose()
    }

    /// Takes out a whole number from 0.
    ///
    /// # Errors
    /// Where it is missing or something else.
    pub fn count(&mut self, name: &str) -> Result<usize, String> {
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

    /// Takes out the field `label`: 0 or 1, or a truth value.
    ///
    /// # Errors
    /// Where it is missing or something else.
    pub fn label(&mut self) -> Result<bool, String> {
        match self.take("label")? {
            Value::Bool(label) => Ok(label),
            Value::Number(label) if label.as_u64() == Some(1) => Ok(true),
            Value::Number(label) if label.as_u64() == Some(0) => Ok(false),
            other => Err(format!(
                "the label must be 0 or 1, not {}",
                shortened(&other)
            )),
        }
    }

    /// Takes out the field `id`.
    ///
    /// # Errors
    /// Where it is missing, or neither a string nor a number.
    pub fn id(&mut self) -> Result<Id, String> {
        self.name("id")
    }

    /// Takes out a field that is a string or a number.
    ///
    /// # Errors
    /// Where it is missing or something else.
    pub fn name(&mut self, name: &str) -> Result<Id, String> {
        Id::from_json(self.take_raw(name)?.get())
            .map_err(|what| format!("the field `{name}` must be a string or a number, not {what}"))
    }
}

/// Says what is wrong with the JSON of a line; the parser counts lines too, always 1 here.
fn not_json(error: &serde_json::Error) -> String {
    let message = error.to_string();
    let reason = message.split(" at line ").next().unwrap_or(&message);
    format!("not JSON: {reason} (column {})", error.column())
}

/// Returns what kind of value it is, for a message.
pub fn what(value: &Value) -> &'static str {
    match value {
        Value::Null => "null",
        Value::Bool(_) => "a truth value",
        Value::Number(_) => "a number",
        Value::String(_) => "a string",
        Value::Array(_) => "an array",
        Value::Object(_) => "an object",
    }
}

/// Returns a value as it is written, for a message of one line.
fn shortened(value: &Value) -> String {
    // JSON leaves some controls as they are, such as U+007F.
    let written = value.to_string().replace(char::is_control, "\u{fffd}");
    match written.char_indices().nth(40) {
        Some((end, _)) => format!("{}…", &written[..end]),
        None => written,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// What a row holds cannot steer the terminal that shows the message.
    #[test]
    fn a_message_holds_no_controls() {
        let value = Value::from("a\u{7f}b\u{85}c\n");
        assert_eq!(shortened(&value), "\"a\u{fffd}b\u{fffd}c\\n\"");
    }
}
