//! Whether passages have the form of the source with other facts in it: a template filled in anew,
//! not a rewrite.
//!
//! Two road reports share all but their facts: where it happened, to whom, when, how many. A copy
//! in which someone changed facts *is* a copy, and it is still about the same people and places. So
//! names and numbers are counted apart: a text counts that replaces many of both in its frames, or
//! most facts of all.
//!
//! In a script without capitals few names can be read. There the other content words of the passages
//! are counted in their place: a falsified copy keeps them, tomorrow's forecast does not, and a
//! rewrite that changes them keeps the numbers.

use super::{MeasureReading, Subject};
use crate::align::{EditKind, PassageTokens, Step};
use crate::facts::capitals::has_capitals;
use crate::pair::Side;
use crate::score::changes::Changes;
use crate::score::information::CONTENT;
use crate::text::Span;

/// The geometric mean of the shares of names and of numbers that are replaced above which a text is
/// a template: at most .05 in falsified copies, .4 to .8 in templates.
const THRESHOLD: f64 = 0.25;

/// The share of all facts that are replaced above which a text is a template even if it keeps its
/// names, as tomorrow's forecast does.
const THRESHOLD_OF_ALL: f64 = 0.5;

/// Facts of each kind, and of all kinds, that a text is taken to keep on top of its own, so that
/// one replaced fact of one proves nothing.
const PRIOR: f64 = 1.0;
const PRIOR_OF_ALL: f64 = 3.0;

/// The number of replaced facts from which the share counts in full.
const FULL: f64 = 4.0;

pub(super) fn read(subject: &Subject) -> MeasureReading {
    if !has_capitals(subject.pair.suspicious.language()) {
        return without_names(subject);
    }
    let changes = subject.changes();
    let (source, suspicious) = changes.in_frames.iter().copied().unzip();
    MeasureReading {
        value: excess(changes) * (changes.replaced.all() as f64 / FULL).min(1.0),
        of: changes.replaced.all() + changes.kept.all(),
        source,
        suspicious,
    }
}

/// Returns the share of replaced facts above the threshold.
fn excess(changes: &Changes) -> f64 {
    let (replaced, kept) = (changes.replaced, changes.kept);
    let share = |replaced: f64, kept: usize, prior: f64| replaced / (replaced + kept as f64 + prior);
    let mixed = replaced.mixed as f64 / 2.0;
    let names = share(replaced.names as f64 + mixed, kept.names, PRIOR);
    let numbers = share(replaced.numbers as f64 + mixed, kept.numbers, PRIOR);
    let all = share(replaced.all() as f64, kept.all(), PRIOR_OF_ALL);
    ((names * numbers).sqrt() - THRESHOLD)
        .max(all - THRESHOLD_OF_ALL)
        .max(0.0)
}

/// What became of a token of a passage.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fate {
    New,
    Kept,
    SetAside,
}

/// Reads the numbers next to words of the source, and the other words, of the passages. Where most
/// of the words are new the form is not the same.
fn without_names(subject: &Subject) -> MeasureReading {
    let document = subject.pair.suspicious;
    let information = subject.pair.information(Side::Suspicious);
    let (mut numbers, mut words) = (KeptAndNew::default(), KeptAndNew::default());
    let mut suspicious = Vec::new();
    for passage in subject.tokens {
        let fates = fates(passage);
        let start = passage.suspicious.start;
        let mut is_number = vec![false; fates.len()];
        let facts = subject.facts().occurrences.within(&passage.suspicious);
        for fact in facts.iter().filter(|fact| fact.number) {
            let tokens = fact.tokens().start - start..fact.tokens().end - start;
            is_number[tokens.clone()].fill(true);
            let takes_part = |fate: &&Fate| **fate != Fate::SetAside;
            let before = fates[..tokens.start].iter().rfind(takes_part);
            let after = fates[tokens.end..].iter().find(takes_part);
            let framed = before == Some(&Fate::Kept) || after == Some(&Fate::Kept);
            let shared = fact.is_shared(subject.pair, Side::Suspicious);
            if !framed && !shared {
                continue;
            }
            numbers.add(!shared);
            let tokens = document.tokens().get(fact.tokens()).unwrap_or_default();
            if let (false, [first, ..], [.., last]) = (shared, tokens, tokens) {
                suspicious.push(Span::new(first.span().start, last.span().end));
            }
        }
        let tokens = &document.tokens()[passage.suspicious.clone()];
        for ((token, fate), is_number) in tokens.iter().zip(&fates).zip(is_number) {
            let counts = !is_number && information[token.word()] >= CONTENT;
            if counts && *fate != Fate::SetAside {
                words.add(*fate == Fate::New);
            }
        }
    }
    MeasureReading {
        value: excess_without_names(&numbers, &words) * (numbers.new / FULL).min(1.0),
        of: suspicious.len() + numbers.kept as usize,
        source: Vec::new(),
        suspicious,
    }
}

/// Returns what became of each token of the suspicious side of a passage.
fn fates(passage: &PassageTokens) -> Vec<Fate> {
    let start = passage.suspicious.start;
    let mut fates = vec![Fate::New; passage.suspicious.len()];
    for Step(kind, source, tokens) in &passage.steps {
        let fate = match kind {
            EditKind::SetAside => Fate::SetAside,
            EditKind::Replaced | EditKind::Added => Fate::New,
            _ if source.is_some() => Fate::Kept,
            _ => Fate::New,
        };
        if let Some(tokens) = tokens {
            fates[tokens.start - start..tokens.end - start].fill(fate);
        }
    }
    fates
}

/// Returns by how much the numbers and words that are new exceed the threshold; less and less from
/// where two fifths of the words are new, since a rewrite of the words has another form.
fn excess_without_names(numbers: &KeptAndNew, words: &KeptAndNew) -> f64 {
    let new = words.new / (words.new + words.kept).max(1.0);
    let same_form = (1.0 - (new - 0.4) / 0.2).clamp(0.0, 1.0);
    let excess = (numbers.share() * words.share()).sqrt() - THRESHOLD;
    same_form * excess.max(0.0)
}

/// How many of something a text keeps from its source, and how many it has anew.
#[derive(Debug, Default)]
struct KeptAndNew {
    kept: f64,
    new: f64,
}

impl KeptAndNew {
    fn add(&mut self, new: bool) {
        *(if new { &mut self.new } else { &mut self.kept }) += 1.0;
    }

    /// Returns the share that is new.
    fn share(&self) -> f64 {
        self.new / (self.new + self.kept + PRIOR)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::score::changes::Count;

    fn count(names: usize, numbers: usize) -> Count {
        Count {
            names,
            numbers,
            mixed: 0,
        }
    }

    fn excess_of(replaced: Count, kept: Count) -> f64 {
        excess(&Changes {
            replaced,
            kept,
            ..Changes::default()
        })
    }

    /// In a script without capitals a text with other numbers and other words is a template; with
    /// other numbers alone it is a falsified copy, with other words alone a rewrite.
    #[test]
    fn words_take_the_place_of_names() {
        let of = |new: f64, kept: f64| KeptAndNew { kept, new };
        let excess = |numbers, words| excess_without_names(&numbers, &words);
        assert!(excess(of(5.0, 1.0), of(12.0, 30.0)) > 0.15);
        assert_eq!(excess(of(5.0, 1.0), of(1.0, 40.0)), 0.0);
        assert_eq!(excess(of(0.0, 6.0), of(12.0, 30.0)), 0.0);
        assert_eq!(excess(of(5.0, 1.0), of(30.0, 12.0)), 0.0);
    }

    /// What is set aside inside a passage changes nothing.
    #[test]
    fn noise_in_a_template_changes_nothing() {
        let source = "滨港气象站上午发布预报：明天白天多云，有小雨，东风三级，最高气温二十一度，最低气温十五度。空气湿润，适合种菜。";
        let other = "滨港气象站上午发布预报：明天白天晴朗，有大雾，北风六级，最高气温三度，最低气温零下四度。路面结冰，小心驾驶。";
        let with_noise = other.replacen('，', "， https://example.org/weather/17 ，", 1);
        let probability = |text: &str| crate::Detector::default().compare(source, text).score.probability;
        let (plain, noisy) = (probability(other), probability(&with_noise));
        assert!((plain - noisy).abs() < 0.05, "{plain} {noisy}");
    }

    /// A text of which a number or two were changed is a falsified copy as long as it names the
    /// same people and places; with other names as well it is a template.
    #[test]
    fn names_tell_a_template_from_a_falsified_copy() {
        assert_eq!(excess_of(count(0, 6), count(4, 0)), 0.0);
        assert_eq!(excess_of(count(6, 0), count(0, 4)), 0.0);
        assert!(excess_of(count(4, 6), count(4, 0)) > 0.2);
        // Most facts of all, though the names stay.
        assert!(excess_of(count(0, 15), count(4, 1)) > 0.1);
        // Without names, numbers are all that there is.
        assert!(excess_of(count(0, 9), count(0, 1)) > 0.15);
        assert_eq!(excess_of(count(0, 2), count(0, 2)), 0.0);
        assert_eq!(excess_of(Count::default(), Count::default()), 0.0);
    }
}
