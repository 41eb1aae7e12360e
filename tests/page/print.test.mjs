// On paper: light, with each title beside its timeline, and no column cut off.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { opened, run, SMALL, withPage } from './browser.mjs';

const DARK = { colorScheme: 'dark' };
/** A4 within margins of a centimetre, in CSS pixels. */
const A4 = { width: 718, height: 1047 };

/** The lightest and the darkest that a canvas of the timelines shows, from 0 to 255. */
const shades = (page) =>
  page.locator('gil-timelines').evaluate((host) => {
    const canvas = host.shadowRoot.querySelector('.lanes canvas');
    const copy = new OffscreenCanvas(canvas.width, canvas.height).getContext('2d', {
      willReadFrequently: true,
    });
    copy.drawImage(canvas, 0, 0);
    const { data } = copy.getImageData(0, 0, canvas.width, canvas.height);
    let [lit, dark] = [0, 0];
    for (let i = 0; i < data.length; i += 4) {
      if (data[i + 3] < 250) continue;
      const light = 0.3 * data[i] + 0.59 * data[i + 1] + 0.11 * data[i + 2];
      if (light > 220) lit += 1;
      if (light < 60) dark += 1;
    }
    return { lit, dark, width: canvas.width, across: canvas.getBoundingClientRect().width };
  });

const printing = (page) =>
  page.waitForFunction(() =>
    performance.getEntriesByType('resource').some(({ name }) => /\/print-/.test(name)),
  );

for (const theme of ['auto', 'dark'])
  test(`from dark mode it prints light, and is dark again afterwards: theme ${theme}`, () =>
    withPage({ hash: `${SMALL}&engine=simulated&theme=${theme}`, ...DARK }, async (page) => {
      await opened(page);
      await run(page);
      await printing(page);
      await page.waitForTimeout(200);
      const before = await shades(page);
      assert.ok(before.dark > before.lit, JSON.stringify(before));
      await page.evaluate(() => dispatchEvent(new Event('beforeprint')));
      const paper = await shades(page);
      assert.ok(paper.lit > paper.dark, JSON.stringify(paper));
      const ink = await page.evaluate(() => getComputedStyle(document.body).color);
      assert.equal(ink, 'rgb(22, 27, 36)');
      await page.evaluate(() => dispatchEvent(new Event('afterprint')));
      assert.deepEqual(await shades(page), before);
    }));

test('on paper no title stands apart from its timeline, and no column is cut', () =>
  withPage(
    { hash: `#v=1&preset=two-hogs&engine=simulated&compare=cpython-3.12,cpython-3.14t`, ...DARK },
    async (page) => {
      await opened(page);
      await run(page);
      await printing(page);
      await page.locator('gil-shares table').waitFor();
      await page.getByText('The timelines as tables').click();
      await page.getByTestId('span-table').first().waitFor();
      await page.setViewportSize(A4);
      await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
      const found = await page.locator('gil-app').evaluate((app) => {
        const wrong = [];
        const walk = (root) => {
          for (const it of root.querySelectorAll('*')) {
            if (it.shadowRoot !== null) walk(it.shadowRoot);
            if (it.getClientRects().length === 0 || it.closest('.hidden-visually')) continue;
            const { right } = it.getBoundingClientRect();
            if (right > innerWidth + 1 && !(it instanceof SVGElement))
              wrong.push(`${it.localName} to ${right}`);
            const { overflowX, overflowY } = getComputedStyle(it);
            if ([overflowX, overflowY].includes('auto'))
              wrong.push(`${it.localName}.${it.className} scrolls`);
            if (it.matches('.track') && getComputedStyle(it).breakInside !== 'avoid')
              wrong.push('a track breaks');
            if (it.matches('button')) wrong.push(`button ${it.textContent}`);
          }
        };
        walk(app.shadowRoot);
        return [...new Set(wrong)];
      });
      assert.deepEqual(found, []);
      const { width, across } = await shades(page);
      assert.ok(Math.abs(width - across) <= 2, 'drawn for the width that it has on paper');
      const pdf = await page.pdf({
        format: 'A4',
        margin: { top: '1cm', bottom: '1cm', left: '1cm', right: '1cm' },
      });
      assert.ok(pdf.length > 10_000);
    },
  ));
