//! Offsets in JSON: bytes, or code points for readers that count those, such as Python.

use serde_json::Value;

use crate::Comparison;

/// What the offsets in the JSON of a comparison count.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Offsets {
    /// Bytes of the texts in UTF-8, as in [`Comparison`] itself.
    #[default]
    Bytes,
    /// Unicode code points, as the strings of Python and labelled data count them.
    Chars,
}

impl Comparison {
    /// Returns the comparison as JSON with offsets in this unit; its field `offsets` names the
    /// unit.
    ///
    /// The texts must be those that were compared. With [`Offsets::Bytes`] it is what
    /// [`serde::Serialize`] gives. Only that reads back as a [`Comparison`]: offsets in code points
    /// are for other programs, and are refused.
    ///
    /// # Errors
    /// Where a number is not finite, which no comparison of this crate holds.
    ///
    /// ```
    /// use retold::{Detector, Offsets};
    ///
    /// let (source, suspicious) = ("Der Fluß überschwemmte das Tal.", "Das Tal – es wurde vom Fluß überschwemmt.");
    /// let comparison = Detector::default().compare(source, suspicious);
    /// let json = comparison.to_value(source, suspicious, Offsets::Chars)?;
    /// assert_eq!(json["offsets"], "chars");
    /// # Ok::<(), serde_json::Error>(())
    /// ```
    pub fn to_value(
        &self,
        source: &str,
        suspicious: &str,
        offsets: Offsets,
    ) -> serde_json::Result<Value> {
        let mut value = serde_json::to_value(self)?;
        if offsets == Offsets::Chars {
            let texts = [CodePoints::new(source), CodePoints::new(suspicious)];
            convert(&mut value, &texts, TextSide::Suspicious);
            if let Some(unit) = value.get_mut("offsets") {
                *unit = "chars".into();
            }
        }
        Ok(value)
    }
}

/// The text that a span belongs to.
#[derive(Clone, Copy)]
enum TextSide {
    Source,
    Suspicious,
}

/// Converts every span. Fields are named by the text that their spans belong to; what was dropped
/// is dropped from the source.
fn convert(value: &mut Value, texts: &[CodePoints<'_>; 2], side: TextSide) {
    match value {
        Value::Array(values) => values
            .iter_mut()
            .for_each(|value| convert(value, texts, side)),
        Value::Object(fields) if fields.contains_key("start") && fields.contains_key("end") => {
            for name in ["start", "end"] {
                if let Some(offset) = fields.get_mut(name)
                    && let Some(bytes) = offset.as_u64()
                {
                    *offset = texts[side as usize].before(bytes as usize).into();
                }
            }
        }
        Value::Object(fields) => {
            for (name, value) in fields {
                let side = match name.as_str() {
                    "source" | "source_findings" | "dropped" => TextSide::Source,
                    "suspicious" | "suspicious_findings" | "added" => TextSide::Suspicious,
                    _ => side,
                };
                convert(value, texts, side);
            }
        }
        _ => {}
    }
}

/// Counts the code points before any byte of a text, in constant time.
struct CodePoints<'a> {
    text: &'a [u8],
    /// The code points before every [`STEP`]th byte.
    steps: Vec<usize>,
}

const STEP: usize = 256;

impl<'a> CodePoints<'a> {
    fn new(text: &'a str) -> Self {
        let text = text.as_bytes();
        let steps = text.chunks(STEP).scan(0, |before, chunk| {
            let count = *before;
            *before += starts(chunk);
            Some(count)
        });
        Self {
            text,
            steps: steps.collect(),
        }
    }

    fn before(&self, byte: usize) -> usize {
        let byte = byte.min(self.text.len());
        // A byte at the end of a full last chunk has no step of its own.
        let step = (byte / STEP).min(self.steps.len().saturating_sub(1));
        let counted = self.steps.get(step).copied().unwrap_or(0);
        counted + self.text.get(step * STEP..byte).map_or(0, starts)
    }
}

/// Counts the bytes that begin a code point.
fn starts(bytes: &[u8]) -> usize {
    bytes.iter().filter(|&&byte| byte & 0xc0 != 0x80).count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_points_before_a_byte_are_those_of_the_text() {
        for text in [
            String::new(),
            "a".repeat(STEP),
            "äß– \u{1f600}x".repeat(200),
            "–".repeat(STEP * 2),
        ] {
            let points = CodePoints::new(&text);
            for (count, (byte, _)) in text.char_indices().enumerate() {
                assert_eq!(points.before(byte), count);
            }
            assert_eq!(points.before(text.len()), text.chars().count());
        }
    }
}
