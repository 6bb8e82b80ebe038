//! What a page says under each combination of the rules that set something of its texts aside.

use crate::report::aside::{asides, asides_of_many};
use crate::report::words::set_aside;
use crate::scope::{ScopeOptions, SetAsideReason};
use crate::sources::Found;
use crate::text::Document;
use crate::{Comparison, Detector};

/// Kinds that get a switch, at most. Each doubles the answers that a page holds.
const MAX_SWITCHES: u32 = 3;

/// Bytes of text that all answers of a page show together, at most; a page has about four times as
/// many.
const MAX_TEXT: usize = 1_000_000;

/// The rules in the order in which they get a switch: first what a reader decides, then what
/// concerns both texts, then what concerns the form.
const RULES: [SetAsideReason; 12] = [
    SetAsideReason::Quotation,
    SetAsideReason::Bibliography,
    SetAsideReason::Boilerplate,
    SetAsideReason::Phrase,
    SetAsideReason::SharedQuotation,
    SetAsideReason::SharedBlock,
    SetAsideReason::RecurringBlock,
    SetAsideReason::ForeignStretch,
    SetAsideReason::Repeat,
    SetAsideReason::Heading,
    SetAsideReason::Noise,
    SetAsideReason::LineMark,
];

/// A kind of text that can be set aside or take part.
#[derive(Debug, Clone)]
pub(super) struct Switch {
    pub(super) bit: u32,
    pub(super) name: &'static str,
    /// How many stretches it concerns, in words.
    pub(super) counts: String,
    /// Whether it is set aside from the start.
    pub(super) on: bool,
}

/// The switches of a page, and its answers under every combination of them but that of the page
/// itself.
#[derive(Debug, Clone)]
pub(super) struct Switches<A> {
    pub(super) switches: Vec<Switch>,
    /// What is set aside and has no switch, in words.
    pub(super) fixed: String,
    /// The switches that are on from the start, one bit for each.
    pub(super) state: usize,
    pub(super) others: Vec<(usize, A)>,
}

impl<A> Default for Switches<A> {
    fn default() -> Self {
        Self {
            switches: Vec::new(),
            fixed: String::new(),
            state: 0,
            others: Vec::new(),
        }
    }
}

impl<A> Switches<A> {
    /// Asks for the answer under each combination. `answer` is that of the page, under `options`;
    /// `text` is how many bytes of text it shows, `count` says what it set aside, and `under` gives
    /// the answer under other options.
    pub(super) fn new(
        options: &ScopeOptions,
        answer: &A,
        text: usize,
        count: impl Fn(&A) -> Vec<(SetAsideReason, String)>,
        under: impl Fn(ScopeOptions) -> A,
    ) -> Self {
        let off = RULES.iter().filter(|rule| !options.has(**rule));
        let everything = under(off.fold(options.clone(), |options, rule| options.with(*rule)));
        // A rule that is on is known by what it set aside, one that is off by what it would.
        let found = [count(answer), count(&everything)];
        let present = RULES.iter().filter_map(|&rule| {
            let of = &found[usize::from(!options.has(rule))];
            of.iter().find(|(reason, _)| *reason == rule).cloned()
        });
        let mut present: Vec<(SetAsideReason, String)> = present.collect();
        let room = MAX_TEXT / text.max(1);
        let kinds = room.checked_ilog2().unwrap_or(0).min(MAX_SWITCHES) as usize;
        let fixed = present.split_off(kinds.min(present.len()));
        let fixed = fixed.iter().filter(|(rule, _)| options.has(*rule));
        let fixed: Vec<&str> = fixed.map(|(rule, _)| set_aside(*rule)).collect();
        let switches: Vec<Switch> = (0..)
            .zip(&present)
            .map(|(bit, (rule, counts))| Switch {
                bit,
                name: set_aside(*rule),
                counts: counts.clone(),
                on: options.has(*rule),
            })
            .collect();
        let on = switches.iter().filter(|switch| switch.on);
        let state = on.map(|switch| 1 << switch.bit).sum();
        let others = (0..1usize << present.len()).filter(|&other| other != state);
        let others = others.map(|other| {
            let rules = (0..).zip(&present);
            let switched = rules.fold(options.clone(), |options, (bit, (rule, _))| {
                if other >> bit & 1 == 1 {
                    options.with(*rule)
                } else {
                    options.without(*rule)
                }
            });
            (other, under(switched))
        });
        Self {
            others: others.collect(),
            fixed: fixed.join(", "),
            switches,
            state,
        }
    }
}

impl Switches<Comparison> {
    /// Compares two texts under each combination. `detector` made `comparison`.
    pub(super) fn of_pair(
        detector: &Detector,
        comparison: &Comparison,
        source: &str,
        suspicious: &str,
    ) -> Self {
        let documents = (detector.document(source), detector.document(suspicious));
        let count = |of: &Comparison| {
            let asides = asides(of, source, suspicious).into_iter();
            asides.map(|aside| (aside.reason, aside.counts)).collect()
        };
        let under = |options: ScopeOptions| {
            detector
                .with_scope(options)
                .compare_documents(&documents.0, &documents.1)
        };
        let text = source.len() + suspicious.len();
        Self::new(detector.scope(), comparison, text, count, under)
    }
}

impl Switches<Found> {
    /// Compares a text with its sources under each combination. `detector` made `found`. In the
    /// other answers the index of a source is its position in `sources`.
    pub(super) fn of_sources(
        detector: &Detector,
        found: &Found,
        suspicious: &str,
        sources: &[&str],
    ) -> Self {
        let documents: Vec<Document> = detector.documents(sources);
        let document = detector.document(suspicious);
        let count = |of: &Found| asides_of_many(of.sources.iter().map(|source| &source.comparison));
        let under =
            |options: ScopeOptions| detector.with_scope(options).sources(&document, &documents);
        let text = suspicious.len() + sources.iter().map(|source| source.len()).sum::<usize>();
        Self::new(detector.scope(), found, text, count, under)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SOURCE: &str = "“The storm will reach the harbour before midnight and nobody may sail”, said the mayor. The ferry sank on \
        Monday after a fire broke out below deck, and all 212 passengers were saved.";
    const SUSPICIOUS: &str = "The mayor of the town gave a warning: “The storm will reach the harbour before midnight and nobody may \
        sail.” Plum jam needs no pectin, and the cook of the inn had made plenty of it.";

    fn switches(source: &str, suspicious: &str) -> Switches<Comparison> {
        let detector = Detector::default();
        let comparison = detector.compare(source, suspicious);
        Switches::of_pair(&detector, &comparison, source, suspicious)
    }

    /// A rule that could not be switched would be missing from the page.
    #[test]
    fn every_rule_has_its_place() {
        let mut rules = RULES.to_vec();
        rules.sort_unstable();
        rules.push(SetAsideReason::Short);
        assert_eq!(rules, SetAsideReason::ALL);
    }

    #[test]
    fn each_combination_is_the_comparison_under_these_rules() {
        let found = switches(SOURCE, SUSPICIOUS);
        assert_eq!(found.switches[0].name, "Quotations");
        assert!(!found.switches[0].on && found.state & 1 == 0);
        assert_eq!(found.others.len(), (1 << found.switches.len()) - 1);
        let only_quotations = found.state | 1;
        let (_, comparison) = found
            .others
            .iter()
            .find(|(state, _)| *state == only_quotations)
            .unwrap();
        let scope = ScopeOptions::default().with(SetAsideReason::Quotation);
        let detector = Detector::builder().scope(scope).build();
        assert_eq!(*comparison, detector.compare(SOURCE, SUSPICIOUS));
    }

    #[test]
    fn texts_with_nothing_to_set_aside_have_no_switch() {
        let found = switches("The ferry sank.", "The ferry was lost.");
        assert!(found.switches.is_empty() && found.others.is_empty());
    }

    #[test]
    fn long_texts_have_fewer_switches() {
        let long = SUSPICIOUS.repeat(1_500);
        let found = switches(SOURCE, &long);
        assert!(found.switches.len() <= 1, "{:?}", found.switches);
    }

    /// A quotation of the suspicious text is one, however many sources it is compared with.
    #[test]
    fn a_stretch_that_each_comparison_sets_aside_counts_once() {
        let detector = Detector::default();
        let sources = [SOURCE, "Plum jam needs no pectin.", SOURCE];
        let document = detector.document(SUSPICIOUS);
        let found = detector.sources(&document, &detector.documents(&sources));
        let switches = Switches::of_sources(&detector, &found, SUSPICIOUS, &sources);
        let quotations = &switches.switches[0];
        assert_eq!(quotations.name, "Quotations");
        assert_eq!(quotations.counts, "1 in the suspicious text");
        let scope = ScopeOptions::default().with(SetAsideReason::Quotation);
        let detector = Detector::builder().scope(scope).build();
        let under = switches
            .others
            .iter()
            .find(|(state, _)| *state == switches.state | 1);
        let expected = detector.sources(&document, &detector.documents(&sources));
        assert_eq!(under.map(|(_, found)| found), Some(&expected));
    }
}
