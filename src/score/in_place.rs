//! What a passage has at a position where the source has something else: facts compared by their
//! position, where the words around them are the same in both texts.
//!
//! A bag of facts doesn't tell that two numbers changed places, or that May is another month where
//! the source has both. Reads the gaps between words that are matched in order; near-linear, since
//! only the facts around short gaps are read.

use std::ops::Range;

use crate::align::{EditKind, FactEdit, FactEditKind, PassageTokens, Step};
use crate::facts::{PlaceFact, PlaceReader};
use crate::language::{Language, is_negation};
use crate::pair::{Pair, Side};
use crate::text::{Document, Span};

/// Maximum number of words of a gap, on either side.
const MAX_GAP: usize = 6;

/// Minimum number of matched words around a gap, before and after it together; twice as many in a
/// language whose words are single characters.
const MIN_ROW: usize = 4;

/// Words between two negations up to which one of them is the other, moved.
const NEAR: usize = 3;

/// Words that join equals, whose order means nothing: "Anna and Ben".
const JOINS: [&str; 23] = [
    "and", "or", "nor", "und", "oder", "et", "ou", "y", "e", "o", "ed", "en", "of", "och", "eller",
    "og", "и", "или", "i", "a", "та", "і", "ve",
];

/// What a passage has in place of something else.
#[derive(Debug, Default)]
pub(super) struct InPlace {
    /// Facts that were replaced.
    pub(super) replaced: Vec<FactEdit>,
    /// Negations that were put in or taken out between equal words.
    pub(super) negated: Vec<FactEdit>,
}

/// Reads what passages have in place of something else.
pub(super) struct InPlaceReader<'a> {
    pair: &'a Pair<'a>,
    readers: [PlaceReader<'a>; 2],
    min_row: usize,
}

/// A gap between two words that are matched in order.
#[derive(Debug)]
struct Gap {
    source: Range<usize>,
    suspicious: Range<usize>,
    /// How many words in a row are matched before and after it.
    before: usize,
    after: usize,
}

/// The words of a passage that are matched in order, by runs, and the gaps between them.
#[derive(Debug, Default)]
struct Gaps {
    runs: Vec<(Range<usize>, Range<usize>)>,
    gaps: Vec<Gap>,
}

impl Gaps {
    fn new(passage: &PassageTokens) -> Self {
        let mut all = Self::default();
        let mut masked = false;
        let (mut source, mut suspicious) = (passage.source.start, passage.suspicious.start);
        let mut row = 0;
        let mut last = None;
        let end = (passage.source.end, passage.suspicious.end);
        let matched = passage.steps.iter().filter_map(|step| match step {
            Step(EditKind::Same | EditKind::Inflected, Some(ours), Some(theirs)) => {
                Some(Some((ours.clone(), theirs.clone())))
            }
            Step(EditKind::SetAside, ..) => Some(None),
            _ => None,
        });
        for found in matched.chain([Some((end.0..end.0, end.1..end.1))]) {
            let Some((ours, theirs)) = found else {
                masked = true;
                continue;
            };
            let is_gap = ours.start > source || theirs.start > suspicious;
            if is_gap {
                if let Some(last) = last {
                    let before: &mut Gap = &mut all.gaps[last];
                    before.after = row;
                }
                last = None;
                // What was set aside is no fact.
                if !masked && ours.start >= source && theirs.start >= suspicious {
                    last = Some(all.gaps.len());
                    all.gaps.push(Gap {
                        source: source..ours.start,
                        suspicious: suspicious..theirs.start,
                        before: row,
                        after: 0,
                    });
                }
                row = 0;
            }
            masked = false;
            row += theirs.len();
            (source, suspicious) = (ours.end, theirs.end);
            if !ours.is_empty() {
                all.runs.push((ours, theirs));
            }
        }
        if let Some(last) = last {
            all.gaps[last].after = row;
        }
        all
    }

    /// Returns the source token that a token of the suspicious side is matched with in order.
    fn partner(&self, at: usize) -> Option<usize> {
        let next = self.runs.partition_point(|run| run.1.start <= at);
        let (ours, theirs) = self.runs.get(next.checked_sub(1)?)?;
        let partner = ours.start + (at - theirs.start);
        (at < theirs.end && partner < ours.end).then_some(partner)
    }
}

impl<'a> InPlaceReader<'a> {
    pub(super) fn new(pair: &'a Pair<'a>) -> Self {
        let unspaced = matches!(
            pair.suspicious.language(),
            Language::Chinese | Language::Japanese | Language::Thai
        );
        Self {
            pair,
            readers: [pair.source, pair.suspicious].map(PlaceReader::new),
            min_row: if unspaced { 2 * MIN_ROW } else { MIN_ROW },
        }
    }

    pub(super) fn read(&self, passage: &PassageTokens) -> InPlace {
        let gaps = Gaps::new(passage);
        let mut found: Vec<(PlaceFact, PlaceFact)> = Vec::new();
        let mut negated: Vec<(FactEdit, usize)> = Vec::new();
        for gap in &gaps.gaps {
            let (before, after) = self.rows(gap);
            let is_short = gap.source.len() <= MAX_GAP && gap.suspicious.len() <= MAX_GAP;
            let is_framed = before.min(after) >= 1 || before.max(after) >= self.min_row;
            if !is_short || !is_framed || before + after < self.min_row {
                continue;
            }
            negated.extend(self.negation(gap).map(|edit| (edit, gap.suspicious.start)));
            self.replaced(&gaps, gap, &mut found);
        }
        found.dedup();
        let edit = |(was, is): &(PlaceFact, PlaceFact)| FactEdit {
            kind: FactEditKind::Replaced,
            source: Some(was.span),
            suspicious: Some(is.span),
        };
        InPlace {
            replaced: self.without_reordered(&found).map(edit).collect(),
            negated: without_moved(negated),
        }
    }

    /// Returns how many words in a row are matched before and after a gap. The ends of both texts
    /// match.
    fn rows(&self, gap: &Gap) -> (usize, usize) {
        let ends = (
            self.pair.source.tokens().len(),
            self.pair.suspicious.tokens().len(),
        );
        let starts = gap.source.start == 0 && gap.suspicious.start == 0;
        let ends = (gap.source.end, gap.suspicious.end) == ends;
        let rows = |row: usize, at_end: bool| {
            if at_end {
                row.max(self.min_row / 2)
            } else {
                row
            }
        };
        (rows(gap.before, starts), rows(gap.after, ends))
    }

    /// Adds the facts of a gap that differ, each with the fact of the source at its position.
    fn replaced(&self, gaps: &Gaps, gap: &Gap, found: &mut Vec<(PlaceFact, PlaceFact)>) {
        let [source, suspicious] = &self.readers;
        if !suspicious.may_have_fact(&gap.suspicious) && !source.may_have_fact(&gap.source) {
            return;
        }
        let is = suspicious.around(&gap.suspicious);
        if is.is_empty() {
            return;
        }
        let was = source.around(&gap.source);
        let overlaps = |fact: &PlaceFact, gap: &Range<usize>| {
            fact.tokens.start < gap.end && gap.start < fact.tokens.end
        };
        let same = |was: &PlaceFact, is: &PlaceFact| source.is_same(was, suspicious, is);
        let mut was_used = vec![false; was.len()];
        let mut is_used = vec![false; is.len()];
        // Facts that have a matched word in common.
        for (mine, fact) in is.iter().enumerate() {
            let partners: Vec<usize> = fact
                .tokens
                .clone()
                .filter_map(|at| gaps.partner(at))
                .collect();
            let twin = was.iter().enumerate().position(|(at, other)| {
                !was_used[at]
                    && partners.iter().any(|at| other.tokens.contains(at))
                    && same(other, fact).is_some()
            });
            let Some(twin) = twin else { continue };
            (was_used[twin], is_used[mine]) = (true, true);
            let changed = overlaps(fact, &gap.suspicious) || overlaps(&was[twin], &gap.source);
            if changed && same(&was[twin], fact) == Some(false) {
                found.push(source.differing(&was[twin], suspicious, fact));
            }
        }
        // Nothing but facts may differ: a fact among other words is not in place of another. A word
        // with a capital next to a name belongs to it ("Lower Tarn").
        let is_covered = |side: Side, gap: &Range<usize>, facts: &[PlaceFact]| {
            let tokens = self.pair.document(side).tokens();
            gap.clone().all(|at| {
                facts.iter().any(|fact| fact.tokens.contains(&at)) || tokens[at].is_capitalised()
            })
        };
        if !is_covered(Side::Source, &gap.source, &was)
            || !is_covered(Side::Suspicious, &gap.suspicious, &is)
        {
            return;
        }
        for wanted in [true, false] {
            for (mine, fact) in is.iter().enumerate() {
                if is_used[mine] || !overlaps(fact, &gap.suspicious) {
                    continue;
                }
                let twin = was.iter().enumerate().position(|(at, other)| {
                    !was_used[at]
                        && overlaps(other, &gap.source)
                        && same(other, fact) == Some(wanted)
                });
                let Some(twin) = twin else { continue };
                (was_used[twin], is_used[mine]) = (true, true);
                if !wanted {
                    found.push(source.differing(&was[twin], suspicious, fact));
                }
            }
        }
    }

    /// Leaves out two facts that changed places around a word that joins equals.
    fn without_reordered<'f>(
        &self,
        found: &'f [(PlaceFact, PlaceFact)],
    ) -> impl Iterator<Item = &'f (PlaceFact, PlaceFact)> {
        let [source, suspicious] = &self.readers;
        let mut is_reordered = vec![false; found.len()];
        for at in 1..found.len() {
            let ((was, is), (was_next, is_next)) = (&found[at - 1], &found[at]);
            let tokens = self.pair.suspicious.tokens();
            let between = tokens.get(is.tokens.end..is_next.tokens.start);
            let word = |at: usize| self.pair.suspicious.word_text(tokens[at].word());
            let joined = between.is_some_and(|between| match between {
                [] => true,
                [_] => JOINS.contains(&word(is.tokens.end)),
                _ => false,
            });
            if joined
                && source.is_same(was, suspicious, is_next) == Some(true)
                && source.is_same(was_next, suspicious, is) == Some(true)
            {
                (is_reordered[at - 1], is_reordered[at]) = (true, true);
            }
        }
        let found = found.iter().zip(is_reordered);
        found
            .filter(|(_, is_reordered)| !is_reordered)
            .map(|(edit, _)| edit)
    }

    /// Returns the negation that a gap has on one side alone, if it has hardly anything else.
    fn negation(&self, gap: &Gap) -> Option<FactEdit> {
        const MAX_WORDS: usize = 2;
        if gap.source.len() > MAX_WORDS || gap.suspicious.len() > MAX_WORDS {
            return None;
        }
        let negations = |side: Side, range: &Range<usize>| -> Vec<usize> {
            let document = self.pair.document(side);
            let is_negation = |at: &usize| {
                let word = document.word_text(document.tokens()[*at].word());
                is_negation(document.language(), word)
            };
            range.clone().filter(is_negation).collect()
        };
        let was = negations(Side::Source, &gap.source);
        let is = negations(Side::Suspicious, &gap.suspicious);
        if was.is_empty() == is.is_empty() {
            return None;
        }
        Some(FactEdit {
            kind: FactEditKind::Negated,
            source: was.first().and_then(|at| span(self.pair.source, *at)),
            suspicious: is.first().and_then(|at| span(self.pair.suspicious, *at)),
        })
    }
}

/// Leaves out a negation that was put in next to where one was taken out: it moved to another word.
fn without_moved(negated: Vec<(FactEdit, usize)>) -> Vec<FactEdit> {
    let mut moved = vec![false; negated.len()];
    for at in 1..negated.len() {
        let ((before, from), (edit, to)) = (&negated[at - 1], &negated[at]);
        let opposite = before.suspicious.is_some() != edit.suspicious.is_some();
        if opposite && !moved[at - 1] && to - from <= NEAR {
            (moved[at - 1], moved[at]) = (true, true);
        }
    }
    let edits = negated.into_iter().zip(moved);
    edits
        .filter(|(_, moved)| !moved)
        .map(|((edit, _), _)| edit)
        .collect()
}

fn span(document: &Document, at: usize) -> Option<Span> {
    document.tokens().get(at).map(|token| token.span())
}

#[cfg(test)]
mod tests {
    use crate::Detector;
    use crate::align::FactEditKind;
    use crate::report::changes_said;

    /// Returns what passages have in place of something else, as "was → is", after checking that the
    /// sentences name it as well.
    fn replaced(source: &str, suspicious: &str) -> Vec<String> {
        let comparison = Detector::builder()
            .sentences(true)
            .build()
            .compare(source, suspicious);
        let mut found = Vec::new();
        for edit in comparison
            .passages
            .iter()
            .flat_map(|passage| &passage.facts)
        {
            let was = edit.source.and_then(|span| span.slice(source));
            let is = edit.suspicious.and_then(|span| span.slice(suspicious));
            match (edit.kind, was, is) {
                (FactEditKind::Replaced, Some(was), Some(is)) => {
                    let mut sentences = comparison.sentences.iter();
                    let place = edit.suspicious.unwrap();
                    let holds =
                        |added: &crate::Span| added.start < place.end && place.start < added.end;
                    assert!(sentences.any(|of| of.added.iter().any(holds)), "{is}");
                    found.push(format!("{was} → {is}"));
                }
                (FactEditKind::Negated, was, is) => {
                    found.push(format!("{} → {}", was.unwrap_or(""), is.unwrap_or("")));
                }
                _ => {}
            }
        }
        if !found.is_empty() {
            let said = changes_said(&comparison, source, suspicious);
            assert!(
                said.iter().all(|line| !line.starts_with("no fact differs")),
                "{said:?}"
            );
        }
        found
    }

    /// Checks each change of a text by itself: what is written instead, and what must be named.
    fn each(source: &str, changes: &[(&str, &str, &str)]) {
        assert_eq!(replaced(source, source), [] as [&str; 0]);
        for (from, to, named) in changes {
            assert_eq!(source.matches(from).count(), 1, "{from}");
            let found = replaced(source, &source.replace(from, to));
            assert_eq!(found, [*named], "{to}");
        }
    }

    const MILL: &str = "The paper mill at Oster Quay shut its second line on Friday after 48 of its 310 workers had signed a letter to the board. \
        Marta Lindqvist, who leads the union, said that the company had not answered for nine days. Two of the five foremen were sent home, \
        and the owner, Viktor Paasch, offered 620 euros to each of the 75 cleaners who stayed. The power rose by 6 percent in March and fell \
        again in May, when the gates opened at 5.40 a.m. and the boiler room was flooded. The mayor of Lower Tarn did not come to the meeting.";

    #[test]
    fn facts_that_changed_places_are_named() {
        let exchanged = MILL
            .replace("48 of", "75 of")
            .replace("the 75 cleaners", "the 48 cleaners");
        assert_eq!(replaced(MILL, &exchanged), ["48 → 75", "75 → 48"]);
        let exchanged = MILL
            .replace("Marta Lindqvist,", "@,")
            .replace("Viktor Paasch", "Marta Lindqvist")
            .replace('@', "Viktor Paasch");
        assert_eq!(
            replaced(MILL, &exchanged),
            [
                "Marta Lindqvist → Viktor Paasch",
                "Viktor Paasch → Marta Lindqvist"
            ]
        );
    }

    #[test]
    fn a_fact_is_named_that_the_other_text_has_elsewhere() {
        each(
            MILL,
            &[
                ("in March", "in May", "March → May"),
                ("Two of", "Four of", "Two → Four"),
                ("nine days", "six days", "nine → six"),
                ("second line", "third line", "second → third"),
                ("620 euros", "620 cents", "620 euros → 620 cents"),
                (
                    "6 percent",
                    "6 percentage points",
                    "6 percent → 6 percentage points",
                ),
                ("5.40 a.m.", "5.40 p.m.", "5.40 a.m → 5.40 p.m"),
                ("did not come", "did come", "not → "),
                ("Friday", "Monday", "Friday → Monday"),
                ("Lower Tarn", "Oster Quay", "Tarn → Oster Quay"),
            ],
        );
    }

    /// A negation that is put in does not make up for one that is taken out elsewhere.
    #[test]
    fn negations_do_not_cancel_each_other() {
        let suspicious = MILL
            .replace("had not answered", "had answered")
            .replace("were sent", "were not sent");
        assert_eq!(replaced(MILL, &suspicious), [" → not", "not → "]);
        let german = "Der Brand in der Gerberei am Nordufer brach gegen Mitternacht aus, und verletzt wurde dabei niemand, wie die Feuerwehr am Morgen sagte. \
            Die Halle brannte bis auf die Mauern nieder.";
        each(german, &[("niemand", "jemand", "niemand → ")]);
    }

    /// Protects true rewrites: another order, another form and other words for a fact change
    /// nothing.
    #[test]
    fn what_says_the_same_is_not_replaced() {
        for (from, to) in [
            ("Marta Lindqvist, who", "M. Lindqvist, who"),
            ("nine days", "9 days"),
            ("5.40 a.m.", "5.40"),
            ("620 euros", "€620"),
            ("6 percent", "6%"),
            ("Two of the five", "2 of the 5"),
            (
                "in March and fell again in May",
                "in March and dropped again in May",
            ),
            ("Lower Tarn", "Lower-Tarn"),
        ] {
            assert_eq!(MILL.matches(from).count(), 1, "{from}");
            assert_eq!(
                replaced(MILL, &MILL.replace(from, to)),
                [] as [&str; 0],
                "{to}"
            );
        }
        let joined = "The harbour board chose Ines Calder and Piet Harrow as its new pilots, and both start their work at the outer lock on Monday.";
        let reordered =
            joined.replace("Ines Calder and Piet Harrow", "Piet Harrow and Ines Calder");
        assert_eq!(replaced(joined, &reordered), [] as [&str; 0]);
        let active = "Karin Holt thanked Pavel Reuss in front of the whole choir when the last concert of the season was over in the town hall.";
        let passive = active.replace(
            "Karin Holt thanked Pavel Reuss",
            "Pavel Reuss was thanked by Karin Holt",
        );
        assert_eq!(replaced(active, &passive), [] as [&str; 0]);
    }

    #[test]
    fn days_months_and_numbers_are_read_with_the_endings_of_their_language() {
        for (source, changes) in [
            (
                "В посёлке Ручьи в ночь на четверг сгорел старый склад лесопилки, где работали трое сторожей. По словам директора Павла Громова, новый \
                    корпус построят к ноябрю, а деньги на него выделит областной бюджет.",
                vec![
                    ("четверг", "среду", "четверг → среду"),
                    ("трое", "пятеро", "трое → пятеро"),
                    ("ноябрю", "декабрю", "ноябрю → декабрю"),
                    ("Громова", "Громкова", "Павла Громова → Павла Громкова"),
                ],
            ),
            (
                "W środę wieczorem strażacy ugasili pożar w młynie nad rzeką, a dwoje mieszkańców trafiło do szpitala. Remont dachu ma się skończyć w \
                    październiku, jak zapowiedział właściciel budynku.",
                vec![
                    ("środę", "sobotę", "środę → sobotę"),
                    ("dwoje", "troje", "dwoje → troje"),
                    ("październiku", "listopadzie", "październiku → listopadzie"),
                ],
            ),
            (
                "Am Donnerstagabend rollten in Brunnthal zwei Wagen einer Kiesbahn von der Rampe, und der Betreiber sperrte das Werk bis zum Juni. Fahrer \
                    Anton Rieger blieb unverletzt, und Rieger lobte danach die Helfer aus dem Dorf.",
                vec![
                    (
                        "Donnerstagabend",
                        "Samstagabend",
                        "Donnerstagabend → Samstagabend",
                    ),
                    ("in Brunnthal", "in Brunnfeld", "Brunnthal → Brunnfeld"),
                    ("zwei", "drei", "zwei → drei"),
                    ("Juni", "Juli", "Juni → Juli"),
                ],
            ),
            (
                "El puente de la carretera vieja se cerrará el martes por la tarde para revisar los cables, y las obras durarán hasta septiembre porque \
                    faltan cuatro vigas de acero.",
                vec![
                    ("martes", "jueves", "martes → jueves"),
                    ("septiembre", "noviembre", "septiembre → noviembre"),
                    ("cuatro", "siete", "cuatro → siete"),
                ],
            ),
            (
                "緑川町の図書館で金曜日の夕方、司書が古い地図十三枚がなくなっていることに気づいた。館内の窓は閉まっており、警察が調べを進めている。",
                vec![
                    ("緑川町", "黒川町", "緑川町 → 黒川町"),
                    ("金曜日", "土曜日", "金曜日 → 土曜日"),
                    ("十三枚", "三十枚", "十三 → 三十"),
                ],
            ),
            (
                "港区警方通报，星期四晚上有人闯入城东一家旧书店，偷走八本清代县志。店主张某说，监控摄像头在两天前因为停电一直没有恢复工作。",
                vec![
                    ("星期四", "星期六", "星期四 → 星期六"),
                    ("张某", "刘某", "张某 → 刘某"),
                ],
            ),
            (
                "구청은 화요일 오래된 시장 건물의 가게 여섯 곳을 비우게 했다고 밝혔다. 한지수 소방서장은 전선이 낡아 불이 날 위험이 컸다고 설명했다. 수리비는 47억 원이다.",
                vec![
                    ("화요일", "토요일", "화요일 → 토요일"),
                    ("여섯", "열두", "여섯 → 열두"),
                    ("한지수", "한지우", "한지수 → 한지우"),
                    ("47억", "74억", "47억 → 74억"),
                ],
            ),
            (
                "قال المهندس كريم البستاني إن أعمال الجسر القديم ستنتهي قبل الشتاء، وإن البلدية دفعت أجور العمال كلها يوم الاثنين بعد شهر من التأخير.",
                vec![
                    ("البستاني", "الخوري", "البستاني → الخوري"),
                    ("الاثنين", "السبت", "الاثنين → السبت"),
                ],
            ),
        ] {
            each(source, &changes);
        }
    }
}
