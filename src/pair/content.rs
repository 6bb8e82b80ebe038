//! The content words of a pair that take part in a comparison, in text order and by term.

use super::{Pair, Side, Terms};
use crate::scope::Mask;
use crate::score::information::CONTENT;
use crate::text::Document;

/// One content word of a text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Place {
    /// The token of the document.
    pub(crate) token: u32,
    /// Its term in the vocabulary of the pair.
    pub(crate) term: u32,
    /// Its information, in fixed-point nats.
    pub(crate) information: u32,
}

/// The content words of both documents of a pair. What is masked is left out.
#[derive(Debug, Clone)]
pub(crate) struct Content<'p> {
    /// The content words of the source, in text order.
    pub(crate) source: Vec<Place>,
    /// The content words of the suspicious text, in text order.
    pub(crate) suspicious: Vec<Place>,
    document: &'p Document,
    terms: &'p Terms,
    /// Places of the source by term: `postings[starts[term]..starts[term + 1]]`.
    starts: Vec<u32>,
    postings: Vec<u32>,
}

impl<'p> Content<'p> {
    /// Reads the content words of a pair; what is masked in the source or in the suspicious text is
    /// left out.
    pub(crate) fn new(pair: &'p Pair, (ours, theirs): (&Mask, &Mask)) -> Self {
        let terms = pair.terms(Side::Suspicious);
        let source = places(
            pair.source,
            terms.other(),
            pair.information(Side::Source),
            ours,
        );
        let suspicious = places(
            pair.suspicious,
            terms.own(),
            pair.information(Side::Suspicious),
            theirs,
        );
        let (starts, postings) = postings(&source, terms.shared());
        Self {
            source,
            suspicious,
            document: pair.suspicious,
            terms,
            starts,
            postings,
        }
    }

    /// Leaves out the words of the suspicious text that are masked.
    pub(crate) fn leave_out(&mut self, mask: &Mask) {
        self.suspicious
            .retain(|place| !mask.has(place.token as usize));
    }

    /// Returns how many distinct terms the source has.
    pub(crate) fn source_terms(&self) -> usize {
        self.terms.shared()
    }

    /// Returns `true` if the source has the term.
    pub(crate) fn in_source(&self, term: u32) -> bool {
        self.terms.has(term)
    }

    /// Returns the content places of the source that hold the term, ascending.
    pub(crate) fn postings(&self, term: u32) -> &[u32] {
        let term = term as usize;
        match (self.starts.get(term), self.starts.get(term + 1)) {
            (Some(&start), Some(&end)) => &self.postings[start as usize..end as usize],
            _ => &[],
        }
    }

    /// Returns the information that a place of the suspicious text shares with the source: 0 where
    /// the source lacks the term, less than all where the words are only spelled alike.
    pub(crate) fn shared_information(&self, place: &Place) -> u32 {
        if !self.in_source(place.term) {
            return 0;
        }
        let word = self
            .document
            .tokens()
            .get(place.token as usize)
            .map_or(usize::MAX, |token| token.word());
        place.information * self.terms.likeness(word) / 256
    }
}

fn places(document: &Document, terms: &[u32], information: &[u32], mask: &Mask) -> Vec<Place> {
    let nowhere = Place {
        token: 0,
        term: 0,
        information: 0,
    };
    let mut places = vec![nowhere; document.tokens().len()];
    // Each is written and only some are kept: no processor predicts which words tell something.
    let mut kept = 0;
    for (token, found) in document.tokens().iter().enumerate() {
        let word = found.word();
        places[kept] = Place {
            token: token as u32,
            term: terms[word],
            information: information[word],
        };
        kept += usize::from(information[word] >= CONTENT && !mask.has(token));
    }
    places.truncate(kept);
    places
}

fn postings(places: &[Place], terms: usize) -> (Vec<u32>, Vec<u32>) {
    let mut starts = vec![0; terms + 1];
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
