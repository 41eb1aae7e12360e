// Where a reader has been: Back and Forward, a link followed during a run, and runs that answer another question.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { button, fill, LONG, opened, run, SMALL, stage, withPage } from './browser.mjs';

const lesson = (page) => page.locator('gil-lesson');
const SIMULATED = '#v=1&preset=two-hogs&engine=simulated';

test('Back leads from lesson to lesson, and the list of them is there after a run too', () =>
  withPage({ hash: '' }, async (page) => {
    await opened(page);
    await page.getByRole('link', { name: 'One lock', exact: true }).click();
    await lesson(page).getByRole('heading', { name: 'One lock' }).waitFor();
    await lesson(page)
      .getByRole('button', { name: /^Kernels that release the lock/ })
      .click();
    await lesson(page).getByRole('heading', { name: 'Kernels that release the lock' }).waitFor();
    await page.waitForFunction(() => location.hash.includes('releasing'));
    await page.goBack();
    await lesson(page).getByRole('heading', { name: 'One lock' }).waitFor();
    await page.goBack();
    await page.getByTestId('intro').waitFor();
    await fill(page, { n: 32, threads: 2, repeat: 2 });
    await run(page);
    await page.getByRole('link', { name: 'Python 2.7', exact: true }).click();
    await lesson(page).getByRole('heading', { name: 'Python 2.7' }).waitFor();
    assert.equal(await page.getByTestId('timeline').count(), 0, 'no runs of another question');
  }));

test('Back brings another start back, with what was typed into it', () =>
  withPage({ hash: SIMULATED }, async (page) => {
    await opened(page);
    await page.getByText('Edit threads and operations').click();
    await page.getByLabel('Name', { exact: true }).fill('mine');
    await page.waitForFunction(() => document.querySelector('gil-app').settings.scenario?.includes('mine'));
    await page.getByLabel('Start from').selectOption('nothing');
    await page.waitForFunction(() => !document.querySelector('gil-app').settings.scenario?.includes('mine'));
    await page.waitForTimeout(300);
    await page.goBack();
    await page.waitForFunction(() => document.querySelector('gil-app').settings.scenario?.includes('mine'));
  }));

test('runs of the setup before are called that, until they are its own again', () =>
  withPage({ hash: SIMULATED }, async (page) => {
    await opened(page);
    await run(page);
    assert.equal(await page.getByTestId('stale').count(), 0);
    await page.getByLabel('Virtual cores').fill('3');
    await page.getByTestId('stale').waitFor();
    await page.getByLabel('Virtual cores').fill('2');
    await page.getByTestId('stale').waitFor({ state: 'detached' });
    await page.getByLabel('Virtual cores').fill('3');
    await run(page);
    assert.equal(await page.getByTestId('stale').count(), 0);
  }));

test('a link followed during a run ends it, and its runs stand under no other question', () =>
  withPage({ hash: LONG }, async (page) => {
    await opened(page);
    await button(page, 'Run').click();
    await stage(page, 'running');
    await page.evaluate(() => {
      location.hash = '#v=1&lesson=one-lock';
    });
    await lesson(page).waitFor();
    await page.waitForSelector('gil-app[data-stage=ready]', { timeout: 20_000 });
    assert.equal(await page.getByTestId('timeline').count(), 0);
    assert.equal(await page.getByTestId('problem').count(), 0);
    await page.evaluate((hash) => {
      location.hash = hash;
    }, SMALL);
    await page.waitForFunction(() => document.querySelector('gil-app').settings.n === '256');
    await run(page);
  }));

for (const width of [1280, 320]) {
  test(`nothing moves while the page comes, with a lesson and without, ${width} pixels wide`, async () => {
    for (const hash of ['', '#v=1&lesson=interval', SIMULATED]) {
      await withPage({ hash, viewport: { width, height: 900 } }, async (page) => {
        await opened(page);
        await page.waitForTimeout(500);
        const shift = await page.evaluate(async () => {
          let sum = 0;
          new PerformanceObserver((list) => {
            for (const entry of list.getEntries()) sum += entry.value;
          }).observe({ type: 'layout-shift', buffered: true });
          await new Promise((resolve) => setTimeout(resolve, 100));
          return sum;
        });
        assert.ok(shift < 0.05, `${hash}: ${shift}`);
      });
    }
  });
}
