//! What a text names: numbers, and names of people, places and bodies.
//!
//! A rewrite names what its source names and adds little; an independent report brings names and numbers of its own.
//! Names are read from capitals, so only where capitals tell something: not in a text all in one case, not in German, which
//! capitalises every noun, and not in headings.

use super::information::{CONTENT, UNIT};
use super::pair::Pair;
use crate::text::{Document, Gap, Language};

/// A line of this many words at most that ends without a stop is a heading, a byline or a date, not a sentence.
const HEADING: usize = 14;

/// What a name must tell at least, in units of information: a capitalised everyday word names nothing.
const NAME: u32 = 2 * UNIT;

/// A name or number of the suspicious text, where it first stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Fact {
    /// Which of the suspicious document's tokens it is.
    pub(super) token: u32,
    pub(super) information: u32,
    pub(super) number: bool,
    pub(super) in_source: bool,
}

/// The facts of the suspicious text, each once, in text order; and whether its capitals could be read for names.
pub(super) fn facts(pair: &Pair) -> (Vec<Fact>, bool) {
    let document = pair.suspicious;
    let readable = has_readable_capitals(document);
    let headings = headings(document);
    let lower = seen_in_lower_case(document);
    let mut seen = vec![false; document.words().len()];
    let mut facts = Vec::new();
    for sentence in document.sentences() {
        let titled = is_title_case(document, sentence.clone());
        for at in sentence.clone() {
            let Some(token) = document.tokens().get(at) else { continue };
            let word = token.word();
            let number = document.words()[word].is_number();
            let name = readable
                && token.is_capitalised()
                && at > sentence.start
                && token.gap() < Gap::Line
                && !titled
                && !lower[word]
                && !opens_quotation(document, at);
            let information = pair.suspicious_information[word];
            let tells = if number { information >= CONTENT } else { information >= NAME };
            if seen[word] || headings[at] || !(number || name) || !tells {
                continue;
            }
            seen[word] = true;
            let in_source = pair.in_source(pair.suspicious_words[word]);
            facts.push(Fact { token: at as u32, information, number, in_source });
        }
    }
    (facts, readable)
}

/// Whether capitals mark names in this text.
pub(super) fn has_readable_capitals(document: &Document) -> bool {
    if document.language() == Language::German {
        return false;
    }
    let (mut capitals, mut letters) = (0_usize, 0_usize);
    for token in document.tokens().iter().filter(|token| !document.words()[token.word()].is_number()) {
        letters += 1;
        capitals += usize::from(token.is_capitalised());
    }
    capitals > 0 && capitals * 100 >= letters && capitals * 10 <= letters * 6
}

fn seen_in_lower_case(document: &Document) -> Vec<bool> {
    let mut lower = vec![false; document.words().len()];
    for token in document.tokens().iter().filter(|token| !token.is_capitalised()) {
        lower[token.word()] = true;
    }
    lower
}

/// Which tokens stand in lines that are no sentences.
pub(super) fn headings(document: &Document) -> Vec<bool> {
    let tokens = document.tokens();
    let mut headings = vec![false; tokens.len()];
    let mut start = 0;
    let mut marked = 0;
    for at in 1..=tokens.len() {
        let (ends, gap) = match (tokens.get(at), tokens.get(at - 1)) {
            (Some(next), Some(last)) => {
                let between = document.text().get(last.span().end..next.span().start).unwrap_or("");
                (between.contains(['.', '!', '?', '…', '。', '"', '”', ',', ';']), next.gap())
            }
            _ => (true, Gap::Paragraph),
        };
        if gap < Gap::Line {
            continue;
        }
        let wrapped = tokens.get(at).is_some_and(|next| gap == Gap::Line && !next.is_capitalised());
        if !ends && !wrapped && gap != Gap::Sentence && at - start <= HEADING {
            headings[start..at].fill(true);
            marked += at - start;
        }
        start = at;
    }
    // Where most lines look like headings, the text is set in short lines: a poem, a list, a narrow column.
    if marked * 5 > tokens.len() * 2 {
        headings.fill(false);
    }
    headings
}

fn is_title_case(document: &Document, sentence: std::ops::Range<usize>) -> bool {
    let capitals = document.tokens()[sentence.clone()].iter().filter(|token| token.is_capitalised()).count();
    sentence.len() >= 4 && capitals * 10 >= sentence.len() * 6
}

/// Whether the token is the first of a quoted sentence.
fn opens_quotation(document: &Document, at: usize) -> bool {
    let tokens = document.tokens();
    let (Some(token), Some(last)) = (tokens.get(at), tokens.get(at.wrapping_sub(1))) else { return false };
    let between = document.text().get(last.span().end..token.span().start).unwrap_or("");
    between.contains(['"', '“', '„', '«', '»', '‘', '\'', ':'])
}
