//! When texts were published: dates as ISO 8601 writes them, and files of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use crate::exit::unreadable;

/// A point in time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Date {
    /// Seconds since 1970 began in UTC.
    pub(crate) seconds: i64,
    /// As it was given.
    pub(crate) shown: String,
}

impl Date {
    /// Reads a day, such as `2024-06-04`, or a time of a day, such as `2024-06-04T21:14`,
    /// `2024-06-04 21:14:05Z` or `2024-06-04T21:14+02:00`. Without an offset it is UTC; a day
    /// without a time is its beginning.
    pub(crate) fn parse(given: &str) -> Result<Self, String> {
        let given = given.trim();
        let seconds = seconds(given).ok_or_else(|| {
            format!("`{given}` is no date: write it as 2024-06-04 or 2024-06-04T21:14Z")
        })?;
        Ok(Self {
            seconds,
            shown: given.to_owned(),
        })
    }
}

fn seconds(given: &str) -> Option<i64> {
    let (day, time) = match given.split_once(['T', ' ']) {
        Some((day, time)) => (day, Some(time)),
        None => (given, None),
    };
    let [year, month, date] = numbers(day, '-', &[4, 2, 2])?[..] else {
        return None;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let longest = match month {
        4 | 6 | 9 | 11 => 30,
        2 => 28 + i64::from(leap),
        1..=12 => 31,
        _ => return None,
    };
    if !(1..=longest).contains(&date) {
        return None;
    }
    // Days since 1 March of year 0, with the day that leap years add last.
    let shifted = if month > 2 { year } else { year - 1 };
    let of_year = (153 * ((month + 9) % 12) + 2) / 5 + date - 1;
    let days = 365 * shifted + shifted.div_euclid(4) - shifted.div_euclid(100)
        + shifted.div_euclid(400)
        + of_year
        - 719_468;
    Some(86_400 * days + time.map_or(Some(0), seconds_of_day)?)
}

fn seconds_of_day(time: &str) -> Option<i64> {
    let (clock, offset) = match time.find(['Z', '+', '-']) {
        Some(at) => time.split_at(at),
        None => (time, "Z"),
    };
    // Parts of a second change no order that matters.
    let clock = clock.split_once('.').map_or(clock, |(whole, _)| whole);
    let (hour, minute, second) =
        match numbers(clock, ':', &[2, 2, 2]).or_else(|| numbers(clock, ':', &[2, 2]))?[..] {
            [hour, minute] => (hour, minute, 0),
            [hour, minute, second] => (hour, minute, second),
            _ => return None,
        };
    let offset = match offset.split_at_checked(1)? {
        ("Z", "") => 0,
        (sign @ ("+" | "-"), offset) => {
            let [hours, minutes] = numbers(offset, ':', &[2, 2])?[..] else {
                return None;
            };
            let seconds = 3600 * hours + 60 * minutes;
            if sign == "+" { seconds } else { -seconds }
        }
        _ => return None,
    };
    let is_time = hour < 24 && minute < 60 && second <= 60;
    is_time.then_some(3600 * hour + 60 * minute + second - offset)
}

/// Numbers with these counts of digits with a mark between them.
fn numbers(text: &str, mark: char, digits: &[usize]) -> Option<Vec<i64>> {
    let parts: Vec<&str> = text.split(mark).collect();
    let fits = parts.len() == digits.len()
        && parts.iter().zip(digits).all(|(part, &digits)| {
            part.len() == digits && part.bytes().all(|byte| byte.is_ascii_digit())
        });
    if !fits {
        return None;
    }
    parts.iter().map(|part| part.parse().ok()).collect()
}

/// Dates and outlets of texts by name.
#[derive(Debug, Default)]
pub(crate) struct Dates(BTreeMap<String, (Date, Option<String>)>);

impl Dates {
    /// Reads a file of lines: a name, a tab, a date, and perhaps a tab and an outlet.
    pub(crate) fn read(path: &Path) -> Result<Self, String> {
        let text = fs::read_to_string(path).map_err(|error| unreadable(path, &error))?;
        let mut dates = BTreeMap::new();
        for (number, line) in (1..)
            .zip(text.lines())
            .filter(|(_, line)| !line.trim().is_empty())
        {
            let place = || format!("{}:{number}", path.display());
            let mut columns = line.split('\t');
            let (Some(name), Some(date)) = (columns.next(), columns.next()) else {
                return Err(format!(
                    "{}: a line must be a name, a tab and a date",
                    place()
                ));
            };
            let date = Date::parse(date).map_err(|problem| format!("{}: {problem}", place()))?;
            let outlet = columns.next().filter(|outlet| !outlet.trim().is_empty());
            dates.insert(name.to_owned(), (date, outlet.map(str::to_owned)));
        }
        Ok(Self(dates))
    }

    /// Takes out what is known of a text, by its name or by the last part of its path.
    pub(crate) fn take(&mut self, name: &str) -> Option<(Date, Option<String>)> {
        let last = || Some(Path::new(name).file_name()?.to_string_lossy().into_owned());
        self.0.remove(name).or_else(|| self.0.remove(&last()?))
    }

    /// Returns the names that no text has.
    pub(crate) fn rest(&self) -> impl Iterator<Item = &str> {
        self.0.keys().map(String::as_str)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_seconds_of_utc() {
        for (given, expected) in [
            ("1970-01-01", Some(0)),
            ("1969-12-31", Some(-86_400)),
            ("2000-02-29", Some(951_782_400)),
            ("2024-06-04T21:14:05Z", Some(1_717_535_645)),
            ("2024-06-04 21:14", Some(1_717_535_640)),
            ("2024-06-04T23:14+02:00", Some(1_717_535_640)),
            ("2024-06-04T21:14:05.250Z", Some(1_717_535_645)),
            ("0001-01-01", Some(-62_135_596_800)),
            ("2023-02-29", None),
            ("1900-02-29", None),
            ("2024-13-01", None),
            ("2024-6-4", None),
            ("2024-06-04T24:00", None),
            ("2024-06-04T21:14+2", None),
            ("4 June 2024", None),
            ("", None),
        ] {
            assert_eq!(
                Date::parse(given).ok().map(|date| date.seconds),
                expected,
                "{given}"
            );
        }
    }

    fn file(name: &str, lines: &str) -> std::path::PathBuf {
        let path = std::env::temp_dir().join(format!("retold-{}-{name}", std::process::id()));
        fs::write(&path, lines).unwrap();
        path
    }

    /// A text is known by its whole name, or by the last part of its path; what no text has is
    /// left, to be reported.
    #[test]
    fn dates_and_outlets_are_found_by_name() {
        let path = file(
            "dates.tsv",
            "a.txt\t2024-06-04\tThe Norwick Post\n\nwire/b.txt\t2024-06-05T10:00Z\n\
             c.txt\t2024-06-06\t \nnobody.txt\t2024-06-07\n",
        );
        let mut dates = Dates::read(&path).unwrap();
        fs::remove_file(&path).unwrap();
        let (date, outlet) = dates.take("press/a.txt").unwrap();
        assert_eq!(date.shown, "2024-06-04");
        assert_eq!(outlet.as_deref(), Some("The Norwick Post"));
        assert_eq!(dates.take("a.txt"), None);
        let (date, outlet) = dates.take("wire/b.txt").unwrap();
        assert_eq!((date.seconds, outlet), (1_717_581_600, None));
        // An outlet of white space is none.
        assert_eq!(dates.take("c.txt").unwrap().1, None);
        assert_eq!(dates.rest().collect::<Vec<_>>(), ["nobody.txt"]);
    }

    #[test]
    fn lines_that_are_no_dates_are_named() {
        for (number, lines) in [(1, "a.txt"), (2, "a.txt\t2024-06-04\nb.txt\tsoon\tPost")] {
            let path = file(&format!("wrong-{number}.tsv"), lines);
            let problem = Dates::read(&path).unwrap_err();
            fs::remove_file(&path).unwrap();
            assert!(problem.contains(&format!(":{number}: ")), "{problem}");
        }
    }
}
