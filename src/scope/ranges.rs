//! Ranges of tokens.

use std::ops::Range;

/// Returns the ranges in ascending order; those that overlap or touch become one.
pub(super) fn merged(mut ranges: Vec<Range<usize>>) -> Vec<Range<usize>> {
    ranges.sort_unstable_by_key(|range| (range.start, range.end));
    let mut merged: Vec<Range<usize>> = Vec::with_capacity(ranges.len());
    for range in ranges {
        match merged.last_mut() {
            Some(last) if range.start <= last.end => last.end = last.end.max(range.end),
            _ => merged.push(range),
        }
    }
    merged
}

/// Returns the ranges of tokens that are chosen.
pub(super) fn chosen(chosen: &[bool]) -> Vec<Range<usize>> {
    let mut start = 0;
    let mut ranges = Vec::new();
    for run in chosen.chunk_by(|a, b| a == b) {
        let end = start + run.len();
        if run[0] {
            ranges.push(start..end);
        }
        start = end;
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::{chosen, merged};

    #[test]
    fn ranges_that_touch_are_merged() {
        assert_eq!(merged(vec![4..6, 0..2, 1..3, 6..7]), [0..3, 4..7]);
        assert_eq!(chosen(&[true, true, false, true]), [0..2, 3..4]);
        assert!(chosen(&[]).is_empty());
    }
}
