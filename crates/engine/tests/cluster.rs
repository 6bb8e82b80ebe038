//! The jobs return the same on a cluster, whatever fails.

#![cfg(feature = "cluster")]
// Helpers of tests end a test as tests do.
#![allow(clippy::unwrap_used, clippy::panic)]

mod support;

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::time::Duration;

use datafusion::prelude::{SessionConfig, SessionContext};
use retold_datafusion::{
    Documents, Duplicates, Error, MANIFEST, Outcome, Progress, Rewrites, scheme,
};
use support::cluster::{Cluster, files};
use support::{edges, pairs, texts, write};
use tokio::sync::mpsc::{UnboundedReceiver, UnboundedSender, unbounded_channel};

fn rewrites(documents: impl Into<String>) -> Rewrites {
    Rewrites::new(Documents::parquet(documents.into()))
        .terms(12)
        .max_frequency(40)
        .min_shared(2)
}

fn alone() -> SessionContext {
    let ctx = SessionContext::new();
    retold_datafusion::register(&ctx);
    ctx
}

async fn cluster_of_two(folder: &Path) -> Cluster {
    let mut cluster = Cluster::start(folder).await;
    cluster.add();
    cluster.add();
    cluster
}

#[tokio::test(flavor = "multi_thread")]
async fn a_cluster_in_one_process_gives_the_same_answers() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), "docs", &texts(200));
    let config = SessionConfig::new().with_target_partitions(2);
    let ctx = retold_datafusion::cluster::standalone(config)
        .await
        .unwrap();
    let rewrites = Rewrites::new(Documents::parquet(path.clone()).time("published"))
        .terms(12)
        .max_frequency(20)
        .min_shared(2)
        .window(3 * 86_400);
    let duplicates = Duplicates::new(Documents::parquet(path))
        .slots(64)
        .banding(20, 3)
        .threshold(0.4)
        .union_find_limit(0);
    let mut found = Vec::new();
    for (name, ctx) in [("process", &alone()), ("cluster", &ctx)] {
        let out = folder.path().join(name);
        rewrites
            .run(ctx, out.join("rewrites").to_str().unwrap())
            .await
            .unwrap();
        duplicates
            .run(ctx, out.join("duplicates").to_str().unwrap())
            .await
            .unwrap();
        found.push((
            edges(&out.join("rewrites/edges")).await,
            pairs(&out.join("duplicates/pairs")).await,
            support::clusters(&out.join("duplicates/clusters")).await,
        ));
    }
    assert_eq!(found[0], found[1]);
    assert!(!found[0].0.is_empty() && !found[0].1.is_empty());
}

/// Checks that workers of another version refuse the call, and the client is told.
#[tokio::test(flavor = "multi_thread")]
async fn another_scheme_is_refused_by_the_workers() {
    let folder = tempfile::tempdir().unwrap();
    let path = write(folder.path(), "docs", &texts(8));
    let cluster = cluster_of_two(folder.path()).await;
    let ctx = cluster.connect(2).await;
    ctx.register_parquet("docs", &path, Default::default())
        .await
        .unwrap();
    let frame = ctx
        .sql("SELECT retold_terms(text, 20, '0.0.9/1/0') FROM docs")
        .await
        .unwrap();
    let error = frame.collect().await.unwrap_err().to_string();
    assert!(
        error.contains("0.0.9/1/0") && error.contains(scheme()),
        "{error}"
    );
}

/// When an executor is killed in a stage.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Moment {
    /// It holds a file of shuffled data, and perhaps still writes it.
    Shuffling,
    /// All is shuffled: the files of the stage are being written.
    Writing,
}

/// Sends the name of each stage that starts, and `None` where one ends.
fn follow(stages: UnboundedSender<Option<String>>) -> impl FnMut(&Progress<'_>) + Send {
    move |progress| {
        let event = match progress {
            Progress::Started { stage, .. } => Some((*stage).to_owned()),
            Progress::Finished { .. } => None,
            _ => return,
        };
        // Nobody may be left to listen.
        let _ = stages.send(event);
    }
}

/// Kills an executor in each stage and puts another in its place, until the job ends; returns the
/// stages in which one was killed.
async fn kill_in_every_stage(
    mut cluster: Cluster,
    mut stages: UnboundedReceiver<Option<String>>,
    out: PathBuf,
    moments: &[Moment],
) -> BTreeSet<String> {
    let mut killed = BTreeSet::new();
    let mut moments = moments.iter().cycle();
    while let Some(event) = stages.recv().await {
        let Some(stage) = event else { continue };
        let moment = moments.next().unwrap();
        let held: Vec<BTreeSet<PathBuf>> = cluster
            .executors
            .iter()
            .map(|of| files(&of.work_dir))
            .collect();
        let partial = out.join(format!("{stage}.partial"));
        while stages.is_empty() && !stages.is_closed() {
            let victim = cluster
                .executors
                .iter()
                .zip(&held)
                .position(|(of, held)| files(&of.work_dir).difference(held).next().is_some());
            if let Some(victim) = victim
                && (*moment == Moment::Shuffling
                    || std::fs::read_dir(&partial).is_ok_and(|mut of| of.next().is_some()))
            {
                drop(cluster.executors.remove(victim));
                cluster.add();
                killed.insert(stage);
                break;
            }
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    }
    killed
}

async fn executors_are_killed(documents: u64, rounds: &[&'static [Moment]]) {
    let folder = tempfile::tempdir().unwrap();
    let job = rewrites(write(folder.path(), "docs", &texts(documents)));
    let out = folder.path().join("alone");
    job.run(&alone(), out.to_str().unwrap()).await.unwrap();
    let expected = edges(&out.join("edges")).await;
    for (round, moments) in rounds.iter().enumerate() {
        let folder = folder.path().join(format!("round-{round}"));
        let cluster = cluster_of_two(&folder).await;
        let ctx = cluster.connect(4).await;
        let out = folder.join("out");
        let (send, stages) = unbounded_channel();
        let killer = tokio::spawn(kill_in_every_stage(cluster, stages, out.clone(), moments));
        let outcome = job
            .run_with(&ctx, out.to_str().unwrap(), follow(send))
            .await;
        let killed = killer.await.unwrap();
        outcome.unwrap();
        assert!(killed.len() > 2, "{killed:?}");
        assert!(edges(&out.join("edges")).await == expected);
    }
}

/// Checks that a job ends with the right answer though an executor that holds shuffled data is
/// killed in every stage that shuffles for long enough to be seen.
#[tokio::test(flavor = "multi_thread")]
async fn executors_may_be_killed() {
    executors_are_killed(3_000, &[&[Moment::Shuffling, Moment::Writing]]).await;
}

/// Runs a job in a cluster while something happens to the cluster as soon as a stage starts.
async fn run_while<T>(
    job: &Rewrites,
    ctx: &SessionContext,
    out: &Path,
    stage: &'static str,
    happens: impl AsyncFnOnce() -> T,
) -> (Result<Outcome, Error>, T) {
    let (send, mut stages) = unbounded_channel::<Option<String>>();
    let happens = async {
        while let Some(event) = stages.recv().await {
            if event.as_deref() == Some(stage) {
                break;
            }
        }
        happens().await
    };
    let out = out.to_str().unwrap();
    tokio::join!(job.run_with(ctx, out, follow(send)), happens)
}

/// Returns the stages that a run takes from the run before, after which the job is complete.
async fn kept(job: &Rewrites, ctx: &SessionContext, out: &Path) -> Vec<String> {
    let mut kept = Vec::new();
    let report = |progress: &Progress<'_>| {
        if let Progress::Skipped { manifest, .. } = progress {
            kept.push(manifest.stage.clone());
        }
    };
    let out = out.to_str().unwrap();
    job.run_with(ctx, out, report).await.unwrap();
    kept
}

/// Checks that a job waits for a scheduler that is started again, and that one which is not leaves
/// the stages before.
#[tokio::test(flavor = "multi_thread")]
async fn a_scheduler_may_be_restarted() {
    let folder = tempfile::tempdir().unwrap();
    let job = rewrites(write(folder.path(), "docs", &texts(1_000)));
    let out = folder.path().join("alone");
    job.run(&alone(), out.to_str().unwrap()).await.unwrap();
    let expected = edges(&out.join("edges")).await;

    let mut cluster = cluster_of_two(folder.path()).await;
    let ctx = cluster.connect(4).await;
    let out = folder.path().join("restarted");
    let (outcome, ()) = run_while(&job, &ctx, &out, "scored", async || {
        cluster.kill_scheduler();
        tokio::time::sleep(Duration::from_secs(2)).await;
        cluster.start_scheduler().await;
    })
    .await;
    let outcome = outcome.unwrap();
    assert!(edges(&out.join("edges")).await == expected);
    // What happened is in the manifest of the stage.
    let manifest = std::fs::read_to_string(out.join("scored").join(MANIFEST)).unwrap();
    let failures = &outcome.stage("scored").unwrap().failures;
    assert_eq!(failures.len(), 1, "{failures:?}");
    assert!(manifest.contains("the stage scored failed"), "{manifest}");

    let out = folder.path().join("gone");
    let (outcome, ()) = run_while(&job, &ctx, &out, "postings", async || {
        cluster.kill_scheduler();
    })
    .await;
    let error = outcome.unwrap_err().to_string();
    assert!(error.starts_with("the stage postings failed"), "{error}");
    // Executors end when they hear nothing of a scheduler for a while; services start them again.
    cluster.executors.clear();
    cluster.start_scheduler().await;
    cluster.add();
    assert_eq!(kept(&job, &ctx, &out).await, ["terms", "frequencies"]);
    assert!(edges(&out.join("edges")).await == expected);
}

/// Checks that executors that cannot write end the job with the reason, and that the job goes on
/// when others can.
#[tokio::test(flavor = "multi_thread")]
async fn a_full_disk_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let job = rewrites(write(folder.path(), "docs", &texts(3_000)));
    let mut cluster = Cluster::start(folder.path()).await;
    cluster.add();
    let ctx = cluster.connect(2).await;
    let out = folder.path().join("out");
    job.run(&ctx, out.to_str().unwrap()).await.unwrap();
    let expected = edges(&out.join("edges")).await;
    for stage in ["scored", "edges"] {
        std::fs::remove_dir_all(out.join(stage)).unwrap();
    }

    // Texts of 2 MB are shuffled.
    cluster.executors.clear();
    cluster.add_with_file_limit(200);
    cluster.add_with_file_limit(200);
    let error = job.run(&ctx, out.to_str().unwrap()).await.unwrap_err();
    let text = error.to_string();
    assert!(
        text.starts_with("the stage scored failed") && text.contains("File too large"),
        "{text}"
    );

    cluster.executors.clear();
    cluster.add();
    let kept = kept(&job, &ctx, &out).await;
    assert_eq!(kept, ["terms", "frequencies", "postings", "candidates"]);
    assert!(edges(&out.join("edges")).await == expected);
}

/// Checks that the file of the input that was cut is named, and that nothing is tried again for it.
#[tokio::test(flavor = "multi_thread")]
async fn a_cut_file_is_named() {
    let folder = tempfile::tempdir().unwrap();
    let documents = folder.path().join("docs");
    std::fs::create_dir(&documents).unwrap();
    let all = texts(200);
    write(&documents, "one", &all[..100]);
    let path = write(&documents, "two", &all[100..]);
    let job = rewrites(documents.to_str().unwrap());
    let cluster = cluster_of_two(folder.path()).await;
    let ctx = cluster.connect(2).await;
    let out = folder.path().join("out");
    let whole = std::fs::read(&path).unwrap();
    let mut attempts = 0;
    let mut run = async |bytes: &[u8]| {
        std::fs::write(&path, bytes).unwrap();
        let count = |progress: &Progress<'_>| {
            attempts += usize::from(matches!(progress, Progress::Failed { .. }));
        };
        job.run_with(&ctx, out.to_str().unwrap(), count).await
    };
    let error = run(&whole[..whole.len() / 2]).await.unwrap_err();
    assert!(error.to_string().contains("two.parquet"), "{error}");
    // The end of the file is there, so that it can be planned, and the rows are not.
    let mut holed = whole.clone();
    holed[100..whole.len() / 2].fill(0);
    let error = run(&holed).await.unwrap_err();
    assert!(error.to_string().contains("Parquet error"), "{error}");
    run(&whole).await.unwrap();
    assert_eq!(attempts, 0);
}
