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
    /// How much the names and numbers that the source lacks tell, each times the share of its surroundings that the source has
    /// as well (.15 at least), over the square root of what the text tells: ln(1 + ratio · 4), because the first new facts
    /// tell most.
    FactsNew,
    /// Of the terms that stand once in each text: how near neighbours in the suspicious text stand in the source, from 0
    /// to 1.
    Near,
    /// How near words that stand beside each other stand in the source, wherever it has them, beyond what words further apart
    /// do; from 0 to 1.
    Together,
    /// Information shared in the source's order beyond what the reversed source gives, over all information that the two texts
    /// share, each word's times the square of the share of its surroundings that the source has as well.
    OrderGiven,
    /// Share of the suspicious text's information that the source has as well, squared: two texts on one topic share some of it,
    /// so only a large share tells.
    Overlap,
    /// Share of the suspicious text's information that lies inside the passages.
    Reused,
    /// Evidence of the strongest passage: ln(1 + nats / 100).
    Passage,
    /// Evidence of the best region beyond that of the best region against the reversed source: ln(1 + nats / 20).
    RegionExcess,
    /// Share of the information outside the best region that the source has as well, beyond what a text of the source's length
    /// has by chance, as far as it exceeds a quarter.
    Outside,
    /// Share of the suspicious text's three-word runs that stand word for word in the source.
    Wording,
}

impl Measure {
    /// All measures.
    pub const ALL: [Self; 11] = [
        Self::FactsShared,
        Self::FactsNew,
        Self::Near,
        Self::Together,
        Self::OrderGiven,
        Self::Overlap,
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
            Self::Near => "near",
            Self::Together => "together",
            Self::OrderGiven => "order_given",
            Self::Overlap => "overlap",
            Self::Reused => "reused",
            Self::Passage => "passage",
            Self::RegionExcess => "region_excess",
            Self::Outside => "outside",
            Self::Wording => "wording",
        }
    }

    /// Whether a high value speaks for reuse; the weight of a measure never has the other sign.
    pub const fn speaks_for_reuse(self) -> bool {
        !matches!(self, Self::FactsNew | Self::Outside)
    }

    /// What it says of a pair where it is high, in a few words.
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::FactsShared => "names and numbers stand in the source as well",
            Self::FactsNew => "names and numbers are not in the source",
            Self::Near => {
                "words that both texts have once stand as near each other as in the source"
            }
            Self::Together => "neighbouring words are neighbours in the source",
            Self::OrderGiven => "what is shared stands in the source's order",
            Self::Overlap => "the source has much of what the text tells",
            Self::Reused => "a large share lies in reused passages",
            Self::Passage => "there is a strong passage",
            Self::RegionExcess => "one region follows the source closely",
            Self::Outside => "the rest of the text shares much with the source too",
            Self::Wording => "runs of words are taken over",
        }
    }

    /// What it says of a pair where it is low, in a few words.
    pub const fn meaning_when_low(self) -> &'static str {
        match self {
            Self::FactsShared => "names and numbers stand in the source as well: few of all",
            Self::FactsNew => {
                "names and numbers are not in the source: few of them beside what it has"
            }
            Self::Near => "words that both texts have once stand farther apart in the source",
            Self::Together => "neighbouring words are scattered in the source",
            Self::OrderGiven => "what is shared does not stand in the source's order",
            Self::Overlap => "the source has little of what the text tells",
            Self::Reused => "little lies in reused passages",
            Self::Passage => "there is no strong passage",
            Self::RegionExcess => "no region follows the source closely",
            Self::Outside => "the rest of the text shares little with the source",
            Self::Wording => "few runs of words are taken over",
        }
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

    #[test]
    fn every_measure_has_a_name_of_its_own() {
        let mut names = Measure::ALL.map(Measure::name);
        names.sort_unstable();
        assert!(names.windows(2).all(|two| two[0] != two[1]));
        assert!(
            Measure::ALL
                .iter()
                .enumerate()
                .all(|(at, measure)| *measure as usize == at)
        );
    }
}
