// What Run brings comes into view, on a phone and beside it, and nothing else moves.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { button, LONG, opened, run, SMALL, stage, withPage } from './browser.mjs';

const PHONE = { viewport: { width: 375, height: 667 }, isMobile: true, hasTouch: true };

/** Whether a heading is on the screen, and the focus is not on it. */
const inSight = (heading) =>
  heading.evaluate((it) => {
    const { top, bottom } = it.getBoundingClientRect();
    return top >= 0 && bottom <= innerHeight && it.getRootNode().activeElement !== it;
  });

for (const [where, context] of Object.entries({
  'on a phone': PHONE,
  'at 200 % zoom': { viewport: { width: 640, height: 450 }, deviceScaleFactor: 2 },
  'with reduced motion': { ...PHONE, reducedMotion: 'reduce' },
}))
  test(`what Run brings comes into view and is said, while the focus stays: ${where}`, () =>
    withPage({ hash: LONG, ...context }, async (page) => {
      await opened(page);
      await page.getByTestId('intro').waitFor();
      await button(page, 'Run').click();
      const progress = page.getByTestId('progress').locator('h2');
      await progress.waitFor();
      await page.waitForTimeout(context.reducedMotion === 'reduce' ? 150 : 900);
      assert.ok(await inSight(progress), 'the progress is in view');
      assert.match(await page.getByTestId('status').textContent(), /Run 1 of 2, One lock: /);
      const focused = await page.evaluate(
        () => document.activeElement.shadowRoot.activeElement?.shadowRoot?.activeElement?.innerText,
      );
      assert.ok(focused === undefined || focused === 'Cancel', `the focus is on ${focused}`);
      await stage(page, 'done');
      await page.waitForTimeout(900);
      assert.ok(await inSight(page.getByTestId('headline')), 'the headline is in view');
      assert.match(await page.getByTestId('status').textContent(), /^\s*Done\. /);
    }));

test('a reader who scrolls away from the progress is not called back', () =>
  withPage({ hash: LONG, ...PHONE }, async (page) => {
    await opened(page);
    await button(page, 'Run').click();
    await page.getByTestId('progress').waitFor();
    await page.waitForTimeout(1100);
    await page.evaluate(() => scrollTo({ top: document.documentElement.scrollHeight, behavior: 'instant' }));
    const before = await page.evaluate(() => scrollY);
    await stage(page, 'done');
    await page.waitForTimeout(900);
    assert.ok(!(await inSight(page.getByTestId('headline'))));
    assert.ok((await page.evaluate(() => scrollY)) >= before - 5);
  }));

test('where the pointer is a finger no key is named', () =>
  withPage({ hash: `${SMALL}&engine=simulated`, ...PHONE }, async (page) => {
    await opened(page);
    await run(page);
    await page.getByText('The lock under glass').click();
    await page.locator('gil-glass .buttons').waitFor();
    await button(page, 'Edit threads and operations').click();
    await page.locator('gil-builder .after').waitFor();
    const shown = await page.locator('gil-app').evaluate((app) => {
      const words = [];
      const walk = (node) => {
        if (node.nodeType === Node.TEXT_NODE) words.push(node.textContent);
        if (node.nodeType === Node.ELEMENT_NODE) {
          if (node.matches('style') || (node !== app && getComputedStyle(node).display === 'none')) return;
          for (const name of ['title', 'aria-label']) words.push(node.getAttribute(name) ?? '');
        }
        for (const child of (node.shadowRoot ?? node).childNodes) walk(child);
      };
      walk(app);
      return words.join('\n');
    });
    assert.match(shown, /Tap to select a span/);
    const keys = /.*(\b(Shift|Ctrl|Alt)\b|\bW and S\b|[Qq]uestion mark|Keyboard|Arrow keys).*/;
    assert.equal(shown.match(keys)?.[0], undefined);
  }));
