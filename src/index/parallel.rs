//! Work in parallel with the feature `rayon` and in order without it: the same results either way.

/// Returns what `each` gives for every item, in their order.
pub(super) fn map<T: Send, R: Send>(items: Vec<T>, each: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
    #[cfg(feature = "rayon")]
    {
        use rayon::prelude::*;
        items.into_par_iter().map(each).collect()
    }
    #[cfg(not(feature = "rayon"))]
    {
        items.into_iter().map(each).collect()
    }
}

/// Maps like [`map`] where each item may fail, and returns the error of the first in order that does.
pub(super) fn try_map<T: Send, R: Send, E: Send>(
    items: Vec<T>,
    each: impl Fn(T) -> Result<R, E> + Sync + Send,
) -> Result<Vec<R>, E> {
    map(items, each).into_iter().collect()
}
