//! Blocks that both texts have and that belong to neither's matter: footers, banners, notices,
//! prompts.
//!
//! A sentence that was taken over from an article is about what the rest of that article is about,
//! whichever of the two texts that is; a footer is about neither. So each sentence that both texts
//! have word for word is weighed by whether its content words occur in the rest of the source, and
//! in the rest of the suspicious text, each against the chance that a rest of its length has them.

use std::ops::Range;

use super::quotation::is_mark;
use super::shared_words::{SharedWords, SourcePlaces};
use super::{Mask, content};
use crate::math::Pinned;
use crate::text::{Document, Interner, LineEnds, NAT};

/// A sentence of which this share of words is in shared runs is verbatim.
const MIN_SHARED: f64 = 0.8;

/// The share of words outside verbatim sentences below which the text is a copy, whose blocks are
/// what was copied; and below which it is one unless what is outside is about another matter in
/// each text.
const MIN_OUTSIDE: f64 = 0.12;
const COPY_OUTSIDE: f64 = 0.4;

/// Words that the source must have apart from what is shared: a source that is all in the
/// suspicious text is its source.
const MIN_REST: usize = 12;

/// How much of what chance leaves a word of the matter is in the rest: on the matter it occurs with
/// p + (1 − p) times this, if the rest has [`FULL_REST`] words; with proportionally less where it
/// has fewer.
const ON_MATTER: f64 = 0.3;
const FULL_REST: usize = 100;

/// How much more a block must speak against the matter of either text, in nats, where it is not at
/// an end of the text, or not set off by the ends of lines.
const DOUBT: f64 = 1.5;

/// What the rests of two texts on different matters share beyond chance, at most, as a share of the
/// information of the suspicious rest; it is taken to have [`PRIOR`] nats more.
const MAX_RELATED: f64 = 0.08;
const PRIOR: f64 = 15.0;

/// The same for two texts of one house, such as two press releases: they share its name and trade,
/// which their footer names as well, so the words of verbatim sentences are left out of the count.
/// Above it one text may be a rewrite of the other, and its end a part of it.
const MAX_APART: f64 = 0.2;

/// Words that the heading of a section has at most.
const MAX_HEADING: usize = 8;

/// How much a section under a heading may speak for the matter of either text, in nats, and be the
/// house's: what the texts share of its words apart from the house is chance.
const MAX_OF_SECTION: f64 = 4.0;

/// A sentence of one of the texts.
pub(super) struct Sentence {
    pub(super) tokens: Range<usize>,
    words: usize,
    shared: usize,
}

impl Sentence {
    fn is_verbatim(&self) -> bool {
        self.shared as f64 >= MIN_SHARED * self.words as f64
    }
}

/// Both texts in sentences, and what each is about apart from what they share.
pub(super) struct Texts<'a> {
    document: &'a Document,
    mask: &'a Mask,
    information: Vec<u32>,
    pub(super) suspicious: Vec<Sentence>,
    source: Vec<Sentence>,
    rest_of_suspicious: Rest,
    rest_of_source: Rest,
}

impl<'a> Texts<'a> {
    pub(super) fn new(
        (source, source_mask): (&Document, &Mask),
        (suspicious, suspicious_mask): (&'a Document, &'a Mask),
        shared: &SharedWords,
    ) -> Self {
        let of_suspicious = sentences(suspicious, suspicious_mask, &shared.suspicious);
        let of_source = sentences(source, source_mask, &shared.source);
        let (mut rest_of_suspicious, mut rest_of_source) = (Rest::default(), Rest::default());
        let is_own = |sentence: &&Sentence| !sentence.is_verbatim();
        for sentence in of_suspicious.iter().filter(is_own) {
            rest_of_suspicious.add(suspicious, suspicious_mask, sentence);
        }
        let is_own = |sentence: &&Sentence| sentence.shared * 2 < sentence.words;
        for sentence in of_source.iter().filter(is_own) {
            rest_of_source.add(source, source_mask, sentence);
        }
        Self {
            document: suspicious,
            mask: suspicious_mask,
            information: content::of_words(suspicious),
            suspicious: of_suspicious,
            source: of_source,
            rest_of_suspicious,
            rest_of_source,
        }
    }

    /// Returns `true` if the rests of both texts share more than texts on different matters do.
    fn are_related(&self) -> bool {
        self.shared_by_rests(|_| true) > MAX_RELATED
    }

    /// Returns `true` if the rests of both texts share little but words that are also in the
    /// verbatim sentences.
    fn are_apart(&self) -> bool {
        let mut of_blocks = Interner::default();
        let verbatim = self.suspicious.iter().filter(|of| of.is_verbatim());
        for token in verbatim.flat_map(|sentence| sentence.tokens.clone()) {
            of_blocks.intern(content::stem(self.document, token));
        }
        self.shared_by_rests(|stem| of_blocks.find(stem).is_none()) <= MAX_APART
    }

    /// Returns the share of the information of the suspicious rest that the source's rest has
    /// beyond chance, in the words whose stems count.
    fn shared_by_rests(&self, counts: impl Fn(u64) -> bool) -> f64 {
        let words = self.rest_of_source.words as f64;
        let (mut shared, mut all) = (0.0, 0.0);
        let mut seen = Interner::default();
        let rest = self
            .suspicious
            .iter()
            .filter(|sentence| !sentence.is_verbatim());
        for token in rest.flat_map(|sentence| sentence.tokens.clone()) {
            let information = self.information[self.document.tokens()[token].word()];
            let stem = content::stem(self.document, token);
            if information < content::CONTENT
                || self.mask.has(token)
                || !counts(stem)
                || !seen.intern(stem).1
            {
                continue;
            }
            let unexpected = 1.0 - content::chance(information, words);
            let nats = f64::from(information) / f64::from(NAT);
            all += nats;
            if self.rest_of_source.stems.find(stem).is_some() {
                shared += unexpected * nats;
            }
        }
        shared / (all + PRIOR)
    }

    /// Returns how much, in nats, a sentence of the suspicious text speaks for being about what the
    /// rest of each text is about.
    pub(super) fn on_matter(&self, sentence: &Sentence) -> OnMatter {
        self.evidence(&self.terms(sentence))
    }

    /// Returns the same without the words that both rests have: wherever the sentence is from,
    /// they are what both texts are about.
    fn on_one_matter(&self, sentence: &Sentence) -> OnMatter {
        let mut terms = self.terms(sentence);
        let rests = [&self.rest_of_source, &self.rest_of_suspicious];
        terms.retain(|(stem, _)| rests.iter().any(|rest| rest.stems.find(*stem).is_none()));
        self.evidence(&terms)
    }

    fn evidence(&self, terms: &[(u64, u32)]) -> OnMatter {
        OnMatter {
            source: self.rest_of_source.evidence(terms),
            suspicious: self.rest_of_suspicious.evidence(terms),
        }
    }

    /// Returns the distinct content words of a sentence: the hash of the stem and the information
    /// of each.
    fn terms(&self, sentence: &Sentence) -> Vec<(u64, u32)> {
        let mut terms: Vec<(u64, u32)> = sentence
            .tokens
            .clone()
            .filter(|&token| !self.mask.has(token))
            .map(|token| {
                let word = self.document.tokens()[token].word();
                (content::stem(self.document, token), self.information[word])
            })
            .filter(|&(_, information)| information >= content::CONTENT)
            .collect();
        terms.sort_unstable();
        terms.dedup_by_key(|term| term.0);
        terms
    }
}

/// How much something speaks for being about what each text is about, in nats.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct OnMatter {
    source: f64,
    suspicious: f64,
}

impl OnMatter {
    /// Returns how much it speaks for being about what at least one of the texts is about.
    pub(super) fn of_either(self) -> f64 {
        self.source.max(self.suspicious)
    }
}

impl OnMatter {
    fn sum(values: impl Iterator<Item = Self>) -> Self {
        values.fold(Self::default(), |mut sum, value| {
            sum += value;
            sum
        })
    }
}

impl std::ops::AddAssign for OnMatter {
    fn add_assign(&mut self, other: Self) {
        self.source += other.source;
        self.suspicious += other.suspicious;
    }
}

/// Returns whether each token of the suspicious text and of the source is in such a block; `None`
/// where there is none.
pub(super) fn shared_blocks(
    source: (&Document, &Mask),
    suspicious: (&Document, &Mask),
    shared: &SharedWords,
) -> Option<(Vec<bool>, Vec<bool>)> {
    let texts = Texts::new(source, suspicious, shared);
    let sentences = &texts.suspicious;
    let words: usize = sentences.iter().map(|sentence| sentence.words).sum();
    let verbatim = sentences.iter().filter(|sentence| sentence.is_verbatim());
    let in_verbatim: usize = verbatim.map(|sentence| sentence.words).sum();
    let outside = (words - in_verbatim) as f64;
    if in_verbatim == 0
        || outside < MIN_OUTSIDE * words as f64
        || texts.rest_of_source.words < MIN_REST
    {
        return None;
    }
    let is_copy = outside < COPY_OUTSIDE * words as f64;
    let are_apart = texts.are_apart();
    let is_copy_of_matter = is_copy && texts.are_related();
    if is_copy_of_matter && !are_apart {
        return None;
    }
    let end_in_block = texts.source.last().is_some_and(Sentence::is_verbatim);
    let blocks = Blocks {
        sentences,
        document: suspicious.0,
        source: source.0,
        shared,
    };
    let mut chosen = vec![false; suspicious.0.tokens().len()];
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
        let count = sentence
            .tokens
            .clone()
            .filter(|&token| mirrored[token])
            .count();
        if count as f64 >= MIN_SHARED * sentence.words as f64 {
            mirrored[sentence.tokens.clone()].fill(true);
        }
    }
    Some((chosen, mirrored))
}

/// What is known of the verbatim sentences of a text when blocks are sought among them.
struct Blocks<'a> {
    sentences: &'a [Sentence],
    document: &'a Document,
    source: &'a Document,
    shared: &'a SharedWords,
}

impl Blocks<'_> {
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

fn sentences(document: &Document, mask: &Mask, shared: &[bool]) -> Vec<Sentence> {
    let sentence = |tokens: Range<usize>| {
        let free = || tokens.clone().filter(|&token| !mask.has(token));
        let words = free().count();
        let shared = free().filter(|&token| shared[token]).count();
        (words > 0).then_some(Sentence {
            tokens,
            words,
            shared,
        })
    };
    document.sentences().filter_map(sentence).collect()
}

/// What a text is about apart from the sentences that both have.
#[derive(Default)]
struct Rest {
    stems: Interner,
    words: usize,
}

impl Rest {
    fn add(&mut self, document: &Document, mask: &Mask, sentence: &Sentence) {
        self.words += sentence.words;
        let tokens = sentence.tokens.clone().filter(|&token| !mask.has(token));
        for token in tokens {
            self.stems.intern(content::stem(document, token));
        }
    }

    /// Returns how much, in nats, the content words of a sentence speak for its being about the
    /// same as the rest.
    fn evidence(&self, terms: &[(u64, u32)]) -> f64 {
        let words = self.words as f64;
        let gain = ON_MATTER * (words / FULL_REST as f64).min(1.0);
        let nats = |&(stem, information): &(u64, u32)| {
            let by_chance = content::chance(information, words).clamp(0.03, 0.97);
            let on_matter = by_chance + gain * (1.0 - by_chance);
            if self.stems.find(stem).is_some() {
                (on_matter / by_chance).pinned_ln()
            } else {
                ((1.0 - on_matter) / (1.0 - by_chance)).pinned_ln()
            }
        };
        terms.iter().map(nats).sum()
    }
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
        let found = SharedWords::new((&source, &free), (&suspicious, &free))
            .and_then(|shared| shared_blocks((&source, &free), (&suspicious, &free), &shared));
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
