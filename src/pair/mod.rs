//! Two documents in one vocabulary, built once for each pair and read by every stage after it.
//!
//! Takes two [`Document`]s and gives numbers that both have in common: for stems, which
//! [`align`](crate::align) matches by, and for terms, which [`score`](crate::score) matches by.
//! What makes two words the same is defined in [`equivalence`] alone. Each level of the vocabulary
//! is computed when it is first asked for, so a pair that is only aligned pays only for its stems.
//! The cost is linear in the distinct words of both documents.

mod content;
pub(crate) mod equivalence;
mod spelling;
mod terms;

use std::cell::OnceCell;

pub(crate) use content::{Content, Place};
pub(crate) use equivalence::Level;
pub(crate) use spelling::looks_alike;
pub(crate) use terms::Terms;
use terms::{Classes, classes};

use crate::score::information::{self, CONTENT};
use crate::score::matter::Amounts;
use crate::text::{Document, Interner};

/// One of the two documents of a pair.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Side {
    /// The document that may have been reused.
    Source,
    /// The document that may have reused it.
    Suspicious,
}

impl Side {
    /// Returns the other side.
    pub(crate) fn other(self) -> Self {
        match self {
            Self::Source => Self::Suspicious,
            Self::Suspicious => Self::Source,
        }
    }
}

/// Two documents in one vocabulary.
#[derive(Debug)]
pub(crate) struct Pair<'a> {
    pub(crate) source: &'a Document,
    pub(crate) suspicious: &'a Document,
    /// The stems of both documents by number, those of the source first and in its own order.
    table: Interner,
    /// The number of each distinct stem of the suspicious document.
    suspicious_stems: Vec<u32>,
    /// Of each stem, whether the other side may have it, by [`Side`].
    may_share: OnceCell<[Vec<bool>; 2]>,
    classes: OnceCell<Classes>,
    /// What each word of a side corresponds to on the other, by [`Side`].
    terms: [OnceCell<Terms>; 2],
    /// The information of each distinct word, by [`Side`].
    information: [OnceCell<Vec<u32>>; 2],
    /// The amounts of information of the words of the suspicious document.
    amounts: OnceCell<Amounts>,
}

impl<'a> Pair<'a> {
    /// Joins the vocabularies of two documents by stem.
    pub(crate) fn new(source: &'a Document, suspicious: &'a Document) -> Self {
        let mut table = Interner::with_capacity(source.stems().len() + suspicious.stems().len());
        for stem in source.stems() {
            table.intern(stem.hash());
        }
        let suspicious_stems = suspicious
            .stems()
            .iter()
            .map(|stem| table.intern(stem.hash()).0)
            .collect();
        Self {
            source,
            suspicious,
            table,
            suspicious_stems,
            may_share: OnceCell::new(),
            classes: OnceCell::new(),
            terms: Default::default(),
            information: Default::default(),
            amounts: OnceCell::new(),
        }
    }

    /// Returns the document of a side.
    pub(crate) fn document(&self, side: Side) -> &'a Document {
        match side {
            Side::Source => self.source,
            Side::Suspicious => self.suspicious,
        }
    }

    /// Returns, for each distinct stem of the suspicious document in order, the equal stem of the
    /// source, if there is one: [`Level::Stem`] and nothing looser.
    pub(crate) fn shared_stems(&self) -> impl Iterator<Item = Option<usize>> + '_ {
        let known = self.source.stems().len();
        self.suspicious_stems
            .iter()
            .map(move |&number| Some(number as usize).filter(|&number| number < known))
    }

    /// Returns of each distinct stem of a side whether the other side may have a word with the same
    /// folded letters as one of its words: words of one form have one stem, but in two languages
    /// any may.
    pub(crate) fn may_share(&self, side: Side) -> &[bool] {
        &self.may_share.get_or_init(|| {
            let in_two_languages = self.source.language() != self.suspicious.language();
            let mut of_source = vec![in_two_languages; self.source.stems().len()];
            let of_suspicious = self.shared_stems().map(|shared| {
                if let Some(stem) = shared {
                    of_source[stem] = true;
                }
                shared.is_some() || in_two_languages
            });
            let of_suspicious = of_suspicious.collect();
            [of_source, of_suspicious]
        })[side as usize]
    }

    /// Returns what each distinct word of `side` corresponds to on the other side, up to
    /// [`Level::Spelling`].
    pub(crate) fn terms(&self, side: Side) -> &Terms {
        self.terms[side as usize].get_or_init(|| {
            let classes = self.classes.get_or_init(|| classes(self));
            Terms::new(self, classes, side)
        })
    }

    /// Returns the information of each distinct word of a side, in fixed-point nats.
    pub(crate) fn information(&self, side: Side) -> &[u32] {
        self.information[side as usize].get_or_init(|| information::of_words(self.document(side)))
    }

    /// Returns the amounts of information of the content words of the suspicious document, each with
    /// its chance in a text as long as the source.
    pub(crate) fn amounts(&self) -> &Amounts {
        self.amounts
            .get_or_init(|| self.amounts_against(self.source.tokens().len()))
    }

    /// Returns the same for a source of which this many words take part.
    pub(crate) fn amounts_against(&self, source_words: usize) -> Amounts {
        let amounts = self.information(Side::Suspicious).iter().copied();
        Amounts::new(amounts.filter(|&amount| amount >= CONTENT), source_words)
    }

    /// Returns how closely a token of the source and one of the suspicious document are the same
    /// word; `None` where they have different stems.
    pub(crate) fn level(&self, source: usize, suspicious: usize) -> Option<Level> {
        let token = |document: &'a Document, at: usize| document.tokens().get(at);
        let (ours, theirs) = (
            token(self.source, source)?,
            token(self.suspicious, suspicious)?,
        );
        let form = |document: &Document, word: usize| Some(document.words().get(word)?.hash());
        if form(self.source, ours.word())? == form(self.suspicious, theirs.word())? {
            return Some(Level::Form);
        }
        let same_stem = *self.suspicious_stems.get(theirs.stem())? as usize == ours.stem();
        same_stem.then_some(Level::Stem)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::text::{Language, TextOptions};

    fn read(text: &str) -> Document {
        let options = TextOptions {
            language: Some(Language::English),
            ..TextOptions::default()
        };
        Document::new(text, &options)
    }

    fn text() -> impl Strategy<Value = String> {
        let word = prop::sample::select(vec![
            "ferry", "ferries", "Spain", "Spanish", "five", "5", "05", "22nd", "22", "harbour",
            "harbor", "harbours", "sailing", "the", "captain", "captains", "1,200", "1200",
        ]);
        prop::collection::vec(word, 0..30).prop_map(|words| words.join(" "))
    }

    proptest! {
        /// Invariant 8: the join by numbers is the comparison of every stem with every other.
        #[test]
        fn shared_stems_are_those_with_equal_text(source in text(), suspicious in text()) {
            let (source, suspicious) = (read(&source), read(&suspicious));
            let pair = Pair::new(&source, &suspicious);
            for (number, shared) in pair.shared_stems().enumerate() {
                let same = (0..source.stems().len()).find(|&at| source.stem_text(at) == suspicious.stem_text(number));
                prop_assert_eq!(shared, same);
            }
        }

        /// What is passed over can't be shared, in one language and in two.
        #[test]
        fn words_of_one_form_may_be_shared(source in text(), suspicious in text(), language in prop::sample::select(vec![Language::English, Language::German])) {
            let (source, suspicious) = (read(&source), read(&suspicious).with_language(language, None));
            let pair = Pair::new(&source, &suspicious);
            let forms = |document: &Document| document.words().iter().map(|word| word.hash()).collect::<Vec<_>>();
            for (side, others) in [(Side::Source, forms(&suspicious)), (Side::Suspicious, forms(&source))] {
                for word in pair.document(side).words() {
                    prop_assert!(pair.may_share(side)[word.stem()] || !others.contains(&word.hash()));
                }
            }
        }

        /// Swapping the documents swaps the two directions of the vocabulary, so that neither has
        /// to be built twice.
        #[test]
        fn the_reverse_of_a_pair_is_the_pair_of_the_reverse(source in text(), suspicious in text()) {
            let (source, suspicious) = (read(&source), read(&suspicious));
            let (there, back) = (Pair::new(&source, &suspicious), Pair::new(&suspicious, &source));
            for side in [Side::Source, Side::Suspicious] {
                for word in 0..there.document(side).words().len() {
                    let of = |pair: &Pair, side| { let terms = pair.terms(side); (terms.is_shared(word), terms.likeness(word)) };
                    prop_assert_eq!(of(&there, side), of(&back, side.other()));
                }
            }
        }

        /// A closer level is never lost on the way to a looser one: words of one stem are one term.
        #[test]
        fn words_with_one_stem_share_a_term(source in text(), suspicious in text()) {
            let (source, suspicious) = (read(&source), read(&suspicious));
            let pair = Pair::new(&source, &suspicious);
            let terms = pair.terms(Side::Suspicious);
            for (at, theirs) in suspicious.tokens().iter().enumerate() {
                for ours in 0..source.tokens().len() {
                    if pair.level(ours, at) == Some(Level::Form) {
                        prop_assert!(terms.is_shared(theirs.word()) && terms.likeness(theirs.word()) == equivalence::EXACT);
                    }
                }
            }
        }
    }
}
