//! The two things that are measured: scores and passages.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

use retold::align::{Alignment, Passage};
use retold::eval::{
    AlignmentEvaluation, AlignmentMeasures, RankingEvaluation, RankingMeasures, SpanPair,
};
use retold::{Comparison, Detector};
use serde::Serialize;

use crate::input::rows::Id;
use crate::output::{Predictions, Table, figure};

use super::html::Pages;
use super::rows::{AlignRow, PairOfTexts, PairRow};

/// Asks the detector for one thing, and says how good the answers were.
pub(crate) trait Task {
    type Row: PairOfTexts;
    type Answer: Send;

    /// Measures pairs of source and suspicious text.
    fn answers(detector: &Detector, pairs: &[(&str, &str)]) -> Vec<Self::Answer>;
    fn add(
        &mut self,
        row: &Self::Row,
        answer: &Self::Answer,
        predictions: Option<&mut Predictions>,
    ) -> io::Result<()>;
    /// Writes what is not printed.
    fn complete(&mut self) -> Result<(), String> {
        Ok(())
    }
    /// Prints the measures. `busy` is how long the detector worked.
    fn print(&self, out: &mut impl Write, busy: Duration, json: bool) -> io::Result<()>;
}

/// Does the score tell rewrites from other texts?
#[derive(Default)]
pub(crate) struct Pairs {
    all: RankingEvaluation,
    positive: RankingEvaluation,
    negative: RankingEvaluation,
    by_kind: BTreeMap<String, RankingEvaluation>,
    pages: Option<Pages>,
}

#[derive(Serialize)]
struct ScorePrediction<'a> {
    id: &'a Id,
    score: f64,
}

#[derive(Serialize)]
struct PairsFigures {
    auc: Option<f64>,
    average_precision: Option<f64>,
    tpr_at_1_fpr: Option<f64>,
    accuracy: Option<f64>,
    calibration_error: Option<f64>,
    pairs: u64,
}

/// The same for one kind of pairs. Where all of them have one label, no rank within the kind means
/// anything, so they are ranked among all pairs of the other label as well.
#[derive(Serialize)]
struct KindFigures {
    #[serde(flatten)]
    own: PairsFigures,
    auc_against_all: Option<f64>,
}

#[derive(Serialize)]
struct PairsReport<'a> {
    #[serde(flatten)]
    all: PairsFigures,
    pairs_per_second: f64,
    by_kind: BTreeMap<&'a str, KindFigures>,
}

impl From<RankingMeasures> for PairsFigures {
    fn from(of: RankingMeasures) -> Self {
        Self {
            auc: of.auc,
            average_precision: of.average_precision,
            tpr_at_1_fpr: of.tpr_at_1_fpr,
            accuracy: of.accuracy,
            calibration_error: of.calibration_error,
            pairs: of.pairs,
        }
    }
}

impl PairsFigures {
    fn cells(&self, auc_against_all: Option<f64>) -> Vec<String> {
        let measures = [
            self.auc,
            auc_against_all,
            self.average_precision,
            self.tpr_at_1_fpr,
            self.accuracy,
            self.calibration_error,
        ];
        std::iter::once(self.pairs.to_string())
            .chain(measures.map(figure))
            .collect()
    }
}

impl Pairs {
    /// Creates the task, with a folder for pages if they are wanted.
    pub(crate) fn new(html: Option<&Path>) -> Result<Self, String> {
        Ok(Self {
            pages: html.map(Pages::create).transpose()?,
            ..Self::default()
        })
    }

    fn kind(&self, ranking: &RankingEvaluation) -> KindFigures {
        let own = ranking.measures();
        let other = match own.positives {
            0 => Some(&self.positive),
            positives if positives == own.pairs => Some(&self.negative),
            _ => None,
        };
        let auc_against_all = other.map_or(own.auc, |other| {
            let mut ranking = ranking.clone();
            ranking.merge(other);
            ranking.measures().auc
        });
        KindFigures {
            own: own.into(),
            auc_against_all,
        }
    }
}

impl Task for Pairs {
    type Row = PairRow;
    type Answer = Comparison;

    fn answers(detector: &Detector, pairs: &[(&str, &str)]) -> Vec<Comparison> {
        detector.compare_pairs(pairs)
    }

    fn add(
        &mut self,
        row: &PairRow,
        comparison: &Comparison,
        predictions: Option<&mut Predictions>,
    ) -> io::Result<()> {
        let score = comparison.score.probability;
        self.all.add(score, row.label).map_err(io::Error::other)?;
        let same_label = if row.label {
            &mut self.positive
        } else {
            &mut self.negative
        };
        same_label.add(score, row.label).map_err(io::Error::other)?;
        if let Some(kind) = &row.kind {
            self.by_kind
                .entry(kind.clone())
                .or_default()
                .add(score, row.label)
                .map_err(io::Error::other)?;
        }
        if let Some(pages) = &mut self.pages {
            pages.add(row, score)?;
        }
        predictions.map_or(Ok(()), |out| {
            out.write(&ScorePrediction {
                id: &row.texts.id,
                score,
            })
        })
    }

    fn complete(&mut self) -> Result<(), String> {
        self.pages.take().map_or(Ok(()), Pages::write)
    }

    fn print(&self, out: &mut impl Write, busy: Duration, json: bool) -> io::Result<()> {
        let by_kind = self
            .by_kind
            .iter()
            .map(|(kind, ranking)| (kind.as_str(), self.kind(ranking)));
        let all = PairsFigures::from(self.all.measures());
        let report = PairsReport {
            pairs_per_second: rate(all.pairs, busy),
            all,
            by_kind: by_kind.collect(),
        };
        if json {
            return print_json(out, &report);
        }
        let header = [
            "",
            "pairs",
            "AUC",
            "AUC against all",
            "average precision",
            "found at 1 % alarms",
            "accuracy at .5",
            "calibration error",
        ];
        let mut table = Table::new(&header);
        table.row("all", report.all.cells(report.all.auc));
        report.by_kind.iter().for_each(|(kind, figures)| {
            table.row(kind, figures.own.cells(figures.auc_against_all))
        });
        table.print(out)?;
        print_rate(out, report.pairs_per_second)
    }
}

/// Are the passages found?
#[derive(Default)]
pub(crate) struct Align {
    all: AlignmentEvaluation,
    by_obfuscation: BTreeMap<String, AlignmentEvaluation>,
}

#[derive(Serialize)]
struct PassagesPrediction<'a> {
    id: &'a Id,
    passages: Vec<PassagePrediction>,
}

#[derive(Serialize)]
struct PassagePrediction {
    src_offset: usize,
    src_length: usize,
    susp_offset: usize,
    susp_length: usize,
}

#[derive(Serialize)]
struct AlignFigures {
    plagdet: f64,
    precision: f64,
    recall: f64,
    granularity: f64,
    false_alarm_pairs: u64,
    pairs: u64,
}

#[derive(Serialize)]
struct AlignReport<'a> {
    #[serde(flatten)]
    all: AlignFigures,
    pairs_per_second: f64,
    by_obfuscation: BTreeMap<&'a str, AlignFigures>,
}

impl From<AlignmentMeasures> for AlignFigures {
    fn from(of: AlignmentMeasures) -> Self {
        Self {
            plagdet: of.plagdet,
            precision: of.precision,
            recall: of.recall,
            granularity: of.granularity,
            false_alarm_pairs: of.false_alarm_pairs,
            pairs: of.pairs,
        }
    }
}

impl AlignFigures {
    fn cells(&self) -> Vec<String> {
        let measures = [self.plagdet, self.precision, self.recall, self.granularity];
        let measures = measures.map(figure).into_iter();
        std::iter::once(self.pairs.to_string())
            .chain(measures)
            .chain([self.false_alarm_pairs.to_string()])
            .collect()
    }
}

impl Task for Align {
    type Row = AlignRow;
    type Answer = Alignment;

    fn answers(detector: &Detector, pairs: &[(&str, &str)]) -> Vec<Alignment> {
        detector.align_pairs(pairs)
    }

    fn add(
        &mut self,
        row: &AlignRow,
        alignment: &Alignment,
        predictions: Option<&mut Predictions>,
    ) -> io::Result<()> {
        let found = code_points(row, &alignment.passages);
        self.all.add(&row.passages, &found);
        if let Some(obfuscation) = &row.obfuscation {
            self.by_obfuscation
                .entry(obfuscation.clone())
                .or_default()
                .add(&row.passages, &found);
        }
        let passages = found.iter().map(|pair| PassagePrediction {
            src_offset: pair.source.start,
            src_length: pair.source.len(),
            susp_offset: pair.suspicious.start,
            susp_length: pair.suspicious.len(),
        });
        predictions.map_or(Ok(()), |out| {
            out.write(&PassagesPrediction {
                id: &row.texts.id,
                passages: passages.collect(),
            })
        })
    }

    fn print(&self, out: &mut impl Write, busy: Duration, json: bool) -> io::Result<()> {
        let by_obfuscation = self
            .by_obfuscation
            .iter()
            .map(|(name, alignment)| (name.as_str(), alignment.measures().into()));
        let all = AlignFigures::from(self.all.measures());
        let report = AlignReport {
            pairs_per_second: rate(all.pairs, busy),
            all,
            by_obfuscation: by_obfuscation.collect(),
        };
        if json {
            return print_json(out, &report);
        }
        let mut table = Table::new(&[
            "",
            "pairs",
            "plagdet",
            "precision",
            "recall",
            "granularity",
            "pairs with false alarms",
        ]);
        table.row("all", report.all.cells());
        report
            .by_obfuscation
            .iter()
            .for_each(|(name, figures)| table.row(name, figures.cells()));
        table.print(out)?;
        print_rate(out, report.pairs_per_second)
    }
}

/// Returns the passages found, in code points like the true ones.
fn code_points(row: &AlignRow, passages: &[Passage]) -> Vec<SpanPair> {
    let passages = passages.iter().filter_map(|passage| {
        let source = passage.source.code_points(&row.texts.source)?;
        let suspicious = passage.suspicious.code_points(&row.texts.suspicious)?;
        Some(SpanPair { source, suspicious })
    });
    passages.collect()
}

fn rate(pairs: u64, busy: Duration) -> f64 {
    if busy.is_zero() {
        0.0
    } else {
        pairs as f64 / busy.as_secs_f64()
    }
}

fn print_rate(out: &mut impl Write, rate: f64) -> io::Result<()> {
    writeln!(out, "\n{rate:.0} pairs a second")
}

fn print_json(out: &mut impl Write, report: &impl Serialize) -> io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, report)?;
    writeln!(out)
}
