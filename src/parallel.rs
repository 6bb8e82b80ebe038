//! Work in parallel with the feature `rayon` and in order without it: the same results either way.

#[cfg(feature = "rayon")]
use rayon::prelude::*;

/// Returns what `each` gives for every item, in their order.
pub(crate) fn map<T: Send, R: Send>(items: Vec<T>, each: impl Fn(T) -> R + Sync + Send) -> Vec<R> {
    #[cfg(feature = "rayon")]
    return items.into_par_iter().map(each).collect();
    #[cfg(not(feature = "rayon"))]
    return items.into_iter().map(each).collect();
}

/// Maps like [`map`] where each item may fail, and returns the error of the first in order that
/// does.
pub(crate) fn try_map<T: Send, R: Send, E: Send>(
    items: Vec<T>,
    each: impl Fn(T) -> Result<R, E> + Sync + Send,
) -> Result<Vec<R>, E> {
    map(items, each).into_iter().collect()
}

/// Maps like [`map`] items whose costs vary widely, such as texts: each may go to another thread.
/// Scheduling an item costs little compared with reading a text, and a thread that waits for
/// another to finish a bundle of long texts costs much.
pub(crate) fn map_each<T: Sync, R: Send>(
    items: &[T],
    each: impl Fn(&T) -> R + Sync + Send,
) -> Vec<R> {
    #[cfg(feature = "rayon")]
    return items.par_iter().with_max_len(1).map(each).collect();
    #[cfg(not(feature = "rayon"))]
    return items.iter().map(each).collect();
}

/// Maps like [`map`] with working memory that the items of a thread share.
pub(crate) fn map_with<T: Sync, R: Send, M>(
    items: &[T],
    memory: impl Fn() -> M + Sync + Send,
    each: impl Fn(&mut M, &T) -> R + Sync + Send,
) -> Vec<R> {
    #[cfg(feature = "rayon")]
    return items.par_iter().map_init(memory, each).collect();
    #[cfg(not(feature = "rayon"))]
    {
        let mut memory = memory();
        items.iter().map(|item| each(&mut memory, item)).collect()
    }
}
