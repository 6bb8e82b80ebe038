//! Families laid out for a terminal.

use std::io::{self, Write};

use retold::family::{Descent, Families, Family, FamilyOrigin, Member};

use super::Text;
use crate::exit::counted;

/// Prints the number of origins, each family as a tree, and the texts that stand alone.
pub(super) fn print(out: &mut impl Write, texts: &[Text], families: &Families) -> io::Result<()> {
    let origins = families.origins;
    let count = counted(texts.len() as u64, "text");
    let number = counted(origins.count as u64, "independent origin");
    if origins.low == origins.high {
        writeln!(out, "{count}, {number}")?;
    } else {
        writeln!(
            out,
            "{count}, {number} (from {} to {})",
            origins.low, origins.high
        )?;
    }
    let several = families
        .families
        .iter()
        .filter(|family| family.members.len() > 1);
    for (number, family) in (1..).zip(several) {
        writeln!(out, "\nFamily {number}: {}", about(family, texts))?;
        let tree = Tree { family, texts };
        for top in tree.tops() {
            tree.print(out, top, "", "")?;
        }
    }
    let alone: Vec<String> = (families.families.iter())
        .filter(|family| family.members.len() == 1)
        .flat_map(|family| family.members.iter().map(|member| name(texts, member.text)))
        .collect();
    if !alone.is_empty() {
        writeln!(out, "\nAlone:")?;
        for name in alone {
            writeln!(out, "{name}")?;
        }
    }
    Ok(())
}

/// Returns the name of a text, which cannot steer the terminal.
fn name(texts: &[Text], text: usize) -> String {
    texts
        .get(text)
        .map_or_else(|| "?".to_owned(), |text| shown(&text.name))
}

fn shown(text: &str) -> String {
    let is_steering =
        |c: char| c.is_control() || matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    text.chars()
        .map(|c| {
            if is_steering(c) {
                char::REPLACEMENT_CHARACTER
            } else {
                c
            }
        })
        .collect()
}

fn percent(probability: f64) -> String {
    format!("{:.0} %", 100.0 * probability)
}

fn about(family: &Family, texts: &[Text]) -> String {
    match family.origin {
        FamilyOrigin::Text { text, probability } => format!(
            "the original is likely {} ({})",
            name(texts, text),
            percent(probability)
        ),
        FamilyOrigin::Missing => format!(
            "siblings, their common source is not here ({})",
            percent(family.source_missing)
        ),
        FamilyOrigin::Undecided { text, probability } => format!(
            "one story, the original is undecided; {} is likeliest ({})",
            name(texts, text),
            percent(probability)
        ),
        _ => String::new(),
    }
}

struct Tree<'a> {
    family: &'a Family,
    texts: &'a [Text],
}

impl Tree<'_> {
    /// Returns the texts that hang from no other.
    fn tops(&self) -> impl Iterator<Item = &Member> {
        self.family
            .members
            .iter()
            .filter(|member| member.descent.parent().is_none())
    }

    fn print(
        &self,
        out: &mut impl Write,
        member: &Member,
        branch: &str,
        indent: &str,
    ) -> io::Result<()> {
        let text = self.texts.get(member.text);
        let mut line = format!("{branch}{}", name(self.texts, member.text));
        match member.descent {
            Descent::Original => line += "  original",
            Descent::From { probability, .. } => line += &format!("  {}", percent(probability)),
            Descent::Sibling { probability } => {
                line += &format!("  sibling {}", percent(probability))
            }
            _ => {
                line += "  undecided";
                let likely = member
                    .likely_parents
                    .iter()
                    .filter(|parent| parent.probability >= 0.05);
                let listed: Vec<String> = likely
                    .map(|parent| {
                        format!(
                            "{} {}",
                            name(self.texts, parent.text),
                            percent(parent.probability)
                        )
                    })
                    .collect();
                if !listed.is_empty() {
                    line += &format!(", perhaps from {}", listed.join(", "));
                }
            }
        }
        if let Some(date) = text.and_then(|text| text.date.as_ref()) {
            line += &format!("  {}", shown(&date.shown));
        }
        if let Some(outlet) = text.and_then(|text| text.outlet.as_ref()) {
            line += &format!("  {}", shown(outlet));
        }
        writeln!(out, "{line}")?;
        let children: Vec<&Member> = (self.family.members.iter())
            .filter(|child| child.descent.parent() == Some(member.text))
            .collect();
        for (at, child) in children.iter().enumerate() {
            let is_last = at + 1 == children.len();
            let (branch, below) = if is_last {
                ("└─ ", "   ")
            } else {
                ("├─ ", "│  ")
            };
            self.print(
                out,
                child,
                &format!("{indent}{branch}"),
                &format!("{indent}{below}"),
            )?;
        }
        Ok(())
    }
}
