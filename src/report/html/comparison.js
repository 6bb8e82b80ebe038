'use strict';
(() => {
  const $ = id => document.getElementById(id);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const range = text => text ? text.split(' ').map(Number) : [0, -1];
  let sides, onMap, passages, dock, dockTitle, dockEdits, edits, said;
  let current = null;
  let open = false;
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
    [dock, dockTitle, dockEdits, edits, said] = ['dock', 'dock-title', 'dock-edits', 'edits', 'said'].map($);
    current = hot = null;
    open = false;
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
  const still = matchMedia('(prefers-reduced-motion: reduce)');
  const behavior = () => still.matches ? 'auto' : 'smooth';
  const box = side => side.scroll.getBoundingClientRect();
  const bring = (side, passage) => {
    const [mark] = marksOf(passage, side);
    if (!mark) return;
    const top = mark.getClientRects()[0].top - box(side).top + side.scroll.scrollTop;
    side.scroll.scrollTo({ top: top - side.scroll.clientHeight / 5, behavior: behavior() });
  };

  const showEdits = show => {
    open = show;
    edits.setAttribute('aria-expanded', show);
    dockEdits.hidden = !show;
    const table = show && current && current.item.querySelector('.edits');
    dockEdits.replaceChildren(...(table ? [table.cloneNode(true)] : []));
    dockEdits.scrollTop = 0;
  };
  /* Takes a passage in hand; `from` is the side that the reader looks at, which stays where it is. */
  const select = (passage, from) => {
    if (!passage) return;
    paint(current, 'on', false);
    current = passage;
    paint(current, 'on', true);
    const summary = passage.item.querySelector('summary');
    const [badge, about] = ['.n', '.about'].map(name => summary.querySelector(name).cloneNode(true));
    dockTitle.replaceChildren(badge, ` of ${passages.length}  `, about);
    dock.hidden = false;
    showEdits(open);
    said.textContent = `Passage ${passage.number} of ${passages.length}, ${about.textContent}`;
    history.replaceState(null, '', `#u${passage.number}`);
    hidePeek();
    for (const side of sides) if (side !== from) bring(side, passage);
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
    open = false;
    dock.hidden = true;
    said.textContent = '';
    history.replaceState(null, '', location.pathname + location.search);
  };
  const intoView = () => {
    const { top, bottom } = $('texts').getBoundingClientRect();
    if (top < -8 || bottom > innerHeight + 8) $('texts').scrollIntoView({ behavior: behavior() });
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
    said.textContent = `${shown} of ${passages.length} shown`;
  };
  const showDiffering = only => {
    $('only-differing').setAttribute('aria-pressed', only);
    const details = document.querySelector('.sentences details');
    details.open ||= only;
    for (const row of all('tbody tr', details)) row.hidden = only && !row.classList.contains('differs');
  };

  /* Shows the comparison under the switches as they are: one of those that were made when the page was written. */
  const view = $('view');
  const switches = $('switches');
  const states = new Map(all('template[data-state]').map(template => [+template.dataset.state, template.content]));
  const answer = () => `${$('probability').textContent} %, ${document.querySelector('.verdict').textContent}`;
  const place = () => { if (switches) { $('slot').replaceWith(switches); switches.hidden = false; } };
  let first = null;
  const change = box => {
    if (!first) {
      first = { state: +switches.dataset.state, answer: answer() };
      if (current) clear();
      heat(null);
      const copy = view.cloneNode(true);
      const slot = document.createElement('div');
      slot.id = 'slot';
      copy.querySelector('#switches').replaceWith(slot);
      const content = document.createDocumentFragment();
      content.append(...copy.childNodes);
      states.set(first.state, content);
    }
    const boxes = all('input', switches);
    const state = boxes.reduce((bits, each) => bits | (each.checked ? 1 << each.dataset.bit : 0), 0);
    const scrolled = sides.map(side => side.scroll.scrollTop);
    view.replaceChildren(states.get(state).cloneNode(true));
    place();
    read();
    sides.forEach((side, at) => { side.scroll.scrollTop = scrolled[at]; });
    history.replaceState(null, '', location.pathname + location.search);
    box.focus({ preventScroll: true });
    const now = answer();
    const before = state === first.state ? '' : first.answer === now ? ', as before' : `; at first ${first.answer}`;
    $('switched').textContent = `Now ${now}${before}.`;
  };
  document.addEventListener('change', event => { if (event.target.matches('#switches input')) change(event.target); });

  /* The evidence in plain text, for an e-mail or a note. */
  const words = node => node ? node.textContent.replace(/\s+/g, ' ').trim() : '';
  const evidence = () => {
    const lines = [words(document.querySelector('h1')), ''];
    lines.push(`Verdict: ${words(document.querySelector('.verdict'))}${document.querySelector('.rule') ? ` (${words(document.querySelector('.rule'))})` : ''}`);
    for (const figure of all('.figure')) lines.push(`${words(figure.querySelector('dt'))}: ${words(figure.querySelector('dd'))}`);
    for (const item of all('.changes li')) lines.push(`Facts: ${words(item)}`);
    for (const item of all('.set-aside li')) lines.push(`Set aside: ${words(item.querySelector('.about'))}`);
    for (const row of all('.reasons tbody tr')) lines.push(`Reason: ${words(row.querySelector('th > span'))} (${words(row.querySelector('.number'))})`);
    for (const { number, item } of passages.filter(passage => !passage.item.hidden)) {
      const side = at => all('tbody tr', item).map(row => words(row.cells[at])).join(' ').trim();
      lines.push('', `${number}. ${words(item.querySelector('.about'))}`, `Source: ${side(0)}`, `Suspicious: ${side(1)}`);
    }
    lines.push('', words(document.querySelector('.judge')), words(document.querySelector('.foot')).split('. ')[0] + '.', '');
    return lines.join('\n');
  };
  const copy = async () => {
    const text = evidence();
    let done = true;
    try {
      await navigator.clipboard.writeText(text);
    } catch {
      /* A page in a frame may not use the clipboard so. */
      const area = document.createElement('textarea');
      area.value = text;
      area.setAttribute('aria-label', 'The evidence as text');
      $('copy').after(area);
      area.select();
      done = document.execCommand('copy');
      if (done) area.remove();
    }
    $('copied').textContent = done ? 'Copied.' : 'Copy the text from the box.';
  };

  /* On paper all edits are open. */
  let closed = [];
  addEventListener('beforeprint', () => {
    closed = all('details:not([open])');
    for (const details of closed) details.open = true;
  });
  addEventListener('afterprint', () => { for (const details of closed) details.open = false; closed = []; });

  const actions = {
    previous: () => step(-1), next: () => step(1), edits: () => showEdits(!open), close: clear, copy, print: () => print(),
    'only-differing': button => showDiffering(button.getAttribute('aria-pressed') !== 'true'),
  };
  document.addEventListener('click', event => {
    const button = event.target.closest('button');
    if (!button) return;
    if (button.dataset.kind !== undefined) show(button.dataset.kind); else actions[button.id]?.(button);
  });

  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input:not([type=checkbox]), textarea, select')) return;
    switch (event.key) {
      case 'n': case 'j': step(1); break;
      case 'p': case 'k': step(-1); break;
      case 'e': if (current) showEdits(!open); break;
      case 'Enter':
        if (!current || event.target.closest('a, button, summary')) return;
        sides[1].badges.get(current.number)?.focus({ preventScroll: true });
        break;
      case 'Escape': if (open) showEdits(false); else if (current) clear(); break;
      default: return;
    }
    event.preventDefault();
  });

  read();
  place();
  document.querySelector('.tools').hidden = false;
  const linked = /^#[su](\d+)$/.exec(location.hash);
  if (linked) select(passages[linked[1] - 1]);
  document.documentElement.dataset.ready = '';
})();
