// Runs that must not be told: in a hidden tab, by a clock that leaps or goes in large steps.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { app, button, metric, opened, run, stage, withPage } from './browser.mjs';

test('a run in a hidden tab is told by no number, and is made again by itself once the tab is in view', () =>
  withPage({ hash: '#v=1&kernel=schur&n=160&threads=2&repeat=4' }, async (page) => {
    await opened(page);
    await button(page, 'Run').click();
    await page.waitForSelector('[data-status=live]');
    await page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
      document.dispatchEvent(new Event('visibilitychange'));
      Object.defineProperty(document, 'visibilityState', { value: 'visible', configurable: true });
    });
    await page.getByTestId('progress').filter({ hasText: 'try 2 of 3: the last was too noisy' }).waitFor();
    await stage(page, 'done');
    assert.match(await page.getByTestId('hidden').innerText(), /no/);
  }));

test('a run in a tab that stays hidden is told by no number, and says why', () =>
  // So long that it being too short is no other reason.
  withPage({ hash: '#v=1&kernel=schur&n=160&threads=2&repeat=4' }, async (page) => {
    await opened(page);
    await page.evaluate(() => {
      Object.defineProperty(document, 'visibilityState', { value: 'hidden', configurable: true });
    });
    await run(page);
    assert.equal(await page.getByTestId('headline').innerText(), 'Too noisy to compare');
    assert.match(await page.getByTestId('sentence').innerText(), /the tab was hidden.*run again/);
    assert.match(await page.getByTestId('hidden').innerText(), /yes/);
    assert.match(await page.getByTestId('doubts').innerText(), /the tab was hidden/);
    assert.equal(await metric(page, 'speedup', 'one-lock'), 0, 'no conclusion');
    assert.equal(await page.getByTestId('difference').count(), 0, 'nobody is ahead');
  }));

/** What the page says of runs in whose workers the clock is this code: `real()` is the browser's, `leaps` counts. */
async function toldOn(clock) {
  let told;
  const code = `if (typeof WorkerGlobalScope !== 'undefined' && self.firstMs === undefined) {
    const real = performance.now.bind(performance);
    self.firstMs = real();
    performance.now = () => {
      const leaps = Math.floor((real() - firstMs) / 50);
      return ${clock};
    };
  }`;
  const hash = '#v=1&kernel=qr&n=128&threads=2&repeat=4';
  await withPage({ server: { prepend: { to: /\.js$/, code } }, hash, trouble: true }, async (page) => {
    await opened(page);
    await button(page, 'Run').click();
    await stage(page, 'done', 'failed');
    const done = (await app(page).getAttribute('data-stage')) === 'done';
    told = await page.getByTestId(done ? 'headline' : 'problem').innerText();
  });
  return told;
}

test('a clock that leaps, or goes in large steps, or shows nothing, gives no headline', async () => {
  for (const clock of [
    'real() - 10_000 * leaps',
    'real() + 3_600_000 * leaps',
    'Math.floor(real() / 100) * 100',
  ])
    assert.equal(await toldOn(clock), 'Too noisy to compare', clock);
  assert.match(await toldOn('Number.NaN'), /clock shows no time/);
});
