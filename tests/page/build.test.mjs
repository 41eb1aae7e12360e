// What the build may not do, whatever the bundler's version.
import assert from 'node:assert/strict';
import { readdir, readFile } from 'node:fs/promises';
import { test } from 'node:test';
import { brotliCompressSync } from 'node:zlib';

const DIST = new URL('../../www/dist/', import.meta.url);
const JAVASCRIPT_BUDGET_BYTES = 60_000;

const names = (await readdir(DIST, { recursive: true })).filter((name) => /\.(js|html|css)$/.test(name));
const texts = new Map(
  await Promise.all(names.map(async (name) => [name, await readFile(new URL(name, DIST), 'utf8')])),
);

test('no script, worker or wasm hides in a data: or blob: URL', () => {
  for (const [name, text] of texts) {
    assert.doesNotMatch(text, /data:(application|text)\/(wasm|javascript)|createObjectURL/, name);
  }
});

test('the pages have no inline script and no inline style, and work from any folder', () => {
  for (const name of ['index.html', 'bench.html']) {
    const html = texts.get(name);
    assert.doesNotMatch(html, /<script(?![^>]*src=)|<style|style=|\son[a-z]+=/, name);
    for (const [, url] of html.matchAll(/(?:src|href)="([^"]+)"/g)) assert.match(url, /^\.\//, name);
  }
});

/** What a page imports only once somebody asks for it; a worker's own imports belong to the first run. */
function onDemand(name) {
  const file = name.split('/').at(-1);
  const pages = [...texts].filter(([name]) => /\b(index|bench|parts)-[^/]*\.js$/.test(name));
  const imports = pages.flatMap(([, text]) => [...text.matchAll(/import\([`'"]\.\/([^`'"]+)/g)]);
  return imports.some(([, imported]) => imported === file);
}

test('all JavaScript up to the first run fits its budget', () => {
  const sizes = [...texts].filter(([name]) => name.endsWith('.js') && !onDemand(name));
  const bytes = sizes.reduce((sum, [, text]) => sum + brotliCompressSync(text).length, 0);
  assert.ok(bytes <= JAVASCRIPT_BUDGET_BYTES, `${bytes} bytes of ${JAVASCRIPT_BUDGET_BYTES}`);
});
