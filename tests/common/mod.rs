//! Invented prose for the tests: sentences drawn from small word lists by a seeded generator, so that a failure can be repeated.
#![allow(dead_code, unreachable_pub, reason = "each test binary uses its own part")]

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

    /// A number below `bound`, which must not be zero.
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

/// A sentence of twelve to twenty words; `name` makes it a sentence of one particular story.
pub fn sentence(random: &mut Random) -> String {
    let day = 1 + random.below(28);
    let figure = 100 + random.below(9_000);
    let (actor, verb, thing, how) = (random.pick(ACTORS), random.pick(VERBS), random.pick(THINGS), random.pick(CIRCUMSTANCES));
    let other = random.pick(THINGS);
    let mut text = format!("{actor} {verb} {thing} {how}, {figure} metres from {other}, on day {day}.");
    text[..1].make_ascii_uppercase();
    text
}

/// A text of `sentences` sentences, a paragraph every four.
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
