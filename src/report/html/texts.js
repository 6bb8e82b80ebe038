'use strict';
/* What the pages with texts share: the dock, the switches, the keyboard, copying and printing. */
const retold = (() => {
  const $ = id => document.getElementById(id);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const words = node => node ? node.textContent.replace(/\s+/g, ' ').trim() : '';
  const range = text => text ? text.split(' ').map(Number) : [0, -1];
  const say = text => { $('said').textContent = text; };

  const still = matchMedia('(prefers-reduced-motion: reduce)');
  const behavior = () => still.matches ? 'auto' : 'smooth';
  /* Scrolls the pane of a mark until the mark is a fifth below its upper edge. */
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

  /* The passage in hand, below the texts: its title, and its edits where they are asked for. */
  const dock = {
    open: false,
    item: null,
    edits(show) {
      this.open = show;
      $('edits').setAttribute('aria-expanded', show);
      $('dock-edits').hidden = !show;
      const table = show && this.item?.querySelector('.edits');
      $('dock-edits').replaceChildren(...(table ? [table.cloneNode(true)] : []));
      $('dock-edits').scrollTop = 0;
    },
    show(item, ...title) {
      this.item = item;
      $('dock-title').replaceChildren(...title);
      $('dock').hidden = false;
      this.edits(this.open);
    },
    toggle() { if (this.item) this.edits(!this.open); },
    close() {
      this.open = false;
      this.item = null;
      $('dock').hidden = true;
      say('');
    },
  };

  /* Shows what the page says under the switches as they are: one of the answers that were computed when it was written.
     `answer` puts the finding in words; `leave` lets go of the elements of a view, `read` takes those of the next. */
  const switchable = ({ answer, leave, read }) => {
    const view = $('view');
    const switches = $('switches');
    if (!switches) return;
    const states = new Map(all('template[data-state]').map(template => [+template.dataset.state, template.content]));
    const place = () => { $('slot').replaceWith(switches); switches.hidden = false; };
    let first = null;
    const change = box => {
      const scrolled = all('.pane > .scroll', view).map(pane => pane.scrollTop);
      leave();
      if (!first) {
        first = { state: +switches.dataset.state, answer: answer() };
        const copy = view.cloneNode(true);
        const slot = document.createElement('div');
        slot.id = 'slot';
        copy.querySelector('#switches').replaceWith(slot);
        const content = document.createDocumentFragment();
        content.append(...copy.childNodes);
        states.set(first.state, content);
      }
      const state = all('input', switches).reduce((bits, each) => bits | (each.checked ? 1 << each.dataset.bit : 0), 0);
      view.replaceChildren(states.get(state).cloneNode(true));
      place();
      read();
      all('.pane > .scroll', view).forEach((pane, at) => { pane.scrollTop = scrolled[at]; });
      history.replaceState(null, '', location.pathname + location.search);
      box.focus({ preventScroll: true });
      const now = answer();
      const before = state === first.state ? '' : first.answer === now ? ', as before' : `; at first ${first.answer}`;
      $('switched').textContent = `Now: ${now}${before}.`;
    };
    document.addEventListener('change', event => { if (event.target.matches('#switches input')) change(event.target); });
    place();
  };

  /* Copies text, for an e-mail or a note. */
  const copy = async text => {
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
  /* The two sides of a passage as lines of text. */
  const sides = item => ['Source', 'Suspicious'].map((name, at) => {
    const cells = all('tbody tr', item).map(row => words(row.cells[at]));
    return `${name}: ${cells.join(' ').trim()}`;
  });
  const closing = () => ['', words(document.querySelector('.judge')), words(document.querySelector('.foot')).split('. ')[0] + '.', ''];

  /* On paper all edits are open. */
  let closed = [];
  addEventListener('beforeprint', () => {
    closed = all('details:not([open])');
    for (const details of closed) details.open = true;
  });
  addEventListener('afterprint', () => { for (const details of closed) details.open = false; closed = []; });

  /* Runs the action with the id of the button that is pressed. */
  const buttons = actions => document.addEventListener('click', event => {
    const button = event.target.closest('button');
    if (button) actions[button.id]?.(button);
  });
  /* Runs the action of a key; one that gives false leaves the key to the browser. */
  const keys = actions => document.addEventListener('keydown', event => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest('input:not([type=checkbox]), textarea, select')) return;
    const action = Object.hasOwn(actions, event.key) ? actions[event.key] : null;
    if (action && action(event) !== false) event.preventDefault();
  });
  const ready = () => {
    document.querySelector('.tools').hidden = false;
    document.documentElement.dataset.ready = '';
  };

  return { $, all, words, range, say, bring, intoView, dock, switchable, copy, sides, closing, buttons, keys, ready };
})();
