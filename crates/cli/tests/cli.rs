//! The program as a person runs it: what goes in by the command line, what comes out, and what is
//! said of bad input.
#![allow(
    clippy::unwrap_used,
    reason = "a test that cannot start its program has failed"
)]

#[path = "common/program.rs"]
mod program;

use std::fs::{self, File};
use std::io::Write;
use std::process::{Command, Output, Stdio};

use flate2::Compression;
use flate2::write::GzEncoder;
use program::{Folder, program, repository};
use serde_json::{Value, json};

fn run(name: &str, arguments: &[&str]) -> Run {
    Run::of(program(name).args(arguments).output().unwrap())
}

/// How a program ended. Whatever happens, it must not have panicked.
struct Run {
    code: Option<i32>,
    out: String,
    err: String,
}

impl Run {
    fn of(output: Output) -> Self {
        let err = String::from_utf8(output.stderr).unwrap();
        assert!(!err.contains("panicked"), "{err}");
        Self {
            code: output.status.code(),
            out: String::from_utf8(output.stdout).unwrap(),
            err,
        }
    }

    /// Asserts the exit code and that the message has these parts.
    #[track_caller]
    fn says(&self, code: i32, parts: &[&str]) {
        assert_eq!(self.code, Some(code), "{}", self.err);
        for part in parts {
            assert!(self.err.contains(part), "{part:?} is not in: {}", self.err);
        }
    }

    #[track_caller]
    fn json(&self) -> Value {
        assert_eq!(self.code, Some(0), "{}", self.err);
        serde_json::from_str(&self.out).unwrap()
    }
}

fn fixture(name: &str) -> String {
    let path = repository(&format!("fixtures/harbour_bridge/en/{name}.txt"));
    path.to_str().unwrap().to_owned()
}

fn fixture_text(name: &str) -> String {
    fs::read_to_string(fixture(name)).unwrap()
}

mod compare {
    use super::*;

    #[test]
    fn without_arguments_it_shows_the_bundled_articles() {
        let run = run("compare", &[]);
        run.says(0, &[]);
        assert!(
            run.out
                .starts_with("No texts were given: these are bundled articles.")
        );
        assert_eq!(run.out.matches("Source: ").count(), 1);
        assert!(!run.out.contains('\x1b'), "no colour in a pipe");
    }

    /// The package has its own copy of some fixtures, so that it can be built alone.
    #[test]
    fn the_bundled_articles_are_the_fixtures() {
        let folder = repository("crates/cli/articles");
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            let name = path.file_name().unwrap().to_str().unwrap();
            let fixture = repository(&format!("fixtures/grain_terminal/en/{name}"));
            assert_eq!(
                fs::read(&path).unwrap(),
                fs::read(fixture).unwrap(),
                "{name}"
            );
        }
    }

    #[test]
    fn the_best_comes_first_with_its_passages_side_by_side() {
        let names = [
            "independent_report",
            "near_copy",
            "mash_up",
            "light_rewrite",
        ];
        let paths: Vec<String> = ["original"]
            .iter()
            .chain(&names)
            .map(|name| fixture(name))
            .collect();
        let run = run(
            "compare",
            &paths.iter().map(String::as_str).collect::<Vec<_>>(),
        );
        run.says(0, &[]);
        let at = |name: &str| run.out.find(&format!("{name}.txt")).unwrap();
        assert!(at("near_copy") < at("independent_report"));
        assert!(at("light_rewrite") < at("independent_report"));
        let near_copy = &run.out[at("near_copy")..];
        assert!(
            near_copy.lines().any(|line| line.matches('│').count() == 1),
            "{near_copy}"
        );
        assert!(
            run.out
                .lines()
                .all(|line| line.chars().count() <= 80 || line.contains(".txt")),
            "{}",
            run.out
        );
    }

    #[test]
    fn colour_is_for_terminals_and_for_those_who_force_it() {
        let arguments = [fixture("original"), fixture("near_copy")];
        let forced = Run::of(
            program("compare")
                .args(&arguments)
                .env("CLICOLOR_FORCE", "1")
                .output()
                .unwrap(),
        );
        assert!(forced.out.contains("\x1b["));
        let refused = Run::of(
            program("compare")
                .args(&arguments)
                .env("NO_COLOR", "1")
                .output()
                .unwrap(),
        );
        assert!(!refused.out.contains('\x1b'));
    }

    #[test]
    fn json_has_everything_best_first() {
        let run = run(
            "compare",
            &[
                "--json",
                &fixture("original"),
                &fixture("independent_report"),
                &fixture("near_copy"),
            ],
        );
        let report = run.json();
        let rows = report["comparisons"].as_array().unwrap();
        let probabilities: Vec<f64> = rows
            .iter()
            .map(|row| row["score"]["probability"].as_f64().unwrap())
            .collect();
        assert!(probabilities[0] > probabilities[1], "{probabilities:?}");
        assert!(
            rows[0]["suspicious"]
                .as_str()
                .unwrap()
                .ends_with("near_copy.txt")
        );
        let passage = &rows[0]["passages"][0];
        assert!(
            passage["edits"]
                .as_array()
                .is_some_and(|edits| !edits.is_empty())
        );
        let (source, suspicious) = (fixture_text("original"), fixture_text("near_copy"));
        for (side, text) in [("source", source), ("suspicious", suspicious)] {
            let at = |end: &str| passage[side][end].as_u64().unwrap() as usize;
            assert!(
                text.get(at("start")..at("end"))
                    .is_some_and(|span| !span.is_empty())
            );
        }
        for share in ["reused", "covered"] {
            assert!((0.0..=1.0).contains(&rows[0][share].as_f64().unwrap()));
        }
        assert!(rows[0]["score"]["verdict"].is_string());
    }

    #[test]
    fn standard_input_is_one_of_the_texts_but_once() {
        let mut child = program("compare")
            .args([&fixture("original"), "-"])
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child
            .stdin
            .take()
            .unwrap()
            .write_all(fixture_text("near_copy").as_bytes())
            .unwrap();
        let run = Run::of(child.wait_with_output().unwrap());
        run.says(0, &[]);
        assert!(run.out.contains("standard input"));
        super::run("compare", &["-", "-"]).says(2, &["standard input (-) can be read only once"]);
    }

    /// A folder that holds the source as well is not compared with it.
    #[test]
    fn folders_patterns_and_rows_are_texts_too() {
        let folder = Folder::new("compare_many");
        let source = folder.file("in/a.txt", fixture_text("original"));
        folder.file("in/deeper/b.md", fixture_text("near_copy"));
        let row = json!({"id": "c", "text": fixture_text("mash_up")});
        folder.file("in/rows.jsonl", format!("{row}\n"));
        folder.file("in/picture.png", "no text");
        let names = |run: Run| -> Vec<String> {
            let mut names: Vec<String> = run.json()["comparisons"]
                .as_array()
                .unwrap()
                .iter()
                .map(|row| row["suspicious"].as_str().unwrap().to_owned())
                .collect();
            names.sort();
            names
        };
        let (b, c) = (folder.path("in/deeper/b.md"), "c".to_owned());
        let whole = run("compare", &["--json", &source, &folder.path("in")]);
        assert_eq!(names(whole), [b.clone(), c]);
        let pattern = run("compare", &["--json", &source, &folder.path("in/*/*.md")]);
        assert_eq!(names(pattern), [b]);
        let named = run("compare", &["--json", &source, &source]);
        assert_eq!(names(named).len(), 1, "what is named is compared");
        run("compare", &[&folder.path("in"), &source])
            .says(2, &["in: the source must be one text"]);
    }

    /// As Python counts: every span slices the code points to what it slices the bytes to.
    #[test]
    fn offsets_can_count_code_points() {
        let folder = Folder::new("compare_offsets");
        let wide = |name: &str| fixture_text(name).replace(' ', " – ").replace('o', "ö");
        let source = folder.file("source.txt", wide("original"));
        let suspicious = folder.file("suspicious.txt", wide("light_rewrite"));
        let json = |unit: &str| {
            let run = run(
                "compare",
                &["--json", "--offsets", unit, &source, &suspicious],
            );
            run.json()["comparisons"][0].clone()
        };
        let (bytes, chars) = (json("bytes"), json("chars"));
        assert_eq!(
            (&bytes["offsets"], &chars["offsets"]),
            (&json!("bytes"), &json!("chars"))
        );
        let passages = |of: &Value| of["passages"].as_array().unwrap().clone();
        assert!(!passages(&bytes).is_empty());
        for (of, in_chars) in passages(&bytes).iter().zip(passages(&chars)) {
            for (side, text) in [
                ("source", wide("original")),
                ("suspicious", wide("light_rewrite")),
            ] {
                let ends = |of: &Value| {
                    ["start", "end"].map(|end| of[side][end].as_u64().unwrap() as usize)
                };
                let ([start, end], [from, to]) = (ends(of), ends(&in_chars));
                let slice: String = text.chars().skip(from).take(to - from).collect();
                assert_eq!(text[start..end], slice);
            }
        }
        run("compare", &["--offsets", "chars", &source, &suspicious]).says(2, &["--json"]);
    }

    #[test]
    fn unreadable_texts_are_named_and_the_others_still_done() {
        let folder = Folder::new("compare_unreadable");
        let missing = folder.path("missing.txt");
        let latin1 = folder.file("latin1.txt", b"the caf\xe9 burned down");
        let cut = folder.file("cut.txt", &"über".as_bytes()[..1]);
        let nul = folder.file("nul.txt", b"two words\0and more");
        let wide = folder.file("utf16.txt", b"\xff\xfet\0w\0o\0");
        let folder_path = folder.path("nothing");
        fs::create_dir(&folder_path).unwrap();
        let original = fixture("original");
        let copy = fixture("near_copy");
        let run = run(
            "compare",
            &[
                &original,
                &missing,
                &folder_path,
                &latin1,
                &copy,
                &cut,
                &nul,
                &wide,
            ],
        );
        run.says(
            1,
            &[
                "missing.txt: there is no such file",
                "nothing: the folder holds no texts",
                "latin1.txt: not UTF-8: byte 7 (counted from 0) is hexadecimal E9",
                "cut.txt: not UTF-8: byte 0",
                "nul.txt: not a plain text: there is a NUL at byte 9",
                "utf16.txt: not UTF-8: byte 0 (counted from 0) is hexadecimal FF and begins no character; convert it first, as iconv -f utf-16",
            ],
        );
        assert_eq!(run.err.lines().count(), 6, "{}", run.err);
        assert!(run.out.contains("near_copy.txt"));
    }

    #[test]
    fn files_of_another_form_are_named() {
        let folder = Folder::new("compare_forms");
        let original = fixture("original");
        let page = folder.file(
            "page.txt",
            "\n<!DOCTYPE html><html><p>The ferry sank.</p></html>",
        );
        let pdf = folder.file("paper.pdf", "%PDF-1.7\n1 0 obj\n");
        let docx = folder.file("letter.docx", b"PK\x03\x04\x14\0\x06\0");
        run("compare", &[&original, &page, &pdf, &docx]).says(
            1,
            &[
                "page.txt: it is an HTML page, not a plain text: extract its text first",
                "paper.pdf: it is a PDF",
                "letter.docx: it is a ZIP archive",
            ],
        );
    }

    #[test]
    fn texts_with_nothing_to_compare_are_named() {
        let folder = Folder::new("compare_nothing");
        let original = fixture("original");
        let empty = folder.file("empty.txt", "");
        let wordless = folder.file("wordless.txt", "… — !?\n\n\u{200b}");
        let one = folder.file("one.txt", "Flood\n");
        let million = folder.file("million.txt", "flood ".repeat(1_000_000));
        run("compare", &[&original, &empty, &wordless, &one, &million]).says(
            1,
            &[
                "empty.txt: the file is empty",
                "wordless.txt: there is no word in it",
                "one.txt: nothing to compare: there is only one word in it",
                "million.txt: nothing to compare: there is only one word in it, however often",
            ],
        );
        run("compare", &[&empty, &original]).says(2, &["empty.txt: the file is empty"]);
    }

    /// As many different words as a text of this size can have, and an article somewhere in it.
    #[test]
    fn megabytes_are_a_text_like_any_other() {
        let folder = Folder::new("compare_large");
        let words = |from: u32| {
            (from..from + 330_000)
                .map(|i| format!("w{i} "))
                .collect::<String>()
        };
        let text = [words(0), fixture_text("original"), words(500_000)].join("\n\n");
        assert!(text.len() > 4_000_000);
        let path = folder.file("large.txt", text);
        let run = run("compare", &["--json", &fixture("original"), &path]);
        let row = &run.json()["comparisons"][0];
        assert!(row["covered"].as_f64().unwrap() > 0.9, "{row}");
        assert!(row["reused"].as_f64().unwrap() < 0.01, "{row}");
    }

    #[test]
    fn wrong_options_are_explained() {
        run("compare", &["--colour"]).says(2, &["unexpected argument '--colour'", "Usage"]);
        run("compare", &["only-a-source.txt"]).says(2, &["SUSPICIOUS"]);
        run("compare", &["--width", "0", "a", "b"]).says(2, &["20..=1000"]);
    }

    #[test]
    fn a_source_that_cannot_be_read_ends_it() {
        let copy = fixture("near_copy");
        run("compare", &["/nowhere/at/all.txt", &copy])
            .says(2, &["/nowhere/at/all.txt: there is no such file"]);
    }

    #[test]
    fn a_reader_who_goes_away_is_no_error_to_talk_about() {
        for arguments in [vec![], vec!["--json"]] {
            let (reader, writer) = std::io::pipe().unwrap();
            drop(reader);
            let run = Run::of(
                program("compare")
                    .args(arguments)
                    .stdout(writer)
                    .output()
                    .unwrap(),
            );
            assert_eq!((run.code, run.err.as_str()), (Some(141), ""));
        }
    }

    #[test]
    fn texts_cannot_steer_the_terminal() {
        let folder = Folder::new("compare_control");
        let text = fixture_text("original").replace(". ", ".\u{1b}[2J \u{202e}");
        let path = folder.file("control.txt", text);
        let run = run("compare", &["--all", &fixture("original"), &path]);
        run.says(0, &[]);
        assert!(!run.out.contains(['\x1b', '\u{202e}']));
    }
}

mod setup {
    use super::*;

    #[test]
    fn shells_and_manuals_know_every_subcommand() {
        let folder = Folder::new("man");
        let (bash, man) = (run("completions", &["bash"]), run("man", &[]));
        run("man", &["--out", &folder.path("")]).says(0, &[]);
        for name in ["compare", "report", "deduplicate", "evaluate", "calibrate"] {
            assert!(bash.out.contains(name) && man.out.contains(name), "{name}");
            assert!(
                folder.names().contains(&format!("retold-{name}.1")),
                "{name}"
            );
        }
    }
}

mod report {
    use super::*;

    #[test]
    fn the_folder_has_an_overview_and_a_page_for_each_text() {
        let folder = Folder::new("report");
        let out = folder.path("pages");
        let run = run(
            "report",
            &[
                "--out",
                &out,
                &fixture("original"),
                &fixture("near_copy"),
                &fixture("mash_up"),
            ],
        );
        run.says(0, &[]);
        assert!(
            run.out.ends_with("index.html and 2 pages next to it\n"),
            "{}",
            run.out
        );
        let index = fs::read_to_string(folder.0.join("pages/index.html")).unwrap();
        for page in ["001-near_copy.html", "002-mash_up.html"] {
            assert_eq!(
                index.matches(&format!("href=\"{page}\"")).count(),
                2,
                "once in the heat map, once in the table"
            );
            let page = fs::read_to_string(folder.0.join("pages").join(page)).unwrap();
            assert!(page.contains("href=\"index.html\"") && page.contains("original"));
        }
    }

    #[test]
    fn all_against_all_has_every_pair_in_both_directions() {
        let folder = Folder::new("report_all");
        let texts = ["original", "near_copy", "independent_report"].map(fixture);
        run(
            "report",
            &[
                "--all",
                "--out",
                &folder.path(""),
                &texts[0],
                &texts[1],
                &texts[2],
            ],
        )
        .says(0, &[]);
        assert_eq!(folder.names().len(), 3 * 2 + 1);
    }

    #[test]
    fn the_best_can_be_chosen() {
        let folder = Folder::new("report_top");
        let out = folder.path("pages");
        let texts = ["original", "independent_report", "near_copy", "mash_up"].map(fixture);
        let pages = |more: &[&str]| {
            let _ = fs::remove_dir_all(&out);
            let mut arguments = vec!["--out", &out];
            arguments.extend(more);
            arguments.extend(texts.iter().map(String::as_str));
            let run = run("report", &arguments);
            run.says(0, &[]);
            let mut names: Vec<String> = fs::read_dir(&out)
                .unwrap()
                .map(|entry| entry.unwrap().file_name().into_string().unwrap())
                .collect();
            names.sort();
            (names, run.out)
        };
        let (names, said) = pages(&["--top", "1"]);
        assert_eq!(names, ["001-near_copy.html", "index.html"]);
        assert!(
            said.ends_with("2 comparisons of 3 left out by --top and --min\n"),
            "{said}"
        );
        let (names, _) = pages(&["--min", "0.5"]);
        assert_eq!(
            names,
            ["001-near_copy.html", "002-mash_up.html", "index.html"]
        );
        run("report", &["--min", "1.5", "--out", &out]).says(2, &["a number from 0 to 1"]);
        run("report", &["--top", "0", "--out", &out]).says(2, &["--top"]);
    }

    #[test]
    fn what_cannot_be_read_is_named_and_the_rest_is_done() {
        let folder = Folder::new("report_unreadable");
        let (missing, out) = (folder.path("missing.txt"), folder.path("pages"));
        run(
            "report",
            &[
                "--out",
                &out,
                &fixture("original"),
                &missing,
                &fixture("mash_up"),
            ],
        )
        .says(1, &["missing.txt: there is no such file"]);
        assert_eq!(fs::read_dir(folder.0.join("pages")).unwrap().count(), 2);
        run("report", &["--out", &out, &fixture("original")]).says(2, &["two texts are needed"]);
        run("report", &[]).says(2, &["--out"]);
        let file = folder.file("file", "");
        run("report", &["--out", &file]).says(2, &["cannot make", "file"]);
    }
}

mod evaluate {
    use super::*;

    #[test]
    fn pages_have_the_plots_and_the_mistakes() {
        let folder = Folder::new("evaluate_html");
        let mut rows = pairs();
        // A wrong label makes a mistake.
        rows.push(pair("<mislabelled>", "near_copy", 0, "report"));
        let input = folder.file("pairs.jsonl", lines(&rows));
        run(
            "evaluate",
            &["pairs", "--html", &folder.path("pages"), &input],
        )
        .says(0, &[]);
        let read = |name: &str| fs::read_to_string(folder.0.join("pages").join(name)).unwrap();
        let index = read("index.html");
        for part in [
            "ROC curve",
            "Calibration curve",
            "report: 0 rewrites, 2 other texts",
            "<a href=\"mistake-01.html\">&#60;mislabelled&#62;</a>",
        ] {
            assert!(index.contains(part), "{part}");
        }
        assert!(read("mistake-01.html").contains("&#60;mislabelled&#62;"));
        assert_eq!(fs::read_dir(folder.0.join("pages")).unwrap().count(), 2);
    }

    fn pair(id: impl Into<Value>, suspicious: &str, label: u8, kind: &str) -> Value {
        let (source, suspicious) = (fixture_text("original"), fixture_text(suspicious));
        json!({"id": id.into(), "source": source, "suspicious": suspicious, "label": label, "kind": kind})
    }

    fn pairs() -> Vec<Value> {
        vec![
            pair("copy", "near_copy", 1, "rewrite"),
            pair(7, "independent_report", 0, "report"),
            pair("light", "light_rewrite", 1, "rewrite"),
        ]
    }

    fn passage(source: (usize, usize), suspicious: (usize, usize)) -> Value {
        json!({"src_offset": source.0, "src_length": source.1, "susp_offset": suspicious.0, "susp_length": suspicious.1})
    }

    /// Returns a text within others that share nothing with it, behind characters that take several
    /// bytes.
    fn aligned() -> Value {
        let source = fixture_text("original");
        let before = "Ödön 🦢🦢🦢🦢🦢🦢🦢🦢 schwärmt für Äpfel. ".repeat(30);
        let suspicious = format!("{before}{source}");
        let (before, length) = (before.chars().count(), source.chars().count());
        let passages = [passage((0, length), (before, length))];
        json!({"id": "copy", "source": source, "suspicious": suspicious, "passages": passages, "obfuscation": "none"})
    }

    fn lines(rows: &[Value]) -> String {
        rows.iter().map(|row| format!("{row}\n")).collect()
    }

    fn keys(value: &Value) -> Vec<&str> {
        value
            .as_object()
            .unwrap()
            .keys()
            .map(String::as_str)
            .collect()
    }

    fn read_rows(path: &str) -> Vec<Value> {
        fs::read_to_string(path)
            .unwrap()
            .lines()
            .map(|line| serde_json::from_str(line).unwrap())
            .collect()
    }

    #[test]
    fn pairs_gives_the_named_figures_and_predictions_in_order() {
        let folder = Folder::new("evaluate_pairs");
        let (input, output) = (
            folder.file("pairs.jsonl", lines(&pairs())),
            folder.path("out.jsonl"),
        );
        let report = run(
            "evaluate",
            &["pairs", &input, "--json", "--predictions", &output],
        )
        .json();
        let figures = [
            "accuracy",
            "auc",
            "average_precision",
            "by_kind",
            "calibration_error",
            "pairs",
            "pairs_per_second",
            "tpr_at_1_fpr",
        ];
        assert_eq!(keys(&report), figures);
        assert_eq!((&report["pairs"], &report["auc"]), (&json!(3), &json!(1.0)));
        assert_eq!(keys(&report["by_kind"]), ["report", "rewrite"]);
        let rewrites = &report["by_kind"]["rewrite"];
        assert_eq!(
            (
                &rewrites["pairs"],
                &rewrites["auc"],
                &rewrites["auc_against_all"]
            ),
            (&json!(2), &Value::Null, &json!(1.0))
        );
        let predictions = read_rows(&output);
        assert_eq!(
            predictions.iter().map(|row| &row["id"]).collect::<Vec<_>>(),
            [&json!("copy"), &json!(7), &json!("light")]
        );
        assert!(
            predictions
                .iter()
                .all(|row| (0.0..=1.0).contains(&row["score"].as_f64().unwrap())
                    && keys(row) == ["id", "score"])
        );
        assert_eq!(
            folder.names(),
            ["out.jsonl", "pairs.jsonl"],
            "nothing is left behind"
        );
    }

    #[test]
    fn align_counts_code_points() {
        let folder = Folder::new("evaluate_align");
        let (input, output) = (
            folder.file("align.jsonl", lines(&[aligned()])),
            folder.path("out.jsonl"),
        );
        let report = run(
            "evaluate",
            &["align", &input, "--json", "--predictions", &output],
        )
        .json();
        let figures = [
            "by_obfuscation",
            "false_alarm_pairs",
            "granularity",
            "pairs",
            "pairs_per_second",
            "plagdet",
            "precision",
            "recall",
        ];
        assert_eq!(keys(&report), figures);
        assert_eq!(keys(&report["by_obfuscation"]), ["none"]);
        // In bytes it would be off by a third.
        assert!(report["plagdet"].as_f64().unwrap() > 0.95, "{report}");
        let predictions = read_rows(&output);
        assert_eq!(keys(&predictions[0]), ["id", "passages"]);
        assert_eq!(
            keys(&predictions[0]["passages"][0]),
            ["src_length", "src_offset", "susp_length", "susp_offset"]
        );
    }

    #[test]
    fn tables_have_a_row_for_each_group() {
        let folder = Folder::new("evaluate_tables");
        let pairs = run(
            "evaluate",
            &["pairs", &folder.file("pairs.jsonl", lines(&pairs()))],
        );
        let align = run(
            "evaluate",
            &["align", &folder.file("align.jsonl", lines(&[aligned()]))],
        );
        for (run, rows) in [
            (pairs, ["all", "report", "rewrite"].as_slice()),
            (align, &["all", "none"]),
        ] {
            run.says(0, &[]);
            let firsts: Vec<&str> = run
                .out
                .lines()
                .skip(1)
                .map_while(|line| line.split_whitespace().next())
                .collect();
            assert_eq!(firsts, rows, "{}", run.out);
            assert!(run.out.ends_with("pairs a second\n"));
            assert_eq!(run.err, "", "no progress bar in a pipe");
        }
    }

    #[test]
    fn bad_rows_are_named_by_file_and_line_and_the_rest_is_done() {
        let folder = Folder::new("evaluate_bad_rows");
        let [good, other, last] = <[Value; 3]>::try_from(pairs()).unwrap();
        let with = |field: &str, value: Value| {
            let mut row = good.clone();
            row[field] = value;
            row.to_string()
        };
        let without = |field: &str| {
            let mut row = good.clone();
            row.as_object_mut().unwrap().remove(field);
            row.to_string()
        };
        let rows = [
            good.to_string(),
            "{\"id\": 1".to_owned(),
            "[1]".to_owned(),
            without("label"),
            with("label", json!("maybe")),
            with("label", json!(2)),
            String::new(),
            without("suspicious"),
            with("source", json!(5)),
            without("id"),
            with("kind", json!([])),
            other.to_string(),
        ];
        let mut bytes = rows.join("\r\n").into_bytes();
        bytes.extend(b"\n{\"id\": \"caf\xe9\"}\n");
        let first = folder.file("first.jsonl", bytes);
        let second = folder.file("second.jsonl", last.to_string());
        let output = folder.path("out.jsonl");
        let run = run(
            "evaluate",
            &["pairs", &first, &second, "--json", "--predictions", &output],
        );
        run.says(
            1,
            &[
                "first.jsonl:2: not JSON: EOF while parsing an object (column 8)",
                "first.jsonl:3: a row must be an object, not an array",
                "first.jsonl:4: the field `label` is missing",
                "first.jsonl:5: the label must be 0 or 1, not \"maybe\"",
                "first.jsonl:6: the label must be 0 or 1, not 2",
                "first.jsonl:8: the field `suspicious` is missing",
                "first.jsonl:9: the field `source` must be a string, not a number",
                "first.jsonl:10: the field `id` is missing",
                "first.jsonl:11: the field `kind` must be a string, not an array",
                "first.jsonl:13: byte 12 of the line is not UTF-8",
                "10 bad rows were left out",
            ],
        );
        assert_eq!(
            read_rows(&output)
                .iter()
                .map(|row| &row["id"])
                .collect::<Vec<_>>(),
            [&json!("copy"), &json!(7), &json!("light")]
        );
        assert_eq!(serde_json::from_str::<Value>(&run.out).unwrap()["pairs"], 3);
    }

    #[test]
    fn passages_beyond_the_text_are_named() {
        let folder = Folder::new("evaluate_bad_passages");
        let row = |passages: Value| {
            json!({"id": 1, "source": "Ä b", "suspicious": "c d", "passages": passages}).to_string()
        };
        let rows = [
            row(json!([passage((0, 3), (0, 3)), passage((1, 3), (0, 1))])),
            row(json!([passage((0, 1), (usize::MAX, 2))])),
            row(json!([{"src_offset": 0}])),
            row(json!([{"src_offset": -1, "src_length": 1, "susp_offset": 0, "susp_length": 1}])),
            row(json!("none")),
            row(json!([passage((0, 3), (0, 3))])),
        ];
        let input = folder.file("align.jsonl", rows.join("\n"));
        run("evaluate", &["align", &input]).says(
            1,
            &[
                "align.jsonl:1: passage 2: offset 1 and length 3 reach beyond the source text of 3 code points",
                "align.jsonl:2: passage 1: offset 18446744073709551615 and length 2 reach beyond the suspicious text of 3 code points",
                "align.jsonl:3: passage 1: the field `src_length` is missing",
                "align.jsonl:4: passage 1: the field `src_offset` must be a whole number from 0, not -1",
                "align.jsonl:5: the field `passages` must be an array, not a string",
                "5 bad rows were left out",
            ],
        );
    }

    #[test]
    fn compressed_files_may_have_several_members() {
        let folder = Folder::new("evaluate_gzip");
        let mut bytes = Vec::new();
        for row in pairs() {
            let mut member = GzEncoder::new(&mut bytes, Compression::fast());
            writeln!(member, "{row}").unwrap();
            member.finish().unwrap();
        }
        let whole = folder.file("pairs.jsonl.gz", &bytes);
        assert_eq!(
            run("evaluate", &["pairs", &whole, "--json"]).json()["pairs"],
            3
        );
        let cut = folder.file("cut.jsonl.gz", &bytes[..bytes.len() - 20]);
        run("evaluate", &["pairs", &cut, &whole]).says(1, &["cut.jsonl.gz:3: cannot read on"]);
    }

    #[test]
    fn the_number_of_threads_changes_nothing_and_must_be_sensible() {
        let folder = Folder::new("evaluate_threads");
        let rows: Vec<Value> = (0..5).flat_map(|_| pairs()).collect();
        let input = folder.file("pairs.jsonl", lines(&rows));
        let predictions = ["1", "3"].map(|threads| {
            let output = folder.path(threads);
            run(
                "evaluate",
                &[
                    "pairs",
                    &input,
                    "--threads",
                    threads,
                    "--predictions",
                    &output,
                ],
            )
            .says(0, &[]);
            fs::read(output).unwrap()
        });
        assert!(!predictions[0].is_empty() && predictions[0] == predictions[1]);
        for threads in ["0", "many", "-1", "1.5", ""] {
            run(
                "evaluate",
                &["pairs", &input, &format!("--threads={threads}")],
            )
            .says(2, &["--threads"]);
        }
    }

    #[test]
    fn what_cannot_be_opened_or_written_is_said_before_any_work() {
        let folder = Folder::new("evaluate_files");
        let input = folder.file("pairs.jsonl", lines(&pairs()));
        let (missing, place) = (folder.path("missing.jsonl"), folder.path(""));
        run("evaluate", &["pairs", &input, &missing])
            .says(2, &["missing.jsonl: there is no such file"]);
        let nothing = folder.path("nothing");
        fs::create_dir(&nothing).unwrap();
        run("evaluate", &["pairs", &nothing]).says(2, &["nothing: the folder holds no texts"]);
        let output = |path: &str| run("evaluate", &["pairs", &input, "--predictions", path]);
        output(&folder.path("nowhere/out.jsonl")).says(2, &["nowhere/out.jsonl"]);
        output(&place).says(2, &["it is a folder"]);
        output(&input).says(2, &["it is one of the inputs"]);
        run("evaluate", &["pairs", &place, "--predictions", &input])
            .says(2, &["it is one of the inputs"]);
        assert_eq!(fs::read_to_string(&input).unwrap(), lines(&pairs()));
        run("evaluate", &["pairs"]).says(2, &["<FILE>..."]);
        run("evaluate", &["rank", &input]).says(2, &["unrecognized subcommand 'rank'"]);
        run("evaluate", &["pairs", &input, "--fast"]).says(2, &["unexpected argument '--fast'"]);
    }

    #[test]
    fn no_rows_are_no_measures() {
        let folder = Folder::new("evaluate_empty");
        let run = run(
            "evaluate",
            &["pairs", &folder.file("empty.jsonl", "\n"), "--json"],
        );
        run.says(1, &["empty.jsonl: the file is empty"]);
        let report: Value = serde_json::from_str(&run.out).unwrap();
        assert_eq!(
            (&report["auc"], &report["accuracy"], &report["pairs"]),
            (&Value::Null, &Value::Null, &json!(0))
        );
    }

    #[test]
    fn a_reader_who_goes_away_is_no_error_to_talk_about() {
        let folder = Folder::new("evaluate_pipe");
        let input = folder.file("pairs.jsonl", lines(&pairs()));
        let (reader, writer) = std::io::pipe().unwrap();
        drop(reader);
        let run = Run::of(
            program("evaluate")
                .args(["pairs", &input])
                .stdout(writer)
                .output()
                .unwrap(),
        );
        assert_eq!((run.code, run.err.as_str()), (Some(141), ""));
    }

    /// The measures are those of the reference program for the evaluation data, where both are at
    /// hand.
    #[test]
    fn figures_equal_the_reference_program() {
        let data = repository("../shared/eval");
        let reference = data.join("plagdet.py");
        if !reference.exists() || Command::new("python3").arg("--version").output().is_err() {
            eprintln!("skipped: ../shared/eval/plagdet.py or python3 is absent");
            return;
        }
        let folder = Folder::new("evaluate_reference");
        let quick: Vec<String> = fs::read_to_string(data.join("pan13/quick_ids.txt"))
            .unwrap()
            .lines()
            .map(str::to_owned)
            .collect();
        let sets = [
            (
                "pairs",
                "mrpc/pairs.jsonl",
                "kind",
                [
                    "auc",
                    "average_precision",
                    "tpr_at_1_fpr",
                    "calibration_error",
                ]
                .as_slice(),
            ),
            (
                "align",
                "pan13/random-obfuscation.jsonl.gz",
                "obfuscation",
                &["plagdet", "precision", "recall", "granularity"],
            ),
        ];
        for (task, file, group, figures) in sets {
            // A few dozen rows are enough to see a difference.
            let mut text = String::new();
            let file = File::open(data.join(file)).unwrap();
            std::io::Read::read_to_string(&mut decoded(file), &mut text).unwrap();
            let id = |row: &str| {
                serde_json::from_str::<Value>(row).unwrap()["id"]
                    .as_str()
                    .unwrap()
                    .to_owned()
            };
            let rows = text
                .lines()
                .filter(|row| task == "pairs" || quick.contains(&id(row)))
                .take(40);
            let input = folder.file(
                &format!("{task}.jsonl"),
                rows.map(|row| format!("{row}\n")).collect::<String>(),
            );
            let output = folder.path(&format!("{task}.out.jsonl"));
            let ours = run(
                "evaluate",
                &[task, &input, "--json", "--predictions", &output],
            )
            .json();
            let python = Command::new("python3")
                .arg(&reference)
                .args([task, &input, "--pred", &output, "--by", group, "--json"])
                .output()
                .unwrap();
            let theirs: Value = serde_json::from_slice(&python.stdout).unwrap();
            for figure in figures {
                let (ours, theirs) = (
                    ours[figure].as_f64().unwrap(),
                    theirs["all"][figure].as_f64().unwrap(),
                );
                assert!(
                    (ours - theirs).abs() < 5e-7,
                    "{task} {figure}: {ours} {theirs}"
                );
            }
        }
    }

    fn decoded(file: File) -> Box<dyn std::io::Read> {
        let mut reader = std::io::BufReader::new(file);
        let compressed = std::io::BufRead::fill_buf(&mut reader)
            .unwrap()
            .starts_with(&[0x1f, 0x8b]);
        if compressed {
            Box::new(flate2::bufread::MultiGzDecoder::new(reader))
        } else {
            Box::new(reader)
        }
    }
}
