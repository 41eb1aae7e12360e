// One Chromium for a test file, and the page in it. Every page watches its console and its requests: a test that does
// not expect trouble fails on any.
import assert from 'node:assert/strict';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { after } from 'node:test';
import { deflateRawSync } from 'node:zlib';
import { serve } from './server.mjs';

const require = createRequire(new URL('../../www/package.json', import.meta.url));
const { chromium } = require('playwright-core');
const AXE = require.resolve('axe-core/axe.min.js');
const AXE_RULES = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];

const NAMES = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/usr/bin/google-chrome-stable',
  '/snap/bin/chromium',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
];
const ARGS = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

let browser;
after(() => browser?.close());

async function launched() {
  const executablePath = process.env.CHROMIUM ?? NAMES.find((name) => existsSync(name));
  assert.ok(executablePath, 'no Chromium found: install one, or name it in the variable CHROMIUM');
  browser ??= await chromium.launch({ executablePath, args: ARGS });
  return browser;
}

/**
 * Opens the page and hands it to `body`, with its server and a list that grows by the address of every request, then
 * checks that nothing went wrong on the side. `server`: switches of `serve`; `path`: which page; `hash`: the link;
 * `init`: JavaScript that runs in the page before its own; `trouble`: errors and failed requests are what the test is about; the rest goes to the browser context.
 */
export async function withPage(
  { server = {}, path = '', hash = '', trouble = false, init = '', ...context },
  body,
) {
  const served = await serve(server);
  const opened = await (await launched()).newContext({ viewport: { width: 1280, height: 900 }, ...context });
  const problems = [];
  try {
    const page = await opened.newPage();
    page.on('console', (message) => {
      if (['error', 'warning'].includes(message.type())) problems.push(`console: ${message.text()}`);
    });
    page.on('pageerror', (error) => problems.push(`exception: ${error.message}`));
    page.on('requestfailed', (request) => {
      // A page that is left takes the scripts that were on their way along.
      const left = request.resourceType() === 'script' && request.failure()?.errorText === 'net::ERR_ABORTED';
      if (!left) problems.push(`failed: ${request.url()}`);
    });
    page.on('response', (response) => {
      if (response.status() >= 400) problems.push(`${response.status()}: ${response.url()}`);
    });
    const requests = [];
    page.on('request', (request) => requests.push(request.url()));
    if (init !== '') await page.addInitScript(init);
    await page.goto(served.url + path + hash);
    await body(page, served, requests);
  } finally {
    await opened.close();
    await served.close();
  }
  if (!trouble) assert.deepEqual(problems, []);
}

export const app = (page) => page.locator('gil-app');
export const button = (page, name) => page.getByRole('button', { name, exact: true });
export const problem = (page) => page.getByTestId('problem');

/** Waits for one of the stages; an answer within ten seconds is a promise of the page, except for runs. */
export async function stage(page, ...wanted) {
  const selector = wanted.map((name) => `gil-app[data-stage=${name}]`).join();
  await page.waitForSelector(selector, { timeout: wanted.includes('done') ? 180_000 : 10_000 });
}

export async function opened(page) {
  await stage(page, 'ready', 'failed');
}

/** Presses Run and waits for the result. A small run is over before anybody could see it going on. */
export async function run(page) {
  const runs = Number((await app(page).getAttribute('data-runs')) ?? 0);
  await button(page, 'Run').click();
  await page.waitForSelector(`gil-app[data-runs="${runs + 1}"]`, { timeout: 180_000 });
  assert.equal(await app(page).getAttribute('data-stage'), 'done', await problemText(page));
}

export async function problemText(page) {
  return (await problem(page).count()) === 0 ? '' : problem(page).innerText();
}

/** A number of the result table, unrounded. */
export async function metric(page, name, runtime) {
  return Number(
    await page.locator(`[data-testid=${name}][data-runtime="${runtime}"]`).getAttribute('data-value'),
  );
}

export async function fill(page, values) {
  for (const [field, value] of Object.entries(values)) {
    if (field === 'kernel') await page.locator('gil-form #kernel').selectOption(value);
    else await page.locator(`gil-form #${field}`).fill(String(value));
  }
}

/** A timeline's spans as the page's own table has them. */
export async function spans(page) {
  if (!(await page.getByTestId('tables').evaluate((details) => details.open)))
    await page.getByText('The timelines as tables').click();
  await page.getByTestId('span-table').first().waitFor();
  return page.getByTestId('span-table').evaluateAll((tables) =>
    tables.map((table) =>
      [...table.querySelectorAll('tbody tr')].map((row) => ({
        lane: row.querySelector('th').textContent,
        state: row.dataset.state,
        startUs: Number(row.dataset.startUs),
        lengthUs: Number(row.dataset.lengthUs),
      })),
    ),
  );
}

/** The JSON of a Scenario as a link carries it. */
export const packed = (json) => deflateRawSync(json).toString('base64url');

export const SMALL = '#v=1&kernel=qr&n=256&threads=2&repeat=4';
/** Enough work for about three seconds behind the lock, on the machines this was written on. */
export const LONG = '#v=1&kernel=schur&n=256&threads=4&repeat=10';

/** Fails on whatever axe finds in what the page shows. The page has to be opened with `bypassCSP`. */
export async function assertAccessible(page, state) {
  // What arrives fades in, and is pale until then.
  await page.waitForTimeout(300);
  if (!(await page.evaluate(() => 'axe' in globalThis))) await page.addScriptTag({ path: AXE });
  const { violations } = await page.evaluate(
    (runOnly) => globalThis.axe.run(document, { runOnly }),
    AXE_RULES,
  );
  const told = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' | ')}`);
  assert.deepEqual(told, [], state);
}
