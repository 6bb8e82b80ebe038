//! One text as a column of a page: paragraphs, cut wherever a passage, something set aside or a
//! finding begins or ends.

use unicode_width::UnicodeWidthStr;

use crate::Span;

/// What a stretch of a text belongs to.
#[derive(Debug, Clone, Copy)]
pub(super) enum Layer {
    /// A passage, by its place in the order of the page.
    Passage(usize),
    /// Something remarkable, in words; set aside if it took no part in the comparison.
    Note { text: &'static str, aside: bool },
}

/// A text laid out.
#[derive(Debug, Default)]
pub(super) struct Column<'t> {
    pub(super) paragraphs: Vec<Vec<Piece<'t>>>,
    /// For each passage, the first and the last of the pieces with a colour that it consists of,
    /// counted over the whole column.
    pub(super) ranges: Vec<Option<(usize, usize)>>,
}

impl Column<'_> {
    /// Returns the first and the last coloured piece of a passage as the page's script reads them;
    /// nothing if it has none.
    pub(super) fn range(&self, passage: usize) -> String {
        match self.ranges.get(passage) {
            Some(Some((first, last))) => format!("{first} {last}"),
            _ => String::new(),
        }
    }
}

/// A stretch of text that belongs to the same things all along.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Piece<'t> {
    pub(super) text: &'t str,
    /// The passages that begin here.
    pub(super) begins: Vec<usize>,
    /// The passage that lends its colour: of those that overlap, the one that began last.
    pub(super) passage: Option<usize>,
    /// Whether it belongs to several passages.
    pub(super) shared: bool,
    pub(super) aside: bool,
    pub(super) note: Option<&'static str>,
}

impl Piece<'_> {
    /// Returns `true` if it is remarkable for something that can't be seen.
    pub(super) fn is_void(&self) -> bool {
        self.note.is_some() && self.text.width() == 0
    }
}

/// Lays out `text`; what doesn't fit it is left out.
///
/// Costs a sort of the layers, then for each border a look at the layers that overlap there.
pub(super) fn column<'t>(text: &'t str, passages: usize, layers: &[(Span, Layer)]) -> Column<'t> {
    let mut fitting: Vec<(Span, Layer)> = layers.to_vec();
    fitting.retain(|(span, _)| {
        span.slice(text)
            .is_some_and(|slice| !slice.trim().is_empty())
    });
    fitting.sort_by_key(|(span, _)| (span.start, std::cmp::Reverse(span.end)));
    let mut borders: Vec<usize> = fitting
        .iter()
        .flat_map(|(span, _)| [span.start, span.end])
        .collect();
    borders.sort_unstable();
    borders.dedup();

    let mut sweep = Sweep {
        column: Column::default(),
        layers: fitting.into_iter().peekable(),
        active: Vec::new(),
        waiting: Vec::new(),
        coloured: 0,
    };
    sweep.column.ranges = vec![None; passages];
    let mut borders = borders.into_iter().peekable();
    for paragraph in paragraphs(text) {
        let mut pieces = Vec::new();
        let mut start = paragraph.start;
        while start < paragraph.end {
            while borders.next_if(|&border| border <= start).is_some() {}
            let end = borders
                .peek()
                .copied()
                .unwrap_or(paragraph.end)
                .min(paragraph.end);
            pieces.push(sweep.piece(text, Span::new(start, end)));
            start = end;
        }
        sweep.column.paragraphs.push(pieces);
    }
    sweep.column
}

struct Sweep<'t, L: Iterator<Item = (Span, Layer)>> {
    column: Column<'t>,
    layers: std::iter::Peekable<L>,
    /// What the current stretch belongs to, in the order in which it began.
    active: Vec<(Span, Layer)>,
    /// Passages that have begun and were not shown yet.
    waiting: Vec<usize>,
    coloured: usize,
}

impl<'t, L: Iterator<Item = (Span, Layer)>> Sweep<'t, L> {
    fn piece(&mut self, text: &'t str, span: Span) -> Piece<'t> {
        self.active.retain(|(active, _)| active.end > span.start);
        while let Some(layer) = self.layers.next_if(|(layer, _)| layer.start <= span.start) {
            if let Layer::Passage(number) = layer.1 {
                self.waiting.push(number);
            }
            if layer.0.end > span.start {
                self.active.push(layer);
            }
        }
        let mut piece = Piece {
            text: span.slice(text).unwrap_or_default(),
            ..Piece::default()
        };
        for (_, layer) in &self.active {
            match *layer {
                Layer::Passage(number) => {
                    piece.shared = piece.passage.is_some();
                    piece.passage = Some(number);
                    if let Some(range) = self.column.ranges.get_mut(number) {
                        range.get_or_insert((self.coloured, self.coloured)).1 = self.coloured;
                    }
                }
                Layer::Note { text, aside } => {
                    piece.note = Some(text);
                    piece.aside |= aside;
                }
            }
        }
        self.coloured += usize::from(piece.passage.is_some());
        piece.begins = std::mem::take(&mut self.waiting);
        piece
    }
}

/// Returns the stretches between empty lines.
fn paragraphs(text: &str) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    let mut start = 0;
    let mut open = false;
    for line in text.split_inclusive('\n') {
        let words = line.trim_end().len();
        let blank = line.trim().is_empty();
        match found.last_mut() {
            _ if blank => {}
            Some(last) if open => last.end = start + words,
            _ => found.push(Span::new(start, start + words)),
        }
        open = !blank;
        start += line.len();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn texts<'t>(column: &Column<'t>) -> Vec<Vec<&'t str>> {
        column
            .paragraphs
            .iter()
            .map(|pieces| pieces.iter().map(|piece| piece.text).collect())
            .collect()
    }

    #[test]
    fn a_passage_over_two_paragraphs_is_one_range_of_pieces() {
        let text = "One two.\n\nThree\nfour.  \n \nFive.\n";
        let column = column(text, 1, &[(Span::new(4, 15), Layer::Passage(0))]);
        assert_eq!(
            texts(&column),
            [
                vec!["One ", "two."],
                vec!["Three", "\nfour."],
                vec!["Five."]
            ]
        );
        assert_eq!(column.ranges, [Some((0, 1))]);
        assert_eq!(column.paragraphs[0][1].begins, [0]);
        assert!(
            column.paragraphs[1][0].begins.is_empty(),
            "the number occurs once"
        );
    }

    /// One stretch of the source may serve several passages.
    #[test]
    fn overlapping_passages_share_pieces_and_keep_their_ranges() {
        let text = "abcdefgh";
        let layers = [
            (Span::new(0, 6), Layer::Passage(0)),
            (Span::new(2, 4), Layer::Passage(1)),
            (Span::new(3, 8), Layer::Passage(2)),
        ];
        let column = column(text, 3, &layers);
        assert_eq!(texts(&column), [["ab", "c", "d", "ef", "gh"]]);
        assert_eq!(column.ranges, [Some((0, 3)), Some((1, 2)), Some((2, 4))]);
        let colours: Vec<_> = column.paragraphs[0]
            .iter()
            .map(|piece| (piece.passage, piece.shared))
            .collect();
        assert_eq!(
            colours,
            [
                (Some(0), false),
                (Some(1), true),
                (Some(2), true),
                (Some(2), true),
                (Some(2), false)
            ]
        );
    }

    #[test]
    fn what_is_set_aside_or_remarkable_is_noted() {
        let note = |aside| Layer::Note { text: "why", aside };
        let column = column(
            "ab cd ef",
            0,
            &[
                (Span::new(0, 2), note(true)),
                (Span::new(3, 5), note(false)),
            ],
        );
        let notes: Vec<_> = column.paragraphs[0]
            .iter()
            .map(|piece| (piece.text, piece.note.is_some(), piece.aside))
            .collect();
        assert_eq!(
            notes,
            [
                ("ab", true, true),
                (" ", false, false),
                ("cd", true, false),
                (" ef", false, false)
            ]
        );
    }

    proptest! {
        /// Whatever the layers, also those of another text: every word is shown once and in order.
        #[test]
        fn every_word_is_shown(text in "[a-zé \n]{0,60}", spans in prop::collection::vec((0..70usize, 0..30usize), 0..8)) {
            let layers: Vec<_> = spans.iter().enumerate().map(|(i, &(start, length))| (Span::new(start, start + length), Layer::Passage(i))).collect();
            let column = column(&text, layers.len(), &layers);
            let shown: String = texts(&column).iter().map(|pieces| pieces.concat() + "\n").collect();
            prop_assert!(shown.split_whitespace().eq(text.split_whitespace()));
            let begun = column.paragraphs.iter().flatten().map(|piece| piece.begins.len()).sum::<usize>();
            prop_assert_eq!(begun, column.ranges.iter().flatten().count());
        }
    }
}
