//! The page of an evaluation: how well scores rank and what they are worth, in figures and plots.

use std::collections::BTreeMap;
use std::fmt;

use askama::Template;

use super::Frame;
use super::assets::TABLE;
use super::figures::{Shown, measure};
use super::plot::{bars, line, place};
use crate::Result;
use crate::eval::{RankingEvaluation, RankingMeasures};
use crate::report::words::counted;

/// Scores of labelled pairs as a page: ROC curve, calibration curve, a histogram for each kind, and
/// the worst mistakes; write it anywhere with `{}`.
///
/// Keeps 16 bytes a pair, and the mistakes that it is given.
///
/// ```
/// use retold::report::Evaluation;
///
/// let mut evaluation = Evaluation::new();
/// for (score, positive) in [(0.9, true), (0.7, false), (0.6, true), (0.2, false)] {
///     evaluation.add(score, positive, "news")?;
/// }
/// evaluation.mistake("pair 2", "news", 0.7, false, Some("2.html"));
/// assert!(evaluation.to_string().contains("ROC curve"));
/// # Ok::<(), retold::Error>(())
/// ```
#[derive(Debug, Clone, Default)]
pub struct Evaluation {
    /// The pairs that are labelled positive, and the others.
    labels: [RankingEvaluation; 2],
    kinds: BTreeMap<String, KindFigures>,
    mistakes: Vec<Mistake>,
}

#[derive(Debug, Clone, Default)]
struct KindFigures {
    ranking: RankingEvaluation,
    /// How many pairs have a score in each twentieth, those labelled positive and the others.
    counts: [[u64; BINS]; 2],
}

const BINS: usize = 20;

#[derive(Debug, Clone)]
struct Mistake {
    id: String,
    kind: String,
    score: f64,
    shown: String,
    positive: bool,
    link: Option<String>,
}

impl Evaluation {
    /// Creates an empty page.
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a pair: its score, from 0 to 1, whether it is labelled as a rewrite, and what kind of
    /// pair it is.
    ///
    /// # Errors
    ///
    /// [`Error::ScoreNotANumber`](crate::Error::ScoreNotANumber) if `score` is NaN; nothing is
    /// added then.
    pub fn add(&mut self, score: f64, positive: bool, kind: &str) -> Result<()> {
        self.labels[usize::from(!positive)].add(score, positive)?;
        let kind = self.kinds.entry(kind.to_owned()).or_default();
        kind.ranking.add(score, positive)?;
        let bin = ((score * BINS as f64) as usize).min(BINS - 1);
        kind.counts[usize::from(!positive)][bin] += 1;
        Ok(())
    }

    /// Adds a pair whose score says the opposite of its label, with a link to its page.
    pub fn mistake(
        &mut self,
        id: &str,
        kind: &str,
        score: f64,
        positive: bool,
        link: Option<&str>,
    ) {
        let [id, kind] = [id, kind].map(str::to_owned);
        self.mistakes.push(Mistake {
            id,
            kind,
            score,
            shown: measure(Some(score)),
            positive,
            link: link.map(str::to_owned),
        });
    }

    /// Returns the figures of a kind. Where all of its pairs have one label, no rank within the
    /// kind means anything, so they are ranked among all pairs of the other label.
    fn row<'a>(&self, name: &'a str, kind: &KindFigures) -> KindRow<'a> {
        let own = kind.ranking.measures();
        let auc = own.auc.or_else(|| {
            let mut ranking = kind.ranking.clone();
            ranking.merge(&self.labels[usize::from(own.positives > 0)]);
            ranking.measures().auc
        });
        KindRow::new(name, &own, auc)
    }

    fn page(&self) -> EvaluationTemplate<'_> {
        let mut ranking = self.labels[0].clone();
        ranking.merge(&self.labels[1]);
        let (all, bins) = (ranking.measures(), ranking.calibration_bins());
        let kinds = self.kinds.iter().map(|(name, kind)| self.row(name, kind));
        let dot = |bin: &crate::eval::CalibrationBin| {
            let (x, y) = place((bin.mean_score, bin.positive_share));
            // The area of a dot is in proportion to its pairs.
            let share = bin.pairs as f64 / all.pairs.max(1) as f64;
            Dot {
                x,
                y,
                radius: 2.0 + 9.0 * share.sqrt(),
                pairs: bin.pairs,
            }
        };
        let mut mistakes: Vec<&Mistake> = self.mistakes.iter().collect();
        mistakes.sort_by(|a, b| (b.score - 0.5).abs().total_cmp(&(a.score - 0.5).abs()));
        EvaluationTemplate {
            frame: Frame::new("Evaluation".to_owned(), &[TABLE]),
            rows: std::iter::once(KindRow::new("all", &all, all.auc))
                .chain(kinds)
                .collect(),
            roc: line(&ranking.roc_curve()),
            calibration: line(
                &bins
                    .iter()
                    .map(|bin| (bin.mean_score, bin.positive_share))
                    .collect::<Vec<_>>(),
            ),
            dots: bins.iter().map(dot).collect(),
            histograms: self
                .kinds
                .iter()
                .map(|(name, kind)| ScoreHistogram::new(name, kind))
                .collect(),
            mistakes,
            pairs: counted(all.pairs as usize, "pair"),
            positives: all.positives,
            auc: measure(all.auc),
            calibration_error: measure(all.calibration_error),
        }
    }
}

impl fmt::Display for Evaluation {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.page().render_into(out).map_err(|_| fmt::Error)
    }
}

#[derive(Template)]
#[template(path = "evaluation.html")]
struct EvaluationTemplate<'a> {
    frame: Frame,
    pairs: String,
    positives: u64,
    auc: String,
    calibration_error: String,
    rows: Vec<KindRow<'a>>,
    roc: String,
    calibration: String,
    dots: Vec<Dot>,
    histograms: Vec<ScoreHistogram<'a>>,
    mistakes: Vec<&'a Mistake>,
}

struct KindRow<'a> {
    name: &'a str,
    pairs: u64,
    positives: u64,
    figures: [String; 4],
}

impl<'a> KindRow<'a> {
    fn new(name: &'a str, of: &RankingMeasures, auc: Option<f64>) -> Self {
        let figures = [auc, of.tpr_at_1_fpr, of.accuracy, of.calibration_error].map(measure);
        Self {
            name,
            pairs: of.pairs,
            positives: of.positives,
            figures,
        }
    }
}

struct Dot {
    x: f64,
    y: f64,
    radius: f64,
    pairs: u64,
}

/// The scores of one kind: bars of the positive pairs, and of the others, which hang down where
/// there are both.
struct ScoreHistogram<'a> {
    name: &'a str,
    positive: String,
    negative: String,
    /// How the bars of the others are turned.
    mirror: &'static str,
    /// Where the bars stand.
    ground: f64,
    said: String,
}

impl<'a> ScoreHistogram<'a> {
    fn new(name: &'a str, kind: &KindFigures) -> Self {
        let highest = kind.counts.iter().flatten().copied().max().unwrap_or(0);
        let [rewrites, others] = kind
            .counts
            .map(|counts| counts.iter().sum::<u64>() as usize);
        let (height, mirror) = if rewrites > 0 && others > 0 {
            (50.0, "translate(0 100) scale(1 -1)")
        } else {
            (100.0, "")
        };
        let [positive, negative] = kind.counts.map(|counts| bars(&counts, highest, height));
        let said = format!(
            "{}, {}",
            counted(rewrites, "rewrite"),
            counted(others, "other text")
        );
        Self {
            name,
            positive,
            negative,
            mirror,
            ground: height,
            said,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_of_nothing_and_a_page_of_one_label_are_pages() {
        assert!(Evaluation::new().to_string().contains("0 pairs"));
        let mut evaluation = Evaluation::new();
        evaluation.add(0.3, true, "<b>").unwrap();
        evaluation.mistake("<i>", "<b>", 0.3, true, None);
        let page = evaluation.to_string();
        assert!(
            page.contains("1 pair,")
                && page.contains("&#60;b&#62;")
                && !page.contains("<b>")
                && !page.contains("<i>")
        );
        assert!(!page.contains("NaN"));
        assert!(evaluation.add(f64::NAN, true, "x").is_err());
    }

    #[test]
    fn mistakes_stand_surest_first() {
        let mut evaluation = Evaluation::new();
        for (id, score) in [("doubtful", 0.45), ("sure", 0.02)] {
            evaluation.mistake(id, "news", score, true, Some("page.html"));
        }
        let page = evaluation.to_string();
        assert!(page.find("sure</a>").unwrap() < page.find("doubtful</a>").unwrap());
    }
}
