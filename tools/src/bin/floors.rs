//! Checks recorded figures: runs each command of a table once and compares what it prints with the
//! bounds.
//!
//! ```text
//! cargo run --release -p retold-tools --bin floors -- .ci/floors.tsv
//! ```

use std::collections::BTreeMap;
use std::error::Error;
use std::path::PathBuf;
use std::process::{Command, ExitCode, Stdio};

use clap::Parser;
use serde_json::Value;

#[derive(Parser)]
struct Arguments {
    /// Rows of: command, JSON pointer, `>=` or `<=`, bound; separated by tabs.
    table: PathBuf,
}

/// One bound on one figure.
struct Floor {
    pointer: String,
    at_least: bool,
    bound: f64,
}

fn parse(table: &str) -> Result<BTreeMap<String, Vec<Floor>>, String> {
    let mut floors: BTreeMap<String, Vec<Floor>> = BTreeMap::new();
    for (number, line) in table
        .lines()
        .enumerate()
        .filter(|(_, line)| !line.starts_with('#') && !line.trim().is_empty())
    {
        let wrong = |what: &str| format!("line {}: {what}", number + 1);
        let columns: Vec<&str> = line.split('\t').collect();
        let [command, pointer, relation, bound] = columns[..] else {
            return Err(wrong("not four columns"));
        };
        let at_least = match relation {
            ">=" => true,
            "<=" => false,
            _ => return Err(wrong("the third column is neither >= nor <=")),
        };
        let bound = bound
            .parse()
            .map_err(|_| wrong("the bound is not a number"))?;
        floors.entry(command.to_owned()).or_default().push(Floor {
            pointer: pointer.to_owned(),
            at_least,
            bound,
        });
    }
    Ok(floors)
}

/// Reads the output of a command as JSON.
fn figures(command: &str) -> Result<Value, Box<dyn Error>> {
    let output = Command::new(env!("CARGO"))
        .args(["run", "--quiet", "--release"])
        .args(command.split_whitespace())
        .stderr(Stdio::inherit())
        .output()?;
    if !output.status.success() {
        return Err(format!("`{command}` ended with {}", output.status).into());
    }
    Ok(serde_json::from_slice(&output.stdout)?)
}

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let floors = parse(&std::fs::read_to_string(Arguments::parse().table)?)?;
    let (mut held, mut fallen) = (0, 0);
    for (command, floors) in &floors {
        println!("{command}");
        let figures = figures(command)?;
        for Floor {
            pointer,
            at_least,
            bound,
        } in floors
        {
            let figure = figures.pointer(pointer).and_then(Value::as_f64);
            let holds = figure.is_some_and(|figure| {
                if *at_least {
                    figure >= *bound
                } else {
                    figure <= *bound
                }
            });
            let relation = if *at_least { ">=" } else { "<=" };
            let shown =
                figure.map_or_else(|| "missing".to_owned(), |figure| format!("{figure:.5}"));
            println!(
                "  {} {pointer} {shown} {relation} {bound}",
                if holds { "holds " } else { "FALLEN" }
            );
            if holds { held += 1 } else { fallen += 1 }
        }
    }
    println!("{held} floors hold, {fallen} have fallen");
    Ok(if fallen == 0 {
        ExitCode::SUCCESS
    } else {
        ExitCode::FAILURE
    })
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn a_row_that_is_not_of_the_form_is_named_by_its_line() {
        assert!(parse("# fine\n\na\t/b\t>=\t0.5\n").is_ok_and(|floors| floors.len() == 1));
        for bad in ["a\t/b\t>=", "a\t/b\t>\t1", "a\t/b\t<=\tmany"] {
            assert!(
                parse(&format!("# fine\n{bad}\n")).is_err_and(|error| error.starts_with("line 2:")),
                "{bad}"
            );
        }
    }
}
