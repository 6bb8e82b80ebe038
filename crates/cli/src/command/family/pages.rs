//! The page of families, and a page for each text compared with the one that it was likely made
//! from.

use std::fs;
use std::path::{Path, PathBuf};

use retold::Detector;
use retold::family::{Descent, Families, Member};
use retold::report::{FamilyReport, HtmlReport};

use super::Text;

/// Writes the pages to a folder, and returns the path of the first.
pub(super) fn write(
    detector: &Detector,
    folder: &Path,
    texts: &[Text],
    families: &Families,
) -> Result<PathBuf, String> {
    fs::create_dir_all(folder)
        .map_err(|error| format!("cannot make {}: {error}", folder.display()))?;
    let mut report = FamilyReport::new(families);
    for text in texts {
        report = report.text(&text.name);
        if let Some(date) = &text.date {
            report = report.date(date.seconds, &date.shown);
        }
        if let Some(outlet) = &text.outlet {
            report = report.outlet(outlet);
        }
    }
    let members = families.families.iter().flat_map(|family| &family.members);
    let edges = members.filter_map(|member| Some((member.text, compared_with(member)?)));
    for (number, (child, parent)) in (1..).zip(edges) {
        let (Some(suspicious), Some(source)) = (texts.get(child), texts.get(parent)) else {
            continue;
        };
        let link = format!("{number:03}.html");
        let comparison = detector.compare_documents(&source.document, &suspicious.document);
        let both = (source.document.text(), suspicious.document.text());
        let page = HtmlReport::new(&comparison, both.0, both.1)
            .titles(&source.name, &suspicious.name)
            .back("index.html");
        save(&folder.join(&link), &page.to_string())?;
        report = report.edge(child, &comparison, both, Some(&link));
    }
    let index = folder.join("index.html");
    save(&index, &report.to_string())?;
    Ok(index)
}

/// Returns the text that a text is shown with: its parent, or the likeliest one where that is
/// undecided.
fn compared_with(member: &Member) -> Option<usize> {
    match member.descent {
        Descent::From { parent, .. } => Some(parent),
        Descent::Undecided => Some(member.likely_parents.first()?.text),
        _ => None,
    }
}

fn save(path: &Path, page: &str) -> Result<(), String> {
    fs::write(path, page).map_err(|error| format!("cannot write {}: {error}", path.display()))
}
