//! A feed of articles whose state after any number of steps is known, and child processes.
#![allow(
    dead_code,
    unreachable_pub,
    reason = "each test file uses a part of this"
)]

use std::collections::BTreeMap;
use std::process::Command;

const SUBJECTS: [&str; 8] = [
    "ferry",
    "harbour",
    "bridge",
    "orchard",
    "mill",
    "observatory",
    "violin",
    "marsh",
];
const NAMES: [&str; 8] = [
    "Calder",
    "Penhaligon",
    "Quillon",
    "Velmark",
    "Ardmore",
    "Tessaly",
    "Marrow",
    "Sable",
];

/// Returns the text of an article in one of its versions.
pub fn article(key: u64, version: u64) -> String {
    let subject = SUBJECTS[(key % 8) as usize];
    let name = NAMES[(key / 8 % 8) as usize];
    format!(
        "Report {key} in version {version}. The {subject} of {name} was closed on day {version} after {key} complaints, said \
         inspector {name}{key}. Repairs to the {subject} will take {} weeks, and the council has set aside {} crowns for them. \
         Neighbours of the {subject} had warned about cracks since the spring, but nobody measured them before {name}{key} came.",
        key + version,
        1000 * version + key,
    )
}

/// Returns one step of the feed: removes an article, or puts one in a version of its own.
pub fn step(number: u64) -> (u64, Option<u64>) {
    let key = number.wrapping_mul(2_654_435_761) % 97;
    (key, (number % 7 != 3).then_some(number))
}

/// Returns the articles after this number of steps, each with its version.
pub fn state(steps: u64) -> BTreeMap<u64, u64> {
    let mut state = BTreeMap::new();
    for number in 1..=steps {
        match step(number) {
            (key, Some(version)) => state.insert(key, version),
            (key, None) => state.remove(&key),
        };
    }
    state
}

/// Returns a command that runs one test of this program again, as a child with a task.
pub fn child(test: &str, task: &str) -> Command {
    let mut command = Command::new(std::env::current_exe().unwrap());
    command
        .args(["--exact", test, "--nocapture"])
        .env("RETOLD_CORPUS_TASK", task);
    command
}

/// Returns the task of this process, if it is a child.
pub fn task() -> Option<String> {
    std::env::var("RETOLD_CORPUS_TASK").ok()
}

/// Pseudo-random numbers that are the same each time.
pub struct Random(pub u64);

impl Random {
    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 11) % limit
    }
}
