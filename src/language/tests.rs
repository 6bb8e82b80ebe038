use std::collections::HashSet;

use super::data::lines_of;
use super::table::{Capitals, Script};
use super::*;

/// Protects the promise that a language is one row: whatever a row lacks is named here.
#[test]
fn every_row_is_complete() {
    for profile in Profile::all() {
        let name = profile.name;
        let language = profile.language;
        assert_eq!(language.profile().map(|row| row.name), Some(name));
        assert!(
            profile.code.len() == 2 && profile.code.bytes().all(|byte| byte.is_ascii_lowercase()),
            "{name}: the code {:?} has two letters",
            profile.code
        );
        assert!(!profile.scripts.is_empty(), "{name}: scripts");
        assert!(!profile.letters.is_empty(), "{name}: letters");
        assert!(matches!(profile.decimal, ',' | '.'), "{name}: decimal");
        let words: HashSet<_> = function_words(language).collect();
        assert!(
            words.len() >= 100,
            "{name}: {} function words; add some to function_words.tsv",
            words.len()
        );
        let has_capitals = profile
            .scripts
            .iter()
            .any(|script| matches!(script, Script::Latin | Script::Cyrillic | Script::Greek));
        assert_eq!(
            has_capitals,
            profile.capitals != Capitals::Absent,
            "{name}: capitals"
        );
        for word in words
            .iter()
            .filter(|word| word.chars().all(char::is_alphabetic))
        {
            let scripts: Vec<_> = word.chars().filter_map(Script::of).collect();
            assert!(
                scripts
                    .iter()
                    .any(|script| profile.scripts.contains(script))
                    || word.is_ascii()
                    || scripts.contains(&Script::Foreign)
                    || scripts.is_empty(),
                "{name}: the function word {word:?} is in another script"
            );
        }
        let values: HashSet<_> = number_words(language).map(|(_, digits)| digits).collect();
        for value in 2..=10_u32 {
            assert!(
                values.contains(&*value.to_string()) || is_written_without_spaces(profile),
                "{name}: no word for {value} in number_words.tsv"
            );
        }
        if let Some(table) = profile.rarity {
            assert!(table.lines().count() > 1_000, "{name}: rarity");
            assert!(RarityTable::of(language).is_some(), "{name}: rarity");
        }
    }
}

/// Languages without spaces between words, whose number words are read letter by letter.
fn is_written_without_spaces(profile: &Profile) -> bool {
    let scripts = profile.scripts;
    scripts.contains(&Script::Han) || scripts.contains(&Script::Thai)
}

/// Protects the table of the guide: it says what each row gives.
#[test]
fn the_guide_lists_every_language() {
    let mut table = String::from(
        "| language | code | stems | names | decimal mark | rarity |\n| --- | --- | --- | --- | --- | --- |\n",
    );
    for profile in Profile::all() {
        let stems = match (profile.stemmer, data::affixes(profile.language)) {
            (Some(_), _) => "Snowball",
            (None, Some(_)) => "light",
            (None, None) => "the words",
        };
        let names = match (profile.capitals, profile.language) {
            (Capitals::Names, _) => "capitals",
            (Capitals::Nouns, _) => "first name and surname; not in the score",
            (Capitals::Absent, Language::Chinese | Language::Japanese | Language::Korean) => {
                "by office, honorific, title marks, Latin letters; not in the score"
            }
            (Capitals::Absent, _) => "Latin letters; not in the score",
        };
        let rarity = if profile.rarity.is_some() {
            "table"
        } else {
            "the two texts"
        };
        let (name, code, decimal) = (profile.name, profile.code, profile.decimal);
        table += &format!("| {name} | `{code}` | {stems} | {names} | {decimal} | {rarity} |\n");
    }
    let guide = include_str!("../guide/languages.md");
    assert!(
        guide.contains(&table),
        "src/guide/languages.md needs this table:\n{table}"
    );
}

/// Sentences of a few words, which letter statistics do not settle.
#[test]
fn short_sentences_are_recognised() {
    for (text, language) in [
        ("Broen ble stengt i går kveld.", Language::Norwegian),
        (
            "Jeg vet ikke hvorfor broen er stengt, sa ordføreren.",
            Language::Norwegian,
        ),
        ("Die Brücke wurde gestern Abend gesperrt.", Language::German),
        ("The bridge was closed last night.", Language::English),
        ("Град је синоћ затворио мост.", Language::Serbian),
        ("הגשר נסגר אמש בגלל סדקים.", Language::Hebrew),
        (
            "این پل دیشب برای خودروها بسته شد، گفت مهندس پل.",
            Language::Persian,
        ),
        (
            "Kraków zamknął wczoraj główną kładkę, żeby naprawić łuk.",
            Language::Polish,
        ),
        ("Norwick 1971, Corbridge 14, Praed.", Language::Unknown),
    ] {
        assert_eq!(Language::detect(text), language, "{text}");
    }
}

/// Protects the data files from lines of a language that has no row.
#[test]
fn every_line_of_data_belongs_to_a_row() {
    let codes: HashSet<_> = Profile::all().iter().map(|profile| profile.code).collect();
    assert_eq!(codes.len(), Profile::all().len(), "a code is used twice");
    for (file, row) in lines_of() {
        assert!(row.len() >= 2, "{file}: {row:?}");
        assert!(codes.contains(row[0]), "{file}: {row:?}");
    }
}

#[test]
fn a_language_is_read_from_its_code_and_its_name() {
    for language in Language::all().chain([Language::Other, Language::Unknown]) {
        assert_eq!(language.code().parse(), Ok(language));
        assert_eq!(language.to_string().to_uppercase().parse(), Ok(language));
    }
    let error = "klingon".parse::<Language>().unwrap_err();
    assert!(error.to_string().contains("`klingon`"), "{error}");
}

#[test]
fn abbreviations_are_known_in_any_language() {
    assert_eq!(abbreviation("prof"), Some(Abbreviation::Always));
    assert_eq!(abbreviation("no"), Some(Abbreviation::BeforeNumber));
    assert_eq!(abbreviation("pier"), None);
}

/// Two sentences of each language, written for this test: its function words or letters must settle
/// it.
const SENTENCES: [(&str, Language); 31] = [
    (
        "أغلقت البلدية الجسر القديم أمس بعد أن وجد المهندسون شقوقا في ثلاث دعامات. وقال رئيس البلدية إن سلامة الناس هي الأهم.",
        Language::Arabic,
    ),
    (
        "市政府昨天关闭了旧桥，因为工程师在三个桥墩上发现了裂缝。市长说，市民的安全最重要。",
        Language::Chinese,
    ),
    (
        "Město včera uzavřelo starý most, protože inženýři našli ve třech pilířích trhliny. Starosta řekl, že bezpečnost občanů je na prvním místě.",
        Language::Czech,
    ),
    (
        "Kommunen lukkede i går den gamle bro, fordi ingeniørerne havde fundet revner i tre af pillerne. Borgmesteren sagde, at borgernes sikkerhed kommer først, og at bilerne må køre ad en anden vej.",
        Language::Danish,
    ),
    (
        "De gemeente heeft gisteren de oude brug gesloten, omdat de ingenieurs scheuren in drie pijlers hebben gevonden. De burgemeester zei dat de veiligheid van de inwoners voorop staat.",
        Language::Dutch,
    ),
    (
        "The town closed the old bridge yesterday because the engineers had found cracks in three of its piers. The mayor said that the safety of the people comes first.",
        Language::English,
    ),
    (
        "Linn sulges eile vana silla, sest insenerid olid leidnud kolmest sambast praod. Linnapea ütles, et inimeste ohutus on kõige tähtsam.",
        Language::Estonian,
    ),
    (
        "Kaupunki sulki eilen vanhan sillan, koska insinöörit olivat löytäneet halkeamia kolmesta pilarista. Pormestari sanoi, että ihmisten turvallisuus on tärkeintä.",
        Language::Finnish,
    ),
    (
        "La ville a fermé hier le vieux pont parce que les ingénieurs avaient trouvé des fissures dans trois de ses piles. La maire a dit que la sécurité des habitants passe avant tout.",
        Language::French,
    ),
    (
        "Die Stadt hat gestern die alte Brücke gesperrt, weil die Ingenieure in drei Pfeilern Risse gefunden hatten. Der Bürgermeister sagte, die Sicherheit der Bürger gehe vor.",
        Language::German,
    ),
    (
        "Ο δήμος έκλεισε χθες την παλιά γέφυρα, επειδή οι μηχανικοί βρήκαν ρωγμές σε τρεις κολόνες. Η δήμαρχος είπε ότι η ασφάλεια των πολιτών προηγείται.",
        Language::Greek,
    ),
    (
        "העירייה סגרה אתמול את הגשר הישן, משום שהמהנדסים מצאו סדקים בשלושה עמודים. ראש העירייה אמר כי בטיחות התושבים קודמת לכל.",
        Language::Hebrew,
    ),
    (
        "नगर पालिका ने कल पुराना पुल बंद कर दिया, क्योंकि इंजीनियरों को तीन खंभों में दरारें मिली थीं। महापौर ने कहा कि लोगों की सुरक्षा सबसे पहले है।",
        Language::Hindi,
    ),
    (
        "A város tegnap lezárta a régi hidat, mert a mérnökök három pillérben repedéseket találtak. A polgármester azt mondta, hogy az emberek biztonsága az első.",
        Language::Hungarian,
    ),
    (
        "Pemerintah kota menutup jembatan tua itu kemarin karena para insinyur menemukan retakan pada tiga tiang. Wali kota mengatakan bahwa keselamatan warga adalah yang utama.",
        Language::Indonesian,
    ),
    (
        "Il comune ha chiuso ieri il vecchio ponte perché gli ingegneri avevano trovato delle crepe in tre dei piloni. Il sindaco ha detto che la sicurezza delle persone viene prima di tutto.",
        Language::Italian,
    ),
    (
        "市は昨日、技術者が三本の橋脚にひびを見つけたため、古い橋を閉鎖した。市長は、市民の安全が第一だと語った。",
        Language::Japanese,
    ),
    (
        "시는 어제 기술자들이 교각 세 개에서 균열을 발견한 뒤 낡은 다리를 폐쇄했다. 시장은 시민의 안전이 가장 중요하다고 말했다.",
        Language::Korean,
    ),
    (
        "Kommunen stengte i går den gamle broen fordi ingeniørene hadde funnet sprekker i tre av pilarene. Ordføreren sa at innbyggernes sikkerhet kommer først, og at bilene må kjøre en annen vei nå.",
        Language::Norwegian,
    ),
    (
        "شهرداری دیروز پل قدیمی را بست، زیرا مهندسان در سه پایه آن ترک‌هایی پیدا کرده بودند. شهردار گفت که ایمنی مردم از همه چیز مهم‌تر است.",
        Language::Persian,
    ),
    (
        "Miasto zamknęło wczoraj stary most, ponieważ inżynierowie znaleźli pęknięcia w trzech filarach. Burmistrz powiedział, że bezpieczeństwo mieszkańców jest najważniejsze.",
        Language::Polish,
    ),
    (
        "A cidade fechou ontem a velha ponte porque os engenheiros tinham encontrado fendas em três dos pilares. O presidente da câmara disse que a segurança das pessoas está em primeiro lugar.",
        Language::Portuguese,
    ),
    (
        "Orașul a închis ieri podul vechi, pentru că inginerii au găsit fisuri în trei dintre piloni. Primarul a spus că siguranța oamenilor este cea mai importantă.",
        Language::Romanian,
    ),
    (
        "Город вчера закрыл старый мост, потому что инженеры нашли трещины в трёх опорах. Мэр сказал, что безопасность людей важнее всего.",
        Language::Russian,
    ),
    (
        "Град је јуче затворио стари мост, јер су инжењери нашли пукотине у три стуба. Градоначелник је рекао да је безбедност грађана на првом месту.",
        Language::Serbian,
    ),
    (
        "La ciudad cerró ayer el viejo puente porque los ingenieros habían encontrado grietas en tres de los pilares. El alcalde dijo que la seguridad de las personas es lo primero.",
        Language::Spanish,
    ),
    (
        "Staden stängde i går den gamla bron eftersom ingenjörerna hade hittat sprickor i tre av pelarna. Borgmästaren sade att invånarnas säkerhet kommer först.",
        Language::Swedish,
    ),
    (
        "เทศบาลปิดสะพานเก่าเมื่อวานนี้ เพราะวิศวกรพบรอยร้าวที่ตอม่อสามต้น นายกเทศมนตรีกล่าวว่าความปลอดภัยของประชาชนมาก่อน",
        Language::Thai,
    ),
    (
        "Belediye dün eski köprüyü kapattı, çünkü mühendisler üç ayakta çatlak bulmuştu. Belediye başkanı, insanların güvenliğinin her şeyden önce geldiğini söyledi.",
        Language::Turkish,
    ),
    (
        "Місто вчора закрило старий міст, бо інженери знайшли тріщини у трьох опорах. Мер сказав, що безпека людей є найважливішою.",
        Language::Ukrainian,
    ),
    (
        "Thành phố đã đóng cửa cây cầu cũ hôm qua vì các kỹ sư phát hiện vết nứt ở ba trụ cầu. Thị trưởng nói rằng sự an toàn của người dân là trên hết.",
        Language::Vietnamese,
    ),
];

#[test]
fn each_language_is_detected_from_two_sentences() {
    for (text, language) in SENTENCES {
        assert_eq!(Language::detect(text), language, "{text}");
    }
    let tested: HashSet<_> = SENTENCES.iter().map(|(_, language)| *language).collect();
    let all: HashSet<_> = Language::all().collect();
    assert_eq!(tested, all, "a row without two sentences");
}

#[test]
fn serbian_in_latin_letters_and_traditional_chinese_are_detected() {
    let latin = "Grad je juče zatvorio stari most, jer su inženjeri našli pukotine u tri stuba. Gradonačelnik je rekao da je bezbednost građana na prvom mestu.";
    assert_eq!(Language::detect(latin), Language::Serbian);
    let traditional = "市政府昨天關閉了舊橋，因為工程師在三個橋墩上發現了裂縫。";
    assert_eq!(Language::detect(traditional), Language::Chinese);
}

/// Protects the difference between a language that is not supported and a text that is not
/// recognised.
#[test]
fn what_is_not_supported_is_told_from_what_is_not_recognised() {
    for text in [
        "ქალაქმა გუშინ დახურა ძველი ხიდი.",
        "Քաղաքը երեկ փակեց հին կամուրջը։",
        "Градът вчера затвори стария мост, защото инженерите откриха пукнатини в три от стълбовете. Кметът каза, че безопасността на хората е на първо място.",
    ] {
        assert_eq!(Language::detect(text), Language::Other, "{text}");
    }
    for text in ["", "1234 5678", "Aurelia", "OK 12 km"] {
        assert_eq!(Language::detect(text), Language::Unknown, "{text}");
    }
}

#[cfg(feature = "serde")]
#[test]
fn a_language_serialises_as_its_name() {
    let json = serde_json::to_string(&Language::German).unwrap();
    assert_eq!(json, "\"german\"");
    assert_eq!(
        serde_json::from_str::<Language>(&json).unwrap(),
        Language::German
    );
}
