//! Generated pairs with known reuse, and pairs made to be slow.
#![allow(dead_code, reason = "each binary uses its own part")]

use std::ops::Range;

use super::Random;

/// A pair whose reuse is known.
pub struct Reuse {
    pub source: String,
    pub suspicious: String,
    /// Bytes of the suspicious text that were taken from the source.
    pub reused: Vec<Range<usize>>,
}

/// Words as rare and as common as words are: the nth commonest about 1/n as often as the first.
/// Invented syllables.
struct Vocabulary {
    words: Vec<String>,
    /// Running sums of 1/n.
    weights: Vec<f64>,
}

impl Vocabulary {
    fn new(random: &mut Random, words: usize) -> Self {
        let syllable = |random: &mut Random| {
            random.pick(&[
                "ba", "ke", "li", "mo", "nu", "par", "ser", "tin", "vol", "dra", "fi", "gor",
            ])
        };
        let word = |random: &mut Random, number: usize| {
            let syllables = if number < 100 { 1 } else { 2 } + random.below(2);
            let stem: String = (0..syllables).map(|_| syllable(random)).collect();
            format!("{stem}{number:x}q")
        };
        let words: Vec<String> = (0..words).map(|number| word(random, number)).collect();
        let mut sum = 0.0;
        let weights = (1..=words.len()).map(|rank| {
            sum += 1.0 / rank as f64;
            sum
        });
        Self {
            weights: weights.collect(),
            words,
        }
    }

    fn pick(&self, random: &mut Random) -> &str {
        let total = self.weights.last().copied().unwrap_or(1.0);
        let at = random.below(1 << 30) as f64 / (1 << 30) as f64 * total;
        &self.words[self
            .weights
            .partition_point(|&weight| weight < at)
            .min(self.words.len() - 1)]
    }
}

/// Returns two texts of about `words` words: 60 % of the source occurs in the suspicious text, in
/// shuffled passages of 40 to 160 words with 15 % of the words changed, among as many words of its
/// own as make it as long.
pub fn reuse(seed: u64, words: usize) -> Reuse {
    let mut random = Random(seed);
    let vocabulary = Vocabulary::new(&mut random, 20_000);
    let prose = |random: &mut Random, words: usize| -> Vec<String> {
        (0..words)
            .map(|_| vocabulary.pick(random).to_owned())
            .collect()
    };
    let source = prose(&mut random, words);
    let mut passages = Vec::new();
    let mut at = 0;
    while at < words {
        let length = 40 + random.below(121);
        let end = (at + length).min(words);
        if random.below(10) < 6 {
            passages.push(at..end);
        }
        at = end;
    }
    for last in (1..passages.len()).rev() {
        passages.swap(last, random.below(last + 1));
    }
    let taken: usize = passages.iter().map(Range::len).sum();
    let own = (words - taken) / (passages.len() + 1);
    let (mut suspicious, mut reused) = (String::new(), Vec::new());
    for passage in passages {
        suspicious.push_str(&sentences(prose(&mut random, own)));
        let copy = source[passage].iter().map(|word| {
            if random.below(100) < 15 {
                vocabulary.pick(&mut random).to_owned()
            } else {
                word.clone()
            }
        });
        let copy: Vec<String> = copy.collect();
        let start = suspicious.len();
        suspicious.push_str(&sentences(copy));
        reused.push(start..suspicious.len());
    }
    suspicious.push_str(&sentences(prose(&mut random, own)));
    Reuse {
        source: sentences(source),
        suspicious,
        reused,
    }
}

/// Puts full stops every fifteen words or so.
fn sentences(words: Vec<String>) -> String {
    words
        .into_iter()
        .enumerate()
        .map(|(at, word)| {
            if at % 15 == 14 {
                word + ". "
            } else {
                word + " "
            }
        })
        .collect()
}

/// Pairs of `words` words made to be slow, by name.
pub fn hostile(words: usize) -> Vec<(&'static str, String, String)> {
    let one = "tide ".repeat(words);
    let three = "tide ebb flood ".repeat(words / 3);
    let sentence = "The harbour board approved the new timetable after a long week of storms. "
        .repeat(words / 13);
    let itself = reuse(9, words).source;
    // A third of each text is shared, so that paragraphs are compared as well.
    let shared = reuse(10, words / 3).source.replace(". ", ".\n\n");
    let one_in_common = |own: &str| {
        let own = (0..words / 4).map(|at| format!("\n\nTide {own}{at}."));
        shared.clone() + &own.collect::<String>()
    };
    let repeated =
        "\n\nThe harbour board approved the timetable after a week of storms.".repeat(words / 12);
    let repeated = [shared.clone() + &repeated, repeated + "\n\n" + &shared];
    let [repeated, repeated_first] = repeated;
    vec![
        (
            "a word in each paragraph",
            one_in_common("a"),
            one_in_common("b"),
        ),
        ("one paragraph", repeated, repeated_first),
        ("one word", one.clone(), one.clone()),
        (
            "one word, half as long",
            one.clone(),
            "tide ".repeat(words / 2),
        ),
        ("period of three", three.clone(), three),
        ("one sentence", sentence.clone(), sentence),
        ("itself", itself.clone(), itself),
    ]
}
