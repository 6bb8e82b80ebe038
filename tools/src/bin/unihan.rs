//! Prints the table of traditional Chinese characters and their simplified forms that
//! `src/language/data/simplified.txt` holds.
//!
//! ```text
//! cargo run --release -p retold-tools --bin unihan -- Unihan_Variants.txt > src/language/data/simplified.txt
//! ```
//!
//! The file is part of the Unihan database of the Unicode Consortium. A character takes part if the
//! field `kSimplifiedVariant` gives it another form and does not list the character itself, which
//! is then written both ways.

use std::io;
use std::path::PathBuf;

use clap::Parser;

/// Pairs in a line of the table.
const PAIRS: usize = 30;

#[derive(Parser)]
struct Arguments {
    file: PathBuf,
}

fn main() -> io::Result<()> {
    let file = std::fs::read_to_string(Arguments::parse().file)?;
    let pairs: Vec<String> = file.lines().filter_map(pair).collect();
    println!(
        "# Traditional Chinese characters, each followed by its simplified form, in the order of their codes."
    );
    println!(
        "# Made by tools/src/bin/unihan.rs from kSimplifiedVariant of the Unihan database, Unicode 15.0 (Unicode License)."
    );
    for line in pairs.chunks(PAIRS) {
        println!("{}", line.concat());
    }
    Ok(())
}

/// Returns the traditional character of a line and its simplified form.
fn pair(line: &str) -> Option<String> {
    let mut fields = line.split('\t');
    let traditional = character(fields.next()?)?;
    if fields.next()? != "kSimplifiedVariant" {
        return None;
    }
    let forms: Vec<char> = fields.next()?.split(' ').filter_map(character).collect();
    let &simplified = forms.first().filter(|_| !forms.contains(&traditional))?;
    Some([traditional, simplified].iter().collect())
}

/// Returns the character of the block of unified ideographs that `U+4E00` and the like name.
fn character(code: &str) -> Option<char> {
    let c = char::from_u32(u32::from_str_radix(code.strip_prefix("U+")?, 16).ok()?)?;
    matches!(c, '\u{4E00}'..='\u{9FFF}').then_some(c)
}
