//! Prints a line for everything that must be the same on every machine: signatures, sketches and
//! their estimates, passages, scores to the last bit, JSON, pages, the bytes and answers of an
//! index, and a fitted model.
//!
//! `.ci/machines` runs it on the machines it can have and compares the lines. Long results are
//! printed as a checksum; with the argument `--whole` they are printed whole, which shows what
//! differs.

use std::fmt::Write;

use retold::align::AlignOptions;
use retold::index::{Clusters, IndexOptions, Keep, LshIndex, Plan};
use retold::report;
use retold::scope::{ScopeOptions, SetAsideReason};
use retold::score::{Example, Fitter};
use retold::shingle::{ShingleSet, ShingleSize};
use retold::sketch::{ContainmentHasher, MinHasher};
use retold::{Detector, Document, TextOptions};

#[path = "../../../fuzz/src/lib.rs"]
#[allow(dead_code, reason = "only texts are made")]
mod fuzz;

/// The stored index of every version is read alike, too.
const FIXTURE: &[u8] = include_bytes!("../../../fixtures/index/version-2.retold");

fn main() {
    let whole = std::env::args().any(|argument| argument == "--whole");
    let print = |name: &str, result: &str| {
        if whole || result.len() < 100 {
            println!("{name} {result}");
        } else {
            let sum = MinHasher::default().sign(result);
            println!(
                "{name} {:016x} {:08x?}",
                checksum(result.as_bytes()),
                &sum.slots()[..2]
            );
        }
    };
    let texts = texts();
    sketches(&texts, &print);
    comparisons(&texts, &print);
    index(&texts, &print);
}

/// Computes the FNV-1a checksum.
fn checksum(bytes: &[u8]) -> u64 {
    let step = |sum: u64, byte: &u8| (sum ^ u64::from(*byte)).wrapping_mul(0x100_0000_01B3);
    bytes.iter().fold(0xCBF2_9CE4_8422_2325, step)
}

/// SplitMix64.
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }
}

/// A pair of texts, and whether the second is made of the first.
struct Pair {
    source: String,
    suspicious: String,
    rewrite: bool,
}

/// Pairs of the steps that fuzzing takes, which reach every script and mark, and of prose that is
/// kept, reordered or reworded.
fn texts() -> Vec<Pair> {
    let mut random = Random(22);
    let mut pairs = Vec::new();
    for number in 0..36 {
        let mut steps =
            |count: usize| -> Vec<u8> { (0..count).map(|_| (random.next() % 246) as u8).collect() };
        let source = fuzz::text(&mut fuzz::Bytes::new(&steps(40 * (1 + number % 7))), "");
        let other = if number % 2 == 0 { source.as_str() } else { "" };
        let suspicious = fuzz::text(&mut fuzz::Bytes::new(&steps(160)), other);
        pairs.push(Pair {
            source,
            suspicious,
            rewrite: number % 2 == 0,
        });
    }
    for number in 0..36 {
        let facts: Vec<usize> = (0..24).map(|_| (random.next() % 997) as usize).collect();
        let source: String = facts.iter().map(|fact| sentence(*fact, 0)).collect();
        let rewrite = number % 3 != 0;
        let suspicious = facts
            .iter()
            .enumerate()
            .map(|(at, fact)| match (number % 3, at % 4) {
                (0, _) => sentence((random.next() % 997) as usize, 1),
                (1, 0) => sentence(*fact, 0),
                _ => sentence(*fact, 1),
            });
        let mut suspicious: Vec<String> = suspicious.collect();
        if number % 4 == 1 {
            suspicious.reverse();
        }
        pairs.push(Pair {
            source,
            suspicious: suspicious.concat(),
            rewrite,
        });
    }
    pairs
}

/// Returns a sentence about a fact, in one of two wordings.
fn sentence(fact: usize, wording: usize) -> String {
    const PEOPLE: [&str; 7] = [
        "Marisol Vance",
        "Tom Okoro",
        "Lena Brandt",
        "Ines Calder",
        "Ravi Nair",
        "Ewa Zając",
        "Jean Lefèvre",
    ];
    const PLACES: [&str; 5] = [
        "Tarrow Bay",
        "Port Sable",
        "Lundmark",
        "the old harbour",
        "Św. Anna",
    ];
    const THINGS: [&str; 11] = [
        "bridge",
        "ferry",
        "library",
        "reservoir",
        "tram line",
        "museum",
        "bakery",
        "lighthouse",
        "school",
        "cannery",
        "orchard",
    ];
    let (who, place, what) = (PEOPLE[fact % 7], PLACES[fact % 5], THINGS[fact % 11]);
    let (count, year) = (fact * 37 % 5_000, 1950 + fact % 70);
    match wording {
        0 => format!(
            "{who} said on Tuesday that the {what} at {place} had cost {count} crowns since {year}. "
        ),
        _ => format!(
            "Since {year} some {count} crowns were spent on {place}’s {what}, according to {who}. "
        ),
    }
}

fn sketches(pairs: &[Pair], print: &dyn Fn(&str, &str)) {
    let (hasher, containment) = (MinHasher::default(), ContainmentHasher::default());
    for (
        number,
        Pair {
            source, suspicious, ..
        },
    ) in pairs.iter().enumerate()
    {
        let [one, two] = [source, suspicious].map(|text| hasher.sign(text));
        let [part, all] = [suspicious, source].map(|text| containment.sketch(text));
        let resemblance = one.resemblance(&two).expect("made alike");
        let contained = part.contained_in(&all).expect("made alike");
        let exact = ShingleSet::new(source, ShingleSize::REWORDING)
            .resemblance(&ShingleSet::new(suspicious, ShingleSize::REWORDING))
            .expect("made alike");
        let bits = [
            resemblance.value,
            resemblance.standard_error,
            contained.value,
            contained.standard_error,
            exact,
        ]
        .map(f64::to_bits);
        print(
            &format!("sketch {number}"),
            &format!("{:02x?}{:02x?}", one.to_bytes(), part.to_bytes()),
        );
        print(&format!("estimate {number}"), &format!("{bits:016x?}"));
    }
}

fn comparisons(pairs: &[Pair], print: &dyn Fn(&str, &str)) {
    let boilerplate = Document::new(
        "the council said that the bridge was closed",
        &TextOptions::default(),
    );
    let scope = ScopeOptions::default()
        .with(SetAsideReason::Quotation)
        .with(SetAsideReason::Bibliography)
        .boilerplate([boilerplate]);
    let all = Detector::builder()
        .align(AlignOptions::default().edits(true))
        .scope(scope)
        .sentences(true)
        .build();
    let detectors = [Detector::default(), all];
    let mut examples = Vec::new();
    for (
        number,
        Pair {
            source,
            suspicious,
            rewrite,
        },
    ) in pairs.iter().enumerate()
    {
        for (which, detector) in detectors.iter().enumerate() {
            let comparison = detector.compare(source, suspicious);
            let mut bits = format!(
                "{:016x} {:016x} {:016x}",
                comparison.score.probability.to_bits(),
                comparison.reused.to_bits(),
                comparison.covered.to_bits()
            );
            for passage in &comparison.passages {
                let _ = write!(
                    bits,
                    " {:?} {:?} {:08x}",
                    passage.source,
                    passage.suspicious,
                    passage.strength.to_bits()
                );
            }
            let json = serde_json::to_string(&comparison).expect("JSON");
            let page = comparison.to_html(source, suspicious);
            let terminal = report::text(&comparison, source, suspicious).to_string();
            let name = |what: &str| format!("{what} {number}.{which}");
            print(&name("score"), &bits);
            print(&name("json"), &json);
            print(&name("page"), &page);
            print(&name("terminal"), &terminal);
        }
        let evidence = detectors[0].evidence(source, suspicious);
        examples.push(Example::new(evidence, *rewrite, number as u64));
    }
    let model = Fitter::default()
        .fit(&examples)
        .map(|model| model.to_json());
    print("model", &format!("{model:?}"));
}

fn index(pairs: &[Pair], print: &dyn Fn(&str, &str)) {
    let hasher = MinHasher::default();
    let plan = Plan::new(hasher.length(), 0.3, 0.95).expect("it can be had");
    print("plan", &plan.to_string());
    let options = IndexOptions::new(hasher, plan.banding())
        .expect("planned")
        .with_keep(Keep::Shingles)
        .with_containment(ContainmentHasher::default());
    let mut index = LshIndex::new(options);
    for (id, text) in (0..).zip(
        pairs
            .iter()
            .flat_map(|pair| [&pair.source, &pair.suspicious]),
    ) {
        index.insert(id, options.record(text)).expect("a new id");
    }
    index.set_tag(0x0F0E_0D0C_0B0A_0908_0706_0504_0302_0100);
    let bytes = index.to_bytes().expect("it is in memory");
    print("index", &format!("{bytes:02x?}"));
    let found = index.all_pairs(0.2).expect("it keeps shingles");
    print("pairs", &format!("{found:?}"));
    let links = found.pairs.iter().map(|pair| (pair.first, pair.second));
    let clusters = Clusters::new(index.ids().expect("it is in memory"), links);
    print(
        "clusters",
        &format!("{:?}", clusters.map(|clusters| clusters.keep_first())),
    );
    let stored = LshIndex::from_bytes(FIXTURE.to_vec()).expect("of this version");
    let answers = (stored.ids(), stored.tag(), stored.all_pairs(0.3));
    print("fixture", &format!("{answers:?}"));
    assert_eq!(stored.to_bytes().expect("it was read"), FIXTURE);
}
