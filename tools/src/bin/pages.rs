//! Says how the shipped score holds on whole pages: labelled pairs in the furniture of one site, of
//! two sites of one kind, or in furniture that is in another order on each page.
//!
//! ```text
//! cargo run --release -p retold-tools --bin pages -- ../shared/eval
//! ```
//!
//! Prints the rewrites found and the false alarms at .5, by kind and number of lines. Names, dates
//! and counts in the lines differ from page to page, as they do on real ones; those of a site do
//! not. All lines were written for this program.

use std::collections::BTreeMap;
use std::error::Error;
use std::path::PathBuf;

use clap::Parser;
use rayon::prelude::*;
use retold::Detector;
use retold_tools::pairs::{self, Row};
use serde_json::json;

#[derive(Parser)]
struct Arguments {
    /// The folder of evaluation data.
    folder: PathBuf,
    /// How many rewrites and how many other pairs of newsmix are taken.
    #[arg(long, default_value_t = 200)]
    pairs: usize,
    /// Prints the figures as JSON.
    #[arg(long)]
    json: bool,
}

/// Numbers of lines around a text.
const LINES: [usize; 3] = [4, 10, 20];

const SITES: [&str; 8] = [
    "Quayside Dispatch",
    "Morning Beacon",
    "Alder Valley News",
    "Capital Observer",
    "Fenland Mail",
    "Southport Standard",
    "Union Register",
    "Lakeland Chronicle",
];

const PLACES: [&str; 8] = [
    "Ottermouth",
    "Grantley",
    "Saltby",
    "Merriden",
    "Hexford",
    "Aldwick",
    "Pellham",
    "Crowhurst",
];

const PEOPLE: [&str; 10] = [
    "Edith Marlowe",
    "Ravi Subramanian",
    "Colin Peabody",
    "Ingrid Solberg",
    "Dele Adeyemi",
    "Frances O'Rourke",
    "Hugo Lambert",
    "Mei Tanaka",
    "Walter Kovacs",
    "Nadia Rahimi",
];

/// Lines above an article. `{site}` and `{place}` belong to the site; `{person}` and `#` differ from
/// page to page.
const ABOVE: [&str; 10] = [
    "Menu   Search   Sign in   Your account",
    "{site}: independent news for {place} since 19##",
    "News   Opinion   Weather   Jobs   Notices   Puzzles",
    "Written by {person}",
    "Published # April 2026 at ##:##",
    "# minute read",
    "Send by email   Print   Save for later",
    "Picture: {person}/{site}",
    "Hear this story read aloud, # minutes",
    "Try {site} for # weeks for one pound",
];

/// Lines below it.
const BELOW: [&str; 10] = [
    "Get the day's headlines from {site} in your inbox at seven each morning.",
    "{person} writes about people and business in {place}. A graduate of Saltby College, {person} joined {site} in 20##.",
    "You may also like: Bakery in {place} wins award; {person} retires after ## years; Bridge to shut for # weeks",
    "Popular this week: 1. Bin days change in {place} 2. {person} opens gallery 3. Bus fares rise by # pence",
    "Find {site} on your favourite app and never miss what happens in {place}.",
    "Seen something? Ring our desk on 0## #### #### or write to news at {site}.",
    "There are ## replies to this article. Join {site} to have your say.",
    "Copyright 2026 {site} Publishing. No part of this page may be copied without leave. Printed in {place}, company ######.",
    "Advertise   Careers   Corrections   Accessibility   Help   Write to {site}",
    "We and ## partners of {site} keep small files on your device to show adverts and count visits.",
];

/// How the furniture of both pages goes together.
#[derive(Debug, Clone, Copy)]
enum Kind {
    /// Only the suspicious text has any.
    OnePage,
    /// Both are pages of one site.
    SameSite,
    /// The lines of both pages are the same but for what belongs to the site.
    OtherSite,
    /// Two sites, whose lines are drawn and ordered anew.
    OtherOrder,
}

impl Kind {
    const ALL: [Self; 4] = [
        Self::OnePage,
        Self::SameSite,
        Self::OtherSite,
        Self::OtherOrder,
    ];

    fn name(self) -> &'static str {
        match self {
            Self::OnePage => "one_page",
            Self::SameSite => "same_site",
            Self::OtherSite => "other_site",
            Self::OtherOrder => "other_order",
        }
    }

    /// Returns a pair as two pages.
    fn dress(self, row: &Row, lines: usize, dice: &mut Dice) -> (String, String) {
        let (site, order) = (Site::drawn(dice), Order::drawn(dice));
        let suspicious = site.page(&row.suspicious, &order, lines, dice);
        let source = match self {
            Self::OnePage => row.source.clone(),
            Self::SameSite => site.page(&row.source, &order, lines, dice),
            Self::OtherSite => site.another(dice).page(&row.source, &order, lines, dice),
            Self::OtherOrder => {
                let order = Order::drawn(dice);
                site.another(dice).page(&row.source, &order, lines, dice)
            }
        };
        (source, suspicious)
    }
}

/// Numbers drawn by SplitMix64 (Steele, Lea, Flood, OOPSLA 2014), the same on every machine.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        ((mixed ^ (mixed >> 31)) % sides as u64) as usize
    }

    fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.roll(from.len())]
    }

    fn shuffled<T: Copy>(&mut self, mut all: Vec<T>) -> Vec<T> {
        for at in (1..all.len()).rev() {
            all.swap(at, self.roll(at + 1));
        }
        all
    }
}

/// The lines of a page, in order.
struct Order {
    above: Vec<&'static str>,
    below: Vec<&'static str>,
}

impl Order {
    fn drawn(dice: &mut Dice) -> Self {
        Self {
            above: dice.shuffled(ABOVE.to_vec()),
            below: dice.shuffled(BELOW.to_vec()),
        }
    }
}

/// What all pages of a site have.
struct Site {
    name: usize,
    place: usize,
}

impl Site {
    fn drawn(dice: &mut Dice) -> Self {
        Self {
            name: dice.roll(SITES.len()),
            place: dice.roll(PLACES.len()),
        }
    }

    fn another(&self, dice: &mut Dice) -> Self {
        Self {
            name: (self.name + 1 + dice.roll(SITES.len() - 1)) % SITES.len(),
            place: (self.place + 1 + dice.roll(PLACES.len() - 1)) % PLACES.len(),
        }
    }

    fn page(&self, article: &str, order: &Order, lines: usize, dice: &mut Dice) -> String {
        let above = lines / 2;
        let mut block = |lines: &[&str]| -> String {
            let lines: Vec<String> = lines.iter().map(|line| self.line(line, dice)).collect();
            lines.join("\n")
        };
        let (above, below) = (
            block(&order.above[..above]),
            block(&order.below[..lines - above]),
        );
        format!("{above}\n\n{article}\n\n{below}\n")
    }

    fn line(&self, pattern: &str, dice: &mut Dice) -> String {
        let line = pattern
            .replace("{site}", SITES[self.name])
            .replace("{place}", PLACES[self.place])
            .replace("{person}", dice.pick(&PEOPLE));
        let digit = |c| match c {
            '#' => char::from(b'1' + dice.roll(9) as u8),
            _ => c,
        };
        line.chars().map(digit).collect()
    }
}

/// The outcomes of one kind.
#[derive(Default)]
struct Counts {
    found: usize,
    rewrites: usize,
    alarms: usize,
    others: usize,
}

fn main() -> Result<(), Box<dyn Error>> {
    let arguments = Arguments::parse();
    let rows = pairs::rows(&arguments.folder, "newsmix")?;
    let of_label = |label: u8| {
        let rows = rows
            .iter()
            .filter(move |row| row.label == label && !row.suspect_shared_copy);
        let rows: Vec<&Row> = rows.collect();
        let step = (rows.len() / arguments.pairs.max(1)).max(1);
        rows.into_iter().step_by(step).take(arguments.pairs)
    };
    let rows: Vec<&Row> = of_label(1).chain(of_label(0)).collect();
    let detector = Detector::default();
    let mut figures: BTreeMap<String, Counts> = BTreeMap::new();
    for (kind, lines) in Kind::ALL
        .into_iter()
        .flat_map(|kind| LINES.map(|lines| (kind, lines)))
    {
        let above = rows.par_iter().enumerate().map(|(number, row)| {
            let (source, suspicious) = kind.dress(row, lines, &mut Dice(number as u64));
            detector.compare(&source, &suspicious).score.probability >= 0.5
        });
        let above: Vec<bool> = above.collect();
        let counts = figures
            .entry(format!("{} {lines:02}", kind.name()))
            .or_default();
        for (row, above) in rows.iter().zip(above) {
            match row.label {
                1 => {
                    (counts.rewrites, counts.found) =
                        (counts.rewrites + 1, counts.found + usize::from(above))
                }
                _ => {
                    (counts.others, counts.alarms) =
                        (counts.others + 1, counts.alarms + usize::from(above))
                }
            }
        }
    }
    let share = |part: usize, of: usize| part as f64 / of.max(1) as f64;
    if arguments.json {
        let figures: serde_json::Map<_, _> = figures
            .iter()
            .map(|(kind, counts)| {
                let found = share(counts.found, counts.rewrites);
                let alarms = share(counts.alarms, counts.others);
                (kind.clone(), json!({ "found": found, "alarms": alarms }))
            })
            .collect();
        println!("{:#}", serde_json::Value::Object(figures));
        return Ok(());
    }
    for (kind, counts) in &figures {
        println!(
            "{kind:16} found {:.3} of {}, alarms {:.3} of {}",
            share(counts.found, counts.rewrites),
            counts.rewrites,
            share(counts.alarms, counts.others),
            counts.others
        );
    }
    Ok(())
}
