//! The example `deduplicate` as a person runs it: what it finds, that it is the same however it
//! came about, and what becomes of interruptions and bad input.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot start its program has failed"
)]

#[path = "../../../tests/common/mod.rs"]
mod common;
#[path = "common/program.rs"]
mod program;

use std::fs::{self, File};
use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::time::{Duration, Instant};

use common::article;
use flate2::Compression;
use flate2::write::GzEncoder;
use program::{Folder, program};
use serde_json::{Value, json};

fn run(arguments: &[&str]) -> Output {
    let output = program("deduplicate").args(arguments).output().unwrap();
    assert!(
        !String::from_utf8_lossy(&output.stderr).contains("panicked"),
        "{output:?}"
    );
    output
}

#[track_caller]
fn succeeds(arguments: &[&str]) -> String {
    let output = run(arguments);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    String::from_utf8(output.stdout).unwrap()
}

#[track_caller]
fn says(arguments: &[&str], code: i32, parts: &[&str]) {
    let output = run(arguments);
    let message = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(code), "{message}");
    for part in parts {
        assert!(message.contains(part), "{part:?} is not in: {message}");
    }
}

/// Returns the three files that a run wrote.
fn output(folder: &Folder, name: &str) -> [String; 3] {
    ["pairs", "clusters", "keep"]
        .map(|file| fs::read_to_string(folder.0.join(name).join(format!("{file}.jsonl"))).unwrap())
}

fn values(lines: &str) -> Vec<Value> {
    lines
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

/// Rows of which every third is the one before with another end.
fn rows(count: u64) -> Vec<Value> {
    let text = |id: u64| {
        if id % 3 == 2 {
            format!("{} So it was said.", article(id - 1, 12))
        } else {
            article(id, 12)
        }
    };
    (0..count)
        .map(|id| json!({"id": format!("row {id}"), "text": text(id)}))
        .collect()
}

fn lines(rows: &[Value]) -> String {
    rows.iter().map(|row| format!("{row}\n")).collect()
}

#[test]
fn pairs_clusters_and_what_to_keep_are_written() {
    let folder = Folder::new("deduplicate_files");
    let text = article(1, 8);
    let longer = format!("{text} And that was all that could be learned on the day.");
    folder.file(
        "in/b.jsonl",
        lines(&[
            json!({"id": 7, "text": longer}),
            json!({"id": "other", "text": article(2, 8)}),
        ]),
    );
    let one = folder.file("in/a/one.txt", &text);
    folder.file("in/ignored.png", "no text");
    folder.file("in/.hidden.txt", &text);
    let (input, out) = (folder.path("in"), folder.path("out"));
    let said = succeeds(&[&input, "--out", &out, "--threshold", "0.7"]);
    assert!(
        said.starts_with(
            "3 documents, 1 pair of 1 candidate\n1 cluster of two and more; 2 documents to keep\n"
        ),
        "{said}"
    );
    let [pairs, clusters, keep] = output(&folder, "out").map(|lines| values(&lines));
    assert_eq!(
        (&pairs[0]["first"], &pairs[0]["second"]),
        (&json!(one), &json!(7))
    );
    assert!((0.7..1.0).contains(&pairs[0]["resemblance"].as_f64().unwrap()));
    assert_eq!(clusters, [json!({"cluster": one, "members": [one, 7]})]);
    assert_eq!(keep, [json!({"id": one}), json!({"id": "other"})]);
    succeeds(&[
        &input,
        "--out",
        &out,
        "--threshold",
        "0.7",
        "--keep",
        "longest",
    ]);
    assert_eq!(
        values(&output(&folder, "out")[2]),
        [json!({"id": 7}), json!({"id": "other"})]
    );
    let mut names: Vec<String> = fs::read_dir(&out)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(
        names,
        ["clusters.jsonl", "keep.jsonl", "pairs.jsonl"],
        "nothing is left behind"
    );
}

/// The id of a text is its path as it was given, so that files of one name in two folders are two
/// documents.
#[test]
fn files_of_one_name_are_two_documents() {
    let folder = Folder::new("deduplicate_names");
    let (a, b) = (
        folder.file("a/x.txt", article(1, 8)),
        folder.file("b/x.txt", article(2, 8)),
    );
    let out = folder.path("out");
    for inputs in [
        vec![a.clone(), b.clone()],
        vec![folder.path("a"), folder.path("b")],
        vec![folder.path("*/x.txt")],
        vec![folder.path("**/*.txt")],
    ] {
        let mut arguments: Vec<&str> = inputs.iter().map(String::as_str).collect();
        arguments.extend(["--out", &out]);
        succeeds(&arguments);
        let keep = values(&output(&folder, "out")[2]);
        assert_eq!(keep, [json!({"id": a}), json!({"id": b})], "{inputs:?}");
    }
}

#[test]
fn rows_come_from_standard_input() {
    let folder = Folder::new("deduplicate_stdin");
    let (rows, out) = (lines(&rows(6)), folder.path("out"));
    let mut child = program("deduplicate")
        .args(["-", "--out", &out])
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let mut input = child.stdin.take().unwrap();
    input.write_all(rows.as_bytes()).unwrap();
    drop(input);
    assert_eq!(child.wait().unwrap().code(), Some(0));
    assert_eq!(values(&output(&folder, "out")[2]).len(), 4);
}

#[test]
fn empty_files_are_named() {
    let folder = Folder::new("deduplicate_empty");
    let text = folder.file("in/empty.txt", "\n");
    let rows = folder.file("in/empty.jsonl", "");
    let good = folder.file("in/good.txt", article(1, 8));
    let out = folder.path("out");
    let expected = [
        "empty.txt: the file is empty",
        "empty.jsonl: the file is empty",
    ];
    says(&[&text, &rows, &good, "--out", &out], 1, &expected);
    assert_eq!(values(&output(&folder, "out")[2]), [json!({"id": good})]);
    fs::create_dir(folder.0.join("nothing")).unwrap();
    says(
        &[&folder.path("nothing"), "--out", &out],
        2,
        &["nothing: the folder holds no texts"],
    );
    says(
        &[&folder.path("*.doc"), "--out", &out],
        2,
        &["*.doc: no file has a name like this"],
    );
}

/// Numbers of any size are ids, and are written as they were read.
#[test]
fn ids_keep_every_digit() {
    let folder = Folder::new("deduplicate_ids");
    let ids = [
        "123456789012345678901234567890",
        "123456789012345678901234567891",
    ];
    let text = json!(article(1, 8));
    let row = |id: &&str| format!("{{\"id\": {id}, \"text\": {text}}}\n");
    let rows: String = ids.iter().map(row).collect();
    let (input, out) = (folder.file("rows.jsonl", rows), folder.path("out"));
    succeeds(&[&input, "--out", &out]);
    let [pairs, _, keep] = output(&folder, "out");
    assert!(
        pairs.starts_with(&format!("{{\"first\":{},\"second\":{},", ids[0], ids[1])),
        "{pairs}"
    );
    assert_eq!(keep, format!("{{\"id\":{}}}\n", ids[0]));
}

#[test]
fn compression_and_threads_change_nothing() {
    let folder = Folder::new("deduplicate_compressed");
    let rows = lines(&rows(90));
    let plain = folder.file("plain.jsonl", &rows);
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(rows.as_bytes()).unwrap();
    let gzip = folder.file("rows.jsonl.gz", gzip.finish().unwrap());
    let (first, second) = rows.split_at(rows.len() / 2);
    // Two frames, cut within a row.
    let frames = [first, second].map(|part| {
        ruzstd::encoding::compress_to_vec(
            part.as_bytes(),
            ruzstd::encoding::CompressionLevel::Fastest,
        )
    });
    let zstandard = folder.file("rows.jsonl.zst", frames.concat());
    succeeds(&[&plain, "--out", &folder.path("expected"), "--threads", "1"]);
    let expected = output(&folder, "expected");
    assert_eq!(values(&expected[1]).len(), 30);
    for (name, file, threads) in [
        ("a", &plain, "3"),
        ("b", &gzip, "2"),
        ("c", &zstandard, "2"),
    ] {
        succeeds(&[file, "--out", &folder.path(name), "--threads", threads]);
        assert_eq!(output(&folder, name), expected);
    }
}

#[test]
fn documents_are_added_to_an_index() {
    let folder = Folder::new("deduplicate_index");
    let all = rows(120);
    let (first, second) = all.split_at(61);
    let (first, second) = (
        folder.file("first.jsonl", lines(first)),
        folder.file("second.jsonl", lines(second)),
    );
    let (one, two) = (folder.path("one"), folder.path("two"));
    let (index, whole) = (folder.path("some.index"), folder.path("whole.index"));
    succeeds(&[&first, &second, "--out", &one, "--index", &whole]);
    succeeds(&[&first, "--out", &two, "--index", &index]);
    let said = succeeds(&[&second, "--out", &two, "--index", &index]);
    assert!(said.starts_with("120 documents"), "{said}");
    assert_eq!(output(&folder, "one"), output(&folder, "two"));
    assert_eq!(fs::read(&index).unwrap(), fs::read(&whole).unwrap());
    // What is there already is not added again.
    succeeds(&[&first, &second, "--out", &two, "--index", &index]);
    assert_eq!(output(&folder, "one"), output(&folder, "two"));
    assert_eq!(fs::read(&index).unwrap(), fs::read(&whole).unwrap());
    // With another threshold the index is made again, with other shingles it can't be.
    succeeds(&[
        &second,
        "--out",
        &two,
        "--index",
        &index,
        "--threshold",
        "0.5",
    ]);
    says(
        &[&second, "--out", &two, "--index", &index, "--shingle", "3"],
        2,
        &["some.index.documents: its shingles have 5 words"],
    );
    fs::write(&index, "something else").unwrap();
    says(
        &[&second, "--out", &two, "--index", &index],
        2,
        &["these bytes are no index"],
    );
}

/// Killed at many moments, and started again each time: in the end all is as if nothing had
/// happened.
#[test]
fn an_interrupted_run_goes_on_with_the_same_output() {
    let folder = Folder::new("deduplicate_interrupted");
    let input = folder.file("rows.jsonl", lines(&rows(5_000)));
    succeeds(&[
        &input,
        "--out",
        &folder.path("expected"),
        "--index",
        &folder.path("expected.index"),
    ]);
    let (out, index) = (folder.path("out"), folder.path("some.index"));
    let log = PathBuf::from(folder.path("some.index.documents"));
    let length = || fs::metadata(&log).map_or(0, |about| about.len());
    let arguments = [&*input, "--out", &out, "--index", &index, "--threads", "2"];
    let mut killed = 0;
    for wait in 0..12_u32 {
        let before = length();
        let mut child = program("deduplicate")
            .args(arguments)
            .stdout(Stdio::null())
            .spawn()
            .unwrap();
        // As soon as it wrote something, or a little later each time.
        let start = Instant::now();
        while length() == before
            && child.try_wait().unwrap().is_none()
            && start.elapsed() < Duration::from_secs(5)
        {
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_millis(u64::from(wait * wait)));
        killed += u32::from(child.try_wait().unwrap().is_none());
        let _ = child.kill();
        child.wait().unwrap();
        // Cut short in the midst of a block, as by a disk that was full.
        if wait % 3 == 1 && !PathBuf::from(&index).exists() {
            let file = File::options().write(true).open(&log).unwrap();
            file.set_len(length() * 9 / 10).unwrap();
        }
    }
    assert!(killed > 0);
    succeeds(&arguments);
    assert_eq!(output(&folder, "out"), output(&folder, "expected"));
    assert_eq!(
        fs::read(&index).unwrap(),
        fs::read(folder.path("expected.index")).unwrap()
    );
    assert_eq!(
        fs::read(&log).unwrap(),
        fs::read(folder.path("expected.index.documents")).unwrap()
    );
}

/// A file size limit replaces a full disk: the run says so, and goes on once there is room.
#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_said_and_loses_nothing() {
    let folder = Folder::new("deduplicate_full");
    let input = folder.file("rows.jsonl", lines(&rows(3_000)));
    succeeds(&[&input, "--out", &folder.path("expected")]);
    let out = folder.path("out");
    for blocks in [1, 100, 1_000] {
        let limited = Command::new("bash")
            .args([
                "-c",
                &format!("ulimit -f {blocks}; trap '' XFSZ; exec \"$@\""),
                "bash",
            ])
            .arg(program("deduplicate").get_program())
            .arg("deduplicate")
            .args([&input, "--out", &out])
            .output()
            .unwrap();
        let message = String::from_utf8_lossy(&limited.stderr);
        assert_eq!(limited.status.code(), Some(2), "{message}");
        assert!(
            message.contains("cannot write the log of documents"),
            "{message}"
        );
    }
    succeeds(&[&input, "--out", &out]);
    assert_eq!(output(&folder, "out"), output(&folder, "expected"));
}

#[test]
fn bad_documents_are_named_and_the_rest_is_done() {
    let folder = Folder::new("deduplicate_bad");
    let good = json!({"id": "good", "text": article(3, 6)});
    let mut bytes = [
        good.to_string(),
        "{\"id\": 1".to_owned(),
        "[]".to_owned(),
        json!({"id": 1}).to_string(),
    ]
    .join("\n")
    .into_bytes();
    bytes.extend(format!("\n{}\n{good}\n", json!({"id": [], "text": ""})).bytes());
    bytes.extend(b"\xff\n");
    let input = folder.file("rows.jsonl", bytes);
    let out = folder.path("out");
    let expected = [
        "rows.jsonl:2: not JSON",
        "rows.jsonl:3: a row must be an object",
        "rows.jsonl:4: the field `text` is missing",
        "rows.jsonl:5: the field `id` must be a string or a number",
        "rows.jsonl:6: the id \"good\" occurs twice",
        "rows.jsonl:7: byte 1 of the line is not UTF-8",
        "6 bad documents were left out",
    ];
    says(&[&input, "--out", &out], 1, &expected);
    assert_eq!(values(&output(&folder, "out")[2]), [json!({"id": "good"})]);
    says(
        &[&folder.path("none"), "--out", &out],
        2,
        &["there is no such file"],
    );
    says(&[&input, "--out", &input], 2, &["cannot write"]);
    says(
        &[&input, "--out", &out, "--threshold", "1.5"],
        2,
        &["a threshold of 1.5 is not allowed"],
    );
    says(&[&input], 2, &["--out"]);
}

#[test]
fn the_rest_of_another_run_is_not_mixed_in() {
    let folder = Folder::new("deduplicate_others");
    let all = rows(9);
    let (first, second) = (
        folder.file("first.jsonl", lines(&all[..5])),
        folder.file("second.jsonl", lines(&all[5..])),
    );
    succeeds(&[
        &first,
        "--out",
        &folder.path("done"),
        "--index",
        &folder.path("index"),
    ]);
    let out = folder.path("out");
    fs::create_dir(&out).unwrap();
    fs::copy(
        folder.path("index.documents"),
        PathBuf::from(&out).join("documents.unfinished"),
    )
    .unwrap();
    says(
        &[&second, "--out", &out],
        2,
        &["an interrupted run had 5 documents that the inputs don't have"],
    );
}

#[test]
fn a_plan_needs_no_input() {
    let said = succeeds(&["--plan", "--threshold", "0.8"]);
    assert!(
        said.starts_with("15 bands of 8 slots, 8 of 128 unused; recall from 0.8 on: 0.99"),
        "{said}"
    );
    assert!(
        said.contains("0.800    0.9") && said.contains("recall") && said.contains("megabytes"),
        "{said}"
    );
}

/// Returns an index of some documents, with its log, as a run leaves them.
fn indexed(folder: &Folder, name: &str, rows: &[Value]) -> (String, String, String) {
    let input = folder.file(&format!("{name}.jsonl"), lines(rows));
    let (out, index) = (
        folder.path(&format!("{name}-out")),
        folder.path(&format!("{name}.index")),
    );
    succeeds(&[&input, "--out", &out, "--index", &index]);
    (input, out, index)
}

fn log_of(index: &str) -> String {
    format!("{index}.documents")
}

/// Two runs on one index at once: the second says so and ends, and the first is as if it had been
/// alone.
#[test]
fn one_run_at_a_time_has_an_index() {
    let folder = Folder::new("deduplicate_two");
    let (input, out, index) = indexed(&folder, "a", &rows(30));
    let before = output(&folder, "a-out");
    let log = File::options().write(true).open(log_of(&index)).unwrap();
    log.lock().unwrap();
    says(
        &[&input, "--out", &out, "--index", &index],
        3,
        &["a.index.documents: another run of retold has it"],
    );
    drop(log);
    succeeds(&[&input, "--out", &out, "--index", &index]);
    assert_eq!(output(&folder, "a-out"), before);
    // The same without an index, where the log is in the folder.
    let unfinished = folder.file("a-out/documents.unfinished", "");
    let log = File::options().write(true).open(unfinished).unwrap();
    log.lock().unwrap();
    says(
        &[&input, "--out", &out],
        3,
        &["documents.unfinished: another run"],
    );
}

/// Every byte of a log is under a checksum: what was altered is refused, and nothing is changed.
#[test]
fn an_altered_log_is_refused_and_left_as_it_is() {
    let folder = Folder::new("deduplicate_altered");
    let (input, out, index) = indexed(&folder, "a", &rows(30));
    let (log, right) = (log_of(&index), output(&folder, "a-out"));
    let whole = fs::read(&log).unwrap();
    for at in (0..whole.len()).step_by(whole.len() / 60).chain(0..80) {
        let mut altered = whole.clone();
        altered[at] ^= 1;
        fs::write(&log, &altered).unwrap();
        says(
            &[&input, "--out", &out, "--index", &index],
            2,
            &["a.index.documents: "],
        );
        assert!(fs::read(&log).unwrap() == altered, "byte {at}");
    }
    for length in [0, 5, 32, 50, whole.len() / 2, whole.len() - 1] {
        fs::write(&log, &whole[..length]).unwrap();
        says(
            &[&input, "--out", &out, "--index", &index],
            2,
            &["a.index.documents: "],
        );
        assert_eq!(fs::read(&log).unwrap(), &whole[..length]);
    }
    fs::write(&log, &whole).unwrap();
    succeeds(&[&input, "--out", &out, "--index", &index]);
    assert_eq!(output(&folder, "a-out"), right);
}

#[test]
fn what_is_whole_of_a_damaged_log_is_saved() {
    let folder = Folder::new("deduplicate_recover");
    let all = rows(60);
    let (_, out, index) = indexed(&folder, "a", &all[..30]);
    let both = folder.file("both.jsonl", lines(&all));
    let first = fs::metadata(log_of(&index)).unwrap().len() as usize;
    succeeds(&[&both, "--out", &out, "--index", &index]);
    let right = output(&folder, "a-out");
    let mut damaged = fs::read(log_of(&index)).unwrap();
    damaged[first - 9] ^= 4;
    fs::write(log_of(&index), &damaged).unwrap();
    says(
        &[&both, "--out", &out, "--index", &index],
        2,
        &["--recover"],
    );
    let run = run(&[&both, "--out", &out, "--index", &index, "--recover"]);
    let message = String::from_utf8_lossy(&run.stderr);
    assert!(message.contains("30 documents saved"), "{message}");
    assert_eq!(run.status.code(), Some(0), "{message}");
    let sorted = |[pairs, _, _]: [String; 3]| pairs.lines().count();
    assert_eq!(sorted(output(&folder, "a-out")), sorted(right));
    assert_eq!(
        fs::read(format!("{}.damaged", log_of(&index))).unwrap(),
        damaged
    );
    succeeds(&[&both, "--out", &out, "--index", &index]);
}

/// A log of as many other documents, as a partly restored backup leaves it.
#[test]
fn the_log_of_another_index_is_refused() {
    let folder = Folder::new("deduplicate_swapped");
    let all = rows(60);
    let (input, out, index) = indexed(&folder, "a", &all[..30]);
    let (_, _, other) = indexed(&folder, "b", &all[30..]);
    fs::copy(log_of(&other), log_of(&index)).unwrap();
    let message = [
        "a.index.documents: it is not the log of",
        "a.index: the index has 30 documents",
    ];
    says(&[&input, "--out", &out, "--index", &index], 2, &message);
    fs::remove_file(log_of(&index)).unwrap();
    says(&[&input, "--out", &out, "--index", &index], 2, &message);
}

#[test]
fn a_text_that_changed_under_its_id_is_read_again() {
    let folder = Folder::new("deduplicate_changed");
    let (a, b) = (
        folder.file("in/a.txt", article(1, 8)),
        folder.file("in/b.txt", article(2, 8)),
    );
    let (input, out, index) = (
        folder.path("in"),
        folder.path("out"),
        folder.path("some.index"),
    );
    succeeds(&[&input, "--out", &out, "--index", &index]);
    assert!(output(&folder, "out")[0].is_empty());
    fs::copy(&b, &a).unwrap();
    let said = succeeds(&[&input, "--out", &out, "--index", &index]);
    assert!(
        said.starts_with("2 documents, 1 pair of 1 candidate\n"),
        "{said}"
    );
    assert!(said.contains("1 document read again"), "{said}");
    let again = succeeds(&[&input, "--out", &out, "--index", &index]);
    assert!(!again.contains("read again"), "{again}");
    let files = || (fs::read(&index).unwrap(), fs::read(log_of(&index)).unwrap());
    let stored = files();
    // The index can be made again from the log.
    fs::remove_file(&index).unwrap();
    let said = succeeds(&[&input, "--out", &out, "--index", &index]);
    assert!(
        said.starts_with("2 documents, 1 pair of 1 candidate\n"),
        "{said}"
    );
    assert_eq!(files().1, stored.1);
}
