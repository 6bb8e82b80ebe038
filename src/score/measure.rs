//! The measures by name.

use std::fmt;

/// One measure of what two texts share.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case"))]
#[non_exhaustive]
pub enum Measure {
    /// Share of the names and numbers of the suspicious text that the source has as well, from 0 to 1; .5 where it has none.
    FactsShared,
    /// Information of the names and numbers that the source lacks, as a share of the suspicious text's; its square root,
    /// because the first new facts tell most.
    FactsNew,
    /// Information of the numbers inside the best region that the source lacks, as a share of the suspicious text's.
    NumbersNew,
    /// Of the terms that stand once in each text: how near neighbours in the suspicious text stand in the source, from 0
    /// to 1.
    Near,
    /// Information shared in the source's order beyond what the reversed source gives, as a share of the suspicious text's.
    OrderExcess,
    /// The same, as a share of all information that the two texts share.
    OrderGiven,
    /// Share of the suspicious text's information that lies inside the passages.
    Reused,
    /// Evidence of the strongest passage: ln(1 + nats / 100).
    Passage,
    /// Evidence of the best region beyond that of the best region against the reversed source: ln(1 + nats / 20).
    RegionExcess,
    /// Share of the information outside the best region that the source has as well, as far as it exceeds .2.
    Outside,
    /// Share of the suspicious text's three-word runs that stand word for word in the source.
    Wording,
}

impl Measure {
    /// All measures.
    pub const ALL: [Self; 11] = [
        Self::FactsShared,
        Self::FactsNew,
        Self::NumbersNew,
        Self::Near,
        Self::OrderExcess,
        Self::OrderGiven,
        Self::Reused,
        Self::Passage,
        Self::RegionExcess,
        Self::Outside,
        Self::Wording,
    ];

    /// Its name in tables and reports.
    pub const fn name(self) -> &'static str {
        match self {
            Self::FactsShared => "facts_shared",
            Self::FactsNew => "facts_new",
            Self::NumbersNew => "numbers_new",
            Self::Near => "near",
            Self::OrderExcess => "order_excess",
            Self::OrderGiven => "order_given",
            Self::Reused => "reused",
            Self::Passage => "passage",
            Self::RegionExcess => "region_excess",
            Self::Outside => "outside",
            Self::Wording => "wording",
        }
    }

    /// What it says of a pair where it is high, in a few words.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::FactsShared => "names and numbers that the source has as well",
            Self::FactsNew => "names and numbers that the source lacks",
            Self::NumbersNew => "numbers that the source lacks, amid shared text",
            Self::Near => "shared words stand as near each other as in the source",
            Self::OrderExcess => "much stands in the source's order",
            Self::OrderGiven => "what is shared stands in the source's order",
            Self::Reused => "a large share lies in reused passages",
            Self::Passage => "a strong passage",
            Self::RegionExcess => "one region follows the source closely",
            Self::Outside => "the rest of the text shares words with the source too",
            Self::Wording => "runs of words taken over",
        }
    }
}

impl fmt::Display for Measure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}
