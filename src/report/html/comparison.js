'use strict';
(() => {
  const $ = id => document.getElementById(id);
  const sides = ['source', 'suspicious'].map(id => {
    const pane = $(id);
    return {
      id, pane,
      scroll: pane.querySelector('.scroll'),
      peek: pane.querySelector('.peek'),
      marks: [...pane.querySelectorAll('mark')],
      badges: [...pane.querySelectorAll('a.n')].reduce((all, badge) => all.set(+badge.dataset.n, badge), new Map()),
    };
  });
  sides.forEach(side => side.marks.forEach((mark, at) => { mark.at = at; mark.side = side; }));
  const onMap = new Map([...document.querySelectorAll('.map .mark')].map(mark => [+mark.dataset.n, mark]));
  const range = text => text ? text.split(' ').map(Number) : [0, -1];
  const passages = [...document.querySelectorAll('.list > li')].map((item, at) => ({
    number: at + 1, item, ranges: sides.map(side => range(item.dataset[side.id])),
  }));
  const [dock, dockTitle, dockEdits, edits, said] = ['dock', 'dock-title', 'dock-edits', 'edits', 'said'].map($);
  let current = null;
  let open = false;

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
    return passages.filter(({ ranges }) => ranges[at][0] <= mark.at && mark.at <= ranges[at][1]);
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
    if (!passages.length) return;
    const at = current ? current.number - 1 + by : by > 0 ? 0 : passages.length - 1;
    select(passages[(at + passages.length) % passages.length]);
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
  let hot = null;
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
  const actions = { previous: () => step(-1), next: () => step(1), edits: () => showEdits(!open), close: clear };
  for (const [id, action] of Object.entries(actions)) $(id).addEventListener('click', action);

  document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input, textarea, select')) return;
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

  const linked = /^#[su](\d+)$/.exec(location.hash);
  if (linked) select(passages[linked[1] - 1]);
  document.documentElement.dataset.ready = '';
})();
