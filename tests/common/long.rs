//! Generated long documents over few ordinary words: paragraphs of one reworded in the other, among
//! paragraphs of its own.
#![allow(dead_code, reason = "each binary uses its own part")]

use std::ops::Range;

use super::Random;

/// The table of English words that the crate knows, by frequency.
const TABLE: &str = include_str!("../../src/language/data/rarity/en.tsv");

/// What a generated pair is like.
pub struct Shape {
    /// Words of each text.
    pub words: usize,
    /// Different words apart from the function words.
    pub vocabulary: usize,
    /// The share of the source's paragraphs that is reworded, in percent.
    pub reused: usize,
    /// The share of runs of words that rewording keeps, in percent.
    pub kept: usize,
}

/// A pair, with the bytes of each reworded paragraph in the source and in the suspicious text.
pub struct LongPair {
    pub source: String,
    pub suspicious: String,
    pub passages: Vec<(Range<usize>, Range<usize>)>,
}

/// Words with the running sums of their frequencies.
struct Words {
    words: Vec<&'static str>,
    sums: Vec<f64>,
}

impl Words {
    /// Creates sixty function words, and as many others as `vocabulary` says; within each kind the
    /// nth is about 1/n as frequent as the first.
    fn new(random: &mut Random, vocabulary: usize) -> Self {
        let rows = TABLE.lines().filter(|line| !line.starts_with('#'));
        let mut all: Vec<(f64, &str)> = rows
            .filter_map(|row| {
                let mut fields = row.split('\t').skip(1);
                let count = fields.next()?.parse().ok()?;
                Some((count, fields.next()?.split(' ').next()?))
            })
            // A number is a fact, and here all words are drawn at random.
            .filter(|(_, word)| !word.is_empty() && word.chars().all(char::is_alphabetic))
            .collect();
        all.sort_by(|a, b| b.0.total_cmp(&a.0));
        let mut words: Vec<&str> = all.iter().take(60).map(|row| row.1).collect();
        let mut others: Vec<&str> = all[60..].iter().take(3_000).map(|row| row.1).collect();
        for _ in 0..vocabulary.min(others.len()) {
            words.push(others.swap_remove(random.below(others.len())));
        }
        let mut sum = 0.0;
        let sums = (0..words.len()).map(|at| {
            sum += 1.0
                / if at < 60 {
                    at as f64 + 8.0
                } else {
                    at as f64 - 48.0
                };
            sum
        });
        Self {
            sums: sums.collect(),
            words,
        }
    }

    fn pick(&self, random: &mut Random) -> &'static str {
        let at = random.below(1 << 30) as f64 / (1 << 30) as f64 * self.sums[self.sums.len() - 1];
        self.words[self
            .sums
            .partition_point(|&sum| sum < at)
            .min(self.words.len() - 1)]
    }

    fn sentence(&self, random: &mut Random) -> Vec<&'static str> {
        (0..8 + random.below(20))
            .map(|_| self.pick(random))
            .collect()
    }

    fn paragraph(&self, random: &mut Random) -> Vec<Vec<&'static str>> {
        (0..3 + random.below(7))
            .map(|_| self.sentence(random))
            .collect()
    }

    /// Runs of one to six words are kept or replaced; in three of ten paragraphs the sentences
    /// change places.
    fn reworded(
        &self,
        random: &mut Random,
        paragraph: &[Vec<&'static str>],
        kept: usize,
    ) -> Vec<Vec<&'static str>> {
        let mut reworded: Vec<Vec<&str>> = Vec::new();
        for sentence in paragraph {
            let mut words = Vec::new();
            let mut at = 0;
            while at < sentence.len() {
                let end = (at + 1 + random.below(6)).min(sentence.len());
                if random.below(100) < kept {
                    words.extend_from_slice(&sentence[at..end]);
                } else {
                    words.extend((at..end).map(|_| self.pick(random)));
                }
                at = end;
            }
            reworded.push(words);
        }
        if random.below(10) < 3 {
            shuffle(random, &mut reworded);
        }
        reworded
    }
}

fn shuffle<T>(random: &mut Random, things: &mut [T]) {
    (1..things.len()).for_each(|last| things.swap(last, random.below(last + 1)));
}

/// Appends a paragraph and returns its bytes.
fn write(text: &mut String, paragraph: &[Vec<&str>]) -> Range<usize> {
    if !text.is_empty() {
        text.push_str("\n\n");
    }
    let start = text.len();
    for sentence in paragraph {
        if text.len() > start {
            text.push(' ');
        }
        let sentence = sentence.join(" ");
        text.push_str(&sentence[..1].to_uppercase());
        text.push_str(&sentence[1..]);
        text.push('.');
    }
    start..text.len()
}

/// Generates a pair.
pub fn long_pair(seed: u64, shape: &Shape) -> LongPair {
    let mut random = Random(seed);
    let words = Words::new(&mut random, shape.vocabulary);
    // A paragraph has about 108 words.
    let paragraphs = (shape.words / 108).max(4);
    let source: Vec<_> = (0..paragraphs)
        .map(|_| words.paragraph(&mut random))
        .collect();
    let mut order: Vec<usize> = (0..paragraphs).collect();
    shuffle(&mut random, &mut order);
    // The first of the shuffled order are reworded; paragraphs of its own take the place of the
    // others.
    let reused = paragraphs * shape.reused / 100;
    let mut suspicious: Vec<(Option<usize>, Vec<Vec<&str>>)> = Vec::new();
    for (at, &paragraph) in order.iter().enumerate() {
        if at < reused {
            let reworded = words.reworded(&mut random, &source[paragraph], shape.kept);
            suspicious.push((Some(paragraph), reworded));
        } else {
            suspicious.push((None, words.paragraph(&mut random)));
        }
    }
    shuffle(&mut random, &mut suspicious);
    let mut pair = LongPair {
        source: String::new(),
        suspicious: String::new(),
        passages: Vec::new(),
    };
    let places: Vec<_> = source
        .iter()
        .map(|paragraph| write(&mut pair.source, paragraph))
        .collect();
    for (from, paragraph) in &suspicious {
        let Some(from) = from else {
            write(&mut pair.suspicious, paragraph);
            continue;
        };
        // Half of the rewrites are written as two paragraphs.
        let middle = if random.below(2) == 0 {
            paragraph.len() / 2
        } else {
            0
        };
        let (first, second) = paragraph.split_at(middle);
        let start = (!first.is_empty()).then(|| write(&mut pair.suspicious, first).start);
        let second = write(&mut pair.suspicious, second);
        let bytes = start.unwrap_or(second.start)..second.end;
        pair.passages.push((places[*from].clone(), bytes));
    }
    pair
}
