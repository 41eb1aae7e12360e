// Runs what `cargo xtask bench` times as wasm: on one worker of a headless Chromium, isolated as the page is, so that the
// memory is shared and the clock is fine. `node bench.mjs FOLDER simulate|record` prints what the wasm answers.
import { createRequire } from 'node:module';
import { resolve } from 'node:path';
import { HEADERS, serve } from './server.mjs';

const { chromium } = createRequire(new URL('../../www/package.json', import.meta.url))('playwright-core');
/** The slowest machine is done long before. */
const PATIENCE_MS = 280_000;

const [folder, name] = process.argv.slice(2);
// The worker below comes from no file, which the page's own policy forbids.
const { 'Content-Security-Policy': _, ...headers } = HEADERS;
const served = await serve({ root: resolve(folder), headers });
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM,
  args: ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--disable-component-update'],
});
const late = setTimeout(() => {
  console.error(
    `the browser has measured nothing for ${PATIENCE_MS / 1000} seconds: try again on an idle machine`,
  );
  process.exit(1);
}, PATIENCE_MS);
try {
  const page = await browser.newPage();
  await page.goto(`${served.url}nothing`);
  const answer = await page.evaluate(
    ([url, name]) =>
      new Promise((resolve, reject) => {
        const code = `
          const core = await import(${JSON.stringify(`${url}speed.js`)});
          await core.default({ module_or_path: ${JSON.stringify(`${url}speed_bg.wasm`)} });
          postMessage(core.measure(${JSON.stringify(name)}));`;
        const worker = new Worker(URL.createObjectURL(new Blob([code], { type: 'text/javascript' })), {
          type: 'module',
        });
        worker.onmessage = ({ data }) => resolve(data);
        worker.onerror = ({ message }) => reject(new Error(message));
      }),
    [served.url, name],
  );
  console.log(answer);
} finally {
  clearTimeout(late);
  await browser.close();
  await served.close();
}
