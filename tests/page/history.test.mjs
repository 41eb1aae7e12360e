// Back, Forward and Reload: what was run stays for the session, is called what it is, and is never run again.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { app, button, fill, opened, packed, run, SMALL, stage, withPage } from './browser.mjs';

const numbers = (page) =>
  page
    .locator('gil-results td[data-value]')
    .evaluateAll((all) => all.map((one) => [one.dataset.testid, one.dataset.runtime, one.dataset.value]));
const kept = (page) => page.getByTestId('kept');
const runs = (page) => app(page).getAttribute('data-runs');
/** What is written to the session is written a moment after the result is shown. */
const written = (page) =>
  page.waitForFunction(
    () =>
      sessionStorage.getItem(`gil-playground-runs-${history.state?.runs}`) !== null ||
      history.state?.tooLargeBytes !== undefined,
  );

async function everyNumber(page) {
  await page.locator('gil-results td[data-value]').first().waitFor();
  return numbers(page);
}

async function reload(page) {
  await written(page);
  await page.reload();
}

test('a measured comparison survives a reload to the last digit, labelled, and is not measured again', () =>
  withPage({ hash: `${SMALL}&start=load` }, async (page) => {
    await stage(page, 'done');
    const before = await everyNumber(page);
    const headline = await page.getByTestId('headline').innerText();
    assert.equal(await kept(page).count(), 0);
    await reload(page);
    await stage(page, 'done');
    assert.deepEqual(await everyNumber(page), before);
    assert.equal(await page.getByTestId('headline').innerText(), headline);
    assert.equal(await runs(page), null, 'nothing ran');
    assert.match(await kept(page).innerText(), /made at \d.* and kept\. Nothing has been run again/);
    assert.equal(await page.locator('[data-testid=timeline] .badge.measured').count(), 2);
    // Edited, they answer another question; a new run is a new one.
    await fill(page, { n: 64 });
    await page.getByTestId('stale').waitFor();
    await run(page);
    assert.equal(await kept(page).count(), 0);
    assert.notDeepEqual(await everyNumber(page), before);
  }));

test('Back and Forward lead to the runs of each place, a lesson’s reveal among them', () =>
  withPage({ hash: '#v=1&lesson=one-lock&engine=simulated' }, async (page) => {
    await opened(page);
    await page.getByRole('textbox', { name: /typed/ }).fill('4');
    await button(page, 'Place the bet and run').click();
    const verdict = page.getByTestId('verdict');
    const first = await verdict.innerText();
    assert.match(first, /^You said 4\.00×/);
    const before = await everyNumber(page);
    await page.locator('gil-lesson .next').click();
    await page.getByText('Lesson 2 of 10').waitFor();
    // The address follows what is shown.
    await page.waitForURL((url) => !url.hash.includes('lesson=one-lock'));
    assert.equal(await page.getByTestId('reveal').count(), 0);
    await page.goBack();
    await page.getByText('Lesson 1 of 10').waitFor();
    await page.getByTestId('reveal').waitFor();
    assert.equal(await verdict.innerText(), first);
    assert.deepEqual(await everyNumber(page), before);
    await page.goForward();
    await page.getByText('Lesson 2 of 10').waitFor();
    await page.getByTestId('reveal').waitFor({ state: 'detached' });
    assert.equal(await page.getByTestId('timeline').count(), 0);
    await page.goBack();
    await page.getByTestId('reveal').waitFor();
    await reload(page);
    await page.getByTestId('reveal').waitFor();
    assert.equal(await verdict.innerText(), first);
    assert.equal(await runs(page), null);
    // From another page, too.
    await page.goto(`${page.url().split('#')[0]}bench.html`);
    await page.waitForLoadState('networkidle');
    await page.goBack();
    await page.getByTestId('reveal').waitFor();
    assert.equal(await verdict.innerText(), first);
  }));

test('what came from a file still says so after a reload', async () => {
  const report = { name: 'run.report.json', text: '' };
  await withPage({ hash: `${SMALL}&engine=simulated&compare=cpython-3.12` }, async (page) => {
    await opened(page);
    await run(page);
    await page.getByText('Share, save and open').click();
    const downloading = page.waitForEvent('download');
    await button(page, 'Report').click();
    const chunks = [];
    for await (const chunk of await (await downloading).createReadStream()) chunks.push(chunk);
    report.text = Buffer.concat(chunks).toString();
  });
  await withPage({}, async (page) => {
    await opened(page);
    await page.getByText('Share, save and open').click();
    await page.locator('gil-share input[type=file]').setInputFiles({
      name: report.name,
      mimeType: 'application/json',
      buffer: Buffer.from(report.text),
    });
    await stage(page, 'done');
    await reload(page);
    await stage(page, 'done');
    assert.match(
      await page.getByTestId('timeline').locator('header').innerText(),
      /from a file[\s\S]*simulated/,
    );
    assert.equal(await runs(page), null);
  });
});

/** Some 300,000 spans that no packing makes small. */
const LARGE = {
  runtime: 'cpython-3.12',
  threads: [
    {
      name: 'worker',
      count: 64,
      repeat: 2000,
      ops: [
        { op: 'python', us: 137 },
        { op: 'wait', us: 91 },
      ],
    },
  ],
};

test('what is too large for a reload says so, and Back still finds it', () =>
  withPage(
    {
      hash: `#v=1&engine=simulated&compare=cpython-3.12&scenario=${packed(JSON.stringify(LARGE))}`,
    },
    async (page) => {
      await opened(page);
      await run(page);
      const spans = await page.getByTestId('timeline').getAttribute('data-spans');
      await written(page);
      await page.evaluate(() => {
        location.hash = '#v=1&n=32';
      });
      await page.getByTestId('intro').waitFor();
      await page.goBack();
      await stage(page, 'done');
      assert.equal(await page.getByTestId('timeline').getAttribute('data-spans'), spans);
      await reload(page);
      await stage(page, 'ready');
      assert.match(
        await kept(page).innerText(),
        /too large to keep through a reload \(\d+\.\d MB\)\. Press Run/,
      );
      await run(page);
      assert.equal(await kept(page).count(), 0);
    },
  ));

test('a browser that keeps nothing runs all the same, and says after a reload that the runs are gone', () =>
  withPage({ hash: `${SMALL}&engine=simulated` }, async (page) => {
    await opened(page);
    await page.addInitScript(() => {
      Object.defineProperty(globalThis, 'sessionStorage', {
        get: () => {
          throw new DOMException('denied', 'SecurityError');
        },
      });
    });
    await page.reload();
    await opened(page);
    await run(page);
    await page.waitForTimeout(800);
    await page.reload();
    await stage(page, 'ready');
    assert.match(await kept(page).innerText(), /are gone: the browser had no room to keep them\. Press Run/);
  }));
