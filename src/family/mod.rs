//! Families of texts: how many origins they have, which one is the original, and which was made
//! from which.
//!
//! Takes prepared documents and gives [`Families`](crate::family::Families). Candidate pairs are
//! read in both directions; a symmetric score says whether a pair goes back to one origin, and a
//! rule joins pairs into groups in which one weak edge cannot join two groups. Within a group, the
//! text that the others lost facts and direct speech from is the likely original, and each other
//! text has a parent in the heaviest tree. Where the evidence does not decide, that is said.
//!
//! Costs near-linear time in the number of texts: each is compared with at most a few dozen others.

mod arborescence;
mod candidates;
mod descent;
mod groups;
mod model;
mod options;
mod reading;
mod result;
#[cfg(test)]
mod tests;

use crate::detector::Detector;
use crate::parallel;
use crate::text::Document;
use descent::{Kin, MAX_EXACT, Ordered, likeliest};
use groups::{JoinRule, groups};
use model::probability;

pub use model::FamilyModel;
pub use options::FamilyOptions;
#[doc(hidden)]
pub use reading::source_at_hand;
pub use reading::{PairReading, Reading};
pub use result::{Descent, Families, Family, FamilyOrigin, LikelyParent, Member, Origins};

/// Returns the probability of each edge from parent (row) to child (column) over all trees of
/// `root`, where a tree is as probable as the exponential of its sum of scores, and the logarithm
/// of the sum over all trees: to fit a model of families.
#[doc(hidden)]
pub fn tree_probabilities(scores: &[Vec<f64>], root: usize) -> (Vec<Vec<f64>>, f64) {
    arborescence::marginals_and_total(&scores.to_vec(), root)
}

/// Returns the groups of one origin of texts whose pairs were read before, each in rising order: to
/// fit a model of families.
#[doc(hidden)]
pub fn grouped(
    count: usize,
    pairs: &[(u32, u32, PairReading)],
    model: &FamilyModel,
) -> Vec<Vec<usize>> {
    groups(count, &edges(pairs, model), JoinRule::of(model))
}

fn edges(pairs: &[ReadPair], model: &FamilyModel) -> Vec<(u32, u32, f64)> {
    pairs
        .iter()
        .map(|(a, b, pair)| (*a, *b, model.one_origin_log_odds(pair)))
        .collect()
}

/// Parents that are listed for each text.
const LISTED_PARENTS: usize = 3;

/// A pair of texts, the smaller number first, and what was read of it.
type ReadPair = (u32, u32, PairReading);

impl Detector {
    /// Returns which documents go back to one origin, and which was made from which.
    ///
    /// The order of the documents changes nothing but the numbers in the answer. Pairs are read in
    /// parallel with the feature `rayon`. A thousand articles take some seconds.
    ///
    /// ```
    /// use retold::Detector;
    /// use retold::family::FamilyOptions;
    ///
    /// let detector = Detector::default();
    /// let texts = [
    ///     "The ferry Aurelia left Port Sable at nine on Monday with 212 passengers aboard. A storm warning had been issued an \
    ///      hour earlier. \"I advised the captain to wait,\" said the harbour master, Ines Calder. Nobody was hurt.",
    ///     "Port Sable: the ferry Aurelia sailed at nine on Monday with 212 passengers on board, although a storm warning had \
    ///      gone out an hour earlier and harbour master Ines Calder had told the captain to wait.",
    ///     "Growers in the Tamsin valley expect a splendid vintage after the driest summer since 1976.",
    /// ];
    /// let families = detector.families(&detector.documents(&texts), &FamilyOptions::default());
    /// assert_eq!(families.origins.count, 2);
    /// assert_eq!(families.families[0].original(), Some(0));
    /// ```
    pub fn families(&self, documents: &[Document], options: &FamilyOptions) -> Families {
        // Everything below goes by the texts themselves, so that their order changes no digit.
        let mut order: Vec<usize> = (0..documents.len())
            .filter(|&text| !documents[text].tokens().is_empty())
            .collect();
        let date = |text: usize| options.dates.get(text).copied().flatten();
        order.sort_by(|&a, &b| {
            let (of_a, of_b) = (documents[a].text(), documents[b].text());
            of_a.cmp(of_b).then(date(a).cmp(&date(b))).then(a.cmp(&b))
        });
        let ordered: Vec<&Document> = order.iter().map(|&text| &documents[text]).collect();
        let dates: Vec<Option<i64>> = order.iter().map(|&text| date(text)).collect();
        let search = Search {
            detector: self,
            documents: &ordered,
            dates: &dates,
            model: options.model(),
        };
        let read = search.read(&candidates::candidates(&ordered));
        let model = options.model();
        let edges = edges(&read, model);
        let rule = JoinRule::of(model);
        let count_by = |by: f64| groups(ordered.len(), &edges, rule.moved(by)).len();
        let (found, low, high) = if options.one_origin {
            let all: Vec<usize> = (0..ordered.len()).collect();
            let found = if all.is_empty() { vec![] } else { vec![all] };
            let count = found.len();
            (found, count, count)
        } else {
            (
                groups(ordered.len(), &edges, rule),
                count_by(-model.interval),
                count_by(model.interval),
            )
        };
        let named = parallel::map_each(&found, |members| {
            search.family(members, &read, &order, options)
        });
        let mut families: Vec<Family> = named;
        families.sort_by_key(|family| family.members.first().map(|member| member.text));
        Families {
            origins: Origins {
                count: families.len(),
                low,
                high,
            },
            families,
            wordless: (0..documents.len())
                .filter(|&text| documents[text].tokens().is_empty())
                .collect(),
        }
    }

    /// Reads a pair of documents as [`Detector::families`] does: to fit a model of families.
    #[doc(hidden)]
    pub fn pair_reading(&self, first: &Document, second: &Document) -> PairReading {
        let (first, second) = self.in_one_language(first, second);
        PairReading::new(&first, &second)
    }
}

/// The texts in an order of their own, and what is needed to read and order them.
struct Search<'a> {
    detector: &'a Detector,
    documents: &'a [&'a Document],
    dates: &'a [Option<i64>],
    model: &'a FamilyModel,
}

impl Search<'_> {
    fn read(&self, pairs: &[(u32, u32)]) -> Vec<ReadPair> {
        parallel::map_each(pairs, |&(a, b)| {
            let (first, second) = (self.documents[a as usize], self.documents[b as usize]);
            (a, b, self.detector.pair_reading(first, second))
        })
    }

    /// Returns the readings of the pairs within a family, numbered within it. All pairs where it is
    /// small enough for that.
    fn within(&self, members: &[usize], read: &[ReadPair]) -> Vec<(usize, usize, PairReading)> {
        let mut known = Vec::new();
        let mut unread = Vec::new();
        if members.len() <= MAX_EXACT {
            for (at_b, &b) in members.iter().enumerate() {
                for (at_a, &a) in members[..at_b].iter().enumerate() {
                    let pair = (a as u32, b as u32);
                    match read.binary_search_by_key(&pair, |read| (read.0, read.1)) {
                        Ok(found) => known.push((at_a, at_b, read[found].2)),
                        Err(_) => unread.push((at_a, at_b, pair)),
                    }
                }
            }
            for (at_a, at_b, pair) in unread {
                known.extend(self.read(&[pair]).iter().map(|read| (at_a, at_b, read.2)));
            }
        } else {
            for (at_a, &a) in members.iter().enumerate() {
                let start = read.partition_point(|read| (read.0 as usize) < a);
                let mine = read[start..].iter().take_while(|read| read.0 as usize == a);
                known.extend(mine.filter_map(|read| {
                    let at_b = members.binary_search(&(read.1 as usize)).ok()?;
                    Some((at_a, at_b, read.2))
                }));
            }
        }
        known.sort_unstable_by_key(|pair| (pair.0, pair.1));
        known
    }

    /// Puts one family in order. `names` has the number under which each text was given.
    fn family(
        &self,
        members: &[usize],
        read: &[ReadPair],
        names: &[usize],
        options: &FamilyOptions,
    ) -> Family {
        if let [only] = members {
            return Family {
                members: vec![Member {
                    text: names[*only],
                    descent: Descent::Alone,
                    one_origin: 0.0,
                    likely_parents: Vec::new(),
                }],
                origin: FamilyOrigin::Alone,
                source_missing: 0.0,
            };
        }
        let pairs = self.within(members, read);
        let dates: Vec<Option<i64>> = members.iter().map(|&text| self.dates[text]).collect();
        let kin = Kin {
            count: members.len(),
            pairs: &pairs,
            dates: &dates,
            model: self.model,
        };
        let ordered = kin.order();
        let mut closest = vec![f64::NEG_INFINITY; members.len()];
        for (a, b, pair) in &pairs {
            let log_odds = self.model.one_origin_log_odds(pair);
            closest[*a] = closest[*a].max(log_odds);
            closest[*b] = closest[*b].max(log_odds);
        }
        let name = |text: usize| names[members[text]];
        let first = likeliest(&ordered.original);
        let mut named: Vec<Member> = (0..members.len())
            .map(|text| Member {
                text: name(text),
                descent: descent(&ordered, text, first, options.min_probability, &name),
                one_origin: probability(closest[text]),
                likely_parents: likely_parents(&ordered.parents[text], &name),
            })
            .collect();
        named.sort_by_key(|member| member.text);
        let (text, certainty) = (name(first), ordered.original[first]);
        let origin = if ordered.is_missing {
            FamilyOrigin::Missing
        } else if certainty >= options.min_probability {
            FamilyOrigin::Text {
                text,
                probability: certainty,
            }
        } else {
            FamilyOrigin::Undecided {
                text,
                probability: certainty,
            }
        };
        Family {
            members: named,
            origin,
            source_missing: ordered.missing,
        }
    }
}

fn descent(
    ordered: &Ordered,
    text: usize,
    first: usize,
    min_probability: f64,
    name: &impl Fn(usize) -> usize,
) -> Descent {
    let share = |parent: usize| {
        let found = ordered.parents[text]
            .iter()
            .find(|likely| likely.0 == parent);
        found.map_or(0.0, |likely| likely.1)
    };
    match ordered.tree[text] {
        Some(parent) if share(parent) >= min_probability => Descent::From {
            parent: name(parent),
            probability: share(parent),
        },
        None if ordered.is_missing && ordered.unseen[text] >= min_probability => Descent::Sibling {
            probability: ordered.unseen[text],
        },
        None if !ordered.is_missing
            && text == first
            && ordered.original[text] >= min_probability =>
        {
            Descent::Original
        }
        _ => Descent::Undecided,
    }
}

fn likely_parents(shares: &[(usize, f64)], name: &impl Fn(usize) -> usize) -> Vec<LikelyParent> {
    let mut likely: Vec<LikelyParent> = (shares.iter())
        .filter(|share| share.1 > 0.0)
        .map(|&(parent, probability)| LikelyParent {
            text: name(parent),
            probability,
        })
        .collect();
    likely.sort_by(|a, b| {
        b.probability
            .total_cmp(&a.probability)
            .then(a.text.cmp(&b.text))
    });
    likely.truncate(LISTED_PARENTS);
    likely
}
