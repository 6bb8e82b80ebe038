//! Makes articles for trials at scale: JSON lines `{"id","text"}` of 150 to 400 words, a tenth of
//! them near-copies of earlier ones.
//!
//! ```text
//! cargo run --release -p retold-tools --bin articles -- 1000000 > articles.jsonl
//! ```
//!
//! The same in every run, and the first thousand of a million are the thousand. A near-copy has its
//! source's text with up to one word in forty replaced and perhaps a sentence more.

use std::error::Error;
use std::io::{self, BufWriter, Write};

use clap::Parser;
use serde::Serialize;

#[path = "../../../benches/texts/mod.rs"]
mod texts;

use texts::{ENGLISH, Numbers};

#[derive(Parser)]
struct Arguments {
    /// How many articles.
    count: u64,
    /// The greatest distance of a copy's source, in articles before it.
    #[arg(long, default_value_t = 100_000)]
    reach: u64,
}

#[derive(Serialize)]
struct Row {
    id: u64,
    text: String,
}

/// Returns what is random about an article, from its number.
fn numbers(article: u64) -> Numbers {
    Numbers(article.wrapping_mul(0x9E6C_63D0_676A_9A99) ^ 0x7E70_1D00)
}

/// Returns the text of an article that is no copy.
fn original(article: u64) -> String {
    let mut numbers = numbers(article);
    ENGLISH.text(150 + numbers.below(251), numbers.next())
}

fn is_copy(article: u64) -> bool {
    article > 0 && Numbers(article ^ 0x55AA).below(10) == 0
}

fn near_copy(article: u64, reach: u64) -> String {
    let mut numbers = numbers(article);
    let mut source = article - 1 - numbers.below(article.min(reach) as usize) as u64;
    // A copy of a copy would be one of its source; so every article has only its copies for likes.
    while is_copy(source) {
        source -= 1;
    }
    let text = original(source);
    let changed = numbers.below(4);
    let mut words: Vec<String> = text.split(' ').map(str::to_owned).collect();
    for word in &mut words {
        if numbers.below(120) < changed {
            *word = format!(
                "{}{}",
                word.trim_end_matches(['.', ',']),
                numbers.below(1_000)
            );
        }
    }
    let mut text = words.join(" ");
    if numbers.below(3) == 0 {
        text.push(' ');
        text.push_str(&ENGLISH.text(12, numbers.next()));
    }
    text
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let mut out = BufWriter::with_capacity(1 << 20, io::stdout().lock());
    for id in 0..arguments.count {
        let text = if is_copy(id) {
            near_copy(id, arguments.reach.max(1))
        } else {
            original(id)
        };
        serde_json::to_writer(&mut out, &Row { id, text })?;
        out.write_all(b"\n")?;
    }
    Ok(out.flush()?)
}
