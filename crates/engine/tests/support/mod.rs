//! Documents for tests, what a plain program finds among them, and what a job wrote.

// Each test program uses a part of it.
#![allow(dead_code)]

#[cfg(feature = "cluster")]
pub(crate) mod cluster;

use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;
use std::sync::Arc;

use datafusion::arrow::array::{
    ArrayRef, AsArray, Int64Array, RecordBatch, StringArray, UInt64Array,
};
use datafusion::arrow::datatypes::{Float64Type, UInt64Type};
use datafusion::parquet::arrow::ArrowWriter;
use datafusion::prelude::SessionContext;
use retold::Detector;

#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Document {
    pub(crate) id: u64,
    pub(crate) text: String,
    /// In seconds.
    pub(crate) published: i64,
}

/// A generator that is the same everywhere (SplitMix64).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut value = self.0;
        value = (value ^ (value >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        value = (value ^ (value >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        ((value ^ (value >> 31)) % limit as u64) as usize
    }

    fn pick<'a>(&mut self, from: &[&'a str]) -> &'a str {
        from[self.below(from.len())]
    }
}

const SYLLABLES: [&str; 24] = [
    "bar", "cor", "del", "fen", "gal", "har", "jon", "kel", "lor", "mar", "nor", "pel", "quin",
    "ras", "sel", "tor", "ul", "ven", "wick", "yar", "zan", "brook", "stead", "ford",
];
const PEOPLE: [&str; 8] = [
    "mayor",
    "engineer",
    "harbour master",
    "judge",
    "surgeon",
    "farmer",
    "conductor",
    "minister",
];
const THINGS: [&str; 8] = [
    "bridge",
    "ferry",
    "court",
    "reservoir",
    "railway",
    "orchard",
    "museum",
    "clinic",
];
const EVENTS: [(&str, &str); 6] = [
    (
        "was closed after an inspection found cracks",
        "had to shut when inspectors discovered cracks",
    ),
    (
        "will reopen once repairs are paid for",
        "is to open again as soon as the repairs have been funded",
    ),
    (
        "lost a third of its income last year",
        "saw last year's income fall by a third",
    ),
    (
        "was sold to a family from the coast",
        "has gone to new owners, a family from the coast",
    ),
    (
        "caught fire during the night shift",
        "went up in flames while the night shift was at work",
    ),
    (
        "is being rebuilt by volunteers",
        "has volunteers rebuilding it",
    ),
];

/// Returns documents of which every third is a rewrite or a near copy of an earlier one, published
/// soon after it.
pub(crate) fn texts(count: u64) -> Vec<Document> {
    let mut random = Random(7);
    let mut facts: Vec<Vec<Fact>> = Vec::new();
    let mut documents: Vec<Document> = Vec::new();
    for id in 0..count {
        let earlier = (id % 3 == 2).then(|| random.below(documents.len()));
        let story = match earlier {
            Some(earlier) => facts[earlier].clone(),
            None => {
                let mut name = |parts: usize| {
                    let joined: String = (0..parts).map(|_| random.pick(&SYLLABLES)).collect();
                    joined[..1].to_uppercase() + &joined[1..]
                };
                let names: Vec<(String, String)> = (0..6).map(|_| (name(3), name(2))).collect();
                let told = names.into_iter();
                told.map(|(who, place)| {
                    (
                        who,
                        place,
                        random.below(8),
                        random.below(6),
                        random.below(900) + 20,
                    )
                })
                .collect()
            }
        };
        let copy = earlier.is_some() && random.below(2) == 0;
        let text = match earlier {
            Some(earlier) if copy => documents[earlier].text.replacen(" said ", " told us ", 2),
            Some(_) => tell(&story, true),
            None => tell(&story, false),
        };
        let published = match earlier {
            Some(earlier) => documents[earlier].published + random.below(5 * 86_400) as i64,
            None => random.below(40 * 86_400) as i64 - 20 * 86_400,
        };
        facts.push(story);
        documents.push(Document {
            id,
            text,
            published,
        });
    }
    documents
}

/// Who, where, and the numbers of the thing, of what happened to it and of the people.
type Fact = (String, String, usize, usize, usize);

fn tell(story: &[Fact], again: bool) -> String {
    let sentences = story.iter().map(|(who, place, thing, event, number)| {
        let (person, thing) = (PEOPLE[*thing], THINGS[*thing]);
        let (first, second) = EVENTS[*event];
        if again {
            format!("According to {who}, a {person}, the {thing} of {place} {second}, which touches {number} people.")
        } else {
            format!("The {thing} in {place} {first}, the {person} {who} said on Monday, and {number} people are affected.")
        }
    });
    sentences.collect::<Vec<_>>().join(" ")
}

/// Writes documents as a Parquet file and returns its path.
pub(crate) fn write(folder: &Path, name: &str, documents: &[Document]) -> String {
    let path = folder.join(format!("{name}.parquet"));
    let columns: [(&str, ArrayRef); 3] = [
        (
            "id",
            Arc::new(UInt64Array::from_iter_values(
                documents.iter().map(|of| of.id),
            )),
        ),
        (
            "text",
            Arc::new(StringArray::from_iter_values(
                documents.iter().map(|of| &of.text),
            )),
        ),
        (
            "published",
            Arc::new(Int64Array::from_iter_values(
                documents.iter().map(|of| of.published),
            )),
        ),
    ];
    let batch = RecordBatch::try_from_iter(columns).unwrap();
    let mut writer =
        ArrowWriter::try_new(std::fs::File::create(&path).unwrap(), batch.schema(), None).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
    path.to_str().unwrap().to_owned()
}

/// An edge: source, suspicious, shared terms, the bits of the probability and the shares, verdict,
/// offsets of the passages.
pub(crate) type Edge = (u64, u64, u64, [u64; 3], String, Vec<[u64; 4]>);

/// Finds rewrites as the jobs do, with maps in memory.
pub(crate) fn edges_by_library(
    sources: &[Document],
    suspicious: &[Document],
    timed: bool,
    window: Option<u64>,
    terms: usize,
    max_frequency: usize,
    min_shared: usize,
) -> Vec<Edge> {
    let detector = Detector::default();
    let among = std::ptr::eq(sources, suspicious);
    let terms_of = |documents: &[Document]| -> Vec<BTreeSet<u64>> {
        let read = |of: &Document| {
            let document = detector.document(&of.text);
            document
                .rarest(terms)
                .map(|stem| document.stems()[stem].hash())
                .collect()
        };
        documents.iter().map(read).collect()
    };
    let (of_sources, of_suspicious) = (terms_of(sources), terms_of(suspicious));
    let period = |of: &Document| window.map_or(0, |window| of.published.div_euclid(window as i64));
    // A document counts in its own slot of time and in the next.
    let slots = |of: &Document| {
        if window.is_some() {
            vec![period(of), period(of) + 1]
        } else {
            vec![0]
        }
    };
    let mut frequencies: HashMap<(u64, i64), usize> = HashMap::new();
    for (document, terms) in sources.iter().zip(&of_sources) {
        for slot in slots(document) {
            terms
                .iter()
                .for_each(|term| *frequencies.entry((*term, slot)).or_default() += 1);
        }
    }
    let mut edges = Vec::new();
    for (one, of_one) in sources.iter().zip(&of_sources) {
        for (two, of_two) in suspicious.iter().zip(&of_suspicious) {
            let in_order = match (among, timed) {
                (true, false) => one.id < two.id,
                (true, true) => (one.published, one.id) < (two.published, two.id),
                (false, _) => true,
            };
            let in_window =
                window.is_none_or(|window| two.published - one.published <= window as i64);
            if !in_order || !in_window {
                continue;
            }
            let common = of_one.intersection(of_two);
            let shared = common
                .filter(|term| frequencies[&(**term, period(two))] <= max_frequency)
                .count();
            if shared < min_shared {
                continue;
            }
            let comparison = detector.compare(&one.text, &two.text);
            if comparison.score.probability >= 0.5 {
                let numbers = [
                    comparison.score.probability,
                    comparison.reused,
                    comparison.covered,
                ];
                let passages = comparison.passages.iter().map(|passage| {
                    let (source, suspicious) = (passage.source, passage.suspicious);
                    [source.start, source.end, suspicious.start, suspicious.end]
                        .map(|end| end as u64)
                });
                let verdict = comparison.verdict().to_string();
                edges.push((
                    one.id,
                    two.id,
                    shared as u64,
                    numbers.map(f64::to_bits),
                    verdict,
                    passages.collect(),
                ));
            }
        }
    }
    edges.sort();
    edges
}

async fn read(folder: &Path, query: &str) -> Vec<RecordBatch> {
    let ctx = SessionContext::new();
    ctx.register_parquet("t", folder.to_str().unwrap(), Default::default())
        .await
        .unwrap();
    ctx.sql(query).await.unwrap().collect().await.unwrap()
}

fn numbers(batch: &RecordBatch, column: usize) -> Vec<u64> {
    batch
        .column(column)
        .as_primitive::<UInt64Type>()
        .values()
        .to_vec()
}

/// Returns the edges that a job wrote, in order.
pub(crate) async fn edges(folder: &Path) -> Vec<Edge> {
    let mut edges = Vec::new();
    let query = "SELECT source, suspicious, shared, probability, reused, covered, arrow_cast(verdict, 'Utf8'), passages FROM t";
    for batch in read(folder, query).await {
        let (sources, suspicious, shared) =
            (numbers(&batch, 0), numbers(&batch, 1), numbers(&batch, 2));
        for row in 0..batch.num_rows() {
            let values = [3, 4, 5].map(|column| {
                batch
                    .column(column)
                    .as_primitive::<Float64Type>()
                    .value(row)
                    .to_bits()
            });
            let verdict = batch.column(6).as_string::<i32>().value(row).to_owned();
            let passages = batch.column(7).as_list::<i32>().value(row);
            let ends: Vec<Vec<u64>> = passages
                .as_struct()
                .columns()
                .iter()
                .map(|ends| ends.as_primitive::<UInt64Type>().values().to_vec())
                .collect();
            let passages =
                (0..passages.len()).map(|at| [ends[0][at], ends[1][at], ends[2][at], ends[3][at]]);
            edges.push((
                sources[row],
                suspicious[row],
                shared[row],
                values,
                verdict,
                passages.collect(),
            ));
        }
    }
    edges.sort();
    edges
}

/// Returns the pairs that a job wrote, in order.
pub(crate) async fn pairs(folder: &Path) -> Vec<(u64, u64, f64)> {
    let mut pairs = Vec::new();
    for batch in read(folder, "SELECT one, two, resemblance FROM t").await {
        let (ones, twos) = (numbers(&batch, 0), numbers(&batch, 1));
        let values = batch
            .column(2)
            .as_primitive::<Float64Type>()
            .values()
            .to_vec();
        pairs.extend(
            ones.into_iter()
                .zip(twos)
                .zip(values)
                .map(|((one, two), value)| (one, two, value)),
        );
    }
    pairs.sort_by_key(|(one, two, _)| (*one, *two));
    pairs
}

/// Returns the cluster of each document that a job wrote.
pub(crate) async fn clusters(folder: &Path) -> BTreeMap<u64, u64> {
    let mut clusters = BTreeMap::new();
    for batch in read(folder, "SELECT id, cluster_id FROM t").await {
        clusters.extend(numbers(&batch, 0).into_iter().zip(numbers(&batch, 1)));
    }
    clusters
}
