//! A copy that differs in spelling alone is as much a copy as one that does not.
//!
//! Each kind of variant is applied to letters chosen at random, or to all letters where one text
//! gives up a letter altogether.

use proptest::prelude::*;
use proptest::sample::select;
use proptest::test_runner::{Config, TestRunner};
use retold::Detector;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

const GREEK: &str = "Ο δήμος έκλεισε χθες την παλιά γέφυρα, επειδή οι μηχανικοί βρήκαν ρωγμές σε τρεις κολόνες. Η δήμαρχος Ελένη Μάρκου είπε ότι η ασφάλεια των \
πολιτών προηγείται. Κάθε μέρα περνούν από εκεί 14.200 αυτοκίνητα και δύο γραμμές λεωφορείων. Τα φορτηγά πρέπει τώρα να κάνουν τον γύρο από τον αυτοκινητόδρομο, \
που είναι έντεκα χιλιόμετρα μακρύτερος. Οι έμποροι της αγοράς φοβούνται ότι θα χάσουν πελάτες πριν από το καλοκαίρι. Η επισκευή θα κοστίσει περίπου τέσσερα \
εκατομμύρια ευρώ και θα κρατήσει εννέα μήνες.";

const HEBREW: &str = "העירייה סגרה אתמול את הגשר הישן, משום שהמהנדסים מצאו סדקים בשלושה עמודים. ראש העירייה אמר כי בטיחות התושבים קודמת לכל. בכל יום עוברים \
שם 14,200 כלי רכב ושני קווי אוטובוס. המשאיות צריכות עכשיו לנסוע בכביש המהיר, שהוא ארוך יותר באחד עשר קילומטרים. הסוחרים בשוק חוששים שיאבדו לקוחות לפני הקיץ. \
התיקון יעלה כארבעה מיליון שקלים ויימשך תשעה חודשים.";

const SERBIAN: &str = "Град је јуче затворио стари мост, јер су инжењери нашли пукотине у три стуба. Градоначелник Милан Петровић је рекао да је безбедност грађана \
на првом месту. Преко моста сваког дана прелази 14.200 возила и две аутобуске линије. Камиони сада морају да иду аутопутем, који је дужи једанаест километара. \
Трговци са пијаце страхују да ће изгубити купце пре лета. Поправка ће коштати око четири милиона евра и трајаће девет месеци. Љубитељи старе архитектуре траже да \
се сачувају камени лукови и њихови украси.";

/// Which letters of a text are changed: all, or some at random.
#[derive(Debug, Clone)]
struct Letters {
    share: u32,
    seed: u64,
}

impl Letters {
    fn some() -> impl Strategy<Value = Self> {
        (select(vec![10_u32, 50, 100]), any::<u64>()).prop_map(|(share, seed)| Self { share, seed })
    }

    /// A number below 100 for the next letter.
    fn next(&mut self) -> u32 {
        self.seed = self
            .seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.seed >> 33) as u32 % 100
    }

    /// Replaces each letter that is chosen and for which `to` has something else.
    fn replace(mut self, text: &str, to: impl Fn(char, u32) -> Option<String>) -> String {
        let mut changed = String::with_capacity(2 * text.len());
        for c in text.chars() {
            let number = self.next();
            match to(c, number).filter(|_| number < self.share) {
                Some(instead) => changed.push_str(&instead),
                None => changed.push(c),
            }
        }
        changed
    }
}

/// Asserts that `variant` is told from `text` as little as `text` itself is, in both directions.
fn assert_is_a_copy(name: &str, text: &str, variant: &str) {
    assert_ne!(text, variant, "{name}: nothing was changed");
    let detector = Detector::default();
    let plain = detector.compare(text, text);
    for (source, suspicious) in [(text, variant), (variant, text)] {
        let comparison = detector.compare(source, suspicious);
        assert!(
            comparison.score.probability >= plain.score.probability - 0.02
                && comparison.reused >= plain.reused - 0.02,
            "{name}: probability {} of {}, reused {} of {}\n{suspicious}",
            comparison.score.probability,
            plain.score.probability,
            comparison.reused,
            plain.reused,
        );
    }
}

fn check(name: &str, text: &str, variant: impl Fn(&str, Letters) -> String) {
    let config = Config {
        cases: 12,
        failure_persistence: None,
        ..Config::default()
    };
    let outcome = TestRunner::new(config).run(&Letters::some(), |letters| {
        assert_is_a_copy(name, text, &variant(text, letters));
        Ok(())
    });
    assert!(outcome.is_ok(), "{name}: {outcome:?}");
}

fn fixture(language: &str) -> String {
    let path = format!("fixtures/harbour_bridge/{language}/original.txt");
    let text = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(!text.is_empty(), "{path} is missing");
    text
}

/// Without accents and other marks.
fn bare(text: &str) -> String {
    text.nfd().filter(|&c| !is_combining_mark(c)).collect()
}

#[test]
fn vowel_marks_and_fillers_of_arabic() {
    let marks = [
        '\u{64E}', '\u{64F}', '\u{650}', '\u{651}', '\u{652}', '\u{640}',
    ];
    check("harakat", &fixture("ar"), |text, letters| {
        letters.replace(text, |c, number| {
            let mark = marks[number as usize % marks.len()];
            matches!(c, '\u{628}'..='\u{63A}' | '\u{641}'..='\u{648}').then(|| format!("{c}{mark}"))
        })
    });
}

#[test]
fn points_of_hebrew() {
    check("niqqud", HEBREW, |text, letters| {
        letters.replace(text, |c, number| {
            let mark = char::from_u32(0x5B0 + number % 13)?;
            ('\u{5D0}'..='\u{5EA}')
                .contains(&c)
                .then(|| format!("{c}{mark}"))
        })
    });
}

#[test]
fn the_russian_yo() {
    check("ё", &fixture("ru"), |text, letters| {
        letters.replace(text, |c, _| (c == 'е').then(|| "ё".to_owned()))
    });
}

#[test]
fn digits_of_every_script() {
    const ZEROS: [u32; 8] = [0x660, 0x6F0, 0x966, 0x9E6, 0xE50, 0x1040, 0xFF10, 0x1D7CE];
    for language in ["en", "ar", "hi", "ko"] {
        for zero in ZEROS {
            let digits = |c: char| char::from_u32(zero + c.to_digit(10)?).map(String::from);
            let text = bare_digits(&fixture(language));
            let all = Letters {
                share: 100,
                seed: 1,
            };
            let variant = all.replace(&text, |c, _| digits(c));
            assert_is_a_copy(&format!("{language}, {zero:X}"), &text, &variant);
        }
    }
}

/// With ASCII digits for those of its script.
fn bare_digits(text: &str) -> String {
    text.chars()
        .map(|c| match c {
            '٠'..='٩' => char::from(b'0' + (c as u32 - 0x660) as u8),
            '०'..='९' => char::from(b'0' + (c as u32 - 0x966) as u8),
            _ => c,
        })
        .collect()
}

#[test]
fn vietnamese_without_diacritics() {
    let text = fixture("vi");
    let variant = bare(&text).replace('đ', "d").replace('Đ', "D");
    assert_is_a_copy("Vietnamese", &text, &variant);
}

#[test]
fn accents_of_other_languages() {
    for language in ["fr", "es", "it", "pl"] {
        let text = fixture(language);
        let variant = bare(&text).replace('ł', "l").replace('Ł', "L");
        assert_is_a_copy(language, &text, &variant);
    }
}

#[test]
fn greek_capitals_without_accents() {
    assert_is_a_copy("capitals", GREEK, &bare(GREEK).to_uppercase());
    assert_is_a_copy("without accents", GREEK, &bare(GREEK));
}

#[test]
fn german_umlauts_in_two_letters() {
    let text = fixture("de");
    let mut variant = text.clone();
    for (letter, instead) in [
        ("ä", "ae"),
        ("ö", "oe"),
        ("ü", "ue"),
        ("Ä", "Ae"),
        ("Ö", "Oe"),
        ("Ü", "Ue"),
        ("ß", "ss"),
    ] {
        variant = variant.replace(letter, instead);
    }
    assert_is_a_copy("umlauts", &text, &variant);
    assert_is_a_copy("sharp s", &text, &text.replace('ß', "ss"));
}

#[test]
fn turkish_capitals() {
    let text = fixture("tr");
    let capitals = text.replace('i', "İ").to_uppercase();
    assert_is_a_copy("capitals", &text, &capitals);
    assert_is_a_copy(
        "capitals lowered",
        &text,
        &capitals.replace('İ', "I").to_lowercase(),
    );
}

#[test]
fn serbian_in_the_other_alphabet() {
    let latin = |c: char| match c {
        'љ' => "lj",
        'њ' => "nj",
        'џ' => "dž",
        _ => {
            let from = "абвгдђежзијклмнопрстћуфхцчш";
            let to = "abvgdđežzijklmnoprstćufhcčš";
            let at = from
                .chars()
                .position(|letter| letter == c)
                .unwrap_or(usize::MAX);
            let start = to
                .char_indices()
                .nth(at)
                .map_or(to.len(), |(start, _)| start);
            let end = to
                .char_indices()
                .nth(at.saturating_add(1))
                .map_or(to.len(), |(end, _)| end);
            &to[start..end]
        }
    };
    let mut variant = String::new();
    for c in SERBIAN.chars() {
        let lower = c.to_lowercase().next().unwrap_or(c);
        match latin(lower) {
            "" => variant.push(c),
            letters if c == lower => variant.push_str(letters),
            letters => {
                let mut letters = letters.chars();
                variant.extend(letters.next().into_iter().flat_map(char::to_uppercase));
                variant.extend(letters);
            }
        }
    }
    assert_is_a_copy("Serbian", SERBIAN, &variant);
}
