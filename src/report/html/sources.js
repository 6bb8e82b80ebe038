'use strict';
(() => {
  const { $, all, words, range, say, bring, intoView, dock, switchable, copy, buttons, keys, ready } = retold;
  const COLOURS = 8;
  let total, segments, sources;
  /* Runs of segments that belong to one passage of one source, in text order. */
  let stretches = [];
  let current = null;
  /* The sources that are left out, by number; they stay so when a switch replaces the view. */
  const out = new Set();

  /* Reads what the page shows; done again when a switch replaces it. */
  const read = () => {
    total = +$('segments').dataset.words;
    /* Each segment of the text with the passages that cover it, best first, and the elements that show it. */
    segments = all('#segments li').map(item => ({
      words: +item.dataset.words,
      claims: item.dataset.claims ? item.dataset.claims.split(' ').map(claim => claim.split('.').map(Number)) : [],
      marks: [], bars: [], badge: null, owner: null,
    }));
    for (const mark of all('#suspicious mark')) segments[mark.dataset.s].marks.push(mark);
    for (const badge of all('#suspicious a.n')) segments[badge.dataset.s].badge = badge;
    for (const bar of all('.by-source .span')) segments[bar.dataset.s].bars.push(bar);
    sources = all('.card').map((card, at) => ({
      at, card,
      box: card.querySelector('input'),
      share: card.querySelector('.share-value'),
      /* The probability and the bounds of its interval when no other source is looked at. */
      alone: card.dataset.alone.split(' ').map(Number),
      probability: card.querySelector('.probability'),
      interval: card.querySelector('.interval'),
      bar: card.querySelector('.bar'),
      title: card.querySelector('.name').textContent,
      row: document.querySelector(`.by-source .row[data-source="${at}"]`),
      text: document.querySelector(`.source-text[data-source="${at}"]`),
      passages: all(`.list[data-source="${at}"] > li`),
    }));
    current = null;
    attribute();
  };

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
  const inPercent = (probability, digits) => {
    const value = 100 * probability;
    const least = 10 ** -digits;
    if (value <= 0 && digits) return '0';
    return value < least ? `under ${least}` : value > 100 - least ? `over ${100 - least}` : value.toFixed(digits);
  };
  const showProbability = ({ alone, probability, interval, bar }, owned, claimed) => {
    const [value, low, high] = alone.map(each => among(each, owned, claimed));
    probability.textContent = inPercent(value, 1);
    bar.querySelector('.for').setAttribute('width', 100 * value);
    if (!interval) return;
    const [from, to] = [low, high].map(each => inPercent(each, 0));
    interval.textContent = `95 % interval ${from === to ? from : `${from} to ${to}`} %`;
    bar.querySelector('.range').setAttribute('x', 100 * low);
    bar.querySelector('.range').setAttribute('width', 100 * (high - low));
  };

  /* Gives each segment to the best passage of a source that counts, and counts again. */
  const attribute = () => {
    stretches = [];
    const owned = sources.map(() => 0);
    const claimed = sources.map(() => 0);
    segments.forEach((segment, at) => {
      for (const source of new Set(segment.claims.map(([source]) => source))) claimed[source] += segment.words;
      segment.owner = segment.claims.find(([source]) => !out.has(source)) ?? null;
      const last = stretches.at(-1);
      const goesOn = last && same(segment.owner, last.owner) && last.segments.at(-1) === at - 1;
      const owner = segment.owner ? segment.owner[0] : null;
      if (segment.owner) {
        owned[owner] += segment.words;
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
    const taken = owned.reduce((sum, own) => sum + own, 0);
    for (const source of sources) {
      const { at } = source;
      const counts = !out.has(at);
      source.share.textContent = percent(owned[at]);
      /* A source without passages can only be that of the whole text. */
      const [own, whole] = claimed[at] ? [owned[at], claimed[at]] : [total - taken, total];
      if (counts) showProbability(source, own, whole);
      source.box.checked = counts;
      source.card.classList.toggle('off', !counts);
      source.row?.classList.toggle('off', !counts);
    }
    const sum = percent(taken);
    const count = owned.filter(words => words > 0).length;
    $('reused').textContent = sum;
    document.querySelector('.figure .bar .for').setAttribute('width', sum);
    $('heading').textContent = count ? `${sum} % of the text matches ${count} source${count === 1 ? '' : 's'}` : 'No source was found';
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
    const [first, last] = range(passages[passage]?.dataset.range);
    return all('mark', text).slice(first, last + 1);
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
    const item = sources[source].passages[passage];
    const about = words(item.querySelector('.about'));
    dock.show(item, `Source ${source + 1}, ${about}`);
    say(`Passage ${stretches.indexOf(stretch) + 1} of ${stretches.length}, from source ${source + 1}, ${about}`);
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
    dock.close();
    $('nothing').hidden = false;
    for (const { text } of sources) text.hidden = true;
    $('source-name').textContent = sources.length ? 'choose a passage' : 'none';
  };
  /* Leaves a source out, or takes it in again. */
  const toggle = at => {
    paint(false);
    const kept = current?.segments[0];
    if (!out.delete(at)) out.add(at);
    attribute();
    current = null;
    const next = stretches.find(stretch => stretch.segments.includes(kept));
    if (next && !$('dock').hidden) select(next); else clear();
    say(`Source ${at + 1} ${out.has(at) ? 'is left out' : 'counts again'}. ${words($('heading'))}.`);
  };

  /* The evidence in plain text, for an e-mail or a note. */
  const evidence = () => {
    const lines = [words(document.querySelector('h1')), '', words($('heading')) + '.'];
    for (const { at, card, title, passages } of sources) {
      if (out.has(at)) continue;
      lines.push('', `Source ${at + 1}: ${title}`);
      for (const node of all('.about, .share, .card-verdict, .changes li', card)) lines.push(words(node));
      passages.forEach((item, number) => {
        lines.push('', `${at + 1}.${number + 1} ${words(item.querySelector('.about'))}`, ...retold.sides(item));
      });
    }
    return [...lines, ...retold.closing()].join('\n');
  };

  document.addEventListener('change', event => {
    if (event.target.matches('.card input')) toggle(+event.target.dataset.source);
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
  buttons({
    previous: () => step(-1), next: () => step(1), edits: () => dock.toggle(), close: clear, copy: () => copy(evidence()), print: () => print(),
  });
  const escape = () => { if (dock.open) dock.edits(false); else if (current) clear(); };
  const leaveOut = () => { if (current) toggle(current.owner[0]); };
  keys({
    n: () => step(1), j: () => step(1), p: () => step(-1), k: () => step(-1), e: () => dock.toggle(), x: leaveOut, Escape: escape,
  });

  read();
  switchable({ answer: () => words($('heading')), leave: () => { if (current) clear(); }, read });
  ready();
})();
