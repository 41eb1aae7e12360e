// What the build may not do, whatever the bundler's version.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import { app, fill, opened, run, SMALL, withPage } from './browser.mjs';

const DIST = new URL('../../www/dist/', import.meta.url);
/** What a reader waits for: the numbers below the timelines are fetched once there are some. */
const JAVASCRIPT_BUDGET_BYTES = 52_000;
/** The element alone, as a documentation page fetches it before anybody starts anything. */
const ELEMENT_BUDGET_BYTES = 4096;

const names = (await readdir(DIST, { recursive: true })).filter((name) => /\.(js|html|css)$/.test(name));
const texts = new Map(
  await Promise.all(names.map(async (name) => [name, await readFile(new URL(name, DIST), 'utf8')])),
);

test('no script, worker or wasm hides in a data: or blob: URL', () => {
  const blobs = [...texts].filter(([, text]) => text.includes('createObjectURL'));
  assert.deepEqual(
    blobs.map(([name]) => name.replace(/-[^-]*$/, '')),
    ['assets/save'],
    'only the chunk that saves a file makes a blob: address',
  );
  assert.doesNotMatch(blobs[0][1], /Worker|import|script|iframe|eval/);
  for (const [name, text] of texts) {
    assert.doesNotMatch(text, /data:(application|text)\/(wasm|javascript)/, name);
  }
});

test('no file imports from the first file of a worker, which WebKit would evaluate twice', () => {
  // A pool worker's second time would be harmless: it waits for a message that has been.
  const workers = /\/(coordinator|simulator-worker|process-worker|peak-worker|worker)-[\w-]+\.js$/;
  const scripts = [...texts].filter(([name]) => name.endsWith('.js'));
  assert.ok(
    scripts.filter(([name]) => workers.test(name)).length >= 4,
    'the workers are known by their names',
  );
  for (const [name, text] of scripts)
    for (const [, from] of text.matchAll(/(?:\bfrom|\bimport)\s*\(?\s*["'`]([^"'`]+)["'`]/g))
      assert.doesNotMatch(from, workers, `${name} imports ${from}`);
});

test('the pages have no inline script and no inline style, and work from any folder', () => {
  for (const name of [
    'index.html',
    'bench.html',
    'atlas.html',
    'embed.html',
    'authors.html',
    'recording.html',
  ]) {
    const html = texts.get(name);
    assert.doesNotMatch(html, /<script(?![^>]*src=)|<style|style=|\son[a-z]+=/, name);
    // What is shown as code is no address of the page.
    const own = html.replace(/<code>[\s\S]*?<\/code>/g, '');
    for (const [, url] of own.matchAll(/(?:src|href)="([^"]+)"/g)) assert.match(url, /^(\.\/|#)/, name);
  }
});

test('all JavaScript up to the first finished run fits its budget', async () => {
  const sent = new Set();
  let later = [];
  await withPage({ hash: SMALL, server: { sent } }, async (page) => {
    await opened(page);
    await app(page).evaluate((element) => {
      const look = () => {
        const root = element.timelines?.renderRoot;
        if (root == null || globalThis.doneAtMs !== undefined) return;
        watch(root);
        const runs = [...root.querySelectorAll('[data-testid=timeline]')];
        if (runs.length > 0 && runs.every((run) => run.dataset.status === 'done'))
          globalThis.doneAtMs = performance.now();
      };
      const changes = new MutationObserver(look);
      const watch = (root) => changes.observe(root, { attributes: true, childList: true, subtree: true });
      watch(element.shadowRoot);
    });
    await run(page);
    await page.locator('gil-results, gil-shares').first().waitFor();
    later = await page.evaluate(() =>
      performance
        .getEntriesByType('resource')
        .filter(({ startTime }) => startTime >= globalThis.doneAtMs)
        .map(({ name }) => new URL(name).pathname),
    );
  });
  const scripts = [...sent]
    .filter((path) => !later.includes(path))
    .map((path) => path.slice(1))
    .filter((name) => name.endsWith('.js'));
  assert.ok(
    scripts.some((name) => name.includes('pool-worker')),
    scripts.join(),
  );
  const bytes = scripts.reduce((sum, name) => sum + brotliCompressSync(texts.get(name)).length, 0);
  assert.ok(
    bytes <= JAVASCRIPT_BUDGET_BYTES,
    `${bytes} bytes of ${JAVASCRIPT_BUDGET_BYTES}: ${scripts.join(' ')}`,
  );
});

test('what other pages load by name is one file each, and the element is small', () => {
  for (const name of ['gil-playground.js', 'gil-playground-sw.js'])
    assert.doesNotMatch(texts.get(name), /\bimport\s*[({"'*]|\bfrom\s*["']/, name);
  const bytes = gzipSync(texts.get('gil-playground.js')).length;
  assert.ok(bytes <= ELEMENT_BUDGET_BYTES, `${bytes} bytes of ${ELEMENT_BUDGET_BYTES}`);
});

const wasm = (requests) =>
  requests.filter((url) => url.endsWith('.wasm')).map((url) => url.match(/gil_([a-z]+)/)[1]);

for (const [what, hash, file] of [
  ['a common kernel', SMALL, 'first'],
  ['a kernel that only the full core has', SMALL.replace('qr', 'schur'), 'full'],
  ['a simulation', `${SMALL}&engine=simulated`, 'simulator'],
])
  test(`a link to a run of ${what} fetches one wasm file, once`, () =>
    withPage({ hash }, async (page, _, requests) => {
      await opened(page);
      await run(page);
      assert.deepEqual(wasm(requests), [file]);
    }));

test('what the first core cannot measure takes one more file, once, and then nothing else', () =>
  withPage({ hash: SMALL }, async (page, _, requests) => {
    await opened(page);
    await run(page);
    for (const kernel of ['schur', 'qr', 'lstsq']) {
      await fill(page, { kernel });
      await run(page);
      assert.deepEqual(wasm(requests), ['first', 'full'], kernel);
    }
  }));
