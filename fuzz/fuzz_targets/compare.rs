//! Two texts, every option: spans are inside, numbers are in range, pages hold no markup of the
//! texts, JSON comes back as it was, and the same call gives the same answer.
#![no_main]

use libfuzzer_sys::fuzz_target;
use retold::align::AlignOptions;
use retold::report::Overview;
use retold::scope::{ScopeOptions, SetAsideReason};
use retold::{Comparison, Detector, Document, Span, TextOptions};
use retold_fuzz::{Bytes, text};

fuzz_target!(|bytes: &[u8]| {
    let mut bytes = Bytes::new(bytes);
    let (flags, more, rules) = (bytes.byte(), bytes.byte(), bytes.short());
    let source = text(&mut bytes, "");
    let suspicious = match flags & 0xC0 {
        0xC0 => String::from_utf8_lossy(bytes.rest()).into_owned(),
        _ => text(&mut bytes, &source),
    };
    // Bits of a number switch the rules, and others what the caller names.
    let mut scope = ScopeOptions::none();
    for (bit, rule) in SetAsideReason::ALL.into_iter().enumerate() {
        if rules >> bit & 1 == 1 {
            scope = scope.with(rule);
        }
    }
    if flags & 8 != 0 {
        scope = scope.phrases(["the bridge", "said", ""]);
    }
    if flags & 16 != 0 {
        let boilerplate = "the council said that the bridge was closed";
        scope = scope.boilerplate([Document::new(boilerplate, &TextOptions::default())]);
    }
    let align = AlignOptions::default()
        .edits(flags & 1 != 0)
        .min_length(usize::from(more));
    let detector = Detector::builder()
        .align(align)
        .scope(scope)
        .sentences(flags & 4 != 0)
        .build();
    let comparison = detector.compare(&source, &suspicious);
    check(&comparison, &source, &suspicious);
    check_forms(&comparison, &source, &suspicious, usize::from(more));
    if flags & 32 != 0 {
        // The memory that a thread keeps has no part in the answer.
        let _ = detector.compare(&suspicious, &source);
        assert_eq!(detector.compare(&source, &suspicious), comparison);
    }
});

fn check(comparison: &Comparison, source: &str, suspicious: &str) {
    let inside = |span: Span, text: &str| {
        assert!(span.slice(text).is_some(), "{span:?}");
    };
    for share in [
        comparison.score.probability,
        comparison.reused,
        comparison.covered,
    ] {
        assert!((0.0..=1.0).contains(&share), "{share}");
    }
    let mut end = 0;
    for passage in &comparison.passages {
        inside(passage.source, source);
        inside(passage.suspicious, suspicious);
        assert!(passage.source.start < passage.source.end);
        assert!(
            end <= passage.suspicious.start && passage.suspicious.start < passage.suspicious.end
        );
        end = passage.suspicious.end;
        assert!((0.0..=1.0).contains(&passage.identity) && passage.strength.is_finite());
        let within = |edit: Option<Span>, passage: Span| {
            edit.is_none_or(|edit| passage.start <= edit.start && edit.end <= passage.end)
        };
        for edit in &passage.edits {
            assert!(within(edit.source, passage.source));
            assert!(within(edit.suspicious, passage.suspicious));
            edit.source
                .into_iter()
                .for_each(|span| inside(span, source));
            edit.suspicious
                .into_iter()
                .for_each(|span| inside(span, suspicious));
        }
    }
    for set_aside in &comparison.set_aside {
        set_aside
            .suspicious
            .into_iter()
            .for_each(|span| inside(span, suspicious));
        set_aside
            .source
            .into_iter()
            .for_each(|span| inside(span, source));
    }
}

fn check_forms(comparison: &Comparison, source: &str, suspicious: &str, width: usize) {
    let json = serde_json::to_string(comparison).expect("a comparison is JSON");
    let read: Comparison = serde_json::from_str(&json).expect("and is read again");
    assert_eq!(&read, comparison);
    let mut overview = Overview::new();
    overview.add(source, suspicious, comparison, None);
    // The page of a comparison has the script of its tables and the one of its texts.
    let page = comparison.to_html(source, suspicious);
    for (page, scripts) in [(page, 2), (overview.to_string(), 1)] {
        assert!(!page.contains(['\0', '\u{202e}', '\u{2066}', '\u{1b}']));
        let (opened, closed) = (
            page.matches("<script").count(),
            page.matches("</script").count(),
        );
        assert!(opened == closed && opened <= scripts, "{opened} scripts");
        assert_eq!(page.matches("</style").count(), 1);
        assert_eq!(page.matches("<a ").count(), page.matches("</a>").count());
    }
    let page = retold::report::text(comparison, source, suspicious)
        .width(width)
        .to_string();
    let allowed = |c: char| c == '\n' || !c.is_control();
    assert!(page.chars().all(allowed), "{page:?}");
    assert!(!page.contains(['\u{202e}', '\u{2066}', '\u{2028}', '\u{2029}']));
}
