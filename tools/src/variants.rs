//! What a pair looks like in rougher circumstances: the same label, another dress.

/// The variant of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Variant {
    /// As it is.
    Plain,
    /// The suspicious text all in lower case.
    Lower,
    /// The suspicious text all in upper case.
    Upper,
    /// Each text under a headline, a byline and a date of its own.
    Headed,
    /// Only the first three sentences of the suspicious text.
    Short,
    /// Unrelated text after the source.
    LongSource,
    /// Unrelated text before and after the suspicious text.
    Embedded,
}

impl Variant {
    pub const ALL: [Self; 7] = [
        Self::Plain,
        Self::Lower,
        Self::Upper,
        Self::Headed,
        Self::Short,
        Self::LongSource,
        Self::Embedded,
    ];

    /// Dresses a pair; `other` is an unrelated text, `seed` picks what is picked.
    pub fn dress(
        self,
        source: &str,
        suspicious: &str,
        other: &str,
        seed: usize,
    ) -> (String, String) {
        let half = |text: &str, second: bool| {
            let mut middle = text.len() / 2;
            while !text.is_char_boundary(middle) || !text[..middle].ends_with(' ') && middle > 0 {
                middle -= 1;
            }
            if second {
                text[middle..].to_owned()
            } else {
                text[..middle].to_owned()
            }
        };
        let head = |text: &str, seed: usize| {
            const NAMES: [&str; 6] = [
                "Maria Lind",
                "Tom Okafor",
                "J. R. Petersen",
                "Anna Bauer",
                "Sam Whitfield",
                "Li Wen",
            ];
            const HEADS: [&str; 6] = [
                "Live updates: all the latest from the region",
                "What We Know So Far",
                "Officials React To Latest News",
                "Story of the day",
                "Breaking News From Around The World",
                "Report raises new questions",
            ];
            const DATES: [&str; 6] = [
                "12 March 2019",
                "Tuesday, April 7, 2020",
                "Published 09:41 GMT",
                "2018-11-03",
                "Updated 3 hours ago",
                "June 21, 2017",
            ];
            format!(
                "{}\nBy {}\n{}\n\n{text}",
                HEADS[seed % 6],
                NAMES[seed / 6 % 6],
                DATES[seed / 36 % 6]
            )
        };
        match self {
            Self::Plain => (source.to_owned(), suspicious.to_owned()),
            Self::Lower => (source.to_owned(), suspicious.to_lowercase()),
            Self::Upper => (source.to_owned(), suspicious.to_uppercase()),
            Self::Headed => (head(source, seed), head(suspicious, seed * 31 + 7)),
            Self::Short => {
                let mut ends = suspicious.char_indices().filter(|&(at, c)| {
                    ".!?".contains(c) && suspicious[at + 1..].starts_with([' ', '\n']) && at > 20
                });
                let end = ends.nth(2).map_or(suspicious.len(), |(at, _)| at + 1);
                (source.to_owned(), suspicious[..end].to_owned())
            }
            Self::LongSource => (format!("{source}\n\n{other}"), suspicious.to_owned()),
            Self::Embedded => (
                source.to_owned(),
                format!(
                    "{}\n\n{suspicious}\n\n{}",
                    half(other, false),
                    half(other, true)
                ),
            ),
        }
    }
}
