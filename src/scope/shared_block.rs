//! Blocks that both texts have and that belong to neither's matter: footers, banners, notices,
//! prompts.
//!
//! A sentence that was taken over is about the matter of one of the texts; a footer is about
//! neither. What each says is weighed in [`super::verbatim`].

use std::ops::Range;

use super::Mask;
use super::quotation::is_mark;
use super::shared_words::{SharedWords, SourcePlaces};
use super::verbatim::{self, OnMatter, Sentence, Texts};
use crate::pair::Pair;
use crate::text::{Document, LineEnds};

/// The share of words outside verbatim sentences below which the text is a copy, whose blocks are
/// what was copied; and below which it is one unless what is outside is about another matter in
/// each text.
const MIN_OUTSIDE: f64 = 0.12;
const COPY_OUTSIDE: f64 = 0.4;

/// Words that the source must have apart from what is shared: a source that is all in the
/// suspicious text is its source.
const MIN_REST: usize = 12;

/// How much more a block must speak against the matter of either text, in nats, where it is not at
/// an end of the text, or not set off by the ends of lines.
const DOUBT: f64 = 1.5;

/// Words that the heading of a section has at most.
const MAX_HEADING: usize = 8;

/// How much a section under a heading may speak for the matter of either text, in nats, and be the
/// house's: what the texts share of its words apart from the house is chance.
const MAX_OF_SECTION: f64 = 4.0;

/// Returns whether each token of the suspicious text and of the source is in such a block; `None`
/// where there is none.
pub(super) fn shared_blocks(
    pair: &Pair,
    masks: (&Mask, &Mask),
    shared: &SharedWords,
) -> Option<(Vec<bool>, Vec<bool>)> {
    let (source, suspicious) = (pair.source, pair.suspicious);
    let sentences = verbatim::sentences(suspicious, masks.1, &shared.suspicious);
    let words: usize = sentences.iter().map(|sentence| sentence.words).sum();
    let verbatim = sentences.iter().filter(|sentence| sentence.is_verbatim());
    let in_verbatim: usize = verbatim.map(|sentence| sentence.words).sum();
    let outside = (words - in_verbatim) as f64;
    if in_verbatim == 0 || outside < MIN_OUTSIDE * words as f64 {
        return None;
    }
    let texts = Texts::new(pair, masks, sentences, shared);
    let sentences = &texts.suspicious;
    if texts.source_words_apart() < MIN_REST {
        return None;
    }
    let is_copy = outside < COPY_OUTSIDE * words as f64;
    let are_apart = texts.are_apart();
    let is_copy_of_matter = is_copy && texts.are_related();
    if is_copy_of_matter && !are_apart {
        return None;
    }
    let end_in_block = texts.source.last().is_some_and(Sentence::is_verbatim);
    let blocks = BlockFinder {
        sentences,
        document: suspicious,
        source,
        shared,
    };
    let mut chosen = vec![false; suspicious.tokens().len()];
    let mut start = 0;
    for group in sentences.chunk_by(|a, b| a.is_verbatim() == b.is_verbatim()) {
        let range = start..start + group.len();
        start = range.end;
        if !group[0].is_verbatim() {
            continue;
        }
        let section = blocks.section(&range).filter(|section| {
            let sentences = sentences[section.clone()].iter();
            let sum = OnMatter::sum(sentences.map(|sentence| texts.on_one_matter(sentence)));
            are_apart && sum.of_either() < MAX_OF_SECTION
        });
        let others = range.start..section.as_ref().map_or(range.end, |section| section.start);
        let mut found = others.start..others.start;
        if !is_copy_of_matter && !others.is_empty() {
            let is_footer = are_apart && end_in_block && others.end == sentences.len();
            let weigh = |sentence: &Sentence| match is_footer {
                true => texts.on_one_matter(sentence),
                false => texts.on_matter(sentence),
            };
            let on_matter: Vec<OnMatter> = sentences[others.clone()].iter().map(weigh).collect();
            found = blocks.in_group(others, &on_matter);
        }
        for sentence in found.chain(section.into_iter().flatten()) {
            chosen[sentences[sentence].tokens.clone()].fill(true);
        }
    }
    if !chosen.contains(&true) {
        return None;
    }
    let mut mirrored = shared.mirrored(&chosen);
    for sentence in &texts.source {
        if sentence.is_mostly(&mirrored) {
            mirrored[sentence.tokens.clone()].fill(true);
        }
    }
    Some((chosen, mirrored))
}

/// What is known of the verbatim sentences of a text when blocks are sought among them.
struct BlockFinder<'a> {
    sentences: &'a [Sentence],
    document: &'a Document,
    source: &'a Document,
    shared: &'a SharedWords<'a>,
}

impl BlockFinder<'_> {
    /// Returns the sentences of a group of adjoining verbatim ones that belong to no matter, given
    /// how much each speaks for belonging to it. At an end of the text that is where the group
    /// begins or ends; inside, the whole group.
    fn in_group(&self, group: Range<usize>, on_matter: &[OnMatter]) -> Range<usize> {
        let (at_start, at_end) = (group.start == 0, group.end == self.sentences.len());
        let mut best = (0.0, group.start..group.start);
        let mut consider = |sum: OnMatter, range: Range<usize>| {
            let Some(doubt) = self.doubt(&range) else {
                return;
            };
            let sum = doubt + sum.of_either();
            if sum < best.0 {
                best = (sum, range);
            }
        };
        if at_start {
            let mut sum = OnMatter::default();
            for (at, value) in on_matter.iter().enumerate() {
                sum += *value;
                consider(sum, group.start..group.start + at + 1);
            }
        }
        if at_end {
            let mut sum = OnMatter::default();
            for (at, value) in on_matter.iter().enumerate().rev() {
                sum += *value;
                consider(sum, group.start + at..group.end);
            }
        }
        if !at_start && !at_end {
            let mut sum = OnMatter::default();
            on_matter.iter().for_each(|value| sum += *value);
            consider(sum, group.clone());
        }
        if self.is_in_place(&best.1) {
            best.1
        } else {
            group.start..group.start
        }
    }

    /// Returns the part of a group that begins with a heading of its own, where it is set off: not
    /// what the text begins with, which is its headline.
    fn section(&self, group: &Range<usize>) -> Option<Range<usize>> {
        let end = self.sentences[group.end - 1].tokens.end;
        let is_headed = |sentence: &usize| {
            let first = self.sentences[*sentence].tokens.start;
            let heading = first + 1..end.min(first + MAX_HEADING + 1);
            first > 0
                && ends_line(self.between(first))
                && heading.map(|at| self.between(at)).any(is_end_of_heading)
        };
        let section = group.clone().find(is_headed)?..group.end;
        self.is_set_off(&section).then_some(section)
    }

    /// Returns how much these sentences must speak against the matter of either text to be
    /// furniture, in nats; `None` where they cannot be.
    fn doubt(&self, range: &Range<usize>) -> Option<f64> {
        let inside = range.start > 0 && range.end < self.sentences.len();
        match (inside, self.is_set_off(range)) {
            (true, false) => None,
            (false, true) => Some(0.0),
            _ => Some(DOUBT),
        }
    }

    /// Returns `true` if these sentences begin and end where a line does, or with a sentence that
    /// has quotation marks.
    fn is_set_off(&self, range: &Range<usize>) -> bool {
        let tokens = |at: usize| self.sentences[at].tokens.clone();
        let (first, last) = (tokens(range.start), tokens(range.end - 1));
        (range.start == 0 || ends_line(self.between(first.start)) || self.has_mark(first))
            && (range.end == self.sentences.len()
                || ends_line(self.between(last.end))
                || self.has_mark(last))
    }

    /// Returns `true` if there is a quotation mark in or next to these tokens.
    fn has_mark(&self, tokens: Range<usize>) -> bool {
        (tokens.start..=tokens.end).any(|at| self.between(at).contains(is_mark))
    }

    /// Returns the text before a token.
    fn between(&self, token: usize) -> &str {
        let tokens = self.document.tokens();
        let before = token.checked_sub(1).and_then(|at| tokens.get(at));
        let start = before.map_or(0, |token| token.span().end);
        let text = self.document.text();
        let end = tokens
            .get(token)
            .map_or(text.len(), |token| token.span().start);
        text.get(start..end).unwrap_or("")
    }

    /// Furniture is at the same end of both texts; what was copied may have been moved.
    fn is_in_place(&self, range: &Range<usize>) -> bool {
        if range.is_empty() {
            return false;
        }
        let (at_start, at_end) = (range.start == 0, range.end == self.sentences.len());
        let tokens =
            self.sentences[range.start].tokens.start..self.sentences[range.end - 1].tokens.end;
        if at_start == at_end {
            return true;
        }
        let half = self.source.tokens().len() / 2;
        let middle = SourcePlaces::new(self.shared).middle(tokens);
        middle.is_none_or(|middle| (middle < half) == at_start)
    }
}

/// Returns `true` if a line ends in the text between two words, and no sentence.
fn is_end_of_heading(between: &str) -> bool {
    ends_line(between) && !between.contains(['.', '!', '?', '…', ',', ';', '。'])
}

/// Returns `true` if a line ends in the text between two words.
fn ends_line(between: &str) -> bool {
    let mut ends = LineEnds::default();
    between.chars().any(|c| ends.next(c) > 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::TextOptions;

    const STORY: &str = "The council of Hallmere voted on Thursday to close the swimming pool. Engineers found that the roof trusses above \
        the tank had corroded. Replacing them would cost more than the borough spends on leisure in a year. Campaigners jeered from the gallery.";
    const OTHER: &str = "A stray goat held up trams in Merrin for forty minutes. Drivers fed it apples until its owner came with a rope. \
        Nobody could say how the animal had crossed the bridge, and the police took no statement. Children drew pictures.";
    /// More of the same two stories, so that their rests show what they are about.
    const MORE: &str = "The trusses were last checked in spring, when the tank was drained for three weeks. The borough says that a new roof \
        and a new tank would have to wait until the swimming clubs of Hallmere find half of the money themselves. A petition to save the pool \
        has gathered four thousand names, among them that of the engineer who built it. The council will hear the swimming clubs in June, and \
        the campaigners hope that the borough gives the building another year. Most of them learned to swim under that roof.";
    const OTHER_MORE: &str = "The tram company wants the owner to pay for the delay, and has put up a fence at the depot. Drivers say that goats are \
        often seen on the line in summer, when the meadows beside the river have dried out. The police have counted eleven animals there since \
        May. Passengers took the bus to Merrin, or walked across the bridge with the goat behind them. The owner promised better ropes, and \
        brought the drivers a cheese. The company has not said whether it accepted the cheese as a payment.";
    const FOOTER: &str = "Sign up for our free morning newsletter and get the stories that matter delivered to your inbox every day. \
        You can unsubscribe at any time.";

    fn blocks(source: &str, suspicious: &str) -> (String, String) {
        let read = |text: &str| Document::new(text, &TextOptions::default());
        let (source, suspicious) = (read(source), read(suspicious));
        let free = Mask::default();
        let (pair, masks) = (Pair::new(&source, &suspicious), (&free, &free));
        let words = SharedWords::new(&pair, masks);
        let found = SharedWords::with_forms(words.as_ref(), &pair, masks)
            .and_then(|shared| shared_blocks(&pair, masks, &shared));
        let text = |document: &Document, chosen: &[bool]| {
            let tokens = document
                .tokens()
                .iter()
                .zip(chosen)
                .filter(|(_, chosen)| **chosen);
            let words = tokens.filter_map(|(token, _)| token.span().slice(document.text()));
            words.collect::<Vec<_>>().join(" ")
        };
        found.map_or_else(Default::default, |(of_suspicious, of_source)| {
            (text(&source, &of_source), text(&suspicious, &of_suspicious))
        })
    }

    #[test]
    fn a_footer_on_two_stories_belongs_to_neither() {
        let (source, suspicious) = blocks(
            &format!("{STORY}\n\n{FOOTER}"),
            &format!("{OTHER}\n\n{FOOTER}"),
        );
        assert!(
            source.starts_with("Sign up") && source.ends_with("any time"),
            "{source}"
        );
        assert_eq!(source, suspicious);
        let (source, _) = blocks(
            &format!("{FOOTER}\n\n{STORY}"),
            &format!("{FOOTER}\n\n{OTHER}"),
        );
        assert!(
            source.starts_with("Sign up") && source.ends_with("any time"),
            "{source}"
        );
    }

    /// A site puts other names and numbers into the lines of each page, and another site has lines of
    /// the same kind.
    #[test]
    fn lines_of_one_form_belong_to_neither() {
        let lines = |writer: &str, count: u32, site: &str| {
            format!(
                "{writer} writes about markets and machines for the {site}.\nThere are {count} replies to this page. Join the {site} to \
                 have your say.\nReach our desk on 0{count} {count}7{count} or write to tips at the {site}."
            )
        };
        for site in ["Norwick Courier", "Tarvik Lantern"] {
            let (source, suspicious) = blocks(
                &format!(
                    "{STORY} {MORE}\n\n{}",
                    lines("Lena Moor", 41, "Norwick Courier")
                ),
                &format!("{OTHER} {OTHER_MORE}\n\n{}", lines("Paul Ade", 3, site)),
            );
            assert!(
                source.starts_with("Lena Moor writes") || source.starts_with("Moor writes"),
                "{source}"
            );
            assert!(source.ends_with("tips at the Norwick Courier"), "{source}");
            assert!(
                suspicious.ends_with(&format!("tips at the {site}")),
                "{suspicious}"
            );
        }
    }

    /// Another fact in a sentence of the story makes no furniture of it.
    #[test]
    fn a_falsified_sentence_stays() {
        let report = format!("{STORY} {MORE}")
            .replace("Thursday", "Monday")
            .replace("three weeks", "9 weeks");
        assert_eq!(
            blocks(&format!("{STORY} {MORE}"), &report),
            Default::default()
        );
        // Nor where it is all that was taken over.
        let taken = "The council of Hallmere voted on Monday to close the swimming pool.";
        assert_eq!(
            blocks(&format!("{STORY} {MORE}"), &format!("{OTHER}\n{taken}")),
            Default::default()
        );
    }

    /// Where the block is most of both texts, their stories must be about different matters.
    #[test]
    fn a_notice_longer_than_the_story_belongs_to_neither() {
        let short = |story: &str| story.split_inclusive(". ").take(2).collect::<String>();
        let notice = format!(
            "{FOOTER} This release contains statements about the future that involve risks. Actual results may differ from those that were \
             expressed or implied. The company undertakes no obligation to update any such statement as a result of new information."
        );
        let (source, _) = blocks(
            &format!("{}\n\n{notice}", short(STORY)),
            &format!("{}\n\n{notice}", short(OTHER)),
        );
        assert!(
            source.starts_with("Sign up") && source.ends_with("new information"),
            "{source}"
        );
    }

    /// Two press releases of one company: what they say of it names what both are about.
    const RELEASE: &str = "Hallmere Leisure will close the swimming pool in Rope Walk on Thursday. Engineers found that the roof trusses \
        above the tank had corroded. Repairs would take a year, and cost more than the company earns in three.";
    const OTHER_RELEASE: &str = "Hallmere Leisure has named Clara Brook its chief accountant. She joins from a shipping group, where she \
        kept the books for nine years. Her predecessor retires to an island in the north, with two dogs and a boat.";
    const HOUSE: &str = "Hallmere Leisure runs gyms, parks and skating rinks in eleven towns of the north. It was founded in 1931 and has a staff \
        of four hundred.";

    #[test]
    fn what_a_house_says_of_itself_belongs_to_neither() {
        for heading in ["", "About Hallmere Leisure\n"] {
            let (source, suspicious) = blocks(
                &format!("{RELEASE}\n\n{heading}{HOUSE}"),
                &format!("{OTHER_RELEASE}\n\n{heading}{HOUSE}"),
            );
            assert!(
                suspicious.ends_with("a staff of four hundred"),
                "{suspicious}"
            );
            assert_eq!(source, suspicious);
        }
        // A rewrite took it from its source.
        let rewrite = "The swimming pool in Rope Walk is to be closed on Thursday by Hallmere Leisure, after engineers found that the trusses \
            of the roof above the tank are corroded. Repairs would cost more than three years of earnings of the company, and take one.";
        assert_eq!(
            blocks(
                &format!("{RELEASE}\n\nAbout Hallmere Leisure\n{HOUSE}"),
                &format!("{rewrite}\n\nAbout Hallmere Leisure\n{HOUSE}"),
            ),
            Default::default()
        );
    }

    /// A section inside the text goes as well, but not one that was lifted from its source.
    #[test]
    fn a_section_goes_unless_it_says_what_one_text_says() {
        let section =
            "What we offer\nThirty days of holiday, a pension, and lunch at a table by the window.";
        let (source, suspicious) = blocks(
            &format!("{RELEASE}\n\n{section}\n\n{MORE}"),
            &format!("{OTHER_RELEASE}\n\n{section}\n\n{OTHER_MORE}"),
        );
        assert!(source.starts_with("What we offer"), "{source}");
        assert_eq!(source, suspicious);
        let section = "Why the pool must close\nThe roof trusses above the tank were checked by engineers in spring. The borough would need \
            three years of savings for a new roof, and the swimming clubs a new building.";
        assert_eq!(
            blocks(
                &format!("{STORY} {MORE}\n\n{section}"),
                &format!("{OTHER} {OTHER_MORE}\n\n{section}"),
            ),
            Default::default()
        );
    }

    /// Text that is too short to be about much gives no reason to keep a banner.
    #[test]
    fn a_banner_over_two_short_items_belongs_to_neither() {
        let first = |story: &str| story.split_inclusive(". ").take(1).collect::<String>();
        let (source, _) = blocks(
            &format!("{}\n\n{FOOTER}", first(STORY)),
            &format!("{}\n\n{FOOTER}", first(OTHER)),
        );
        assert!(source.starts_with("Sign up"), "{source}");
    }

    /// A text patched together from many others is not about what a paragraph of it is about, but
    /// the source of the paragraph is.
    #[test]
    fn a_paragraph_copied_from_the_start_to_the_start_stays() {
        let patchwork = format!("{STORY}\n\n{OTHER} {OTHER_MORE}");
        assert_eq!(
            blocks(&format!("{STORY}\n\n{MORE}"), &patchwork),
            Default::default()
        );
        // Nor is it furniture where the source took it from the suspicious text.
        assert_eq!(
            blocks(&patchwork, &format!("{STORY}\n\n{MORE}")),
            Default::default()
        );
    }

    /// A banner that ends in a word or two of its own is one block.
    #[test]
    fn a_block_goes_with_its_short_end() {
        let banner = "Copyright Lantern Media Group Limited. All rights reserved. Support.";
        let (source, _) = blocks(
            &format!("{STORY} {MORE}\n\n{banner}"),
            &format!("{OTHER} {OTHER_MORE}\n\n{banner}"),
        );
        assert!(
            source.starts_with("Copyright") && source.ends_with("Support"),
            "{source}"
        );
    }

    /// Inside a text only the ends of lines, or quotation marks, say that words are not the text's
    /// own.
    #[test]
    fn a_block_inside_a_text_is_set_off() {
        let set_off = |gap: &str| {
            blocks(
                &format!("{STORY}{gap}{FOOTER}{gap}{MORE}"),
                &format!("{OTHER}{gap}{FOOTER}{gap}{OTHER_MORE}"),
            )
        };
        assert_eq!(set_off(" "), Default::default());
        let (source, suspicious) = set_off("\n\n");
        assert!(
            source.starts_with("Sign up") && source.ends_with("any time"),
            "{source}"
        );
        assert_eq!(source, suspicious);
    }

    #[test]
    fn a_sentence_taken_over_from_the_story_stays() {
        let taken = "Engineers found that the roof trusses above the tank had corroded.";
        let report = format!(
            "The swimming pool in Hallmere is to be closed, and its leisure centre with it. {taken} The council could not pay for a roof. \
             Its borough treasurer said on Thursday that replacing the tank was out of the question for years."
        );
        assert_eq!(blocks(STORY, &report), Default::default());
        // A copy is a copy.
        assert_eq!(blocks(STORY, STORY), Default::default());
    }
}
