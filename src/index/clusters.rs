//! Documents that resemble each other, directly or through others.

use crate::error::Result;
use crate::error::{Error, IndexError};

/// A partition of documents: two are in one cluster where a chain of verified pairs leads from one
/// to the other.
///
/// A cluster is named by the smallest id in it. The order of pairs changes nothing.
///
/// ```
/// use retold::index::Clusters;
///
/// let clusters = Clusters::new([4, 1, 2, 3], [(2, 4), (4, 3)])?;
/// assert_eq!(clusters.iter().collect::<Vec<_>>(), [(1, &[1][..]), (2, &[2, 3, 4][..])]);
/// assert_eq!(clusters.cluster(3), Some(2));
/// assert_eq!(clusters.keep_first(), [1, 2]);
/// let length = |id: u64| [0, 10, 20, 50, 40][id as usize];
/// assert_eq!(clusters.keep_by(length), [1, 3]);
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clusters {
    /// All ids, by the name of their cluster and then by id.
    members: Vec<u64>,
    /// Where each cluster ends in them.
    ends: Vec<usize>,
    /// All ids, rising, each with the number of its cluster.
    numbers: Vec<(u64, u32)>,
}

impl Clusters {
    /// Creates the clusters of these documents under these pairs: such as those of
    /// [`LshIndex::all_pairs`](super::LshIndex::all_pairs). A document that is given twice counts
    /// once.
    ///
    /// Costs 16 bytes a document while it works and 24 afterwards, and near-linear time.
    ///
    /// # Errors
    ///
    /// [`IndexError::UnknownId`](crate::error::IndexError::UnknownId) for a pair with a document
    /// that is not among `ids`.
    pub fn new(
        ids: impl IntoIterator<Item = u64>,
        pairs: impl IntoIterator<Item = (u64, u64)>,
    ) -> Result<Self> {
        let mut ids: Vec<u64> = ids.into_iter().collect();
        ids.sort_unstable();
        ids.dedup();
        let mut parents: Vec<usize> = (0..ids.len()).collect();
        let place = |id: u64| {
            ids.binary_search(&id)
                .map_err(|_| Error::Index(IndexError::UnknownId { id }))
        };
        for (one, two) in pairs {
            let (one, two) = (
                root(&mut parents, place(one)?),
                root(&mut parents, place(two)?),
            );
            // The smaller is always the root, and so names its cluster.
            parents[one.max(two)] = one.min(two);
        }
        let mut by_root: Vec<(usize, usize)> = (0..ids.len())
            .map(|place| (root(&mut parents, place), place))
            .collect();
        by_root.sort_unstable();
        let mut numbers: Vec<(u64, u32)> = ids.iter().map(|id| (*id, 0)).collect();
        let mut ends = Vec::new();
        let mut end = 0;
        for (number, cluster) in (0..).zip(by_root.chunk_by(|one, two| one.0 == two.0)) {
            end += cluster.len();
            ends.push(end);
            cluster
                .iter()
                .for_each(|(_, place)| numbers[*place].1 = number);
        }
        let members = by_root.into_iter().map(|(_, place)| ids[place]).collect();
        Ok(Self {
            members,
            ends,
            numbers,
        })
    }

    /// Returns the number of clusters, those of one document included.
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Returns `true` if there is no document.
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// Returns the cluster of a document, by its name; `None` for a document that there isn't.
    pub fn cluster(&self, id: u64) -> Option<u64> {
        let place = self.numbers.binary_search_by_key(&id, |(id, _)| *id).ok()?;
        self.members(self.numbers[place].1 as usize)
            .first()
            .copied()
    }

    /// Returns each cluster with its members, rising: by rising name, those of one document
    /// included.
    pub fn iter(&self) -> impl Iterator<Item = (u64, &[u64])> {
        (0..self.len())
            .map(|number| self.members(number))
            .filter_map(|members| Some((*members.first()?, members)))
    }

    /// Returns the smallest id of each cluster, rising.
    pub fn keep_first(&self) -> Vec<u64> {
        self.iter().map(|(name, _)| name).collect()
    }

    /// Returns the document of each cluster that `value` is greatest for, such as its length; the
    /// smallest id among equals. In the order of the clusters.
    pub fn keep_by<V: Ord>(&self, value: impl Fn(u64) -> V) -> Vec<u64> {
        let best = |members: &[u64]| members.iter().rev().max_by_key(|id| value(**id)).copied();
        self.iter()
            .filter_map(|(_, members)| best(members))
            .collect()
    }

    fn members(&self, number: usize) -> &[u64] {
        let start = if number == 0 {
            0
        } else {
            self.ends[number - 1]
        };
        &self.members[start..self.ends[number]]
    }
}

/// Returns the root of a tree, whose branches are shortened on the way.
fn root(parents: &mut [usize], mut place: usize) -> usize {
    while parents[place] != place {
        parents[place] = parents[parents[place]];
        place = parents[place];
    }
    place
}
