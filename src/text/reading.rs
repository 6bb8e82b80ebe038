//! Two documents in one language and one spelling, so that the same words have the same stems.

use std::borrow::Cow;

use super::{Document, Rarity};
use crate::language::Language;

/// Puts two documents into one language and one spelling.
///
/// A few words are easily taken for another language, and then no stem would match. So unless both
/// languages are certain, the document whose language is less so is put into the other one's. Where
/// they are certain and differ, the documents stay as they are: they are in two languages. In one
/// language, letters that only one of the documents has and that its writers may avoid are read as
/// those who avoid them write.
pub(crate) fn in_one_reading<'a>(
    source: &'a Document,
    suspicious: &'a Document,
    rarity: Option<&Rarity>,
) -> (Cow<'a, Document>, Cow<'a, Document>) {
    let (mut source, mut suspicious) = (Cow::Borrowed(source), Cow::Borrowed(suspicious));
    if source.language() != suspicious.language() {
        if source.language_is_certain() && suspicious.language_is_certain() {
            return (source, suspicious);
        }
        let again = |document: &Document, language: Language| {
            Cow::Owned(document.clone().with_language(language, rarity))
        };
        if confidence(&source) >= confidence(&suspicious) {
            suspicious = again(&suspicious, source.language());
        } else {
            source = again(&source, suspicious.language());
        }
    }
    let differing = source
        .optional_letters()
        .differing(suspicious.optional_letters());
    for document in [&mut source, &mut suspicious] {
        let avoided = document.optional_letters().shared(differing);
        if !avoided.is_empty() {
            let again = document.clone().into_owned();
            let language = again.language();
            *document = Cow::Owned(again.with_spelling(language, avoided, rarity));
        }
    }
    (source, suspicious)
}

/// Orders documents by how far their language can be relied on.
fn confidence(document: &Document) -> (bool, bool, usize) {
    (
        document.language().is_supported(),
        document.language_is_certain(),
        document.tokens().len(),
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::TextOptions;

    fn words(source: &str, suspicious: &str) -> (Vec<u64>, Vec<u64>) {
        let read = |text: &str| Document::new(text, &TextOptions::default());
        let (source, suspicious) = (read(source), read(suspicious));
        let (source, suspicious) = in_one_reading(&source, &suspicious, None);
        assert_eq!(source.language(), suspicious.language());
        let words = |document: &Document| document.words().iter().map(|word| word.hash()).collect();
        (words(&source), words(&suspicious))
    }

    /// Protects copies that are typed without what the language's ordinary spelling has.
    #[test]
    fn a_copy_in_another_spelling_has_the_same_words() {
        for (source, suspicious) in [
            (
                "Die Brücke über die Förde wurde gestern gesperrt, weil große Risse gefunden wurden. Die Bürger müssen warten.",
                "Die Bruecke ueber die Foerde wurde gestern gesperrt, weil grosse Risse gefunden wurden. Die Buerger muessen warten.",
            ),
            (
                "Cây cầu cũ sẽ đóng cửa mười một tuần sau khi các kỹ sư phát hiện vết nứt ở ba trụ cầu.",
                "Cay cau cu se dong cua muoi mot tuan sau khi cac ky su phat hien vet nut o ba tru cau.",
            ),
            (
                "Ο δήμος έκλεισε χθες την παλιά γέφυρα, επειδή οι μηχανικοί βρήκαν ρωγμές σε τρεις κολόνες.",
                "Ο ΔΗΜΟΣ ΕΚΛΕΙΣΕ ΧΘΕΣ ΤΗΝ ΠΑΛΙΑ ΓΕΦΥΡΑ, ΕΠΕΙΔΗ ΟΙ ΜΗΧΑΝΙΚΟΙ ΒΡΗΚΑΝ ΡΩΓΜΕΣ ΣΕ ΤΡΕΙΣ ΚΟΛΟΝΕΣ.",
            ),
            (
                "Град је јуче затворио стари мост, јер су инжењери нашли пукотине у три стуба.",
                "Grad je juče zatvorio stari most, jer su inženjeri našli pukotine u tri stuba.",
            ),
            (
                "أَعْلَنَتِ الْوَزَارَةُ أَنَّ الْمَدَارِسَ سَتُغْلَقُ يَوْمَ الْخَمِيسِ بِسَبَبِ الْعَاصِفَةِ وَأَنَّ الدُّرُوسَ سَتُعَادُ.",
                "أعلنت الوزارة أن المدارس ستغلق يوم الخميس بسبب العاصفة وأن الدروس ستعاد.",
            ),
            (
                "市政府昨天關閉了舊橋，因為工程師在三個橋墩上發現了裂縫。",
                "市政府昨天关闭了旧桥，因为工程师在三个桥墩上发现了裂缝。",
            ),
            (
                "Belediye dün ışıkları söndürdü, çünkü yağmur yağıyordu ve yollar kapalıydı.",
                "BELEDİYE DÜN IŞIKLARI SÖNDÜRDÜ, ÇÜNKÜ YAĞMUR YAĞIYORDU VE YOLLAR KAPALIYDI.",
            ),
        ] {
            let (source, suspicious) = words(source, suspicious);
            assert_eq!(source, suspicious);
        }
    }

    #[test]
    fn two_languages_stay_two() {
        let read = |text: &str| Document::new(text, &TextOptions::default());
        let english = read(
            "The town closed the old bridge yesterday because the engineers had found cracks in three of its piers, and the mayor said that it will stay closed until they have been repaired.",
        );
        let german = read(
            "Die Stadt hat gestern die alte Brücke gesperrt, weil die Ingenieure in drei Pfeilern Risse gefunden hatten, und der Bürgermeister sagte, dass sie gesperrt bleibt, bis sie repariert ist.",
        );
        let (source, suspicious) = in_one_reading(&english, &german, None);
        assert_eq!(source.language(), Language::English);
        assert_eq!(suspicious.language(), Language::German);
        // Three words leave the language open, and take that of the other text.
        let few = read("Die alte Brücke");
        let (_, few) = in_one_reading(&english, &few, None);
        assert_eq!(few.language(), Language::English);
    }
}
