// The browser's sides of `cargo xtask bench kernels`: a line of JSON in, a line of JSON out, until the input ends.
// `node players.mjs FOLDER`, where the folder holds worker.js and what it imports. Invariant: all sides are workers of one
// isolated page and only the one that is asked computes; one that fails or hangs is ended, and the next question gets
// a fresh one.
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { HEADERS, serve } from './server.mjs';

const { chromium } = createRequire(new URL('../../www/package.json', import.meta.url))('playwright-core');
/** The slowest peer's slowest call is done before. */
const PATIENCE_MS = 60_000;

// A peer makes its functions from text, which the page's own policy forbids.
const { 'Content-Security-Policy': _, ...headers } = HEADERS;
const served = await serve({ root: resolve(process.argv[2]), headers });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
});

/** Asks the worker of that name; runs in the page. */
function asked([side, ask, patience]) {
  globalThis.sides ??= new Map();
  const worker = globalThis.sides.get(side) ?? new Worker('worker.js', { type: 'module' });
  globalThis.sides.set(side, worker);
  return new Promise((settle) => {
    const give = (answer) => {
      clearTimeout(late);
      if ('missing' in answer) {
        worker.terminate();
        globalThis.sides.delete(side);
      }
      settle(answer);
    };
    const late = setTimeout(() => give({ missing: `no answer within ${patience / 1000} s` }), patience);
    worker.onmessage = ({ data }) => give(data);
    worker.onerror = ({ message }) => give({ missing: message || 'its script cannot be loaded' });
    worker.postMessage(ask);
  });
}

try {
  const page = await browser.newPage();
  await page.goto(`${served.url}nothing`);
  for await (const line of createInterface({ input: process.stdin })) {
    const ask = JSON.parse(line);
    const side = ask.do === 'run' ? `pool of ${ask.threads}` : `${ask.code}`;
    const answer = await page.evaluate(asked, [side, ask, PATIENCE_MS]);
    console.log(JSON.stringify(answer));
  }
} finally {
  await browser.close();
  await served.close();
}
