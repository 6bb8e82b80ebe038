//! Labelled families as the fit sees them: sets of texts read pair by pair, in folds that share no
//! family.

use std::collections::{BTreeMap, BTreeSet};
use std::io;
use std::path::Path;

use rayon::prelude::*;
use retold::eval::{ClusterEvaluation, FamilyEvaluation, TrueParent};
use retold::family::{Families, FamilyModel, FamilyOptions, PairReading, grouped};
use retold::{Detector, Document};
use serde::{Deserialize, Serialize};

use crate::read_rows;

/// How many parts the sets are cut into; each is judged with weights fitted on the others.
pub const FOLDS: usize = 5;

/// A labelled text.
#[derive(Debug, Clone, Deserialize, Serialize)]
pub struct FamilyRow {
    pub set: String,
    pub id: String,
    pub origin: String,
    pub parent: Option<String>,
    /// `event` marks independent reports of one event.
    #[serde(default)]
    pub kind: String,
    pub text: String,
}

/// One set of texts.
pub struct Set {
    pub rows: Vec<FamilyRow>,
    pub fold: usize,
    documents: Vec<Document>,
    /// What was read of each pair, the smaller number first; and the same of the texts in lower
    /// case.
    readings: BTreeMap<(usize, usize), [PairReading; 2]>,
}

impl Set {
    /// Reads the sets of a file and every pair within each.
    ///
    /// # Errors
    /// Where the file is missing or a row is not of the form.
    pub fn load(path: &Path) -> io::Result<Vec<Self>> {
        let mut sets: Vec<Vec<FamilyRow>> = Vec::new();
        for row in read_rows::<FamilyRow>(path)? {
            match sets.iter_mut().find(|rows| rows[0].set == row.set) {
                Some(rows) => rows.push(row),
                None => sets.push(vec![row]),
            }
        }
        let folds = folds(&sets);
        let detector = Detector::default();
        let read = |(rows, fold): (Vec<FamilyRow>, usize)| {
            let documents: Vec<Document> = rows
                .iter()
                .map(|row| detector.document(&row.text))
                .collect();
            let lower: Vec<Document> = rows
                .iter()
                .map(|row| detector.document(&row.text.to_lowercase()))
                .collect();
            let pairs = (0..rows.len()).flat_map(|b| (0..b).map(move |a| (a, b)));
            let readings = pairs.map(|(a, b)| {
                let reading =
                    |documents: &[Document]| detector.pair_reading(&documents[a], &documents[b]);
                ((a, b), [reading(&documents), reading(&lower)])
            });
            Self {
                readings: readings.collect(),
                rows,
                fold,
                documents,
            }
        };
        Ok(sets
            .into_iter()
            .zip(folds)
            .collect::<Vec<_>>()
            .into_par_iter()
            .map(read)
            .collect())
    }

    /// Returns the reading of the second text as made from the first.
    pub fn reading(&self, first: usize, second: usize) -> PairReading {
        if first < second {
            self.readings[&(first, second)][0]
        } else {
            self.readings[&(second, first)][0].reversed()
        }
    }

    /// Returns the same of the texts in lower case, whose names cannot be read.
    pub fn reading_without_names(&self, first: usize, second: usize) -> PairReading {
        let (a, b) = (first.min(second), first.max(second));
        self.readings[&(a, b)][1]
    }

    pub fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.readings.keys().copied()
    }

    /// Returns the families of the set, two texts or more, as numbers of texts.
    pub fn families(&self) -> Vec<Vec<usize>> {
        let mut families: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (text, row) in self.rows.iter().enumerate() {
            families.entry(&row.origin).or_default().push(text);
        }
        families
            .into_values()
            .filter(|family| family.len() > 1)
            .collect()
    }

    /// Returns the parent of each text of `members`, as a number within it; `None` where it has
    /// none there.
    pub fn parents(&self, members: &[usize]) -> Vec<Option<usize>> {
        let parent = |&text: &usize| {
            let parent = self.rows[text].parent.as_ref()?;
            members
                .iter()
                .position(|&other| self.rows[other].id == *parent)
        };
        members.iter().map(parent).collect()
    }

    /// Returns `true` if a text is the original of a family.
    pub fn is_root(&self, text: usize) -> bool {
        let id = &self.rows[text].id;
        self.rows[text].parent.is_none()
            && self.rows.iter().any(|row| row.parent.as_ref() == Some(id))
    }

    /// Groups the set, as it is or without the originals of its families, and compares with the
    /// true groups: returns the adjusted Rand index, and how many origins there are and were found.
    pub fn grouped(&self, model: &FamilyModel, without_originals: bool) -> (f64, usize, usize) {
        let kept: Vec<usize> = (0..self.rows.len())
            .filter(|&text| !(without_originals && self.is_root(text)))
            .collect();
        let pairs: Vec<(u32, u32, PairReading)> = (kept.iter().enumerate())
            .flat_map(|(b, &second)| {
                kept[..b]
                    .iter()
                    .enumerate()
                    .map(move |(a, &first)| (a, first, b, second))
            })
            .map(|(a, first, b, second)| (a as u32, b as u32, self.reading(first, second)))
            .collect();
        let groups = grouped(kept.len(), &pairs, model);
        let mut origins: Vec<&str> = kept
            .iter()
            .map(|&text| self.rows[text].origin.as_str())
            .collect();
        origins.sort_unstable();
        origins.dedup();
        let mut clusters = ClusterEvaluation::new();
        for (number, group) in (0..).zip(&groups) {
            for &text in group {
                let origin = self.rows[kept[text]].origin.as_str();
                clusters.add(
                    origins.partition_point(|other| *other < origin) as u64,
                    number,
                );
            }
        }
        let rand = clusters.measures().adjusted_rand_index.unwrap_or(1.0);
        (rand, origins.len(), groups.len())
    }

    /// Judges a model on the set, as it is or without the originals of its families.
    pub fn judge(
        &self,
        model: &FamilyModel,
        without_originals: bool,
        min_probability: f64,
        evaluation: &mut FamilyEvaluation,
    ) -> Families {
        let detector = Detector::default();
        let texts: Vec<usize> = (0..self.rows.len())
            .filter(|&text| !(without_originals && self.is_root(text)))
            .collect();
        let options = FamilyOptions::default()
            .with_model(model.clone())
            .with_min_probability(min_probability);
        let documents: Vec<Document> = texts
            .iter()
            .map(|&text| self.documents[text].clone())
            .collect();
        let found = detector.families(&documents, &options);
        let mut origins: Vec<&str> = texts
            .iter()
            .map(|&text| self.rows[text].origin.as_str())
            .collect();
        let named = origins.clone();
        origins.sort_unstable();
        origins.dedup();
        let numbers: Vec<u64> = named
            .iter()
            .map(|name| origins.partition_point(|other| other < name) as u64)
            .collect();
        evaluation.add_groups(&numbers, &found);
        for members in self.families() {
            let members: Vec<usize> = members
                .into_iter()
                .filter(|text| texts.contains(text))
                .collect();
            if members.len() < 2 {
                continue;
            }
            let truth: Vec<TrueParent> = (self.parents(&members).into_iter().zip(&members))
                .map(|(parent, &text)| match parent {
                    Some(parent) => TrueParent::Text(parent),
                    None if self.rows[text].parent.is_some() => TrueParent::Absent,
                    None => TrueParent::Nothing,
                })
                .collect();
            let documents: Vec<Document> = members
                .iter()
                .map(|&text| self.documents[text].clone())
                .collect();
            let found = detector.families(&documents, &options.clone().with_one_origin());
            if let Some(family) = found.families.first() {
                evaluation.add_family(&truth, family);
            }
        }
        found
    }
}

/// Returns the fold of each set: sets that share a text of a family are in one fold, and folds are
/// of about one size.
fn folds(sets: &[Vec<FamilyRow>]) -> Vec<usize> {
    let mut names: Vec<usize> = (0..sets.len()).collect();
    let mut first: BTreeMap<&str, usize> = BTreeMap::new();
    for (set, rows) in sets.iter().enumerate() {
        let counts = rows
            .iter()
            .fold(BTreeMap::new(), |mut counts: BTreeMap<&str, usize>, row| {
                *counts.entry(&row.origin).or_default() += 1;
                counts
            });
        for row in rows.iter().filter(|row| counts[row.origin.as_str()] > 1) {
            let other = *first.entry(&row.text).or_insert(set);
            let (gone, kept) = (names[set].max(names[other]), names[set].min(names[other]));
            names
                .iter_mut()
                .filter(|name| **name == gone)
                .for_each(|name| *name = kept);
        }
    }
    let mut sizes: BTreeMap<usize, usize> = BTreeMap::new();
    names
        .iter()
        .for_each(|&name| *sizes.entry(name).or_default() += 1);
    let mut components: Vec<(usize, usize)> =
        sizes.into_iter().map(|(name, size)| (size, name)).collect();
    components.sort_unstable_by_key(|&(size, name)| (usize::MAX - size, name));
    let mut loads = [0; FOLDS];
    let mut fold_of = BTreeMap::new();
    for (size, name) in components {
        let fold = (0..FOLDS)
            .min_by_key(|&fold| loads[fold])
            .unwrap_or_default();
        loads[fold] += size;
        fold_of.insert(name, fold);
    }
    names.iter().map(|name| fold_of[name]).collect()
}

/// Returns the texts of the sets of one fold.
pub fn texts_of(sets: &[Set], fold: usize) -> BTreeSet<&str> {
    let rows = sets
        .iter()
        .filter(|set| set.fold == fold)
        .flat_map(|set| &set.rows);
    rows.map(|row| row.text.as_str()).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sets_that_share_a_family_are_in_one_fold() {
        let row = |set: usize, origin: &str, text: String| FamilyRow {
            set: set.to_string(),
            id: text.clone(),
            origin: origin.to_owned(),
            parent: None,
            kind: String::new(),
            text,
        };
        // Sets 0 and 7 share a text of a family, sets 1 and 2 a text without relatives.
        let set = |set: usize| {
            let shared = if set == 7 { 0 } else { set };
            let alone = if set == 2 { 1 } else { set };
            vec![
                row(set, "a", format!("a{shared}")),
                row(set, "a", format!("b{set}")),
                row(set, "c", format!("c{alone}")),
            ]
        };
        let folds = folds(&(0..10).map(set).collect::<Vec<_>>());
        assert_eq!(folds[0], folds[7]);
        assert_ne!(folds[1], folds[2]);
        assert!((0..FOLDS).all(|fold| folds.iter().filter(|&&other| other == fold).count() >= 1));
    }
}
