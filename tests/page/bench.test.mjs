// The bench page: this machine's own table. Times differ from machine to machine, so what is held here is that they are
// there, that they belong together, and that the page stops and complains as it says.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertAccessible, button, problem, withPage } from './browser.mjs';

const HERE = 'bench.html';
const PATIENCE_MS = 120_000;

const stage = (page, name) =>
  page.waitForSelector(`gil-bench[data-stage=${name}]`, { timeout: name === 'done' ? PATIENCE_MS : 10_000 });
const rows = (page) => page.locator('[data-testid=figures] tbody tr');
const n = (page) => page.getByLabel('Matrix size n');

test('the keyboard alone measures a row whose figures belong together', () =>
  withPage({ hash: HERE }, async (page) => {
    await stage(page, 'ready');
    await page.getByLabel('Kernel').selectOption('matmul');
    await n(page).fill('64');
    await page.keyboard.press('Enter');
    await stage(page, 'done');
    assert.equal(await rows(page).count(), 1);
    const cells = await rows(page).locator('td').all();
    const [autoUs, nalgebraUs, gflops, ofPeak, released] = await Promise.all(
      cells.map(async (cell) => Number(await cell.getAttribute('data-value'))),
    );
    // A row that the sanity gate doubts has no figures, and says why.
    if ((await page.getByTestId('doubt').count()) > 0) {
      assert.deepEqual([autoUs, nalgebraUs, gflops, ofPeak, released], [0, 0, 0, 0, 0]);
      assert.match(await page.getByTestId('doubt').first().innerText(), /^Too noisy to compare: .+\.$/);
      return;
    }
    assert.ok(autoUs > 0 && nalgebraUs > 0 && released > 0.2, `${autoUs} ${nalgebraUs} ${released}`);
    assert.ok(Math.abs(gflops - (2 * 64 ** 3) / (autoUs * 1e3)) < 1e-9, `${gflops} GFLOP/s in ${autoUs} µs`);
    assert.ok(ofPeak > 0.005 && ofPeak < 1.3, `${ofPeak} of the peak`);
  }));

for (const colorScheme of ['light', 'dark']) {
  test(`the finished table has no accessibility violations, ${colorScheme}`, () =>
    withPage({ hash: HERE, colorScheme, bypassCSP: true }, async (page) => {
      await stage(page, 'ready');
      await page.getByLabel('Kernel').selectOption('lu');
      await n(page).fill('32');
      await button(page, 'Start').click();
      await stage(page, 'done');
      await assertAccessible(page);
    }));
}

test('cancel stops the table at once and leaves the rows that are finished', () =>
  withPage({ hash: HERE }, async (page) => {
    await stage(page, 'ready');
    await n(page).fill('200');
    await button(page, 'Start').click();
    await rows(page).first().waitFor({ timeout: PATIENCE_MS });
    await button(page, 'Cancel').click();
    await stage(page, 'ready');
    assert.equal(await problem(page).getAttribute('data-code'), 'aborted');
    const finished = await rows(page).count();
    assert.ok(finished >= 1 && finished < 15, `${finished} rows`);
    assert.ok(await button(page, 'Start').isEnabled());
  }));

test('a wrong size is named with its bounds and starts nothing', () =>
  withPage({ hash: HERE }, async (page) => {
    await stage(page, 'ready');
    for (const wrong of ['', 'abc', '0', '2.5', '4096']) {
      await n(page).fill(wrong);
      await page.keyboard.press('Enter');
      const complaint = await page.getByTestId('complaint').innerText();
      assert.ok(complaint.includes(`“${wrong}”`) && complaint.includes('1 to 1024'), complaint);
      assert.equal(await page.locator('gil-bench').getAttribute('data-stage'), 'ready');
    }
  }));

test('without shared memory the page says that it cannot measure, and offers no start', () =>
  withPage({ hash: HERE, server: { headers: {} } }, async (page) => {
    await stage(page, 'ready');
    assert.match(await page.getByTestId('why-simulated').innerText(), /Nothing can be measured here/);
    assert.ok(await button(page, 'Start').isDisabled());
  }));

test('the playground leads to the table and back', () =>
  withPage({}, async (page) => {
    await page.getByRole('link', { name: 'How fast each kernel is on this machine' }).click();
    await stage(page, 'ready');
    await page.getByRole('link', { name: 'GIL playground' }).click();
    await page.waitForSelector('gil-app');
  }));
