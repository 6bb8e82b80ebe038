//! Invented prose for the tests: sentences drawn from small word lists by a seeded generator, so
//! that a failure can be repeated.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test binary uses its own part"
)]

pub mod long;
pub mod reuse;

/// A small deterministic generator (SplitMix64).
pub struct Random(pub u64);

impl Random {
    pub fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    /// Returns a number below `bound`, which must not be zero.
    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    pub fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

const ACTORS: &[&str] = &[
    "the harbour board",
    "a survey team",
    "the town council",
    "the regional court",
    "the fishing union",
    "a retired engineer",
    "the weather office",
    "the night crew",
    "a group of teachers",
    "the ferry company",
    "the museum",
    "the hospital trust",
    "a farmers' association",
    "the railway operator",
];
const VERBS: &[&str] = &[
    "approved",
    "rejected",
    "postponed",
    "measured",
    "repaired",
    "criticised",
    "announced",
    "abandoned",
    "inspected",
    "financed",
    "doubled",
    "withdrew",
    "defended",
    "reopened",
];
const THINGS: &[&str] = &[
    "the eastern breakwater",
    "a new timetable",
    "the flood barrier",
    "its annual budget",
    "the copper roof",
    "a disputed contract",
    "the observatory dome",
    "the grain terminal",
    "an emergency fund",
    "the old tramway",
    "a vaccination campaign",
    "the water tariff",
    "the glacier station",
    "a rescue helicopter",
];
const CIRCUMSTANCES: &[&str] = &[
    "after a week of storms",
    "despite warnings from insurers",
    "in a closed session",
    "to the surprise of residents",
    "with borrowed equipment",
    "on the advice of two experts",
    "before the summer season",
    "without giving a reason",
    "at a cost of several million",
    "under pressure from the ministry",
    "during the long strike",
    "for the third time this year",
    "while the inquiry continued",
    "as prices rose again",
];

/// Returns a sentence of twelve to twenty words; `name` makes it a sentence of one particular
/// story.
pub fn sentence(random: &mut Random) -> String {
    let day = 1 + random.below(28);
    let figure = 100 + random.below(9_000);
    let (actor, verb, thing, how) = (
        random.pick(ACTORS),
        random.pick(VERBS),
        random.pick(THINGS),
        random.pick(CIRCUMSTANCES),
    );
    let other = random.pick(THINGS);
    let mut text =
        format!("{actor} {verb} {thing} {how}, {figure} metres from {other}, on day {day}.");
    text[..1].make_ascii_uppercase();
    text
}

/// Returns a text of `sentences` sentences, a paragraph every four.
pub fn article(seed: u64, sentences: usize) -> String {
    let mut random = Random(seed);
    let mut text = String::new();
    for number in 0..sentences {
        if number > 0 {
            text.push_str(if number % 4 == 0 { "\n\n" } else { " " });
        }
        text.push_str(&sentence(&mut random));
    }
    text
}

/// Returns a source of invented words, and a text that is mostly sentences of it: from the middle
/// on, run on into the start of another, with other words in places, or shuffled.
pub fn patchwork(random: &mut Random) -> (String, String) {
    let vocabulary = [40, 120, 400, 3_000][random.below(4)];
    let words = |random: &mut Random, count: usize| -> Vec<String> {
        (0..count)
            .map(|_| format!("w{}q", random.below(vocabulary)))
            .collect()
    };
    let source: Vec<Vec<String>> = (0..2 + random.below(29))
        .map(|_| {
            let count = 2 + random.below(24);
            words(random, count)
        })
        .collect();
    let mut suspicious = Vec::new();
    for _ in 0..2 + random.below(29) {
        let mut sentence = source[random.below(source.len())].clone();
        match random.below(5) {
            0 => {
                let count = 1 + random.below(20);
                sentence = words(random, count);
            }
            1 => {}
            _ => {
                sentence.drain(..random.below(sentence.len()));
                let other = &source[random.below(source.len())];
                sentence.extend_from_slice(&other[..random.below(7).min(other.len())]);
            }
        }
        let replaced = [0, 10, 40][random.below(3)];
        for word in &mut sentence {
            if random.below(100) < replaced {
                *word = format!("w{}q", random.below(vocabulary));
            }
        }
        if random.below(10) < 3 {
            (1..sentence.len()).for_each(|at| sentence.swap(at, random.below(at + 1)));
        }
        suspicious.push(sentence);
    }
    let mut text = |sentences: Vec<Vec<String>>| -> String {
        const ENDS: [&str; 6] = [". ", "! ", "\n\n", ".\n\n", " ", "\n"];
        sentences
            .iter()
            .map(|words| words.join(" ") + ENDS[random.below(ENDS.len())])
            .collect()
    };
    (text(source), text(suspicious))
}
