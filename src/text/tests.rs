//! What folding and splitting promise, by example.

use super::scan::word_hashes_up_to;
use super::{Document, FindingKind, Gap, Language, TextOptions};

fn document(text: &str) -> Document {
    Document::new(
        text,
        &TextOptions {
            language: Some(Language::English),
            ..TextOptions::default()
        },
    )
}

fn words(text: &str) -> Vec<String> {
    let document = document(text);
    document
        .tokens()
        .iter()
        .map(|token| document.written_text(token.word()).to_owned())
        .collect()
}

#[test]
fn the_same_words_however_they_are_written() {
    for (clean, written) in [
        ("the border was closed", "thе bоrdеr wаs сlоsеd"),
        (
            "the border was closed",
            "the bor\u{200b}der\u{feff} was \u{2060}clo\u{200d}sed",
        ),
        ("the border was closed", "the bor\u{ad}der was clo\u{ad}sed"),
        ("the border was closed", "ｔｈｅ ｂｏrder was ＣＬosed"),
        (
            "the border was closed",
            "the\u{a0}border\u{2009}was\u{3000}closed",
        ),
        ("the border was closed", "the bor-\nder was clo-\r\nsed"),
        ("the border was closed", "the bor\u{ad}\nder was closed"),
        (
            "the border was closed",
            "t\u{301}he b\u{301}ord\u{301}er w\u{301}as c\u{301}losed\u{301}",
        ),
        ("the border was closed", "THE BORDER WAS CLOSED"),
        (
            "the border was closed",
            "\u{202e}the bor\u{202c}der was closed",
        ),
        ("the border was closed", "𝐭𝐡𝐞 𝓫order was ⓒlosed"),
        (
            "the border was closed",
            "the border ᴡas closed".replace('ᴡ', "w").as_str(),
        ),
        ("it's closed. Then", "it’s closed.Then"),
        ("it's", "it‘s"),
        ("café", "cafe\u{301}"),
        ("1234 people", "1,234 people"),
        ("straße", "STRAßE"),
        ("οδος", "ΟΔΟΣ"),
    ] {
        assert_eq!(words(written), words(clean), "{written}");
    }
}

#[test]
fn genuine_scripts_are_left_alone() {
    for (text, expected) in [
        ("Новый мост закрыли", vec!["новый", "мост", "закрыли"]),
        ("и\u{306}од", vec!["йод"]),
        ("Ο δήμος", vec!["ο", "δήμοσ"]),
        ("naïve Zoë façade", vec!["naïve", "zoë", "façade"]),
        ("كَتَبَ", vec!["كَتَبَ"]),
        ("हिन्दी", vec!["हिन्दी"]),
        ("桥关闭了", vec!["桥", "关", "闭", "了"]),
        ("カタカナです", vec!["カタカナ", "で", "す"]),
        ("한국어 문장", vec!["한국어", "문장"]),
        ("ไทย", vec!["ไ", "ท", "ย"]),
    ] {
        assert_eq!(words(text), expected, "{text}");
    }
}

#[test]
fn full_stops_part_words_but_not_letters_or_numbers() {
    assert_eq!(
        words("admitted.It was 3.14 in the U.S. e.g. on www.example.org"),
        [
            "admitted", "it", "was", "3.14", "in", "the", "u.s", "e.g", "on", "www", "example",
            "org"
        ]
    );
    assert_eq!(
        words("at 10:30 or 1;2 a:b"),
        ["at", "10", "30", "or", "1", "2", "a", "b"]
    );
}

#[test]
fn findings_say_what_where_and_how_often() {
    let text = "The bоrder was clo\u{200b}sed.Then ｉt re-\nopened\u{a0}again, \u{301}";
    let document = document(text);
    let found: Vec<_> = document
        .findings()
        .iter()
        .map(|found| (found.kind, found.count, found.spans[0].slice(text).unwrap()))
        .collect();
    assert_eq!(
        found,
        [
            (FindingKind::Lookalike, 1, "bоrder"),
            (FindingKind::Invisible, 1, "\u{200b}"),
            (FindingKind::CombiningMark, 1, "\u{301}"),
            (FindingKind::WidthForm, 1, "ｉ"),
            (FindingKind::OddSpace, 1, "\u{a0}"),
            (FindingKind::LineHyphen, 1, "\n"),
            (FindingKind::MissingSpace, 1, "."),
        ]
    );
}

#[test]
fn honest_typography_is_no_finding() {
    for text in [
        "\u{feff}“It’s closed,” she said – twice… for £5 or €6.",
        "Der Fluß „steigt“, sagte Zoë.",
        "Новый мост – это «радость».",
        "नहीं\u{200d}",
        "می\u{200c}خواهم",
        "Family: 👨\u{200d}👩\u{200d}👧",
        "桥，关闭了。",
    ] {
        assert_eq!(document(text).findings(), [], "{text}");
    }
}

#[test]
fn spans_and_gaps_tie_words_to_the_text() {
    let text = "Mr. Smith left.\nHe said: “No.” Then\n\nit rained.";
    let document = document(text);
    let tokens: Vec<_> = document
        .tokens()
        .iter()
        .map(|token| {
            (
                token.span().slice(text).unwrap(),
                token.gap(),
                token.is_capitalised(),
            )
        })
        .collect();
    assert_eq!(
        tokens,
        [
            ("Mr", Gap::Paragraph, true),
            ("Smith", Gap::None, true),
            ("left", Gap::None, false),
            ("He", Gap::Sentence, true),
            ("said", Gap::None, false),
            ("No", Gap::None, true),
            ("Then", Gap::Sentence, true),
            ("it", Gap::Paragraph, false),
            ("rained", Gap::None, false),
        ]
    );
    assert_eq!(
        document.sentences().collect::<Vec<_>>(),
        [0..3, 3..6, 6..7, 7..9]
    );
}

#[test]
fn nothing_makes_it_panic() {
    for part in [
        "\u{301}",
        "a\u{301}",
        "-\n",
        "a-\n",
        ".",
        "a.",
        "’",
        "a’",
        "о",
        "漢",
        "\u{200b}",
        "_",
        "1,",
        "\0",
        "\u{e0100}",
        "ﷺ",
        "\u{1100}",
    ] {
        for count in [1, 63, 64, 65, 1000] {
            let text = part.repeat(count);
            let document = document(&text);
            for token in document.tokens() {
                assert!(token.span().slice(&text).is_some());
            }
        }
    }
}

/// A text is read up to the same byte into a document and into a signature, whatever is there.
#[test]
fn streams_and_documents_stop_at_the_same_byte() {
    let text =
        "The ferry Aurelia, naïve — “ﬁne”, left 漢字 at 9.30 \u{fdfa} on 👩\u{200d}👩 Monday";
    for limit in 0..=text.len() + 2 {
        let document = Document::read_up_to(limit, text, &TextOptions::default());
        let words = document
            .tokens()
            .iter()
            .map(|token| document.words()[token.word()].hash());
        let mut hashes = Vec::new();
        word_hashes_up_to(limit, text, &mut hashes);
        assert_eq!(words.collect::<Vec<_>>(), hashes, "{limit}");
        let unread = document
            .findings()
            .iter()
            .find(|finding| finding.kind == FindingKind::Unread);
        assert_eq!(unread.is_some(), limit < text.len(), "{limit}");
        if let Some(finding) = unread {
            assert!(finding.spans[0].start <= limit && limit - finding.spans[0].start < 4);
            assert_eq!(finding.spans[0].end, text.len());
        }
    }
}

/// Memory is reserved for what is kept: a long text of blanks has no word.
#[test]
fn blanks_reserve_little() {
    let blanks = " ".repeat(64 << 20);
    let mut hashes = Vec::new();
    super::word_hashes(&blanks, &mut hashes);
    assert!(hashes.is_empty() && hashes.capacity() < 1 << 20);
    assert!(document(&blanks).token_capacity() < 1 << 20);
}
