//! Turns the bytes of a fuzzer into texts and choices.
//!
//! A text is a sequence of steps, one or a few bytes each: a word, a mark, an odd character, any
//! scalar, or a stretch of what is there already. So a mutation of one byte changes one step, and
//! copies between the two texts of a pair are one step away.

/// The bytes of one input, read from the front. Past the end everything is 0.
#[derive(Debug, Clone)]
pub struct Bytes<'a>(&'a [u8]);

impl<'a> Bytes<'a> {
    pub fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    pub fn byte(&mut self) -> u8 {
        self.0.split_off_first().copied().unwrap_or(0)
    }

    pub fn short(&mut self) -> u16 {
        u16::from_le_bytes([self.byte(), self.byte()])
    }

    /// Returns a number below `bound`, which is at least 1.
    pub fn below(&mut self, bound: usize) -> usize {
        usize::from(self.short()) % bound
    }

    pub fn flag(&mut self) -> bool {
        self.byte() & 1 == 1
    }

    /// Returns all bytes that are left.
    pub fn rest(&mut self) -> &'a [u8] {
        std::mem::take(&mut self.0)
    }
}

const WORDS: &[&str] = &[
    "the",
    "a",
    "of",
    "to",
    "and",
    "in",
    "said",
    "that",
    "was",
    "has",
    "council",
    "bridge",
    "river",
    "closed",
    "closing",
    "closure",
    "engineer",
    "engineers",
    "Marisol",
    "Vance",
    "Tarrow",
    "Bay",
    "Lund",
    "17",
    "2,450",
    "3.5",
    "1999",
    "12%",
    "€40m",
    "Tuesday",
    "May",
    "twelve",
    "dozen",
    "isn't",
    "we’ve",
    "U.K.",
    "Mr",
    "Dr.",
    "No.",
    "i.e.",
    "vice-chair",
    "coöperate",
    "straße",
    "Ärzte",
    "fiancée",
    "ΟΔΟΣ",
    "мост",
    "закрыт",
    "橋",
    "閉鎖",
    "สะพาน",
    "जल",
    "جسر",
    "다리",
    "internationally",
    "x",
    "aa",
    "b2b",
    "e-mail",
];

const MARKS: &[&str] = &[
    ". ", "! ", "? ", ", ", "; ", ": ", "… ", " – ", "—", "-", "\n", "\r\n", "\n\n", "\r\n\r\n",
    "\r", "\n \t\n", "\u{2028}", "\u{2029}", "\t", "  ", "“", "”", "\"", "„", "«", "»", "‘", "’",
    "'", "「", "」", "(", ")", "[", "]", "* ", "# ", "> ", "| ", "1. ", "/", "@", "&", "<", ">",
    "=", "_",
];

const ODD: &[&str] = &[
    "\u{200b}",
    "\u{200d}",
    "\u{ad}",
    "\u{feff}",
    "\u{202e}",
    "\u{202c}",
    "\u{2066}",
    "\u{301}",
    "\u{336}",
    "\u{a0}",
    "\u{3000}",
    "\0",
    "\u{1b}[31m",
    "\u{7f}",
    "\u{85}",
    "\u{9b}",
    "ﬁ",
    "ﷺ",
    "\u{fdfa}",
    "а",
    "е",
    "о",
    "𝐚",
    "ｂ",
    "ⓒ",
    "ᴅ",
    "İ",
    "ẞ",
    "ŉ",
    "ǆ",
    "½",
    "٣",
    "Ⅷ",
    "👩‍👧",
    "🇦🇧",
    "\u{e0041}",
    "\u{fffd}",
    "\u{10ffff}",
    "</p>",
    "<script>",
    "&lt;",
    "javascript:",
    "http://tarrow.example/a?b=1#c",
    "QWxsIHRleHQgaXMgZW5jb2RlZCBoZXJl",
    "deadbeef0123456789abcdef",
    "]]>",
    "-->",
];

/// Longest text, in bytes: longer ones only take time.
const LONGEST: usize = 6_000;

/// Reads steps until a step ends the text, or the bytes end. `other` is a text to copy from.
pub fn text(bytes: &mut Bytes<'_>, other: &str) -> String {
    let mut text = String::new();
    while !bytes.is_empty() && text.len() < LONGEST {
        match bytes.byte() {
            byte @ 0..=119 => {
                text.push_str(WORDS[usize::from(byte) % WORDS.len()]);
                // Most words are followed by a space, some by whatever comes next.
                if usize::from(byte) < 2 * WORDS.len() - 10 {
                    text.push(' ');
                }
            }
            byte @ 120..=169 => text.push_str(MARKS[usize::from(byte - 120) % MARKS.len()]),
            byte @ 170..=219 => text.push_str(ODD[usize::from(byte - 170) % ODD.len()]),
            220..=229 => {
                let copied = stretch(other, bytes).to_owned();
                text.push_str(&copied);
            }
            230..=237 => {
                let copied = stretch(&text, bytes).to_owned();
                text.push_str(&copied);
            }
            238..=245 => {
                let scalar = u32::from(bytes.short()) | u32::from(bytes.byte() & 0x1f) << 16;
                text.extend(char::from_u32(scalar % 0x11_0000));
            }
            246..=251 => {
                let (word, count) = (bytes.below(WORDS.len()), bytes.byte());
                (0..count).for_each(|_| text.push_str(WORDS[word]));
            }
            _ => break,
        }
    }
    text
}

/// Returns a part of a text on character boundaries.
fn stretch<'a>(text: &'a str, bytes: &mut Bytes<'_>) -> &'a str {
    let start = text.len() * usize::from(bytes.byte()) / 256;
    let end = (start + 4 * usize::from(bytes.byte())).min(text.len());
    let boundary = |at: usize| (0..=at).rev().find(|at| text.is_char_boundary(*at));
    let (Some(start), Some(end)) = (boundary(start), boundary(end)) else {
        return "";
    };
    text.get(start..end).unwrap_or("")
}

/// Changes bytes of a stored form where the input says so: sets, flips, removes or inserts, or
/// writes something that readers of numbers stumble over.
pub fn mutate(form: &mut Vec<u8>, bytes: &mut Bytes<'_>) {
    const PIECES: &[&str] = &[
        "1e400",
        "-1e308",
        "1e-320",
        "NaN",
        "null",
        "[",
        "{}",
        "\"\"",
        "18446744073709551615",
        "-1",
        "true",
    ];
    while !bytes.is_empty() && !form.is_empty() {
        let (at, what) = (bytes.below(form.len()), bytes.byte());
        match what % 8 {
            0 | 1 => form[at] = bytes.byte(),
            2 | 3 => form[at] ^= 1 << (what / 8 % 8),
            4 => {
                form.remove(at);
            }
            5 => form.insert(at, bytes.byte()),
            6 => {
                let piece = PIECES[usize::from(what / 8) % PIECES.len()];
                form.splice(at..at, piece.bytes());
            }
            _ => {
                let end = (at + usize::from(bytes.byte())).min(form.len());
                form.drain(at..end);
            }
        }
    }
}
