//! Stored forms that were altered, also under right checksums: reading them ends in an error or in
//! something that can be used.
#![no_main]

use std::sync::LazyLock;

use libfuzzer_sys::fuzz_target;
use retold::align::AlignOptions;
use retold::index::{Banding, IndexOptions, Keep, LshIndex};
use retold::report::{self, Overview};
use retold::scope::{ScopeOptions, SetAsideReason};
use retold::score::Model;
use retold::shingle::{ShingleSet, ShingleSize};
use retold::sketch::{ContainmentHasher, ContainmentSketch, MinHasher, Signature};
use retold::{Comparison, Detector};
use retold_fuzz::{Bytes, mutate};

#[path = "../../src/hash.rs"]
#[allow(dead_code, reason = "only the checksum is used")]
mod hash;

const TEXTS: [&str; 3] = [
    "The council closed the bridge at Tarrow Bay on Tuesday after an engineer, Marisol Vance, found 17 cracks.",
    "Seventeen cracks were found by the engineer Marisol Vance, and so the council closed the bridge at Tarrow Bay.",
    "“Nobody was hurt,” said the council. It will open again in May, at a cost of €40m.",
];

/// The valid forms that are altered.
struct Forms {
    options: IndexOptions,
    indexes: Vec<Vec<u8>>,
    signature: Vec<u8>,
    sketch: Vec<u8>,
    model: String,
    comparison: String,
    set: String,
}

static FORMS: LazyLock<Forms> = LazyLock::new(|| {
    let size = ShingleSize::new(2).expect("two words");
    let hasher = MinHasher::new(16, size).expect("16 slots");
    let containment = ContainmentHasher::new(2, size).expect("half");
    let options = IndexOptions::new(hasher, Banding::new(8, 2).expect("16 slots"))
        .expect("as many as there are")
        .with_containment(containment);
    let indexes = [Keep::Nothing, Keep::Signatures, Keep::Shingles].map(|keep| {
        let options = options.with_keep(keep);
        let mut index = LshIndex::new(options);
        for (id, text) in (1..).zip(TEXTS) {
            index
                .insert(id * 7, options.record(text))
                .expect("a new id");
        }
        index.to_bytes().expect("it is in memory")
    });
    let detector = Detector::builder()
        .align(AlignOptions::default().edits(true))
        .scope(ScopeOptions::default().with(SetAsideReason::Quotation))
        .sentences(true)
        .build();
    let comparison = detector.compare(TEXTS[0], &format!("{} {}", TEXTS[1], TEXTS[2]));
    Forms {
        options: options.with_keep(Keep::Shingles),
        indexes: indexes.into(),
        signature: hasher.sign(TEXTS[0]).to_bytes(),
        sketch: containment.sketch(TEXTS[0]).to_bytes(),
        model: Model::shipped().to_json(),
        comparison: serde_json::to_string(&comparison).expect("JSON"),
        set: serde_json::to_string(&ShingleSet::new(TEXTS[0], size)).expect("JSON"),
    }
});

fuzz_target!(|bytes: &[u8]| {
    let mut bytes = Bytes::new(bytes);
    let forms = &*FORMS;
    match bytes.byte() % 9 {
        0 => read_index(bytes.rest().to_vec()),
        1 | 2 => {
            let which = bytes.below(forms.indexes.len());
            let mut index = forms.indexes[which].clone();
            mutate(&mut index, &mut bytes);
            reseal(&mut index);
            read_index(index);
        }
        3 => {
            let mut signature = forms.signature.clone();
            mutate(&mut signature, &mut bytes);
            reseal_end(&mut signature);
            if let Ok(read) = Signature::from_bytes(&signature) {
                assert_eq!(read.to_bytes(), signature);
                assert!(
                    read.resemblance(&read)
                        .is_ok_and(|found| found.value >= 0.0)
                );
            }
        }
        4 => {
            let mut sketch = forms.sketch.clone();
            mutate(&mut sketch, &mut bytes);
            reseal_end(&mut sketch);
            if let Ok(read) = ContainmentSketch::from_bytes(&sketch) {
                assert_eq!(read.to_bytes(), sketch);
                assert!(read.contained_in(&read).is_ok());
            }
        }
        5 => read_model(&altered(&forms.model, &mut bytes)),
        6 => read_comparison(&altered(&forms.comparison, &mut bytes)),
        7 => {
            if let Ok(set) = serde_json::from_str::<ShingleSet>(&altered(&forms.set, &mut bytes)) {
                assert_eq!(
                    ShingleSet::from_hashes(set.hashes().to_vec(), set.size()),
                    set
                );
            }
        }
        _ => {
            let text = String::from_utf8_lossy(bytes.rest());
            read_model(&text);
            read_comparison(&text);
            let _ = serde_json::from_str::<Signature>(&text);
            let _ = serde_json::from_str::<ContainmentSketch>(&text);
            let _ = serde_json::from_str::<Banding>(&text);
        }
    }
});

fn altered(form: &str, bytes: &mut Bytes<'_>) -> String {
    let mut form = form.as_bytes().to_vec();
    mutate(&mut form, bytes);
    String::from_utf8_lossy(&form).into_owned()
}

/// Writes the checksum of a sketch anew.
fn reseal_end(sketch: &mut [u8]) {
    if let Some((content, end)) = sketch.split_last_chunk_mut::<8>() {
        *end = hash::checksum(content).to_le_bytes();
    }
}

/// Writes the length and all checksums of an index anew: its blocks', theirs, and the header's.
fn reseal(index: &mut [u8]) {
    const HEADER: usize = 144;
    const BLOCK: usize = 4096;
    let length = index.len() as u64;
    let Some((header, rest)) = index.split_at_mut_checked(HEADER) else {
        return;
    };
    let blocks = rest.len().div_ceil(BLOCK + 8);
    let Some(body) = rest.len().checked_sub(8 * blocks) else {
        return;
    };
    let (body, sums) = rest.split_at_mut(body);
    for (block, sum) in body.chunks(BLOCK).zip(sums.chunks_exact_mut(8)) {
        sum.copy_from_slice(&hash::checksum(block).to_le_bytes());
    }
    header[120..128].copy_from_slice(&length.to_le_bytes());
    header[128..136].copy_from_slice(&hash::checksum(sums).to_le_bytes());
    let sum = hash::checksum(&header[..136]);
    header[136..].copy_from_slice(&sum.to_le_bytes());
}

fn read_index(bytes: Vec<u8>) {
    let Ok(mut index) = LshIndex::from_bytes(bytes) else {
        return;
    };
    let options = index.options();
    let _ = options.memory(1 << 40, 1 << 50, 1 << 50);
    for options in [options, FORMS.options] {
        // A signature of a longer hasher only takes time.
        if options.hasher().length() <= 4096 {
            let record = options.record(TEXTS[0]);
            let _ = (index.query(&record, 0.1), index.best(&record, 3));
            let _ = index.candidates(record.signature());
            if let Some(sketch) = record.sketch() {
                let _ = index.containment(sketch, 0.1);
            }
            let _ = index.insert(1_000, record);
        }
    }
    let _ = (index.ids(), index.contains(7), index.verify());
    let _ = index.all_pairs(0.2);
    let _ = index.remove(7);
    let _ = index.clone().merge(&index);
    if index.compact().is_ok()
        && let Ok(bytes) = index.to_bytes()
    {
        assert!(
            LshIndex::from_bytes(bytes).is_ok(),
            "what is written can be read"
        );
    }
}

fn read_model(json: &str) {
    let Ok(model) = Model::from_json(json) else {
        return;
    };
    assert_eq!(Model::from_json(&model.to_json()), Ok(model.clone()));
    let detector = Detector::builder().model(model).build();
    let comparison = detector.compare(TEXTS[0], TEXTS[1]);
    assert!((0.0..=1.0).contains(&comparison.score.probability));
    let json = serde_json::to_string(&comparison).expect("a comparison is JSON");
    assert!(serde_json::from_str::<Comparison>(&json).is_ok());
}

fn read_comparison(json: &str) {
    let Ok(comparison) = serde_json::from_str::<Comparison>(json) else {
        return;
    };
    let (source, suspicious) = (TEXTS[0], TEXTS[1]);
    let _ = comparison.verdict();
    let page = comparison.to_html(source, suspicious);
    assert_eq!(
        page.matches("<script").count(),
        page.matches("</script").count()
    );
    let _ = report::text(&comparison, source, suspicious).to_string();
    let mut overview = Overview::new();
    overview.add(source, suspicious, &comparison, None);
    let _ = overview.to_string();
}
