//! The measures of what two texts share: a file each, and one table that names them all.
//!
//! A measure is a function from a [`Subject`] to a [`MeasureReading`]: its value, and where in both
//! texts it was read. The table below holds its name, the sign that its weight may have, the
//! channels that weigh it and the words for an editor. [`Measure`] and [`Measure::ALL`] follow from the
//! table, so that a measure without a row does not exist and a row without a file does not compile.

mod subject;

use std::fmt;

pub(super) use subject::PRIOR;
use subject::REACH;
pub(crate) use subject::Subject;

use super::model::ChannelKind::{self, Names, NoNames, Part};
use crate::text::Span;

/// The value of a measure for one pair, and where it was read.
#[derive(Debug, Clone, PartialEq, Default)]
pub(super) struct MeasureReading {
    pub(super) value: f64,
    /// The number of things that were looked at, where a measure counts.
    pub(super) of: usize,
    /// Bytes of the source; empty where the measure is of the text as a whole.
    pub(super) source: Vec<Span>,
    /// Bytes of the suspicious text; empty where the measure is of the text as a whole.
    pub(super) suspicious: Vec<Span>,
}

impl From<f64> for MeasureReading {
    fn from(value: f64) -> Self {
        Self {
            value,
            ..Self::default()
        }
    }
}

/// What a high value speaks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sign {
    Reuse,
    Independence,
}

/// What is known of one measure.
struct MeasureRow {
    name: &'static str,
    sign: Sign,
    channels: &'static [ChannelKind],
    high: &'static str,
    low: &'static str,
    read: fn(&Subject) -> MeasureReading,
}

macro_rules! measures {
    ($($(#[$doc:meta])* $measure:ident = $file:ident, $sign:ident, [$($channel:ident),*], $high:literal, $low:literal;)*) => {
        $(mod $file;)*

        /// One measure of what two texts share.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        #[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
        #[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
        #[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
        #[non_exhaustive]
        pub enum Measure {
            $($(#[$doc])* $measure,)*
        }

        const ROWS: [MeasureRow; [$(stringify!($measure)),*].len()] = [$(MeasureRow {
            name: stringify!($file),
            sign: Sign::$sign,
            channels: &[$($channel),*],
            high: $high,
            low: $low,
            read: $file::read,
        },)*];

        impl Measure {
            /// All measures.
            pub const ALL: [Self; ROWS.len()] = [$(Self::$measure,)*];
        }
    };
}

measures! {
    /// Share of the names and numbers of the suspicious text that the source has as well, from 0 to
    /// 1; .5 where it has none.
    FactsShared = facts_shared, Reuse, [Names, NoNames],
        "names and numbers also occur in the source",
        "names and numbers also occur in the source";
    /// Information of the names and numbers that the source lacks, each weighted by the share of
    /// its surroundings that the source has (.15 at least), over the square root of the text's
    /// information, as ln(1 + 4 · ratio): the first new facts say most.
    FactsNew = facts_new, Independence, [Names, NoNames],
        "names and numbers are not in the source",
        "names and numbers are not in the source";
    /// Of the terms that occur once in each text: how near neighbours in the suspicious text are in
    /// the source, from 0 to 1.
    Near = near, Reuse, [Names, NoNames],
        "words that both texts have once are as near each other as in the source",
        "words that both texts have once are farther apart in the source";
    /// Information shared in the source's order beyond what the reversed source gives, over the
    /// information that both texts share, weighted by surroundings, plus 40 nats.
    Order = order, Reuse, [Names, NoNames],
        "what is shared follows the source's order",
        "what is shared does not follow the source's order";
    /// Information that the sentences of the suspicious text share with one sentence of the source
    /// each, no source sentence twice, over the information of the text plus 20 nats; from 0 to 1.
    SentencesMatched = sentences_matched, Reuse, [Names, NoNames],
        "its sentences match single sentences of the source",
        "few of its sentences match a sentence of the source";
    /// Information that sentences share with source sentences in the source's order, beyond what
    /// the reversed source gives, over the information of the text plus 20 nats; from 0 to 1.
    SentencesInOrder = sentences_in_order, Reuse, [Names, NoNames],
        "its sentences follow those of the source",
        "its sentences do not follow those of the source";
    /// Share of the suspicious text's information that the source has as well, squared: two texts
    /// on one topic share some of it, so only a large share says something. Weighed only where
    /// names can't be read.
    Overlap = overlap, Reuse, [NoNames],
        "the source has much of what the text says",
        "the source has little of what the text says";
    /// Evidence of the strongest passage: ln(1 + nats / 100).
    Passage = passage, Reuse, [Part],
        "there is a strong passage",
        "there is no strong passage";
    /// Evidence of the best region beyond that of the best region against the reversed source:
    /// ln(1 + nats / 20).
    RegionExcess = region_excess, Reuse, [Part],
        "one region follows the source closely",
        "no region follows the source closely";
    /// Share of the information outside the best region that the source has as well, beyond what a
    /// text of the source's length has by chance, as far as it exceeds a quarter; .1 at most.
    Outside = outside, Independence, [Part],
        "the rest of the text shares much with the source too",
        "the rest of the text shares little with the source";
    /// How far passages have the form of the source with other facts in it, from 0 to .58: the
    /// share of the facts in frames of equal words that differ, above .42. No weight is fitted: its
    /// multiple is taken off the log-odds.
    FactsReplaced = facts_replaced, Independence, [],
        "facts differ in sentences of the same form",
        "facts differ in sentences of the same form";
    /// As [`Measure::Order`] plus 20 nats instead of 40: what families are told by.
    OrderGiven = order_given, Reuse, [],
        "what is shared follows the source's order",
        "what is shared does not follow the source's order";
    /// Share of the suspicious text's information that lies inside the passages.
    Reused = reused, Reuse, [],
        "a large share lies in passages",
        "little lies in passages";
    /// Share of the suspicious text's three-word runs that occur word for word in the source.
    Wording = wording, Reuse, [],
        "runs of words are taken over",
        "few runs of words are taken over";
}

impl Measure {
    const fn row(self) -> &'static MeasureRow {
        &ROWS[self as usize]
    }

    /// Returns its name in tables, model files and JSON.
    pub const fn name(self) -> &'static str {
        self.row().name
    }

    /// Returns `true` if a high value speaks for reuse; the weight of a measure never has the other
    /// sign.
    pub const fn speaks_for_reuse(self) -> bool {
        matches!(self.row().sign, Sign::Reuse)
    }

    /// Returns what it says of a pair where it is high, in a few words.
    pub const fn meaning(self) -> &'static str {
        self.row().high
    }

    /// Returns what it says of a pair where it is low, in a few words.
    pub const fn meaning_when_low(self) -> &'static str {
        self.row().low
    }

    /// Returns `true` if a channel weighs this measure.
    pub(super) fn is_of(self, channel: ChannelKind) -> bool {
        self.row().channels.contains(&channel)
    }

    /// Reads the measure from a pair.
    pub(super) fn read(self, subject: &Subject) -> MeasureReading {
        (self.row().read)(subject)
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Protects tables and model files, which know measures by name.
    #[test]
    fn every_measure_has_a_name_of_its_own() {
        let mut names = Measure::ALL.map(Measure::name);
        names.sort_unstable();
        assert!(names.windows(2).all(|two| two[0] != two[1]));
    }
}
