//! Similar spelling: the last level of equivalence, in two strictnesses.
//!
//! Anywhere in two texts, [`Spellings`] takes one word for a form of another only within one or two
//! edits, or where both share their first six letters. In the same place of a passage, where their
//! position speaks for two words, [`looks_alike`] allows one letter in four to differ.

/// Maximum number of stems with the same first letters that a stem without an equal is compared
/// with.
const SIMILAR_TRIES: usize = 24;

/// The likeness of words within the allowed edits, in 256ths: .8.
const EDITED: u32 = 205;

/// The likeness of words that share their first letters, in 256ths: .6.
const SAME_START: u32 = 154;

/// Minimum normalised Damerau-Levenshtein similarity of two words in the same place: one letter in
/// four may differ, which "defence" and "defense" pass and "former" and "farmer" do not fail by
/// much.
const PLACED: f64 = 0.75;

/// Minimum number of letters of two words in the same place whose spelling says anything.
const MIN_LETTERS: usize = 4;

/// Returns `true` if two words in the same place of a passage have similar spelling. A number is
/// another number, however near.
pub(crate) fn looks_alike(a: &str, b: &str) -> bool {
    let (shorter, longer) = (a.len().min(b.len()), a.len().max(b.len()));
    // Words of unlike length can't be near; this spares most of the work.
    shorter >= MIN_LETTERS
        && shorter as f64 >= PLACED * longer as f64
        && !a.starts_with(char::is_numeric)
        && may_look_alike(a, b, longer)
        && strsim::normalized_damerau_levenshtein(a, b) >= PLACED
}

/// Returns `true` if two words can be similar by the letters that they have: every letter that one
/// has and the other lacks takes an edit. Never wrong where it says no, and far cheaper than
/// counting edits.
fn may_look_alike(a: &str, b: &str, longer: usize) -> bool {
    let letters = |word: &str| {
        word.chars()
            .fold(0_u64, |set, letter| set | 1 << (letter as u32 & 63))
    };
    let (a, b) = (letters(a), letters(b));
    let lacking = (a & !b).count_ones().max((b & !a).count_ones()) as usize;
    lacking <= longer - (PLACED * longer as f64) as usize
}

/// Finds a term that a stem without an equal may be a spelling or a form of.
pub(super) struct Spellings {
    /// For each bucket of prefixes the first of its terms.
    buckets: Vec<u32>,
    /// By term.
    spelled: Vec<Spelled>,
}

/// A term as it is spelled.
struct Spelled {
    prefix: Option<u16>,
    /// The next term in its bucket.
    next: u32,
    first_eight: u64,
}

/// Terms up to which prefixes may share a bucket, which spares memory.
const MAX_SHARED_BUCKETS: usize = 512;

/// No term.
const NONE: u32 = u32::MAX;

impl Spellings {
    pub(super) fn new(texts: &[&str]) -> Self {
        // With as many buckets as there are prefixes, each has its own: of many terms, those of
        // another prefix would make each search long.
        let buckets = if texts.len() <= MAX_SHARED_BUCKETS {
            (2 * texts.len()).next_power_of_two().max(2)
        } else {
            1 << 16
        };
        let mut spellings = Self {
            buckets: vec![NONE; buckets],
            spelled: Vec::with_capacity(texts.len()),
        };
        spellings.spelled.extend(texts.iter().map(|text| Spelled {
            prefix: prefix(text),
            next: NONE,
            first_eight: first_eight(text),
        }));
        // From the last, so that the terms of a bucket ascend.
        for term in (0..texts.len()).rev() {
            if let Some(prefix) = spellings.spelled[term].prefix {
                let bucket = spellings.bucket(prefix);
                let first = &mut spellings.buckets[bucket];
                spellings.spelled[term].next = std::mem::replace(first, term as u32);
            }
        }
        spellings
    }

    fn bucket(&self, prefix: u16) -> usize {
        // An odd number, so that no two prefixes become one.
        let mixed = prefix.wrapping_mul(0x9E37);
        usize::from(mixed) >> (16 - self.buckets.len().ilog2())
    }

    /// Returns the best term and the likeness in 256ths: .8 within one edit, two where the word is
    /// long; .6 with the same first six letters.
    pub(super) fn find(&self, stem: &str, texts: &[&str]) -> Option<(u32, u32)> {
        let prefix = prefix(stem)?;
        let first = self.buckets[self.bucket(prefix)];
        if first == NONE {
            return None;
        }
        let in_bucket = std::iter::successors(Some(first), |&term| {
            Some(self.spelled[term as usize].next).filter(|&next| next != NONE)
        });
        let near = in_bucket
            .filter(|&term| self.spelled[term as usize].prefix == Some(prefix))
            .take(SIMILAR_TRIES);
        let first = first_eight(stem);
        let mut best: Option<(u32, u32)> = None;
        for term in near {
            let (other, other_first) = (
                texts[term as usize],
                self.spelled[term as usize].first_eight,
            );
            let likeness = likeness((stem, first), (other, other_first));
            if likeness > best.map_or(0, |found| found.1) {
                best = Some((term, likeness));
                // No other is more alike.
                if likeness == EDITED {
                    break;
                }
            }
        }
        best
    }
}

/// Returns the first two bytes of a stem that is neither short nor over long.
fn prefix(stem: &str) -> Option<u16> {
    let bytes = stem.as_bytes();
    (bytes.len() >= 5 && bytes.len() <= 64).then(|| u16::from_be_bytes([bytes[0], bytes[1]]))
}

/// Returns `true` if one or two edits lead from `a` to `b`. What both start and end with needs no
/// counting.
fn is_within(a: &str, b: &str, edits: usize) -> bool {
    if a.len().abs_diff(b.len()) > edits {
        return false;
    }
    if !a.is_ascii() || !b.is_ascii() {
        return strsim::levenshtein(a, b) <= edits;
    }
    let least = a.len().min(b.len());
    let start = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
    let end = a
        .bytes()
        .rev()
        .zip(b.bytes().rev())
        .take(least - start)
        .take_while(|(a, b)| a == b)
        .count();
    let (a, b) = (&a[start..a.len() - end], &b[start..b.len() - end]);
    let most = a.len().max(b.len());
    most <= edits
        || edits > 1 && !a.is_empty() && !b.is_empty() && strsim::levenshtein(a, b) <= edits
}

/// Returns the first eight bytes, the first of them uppermost; zeros after the end.
fn first_eight(text: &str) -> u64 {
    if let Some(bytes) = text.as_bytes().first_chunk() {
        return u64::from_be_bytes(*bytes);
    }
    let mut bytes = [0; 8];
    bytes[..text.len()].copy_from_slice(text.as_bytes());
    u64::from_be_bytes(bytes)
}

/// Returns how much alike two words are, in 256ths; each with its first eight bytes.
fn likeness((a, first_of_a): (&str, u64), (b, first_of_b): (&str, u64)) -> u32 {
    // The zeros after both ends are no shared letters.
    let shared = ((first_of_a ^ first_of_b).leading_zeros() as usize / 8)
        .min(a.len())
        .min(b.len());
    let edits = if a.len().min(b.len()) >= 8 { 2 } else { 1 };
    if is_within(a, b, edits) {
        EDITED
    } else if shared >= 6 {
        SAME_START
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    /// Protects the time: a search among many terms passes over none of another prefix.
    #[test]
    fn of_many_terms_each_prefix_has_a_bucket_of_its_own() {
        let texts = vec!["ferry"; MAX_SHARED_BUCKETS + 1];
        let spellings = Spellings::new(&texts);
        let mut buckets: Vec<usize> = (0..=u16::MAX).map(|of| spellings.bucket(of)).collect();
        buckets.sort_unstable();
        buckets.dedup();
        assert_eq!(buckets.len(), 1 << 16);
    }

    proptest! {
        /// Invariant 8: the short cut says what counting says.
        #[test]
        fn edits_are_counted_as_strsim_does(a in "[abé]{0,9}", b in "[abé]{0,9}", edits in 1_usize..=2) {
            prop_assert_eq!(is_within(&a, &b, edits), a.len().abs_diff(b.len()) <= edits && strsim::levenshtein(&a, &b) <= edits);
        }

        /// Invariant 8: letters compared eight at a time are those compared one by one.
        #[test]
        fn a_shared_start_is_counted_as_letter_by_letter(start in "[abé]{0,9}", a in "[abé]{0,9}", b in "[abé]{0,9}") {
            let (a, b) = (start.clone() + &a, start + &b);
            let shared = a.bytes().zip(b.bytes()).take_while(|(a, b)| a == b).count();
            let edits = if a.len().min(b.len()) >= 8 { 2 } else { 1 };
            let plain = if is_within(&a, &b, edits) { EDITED } else if shared >= 6 { SAME_START } else { 0 };
            prop_assert_eq!(likeness((&a, first_eight(&a)), (&b, first_eight(&b))), plain);
        }

        /// Invariant 8: what is found is the best of the first terms with the same two letters.
        #[test]
        fn the_first_of_the_most_alike_is_found(texts in prop::collection::vec("[ab]{1,2}[a-c]{1,9}", 0..90), stem in "[ab]{1,2}[a-c]{1,9}") {
            let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
            let same = |other: &&str| prefix(&stem).is_some() && prefix(other) == prefix(&stem);
            let near = texts.iter().zip(0_u32..).filter(|(other, _)| same(other)).take(SIMILAR_TRIES);
            let alike = near.map(|(other, term)| (term, likeness((&stem, first_eight(&stem)), (other, first_eight(other)))));
            let plain = alike.filter(|&(_, likeness)| likeness > 0).min_by_key(|&(_, likeness)| std::cmp::Reverse(likeness));
            prop_assert_eq!(Spellings::new(&texts).find(&stem, &texts), plain);
        }

        /// Protects the quick look at the letters: it must pass every pair that counting edits
        /// passes, in any script.
        #[test]
        fn no_similar_words_are_ruled_out(word in "[a-dé-íа-г]{4,12}", edits in proptest::collection::vec((0_usize..12, "[a-dа-г]"), 0..4)) {
            let mut letters: Vec<char> = word.chars().collect();
            for (at, letter) in edits {
                let (at, letter) = (at % letters.len(), letter.chars().next().unwrap_or('a'));
                if at % 2 == 0 { letters[at] = letter } else { letters.insert(at, letter) }
            }
            let other: String = letters.into_iter().collect();
            let longer = word.len().max(other.len());
            if strsim::normalized_damerau_levenshtein(&word, &other) >= PLACED {
                prop_assert!(may_look_alike(&word, &other, longer));
            }
        }
    }
}
