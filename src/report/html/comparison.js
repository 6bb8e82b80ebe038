'use strict';
(() => {
  const { $, all, words, range, say, bring, intoView, dock, switchable, copy, buttons, keys, ready } = retold;
  let sides, onMap, passages;
  let current = null;
  let hot = null;

  /* Reads the comparison that the page shows; done again when a switch replaces it. */
  const read = () => {
    sides = ['source', 'suspicious'].map(id => {
      const pane = $(id);
      return {
        id, pane,
        scroll: pane.querySelector('.scroll'),
        peek: pane.querySelector('.peek'),
        marks: all('mark', pane),
        badges: all('a.n', pane).reduce((badges, badge) => badges.set(+badge.dataset.n, badge), new Map()),
      };
    });
    sides.forEach(side => side.marks.forEach((mark, at) => { mark.at = at; mark.side = side; }));
    onMap = new Map(all('.map .mark').map(mark => [+mark.dataset.n, mark]));
    passages = all('.list > li').map((item, at) => ({
      number: at + 1, item, kinds: item.dataset.kinds.split(' '), ranges: sides.map(side => range(item.dataset[side.id])),
    }));
    current = hot = null;
    for (const tools of all('.filters')) tools.hidden = false;
  };

  const other = side => sides[1 - sides.indexOf(side)];
  const marksOf = (passage, side) => {
    const [first, last] = passage.ranges[sides.indexOf(side)];
    return side.marks.slice(first, last + 1);
  };
  const paint = (passage, name, set) => {
    if (!passage) return;
    for (const side of sides) {
      for (const mark of marksOf(passage, side)) mark.classList.toggle(name, set);
      side.badges.get(passage.number)?.classList.toggle(name, set);
    }
    onMap.get(passage.number)?.classList.toggle(name, set);
  };
  /* The passages that a piece of text belongs to. */
  const owners = mark => {
    const at = sides.indexOf(mark.side);
    return passages.filter(({ ranges, item }) => !item.hidden && ranges[at][0] <= mark.at && mark.at <= ranges[at][1]);
  };
  const box = side => side.scroll.getBoundingClientRect();
  /* Takes a passage in hand; `from` is the side that the reader looks at, which stays where it is. */
  const select = (passage, from) => {
    if (!passage) return;
    paint(current, 'on', false);
    current = passage;
    paint(current, 'on', true);
    const summary = passage.item.querySelector('summary');
    const [badge, about] = ['.n', '.about'].map(name => summary.querySelector(name).cloneNode(true));
    dock.show(passage.item, badge, ` of ${passages.length}  `, about);
    say(`Passage ${passage.number} of ${passages.length}, ${about.textContent}`);
    history.replaceState(null, '', `#u${passage.number}`);
    hidePeek();
    for (const side of sides) if (side !== from) bring(marksOf(passage, side)[0]);
  };
  const step = by => {
    const shown = passages.filter(({ item }) => !item.hidden);
    if (!shown.length) return;
    const at = current ? shown.indexOf(current) + by : by > 0 ? 0 : shown.length - 1;
    select(shown[(at + shown.length) % shown.length]);
    intoView();
    sides[1].badges.get(current.number)?.focus({ preventScroll: true });
  };
  const clear = () => {
    paint(current, 'on', false);
    current = null;
    dock.close();
    history.replaceState(null, '', location.pathname + location.search);
  };
  const hidePeek = () => { for (const side of sides) side.peek.hidden = true; };
  const showPeek = (passage, from) => {
    const side = other(from);
    const marks = marksOf(passage, side);
    if (!marks.length) return;
    const pane = box(side);
    const first = marks[0].getClientRects()[0];
    const above = first.top < pane.top;
    if (!above && first.top < pane.bottom - 20) return;
    const text = marks.map(mark => mark.textContent).join(' ').slice(0, 400).replace(/\s+/g, ' ');
    side.peek.textContent = text.length > 240 ? text.slice(0, 240) + '\u2026' : text;
    side.peek.classList.toggle('above', above);
    side.peek.classList.toggle('below', !above);
    side.peek.hidden = false;
  };
  const heat = (passage, from) => {
    if (hot === passage) return;
    paint(hot, 'hot', false);
    hidePeek();
    hot = passage;
    paint(hot, 'hot', true);
    if (hot && from) showPeek(hot, from);
  };
  const sideOf = node => sides.find(side => side.pane.contains(node));
  const target = node => {
    const mark = node.closest?.('mark, a.n, .map .mark');
    if (!mark) return [];
    return mark.dataset.n ? [passages[mark.dataset.n - 1]] : owners(mark);
  };

  document.addEventListener('pointerover', event => heat(target(event.target).at(-1) ?? null, sideOf(event.target)));
  document.addEventListener('focusin', event => {
    if (event.target.matches('a.n')) heat(passages[event.target.dataset.n - 1], sideOf(event.target));
  });
  document.addEventListener('focusout', () => heat(null));

  document.addEventListener('click', event => {
    const found = target(event.target);
    if (!found.length || !getSelection().isCollapsed) return;
    const from = sideOf(event.target);
    const badge = event.target.closest('a.n');
    /* A second click on words that several passages share takes the next of them. */
    const at = found.indexOf(current);
    select(at < 0 ? found.at(-1) : found[(at + found.length - 1) % found.length], from);
    if (badge) {
      event.preventDefault();
      other(from).badges.get(current.number)?.focus({ preventScroll: true });
    }
    intoView();
  });

  /* Shows the passages of one kind alone: in the list, on the map and in both texts. */
  const show = kind => {
    if (current) clear();
    for (const button of all('.filters [data-kind]')) button.setAttribute('aria-pressed', button.dataset.kind === kind);
    for (const passage of passages) {
      const hidden = kind !== '' && !passage.kinds.includes(kind);
      passage.item.hidden = hidden;
      onMap.get(passage.number)?.classList.toggle('out', hidden);
      for (const side of sides) {
        const badge = side.badges.get(passage.number);
        if (badge) badge.hidden = hidden;
      }
    }
    for (const side of sides) for (const mark of side.marks) mark.classList.toggle('out', !owners(mark).length);
    const shown = passages.filter(({ item }) => !item.hidden).length;
    say(`${shown} of ${passages.length} shown`);
  };
  const showDiffering = only => {
    $('only-differing').setAttribute('aria-pressed', only);
    const details = document.querySelector('.sentences details');
    details.open ||= only;
    for (const row of all('tbody tr', details)) row.hidden = only && !row.classList.contains('differs');
  };

  /* The evidence in plain text, for an e-mail or a note. */
  const evidence = () => {
    const lines = [words(document.querySelector('h1')), ''];
    lines.push(`Verdict: ${words(document.querySelector('.verdict'))}${document.querySelector('.rule') ? ` (${words(document.querySelector('.rule'))})` : ''}`);
    for (const figure of all('.figure')) lines.push(`${words(figure.querySelector('dt'))}: ${words(figure.querySelector('dd'))}`);
    for (const item of all('.changes li')) lines.push(`Facts: ${words(item)}`);
    for (const item of all('.set-aside li')) lines.push(`Set aside: ${words(item.querySelector('.about'))}`);
    for (const row of all('.reasons tbody tr')) lines.push(`Reason: ${words(row.querySelector('th > span'))} (${words(row.querySelector('.number'))})`);
    for (const { number, item } of passages.filter(passage => !passage.item.hidden)) {
      lines.push('', `${number}. ${words(item.querySelector('.about'))}`, ...retold.sides(item));
    }
    return [...lines, ...retold.closing()].join('\n');
  };

  buttons({
    previous: () => step(-1), next: () => step(1), edits: () => dock.toggle(), close: clear, copy: () => copy(evidence()), print: () => print(),
    'only-differing': button => showDiffering(button.getAttribute('aria-pressed') !== 'true'),
  });
  document.addEventListener('click', event => {
    const { kind } = event.target.closest('button')?.dataset ?? {};
    if (kind !== undefined) show(kind);
  });
  const toPartner = event => {
    if (!current || event.target.closest('a, button, summary')) return false;
    sides[1].badges.get(current.number)?.focus({ preventScroll: true });
  };
  const escape = () => { if (dock.open) dock.edits(false); else if (current) clear(); };
  keys({
    n: () => step(1), j: () => step(1), p: () => step(-1), k: () => step(-1), e: () => dock.toggle(), Enter: toPartner, Escape: escape,
  });

  read();
  switchable({
    answer: () => `${words($('probability'))} %, ${words(document.querySelector('.verdict'))}`,
    leave: () => { if (current) clear(); heat(null); },
    read,
  });
  ready();
  const linked = /^#[su](\d+)$/.exec(location.hash);
  if (linked) select(passages[linked[1] - 1]);
})();
