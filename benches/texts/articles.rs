//! Pairs of articles written for this project, for what a comparison costs.

use std::path::Path;
use std::{fs, io};

/// Articles written for this project, joined to one text.
fn joined(names: &[&str]) -> io::Result<String> {
    // The benches and the tools are built from two folders.
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|folder| folder.join("fixtures"))
        .find(|folder| folder.is_dir());
    let folder = folder.ok_or(io::ErrorKind::NotFound)?;
    let texts: Vec<String> = names
        .iter()
        .map(|name| fs::read_to_string(folder.join(name)))
        .collect::<Result<_, _>>()?;
    Ok(texts.join("\n\n"))
}

/// Pairs of two texts of about 500 and of about 2,000 words: rewritten throughout, reused in part,
/// and independent.
pub(crate) fn pairs() -> io::Result<Vec<(&'static str, String, String)>> {
    let article = "harbour_bridge/en/original.txt";
    let source = joined(&[
        article,
        "glacier_observatory/en/original.txt",
        "grain_terminal/en/original.txt",
        "glacier_observatory/en/independent_report.txt",
    ])?;
    let suspicious = |kinds: [&str; 4]| {
        let [bridge, glacier, grain, last] = kinds;
        joined(&[
            &format!("harbour_bridge/en/{bridge}.txt"),
            &format!("glacier_observatory/en/{glacier}.txt"),
            &format!("grain_terminal/en/{grain}.txt"),
            &format!("harbour_bridge/en/{last}.txt"),
        ])
    };
    Ok(vec![
        (
            "500 words, light rewrite",
            joined(&[article])?,
            joined(&["harbour_bridge/en/light_rewrite.txt"])?,
        ),
        (
            "500 words, independent",
            joined(&[article])?,
            joined(&["harbour_bridge/en/independent_report.txt"])?,
        ),
        (
            "2,000 words, rewrite",
            source.clone(),
            suspicious([
                "heavy_rewrite",
                "light_rewrite",
                "heavy_rewrite",
                "light_rewrite",
            ])?,
        ),
        (
            "2,000 words, partial reuse",
            source.clone(),
            suspicious(["mash_up", "mash_up", "mash_up", "independent_report"])?,
        ),
        (
            "2,000 words, independent",
            source,
            joined(&[
                "harbour_bridge/en/independent_report.txt",
                "grain_terminal/en/independent_report.txt",
                "harbour_bridge/en/independent_report.txt",
                "grain_terminal/en/independent_report.txt",
            ])?,
        ),
    ])
}
