// Texts that the fixtures don't have: hostile ones, some that are read from right to left, and long ones.

export const hostile = {
  source: `The harbour of Tarnhaven closed at nine on Monday after a barge struck the third pier of the old bridge.\n\n` +
    `Engineers said the crossing would stay shut for eleven weeks while the pier was rebuilt, at a cost of 4.2 million crowns.`,
  suspicious: `<script>document.title = 'stolen'</script><img src="http://127.0.0.1:9/x.png" onerror="document.title='stolen'">` +
    `The harbour of Tarnhaven closed at nine on Monday after a barge struck the third pier of the <b id="bold">old bridge</b>.\n\n` +
    `]]> --> </p></mark></article></script><!-- &lt;script&gt; &amp;amp; {{ 7 * 7 }} {% raw %} \u0000\u001b[31m\u0007 \u202e\u2066 unpaired\n\n` +
    `Engineers said the crossing would stay sh\u200but for eleven weeks while the pier was rebuilt, at а cost of 4.2 million crowns. ` +
    `<a href="javascript:document.title='stolen'">here</a> <style>body { display: none }</style>`,
  name: `"><script>document.title='stolen'</script>.txt`,
};

/** Markup that acts where it is taken for a part of the page: elements, handlers, addresses, ends of other elements, halves of entities. */
const attacks = [
  `<svg onload="document.title='stolen'"><animate onbegin="document.title='stolen'"></svg>`,
  `<iframe src="http://127.0.0.1:9/frame"></iframe><object data="http://127.0.0.1:9/o"></object><embed src="http://127.0.0.1:9/e">`,
  `<link rel="stylesheet" href="http://127.0.0.1:9/s.css"><base href="http://127.0.0.1:9/">`,
  `<meta http-equiv="refresh" content="0;url=http://127.0.0.1:9/"><form action="http://127.0.0.1:9/"><button autofocus>go</button></form>`,
  `<video src="http://127.0.0.1:9/v" onerror="document.title='stolen'"></video><audio autoplay src="http://127.0.0.1:9/a"></audio>`,
  `</title></style></textarea></template></noscript></details></mark></article><img src=x onerror=document.title='stolen'>`,
  `" onmouseover="document.title='stolen'" x="' onfocus='document.title=1' autofocus tabindex=1`,
  `<a href="javascript:document.title='stolen'" ping="http://127.0.0.1:9/p">a link</a> <a href="data:text/html,<script>1</script>">b</a>`,
  `&#60;script&#62; &lt;img src=x onerror=alert(1)&gt; &amp;lt;b&amp;gt; &#x3c;i &quot; &apos; &nosuch; &`,
  `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=alert(1)&gt;">`,
  `<![CDATA[<script>document.title='stolen'</script>]]> <?xml version="1.0"?> <!DOCTYPE html> <!--><script>document.title='stolen'</script>-->`,
  `url(http://127.0.0.1:9/u) expression(1) @import "http://127.0.0.1:9/i"; } body { background: url(http://127.0.0.1:9/b) }`,
  `\u2028\u2029\u202a\u202b\u202d\u2067\u2068\ufeff\ufff9\u009b31m \u001b]8;;http://127.0.0.1:9/\u0007`,
];

/** Texts that share most of their sentences, with an attack in each paragraph of both, so that they are in passages and edits, too. */
export const attacked = (() => {
  const { source, suspicious } = long(1_500);
  const attack = text => text.split('\n\n').map((paragraph, at) => {
    const words = paragraph.split(' ');
    words.splice(words.length >> 1, 0, attacks[at % attacks.length]);
    return words.join(' ');
  }).join('\n\n');
  return { source: attack(source), suspicious: attack(suspicious), name: `<img src=x onerror=document.title='stolen'>&"'.txt` };
})();

export const rightToLeft = {
  source: `أعلنت هيئة الميناء يوم الاثنين إغلاق الجسر القديم بعد اصطدام سفينة بالدعامة الثالثة.\n\n` +
    `وقال المهندسون إن إصلاح الجسر سيستغرق 11 أسبوعا وسيكلف 4 ملايين كرونة.`,
  suspicious: `بعد اصطدام سفينة بالدعامة الثالثة أعلنت هيئة الميناء يوم الاثنين إغلاق الجسر القديم.\n\n` +
    `وقال المهندسون إن إصلاح الجسر سيستغرق 11 أسبوعا وسيكلف 4 ملايين كرونة.`,
};

/** Two articles of about this many words: blocks of the first come back reworded and in another order, amid other text. */
export function long(words) {
  let state = 7;
  const random = below => (state = (state * 48271) % 2147483647) % below;
  const word = () => {
    const syllables = 'ba de fi go hu ka le mi no pu ra se ti vo wu za ne lo ri ta'.split(' ');
    return Array.from({ length: 2 + random(3) }, () => syllables[random(20)]).join('');
  };
  const vocabulary = Array.from({ length: 4000 }, word);
  const common = 'the of and to in that for with on was'.split(' ');
  const sentence = () => {
    const length = 12 + random(12);
    const body = Array.from({ length }, () => random(3) ? vocabulary[random(4000)] : common[random(10)]).join(' ');
    return body[0].toUpperCase() + body.slice(1) + '.';
  };
  const paragraph = () => Array.from({ length: 5 }, sentence).join(' ');
  const source = Array.from({ length: Math.ceil(words / 88) }, paragraph);
  const reworded = text => text.split(' ').map(each => random(7) ? each : vocabulary[random(4000)]).join(' ');
  const suspicious = source.map(text => random(3) ? reworded(text) : paragraph());
  for (let at = 0; at + 6 < suspicious.length; at += 6) suspicious.splice(random(suspicious.length), 0, ...suspicious.splice(at, 3));
  return { source: source.join('\n\n'), suspicious: suspicious.join('\n\n') };
}

/** Two reports with one quotation in common, which is set aside unless a reader switches it on. */
const quotation = '“The mill has stood on this river for two hundred years, and no ministry will move one stone of it before the council ' +
  'has seen the drawings, the costs and the names of those who signed them,”';
export const quoted = {
  source: `The owner of the Lunde water mill refused on Tuesday to sell it to the transport ministry, which wants to build a bypass ` +
    `along the eastern bank. ${quotation} Greta Holm told a meeting in the school hall. Engineers had measured the meadow in spring. ` +
    `A spokesman said that the bypass would take lorries out of the old town, where two children were hurt last winter.`,
  suspicious: `Farmers drove eleven tractors to the gates of the provincial office and blew their horns until noon. They fear for their ` +
    `access to the upper pastures. ${quotation} said Greta Holm, whose family grinds their grain. Rain fell on the banners. The choir ` +
    `of Saint Olaf sang, soup was served from a bakery van, and a petition with 840 signatures went to deputy governor Anders Rask.`,
};
