//! Texts made against a stage: each kind repeats at any size what some loop finds hardest.

use std::fmt::Write;

/// SplitMix64.
pub(crate) struct Random(u64);

impl Random {
    pub(crate) fn new(seed: u64) -> Self {
        Self(seed)
    }

    pub(crate) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut bits = self.0;
        bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        bits ^ (bits >> 31)
    }

    pub(crate) fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }

    fn pick(&mut self, from: &'static str) -> char {
        let count = from.chars().count() as u64;
        from.chars().nth(self.below(count) as usize).unwrap_or('x')
    }
}

/// A kind of text: its name, and what writes one more piece of it.
pub(crate) struct Kind {
    pub(crate) name: &'static str,
    piece: fn(&mut Random, usize, &mut String),
}

impl Kind {
    /// Returns a text of at least `size` bytes, another one for every seed.
    pub(crate) fn text(&self, size: usize, seed: u64) -> String {
        let mut random = Random::new(seed);
        let mut text = String::with_capacity(size + 256);
        let mut number = 0;
        while text.len() < size {
            (self.piece)(&mut random, number, &mut text);
            number += 1;
        }
        text
    }
}

/// Appends a word that is the same for the same number.
fn word(number: u64, out: &mut String) {
    const SYLLABLES: [&str; 16] = [
        "ba", "re", "to", "ni", "sal", "mer", "kon", "du", "vi", "ta", "lor", "pes", "gri", "ho",
        "en", "ul",
    ];
    let mut left = number.wrapping_mul(0x2545_F491_4F6C_DD1D) >> 40 | 1 << 24;
    while left > 15 {
        out.push_str(SYLLABLES[(left % 16) as usize]);
        left /= 256;
    }
}

/// Appends a word of a vocabulary of this size, common ones far more often.
fn common(random: &mut Random, vocabulary: u64, out: &mut String) {
    let share = random.below(1 << 20) as f64 / (1 << 20) as f64;
    word((vocabulary as f64).powf(share) as u64, out);
}

fn capital(random: &mut Random, vocabulary: u64, out: &mut String) {
    let start = out.len();
    common(random, vocabulary, out);
    if let Some(first) = out.get_mut(start..start + 1) {
        first.make_ascii_uppercase();
    }
}

fn prose(random: &mut Random, number: usize, out: &mut String) {
    match number % 14 {
        0 => capital(random, 6_000, out),
        7 if random.below(4) == 0 => capital(random, 3_000, out),
        9 if random.below(4) == 0 => {
            let _ = write!(out, "{}", random.below(3_000));
        }
        _ => common(random, 6_000, out),
    }
    out.push_str(match number % 140 {
        139 => ".\n\n",
        n if n % 14 == 13 => ". ",
        n if n % 14 == 5 => ", ",
        _ => " ",
    });
}

/// Ordinary prose, which the others are compared with.
pub(crate) const PROSE: Kind = Kind {
    name: "prose",
    piece: prose,
};

pub(crate) const KINDS: &[Kind] = &[
    // Repetition.
    Kind {
        name: "one word",
        piece: |_, _, out| out.push_str("word "),
    },
    Kind {
        name: "period of three",
        piece: |_, _, out| out.push_str("alpha beta gamma "),
    },
    Kind {
        name: "one sentence again and again",
        piece: |_, _, out| {
            out.push_str("The ferry Aurelia left Port Sable at nine with 212 aboard. ")
        },
    },
    Kind {
        name: "twenty words",
        piece: |random, number, out| {
            word(random.below(20), out);
            out.push_str(if number % 13 == 12 { ". " } else { " " });
        },
    },
    Kind {
        name: "a name without end",
        piece: |random, number, out| match number % 400 {
            0 => out.push_str("write to the desk of "),
            _ => capital(random, 2_000, out),
        },
    },
    Kind {
        name: "two words",
        piece: |random, _, out| out.push_str(if random.below(2) == 0 { "one " } else { "two " }),
    },
    Kind {
        name: "fifty blocks drawn again",
        piece: |random, _, out| {
            let block = PROSE.text(300, 90 + random.below(50));
            out.push_str(&block);
        },
    },
    Kind {
        name: "blocks in another order",
        piece: |random, number, out| {
            let block = PROSE.text(300, 1_000 + (number as u64 ^ random.below(8)));
            out.push_str(&block);
        },
    },
    Kind {
        name: "stems in every inflection",
        piece: |random, _, out| {
            let stem = ["connect", "operat", "govern", "teach", "relat"][random.below(5) as usize];
            let end = [
                "", "s", "ed", "ing", "er", "ers", "ion", "ions", "ive", "ively",
            ][random.below(10) as usize];
            out.push_str(stem);
            out.push_str(end);
            out.push(' ');
        },
    },
    // No repetition.
    Kind {
        name: "distinct words without a stop",
        piece: |_, number, out| {
            let _ = write!(out, "w{number}x ");
        },
    },
    Kind {
        name: "distinct letters without a stop",
        piece: |random, _, out| {
            word(random.next(), out);
            word(random.next(), out);
            out.push(' ');
        },
    },
    Kind {
        name: "distinct names",
        piece: |random, number, out| {
            out.push('N');
            word(random.next(), out);
            out.push_str(if number % 9 == 8 { " said. " } else { " " });
        },
    },
    Kind {
        name: "similar names",
        piece: |random, number, out| {
            let mut name = *b"Internationalisation";
            for _ in 0..3 {
                name[1 + random.below(19) as usize] = b'a' + random.below(26) as u8;
            }
            out.push_str("the ");
            out.extend(name.map(char::from));
            out.push_str(if number % 13 == 12 { ". " } else { " " });
        },
    },
    Kind {
        name: "similar words",
        piece: |random, number, out| {
            let mut name = *b"internationalisation";
            for _ in 0..3 {
                name[random.below(20) as usize] = b'a' + random.below(26) as u8;
            }
            out.extend(name.map(char::from));
            out.push_str(if number % 13 == 12 { ". " } else { " " });
        },
    },
    // Numbers and noise.
    Kind {
        name: "running numbers",
        piece: |_, number, out| {
            let _ = write!(out, "{number} ");
        },
    },
    Kind {
        name: "random numbers",
        piece: |random, _, out| {
            let _ = write!(out, "{} ", random.below(1_000_000));
        },
    },
    Kind {
        name: "numbers with commas",
        piece: |random, _, out| {
            let _ = write!(
                out,
                "{},{:03},{:03} ",
                random.below(900),
                random.below(1000),
                random.below(1000)
            );
        },
    },
    Kind {
        name: "comma-separated values",
        piece: |random, number, out| {
            let _ = write!(
                out,
                "{}.{},{}",
                random.below(1_000),
                random.below(100),
                if number % 10 == 9 { "\n" } else { "" }
            );
        },
    },
    Kind {
        name: "base64",
        piece: |random, number, out| {
            out.push(
                random.pick("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"),
            );
            if number % 76 == 75 {
                out.push('\n');
            }
        },
    },
    Kind {
        name: "hexadecimal",
        piece: |random, number, out| {
            out.push(random.pick("0123456789abcdef"));
            if number % 40 == 39 {
                out.push(' ');
            }
        },
    },
    Kind {
        name: "addresses",
        piece: |random, _, out| {
            out.push_str("https://");
            word(random.next(), out);
            out.push_str(".example/");
            word(random.next(), out);
            let _ = write!(out, "?q={}#", random.below(1_000_000));
            word(random.below(100), out);
            out.push(' ');
        },
    },
    Kind {
        name: "minified code",
        piece: |random, _, out| {
            let _ = write!(
                out,
                "{}{}.{}({},{});",
                random.pick("abcdefgh"),
                random.below(99),
                random.pick("xyzuvw"),
                random.below(9),
                random.pick("ijklmn")
            );
        },
    },
    // Stops and lines.
    Kind {
        name: "letters and stops",
        piece: |_, _, out| out.push_str("a.b.c.d."),
    },
    Kind {
        name: "capitals and stops",
        piece: |_, _, out| out.push_str("A.B.C. "),
    },
    Kind {
        name: "stops alone",
        piece: |_, _, out| out.push_str(". "),
    },
    Kind {
        name: "a word a sentence",
        piece: |random, _, out| {
            capital(random, 6_000, out);
            out.push_str(". ");
        },
    },
    Kind {
        name: "a word a line",
        piece: |random, _, out| {
            common(random, 6_000, out);
            out.push('\n');
        },
    },
    Kind {
        name: "a word a paragraph",
        piece: |random, _, out| {
            common(random, 6_000, out);
            out.push_str("\r\n\r\n");
        },
    },
    Kind {
        name: "line ends",
        piece: |_, _, out| out.push('\n'),
    },
    Kind {
        name: "blanks",
        piece: |_, _, out| out.push(' '),
    },
    Kind {
        name: "hyphens at line ends",
        piece: |random, _, out| {
            common(random, 6_000, out);
            out.push_str("-\n");
        },
    },
    Kind {
        name: "capitals",
        piece: |random, number, out| {
            let mut piece = String::new();
            prose(random, number, &mut piece);
            out.push_str(&piece.to_uppercase());
        },
    },
    // Quotation marks.
    Kind {
        name: "opened quotations",
        piece: |random, _, out| {
            out.push('“');
            common(random, 6_000, out);
            out.push_str(" and ");
        },
    },
    Kind {
        name: "opening marks alone",
        piece: |_, _, out| out.push('“'),
    },
    Kind {
        name: "plain marks before words",
        piece: |random, _, out| {
            out.push('"');
            common(random, 6_000, out);
            out.push(' ');
        },
    },
    Kind {
        name: "mixed marks",
        piece: |random, _, out| {
            out.push(random.pick("“”\"„«»‘’「」『』‚‹›"));
            common(random, 6_000, out);
            out.push(' ');
        },
    },
    Kind {
        name: "short quotations",
        piece: |random, _, out| {
            out.push_str("he said “");
            common(random, 6_000, out);
            out.push_str("”. ");
        },
    },
    Kind {
        name: "brackets",
        piece: |random, _, out| {
            out.push_str("[(");
            common(random, 6_000, out);
            out.push_str(" [1, 2]) ");
        },
    },
    Kind {
        name: "references",
        piece: |random, number, out| {
            let _ = write!(out, "[{number}] ");
            capital(random, 3_000, out);
            let _ = writeln!(
                out,
                ", A. ({}). Title of it. p. {}.",
                1950 + random.below(70),
                random.below(300)
            );
        },
    },
    // Unicode.
    Kind {
        name: "combining marks alone",
        piece: |random, _, out| out.extend(char::from_u32(0x300 + random.below(0x6F) as u32)),
    },
    Kind {
        name: "letters with eight marks",
        piece: |random, number, out| {
            out.push(random.pick("abcdefghijklmnop"));
            for _ in 0..8 {
                out.extend(char::from_u32(0x300 + random.below(0x6F) as u32));
            }
            if number % 6 == 5 {
                out.push(' ');
            }
        },
    },
    Kind {
        name: "joined emoji",
        piece: |_, _, out| out.push_str("👩\u{200d}"),
    },
    Kind {
        name: "flags",
        piece: |_, _, out| out.push_str("🇦🇧"),
    },
    Kind {
        name: "direction overrides",
        piece: |_, _, out| out.push('\u{202e}'),
    },
    Kind {
        name: "overridden words",
        piece: |random, _, out| {
            out.push('\u{202e}');
            common(random, 6_000, out);
            out.push_str("\u{202c} ");
        },
    },
    Kind {
        name: "zero-width spaces within words",
        piece: |random, number, out| {
            let mut piece = String::new();
            prose(random, number, &mut piece);
            for c in piece.chars() {
                out.push(c);
                out.push('\u{200b}');
            }
        },
    },
    Kind {
        name: "lookalikes",
        piece: |random, number, out| {
            let mut piece = String::new();
            prose(random, number, &mut piece);
            out.push_str(&piece.replace('a', "а").replace('o', "о").replace('e', "е"));
        },
    },
    Kind {
        name: "one long word",
        piece: |random, _, out| out.push(random.pick("abcdefghijklmnopqrstuvwxyz")),
    },
    Kind {
        name: "one long word of two scripts",
        piece: |_, number, out| out.push(if number % 2 == 0 { 'a' } else { 'а' }),
    },
    Kind {
        name: "one long word of Greek",
        piece: |random, _, out| out.push(random.pick("αβγδεζηθικλμνξοπρστυφχψω")),
    },
    Kind {
        name: "full-width letters",
        piece: |random, number, out| {
            out.push(random.pick("ａｂｃｄｅｆｇｈｉｊｋｌｍ"));
            if number % 7 == 6 {
                out.push(' ');
            }
        },
    },
    Kind {
        name: "mathematical letters",
        piece: |random, number, out| {
            out.push(random.pick("𝐚𝐛𝐜𝐝𝐞𝓯𝔤𝕙𝖎"));
            if number % 7 == 6 {
                out.push(' ');
            }
        },
    },
    Kind {
        name: "a ligature of four words",
        piece: |_, _, out| out.push('\u{fdfa}'),
    },
    Kind {
        name: "square units",
        piece: |_, _, out| out.push_str("㌀㍿㋿"),
    },
    Kind {
        name: "Thai letters",
        piece: |random, _, out| out.extend(char::from_u32(0xE01 + random.below(46) as u32)),
    },
    Kind {
        name: "Han",
        piece: |random, _, out| out.extend(char::from_u32(0x4E00 + random.below(3_000) as u32)),
    },
    Kind {
        name: "Hangul",
        piece: |random, number, out| {
            out.extend(char::from_u32(0xAC00 + random.below(11_000) as u32));
            if number % 4 == 3 {
                out.push(' ');
            }
        },
    },
    Kind {
        name: "Devanagari",
        piece: |random, number, out| {
            out.extend(char::from_u32(0x915 + random.below(37) as u32));
            out.push('\u{94d}');
            if number % 5 == 4 {
                out.push(' ');
            }
        },
    },
    Kind {
        name: "zeros",
        piece: |_, _, out| out.push('\0'),
    },
    Kind {
        name: "zeros between words",
        piece: |random, _, out| {
            common(random, 6_000, out);
            out.push('\0');
        },
    },
    Kind {
        name: "markup",
        piece: |random, _, out| {
            out.push_str("<p class=\"a&b\">");
            common(random, 6_000, out);
            out.push_str("</p>");
        },
    },
    Kind {
        name: "characters of every sort, mixed",
        piece: |random, _, out| {
            out.push(random.pick(
                "aZ1.,:;'\"-_\n é\u{ad}\u{200b}\u{202e}\u{301}\u{308}\u{20dd}ไ\u{e35}क\u{94d}\u{93c}א\u{5b8}ا\u{64b}\u{653}漢のアーガか\u{3099}한\
                🇦🇧👩㌀㍿\u{fdfa}\u{fb01}Ａ１𝐚½①бвοΑ’٣០\u{17d2}\u{2a700}\u{50000}\u{e000}→",
            ));
        },
    },
    Kind {
        name: "any scalars",
        piece: |random, _, out| out.extend(char::from_u32(random.below(0x11_0000) as u32)),
    },
];
