//! Blocks of words that recur in texts which share little else: the footers, banners and notices of
//! a site.

use std::collections::HashMap;
use std::ops::Range;

use super::Mask;
use super::ranges::merged;
use super::runs::{runs, word_hashes};
use super::shared_words::SharedWords;
use super::unspaced;
use super::verbatim::{self, Sentence, Texts};
use crate::pair::Pair;
use crate::text::{Document, Interner};

/// Words in a row that recur by chance in hardly any two texts.
const WORDS: usize = 8;

/// Texts that must have a run, and share little else.
const MIN_TEXTS: usize = 4;

/// Texts of a run that are compared with each other, at most.
const MAX_TEXTS: usize = 8;

/// The share of the shorter text's runs that two texts may share and still be texts of their own.
const MAX_SHARED: f64 = 0.5;

/// The blocks that recur in some texts.
///
/// A run of eight words recurs if at least four of the texts have it of which no two share half of
/// what the shorter one has. Copies of one text make no block.
///
/// Costs a pass over all words, and memory for each distinct run of eight.
///
/// ```
/// use retold::Detector;
/// use retold::scope::RecurringBlocks;
///
/// let detector = Detector::default();
/// let stories = ["Plum jam needs no pectin, says a cook who has made it for forty years in Norwick.",
///     "The barge struck the third pier of the bridge before dawn, and nobody was hurt in the accident.",
///     "A goat held up trams in Merrin for an hour until its owner came to fetch it with a rope.",
///     "Lectures at the college start a week late because the heating has not been delivered in time."];
/// let footer = "Follow us on social media and sign up for our free morning newsletter.";
/// let documents = detector.documents(&stories.map(|story| format!("{story}\n\n{footer}")));
/// assert!(!RecurringBlocks::find(&documents).is_empty());
/// assert!(RecurringBlocks::find(&documents[..3]).is_empty());
/// ```
#[derive(Debug, Clone, Default)]
pub struct RecurringBlocks {
    /// The hashes of the runs, sorted.
    runs: Vec<u64>,
}

impl RecurringBlocks {
    /// Finds the blocks that recur in `documents`.
    pub fn find<'a>(documents: impl IntoIterator<Item = &'a Document> + Clone) -> Self {
        // How many texts have each run; two passes, so that the texts are kept of runs only that
        // several have.
        let mut numbers = Interner::default();
        let mut counts: Vec<u8> = Vec::new();
        let mut hashes: Vec<u64> = Vec::new();
        for document in documents.clone() {
            for run in distinct_runs(document) {
                let (number, new) = numbers.intern(run);
                if new {
                    hashes.push(run);
                    counts.push(0);
                }
                if let Some(count) = counts.get_mut(number as usize) {
                    *count = count.saturating_add(1);
                }
            }
        }
        let recurs = |number: u32| {
            let count = counts.get(number as usize);
            count.is_some_and(|&count| usize::from(count) >= MIN_TEXTS)
        };
        let mut texts: HashMap<u32, Vec<u32>> = HashMap::new();
        let mut sizes = Vec::new();
        for (text, document) in (0..).zip(documents) {
            let distinct = distinct_runs(document);
            sizes.push(distinct.len());
            for run in distinct {
                let number = numbers.find(run).filter(|&number| recurs(number));
                let Some(number) = number else { continue };
                let having = texts.entry(number).or_default();
                if having.len() < MAX_TEXTS {
                    having.push(text);
                }
            }
        }
        let mut shared: HashMap<(u32, u32), usize> = HashMap::new();
        for having in texts.values() {
            for (at, &text) in having.iter().enumerate() {
                for &other in &having[at + 1..] {
                    *shared.entry((text, other)).or_default() += 1;
                }
            }
        }
        let share_little = |a: u32, b: u32| {
            let shorter = sizes[a as usize].min(sizes[b as usize]);
            let shared = shared.get(&(a.min(b), a.max(b))).copied().unwrap_or(0);
            shared as f64 <= MAX_SHARED * shorter as f64
        };
        let mut blocks: Vec<u64> = Vec::new();
        for (&number, having) in &texts {
            let mut independent: Vec<u32> = Vec::new();
            for &text in having {
                if independent.iter().all(|&other| share_little(text, other)) {
                    independent.push(text);
                }
            }
            if independent.len() >= MIN_TEXTS {
                blocks.extend(hashes.get(number as usize));
            }
        }
        blocks.sort_unstable();
        Self { runs: blocks }
    }

    /// Returns `true` if nothing recurs.
    pub fn is_empty(&self) -> bool {
        self.runs.is_empty()
    }

    /// Returns the tokens of `document` that are in such a block.
    pub(super) fn ranges(&self, document: &Document) -> Vec<Range<usize>> {
        let words = word_hashes(document);
        let known = runs::<WORDS>(&words)
            .enumerate()
            .filter(|(_, run)| self.runs.binary_search(run).is_ok());
        let mut found = merged(known.map(|(at, _)| at..at + WORDS).collect());
        // In Chinese the name of an office may have eight tokens or more.
        found.retain(|tokens| unspaced::words(document, tokens) >= WORDS);
        found
    }
}

/// How much a sentence of a block must speak for the matter of the pair, in nats, to be taken as
/// what one text has from the other.
const MIN_ON_MATTER: f64 = 0.0;

/// Returns whether each token of the suspicious text and of the source is in a recurring block. A
/// block that both have is left alone if it is about what the rest of them is about: several texts
/// may have copied the same paragraph.
pub(super) fn recurring_blocks(
    blocks: &RecurringBlocks,
    pair: &Pair,
    masks: (&Mask, &Mask),
    shared: Option<&SharedWords>,
) -> (Vec<bool>, Vec<bool>) {
    let (source, suspicious) = (pair.source, pair.suspicious);
    let flags = |document: &Document| {
        let mut flags = vec![false; document.tokens().len()];
        for range in blocks.ranges(document) {
            flags[range].fill(true);
        }
        flags
    };
    let (mut of_suspicious, mut of_source) = (flags(suspicious), flags(source));
    // A block of the source that the suspicious text lacks says nothing about the pair, and may be
    // the source's own words that other texts took.
    let Some(shared) = shared else {
        return (of_suspicious, vec![false; of_source.len()]);
    };
    of_source
        .iter_mut()
        .zip(&shared.source)
        .for_each(|(flag, shared)| *flag &= shared);
    let sentences = verbatim::sentences(suspicious, masks.1, &shared.suspicious);
    let texts = Texts::new(pair, masks, sentences, shared);
    let in_block = |sentence: &&Sentence| {
        let mut tokens = sentence.tokens.clone();
        tokens.any(|token| of_suspicious[token] && shared.suspicious[token])
    };
    let stays = |sentence: &&Sentence| texts.on_matter(sentence).of_either() >= MIN_ON_MATTER;
    let kept: Vec<Range<usize>> = texts
        .suspicious
        .iter()
        .filter(in_block)
        .filter(stays)
        .map(|sentence| sentence.tokens.clone())
        .collect();
    if !kept.is_empty() {
        let mut chosen = vec![false; suspicious.tokens().len()];
        for tokens in kept {
            chosen[tokens.clone()].fill(true);
            of_suspicious[tokens].fill(false);
        }
        let mirrored = shared.mirrored(&chosen);
        of_source
            .iter_mut()
            .zip(mirrored)
            .for_each(|(flag, stays)| *flag &= !stays);
    }
    (of_suspicious, of_source)
}

/// Returns the distinct runs of a document, sorted.
fn distinct_runs(document: &Document) -> Vec<u64> {
    let mut found: Vec<u64> = runs::<WORDS>(&word_hashes(document)).collect();
    found.sort_unstable();
    found.dedup();
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::TextOptions;

    fn read(text: &str) -> Document {
        Document::new(text, &TextOptions::default())
    }

    /// Returns a text of `words` words that no other seed has.
    fn story(seed: usize, words: usize) -> String {
        let words: Vec<String> = (0..words).map(|at| format!("w{seed}x{at}")).collect();
        words.join(" ")
    }

    #[test]
    fn a_footer_of_four_texts_recurs_and_four_copies_do_not() {
        let footer = story(99, 12);
        let texts: Vec<Document> = (0..4)
            .map(|seed| read(&format!("{}\n\n{footer}", story(seed, 40))))
            .collect();
        let blocks = RecurringBlocks::find(&texts);
        assert_eq!(blocks.ranges(&texts[0]), [40..52]);
        assert!(RecurringBlocks::find(&texts[..3]).is_empty());
        let copies: Vec<Document> = (0..6)
            .map(|seed| read(&format!("{}\n\n{}", story(99, 40), story(seed, 12))))
            .collect();
        assert!(RecurringBlocks::find(&copies).is_empty());
    }

    /// Eight letters of a script without spaces are no eight words.
    #[test]
    fn a_name_in_chinese_is_no_block() {
        let stories = [
            "今天公布了新的收费标准引起讨论，船主担心小船今后付不起停泊的费用",
            "说浮桥要到秋天才会修好开放，行人暂时只能绕道北边的旧石桥过河",
            "请居民不要在堤坝上停放车辆，因为下周工人将用大型机器加固坝脚",
            "招聘三名熟悉潮汐的引水员工，应征者须有十年以上驾驶拖轮经验",
        ];
        let with = |block: &str| {
            let texts = stories.map(|story| read(&format!("{block}{story}。")));
            RecurringBlocks::find(&texts).ranges(&texts[0])
        };
        assert!(with("滨海市港口管理局办公室").is_empty());
        assert_eq!(with("滨海市港口管理局版权所有未经许可不得转载。"), [0..20]);
    }

    /// The order of texts changes nothing where none of them is left out.
    #[test]
    fn order_changes_nothing() {
        let mut texts: Vec<Document> = (0..5)
            .map(|seed| read(&format!("{} {}", story(seed, 30), story(99, 10))))
            .collect();
        let runs = RecurringBlocks::find(&texts).runs;
        texts.reverse();
        assert_eq!(RecurringBlocks::find(&texts).runs, runs);
    }
}
