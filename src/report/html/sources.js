'use strict';
(() => {
  const $ = id => document.getElementById(id);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const COLOURS = 8;
  const total = +$('page').dataset.words;
  /* Each segment of the text with the passages that cover it, best first, and the elements that show it. */
  const segments = all('#segments li').map(item => ({
    words: +item.dataset.words,
    claims: item.dataset.claims ? item.dataset.claims.split(' ').map(claim => claim.split('.').map(Number)) : [],
    marks: [], bars: [], badge: null, owner: null,
  }));
  for (const mark of all('#suspicious mark')) segments[mark.dataset.s].marks.push(mark);
  for (const badge of all('#suspicious a.n')) segments[badge.dataset.s].badge = badge;
  for (const bar of all('.by-source .span')) segments[bar.dataset.s].bars.push(bar);
  const sources = all('.card').map((card, at) => ({
    at, card, on: true,
    switch: card.querySelector('input'),
    share: card.querySelector('.share-value'),
    alone: +card.dataset.probability,
    probability: card.querySelector('.probability'),
    title: card.querySelector('.name').textContent,
    row: document.querySelector(`.by-source .row[data-source="${at}"]`),
    text: document.querySelector(`.source-text[data-source="${at}"]`),
    passages: all(`.list[data-source="${at}"] > li`),
  }));
  const [dock, dockTitle, dockEdits, edits, said] = ['dock', 'dock-title', 'dock-edits', 'edits', 'said'].map($);
  /* Runs of segments that belong to one passage of one source, in text order. */
  let stretches = [];
  let current = null;
  let open = false;

  const percent = words => Math.floor((200 * words + total) / (2 * Math.max(total, 1)));
  const same = (a, b) => a && b && a[0] === b[0] && a[1] === b[1];
  const colour = (node, at) => {
    for (let hue = 0; hue < COLOURS; hue++) node.classList.toggle(`c${hue}`, at !== null && hue === at % COLOURS);
  };

  /* The odds of a source whose words others all explain better are so many times smaller. */
  const EXPLAINED_AWAY = 7.4;
  const among = (alone, owned, claimed) => {
    if (owned === claimed) return alone;
    const odds = alone / (1 - alone) / (1 + (EXPLAINED_AWAY - 1) * (1 - owned / claimed));
    return Number.isFinite(odds) ? odds / (1 + odds) : alone;
  };
  const inPercent = probability => {
    const value = 100 * probability;
    if (value <= 0) return '0';
    return value < 0.1 ? 'under 0.1' : value > 99.9 ? 'over 99.9' : value.toFixed(1);
  };

  /* Gives each segment to the best passage of a source that counts, and counts again. */
  const attribute = () => {
    stretches = [];
    const words = sources.map(() => 0);
    const claimed = sources.map(() => 0);
    segments.forEach((segment, at) => {
      for (const source of new Set(segment.claims.map(([source]) => source))) claimed[source] += segment.words;
      segment.owner = segment.claims.find(([source]) => sources[source].on) ?? null;
      const last = stretches.at(-1);
      const goesOn = last && same(segment.owner, last.owner) && last.segments.at(-1) === at - 1;
      const owner = segment.owner ? segment.owner[0] : null;
      if (segment.owner) {
        words[owner] += segment.words;
        if (goesOn) last.segments.push(at); else stretches.push({ owner: segment.owner, segments: [at] });
      }
      for (const mark of segment.marks) {
        colour(mark, owner);
        mark.classList.toggle('free', owner === null);
      }
      for (const bar of segment.bars) bar.classList.toggle('owned', +bar.parentNode.dataset.source === owner);
      const { badge } = segment;
      if (badge) {
        badge.hidden = owner === null || Boolean(goesOn);
        if (owner !== null) {
          colour(badge, owner);
          badge.dataset.n = owner + 1;
          badge.href = `#c${owner + 1}`;
          badge.setAttribute('aria-label', `${owner + 1}: from source ${owner + 1}`);
        }
      }
    });
    const sum = words.reduce((sum, own) => sum + own, 0);
    let count = 0;
    sources.forEach((source, at) => {
      source.share.textContent = percent(words[at]);
      /* A source without passages can only be that of the whole text. */
      const [own, whole] = claimed[at] ? [words[at], claimed[at]] : [total - sum, total];
      if (source.on) source.probability.textContent = inPercent(among(source.alone, own, whole));
      source.card.classList.toggle('off', !source.on);
      source.row?.classList.toggle('off', !source.on);
      count += words[at] > 0;
    });
    $('reused').textContent = percent(sum);
    document.querySelector('.figure .bar .for').setAttribute('width', percent(sum));
    const summary = count ? `${percent(sum)} % of the text comes from ${count} source${count === 1 ? '' : 's'}` : 'No source was found';
    $('heading').textContent = summary;
    return summary;
  };

  const still = matchMedia('(prefers-reduced-motion: reduce)');
  const behavior = () => still.matches ? 'auto' : 'smooth';
  const bring = mark => {
    const scroll = mark?.closest('.scroll');
    if (!scroll) return;
    const top = mark.getClientRects()[0].top - scroll.getBoundingClientRect().top + scroll.scrollTop;
    scroll.scrollTo({ top: top - scroll.clientHeight / 5, behavior: behavior() });
  };
  const intoView = () => {
    const { top, bottom } = $('texts').getBoundingClientRect();
    if (top < -8 || bottom > innerHeight + 8) $('texts').scrollIntoView({ behavior: behavior() });
  };
  const paint = set => {
    if (!current) return;
    const [source, passage] = current.owner;
    for (const at of current.segments) {
      for (const mark of segments[at].marks) mark.classList.toggle('on', set);
      segments[at].badge?.classList.toggle('on', set);
    }
    for (const mark of pieces(source, passage)) mark.classList.toggle('on', set);
    sources[source].card.classList.toggle('on', set);
  };
  /* The pieces of a source's text that belong to one of its passages. */
  const pieces = (source, passage) => {
    const { text, passages } = sources[source];
    const range = passages[passage]?.dataset.range;
    if (!range) return [];
    const [first, last] = range.split(' ').map(Number);
    return all('mark', text).slice(first, last + 1);
  };
  const showEdits = show => {
    open = show;
    edits.setAttribute('aria-expanded', show);
    dockEdits.hidden = !show;
    const table = show && current && sources[current.owner[0]].passages[current.owner[1]]?.querySelector('.edits');
    dockEdits.replaceChildren(...(table ? [table.cloneNode(true)] : []));
    dockEdits.scrollTop = 0;
  };
  /* Takes a stretch in hand and shows its source beside it. */
  const select = stretch => {
    if (!stretch) return;
    paint(false);
    current = stretch;
    paint(true);
    const [source, passage] = stretch.owner;
    $('nothing').hidden = true;
    for (const { text, at } of sources) text.hidden = at !== source;
    $('source-name').textContent = `${source + 1}: ${sources[source].title}`;
    const about = sources[source].passages[passage].querySelector('.about').textContent;
    dockTitle.textContent = `Source ${source + 1}, ${about}`;
    dock.hidden = false;
    showEdits(open);
    said.textContent = `Passage ${stretches.indexOf(stretch) + 1} of ${stretches.length}, from source ${source + 1}, ${about}`;
    bring(pieces(source, passage)[0]);
  };
  const step = by => {
    if (!stretches.length) return;
    const at = current ? stretches.indexOf(current) + by : by > 0 ? 0 : stretches.length - 1;
    select(stretches[(at + stretches.length) % stretches.length]);
    bring(segments[current.segments[0]].marks[0]);
    intoView();
    segments[current.segments[0]].badge?.focus({ preventScroll: true });
  };
  const clear = () => {
    paint(false);
    current = null;
    open = false;
    dock.hidden = true;
    said.textContent = '';
    $('nothing').hidden = false;
    for (const { text } of sources) text.hidden = true;
    $('source-name').textContent = sources.length ? 'choose a passage' : 'none';
  };
  const count = (source, on) => {
    paint(false);
    const kept = current?.segments[0];
    source.on = on;
    source.switch.checked = on;
    const summary = attribute();
    current = null;
    const next = stretches.find(stretch => stretch.segments.includes(kept));
    if (next && !dock.hidden) select(next); else clear();
    said.textContent = `Source ${source.at + 1} ${on ? 'counts again' : 'is left out'}. ${summary}.`;
  };

  document.addEventListener('change', event => {
    if (event.target.matches('.card input')) count(sources[event.target.dataset.source], event.target.checked);
  });
  document.addEventListener('click', event => {
    const shown = event.target.closest('button.show, .by-source .row');
    if (shown) {
      const at = +shown.dataset.source;
      const segment = +(event.target.dataset.s ?? -1);
      const stretch = stretches.find(({ owner, segments: own }) => owner[0] === at && own.includes(segment))
        ?? stretches.find(({ owner }) => owner[0] === at);
      const first = stretch ?? (sources[at].passages.length ? { owner: [at, 0], segments: [] } : null);
      select(first);
      if (stretch) bring(segments[stretch.segments[0]].marks[0]);
      if (first) intoView();
      return;
    }
    const mark = event.target.closest('#suspicious mark, #suspicious a.n');
    if (!mark || !getSelection().isCollapsed) return;
    if (mark.matches('a.n')) event.preventDefault();
    const stretch = stretches.find(({ segments: own }) => own.includes(+mark.dataset.s));
    if (!stretch) return;
    select(stretch);
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
      case 'x': if (current) { const source = sources[current.owner[0]]; count(source, !source.on); } break;
      case 'Escape': if (open) showEdits(false); else if (current) clear(); break;
      default: return;
    }
    event.preventDefault();
  });

  attribute();
  document.documentElement.dataset.ready = '';
})();
