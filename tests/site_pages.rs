//! Whole pages: the same furniture around two articles, with the names and numbers of each page in it.

use retold::Detector;

/// What the pages of a site in one language look like: `{p}` is a person, `{n}` a number.
struct Site {
    language: &'static str,
    above: &'static str,
    below: &'static str,
    people: [&'static str; 2],
    /// Two stories that have nothing to do with each other.
    stories: [&'static str; 2],
}

const SITES: [Site; 6] = [
    Site {
        language: "de",
        above: "Von {p}, Redaktion\n\
            Stand: {n}. März 2026, {n}:{n} Uhr\n\
            Lesezeit: {n} Minuten",
        below: "{p} schreibt seit 20{n} über Schulen und Theater für den Hafenkurier.\n\
            Zu diesem Artikel gibt es {n} Kommentare. Melden Sie sich beim Hafenkurier an, um mitzureden.\n\
            Abonnieren Sie den Newsletter des Hafenkurier und lesen Sie jeden Morgen, was in Lindau wichtig ist.\n\
            Das könnte Sie auch interessieren: {p} gewinnt Wahl in Lindau; Freibad in Lindau öffnet {n} Wochen später\n\
            © 2026 Hafenkurier Verlag GmbH. Alle Rechte vorbehalten. Registergericht Lindau, HRB {n}{n}{n}.",
        people: ["Anna Beck", "Miriam Vogt"],
        stories: [
            "Nach heftigen Regenfällen ist am Dienstag ein Teil der Bahnstrecke zwischen Ulm und Friedrichshafen abgesackt. Arbeiter fanden am Morgen einen Hohlraum unter den Gleisen. Der Betreiber rechnet mit einer Sperrung von mehreren Wochen. Busse ersetzen die Züge, doch Pendler klagen über lange Wartezeiten. Der Bürgermeister verlangte, dass der Damm nicht nur geflickt, sondern erneuert wird. Geologen hatten schon vor Jahren vor dem weichen Untergrund gewarnt.",
            "Ein Bäcker aus Passau hat mit einem Brot aus Kastanienmehl einen Preis gewonnen. Die Jury lobte die Kruste und den leicht süßen Geschmack. Das Rezept stammt von seiner Großmutter, die im Krieg ohne Weizen auskommen musste. Inzwischen bestellen Gasthäuser aus ganz Bayern den Laib. Der Meister will trotzdem keine zweite Filiale eröffnen, weil ihm sonst die Zeit zum Kneten fehle.",
        ],
    },
    Site {
        language: "fr",
        above: "Par {p}\n\
            Publié le {n} mars 2026 à {n} h {n}\n\
            Lecture : {n} minutes",
        below: "{p} couvre les écoles et le théâtre pour Le Courrier du Port depuis 20{n}.\n\
            Cet article compte {n} commentaires. Connectez-vous à Le Courrier du Port pour participer à la discussion.\n\
            Inscrivez-vous à la lettre de Le Courrier du Port et recevez chaque matin l'essentiel de l'actualité de Valmont.\n\
            À lire aussi : {p} élu maire de Valmont ; la piscine de Valmont ouvrira {n} semaines plus tard\n\
            © 2026 Le Courrier du Port Éditions. Tous droits réservés. Société immatriculée à Valmont sous le numéro {n}{n}{n}.",
        people: ["Claire Morel", "Nadia Benali"],
        stories: [
            "Après de fortes pluies, une partie de la voie ferrée entre Grenoble et Chambéry s'est affaissée mardi. Des ouvriers ont découvert au matin une cavité sous les rails. L'exploitant prévoit une fermeture de plusieurs semaines. Des autocars remplacent les trains, mais les voyageurs se plaignent de l'attente. Le maire exige que le remblai soit refait et non rafistolé. Des géologues avaient signalé depuis des années la fragilité du sol.",
            "Un boulanger de Nantes a remporté un prix avec un pain à la farine de châtaigne. Le jury a salué la croûte et la saveur un peu sucrée. La recette vient de sa grand-mère, privée de blé pendant la guerre. Des auberges de toute la région commandent désormais la miche. L'artisan refuse pourtant d'ouvrir une seconde boutique, faute de temps pour pétrir.",
        ],
    },
    Site {
        language: "es",
        above: "Por {p}\n\
            Publicado el {n} de marzo de 2026 a las {n}:{n}\n\
            Lectura: {n} minutos",
        below: "{p} escribe sobre escuelas y teatro para El Correo del Puerto desde 20{n}.\n\
            Esta noticia tiene {n} comentarios. Inicie sesión en El Correo del Puerto para participar en la conversación.\n\
            Suscríbase al boletín de El Correo del Puerto y reciba cada mañana las noticias más importantes de Valmar.\n\
            También le puede interesar: {p} gana las elecciones en Valmar; la piscina de Valmar abrirá {n} semanas más tarde\n\
            © 2026 El Correo del Puerto Editorial. Todos los derechos reservados. Empresa registrada en Valmar con el número {n}{n}{n}.",
        people: ["Clara Ríos", "Nadia Ochoa"],
        stories: [
            "Tras las fuertes lluvias, un tramo de la vía férrea entre Burgos y Miranda se hundió el martes. Los obreros hallaron por la mañana un hueco bajo los raíles. La compañía calcula que el cierre durará varias semanas. Los autobuses sustituyen a los trenes, aunque los viajeros se quejan de la espera. El alcalde pide rehacer el terraplén y no solo remendarlo. Los geólogos ya habían avisado hace años de la debilidad del terreno.",
            "Un panadero de Cádiz ha ganado un premio con un pan de harina de castaña. El jurado elogió la corteza y el sabor algo dulce. La receta es de su abuela, que en la guerra no tenía trigo. Ahora encargan la hogaza posadas de toda la provincia. El artesano no quiere abrir otra tienda porque le faltaría tiempo para amasar.",
        ],
    },
    Site {
        language: "ru",
        above: "Автор: {p}\n\
            Опубликовано {n} марта 2026 года в {n}:{n}\n\
            Время чтения: {n} минут",
        below: "{p} пишет о школах и театре для издания Портовый Вестник с 20{n} года.\n\
            К этой статье оставлено {n} комментариев. Войдите на сайт Портовый Вестник, чтобы принять участие в обсуждении.\n\
            Подпишитесь на рассылку Портовый Вестник и получайте каждое утро главные новости города Заречье.\n\
            Читайте также: {p} побеждает на выборах в городе Заречье; бассейн откроется на {n} недель позже\n\
            © 2026 Издательство Портовый Вестник. Все права защищены. Зарегистрировано в городе Заречье под номером {n}{n}{n}.",
        people: ["Анна Белова", "Мария Орлова"],
        stories: [
            "После сильных дождей во вторник просел участок железной дороги между Вологдой и Череповцом. Утром рабочие нашли под рельсами пустоту. Перевозчик ожидает, что движение закроют на несколько недель. Поезда заменили автобусами, но пассажиры жалуются на долгое ожидание. Мэр требует не латать насыпь, а построить её заново. Геологи ещё несколько лет назад предупреждали о слабом грунте.",
            "Пекарь из Казани получил премию за хлеб из каштановой муки. Жюри похвалило корочку и чуть сладкий вкус. Рецепт достался ему от бабушки, у которой в войну не было пшеницы. Теперь буханки заказывают трактиры со всей области. Мастер всё же не хочет открывать вторую лавку, потому что тогда некогда будет месить тесто.",
        ],
    },
    Site {
        language: "zh",
        above: "记者：{p}\n\
            发布时间：2026年3月{n}日{n}:{n}\n\
            阅读时间约{n}分钟",
        below: "{p}自20{n}年起为海港日报报道学校和戏剧新闻。\n\
            本文共有{n}条评论。登录海港日报即可参与讨论。\n\
            订阅海港日报每日通讯，每天早晨了解临江最重要的新闻。\n\
            相关阅读：{p}当选临江市长；临江游泳馆推迟{n}周开放\n\
            © 2026 海港日报出版社。版权所有，未经许可不得转载。注册地临江，编号{n}{n}{n}。",
        people: ["王小明", "陈美玲"],
        stories: [
            "连日暴雨之后，周二铁路的一段路基发生下沉。工人早晨在铁轨下面发现了一个空洞。运营公司预计线路要关闭数周。列车由客车代替，但乘客抱怨等候时间太长。镇长要求重修路堤，而不是简单修补。地质学家多年前就警告过这里土质松软。",
            "一位面包师凭借栗子粉面包获得了奖项。评委称赞它的外皮和略带甜味的口感。配方来自他的祖母，战争年代她没有小麦可用。如今全省的旅店都来订购这种面包。师傅仍然不愿开第二家店，因为那样就没有时间揉面了。",
        ],
    },
    Site {
        language: "ja",
        above: "文・{p}\n\
            公開日：2026年3月{n}日 {n}時{n}分\n\
            読了時間：約{n}分",
        below: "{p}は20{n}年から港新聞で学校と演劇を担当している。\n\
            この記事には{n}件のコメントがあります。港新聞にログインすると会話に参加できます。\n\
            港新聞のメールマガジンに登録すると、毎朝川崎町の主なニュースが届きます。\n\
            関連記事：{p}氏が川崎町市長選で当選、川崎町の市民プールは{n}週間遅れて開場\n\
            © 2026 港新聞出版。無断転載を禁じます。所在地川崎町、登録番号{n}{n}{n}。",
        people: ["山田太郎", "佐藤健"],
        stories: [
            "激しい雨の後、火曜日に鉄道の路盤の一部が沈下した。作業員が朝、レールの下に空洞を見つけた。運行会社は数週間の運休を見込んでいる。列車の代わりにバスが走るが、利用者は長い待ち時間に不満を漏らす。町長は応急処置ではなく盛り土の造り直しを求めた。地質学者は何年も前から軟らかい地盤を警告していた。",
            "栗の粉を使ったパンで、あるパン職人が賞を受けた。審査員は皮の香ばしさとほのかな甘みを称えた。レシピは戦時中に小麦を手に入れられなかった祖母のものだ。今では県内の宿が次々と注文する。それでも職人は、生地をこねる時間がなくなるからと二号店を開くつもりはない。",
        ],
    },
];

impl Site {
    /// Returns an article as the page number `page` of the site.
    fn page(&self, article: &str, page: usize) -> String {
        let fill = |lines: &str| {
            let mut lines = lines.replace("{p}", self.people[page]);
            let mut number = 11 + 7 * page;
            while lines.contains("{n}") {
                lines = lines.replacen("{n}", &number.to_string(), 1);
                number = 10 + (number * 5 + page) % 19;
            }
            lines
        };
        format!(
            "{}\n\n{article}\n\n{}\n",
            fill(self.above),
            fill(self.below)
        )
    }

    fn fixture(&self, name: &str) -> String {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/fixtures/harbour_bridge");
        let path = format!("{folder}/{}/{name}.txt", self.language);
        let text = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(!text.is_empty(), "{path} cannot be read");
        text
    }
}

/// Protects newspapers from alarms among their own articles: such furniture is never word for word
/// the same on two pages.
#[test]
fn two_articles_of_one_site_are_independent() {
    for site in &SITES {
        let (source, suspicious) = (site.page(site.stories[0], 0), site.page(site.stories[1], 1));
        let comparison = Detector::default().compare(&source, &suspicious);
        let probability = comparison.score.probability;
        assert!(probability < 0.1, "{}: {probability}", site.language);
        assert!(
            comparison.reused < 0.05,
            "{}: {}",
            site.language,
            comparison.reused
        );
    }
}

/// Nor may the rule hide a rewrite on the same site.
#[test]
fn a_rewrite_on_the_same_site_is_found() {
    for site in &SITES {
        let (source, suspicious) = (
            site.page(&site.fixture("original"), 0),
            site.page(&site.fixture("heavy_rewrite"), 1),
        );
        let probability = Detector::default()
            .compare(&source, &suspicious)
            .score
            .probability;
        assert!(probability > 0.8, "{}: {probability}", site.language);
    }
}
