// The page for recordings: what it shows of a recording is what `gil show` says of it.
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { assertAccessible, withPage } from './browser.mjs';
import { barIsThere } from './saving.mjs';

const HERE = 'recording.html';
const golden = (name) => fileURLToPath(new URL(`../golden/recordings/${name}`, import.meta.url));
/** Where `cargo test` has built it. */
const GIL = path.join(
  process.env.CARGO_TARGET_DIR ?? fileURLToPath(new URL('../../target', import.meta.url)),
  'debug/gil',
);
/** What `gil show` prints of it. */
const shown = (name, format) =>
  execFileSync(GIL, ['show', golden(`${name}.gil`), '--format', format], {
    encoding: 'utf8',
    maxBuffer: 1e9,
  });
const reportOf = (name) => JSON.parse(shown(name, 'json'));

const page_ = (page) => page.locator('gil-recording');
const stage = (page, wanted) =>
  page.waitForSelector(`gil-recording[data-stage=${wanted}]`, { timeout: 30_000 });

async function choose(page, file) {
  await page_(page).locator('input[type=file]').setInputFiles(file);
}

async function open(page, name) {
  await stage(page, 'ready');
  await choose(page, golden(`${name}.gil`));
  await stage(page, 'done');
}

/** The rows of a table, each by what its cells are called. */
const cells = (page) =>
  page.locator('gil-calls tbody tr').evaluateAll((rows) =>
    rows.map((row) => ({
      name: row.dataset.call,
      ...Object.fromEntries(
        [...row.querySelectorAll('td[data-testid]')].map((cell) => [cell.dataset.testid, cell.dataset.value]),
      ),
    })),
  );

/** All calls of a name and everything inside of them, added up as the table does. */
function summed({ calls }, name) {
  const isIn = (call) => call.name === name || (call.parent !== null && isIn(calls[call.parent]));
  const all = calls.filter(isIn);
  const sum = (key) => all.reduce((total, call) => total + call[key], 0);
  const count = all.filter((call) => call.name === name).reduce((total, call) => total + call.count, 0);
  return { count, held_us: sum('held_us'), released_us: sum('released_us'), waiting_us: sum('waiting_us') };
}

test('lanes, calls, waits and the lock are those of gil show', () =>
  withPage({ hash: HERE }, async (page) => {
    await open(page, 'det-inv');
    const report = reportOf('det-inv');
    const timeline = page.getByTestId('timeline');
    assert.match(await timeline.getAttribute('data-engine'), /recorded/);
    assert.match(
      await timeline.locator('.lanes').getAttribute('aria-label'),
      new RegExp(`${report.lanes.length} threads`),
    );

    const rows = await cells(page);
    for (const name of ['numpy.linalg.det', 'numpy.linalg.inv']) {
      const row = rows.find((row) => row.name === name);
      const wanted = summed(report, name);
      for (const key of Object.keys(wanted))
        assert.ok(Math.abs(Number(row[key]) - wanted[key]) < 0.01, `${name} ${key}`);
      const { held_us, released_us } = wanted;
      assert.ok(Math.abs(Number(row.gil_free) - released_us / (held_us + released_us)) < 1e-6);
    }

    const waits = report.lanes.flatMap(({ spans }) => spans).filter(({ state }) => state === 'gil-wait');
    const longest = page.getByTestId('waits').locator('button').first();
    const [from, to] = await Promise.all(
      ['data-start-us', 'data-end-us'].map((name) => longest.getAttribute(name)),
    );
    assert.ok(waits.every(({ start_us, end_us }) => end_us - start_us <= to - from + 0.001));

    await page.getByText('The timelines as tables').click();
    const spans = report.lanes.reduce((sum, lane) => sum + lane.spans.length, 0);
    assert.match(
      await page.getByTestId('span-table').locator('caption').innerText(),
      new RegExp(`of ${spans} spans`),
    );
    const held = Number.parseFloat(
      (await page.getByTestId('held').innerText()).replace('the lock was held', ''),
    );
    assert.ok(Math.abs(held - report.metrics.gil_held * 100) < 0.06, `${held} %`);
  }));

test('a wait leads to its place and says why, and a call is shown alone', () =>
  withPage({ hash: HERE }, async (page) => {
    await open(page, 'two-hogs');
    const wait = page.getByTestId('waits').locator('button').first();
    assert.match(await wait.innerText(), /held the lock|to release the lock|was faster/);
    await wait.click();
    await page.getByTestId('shares-stretch').filter({ hasText: 'from' }).waitFor();
    const stretch = page.getByTestId('shares-stretch');
    assert.equal(await stretch.getAttribute('data-from'), await wait.getAttribute('data-start-us'));
    assert.equal(await stretch.getAttribute('data-to'), await wait.getAttribute('data-end-us'));
    const only = page
      .locator('gil-calls')
      .getByRole('button', { name: /^Only / })
      .first();
    await only.click();
    assert.equal(await only.getAttribute('aria-pressed'), 'true');
    await only.click();
    assert.equal(await only.getAttribute('aria-pressed'), 'false');
  }));

test('what is saved again is what gil show writes', () =>
  withPage({ hash: HERE }, async (page) => {
    await open(page, 'two-hogs');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('button', { name: 'Report', exact: true }).click(),
    ]);
    assert.equal(download.suggestedFilename(), 'two-hogs.report.json');
    assert.equal(await readFile(await download.path(), 'utf8'), shown('two-hogs', 'json'));
  }));

test('what is no recording, or half of one, is told in a line, and what was open stays', () =>
  withPage({ hash: HERE }, async (page) => {
    await open(page, 'two-hogs');
    const folder = await mkdtemp(path.join(tmpdir(), 'gil-page-'));
    const bytes = await readFile(golden('two-hogs.gil'));
    const cases = [
      ['text.gil', 'hello', /is no recording: give one that gil record wrote/],
      ['head.gil', bytes.subarray(0, 40), /ends before/],
      [
        'newer.gil',
        Buffer.concat([bytes.subarray(0, 8), Buffer.from([9, 0]), bytes.subarray(10)]),
        /of version 9/,
      ],
    ];
    for (const [name, content, words] of cases) {
      const file = path.join(folder, name);
      await writeFile(file, content);
      await choose(page, file);
      await page.getByTestId('problem').filter({ hasText: words }).waitFor();
      assert.equal(await page.getByTestId('timeline').count(), 1, 'the timelines are still there');
    }
    await choose(page, golden('det-inv.gil'));
    await page.getByTestId('facts').filter({ hasText: 'numpy' }).waitFor();
    assert.equal(await page.getByTestId('problem').count(), 0);
    await rm(folder, { recursive: true });
  }));

test('a recording that is dropped on the playground opens on its own page', () =>
  withPage({}, async (page) => {
    await page.waitForSelector('gil-app[data-stage=ready]');
    const bytes = (await readFile(golden('two-hogs.gil'))).toString('base64');
    const transfer = await page.evaluateHandle((bytes) => {
      const transfer = new DataTransfer();
      const content = Uint8Array.from(atob(bytes), (letter) => letter.charCodeAt(0));
      transfer.items.add(new File([content], 'mine.gil'));
      return transfer;
    }, bytes);
    await barIsThere(page);
    const main = page.locator('gil-app main');
    await main.dispatchEvent('dragenter', { dataTransfer: transfer });
    await page.getByTestId('drop').waitFor();
    await main.dispatchEvent('drop', { dataTransfer: transfer });
    await stage(page, 'done');
    assert.match(page.url(), /recording\.html$/);
    await page.reload();
    await stage(page, 'ready');
  }));

for (const [what, options] of [
  ['wide and light', {}],
  ['narrow and dark', { viewport: { width: 320, height: 800 }, colorScheme: 'dark' }],
]) {
  test(`the page is accessible, ${what}`, () =>
    withPage({ hash: HERE, bypassCSP: true, ...options }, async (page) => {
      await stage(page, 'ready');
      await assertAccessible(page);
      await open(page, 'det-inv');
      await page.getByTestId('shares').waitFor();
      await assertAccessible(page);
      const wider = await page.evaluate(() => document.documentElement.scrollWidth - innerWidth);
      assert.ok(wider <= 0, `${wider} px too wide`);
    }));
}

test('everything can be done with the keyboard alone', () =>
  withPage({ hash: HERE }, async (page) => {
    await open(page, 'two-hogs');
    const focused = () =>
      page.evaluate(() => {
        let at = document.activeElement;
        while (at?.shadowRoot?.activeElement) at = at.shadowRoot.activeElement;
        return at?.getAttribute('aria-label') ?? at?.textContent?.trim() ?? '';
      });
    const seen = [];
    for (let i = 0; i < 90; i++) {
      await page.keyboard.press('Tab');
      seen.push(await focused());
    }
    for (const wanted of [
      /^Open a recording/,
      /^recorded · /,
      /^Go to the next/,
      /^Only /,
      /held the lock|was faster|release the lock/,
      /^Report$/,
    ])
      assert.ok(
        seen.some((text) => wanted.test(text)),
        `${wanted} among ${seen.join(' | ')}`,
      );
  }));
