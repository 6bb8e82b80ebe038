//! Says how far each of some texts is a rewrite of an article, and shows the passages that prove it.
//!
//! ```text
//! retold compare SOURCE SUSPICIOUS...     texts in UTF-8; - is standard input
//! retold compare                          bundled articles
//! ```
//!
//! Best first: a line for each text, and under it its strongest passages beside their sources, with the edits marked. A text that can't be
//! read or compared is named on standard error, the others are still done, and the exit code is 1 then.

use std::io::Write;

use anstream::{AutoStream, ColorChoice};
use clap::Args;
use retold::align::AlignOptions;
use retold::report::{TerminalReport, TerminalStyle};
use retold::{Comparison, Detector};
use serde::Serialize;

use crate::exit::{DONE, Outcome, SOME_BAD};
use crate::input::texts::{self, Case, Prepared};

/// Say how far texts are rewrites of an article, and show the passages that prove it. Without texts, bundled articles are compared.
#[derive(Args)]
pub(crate) struct Options {
    /// The article that may have been rewritten: a file, or - for standard input.
    #[arg(requires = "suspicious")]
    source: Option<String>,
    /// The texts that may be rewrites of it.
    suspicious: Vec<String>,
    /// Print everything as JSON, one object for each source.
    #[arg(long)]
    json: bool,
    /// Show every passage in full, and the reasons for the score.
    #[arg(long)]
    all: bool,
    /// How wide the output may be, in cells; as wide as the terminal if it isn't given, 80 in a file or a pipe.
    #[arg(long, value_name = "CELLS", value_parser = clap::value_parser!(u16).range(20..=1000))]
    width: Option<u16>,
}

pub(crate) fn run(options: &Options) -> Outcome {
    let mut align = AlignOptions::default();
    align.edits = true;
    let detector = Detector::builder().align(align).build();
    let cases = match &options.source {
        Some(source) => vec![texts::named(source, &options.suspicious)?],
        None => texts::bundled(),
    };
    let colour = AutoStream::choice(&std::io::stdout());
    let mut out = AutoStream::new(std::io::stdout(), colour);
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
            print_json(&mut out, &source, &compared)?;
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

/// Compares the source with each text; gives the comparisons, best first, and what was wrong with the other texts.
fn compare(detector: &Detector, case: Case) -> Result<(Prepared, Compared, Vec<String>), String> {
    let source = Prepared::new(detector, case.source)?;
    let (mut names, mut documents, mut problems) = (Vec::new(), Vec::new(), Vec::new());
    for text in case.suspicious {
        match text.and_then(|text| Prepared::new(detector, text)) {
            Ok(Prepared { name, document }) => {
                names.push(name);
                documents.push(document);
            }
            Err(problem) => problems.push(problem),
        }
    }
    let comparisons = detector.compare_many(&source.document, &documents);
    let prepared = names
        .into_iter()
        .zip(documents)
        .map(|(name, document)| Prepared { name, document });
    let mut compared: Compared = prepared.zip(comparisons).collect();
    let rank = |comparison: &Comparison| (comparison.score.probability, comparison.reused);
    compared.sort_by(|(_, a), (_, b)| {
        rank(b)
            .0
            .total_cmp(&rank(a).0)
            .then(rank(b).1.total_cmp(&rank(a).1))
    });
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
    ) -> std::io::Result<()> {
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
                    .lines(usize::MAX);
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
    comparison: &'a Comparison,
}

fn print_json(out: &mut impl Write, source: &Prepared, compared: &Compared) -> std::io::Result<()> {
    let comparisons = compared.iter().map(|(suspicious, comparison)| ReportRow {
        suspicious: &suspicious.name,
        comparison,
    });
    serde_json::to_writer(
        &mut *out,
        &Report {
            source: &source.name,
            comparisons: comparisons.collect(),
        },
    )?;
    writeln!(out)
}
