//! Two documents in one vocabulary: which words of the suspicious text stand in the source, and what each tells.

use super::facts::headings;
use super::known;
use super::{information, number};
use crate::hash::hash_word;
use crate::text::{Document, Interner, Word};

/// Stems with the same first letters that a stem without an equal is compared with, at most.
const SIMILAR_TRIES: usize = 24;

/// One content word of a text.
#[derive(Debug, Clone, Copy)]
pub(super) struct Place {
    /// Which of the document's tokens it is.
    pub(super) token: u32,
    /// Its term in the vocabulary of the pair.
    pub(super) term: u32,
    /// What it tells, as in [`information`].
    pub(super) information: u32,
}

/// Two documents in one vocabulary. Terms below [`Pair::source_terms`] stand in the source.
#[derive(Debug)]
pub(super) struct Pair<'a> {
    pub(super) source: &'a Document,
    pub(super) suspicious: &'a Document,
    /// The content words of the source, in text order.
    pub(super) source_places: Vec<Place>,
    /// The content words of the suspicious text, in text order.
    pub(super) suspicious_places: Vec<Place>,
    /// The term of each distinct word of the suspicious text.
    pub(super) suspicious_words: Vec<u32>,
    /// What each distinct word of the suspicious text tells.
    pub(super) suspicious_information: Vec<u32>,
    /// What is left of a word's information when it is only similar to its term, in 256ths, for each distinct word of the
    /// suspicious text.
    pub(super) likeness: Vec<u32>,
    /// Which tokens of the suspicious text stand in headings.
    pub(super) headings: Vec<bool>,
    source_terms: u32,
    /// Places of the source by term: `postings[starts[term]..starts[term + 1]]`.
    starts: Vec<u32>,
    postings: Vec<u32>,
}

impl<'a> Pair<'a> {
    pub(super) fn new(source: &'a Document, suspicious: &'a Document) -> Self {
        // Stems of two languages are not comparable; their words are.
        let by_stem = source.language() == suspicious.language();
        let (source_keys, suspicious_keys) = (keys(source, by_stem), keys(suspicious, by_stem));
        let mut terms = Interner::with_capacity(source_keys.len());
        let mut texts = Vec::with_capacity(source_keys.len());
        let mut source_words = Vec::with_capacity(source_keys.len());
        for (word, &key) in source_keys.iter().enumerate() {
            let (term, new) = terms.intern(key);
            if new {
                texts.push(text(source, word, by_stem));
            }
            source_words.push(term);
        }
        let source_terms = texts.len() as u32;
        let similar = Similar::new(&texts);
        let mut suspicious_words = Vec::with_capacity(suspicious_keys.len());
        let mut likeness = Vec::with_capacity(suspicious_keys.len());
        // Words that the source lacks: the term and likeness of each.
        let mut news = Vec::with_capacity(suspicious_keys.len());
        for (word, &key) in suspicious_keys.iter().enumerate() {
            let (number, new) = terms.intern(key);
            if new {
                let is_number = suspicious
                    .words()
                    .get(word)
                    .is_some_and(|word| word.is_number());
                let found = if is_number {
                    None
                } else {
                    similar.find(text(suspicious, word, by_stem), &texts)
                };
                news.push(found.unwrap_or((number, 256)));
            }
            let (term, alike) = number
                .checked_sub(source_terms)
                .map_or((number, 256), |at| news[at as usize]);
            suspicious_words.push(term);
            likeness.push(alike);
        }
        let source_information = information::of_words(source);
        let suspicious_information = information::of_words(suspicious);
        let source_places = places(
            source,
            &source_words,
            &source_information,
            &headings(source),
        );
        let headings = headings(suspicious);
        let suspicious_places = places(
            suspicious,
            &suspicious_words,
            &suspicious_information,
            &headings,
        );
        let (starts, postings) = postings(&source_places, source_terms);
        Self {
            source,
            suspicious,
            source_places,
            suspicious_places,
            suspicious_words,
            suspicious_information,
            likeness,
            headings,
            source_terms,
            starts,
            postings,
        }
    }

    /// How many terms the source has.
    pub(super) fn source_terms(&self) -> usize {
        self.source_terms as usize
    }

    /// Whether the source has the term.
    pub(super) fn in_source(&self, term: u32) -> bool {
        term < self.source_terms
    }

    /// The content places of the source that hold the term, ascending.
    pub(super) fn postings(&self, term: u32) -> &[u32] {
        let term = term as usize;
        match (self.starts.get(term), self.starts.get(term + 1)) {
            (Some(&start), Some(&end)) => &self.postings[start as usize..end as usize],
            _ => &[],
        }
    }

    /// What a place of the suspicious text shares with the source: nothing where the source lacks the term, less than all
    /// where the words are only similar.
    pub(super) fn shared_information(&self, place: &Place) -> u32 {
        if !self.in_source(place.term) {
            return 0;
        }
        let word = self.suspicious.tokens()[place.token as usize].word();
        place.information * self.likeness[word] / 256
    }
}

/// What makes two words the same term: the stem, or the number or country that they stand for.
fn keys(document: &Document, by_stem: bool) -> Vec<u64> {
    let known = known::keys(document.language());
    let key = |(id, word): (usize, &Word)| {
        if word.is_number() {
            return hash_word(number::normal(document.word_text(id)).as_bytes());
        }
        let same = known.get(&word.hash()).copied();
        same.unwrap_or_else(|| {
            document
                .stems()
                .get(word.stem())
                .filter(|_| by_stem)
                .map_or(word.hash(), |stem| stem.hash())
        })
    };
    document.words().iter().enumerate().map(key).collect()
}

fn text(document: &Document, word: usize, by_stem: bool) -> &str {
    match document.words().get(word) {
        Some(found) if by_stem => document.stem_text(found.stem()),
        _ => document.word_text(word),
    }
}

/// The content words of a text; what stands in a heading takes no part.
fn places(
    document: &Document,
    terms: &[u32],
    information: &[u32],
    headings: &[bool],
) -> Vec<Place> {
    let mut places = Vec::with_capacity(document.tokens().len());
    for (token, found) in document.tokens().iter().enumerate() {
        let word = found.word();
        if information[word] >= information::CONTENT && !headings[token] {
            places.push(Place {
                token: token as u32,
                term: terms[word],
                information: information[word],
            });
        }
    }
    places
}

fn postings(places: &[Place], terms: u32) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0; terms as usize + 1];
    for place in places {
        starts[place.term as usize + 1] += 1;
    }
    for term in 1..starts.len() {
        starts[term] += starts[term - 1];
    }
    let mut next = starts.clone();
    let mut postings = vec![0; places.len()];
    for (at, place) in places.iter().enumerate() {
        let slot = &mut next[place.term as usize];
        postings[*slot as usize] = at as u32;
        *slot += 1;
    }
    (starts, postings)
}

/// Finds a term of the source that a stem without an equal there may be a spelling or a form of.
struct Similar {
    /// Terms of five letters or more, ordered by their first two letters, then by number, which are one key; each with its first
    /// eight letters.
    ordered: Vec<(u64, u64)>,
}

impl Similar {
    fn new(texts: &[&str]) -> Self {
        let mut ordered = Vec::with_capacity(texts.len());
        ordered.extend(
            texts
                .iter()
                .zip(0_u64..)
                .filter_map(|(text, term)| Some((prefix(text)? << 32 | term, first_eight(text)))),
        );
        ordered.sort_unstable();
        Self { ordered }
    }

    /// The best term and the likeness in 256ths: .8 within one edit, two where the word is long; .6 with the same first
    /// six letters.
    fn find(&self, stem: &str, texts: &[&str]) -> Option<(u32, u32)> {
        let prefix = prefix(stem)?;
        let start = self.ordered.partition_point(|entry| entry.0 < prefix << 32);
        let near = self.ordered[start..]
            .iter()
            .take_while(|entry| entry.0 >> 32 == prefix)
            .take(SIMILAR_TRIES);
        let first = first_eight(stem);
        let mut best: Option<(u32, u32)> = None;
        for &(key, other_first) in near {
            let term = key as u32;
            let other = texts[term as usize];
            let likeness = likeness((stem, first), (other, other_first));
            if likeness > best.map_or(0, |found| found.1) {
                best = Some((term, likeness));
            }
        }
        best
    }
}

/// The first two bytes of a stem that is neither short nor over long.
fn prefix(stem: &str) -> Option<u64> {
    let bytes = stem.as_bytes();
    (bytes.len() >= 5 && bytes.len() <= 64).then(|| u64::from(bytes[0]) << 8 | u64::from(bytes[1]))
}

/// Whether one or two edits lead from `a` to `b`. What both start and end with needs no counting.
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

/// The first eight bytes, the first of them uppermost; zeros after the end.
fn first_eight(text: &str) -> u64 {
    let mut bytes = [0; 8];
    bytes
        .iter_mut()
        .zip(text.bytes())
        .for_each(|(byte, of)| *byte = of);
    u64::from_be_bytes(bytes)
}

/// How much alike two words are, in 256ths; each with its first eight bytes.
fn likeness((a, first_of_a): (&str, u64), (b, first_of_b): (&str, u64)) -> u32 {
    // The zeros after both ends are no shared letters.
    let shared = ((first_of_a ^ first_of_b).leading_zeros() as usize / 8)
        .min(a.len())
        .min(b.len());
    let edits = if a.len().min(b.len()) >= 8 { 2 } else { 1 };
    if is_within(a, b, edits) {
        205
    } else if shared >= 6 {
        154
    } else {
        0
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{first_eight, is_within, likeness};

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
            let plain = if is_within(&a, &b, edits) { 205 } else if shared >= 6 { 154 } else { 0 };
            prop_assert_eq!(likeness((&a, first_eight(&a)), (&b, first_eight(&b))), plain);
        }
    }
}
