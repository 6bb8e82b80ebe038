// Uses the demo as a visitor would: pastes two texts and reads the answer.
//
//   cargo run --release -p retold-tools --bin demo -- target/demo.html && cd tests/browser && npm ci && npm test
//
// DEMO names the page, CHROMIUM the browser.

import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join, resolve } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { chromium } from 'playwright-core';

const root = resolve(fileURLToPath(import.meta.url), '../../..');
const target = process.env.CARGO_TARGET_DIR ?? join(root, 'target');
const demo = process.env.DEMO ?? join(target, 'demo.html');
const executablePath = process.env.CHROMIUM ?? '/usr/bin/chromium';
const absent = [demo, executablePath].find(path => !existsSync(path));
const skip = absent ? `${absent} is not there` : false;
const flags = ['--no-sandbox', '--disable-gpu', '--disable-quic', '--no-first-run', '--disable-background-networking',
  '--disable-component-update', '--disable-sync'];
const article = name => readFileSync(join(root, 'fixtures/harbour_bridge/en', `${name}.txt`), 'utf8');

let browser;
before(async () => { if (!skip) browser = await chromium.launch({ executablePath, args: flags }); });
after(() => browser?.close());

describe('the demo', { skip }, () => {
  test('is small enough to be sent', () => {
    assert.ok(statSync(demo).size < 2.5e6, `${statSync(demo).size} bytes`);
  });

  test('compares two pasted texts and asks nothing of any server', async () => {
    const page = await browser.newPage();
    const complaints = [];
    const url = pathToFileURL(demo).href;
    page.on('console', message => complaints.push(`${message.type()}: ${message.text()}`));
    page.on('pageerror', error => complaints.push(`error: ${error.message}`));
    page.on('request', request => {
      if (![url, 'data:,', 'about:srcdoc'].includes(request.url())) complaints.push(`request: ${request.url()}`);
    });
    await page.goto(url);
    await page.waitForSelector('html[data-ready]');
    await page.fill('#source', article('original'));
    await page.fill('#suspicious', article('heavy_rewrite'));
    await page.click('button');
    const result = page.frameLocator('#page');
    await result.locator('html[data-ready]').waitFor();
    assert.match(await result.locator('body').innerText(), /rewrite/);
    console.log(`the first comparison took ${await page.locator('#status').getAttribute('data-milliseconds')} ms`);
    await page.evaluate(readFileSync(createRequire(import.meta.url).resolve('axe-core'), 'utf8'));
    const { violations } = await page.evaluate(() => globalThis.axe.run(document, { resultTypes: ['violations'], iframes: false }));
    assert.deepEqual(violations.map(({ id, nodes }) => `${id}: ${nodes[0].html.slice(0, 200)}`), []);
    assert.deepEqual(complaints, []);
    await page.close();
  });
});
