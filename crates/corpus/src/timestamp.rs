//! A point in time, to the second.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use time::OffsetDateTime;
use time::format_description::well_known::Rfc3339;

use crate::error::Error;

/// A point in time, to the second: when an article was published.
///
/// Read from RFC 3339 (`2026-05-04T10:00:00+02:00`) or from a date alone (`2026-05-04`, midnight in
/// UTC); written as RFC 3339 in UTC.
///
/// ```
/// use retold_corpus::Timestamp;
///
/// let time: Timestamp = "2026-05-04T10:00:00+02:00".parse()?;
/// assert_eq!(time.to_string(), "2026-05-04T08:00:00Z");
/// assert!("2026-05-04".parse::<Timestamp>()? < time);
/// assert!("yesterday".parse::<Timestamp>().is_err());
/// # Ok::<(), retold_corpus::Error>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Timestamp(i64);

impl Timestamp {
    /// Creates the time this many seconds after the start of 1970 in UTC; negative numbers are
    /// before it.
    pub const fn from_unix(seconds: i64) -> Self {
        Self(seconds)
    }

    /// Returns the seconds since the start of 1970 in UTC.
    pub const fn unix(self) -> i64 {
        self.0
    }
}

impl FromStr for Timestamp {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self, Error> {
        let midnight;
        let whole = match text.len() {
            10 => {
                midnight = format!("{text}T00:00:00Z");
                &midnight
            }
            _ => text,
        };
        OffsetDateTime::parse(whole, &Rfc3339)
            .map(|time| Self(time.unix_timestamp()))
            .map_err(|_| Error::Timestamp {
                given: text.to_owned(),
            })
    }
}

impl fmt::Display for Timestamp {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let time = OffsetDateTime::from_unix_timestamp(self.0).ok();
        match time.and_then(|time| time.format(&Rfc3339).ok()) {
            Some(text) => formatter.write_str(&text),
            None => write!(formatter, "{} s", self.0),
        }
    }
}

impl TryFrom<String> for Timestamp {
    type Error = Error;

    fn try_from(text: String) -> Result<Self, Error> {
        text.parse()
    }
}

impl From<Timestamp> for String {
    fn from(time: Timestamp) -> Self {
        time.to_string()
    }
}
