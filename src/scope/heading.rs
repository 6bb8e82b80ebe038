//! What is above a text and no sentence of it: headlines, bylines, dates, and the dateline.

use std::ops::Range;

use super::dateline::end_of_dateline;
use super::unspaced;
use crate::text::{Document, Gap, Token};

/// A line of this many words at most, numbers not counted, that ends without a stop is a heading, a byline or a date, not
/// a sentence.
const MAX_WORDS: usize = 14;

/// What ends a sentence, or a clause or quotation that goes on in the next line.
const STOPS: [char; 37] = [
    '.', '!', '?', '…', '。', '｡', '！', '？', '‼', '⁇', '⁈', '⁉', '؟', '۔', '।', '॥', '։', '።',
    '၊', '။', '"', '”', '“', '»', '」', '』', ',', '，', '،', '、', ';', '；', '؛', ':', '：', '(',
    '（',
];

/// Returns the tokens of the lines above the first sentence that are no sentences, and of its
/// dateline; no lines where most of the text is such lines: a poem, a list, a narrow column. Lines
/// inside the text stay: they are subheads, which say what the text says, and sentences without a
/// stop.
pub(super) fn headings(document: &Document) -> Vec<Range<usize>> {
    let tokens = document.tokens();
    let hard_wrapped = is_hard_wrapped(document);
    let mut found: Vec<Range<usize>> = Vec::new();
    let (mut start, mut before) = (0, Gap::Paragraph);
    for at in 1..=tokens.len() {
        let gap = tokens.get(at).map_or(Gap::Paragraph, |token| token.gap());
        if gap < Gap::Line {
            continue;
        }
        // An item of a list starts a sentence; no stop precedes it.
        let (next, last) = (tokens.get(at), tokens.get(at - 1));
        let stopped = match (next, last) {
            (Some(next), Some(last)) => document
                .text()
                .get(last.span().end..next.span().start)
                .unwrap_or("")
                .contains(STOPS),
            _ => true,
        };
        // A line that starts in lower case goes on with the one before; one that starts with a
        // digit does not.
        let wrapped = gap == Gap::Line && next.is_some_and(|next| goes_on(document, next));
        let set_off = !hard_wrapped || before == Gap::Paragraph && gap == Gap::Paragraph;
        if !stopped && !wrapped && set_off && length(document, &(start..at)) <= MAX_WORDS {
            found.push(start..at);
        }
        (start, before) = (at, gap);
    }
    let marked: usize = found.iter().map(Range::len).sum();
    if marked * 5 > tokens.len() * 2 {
        found.clear();
    }
    let mut end = 0;
    let above = found.iter().take_while(|range| {
        let adjoins = range.start == end;
        end = range.end;
        adjoins
    });
    let count = above.count();
    found.truncate(count);
    let start = found.last().map_or(0, |range| range.end);
    found.extend(end_of_dateline(document, start).map(|end| start..end));
    found
}

/// Returns the words of a line that are no numbers: a byline may have two dates.
fn length(document: &Document, line: &Range<usize>) -> usize {
    let tokens = document.tokens().get(line.clone()).unwrap_or_default();
    let is_number = |token: &&Token| document.words()[token.word()].is_number();
    let numbers = tokens.iter().filter(is_number).count();
    // A number of a script without spaces may be half a word there.
    unspaced::words(document, line).saturating_sub(numbers)
}

/// Returns `true` if a token at the start of a line goes on with the line before: it starts in
/// lower case. In a script without case nothing shows it.
fn goes_on(document: &Document, token: &Token) -> bool {
    let text = token.span().slice(document.text()).unwrap_or_default();
    text.starts_with(char::is_lowercase)
}

/// Returns `true` if the lines of a text are cut by their width: a third of the line ends or more
/// lie inside a sentence. There a short line between two others is a part of a sentence that
/// happens to end before a name.
fn is_hard_wrapped(document: &Document) -> bool {
    let lines = document
        .tokens()
        .iter()
        .filter(|token| token.gap() == Gap::Line);
    let (mut wrapped, mut all) = (0, 0);
    for token in lines {
        wrapped += usize::from(goes_on(document, token));
        all += 1;
    }
    wrapped >= 3 && wrapped * 3 >= all
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::TextOptions;

    /// A line that begins with a digit goes on with no line before it.
    #[test]
    fn headlines_and_dates_are_headings() {
        let prose = "The ferry left the harbour at nine with all its passengers aboard. Nobody was hurt, said its owner.";
        let text = format!("Storm Sinks Ferry\nPublished 4 June 2024\n3 min read\n\n{prose}");
        let document = Document::new(&text, &TextOptions::default());
        assert_eq!(
            headings(&document),
            [0..3, 3..7, 7..10],
            "{:?}",
            document.tokens()
        );
        let document = Document::new(prose, &TextOptions::default());
        assert!(headings(&document).is_empty());
        let byline = "By Maria Lind, Night Desk, Norwick, Published 4 June 2024, 14:22 | Updated 5 June 2024, 07:02 | 4 min";
        let document = Document::new(
            &format!("{byline}\n\n{prose}\n\n{prose}"),
            &TextOptions::default(),
        );
        assert_eq!(headings(&document).len(), 1);
    }

    /// Key points under a headline, and menus, are items of a list.
    #[test]
    fn items_above_the_text_are_headings() {
        let prose = "The ferry left the harbour at nine with all its passengers aboard. Nobody was hurt, said its owner, who had feared worse.\n\n\
            The wreck will be towed to the yard on Friday, where divers look at its keel.";
        for mark in ["-", "•", "1)"] {
            let text = format!(
                "Storm Sinks Ferry\n{mark} All Rescued\n{mark} Owner Denies Fault\nBy Maria Lind\n4 June 2024\n\n{prose}"
            );
            let document = Document::new(&text, &TextOptions::default());
            let found = headings(&document);
            let last = found
                .last()
                .and_then(|range| document.tokens().get(range.end - 1));
            let last = last.and_then(|token| token.span().slice(&text));
            assert_eq!((found.len(), last), (5, Some("2024")), "{mark} {found:?}");
        }
    }

    /// Digits of such a script are numbers, no letters.
    #[test]
    fn headings_may_be_numbers_of_any_script() {
        let text = "๒๕๖๗\n๑๒/๖/๒๕๖๗\nข่าวเรือล่ม\n\nเรือข้ามฟากออกจากท่าเรือเวลาเก้าโมงพร้อมผู้โดยสารทุกคน ไม่มีใครได้รับบาดเจ็บ เจ้าของเรือกล่าว.";
        let document = Document::new(text, &TextOptions::default());
        assert_eq!(headings(&document).len(), 3);
    }

    /// Two letters of a script without spaces are a word, and no letter of it shows that a line goes
    /// on.
    #[test]
    fn headings_are_read_in_scripts_without_capitals() {
        let text = "首页 > 新闻 > 本地\n港务局称渡轮触礁原因仍在调查之中并将于下周公布结果\n\n渡轮上午九点离港，船上有二百一十二名乘客。船主说没有人受伤，但拖船要到明天才能把船拉开。海员工会要求检查所有同型的船。";
        let document = Document::new(text, &TextOptions::default());
        assert_eq!(headings(&document), [0..6, 6..31]);
        let text = "غرق العبارة قرب الميناء\nكتبت سلمى حداد\n\nغادرت العبارة الميناء في التاسعة وعلى متنها جميع ركابها. ولم يصب أحد بأذى، كما قال صاحبها يوم الاثنين.";
        let document = Document::new(text, &TextOptions::default());
        assert_eq!(headings(&document), [0..4, 4..7]);
    }

    /// Subheads and sentences without a stop are text; so is a line that leads in to what follows.
    #[test]
    fn lines_inside_the_text_are_no_headings() {
        let text = "Storm Sinks Ferry\n\nThe ferry left the harbour at nine with all its passengers aboard.\n\nA Long Night\n\nNobody \
            was hurt, said its owner.\n\nThe judge had the final say\n\nThe hearing goes on.";
        let document = Document::new(text, &TextOptions::default());
        assert_eq!(headings(&document), [0..3]);
        let text = "Ada Brook told the court on Monday:\nNobody was hurt when the ferry ran aground, and nobody will be.";
        let document = Document::new(text, &TextOptions::default());
        assert!(headings(&document).is_empty());
    }

    /// A dateline says when and where, not what.
    #[test]
    fn a_dateline_is_a_heading() {
        let text = "Storm Sinks Ferry\n\nNORWICK (Corvid) – The ferry left the harbour at nine with all its passengers aboard.";
        let document = Document::new(text, &TextOptions::default());
        assert_eq!(headings(&document), [0..3, 3..5]);
    }

    /// In a text whose lines are cut by their width, a line that ends before a name is no heading;
    /// one between blank lines is.
    #[test]
    fn lines_cut_by_their_width_are_no_headings() {
        let text = "The Storm\n\nThe ferry left the harbour at nine with\nall its passengers aboard, and the owner\nAda Brook \
            said that nobody was hurt when\nthe ship ran aground near the island of\nNorwick before dawn and\nlost a part of its keel.";
        let document = Document::new(text, &TextOptions::default());
        assert_eq!(headings(&document), [0..2]);
    }
}
