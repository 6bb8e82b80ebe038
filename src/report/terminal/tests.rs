//! What the terminal view shows of a comparison that is put together by hand.

use super::*;
use crate::align::{Edit, EditKind, FactEdit, FactEditKind, Obfuscation};
use crate::score::{Score, Verdict};
use crate::text::{Finding, FindingKind, Language, Span};

const SOURCE: &str = "The old ferry sank on Monday night. Nobody was hurt.";
const SUSPICIOUS: &str = "On Monday night the ferry sinks. No one was hurt.";

/// Returns the first sentence, with what was moved, dropped and inflected; the second, with what
/// was replaced.
fn passages() -> Vec<Passage> {
    let edit = |kind, source: Option<(&str, usize)>, suspicious: Option<(&str, usize)>| {
        let span = |text: &str, (word, from): (&str, usize)| {
            let start = from + text[from..].find(word).unwrap();
            Span::new(start, start + word.len())
        };
        Edit {
            kind,
            source: source.map(|word| span(SOURCE, word)),
            suspicious: suspicious.map(|word| span(SUSPICIOUS, word)),
        }
    };
    let first = vec![
        edit(
            EditKind::Moved,
            Some(("on Monday night", 0)),
            Some(("On Monday night", 0)),
        ),
        edit(EditKind::Same, Some(("The", 0)), Some(("the", 0))),
        edit(EditKind::Dropped, Some(("old", 0)), None),
        edit(EditKind::Same, Some(("ferry", 0)), Some(("ferry", 0))),
        edit(EditKind::Inflected, Some(("sank", 0)), Some(("sinks", 0))),
    ];
    let second = vec![
        edit(EditKind::Replaced, Some(("Nobody", 0)), Some(("No one", 0))),
        edit(EditKind::Same, Some(("was", 0)), Some(("was", 0))),
        edit(EditKind::Same, Some(("hurt", 0)), Some(("hurt", 0))),
    ];
    let passage = |source, suspicious, strength, edits| Passage {
        source,
        suspicious,
        strength,
        identity: 0.75,
        obfuscation: Obfuscation::Light,
        edits,
        facts: Vec::new(),
    };
    vec![
        passage(Span::new(0, 35), Span::new(0, 32), 9.0, first),
        passage(Span::new(36, 52), Span::new(33, 49), 5.0, second),
    ]
}

fn comparison() -> Comparison {
    let score = Score {
        probability: 0.937,
        whole: 0.9,
        part: 0.4,
        interval: crate::score::Interval {
            low: 0.771,
            high: 0.986,
        },
        wording: 0.5,
        verdict: Verdict::LightRewrite,
        reasons: Vec::new(),
    };
    let finding = |kind, count| Finding {
        kind,
        count,
        spans: Vec::new(),
    };
    Comparison {
        offsets: crate::comparison::OffsetUnit,
        schema_version: Default::default(),
        sentences: Vec::new(),
        score,
        reused: 0.8,
        covered: 0.75,
        in_passages: 0.8,
        passages: passages(),
        set_aside: Vec::new(),
        capped: false,
        source_findings: Vec::new(),
        source_language: Language::English,
        suspicious_language: Language::English,
        suspicious_findings: vec![
            finding(FindingKind::Lookalike, 1),
            finding(FindingKind::OddSpace, 7),
        ],
    }
}

/// Returns the plain view of a comparison of the two texts.
fn view(comparison: &Comparison) -> TerminalReport<'_> {
    TerminalReport::new(comparison, SOURCE, SUSPICIOUS)
}

fn body(report: &TerminalReport<'_>) -> String {
    report
        .to_string()
        .lines()
        .skip_while(|line| !line.is_empty())
        .map(|line| format!("{line}\n"))
        .collect()
}

#[test]
fn the_first_lines_have_the_figures_the_title_and_evasion() {
    let comparison = comparison();
    let report = view(&comparison).title("blog\u{1b}.txt").to_string();
    let expected = format!(
        " 93.7 %  {:<13}  reused  80 %  covered  75 %   2 passages  blog\u{fffd}.txt",
        comparison.verdict()
    );
    let lines: Vec<&str> = report.lines().take(6).collect();
    assert_eq!(
        lines,
        [
            expected.as_str(),
            "  95 % interval 77 to 99 %; rewritten as a whole 90.0 % (decides), a part",
            "    taken over 40.0 %; 80 % of the words in passages",
            "  light rewrite: 50 % of its runs of three words occur in the source; a light",
            "    rewrite has 25 to 80 %",
            "  folded away: lookalike letters (1)"
        ]
    );
}

#[test]
fn plain_text_marks_edits_by_brackets() {
    let comparison = comparison();
    let expected = "
  1. lightly reworded, 75 % the same words
  The [-old-] ferry ~sank~ >on  │ >On Monday night< the ferry
  Monday night<.                │ ~sinks~.

  2. lightly reworded, 75 % the same words
  [-Nobody-] was hurt.          │ {+No one+} was hurt.
";
    assert_eq!(body(&view(&comparison).width(63)), expected);
}

/// A fact that differs is told from other words: in the head, and by marks of its own.
#[test]
fn changed_facts_are_named_and_marked() {
    let mut comparison = comparison();
    comparison.passages[1].facts = vec![FactEdit {
        kind: FactEditKind::Replaced,
        source: Some(Span::new(36, 42)),
        suspicious: Some(Span::new(33, 39)),
    }];
    let report = view(&comparison).width(63);
    let plain = report.to_string();
    assert!(
        plain.contains("\n  1 name differs: Nobody → No one\n"),
        "{plain}"
    );
    assert!(
        plain.contains("  [!Nobody!] was hurt.          │ {!No one!} was hurt."),
        "{plain}"
    );
    let painted = report.style(TerminalStyle::Ansi).to_string();
    assert!(painted.contains("\x1b[1;32mNo one\x1b[0m"), "{painted}");
}

/// What an editor would otherwise miss: that hardly anything could be compared, or that more may be
/// there.
#[test]
fn two_languages_and_a_search_that_was_cut_short_are_said() {
    let mut comparison = comparison();
    assert!(!view(&comparison).to_string().contains("languages"));
    comparison.suspicious_language = Language::German;
    comparison.capped = true;
    let report = view(&comparison).width(120).to_string();
    for line in [
        "  two languages, English and German: only names and numbers could be compared\n",
        "  the search was cut short: the weakest passages may be missing\n",
    ] {
        assert!(report.contains(line), "{report}");
    }
}

/// Nobody reused what two independent texts share.
#[test]
fn passages_of_independent_texts_are_shared_text() {
    let mut comparison = comparison();
    comparison.score.verdict = Verdict::Independent;
    let report = view(&comparison).to_string();
    assert!(report.contains("2 stretches of shared text\n"), "{report}");
    assert!(report.contains("  1. shared text, in nearly the same words, 75 % the same words"));
    assert!(
        report.contains("80 % of the words in shared text") || report.contains("shared\n    text"),
        "{report}"
    );
    assert!(
        !report.contains("reworded") && !report.contains("passage") && !report.contains("decides"),
        "{report}"
    );
}

/// A rewrite without a passage shows its strongest sentences; one that is the same in both texts by
/// its beginning alone.
#[test]
fn sentences_are_shown_where_there_is_no_passage() {
    let mut comparison = comparison();
    comparison.passages.clear();
    let sentence = |source: (usize, usize), suspicious: (usize, usize), strength| SentenceMatch {
        suspicious: Span::new(suspicious.0, suspicious.1),
        source: Some(Span::new(source.0, source.1)),
        strength,
        added: Vec::new(),
        dropped: Vec::new(),
        changes: Vec::new(),
    };
    comparison.sentences = vec![
        sentence((0, 35), (0, 32), 0.64),
        sentence((36, 52), (33, 49), 1.0),
    ];
    let expected = "
  sentence 1, 64 % in the source
  The old ferry sank on Monday  │ On Monday night the ferry
  night.                        │ sinks.

  sentence 2, 100 % in the source: No one was hurt.
";
    let report = view(&comparison).width(63);
    assert_eq!(body(&report), expected);
    assert!(
        !body(&report.sentences(1)).contains("sentence 1"),
        "the strongest are chosen"
    );
    comparison.sentences[0].strength = 0.2;
    let report = view(&comparison).width(63);
    assert!(
        !body(&report).contains("sentence 1"),
        "the source has no such sentence"
    );
    let asked = body(&report.sentences(2));
    assert!(
        asked.contains("  sentence 1, no counterpart in the source: On Monday night"),
        "{asked}"
    );
}

#[test]
fn colours_mark_the_same_words() {
    let comparison = comparison();
    let report = view(&comparison).style(TerminalStyle::Ansi);
    let body = body(&report);
    for painted in [
        "\x1b[31mold\x1b[0m",
        "\x1b[33msank\x1b[0m",
        "\x1b[36mon Monday night\x1b[0m",
        "\x1b[32mNo one\x1b[0m",
    ] {
        assert!(body.contains(painted), "{body}");
    }
    assert!(!body.contains("[-"));
}

#[test]
fn narrow_output_stands_one_side_under_the_other() {
    let comparison = comparison();
    let expected = "
  2. lightly reworded, 75 % the same words
< [-Nobody-] was
< hurt.
> {+No one+} was
> hurt.
";
    let body = body(&view(&comparison).width(20));
    assert!(body.ends_with(expected), "{body}");
}

#[test]
fn what_is_left_out_is_counted() {
    let comparison = comparison();
    let expected = "
  1. lightly reworded, 75 % the same words
  The [-old-] ferry ~sank~ >on  │ >On Monday night< the ferry
  … 1 line more

  … 1 passage more
";
    assert_eq!(
        body(&view(&comparison).width(63).passages(1).lines(1)),
        expected
    );
}

#[test]
fn texts_that_do_not_belong_to_the_comparison_are_harmless() {
    let comparison = comparison();
    assert!(
        TerminalReport::new(&comparison, "é", "")
            .to_string()
            .contains("2 passages")
    );
}

/// A line separator of a text is no line of the report.
#[test]
fn what_is_set_aside_stays_on_its_line() {
    let words = "one\u{2028}two three four five six seven eight nine ten";
    let suspicious = format!("{words}. {words}.");
    let comparison = crate::Detector::default().compare(SOURCE, &suspicious);
    let shown = TerminalReport::new(&comparison, SOURCE, &suspicious).to_string();
    assert!(shown.contains(": one two th"), "{shown}");
}
