// Whatever stands behind the # of a link, the page shows its form and throws nothing.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { opened, run, SMALL, withPage } from './browser.mjs';

/** How many; the full tier tries 100,000, which take a quarter of an hour. */
const HASHES = Number(process.env.GIL_HASHES ?? 500);
const WORDS = {
  keys: [
    ...['v', 'kernel', 'n', 'threads', 'repeat', 'preset', 'scenario', 'compare', 'engine', 'cores', 'times'],
    ...['lesson', 'bet', 'view', 'theme', '', '%', '='],
  ],
  values: [
    ...[
      'qr',
      '64',
      '-1',
      '1e9',
      'two-hogs',
      'one-lock',
      'cpython-3.12(n=',
      'AAAA',
      '0~1',
      '%E0',
      '(',
      ')',
      '5',
    ],
    ...['simulated', 'my-job', '', ',,', '\u0000', '🐍', 'x'.repeat(3000), 'dark', '1'],
  ],
};

/** In the page: goes from hash to hash. Tells the first that leaves the page blank, and how many were really gone to. */
async function wander({ count, keys, values }) {
  // A small generator, so that a failure comes back.
  let seed = 1;
  const random = (below) => {
    seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((seed / 2 ** 32) * below);
  };
  const pick = (list) => list[random(list.length)];
  const noise = () => String.fromCharCode(...Array.from({ length: random(12) }, () => 32 + random(95)));
  const pair = () => `${pick(keys)}=${random(3) ? pick(values) : noise()}`;
  const app = document.querySelector('gil-app');
  let moves = 0;
  for (let i = 0; i < count; i++) {
    const before = location.href;
    const moved = new Promise((resolve) => addEventListener('hashchange', resolve, { once: true }));
    location.hash = random(10) ? Array.from({ length: random(6) }, pair).join('&') : noise();
    if (location.href !== before) {
      await moved;
      moves += 1;
    }
    await app.updateComplete;
    const form = app.shadowRoot.querySelector('gil-form')?.shadowRoot.querySelector('#preset');
    if (!form?.checkVisibility()) return { blank: location.hash, moves };
  }
  return { blank: null, moves };
}

test(`${HASHES} random hashes leave no blank page and no uncaught error, and the next good link works`, () =>
  withPage({ hash: '' }, async (page) => {
    await opened(page);
    const { blank, moves } = await page.evaluate(wander, { count: HASHES, ...WORDS });
    assert.equal(blank, null);
    assert.ok(moves > HASHES / 2, `${moves}: the page really went there`);
    await page.evaluate((hash) => {
      location.hash = hash;
    }, SMALL);
    await page.waitForFunction(() => document.querySelector('gil-app').settings.n === '256');
    await page.getByTestId('complaints').waitFor({ state: 'detached' });
    await run(page);
  }));
