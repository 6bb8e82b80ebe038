//! Says how far each of some texts is a rewrite of an article, and shows the passages that prove
//! it.
//!
//! Best first: a line for each text, and under it its strongest passages next to their sources,
//! with the edits marked. A text that can't be read or compared is named on standard error, the
//! others are still done, and the exit code is 1 then.

use std::io::{self, Write};

use anstream::{AutoStream, ColorChoice};
use clap::{Args, ValueEnum};
use retold::align::AlignOptions;
use retold::report::{TerminalReport, TerminalStyle};
use retold::{Comparison, Detector};
use serde::Serialize;
use serde_json::Value;

use crate::exit::{DONE, Outcome, SOME_BAD};
use crate::progress;
use crate::texts::{self, Case, Prepared};

/// Says how far texts are rewrites of an article, and shows the passages that prove it.
///
/// Texts are UTF-8, plain or compressed (.gz, .zst). Without texts, bundled articles are compared.
#[derive(Args)]
pub(crate) struct Options {
    /// The article that may have been rewritten: a file, or - for standard input.
    #[arg(requires = "suspicious")]
    source: Option<String>,
    /// The texts that may be rewrites of it: files, folders, patterns, JSON lines {"id","text"},
    /// or - for standard input.
    suspicious: Vec<String>,
    /// Print everything as JSON, one object for each source.
    #[arg(long)]
    json: bool,
    /// What the offsets in JSON count: bytes of UTF-8, or chars, that is Unicode code points, as
    /// Python does.
    #[arg(long, value_enum, default_value_t = Offsets::Bytes, requires = "json")]
    offsets: Offsets,
    /// Show every passage in full, the reasons for the score, and the text sentence by sentence.
    #[arg(long)]
    all: bool,
    /// How wide the output may be, in cells; as wide as the terminal if it isn't given, 80 in a
    /// file or a pipe.
    #[arg(long, value_name = "CELLS", value_parser = clap::value_parser!(u16).range(20..=1000))]
    width: Option<u16>,
}

#[derive(Clone, Copy, ValueEnum)]
enum Offsets {
    Bytes,
    Chars,
}

impl From<Offsets> for retold::Offsets {
    fn from(offsets: Offsets) -> Self {
        match offsets {
            Offsets::Bytes => Self::Bytes,
            Offsets::Chars => Self::Chars,
        }
    }
}

pub(crate) fn run(options: &Options) -> Outcome {
    let mut align = AlignOptions::default();
    align.edits = true;
    // Sentences have names that differ in one word, which the words of a passage do not show.
    let detector = Detector::builder().align(align).sentences(true).build();
    let cases = match &options.source {
        Some(source) => vec![texts::named(&detector, source, &options.suspicious)?],
        None => texts::bundled(&detector),
    };
    let colour = AutoStream::choice(&io::stdout());
    let mut out = AutoStream::new(io::stdout(), colour);
    let view = View::new(options, colour);
    if options.source.is_none() && !options.json {
        writeln!(
            out,
            "No texts were given: these are bundled articles. Your own: retold compare SOURCE SUSPICIOUS...\n"
        )?;
    }
    let mut code = DONE;
    for case in cases {
        let (source, compared, problems) = compare(&detector, case)?;
        if options.json {
            print_json(&mut out, &source, &compared, options.offsets)?;
        } else {
            view.print(&mut out, &source, &compared)?;
        }
        out.flush()?;
        for problem in &problems {
            eprintln!("retold: {problem}");
            code = SOME_BAD;
        }
    }
    Ok(code)
}

type Compared = Vec<(Prepared, Comparison)>;

/// Compares the source with each text; returns the comparisons, best first, and what was wrong with
/// the other texts.
fn compare(detector: &Detector, case: Case) -> Result<(Prepared, Compared, Vec<String>), String> {
    let source = case.source?;
    let (mut names, mut documents, mut problems) = (Vec::new(), Vec::new(), Vec::new());
    for text in case.suspicious {
        match text {
            Ok(Prepared { name, document }) => {
                names.push(name);
                documents.push(document);
            }
            Err(problem) => problems.push(problem),
        }
    }
    let bar = progress::bar(documents.len() as u64);
    let comparisons = texts::compare(detector, &source.document, &documents, &bar);
    bar.finish_and_clear();
    let prepared = names
        .into_iter()
        .zip(documents)
        .map(|(name, document)| Prepared { name, document });
    let mut compared: Compared = prepared.zip(comparisons).collect();
    compared.sort_by(|(_, a), (_, b)| texts::best_first(a, b));
    Ok((source, compared, problems))
}

/// How comparisons are shown to a person.
struct View {
    style: TerminalStyle,
    width: usize,
    all: bool,
}

impl View {
    fn new(options: &Options, colour: ColorChoice) -> Self {
        let terminal =
            terminal_size::terminal_size().map_or(80, |(width, _)| width.0.clamp(20, 160));
        Self {
            style: if colour == ColorChoice::Never {
                TerminalStyle::Plain
            } else {
                TerminalStyle::Ansi
            },
            width: usize::from(options.width.unwrap_or(terminal)),
            all: options.all,
        }
    }

    fn print(
        &self,
        out: &mut impl Write,
        source: &Prepared,
        compared: &Compared,
    ) -> io::Result<()> {
        writeln!(
            out,
            "Source: {}, {} words",
            source.name,
            source.document.tokens().len()
        )?;
        for (suspicious, comparison) in compared {
            let mut report = TerminalReport::new(
                comparison,
                source.document.text(),
                suspicious.document.text(),
            )
            .title(&suspicious.name)
            .style(self.style)
            .width(self.width);
            if self.all {
                report = report
                    .reasons(usize::MAX)
                    .passages(usize::MAX)
                    .lines(usize::MAX)
                    .sentences(usize::MAX);
            }
            write!(out, "\n{report}")?;
        }
        if compared
            .iter()
            .any(|(_, comparison)| !comparison.passages.is_empty())
        {
            writeln!(out, "\nMarks: {}", self.style.legend())?;
        }
        Ok(())
    }
}

#[derive(Serialize)]
struct Report<'a> {
    source: &'a str,
    comparisons: Vec<ReportRow<'a>>,
}

#[derive(Serialize)]
struct ReportRow<'a> {
    suspicious: &'a str,
    #[serde(flatten)]
    comparison: Value,
}

fn print_json(
    out: &mut impl Write,
    source: &Prepared,
    compared: &Compared,
    offsets: Offsets,
) -> io::Result<()> {
    let row = |(suspicious, comparison): &'_ (Prepared, Comparison)| {
        let texts = (source.document.text(), suspicious.document.text());
        comparison.to_value(texts.0, texts.1, offsets.into())
    };
    let values = compared.iter().map(row).collect::<Result<Vec<_>, _>>()?;
    let comparisons = compared.iter().zip(values).map(|(compared, comparison)| {
        let suspicious = &*compared.0.name;
        ReportRow {
            suspicious,
            comparison,
        }
    });
    let report = Report {
        source: &source.name,
        comparisons: comparisons.collect(),
    };
    serde_json::to_writer(&mut *out, &report)?;
    writeln!(out)
}
