//! A bounded load for `retold corpus serve` on this machine: adds, searches, and requests that must
//! be refused.
//!
//! ```text
//! cargo run --release -p retold-tools --bin load -- --port 7878 --token TOKEN --seconds 600 --clients 4 ROWS.jsonl.gz
//! ```
//!
//! ROWS are {"id","text"}. Each client puts every fifth row and asks for the sources of the others;
//! every fiftieth request is malformed or too long. Prints JSON: the answers by status, how many
//! were not what was expected, latencies, and how many articles were answered for. Only loopback is
//! ever asked; a connection that is refused (the server may be restarted meanwhile) is tried again
//! for ten seconds.

use std::collections::BTreeMap;
use std::error::Error;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpStream};
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use clap::Parser;
use retold_tools::read_rows;
use serde::Deserialize;

#[derive(Parser)]
struct Arguments {
    rows: PathBuf,
    #[arg(long)]
    port: u16,
    #[arg(long)]
    token: String,
    #[arg(long, default_value_t = 60, value_parser = clap::value_parser!(u64).range(1..=3600))]
    seconds: u64,
    #[arg(long, default_value_t = 4, value_parser = clap::value_parser!(u8).range(1..=16))]
    clients: u8,
    /// Milliseconds between two requests of a client.
    #[arg(long, default_value_t = 20)]
    pause: u64,
}

#[derive(Deserialize)]
struct Row {
    id: String,
    text: String,
}

#[derive(Default)]
struct Counted {
    statuses: BTreeMap<u16, u64>,
    unexpected: Vec<String>,
    searches: Vec<u64>,
    writes: Vec<u64>,
    reconnected: u64,
    stored: Vec<String>,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let rows: Vec<Row> = read_rows(&arguments.rows)?;
    let end = Instant::now() + Duration::from_secs(arguments.seconds);
    let mut all = Counted::default();
    thread::scope(|scope| {
        let clients: Vec<_> = (0..arguments.clients)
            .map(|client| {
                let (rows, arguments) = (&rows, &arguments);
                scope.spawn(move || run(client, rows, arguments, end))
            })
            .collect();
        for client in clients {
            if let Ok(counted) = client.join() {
                for (status, count) in counted.statuses {
                    *all.statuses.entry(status).or_default() += count;
                }
                all.unexpected.extend(counted.unexpected);
                all.searches.extend(counted.searches);
                all.writes.extend(counted.writes);
                all.stored.extend(counted.stored);
                all.reconnected += counted.reconnected;
            }
        }
    });
    all.stored.sort();
    all.stored.dedup();
    let times = |times: &mut Vec<u64>| {
        times.sort_unstable();
        let at = |share: f64| {
            times
                .get((share * times.len() as f64) as usize)
                .map(|&time| time as f64 / 1000.0)
        };
        serde_json::json!({ "count": times.len(), "median_ms": at(0.5), "percentile_95_ms": at(0.95), "percentile_99_ms": at(0.99) })
    };
    let report = serde_json::json!({
        "statuses": all.statuses,
        "unexpected": all.unexpected.len(),
        "first_unexpected": all.unexpected.iter().take(5).collect::<Vec<_>>(),
        "searches": times(&mut all.searches),
        "writes": times(&mut all.writes),
        "articles_stored": all.stored.len(),
        "reconnected": all.reconnected,
    });
    println!("{}", serde_json::to_string_pretty(&report)?);
    Ok(())
}

fn run(client: u8, rows: &[Row], arguments: &Arguments, end: Instant) -> Counted {
    let mut counted = Counted::default();
    let mut number = usize::from(client) * 1009;
    while Instant::now() < end {
        number += 1;
        let Some(row) = rows.get(number % rows.len().max(1)) else {
            break;
        };
        let key: String = row
            .id
            .chars()
            .filter(|c| c.is_ascii_alphanumeric())
            .collect();
        let article = serde_json::json!({ "text": row.text }).to_string();
        let authorization = format!("Authorization: Bearer {}\r\n", arguments.token);
        let (method, path, headers, body, expected) = match (number % 50, number % 5) {
            (0, _) => (
                "POST",
                "/sources".to_owned(),
                "",
                "{\"text\": unquoted".to_owned(),
                400,
            ),
            (25, _) => ("POST", "/sources".to_owned(), "", "x".repeat(5 << 20), 413),
            (26, _) => ("PUT", format!("/articles/{key}"), "", article, 401),
            (_, 1) => (
                "PUT",
                format!("/articles/{key}"),
                authorization.as_str(),
                article,
                200,
            ),
            _ => ("POST", "/sources".to_owned(), "", article, 200),
        };
        let start = Instant::now();
        let status = ask(
            arguments.port,
            method,
            &path,
            headers,
            &body,
            &mut counted.reconnected,
        );
        let time = start.elapsed().as_micros() as u64;
        *counted.statuses.entry(status).or_default() += 1;
        match (status, method) {
            (200, "PUT") => {
                counted.writes.push(time);
                counted.stored.push(key);
            }
            (200, _) => counted.searches.push(time),
            _ => {}
        }
        if status != expected {
            counted
                .unexpected
                .push(format!("{method} {path}: {status}, not {expected}"));
        }
        thread::sleep(Duration::from_millis(arguments.pause));
    }
    counted
}

/// Returns the status of an answer; 0 where the connection broke. A refused connection is tried
/// again for ten seconds.
fn ask(
    port: u16,
    method: &str,
    path: &str,
    headers: &str,
    body: &str,
    reconnected: &mut u64,
) -> u16 {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
    let mut attempts = 0;
    let mut stream = loop {
        match TcpStream::connect(address) {
            Ok(stream) => break stream,
            Err(_) if attempts < 100 => {
                attempts += 1;
                *reconnected += u64::from(attempts == 1);
                thread::sleep(Duration::from_millis(100));
            }
            Err(_) => return 0,
        }
    };
    let _ = stream.set_read_timeout(Some(Duration::from_secs(60)));
    let request = format!(
        "{method} {path} HTTP/1.1\r\nHost: localhost\r\n{headers}Content-Length: {}\r\nConnection: close\r\n\r\n{body}",
        body.len()
    );
    // A server that refuses a long body may close before it has read all of it; its answer counts.
    let _ = stream.write_all(request.as_bytes());
    let mut answer = Vec::new();
    let _ = stream.read_to_end(&mut answer);
    let line = String::from_utf8_lossy(&answer);
    line.split(' ')
        .nth(1)
        .and_then(|status| status.parse().ok())
        .unwrap_or(0)
}
