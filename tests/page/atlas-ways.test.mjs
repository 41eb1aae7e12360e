// The ways through the atlas' page: the keyboard, rules of thumb, links, narrow and dark screens, from and to the playground.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { DET, HERE, INV, ready, row, rows, search, shapes, verdict, withAtlas } from './atlas.mjs';
import { assertAccessible, withPage } from './browser.mjs';

test('the keyboard alone searches, walks the rows, opens one and writes a shape', () =>
  withAtlas({}, async (page) => {
    const focused = () =>
      page.evaluate(() => {
        const { activeElement } = document.querySelector('gil-atlas').shadowRoot;
        return `${activeElement?.id || activeElement?.className || activeElement?.tagName} ${activeElement?.closest('.row')?.dataset.key ?? ''}`;
      });
    await page.keyboard.press('/');
    assert.equal(await focused(), 'q ');
    await page.keyboard.type('numpy.linalg.inv');
    await page.keyboard.press('ArrowDown');
    assert.equal(await focused(), `call ${INV} float64`);
    await page.keyboard.press('Enter');
    await row(page, INV).locator('.answer').waitFor();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Control+A');
    await page.keyboard.type('22x22/');
    assert.equal(await shapes(page, INV).inputValue(), '22x22/', 'a slash is a slash where one types');
    await page.keyboard.press('Backspace');
    assert.equal(await verdict(page, INV), 'holds');
    for (const times of ['once', 'twice']) {
      await page.keyboard.press('Enter');
      assert.equal(await row(page, INV).locator('.answer').count(), 1, `it stays open: Enter ${times}`);
    }
    await row(page, INV).locator('button.call').press('Enter');
    assert.equal(await row(page, INV).locator('.answer').count(), 0);
    await shapes(page, INV).press('Enter');
    assert.equal(await row(page, INV).locator('.answer').count(), 1);
    await page.keyboard.press('/');
    await page.keyboard.press('Shift+Tab');
    await search(page).fill('');
    await search(page).focus();
    await page.keyboard.press('ArrowDown');
    const first = await focused();
    await page.keyboard.press('ArrowDown');
    assert.notEqual(await focused(), first);
    await page.keyboard.press('End');
    const last = await focused();
    await page.keyboard.press('Home');
    assert.equal(await focused(), first);
    assert.notEqual(last, first);
    await page.keyboard.press('ArrowUp');
    assert.equal(await focused(), 'q ');
  }));

test('every rule of thumb leads to its rows, and each call it stands on does what it says', () =>
  withAtlas({}, async (page) => {
    const links = await page
      .locator('gil-atlas .thumbs a')
      .evaluateAll((all) => all.map(({ hash, dataset }) => ({ hash, verdict: dataset.verdict })));
    assert.ok(links.length > 20);
    for (const { hash, verdict } of links) {
      await page.evaluate(async (to) => {
        location.hash = to;
        await new Promise((resolve) => addEventListener('hashchange', resolve, { once: true }));
        await document.querySelector('gil-atlas').updateComplete;
      }, hash);
      assert.equal(await page.getByTestId('complaints').count(), 0, hash);
      if (verdict === undefined) assert.ok((await rows(page).count()) > 0, hash);
      else assert.equal(await page.locator('.row.open').getAttribute('data-verdict'), verdict, hash);
    }
  }));

test('a hostile link is told and leaves the page whole; Back and Forward lead through links', () =>
  withAtlas(
    { hash: `#era=3&verdict=%00&sort=x&package=${'y'.repeat(3000)}&<b>=1&dtype=q&call=nmupy.linalg.inv` },
    async (page) => {
      const complaints = await page.getByTestId('complaints').innerText();
      for (const said of [
        /era is “3”/,
        /verdict is/,
        /sort is “x”/,
        /no package “y+”/,
        /“<b>”/,
        /dtype is “q”/,
        /did you mean numpy\.linalg\.inv/,
      ])
        assert.match(complaints, said);
      assert.ok((await rows(page).count()) > 0);
      for (const hash of [
        '#q=%E0%A4%A',
        '#call=%F0%9F%90%8D&shapes=1x',
        '#shapes=x',
        '#=&&==',
        `#q=${'('.repeat(500)}`,
        '#call=np.linalg.det&shapes=9x9',
      ]) {
        await page.evaluate((to) => {
          location.hash = to;
        }, hash);
        await page.waitForTimeout(60);
        assert.ok(await search(page).isVisible(), hash);
      }
      assert.equal(await shapes(page, DET).inputValue(), '9x9');
      await page.goBack();
      await page.getByTestId('empty').waitFor();
      await page.goForward();
      await row(page, DET).locator('.answer').waitFor();
    },
  ));

for (const colorScheme of ['light', 'dark']) {
  test(`the atlas has no accessibility violations, ${colorScheme}`, () =>
    withAtlas(
      { hash: '#call=numpy.linalg.qr(a)&shapes=400x400', colorScheme, bypassCSP: true },
      async (page) => {
        // Rows that are scrolled half under the search would count as small.
        await page.evaluate(() => scrollTo(0, 0));
        await assertAccessible(page, 'a row is open');
        await shapes(page, 'numpy.linalg.qr(a)').fill('4');
        await assertAccessible(page, 'a shape is wrong');
        await page.getByRole('radio', { name: /Python 2\.7/ }).check();
        await search(page).fill('svdvls');
        await assertAccessible(page, 'nothing is found');
      },
    ));
}

for (const width of [320, 768]) {
  test(`nothing scrolls sideways at ${width} px but the table of measurements`, () =>
    withAtlas({ hash: '#call=numpy.linalg.qr(a)', viewport: { width, height: 700 } }, async (page) => {
      const wide = () => page.evaluate(() => document.documentElement.scrollWidth);
      assert.equal(await wide(), width);
      await shapes(page, 'numpy.linalg.qr(a)').fill('x'.repeat(60));
      assert.equal(await wide(), width);
      const low = await page.locator('gil-atlas').evaluate(({ shadowRoot }) =>
        [...shadowRoot.querySelectorAll('button, a, select, input')]
          .filter((one) => one.checkVisibility() && !one.matches('.skip, p a:not(.cite)'))
          .map((one) => [one.getBoundingClientRect().height, one.outerHTML.slice(0, 80)])
          .filter(([height]) => height < 24),
      );
      assert.deepEqual(low, []);
    }));
}

test('a wasm file that does not come is told, and Retry loads it', () => {
  const server = { missing: /gil_atlas/ };
  return withPage({ hash: HERE, server, trouble: true }, async (page) => {
    await page.getByText('The atlas could not be loaded.').first().waitFor();
    server.missing = undefined;
    await page.getByRole('button', { name: 'Retry' }).click();
    await ready(page);
    assert.ok((await rows(page).count()) > 0);
  });
});

test('the playground leads to the atlas and back, and the atlas needs no isolation', () =>
  withPage({ server: { headers: {} } }, async (page) => {
    // Who leaves a page that still loads aborts what it loads, which counts as trouble here.
    const quiet = () => page.waitForLoadState('networkidle', { timeout: 10_000 });
    await quiet();
    await page.getByRole('link', { name: /release the GIL/ }).click();
    await ready(page);
    assert.ok((await rows(page).count()) > 0);
    await quiet();
    await page.getByRole('link', { name: 'GIL playground' }).first().click();
    await page.waitForSelector('gil-app');
    await quiet();
  }));
