//! Texts to measure on, made from word lists of our own: the same in every run.
#![allow(dead_code)] // Each benchmark uses some of them.

pub(crate) mod plain;

/// A generator of numbers (splitmix64).
#[derive(Debug, Clone)]
pub(crate) struct Numbers(pub(crate) u64);

impl Numbers {
    /// Returns the next number.
    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        z ^ (z >> 31)
    }

    /// Returns a number below `limit`.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        ((u128::from(self.next()) * limit as u128) >> 64) as usize
    }

    fn pick<'a>(&mut self, words: &[&'a str]) -> &'a str {
        // Squared, so that the first words of a list are the commonest.
        let at = self.below(words.len()) * self.below(words.len()) / words.len();
        words[at]
    }
}

/// A language to make texts in.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Source {
    /// Its name.
    pub(crate) name: &'static str,
    small: &'static str,
    stems: &'static str,
    ends: &'static str,
    quotes: [&'static str; 2],
    stop: &'static str,
    space: &'static str,
}

/// English news prose with typographic quotes, dashes and apostrophes.
pub(crate) const ENGLISH: Source = Source {
    name: "english",
    small: "the of to a in and on that for is was with it at by as from said be has were will which had are an been but their not \
            this who after they its he she or more have than would about two when into over up also could last new first one out \
            other some there it’s didn’t him her we all if no what so before between because while under during against where",
    stems: "govern minist report council harbour bridge clos open train ferr strike work pay talk vot elect member countr \
            market price rais fall build plan cost million percent polic charg court judg trial lawyer famil child school teach \
            hospit doctor patient drug test stud univers research team win los match goal play coach season weather storm flood \
            rain road traffic driv car crash injur rescu fire crew offici spokes statement deni admit claim accus alleg \
            invest bank loan debt tax budget cut spend compan product sell buy custom suppl energ power gas electric water \
            farm crop food import export trad deal agree sign treat border migrant refug asyl camp soldier attack bomb kill",
    ends: "s ed ing er ers ment ation al ly e y ies ion or",
    quotes: ["“", "”"],
    stop: ". ",
    space: " ",
};

/// German.
pub(crate) const GERMAN: Source = Source {
    name: "german",
    small: "der die und in den von zu das mit sich des auf für ist im dem nicht ein eine als auch es an werden aus er hat dass sie \
            nach wird bei einer um am sind noch wie einem über einen so zum war haben nur oder aber vor zur bis mehr durch man",
    stems: "regier minist bericht rat hafen brück schließ öffn zug fähr streik arbeit lohn gespräch wähl mitglied länd märkt preis \
            steig fäll bau plan kost million prozent polizei gericht richter prozess anwält famili schül lehr kranken ärzt prüf \
            universität forsch mannschaft gewinn verlier spiel trainer wetter stürm überflut straß verkehr fahr unfall verletz \
            rettung feuer sprech erklär bestreit behaupt vorwürf bänk schuld steuer haushalt kürz firm verkauf käuf kund energie",
    ends: "en er e ung te st ten ungen lich isch schaft keit",
    quotes: ["„", "“"],
    stop: ". ",
    space: " ",
};

/// Russian.
pub(crate) const RUSSIAN: Source = Source {
    name: "russian",
    small: "и в не на что с по как из к за от для это он его у о но а то все при же или до так бы был она после ещё только их во \
            со более также может быть уже были если который которые том когда было своей году",
    stems: "правительств министр доклад совет порт мост закры откры поезд паром забастовк работ зарплат переговор голосова выбор \
            стран рын цен повыс снизи стро план стоимост миллион процент полици суд судь адвокат семь дет школ учител больниц \
            врач лекарств исследова университет команд побед проигра матч игр тренер погод шторм наводнен дожд дорог движен \
            машин авари пострада спаса пожар представител заяв опроверг обвин банк долг налог бюджет сокра компани прода покуп",
    ends: "а ы ов ам ами е у ной ного ение ил или ать ный",
    quotes: ["«", "»"],
    stop: ". ",
    space: " ",
};

/// Chinese.
pub(crate) const CHINESE: Source = Source {
    name: "chinese",
    small: "的 了 在 是 和 有 也 对 这 为 他 上 中 不 与 将 从 就 但 后 都 被 说 到 会",
    stems: "政府 部长 报告 议会 港口 大桥 关闭 开放 火车 渡轮 罢工 工作 工资 谈判 投票 选举 国家 市场 价格 上涨 下跌 建设 计划 费用 百万 \
            警方 法院 法官 律师 家庭 儿童 学校 教师 医院 医生 药物 研究 大学 球队 胜利 比赛 教练 天气 风暴 洪水 道路 交通 汽车 事故 救援",
    ends: "者 性 化 们 地 得",
    quotes: ["“", "”"],
    stop: "。",
    space: "",
};

impl Source {
    /// Returns a text of about `words` words, another one for each `seed`.
    pub(crate) fn text(&self, words: usize, seed: u64) -> String {
        let list = |words: &'static str| words.split_whitespace().collect::<Vec<_>>();
        let (small, stems, ends) = (list(self.small), list(self.stems), list(self.ends));
        let mut numbers = Numbers(seed);
        let mut text = String::new();
        let mut left = 0;
        let mut quoted = false;
        for at in 0..words {
            if left == 0 {
                if at > 0 {
                    text.push_str(if quoted { self.quotes[1] } else { "" });
                    text.push_str(self.stop);
                    if numbers.below(5) == 0 {
                        text.push_str("\n\n");
                    }
                }
                left = 8 + numbers.below(20);
                quoted = numbers.below(5) == 0;
                text.push_str(if quoted { self.quotes[0] } else { "" });
            } else {
                text.push_str(match numbers.below(40) {
                    0..2 if !self.space.is_empty() => ", ",
                    0..2 => "，",
                    2 if !self.space.is_empty() => " – ",
                    _ => self.space,
                });
            }
            left -= 1;
            let word = match numbers.below(40) {
                0..18 => numbers.pick(&small).to_owned(),
                18 => format!("{}", numbers.below(3_000)),
                19..22 => {
                    let name = format!("{}{}", numbers.pick(&stems), numbers.pick(&stems));
                    let first: String = name.chars().take(1).flat_map(char::to_uppercase).collect();
                    name.chars()
                        .next()
                        .map_or(String::new(), |c| first + &name[c.len_utf8()..])
                }
                _ => format!("{}{}", numbers.pick(&stems), numbers.pick(&ends)),
            };
            text.push_str(&word);
        }
        text.push_str(self.stop.trim());
        text
    }
}
