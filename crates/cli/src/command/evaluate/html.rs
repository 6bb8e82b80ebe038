//! Pages of an evaluation: figures and plots, and a page for each of the worst mistakes.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use retold::Detector;
use retold::align::AlignOptions;
use retold::report::{Evaluation, HtmlReport};

use super::rows::PairRow;

/// Mistakes that get a page of their own, at most.
const MISTAKES: usize = 24;

/// What is gathered for the pages while rows are read: the scores, and the texts of the worst
/// mistakes.
pub(crate) struct Pages {
    folder: PathBuf,
    evaluation: Evaluation,
    /// The worst first.
    mistakes: Vec<Mistake>,
}

struct Mistake {
    score: f64,
    positive: bool,
    id: String,
    kind: String,
    source: String,
    suspicious: String,
}

impl Mistake {
    fn distance(&self) -> f64 {
        (self.score - f64::from(u8::from(self.positive))).abs()
    }
}

impl Pages {
    pub(crate) fn create(folder: &Path) -> Result<Self, String> {
        fs::create_dir_all(folder)
            .map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
        Ok(Self {
            folder: folder.to_owned(),
            evaluation: Evaluation::new(),
            mistakes: Vec::new(),
        })
    }

    pub(crate) fn add(&mut self, row: &PairRow, score: f64) -> io::Result<()> {
        let kind = row.kind.as_deref().unwrap_or("all");
        self.evaluation
            .add(score, row.label, kind)
            .map_err(io::Error::other)?;
        if (score >= 0.5) == row.label {
            return Ok(());
        }
        let id = row.texts.id.to_string();
        let (source, suspicious) = (row.texts.source.clone(), row.texts.suspicious.clone());
        let mistake = Mistake {
            score,
            positive: row.label,
            id,
            kind: kind.to_owned(),
            source,
            suspicious,
        };
        let at = self
            .mistakes
            .partition_point(|worse| worse.distance() >= mistake.distance());
        self.mistakes.insert(at, mistake);
        self.mistakes.truncate(MISTAKES);
        Ok(())
    }

    /// Writes index.html and a page for each mistake.
    pub(crate) fn write(mut self) -> Result<(), String> {
        let mut options = AlignOptions::default();
        options.edits = true;
        let detector = Detector::builder().align(options).sentences(true).build();
        for (number, mistake) in (1..).zip(&self.mistakes) {
            let Mistake {
                score,
                positive,
                id,
                kind,
                source,
                suspicious,
            } = mistake;
            let link = format!("mistake-{number:02}.html");
            let comparison = detector.compare(source, suspicious);
            let page = HtmlReport::new(&comparison, source, suspicious)
                .titles("its source", id)
                .back("index.html");
            self.save(&link, &page.to_string())?;
            self.evaluation
                .mistake(id, kind, *score, *positive, Some(&link));
        }
        self.save("index.html", &self.evaluation.to_string())
    }

    fn save(&self, name: &str, page: &str) -> Result<(), String> {
        let path = self.folder.join(name);
        fs::write(&path, page).map_err(|error| format!("cannot write {}: {error}", path.display()))
    }
}
