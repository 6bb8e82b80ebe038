//! Measures how time and memory of `deduplicate` grow with the number of articles, and draws it.
//!
//! ```text
//! cargo run --release -p retold-tools --bin articles -- 1000000 > articles.jsonl
//! cargo build --release -p retold-cli
//! cargo run --release -p retold-tools --bin growth -- articles.jsonl design/growth.svg
//! ```
//!
//! The first 10,000 articles, then three times as many, and so on to all of them. Prints a row for
//! each: articles, seconds, seconds of both cores together, peak memory (of all, and without pages
//! of files) and what a million would need at this rate. Reads /proc, so it needs Linux.

use std::error::Error;
use std::fs::{self, File};
use std::io::{BufRead, BufReader, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use clap::Parser;
use plotters::prelude::*;

#[derive(Parser)]
struct Arguments {
    /// Articles, as the program `articles` makes them.
    articles: PathBuf,
    /// The picture.
    picture: PathBuf,
    /// The program that is measured.
    #[arg(long, default_value = "target/release/retold")]
    program: PathBuf,
    /// How many threads it has.
    #[arg(long, default_value = "2")]
    threads: String,
}

struct Measured {
    articles: usize,
    seconds: f64,
    megabytes: f64,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let folder = std::env::temp_dir().join(format!("retold-growth-{}", std::process::id()));
    fs::create_dir_all(&folder)?;
    let outcome = measure_all(&arguments, &folder);
    fs::remove_dir_all(&folder)?;
    draw(&arguments.picture, &outcome?)
}

fn measure_all(arguments: &Arguments, folder: &Path) -> Result<Vec<Measured>, Box<dyn Error>> {
    let all = BufReader::new(File::open(&arguments.articles)?)
        .lines()
        .count();
    let sizes = [
        10_000, 30_000, 100_000, 300_000, 1_000_000, 3_000_000, 10_000_000,
    ]
    .into_iter()
    .filter(|size| *size <= all);
    println!("  articles  seconds  megabytes  seconds a million");
    let mut measured = Vec::new();
    for articles in sizes {
        let part = folder.join("part.jsonl");
        let mut out = BufWriter::new(File::create(&part)?);
        for line in BufReader::new(File::open(&arguments.articles)?)
            .lines()
            .take(articles)
        {
            writeln!(out, "{}", line?)?;
        }
        out.flush()?;
        let (seconds, megabytes) = measure(arguments, folder, &part)?;
        println!(
            "{articles:>10}  {seconds:>7.2}  {megabytes:>9.1}  {:>17.1}",
            seconds * 1e6 / articles as f64
        );
        measured.push(Measured {
            articles,
            seconds,
            megabytes,
        });
    }
    Ok(measured)
}

/// Seconds, and the most memory that it had of its own, in megabytes.
fn measure(
    arguments: &Arguments,
    folder: &Path,
    part: &Path,
) -> Result<(f64, f64), Box<dyn Error>> {
    let start = Instant::now();
    let mut child = Command::new(&arguments.program)
        .arg("deduplicate")
        .arg(part)
        .args(["--threads", &arguments.threads, "--out"])
        .arg(folder.join("out"))
        .stdout(Stdio::null())
        .spawn()?;
    let status = format!("/proc/{}/status", child.id());
    let mut kilobytes = 0_u64;
    let code = loop {
        if let Some(code) = child.try_wait()? {
            break code;
        }
        let now = fs::read_to_string(&status).unwrap_or_default();
        let line = now
            .lines()
            .find_map(|line| line.strip_prefix("VmHWM:"))
            .unwrap_or_default();
        kilobytes = kilobytes.max(
            line.split_whitespace()
                .next()
                .and_then(|number| number.parse().ok())
                .unwrap_or(0),
        );
        sleep(Duration::from_millis(5));
    };
    if !code.success() {
        return Err(format!("{} ended with {code}", arguments.program.display()).into());
    }
    Ok((start.elapsed().as_secs_f64(), kilobytes as f64 / 1024.0))
}

fn draw(picture: &Path, measured: &[Measured]) -> Result<(), Box<dyn Error>> {
    let root = SVGBackend::new(picture, (900, 380)).into_drawing_area();
    root.fill(&WHITE)?;
    let (left, right) = root.split_horizontally(450);
    let first = measured.first().ok_or("too few articles")?;
    for (area, title) in [(left, "seconds"), (right, "megabytes at most")] {
        let value = |one: &Measured| {
            if title == "seconds" {
                one.seconds
            } else {
                one.megabytes
            }
        };
        let most = measured.iter().map(value).fold(f64::MIN_POSITIVE, f64::max);
        let least = measured.iter().map(value).fold(f64::MAX, f64::min);
        let articles = first.articles as f64
            ..measured.iter().map(|one| one.articles).max().unwrap_or(1) as f64 * 1.2;
        let mut chart = ChartBuilder::on(&area)
            .caption(title, ("sans-serif", 18))
            .margin(12)
            .x_label_area_size(36)
            .y_label_area_size(56)
            .build_cartesian_2d(articles.log_scale(), (least / 2.0..most * 2.0).log_scale())?;
        chart
            .configure_mesh()
            .x_desc("articles")
            .light_line_style(WHITE)
            .draw()?;
        let points = || measured.iter().map(|one| (one.articles as f64, value(one)));
        // What grows in proportion, from the largest run down.
        let last = measured.last().unwrap_or(first);
        let linear = measured.iter().map(|one| {
            (
                one.articles as f64,
                value(last) * one.articles as f64 / last.articles as f64,
            )
        });
        chart.draw_series(LineSeries::new(
            linear.filter(|point| point.1 >= least / 2.0),
            &BLACK.mix(0.3),
        ))?;
        chart.draw_series(LineSeries::new(points(), BLUE.stroke_width(2)))?;
        chart.draw_series(points().map(|point| Circle::new(point, 4, BLUE.filled())))?;
    }
    root.present()?;
    Ok(())
}
