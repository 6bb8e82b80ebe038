//! What became of the facts of a pair, in words for the head of a report: "3 numbers differ: 20 →
//! 24, 5 → 6, 9 → 8".

use std::collections::HashSet;

use super::columns::visible;
use super::words::counted;
use crate::align::{FactEditKind, Obfuscation, Passage};
use crate::facts::begins_with_han_number;
use crate::score::{Measure, SentenceMatch};
use crate::{Comparison, Span};

/// Facts that are listed after a count, at most, and characters that one of them may have.
const LISTED: usize = 6;
const LONGEST: usize = 40;

/// A sentence of which this share also occurs in its source sentence, or more, says the same: a
/// fact that it lacks was changed, and a negation turns it round.
pub(super) const SAME_STATEMENT: f64 = 0.5;

/// The facts inside the passages of a comparison.
#[derive(Debug, Default)]
struct ChangeSummary {
    kept: usize,
    /// "20 → 24".
    numbers: List,
    names: List,
    added: List,
    dropped: List,
    negations_added: List,
    negations_removed: List,
}

/// What is listed, each item once, in the order in which it came.
#[derive(Debug, Default)]
struct List {
    items: Vec<String>,
    seen: HashSet<String>,
}

impl List {
    fn push(&mut self, item: String) {
        if self.seen.insert(item.clone()) {
            self.items.push(item);
        }
    }
}

/// Returns what differs in the facts of the passages, a sentence for each kind of change, the
/// gravest first. Empty where the passages have no fact.
pub(crate) fn changes(comparison: &Comparison, source: &str, suspicious: &str) -> Vec<String> {
    let changes = ChangeSummary::new(comparison, source, suspicious);
    let mut lines = Vec::new();
    // A template keeps the form and differs in the facts: said first, for it explains the rest.
    let template = comparison
        .score
        .reasons
        .iter()
        .find(|reason| reason.measure == Measure::FactsReplaced && reason.log_odds < 0.0);
    lines.extend(template.map(|reason| reason.words()));
    let differ = |list: &List, thing: &str| {
        let verb = if list.items.len() == 1 {
            "differs"
        } else {
            "differ"
        };
        said(&list.items, |count| {
            format!("{} {verb}", counted(count, thing))
        })
    };
    lines.extend(differ(&changes.numbers, "number"));
    lines.extend(differ(&changes.names, "name"));
    let negations = |list: &List, what: &str| {
        said(&list.items, |count| {
            format!("{} {what}", counted(count, "negation"))
        })
    };
    lines.extend(negations(&changes.negations_added, "put in"));
    lines.extend(negations(&changes.negations_removed, "taken out"));
    let facts = |list: &List, what: &str| {
        said(&list.items, |count| {
            format!("{} {what}", counted(count, "fact"))
        })
    };
    lines.extend(facts(&changes.added, "added"));
    lines.extend(facts(&changes.dropped, "dropped"));
    if changes.kept > 0 {
        let kept = match changes.kept {
            1 => "1 name or number".to_owned(),
            count => format!("{count} names and numbers"),
        };
        // Without the sentences, a name of which one word differs would be overlooked.
        lines.push(if lines.is_empty() && !comparison.sentences.is_empty() {
            format!("no fact differs: {kept} kept")
        } else {
            format!("{kept} kept")
        });
    }
    lines
}

/// Puts a list after its count.
fn said(list: &[String], head: impl Fn(usize) -> String) -> Option<String> {
    let (first, more) = list.split_at_checked(LISTED).unwrap_or((list, &[]));
    if first.is_empty() {
        return None;
    }
    let mut line = format!("{}: {}", head(list.len()), first.join(", "));
    if !more.is_empty() {
        line += &format!(" and {} more", more.len());
    }
    Some(line)
}

/// Says how many facts of a passage have another one in their place, or a negation put in or taken
/// out; nothing if none does.
pub(super) fn differing(passage: &Passage) -> Option<String> {
    let close = passage.obfuscation <= Obfuscation::Light;
    let differs = |kind| match kind {
        FactEditKind::Replaced => true,
        // In other words a negation may well say the same.
        FactEditKind::Negated => close,
        _ => false,
    };
    let facts = passage.facts.iter();
    match facts.filter(|fact| differs(fact.kind)).count() {
        0 => None,
        1 => Some("1 fact differs".to_owned()),
        count => Some(format!("{count} facts differ")),
    }
}

impl ChangeSummary {
    fn new(comparison: &Comparison, source: &str, suspicious: &str) -> Self {
        let mut changes = Self::default();
        // Where facts of passages are, so that no sentence counts one of them again.
        let mut known = [Vec::new(), Vec::new()];
        // Sentences read whole names; a passage has a name as soon as it has one of its words.
        let told = |side: fn(&SentenceMatch) -> &[Span]| {
            let sentences = comparison.sentences.iter().filter(|of| is_same(of));
            sorted(sentences.flat_map(|of| side(of).iter().copied()).collect())
        };
        let (added, dropped) = (told(|of| &of.added), told(|of| &of.dropped));
        for passage in &comparison.passages {
            for edit in &passage.facts {
                let is_told = edit.suspicious.is_some_and(|span| overlaps(&added, span))
                    || edit.source.is_some_and(|span| overlaps(&dropped, span));
                if edit.kind == FactEditKind::Kept && is_told {
                    continue;
                }
                if edit.kind != FactEditKind::Kept {
                    known[0].extend(edit.source);
                    known[1].extend(edit.suspicious);
                }
                // In other words a negation may well say the same.
                let is_close = passage.obfuscation <= Obfuscation::Light;
                if edit.kind != FactEditKind::Negated || is_close {
                    changes.add(
                        edit.kind,
                        shown(edit.source, source),
                        shown(edit.suspicious, suspicious),
                    );
                }
            }
        }
        let known = known.map(sorted);
        let places = sorted(comparison.passages.iter().map(|of| of.suspicious).collect());
        for found in &comparison.sentences {
            if !is_same(found) || !overlaps(&places, found.suspicious) {
                continue;
            }
            let new = |facts: &[Span], known: &[Span]| -> Vec<Span> {
                let facts = facts.iter().copied();
                facts.filter(|&fact| !overlaps(known, fact)).collect()
            };
            let (is, was) = (new(&found.added, &known[1]), new(&found.dropped, &known[0]));
            if is.len() == was.len() {
                for (was, is) in was.into_iter().zip(is) {
                    let (was, is) = (shown(Some(was), source), shown(Some(is), suspicious));
                    changes.add(FactEditKind::Replaced, was, is);
                }
                continue;
            }
            for span in is {
                changes.add(FactEditKind::Added, None, shown(Some(span), suspicious));
            }
            for span in was {
                changes.add(FactEditKind::Dropped, shown(Some(span), source), None);
            }
        }
        changes
    }

    fn add(&mut self, kind: FactEditKind, was: Option<String>, is: Option<String>) {
        match (kind, was, is) {
            (FactEditKind::Kept, ..) => self.kept += 1,
            (FactEditKind::Replaced, Some(was), Some(is)) => {
                let numbers = is_number(&was) && is_number(&is);
                let list = if numbers {
                    &mut self.numbers
                } else {
                    &mut self.names
                };
                list.push(format!("{was} → {is}"));
            }
            (FactEditKind::Added, _, Some(is)) => self.added.push(is),
            (FactEditKind::Dropped, Some(was), _) => self.dropped.push(was),
            (FactEditKind::Negated, _, Some(is)) => self.negations_added.push(is),
            (FactEditKind::Negated, Some(was), None) => self.negations_removed.push(was),
            _ => {}
        }
    }
}

/// Returns `true` if a sentence says what its source sentence says.
fn is_same(found: &SentenceMatch) -> bool {
    found.source.is_some() && found.strength >= SAME_STATEMENT
}

fn sorted(mut spans: Vec<Span>) -> Vec<Span> {
    spans.sort_unstable_by_key(|span| (span.start, span.end));
    spans
}

/// Returns `true` if one of `spans`, which are sorted and hardly overlap, shares a byte with
/// `span`.
fn overlaps(spans: &[Span], span: Span) -> bool {
    let next = spans.partition_point(|of| of.start < span.end);
    next.checked_sub(1)
        .is_some_and(|last| spans[last].end > span.start)
}

/// A number has a digit, or is a word in small letters, such as "twelve", or in Chinese numerals.
fn is_number(fact: &str) -> bool {
    fact.contains(char::is_numeric)
        || fact.starts_with(char::is_lowercase)
        || begins_with_han_number(fact)
}

/// Returns a fact in one line, with its sign and its controls shown; `None` if it doesn't fit the
/// text.
fn shown(span: Option<Span>, text: &str) -> Option<String> {
    let span = span?;
    let mut before = text.get(..span.start)?.chars();
    let sign = before.next_back().filter(|c| matches!(c, '-' | '−'));
    let sign = sign.filter(|_| !before.next_back().is_some_and(char::is_alphanumeric));
    let slice = Span::new(span.start - sign.map_or(0, char::len_utf8), span.end).slice(text)?;
    let line: Vec<&str> = slice.split_whitespace().collect();
    let line = line.join(" ");
    let mut shown: String = line.chars().take(LONGEST).map(visible).collect();
    if shown.len() < line.len() && line.chars().count() > LONGEST {
        shown.push('…');
    }
    (!shown.is_empty()).then_some(shown)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Detector;

    const SOURCE: &str = "The ferry Aurelia left Port Sable at 9 on Monday with 212 passengers aboard. The harbour master said \
        that 20 crew members were hurt in the fire, and that the mayor had been told at once.";

    fn said_of(suspicious: &str) -> Vec<String> {
        said_of_pair(SOURCE, suspicious)
    }

    fn said_of_pair(source: &str, suspicious: &str) -> Vec<String> {
        let detector = Detector::builder().sentences(true).build();
        changes(&detector.compare(source, suspicious), source, suspicious)
    }

    /// The words of the passage are the same; what they say is not.
    #[test]
    fn signs_and_units_that_differ_are_named() {
        let source = "The probe recorded a surface temperature of -40 degrees at dawn. The battery lost 12 percent of its charge and the \
            drill stopped at 3 metres, engineers at the Lunde station said.";
        let suspicious = source
            .replace("-40", "40")
            .replace("3 metres", "3 kilometres");
        for with_sentences in [true, false] {
            let detector = Detector::builder().sentences(with_sentences).build();
            let comparison = detector.compare(source, &suspicious);
            let said = changes(&comparison, source, &suspicious);
            assert_eq!(
                said[0],
                "2 numbers differ: -40 degrees → 40 degrees, 3 metres → 3 kilometres"
            );
        }
    }

    #[test]
    fn chinese_numerals_are_numbers() {
        let source = "港务局宣布，北码头将关闭十一周，维修费用为九千万元。局长说，每天约有两万六千名乘客经过这里。";
        let suspicious = source.replace("十一周", "五周").replace("九千万", "四千万");
        let said = said_of_pair(source, &suspicious);
        assert_eq!(
            said[0],
            "2 numbers differ: 十一周 → 五周, 九千万元 → 四千万元"
        );
    }

    /// Where a passage was told in other words, a "not" need not turn it round.
    #[test]
    fn negations_count_in_close_passages_alone() {
        let detector = Detector::default();
        let suspicious = SOURCE.replace("had been told", "had not been told");
        let mut comparison = detector.compare(SOURCE, &suspicious);
        let negations = |comparison: &Comparison| {
            let said = changes(comparison, SOURCE, &suspicious);
            said.iter().filter(|line| line.contains("negation")).count()
        };
        assert_eq!(negations(&comparison), 1);
        comparison.passages[0].obfuscation = Obfuscation::Heavy;
        assert_eq!(negations(&comparison), 0);
    }

    #[test]
    fn a_falsified_copy_names_what_differs() {
        let said = said_of(
            &SOURCE
                .replace("20 crew", "24 crew")
                .replace("212", "218")
                .replace("had been told", "had not been told"),
        );
        assert_eq!(said[0], "2 numbers differ: 212 → 218, 20 → 24");
        assert_eq!(said[1], "1 negation put in: not");
        assert!(said[2].ends_with("names and numbers kept"), "{said:?}");
    }

    /// A number in words is the same number.
    #[test]
    fn a_number_in_words_was_kept() {
        let source = "The mill stopped on Tuesday night after a fire broke out, and 41 workers stayed at home for six months.";
        let suspicious = "The mill stopped on Tuesday night after a fire broke out, and forty-one workers stayed at home for six months.";
        for (source, suspicious) in [(source, suspicious), (suspicious, source)] {
            let comparison = Detector::default().compare(source, suspicious);
            let said = changes(&comparison, source, suspicious);
            assert!(said.iter().all(|line| !line.contains("41")), "{said:?}");
        }
    }

    #[test]
    fn a_copy_says_that_no_fact_differs() {
        let said = said_of(SOURCE);
        assert_eq!(said.len(), 1);
        assert!(said[0].starts_with("no fact differs: "), "{said:?}");
        assert!(said_of("Plum jam needs no pectin.").is_empty());
    }

    #[test]
    fn long_lists_are_cut_and_counted() {
        let list: Vec<String> = (0..9).map(|n| format!("{n} → {}", n + 1)).collect();
        let line = said(&list, |count| format!("{count} differ"));
        assert_eq!(
            line.as_deref(),
            Some("9 differ: 0 → 1, 1 → 2, 2 → 3, 3 → 4, 4 → 5, 5 → 6 and 3 more")
        );
        assert_eq!(said(&[], |count| count.to_string()), None);
    }

    #[test]
    fn facts_of_other_texts_are_left_out() {
        let suspicious = SOURCE.replace("212", "218");
        let comparison = Detector::default().compare(SOURCE, &suspicious);
        assert!(
            changes(&comparison, "é", "")
                .iter()
                .all(|line| !line.contains('→'))
        );
    }
}
