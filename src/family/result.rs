//! What is said of families of texts.

/// Families of texts: which go back to one origin, and which was made from which.
///
/// Texts are numbered as they were given. All probabilities are from 0 to 1 and never NaN.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Families {
    /// The families, in the order of their first texts. A text without relatives is a family of
    /// one.
    pub families: Vec<Family>,
    /// How many independent origins the texts have.
    pub origins: Origins,
    /// Texts without words, which are in no family.
    pub wordless: Vec<usize>,
}

/// The number of independent origins.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Origins {
    /// The likeliest number, which is the number of families.
    pub count: usize,
    /// The number if doubtful pairs of texts have one origin.
    pub low: usize,
    /// The number if doubtful pairs of texts have two origins.
    pub high: usize,
}

/// Texts that go back to one origin.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Family {
    /// The texts, in rising order.
    pub members: Vec<Member>,
    /// Where they come from.
    pub origin: FamilyOrigin,
    /// The probability that their common source is not among them; 0 for a text without relatives.
    pub source_missing: f64,
}

/// Where a family comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case", tag = "kind"))]
#[non_exhaustive]
pub enum FamilyOrigin {
    /// The family is one text.
    Alone,
    /// One of its texts is likely the original.
    Text {
        /// The text.
        text: usize,
        /// Its probability, given that the original is among the texts.
        probability: f64,
    },
    /// The common source is likely not among the texts.
    Missing,
    /// The texts have one origin, but the evidence does not decide which of them it is.
    Undecided {
        /// The likeliest text.
        text: usize,
        /// Its probability, given that the original is among the texts.
        probability: f64,
    },
}

/// One text of a family.
#[derive(Debug, Clone, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct Member {
    /// Which text it is.
    pub text: usize,
    /// Where it comes from.
    pub descent: Descent,
    /// The probability that it has one origin with the text of the family that it is closest to; 0
    /// for a text without relatives.
    pub one_origin: f64,
    /// Its likeliest parents, at most three, likeliest first.
    pub likely_parents: Vec<LikelyParent>,
}

/// A text that another may have been made from.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct LikelyParent {
    /// The text.
    pub text: usize,
    /// Its probability, given what is said of the family's origin.
    pub probability: f64,
}

/// Where a text comes from.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize, serde::Deserialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[cfg_attr(feature = "serde", serde(rename_all = "snake_case", tag = "kind"))]
#[non_exhaustive]
pub enum Descent {
    /// It has an origin of its own.
    Alone,
    /// It is likely the original of its family.
    Original,
    /// It was likely made from another text.
    From {
        /// The text that it was made from.
        parent: usize,
        /// The probability of this parent.
        probability: f64,
    },
    /// It was likely made from a text that is not here, as its siblings were.
    Sibling {
        /// The probability, given that the source is missing.
        probability: f64,
    },
    /// It belongs to the family, but the evidence does not decide what it was made from.
    Undecided,
}

impl Families {
    /// Returns what is said of a text; `None` for a text without words or a number that was not
    /// given.
    pub fn member(&self, text: usize) -> Option<(&Family, &Member)> {
        self.families.iter().find_map(|family| {
            let at = family
                .members
                .binary_search_by_key(&text, |member| member.text);
            Some((family, family.members.get(at.ok()?)?))
        })
    }
}

impl Family {
    /// Returns the text that is likely the original; `None` where the source is missing or the
    /// evidence does not decide.
    pub fn original(&self) -> Option<usize> {
        match self.origin {
            FamilyOrigin::Text { text, .. } => Some(text),
            FamilyOrigin::Alone => self.members.first().map(|member| member.text),
            _ => None,
        }
    }
}

impl Descent {
    /// Returns the parent, if one is named.
    pub fn parent(&self) -> Option<usize> {
        match self {
            Self::From { parent, .. } => Some(*parent),
            _ => None,
        }
    }
}
