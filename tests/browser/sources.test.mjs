// Opens the page of a text with its sources, as `retold corpus sources --html` writes it, with 1, 5 and 30 sources.
//
//   cargo build --release -p retold-cli && cd tests/browser && npm ci && npm test
//
// RETOLD names the program, CHROMIUM the browser, RETOLD_SCREENSHOTS a folder for pictures.

import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const root = resolve(fileURLToPath(import.meta.url), '../../..');
const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target');
const program = process.env.RETOLD ?? join(target, 'release/retold');
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const absent = [program, executablePath].find(path => !existsSync(path));
const skip = absent ? `${absent} is not there` : false;
const axe = readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8');
const args = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];

const folder = mkdtempSync(join(tmpdir(), 'retold-sources-'));
let browser;
before(async () => { if (!skip) browser = await chromium.launch({ executablePath, args }); });
after(async () => {
  await browser?.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A made article of nine sentences about three things that each of them names; no two of different numbers share rare words. */
function article(number) {
  let state = 1000 + number * 7919;
  const random = below => (state = (state * 48271) % 2147483647) % below;
  const syllables = 'ba de fi go hu ka le mi no pu ra se ti vo wu za ne lo ri ta'.split(' ');
  const word = () => Array.from({ length: 3 + random(2) }, () => syllables[random(20)]).join('');
  const things = [word(), word(), word()];
  const common = 'the of and to in that for with on was'.split(' ');
  const sentence = () => {
    const body = Array.from({ length: 16 }, (_, at) => at % 3 === 1 ? common[random(10)] : at % 3 === 0 ? things[at / 3 % 3] : word()).join(' ');
    return body[0].toUpperCase() + body.slice(1) + '.';
  };
  return Array.from({ length: 9 }, sentence);
}

/** The page of a text with the sources that a corpus of some rows has for it. */
function pageOf(name, rows, text) {
  const feed = join(folder, `${name}.jsonl`);
  writeFileSync(feed, rows.map(row => JSON.stringify(row)).join('\n'));
  const corpus = join(folder, `${name}.corpus`);
  execFileSync(program, ['corpus', 'add', corpus, feed]);
  const path = join(folder, `${name}.txt`);
  writeFileSync(path, text);
  execFileSync(program, ['corpus', 'sources', corpus, path, '--html', folder, '--min-probability', '0', '--candidates', '200']);
  return join(folder, `${name}.html`);
}

/** The page of a patchwork of the first seven sentences of so many articles, of which the first is in the corpus twice: a hundred words of each, for which the corpus searches by themselves. */
function patchwork(count) {
  const rows = Array.from({ length: count }, (_, at) => ({
    id: `wire/${at + 1}`, text: article(at).join(' '), date: '2026-05-04', group: at % 2 ? 'wire' : 'agency <b>',
  }));
  rows.push({ id: 'copy', text: article(0).join(' '), group: 'copy' });
  const own = 'Nobody else wrote this <script>document.title = "stolen"</script> sentence about garden furniture.';
  const parts = Array.from({ length: count }, (_, at) => article(at).slice(0, 7).join(' '));
  return pageOf(`patchwork-${count}`, rows, [...parts, own].join('\n\n'));
}

/** Opens a page; whatever it reports or requests makes the test fail at the end. */
async function open(path, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, reducedMotion: 'reduce', ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on('console', message => complaints.push(`${message.type()}: ${message.text()}`));
  page.on('pageerror', error => complaints.push(`error: ${error.message}`));
  const url = pathToFileURL(path).href;
  page.on('request', request => { if (!request.url().startsWith(url) && request.url() !== 'data:,') complaints.push(`request: ${request.url()}`); });
  await page.goto(url);
  await page.waitForSelector('html[data-ready]');
  page.done = async () => {
    await context.close();
    assert.deepEqual(complaints, []);
  };
  return page;
}

async function accessible(page, label) {
  await page.evaluate(axe);
  const { violations, passes } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'] }));
  assert.ok(passes.length > 15, 'the checker looked at the page');
  assert.deepEqual(violations.map(({ id, nodes }) => `${label}: ${id}: ${nodes[0].html.slice(0, 200)} ${nodes[0].failureSummary}`), []);
}

const shares = page => page.$$eval('.share-value', all => all.map(each => +each.textContent));
const reused = page => page.$eval('#reused', each => +each.textContent);
const screenshot = async (page, name) => {
  const pictures = process.env.RETOLD_SCREENSHOTS;
  if (!pictures) return;
  mkdirSync(pictures, { recursive: true });
  await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
};

describe('a text with its sources', { skip }, () => {
  for (const count of [1, 5, 30]) {
    test(`${count} of them`, async () => {
      const path = patchwork(count);
      for (const [name, options] of Object.entries({
        light: {}, dark: { colorScheme: 'dark' }, narrow: { viewport: { width: 360, height: 740 } },
      })) {
        const page = await open(path, options);
        const cards = await page.$$eval('.card', all => all.length);
        assert.equal(cards, count + 1, 'a card for each source and for the copy');
        assert.equal(await page.$$eval('.by-source .row', all => all.length), cards);
        const parts = await shares(page);
        const sum = parts.reduce((a, b) => a + b, 0);
        assert.ok(Math.abs(sum - await reused(page)) <= cards / 2, `shares ${parts} add up to ${await reused(page)}`);
        const wide = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
        assert.ok(wide <= 0, `${name}: ${wide} pixels too wide`);
        await accessible(page, `${count} ${name}`);
        await page.keyboard.press('n');
        await page.keyboard.press('e');
        assert.ok(await page.isVisible('.source-text:not([hidden])'), 'the source is shown beside the text');
        assert.ok(await page.isVisible('#dock-edits .edits'), 'the edits are shown');
        await accessible(page, `${count} ${name} with a passage`);
        await screenshot(page, `sources-${count}-${name}`);
        await page.done();
      }
      const page = await open(path);
      await page.emulateMedia({ media: 'print' });
      assert.ok(await page.isVisible('#suspicious article'));
      await screenshot(page, `sources-${count}-print`);
      await page.done();
    });
  }

  test('leaving a source out gives its words to the next and counts again', async () => {
    const page = await open(patchwork(2));
    const before = await reused(page);
    const [first] = await page.$$eval('.card', cards => cards
      .filter(card => ['wire/1', 'copy'].includes(card.querySelector('.name').textContent))
      .sort((a, b) => b.querySelector('.share-value').textContent - a.querySelector('.share-value').textContent)
      .map(card => +card.dataset.source));
    const share = (await shares(page))[first];
    assert.ok(share > 20, `${share}`);
    const twin = await page.$$eval('.card', (cards, first) => cards
      .filter(card => ['wire/1', 'copy'].includes(card.querySelector('.name').textContent) && +card.dataset.source !== first)
      .map(card => +card.dataset.source)[0], first);
    await page.uncheck(`.card[data-source="${first}"] input`);
    assert.equal(await reused(page), before, 'the copy has the same words');
    assert.deepEqual([(await shares(page))[first], (await shares(page))[twin]], [0, share]);
    assert.match(await page.textContent('#said'), /is left out/);
    await page.uncheck(`.card[data-source="${twin}"] input`);
    assert.ok(Math.abs(await reused(page) - (before - share)) <= 1);
    assert.match(await page.textContent('#heading'), new RegExp(`${await reused(page)} %`));
    assert.ok(await page.$$eval('#suspicious mark.free', all => all.length) > 0, 'words without a source lose their colour');
    await page.check(`.card[data-source="${first}"] input`);
    assert.equal(await reused(page), before);
    await page.done();
  });

  test('a click and the keyboard lead from the text to the source', async () => {
    const page = await open(patchwork(5));
    const mark = page.locator('#suspicious mark').nth(3);
    await mark.click();
    const owner = await mark.evaluate(node => [...node.classList].find(name => /^c\d$/.test(name)));
    const shown = await page.$eval('.source-text:not([hidden])', node => +node.dataset.source);
    assert.equal(owner, `c${shown % 8}`);
    assert.ok(await page.$$eval('.source-text:not([hidden]) mark.on', all => all.length) > 0);
    await page.keyboard.press('x');
    assert.equal(await page.isChecked(`.card[data-source="${shown}"] input`), false);
    await page.keyboard.press('Escape');
    assert.equal(await page.isVisible('#dock'), false);
    await page.keyboard.press('n');
    assert.match(await page.textContent('#said'), /Passage 1 of/);
    await page.click('.card:nth-child(2) button.show');
    assert.equal(await page.$eval('.source-text:not([hidden])', node => node.dataset.source), '1');
    assert.equal(await page.title(), `Sources of ${join(folder, 'patchwork-5.txt')}`, 'no text of the page runs');
    await page.done();
  });

  test('cards name the facts that differ, and a switch changes all figures and leaves out what was left out', async () => {
    const mill = 'A fire in the drying shed of the Halloran paper mill destroyed two of its three machines on Tuesday night. ' +
      'The owner, Declan Halloran, put the damage at 7.5 million crowns and said that 41 workers would stay at home for six months. ' +
      '“We had warned the company about that shed twice before, and nobody in the office had cared to listen”, said Marta Lindqvist of the brigade. ' +
      'The paper mill will run its third machine, which makes board for egg boxes, from Monday, and the owner hopes to replace the two machines in autumn.';
    const ferry = 'The ferry Aurelia left Port Sable at nine on Monday with 212 passengers, an hour after the harbour master had told its captain to wait. ' +
      'A storm of ninety kilometres an hour broke its mooring lines, and two tugs from Norwick held it against the quay until dawn.';
    const path = pageOf('switched', [{ id: 'mill', text: mill }, { id: 'ferry', text: ferry }],
      `${mill.replace('41 workers', '47 workers')}\n\n${ferry}`);
    const page = await open(path);
    const card = name => page.locator('.card', { has: page.getByText(name, { exact: true }) });
    assert.match(await card('mill').locator('.changes').textContent(), /1 number differs: 41 → 47/);
    assert.match(await card('mill').locator('.interval').textContent(), /95 % interval/);
    assert.equal(await page.locator('.passages summary b', { hasText: '1 fact differs' }).count(), 1);
    const numbers = () => page.$$eval('.card', cards => cards.map(each => each.querySelector('.name').textContent));
    const [before, order] = [await reused(page), await numbers()];
    await card('ferry').locator('input').uncheck();
    const without = await reused(page);
    assert.ok(without < before);
    await page.check('#switches label:has-text("Quotations") input');
    assert.match(await page.textContent('#switched'), /^Now: \d+ % of the text matches 1 source; at first /);
    assert.ok(await reused(page) < without, 'the quotation takes no part');
    assert.equal(await card('ferry').locator('input').isChecked(), false);
    assert.deepEqual(await numbers(), order, 'sources keep their numbers');
    assert.equal(await page.$$eval('#suspicious .aside', all => all.length), 1);
    await accessible(page, 'switched');
    await page.uncheck('#switches label:has-text("Quotations") input');
    assert.equal(await reused(page), without);
    await card('ferry').locator('input').check();
    assert.equal(await reused(page), before);
    await page.evaluate(() => Object.defineProperty(navigator, 'clipboard', { value: { writeText: async text => { globalThis.copied = text; } } }));
    await page.click('#copy');
    const copied = await page.evaluate(() => globalThis.copied);
    for (const part of ['Source 1: ', '1 number differs: 41 → 47', 'Suspicious: ', 'A person judges']) assert.ok(copied.includes(part), part);
    await page.done();
  });
});
