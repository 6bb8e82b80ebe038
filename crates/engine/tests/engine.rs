//! The functions and the jobs return what the library returns, whatever runs them.

// Helpers of tests end a test as tests do.
#![allow(clippy::panic, clippy::unwrap_used)]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::error::Error as _;
use std::path::Path;
use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringArray};
use datafusion::arrow::datatypes::{Float64Type, UInt64Type};
use datafusion::error::DataFusionError;
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::prelude::{SessionConfig, SessionContext};
use retold::index::{Banding, Clusters, IndexOptions, LshIndex};
use retold::shingle::{ShingleSet, ShingleSize};
use retold::sketch::MinHasher;
use retold::{Detector, Verdict};
use retold_datafusion::{
    Documents, Duplicates, Error, MANIFEST, Progress, Rewrites, Sources, scheme, spilling,
};
use support::{Document, edges, edges_by_library, pairs, texts, write};

fn session(partitions: usize) -> SessionContext {
    let config = SessionConfig::new().with_target_partitions(partitions);
    let ctx = SessionContext::new_with_config(config);
    retold_datafusion::register(&ctx);
    ctx
}

async fn columns(ctx: &SessionContext, sql: &str) -> Vec<ArrayRef> {
    let batches = ctx.sql(sql).await.unwrap().collect().await.unwrap();
    let schema = batches[0].schema();
    let batch = datafusion::arrow::compute::concat_batches(&schema, &batches).unwrap();
    batch.columns().to_vec()
}

async fn column(ctx: &SessionContext, sql: &str) -> ArrayRef {
    columns(ctx, sql).await.remove(0)
}

fn core_error(error: DataFusionError) -> Error {
    let mut error = error;
    loop {
        error = match error {
            DataFusionError::External(inner) => return *inner.downcast::<Error>().unwrap(),
            DataFusionError::Context(_, inner) | DataFusionError::Diagnostic(_, inner) => *inner,
            DataFusionError::Shared(shared) => Arc::into_inner(shared).unwrap(),
            other => panic!("{other}"),
        }
    }
}

/// Texts of every kind of string column, one of them null and one without words.
#[tokio::test]
async fn functions_return_what_the_library_returns() {
    let ctx = session(2);
    let documents = texts(6);
    let mut values: Vec<Option<&str>> = documents.iter().map(|of| Some(of.text.as_str())).collect();
    values.extend([None, Some("…")]);
    let batch = RecordBatch::try_from_iter([(
        "text",
        Arc::new(StringArray::from(values.clone())) as ArrayRef,
    )]);
    ctx.register_batch("docs", batch.unwrap()).unwrap();
    let scheme = scheme();
    let detector = Detector::default();
    let hasher = MinHasher::new(40, ShingleSize::new(2).unwrap()).unwrap();
    for kind in ["VARCHAR", "LargeUtf8", "Utf8View"] {
        let text = format!("arrow_cast(text, '{}')", kind.replace("VARCHAR", "Utf8"));
        let bands = column(
            &ctx,
            &format!("SELECT retold_bands({text}, 40, 2, 8, 5, '{scheme}') FROM docs"),
        )
        .await;
        let terms = column(
            &ctx,
            &format!("SELECT retold_terms({text}, 7, '{scheme}') FROM docs"),
        )
        .await;
        let signatures = column(
            &ctx,
            &format!("SELECT retold_signature({text}, 40, 2, '{scheme}') FROM docs"),
        )
        .await;
        for (row, value) in values.iter().enumerate() {
            let Some(value) = value else {
                assert!(bands.is_null(row) && terms.is_null(row) && signatures.is_null(row));
                continue;
            };
            let signature = hasher.sign(value);
            let keys: Vec<u64> = match signature.is_empty() {
                true => Vec::new(),
                false => Banding::new(8, 5)
                    .unwrap()
                    .band_keys(&signature)
                    .unwrap()
                    .collect(),
            };
            let list = |array: &ArrayRef| {
                array
                    .as_list::<i32>()
                    .value(row)
                    .as_primitive::<UInt64Type>()
                    .values()
                    .to_vec()
            };
            assert_eq!(list(&bands), keys);
            let document = detector.document(value);
            let rarest: Vec<u64> = document
                .rarest(7)
                .map(|stem| document.stems()[stem].hash())
                .collect();
            assert_eq!(list(&terms), rarest);
            assert_eq!(
                signatures.as_binary::<i32>().value(row),
                signature.to_bytes()
            );
        }
    }
    let query = format!(
        "SELECT a.text, b.text AS other, retold_resemblance(a.text, b.text, 2, '{scheme}') AS resemblance, \
        retold_score(a.text, b.text, '{scheme}') AS score FROM docs a CROSS JOIN docs b"
    );
    let [ones, twos, resemblances, scores] = &columns(&ctx, &query).await[..] else {
        panic!()
    };
    let mut verdicts = BTreeSet::new();
    for row in 0..ones.len() {
        let text = |array: &ArrayRef| {
            array
                .is_valid(row)
                .then(|| array.as_string::<i32>().value(row).to_owned())
        };
        let (Some(one), Some(two)) = (text(ones), text(twos)) else {
            assert!(resemblances.is_null(row) && scores.is_null(row));
            continue;
        };
        let set = |text| ShingleSet::new(text, ShingleSize::new(2).unwrap());
        let resemblance = set(&one).resemblance(&set(&two)).unwrap();
        assert_eq!(
            resemblances.as_primitive::<Float64Type>().value(row),
            resemblance
        );
        let comparison = detector.compare(&one, &two);
        let score = scores.as_struct();
        let number = |name: &str| {
            score
                .column_by_name(name)
                .unwrap()
                .as_primitive::<Float64Type>()
                .value(row)
        };
        assert_eq!(number("probability"), comparison.score.probability);
        assert_eq!(number("reused"), comparison.reused);
        assert_eq!(number("covered"), comparison.covered);
        let verdict = score
            .column_by_name("verdict")
            .unwrap()
            .as_string::<i32>()
            .value(row)
            .to_owned();
        assert_eq!(verdict, comparison.verdict().to_string());
        verdicts.insert(verdict);
        let passages = score
            .column_by_name("passages")
            .unwrap()
            .as_list::<i32>()
            .value(row);
        let passages = passages.as_struct();
        let offsets = |name: &str| {
            passages
                .column_by_name(name)
                .unwrap()
                .as_primitive::<UInt64Type>()
                .values()
                .to_vec()
        };
        let expected = |of: fn(&retold::align::Passage) -> usize| -> Vec<u64> {
            comparison
                .passages
                .iter()
                .map(|passage| of(passage) as u64)
                .collect()
        };
        assert_eq!(
            offsets("source_start"),
            expected(|passage| passage.source.start)
        );
        assert_eq!(
            offsets("source_end"),
            expected(|passage| passage.source.end)
        );
        assert_eq!(
            offsets("suspicious_start"),
            expected(|passage| passage.suspicious.start)
        );
        assert_eq!(
            offsets("suspicious_end"),
            expected(|passage| passage.suspicious.end)
        );
    }
    assert!(verdicts.contains(&Verdict::Copy.to_string()) && verdicts.len() > 1);
}

#[tokio::test]
async fn errors_carry_what_was_wrong() {
    let ctx = session(1);
    let scheme = scheme();
    let run =
        async |sql: String| core_error(ctx.sql(&sql).await.unwrap().collect().await.unwrap_err());
    let error = run(format!(
        "SELECT retold_bands('The pier cracked.', 40, 3, 0, 5, '{scheme}')"
    ))
    .await;
    let Error::Core(retold::Error::Parameter(_)) = &error else {
        panic!("{error}")
    };
    let error = run(format!(
        "SELECT retold_signature('The pier cracked.', 40, 33, '{scheme}')"
    ))
    .await;
    assert!(matches!(error, Error::Core(_)), "{error}");
    let error = run(format!(
        "SELECT retold_terms('The pier cracked.', -1, '{scheme}')"
    ))
    .await;
    assert!(
        matches!(
            error,
            Error::Argument {
                value: -1,
                argument: "count",
                ..
            }
        ),
        "{error}"
    );
    let error = run("SELECT retold_terms('The pier cracked.', 20, '0.0.9/1/0')".to_owned()).await;
    let Error::Scheme { asked, known } = &error else {
        panic!("{error}")
    };
    assert_eq!((asked.as_str(), known.as_str()), ("0.0.9/1/0", scheme));
}

#[tokio::test]
async fn duplicates_are_those_of_the_index() {
    let folder = tempfile::tempdir().unwrap();
    let documents = texts(300);
    let path = write(folder.path(), "docs", &documents);
    for bucket_cap in [2, 128] {
        let banding = Banding::new(20, 3).unwrap();
        let hasher = MinHasher::new(64, ShingleSize::REWORDING).unwrap();
        let options = IndexOptions::new(hasher, banding)
            .unwrap()
            .with_bucket_cap(bucket_cap);
        let mut index = LshIndex::new(options);
        for document in &documents {
            index
                .insert(document.id, options.record(&document.text))
                .unwrap();
        }
        let found = index.all_pairs(0.4).unwrap();
        let expected: Vec<(u64, u64, f64)> = found
            .pairs
            .iter()
            .map(|pair| (pair.first, pair.second, pair.resemblance.value))
            .collect();
        assert!(expected.len() > 50);
        assert_eq!(found.capped.buckets > 0, bucket_cap == 2);
        let linked: BTreeSet<u64> = expected
            .iter()
            .flat_map(|(one, two, _)| [*one, *two])
            .collect();
        let clusters = Clusters::new(
            linked.clone(),
            expected.iter().map(|(one, two, _)| (*one, *two)),
        )
        .unwrap();
        let clusters: BTreeMap<u64, u64> = linked
            .iter()
            .map(|id| (*id, clusters.cluster(*id).unwrap()))
            .collect();
        // With a limit of 0 pairs the engine computes the clusters.
        for (partitions, limit) in [(1, u64::MAX), (3, 0)] {
            let out = folder.path().join(format!("{bucket_cap}-{partitions}"));
            let job = Duplicates::new(Documents::parquet(path.clone()))
                .slots(64)
                .banding(20, 3)
                .threshold(0.4)
                .bucket_cap(u64::from(bucket_cap))
                .union_find_limit(limit);
            let ctx = session(partitions);
            let outcome = job.run(&ctx, out.to_str().unwrap()).await.unwrap();
            assert_eq!(pairs(&out.join("pairs")).await, expected);
            let capped = &outcome.stage("candidates").unwrap().capped;
            assert_eq!(capped["buckets"], found.capped.buckets);
            assert_eq!(capped["comparisons"], found.capped.comparisons);
            assert_eq!(outcome.stage("candidates").unwrap().rows, found.candidates);
            assert_eq!(support::clusters(&out.join("clusters")).await, clusters);
            // The rounds leave nothing behind, and another run finds all stages complete.
            let mut folders: Vec<String> = std::fs::read_dir(&out)
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            folders.sort();
            assert_eq!(
                folders,
                [
                    "bands",
                    "buckets",
                    "candidates",
                    "clusters",
                    "compared",
                    "pairs"
                ]
            );
            let mut ran = 0;
            let other = job.clone().union_find_limit(u64::MAX);
            let count = |progress: &Progress<'_>| {
                ran += usize::from(!matches!(progress, Progress::Skipped { .. }))
            };
            other
                .run_with(&ctx, out.to_str().unwrap(), count)
                .await
                .unwrap();
            assert_eq!(ran, 0);
        }
    }
}

#[tokio::test]
async fn rewrites_are_those_of_a_plain_program() {
    let folder = tempfile::tempdir().unwrap();
    let documents = texts(300);
    let path = write(folder.path(), "docs", &documents);
    let day = 86_400;
    for (window, timed) in [(None, false), (None, true), (Some(2 * day), true)] {
        let expected = edges_by_library(&documents, &documents, timed, window, 12, 20, 2);
        assert!(expected.len() > 20);
        for partitions in [1, 2] {
            let out = folder
                .path()
                .join(format!("{window:?}-{timed}-{partitions}"));
            let input = Documents::parquet(path.clone());
            let input = if timed {
                input.time("published")
            } else {
                input
            };
            let mut job = Rewrites::new(input)
                .terms(12)
                .max_frequency(20)
                .min_shared(2);
            if let Some(seconds) = window {
                job = job.window(seconds);
            }
            let outcome = job
                .run(&session(partitions), out.to_str().unwrap())
                .await
                .unwrap();
            assert_eq!(edges(&out.join("edges")).await, expected);
            assert!(outcome.stage("postings").unwrap().capped["terms"] > 0);
        }
    }
}

#[tokio::test]
async fn sources_are_those_of_a_plain_program() {
    let folder = tempfile::tempdir().unwrap();
    let mut documents = texts(240);
    let suspicious = documents.split_off(160);
    let archive = Documents::parquet(write(folder.path(), "archive", &documents));
    let asked = Documents::parquet(write(folder.path(), "asked", &suspicious));
    let out = folder.path().join("out");
    let job = Sources::new(archive, asked)
        .terms(12)
        .max_frequency(60)
        .min_shared(2);
    job.run(&session(2), out.to_str().unwrap()).await.unwrap();
    let expected = edges_by_library(&documents, &suspicious, false, None, 12, 60, 2);
    assert!(expected.len() > 10);
    assert_eq!(edges(&out.join("edges")).await, expected);
    let capped = job
        .max_candidates(1)
        .run(&session(1), folder.path().join("capped").to_str().unwrap())
        .await
        .unwrap();
    assert!(capped.stage("candidates").unwrap().capped["candidates"] > 0);
}

#[tokio::test]
async fn a_job_goes_on_from_the_last_whole_stage_and_refuses_other_parameters() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), "docs", &texts(60));
    let out = folder.path().join("out");
    let address = out.to_str().unwrap();
    let ctx = session(2);
    let job = Rewrites::new(Documents::parquet(path.clone()))
        .terms(12)
        .max_frequency(20)
        .min_shared(2);
    job.run(&ctx, address).await.unwrap();
    let expected = edges(&out.join("edges")).await;
    // As if the run had been killed while it wrote the scores.
    std::fs::remove_dir_all(out.join("edges")).unwrap();
    std::fs::rename(out.join("scored"), out.join("scored.partial")).unwrap();
    std::fs::remove_file(out.join("scored.partial").join(MANIFEST)).unwrap();
    let (mut skipped, mut ran) = (Vec::new(), Vec::new());
    let outcome = job
        .run_with(&ctx, address, |progress| match progress {
            Progress::Skipped { manifest, .. } => skipped.push(manifest.stage.clone()),
            Progress::Finished { manifest, .. } => ran.push(manifest.stage.clone()),
            _ => {}
        })
        .await
        .unwrap();
    assert_eq!(skipped, ["terms", "frequencies", "postings", "candidates"]);
    assert_eq!(ran, ["scored", "edges"]);
    assert_eq!(edges(&out.join("edges")).await, expected);
    assert_eq!(outcome.stages.len(), 6);

    let error = job.clone().terms(11).run(&ctx, address).await.unwrap_err();
    let Error::Differs {
        name,
        stored,
        asked,
        ..
    } = &error
    else {
        panic!("{error}")
    };
    assert_eq!(
        (name.as_str(), stored.as_str(), asked.as_str()),
        ("terms", "12", "11")
    );
    // A parameter of a late stage leaves the stages before it alone.
    let error = job
        .clone()
        .min_probability(0.25)
        .run(&ctx, address)
        .await
        .unwrap_err();
    assert!(
        matches!(&error, Error::Differs { name, .. } if name == "min_probability"),
        "{error}"
    );
    std::fs::remove_dir_all(out.join("edges")).unwrap();
    job.clone()
        .min_probability(0.25)
        .run(&ctx, address)
        .await
        .unwrap();

    // Other documents under the same name.
    write(folder.path(), "docs", &texts(61));
    let error = job.run(&ctx, address).await.unwrap_err();
    assert!(
        matches!(&error, Error::Differs { name, .. } if name == "input"),
        "{error}"
    );
}

fn a_file(folder: &Path) -> std::path::PathBuf {
    let mut files: Vec<_> = std::fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().path())
        .collect();
    files.retain(|file| {
        file.extension()
            .is_some_and(|extension| extension == "parquet")
    });
    files.sort();
    files.remove(0)
}

fn cut(file: &Path) {
    let bytes = std::fs::read(file).unwrap();
    std::fs::write(file, &bytes[..bytes.len() / 2]).unwrap();
}

#[tokio::test]
async fn damaged_files_are_named() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), "docs", &texts(60));
    let out = folder.path().join("out");
    let address = out.to_str().unwrap();
    let job = Rewrites::new(Documents::parquet(path.clone()))
        .terms(12)
        .max_frequency(20)
        .min_shared(2);
    job.run(&session(2), address).await.unwrap();
    let file = a_file(&out.join("postings"));
    cut(&file);
    let error = job.run(&session(2), address).await.unwrap_err();
    assert!(matches!(&error, Error::Damaged { .. }), "{error}");
    assert!(
        error
            .to_string()
            .contains(file.file_name().unwrap().to_str().unwrap()),
        "{error}"
    );
    // What the error says to do helps.
    std::fs::remove_dir_all(out.join("postings")).unwrap();
    job.run(&session(2), address).await.unwrap();

    cut(Path::new(&path));
    let error = job
        .run(&session(2), folder.path().join("other").to_str().unwrap())
        .await
        .unwrap_err();
    assert!(error.to_string().contains("docs.parquet"), "{error}");
    assert!(error.source().is_some());
}

#[tokio::test]
async fn documents_need_ids_of_their_own() {
    let folder = tempfile::tempdir().unwrap();
    let mut documents = texts(8);
    documents[5].id = documents[4].id;
    let path = write(folder.path(), "docs", &documents);
    let job = Duplicates::new(Documents::parquet(path));
    let error = job
        .run(&session(2), folder.path().join("out").to_str().unwrap())
        .await
        .unwrap_err();
    assert!(
        matches!(&error, Error::Parameter { name: "id", .. }),
        "{error}"
    );
}

/// Texts without words and documents that share nothing: every stage has a schema all the same.
#[tokio::test]
async fn nothing_to_find_is_no_error() {
    let folder = tempfile::tempdir().unwrap();
    let lonely = |id, text: &str| Document {
        id,
        text: text.to_owned(),
        published: 0,
    };
    let documents = [
        lonely(0, "…"),
        lonely(1, "–"),
        lonely(2, "Plum jam needs no pectin."),
        lonely(3, "Herons roost late."),
    ];
    let path = write(folder.path(), "docs", &documents);
    let out = folder.path().join("out");
    let outcome = Rewrites::new(Documents::parquet(path.clone()))
        .run(&session(2), out.to_str().unwrap())
        .await
        .unwrap();
    assert_eq!(outcome.stage("edges").unwrap().rows, 0);
    assert_eq!(edges(&out.join("edges")).await, []);
    let out = folder.path().join("duplicates");
    Duplicates::new(Documents::parquet(path))
        .run(&session(2), out.to_str().unwrap())
        .await
        .unwrap();
    assert_eq!(pairs(&out.join("pairs")).await, []);
}

/// Checks that, with less memory than the join needs, operators spill and the answer is the same.
#[tokio::test]
async fn a_memory_limit_makes_operators_spill() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), "docs", &texts(4_000));
    let job = Duplicates::new(Documents::parquet(path))
        .slots(128)
        .banding(64, 2)
        .threshold(0.4);
    let out = folder.path().join("out");
    job.run(&session(2), out.to_str().unwrap()).await.unwrap();
    let expected = pairs(&out.join("pairs")).await;
    for stage in ["buckets", "candidates"] {
        std::fs::remove_dir_all(out.join(stage)).unwrap();
    }
    let runtime = RuntimeEnvBuilder::new()
        .with_memory_pool(Arc::new(FairSpillPool::new(16 << 20)))
        .build_arc()
        .unwrap();
    let config = spilling(SessionConfig::new().with_target_partitions(2));
    let ctx = SessionContext::new_with_config_rt(config, runtime);
    retold_datafusion::register(&ctx);
    let outcome = job.run(&ctx, out.to_str().unwrap()).await.unwrap();
    let spilled = |stage: &str| outcome.stage(stage).unwrap().spilled.unwrap().count;
    assert!(spilled("buckets") + spilled("candidates") > 0);
    // The pairs are computed again from what was written under the limit.
    for stage in ["compared", "pairs"] {
        std::fs::remove_dir_all(out.join(stage)).unwrap();
    }
    job.run(&session(2), out.to_str().unwrap()).await.unwrap();
    assert_eq!(pairs(&out.join("pairs")).await, expected);
}

#[tokio::test]
async fn plans_are_explained_without_a_run() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), "docs", &texts(8));
    let ctx = session(2);
    let input = || Documents::parquet(path.clone());
    for text in [
        Rewrites::new(input().time("published"))
            .window(86_400)
            .explain(&ctx)
            .await
            .unwrap(),
        Sources::new(input(), input()).explain(&ctx).await.unwrap(),
        Duplicates::new(input()).explain(&ctx).await.unwrap(),
    ] {
        assert!(
            text.contains("physical_plan") && text.contains("HashJoin"),
            "{text}"
        );
    }
    assert!(!folder.path().join("out").exists());
}
