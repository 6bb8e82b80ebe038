//! Families of texts against the true ones.

use std::collections::BTreeMap;

use super::ClusterEvaluation;
use crate::family::{Descent, Families, Family, FamilyOrigin};

/// Accumulates sets of texts whose families are known, each with what was found.
///
/// Groups are judged over a whole set; originals and parents within the true families, so that a
/// mistake of grouping does not count twice.
///
/// ```
/// use retold::Detector;
/// use retold::eval::{FamilyEvaluation, TrueParent};
/// use retold::family::FamilyOptions;
///
/// let detector = Detector::default();
/// let documents = detector.documents(&["The barge struck the pier.", "Plum jam needs no pectin."]);
/// let mut evaluation = FamilyEvaluation::new();
/// evaluation.add_groups(&[1, 2], &detector.families(&documents, &FamilyOptions::default()));
/// assert_eq!(evaluation.measures().adjusted_rand_index, Some(1.0));
/// ```
#[derive(Debug, Clone, Default, PartialEq)]
pub struct FamilyEvaluation {
    rand: Vec<f64>,
    origins_right: u64,
    exact: u64,
    roots: Answers,
    parents: Answers,
    /// Families without their source, and of these those of which it was said.
    missing: (u64, u64),
    /// Families with their source, and of these those of which it was said to be missing.
    present: (u64, u64),
}

/// Answers to questions of one kind.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
struct Answers {
    asked: u64,
    answered: u64,
    right: u64,
}

impl Answers {
    fn add(&mut self, answer: Option<bool>) {
        self.asked += 1;
        self.answered += u64::from(answer.is_some());
        self.right += u64::from(answer == Some(true));
    }

    fn merge(&mut self, other: Self) {
        self.asked += other.asked;
        self.answered += other.answered;
        self.right += other.right;
    }
}

/// What a text was truly made from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TrueParent {
    /// Nothing: it is an original.
    Nothing,
    /// The text with this number.
    Text(usize),
    /// A text that is not among those given.
    Absent,
}

/// What [`FamilyEvaluation`] measures. A measure that the data do not define is `None`, never NaN.
#[derive(Debug, Clone, Copy, PartialEq)]
#[cfg_attr(feature = "serde", derive(serde::Serialize))]
#[cfg_attr(feature = "schema", derive(schemars::JsonSchema))]
#[non_exhaustive]
pub struct FamilyMeasures {
    /// The adjusted Rand index of the groups (L. Hubert and P. Arabie, 1985), averaged over sets: 1
    /// for the true groups, 0 by chance.
    pub adjusted_rand_index: Option<f64>,
    /// Share of sets in which the number of origins is right.
    pub origins_right: Option<f64>,
    /// Share of sets that were grouped without a mistake.
    pub exact: Option<f64>,
    /// Share of families with their source in which it was named; an abstention counts as wrong.
    pub root_accuracy: Option<f64>,
    /// Share of families with their source of which something was said: an original, or that the
    /// source is missing.
    pub root_coverage: Option<f64>,
    /// Of these, the share in which the original was named.
    pub root_accuracy_where_decided: Option<f64>,
    /// Share of texts with a parent here whose parent was named; an abstention counts as wrong.
    pub parent_accuracy: Option<f64>,
    /// Share of texts with a parent here of which something was said.
    pub parent_coverage: Option<f64>,
    /// Of these, the share whose parent was named.
    pub parent_accuracy_where_decided: Option<f64>,
    /// Share of families without their source of which that was said.
    pub siblings_without_source: Option<f64>,
    /// Share of families with their source of which it was said to be missing.
    pub siblings_without_source_false: Option<f64>,
    /// Sets that were added.
    pub sets: u64,
    /// Families of two or more texts that were added.
    pub families: u64,
}

impl FamilyEvaluation {
    /// Creates an evaluation to which nothing was added.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a set of texts: the number of the true origin of each text, and what was found.
    pub fn add_groups(&mut self, origins: &[u64], found: &Families) {
        let mut clusters = ClusterEvaluation::new();
        let (mut truly, mut count) = (BTreeMap::new(), 0_u64);
        let mut add = |text: usize, group: u64| {
            if let Some(&origin) = origins.get(text) {
                clusters.add(origin, group);
                *truly.entry(origin).or_insert(0_u64) += 1;
            }
        };
        for family in &found.families {
            for member in &family.members {
                add(member.text, count);
            }
            count += 1;
        }
        for &text in &found.wordless {
            add(text, count);
            count += 1;
        }
        let index = clusters.measures().adjusted_rand_index.unwrap_or(1.0);
        self.rand.push(index);
        self.origins_right += u64::from(truly.len() as u64 == count);
        // The index is 1 for equal partitions alone, give or take the last bit.
        self.exact += u64::from(index > 1.0 - 1e-9);
    }

    /// Adds a true family, whose texts were given alone and as of one origin: what each text was
    /// truly made from, and what was found. A family of one text says nothing and is left out.
    pub fn add_family(&mut self, parents: &[TrueParent], found: &Family) {
        if parents.len() < 2 {
            return;
        }
        let without_parent = |parent: &TrueParent| !matches!(parent, TrueParent::Text(_));
        let mut tops = (0..parents.len()).filter(|&text| without_parent(&parents[text]));
        let said_missing = matches!(found.origin, FamilyOrigin::Missing);
        match (tops.next(), tops.next()) {
            (Some(root), None) => {
                self.roots.add(match found.origin {
                    FamilyOrigin::Text { text, .. } => Some(text == root),
                    FamilyOrigin::Missing => Some(false),
                    _ => None,
                });
                self.present.0 += 1;
                self.present.1 += u64::from(said_missing);
            }
            _ => {
                self.missing.0 += 1;
                self.missing.1 += u64::from(said_missing);
            }
        }
        for member in &found.members {
            if let Some(&TrueParent::Text(parent)) = parents.get(member.text) {
                self.parents.add(match member.descent {
                    Descent::Undecided => None,
                    descent => Some(descent.parent() == Some(parent)),
                });
            }
        }
    }

    /// Adds everything that was added to `other`.
    pub fn merge(&mut self, other: &Self) {
        self.rand.extend(&other.rand);
        self.origins_right += other.origins_right;
        self.exact += other.exact;
        self.roots.merge(other.roots);
        self.parents.merge(other.parents);
        self.missing.0 += other.missing.0;
        self.missing.1 += other.missing.1;
        self.present.0 += other.present.0;
        self.present.1 += other.present.1;
    }

    /// Returns the measures over all that was added so far.
    pub fn measures(&self) -> FamilyMeasures {
        let sets = self.rand.len() as u64;
        // Summed in rising order, so that the order of adding changes no bit.
        let mut rand = self.rand.clone();
        rand.sort_by(f64::total_cmp);
        FamilyMeasures {
            adjusted_rand_index: (sets > 0).then(|| rand.iter().sum::<f64>() / sets as f64),
            origins_right: share(self.origins_right, sets),
            exact: share(self.exact, sets),
            root_accuracy: share(self.roots.right, self.roots.asked),
            root_coverage: share(self.roots.answered, self.roots.asked),
            root_accuracy_where_decided: share(self.roots.right, self.roots.answered),
            parent_accuracy: share(self.parents.right, self.parents.asked),
            parent_coverage: share(self.parents.answered, self.parents.asked),
            parent_accuracy_where_decided: share(self.parents.right, self.parents.answered),
            siblings_without_source: share(self.missing.1, self.missing.0),
            siblings_without_source_false: share(self.present.1, self.present.0),
            sets,
            families: self.missing.0 + self.present.0,
        }
    }
}

fn share(part: u64, whole: u64) -> Option<f64> {
    (whole > 0).then(|| part as f64 / whole as f64)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::family::{Member, Origins};

    fn member(text: usize, descent: Descent) -> Member {
        Member {
            text,
            descent,
            one_origin: 1.0,
            likely_parents: Vec::new(),
        }
    }

    fn family(origin: FamilyOrigin, descents: &[Descent]) -> Family {
        Family {
            members: descents
                .iter()
                .enumerate()
                .map(|(text, &descent)| member(text, descent))
                .collect(),
            origin,
            source_missing: 0.5,
        }
    }

    fn from(parent: usize) -> Descent {
        Descent::From {
            parent,
            probability: 0.9,
        }
    }

    const NAMED: FamilyOrigin = FamilyOrigin::Text {
        text: 0,
        probability: 0.9,
    };

    #[test]
    fn abstentions_count_as_wrong_and_lower_the_coverage() {
        let mut evaluation = FamilyEvaluation::new();
        let truth = [
            TrueParent::Nothing,
            TrueParent::Text(0),
            TrueParent::Text(1),
            TrueParent::Text(1),
        ];
        // One parent right, one wrong, one left open.
        evaluation.add_family(
            &truth,
            &family(
                NAMED,
                &[Descent::Original, from(0), from(0), Descent::Undecided],
            ),
        );
        let open = FamilyOrigin::Undecided {
            text: 0,
            probability: 0.3,
        };
        evaluation.add_family(
            &truth[..2],
            &family(open, &[Descent::Undecided, Descent::Undecided]),
        );
        let measures = evaluation.measures();
        assert_eq!(
            (measures.root_accuracy, measures.root_coverage),
            (Some(0.5), Some(0.5))
        );
        assert_eq!(measures.root_accuracy_where_decided, Some(1.0));
        assert_eq!(
            (measures.parent_accuracy, measures.parent_coverage),
            (Some(0.25), Some(0.5))
        );
        assert_eq!(measures.parent_accuracy_where_decided, Some(0.5));
        assert_eq!(measures.siblings_without_source, None);
        assert_eq!(measures.siblings_without_source_false, Some(0.0));
    }

    #[test]
    fn a_family_whose_source_is_absent_asks_for_no_original() {
        let mut evaluation = FamilyEvaluation::new();
        let truth = [TrueParent::Absent, TrueParent::Absent, TrueParent::Text(1)];
        let sibling = Descent::Sibling { probability: 0.8 };
        evaluation.add_family(
            &truth,
            &family(FamilyOrigin::Missing, &[sibling, sibling, from(1)]),
        );
        evaluation.add_family(
            &truth,
            &family(NAMED, &[Descent::Original, from(0), from(1)]),
        );
        // A rewrite and a rewrite of it: the first is the original of what is here.
        evaluation.add_family(
            &[TrueParent::Absent, TrueParent::Text(0)],
            &family(NAMED, &[Descent::Original, from(0)]),
        );
        let measures = evaluation.measures();
        assert_eq!(measures.siblings_without_source, Some(0.5));
        assert_eq!(
            (measures.root_accuracy, measures.parent_accuracy),
            (Some(1.0), Some(1.0))
        );
        assert_eq!(measures.families, 3);
    }

    #[test]
    fn groups_are_compared_set_by_set() {
        let found = |groups: &[&[usize]]| Families {
            families: groups
                .iter()
                .map(|texts| Family {
                    members: texts
                        .iter()
                        .map(|&text| member(text, Descent::Undecided))
                        .collect(),
                    origin: FamilyOrigin::Alone,
                    source_missing: 0.0,
                })
                .collect(),
            origins: Origins {
                count: groups.len(),
                low: 1,
                high: 4,
            },
            wordless: vec![3],
        };
        let mut evaluation = FamilyEvaluation::new();
        evaluation.add_groups(&[7, 7, 8, 9], &found(&[&[0, 1], &[2]]));
        evaluation.add_groups(&[7, 8, 8, 9], &found(&[&[0, 1], &[2]]));
        let measures = evaluation.measures();
        assert_eq!(
            (measures.exact, measures.origins_right),
            (Some(0.5), Some(1.0))
        );
        let mut merged = FamilyEvaluation::new();
        merged.merge(&evaluation);
        assert_eq!(merged.measures(), measures);
        assert!(
            measures
                .adjusted_rand_index
                .is_some_and(|index| (0.0..1.0).contains(&index))
        );
    }
}
