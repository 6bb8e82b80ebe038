//! `retold corpus` and `retold evaluate retrieval`: what they print, refuse and leave behind.
#![cfg(feature = "corpus")]
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    reason = "a test that cannot start its program has failed"
)]

#[path = "common/program.rs"]
mod program;

use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::process::{Child, Command, Output, Stdio};

use program::{Folder, program};
use serde_json::{Value, json};

const FERRY: &str = "The ferry Aurelia left Port Sable at nine on Monday with 212 passengers aboard. A storm warning had been issued \
    an hour earlier, and the harbour master, Ines Calder, had advised the captain to wait. Nobody was hurt.";
const REWRITE: &str = "Harbour master Ines Calder had told the captain to wait, since an hour before there was a storm warning. Even so \
    the Aurelia departed from Port Sable at nine on Monday, carrying 212 passengers. Nobody was hurt.";
const OTHER: &str = "Volunteers counted 4,312 herons along the northern marsh, the highest number since the survey began in 1988.";

fn corpus(arguments: &[&str]) -> Command {
    let mut command = program("corpus");
    command.args(arguments).env_remove("RETOLD_TOKEN");
    command
}

fn run(arguments: &[&str]) -> Output {
    corpus(arguments).output().unwrap()
}

fn stdout(output: &Output) -> String {
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8(output.stdout.clone()).unwrap()
}

/// Rows with an article of each kind.
fn rows() -> String {
    let rows = [
        json!({"id": "ferry", "text": FERRY, "date": "2026-05-04", "group": "wire"}),
        json!({"id": 7, "text": OTHER}),
    ];
    rows.map(|row| row.to_string() + "\n").concat()
}

#[test]
fn articles_are_added_and_found() {
    let folder = Folder::new("corpus_add");
    let feed = folder.file("feed.jsonl", rows());
    folder.file("texts/herons.txt", OTHER.replace("herons", "geese"));
    let (path, texts) = (folder.path("c"), folder.path("texts"));
    let added = stdout(&run(&["add", &path, &feed, &texts]));
    assert!(
        added.contains("3 articles were stored; the corpus has 3"),
        "{added}"
    );
    let again = stdout(&run(&["add", &path, &feed, &texts]));
    assert!(again.contains("Nothing to do"), "{again}");

    let suspicious = folder.file("suspicious.txt", REWRITE);
    let shown = stdout(&run(&[
        "sources",
        &path,
        &suspicious,
        "--html",
        &folder.path("pages"),
    ]));
    assert!(
        shown.contains("1 source,") && shown.contains("ferry") && shown.contains("wire"),
        "{shown}"
    );
    let page = std::fs::read_to_string(folder.path("pages/suspicious.html")).unwrap();
    assert!(page.contains("Where does") && page.contains("2026-05-04"));

    let found: Value =
        serde_json::from_str(&stdout(&run(&["sources", &path, &suspicious, "--json"]))).unwrap();
    assert_eq!(found["sources"][0]["key"], "ferry");
    assert!(
        found["reused"].as_f64().unwrap() > 0.5 && found["sources"][0]["share"] == found["reused"]
    );
    let none = stdout(&run(&[
        "sources",
        &path,
        &suspicious,
        "--published-before",
        "2026-05-04",
    ]));
    assert!(none.contains("no source was found: no article"), "{none}");
    let none = stdout(&run(&[
        "sources",
        &path,
        &suspicious,
        "--not-group",
        "wire",
    ]));
    assert!(none.contains("no source was found: no article"), "{none}");

    let removed = stdout(&run(&["remove", &path, "7", "none"]));
    assert!(
        removed.contains("1 article was removed; the corpus has 2"),
        "{removed}"
    );
    let stats: Value = serde_json::from_str(&stdout(&run(&["stats", &path, "--json"]))).unwrap();
    assert_eq!(stats["articles"], 2);
    for (task, said) in [
        ("compact", "before"),
        ("verify", "2 articles can be read"),
        ("rebuild", "2 articles were read again"),
    ] {
        let done = stdout(&run(&[task, &path]));
        assert!(done.contains(said), "{task}: {done}");
    }
    assert!(stdout(&run(&["stats", &path])).contains("articles    2"));
}

/// A bad row is named, the rest is stored, and the exit code says so.
#[test]
fn bad_rows_are_named_and_the_rest_is_stored() {
    let folder = Folder::new("corpus_bad");
    let long = "k".repeat(2000);
    let bad = format!(
        "{}not json\n{{\"id\":\"late\",\"text\":\"x\",\"date\":\"soon\"}}\n{}\n",
        rows(),
        json!({"id": long, "text": "A key that is too long."})
    );
    let feed = folder.file("feed.jsonl", bad);
    let output = run(&["add", &folder.path("c"), &feed]);
    assert_eq!(output.status.code(), Some(1));
    let errors = String::from_utf8(output.stderr).unwrap();
    assert!(
        errors.contains("feed.jsonl:3")
            && errors.contains("\"soon\" is not a time")
            && errors.contains("2000 bytes"),
        "{errors}"
    );
    assert!(
        String::from_utf8(output.stdout)
            .unwrap()
            .contains("2 articles were stored")
    );
}

/// An interrupted run goes on where its last commit was.
#[test]
fn an_interrupted_run_goes_on() {
    let folder = Folder::new("corpus_resume");
    let rows: String = (0..3000)
        .map(|id| json!({"id": id, "text": format!("{OTHER} Number {id}.")}).to_string() + "\n")
        .collect();
    let feed = folder.file("feed.jsonl", rows);
    let path = folder.path("c");
    let mut first = corpus(&["add", &path, &feed, "--commit", "500"])
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    let reads = || {
        let output = run(&["stats", &path, "--json"]);
        serde_json::from_slice::<Value>(&output.stdout)
            .ok()
            .and_then(|stats| stats["articles"].as_u64())
            .unwrap_or(0)
    };
    while reads() < 500 && first.try_wait().unwrap().is_none() {}
    first.kill().unwrap();
    first.wait().unwrap();
    let before = reads();
    let second = run(&["add", &path, &feed]);
    let (out, errors) = (
        stdout(&second),
        String::from_utf8(second.stderr.clone()).unwrap(),
    );
    assert!(
        before == 3000 || errors.contains(&format!("going on after {before}")),
        "{before}: {errors}"
    );
    assert!(
        out.contains("the corpus has 3000") || out.contains("Nothing to do"),
        "{out}"
    );
}

#[test]
fn what_is_wrong_is_said_with_what_to_do() {
    let folder = Folder::new("corpus_wrong");
    let suspicious = folder.file("s.txt", REWRITE);
    let missing = run(&["sources", &folder.path("none"), &suspicious]);
    let said = String::from_utf8(missing.stderr).unwrap();
    assert!(
        missing.status.code() == Some(2) && said.contains("is not a corpus"),
        "{said}"
    );
    folder.file("full/letter.txt", "Dear editor");
    let full = run(&["add", &folder.path("full"), &suspicious]);
    assert!(
        String::from_utf8(full.stderr)
            .unwrap()
            .contains("is not empty and is not a corpus")
    );
}

#[test]
fn a_folder_is_watched() {
    let folder = Folder::new("corpus_watch");
    folder.file("in/a.jsonl", rows());
    let path = folder.path("c");
    let mut watch = corpus(&[
        "watch",
        &path,
        &folder.path("in"),
        "--interval",
        "0.1",
        "--idle",
        "4",
    ])
    .stdout(Stdio::null())
    .spawn()
    .unwrap();
    std::thread::sleep(std::time::Duration::from_millis(1500));
    folder.file("in/b.txt", OTHER);
    assert!(watch.wait().unwrap().success());
    let stats: Value = serde_json::from_str(&stdout(&run(&["stats", &path, "--json"]))).unwrap();
    assert_eq!(stats["articles"], 3);
}

#[test]
fn retrieval_is_measured() {
    let folder = Folder::new("evaluate_retrieval");
    let articles = folder.file(
        "corpus.jsonl",
        rows().replace("\"id\":7", "\"id\":\"herons\""),
    );
    let queries = [
        json!({"id": "q1", "text": REWRITE, "relevant": ["ferry"]}),
        json!({"id": "q2", "text": OTHER, "relevant": ["herons"]}),
    ];
    let queries = folder.file(
        "queries.jsonl",
        queries.map(|row| row.to_string() + "\n").concat(),
    );
    let output = program("evaluate")
        .args(["retrieval", &articles, &queries, "--json"])
        .output()
        .unwrap();
    let report: Value = serde_json::from_str(&stdout(&output)).unwrap();
    for measure in [
        "recall_at_1",
        "recall_at_10",
        "recall_at_50",
        "recall_at_100",
        "precision_at_1",
        "recall_at_1_percent_alarms",
    ] {
        assert_eq!(report[measure], 1.0, "{measure}: {report}");
    }
    assert!(report["milliseconds"]["total"]["median"].as_f64().unwrap() > 0.0);
    let output = program("evaluate")
        .args(["retrieval", &articles, &queries])
        .output()
        .unwrap();
    assert!(stdout(&output).contains("precision at 1 1.0000"));
}

/// A server that is ended when the test ends.
struct Server {
    process: Child,
    address: String,
}

impl Server {
    fn start(folder: &Folder, token: &str) -> Self {
        Self::start_with(folder, token, &[])
    }

    fn start_with(folder: &Folder, token: &str, more: &[&str]) -> Self {
        let path = folder.path("c");
        let mut arguments = vec!["serve", &path, "--port", "0", "--max-body", "64"];
        arguments.extend(more);
        let mut command = corpus(&arguments);
        if !token.is_empty() {
            command.env("RETOLD_TOKEN", token);
        }
        let mut process = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut line = String::new();
        BufReader::new(process.stdout.take().unwrap())
            .read_line(&mut line)
            .unwrap();
        let address = line.trim().rsplit("http://").next().unwrap().to_owned();
        Self { process, address }
    }

    /// Returns the status and the body of an answer.
    fn ask(&self, method: &str, path: &str, token: &str, body: &str) -> (u16, Value) {
        let mut stream = TcpStream::connect(&self.address).unwrap();
        let authorization = if token.is_empty() {
            String::new()
        } else {
            format!("Authorization: Bearer {token}\r\n")
        };
        write!(
            stream,
            "{method} {path} HTTP/1.1\r\nHost: localhost\r\n{authorization}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
            body.len()
        )
        .unwrap();
        let mut answer = String::new();
        let _ = stream.read_to_string(&mut answer);
        let status = answer
            .split(' ')
            .nth(1)
            .and_then(|status| status.parse().ok())
            .unwrap_or(0);
        let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
        (status, serde_json::from_str(body).unwrap_or(Value::Null))
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        let _ = self.process.kill();
        let _ = self.process.wait();
    }
}

const TOKEN: &str = "a-token-of-some-length";

#[test]
fn a_corpus_is_served() {
    let folder = Folder::new("corpus_serve");
    let server = Server::start(&folder, TOKEN);
    let put = |key: &str, text: &str| {
        server.ask(
            "PUT",
            &format!("/articles/{key}"),
            TOKEN,
            &json!({"text": text, "date": "2026-05-04", "group": "wire"}).to_string(),
        )
    };
    let (status, stored) = put("wire/ferry", FERRY);
    assert_eq!((status, &stored["generation"]), (200, &json!(1)));
    assert_eq!(put("marsh", OTHER).0, 200);
    let (status, health) = server.ask("GET", "/health", "", "");
    assert_eq!((status, &health["articles"]), (200, &json!(2)));
    let question = |body: Value| server.ask("POST", "/sources", "", &body.to_string());
    let (status, found) = question(json!({"text": REWRITE}));
    assert_eq!(
        (status, &found["sources"][0]["key"]),
        (200, &json!("wire/ferry"))
    );
    assert!(
        question(json!({"text": REWRITE, "not_groups": ["wire"]})).1["sources"]
            .as_array()
            .unwrap()
            .is_empty()
    );
    // Killed and started again: what was answered is there.
    drop(server);
    let server = Server::start(&folder, TOKEN);
    assert_eq!(server.ask("GET", "/health", "", "").1["articles"], 2);
    assert_eq!(
        server.ask("DELETE", "/articles/wire/ferry", TOKEN, "").0,
        200
    );
    assert_eq!(server.ask("GET", "/health", "", "").1["articles"], 1);
}

#[test]
fn what_cannot_be_served_is_refused() {
    let folder = Folder::new("corpus_serve_refused");
    let server = Server::start(&folder, TOKEN);
    let long = "x".repeat(100_000);
    let article = json!({"text": OTHER}).to_string();
    for (method, path, token, body, expected) in [
        ("GET", "/none", "", "", 404),
        ("GET", "/sources", "", "", 405),
        ("POST", "/sources", "", "not json", 400),
        ("POST", "/sources", "", "", 400),
        ("POST", "/sources", "", "{}", 422),
        ("POST", "/sources", "", r#"{"text":"x","unknown":1}"#, 422),
        (
            "POST",
            "/sources",
            "",
            r#"{"text":"x","candidates":0}"#,
            422,
        ),
        (
            "POST",
            "/sources",
            "",
            r#"{"text":"x","published_before":"soon"}"#,
            422,
        ),
        ("POST", "/sources", "", &long, 413),
        ("PUT", "/articles/a", "", &article, 401),
        (
            "PUT",
            "/articles/a",
            "another-token-of-some-length",
            &article,
            403,
        ),
        ("PUT", "/articles/a", TOKEN, "[]", 422),
        ("PUT", "/articles/a", TOKEN, &long, 413),
        ("PUT", "/articles/a%0Ab", TOKEN, &article, 422),
        ("DELETE", "/articles/a", "", "", 401),
    ] {
        let (status, answer) = server.ask(method, path, token, body);
        assert_eq!(status, expected, "{method} {path} {answer}");
        assert!(answer["error"].is_string(), "{method} {path} {answer}");
    }
    assert_eq!(server.ask("GET", "/health", "", "").1["articles"], 0);
}

/// A client that never ends the head of its request does not hold its connection, and others are
/// served meanwhile.
#[test]
fn a_client_that_sends_no_whole_head_is_cut_off() {
    let folder = Folder::new("corpus_serve_slow");
    let server = Server::start_with(&folder, TOKEN, &["--max-time", "300"]);
    let slow: Vec<TcpStream> = ["", "POST /sources HTTP/1.1\r\nHost: localhost\r\nX-Slow: 1"]
        .iter()
        .map(|head| {
            let mut stream = TcpStream::connect(&server.address).unwrap();
            stream.write_all(head.as_bytes()).unwrap();
            stream
        })
        .collect();
    assert_eq!(server.ask("GET", "/health", "", "").0, 200);
    for mut stream in slow {
        // Far above the limit of the server: without it the read ends here, with an error.
        stream
            .set_read_timeout(Some(std::time::Duration::from_secs(60)))
            .unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        assert!(
            answer.is_empty() || answer.starts_with("HTTP/1.1 408"),
            "{answer}"
        );
    }
    assert_eq!(server.ask("GET", "/health", "", "").0, 200);
}

#[test]
fn nothing_can_be_written_without_a_token() {
    let folder = Folder::new("corpus_serve_read");
    let server = Server::start(&folder, "");
    assert_eq!(
        server
            .ask(
                "PUT",
                "/articles/a",
                TOKEN,
                &json!({"text": OTHER}).to_string()
            )
            .0,
        403
    );
    let short = corpus(&["serve", &folder.path("d"), "--port", "0"])
        .env("RETOLD_TOKEN", "short")
        .output()
        .unwrap();
    assert!(
        String::from_utf8(short.stderr)
            .unwrap()
            .contains("needs 16 or more")
    );
}
